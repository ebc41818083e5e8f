"""Bars in which nobody has the melody or the bass: who plays on has it then, as in introductions of songs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from procgen.music.arrange.textures import Bar
from procgen.music.motif import tune_of
from procgen.music.score import NOTE, TICKS, Notes, Role, Score, in_order

_LOWEST_ROOT = 36
_SHORTEST_TICKS = TICKS // 4


def without_gaps(score: Score, bars: Sequence[Bar], *, melody: bool = True) -> Score:
    """The score with melody and bass in each bar in which anybody plays or a chord is known.

    Args:
        score: as composed.
        bars: of it, with their chords.
        melody: whether the highest of who accompanies stands in for a melody that is silent.
    """
    pieces = [score.notes]
    leads = _part(score, Role.MELODY)
    bass = _part(score, Role.BASS)
    others = [number for number, part in enumerate(score.parts) if part.role in (Role.HARMONY, Role.COUNTER)]
    for bar in bars:
        here = score.notes[
            (score.notes["start"] < bar.end) & (score.notes["start"] + score.notes["length"] > bar.start)
        ]
        if melody and leads is not None and leads not in here["part"]:
            pieces.append(_tune(here[np.isin(here["part"], others) & (here["start"] >= bar.start)], bar, leads))
        if bass is not None and bass not in here["part"] and bar.chords:
            pieces.append(_roots(bar, bass))
    return replace(score, notes=in_order(np.concatenate(pieces))) if len(pieces) > 1 else score


def _part(score: Score, role: Role) -> int | None:
    return next((number for number, part in enumerate(score.parts) if part.role is role), None)


def _tune(notes: Notes, bar: Bar, part: int) -> Notes:
    made = tune_of(notes).copy()
    made["length"] = np.minimum(made["length"], bar.end - made["start"])
    made["part"] = part
    return made[made["length"] >= _SHORTEST_TICKS]


def _roots(bar: Bar, part: int) -> Notes:
    rows = [
        (chord.start, chord.end - chord.start, _LOWEST_ROOT + (chord.root - _LOWEST_ROOT) % 12, 0.6, part)
        for chord in bar.chords
    ]
    return np.array(rows, NOTE)
