"""The harmony that composed parts make: a chord a half bar or bar, found by what sounds and for how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.music.score import STEPS, Key, Notes, Role, Score, metre_at

Floats = npt.NDArray[np.float64]

_QUALITIES: Final[tuple[tuple[tuple[int, ...], float], ...]] = (
    ((0, 4, 7), 0.0),
    ((0, 3, 7), 0.0),
    ((0, 3, 6), -0.12),
    ((0, 4, 7, 10), -0.1),
    ((0, 3, 7, 10), -0.14),
    ((0, 4, 7, 11), -0.14),
    ((0, 5, 7), -0.16),
)
"""Semitones above the root, and how much less likely a chord is than a triad that fits as well."""
_ROOT_IN_BASS, _IN_KEY = 0.3, 0.3
_OUTSIDE = 0.8
"""Loss for sounding time beside the chord."""
_CHANGE = 0.12
"""Loss for another chord than before."""
_TONIC_AT_ENDS = 0.1


@dataclass(frozen=True, slots=True)
class Chord:
    """A chord.

    Attributes:
        start: tick.
        end: tick.
        root: pitch class.
        intervals: semitones of its notes above the root, the root's 0 first.
    """

    start: int
    end: int
    root: int
    intervals: tuple[int, ...]

    @property
    def pitch_classes(self) -> tuple[int, ...]:
        """Of its notes, the root first."""
        return tuple((self.root + each) % 12 for each in self.intervals)

    @property
    def fifth(self) -> int:
        """Semitones of its fifth above the root."""
        return next((each for each in self.intervals if 6 <= each <= 8), 7)


@cache
def _all_chords() -> tuple[tuple[int, tuple[int, ...], float], ...]:
    return tuple((root, intervals, less) for intervals, less in _QUALITIES for root in range(12))


@cache
def _templates() -> Floats:
    """(chords, 12): 1 inside, the loss outside."""
    rows = np.full((len(_all_chords()), 12), -_OUTSIDE)
    for row, (root, intervals, _) in zip(rows, _all_chords(), strict=True):
        row[[(root + each) % 12 for each in intervals]] = 1.0
    return rows


def spans(score: Score) -> list[tuple[int, int]]:
    """Start and end of the pieces that have a chord each: halves of bars of an even number of beats, else bars."""
    starts = score.bar_starts()
    found = list[tuple[int, int]]()
    for begin, end in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
        metre = metre_at(score.metres, begin)
        halves = 2 if metre.beats in (4, 6, 12) else 1
        step = (end - begin) // halves
        found += [(begin + part * step, begin + (part + 1) * step) for part in range(halves)]
    return found


def read_harmony(score: Score) -> tuple[Chord, ...]:
    """Chords that fill the score; of spans in which nothing sounds, those before go on.

    The best path over the spans: what sounds, in parts of the span's time, counts for a chord that has it and against
    one that has not; the bass tells the root; chords of the key, and those that stay, are likelier.
    """
    places = spans(score)
    tonal = np.array([part.role is not Role.PERCUSSION for part in score.parts], bool)
    notes = score.notes[tonal[score.notes["part"]]] if len(score.notes) else score.notes
    return path(places, [_heard(notes, start, end) for start, end in places], score.key)


def path(places: Sequence[tuple[int, int]], heard: Sequence[tuple[Floats, int | None]], key: Key) -> tuple[Chord, ...]:
    """The likeliest chords.

    Args:
        places: start and end of each.
        heard: of each the time that pitch classes sound in it, (12,), and that of the lowest.
        key: whose chords are likelier.
    """
    chords, templates = _all_chords(), _templates()
    scale = {(key.tonic + step) % 12 for step in STEPS[key.mode]}
    prior = np.array(
        [less + _IN_KEY * all((root + each) % 12 in scale for each in intervals) for root, intervals, less in chords]
    )
    roots = np.array([root for root, _, _ in chords])
    total, came = np.zeros(len(chords)), list[npt.NDArray[np.int64]]()
    for number, (weights, bass) in enumerate(heard):
        fit = templates @ (weights / max(float(weights.sum()), 1e-9)) + prior
        if bass is not None:
            fit = fit + _ROOT_IN_BASS * (roots == bass)
        if number in (0, len(heard) - 1):
            fit = fit + _TONIC_AT_ENDS * (roots == key.tonic)
        best = int(np.argmax(total))
        stays = total >= total[best] - _CHANGE
        came.append(np.where(stays, np.arange(len(chords)), best))
        total = np.where(stays, total, total[best] - _CHANGE) + fit
    which = int(np.argmax(total))
    found = list[Chord]()
    for (start, end), before in zip(reversed(places), reversed(came), strict=True):
        root, intervals, _ = chords[which]
        found.append(Chord(start, end, root, intervals))
        which = int(before[which])
    return tuple(reversed(found))


def _heard(notes: Notes, start: int, end: int) -> tuple[Floats, int | None]:
    """How long pitch classes sound in a span, (12,), and the pitch class of the lowest that begins it."""
    over = np.minimum(notes["start"] + notes["length"], end) - np.maximum(notes["start"], start)
    inside = over > 0
    weights = np.bincount(notes["pitch"][inside] % 12, over[inside].astype(float), 12).astype(float)
    early = inside & (notes["start"] < start + (end - start) // 2)
    return weights, int(notes["pitch"][early].min()) % 12 if early.any() else None


def merged(chords: Sequence[Chord]) -> tuple[Chord, ...]:
    """Equal chords that follow each other within a bar or over it, as one."""
    found = list[Chord]()
    for each in chords:
        if found and (found[-1].root, found[-1].intervals) == (each.root, each.intervals):
            found[-1] = Chord(found[-1].start, each.end, each.root, each.intervals)
        else:
            found.append(each)
    return tuple(found)


def voiced(chord: Chord, low: int, high: int, before: Sequence[int], voices: int = 3) -> tuple[int, ...]:
    """Notes of a chord between two pitches, as near as can be to those before.

    Args:
        chord: to voice.
        low: lowest pitch.
        high: highest; at least an octave above.
        before: pitches of the chord before; () for a voicing in the middle.
        voices: how many notes, at least 3 if the chord has a seventh that is to be heard.
    """
    middle = float(np.mean(before)) if len(before) else 0.5 * (low + high)
    classes = chord.pitch_classes[:voices] if len(chord.pitch_classes) <= voices else _fewer(chord, voices)
    best: tuple[int, ...] = (low,)
    least = np.inf
    for bottom in range(low, max(high - 11, low + 1)):
        if bottom % 12 not in classes:
            continue
        stack = [bottom]
        while len(stack) < voices:
            above = stack[-1] + 1
            while above % 12 not in classes:
                above += 1
            stack.append(above)
        if stack[-1] > high:
            continue
        moved = sum(min(abs(pitch - old) for old in before) for pitch in stack) if len(before) else 0.0
        far = abs(float(np.mean(stack)) - middle) + 0.5 * moved
        if far < least:
            best, least = tuple(stack), far
    return best


def _fewer(chord: Chord, voices: int) -> tuple[int, ...]:
    """Without its fifth, which is missed least."""
    kept = [each for each in chord.intervals if each != chord.fifth]
    return tuple((chord.root + each) % 12 for each in kept[:voices])
