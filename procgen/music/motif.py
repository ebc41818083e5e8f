"""Motifs: a few notes that a piece is made from, and what becomes of them in another mode, metre or tempo."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Final

import numpy as np

from procgen.errors import Violation
from procgen.music.notation.keys import NATURALS, key_of_weights
from procgen.music.score import NOTE, STEPS, TICKS, Key, Metre, Notes, Role, Score

LEAST_MOTIF_NOTES, MOST_MOTIF_NOTES = 2, 24
_NOTE = re.compile(r"(?:([A-Ga-g])([#b]?)(-1|\d)|([Rr]))(?::(\d+(?:\.\d+)?|\d+/\d+))?")
_HOW: Final = 'notes such as "E4 D4 C4:2 R:0.5": a letter with # or b, an octave of 0 to 9, and beats after a colon'
_LONGEST_BEATS: Final = 16
_MIDDLE_C: Final = 60
_BAR_NOTES: Final = 8
"""Notes of a motif that a bar takes."""
_GRID_QUARTERS: Final = 0.25


@dataclass(frozen=True, slots=True)
class MotifNote:
    """A note or a rest.

    Attributes:
        pitch: MIDI number; None is a rest.
        quarters: how long.
    """

    pitch: int | None
    quarters: float


def read_motif(text: str) -> tuple[MotifNote, ...]:
    """Notes of a text; a note without a length is as long as that before it, the first a quarter.

    Raises:
        ValueError: says what can't be read.
    """
    notes = list[MotifNote]()
    quarters = 1.0
    for word in text.split():
        match = _NOTE.fullmatch(word)
        if match is None:
            raise ValueError(word)
        letter, sign, octave, rest, beats = match.groups()
        if beats:
            quarters = float(Fraction(beats)) if not beats.endswith("/0") else 0.0
        if not 0.0 < quarters <= _LONGEST_BEATS:
            raise ValueError(word)
        if rest:
            notes.append(MotifNote(None, quarters))
            continue
        pitch = 12 * (int(octave) + 1) + NATURALS[letter.upper()] + {"#": 1, "b": -1, "": 0}[sign]
        if not 0 <= pitch <= 127:
            raise ValueError(word)
        notes.append(MotifNote(pitch, quarters))
    return tuple(notes)


def motif_violations(text: str, field: str = "motif") -> list[Violation]:
    """What can't be accepted of a motif's text; an empty one is none."""
    if not text:
        return []
    try:
        notes = read_motif(text)
    except ValueError as error:
        return [Violation.of(field, str(error)[:40], _HOW)]
    sounding = [note for note in notes if note.pitch is not None]
    if not LEAST_MOTIF_NOTES <= len(sounding) <= MOST_MOTIF_NOTES:
        return [Violation.of(field, f"{len(sounding)} notes", f"{LEAST_MOTIF_NOTES} to {MOST_MOTIF_NOTES}")]
    return []


def motif_text(notes: Sequence[MotifNote]) -> str:
    """The text that reads as these notes."""
    names = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
    return " ".join(
        f"{'R' if note.pitch is None else f'{names[note.pitch % 12]}{note.pitch // 12 - 1}'}:{note.quarters:.6g}"
        for note in notes
    )


def tune_of(notes: Notes) -> Notes:
    """The highest of notes that start together, each until the next begins."""
    if not len(notes):
        return notes
    order = np.lexsort((-notes["pitch"], notes["start"]))
    ordered = notes[order]
    tops: Notes = ordered[np.concatenate([[True], np.diff(ordered["start"]) > 0])].copy()
    until = np.append(tops["start"][1:], tops["start"][-1] + tops["length"][-1])
    tops["length"] = np.minimum(tops["length"], until - tops["start"])
    return tops


def head_of(score: Score, bars: int = 2) -> tuple[MotifNote, ...]:
    """What the melody begins with: notes and rests of its first bars in which it sounds; () where it never does."""
    parts = [number for number, part in enumerate(score.parts) if part.role in (Role.MELODY, Role.VOICE)]
    tune = tune_of(score.notes[np.isin(score.notes["part"], parts)])
    if not len(tune):
        return ()
    starts = score.bar_starts()
    first = int(np.searchsorted(starts, tune["start"][0], side="right")) - 1
    begin, end = int(starts[first]), int(starts[min(first + bars, score.bars)])
    tune = tune[tune["start"] < end][:MOST_MOTIF_NOTES]
    notes = list[MotifNote]()
    at = begin
    for note in tune:
        if note["start"] > at:
            notes.append(MotifNote(None, (int(note["start"]) - at) / TICKS))
        length = min(int(note["length"]), end - int(note["start"]))
        notes.append(MotifNote(int(note["pitch"]), length / TICKS))
        at = int(note["start"]) + length
    return tuple(notes)


def key_of(notes: Sequence[MotifNote]) -> Key:
    """The major or minor key that it is in, by how long its notes sound."""
    weights = np.zeros(12)
    for note in notes:
        if note.pitch is not None:
            weights[note.pitch % 12] += note.quarters
    return key_of_weights(weights)


def degree_of(pitch: int, key: Key) -> tuple[int, int]:
    """Steps of the scale above the tonic at or below middle C, and semitones that it is off that step."""
    above = pitch - _MIDDLE_C - key.tonic
    octave, rest = divmod(above, 12)
    steps = STEPS[key.mode]
    step = min(range(7), key=lambda number: (abs(steps[number] - rest), -number))
    return 7 * octave + step, rest - steps[step]


def pitch_of(degree: int, key: Key, off: int = 0) -> int:
    """The other way round."""
    octave, step = divmod(degree, 7)
    return _MIDDLE_C + key.tonic + 12 * octave + STEPS[key.mode][step] + off


def in_key(notes: Sequence[MotifNote], old: Key, new: Key, *, chromatic: bool = True) -> tuple[MotifNote, ...]:
    """The same steps of another scale; where it is far, an octave nearer.

    Args:
        notes: that are in `old`.
        old: their key.
        new: wanted.
        chromatic: whether notes beside the scale stay beside it.
    """
    moved = list[MotifNote]()
    nearest = -12 if (new.tonic - old.tonic) % 12 > 6 and new.tonic > old.tonic else 0
    nearest += 12 if (old.tonic - new.tonic) % 12 > 6 and old.tonic > new.tonic else 0
    for note in notes:
        if note.pitch is None:
            moved.append(note)
            continue
        degree, off = degree_of(note.pitch, old)
        moved.append(replace(note, pitch=pitch_of(degree, new, off if chromatic else 0) + nearest))
    return tuple(moved)


def in_metre(notes: Sequence[MotifNote], bars: int, bar_quarters: float, grid_quarters: float) -> tuple[MotifNote, ...]:
    """The same notes drawn to a number of bars of another metre, on its grid; each keeps one step of it.

    Raises:
        ValueError: more notes than the bars have steps.
    """
    total = sum(note.quarters for note in notes)
    steps = round(bars * bar_quarters / grid_quarters)
    if len(notes) > steps:
        raise ValueError(f"{len(notes)} notes in {steps} steps")
    edges = np.concatenate([[0.0], np.cumsum([note.quarters for note in notes])]) * steps / total
    places = np.round(edges).astype(int)
    for number in range(1, len(places)):
        places[number] = max(places[number], places[number - 1] + 1)
    for number in range(len(places) - 1, 0, -1):
        places[number] = min(places[number], steps - (len(places) - 1 - number))
    return tuple(
        replace(note, quarters=float(b - a) * grid_quarters)
        for note, (a, b) in zip(notes, pairwise(places), strict=True)
    )


def motif_notes(motif: Sequence[MotifNote], metre: Metre, middle: int | None = None) -> Notes:
    """A motif as a score's notes from tick 0: its rhythm drawn to whole bars of a metre, on half parts of its beats.

    Args:
        motif: with at least one note.
        metre: of the piece.
        middle: MIDI number that it is brought near to by octaves; None leaves it where it is.
    """
    bar_quarters = metre.bar_ticks / TICKS
    bars = max(round(sum(note.quarters for note in motif) / bar_quarters), -(-len(motif) // _BAR_NOTES), 1)
    octaves = 0
    if middle is not None:
        mean = float(np.mean([note.pitch for note in motif if note.pitch is not None]))
        octaves = 12 * round((middle - mean) / 12.0)
    rows, at = list[tuple[int, int, int, float, int]](), 0
    for note in in_metre(motif, bars, bar_quarters, _GRID_QUARTERS):
        length = round(note.quarters * TICKS)
        if note.pitch is not None:
            rows.append((at, length, min(max(note.pitch + octaves, 0), 127), 0.7, 0))
        at += length
    return np.array(rows, NOTE)
