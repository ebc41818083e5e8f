"""Texts as the network takes them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from procgen.dialogue.reading.features import FEATURES, FactWords, features
from procgen.dialogue.reading.layout import (
    ANSWERED,
    BEFORE,
    FACT,
    PLACES,
    PLAYER,
    fact_laid,
    side_by_side,
    turn_laid,
)
from procgen.dialogue.reading.pieces import FIRST, LAST, UNKNOWN, Pieces
from procgen.dialogue.reading.wide import NAMED, names_of, rows_of, runs_of
from procgen.dialogue.reading.words import words_of

KNOWN = (FIRST, LAST, UNKNOWN, "the", "ferry", "fer", "##ry", "##ri", "##es", "is", "late", "?", "'", "s", ".", ",")
PIECES = Pieces(KNOWN)
TEXTS = st.text(max_size=120)


def told(text: str) -> list[str]:
    return [KNOWN[i] for i in PIECES.of(text)]


def test_words_are_small_spelt_out_and_keep_their_signs() -> None:
    assert words_of("Where's the Ferry?! Don't...") == ["where", "is", "the", "ferry", "?", "!", "do", "not"]


def test_the_longest_pieces_are_taken_and_signs_stand_alone() -> None:
    assert told("The Ferry\u2019s late?") == ["the", "ferry", "'", "s", "late", "?"]
    assert told("f\u00e9rries") == ["fer", "##ri", "##es"]
    assert told("gondola ferryx") == [UNKNOWN, UNKNOWN]


@given(TEXTS)
def test_every_word_has_a_piece_and_the_same_text_has_the_same(text: str) -> None:
    ids = PIECES.of(text)
    assert np.array_equal(ids, PIECES.of(text))
    assert np.all((ids >= 0) & (ids < len(PIECES)))


@given(TEXTS, TEXTS, TEXTS)
def test_a_turn_has_bounds_and_always_a_piece_of_the_player(player: str, answered: str, before: str) -> None:
    ids, kinds = turn_laid(PIECES, player, answered, before)
    assert 3 <= len(ids) == len(kinds) <= PLACES
    assert (kinds[:3] == PLAYER).all()
    assert set(kinds.tolist()) <= {PLAYER, ANSWERED, BEFORE}


@given(TEXTS, st.lists(TEXTS, max_size=4))
def test_a_fact_has_bounds(text: str, about: list[str]) -> None:
    ids, kinds = fact_laid(PIECES, text, about)
    assert 1 <= len(ids) == len(kinds) <= PLACES
    assert (kinds == FACT).all()


def test_texts_side_by_side_say_where_they_end() -> None:
    laid = [fact_laid(PIECES, "the ferry is late", ()), fact_laid(PIECES, "late", ("ferry",))]
    ids, kinds, there = side_by_side(laid)
    assert ids.shape == kinds.shape == there.shape == (2, 6)
    assert there.sum(1).tolist() == [6.0, 5.0]
    assert ids[1].tolist() == [*laid[1][0].tolist(), 0]


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
