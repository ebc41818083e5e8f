"""Stingers: a second or three that say what happened, from the theme's motif."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.music.arrange.textures import felt_beat
from procgen.music.motif import MotifNote, in_key
from procgen.music.score import NOTE, STEPS, TICKS, Key, Metre, Mode, Part, Role, Score, Section, Tempo, in_order


@dataclass(frozen=True, slots=True)
class Stinger:
    """What a stinger does with a motif.

    Attributes:
        about: for people.
        use: whose percussion it has.
        mode: that the motif is heard in.
        notes: of the motif, at most.
        rhythm: quarters of each; the last lasts to the end.
        chords: roots as steps of the scale, one an equal part of it.
        energy: 0 to 1.
        bpm: quarters a minute.
        quarters: how long it is, of fours.
        steps: of the scale, for each note that has gone by: it climbs or sinks.
    """

    about: str
    use: str
    mode: Mode
    notes: int
    rhythm: tuple[float, ...]
    chords: tuple[int, ...]
    energy: float
    bpm: float
    quarters: int = 4
    steps: int = 0


STINGERS: Final[Mapping[str, Stinger]] = {
    "victory": Stinger(
        "Won: the motif as a fanfare.", "victory", Mode.MAJOR, 5, (0.5, 0.25, 0.25, 1.0, 2.0), (3, 4, 0, 0), 1.0,
        126.0, 8,
    ),
    "discovery": Stinger(
        "Something is found: it climbs and glitters.", "night", Mode.LYDIAN, 4, (0.25, 0.25, 0.5, 1.0), (0, 1), 0.45,
        108.0, 4, 1,
    ),
    "death": Stinger(
        "Lost: slow and sinking.", "defeat", Mode.PHRYGIAN, 4, (1.0, 1.0, 1.0, 1.0), (0, 5, 1, 0), 0.4, 72.0, 8, -1
    ),
    "danger": Stinger(
        "Beware: low, short, hard.", "battle", Mode.PHRYGIAN, 3, (0.25, 0.25, 0.5), (0, 1), 0.9, 138.0, 4
    ),
}  # fmt: skip
"""By name."""
_BAR_QUARTERS: Final = 4
"""Quarters in a bar of a stinger."""
_DEFAULT_MIDDLE: Final = 67


def stinger_score(name: str, motif: Sequence[MotifNote], key: Key) -> Score:
    """A stinger as composed parts: melody, chords, bass.

    Args:
        name: one of `STINGERS`.
        motif: of the theme, with at least one note.
        key: of the theme; the stinger has its tonic.
    """
    kind = STINGERS[name]
    own = Key(key.tonic, kind.mode)
    heads = [note for note in in_key(motif, key, own, chromatic=False) if note.pitch is not None][: kind.notes]
    end = kind.quarters * TICKS
    rows = list[tuple[int, int, int, float, int]]()
    at = 0
    scale = STEPS[own.mode]
    for number, note in enumerate(heads):
        length = round(kind.rhythm[min(number, len(kind.rhythm) - 1)] * TICKS)
        pitch = (note.pitch or 0) + _scale_shift(number * kind.steps, scale)
        if number == len(heads) - 1:
            length, pitch = end - at, _onto_triad(pitch, own)
        rows.append((at, length, pitch, 0.8, 0))
        at += length
    part = end // len(kind.chords)
    for number, root in enumerate(kind.chords):
        start = number * part
        for third in (0, 2, 4):
            rows.append((start, part, _pitch(root + third, own, 5), 0.6, 1))
        rows.append((start, part, _pitch(root, own, 3), 0.7, 2))
    notes = np.array(rows, NOTE)
    notes["pitch"] = np.clip(notes["pitch"], 0, 127)
    parts = (Part("Motif", 0, Role.MELODY), Part("Chords", 0, Role.HARMONY), Part("Bass", 0, Role.BASS))
    bars = kind.quarters // _BAR_QUARTERS
    return Score(in_order(notes), parts, own, (Metre(0, _BAR_QUARTERS, 4),), (Tempo(0, kind.bpm),), bars,
                 (Section("A", 0, bars, kind.energy),))  # fmt: skip


def bridge_score(start: Metre, tempo_bpm: float, to: Key, motif: Sequence[MotifNote], energy: float) -> Score:
    """A bar that leads to another piece: a dominant that rises by steps to its tonic, with a fill.

    Args:
        start: metre that it has, of the piece that follows.
        tempo_bpm: of the piece that follows.
        to: its key.
        motif: its first note is led to.
        energy: 0 to 1.
    """
    metre = Metre(0, start.beats, start.unit)
    first = next((note.pitch for note in motif if note.pitch is not None), None) or _DEFAULT_MIDDLE
    beat, parts = felt_beat(metre.beats, metre.unit)
    step = beat // parts
    count = metre.bar_ticks // step
    scale = [12 * octave + (to.tonic + each) for octave in range(11) for each in STEPS[to.mode]]
    below = [pitch for pitch in scale if pitch < first][-count:]
    rows = [(number * step, step, pitch, 0.7, 0) for number, pitch in enumerate(below)]
    dominant = (to.tonic + 7) % 12
    rows += [(0, metre.bar_ticks, 60 + (dominant + above) % 12, 0.6, 1) for above in (0, 4, 7, 10)]
    rows.append((0, metre.bar_ticks, 36 + dominant, 0.7, 2))
    parts_ = (Part("Run", 0, Role.MELODY), Part("Chords", 0, Role.HARMONY), Part("Bass", 0, Role.BASS))
    return Score(in_order(np.array(rows, NOTE)), parts_, to, (metre,), (Tempo(0, tempo_bpm),), 1,
                 (Section("T", 0, 1, energy),))  # fmt: skip


def _scale_shift(steps: int, scale: Sequence[int]) -> int:
    octave, step = divmod(steps, 7)
    return 12 * octave + scale[step]


def _onto_triad(pitch: int, key: Key) -> int:
    """The nearest note of the tonic's triad."""
    classes = {(key.tonic + STEPS[key.mode][degree]) % 12 for degree in (0, 2, 4)}
    return min((pitch + off for off in range(-6, 7) if (pitch + off) % 12 in classes), key=lambda to: abs(to - pitch))


def _pitch(step: int, key: Key, octave: int) -> int:
    return 12 * octave + key.tonic + _scale_shift(step, STEPS[key.mode])
