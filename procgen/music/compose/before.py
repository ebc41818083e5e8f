"""A piece that is gone on with, as the composer has it: the last bars of a score as bars that it wrote itself."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np

from procgen.music.arrange.arrange import composed
from procgen.music.compose.events import (
    BAR_SIZES,
    BEGUN,
    DENSITY,
    DENSITY_EDGES,
    LEFT,
    LONGEST_BAR,
    LOWEST_PITCH,
    METRES,
    OTHER_METRE,
    PITCHES,
    PLAYER,
    QUARTET,
    SONG,
    STEP_TICKS,
    STEPS_OF_QUARTER,
    SUNG,
    Ints,
    bar_numbers,
    nearest_length,
)
from procgen.music.compose.wish import Style
from procgen.music.compose.write import Bar
from procgen.music.score import Key, Role, Score, metre_at

MOST_BARS: Final = 16
"""That are looked back at: about what composers learned to see at once."""
_PLAYERS: Final = {
    Style.SONG: {Role.MELODY: SONG[0], Role.COUNTER: SONG[1], Role.HARMONY: SONG[1], Role.BASS: SONG[2]},
    Style.QUARTET: dict(zip((Role.MELODY, Role.COUNTER, Role.HARMONY, Role.BASS), QUARTET, strict=True)),
}
"""Who would have played what parts do."""


def home_of(key: Key) -> int:
    """The tonic that composers write in: of C major, of A minor."""
    return 9 if key.minor else 0


def shift_of(key: Key) -> int:
    """Semitones from the key that composers write in to another, -5 to 6: that which scores were moved by."""
    return (key.tonic - home_of(key) + 5) % 12 - 5


def bars_before(score: Score, style: Style) -> list[Bar]:
    """The last bars of a score, at most :data:`MOST_BARS`, in the key that composers write in.

    Args:
        score: what is gone on with. Percussion is left out.
        style: of the scores to write like.
    """
    starts = score.bar_starts()
    notes = _numbers(score, style)
    first = max(score.bars - MOST_BARS, 0)
    found: list[Bar] = []
    for begin, end in pairwise(starts[first:].tolist()):
        steps = (end - begin) // STEP_TICKS
        if not 0 < steps <= LONGEST_BAR:
            found = []  # what comes before a bar that composers can't read is not looked at
            continue
        here = notes[(notes[:, 0] >= begin // STEP_TICKS) & (notes[:, 0] < begin // STEP_TICKS + steps)]
        here = here - np.array([begin // STEP_TICKS, 0, 0, 0])
        found.append(Bar(_told(score, begin, style), steps, here))
    for number, bar in enumerate(found):
        numbers = bar.numbers
        numbers[LEFT] = BAR_SIZES[LEFT] - 1
        numbers[DENSITY] = 1 + np.searchsorted(DENSITY_EDGES, len(bar.notes) * STEPS_OF_QUARTER / bar.steps, "right")
        numbers[SUNG] = 1 + bool((bar.notes[:, PLAYER] == _PLAYERS[style][Role.MELODY]).any())
        numbers[BEGUN] = min(first + number, BAR_SIZES[BEGUN] - 1)
    return found


def _told(score: Score, begin: int, style: Style) -> Ints:
    """What the token of a bar says, but for what its notes say."""
    metre = metre_at(score.metres, begin)
    kind = (metre.beats, metre.unit)
    bpm = max((each for each in score.tempos if each.tick <= begin), key=lambda each: each.tick).bpm
    index = METRES.index(kind) if kind in METRES else OTHER_METRE
    told: Ints = bar_numbers(1, index, minor=score.key.minor, quartet=style is Style.QUARTET, bpm=bpm)[0]
    return told


def _numbers(score: Score, style: Style) -> Ints:
    """(n, 4) notes as events, their starts in steps from the score's begin; by start, player and pitch."""
    rows: list[Ints] = []
    for role, player in _PLAYERS[style].items():
        notes = composed(score, role)
        pitch = notes["pitch"].astype(np.int64) - shift_of(score.key) - LOWEST_PITCH
        pitch = np.where(pitch < 0, pitch % 12, np.where(pitch >= PITCHES, PITCHES - 12 + pitch % 12, pitch))
        start = np.rint(notes["start"] / STEP_TICKS).astype(np.int64)
        length = nearest_length(np.maximum(np.rint(notes["length"] / STEP_TICKS), 1))
        rows.append(np.stack([start, np.full(len(notes), player), pitch, length], 1))
    whole = np.concatenate(rows)
    whole = whole[np.lexsort((whole[:, 3], whole[:, 2], whole[:, 1], whole[:, 0]))]
    again = np.concatenate([[False], (np.diff(whole[:, :3], axis=0) == 0).all(1)]) if len(whole) else np.zeros(0, bool)
    numbers: Ints = whole[~again]
    return numbers
