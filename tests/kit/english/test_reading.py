"""Terms, and what "very", "not" and "without" say of them, in a small lexicon."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.kit.english import Lexicon, Pause, Said, read
from procgen.kit.english.tokens import tokens

WORDS = {
    "tall": "adjective", "wide": "adjective", "wide gate": "thing", "moss": "thing", "mossy": "adjective",
    "brick": "thing", "snow covered": "adjective", "trees": "thing", "mountain range": "thing", "mountain": "thing",
    "thin": "adjective", "is": "link", "gate tall": "thing",
}  # fmt: skip
LEXICON = Lexicon(
    WORDS,
    degrees={"hardly": 0.2},
    breaks=("but", "with"),
    chains=("or", "and"),
    endings=lambda kind: ("er",) if kind == "adjective" else ("s",),
    modifies=lambda kind: kind == "adjective",
    passes=lambda kind: kind == "link",
)


def said(text: str) -> list[tuple[str, float, bool]]:
    reading = read(text, LEXICON)
    return [(one.term, one.degree, one.denied) for one in reading.said if isinstance(one, Said)]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("a tall brick", [("tall", 1.0, False), ("brick", 1.0, False)]),
        ("very tall", [("tall", 1.6, False)]),
        ("very very tall brick", [("tall", 1.6 * 1.6, False), ("brick", 1.0, False)]),
        ("a bit tall", [("tall", 0.5, False)]),
        ("hardly tall", [("tall", 0.2, False)]),
        ("not tall brick", [("tall", 1.0, True), ("brick", 1.0, False)]),
        ("not very tall", [("tall", 1.6, True)]),
        ("it is not tall", [("is", 1.0, False), ("tall", 1.0, True)]),
        ("it isn’t tall", [("tall", 1.0, True)]),
        ("not is tall", [("is", 1.0, False), ("tall", 1.0, True)]),
        ("not tall or wide", [("tall", 1.0, True), ("wide", 1.0, True)]),
        ("neither tall nor wide", [("tall", 1.0, True), ("wide", 1.0, True)]),
        ("not tall, or wide", [("tall", 1.0, True), ("wide", 1.0, False)]),
        ("not tall but wide", [("tall", 1.0, True), ("wide", 1.0, False)]),
        ("not with moss", [("moss", 1.0, True)]),
        ("no moss with trees", [("moss", 1.0, True), ("trees", 1.0, False)]),
        ("without tall trees", [("tall", 1.0, True), ("trees", 1.0, True)]),
        ("without moss and trees", [("moss", 1.0, True), ("trees", 1.0, True)]),
        ("without moss trees", [("moss", 1.0, True), ("trees", 1.0, False)]),
        ("not a zog tall brick", [("tall", 1.0, False), ("brick", 1.0, False)]),
        ("no zog moss", [("moss", 1.0, True)]),
        ("moss-free brick", [("moss", 1.0, True), ("brick", 1.0, False)]),
        ("brick free of moss", [("brick", 1.0, False), ("moss", 1.0, True)]),
        ("brick devoid of any moss", [("brick", 1.0, False), ("moss", 1.0, True)]),
        ("mossless brick", [("moss", 1.0, True), ("brick", 1.0, False)]),
        ("treeless", [("trees", 1.0, True)]),
        ("snow-covered", [("snow covered", 1.0, False)]),
        ("snow talls", []),
        ("mountain ranges", [("mountain range", 1.0, False)]),
        ("mountains", [("mountain", 1.0, False)]),
        ("mossier, taller, thinnest", [("mossy", 1.0, False), ("tall", 1.0, False), ("thin", 1.0, False)]),
        ("the brick’s moss", [("brick", 1.0, False), ("moss", 1.0, False)]),
        ("a wide gate", [("wide gate", 1.0, False)]),
        ("a wide tall gate", [("wide", 1.0, False), ("tall", 1.0, False)]),
        ("mosy brik", [("mossy", 1.0, False), ("brick", 1.0, False)]),
    ],
)  # fmt: skip
def test_what_is_said(text: str, terms: list[tuple[str, float, bool]]) -> None:
    assert said(text) == terms


def test_what_is_not_understood_is_told_as_it_stands_with_what_may_be_meant() -> None:
    reading = read("Mosy Zog-brik, zog’s 12 cats; mountian", LEXICON)
    assert reading.unknown == ("zog", "12", "cats")
    assert reading.corrected == {"mosy": "mossy", "brik": "brick", "mountian": "mountain"}
    assert [one.text for one in reading.said if isinstance(one, Pause)] == [",", ";"]
    far = read("brickly tallow", LEXICON)
    assert far.unknown == ("brickly", "tallow")
    assert far.suggestions() == {"brickly": ("brick",)}
    assert LEXICON.told(far.unknown) == "brickly (did you mean brick?), tallow"


def test_short_words_names_and_plain_english_are_no_slips() -> None:
    for text in ("til", "a Brik", "a talk", "a trick", "wade"):
        reading = read(text, LEXICON)
        assert reading.corrected == {}, text
    assert read("A wall. Brik", LEXICON).corrected == {"brik": "brick"}, "a sentence begins with a capital"


def test_a_near_word_is_asked_for_what_is_unknown() -> None:
    reading = read("not very verdant", LEXICON, lambda word, known: "mossy" if word == "verdant" else None)
    assert [(one.term, one.denied) for one in reading.said if isinstance(one, Said)] == [("mossy", True)]
    assert read("verdant", LEXICON, lambda word, known: "no such word").unknown == ("verdant",)


@given(st.text(max_size=200))
def test_tokens_are_pieces_of_the_text(text: str) -> None:
    lower, place = text.lower(), 0
    for token in tokens(text):
        place = lower.index(token.written, place) + len(token.written)


@given(st.text("not very mossywide,.or' but-less free\n", max_size=80))
def test_any_text_is_read(text: str) -> None:
    reading = read(text, LEXICON)
    assert all(word in text.lower() for word in reading.unknown)
