"""Is a trait heard in a line, and a mood? By judges that learn from the corpus, and from templates that the lines to be
judged don't have.

Eight traits (or moods) are possible, one is the speaker's; roles, worlds and intents are the same for all, so that
nothing else tells. Two judges, both logistic regressions over words, pairs of words and signs
(:class:`procgen.dialogue.ruler.judge.Judge`): one knows the corpus alone, the other the phrase books, that half of
their templates for traits and moods from which no judged line is made.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from procgen.dialogue.language.contract import LanguageModel
from procgen.dialogue.persona import Persona, Situation, World
from procgen.dialogue.phrase.book import library
from procgen.dialogue.phrase.chance import Chance
from procgen.dialogue.phrase.compose import scope_of
from procgen.dialogue.phrase.expand import Expander
from procgen.dialogue.phrase.write import Heard
from procgen.dialogue.recipe.corpus import Npc
from procgen.dialogue.recipe.requests import INTENTS as JUDGED
from procgen.dialogue.request import Line, LineRequest
from procgen.dialogue.ruler.judge import MOODS, Example, Judge
from procgen.dialogue.speak import speak
from procgen.dialogue.vocabulary import INTENTS, TRAITS
from procgen.errors import Failed, InvalidFields
from procgen.kit.ruler.intervals import Interval, share_interval

ALTERNATIVES: Final = 8
"""Classes among which one is to be heard."""
_ROLES: Final = ("villager", "merchant", "guard", "sailor")
_LABELS: Final = {"trait": TRAITS, "mood": MOODS}


@dataclass(frozen=True, slots=True)
class Audible:
    """How often a class was heard.

    Attributes:
        right, lines: by class.
        known: share by the judge that knows the corpus alone.
        samples: lines that were judged, each with its class and what it was taken for.
    """

    right: dict[str, int]
    lines: dict[str, int]
    known: float
    samples: list[tuple[str, str, str]]

    def interval(self, seed: int) -> Interval:
        """Of the share of all lines whose class was heard."""
        return share_interval(sum(self.right.values()), sum(self.lines.values()), seed=seed)


def _never() -> None:
    pass


class Ears:
    """The judges of traits, or of moods.

    Args:
        kind: "trait" or "mood".
        persons: of the train split of the corpus.
    """

    def __init__(self, kind: str, persons: Sequence[Npc]) -> None:
        self.kind = kind
        self.labels = _LABELS[kind]
        self._alone = Judge(_of_corpus(kind, persons), self.labels)
        self._books = Judge(_of_books(kind), self.labels)

    def hear(
        self, model: LanguageModel | None, seed: int, lines: int = 20, stop: Callable[[], None] = _never
    ) -> Audible:
        """Judge so many lines of each class, which a model chose or, where it is None, the phrase books alone."""
        said = [
            (label, line.text)
            for label in self.labels
            for line in _spoken(self.kind, label, model, seed, 2 * lines, stop)
            if _half(self.kind, line) == 1
        ]
        heard = self._taken_for(self._books, said, seed)
        known = self._taken_for(self._alone, said, seed)
        right: dict[str, int] = dict.fromkeys(self.labels, 0)
        count: dict[str, int] = dict.fromkeys(self.labels, 0)
        for (label, _), taken in zip(said, heard, strict=True):
            right[label] += taken == label
            count[label] += 1
        share = sum(taken == label for (label, _), taken in zip(said, known, strict=True)) / max(len(said), 1)
        return Audible(
            right, count, share, [(label, taken, text) for (label, text), taken in zip(said, heard, strict=True)]
        )

    def _taken_for(self, judge: Judge, said: Sequence[tuple[str, str]], seed: int) -> list[str]:
        """What each line is taken for among its own class and seven others that are drawn.

        The judge knows that all classes come equally often, as that of roles does: what all lines share tells nothing.
        """
        odds = judge.log_odds([text for _, text in said])
        own = np.array([self.labels.index(label) for label, _ in said])
        odds = odds - np.mean([odds[own == k].mean(0) for k in np.unique(own)], axis=0)
        rng = np.random.default_rng([seed, 11])
        taken = []
        for row, right in zip(odds, own, strict=True):
            others = rng.permutation([k for k in range(len(self.labels)) if k != right])[: ALTERNATIVES - 1]
            among = np.array([right, *others])
            taken.append(self.labels[int(among[row[among].argmax()])])
        return taken


def _of_corpus(kind: str, persons: Sequence[Npc]) -> Iterator[Example]:
    """Replies in which the corpus says that a class is heard; of traits, since these are few, also all that people of
    the trait say.
    """
    for npc in persons:
        for turn in (turn for talk in npc.talks for turn in talk.turns):
            heard = turn.traits if kind == "trait" else turn.moods
            yield from (Example(label, turn.reply, "labels", npc.key) for label in heard if label in _LABELS[kind])
            if kind == "trait":
                yield from (
                    Example(label, turn.reply, "people", npc.key) for label in npc.traits if label in _LABELS[kind]
                )
        if kind == "mood":
            yield from (
                Example(line.mood, line.text, "lines", npc.key) for line in npc.lines if line.mood in _LABELS[kind]
            )


def _of_books(kind: str) -> Iterator[Example]:
    """Lines of the phrase books that are of one class, as anybody says them, of the half of templates to learn from."""
    for intent in INTENTS:
        request = LineRequest(intent, Persona("Speaker", "villager"))
        scope = scope_of(request, library(), ())
        for template in library().sections[intent]:
            classes = [label for label in _LABELS[kind] if template.conditions.asks(kind, label)]
            if len(classes) == 1 and _side(template.id) == 0 and scope.possible(template.nodes):
                text = Expander(scope, Chance(template.id, 0)).write(template).text
                yield Example(classes[0], text, "books", template.id)


def _spoken(
    kind: str, label: str, model: LanguageModel | None, seed: int, count: int, stop: Callable[[], None] = _never
) -> Iterator[Line]:
    """Lines of a class: the same roles, world and intents for each; none of ten in a row repeats another."""
    heard = Heard()
    for number in range(count):
        if number % len(JUDGED) == 0:
            heard = Heard()
        persona = Persona(
            name=f"Speaker {number // len(JUDGED)}",
            role=_ROLES[number // len(JUDGED) % len(_ROLES)],
            traits=(label,) if kind == "trait" else (),
        )
        situation = Situation(World("medieval"), mood=label if kind == "mood" else "neutral")
        request = LineRequest(
            JUDGED[number % len(JUDGED)],
            persona,
            situation,
            seed=zlib.crc32(f"{seed}/{kind}/{label}/{number}".encode()),
        )
        try:
            line = speak(request, model, stop, heard=heard)
        except (InvalidFields, Failed):
            continue
        heard.add(line.text, line.template.split())
        yield line


@lru_cache(maxsize=2)
def _telling(kind: str) -> frozenset[str]:
    """Templates that name a trait, or a mood, as their condition."""
    return frozenset(
        template.id for rows in library().sections.values() for template in rows if template.conditions.asks(kind)
    )


def _half(kind: str, line: Line) -> int | None:
    """In which half of the templates a line is, 0 or 1; None where it has templates of both."""
    names = line.template.split()
    telling = [name for name in names if name in _telling(kind)] or names[:1]
    halves = set(map(_side, telling))
    return halves.pop() if len(halves) == 1 else None


def _side(name: str) -> int:
    """The half that a template is in."""
    return zlib.crc32(name.encode()) % 2
