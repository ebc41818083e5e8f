"""Words on tunes: every syllable has a note, in order; stress falls on strong beats; phrases breathe."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.errors import InvalidFields
from procgen.music.arrange.arrange import composed
from procgen.music.lyrics import LyricSyllable, strengths_of, with_words
from procgen.music.score import Role
from procgen.music.song import phrases
from tests.music.tunes import simple

METRES = ((4, 4), (3, 4), (6, 8))


def words(stresses: list[bool], line: int = 8) -> list[LyricSyllable]:
    last = len(stresses) - 1
    return [LyricSyllable("la", True, n % line == line - 1 or n == last, s) for n, s in enumerate(stresses)]


@given(st.lists(st.booleans(), min_size=1, max_size=60), st.sampled_from(METRES), st.integers(1, 14))
def test_every_syllable_has_a_note_of_its_own(stresses: list[bool], metre: tuple[int, int], line: int) -> None:
    score = simple(beats=metre[0], unit=metre[1], bars=16)
    tune = composed(score, Role.MELODY)
    sung, found = with_words(score, tune, words(stresses, line), 0)
    starts = set(sung["start"].tolist())
    ticks = [each.tick for each in found]
    assert ticks == sorted(set(ticks))
    assert set(ticks) <= starts
    assert sung["length"].sum() == tune["length"].sum()
    assert (sung["start"][1:] >= (sung["start"] + sung["length"])[:-1]).all()
    assert len(found) >= min(len(stresses), len(tune))


def test_stress_falls_on_strong_beats() -> None:
    score = simple(bars=16)
    tune = composed(score, Role.MELODY)
    iambs = words([number % 2 == 1 for number in range(32)])
    sung, found = with_words(score, tune, iambs, 0)
    strong = dict(zip(sung["start"].tolist(), strengths_of(sung, score).tolist(), strict=True))
    stressed = [strong[each.tick] for each in found if each.stressed]
    weak = [strong[each.tick] for each in found if not each.stressed]
    assert np.mean(stressed) > np.mean(weak) + 0.15


def test_singers_find_their_words() -> None:
    score = simple(bars=8)
    tune = composed(score, Role.MELODY)
    line = [
        LyricSyllable("har", False, False, True),
        LyricSyllable("bour", True, False, False),
        LyricSyllable("lights", True, True, True),
    ]
    sung, found = with_words(score, tune, line, 0)
    whole = score.__class__(
        sung, score.parts[:1], score.key, score.metres, score.tempos, score.bars, score.sections, tuple(found)
    )
    said = [word.text for phrase in phrases(whole, 0) for word in phrase]
    assert set(said) == {"harbour", "lights"}
    assert said[:2] == ["harbour", "lights"]


@given(st.integers(1, 40), st.integers(1, 30), st.sampled_from(METRES))
def test_no_syllable_is_left_out_and_no_word_parted_where_it_fits(
    count: int, line: int, metre: tuple[int, int]
) -> None:
    score = simple(beats=metre[0], unit=metre[1], bars=16)
    tune = composed(score, Role.MELODY)
    said = [
        LyricSyllable(str(n), n % 2 == 1 or n == count - 1, n % line == line - 1 or n == count - 1, n % 2 == 0)
        for n in range(count)
    ]
    _, found = with_words(score, tune, said, 0)
    assert [int(each.text) for each in found] == [n % count for n in range(len(found))]


def test_a_line_that_is_longer_than_its_phrase_goes_on_in_the_next() -> None:
    score = simple(bars=16)
    tune = composed(score, Role.MELODY)
    line = [LyricSyllable("la", n % 2 == 1, n == 99, n % 2 == 0) for n in range(100)]
    sung, found = with_words(score, tune, line, 0)
    parts = [int(np.searchsorted(score.bar_starts(), each.tick, side="right") - 1) // 4 for each in found]
    for before, after, part, next_part in zip(found, found[1:], parts, parts[1:], strict=False):
        assert before.ends_word != after.ends_word
        assert before.ends_word or part == next_part
    assert len(sung) >= len(found)


@given(st.integers(1, 12), st.integers(1, 8), st.sampled_from(METRES))
def test_every_line_is_sung_where_there_is_room(lines: int, line: int, metre: tuple[int, int]) -> None:
    score = simple(beats=metre[0], unit=metre[1], bars=16)
    said = words([True] * (lines * line), line)
    _, found = with_words(score, composed(score, Role.MELODY), said, 0)
    assert len(found) >= len(said)


def test_lyrics_without_room_are_refused() -> None:
    score = simple(bars=4)
    with pytest.raises(InvalidFields, match=r"lyrics: got 400 syllables, allowed is at most .* of 4 bars has room"):
        with_words(score, composed(score, Role.MELODY), words([True] * 400), 0)
