"""Hand-written pieces whose harmony is known, as composers give them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from procgen.music.compose.wish import Wish
from procgen.music.score import (
    NOTE,
    STEPS,
    TICKS,
    Key,
    Metre,
    Mode,
    Notes,
    Part,
    Role,
    Score,
    Section,
    Tempo,
    in_order,
)  # fmt: skip

C_MAJOR = Key(0, Mode.MAJOR)
DEGREES = (0, 3, 4, 0, 5, 3, 4, 0)
"""Roots of the chords, a bar each, as steps of the scale: I IV V I VI IV V I."""
_TUNE = ((0, 2, 1, 2), (3, 5, 4, 3), (4, 6, 5, 4), (2, 0, 2, 4), (5, 7, 6, 5), (5, 3, 4, 5), (6, 4, 5, 6), (7, 4, 2, 0))
"""Steps of the scale, a beat each; a bar of three beats leaves the last out."""


def _pitch(step: int, key: Key, octave: int) -> int:
    return 12 * (octave + 1) + key.tonic + STEPS[key.mode][step % 7] + 12 * (step // 7)


def tune(wish: Wish) -> Score:
    """A piece as a composer would write it for a wish: melody, chords in half notes or bars, bass, counter."""
    key, beat = wish.key, TICKS * 4 // wish.unit
    bar = beat * wish.beats
    rows = list[tuple[int, int, int, float, int]]()
    for number in range(wish.bars):
        at, root = number * bar, DEGREES[number % len(DEGREES)]
        for place in range(wish.beats):
            step = _TUNE[number % len(_TUNE)][place % 4]
            rows.append((at + place * beat, beat, _pitch(step, key, 5), 0.7, 0))
        rows += [(at, bar, _pitch(root + third, key, 4), 0.5, 1) for third in (0, 2, 4)]
        rows.append((at, bar, _pitch(root, key, 2), 0.6, 2))
        rows += [(at + place * beat, beat, _pitch(root + 2 + place % 2, key, 4), 0.5, 3) for place in range(wish.beats)]
    parts = tuple(
        Part(name, 0, role)
        for name, role in (
            ("Tune", Role.MELODY), ("Chords", Role.HARMONY), ("Bass", Role.BASS), ("Second", Role.COUNTER),
        )
    )  # fmt: skip
    form = wish.form or "A"
    sections, first = list[Section](), 0
    for name, bars, energy in zip(form, wish.section_bars(), wish.energies, strict=True):
        sections.append(Section(name, first, bars, energy))
        first += bars
    return Score(
        in_order(np.array(rows, NOTE)),
        parts,
        key,
        (Metre(0, wish.beats, wish.unit),),
        (Tempo(0, wish.tempo_bpm),),
        wish.bars,
        tuple(sections),
    )


def simple(
    key: Key = C_MAJOR, beats: int = 4, unit: int = 4, bars: int = 8, energies: Sequence[float] = (0.5,)
) -> Score:
    """The piece for a plain wish, a section an energy."""
    form = "ABCDEFGH"[: len(energies)]
    return tune(Wish(1, key, beats, unit, 100.0, bars, form, tuple(energies)))


def without(score: Score, role: Role) -> Score:
    """The score without the notes of a role."""
    keep = np.array([part.role is not role for part in score.parts])
    notes: Notes = score.notes[keep[score.notes["part"]]]
    return replace(score, notes=notes)
