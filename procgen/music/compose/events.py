"""Notes as events in bars, as the composing networks read and write them.

A bar is a token that says what holds in it (metre, mode, who plays …) and its notes, each one token of four numbers:
when in the bar it starts, who plays it, how high, how long. Pieces are turned to the key without signature (C major, A
minor), so that a scale's steps are the same numbers in all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.music.score import TICKS

STEP_TICKS: Final = 20
"""Starts and lengths are told in 24ths of a quarter: semiquavers, demisemiquavers and triplets of both."""
STEPS_OF_QUARTER: Final = TICKS // STEP_TICKS
LONGEST_BAR: Final = 8 * STEPS_OF_QUARTER
END: Final = LONGEST_BAR
"""Instead of a start: no more notes in this bar."""
STARTS: Final = LONGEST_BAR + 1

PLAYERS: Final = ("voice", "right", "left", "violin 1", "violin 2", "viola", "violoncello")
"""A song's voice and the two hands of its piano; a quartet."""
SONG: Final = (0, 1, 2)
QUARTET: Final = (3, 4, 5, 6)

LOWEST_PITCH: Final = 24
PITCHES: Final = 84
"""C1 to B7."""

LENGTHS: Final = (
    1, 2, 3, 4, 6, 8, 9, 12, 16, 18, 20, 24, 30, 32, 36, 42, 48, 54, 60, 66, 72, 84, 90, 96, 108, 120, 132, 144, 168,
    192, 216, 240, 288, 384,
)  # fmt: skip
"""Steps that a note may last."""

METRES: Final = (
    (4, 4), (3, 4), (2, 4), (6, 8), (2, 2), (9, 8), (3, 8), (12, 8), (3, 2), (6, 4), (5, 4), (4, 8), (2, 8), (5, 8),
    (7, 8),
)  # fmt: skip
OTHER_METRE: Final = len(METRES)
TEMPO_EDGES: Final = (50.0, 66.0, 80.0, 96.0, 112.0, 132.0, 160.0)
"""Quarters a minute that divide the classes of tempo."""
LEFT_EDGES: Final = (1, 2, 3, 4, 8, 16)
"""Bars that still come, which divide the classes of what is left."""

START, PLAYER, PITCH, LENGTH = range(4)
SIZES: Final = (STARTS, len(PLAYERS), PITCHES, len(LENGTHS))
"""How many values each number of a note has."""
DENSITY_EDGES: Final = (1.5, 3.0, 4.5, 6.5)
"""Notes a quarter that divide the classes of density."""
METRE, MODE, ENSEMBLE, TEMPO, LEFT, BEGUN, DENSITY, SUNG = range(8)
BAR_SIZES: Final = (len(METRES) + 1, 2, 2, len(TEMPO_EDGES) + 1, len(LEFT_EDGES) + 1, 5, len(DENSITY_EDGES) + 2, 3)
"""How many values each thing has that a bar's token says: metre; major or minor; song or quartet; tempo; bars left;
bars before it, up to four; density, 0 not told; whether the first player plays, 0 not told, 1 rests."""

Ints = npt.NDArray[np.int64]
_NEAREST: Final = np.array(
    [int(np.argmin([abs(np.log(length / max(steps, 1))) for length in LENGTHS])) for steps in range(385)]
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece as events.

    Attributes:
        notes: (n, 4) numbers of `SIZES`, by bar, start, player and pitch.
        offsets: (bars + 1,) which of them a bar has.
        bars: (bars, 8) numbers of `BAR_SIZES`.
        steps: (bars,) length of each bar.
    """

    notes: Ints
    offsets: Ints
    bars: Ints
    steps: Ints

    def __len__(self) -> int:
        return len(self.bars)


def nearest_length(steps: npt.ArrayLike) -> Ints:
    """Index into `LENGTHS` of the length that is nearest by ratio."""
    return np.asarray(_NEAREST[np.clip(np.asarray(steps, np.int64), 0, len(_NEAREST) - 1)])


def bar_numbers(
    bars: int, metre: npt.ArrayLike, *, minor: bool, quartet: bool, bpm: float, first: int = 0, left: int = 0
) -> Ints:
    """What the tokens of bars say, (bars, 8), but for density and whether the first player plays.

    Args:
        bars: how many.
        metre: of each, an index into `METRES`, or `OTHER_METRE`.
        minor: whether the key is a minor one.
        quartet: who plays.
        bpm: quarters a minute.
        first: bars before the first of these.
        left: bars after the last of these.
    """
    told = np.zeros((bars, len(BAR_SIZES)), np.int64)
    told[:, METRE] = metre
    told[:, MODE] = minor
    told[:, ENSEMBLE] = quartet
    told[:, TEMPO] = np.searchsorted(TEMPO_EDGES, bpm)
    told[:, LEFT] = np.searchsorted(LEFT_EDGES, left + np.arange(bars)[::-1], side="right")
    told[:, BEGUN] = np.minimum(first + np.arange(bars), BAR_SIZES[BEGUN] - 1)
    return told
