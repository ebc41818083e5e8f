"""A piece made from a motif: its sections begin with it, and what accompanies it goes to chords that bear it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from procgen.music.arrange.harmony import Chord, path, spans
from procgen.music.arrange.textures import felt_beat
from procgen.music.motif import MotifNote, degree_of, in_metre, pitch_of
from procgen.music.score import NOTE, TICKS, Key, Notes, Role, Score, in_order

_GRID_PARTS: Final = 2
"""Parts of a divided beat that a motif's notes may fall on."""
_AGAIN_BARS: Final = 4
_STEPS_UP: Final = (0, 2, 4, -3, 1, 3)
"""Steps of the scale that sections of the first letter, the second and so on have it higher."""
_OTHERS_WEIGHT: Final = 0.35
"""How much the composed accompaniment counts beside the motif when its chord is chosen anew."""
_MELODIES: Final = (Role.MELODY, Role.VOICE)


def with_motif(score: Score, motif: Sequence[MotifNote], *, moves: bool = True) -> Score:
    """The score with a motif at the beginning of its sections, and once more where they go on after four bars.

    Args:
        score: as composed, with a melody.
        motif: in the score's key; its rhythm is drawn to whole bars of the score's metre. () changes nothing.
        moves: whether sections of other letters have it higher or lower, as sequences do.

    Raises:
        ValueError: no part has a melody.
    """
    if not motif:
        return score
    melody = next((number for number, part in enumerate(score.parts) if part.role in _MELODIES), None)
    if melody is None:
        raise ValueError("a score without a melody")
    metre = score.metres[0]
    bar_quarters = metre.bar_ticks / TICKS
    beat, parts = felt_beat(metre.beats, metre.unit)
    bars = _bars_of(motif, bar_quarters)
    fitted = in_metre(motif, bars, bar_quarters, beat / (parts * _GRID_PARTS) / TICKS)
    letters = list(dict.fromkeys(section.name for section in score.sections))
    middle = _middle(score, melody)
    for section in score.sections:
        up = _STEPS_UP[letters.index(section.name) % len(_STEPS_UP)] if moves else 0
        moved = _near(_higher(fitted, score.key, up), middle)
        for first in range(0, section.bars, max(_AGAIN_BARS, 2 * bars)):
            if first + bars < section.bars or (first == 0 and bars <= section.bars):
                score = _grafted(score, moved, section.bar + first, bars, melody)
    return score


def _bars_of(motif: Sequence[MotifNote], bar_quarters: float) -> int:
    """How many bars a motif takes: as many as it is long, at least one for each eight notes."""
    return max(round(sum(note.quarters for note in motif) / bar_quarters), -(-len(motif) // 8), 1)


def _middle(score: Score, melody: int) -> float:
    pitches = score.notes["pitch"][score.notes["part"] == melody]
    return float(np.mean(pitches)) if len(pitches) else 72.0


def _higher(motif: Sequence[MotifNote], key: Key, steps: int) -> tuple[MotifNote, ...]:
    moved = list[MotifNote]()
    for note in motif:
        if note.pitch is None or steps == 0:
            moved.append(note)
            continue
        degree, off = degree_of(note.pitch, key)
        moved.append(replace(note, pitch=pitch_of(degree + steps, key, off)))
    return tuple(moved)


def _near(motif: Sequence[MotifNote], middle: float) -> tuple[MotifNote, ...]:
    """By octaves as near to a pitch as can be."""
    mean = float(np.mean([note.pitch for note in motif if note.pitch is not None]))
    octaves = 12 * round((middle - mean) / 12.0)
    return tuple(replace(note, pitch=None if note.pitch is None else note.pitch + octaves) for note in motif)


def _grafted(score: Score, motif: Sequence[MotifNote], bar: int, bars: int, melody: int) -> Score:
    starts = score.bar_starts()
    begin, end = int(starts[bar]), int(starts[bar + bars])
    notes = score.notes.copy()
    ours = notes["part"] == melody
    inside = (notes["start"] >= begin) & (notes["start"] < end)
    into = ours & (notes["start"] < begin) & (notes["start"] + notes["length"] > begin)
    notes["length"][into] = begin - notes["start"][into]
    new = _notes(motif, begin, melody)
    others = notes[inside & ~ours]
    chords = _chords(score, new, others, begin, end)
    harmonised = _onto(others, chords, [part.role for part in score.parts])
    made = np.concatenate([notes[~inside], harmonised, new])
    return replace(score, notes=in_order(made))


def _notes(motif: Sequence[MotifNote], begin: int, part: int) -> Notes:
    rows, at = list[tuple[int, int, int, float, int]](), float(begin)
    for note in motif:
        length = note.quarters * TICKS
        if note.pitch is not None:
            rows.append((round(at), max(round(at + length) - round(at), 1), note.pitch, 0.7, part))
        at += length
    return np.array(rows, NOTE)


def _chords(score: Score, motif: Notes, others: Notes, begin: int, end: int) -> tuple[Chord, ...]:
    """Chords that bear the motif; the accompaniment counts less."""
    places = [(start, stop) for start, stop in spans(score) if begin <= start < end]
    heard = []
    for start, stop in places:
        weights = np.zeros(12)
        for notes, factor in ((motif, 1.0), (others, _OTHERS_WEIGHT)):
            over = np.minimum(notes["start"] + notes["length"], stop) - np.maximum(notes["start"], start)
            kept = over > 0
            weights += factor * np.bincount(notes["pitch"][kept] % 12, over[kept].astype(float), 12)
        heard.append((weights, None))
    return path(places, heard, score.key)


def _onto(notes: Notes, chords: Sequence[Chord], roles: Sequence[Role]) -> Notes:
    """Notes that aren't in their chord go to its nearest; where a bass strikes with the chord, to its root."""
    made = notes.copy()
    for number, note in enumerate(notes):
        chord = next(each for each in chords if each.start <= note["start"] < each.end)
        role = roles[int(note["part"])]
        if role is Role.PERCUSSION:
            continue
        classes = chord.pitch_classes
        if role is Role.BASS and note["start"] == chord.start:
            classes = (chord.root,)
        pitch = int(note["pitch"])
        if pitch % 12 not in classes:
            made["pitch"][number] = min(
                (pitch + off for off in range(-6, 7) if (pitch + off) % 12 in classes), key=lambda to: abs(to - pitch)
            )
    return made
