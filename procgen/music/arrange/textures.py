"""Accompaniment: what a player makes of chords. Each texture is a function of the harmony, bar by bar."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from procgen.music.arrange.harmony import Chord, voiced
from procgen.music.score import TICKS, Key

_ROLL_TICKS: Final = 40
_LEAST_TICKS: Final = 60


@dataclass(frozen=True, slots=True)
class Stroke:
    """A note that a texture makes.

    Attributes:
        start: tick.
        length: ticks.
        pitch: MIDI number.
        accent: factor on its strength.
    """

    start: int
    length: int
    pitch: int
    accent: float = 1.0


@dataclass(frozen=True, slots=True)
class Bar:
    """What a texture sees.

    Attributes:
        start: tick.
        end: tick.
        beat: ticks of a beat that is felt: three eighths in 6/8.
        parts: in how many a beat is divided: 3 where it is dotted.
        chords: that sound in it, cut to it.
        key: of the piece.
        low: lowest pitch of the player.
        high: highest.
        energy: of its section, 0 to 1.
        first: whether a section begins with it.
    """

    start: int
    end: int
    beat: int
    parts: int
    chords: Sequence[Chord]
    key: Key
    low: int
    high: int
    energy: float
    first: bool

    def beats(self) -> list[int]:
        """Ticks at which felt beats begin; the last may be short (7/8)."""
        return list(range(self.start, self.end, self.beat))

    def chord_at(self, tick: int) -> Chord:
        """The chord at a tick of it."""
        return next((each for each in self.chords if each.start <= tick < each.end), self.chords[-1])

    def eighths(self, divisions: int | None = None) -> Iterator[tuple[int, int, int]]:
        """Ticks at which the parts of beats begin, their lengths, and their places in the bar."""
        step = self.beat // (divisions or self.parts)
        for place, tick in enumerate(range(self.start, self.end, step)):
            yield tick, min(step, self.end - tick), place


Texture = Callable[[Bar, list[int]], list[Stroke]]
"""From a bar and the last voicing, which it keeps up to date, to notes."""


def _voices(bar: Bar, chord: Chord, before: list[int], voices: int = 3) -> tuple[int, ...]:
    found = voiced(chord, bar.low, bar.high, before, voices)
    before[:] = found
    return found


def _low_root(bar: Bar, chord: Chord, above: int = 0) -> int:
    """The lowest pitch of a player that is so many semitones above a chord's root, not right at the bottom."""
    wanted = (chord.root + above) % 12
    return bar.low + (wanted - bar.low) % 12


def block(bar: Bar, before: list[int]) -> list[Stroke]:
    """Chords that lie."""
    return [Stroke(c.start, c.end - c.start, pitch) for c in bar.chords for pitch in _voices(bar, c, before)]


def roll(bar: Bar, before: list[int]) -> list[Stroke]:
    """Chords of four notes, one after the other from below."""
    strokes = list[Stroke]()
    for chord in bar.chords:
        for number, pitch in enumerate(_voices(bar, chord, before, 4)):
            late = number * _ROLL_TICKS
            strokes.append(Stroke(chord.start + late, max(chord.end - chord.start - late, _LEAST_TICKS), pitch))
    return strokes


def pulse(bar: Bar, before: list[int]) -> list[Stroke]:
    """The chord on each beat."""
    return [
        Stroke(tick, min(bar.beat, bar.end - tick), pitch, 1.0 if tick == bar.start else 0.85)
        for tick in bar.beats()
        for pitch in _voices(bar, bar.chord_at(tick), before)
    ]


def strum(bar: Bar, before: list[int]) -> list[Stroke]:
    """Down on beats, up between, as a guitar does."""
    strokes = list[Stroke]()
    for tick, length, place in bar.eighths():
        if place % bar.parts and (bar.energy < 0.5 or (bar.parts == 2 and place == 1)):
            continue
        voices = _voices(bar, bar.chord_at(tick), before, 4)
        down = place % bar.parts == 0
        for number, pitch in enumerate(voices if down else voices[:0:-1]):
            strokes.append(
                Stroke(tick + 12 * number, max(length - 12 * number, _LEAST_TICKS), pitch, 1.0 if down else 0.7)
            )
    return strokes


def offbeat(bar: Bar, before: list[int]) -> list[Stroke]:
    """The chord between beats; in three and with dotted beats, on all but the first."""
    strokes = list[Stroke]()
    for tick, length, place in bar.eighths():
        if place % bar.parts == bar.parts - 1:
            strokes += [Stroke(tick, length, pitch, 0.9) for pitch in _voices(bar, bar.chord_at(tick), before)]
    return strokes


def oompah(bar: Bar, before: list[int]) -> list[Stroke]:
    """A low note on the first of each group, the chord after it: waltzes, polkas, jigs."""
    strokes = list[Stroke]()
    beats = bar.beats()
    if bar.parts == 3:
        for tick in beats:
            third = bar.beat // 3
            chord = bar.chord_at(tick)
            strokes.append(Stroke(tick, third, _low_root(bar, chord)))
            voices = _voices(bar, chord, before)
            strokes += [Stroke(tick + 2 * third, third, pitch, 0.75) for pitch in voices]
        return strokes
    group = 3 if len(beats) == 3 else 2
    for number, tick in enumerate(beats):
        chord = bar.chord_at(tick)
        length = min(bar.beat, bar.end - tick)
        if number % group == 0:
            strokes.append(Stroke(tick, length, _low_root(bar, chord, 0 if number == 0 else chord.fifth)))
        else:
            strokes += [Stroke(tick, length, pitch, 0.75) for pitch in _voices(bar, chord, before)]
    return strokes


def arpeggio(bar: Bar, before: list[int]) -> list[Stroke]:
    """Up and down the chord's notes, an eighth each; they ring until the chord changes."""
    strokes = list[Stroke]()
    for tick, length, place in bar.eighths():
        chord = bar.chord_at(tick)
        voices = _voices(bar, chord, before, 4)
        turn = [*range(len(voices)), *range(len(voices) - 2, 0, -1)]
        pitch = voices[turn[place % len(turn)]]
        rings = min(2 * length, max(chord.end - tick, length))
        strokes.append(Stroke(tick, rings, pitch, 1.0 if place % bar.parts == 0 else 0.85))
    return strokes


def alberti(bar: Bar, before: list[int]) -> list[Stroke]:
    """Lowest, highest, middle, highest, an eighth each; lowest, middle, highest where beats are dotted."""
    strokes = list[Stroke]()
    turn = (0, 1, 2) if bar.parts == 3 or len(bar.beats()) == 3 else (0, 2, 1, 2)
    for tick, length, place in bar.eighths():
        voices = _voices(bar, bar.chord_at(tick), before)
        pitch = voices[turn[place % len(turn)] % len(voices)]
        strokes.append(Stroke(tick, length, pitch, 1.0 if place % len(turn) == 0 else 0.8))
    return strokes


def drone(bar: Bar, _before: list[int]) -> list[Stroke]:
    """Tonic and fifth that lie, whatever the chord."""
    tonic = bar.low + (bar.key.tonic - bar.low) % 12
    return [Stroke(bar.start, bar.end - bar.start, pitch) for pitch in (tonic, tonic + 7)]


def ostinato(bar: Bar, _before: list[int]) -> list[Stroke]:
    """A short figure of root, fifth and octave that goes on: quick notes, the first of each beat strong."""
    strokes = list[Stroke]()
    divisions = bar.parts if bar.parts == 3 or bar.energy < 0.6 else 2 * bar.parts
    figure = (0, 12, 7) if bar.parts == 3 else (0, 0, 7, 0, 12, 0, 7, 0) if divisions == 4 else (0, 7, 12, 7)
    for tick, length, place in bar.eighths(divisions):
        chord = bar.chord_at(tick)
        above = figure[place % len(figure)]
        above = chord.fifth if above == 7 else above
        strokes.append(Stroke(tick, length, _low_root(bar, chord) + above, 1.0 if place % divisions == 0 else 0.75))
    return strokes


def tremolo(bar: Bar, before: list[int]) -> list[Stroke]:
    """Chords in very quick notes."""
    return [
        Stroke(tick, length, pitch, 1.0 if place % 4 == 0 else 0.8)
        for tick, length, place in bar.eighths(4 if bar.parts == 2 else 6)
        for pitch in _voices(bar, bar.chord_at(tick), before)
    ]


def accents(bar: Bar, before: list[int]) -> list[Stroke]:
    """Chords where they change, and pushed once more in strong bars."""
    strokes = list[Stroke]()
    for number, chord in enumerate(bar.chords):
        length = min(2 * bar.beat, chord.end - chord.start)
        voices = _voices(bar, chord, before)
        strokes += [Stroke(chord.start, length, pitch, 1.1 if number == 0 else 0.95) for pitch in voices]
    if bar.energy > 0.75 and len(bar.beats()) >= 4 and len(bar.chords) == 1:
        tick = bar.beats()[3] - bar.beat // 2
        strokes += [Stroke(tick, bar.beat // 2, pitch, 0.9) for pitch in before]
    return strokes


def power(bar: Bar, _before: list[int]) -> list[Stroke]:
    """Root, fifth and octave in eighths, as a distorted guitar has them."""
    strokes = list[Stroke]()
    for tick, length, place in bar.eighths():
        chord = bar.chord_at(tick)
        root = _low_root(bar, chord)
        accent = 1.0 if place % bar.parts == 0 else 0.8
        strokes += [Stroke(tick, length, root + above, accent) for above in (0, chord.fifth, 12)]
    return strokes


def rootfifth(bar: Bar, _before: list[int]) -> list[Stroke]:
    """The root on the first beat, the fifth half way."""
    beats = bar.beats()
    if len(beats) == 3 or len(beats) == 1:
        return [Stroke(bar.start, bar.end - bar.start, _low_root(bar, bar.chords[0]))]
    strokes = list[Stroke]()
    step = 1 if len(beats) == 2 else 2
    for number, tick in enumerate(beats[::step]):
        chord = bar.chord_at(tick)
        moved = any(each.start == tick for each in bar.chords)
        above = 0 if moved or number % 2 == 0 else chord.fifth
        strokes.append(Stroke(tick, min(step * bar.beat, bar.end - tick), _low_root(bar, chord, above)))
    return strokes


def octaves(bar: Bar, _before: list[int]) -> list[Stroke]:
    """The root in eighths, every other an octave higher in strong bars."""
    strokes = list[Stroke]()
    for tick, length, place in bar.eighths():
        root = _low_root(bar, bar.chord_at(tick))
        up = 12 if bar.energy > 0.6 and place % 2 and root + 12 <= bar.high else 0
        strokes.append(Stroke(tick, length, root + up, 1.0 if place % bar.parts == 0 else 0.8))
    return strokes


def strokes(bar: Bar, _before: list[int]) -> list[Stroke]:
    """One root where a section begins or a bar is strong, with an upbeat where it is strongest: drums with a pitch."""
    chord = bar.chords[0]
    root = _low_root(bar, chord)
    made = [Stroke(bar.start, bar.beat, root, 1.1 if bar.first else 0.9)]
    if bar.energy > 0.6:
        half = bar.start + len(bar.beats()) // 2 * bar.beat
        made.append(Stroke(half, bar.beat, _low_root(bar, bar.chord_at(half), bar.chord_at(half).fifth), 0.85))
    if bar.energy > 0.8:
        quick = bar.beat // bar.parts
        made += [Stroke(bar.end - (number + 1) * quick, quick, root, 0.75) for number in range(2)]
    return made


TEXTURES: Final[Mapping[str, Texture]] = {
    each.__name__: each
    for each in (
        accents, alberti, arpeggio, block, drone, octaves, offbeat, oompah, ostinato, power, pulse, roll, rootfifth,
        strokes, strum, tremolo,
    )
}  # fmt: skip
"""By the names that ensembles call them."""


def felt_beat(beats: int, unit: int) -> tuple[int, int]:
    """Ticks of the beat that is felt in a metre, and in how many parts it is divided."""
    eighth = TICKS // 2
    if unit == 8 and beats % 3 == 0:
        return 3 * eighth, 3
    return (2 * eighth if unit == 8 else TICKS * 4 // unit), 2
