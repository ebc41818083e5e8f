from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from procgen.dialogue.language import writer
from procgen.dialogue.language.chat import Messages
from procgen.dialogue.persona import Situation
from procgen.dialogue.recipe.corpus import read_npc
from procgen.dialogue.recipe.corpus.npc import Act, Npc
from procgen.dialogue.recipe.corpus.speakers import persona_of
from procgen.dialogue.recipe.writer.examples import Example, of_lines, of_turns, row_of, shown
from tests.dialogue.recipe.corpus.persons import FERRY, KEY

NELL = read_npc(FERRY, KEY)
END = 0
WHY = Act("ask.why", facts=("f3",))


def encode(chat: Messages) -> list[int]:
    """A letter a token; a chat of one message is the beginning of the same with more."""
    return [2, *(ord(letter) for _, text in chat for letter in f"{text}\n"), *([3] if len(chat) > 1 else [])]


def tokenise(text: str) -> list[int]:
    return [ord(letter) for letter in text]


def replying(*replies: str) -> Npc:
    """Nell, whose first replies are these."""
    talk = NELL.talks[0]
    new = tuple(replace(turn, reply=reply) for turn, reply in zip(talk.turns, replies, strict=False))
    return replace(NELL, talks=(replace(talk, turns=(*new, *talk.turns[len(new) :])),))


def of(npc: Npc, seed: int = 0) -> dict[str, Example]:
    chance = np.random.default_rng(seed)
    return {example.answer: example for example in of_turns(npc, persona_of(npc), chance)}


def test_a_draft_tells_the_facts_that_are_told() -> None:
    npc = replying("Quarter past six she leaves. Two coppers the crossing.")
    example = of(npc)["Quarter past six she leaves. Two coppers the crossing."]
    assert "ferry leaves at a quarter past six" in example.prompt.draft.lower()
    assert "a crossing costs two coppers" in example.prompt.draft.lower()
    assert (example.prompt.intent, example.prompt.words) == ("inform", 9)
    assert [turn.text for turn in example.prompt.history] == ["When do you leave, and what is it?"]
    assert "stern" in writer.task(example.prompt)


def test_or_the_parts_that_were_asked_for() -> None:
    talk = NELL.talks[0]
    asked = replace(talk.turns[2], player="Why did Wat die?", reply="The chain. It broke.", acts=(WHY,), moods=())
    npc = replace(NELL, talks=(replace(talk, turns=(asked,)),))
    drafts = {of(npc, seed)["The chain. It broke."].prompt.draft for seed in range(8)}
    for draft in drafts:
        assert "because the chain broke" in draft.lower()
        assert "winter" not in draft


@pytest.mark.parametrize(
    "reply",
    [
        "She waters the rum, at a quarter past six, for two coppers.",
        "At noon. Two coppers.",
        "Quarter past six, two coppers, says Gandalf to that.",
        "Quarter past six.",
        "Quarter past six. Two coppers. " + "And I'll tell you what else happens then. " * 5,
    ],
)
def test_answers_that_the_guards_would_not_let_pass_teach_nothing(reply: str) -> None:
    assert reply.strip() not in of(replying(reply.strip()))


def test_what_tells_nothing_teaches_nothing() -> None:
    assert "Nobody's asked me that and I've not asked it either." not in of(NELL)
    assert "He'd have hated the fuss." not in of(NELL)


def test_own_lines_have_drafts_that_tell_the_same() -> None:
    found = {example.answer: example.prompt for example in of_lines(NELL, persona_of(NELL), np.random.default_rng(0))}
    assert found["Two coppers. Three if you sing."].draft == "A crossing costs two coppers."
    assert "A quarter past six. He was always late for it." not in found, "it leaves out how Wat was lost"


def test_persons_are_shown_in_several_ways() -> None:
    seen = [shown(NELL, np.random.default_rng(seed)) for seed in range(12)]
    assert {"Voice" in persona.background for persona in seen} == {True, False}
    assert {bool(persona.examples) for persona in seen} == {True, False}
    assert all("deadpan" in writer.system(persona, Situation()) for persona in seen)


def test_a_row_has_the_beginning_once_and_learns_answers_alone() -> None:
    found = [*of(NELL).values(), *of_lines(NELL, persona_of(NELL), np.random.default_rng(0))]
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
