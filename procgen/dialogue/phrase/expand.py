"""From a template to words: alternatives are drawn, slots filled, sections looked up, and the joints mended."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from procgen.dialogue.persona import Entity
from procgen.dialogue.phrase import english
from procgen.dialogue.phrase.book import Book, Either, Maybe, Nodes, Slot, Template, Text
from procgen.dialogue.phrase.chance import Chance
from procgen.dialogue.phrase.conditions import Conditions, Marks
from procgen.dialogue.phrase.dialect import spoken
from procgen.dialogue.phrase.setting import is_many, sex_of
from procgen.dialogue.phrase.temper import temper

NAMES = "name_"
"""How sections begin that invent names."""
_ADDRESSES = frozenset({"you", "name"})
_KEEP_ADDRESS = 0.4
_KEEP_PLAIN = 0.6
_NAME_AS_ADDRESS = 0.6
_DROPPED_G = 0.35
_ROLES_MOST = 1.5
"""Lines of a role weigh together at most so many times what all others of the section do."""

_NOUNS = frozenset(
    ("item", "item2", "topic", "giver", "target", "other", "reward", "danger", "faction", "enemy", "event", "quest")
)
"""Slots that verbs agree with."""
_BEFORE_OBJECTS = re.compile(
    r"\b(?:of|by|from|with|near|on|about|for|to|at|in|past|than|against) (?:the |that |this )?$", re.IGNORECASE
)
_AFTER_MODALS = re.compile(
    r"\b(?:did|does|do|would|could|should|will|can|may|might|must|shall|let|make|makes|made|see|saw|watch|watched|hear"
    r"|heard|help|helped|have|didn't|doesn't|don't|wouldn't|couldn't|shouldn't|won't|can't|why not) $",
    re.IGNORECASE,
)
"""What a bare verb follows, whatever the noun: "Why would <topic> do that?"."""
_POINTS = re.compile(r"\b(that|this) $", re.IGNORECASE)
_OWN_ARTICLE = re.compile(r"(?:a|an|the|my|your|his|her|our|their)\s", re.IGNORECASE)
_OPENS = " (\"'-"
_OPENERS = english.word_set("A An The Some Somebody Someone Nobody My Your His Her Its Our Their This That One Two")
_ENDED = (".", "!", "?")
_CLOSE = frozenset(" ,.;:!?")


class Spent(Exception):
    """The template wants more facts than there are left; it is given up for another."""


@dataclass(eq=False)
class Scope:
    """What templates may look at while a line is made, and what was found out about sections.

    Attributes:
        book: where sections are.
        marks: what conditions look at.
        slots: words by slot.
        register: how the speaker talks.
        entities: who and what has a name, for pronouns.
        kept: texts that filters must not change.
        carried: ``clause`` and ``thing`` where facts of that kind are to be said.
    """

    book: Book
    marks: Marks
    slots: Mapping[str, str]
    register: str = "plain"
    entities: tuple[Entity, ...] = ()
    kept: frozenset[str] = frozenset()
    carried: frozenset[str] = frozenset()
    _verdicts: dict[Conditions, bool] = field(default_factory=dict)
    _tempers: dict[Conditions, float] = field(default_factory=dict)
    _pools: dict[str, tuple[tuple[Template, ...], tuple[float, ...]]] = field(default_factory=dict)
    _open: set[str] = field(default_factory=set)

    def holds(self, conditions: Conditions) -> bool:
        verdict = self._verdicts.get(conditions)
        if verdict is None:
            verdict = self._verdicts[conditions] = conditions.hold(self.marks)
        return verdict

    def has(self, name: str) -> bool:
        """Whether a slot has words or a section something that applies."""
        if name in self.slots or name in self.carried or (name == "you" and "name" in self.slots):
            return True
        return bool(self.pool(name)[0])

    def possible(self, nodes: Nodes) -> bool:
        """Whether nothing is missing outside optional parts."""
        for node in nodes:
            if type(node) is Slot:
                if not self.has(node.name):
                    return False
            elif type(node) is Either and not any(map(self.possible, node.options)):
                return False
        return True

    def _weight(self, template: Template) -> float:
        conditions = template.conditions
        factor = self._tempers.get(conditions)
        if factor is None:
            factor = self._tempers[conditions] = temper(conditions, self.marks)
        return conditions.weight * conditions.specificity * factor

    def pool(self, name: str) -> tuple[tuple[Template, ...], tuple[float, ...]]:
        """Templates of a section that apply, and their weights."""
        section = "address" if name == "you" else name
        found = self._pools.get(section)
        if found is not None:
            return found
        if section in self._open:  # a section that leads back to itself
            return (), ()
        self._open.add(section)
        templates = tuple(
            template
            for template in self.book.sections.get(section, ())
            if self.holds(template.conditions) and (not template.names or self.possible(template.nodes))
        )
        self._open.discard(section)
        weights = _shared(templates, tuple(map(self._weight, templates)))
        self._pools[section] = (templates, weights)
        return templates, weights


def _shared(templates: tuple[Template, ...], weights: tuple[float, ...]) -> tuple[float, ...]:
    """Weights with those of a role's own lines kept within what ``_ROLES_MOST`` says.

    A line of a role is specific and weighs much. Where a role has few, they would be all that its people ever say.
    """
    owned = [template.conditions.of_role for template in templates]
    own = sum(weight for weight, of_role in zip(weights, owned, strict=True) if of_role)
    others = sum(weights) - own
    if not 0 < _ROLES_MOST * others < own:
        return weights
    factor = _ROLES_MOST * others / own
    return tuple(weight * factor if of_role else weight for weight, of_role in zip(weights, owned, strict=True))


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line.

    Attributes:
        text: words.
        given: whether a slot brought it in, so that it is not to be changed.
        opens: whether a section begins with it, so that its "The" is small within a sentence.
    """

    text: str
    given: bool = False
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Expansion:
    """A template in words.

    Attributes:
        text: the line.
        templates: ids of it and of those that sections brought in.
        used: names of the slots that stand in it.
        invented: names that sections made ("name_place"), which no world knows.
    """

    text: str
    templates: tuple[str, ...]
    used: frozenset[str]
    invented: tuple[str, ...] = ()


class Expander:
    """Writes one line; holds what stays the same within it."""

    def __init__(
        self,
        scope: Scope,
        chance: Chance,
        clauses: tuple[str, ...] = (),
        things: tuple[str, ...] = (),
        full: bool = True,
    ) -> None:
        self._scope = scope
        self._chance = chance
        self._waiting = {"clause": deque(clauses), "thing": deque(things)}
        self._full = full
        self._drops = scope.register == "rough" and chance.random() < _DROPPED_G
        self._address = ""
        self._pieces: list[Piece] = []
        self._templates: list[str] = []
        self._used: set[str] = set()
        self._invented: list[str] = []
        self._naming = 0
        self._many: bool | None = None

    def write(self, template: Template) -> Expansion:
        """The template in words.

        Raises:
            Spent: if it wants more facts than there are.
        """
        self._templates.append(template.id)
        self._render(template.nodes)
        return Expansion(joined(self._pieces), tuple(self._templates), frozenset(self._used), tuple(self._invented))

    def _render(self, nodes: Nodes) -> None:
        for node in nodes:
            if type(node) is Text:
                self._text(node.text)
            elif type(node) is Slot:
                self._slot(node)
            elif type(node) is Either:
                options = [option for option in node.options if self._scope.possible(option)]
                self._render(self._chance.pick(options))
            elif type(node) is Maybe:
                self._maybe(node.nodes)

    def _text(self, text: str) -> None:
        words = spoken(text, self._scope.register, self._drops)
        if self._many is not None and self._pieces and self._pieces[-1].given:
            words = english.agreed(words, self._many)
        self._many = None
        self._pieces.append(Piece(words))

    def _noun(self, words: str) -> None:
        """What agrees with a noun that a slot brings in: "that <item>", "<item> is"."""
        before = self._pieces[-1].text if self._pieces else ""
        if _BEFORE_OBJECTS.search(before) or _AFTER_MODALS.search(before):
            return
        self._many = is_many(words, self._scope.entities)
        if self._many and (match := _POINTS.search(before)):
            pointing = "those" if match[1].lower() == "that" else "these"
            pointing = pointing.capitalize() if match[1][0].isupper() else pointing
            self._pieces[-1] = replace(self._pieces[-1], text=f"{before[: match.start(1)]}{pointing} ")

    def _maybe(self, nodes: Nodes) -> None:
        if not self._full or not self._scope.possible(nodes):
            return
        names = {node.name for node in nodes if isinstance(node, Slot)}
        if any(name in names and name not in self._scope.slots and not self._waiting[name] for name in self._waiting):
            return
        if not names or names & _ADDRESSES:
            keep = self._chance.random() < (_KEEP_ADDRESS if names else _KEEP_PLAIN)
            if not keep:
                return
        self._render(nodes)

    def _slot(self, node: Slot) -> None:
        name, scope = node.name, self._scope
        waiting = self._waiting.get(name)
        if name == "you" and name not in scope.slots:
            self._you(node)
        elif waiting is not None and name not in scope.slots:
            if not waiting:
                raise Spent
            self._used.add(name)
            self._pieces.append(Piece(waiting.popleft(), given=True))
        elif name in scope.slots:
            self._used.add(name)
            words = scope.slots[name]
            if name in _NOUNS and "poss" not in node.filters:
                self._noun(words)
            for wanted in node.filters:
                words = self._filtered(words, wanted)
            self._pieces.append(Piece(words, given=True))
        else:
            self._section(node)

    def _you(self, node: Slot) -> None:
        """One address a line, however often it is asked for: the listener's name or what suits the relation."""
        scope = self._scope
        if not self._address:
            named = "name" in scope.slots
            addresses, weights = scope.pool("address")
            if named and (not addresses or self._chance.random() < _NAME_AS_ADDRESS):
                self._address = scope.slots["name"]
            else:
                inner = Expander(scope, self._chance)
                inner._drops = self._drops
                chosen = weighted(addresses, weights, self._chance)
                inner._templates.append(chosen.id)
                inner._render(chosen.nodes)
                self._address = "".join(piece.text for piece in inner._pieces)
                self._templates += inner._templates
        words = self._address
        for wanted in node.filters:
            words = self._filtered(words, wanted)
        self._used.add("you")
        self._pieces.append(Piece(words, given=True))

    def _section(self, node: Slot) -> None:
        templates, weights = self._scope.pool(node.name)
        chosen = weighted(templates, weights, self._chance)
        self._templates.append(chosen.id)
        start = len(self._pieces)
        naming = node.name.startswith(NAMES)
        self._naming += naming
        self._render(chosen.nodes)
        self._naming -= naming
        if naming:
            self._invented.append(joined(self._pieces[start:]))
        elif not self._naming and start < len(self._pieces) and not self._pieces[start].given:
            self._pieces[start] = replace(self._pieces[start], opens=True)
        if node.filters:
            words = joined(self._pieces[start:], begins=False)
            for wanted in node.filters:
                words = self._filtered(words, wanted)
            self._pieces[start:] = [Piece(words, opens="cap" not in node.filters)]

    def _filtered(self, words: str, wanted: str) -> str:
        if wanted == "cap":
            return english.capital(words)
        if wanted == "a":
            return english.with_article(words)
        if wanted == "poss":
            return english.possessive(words)
        if wanted in ("they", "them", "their"):
            return english.pronoun(wanted, sex_of(words, self._scope.entities))
        if words in self._scope.kept:  # it must be said as it is
            return words
        return english.plural(words) if wanted == "s" else _numbers_in_words(words)


_NUMBER = re.compile(r"\d+(?:,\d{3})*")


def _numbers_in_words(text: str) -> str:
    return _NUMBER.sub(lambda match: english.number_in_words(match[0]), text)


def weighted(templates: tuple[Template, ...], weights: tuple[float, ...], chance: Chance) -> Template:
    """One of the templates, by weight."""
    at = chance.random() * sum(weights)
    for template, weight in zip(templates, weights, strict=True):
        at -= weight
        if at < 0.0:
            return template
    return templates[-1]


def joined(pieces: list[Piece], *, begins: bool = True) -> str:
    """Pieces as one text: articles agree, nothing has two articles or two full stops, sentences begin large.

    Args:
        pieces: in order.
        begins: whether the first one begins a sentence.
    """
    text = ""
    for piece in pieces:
        words = piece.text
        if not words:
            continue
        if piece.given:
            text = _with_joint(text, words)
        elif text.endswith(_ENDED) and words[0] == "." and not words.startswith(".."):
            words = words[1:]  # what a slot brought in has its own
        elif text.endswith(" ") and words[0] in _CLOSE:  # an empty alternative leaves a space too many
            text = text[:-1]
        elif text.endswith(" ") or (words[0] == " " and words[1:2] in _CLOSE):
            words = words.lstrip(" ")
        starts = begins if not text else _begins_sentence(text)
        if starts:
            words = english.capital(words)
        elif piece.opens and words.partition(" ")[0] in _OPENERS:
            words = words[0].lower() + words[1:]
        text += words
    return text.strip()


def _begins_sentence(text: str) -> bool:
    """Whether what follows begins one. Three full stops do not end one."""
    bare = text.rstrip()
    if len(bare) == len(text):
        return False
    bare = bare.rstrip("\"')")
    return bare.endswith(_ENDED) and not bare.endswith("..")


def _with_joint(text: str, words: str) -> str:
    """The text so far, its last article made to agree with the words that a slot brings in."""
    if not text.endswith(" "):
        return text
    start = max(text.rfind(mark, 0, -1) for mark in _OPENS) + 1
    before = text[start:-1]
    if before.lower() not in ("a", "an", "the"):
        return text
    if _OWN_ARTICLE.match(words):
        return text[:start]
    if before.lower() == "the":
        return text
    agreed = english.article(words)
    return f"{text[:start]}{agreed.capitalize() if before[0].isupper() else agreed} "
