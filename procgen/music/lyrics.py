"""Words on a tune: a syllable a note or several notes, lines on phrases, stressed syllables on strong beats."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.errors import InvalidFields, Violation
from procgen.music.arrange.textures import felt_beat
from procgen.music.score import TICKS, Notes, Score, Syllable

MOST_LYRICS: Final = 2000
_PARTS: Final = re.compile(r"[\n/]+")
"""What parts lines."""
_REST_TICKS: Final = TICKS // 2
"""A rest so long, and a phrase ends."""
_PHRASE_BARS: Final = 4
_TWO_LINES: Final = 1.7
"""Notes a syllable from which a phrase has room for the next line too."""
_SHORTEST_TICKS: Final = TICKS // 4
_WEAK: Final = 0.7
"""How much an unstressed syllable on a strong beat costs beside a stressed one on a weak beat."""
_DRAWN: Final = 0.12
"""Cost of each note that goes on with a syllable, times how many did before."""
_GRID_TICKS: Final = TICKS // 2
_PARTED: Final = 0.1
"""Cost of a note that is parted for a syllable."""
_HASTY: Final = 0.6
"""Cost of a syllable as it gets shorter than an eighth."""
_LONG: Final = 0.15
"""How much stronger a quarter makes a note than an eighth."""


@dataclass(frozen=True, slots=True)
class LyricSyllable:
    """A syllable of a text.

    Attributes:
        text: its letters; those of a word's syllables make the word.
        ends_word: whether a word ends with it.
        ends_line: whether a line does.
        stressed: whether it bears its word's stress.
    """

    text: str
    ends_word: bool
    ends_line: bool
    stressed: bool


def lines_of(lyrics: str) -> list[str]:
    """The lines of lyrics, without empty ones."""
    return [line for line in _PARTS.split(lyrics) if line.strip()]


def with_words(score: Score, tune: Notes, words: Sequence[LyricSyllable], part: int) -> tuple[Notes, list[Syllable]]:
    """Put words on a tune; they begin again where it goes on after them.

    Args:
        score: whose bars and sections the tune has.
        tune: one note at a time, by start.
        words: of all lines, at least one.
        part: that sings.

    Returns:
        The tune, with notes parted where a phrase has fewer than its lines have syllables, and what is sung on it.
        Words that still find no note are sung in the next phrase.

    Raises:
        InvalidFields: there are more words than the tune has room for.
    """
    for shortest in (_GRID_TICKS, _SHORTEST_TICKS):
        sung, found = _laid(score, tune, words, part, shortest)
        if len(found) >= len(words):
            return sung, found
    allowed = f"at most {len(found)}, for which a tune of {score.bars} bars has room: ask for more bars"
    raise InvalidFields([Violation.of("lyrics", f"{len(words)} syllables", allowed)])


def _laid(
    score: Score, tune: Notes, words: Sequence[LyricSyllable], part: int, shortest: int
) -> tuple[Notes, list[Syllable]]:
    """What :func:`with_words` gives, with no note parted into shorter ones, and perhaps not all words."""
    lines = _lines(words)
    sung, found = list[Notes](), list[Syllable]()
    number = 0
    over: list[LyricSyllable] = []
    every = _phrases(score, tune)
    for place, phrase in enumerate(every):
        line = over
        # Where there are more lines than phrases, each phrase has its share of them.
        for _ in range(max(-((number - len(lines)) // (len(every) - place)), not line)):
            line = line + lines[number % len(lines)]
            number += 1
        while len(phrase) >= _TWO_LINES * (len(line) + len(lines[number % len(lines)])) and len(lines) > 1:
            line += lines[number % len(lines)]
            number += 1
        until = every[place + 1]["start"][0] if place + 1 < len(every) else score.bar_starts()[-1]
        parted = _enough(phrase, len(line), int(until), shortest)
        fits = _whole_words(line, len(parted))
        line, over = line[:fits], line[fits:]
        fine, own = _eighths(parted, score)
        places = _places(fine, own, line, score)
        begins = np.flatnonzero(own | np.isin(np.arange(len(fine)), places))
        kept = fine[begins]
        kept["length"] = np.add.reduceat(fine["length"], begins)
        sung.append(kept)
        for tick, syllable in zip(fine["start"][places].tolist(), line, strict=True):
            found.append(Syllable(tick, part, syllable.text, syllable.ends_word, syllable.stressed))
    return np.concatenate(sung) if sung else tune, found


def strengths_of(notes: Notes, score: Score) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """How strong the places of notes are in their bars, (n,): 1 a bar's first, 0 between beats; long ones stronger."""
    starts = score.bar_starts()
    metre = score.metres[0]
    beat, _ = felt_beat(metre.beats, metre.unit)
    bars = score.bars_at(notes["start"])
    since = notes["start"] - starts[bars]
    middle = metre.bar_ticks // 2 if metre.bar_ticks % (2 * beat) == 0 else 0
    place = np.where(
        since == 0, 1.0, np.where((since == middle) & (middle > 0), 0.8, np.where(since % beat == 0, 0.7, 0.0))
    )
    return np.asarray(place + _LONG * np.log2(np.maximum(notes["length"], 1) / (TICKS / 2)).clip(-1.0, 2.0))


def _lines(words: Sequence[LyricSyllable]) -> list[list[LyricSyllable]]:
    lines: list[list[LyricSyllable]] = [[]]
    for word in words:
        lines[-1].append(word)
        if word.ends_line:
            lines.append([])
    return [line for line in lines if line]


def _phrases(score: Score, tune: Notes) -> list[Notes]:
    """Parted at rests, where sections begin, and after so many bars."""
    if not len(tune):
        return []
    bars = score.bars_at(tune["start"])
    sections = np.searchsorted([section.bar for section in score.sections], bars, side="right")
    rests = tune["start"][1:] - (tune["start"] + tune["length"])[:-1] >= _REST_TICKS
    other = (np.diff(sections) != 0) | (np.diff(bars // _PHRASE_BARS) != 0)
    edges = np.flatnonzero(rests | other) + 1
    return list(np.split(tune, edges))


def _whole_words(line: Sequence[LyricSyllable], most: int) -> int:
    """How many syllables of a line are sung on so many notes: whole words, the others in the next phrase; a word that
    no phrase has room for is parted.
    """
    if len(line) <= most:
        return len(line)
    return max((place for place in range(1, most + 1) if line[place - 1].ends_word), default=most)


def _enough(phrase: Notes, wanted: int, until: int, shortest: int) -> Notes:
    """The phrase with its longest notes halved until it has as many as are wanted, or none can be halved. Where that is
    not enough, notes first last until the next, and the last one until a tick, unless short notes are avoided.
    """
    made, held = phrase.copy(), shortest > _SHORTEST_TICKS
    while len(made) < wanted:
        place = int(np.argmax(made["length"]))
        half = int(made["length"][place]) // 2
        if half < shortest:
            if held:
                break
            made["length"] = np.diff(made["start"], append=max(until, int(made["start"][-1]) + 1))
            held = True
            continue
        second = made[place : place + 1].copy()
        second["start"] += half
        second["length"] -= half
        made["length"][place] = half
        made = np.concatenate([made[: place + 1], second, made[place + 1 :]])
    return made


def _eighths(phrase: Notes, score: Score) -> tuple[Notes, npt.NDArray[np.bool_]]:
    """The notes parted at the eighths of their bars, and which of the parts begin a note."""
    starts = score.bar_starts()
    grid = np.concatenate([np.arange(first, last, _GRID_TICKS) for first, last in pairwise(starts)])
    pieces, own = list[Notes](), list[bool]()
    for note in phrase:
        begin, end = int(note["start"]), int(note["start"] + note["length"])
        inside = grid[(grid >= begin + _SHORTEST_TICKS) & (grid <= end - _SHORTEST_TICKS)]
        parts = np.repeat(np.array([note], phrase.dtype), len(inside) + 1)
        parts["start"] = [begin, *inside]
        parts["length"] = np.diff([begin, *inside, end])
        pieces.append(parts)
        own += [True] + [False] * len(inside)
    return np.concatenate(pieces), np.array(own, bool)


def _places(fine: Notes, own: npt.NDArray[np.bool_], line: Sequence[LyricSyllable], score: Score) -> list[int]:
    """The part of a note that each syllable begins on, the first on the first: the cheapest way by dynamic programming.

    Args:
        fine, own: of :func:`_eighths`.
        line: as many syllables as notes or fewer.
        score: whose bars they are in.
    """
    parts, count = len(fine), len(line)
    held = fine.copy()
    ends = (fine["start"] + fine["length"])[np.append(np.flatnonzero(own)[1:] - 1, parts - 1)]
    held["length"] = ends[np.cumsum(own) - 1] - fine["start"]
    strong = strengths_of(held, score)
    # How many notes begin before each part.
    before: npt.NDArray[np.int64] = np.cumsum(own) - own
    short = np.where(own, 0.0, _PARTED)
    cost = np.full((count, parts), np.inf)
    came = np.zeros((count, parts), np.int64)
    weights = np.array([(1.0 - strong) if each.stressed else _WEAK * strong for each in line]) + short
    cost[0, 0] = weights[0, 0]
    for number in range(1, count):
        for place in range(number, parts - (count - 1 - number)):
            drawn = np.maximum(before[place] - before[:place] - own[:place], 0)
            hasty = np.maximum(1.0 - (fine["start"][place] - fine["start"][:place]) / _GRID_TICKS, 0.0)
            ways = cost[number - 1, :place] + _DRAWN * drawn**2 + _HASTY * hasty
            came[number, place] = int(np.argmin(ways))
            cost[number, place] = ways[came[number, place]] + weights[number, place]
    left = before[-1] + own[-1] - before - own
    found = [int(np.argmin(cost[-1] + _DRAWN * left**2))]
    for number in range(count - 1, 0, -1):
        found.append(int(came[number, found[-1]]))
    return found[::-1]
