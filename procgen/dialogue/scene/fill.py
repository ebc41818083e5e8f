"""Writes the lines and choices of a plan from the phrase books: what readers prefer of what the books offer; a large
language model puts it into its own words.

Structure, names, prices and facts come from the plan. Choices are chosen without the model: they are what the player
means, and should be plain.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from procgen.dialogue.guard.check import check as faults
from procgen.dialogue.guard.fresh import Embed
from procgen.dialogue.language.best import Bounds, best_line
from procgen.dialogue.language.contract import LanguageModel, Sampling, Spoken
from procgen.dialogue.persona import Fact, Persona, Situation, World
from procgen.dialogue.phrase.book import Book
from procgen.dialogue.phrase.chance import Chance
from procgen.dialogue.phrase.compose import Candidate, from_section
from procgen.dialogue.phrase.preference import judged
from procgen.dialogue.phrase.write import Heard, bounds_of, names_of, prompt_of
from procgen.dialogue.request import Line, LineRequest, Must
from procgen.dialogue.scene.check import check
from procgen.dialogue.scene.draft import Option, Plan, Say, called
from procgen.dialogue.scene.graph import Scene
from procgen.dialogue.scene.plan import plan
from procgen.dialogue.scene.quest import Quest
from procgen.dialogue.scene.request import SceneRequest
from procgen.dialogue.scene.story.plots import scene_book
from procgen.dialogue.scene.story.told import told_by
from procgen.errors import Failed, InvalidFields, Violation

PLAYER: Final = "{player}"
_RANKED: Final = 8
"""Candidates that a model ranks for a line."""
_COUNTS: Final = (8, 48, 256)
"""Candidates that are made, more only where none of the first ones will do."""
_LINE_CHARACTERS: Final = 280
_CHOICE_CHARACTERS: Final = 120
_TEMPERATURE: Final = 0.4
_KEPT, _KEPT_WORDS = 4, 4
"""Words for the books that a large model must keep: so many, each of at most so many words."""
_AGAIN: Final = 0.5
"""What it costs, in nats, each time that a choice was shown before."""


@dataclass(frozen=True, slots=True)
class Written:
    """A scene with its words.

    Attributes:
        scene: in which `check.check` finds nothing.
        world: what was given, and whatever was made up for the scene.
        quest: what it is about, or None.
        facts: told somewhere, those asked for first.
        tags: words that a game can sort scenes by.
    """

    scene: Scene
    world: World
    quest: Quest | None
    facts: tuple[Fact, ...]
    tags: tuple[str, ...]


def _never() -> None:
    pass


def make(
    request: SceneRequest,
    model: LanguageModel | None = None,
    stop: Callable[[], None] = _never,
    *,
    embed: Embed | None = None,
    book: Book | None = None,
) -> Written:
    """Plan a scene and write it.

    Args:
        request: what is wanted.
        model: ranks lines; fit and novelty alone decide without one.
        stop: called often; raises to end the work.
        embed: for likeness in meaning; words alone count where None.
        book: where templates are; those of the package where None.

    Raises:
        InvalidFields: naming all that is wrong with the request, or what the books have no words for.
        Failed: if no plan holds.
    """
    return fill(plan(request), model, stop, embed=embed, book=book)


def fill(
    planned: Plan,
    model: LanguageModel | None = None,
    stop: Callable[[], None] = _never,
    *,
    embed: Embed | None = None,
    book: Book | None = None,
) -> Written:
    """Write all lines and choices of a plan; as `make`."""
    writer = _Writer(planned, model, stop, embed, book)
    nodes = []
    for node in planned.scene.nodes:
        lines = tuple(replace(line, text=writer.line(line.id), note=node.beat) for line in node.lines)
        said = [Spoken(line.speaker, line.text) for line in lines]
        taken: list[str] = []
        choices = []
        for choice in node.choices:
            text = writer.choice(choice.id, taken)
            taken.append(text)
            choices.append(replace(choice, text=text))
        writer.history = said or writer.history
        nodes.append(replace(node, lines=lines, choices=tuple(choices)))
    scene = replace(planned.scene, nodes=tuple(nodes))
    problems = check(scene, _as_told(planned))
    if problems:
        raise Failed(f"the scene does not hold: {'; '.join(map(str, problems[:3]))}", "Try another seed.")
    return Written(scene, planned.inventor.world, planned.quest, planned.told, planned.tags)


def _as_told(planned: Plan) -> list[Fact]:
    """The facts that were asked for, each as whoever tells it says it."""
    said = {fact.text: told_by(fact, say.who) for say in planned.says.values() for fact in say.facts}
    return [said.get(fact.text, fact) for fact in (*planned.request.facts, *planned.request.guarded)]


class _Writer:
    """Writes one scene; what was said is not said again."""

    def __init__(
        self,
        planned: Plan,
        model: LanguageModel | None,
        stop: Callable[[], None],
        embed: Embed | None,
        book: Book | None,
    ) -> None:
        self._planned = planned
        self._request = planned.request
        self._model = model
        self._stop = stop
        self._book = book or scene_book()
        self._heard = Heard(embed=embed)
        self._shown: Counter[str] = Counter()
        self._count = 0
        listener = self._request.situation.listener or PLAYER
        self._situation = replace(self._request.situation, world=planned.inventor.world, listener=listener)
        self.history: list[Spoken] = []

    def line(self, key: str) -> str:
        """What is said."""
        say: Say = self._planned.says[key]
        situation = replace(self._situation, mood=say.mood or "neutral")
        must = Must(never=self._request.secrets, most_characters=_LINE_CHARACTERS, level=self._request.level)
        facts = tuple(told_by(fact, say.who) for fact in say.facts)
        request = self._line_request(say.section, say.who, situation, must, dict(say.slots), facts)
        writing = self._model is not None and self._model.writes
        ranking = None if writing else self._model
        candidate = self._choose(say.section, request, self._heard, ranking, ())
        text = candidate.text
        if self._model is not None and writing and not self._model.rephrases:
            text = self._reworded(text, request, self._model)
        self._heard.add(text, candidate.templates)
        return text

    def _reworded(self, text: str, request: LineRequest, model: LanguageModel) -> str:
        """The line in a large model's words, with its facts, names, items and numbers; as it was where no draft passes
        the checks, for then the plan's meaning counts more than the wording.
        """
        bounds, names = bounds_of(request), names_of(request)
        kept = [value for value in request.slots.values() if value in text and len(value.split()) <= _KEPT_WORDS]
        say = tuple(dict.fromkeys((*bounds.say, *kept)))
        say = tuple(each for each in say if not any(each != other and each in other for other in say))[:_KEPT]
        bounds = replace(bounds, say=say)
        words = len(text.split())
        prompt = replace(prompt_of(request, self.history), draft=text, words=words)
        allowed = Bounds(tuple(sorted(names)), said=self._heard.said)
        written = best_line(
            model,
            prompt,
            bounds,
            allowed,
            Sampling(seed=request.seed),
            self._stop,
            candidates=1,
            instead=lambda: Line(text, request.intent),
        )
        return written.text

    def choice(self, key: str, taken: Sequence[str]) -> str:
        """What the player may say, unlike the other choices of the node."""
        option: Option = self._planned.options[key]
        situation = replace(self._situation, listener=called(option.who), mood="neutral")
        must = Must(never=self._request.secrets, most_characters=_CHOICE_CHARACTERS, level=self._request.level)
        request = self._line_request(option.section, Persona(PLAYER), situation, must, dict(option.slots), ())
        candidate = self._choose(option.section, request, None, None, taken)
        self._shown[candidate.text.casefold()] += 1
        return candidate.text

    def _line_request(
        self,
        section: str,
        who: Persona,
        situation: Situation,
        must: Must,
        slots: dict[str, str],
        facts: tuple[Fact, ...],
    ) -> LineRequest:
        self._count += 1
        seed = (self._request.seed * 1_000_003 + self._count) % 2**64
        return LineRequest(section, who, situation, facts, must, slots, seed=seed)

    def _choose(
        self, section: str, request: LineRequest, heard: Heard | None, model: LanguageModel | None, taken: Sequence[str]
    ) -> Candidate:
        """The best candidate that passes the checks; they are looked at from the best one down."""
        self._stop()
        bounds, names = bounds_of(request), names_of(request)
        before = {text.casefold() for text in taken}
        alike: list[Candidate] = []
        for count in _COUNTS:
            made = from_section(section, request, count, self._book)
            for row in self._ranked([row for row in made if row.text.casefold() not in before], request, heard, model):
                # Choices may come again at other nodes: "Let's talk of something else." is always that.
                if not faults(row.text, bounds, names=names, said=heard.said if heard else None):
                    return row
                if heard and not heard.equals(row.text) and not faults(row.text, bounds, names=names):
                    alike.append(row)
            if len(made) < count:
                break
        if alike:  # better one that resembles an earlier line than none; the very same never comes
            return alike[0]
        allowed = "a section of the phrase books with another line that passes the checks"
        raise InvalidFields([Violation.of(section, ", ".join(request.slots) or "no slots", allowed)])

    def _ranked(
        self, rows: list[Candidate], request: LineRequest, heard: Heard | None, model: LanguageModel | None
    ) -> list[Candidate]:
        """Candidates in an order drawn by fit, by what the model makes of them, and by novelty."""
        if model is not None:
            rows = rows[:_RANKED]
        section = self._book.sections.get(request.intent, ())
        _, fits = judged(rows, section, prompt_of(request, self.history), model, self._stop)
        chance = Chance(f"scene/{request.intent}", request.seed)
        keys = []
        for row, fit in zip(rows, fits, strict=True):
            stale = heard.cost(row) if heard else _AGAIN * self._shown[row.text.casefold()]
            keys.append((fit - stale) / _TEMPERATURE - math.log(-math.log(max(chance.random(), 1e-300))))
        return [rows[i] for i in sorted(range(len(rows)), key=keys.__getitem__, reverse=True)]
