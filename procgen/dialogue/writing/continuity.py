"""Whether the lines of scripts gainsay the world: another number, hour, place or doer for what a fact says, or its
opposite.

A line is held against a fact only where both speak of the same thing and the same deed, so that what is reported is
worth a look; what is said in quite other words is not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from procgen.dialogue.persona import Fact, World
from procgen.dialogue.phrase.english import word_set
from procgen.dialogue.scene.story.frames import STATE, Frame, read
from procgen.dialogue.talk.parts import parts_of

_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+")
_WORD: Final = re.compile(r"[a-z0-9']+")
_NOT: Final = re.compile(r"\b(?:not|no|never|none|nobody|nothing)\b|n't\b", re.IGNORECASE)
_ASKS: Final = re.compile(r"\?\s*$|\b(?:if|whether|maybe|perhaps|suppose|might|could)\b", re.IGNORECASE)
_COMMON: Final = word_set(
    "the a an is was are were has had have of in on at by to for from and or but that this it he she they his her their"
    " i you we my your our be been will would with as so not no never since until"
)
_SHARED: Final = 0.5
"""Share of a fact's words, what differs aside, that a line about the same has."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A line that gainsays a fact.

    Attributes:
        file, line: where it stands; lines count from 1.
        text: the sentence.
        fact: of the world.
        why: what differs: "when: at noon, not at dawn".
    """

    file: str
    line: int
    text: str
    fact: str
    why: str


def contradictions(script: Iterable[tuple[str, int, str]], world: World) -> list[Contradiction]:
    """Lines that gainsay the facts of a world.

    Args:
        script: file, line number and text.
        world: what is true.
    """
    facts = [(fact, read(fact, world.entities)) for fact in world.facts]
    found = []
    for file, number, text in script:
        for sentence in _SENTENCE.split(text):
            if _ASKS.search(sentence):
                continue
            said = read(Fact(sentence.strip(" .!")), world.entities)
            for fact, frame in facts:
                why = _difference(sentence, said, fact.text, frame)
                if why:
                    found.append(Contradiction(file, number, sentence.strip(), fact.text, why))
    return found


def _words(text: str) -> set[str]:
    return {word for word in _WORD.findall(text.lower()) if word not in _COMMON}


def _difference(sentence: str, said: Frame, fact: str, frame: Frame) -> str:
    subjects = {name for name in (frame.actor, frame.whom, frame.thing, frame.place) if name}
    same = subjects & {name for name in (said.actor, said.whom, said.thing, said.place) if name}
    if not same or (said.deed != frame.deed and STATE not in (said.deed, frame.deed)):
        return ""
    parts, own = parts_of(fact), parts_of(sentence.strip(" .!"))
    changing = " ".join(piece for kind in ("when", "how_many") for piece in parts.get(kind, ()))
    core = _words(fact) - _words(changing) - _words(frame.actor)
    if not core or len(core & _words(sentence)) < _SHARED * len(core):
        return ""
    for kind in ("when", "how_many"):
        theirs, true = own.get(kind, ()), parts.get(kind, ())
        if theirs and true and not any(_same(kind, one, other) for one in theirs for other in true):
            return f"{kind.replace('_', ' ')}: {theirs[0]}, not {true[0]}"
    if said.deed == frame.deed != STATE and said.actor and frame.actor and said.actor != frame.actor:
        return f"who: {said.actor}, not {frame.actor}"
    if said.place and frame.place and said.place != frame.place and said.thing == frame.thing:
        return f"where: {said.place}, not {frame.place}"
    if bool(_NOT.search(sentence)) != bool(_NOT.search(fact)) and core <= _words(sentence):
        return "the opposite is said"
    return ""


def _same(kind: str, one: str, other: str) -> bool:
    """Whether two hours have a word in common, or two amounts begin alike: "forty" is not "twenty crowns"."""
    if kind == "when":
        return bool(_words(one) & _words(other))
    return one.split(maxsplit=1)[0].lower() == other.split(maxsplit=1)[0].lower()


def counted(script: Sequence[tuple[str, str]]) -> dict[str, tuple[int, int]]:
    """Lines and words by speaker, the most words first.

    Args:
        script: speaker and text; empty for what the player may choose.
    """
    lines: dict[str, int] = {}
    words: dict[str, int] = {}
    for speaker, text in script:
        lines[speaker] = lines.get(speaker, 0) + 1
        words[speaker] = words.get(speaker, 0) + len(text.split())
    return {name: (lines[name], words[name]) for name in sorted(words, key=lambda name: -words[name])}
