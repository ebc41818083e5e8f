"""Notes of a part as they are written: voices, bars, lengths that there are signs for, ties, triplets, beams."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.music.notation.grid import on_grid
from procgen.music.score import TICKS, Metre, Notes, metre_at

MOST_VOICES: Final = 4
_STEP: Final = TICKS // 8
_TRIPLET_STEP: Final = TICKS // 6
_KINDS: Final = ("whole", "half", "quarter", "eighth", "16th", "32nd", "64th")
_PLAIN: Final = tuple(
    (kind, dots, 4 * TICKS // 2**place * (3 if dots else 2) // 2)
    for place, kind in enumerate(_KINDS[:6])
    for dots in (1, 0)
    if dots == 0 or kind != "32nd"
)
"""Kind, dots and ticks; the longest first."""
_BY_SIXTHS: Final = {
    1: (("16th", 0, 1),),
    2: (("eighth", 0, 2),),
    3: (("eighth", 1, 3),),
    4: (("quarter", 0, 4),),
    5: (("quarter", 0, 4), ("16th", 0, 1)),
    6: (("quarter", 0, 6),),
}
"""Kind, dots and sixths of a quarter of the signs that fill so many: three in the time of two, but for a whole one."""
BEAMED: Final = {"eighth": 1, "16th": 2, "32nd": 3, "64th": 4}
"""How many beams or flags a kind has."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A note, a chord or a rest.

    Attributes:
        start, ticks: within its bar.
        kind, dots: "quarter", 1.
        notes: places of its notes in the score; none for a rest.
        tied_from, tied_to: whether it goes on from the sign before and in that after it.
        triplet: "" for none; "start", "in", "stop", or "only" where it is a group by itself.
        beams: of each level, "begin", "continue", "end", "forward hook" or "backward hook".
        whole_bar: whether it is the rest of an empty bar.
    """

    start: int
    ticks: int
    kind: str
    dots: int
    notes: tuple[int, ...] = ()
    tied_from: bool = False
    tied_to: bool = False
    triplet: str = ""
    beams: tuple[str, ...] = ()
    whole_bar: bool = False


@dataclass(frozen=True, slots=True)
class _Chord:
    start: int
    end: int
    notes: tuple[int, ...]


def voices_of(notes: Notes, part: int, bars: npt.NDArray[np.int64]) -> list[list[_Chord]]:
    """Chords that do not overlap, a voice a list: notes of one start and one end are a chord.

    Args:
        notes: of a score.
        part: whose.
        bars: (bars + 1,) ticks at which bars begin.
    """
    end = int(bars[-1])
    places = np.flatnonzero(notes["part"] == part).tolist()
    starts = [on_grid(int(notes["start"][place])) for place in places]
    ends = [on_grid(int(notes["start"][place] + notes["length"][place])) for place in places]
    thirds = _in_thirds([*starts, *ends], bars)
    groups: dict[tuple[int, int], list[int]] = {}
    for place, first, last in zip(places, starts, ends, strict=True):
        start, until = _settled(first, thirds, bars), _settled(last, thirds, bars)
        if until <= start:  # shorter than all signs
            until = start + (_TRIPLET_STEP if _quarter(start, bars) in thirds else _STEP)
        if start < end:
            members = groups.setdefault((start, min(until, end)), [])
            if all(notes["pitch"][one] != notes["pitch"][place] for one in members):
                members.append(place)
    voices: list[list[_Chord]] = []
    for (start, until), members in sorted(groups.items(), key=lambda group: (group[0][0], -group[0][1])):
        chord = _Chord(start, until, tuple(members))
        free = next((voice for voice in voices if voice[-1].end <= start), None)
        if free is not None:
            free.append(chord)
        elif len(voices) < MOST_VOICES:
            voices.append([chord])
        else:
            # More than staves have room for: the note that would end first gives way.
            cut = min(voices, key=lambda voice: (voice[-1].end, voice[-1].start))
            if cut[-1].start == start:
                there = {int(notes["pitch"][one]) for one in cut[-1].notes}
                more = [one for one in chord.notes if int(notes["pitch"][one]) not in there]
                cut[-1] = replace(cut[-1], notes=(*cut[-1].notes, *more))
            else:
                cut[-1] = replace(cut[-1], end=start)
                cut.append(chord)
    return voices or [[]]


def _quarter(tick: int, bars: npt.NDArray[np.int64]) -> int:
    """The tick at which a tick's quarter begins, counted from its bar's start."""
    bar = int(bars[max(int(np.searchsorted(bars, tick, side="right")) - 1, 0)])
    return bar + (tick - bar) // TICKS * TICKS


def _in_thirds(edges: Sequence[int], bars: npt.NDArray[np.int64]) -> frozenset[int]:
    """Quarters that are counted by three: where more edges ask for it than for two, or as many."""
    votes: dict[int, int] = {}
    for edge in edges:
        quarter = _quarter(edge, bars)
        plain, third = (edge - quarter) % _STEP == 0, (edge - quarter) % _TRIPLET_STEP == 0
        if plain != third:
            votes.setdefault(quarter, 0)
            votes[quarter] += 1 if third else -1
        elif not plain:
            votes.setdefault(quarter, 0)
    return frozenset(quarter for quarter, vote in votes.items() if vote >= 0)


def _settled(edge: int, thirds: frozenset[int], bars: npt.NDArray[np.int64]) -> int:
    """Where an edge is written whose quarter is counted so."""
    quarter = _quarter(edge, bars)
    step = _TRIPLET_STEP if quarter in thirds else _STEP
    return quarter + round((edge - quarter) / step) * step


def bars_of(voice: Sequence[_Chord], starts: npt.NDArray[np.int64], metres: Sequence[Metre]) -> list[list[Sign]]:
    """Signs of each bar of a voice.

    Args:
        voice: of :func:`voices_of`.
        starts: (bars + 1,) ticks at which bars begin.
        metres: of the score.
    """
    found = []
    for begin, end in pairwise(starts.tolist()):
        metre = metre_at(metres, begin)
        inside = [chord for chord in voice if chord.end > begin and chord.start < end]
        found.append(_bar(inside, begin, end - begin, metre))
    return found


def _bar(chords: Sequence[_Chord], begin: int, length: int, metre: Metre) -> list[Sign]:
    if not chords:
        return [Sign(0, length, "whole", 0, whole_bar=True)]
    spans: list[tuple[int, int, _Chord | None]] = []
    at = 0
    for one in chords:
        start, end = max(one.start - begin, 0), min(one.end - begin, length)
        if start > at:
            spans.append((at, start, None))
        spans.append((start, end, one))
        at = end
    if at < length:
        spans.append((at, length, None))
    thirds = _triplet_quarters(spans, length)
    signs: list[Sign] = []
    for start, end, chord in spans:
        signs += _signs(start, end, chord, begin, thirds)
    return _beamed(_grouped(signs, thirds), metre)


def _triplet_quarters(spans: Sequence[tuple[int, int, _Chord | None]], length: int) -> frozenset[int]:
    """Quarters of a bar in which something begins or ends between all plain places."""
    edges = {edge for start, end, _ in spans for edge in (start, end)}
    return frozenset(edge // TICKS * TICKS for edge in edges if edge % _STEP and edge < length)


def _signs(start: int, end: int, chord: _Chord | None, begin: int, thirds: frozenset[int]) -> list[Sign]:
    """A span as signs that follow each other, tied where it sounds."""
    pieces: list[tuple[int, int, str, int, bool]] = []
    at = start
    while at < end:
        quarter = at // TICKS * TICKS
        if quarter in thirds:
            until = min(end, quarter + TICKS)
            for kind, dots, sixths in _BY_SIXTHS[(until - at) // _TRIPLET_STEP]:
                ticks = sixths * _TRIPLET_STEP
                pieces.append((at, ticks, kind, dots, True))
                at += ticks
        else:
            until = min([end, *(third for third in thirds if third > at)])
            kind, dots, ticks = _longest(at, until - at)
            pieces.append((at, ticks, kind, dots, False))
            at += ticks
    found = []
    for place, (tick, ticks, kind, dots, third) in enumerate(pieces):
        before = chord is not None and (place > 0 or chord.start < begin)
        after = chord is not None and (place < len(pieces) - 1 or chord.end > begin + end)
        plain = third and ticks == TICKS
        found.append(
            Sign(
                tick,
                ticks,
                kind,
                dots,
                chord.notes if chord else (),
                before,
                after,
                "in" if third and not plain else "",
            )
        )
    return found


def _longest(at: int, room: int) -> tuple[str, int, int]:
    """The longest sign that may stand at a place: without a dot on a multiple of its half; with one where it begins or
    ends on what it fills, or on a multiple of itself, as in metres that go by threes.
    """
    for kind, dots, ticks in _PLAIN:
        base = ticks * 2 // 3 if dots else ticks
        if dots:
            stands = at % base == 0 or at % ticks == 0 or (at + ticks) % (2 * base) == 0
        else:
            stands = at % max(base // 2, _STEP) == 0
        if ticks <= room and stands:
            return kind, dots, ticks
    return "64th", 0, min(room, _STEP // 2)


def _grouped(signs: list[Sign], thirds: frozenset[int]) -> list[Sign]:
    """With the first and the last of each triplet told."""
    found = list(signs)
    for quarter in thirds:
        places = [place for place, sign in enumerate(signs) if sign.triplet and quarter <= sign.start < quarter + TICKS]
        if len(places) == 1:
            found[places[0]] = replace(found[places[0]], triplet="only")
        elif places:
            found[places[0]] = replace(found[places[0]], triplet="start")
            found[places[-1]] = replace(found[places[-1]], triplet="stop")
    return found


def _beamed(signs: list[Sign], metre: Metre) -> list[Sign]:
    """With beams over those that share a beat: a dotted quarter in metres of eighths that go by threes."""
    beat = TICKS * 4 // metre.unit
    if metre.unit >= 8:
        beat = 3 * beat if metre.beats % 3 == 0 else max(beat, TICKS)
    found = list(signs)
    run: list[int] = []
    for place in range(len(signs) + 1):
        sign = signs[place] if place < len(signs) else None
        joins = sign is not None and sign.notes and sign.kind in BEAMED
        if run and (not joins or sign is None or sign.start // beat != signs[run[0]].start // beat):
            _beam(found, run)
            run = []
        if joins:
            run.append(place)
    return found


def _beam(signs: list[Sign], run: Sequence[int]) -> None:
    """Beams of one group, level by level."""
    if len(run) < 2:
        return
    levels = [BEAMED[signs[place].kind] for place in run]
    made: list[list[str]] = [[] for _ in run]
    for level in range(1, max(levels) + 1):
        for number, own in enumerate(levels):
            if own < level:
                continue
            before = number > 0 and levels[number - 1] >= level
            after = number < len(run) - 1 and levels[number + 1] >= level
            if before or after:
                made[number].append("continue" if before and after else "end" if before else "begin")
            else:
                made[number].append("backward hook" if number else "forward hook")
    for place, beams in zip(run, made, strict=True):
        signs[place] = replace(signs[place], beams=tuple(beams))
