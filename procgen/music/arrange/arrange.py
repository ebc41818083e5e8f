"""The way from a composed score to one for an ensemble."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.music.arrange.ensembles import LAYERS, Ensemble, Player
from procgen.music.arrange.gaps import without_gaps
from procgen.music.arrange.harmony import Chord, merged, read_harmony
from procgen.music.arrange.percussion import HIT_TICKS, bar_hits, instrument_of
from procgen.music.arrange.ranges import fitted
from procgen.music.arrange.strength import PHRASE_BARS, shaped
from procgen.music.arrange.textures import TEXTURES, Bar, Stroke, felt_beat
from procgen.music.chance import Chance
from procgen.music.lyrics import LyricSyllable, with_words
from procgen.music.motif import tune_of
from procgen.music.score import NOTE, Notes, Part, Role, Score, Syllable, in_order, metre_at

_LIGHT, _HEAVY = "Light percussion", "Drums"
_VOICE, _VOICE_PROGRAM = "Voice", 53
_VOICE_RANGE: Final = (57, 76)
"""Of women; others sing in their own octave."""
_DRUMS_GAIN: Final = 0.75
_WITH_LAYERS: Final = 0.3
"""How much earlier than their energy players of upper layers come in where a game fades them itself."""


@dataclass(frozen=True, slots=True, eq=False)
class Arrangement:
    """Music for players.

    Attributes:
        score: all parts.
        layers: of each part its place in `LAYERS`.
        chords: that sound.
    """

    score: Score
    layers: tuple[int, ...]
    chords: tuple[Chord, ...]

    def layer(self, which: int) -> Score:
        """The score with the notes of one layer alone."""
        kept = np.array([layer == which for layer in self.layers], bool)
        return replace(self.score, notes=self.score.notes[kept[self.score.notes["part"]]])

    def used_layers(self) -> tuple[int, ...]:
        """Places in `LAYERS` that have notes."""
        return tuple(sorted({self.layers[part] for part in np.unique(self.score.notes["part"])}))


def arrange(
    score: Score,
    ensemble: Ensemble,
    groove: str,
    *,
    seed: int,
    percussion: float = 1.0,
    legato: float = 1.0,
    words: Sequence[LyricSyllable] = (),
) -> Arrangement:
    """Give a composed score to an ensemble.

    Args:
        score: of tonal parts, with sections.
        ensemble: who plays.
        groove: what percussion plays.
        seed: of what is left to chance.
        percussion: 0 none to 1 all of it.
        legato: factor on the lengths of notes.
        words: that a voice sings in the place of who else has the melody.

    Parts without notes are left out.
    """
    chords = read_harmony(score)
    bars = _bars(score, chords)
    score = without_gaps(score, bars, melody=not words)
    made = list[tuple[Part, int, Notes]]()
    syllables = list[Syllable]()
    players = list(ensemble.players)
    if words:
        players.remove(next(each for each in players if each.role is Role.MELODY and each.from_energy == 0.0))
        tune = composed(score, Role.MELODY)
        tune["pitch"] = fitted(tune["pitch"].astype(np.int64), *_VOICE_RANGE)
        tune, syllables = with_words(score, tune, words, 0)
        notes = shaped(score, tune, np.ones(len(tune)), 1.0, 1.0)
        made.append((Part(_VOICE, _VOICE_PROGRAM, Role.VOICE), LAYERS.index("melody"), notes))
    for player in players:
        notes, accents = _played(score, player, bars)
        notes = shaped(score, notes, accents, player.gain, player.legato * legato)
        made.append((Part(player.name, player.program, player.role), player.layer, notes))
    if ensemble.kit and percussion > 0.0:
        made += _percussion(score, ensemble.kit, groove, bars, percussion, seed)
    made = [one for one in made if len(one[2])]
    for number, (_, _, notes) in enumerate(made):
        notes["part"] = number
    notes = np.concatenate([notes for *_, notes in made]) if made else np.zeros(0, NOTE)
    parts = tuple(part for part, *_ in made)
    whole = replace(score, notes=in_order(notes), parts=parts, syllables=tuple(syllables))
    return Arrangement(whole, tuple(layer for _, layer, _ in made), merged(chords))


def _bars(score: Score, chords: Sequence[Chord]) -> list[Bar]:
    """What textures see, without a player's range."""
    starts = score.bar_starts().tolist()
    energies = score.bar_energies()
    firsts = {0, *(section.bar for section in score.sections)}
    found = list[Bar]()
    for number, (start, end) in enumerate(pairwise(starts)):
        metre = metre_at(score.metres, start)
        beat, parts = felt_beat(metre.beats, metre.unit)
        inside = merged([each for each in chords if start <= each.start < end])
        energy = float(energies[number])
        found.append(Bar(start, end, beat, parts, inside, score.key, 0, 127, energy, number in firsts))
    return found


def _played(score: Score, player: Player, bars: Sequence[Bar]) -> tuple[Notes, npt.NDArray[np.float64]]:
    """What a player has, and accents, (n,): silent where a bar's energy is below its own."""
    least = player.from_energy - (_WITH_LAYERS if player.layer else 0.0)
    if player.texture == "line":
        notes = _line(score, player, least)
        return notes, np.ones(len(notes))
    texture, before, made = TEXTURES[player.texture], list[int](), list[Stroke]()
    for bar in bars:
        if bar.energy >= least:
            made += texture(replace(bar, low=player.low, high=player.high), before)
    notes = np.array([(each.start, each.length, each.pitch, 0.0, 0) for each in made], NOTE)
    pitches = notes["pitch"].astype(np.int64)
    up = np.maximum(np.ceil((player.low - pitches) / 12.0), 0.0)
    down = np.maximum(np.ceil((pitches - player.high) / 12.0), 0.0)
    notes["pitch"] = pitches + 12 * (up - down).astype(np.int64)
    return notes, np.array([each.accent for each in made])


_STANDS_IN: Final[dict[Role, tuple[Role, ...]]] = {
    Role.MELODY: (Role.MELODY, Role.VOICE),
    Role.COUNTER: (Role.COUNTER,),
    Role.HARMONY: (Role.HARMONY,),
    Role.BASS: (Role.BASS,),
}
"""Roles of composed parts that players of a role play."""


def composed(score: Score, role: Role) -> Notes:
    """The notes of composed parts that players of a role play; of melodies and basses one at a time."""
    parts = [number for number, part in enumerate(score.parts) if part.role in _STANDS_IN[role]]
    notes = score.notes[np.isin(score.notes["part"], parts)]
    return tune_of(notes) if role in (Role.MELODY, Role.BASS) else notes.copy()


def _line(score: Score, player: Player, least: float) -> Notes:
    """Composed notes in a player's range: a section moves by octaves as one, so that equal sections sound equal."""
    notes = composed(score, player.role)
    bars = score.bars_at(notes["start"])
    pieces = list[Notes]()
    for section in score.sections:
        here = notes[(bars >= section.bar) & (bars < section.bar + section.bars)]
        if section.energy >= least and len(here):
            here["pitch"] = fitted(here["pitch"].astype(np.int64), player.low, player.high, player.octave)
            pieces.append(here)
    return np.concatenate(pieces) if pieces else np.zeros(0, NOTE)


def _percussion(
    score: Score, kit: str, groove: str, bars: Sequence[Bar], amount: float, seed: int
) -> list[tuple[Part, int, Notes]]:
    """Light percussion, which drives, and heavy, which is the last layer."""
    ends = {section.bar + section.bars - 1 for section in score.sections}
    chance = Chance("percussion", seed)
    hits = [
        hit
        for number, bar in enumerate(bars)
        for hit in bar_hits(
            kit,
            groove,
            replace(bar, energy=bar.energy * amount),
            ends_phrase=number in ends or (bar.energy > 0.6 and number % (2 * PHRASE_BARS) == 2 * PHRASE_BARS - 1),
            chance=chance.part("bar", number),
        )
    ]
    made = list[tuple[Part, int, Notes]]()
    for name, light, layer in ((_LIGHT, True, LAYERS.index("drive")), (_HEAVY, False, LAYERS.index("force"))):
        those = [hit for hit in hits if hit.light is light]
        notes = np.array([(hit.tick, HIT_TICKS, hit.key, 0.0, 0) for hit in those], NOTE)
        notes = shaped(score, notes, np.array([hit.accent for hit in those]), _DRUMS_GAIN, 1.0)
        made.append((Part(name, instrument_of(kit), Role.PERCUSSION), layer, notes))
    return made
