"""What all domains understand alike."""

from __future__ import annotations

import random
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.kit.english import Lexicon, Said, read
from procgen.kit.english.vocabulary import ordinary
from tests.kit.english.domains import READERS, Reader

all_domains = pytest.mark.parametrize("reader", READERS.values(), ids=READERS)


@all_domains
def test_two_typos_say_the_same_as_none(reader: Reader) -> None:
    said, unknown, corrected = reader.read(reader.misspelt)
    assert (said, unknown) == reader.read(reader.plain)[:2]
    assert unknown == ()
    assert len(corrected) >= 2
    assert set(corrected) <= set(reader.misspelt.replace(",", "").split())


@all_domains
def test_not_very_is_less_and_nothing_else(reader: Reader) -> None:
    very, plain, not_very = (reader.read(text) for text in reader.degree)
    assert very[1] == plain[1] == not_very[1] == ()
    assert reader.amount(very[0]) >= reader.amount(plain[0]) > reader.amount(not_very[0])


@pytest.mark.parametrize("name", ["character", "texture", "world"])
def test_not_very_tall_is_understood(name: str) -> None:
    reading = read("not very tall", READERS[name].lexicon())
    assert reading.unknown == ()
    (tall,) = (said for said in reading.said if isinstance(said, Said))
    assert (tall.term, tall.denied) == ("tall", True)
    assert tall.degree > 1.0


@all_domains
def test_every_term_alone_is_understood(reader: Reader) -> None:
    lexicon = reader.lexicon()
    for term in lexicon.vocabulary():
        reading = read(term, lexicon)
        assert reading.unknown == (), term
        assert reading.corrected == {}, term
        assert [said.denied for said in reading.said if isinstance(said, Said)] == [False], term


@all_domains
def test_plain_english_is_never_taken_for_a_slip(reader: Reader) -> None:
    lexicon: Lexicon[Any] = reader.lexicon()
    assert [word for word in ordinary() if lexicon.spell(word).misspelt and lexicon.spell(word).words] == []
    assert reader.read("scan quantum seed torn folder")[2] == {}


@all_domains
def test_names_are_no_slips(reader: Reader) -> None:
    capital = " ".join(word.capitalize() for word in reader.misspelt.replace(",", "").split())
    assert reader.read(f"somebody in {capital}")[2] == {}


@all_domains
@pytest.mark.parametrize("seed", range(20))
def test_the_order_of_unrelated_phrases_does_not_matter(reader: Reader, seed: int) -> None:
    phrases = random.Random(seed).sample(reader.phrases, 6)
    turned = sorted(phrases)
    assert reader.read(", ".join(phrases))[:2] == reader.read(", ".join(turned))[:2]


@all_domains
@given(text=st.text(max_size=300))
def test_any_text_is_read(reader: Reader, text: str) -> None:
    _, unknown, corrected = reader.read(text)
    assert all(isinstance(word, str) for word in unknown)
    assert set(corrected).isdisjoint(unknown)


@all_domains
@given(data=st.data())
def test_any_words_together_are_read(reader: Reader, data: st.DataObject) -> None:
    words = st.sampled_from((*reader.lexicon().vocabulary(), "no", "not", "very", "without", "or", "and", "but", ","))
    reader.read(" ".join(data.draw(st.lists(words, max_size=12))))


@all_domains
def test_two_hundred_characters_take_a_millisecond_at_most(reader: Reader) -> None:
    text = ", ".join((*reader.phrases, reader.misspelt, *reader.degree, reader.plain, *reader.phrases))[:200]
    seconds = []
    for _ in range(50):
        started = time.thread_time()
        reader.read(text)
        seconds.append(time.thread_time() - started)
    assert min(seconds) < 1e-3
