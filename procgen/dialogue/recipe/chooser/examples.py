"""What our decoder learns choosing from: rows in which what somebody says stands beside what others would.

Of the corpus, what a person answers, beside answers of others to the same act and their own to other things; and what
they say by themselves. Of the phrase books, lines of one intent by persons who differ in all or in one thing. Of plays
and novels, what was said next, beside what was said elsewhere. Texts of several sentences stand, too, beside some with
a sentence of another text: these tell what hangs together.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

import numpy as np

from procgen.dialogue.language.contract import Prompt
from procgen.dialogue.language.told import INTENT_CONTROLS, cue, head
from procgen.dialogue.model.controls import FITS, WHOLE, intent_of
from procgen.dialogue.model.script import Script, Turn, plain
from procgen.dialogue.persona import Persona, Situation
from procgen.dialogue.phrase.english import word_set
from procgen.dialogue.phrase.write import line, prompt_of
from procgen.dialogue.recipe.chooser.rows import Places, Row
from procgen.dialogue.recipe.corpus import Npc
from procgen.dialogue.recipe.corpus import Turn as Answered
from procgen.dialogue.recipe.corpus.npc import Talk
from procgen.dialogue.recipe.corpus.speakers import situation_of
from procgen.dialogue.recipe.data import Conversation
from procgen.dialogue.recipe.requests import Case, case
from procgen.dialogue.recipe.writer.examples import shown
from procgen.dialogue.request import LineRequest
from procgen.dialogue.vocabulary import MOODS, ROLES, TRAITS
from procgen.errors import InvalidFields

MOST_TOKENS: Final = 640
"""Of a row, about."""
_TEXT: Final = 56
"""Tokens of a text."""
_OTHERS: Final = 3
"""Texts of others beside the right one."""
_TURNS: Final = 8
_LINES: Final = 6
_BARKS: Final = 10
_PERSONS: Final = 6
_TELLS_INTENT: Final = 0.3
_INTENTS: Final = word_set(
    "greet farewell introduce ask_need small_talk thank apologise comfort joke boast refuse agree disagree warn"
    " threaten order complain hope question hesitate insult compliment celebrate mourn accuse deny promise"
)
_LIKE: Final = {control: intent for intent, control in reversed(INTENT_CONTROLS.items())}
"""An intent for each that there is a control of."""
_SENTENCE: Final = re.compile(r"(?<=[.!?])(?<!\.\.)\s+")
_T = TypeVar("_T")


def _one(of: Sequence[_T], chance: np.random.Generator) -> _T:
    return of[int(chance.integers(len(of)))]


def _mixed(of: Sequence[_T], chance: np.random.Generator) -> list[_T]:
    return [of[int(i)] for i in chance.permutation(len(of))]


@dataclass(frozen=True, slots=True)
class Pools:
    """What persons say, by what it is: each text with the key of whose it is.

    Attributes:
        replies: by the first act that they answer.
        lines: by kind and what.
        sentences: first ones, and what follows on them.
    """

    replies: Mapping[str, Sequence[tuple[str, str]]]
    lines: Mapping[str, Sequence[tuple[str, str]]]
    sentences: tuple[Sequence[str], Sequence[str]]


def pools_of(npcs: Sequence[Npc]) -> Pools:
    """Of some persons."""
    replies: dict[str, list[tuple[str, str]]] = defaultdict(list)
    lines: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for npc in npcs:
        for talk in npc.talks:
            for turn in talk.turns:
                replies[turn.acts[0].kind].append((npc.key, turn.reply))
        for spoken in npc.lines:
            lines[_kind(spoken.kind, spoken.what)].append((npc.key, spoken.text))
    every = [text for row in (*replies.values(), *lines.values()) for _, text in row]
    return Pools(dict(replies), dict(lines), _sentences(every))


def _kind(kind: str, what: Sequence[str]) -> str:
    return kind if kind == "mono" else f"{kind} {what[0]}"


def _sentences(texts: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    parted = [parts for text in texts if len(parts := _SENTENCE.split(text)) > 1]
    return [parts[0] for parts in parted], [" ".join(parts[1:]) for parts in parted]


def spliced(text: str, sentences: tuple[Sequence[str], Sequence[str]], chance: np.random.Generator) -> list[str]:
    """The text with the first sentence of another one, and with what follows on another one's; none where it is one
    sentence.
    """
    parts = _SENTENCE.split(text)
    firsts, rests = sentences
    if len(parts) < 2 or not firsts:
        return []
    found = (f"{_one(firsts, chance)} {' '.join(parts[1:])}", f"{parts[0]} {_one(rests, chance)}")
    return [each for each in found if each != text]


@dataclass(frozen=True, slots=True)
class Said:
    """What is said in conversations of the pack: texts, and sentences as of `Pools`."""

    texts: Sequence[str]
    sentences: tuple[Sequence[str], Sequence[str]]


def said_in(conversations: Sequence[Conversation]) -> Said:
    """Of all turns of more than two words."""
    texts = [turn.text for talk in conversations for turn in talk.turns if len(turn.text.split()) > 2]
    return Said(texts, _sentences(texts))


class Rows:
    """Writes rows.

    Args:
        script: of the decoder.
        pools: what to compare with.
    """

    def __init__(self, script: Script, pools: Pools) -> None:
        self._script, self._pools = script, pools
        self._speaker = script.mark("speaker")
        self._marks = {name: script.mark(name) for name in (FITS, WHOLE)}

    def talk(self, npc: Npc, chance: np.random.Generator) -> Row:
        """Some turns of a talk."""
        talk = _one(npc.talks, chance)
        persona, situation = shown(npc, chance), situation_of(npc, talk)
        own = [(npc.key, turn.reply) for each in npc.talks for turn in each.turns]
        first = int(chance.integers(max(1, len(talk.turns) - _TURNS + 1)))
        row = Row()
        so_far = row.add(head(self._script, Prompt(persona, situation)))
        for turn in talk.turns[first : first + _TURNS]:
            so_far = self._heard(row, so_far, "Player", turn.player, learns=True)
            others = self._others(self._pools.replies[turn.acts[0].kind], npc.key, turn.reply, _OTHERS - 1, chance)
            others += self._others(own, "", turn.reply, 1, chance)
            prompt = Prompt(persona, replace(situation, mood=_mood(turn, talk)), _intent(turn.reply, chance))
            self._choice(row, so_far, cue(self._script, prompt, tells_length=False), turn.reply, others, chance)
            so_far = self._heard(row, so_far, npc.name, turn.reply)
            if len(row) > MOST_TOKENS:
                break
        return row

    def lines(self, npc: Npc, chance: np.random.Generator) -> Row:
        """Some of what a person says by themselves, to nobody who spoke before."""
        said = [each for each in npc.lines if each.kind != "bark"]
        persona, situation = shown(npc, chance), situation_of(npc, Talk(0, "neutral", ()))
        row = Row()
        begins = row.add(head(self._script, Prompt(persona, situation)))
        for spoken in _mixed(said, chance)[:_LINES]:
            others = self._others(
                self._pools.lines[_kind(spoken.kind, spoken.what)], npc.key, spoken.text, _OTHERS, chance
            )
            own = [(npc.key, each.text) for each in said if each.mood != spoken.mood]
            others += self._others(own, "", spoken.text, 1, chance)
            intent = spoken.what[0] if spoken.kind == "beat" else "inform"
            mood = spoken.mood if spoken.mood in MOODS else "neutral"
            prompt = Prompt(persona, replace(situation, mood=mood), intent)
            self._choice(row, begins, cue(self._script, prompt, tells_length=False), spoken.text, others, chance)
            if len(row) > MOST_TOKENS:
                break
        return row

    def barks(self, npcs: Sequence[Npc], chance: np.random.Generator) -> Row:
        """Barks of several persons."""
        row = Row()
        begins = row.add(head(self._script, Prompt(Persona(), Situation(), "bark:idle")))
        said = [(npc, each) for npc in npcs for each in npc.lines if each.kind == "bark"]
        for npc, spoken in _mixed(said, chance)[:_BARKS]:
            pool = self._pools.lines[_kind("bark", spoken.what)]
            others = self._others(pool, npc.key, spoken.text, _OTHERS, chance)
            mood = spoken.mood if spoken.mood in MOODS else "neutral"
            prompt = Prompt(shown(npc, chance), Situation(mood=mood), f"bark:{spoken.what[0]}")
            self._choice(row, begins, cue(self._script, prompt, tells_length=False), spoken.text, others, chance)
        return row

    def books(self, seed: int, number: int) -> Row:
        """Some persons who say the same thing, by the phrase books; they differ in all, or each in one thing from the
        first.
        """
        chance = np.random.default_rng((seed, number))
        first = case(seed, number)
        if chance.random() < 0.5:
            cases = [first, *(case(seed, number * _PERSONS + k + (1 << 20)) for k in range(1, _PERSONS))]
        else:
            cases = [first, *(_varied(first, k, chance) for k in range(1, _PERSONS))]
        intent = _one(sorted(_INTENTS), chance)
        barks = chance.random() < 0.15
        if barks:
            intent = f"bark:{_one(('idle', 'taunt', 'see_rain', 'greet_passer', 'hurt', 'rest', 'work'), chance)}"
        written: dict[str, LineRequest] = {}
        for each in cases:
            request = LineRequest(intent, each.persona, each.situation, seed=int(chance.integers(1 << 40)))
            try:
                written.setdefault(plain(line(request).text), request)
            except InvalidFields:
                continue
        row = Row()
        for text, request in written.items():
            prompt = prompt_of(request)
            begins = row.add(head(self._script, prompt))
            told = cue(self._script, prompt, tells_length=False)
            others = [other for other in written if other != text]
            self._choice(row, begins, told, text, others, chance, learns=False)
        return row

    def conversation(self, talk: Conversation, spoken: Said, chance: np.random.Generator) -> Row:
        """Some turns of a play, a novel or a chat."""
        script, row = self._script, Row()
        first = int(chance.integers(max(1, len(talk.turns) - _TURNS + 1)))
        so_far = row.add(script.opening(talk.genre, talk.setting, [each[:400] for each in talk.personas]))
        for number, turn in enumerate(talk.turns[first : first + _TURNS]):
            if number and len(turn.text.split()) > 2:
                beside = [_one(spoken.texts, chance) for _ in range(_OTHERS)]
                told = script.cue(replace(turn, length="", scene="", intent=_told(turn.intent, chance)))
                self._choice(
                    row,
                    so_far,
                    told,
                    turn.text,
                    [each for each in beside if each != turn.text],
                    chance,
                    spoken.sentences,
                )
            so_far = self._heard(row, so_far, turn.speaker, turn.text)
            if len(row) > MOST_TOKENS:
                break
        return row

    def _heard(self, row: Row, after: Places, speaker: str, text: str, *, learns: bool = False) -> Places:
        begins = self._script.cue(Turn(plain(speaker), ""))
        words = self._script.text(plain(text))[: 2 * _TEXT]
        so_far = row.add([*begins, *words], after)
        if learns and words:
            row.foretell(so_far, words, self._speaker)
        return so_far

    def _others(
        self, pool: Sequence[tuple[str, str]], key: str, text: str, count: int, chance: np.random.Generator
    ) -> list[str]:
        """Different texts of anybody else."""
        found: dict[str, None] = {}
        for _ in range(4 * count if pool else 0):
            whose, other = _one(pool, chance)
            if whose != key and other != text:
                found[other] = None
            if len(found) == count:
                break
        return list(found)

    def _choice(
        self,
        row: Row,
        after: Places,
        told: Sequence[int],
        text: str,
        others: Sequence[str],
        chance: np.random.Generator,
        sentences: tuple[Sequence[str], Sequence[str]] | None = None,
        *,
        learns: bool = True,
    ) -> None:
        """What is said, beside what others say and what does not hang together."""
        begins = row.add(told, after)
        tokens = [self._script.text(plain(each))[:_TEXT] for each in (text, *others)]
        if not tokens[0]:
            return
        places = [row.add(each, begins) for each in tokens if each]
        own = [each[len(begins) :] for each in places]
        if learns:
            row.foretell(places[0], tokens[0], self._speaker)
        if len(own) > 1:
            row.compare(self._marks[FITS], own)
        if learns and (broken := spliced(plain(text), sentences or self._pools.sentences, chance)):
            row.compare(
                self._marks[WHOLE],
                [own[0], *(row.add(self._script.text(plain(each))[:_TEXT], begins)[len(begins) :] for each in broken)],
            )


def _mood(turn: Answered, talk: Talk) -> str:
    mood = turn.moods[0] if turn.moods else talk.mood
    return mood if mood in MOODS else "neutral"


def _told(intent: str, chance: np.random.Generator) -> str:
    return intent if chance.random() < _TELLS_INTENT else ""


def _intent(text: str, chance: np.random.Generator) -> str:
    """An intent whose control is that of a text, sometimes."""
    return _LIKE.get(_told(intent_of(plain(text)), chance), "inform")


def _varied(who: Case, number: int, chance: np.random.Generator) -> Case:
    """The same person with another mood, other traits or another role."""
    persona, situation = who.persona, who.situation
    changes: tuple[Callable[[], Case], ...] = (
        lambda: Case(persona, replace(situation, mood=_one(tuple(MOODS), chance))),
        lambda: Case(replace(persona, traits=tuple(_mixed(TRAITS, chance)[:2])), situation),
        lambda: Case(replace(persona, role=_one(tuple(ROLES), chance)), situation),
    )
    return changes[number % len(changes)]()
