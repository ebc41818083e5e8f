"""What the writer learns from: chats as the program makes them, and what the corpus's persons say in answer.

A row is a person, and some of what they say: what the chat has of the person stands once, and each turn goes on from
there without seeing the others, as it is in use. Drafts are what our talk says by the phrase books where it tells the
facts that the labels name, or the parts of them that were asked for. Answers that leave out what the draft tells teach
nothing, and neither do those without facts: what a writer makes of "hello" is not what the books make of it, so that
from such pairs one learns not to heed the draft.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.dialogue import meaning
from procgen.dialogue.guard.check import check
from procgen.dialogue.language import writer
from procgen.dialogue.language.chat import Messages
from procgen.dialogue.language.contract import Prompt, Spoken
from procgen.dialogue.persona import Fact, Persona, Situation
from procgen.dialogue.phrase.english import sentence
from procgen.dialogue.phrase.write import names_of
from procgen.dialogue.recipe.corpus import Npc
from procgen.dialogue.recipe.corpus.npc import Talk, Turn
from procgen.dialogue.recipe.corpus.speakers import persona_of, situation_of
from procgen.dialogue.request import LineRequest, Must
from procgen.dialogue.talk.keeping import unkept
from procgen.dialogue.talk.reply import Step, write_step
from procgen.dialogue.vocabulary import MOODS
from procgen.runtime.checkpoint import go_on

MOST_TOKENS: Final = 896
"""Of a row."""
_MOST_ANSWER: Final = 300
"""Characters of a line, as talk has it."""
_SHOWN: Final = 2
"""Lines of their own that a person is shown with, in half of the rows; in half of them how their voice is told."""
_LONGER, _SPARE = 1.6, 8
"""An answer has at most so many words for each of its draft, and these besides: what is longer tells what nobody told.
"""
_PLAIN: Final = 0.2
"""Share of the drafts that are the facts' own sentences."""


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
    tokens, learned = chats[0][:shared], [False] * shared
    sizes: list[int] = []
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


def of_turns(npc: Npc, persona: Persona, chance: np.random.Generator) -> Iterator[Example]:
    """Turns in which facts are told and nothing else that a draft would not have, in a random order."""
    turns = [(talk, place) for talk in npc.talks for place, turn in enumerate(talk.turns) if _tells(turn)]
    must = Must(most_characters=_MOST_ANSWER, never=persona.secrets, level="none")
    for i in chance.permutation(len(turns)):
        talk, place = turns[i]
        turn = talk.turns[place]
        situation = situation_of(npc, talk)
        mood = turn.moods[0] if turn.moods else talk.mood
        now = replace(situation, mood=mood if mood in MOODS else "neutral")
        said = [Spoken(npc.name, talk.turns[place - 1].reply)] if place else []
        said.append(Spoken("Player", turn.player, player=True))
        heard = " ".join((*(each.text for each in said), persona.background))
        found = _draft(npc, turn, now, heard, chance)
        if not found or turn.reply in persona.examples or not _within(turn.reply, found):
            continue
        if check(turn.reply, must, names=_names(npc, persona, now), lexicon=meaning.packaged_table()):
            continue
        words = len(turn.reply.split())
        yield Example(Prompt(persona, now, "inform", tuple(said), words=words, draft=found), turn.reply)


def _tells(turn: Turn) -> bool:
    return bool(turn.facts) and not any(act.secrets for act in turn.acts)


def _draft(npc: Npc, turn: Turn, situation: Situation, heard: str, chance: np.random.Generator) -> str:
    """What the books would say: the parts that were asked for, or the whole facts; empty where the answer leaves out
    some of both, or tells what neither has.
    """
    whole = [npc.fact(key).text for key in turn.facts]
    parts = [
        npc.fact(key).parts[kind]
        for act in turn.acts
        if (kind := act.kind.removeprefix("ask.")) != act.kind
        for key in act.facts
        if kind in npc.fact(key).parts
    ]
    for facts, section in ((whole, "reply_tell"), (list(dict.fromkeys(parts)), "reply_part")):
        told = ". ".join(facts)
        if not facts or unkept(turn.reply, told, facts, heard):
            continue
        if chance.random() < _PLAIN:
            return " ".join(map(sentence, facts))
        seed = int(chance.integers(1 << 31))
        steps = [Step(section, (Fact(fact),)) for fact in facts]
        must = Must(most_characters=_MOST_ANSWER, level="none")
        return " ".join(
            write_step(step, persona_of(npc), situation, (), must, seed + k, None, (), go_on).text
            for k, step in enumerate(steps)
        )
    return ""


def _names(npc: Npc, persona: Persona, situation: Situation) -> frozenset[str]:
    known = names_of(LineRequest("inform", persona, situation))
    return known | {name for fact in npc.facts for name in (*fact.about, fact.text)} | {persona.background}


def _within(answer: str, draft: str) -> bool:
    return len(answer.split()) <= _LONGER * len(draft.split()) + _SPARE


def of_lines(npc: Npc, persona: Persona, chance: np.random.Generator) -> Iterator[Example]:
    """Facts as the person tells them without being asked."""
    situation = situation_of(npc, Talk(0, "neutral", ()))
    found = [("neutral", each.plain, each.own) for each in npc.rewrites]
    for spoken in npc.lines:
        if spoken.kind == "mono":
            facts = [npc.fact(key).text for key in spoken.what]
            if not unkept(spoken.text, ". ".join(facts), facts, persona.background):
                found.append((spoken.mood, " ".join(map(sentence, facts)), spoken.text))
    for i in chance.permutation(len(found)):
        mood, draft, own = found[i]
        if _within(own, draft) and len(own) <= _MOST_ANSWER:
            now = replace(situation, mood=mood if mood in MOODS else "neutral")
            yield Example(Prompt(persona, now, "inform", words=len(own.split()), draft=draft), own)
