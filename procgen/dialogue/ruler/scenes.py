"""Scenes, measured: whether given facts are the premise, what seeds and kinds share, grammar, what is refused."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from procgen.dialogue.guard.fresh import normal
from procgen.dialogue.language.contract import LanguageModel
from procgen.dialogue.persona import Entity, Fact, Persona, Situation, World
from procgen.dialogue.phrase.joints import odd
from procgen.dialogue.scene.fill import Written, make
from procgen.dialogue.scene.request import KINDS, SceneRequest
from procgen.dialogue.scene.story.agreement import disagreements
from procgen.dialogue.scene.story.frames import read
from procgen.dialogue.scene.story.told import told_by
from procgen.errors import Failed, InvalidFields

_SIZES: Final = (12, 16, 24, 32)
_SPINE: Final = 5
"""Nodes with lines from the start on, in which the premise must be heard."""
_CASES: Final = (
    ("medieval", "Branora", "innkeeper", "Saltgate", "the chapel bell was stolen from Saltgate on Sunday night",
     "Old Marrow owes Branora forty crowns"),
    ("medieval", "Ilda", "farmer", "Harrow Ford", "Widow Arne poisoned the well at Harrow Ford", "the dog saw her"),
    ("modern", "Frank Dell", "detective", "Pier Nine", "Doctor Hollis left town on the night of the fire",
     "the green car belongs to Doctor Hollis"),
    ("scifi", "Rhee", "mechanic", "Corona Dock", "Captain Voss lied about the oxygen count",
     "the air scrubber has been failing since Tuesday"),
    ("medieval", "Tam", "smith", "Crow Mill", "Dickon hides a sealed letter behind the stove",
     "Tam made the key for Dickon"),
)  # fmt: skip
"""Setting, who speaks, their role, where, and two facts, the graver one first."""
_NAMES: Final = {
    "Branora": "female", "Old Marrow": "male", "Ilda": "female", "Widow Arne": "female", "Frank Dell": "male",
    "Doctor Hollis": "male", "Rhee": "female", "Captain Voss": "male", "Tam": "male", "Dickon": "male",
}  # fmt: skip


@dataclass(slots=True)
class ScenesFound:
    """What was found.

    Attributes:
        refused: scenes that could not be made.
        asked: those that were looked at for their premise.
        with_premise: those of them in whose first nodes the given fact is told, and elsewhere what it is about named.
        seeds, kinds: of pairs of scenes, the share of the first one's lines that stand in the second, word for word:
            of one request with two seeds, and of two kinds with one request.
        lines, faulty: lines that were looked at, and those in which a rule finds an error of grammar.
        problems: the first ones, in words.
    """

    refused: int = 0
    asked: int = 0
    with_premise: int = 0
    seeds: list[float] = field(default_factory=list)
    kinds: list[float] = field(default_factory=list)
    lines: int = 0
    faulty: int = 0
    problems: list[str] = field(default_factory=list)


def scene_case(kind: str, case: int, seed: int, size: int) -> SceneRequest:
    """A request of a kind: one of a few small worlds, each with two facts."""
    setting, name, role, place, *texts = _CASES[case % len(_CASES)]
    people = [who for who in _NAMES if any(who in text for text in (*texts, name))]
    entities = (
        Entity(place, "place"),
        *(Entity(who, "person", sex=_NAMES[who]) for who in people),
    )
    facts = tuple(Fact(text, tuple(who for who in people if who in text)) for text in texts)
    world = World(setting, entities, facts)
    return SceneRequest(
        kind, (Persona(name, role, sex=_NAMES[name]),), Situation(world, place), seed, size, facts=facts
    )


def measure_scenes(model: LanguageModel | None, seed: int, seeds: int) -> ScenesFound:
    """Make scenes of every kind, with so many seeds each, and look at them.

    Args:
        model: chooses lines, or None for the phrase books alone.
        seed: of the first request.
        seeds: scenes of one request, every two of which are compared.
    """
    found = ScenesFound()
    for number, kind in enumerate(sorted(KINDS)):
        rows = []
        for step in range(seeds):
            request = scene_case(kind, number, seed + step, _SIZES[step // 8 % len(_SIZES)])
            written = _made(found, request, model)
            if written is None:
                continue
            rows.append(frozenset(normal(text) for text in _lines(written)))
            found.asked += 1
            found.with_premise += _has_premise(found, request, written)
        found.seeds += [_shared(one, other) for one, other in itertools.permutations(rows, 2)]
    rng = np.random.default_rng(seed)
    for kind in sorted(KINDS):
        case = int(rng.integers(len(_CASES)))
        made = [
            _made(found, scene_case(each, case, seed, 24), model)
            for each in (kind, *rng.permutation(sorted(KINDS))[:3])
        ]
        texts = [(row.scene.id, frozenset(map(normal, _lines(row)))) for row in made if row is not None]
        for (name, one), (other_name, other) in itertools.pairwise(texts):
            if name != other_name:
                found.kinds.append(_shared(one, other))
    return found


def _made(found: ScenesFound, request: SceneRequest, model: LanguageModel | None) -> Written | None:
    try:
        written = make(request, model)
    except (Failed, InvalidFields) as error:
        found.refused += 1
        found.problems.append(f"{request.kind}, seed {request.seed}, size {request.size}: {error}")
        return None
    for text in (*_lines(written), *_choices(written)):
        found.lines += 1
        if odd(text) or disagreements(text, written.world.entities):
            found.faulty += 1
            found.problems.append(f"grammar: {text}")
    return written


def _lines(written: Written) -> Iterator[str]:
    return (line.text for node in written.scene.nodes for line in node.lines)


def _choices(written: Written) -> Iterator[str]:
    return (choice.text for node in written.scene.nodes for choice in node.choices)


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(len(one), 1)


def _has_premise(found: ScenesFound, request: SceneRequest, written: Written) -> bool:
    """Whether the first nodes tell the graver fact, and others name whom or what the facts are about."""
    people = [persona.name for persona in request.cast]
    frames = [read(fact, request.situation.world.entities, people) for fact in request.facts]
    nodes = [node for node in written.scene.nodes if node.lines][:_SPINE]
    spoken = [line for node in nodes for line in node.lines]
    facts = [told_by(request.facts[0], persona).text for persona in (*request.cast, Persona())]
    tells = any(text.casefold() in line.text.casefold() for line in spoken for text in facts)
    every = [name for frame in frames for name in (*frame.persons, frame.thing, frame.place)]
    named = [name for name in dict.fromkeys(every) if name and name not in people]
    everything = [
        text
        for text in (*_lines(written), *_choices(written))
        if not any(fact.casefold() in text.casefold() for fact in facts)
    ]
    about = sum(any(_names(text, name) for name in named) for text in everything)
    if not tells or not about:
        found.problems.append(
            f"premise: {written.scene.id} {'tells it' if tells else 'does not tell it'}, names it {about} times"
        )
    return tells and about > 0


def _names(text: str, name: str) -> bool:
    bare = name.removeprefix("the ")
    return re.search(rf"(?<!\w){re.escape(bare)}(?!\w)", text, re.IGNORECASE) is not None
