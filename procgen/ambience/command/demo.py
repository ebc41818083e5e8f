"""The demo's ambience: four places, each mixed to listen to."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from procgen.kit.command.exhibits import Maker, Room, file_names
from procgen.kit.command.gallery import Exhibit
from procgen.v1 import ambience_pb2, ambience_pb2_grpc

_FORMATS: Final = ("json", "mix")


def _place(title: str, fields: dict[str, Any], maker: Maker) -> tuple[Exhibit, ...]:
    stub = ambience_pb2_grpc.AmbienceServiceStub(maker.channel)
    request = ambience_pb2.AmbienceRequest(seed=1, file_name=f"ambience-{title.lower().replace(' ', '-')}", **fields)
    made = maker.make(stub.GenerateAmbience, request, _FORMATS)
    words = [f"procgen generate ambience --biome {request.biome} --hour {request.hour:g} --seed 1"]
    words += [f"--{name} {getattr(request, name)}" for name in ("weather", "settlement") if getattr(request, name)]
    exhibit = Exhibit(
        title=title,
        caption=f"{len(made.result.bed)} layers all around, {len(made.result.emitters)} sounds in space",
        picture="",
        facts=f"made in {made.result.elapsed_ms / 1000.0:.1f} s",
        files=file_names(made),
        recipe=made.recipe.to_json(),
        command=" ".join([*words, *(f"--format {kind}" for kind in _FORMATS)]),
        sounds=((title, made.result.artifacts[1].file_name),),
    )
    return (exhibit,)


EXHIBITS: Final = (
    Room(
        "Ambience",
        "Places at an hour: what is all around, and what is heard from where, mixed for two ears.",
        (
            partial(_place, "Wood in the morning", {"biome": "temperate_forest", "hour": 6.0, "weather": "breeze"}),
            partial(_place, "Village at noon", {"biome": "grassland", "hour": 11.0, "settlement": "village"}),
            partial(_place, "Storm on the shore", {"biome": "beach", "hour": 20.0, "weather": "thunderstorm"}),
            partial(_place, "Dungeon", {"biome": "dungeon", "hour": 12.0}),
        ),
    ),
)
"""As rooms of the demo's page."""
