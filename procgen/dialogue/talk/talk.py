"""Talk with an NPC: a pure function from what was said and remembered to what is answered, done and remembered next."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from procgen.dialogue import meaning, validate
from procgen.dialogue.guard import sanitise
from procgen.dialogue.guard.check import check
from procgen.dialogue.guard.fresh import Said
from procgen.dialogue.guard.secrets import leaks
from procgen.dialogue.language.contract import LanguageModel, Prompt, Sampling, Spoken
from procgen.dialogue.language.reword import reworded
from procgen.dialogue.persona import Persona, Situation
from procgen.dialogue.phrase import write
from procgen.dialogue.request import Line, LineRequest, Must
from procgen.dialogue.talk import memory
from procgen.dialogue.talk import state as states
from procgen.dialogue.talk.actions import Action, ActionCall, action_faults
from procgen.dialogue.talk.budget import Limits
from procgen.dialogue.talk.heart import situation_now
from procgen.dialogue.talk.keeping import astray, unkept
from procgen.dialogue.talk.plan import Plan, plan_answer
from procgen.dialogue.talk.reply import Step, intent_of, seed_of, write_step
from procgen.dialogue.talk.retrieve import Knowledge, knowledge
from procgen.dialogue.talk.state import State
from procgen.dialogue.talk.understand import understand
from procgen.errors import Violation

DEFAULT_MUST = Must(most_characters=300)
DEFAULT_LIMITS = Limits()
_HISTORY_TOLD = 8
"""Turns that a model is shown."""
_HEARD = 2
"""Turns of which words need not be said again."""
_LEAK_REACH = 16
"""Lines that are looked at together with a new one, so that a secret can't come out piece by piece."""
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+")
_TOKENS_A_WORD = 2


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens while an NPC answers.

    Attributes:
        kind: ``text``: a piece of what is said, to be joined with those before as it is; ``action``: something that the
            NPC does; ``state``: the token for the next turn; ``end``: the last event.
        text: of ``text`` the piece, of ``end`` all that was said.
        call: of ``action``.
        token: of ``state``.
        over: of ``end``: whether the NPC has ended the talk.
        mood: of ``text`` and ``end``: what the NPC feels now.
        intent: of ``text``: what the piece does.
        relation: of ``end``: -2 to 2.
        lines: of ``end``: the lines one by one, with the intent of each.
    """

    kind: Literal["text", "action", "state", "end"]
    text: str = ""
    call: ActionCall | None = None
    token: str = ""
    over: bool = False
    mood: str = ""
    intent: str = ""
    relation: int = 0
    lines: tuple[Line, ...] = ()


def _never() -> None:
    pass


def reply(
    persona: Persona,
    situation: Situation,
    token: str,
    player_text: str,
    actions: Sequence[Action] = (),
    seed: int = 0,
    model: LanguageModel | None = None,
    stop: Callable[[], None] = _never,
    *,
    must: Must = DEFAULT_MUST,
    limits: Limits = DEFAULT_LIMITS,
) -> Iterator[Event]:
    """Answer a player. Equal arguments give equal events, whatever was answered before to whom.

    Args:
        persona: who answers.
        situation: where, to whom; the game's relation and mood, which the talk moves from.
        token: of the turn before; empty at the first.
        player_text: what the player said. It is understood, never obeyed.
        actions: what the NPC can do for the player.
        seed: 0 to 2^64 - 1.
        model: chooses among lines, or writes them where it can; without one, fit and novelty choose.
        stop: called often; raises to end the work. The token of the turn before is then still the talk's state.
        must: `never` joins the persona's secrets; `level` and `most_characters` hold for each line; `say` is not used.
        limits: what the NPC may spend.

    Returns:
        Events: pieces of text, actions, the new token, the end.

    Raises:
        InvalidFields: at the call: any argument can't be accepted; names all that can't.
    """
    sanitise.refuse(turn_faults(persona, situation, player_text, actions, seed, must, limits))
    before = states.load(token, persona)
    text = sanitise.player_text(player_text)
    return _Turn(persona, situation, before, text, actions, seed, model, stop, must, limits).events()


def turn_faults(
    persona: Persona,
    situation: Situation,
    player_text: str,
    actions: Sequence[Action],
    seed: int,
    must: Must,
    limits: Limits,
) -> list[Violation]:
    """What can't be accepted of the arguments of `reply`; the token apart."""
    found = [
        *sanitise.text_faults("player_text", player_text, sanitise.PLAYER_CHARACTERS, lines=True),
        *validate.persona_violations(persona, "persona"),
        *validate.situation_violations(situation, "situation"),
        *validate.must_violations(must, "must"),
        *action_faults(actions),
        *limits.faults(),
    ]
    if must.say:
        found.append(Violation.of("must.say", must.say[0], "nothing: what a talk says depends on the player"))
    if not 0 <= seed < 1 << 64:
        found.append(Violation.of("seed", seed, "0 to 2^64 - 1"))
    return found


class _Turn:
    """One answer in the making."""

    def __init__(
        self,
        persona: Persona,
        situation: Situation,
        before: State,
        text: str,
        actions: Sequence[Action],
        seed: int,
        model: LanguageModel | None,
        stop: Callable[[], None],
        must: Must,
        limits: Limits,
    ) -> None:
        self._persona = persona
        self._situation = situation
        self._before = before
        self._text = text
        self._actions = tuple(actions)
        self._seed = seed
        self._model = model
        self._stop = stop
        secrets = tuple(dict.fromkeys((*persona.secrets, *must.never)))
        self._must = replace(must, say=(), never=secrets)
        self._limits = limits
        self._lines: list[Line] = []
        self._written = ""

    def events(self) -> Iterator[Event]:
        self._stop()
        known = knowledge(self._persona, self._situation.world, self._must.never)
        plan = self._plan(known)
        now = situation_now(self._situation, plan.state)
        for piece in self._speak(plan, now, known):
            self._stop()
            space = " " if self._written else ""
            yield Event("text", space + piece, mood=now.mood, intent=self._lines[-1].intent)
            self._written += (" " if self._written else "") + piece
        for call in plan.calls:
            yield Event("action", call=call)
        after = memory.remember(plan.state, self._text, [line.text for line in self._lines], plan.topics)
        yield Event("state", token=states.save(after, self._persona))
        yield Event(
            "end",
            self._written,
            over=after.over,
            mood=now.mood,
            relation=now.relation,
            lines=tuple(self._lines),
        )

    def _plan(self, known: Knowledge) -> Plan:
        if self._limits.spent(self._before):
            return Plan(replace(self._before, over=True), [Step("reply_enough")])
        heard = understand(self._text, known, name_wanted=self._before.asked == "name")
        seed = seed_of(self._seed, self._before.turns, 0)
        return plan_answer(
            self._persona, self._situation, known, self._before, heard, self._actions, self._must.level, seed
        )

    def _speak(self, plan: Plan, now: Situation, known: Knowledge) -> Iterator[str]:
        """Sentences as they are ready."""
        writing = self._model is not None and self._model.writes and not self._limits.spent(self._before)
        if writing and self._model is not None and self._model.rephrases:
            for line in self._in_own_words(self._model, plan, now, known):
                self._lines.append(line)
                yield line.text
            return
        if writing and self._model is not None:
            yield from self._by_model(self._model, plan, now, known)
            if self._lines:
                return
        for line in self._by_books(plan, now, self._model):
            self._lines.append(line)
            yield line.text

    def _by_books(self, plan: Plan, now: Situation, model: LanguageModel | None) -> Iterator[Line]:
        history = self._history()
        said = list(self._before.lines)
        for number, step in enumerate(plan.steps, 1):
            self._stop()
            seed = seed_of(self._seed, self._before.turns, number)
            line = write_step(step, self._persona, now, said, self._must, seed, model, history, self._stop)
            said.append(line.text)
            yield line

    def _history(self) -> list[Spoken]:
        listener = self._situation.listener or self._before.known("name") or "Player"
        turns = [
            Spoken(listener if turn.player else self._persona.name, turn.text, turn.player)
            for turn in self._before.history[-_HISTORY_TOLD:]
        ]
        return [*turns, Spoken(listener, self._text, True)]

    # --- models that write -------------------------------------------------------------------------------------------

    def _by_model(self, model: LanguageModel, plan: Plan, now: Situation, known: Knowledge) -> Iterator[str]:
        """Sentences of a model that pass the checks; the first that doesn't ends the answer. Nothing comes where the
        first one fails, and the phrase books answer instead.
        """
        prompt = self._prompt(plan, now, known)
        sampling = Sampling(
            seed=seed_of(self._seed, self._before.turns, 1), most_tokens=self._limits.words * _TOKENS_A_WORD + 16
        )
        names = write.names_of(LineRequest("inform", self._persona, self._situation)) | frozenset(
            (*(value for _, value in self._before.player), *prompt.notes)
        )
        said = Said(self._before.lines)
        earlier = " ".join(self._before.lines[-_LEAK_REACH:])
        until = time.monotonic() + self._limits.seconds
        text, done = "", 0
        pieces = model.write(prompt, "", sampling, self._stop)
        ended = False
        while not ended:
            piece = next(pieces, None)
            ended = piece is None or time.monotonic() > until
            text += piece or ""
            ends = [match.end() for match in _SENTENCE_END.finditer(text) if match.end() > done]
            if piece is None and text[done:].strip():
                ends.append(len(text))
            for end in ends:
                sentence = text[done:end].strip()
                whole = " ".join(text[:end].split())
                problems = check(whole, self._must, names=names, lexicon=meaning.packaged_table())
                if problems or said.like(sentence) or leaks(f"{earlier} {whole}", self._must.never):
                    return
                done = end
                if sentence:
                    self._lines.append(Line(sentence, prompt.intent, self._persona.name, now.mood, template=model.name))
                    yield sentence

    def _in_own_words(self, model: LanguageModel, plan: Plan, now: Situation, known: Knowledge) -> Iterator[Line]:
        """The books' lines, but what they tell as this person tells it, if that tells the same and passes all checks;
        else in the books' words. What tells nothing (a greeting, a question back) stays as it is: the model has only
        learned to tell. Of several ways the one would be said that gains most by who speaks, but the first one comes
        in half the time.
        """
        lines = list(self._by_books(plan, now, None))
        told = [place for place, step in enumerate(plan.steps) if step.facts]
        own = self._told_anew(model, plan, now, known, [lines[place] for place in told]) if told else None
        for place, line in enumerate(lines):
            if own is None or place not in told:
                yield line
            elif place == told[0]:
                yield own

    def _told_anew(
        self, model: LanguageModel, plan: Plan, now: Situation, known: Knowledge, drafts: Sequence[Line]
    ) -> Line | None:
        draft = " ".join(line.text for line in drafts)
        prompt = self._prompt(plan, now, known)
        prompt = replace(prompt, intent="inform", draft=draft, words=len(draft.split()), notes=())
        background = prompt.persona.background
        heard = " ".join((*(turn.text for turn in prompt.history[-_HEARD:]), background))
        facts = [fact.text for step in plan.steps for fact in step.facts]
        names = write.names_of(LineRequest("inform", self._persona, self._situation)) | frozenset(
            (draft, background, *(value for _, value in self._before.player))
        )
        said = Said(self._before.lines)
        earlier = " ".join(self._before.lines[-_LEAK_REACH:])

        def fits(text: str) -> bool:
            return not (
                check(text, self._must, names=names, lexicon=meaning.packaged_table(), said=said)
                or leaks(f"{earlier} {text}", self._must.never)
                or unkept(text, draft, facts, heard)
                or astray(text, draft, heard)
            )

        text = reworded(model, prompt, fits, seed_of(self._seed, self._before.turns, 1), self._stop)
        template = f"{drafts[0].template} (in the words of {model.name})"
        return Line(text, drafts[0].intent, self._persona.name, now.mood, template=template) if text else None

    def _prompt(self, plan: Plan, now: Situation, known: Knowledge) -> Prompt:
        """What a model may know: never a secret, nor what only others know."""
        secrets = self._must.never

        def fine(text: str) -> bool:
            return not leaks(text, secrets)

        persona = replace(
            self._persona,
            secrets=(),
            background=self._persona.background if fine(self._persona.background) else "",
            knows=tuple(fact for fact in self._persona.knows if fine(fact.text)),
            goals=tuple(filter(fine, self._persona.goals)),
            catchphrases=tuple(filter(fine, self._persona.catchphrases)),
            examples=tuple(filter(fine, self._persona.examples)),
        )
        entities = tuple(
            replace(entity, description=entity.description if fine(entity.description) else "")
            for entity in now.world.entities
            if fine(entity.name)
        )
        world = replace(now.world, facts=(), entities=entities)
        notes = [*plan.notes]
        heard = understand(self._text, known)
        for row in known.search(heard.words, [key for key, _ in heard.topics], heard.question, self._text, most=4):
            notes.append(row.known.fact.text)
        notes += [fact.text for fact in memory.clauses(plan.state)]
        notes += list(self._before.summary[-4:])
        if plan.calls:
            notes += [f"you agree to do this now: {call.name.replace('_', ' ')}" for call in plan.calls]
        first = plan.steps[0].section if plan.steps else "small_talk"
        told = plan.steps[-1].section if any(step.facts for step in plan.steps) else first
        return Prompt(
            persona=persona,
            situation=replace(now, world=world),
            intent=intent_of(told),
            history=tuple(self._history()),
            notes=tuple(filter(fine, dict.fromkeys(notes))),
            never_say=secrets,
            words=self._limits.words,
        )


class Conversation:
    """A talk that keeps its own state, for those who don't want to carry tokens about.

    Args:
        persona, situation, actions, model: as of `reply`.
        seed: of the whole talk.
        token: to go on with an earlier talk.
    """

    def __init__(
        self,
        persona: Persona,
        situation: Situation,
        actions: Sequence[Action] = (),
        seed: int = 0,
        model: LanguageModel | None = None,
        token: str = "",
    ) -> None:
        self._persona = persona
        self.situation = situation
        self._actions = tuple(actions)
        self._seed = seed
        self._model = model
        self.token = token

    def say(self, text: str, stop: Callable[[], None] = _never) -> Iterator[Event]:
        """What the NPC answers. Raises InvalidFields."""
        events = reply(self._persona, self.situation, self.token, text, self._actions, self._seed, self._model, stop)
        for event in events:
            if event.kind == "state":
                self.token = event.token
            yield event

    @property
    def state(self) -> State:
        """What the NPC remembers."""
        return states.load(self.token, self._persona)
