"""The demo's world: a small one, in a folder of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from procgen.kit.command.exhibits import Maker, Room, Turn
from procgen.kit.command.gallery import Exhibit
from procgen.kit.command.pictures import read_picture
from procgen.v1 import world_pb2, world_pb2_grpc

_REQUEST: Final = world_pb2.WorldRequest(
    seed=7, text="a fishing village under a volcano", side_m=400.0, people=3, lines=8, props=80
)
_FOLDER: Final = "world"
_QUOTED: Final = 6


def _world(maker: Maker) -> tuple[Exhibit, ...]:
    """A place with all that is in it."""
    received = maker.make(world_pb2_grpc.WorldServiceStub(maker.channel).Generate, _REQUEST, within=_FOLDER)
    result = received.result
    shown = ("manifest.json", "world.glb", "map.png", "settlement.json", "people.json", "dialogue.json")
    exhibit = Exhibit(
        title=result.name,
        caption=_REQUEST.text,
        picture=maker.picture(f"{_FOLDER}-map", read_picture(received.file("map_png"))),
        facts=(
            f"{result.buildings} buildings, {result.props} plants and things, {result.people} people, "
            f"{result.lines} lines · made in {result.elapsed_ms / 1000.0:.1f} s"
        ),
        files=tuple(f"{_FOLDER}/{name}" for name in shown),
        recipe=received.recipe.to_json(),
        wide=True,
        quotes=_quotes(json.loads(received.file("people_json")), json.loads(received.file("dialogue_json"))),
        command=(
            f'procgen generate world "{_REQUEST.text}" --seed {_REQUEST.seed} --side {_REQUEST.side_m:g} '
            f"--people {_REQUEST.people} --lines {_REQUEST.lines} --props {_REQUEST.props}"
        ),
    )
    return (exhibit,)


def _quotes(people: Mapping[str, Any], dialogue: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What some of them say."""
    names = {each["id"]: f"{each['name']}, {each['role']}" for each in people["people"]}
    return tuple((names[each["speaker"]], each["text"]) for each in dialogue["lines"][:_QUOTED])


EXHIBITS: Final = (
    Room(
        "World",
        "A whole small place out of a sentence: land, a settlement, plants and things, people and what they say.",
        (_world,),
        Turn.LONGEST,
    ),
)
