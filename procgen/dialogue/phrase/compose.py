"""Candidates for a line: templates are chosen by conditions, specificity and seed, and made to carry all facts."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from procgen.dialogue import validate
from procgen.dialogue.guard.names import stands
from procgen.dialogue.phrase import english
from procgen.dialogue.phrase.book import Book, Template, library
from procgen.dialogue.phrase.chance import Chance
from procgen.dialogue.phrase.conditions import RELATIONS, Conditions
from procgen.dialogue.phrase.expand import Expander, Expansion, Scope, Spent, weighted
from procgen.dialogue.phrase.facts import count_of, kind_of, traits_of
from procgen.dialogue.phrase.idiolect import favour, owned, place_of, spread
from procgen.dialogue.phrase.setting import heard_register_of, marks_of, slots_of
from procgen.dialogue.request import LineRequest
from procgen.dialogue.vocabulary import AGES, INTENTS, MANNER_HEARD, MOODS, REGISTERS, ROLES, SETTINGS, SEXES, TRAITS
from procgen.errors import InvalidFields, Violation

_BESIDE = 1e-3
"""What a template counts beside which facts are told, where others tell them in a sentence of their intent."""
_ENOUGH = 4
"""Of so many lines asked for one that tells the facts so is enough. What is said beside a fact is hardly about it."""
_NAMES_SLOT = 2.5
"""And one that uses a slot which the caller filled."""
_OTHERS = 1e-30
"""What a template counts that is another's of the cast: enough where there is no other."""
_PATIENCE = 24
"""Tries without anything new, in two rounds or more, after which there is no more."""
_RARE = {("mood", "role"): 0.6, ("trait",): 0.7, ("role",): 0.8}
"""How much of the nearness of templates counts for those that name this, since these are few and readers like them."""
_CATCHPHRASE = 0.1
_RECENT_CATCHPHRASE = 6
_RECENT_SENTENCES = 3
_MANNER_FIRST = 0.3
_NATURE_HEARD = 0.85
"""How often a mood, or a trait of those who are in none, is heard beside a line that does not name it itself, where no
line of the section names it. A stock sentence is a makeshift: with each line that does it is heard less."""
_HEARD_AGAIN = 0.15
"""And a manner, mood or trait at most where a recent line said it: nobody bursts into tears at each sentence."""
_NOBODYS = ("describe_", "choice_", "scene_choice")
"""Sections that nobody says, or the player."""
_OTHER_TELLING = 3
"""Draws for a telling that is not in the line already."""
_JOINS = 0.5
_JOINT_CHARACTERS = 90
"""Up to here two clauses are one sentence."""
_TELLS_FIRST = frozenset(("farewell", "trade_close", "choice_farewell", "choice_leave"))
"""What ends a talk stands behind the clauses told."""
_SENTENCE = re.compile(r"(?<=[.!?])(?<!\.\.)\s+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that could be said.

    Attributes:
        text: the line; it holds all that must be said.
        templates: ids of the templates that it was made from, the intent's own first.
        weight: how well its templates fit the request, from 0 up.
        invented: names that it brings in, which the world does not know.
    """

    text: str
    templates: tuple[str, ...]
    weight: float = 1.0
    invented: tuple[str, ...] = ()


def _counts_of_nearness(conditions: Conditions) -> float:
    """How much of the nearness of a template with these conditions counts."""
    return next((share for keys, share in _RARE.items() if all(map(conditions.asks, keys))), 1.0)


def section_of(intent: str) -> str:
    """The section of an intent: "bark:reload" is in "bark_reload"."""
    return intent.replace(":", "_")


def musts_of(request: LineRequest) -> tuple[str, ...]:
    """All that must be said, each once.

    Raises:
        InvalidFields: if any of it is blank.
    """
    texts = [text.strip() for text in (*request.must.say, *(fact.text for fact in request.facts))]
    if not all(texts):
        raise InvalidFields([Violation("must.say", "missing", "texts with words")])
    return tuple(dict.fromkeys(texts))


def facts_of(request: LineRequest) -> tuple[str, ...]:
    """All that must be said, without what stands in another one."""
    every = musts_of(request)
    return tuple(text for text in every if not any(text != other and stands(other, text) for other in every))


def checked(request: LineRequest) -> None:
    """Look at the fields that choose templates; whole worlds are looked at once, where requests come in.

    Raises:
        InvalidFields: if any of them is not in the vocabulary.
    """
    persona, situation = request.persona, request.situation
    violations = [
        *validate.intent_violations("intent", request.intent),
        *validate.one_of("persona.role", persona.role, ROLES),
        *validate.one_of("persona.age", persona.age, AGES),
        *validate.one_of("persona.sex", persona.sex, SEXES),
        *validate.one_of("persona.register", persona.register, ("", *REGISTERS)),
        *(row for trait in persona.traits for row in validate.one_of("persona.traits", trait, TRAITS)),
        *validate.one_of("situation.world.setting", situation.world.setting, SETTINGS),
        *validate.one_of("situation.mood", situation.mood, MOODS),
        *validate.one_of("situation.time", situation.time, validate.TIMES),
        *validate.one_of("situation.weather", situation.weather, validate.WEATHERS),
    ]
    if situation.relation not in RELATIONS:
        violations.append(Violation.of("situation.relation", situation.relation, "-2 to 2"))
    if violations:
        raise InvalidFields(violations)


def scope_of(request: LineRequest, book: Book, facts: Sequence[str]) -> Scope:
    """What templates may look at for this request."""
    slots = slots_of(request)
    entities = request.situation.world.entities
    kinds = [kind_of(fact) for fact in facts]
    carried = frozenset(kind for kind in kinds if kind != "sentence")
    counts = {"several": len(facts), "things": kinds.count("thing")}
    marks = frozenset(name for name, count in counts.items() if count > 1)
    marks = marks.union(*(traits_of(fact, entities) for fact in facts))
    return Scope(
        book=book,
        marks=marks_of(request, frozenset(slots) | carried | marks),
        slots=slots,
        register=heard_register_of(request),
        entities=entities,
        kept=frozenset(facts),
        carried=carried,
    )


def candidates(request: LineRequest, count: int, book: Book | None = None) -> list[Candidate]:
    """Lines that could be said, the likeliest templates first and no template twice before all had their turn.

    Args:
        request: what is asked for.
        count: at most so many; fewer where the books have no more.
        book: where templates are; those of the package where None.

    Raises:
        InvalidFields: if the request is out of the vocabulary, its facts do not fit its length, or no template applies.
    """
    checked(request)
    return from_section(section_of(request.intent), request, count, book)


def from_section(section: str, request: LineRequest, count: int, book: Book | None = None) -> list[Candidate]:
    """As `candidates`, of a section by its name, a helper's too. The intent is not looked at."""
    return _Composer(section, request, book or library()).candidates(count)


# One class, because all of it draws from one stream of chance, in one order.
class _Composer:
    """Makes the candidates of one request."""

    def __init__(self, section: str, request: LineRequest, book: Book) -> None:
        self._section = section
        self._request = request
        self._facts = facts_of(request)
        self._limit = request.must.most_characters
        kinds = {fact: kind_of(fact) for fact in self._facts}
        self._clauses = tuple(fact for fact in self._facts if kinds[fact] == "clause")
        self._things = tuple(fact for fact in self._facts if kinds[fact] == "thing")
        self._kinds = kinds
        self._bare = " ".join(map(english.sentence, self._facts))
        if len(self._bare) > self._limit:
            allowed = f"at least {len(self._bare)}, because so much must be said"
            raise InvalidFields([Violation.of("must.most_characters", self._limit, allowed)])
        self._scope = scope_of(request, book, self._facts)
        self._carried = frozenset(f"{begin}{kind}" for kind in self._scope.carried for begin in ("", "tell_"))
        self._place = place_of(request.persona)
        # Among a cast only; alone, everything is theirs.
        self._own = owned(book.sections.get(section, ()), request.persona) if request.persona.unlike else None
        self._chance = Chance(f"line/{section}/{self._place}", request.seed)
        self._catchphrase = self._now_and_then()
        self._manner = self._heard_manner()
        self._nature = self._heard_nature()

    def _now_and_then(self) -> str:
        """A catchphrase, or mostly none; not in barks and the like, and not soon again."""
        request = self._request
        phrases = [
            phrase
            for phrase in request.persona.catchphrases
            if not any(phrase in text for text in request.said[-_RECENT_CATCHPHRASE:])
        ]
        if self._chance.random() >= _CATCHPHRASE or not phrases or self._section not in INTENTS:
            return ""
        return english.sentence(self._chance.pick(phrases))

    def _heard_manner(self) -> Sequence[Template]:
        """Sentences of a manner that is heard in this line; mostly of one, for those who have any."""
        if self._section.startswith(_NOBODYS) or not self._request.persona.manners:
            return ()
        name, _, strength = self._chance.pick(self._request.persona.manners).partition(":")
        return self._sentences(name, float(strength) if strength else MANNER_HEARD, always=bool(strength))

    def _heard_nature(self) -> tuple[str, Sequence[Template]]:
        """Sentences of the mood, or of a trait where there is none, and which of the two; of lines that tell no facts,
        whose own sentences say it.
        """
        mood, traits = self._request.situation.mood, self._request.persona.traits
        key, name = ("mood", mood) if mood != "neutral" else ("trait", self._chance.pick(traits) if traits else "")
        if self._manner or self._facts or self._section not in INTENTS or not name:
            return "", ()
        lines = sum(row.conditions.asks(key, name) for row in self._scope.pool(self._section)[0])
        return key, self._sentences(name, _NATURE_HEARD / (1 + lines))

    def _sentences(self, name: str, often: float, *, always: bool = False) -> Sequence[Template]:
        """Those of a manner, mood or trait that may stand beside the line, none that was said before; none at all
        where it is not heard, which it mostly isn't soon after it was, but `always` is.
        """
        roll, asides, said = self._chance.random(), self._request.asides, self._request.said
        if roll >= often * asides:
            return ()
        pool = self._scope.pool(f"manner_{name}")[0]
        if not said:
            return pool
        alone = {template: self._alone(template) for template in pool}
        again = any(own in text for own in alone.values() for text in said[-_RECENT_SENTENCES:])
        if again and not always and roll >= min(often, _HEARD_AGAIN) * asides:
            return ()
        return [template for template, own in alone.items() if not any(own in text for text in said)]

    def _alone(self, template: Template) -> str:
        """A template as it is said by itself."""
        return Expander(self._scope, Chance(template.id, 0)).write(template).text

    def _mannered(self, text: str, counts: list[int], conditions: Conditions) -> tuple[str, tuple[str, ...]]:
        """The text with a sentence of a manner, mood or trait before or behind it, where there is room."""
        key, nature = self._nature
        templates = self._manner or (() if key and conditions.asks(key) else nature)
        if not templates:
            return text, ()
        chosen = self._chance.pick(templates)
        own = Expander(self._scope, self._chance).write(chosen).text
        before = self._chance.random() < _MANNER_FIRST if self._manner else key == "mood"
        longer = f"{own} {text}" if before else f"{text} {own}"
        if len(longer) > self._limit or self._counts(longer) != counts or own in text:
            return text, ()
        return longer, (chosen.id,)

    def candidates(self, count: int) -> list[Candidate]:
        templates, weights = self._scope.pool(self._section)
        if not templates and self._facts and not self._clauses and not self._things:
            # Whole sentences are a line by themselves where the intent's templates only wrap clauses and things.
            return [Candidate(self._bare, ())]
        if not templates:
            raise InvalidFields([self._nothing_applies()])
        rows = list(zip(templates, map(self._fit, templates, weights, spread(templates)), strict=True))
        found: dict[str, Candidate] = {}
        spare: dict[str, Candidate] = {}
        carriers = [row for row in rows if not row[0].names.isdisjoint(self._carried)]
        if carriers:
            self._draw(carriers, count, found, spare)
            beside = ((template, weight) for template, weight in rows if template.names.isdisjoint(self._carried))
            enough = _ENOUGH * len(found) >= count
            rows = [] if enough else [(template, weight * _BESIDE) for template, weight in beside]
        self._draw(rows, count, found, spare)
        for text, candidate in spare.items():
            if len(found) >= count:
                break
            found.setdefault(text, candidate)
        if not found and self._facts:
            found[self._bare] = Candidate(self._bare, (), 0.0)
        if not found:
            allowed = f"enough for a line of {self._section}"
            raise InvalidFields([Violation.of("must.most_characters", self._limit, allowed)])
        return list(found.values())

    def _draw(
        self,
        rows: Sequence[tuple[Template, float]],
        count: int,
        found: dict[str, Candidate],
        spare: dict[str, Candidate],
    ) -> None:
        """Add lines of some templates, each with its weight, until there are so many or no more that differ."""
        barren = 0
        while rows and len(found) < count and barren < max(_PATIENCE, 2 * len(rows)):
            before = len(found)
            for template, weight in self._order(rows):
                self._try(template, weight, found, spare)
                if len(found) >= count:
                    break
            barren = 0 if len(found) > before else barren + len(rows)

    def _nothing_applies(self) -> Violation:
        request = self._request
        rows = self._scope.book.sections.get(self._section, ())
        asked = f"{request.intent} of a {request.persona.role} in a {request.situation.world.setting} world"
        if not rows:
            return Violation.of("intent", asked, "one that the phrase books have a section for")
        lacking = sorted({name for row in rows for name in row.names if not self._scope.has(name)})
        hint = f"; slots that would help: {', '.join(lacking)}" if lacking else ""
        return Violation.of("intent", asked, f"one with a template whose conditions hold{hint}")

    def _fit(self, template: Template, weight: float, place: float) -> float:
        if any(name in template.names for name in self._request.slots):
            weight *= _NAMES_SLOT
        if self._own is not None and template not in self._own:
            weight *= _OTHERS
        return favour(place, weight, self._place, self._request.seed, _counts_of_nearness(template.conditions))

    def _order(self, rows: Sequence[tuple[Template, float]]) -> list[tuple[Template, float]]:
        """A draw of all without replacement, by weight (Efraimidis and Spirakis, 2006)."""
        keys = [-math.log(1.0 - self._chance.random()) / weight for _, weight in rows]
        return [rows[k] for k in sorted(range(len(keys)), key=keys.__getitem__)]

    def _try(self, template: Template, weight: float, found: dict[str, Candidate], spare: dict[str, Candidate]) -> None:
        for full in (True, False):
            expander = Expander(self._scope, self._chance, self._clauses, self._things, full=full)
            try:
                main = expander.write(template)
                text, told = self._with_facts(main)
            except Spent:
                continue
            counts = self._counts(text)
            if not text or any(times == 0 for times in counts):
                continue
            if self._catchphrase:
                longer = f"{text} {self._catchphrase}"
                if len(longer) <= self._limit and self._counts(longer) == counts:
                    text = longer
            text, mannered = self._mannered(text, counts, template.conditions)
            candidate = Candidate(text, main.templates + told + mannered, weight / (1 + len(told)), main.invented)
            if len(text) <= self._limit and all(times == 1 for times in counts):
                found.setdefault(text, candidate)
                return
            if len(text) > self._limit:
                text = self._shortened(main.text, text)
                if text and len(text) <= self._limit:
                    spare.setdefault(text, replace(candidate, text=text, weight=candidate.weight / 4.0))
            else:
                spare.setdefault(text, replace(candidate, weight=candidate.weight / 8.0))

    def _counts(self, text: str) -> list[int]:
        return [count_of(fact, text) for fact in self._facts]

    def _with_facts(self, main: Expansion) -> tuple[str, tuple[str, ...]]:
        """The line and sentences for the facts that it lacks, told as one speech."""
        if not self._facts:
            return main.text, ()
        missing = [fact for fact in self._facts if not count_of(fact, main.text)]
        clauses = self._joined_clauses([fact for fact in missing if self._kinds[fact] == "clause"])
        things = self._listed([fact for fact in missing if self._kinds[fact] == "thing"])
        sentences: list[str] = []
        told: list[str] = []
        if self._section.startswith("describe_"):  # nobody is there to tell it
            sentences = [english.sentence(fact) for fact in (*clauses, *things)]
            clauses, things = [], []
        begun = len(missing) < len(self._facts)
        for kind, facts in (("clause", clauses), ("thing", things)):
            for fact in facts:
                more = begun or bool(sentences) or kind == "thing"
                section = f"tell_more_{kind}"
                if not more or not self._scope.pool(section)[0]:
                    section = f"tell_{kind}"
                telling = self._telling(section, kind, fact, told)
                sentences.append(telling.text)
                told += telling.templates
        sentences += [english.sentence(fact) for fact in missing if self._kinds[fact] == "sentence"]
        if sentences and self._section == "describe_letter":  # behind the name that it is signed with
            return f"{english.sentence(main.text)} P.S. {' '.join(sentences)}", tuple(told)
        first = len(clauses) if self._section in _TELLS_FIRST else 0
        parts = [*sentences[:first], main.text, *sentences[first:]]
        return " ".join(filter(None, parts)), tuple(told)

    def _telling(self, section: str, kind: str, fact: str, told: Sequence[str]) -> Expansion:
        templates, weights = self._scope.pool(section)
        if not templates:
            raise InvalidFields([Violation.of("facts", fact, f"nothing, where no book has {section}")])
        chosen = weighted(templates, weights, self._chance)
        for _ in range(_OTHER_TELLING):
            if chosen.id not in told:
                break
            chosen = weighted(templates, weights, self._chance)
        words = (fact,)
        expander = Expander(
            self._scope, self._chance, words if kind == "clause" else (), words if kind == "thing" else ()
        )
        return expander.write(chosen)

    def _joined_clauses(self, clauses: list[str]) -> list[str]:
        """Two short ones in one: "the bridge is out, and the ford is deep"."""
        if len(clauses) < 2 or self._section.startswith("describe_") or self._chance.random() >= _JOINS:
            return clauses
        first, second = clauses[:2]
        plain = not any("," in clause or " and " in clause for clause in (first, second))
        if not plain or len(first) + len(second) > _JOINT_CHARACTERS:
            return clauses
        return [f"{first}, and {second}", *clauses[2:]]

    def _listed(self, things: list[str]) -> list[str]:
        if len(things) > 1 and not any("," in thing or " and " in thing for thing in things):
            return [english.listing(things)]
        return things

    def _shortened(self, main: str, text: str) -> str:
        """Without sentences that hold no fact, the last first; the intent's own first sentence goes last of all."""
        parts = _SENTENCE.split(text)
        opening = _SENTENCE.split(main)[0]
        order = sorted(range(len(parts)), key=lambda k: (parts[k] == opening, -k))
        kept = set(range(len(parts)))
        for k in order:
            shorter = " ".join(parts[j] for j in sorted(kept - {k}))
            if not shorter or any(times == 0 for times in self._counts(shorter)):
                continue
            kept.discard(k)
            if len(shorter) <= self._limit:
                return shorter
        return ""
