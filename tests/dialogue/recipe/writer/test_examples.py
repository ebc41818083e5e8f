from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest

from procgen.dialogue.language import writer
from procgen.dialogue.language.chat import Messages
from procgen.dialogue.recipe.corpus import read_npc
from procgen.dialogue.recipe.corpus.npc import Npc, Turn
from procgen.dialogue.recipe.corpus.speakers import persona_of
from procgen.dialogue.recipe.writer import examples
from procgen.dialogue.recipe.writer.examples import Answered, Example, of_lines, of_talk, row_of, shown
from tests.dialogue.recipe.corpus.persons import FERRY, KEY

NELL = read_npc(FERRY, KEY)
END = 0


def encode(chat: Messages) -> list[int]:
    """A letter a token; a chat of one message is the beginning of the same with more."""
    return [2, *(ord(letter) for _, text in chat for letter in f"{text}\n"), *([3] if len(chat) > 1 else [])]


def tokenise(text: str) -> list[int]:
    return [ord(letter) for letter in text]


def saying(*drafts: tuple[str, str, bool]) -> examples.Answers:
    """Turns of one talk, answered so by turns."""

    def answers(npc: Npc, seed: int) -> Iterator[tuple[Turn, Answered]]:
        for turn, draft in zip(npc.talks[0].turns, drafts, strict=False):
            yield turn, Answered(*draft)

    return answers


def of(*drafts: tuple[str, str, bool]) -> list[Example]:
    return list(of_talk(NELL, NELL.talks[0], persona_of(NELL), saying(*drafts), 0))


def test_a_draft_is_what_the_books_said_and_the_corpus_answers() -> None:
    (example,) = of(("The ferry leaves at a quarter past six. A crossing costs two coppers.", "inform", True))
    assert example.answer == "Quarter past six. Two coppers."
    assert example.prompt.draft.startswith("The ferry leaves")
    assert (example.prompt.intent, example.prompt.words) == ("inform", 5)
    assert example.prompt.history[-1].text == "When do you leave, and what is it?"
    assert "stern" in writer.task(example.prompt)


def test_what_the_books_got_wrong_teaches_only_where_a_fact_answers() -> None:
    (first,) = of(("Fine weather.", "small_talk", False), ("Lovely.", "small_talk", False))
    assert first.prompt.draft == "The ferry leaves at a quarter past six. A crossing costs two coppers."


@pytest.mark.parametrize("reply", ["She waters the rum.", "At noon. Two coppers.", "Ask Gandalf."])
def test_answers_that_the_guards_would_not_let_pass_teach_nothing(reply: str) -> None:
    talk = NELL.talks[0]
    turns = (replace(talk.turns[0], reply=reply), *talk.turns[1:])
    npc = replace(NELL, talks=(replace(talk, turns=turns),))
    draft = ("The ferry leaves at a quarter past six. A crossing costs two coppers.", "inform", True)
    assert list(of_talk(npc, npc.talks[0], persona_of(npc), saying(draft), 0)) == []


def test_own_lines_have_drafts_that_tell_the_same() -> None:
    found = {example.answer: example.prompt for example in of_lines(NELL, persona_of(NELL), np.random.default_rng(0))}
    assert found["Two coppers. Three if you sing."].draft == "A crossing costs two coppers."
    assert found["Wet on top as well, now."].intent == "bark:see_rain"
    assert "ferry leaves at a quarter past six" in found["A quarter past six. He was always late for it."].draft


def test_persons_are_shown_in_several_ways() -> None:
    seen = [shown(NELL, np.random.default_rng(seed)) for seed in range(12)]
    assert {"Voice" in persona.background for persona in seen} == {True, False}
    assert {bool(persona.examples) for persona in seen} == {True, False}
    assert all("deadpan" in writer.system(persona, examples.Situation()) for persona in seen)


def test_a_row_has_the_beginning_once_and_learns_answers_alone() -> None:
    talk = of(("The ferry leaves at a quarter past six. A crossing costs two coppers.", "inform", True))
    found = [*talk, *of_lines(NELL, persona_of(NELL), np.random.default_rng(0))]
    row = row_of(found, encode, tokenise, END)
    assert len(row.tokens) == len(row.learned) == row.shared + sum(row.sizes)
    assert not row.learned[: row.shared].any()
    at = row.shared
    for example, size in zip(found, row.sizes, strict=False):
        whole = [*row.tokens[: row.shared], *row.tokens[at : at + size]]
        assert whole == [*encode(writer.messages(example.prompt)), *tokenise(example.answer), END]
        learned: Sequence[int] = row.tokens[at : at + size][row.learned[at : at + size]].tolist()
        assert learned == [*tokenise(example.answer), END]
        at += size
    assert len(row.sizes) >= 2
