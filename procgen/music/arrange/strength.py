"""How loud and how long notes are: phrases swell and ebb, first beats weigh more, energy lifts all."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.music.arrange.textures import felt_beat
from procgen.music.score import Notes, Score

PHRASE_BARS: Final = 4
_SOFTEST, _ENERGY, _ARC, _ACCENT = 0.34, 0.42, 0.07, 0.06
_LEAST, _MOST = 0.08, 1.0
_SHORTEST_TICKS: Final = 30


def energies_at(score: Score, ticks: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Energy of the sections that ticks are in, (n,)."""
    return np.asarray(score.bar_energies()[score.bars_at(ticks)])


def strengths(score: Score, ticks: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Velocities of notes that begin at ticks, before a player's own gain: (n,), 0 to 1.

    A phrase of four bars rises to its third and falls, as a parabola (N. Todd, "The dynamics of dynamics", 1992).
    """
    starts = score.bar_starts()
    bars = score.bars_at(ticks)
    inside = (ticks - starts[bars]) / np.maximum(starts[bars + 1] - starts[bars], 1)
    place = (bars % PHRASE_BARS + inside) / PHRASE_BARS
    arc = 1.0 - ((place - 0.6) / 0.6) ** 2
    beat = np.array([felt_beat(each.beats, each.unit)[0] for each in score.metres])
    which = np.clip(np.searchsorted([each.tick for each in score.metres], ticks, side="right") - 1, 0, None)
    since = ticks - starts[bars]
    accent = np.where(since == 0, 1.0, np.where(since % beat[which] == 0, 0.3, -0.4))
    return np.asarray(
        np.clip(_SOFTEST + _ENERGY * energies_at(score, ticks) + _ARC * arc + _ACCENT * accent, _LEAST, _MOST)
    )


def shaped(score: Score, notes: Notes, accents: npt.NDArray[np.float64], gain: float, legato: float) -> Notes:
    """Notes with their velocities and sounding lengths.

    Args:
        score: that they belong to.
        notes: with lengths as written.
        accents: factors on their strength, (n,).
        gain: the player's loudness.
        legato: share of the written lengths that sounds.
    """
    made = notes.copy()
    made["velocity"] = np.clip(strengths(score, notes["start"].astype(np.int64)) * accents * gain, _LEAST, _MOST)
    lengths = np.round(notes["length"] * min(legato, 1.0)).astype(np.int32)
    made["length"] = np.maximum(lengths, np.minimum(notes["length"], _SHORTEST_TICKS))
    return made
