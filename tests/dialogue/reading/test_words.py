"""Texts as the network takes them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from procgen.dialogue.reading.features import FEATURES, FactWords, features
from procgen.dialogue.reading.layout import TURN_WORDS, shared_words, turn_text
from procgen.dialogue.reading.wide import NAMED, names_of, rows_of, runs_of
from procgen.dialogue.reading.words import ANSWERED, BEFORE, BUCKETS, NO_WORD, PLAYER, Vocabulary, words_of

WORDS = Vocabulary((NO_WORD, "where", "is", "the", "ferry", "leaves", "?"))
TEXTS = st.text(max_size=120)


def test_words_are_small_spelt_out_and_keep_their_signs() -> None:
    assert words_of("Where's the Ferry?! Don't...") == ["where", "is", "the", "ferry", "?", "!", "do", "not"]


def test_a_word_is_found_by_its_stem_and_an_unknown_one_by_its_letters() -> None:
    text = WORDS.of(["ferry", "ferry's", "ferries", "gondola"])
    assert text.ids.tolist() == [4, 4, 4, 0]
    assert not text.grams[:3].any()
    assert text.grams[3].any()
    assert np.all((text.grams >= 0) & (text.grams < BUCKETS))


@given(TEXTS, TEXTS, TEXTS)
def test_a_turn_has_bounds_and_always_a_word_of_the_player(player: str, answered: str, before: str) -> None:
    text, kinds = turn_text(WORDS, player, answered, before)
    assert 1 <= len(text.words) == len(kinds) <= TURN_WORDS
    assert kinds[0] == PLAYER
    assert set(kinds.tolist()) <= {PLAYER, ANSWERED, BEFORE}


def test_shared_words_are_told_apart_by_when_they_were_said() -> None:
    turn, kinds = turn_text(WORDS, "Is the ferry late?", "The tide is late.", "")
    facts = [WORDS.of(words_of("the ferry is late")), WORDS.of(words_of("tides turn"))]
    assert shared_words(facts, turn, kinds, 4).tolist() == [[0, 1, 0, 3], [2, 0, 0, 0]]


@given(TEXTS, TEXTS)
def test_features_are_finite_and_near_one(player: str, fact: str) -> None:
    told = features(player, "", "", [FactWords.of(fact, ("ferry",)), FactWords.of("the ferry leaves at six", ())])
    assert told.shape == (2, FEATURES)
    assert np.all(np.isfinite(told))
    assert np.all(np.abs(told) <= 1.001)


def test_a_fact_that_shares_words_and_has_the_part_stands_out() -> None:
    ferry, cook = FactWords.of("the ferry leaves at six", ("ferry",)), FactWords.of("the cook is ill", ("cook",))
    told = features("When does the ferry leave?", "", "", [ferry, cook])
    assert told[0, 1] > told[1, 1]
    assert (told[0, 5], told[1, 5]) == (1.0, 0.0)
    assert (told[0, 9], told[1, 9]) == (1.0, 0.0)


def test_names_count_as_one_word_in_runs() -> None:
    names = names_of([("Nell Oakes", "ferry")])
    assert names == {"nell", "oakes"}
    assert f"{NAMED} late" in set(runs_of("Nell late", "", names))
    assert rows_of(["a", "a"]) == {next(iter(rows_of(["a"]))): 1.0 + float(np.log(2))}
