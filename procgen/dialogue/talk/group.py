"""Talk with several NPCs at once: who answers the player, who joins in, and what all of them hear.

The one who is addressed answers, or else who knows best; who does not know sends the player on to one who does. Others
then add what they know of the matter, agree, doubt or take the speaker's side, by their nature. All hear all of it: no
line comes twice, what one has told the others need not tell again, and each remembers what the player told.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from procgen.dialogue import validate
from procgen.dialogue.guard import sanitise
from procgen.dialogue.language.contract import LanguageModel
from procgen.dialogue.persona import Persona, Situation
from procgen.dialogue.phrase.chance import Chance
from procgen.dialogue.phrase.english import word_set
from procgen.dialogue.request import Line, Must
from procgen.dialogue.talk import memory
from procgen.dialogue.talk import state as states
from procgen.dialogue.talk.actions import Action, ActionCall
from procgen.dialogue.talk.budget import Limits
from procgen.dialogue.talk.heart import situation_now, talkative
from procgen.dialogue.talk.meant import meant
from procgen.dialogue.talk.plan import learned
from procgen.dialogue.talk.reply import Step, seed_of, takes, write_step
from procgen.dialogue.talk.retrieve import Known, knowledge
from procgen.dialogue.talk.scripted import told_in
from procgen.dialogue.talk.spelling import tokens
from procgen.dialogue.talk.state import State, Turn
from procgen.dialogue.talk.talk import DEFAULT_LIMITS, DEFAULT_MUST, reply, turn_faults
from procgen.dialogue.talk.understand import Understood, understand
from procgen.dialogue.vocabulary import MOODS
from procgen.errors import InvalidFields, Violation

MOST_OTHERS: Final = 5
_MOST_JOIN: Final = 2
"""Others who say something besides the answer."""
_JOINS: Final = 0.5
_CONTRARY: Final = word_set("grumpy proud sly cruel gloomy hot_tempered")
_NAMED, _SPOKE_LAST, _JITTER, _FIRST = 3.0, 0.25, 0.1, 0.05
"""What speaks for one as the one who answers, beside how surely a fact of theirs does."""
_SURE: Final = 0.3
"""How surely another must know the answer to be sent to."""
_SURER: Final = 1.4
"""How much surer the other must be for the first to say nothing of it."""
_UNKNOWN: Final = "reply_dont_know"
_TELLS: Final = ("reply_tell", "reply_part", "reply_also", "reply_confirm", "reply_change_subject", "reply_raise_goal")
"""Sections of lines that there is something to say to."""
_HURTS: Final = ("insult", "threaten", "accuse")


@dataclass(frozen=True, slots=True)
class Member:
    """One of those who talk.

    Attributes:
        persona: who.
        situation: as this one has it: the world, the relation to the player.
        token: of the turn before; empty at the first.
    """

    persona: Persona
    situation: Situation
    token: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What one of them says.

    Attributes:
        member: place in the list of members.
        line: the line; its mood is the member's.
        to: name of who is spoken to; empty for the player.
    """

    member: int
    line: Line
    to: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """The end of a turn of several.

    Attributes:
        tokens: of the members, in their order.
        over: whether each has ended the talk.
        next: place of who is waited for: one who was asked something; -1 for the player.
    """

    tokens: tuple[str, ...]
    over: tuple[bool, ...]
    next: int


def _never() -> None:
    pass


def together(
    members: Sequence[Member],
    player_text: str,
    actions: Sequence[Action] = (),
    seed: int = 0,
    model: LanguageModel | None = None,
    stop: Callable[[], None] = _never,
    *,
    must: Must = DEFAULT_MUST,
    limits: Limits = DEFAULT_LIMITS,
) -> Iterator[Said | ActionCall | Done]:
    """Answer a player as a group. Equal arguments give equal events.

    Args:
        members: two to six; the game's actions are the first one's.
        player_text: what the player said to all; empty lets them talk among themselves.
        actions, seed, model, stop, must, limits: as of `talk.reply`.

    Returns:
        Lines and actions as they come, the end.

    Raises:
        InvalidFields: at the call: any argument can't be accepted; names all that can't, of members behind the first as
            "others[0].persona", "others[0].state".
    """
    first = members[0]
    found = turn_faults(first.persona, first.situation, player_text, actions, seed, must, limits)
    sanitise.refuse([*found, *_faults(members)])
    return _Group(members, player_text, actions, seed, model, stop, must, limits).events()


def _faults(members: Sequence[Member]) -> list[Violation]:
    names = [member.persona.name for member in members]
    found: list[Violation] = []
    for i, other in enumerate(members[1:]):
        found += validate.persona_violations(other.persona, f"others[{i}].persona")
        if not -2 <= other.situation.relation <= 2:
            found.append(Violation.of(f"others[{i}].relation", other.situation.relation, "-2 to 2"))
        if other.situation.mood not in MOODS:
            found.append(Violation.of(f"others[{i}].mood", other.situation.mood, "one of " + ", ".join(MOODS)))
    if not 2 <= len(members) <= 1 + MOST_OTHERS:
        found.append(Violation.of("others", f"{len(members) - 1} others", f"1 to {MOST_OTHERS}"))
    for i, name in enumerate(names):
        if not name or name in names[:i]:
            at = "persona.name" if i == 0 else f"others[{i - 1}].persona.name"
            found.append(Violation.of(at, name or "missing", "a name that no other of them has"))
    return found


def _addressed(names: Sequence[str], text: str) -> tuple[int, str]:
    """Which of some names a text calls in front or at its end, -1 for none, and the text without the call."""
    for i, name in enumerate(names):
        for called in dict.fromkeys((name, name.split()[0], name.split()[-1])):
            word = re.escape(called)
            rest = re.sub(rf"(?i)^\s*(?:hey |and )?{word}\s*[,:!.]\s*(?=\S)|,\s*{word}(?=\s*[.!?…]*$)", "", text)
            if rest != text:
                return i, rest
            if re.search(rf"(?i)(?:^|[.!?]\s*)(?:hello|hi|hey|greetings|well met) {word}\b", text):
                return i, text
    return -1, text


def _loaded(member: Member, i: int) -> State:
    """What a member remembers. Raises InvalidFields that names the member."""
    try:
        return states.load(member.token, member.persona)
    except InvalidFields as error:
        at = states.FIELD if i == 0 else f"others[{i - 1}].{states.FIELD}"
        raise InvalidFields([replace(each, field=at) for each in error.violations]) from error


class _Group:
    """One turn in the making."""

    def __init__(
        self,
        members: Sequence[Member],
        text: str,
        actions: Sequence[Action],
        seed: int,
        model: LanguageModel | None,
        stop: Callable[[], None],
        must: Must,
        limits: Limits,
    ) -> None:
        self._members = tuple(members)
        self._actions, self._seed = actions, seed
        self._model, self._stop, self._must, self._limits = model, stop, must, limits
        # Whom the words are for is no part of what they ask.
        self._called, self._text = _addressed([member.persona.name for member in members], text)
        self._plain = sanitise.player_text(self._text)
        self._before = [_loaded(member, i) for i, member in enumerate(members)]
        self._known = [knowledge(member.persona, member.situation.world, must.never) for member in members]
        self._read = [understand(self._plain, known) for known in self._known]
        self._after: dict[int, State] = {}
        self._said: list[Said] = []
        self._over = [state.over for state in self._before]
        self._next = -1
        self._turns = max(state.turns for state in self._before)
        self._chance = Chance("talk/group", seed_of(seed, self._turns, 0))

    def events(self) -> Iterator[Said | ActionCall | Done]:
        if self._plain.strip(" .!?…"):
            heard = [self._heard(i) for i in range(len(self._members))]
            first = self._answerer(heard)
            knows = self._who_knows(heard, first)
            passes = knows >= 0 and self._surest(heard[knows]) > _SURER * self._surest(heard[first])
            if not passes:
                yield from self._answer(first)
            if passes or (knows >= 0 and self._does_not_know(first)):
                name = self._members[knows].persona.name
                yield self._add(first, Step("reply_group_ask", slots={"name": name}), to=name)
                yield from self._answer(knows)
                first = knows
            yield from self._join(first, heard[first])
        else:
            first = self._quietest()
            yield self._add(first, self._opening(first))
            yield from self._join(first, None)
        yield Done(tuple(self._token(i) for i in range(len(self._members))), tuple(self._over), self._next)

    # --- who answers -------------------------------------------------------------------------------------------------

    def _heard(self, i: int) -> Understood:
        return meant(self._read[i], self._known[i], self._before[i])

    def _answerer(self, heard: Sequence[Understood]) -> int:
        scores = []
        for i, (member, read) in enumerate(zip(self._members, heard, strict=True)):
            score = _NAMED * (i == self._called) + self._surest(read) - _FIRST * i
            score += _SPOKE_LAST * (self._before[i].count("spoke_at") == self._turns and self._turns > 0)
            score += _JITTER * talkative(member.persona) * self._chance.random()
            scores.append(-9.0 if self._over[i] else score)
        return max(range(len(scores)), key=lambda i: scores[i])

    @staticmethod
    def _surest(heard: Understood) -> float:
        return max((sure for question in heard.questions for _, sure in question.rows[:1]), default=0.0)

    def _who_knows(self, heard: Sequence[Understood], first: int) -> int:
        """Who knows what the first does not; -1 where nobody does."""
        if not heard[first].questions:
            return -1
        rest = [i for i in range(len(self._members)) if i != first and not self._over[i]]
        best = max(rest, key=lambda i: self._surest(heard[i]), default=-1)
        return best if best >= 0 and self._surest(heard[best]) >= _SURE else -1

    def _does_not_know(self, i: int) -> bool:
        return any(said.member == i and said.line.template.startswith(_UNKNOWN) for said in self._said)

    def _quietest(self) -> int:
        """Who has not spoken for the longest time."""
        able = [i for i in range(len(self._members)) if not self._over[i]] or [0]
        return min(able, key=lambda i: (self._before[i].count("spoke_at"), i))

    # --- what is said ------------------------------------------------------------------------------------------------

    def _answer(self, i: int) -> Iterator[Said | ActionCall]:
        member = self._members[i]
        before = self._hearing(self._before[i], i)
        token = states.save(before, member.persona)
        actions = self._actions if i == 0 else ()
        for event in reply(
            member.persona, member.situation, token, self._text, actions, self._seed, self._model, self._stop,
            must=self._must, limits=self._limits,
        ):  # fmt: skip
            if event.kind == "action" and event.call is not None:
                yield event.call
            elif event.kind == "state":
                self._after[i] = states.load(event.token, member.persona)
            elif event.kind == "end":
                self._over[i] = event.over
                for line in event.lines:
                    yield self._record(Said(i, line))

    def _add(self, i: int, step: Step, to: str = "") -> Said:
        """One more line of a member's."""
        member = self._members[i]
        before = self._hearing(self._state(i), i)
        now = replace(situation_now(member.situation, before), listener=to)
        must = replace(self._must, never=self._known[i].secrets)
        seed = seed_of(self._seed, before.turns, 100 + len(self._said))
        spoken = [said.line.text for said in self._said]
        line = write_step(step, member.persona, now, [*before.lines, *spoken], must, seed, self._model, (), self._stop)
        after = memory.mark_told(self._state(i), step.facts)
        lines = (*after.lines, line.text[: states.LINE_CHARACTERS])[-states.LINES :]
        history = (*after.history, Turn(False, line.text[: states.TURN_CHARACTERS]))[-states.HISTORY :]
        self._after[i] = replace(after, lines=lines, history=history)
        return self._record(Said(i, line, to))

    def _record(self, said: Said) -> Said:
        self._said.append(said)
        return said

    def _opening(self, i: int) -> Step:
        """What one begins with where the player is silent."""
        untold = self._untold(i, self._known[i].facts)
        if untold is not None:
            return Step("reply_change_subject", (untold.fact,))
        fresh = [fact for fact in self._known[i].goals if not memory.was_told(self._state(i), fact)]
        return Step("reply_raise_goal", (fresh[0],)) if fresh else Step("reply_small_talk")

    def _untold(self, i: int, facts: Iterable[Known]) -> Known | None:
        """The first of some facts that nobody has told."""
        state = self._hearing(self._state(i), i)
        for known in facts:
            if not known.describes and not memory.was_told(state, known.fact) and takes("reply_also", [known.fact]):
                return known
        return None

    def _join(self, first: int, heard: Understood | None) -> Iterator[Said]:
        """What the others say to it."""
        rest = [i for i in range(len(self._members)) if i != first and not self._over[i] and i not in self._after]
        rest.sort(key=lambda i: -talkative(self._members[i].persona) * self._chance.random())
        joined = 0
        for i in rest:
            persona = self._members[i].persona
            likely = 1.0 if heard is None and not joined else _JOINS * talkative(persona)
            if joined >= _MOST_JOIN or self._chance.random() > likely:
                continue
            step = self._reaction(i, first, heard)
            if step is None:
                continue
            joined += 1
            yield self._add(i, step, to=self._members[first].persona.name)

    def _reaction(self, i: int, first: int, heard: Understood | None) -> Step | None:
        persona, name = self._members[i].persona, self._members[first].persona.name
        if heard is not None and heard.main.kind in _HURTS:
            return Step("reply_group_side", slots={"name": name})
        spoken = " ".join(said.line.text for said in self._said if said.member == first)
        near = {key for key, _ in self._known[i].linked(tokens(f"{self._plain} {spoken}"), typos=False)}
        more = self._untold(i, (known for known in self._known[i].facts if known.topics & near))
        if more is not None:
            return Step("reply_group_add", (more.fact,), {"name": name})
        if not any(said.line.template.startswith(_TELLS) for said in self._said if said.member == first):
            return Step("reply_small_talk") if heard is None else None
        if {"curious", "gossipy"} & set(persona.traits):
            self._next = first
            return Step("reply_group_more", slots={"name": name})
        contrary = not _CONTRARY.isdisjoint(persona.traits) and self._chance.random() < 0.6
        return Step("reply_group_doubt" if contrary else "reply_group_agree", slots={"name": name})

    # --- what is heard -----------------------------------------------------------------------------------------------

    def _state(self, i: int) -> State:
        return self._after.get(i, self._before[i])

    def _hearing(self, state: State, i: int) -> State:
        """A state in which all that the others have said in this turn was heard."""
        spoken = [said.line.text for said in self._said if said.member != i]
        told = told_in(self._known[i], spoken)
        lines = (*state.lines, *(text[: states.LINE_CHARACTERS] for text in spoken))[-states.LINES :]
        return replace(memory.mark_told(state, told), lines=tuple(dict.fromkeys(lines)))

    def _token(self, i: int) -> str:
        member, state = self._members[i], self._hearing(self._state(i), i)
        answered = i in self._after and self._after[i].turns > self._before[i].turns
        if not answered:
            state = learned(state, self._read[i], self._known[i].secrets, self._must.level)
            turns = [Turn(True, self._plain[: states.TURN_CHARACTERS])]
            state = replace(state, turns=state.turns + 1, history=(*state.history, *turns)[-states.HISTORY :])
        others = [
            Turn(False, f"{self._members[said.member].persona.name}: {said.line.text}"[: states.TURN_CHARACTERS])
            for said in self._said
            if said.member != i
        ]
        state = replace(state, history=(*state.history, *others)[-states.HISTORY :], over=self._over[i])
        if any(said.member == i for said in self._said):
            state = memory.counted(state, "spoke_at", state.turns - state.count("spoke_at"))
        topics = [
            key for key, _ in self._known[i].linked(tokens(" ".join(s.line.text for s in self._said)), typos=False)
        ]
        return states.save(memory.focused(state, topics[:2]), member.persona)
