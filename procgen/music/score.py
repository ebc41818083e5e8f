"""A score: notes of parts in ticks, with what a player and a game must know of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

TICKS: Final = 480
"""A quarter note."""
DRUM_KIT: Final = 128
"""Instrument of parts that drum: pitches are General MIDI's percussion keys."""

ORCHESTRA_KIT: Final = DRUM_KIT + 48
"""The same of parts that play an orchestra's drums and cymbals: General Standard's 49th kit."""

NOTE: Final = np.dtype(
    [("start", np.int32), ("length", np.int32), ("pitch", np.int16), ("velocity", np.float32), ("part", np.int16)]
)
"""A note: ticks from the start, ticks, MIDI number, loudness in 0 to 1, index of its part."""
Notes = npt.NDArray[np.void]


class Role(StrEnum):
    """What a part does in the whole."""

    MELODY = "melody"
    COUNTER = "counter"
    HARMONY = "harmony"
    BASS = "bass"
    PERCUSSION = "percussion"
    VOICE = "voice"


class Mode(StrEnum):
    """Scales that a key can have."""

    MAJOR = "major"
    MINOR = "minor"
    DORIAN = "dorian"
    PHRYGIAN = "phrygian"
    LYDIAN = "lydian"
    MIXOLYDIAN = "mixolydian"


STEPS: Final = {
    Mode.MAJOR: (0, 2, 4, 5, 7, 9, 11),
    Mode.MINOR: (0, 2, 3, 5, 7, 8, 10),
    Mode.DORIAN: (0, 2, 3, 5, 7, 9, 10),
    Mode.PHRYGIAN: (0, 1, 3, 5, 7, 8, 10),
    Mode.LYDIAN: (0, 2, 4, 6, 7, 9, 11),
    Mode.MIXOLYDIAN: (0, 2, 4, 5, 7, 9, 10),
}
"""Semitones above the tonic."""


@dataclass(frozen=True)
class Key:
    """A tonic (pitch class, 0 is C) and its mode."""

    tonic: int
    mode: Mode

    @property
    def minor(self) -> bool:
        """Whether its third is a minor one."""
        return STEPS[self.mode][2] == 3


@dataclass(frozen=True)
class Part:
    """One player.

    Attributes:
        name: as a score says it.
        instrument: General MIDI's program from 0, or `DRUM_KIT`, or `ORCHESTRA_KIT`.
        role: what it does in the whole.
    """

    name: str
    instrument: int
    role: Role

    @property
    def drums(self) -> bool:
        """Whether its pitches are keys of drums, that sound as they do whatever the key."""
        return self.instrument >= DRUM_KIT


@dataclass(frozen=True)
class Metre:
    """Beats in a bar, and which note a beat is (4 is a quarter), from a tick on."""

    tick: int
    beats: int
    unit: int

    @property
    def bar_ticks(self) -> int:
        """Length of a bar."""
        return TICKS * 4 * self.beats // self.unit


@dataclass(frozen=True)
class Tempo:
    """Quarters a minute, from a tick on."""

    tick: int
    bpm: float


@dataclass(frozen=True)
class Section:
    """Bars that belong together.

    Attributes:
        name: "A"; a section that comes again has its name again.
        bar: its first, from 0.
        bars: how many.
        energy: 0 to 1.
    """

    name: str
    bar: int
    bars: int
    energy: float


@dataclass(frozen=True)
class Syllable:
    """What is sung on a note of part `part` that starts at `tick`.

    Attributes:
        text: without its hyphen.
        ends_word: whether the word ends with it.
        stressed: whether it bears the word's stress.
    """

    tick: int
    part: int
    text: str
    ends_word: bool
    stressed: bool


@dataclass(frozen=True)
class Score:
    """Music before it sounds.

    Attributes:
        notes: of dtype `NOTE`, by start, part and pitch.
        parts: that the notes name.
        key: it begins in.
        metres: by tick; the first at 0.
        tempos: by tick; the first at 0.
        bars: how many; the last is whole.
        sections: that fill the bars.
        syllables: that are sung, by tick.
    """

    notes: Notes
    parts: tuple[Part, ...]
    key: Key
    metres: tuple[Metre, ...]
    tempos: tuple[Tempo, ...]
    bars: int
    sections: tuple[Section, ...] = ()
    syllables: tuple[Syllable, ...] = field(default=())

    def bar_starts(self) -> npt.NDArray[np.int64]:
        """Ticks at which bars start, and that at which the last ends: shape (bars + 1,)."""
        starts = [0]
        for _ in range(self.bars):
            at = starts[-1]
            starts.append(at + metre_at(self.metres, at).bar_ticks)
        return np.array(starts, np.int64)

    def bars_at(self, ticks: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Which bar each tick is in, from 0; the last one's, too, of ticks beyond it."""
        found = np.searchsorted(self.bar_starts(), ticks, side="right") - 1
        return np.asarray(np.clip(found, 0, self.bars - 1), np.int64)

    def bar_energies(self) -> npt.NDArray[np.float64]:
        """Energy of each bar's section, (bars,); 0.5 where there is none."""
        found = np.full(self.bars, 0.5)
        for section in self.sections:
            found[section.bar : section.bar + section.bars] = section.energy
        return found

    def seconds(self, ticks: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Seconds from the start at which ticks come."""
        points = [(one.tick, one.bpm) for one in self.tempos]
        at = [0.0]
        for (tick, bpm), (after, _) in pairwise(points):
            at.append(at[-1] + (after - tick) * 60.0 / (bpm * TICKS))
        wanted = np.asarray(ticks, np.float64)
        which = np.clip(np.searchsorted([tick for tick, _ in points], wanted, side="right") - 1, 0, None)
        first = np.array([tick for tick, _ in points], np.float64)[which]
        pace = np.array([60.0 / (bpm * TICKS) for _, bpm in points])[which]
        return np.asarray(np.array(at)[which] + (wanted - first) * pace)


def metre_at(metres: Iterable[Metre], tick: int) -> Metre:
    """The metre that holds at a tick: the last that begins there or before."""
    return max((each for each in metres if each.tick <= tick), key=lambda each: each.tick)


def in_order(notes: Notes) -> Notes:
    """Notes by start, part and pitch, as a score has them."""
    return notes[np.lexsort((notes["pitch"], notes["part"], notes["start"]))]
