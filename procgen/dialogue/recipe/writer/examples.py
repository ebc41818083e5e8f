"""What the writer learns from: chats as the program makes them, and what the corpus's persons say in answer.

A row is a person, and all that they say in one talk: what the chat has of the person stands once, and each turn goes on
from there without seeing the others, as it is in use. Drafts are what our talk says in that turn by the phrase books,
so that the writer learns to put them into the person's words. Turns that the books got wrong teach nothing, but where
a fact answers: then its own sentence is the draft.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.dialogue import meaning
from procgen.dialogue.guard.check import check
from procgen.dialogue.language import writer
from procgen.dialogue.language.chat import Messages
from procgen.dialogue.language.contract import Prompt, Spoken
from procgen.dialogue.persona import Persona, Situation
from procgen.dialogue.phrase.english import sentence
from procgen.dialogue.phrase.write import line, names_of
from procgen.dialogue.recipe.corpus import Npc
from procgen.dialogue.recipe.corpus.npc import Talk, Turn
from procgen.dialogue.recipe.corpus.speakers import persona_of, situation_of
from procgen.dialogue.request import LineRequest, Must
from procgen.dialogue.talk.keeping import unkept
from procgen.dialogue.talk.reply import intent_of
from procgen.dialogue.vocabulary import MOODS
from procgen.errors import InvalidFields

MOST_TOKENS: Final = 896
"""Of a row."""
_MOST_ANSWER: Final = 300
"""Characters of a line, as talk has it."""
_SHOWN: Final = 2
"""Lines of their own that a person is shown with, in half of the rows; in half of them how their voice is told."""
_LONGER, _SPARE = 1.6, 8
"""An answer has at most so many words for each of its draft, and these besides: what is longer tells what nobody told.
"""
_OWN_LINES: Final = 6
"""Barks, beats and rewrites in a row."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What our talk said to a turn by the phrase books.

    Attributes:
        text: the draft.
        section: of the books, of its first line.
        apt: whether it does what the labels want.
    """

    text: str
    section: str
    apt: bool


Answers = Callable[[Npc, int], Iterable[tuple[Turn, Answered]]]
"""Plays a person's talks under a seed: each turn, and what was said to it."""
Encode = Callable[[Messages], Sequence[int]]
"""A chat as tokens, up to where the answer begins."""


@dataclass(frozen=True, slots=True)
class Example:
    """A prompt and its answer."""

    prompt: Prompt
    answer: str


@dataclass(frozen=True, slots=True)
class Row:
    """Examples that share a beginning.

    Attributes:
        tokens: int64 (n,).
        shared: tokens of the beginning.
        sizes: tokens of what follows it, of each example.
        learned: bool (n,), whether the token is of an answer, and to be foretold by the one before.
    """

    tokens: npt.NDArray[np.int64]
    shared: int
    sizes: tuple[int, ...]
    learned: npt.NDArray[np.bool_]


def row_of(examples: Sequence[Example], encode: Encode, tokenise: Callable[[str], Sequence[int]], end: int) -> Row:
    """Lay examples of one person out.

    Args:
        examples: whose chats begin alike.
        encode: a chat to tokens.
        tokenise: an answer to tokens.
        end: the token that ends an answer.
    """
    chats = [list(encode(writer.messages(example.prompt))) for example in examples]
    shared = len(encode(writer.messages(examples[0].prompt)[:1]))
    while any(chat[:shared] != chats[0][:shared] for chat in chats):
        shared -= 1
    tokens, learned, sizes = chats[0][:shared], [False] * shared, []
    for chat, example in zip(chats, examples, strict=True):
        answer = [*tokenise(example.answer), end]
        own = [*chat[shared:], *answer]
        if sizes and len(tokens) + len(own) > MOST_TOKENS:
            break
        tokens += own
        sizes.append(len(own))
        learned += [False] * (len(own) - len(answer)) + [True] * len(answer)
    return Row(np.array(tokens), shared, tuple(sizes), np.array(learned))


def shown(npc: Npc, chance: np.random.Generator) -> Persona:
    """A person as requests may have them: with lines of theirs or without, and with how they speak or without."""
    persona = persona_of(npc)
    other = tuple(trait for trait in npc.traits if trait not in persona.traits)
    background = persona.background
    if chance.random() < 0.5:
        background = f"{background.rstrip('.')}. Voice: {npc.head['voice'].rstrip('.')}."
    own = [spoken.text for spoken in npc.lines] + [turn.reply for talk in npc.talks for turn in talk.turns]
    picked: tuple[str, ...] = ()
    if chance.random() < 0.5 and own:
        picked = tuple(own[i] for i in chance.choice(len(own), min(_SHOWN, len(own)), replace=False))
    return replace(persona, manners=other, background=background, examples=picked)


def of_talk(npc: Npc, talk: Talk, persona: Persona, answers: Answers, seed: int) -> Iterator[Example]:
    """The turns of a talk that teach something."""
    situation = situation_of(npc, talk)
    said: list[Spoken] = []
    must = Must(most_characters=_MOST_ANSWER, never=persona.secrets, level="none")
    names = _names(npc, persona, situation)
    for turn, answered in answers(replace(npc, talks=(talk,)), seed):
        said.append(Spoken("Player", turn.player, player=True))
        draft, intent = _draft(npc, turn, answered)
        facts = [npc.fact(key).text for key in turn.facts if _asserts(npc.fact(key).text, draft)]
        told_secret = any(act.secrets for act in turn.acts)
        heard = " ".join((*(each.text for each in said[-3:]), persona.background))
        if (
            draft
            and not told_secret
            and _within(turn.reply, draft)
            and turn.reply not in persona.examples
            and not check(turn.reply, must, names=names, lexicon=meaning.packaged_table())
            and not unkept(turn.reply, draft, facts, heard)
        ):
            mood = turn.moods[0] if turn.moods else talk.mood
            now = replace(situation, mood=mood if mood in MOODS else "neutral")
            words = len(turn.reply.split())
            yield Example(Prompt(persona, now, intent, tuple(said), words=words, draft=draft), turn.reply)
        said.append(Spoken(npc.name, turn.reply))


def _draft(npc: Npc, turn: Turn, answered: Answered) -> tuple[str, str]:
    """What to say, and its intent."""
    if answered.apt:
        return answered.text, intent_of(answered.section) if answered.section else "inform"
    if turn.facts and all(act.kind.startswith("ask.") and not act.extent for act in turn.acts):
        return " ".join(sentence(npc.fact(key).text) for key in turn.facts), "inform"
    return "", ""


def _within(answer: str, draft: str) -> bool:
    return len(answer.split()) <= _LONGER * len(draft.split()) + _SPARE


def _asserts(fact: str, draft: str) -> bool:
    return not unkept(draft, fact, [fact], "")


def _names(npc: Npc, persona: Persona, situation: Situation) -> frozenset[str]:
    known = names_of(LineRequest("inform", persona, situation))
    return known | {name for fact in npc.facts for name in (*fact.about, fact.text)} | {persona.background}


def of_lines(npc: Npc, persona: Persona, chance: np.random.Generator) -> Iterator[Example]:
    """Rewrites, barks and lines about facts, with what the books say as drafts."""
    situation = Situation(situation_of(npc, Talk(0, "neutral", ())).world, npc.head["place"].partition(",")[0][:60])
    found = [
        Example(Prompt(persona, situation, "inform", words=len(each.own.split()), draft=each.plain), each.own)
        for each in npc.rewrites
    ]
    for spoken in npc.lines:
        if len(spoken.text) > _MOST_ANSWER or spoken.text in persona.examples:
            continue
        now = replace(situation, mood=spoken.mood if spoken.mood in MOODS else "neutral")
        if spoken.kind == "mono":
            draft = " ".join(sentence(npc.fact(key).text) for key in spoken.what)
            intent = "inform"
        elif spoken.kind == "bark":
            intent = f"bark:{spoken.what[0]}"
            try:
                seed = int(chance.integers(1 << 31))
                draft = line(LineRequest(intent, persona_of(npc), now, seed=seed)).text
            except InvalidFields:
                continue
        else:
            continue
        words = len(spoken.text.split())
        found.append(Example(Prompt(persona, now, intent, words=words, draft=draft), spoken.text))
    found = [each for each in found if _within(each.answer, each.prompt.draft)]
    for i in chance.permutation(len(found))[:_OWN_LINES]:
        yield found[i]
