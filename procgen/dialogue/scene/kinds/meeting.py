"""Greetings, partings, and what people talk of between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from procgen.dialogue.scene.beats import (
    Beat,
    courtesy,
    furnish,
    insult,
    matter,
    news,
    secret,
    self_talk,
    topic,
    trade,
    trouble,
)
from procgen.dialogue.scene.draft import Draft, Sketch, called

TALK: Final[Sequence[tuple[Beat, float]]] = (
    (matter, 6.0),
    (topic, 4.0),
    (news, 2.0),
    (self_talk, 2.0),
    (courtesy, 1.0),
    (trouble, 1.5),
    (insult, 1.0),
    (secret, 2.5),
    (trade, 2.0),
)
CALM: Final[Sequence[tuple[Beat, float]]] = (
    (matter, 9.0),
    (topic, 4.0),
    (news, 2.0),
    (self_talk, 1.5),
    (trouble, 1.0),
    (secret, 2.0),
)
QUESTIONS: Final[Sequence[tuple[Beat, float]]] = ((matter, 9.0), (topic, 4.0), (news, 1.0), (secret, 1.0))


def left(draft: Draft, size: int) -> int:
    """Nodes that are still wanted."""
    return size - len(draft.sketches)


def begin(draft: Draft, *names: str) -> tuple[Sketch, list[Sketch]]:
    """The empty first node and those that it leads to; the last is for the first meeting."""
    start = draft.node("start")
    return start, [draft.node(name) for name in names]


def greet(draft: Draft, *more: str) -> tuple[Sketch, Sketch, Sketch]:
    """Two greetings, of strangers and of those who have met, and the hub that both lead to."""
    start, (first, again) = begin(draft, "greeting", "greeting_again")
    met = draft.flag("met", "has met the player")
    hub = draft.node("hub")
    draft.go(start, again, f"{met} == true")
    draft.go(start, first)
    draft.do(first, f"{met} = true")
    draft.say(first, "greet")
    for section in more:
        draft.say(first, section)
    draft.say(again, "scene_greet_again")
    draft.go(first, hub)
    draft.go(again, hub)
    return first, again, hub


def part(draft: Draft, hub: Sketch, *, warm: bool) -> None:
    """The way out of a hub; those who are trusted hear another farewell."""
    farewell = draft.node("farewell")
    draft.say(farewell, "farewell")
    if not warm or "trust" not in draft.variables or not _gains(draft, 3):
        draft.option(hub, "choice_farewell", farewell)
        return
    friend = draft.node("farewell_friend", "farewell")
    draft.say(friend, "scene_farewell_friend")
    draft.option(hub, "choice_farewell", friend, when=("trust >= 3",))
    draft.option(hub, "choice_farewell", farewell, when=("trust < 3",), instead=True)


def _gains(draft: Draft, level: int) -> bool:
    gains = sum(
        effect.variable == "trust" and effect.operator == "+="
        for sketch in draft.sketches.values()
        for effect in sketch.effects
        if sketch.id != "forgiven"
    )
    return int(draft.variables["trust"].start) < level <= int(draft.variables["trust"].start) + gains


def _cold(draft: Draft) -> None:
    """Another greeting for those who left in anger."""
    if "insulted" not in draft.variables or int(draft.variables["trust"].start) > 2:
        return
    cold = draft.node("greeting_cold", "greeting")
    draft.say(cold, "scene_greet_cold", mood="scornful")
    draft.go(cold, "hub")
    start = draft.sketches["start"]
    draft.go(start, cold, "met == true", "trust <= 0")
    start.branches.insert(0, start.branches.pop())


def talk(draft: Draft, size: int) -> None:
    """Hub and spokes."""
    first, _, hub = greet(draft, "ask_need")
    draft.tell(first)
    extras = 3 if size >= 24 else 1
    furnish(draft, hub, left(draft, size) - extras, TALK)
    part(draft, hub, warm=extras > 1)
    if extras > 1:
        _cold(draft)
    draft.doing.insert(0, f"{called(draft.main)} answers questions")
