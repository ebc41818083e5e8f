"""What music is like in numbers: pitches, intervals, rhythm, chords, repeats, figures, phrases."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.music.compose.events import (
    ENSEMBLE,
    LENGTH,
    LENGTHS,
    PITCH,
    PLAYER,
    QUARTET,
    SONG,
    START,
    STEPS_OF_QUARTER,
    Ints,
    Piece,
)

Floats = npt.NDArray[np.float64]
_LAGS: Final = (1, 2, 4, 8)
"""Bars after which a bar is compared with itself."""
_PHRASE_EDGES: Final = (0.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 1e9)
"""Quarters that divide lengths of phrases."""
_REST: Final = STEPS_OF_QUARTER // 2
"""A rest as long ends a phrase."""
_CHORD: Final = 3
"""Notes that begin together, from which on more are the same."""
_MEANS: Final = ("repeat", "figure")
"""Statistics that are means already."""


def begins(piece: Piece) -> Ints:
    """Step of each note from the piece's start."""
    bars = np.concatenate([[0], np.cumsum(piece.steps)[:-1]])
    return np.asarray(np.repeat(bars, np.diff(piece.offsets)) + piece.notes[:, START])


def melody(piece: Piece) -> tuple[Ints, Ints, Ints]:
    """Steps, pitches and lengths in steps of the first player's highest notes."""
    lead = int(piece.notes[:, PLAYER].min()) if len(piece.notes) else 0
    own = piece.notes[:, PLAYER] == lead
    start, notes = begins(piece)[own], piece.notes[own]
    order = np.lexsort((-notes[:, PITCH], start))
    first = order[np.concatenate([[True], np.diff(start[order]) > 0])] if len(order) else order
    return start[first], notes[first, PITCH], np.array(LENGTHS)[notes[first, LENGTH]]


def pitch_classes(piece: Piece) -> Floats:
    """(12,) of all notes by their lengths; the key is the one without signature."""
    weights = np.array(LENGTHS)[piece.notes[:, LENGTH]].astype(np.float64)
    return np.bincount(piece.notes[:, PITCH] % 12, weights, 12).astype(np.float64)


def intervals(piece: Piece) -> Floats:
    """(25,) of the melody's steps, an octave down to an octave up."""
    _, pitch, _ = melody(piece)
    return np.bincount(np.clip(np.diff(pitch), -12, 12) + 12, minlength=25).astype(np.float64)


def rhythm(piece: Piece) -> Floats:
    """(24 + lengths,) of places in a quarter at which notes begin, and of their lengths."""
    places = np.bincount(piece.notes[:, START] % STEPS_OF_QUARTER, minlength=STEPS_OF_QUARTER)
    lengths = np.bincount(piece.notes[:, LENGTH], minlength=len(LENGTHS))
    return np.concatenate([places / max(places.sum(), 1), lengths / max(lengths.sum(), 1)])


def chords(piece: Piece) -> Floats:
    """(8 + 12,) of how many notes begin together, and of their distances to the lowest of them, as classes."""
    start = begins(piece)
    _, first, count = np.unique(start, return_index=True, return_counts=True)
    sizes = np.bincount(np.minimum(count, 8) - 1, minlength=8).astype(np.float64)
    above = np.zeros(12)
    for at, many in zip(first, count, strict=True):
        pitch = piece.notes[at : at + many, PITCH]
        above += np.bincount((pitch - pitch.min()) % 12, minlength=12)
    return np.concatenate([sizes / max(sizes.sum(), 1.0), above / max(above.sum(), 1.0)])


def repeats(piece: Piece) -> Floats:
    """(lags,) how alike bars are to those so many before: shared onsets with pitch classes over all."""
    bars = [
        {(int(note[START]), int(note[PITCH]) % 12) for note in piece.notes[first:last]}
        for first, last in zip(piece.offsets[:-1], piece.offsets[1:], strict=True)
    ]
    return np.array([_alike(bars, lag) for lag in _LAGS])


def figures(piece: Piece) -> Floats:
    """(2 * lags,) how alike bars of the accompaniment are to those so many before, by what they do and not by what
    notes: shared onsets of each player over all, then the same of onsets with how many notes begin there and whether
    the lowest goes up, down or stays, from the one before in the bar.
    """
    lead = min(QUARTET if piece.bars[0, ENSEMBLE] else SONG)
    onsets, moves = [], []
    for first, last in zip(piece.offsets[:-1], piece.offsets[1:], strict=True):
        notes = piece.notes[first:last]
        moved: set[tuple[int, ...]] = set()
        for player in np.unique(notes[:, PLAYER]).tolist():
            if player == lead:
                continue
            own = notes[notes[:, PLAYER] == player]
            start, at, count = np.unique(own[:, START], return_index=True, return_counts=True)
            step = np.sign(np.diff(own[at, PITCH], prepend=own[at[0], PITCH]))
            moved |= {
                (player, *each)
                for each in zip(start.tolist(), np.minimum(count, _CHORD).tolist(), step.tolist(), strict=True)
            }
        moves.append(moved)
        onsets.append({each[:2] for each in moved})
    return np.array([_alike(bars, lag) for bars in (onsets, moves) for lag in _LAGS])


def _alike(bars: Sequence[AbstractSet[Hashable]], lag: int) -> float:
    """Mean share of what bars and those so many before have together, of all that either has; 0 where all rest."""
    alike = [len(one & other) / len(one | other) for one, other in zip(bars, bars[lag:], strict=False) if one or other]
    return float(np.mean(alike)) if alike else 0.0


def places(piece: Piece) -> Floats:
    """(5,) what tells where in a piece an excerpt was cut out, or that bars are copies: notes of its first two bars and
    of its last two over those of others, its longest notes at the end and at all, in bars, and the share of bars that
    are the same as one before.
    """
    counts = np.diff(piece.offsets).astype(np.float64)
    usual = max(float(counts.mean()), 1e-9)
    long = np.array(LENGTHS)[piece.notes[:, LENGTH]] / float(piece.steps.mean())
    bars = [
        frozenset(map(tuple, piece.notes[first:last].tolist()))
        for first, last in zip(piece.offsets[:-1], piece.offsets[1:], strict=True)
    ]
    again = [bar in bars[:number] for number, bar in enumerate(bars) if bar]
    return np.array(
        [
            counts[:2].mean() / usual,
            counts[-2:].mean() / usual,
            float(long[piece.offsets[-2] :].max(initial=0.0)),
            float(long.max(initial=0.0)),
            float(np.mean(again)) if again else 0.0,
        ]
    )


def phrases(piece: Piece) -> Floats:
    """(8,) of lengths between rests of the melody."""
    start, _, length = melody(piece)
    if not len(start):
        return np.zeros(len(_PHRASE_EDGES) - 1)
    ends = start + length
    breaks = np.flatnonzero(start[1:] - ends[:-1] >= _REST)
    first = np.concatenate([[0], breaks + 1])
    last = np.concatenate([breaks, [len(start) - 1]])
    lengths = (ends[last] - start[first]) / STEPS_OF_QUARTER
    return np.histogram(lengths, _PHRASE_EDGES)[0].astype(np.float64)


STATISTICS: Final[dict[str, Callable[[Piece], Floats]]] = {
    "pitch_class": pitch_classes,
    "interval": intervals,
    "rhythm": rhythm,
    "chord": chords,
    "repeat": repeats,
    "figure": figures,
    "phrase": phrases,
}


def summed(statistic: str, pieces: Sequence[Piece]) -> Floats:
    """A statistic of several pieces: counts are added up, the rest is averaged."""
    found = np.array([STATISTICS[statistic](piece) for piece in pieces])
    return np.asarray(found.mean(axis=0) if statistic in (*_MEANS, "rhythm", "chord") else found.sum(axis=0))


def apart(statistic: str, one: Floats, other: Floats) -> float:
    """How far two are apart: the Jensen-Shannon divergence in bits; of repeats and figures, the mean difference."""
    if statistic in _MEANS:
        return float(np.abs(one - other).mean())
    p, q = one / max(one.sum(), 1e-12), other / max(other.sum(), 1e-12)
    middle = 0.5 * (p + q)

    def divergence(a: Floats) -> float:
        there = a > 0
        return float((a[there] * np.log2(a[there] / middle[there])).sum())

    return 0.5 * (divergence(p) + divergence(q))


def features(piece: Piece) -> Floats:
    """What a judge hears of an excerpt: all statistics as shares, how dense and wide it is, how it begins and ends."""
    parts = [places(piece)]
    for name, statistic in STATISTICS.items():
        found = statistic(piece)
        parts.append(found if name in _MEANS else found / max(found.sum(), 1e-12))
    pitch = piece.notes[:, PITCH] if len(piece.notes) else np.zeros(1)
    quarters = piece.steps.sum() / STEPS_OF_QUARTER
    lead = melody(piece)[1]
    numbers = [len(piece.notes) / quarters, pitch.mean(), pitch.std(), np.ptp(pitch), len(lead) / quarters]
    numbers += [np.ptp(lead), np.abs(np.diff(lead)).mean()] if len(lead) > 1 else [0.0, 0.0]
    parts.append(np.array(numbers))
    return np.concatenate(parts)
