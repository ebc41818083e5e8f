"""What a voice sings: the words of a part, each with the notes of its syllables, in phrases of one breath."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.errors import InvalidFields, Violation
from procgen.music.score import Score, Syllable

_BREATH_S: Final = 0.3
"""A rest so long, and a phrase ends."""
_LONGEST_S: Final = 9.0
"""A phrase that is longer ends with a word that has any rest after it, or else..."""
_MOST_S: Final = 14.0
"""...with the next word."""


@dataclass(frozen=True, slots=True)
class SungNote:
    """A note, in seconds from the start of the score, and its key."""

    start_s: float
    end_s: float
    pitch: int


@dataclass(frozen=True, slots=True)
class SungWord:
    """A word, and the notes of each of its syllables: more than one where a syllable is drawn over them."""

    text: str
    syllables: tuple[tuple[SungNote, ...], ...]

    @property
    def start_s(self) -> float:
        """When its first note begins."""
        return self.syllables[0][0].start_s

    @property
    def end_s(self) -> float:
        """When its last note ends."""
        return self.syllables[-1][-1].end_s


Phrase = tuple[SungWord, ...]
"""Words that are sung in one breath."""


def phrases(score: Score, part: int) -> list[Phrase]:
    """The phrases of a part.

    Notes without a syllable go on with that of the note before. Of notes that sound together the highest is sung, and a
    note ends where the next begins.

    Raises:
        InvalidFields: the part has no syllables, or one where no note begins; names it.
    """
    syllables = [one for one in score.syllables if one.part == part]
    notes = _line(score, part)
    starts = {tick for tick, *_ in notes}
    wrong = [
        Violation.of(
            f"syllables[{place}]", f"{one.text} at tick {one.tick}", "a tick at which a note of its part begins"
        )
        for place, one in enumerate(score.syllables)
        if one.part == part and one.tick not in starts
    ]
    if not syllables:
        wrong.append(Violation.of(f"parts[{part}]", score.parts[part].name, "a part that has syllables"))
    if wrong:
        raise InvalidFields(wrong)
    return _breaths(_words(syllables, notes, score))


def _line(score: Score, part: int) -> list[tuple[int, int, int]]:
    """Start, end and pitch of the highest notes, none over another."""
    own = score.notes[score.notes["part"] == part]
    highest: dict[int, tuple[int, int]] = {}
    for note in own:
        start, pitch = int(note["start"]), int(note["pitch"])
        if start not in highest or pitch > highest[start][1]:
            highest[start] = (start + int(note["length"]), pitch)
    order = sorted(highest)
    following = [*order[1:], np.iinfo(np.int64).max]
    return [
        (start, min(highest[start][0], after), highest[start][1]) for start, after in zip(order, following, strict=True)
    ]


def _words(syllables: list[Syllable], notes: list[tuple[int, int, int]], score: Score) -> list[SungWord]:
    by_tick = {one.tick: one for one in syllables}
    words: list[SungWord] = []
    text, groups = "", list[list[SungNote]]()
    ends = False
    for start, end, pitch in notes:
        begin_s, end_s = score.seconds([start, end]).tolist()
        one = by_tick.get(start)
        if one is not None:
            if ends:
                words.append(SungWord(text, tuple(map(tuple, groups))))
                text, groups = "", []
            text, ends = text + one.text, one.ends_word
            groups.append([])
        if groups:  # what comes before the first syllable is not sung
            groups[-1].append(SungNote(begin_s, end_s, pitch))
    return [*words, SungWord(text, tuple(map(tuple, groups)))]


def _breaths(words: list[SungWord]) -> list[Phrase]:
    found: list[list[SungWord]] = [[words[0]]]
    for word in words[1:]:
        last = found[-1]
        rest_s, long_s = word.start_s - last[-1].end_s, last[-1].end_s - last[0].start_s
        if rest_s >= _BREATH_S or (long_s >= _LONGEST_S and rest_s > 0.02) or long_s >= _MOST_S:
            found.append([word])
        else:
            last.append(word)
    return [tuple(each) for each in found]
