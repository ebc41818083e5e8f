"""Talks of the corpus, played: the player's words to our talk, each turn with what was truly said before it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from procgen.dialogue.language.contract import LanguageModel
from procgen.dialogue.recipe.corpus.npc import Npc, Talk, Turn
from procgen.dialogue.recipe.corpus.speakers import actions_of, persona_of, situation_of
from procgen.dialogue.ruler.talk.judge import Given, Judged, judge
from procgen.dialogue.talk.scripted import scripted
from procgen.dialogue.talk.talk import reply


@dataclass(frozen=True, slots=True)
class Played:
    """A turn, what was answered, and how good that is."""

    npc: Npc
    talk: Talk
    turn: Turn
    given: Given
    judged: Judged


def _never() -> None:
    pass


def play(npc: Npc, model: LanguageModel | None, seed: int = 0, stop: Callable[[], None] = _never) -> Iterator[Played]:
    """Every turn of every talk of a person, as our talk answers it.

    The next words of a player lean on what the person said in the corpus ("which one?"), so that each turn begins with
    this said and remembered, not with what was answered here.
    """
    persona, actions = persona_of(npc), actions_of(npc)
    for talk in npc.talks:
        situation, token = situation_of(npc, talk), ""
        earlier: list[str] = []
        for turn in talk.turns:
            events = list(reply(persona, situation, token, turn.player, actions, seed, model, stop))
            end = events[-1]
            calls = tuple((event.call.name, event.call.arguments) for event in events if event.call is not None)
            sections = tuple(line.template.partition("@")[0] for line in end.lines)
            given = Given(end.text, sections, calls)
            yield Played(npc, talk, turn, given, judge(npc, turn, given, earlier))
            earlier += [turn.player, turn.reply]
            token = scripted(persona, situation, token, turn.player, [turn.reply])


def replies(npcs: Iterable[Npc]) -> Iterator[Played]:
    """The corpus's own replies, judged as if they were ours: what is the most that the labels can tell."""
    for npc in npcs:
        for talk in npc.talks:
            earlier: list[str] = []
            for turn in talk.turns:
                given = Given(turn.reply, (), tuple((name, {}) for name, _ in turn.did))
                yield Played(npc, talk, turn, given, judge(npc, turn, given, earlier))
                earlier += [turn.player, turn.reply]
