"""The demo's world: a small one, in a folder of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import grpc

from procgen.kit.command.gallery import Exhibit, Section
from procgen.kit.command.local_server import failed_call
from procgen.kit.command.output import Bar
from procgen.kit.wire.received import receive, write
from procgen.runtime.files import prepare_folder, write_file
from procgen.terrain.command.drawing import jpeg, read_picture
from procgen.v1 import world_pb2

_REQUEST: Final = world_pb2.WorldRequest(
    seed=7, text="a fishing village under a volcano", side_m=500.0, people=6, lines=12, props=120
)
_FOLDER: Final = "world"
_QUOTED: Final = 6
WORLDS: Final = 1
"""How many worlds are made."""


@dataclass(slots=True)
class WorldMaker:
    """Asks the server for worlds, and writes each into a folder."""

    generate: Callable[[world_pb2.WorldRequest], Iterable[world_pb2.WorldEvent]]
    folder: Path
    shown: Bar
    records: list[dict[str, object]] = field(default_factory=list)
    count: int = 0


def world(maker: WorldMaker) -> Section:
    """A place with all that is in it. Raises Failed."""
    try:
        received = receive(maker.generate(_REQUEST), maker.shown.stage)
    except grpc.RpcError as error:
        raise failed_call(error) from error
    prepare_folder(maker.folder / _FOLDER)
    maker.records += write(received, maker.folder / _FOLDER)
    maker.count += 1
    result = received.result
    picture = f"{_FOLDER}-map.jpg"
    write_file(maker.folder / picture, jpeg(read_picture(received.file("map_png"))))
    maker.shown.step(result.name)
    shown = ("manifest.json", "world.glb", "map.png", "settlement.json", "people.json", "dialogue.json")
    exhibit = Exhibit(
        title=result.name,
        caption=_REQUEST.text,
        picture=picture,
        facts=(
            f"{result.buildings} buildings, {result.props} plants and things, {result.people} people, "
            f"{result.lines} lines · made in {result.elapsed_ms / 1000.0:.1f} s"
        ),
        files=tuple(f"{_FOLDER}/{name}" for name in shown),
        recipe=received.recipe.to_json(),
        quotes=_quotes(json.loads(received.file("people_json")), json.loads(received.file("dialogue_json"))),
        command=(
            f'procgen generate world "{_REQUEST.text}" --seed {_REQUEST.seed} --side {_REQUEST.side_m:g} '
            f"--people {_REQUEST.people} --lines {_REQUEST.lines} --props {_REQUEST.props}"
        ),
    )
    text = "A whole small place out of a sentence: land, a settlement, plants and things, people and what they say."
    return Section("World", text, (exhibit,))


def _quotes(people: Mapping[str, Any], dialogue: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """What some of them say."""
    names = {each["id"]: f"{each['name']}, {each['role']}" for each in people["people"]}
    return tuple((names[each["speaker"]], each["text"]) for each in dialogue["lines"][:_QUOTED])


WORLD_SECTIONS: Final = (world,)
