"""Planned scenes of 20 to 60 nodes, with stand-ins for their words."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from procgen.dialogue.persona import Persona, Situation
from procgen.dialogue.scene.graph import Scene
from procgen.dialogue.scene.kinds import KINDS
from procgen.dialogue.scene.plan import plan
from procgen.dialogue.scene.request import SceneRequest

WORDS = (
    "Well met, {player} - come in",
    "It's [b]five[/b] gold; no less: take it or leave it",
    '"Old Marrow" (they say...) won\'t come back',
    "* star, #hash and -> arrow",
    "You've {gold} coins, I'd guess",
)
"""What stands before a line's own id."""


@cache
def planned_scenes(count: int) -> tuple[Scene, ...]:
    """Scenes of all kinds in turn, their sizes spread from 20 to 60."""
    kinds = list(KINDS)
    return tuple(
        worded(
            plan(
                SceneRequest(
                    kind=kinds[seed % len(kinds)],
                    cast=(Persona("Bram", "smith"), Persona("Old Ann", "innkeeper")),
                    situation=Situation(place="Hollow Bridge"),
                    seed=seed,
                    size=20 + seed * 40 // max(count - 1, 1),
                )
            ).scene
        )
        for seed in range(count)
    )


def worded(scene: Scene) -> Scene:
    """The scene with texts that differ."""
    number = iter(range(1_000_000))

    def words(name: str) -> str:
        return f"{WORDS[next(number) % len(WORDS)]} {name}."

    nodes = tuple(
        replace(
            node,
            lines=tuple(replace(line, text=words(line.id)) for line in node.lines),
            choices=tuple(replace(choice, text=words(choice.id)) for choice in node.choices),
        )
        for node in scene.nodes
    )
    return replace(scene, nodes=nodes)
