from dataclasses import replace

import pytest

from procgen.dialogue.guard.check import check
from procgen.dialogue.guard.fresh import normal
from procgen.dialogue.persona import Persona
from procgen.dialogue.phrase.book import read_book
from procgen.dialogue.phrase.compose import candidates
from procgen.dialogue.phrase.write import bounds_of, line, lines, names_of
from procgen.dialogue.request import Must
from procgen.errors import Cancelled, InvalidFields
from tests.dialogue.phrase.small_book import BOOK, request
from tests.figures import scaled


class Model:
    """Likes one word very much."""

    name = "test"
    writes = False
    rephrases = False

    def __init__(self, word: str) -> None:
        self.word = word
        self.prompts = []

    def likelihoods(self, prompt, texts, stop):
        self.prompts.append(prompt)
        stop()
        return [-0.5 if self.word in text else -30.0 for text in texts]

    def write(self, prompt, grammar, sampling, stop):
        raise AssertionError("our own model is not asked for lines")


def test_a_line_is_one_of_the_candidates_and_passes():
    asked = request(listener="Mira", facts=("the bridge is out",), seed=5)
    written = line(asked, book=BOOK)
    assert written.text in {row.text for row in candidates(asked, 16, BOOK)}
    assert (written.intent, written.speaker, written.mood) == ("greet", "Bram", "neutral")
    assert written.likelihood == 0.0
    assert "greet@small:" in written.template
    assert not check(written.text, bounds_of(asked), names=names_of(asked))
    assert line(asked, book=BOOK) == written


def test_seeds_give_different_lines():
    assert len({line(request(seed=seed, listener="Mira", item="lamp"), book=BOOK).text for seed in range(30)}) > 3


def test_the_model_chooses():
    model = Model("boots")
    for seed in range(10):
        written = line(request(seed=seed, listener="Mira"), model, book=BOOK)
        assert "boots" in written.text
        assert written.likelihood == -0.5
    assert model.prompts[0].intent == "greet"


def test_the_model_is_told_facts_and_what_was_said():
    model = Model("bridge")
    asked = replace(request("inform", facts=("the bridge is out",)), said=("Well met.",))
    line(asked, model, book=BOOK)
    assert model.prompts[0].must_say == ("the bridge is out",)
    assert [turn.text for turn in model.prompts[0].history] == ["Well met."]


def test_secrets_and_forbidden_words_are_never_in_it():
    for seed in range(20):
        asked = replace(
            request(seed=seed, most=300),
            must=Must(never=("boots",)),
            persona=Persona("Bram", secrets=("old stones",)),
        )
        text = line(asked, book=BOOK).text.lower()
        assert "boots" not in text
        assert "stones" not in text


def test_what_was_said_is_not_repeated():
    said: list[str] = []
    for seed in range(6):
        said.append(line(replace(request("bark:idle", seed=seed), said=tuple(said)), book=BOOK).text)
    assert len({normal(text) for text in said}) == len(said)


def test_a_batch_has_no_repeats_and_ends_where_the_book_does():
    asked = [request("bark:idle", seed=7) for _ in range(8)]
    written = lines(asked, book=BOOK)
    assert len({normal(row.text) for row in written}) == 8
    with pytest.raises(InvalidFields, match="repeat"):
        lines([request("farewell", seed=7)] * 30, book=BOOK)


def test_barks_do_not_run_out():
    asked = [request("bark:idle", seed=seed) for seed in range(scaled(80, 1200))]
    heard = {normal(row.text) for row in lines(asked)}
    assert len(heard) == len(asked)


def test_a_fact_may_be_said_again_in_other_words():
    fact = "the old stone bridge over the Marrow is out until the spring thaw"
    written = lines([request("inform", facts=(fact,), seed=seed, listener="Mira") for seed in range(4)], book=BOOK)
    assert len({row.text for row in written}) == 4
    assert all(fact in row.text for row in written)
    book = read_book("== farewell\nBye.\n== tell_clause\n<clause>.", "b")
    with pytest.raises(InvalidFields, match="repeat"):
        lines([request("farewell", facts=(fact,))] * 2, book=book)


def test_a_batch_prefers_other_templates():
    book = read_book(
        "== greet\n" + "\n".join(f"(Ho|Hey|Hi), number {word}." for word in ["one", "two", "three", "four"]), "b"
    )
    written = lines([request(seed=seed) for seed in range(4)], book=book)
    assert len({row.template for row in written}) == 4


def test_a_line_that_cannot_pass_is_not_shipped_and_its_reason_keeps_secrets():
    asked = replace(request("farewell"), persona=Persona("Bram", secrets=("safe roads", "off")))
    with pytest.raises(InvalidFields, match="leak") as caught:
        line(asked, book=BOOK)
    assert "safe" not in str(caught.value).lower()


def test_a_name_that_the_world_does_not_know_is_caught():
    book = read_book("== greet\nHave you met Zorblax?", "b")
    with pytest.raises(InvalidFields, match="name"):
        line(request(), book=book)


def test_names_that_a_section_invents_may_be_said():
    book = read_book("== greet\nHave you met <name_person>?\n== name_person\nZor(blax|vik)\n", "b")
    assert line(request(), book=book).text.startswith("Have you met Zor")


def test_stop_ends_the_work():
    def stop():
        raise Cancelled

    with pytest.raises(Cancelled):
        line(request(), stop=stop, book=BOOK)
