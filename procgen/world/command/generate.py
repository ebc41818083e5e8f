"""``procgen generate world``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer
from google.protobuf.message import Message

from procgen.errors import InvalidFields, Violation
from procgen.kit.command.asking import Generate, Given, Place
from procgen.kit.command.flags import name_violations, number_violations
from procgen.kit.command.output import bar, json_object
from procgen.kit.command.recipes import request_of_recipe
from procgen.kit.wire.received import here, receive
from procgen.runtime.files import prepare_folder
from procgen.terrain.landforms import LANDFORM_NAMES
from procgen.v1 import world_pb2
from procgen.world.chance import part_seed
from procgen.world.generate import DOMAIN
from procgen.world.manifest import OUTPUTS
from procgen.world.parameters import LOCKABLE, PARTS, SETTLEMENTS, WorldParameters
from procgen.world.text import CLIMATES
from procgen.world.wire.service import WorldService

_GREATEST_SEED: Final = 2**64 - 1


def world_requests(
    given: Given,
    *,
    text: Annotated[str, typer.Argument(help='Plain words: "a fishing village under a volcano".')] = "",
    seed: Annotated[int, typer.Option(help="The world; --count takes the seeds that follow.")] = 1,
    count: Annotated[int, typer.Option(min=1, max=1000, help="How many worlds, each in a folder of its own.")] = 1,
    side: Annotated[float | None, typer.Option(help="Side of the square, 250 to 2000 metres. [default: 1000]")] = None,
    metres_per_pixel: Annotated[
        float | None, typer.Option(help="Spacing of the heights, 1 to 8 metres. [default: 2]")
    ] = None,
    landform: Annotated[str, typer.Option(help="Kind of landscape: " + ", ".join(LANDFORM_NAMES) + ".")] = "",
    climate: Annotated[str, typer.Option(help=", ".join(CLIMATES) + ".")] = "",
    settlement: Annotated[str, typer.Option(help=", ".join(SETTLEMENTS) + ".")] = "",
    props: Annotated[int | None, typer.Option(help="Plants, rocks and things, 0 to 5000. [default: 200]")] = None,
    people: Annotated[int | None, typer.Option(help="Who live there, 0 to 64. [default: 12]")] = None,
    lines: Annotated[int | None, typer.Option(help="What they say, 0 to 500 lines. [default: 30]")] = None,
    again: Annotated[
        list[str] | None,
        typer.Option(help="Make this part anew, and what stands on it: " + ", ".join(PARTS) + "; repeatable."),
    ] = None,
    part_seed: Annotated[
        int | None, typer.Option(help="Seed of what --again makes. [default: the one after the part's own]")
    ] = None,
    lock: Annotated[
        list[str] | None,
        typer.Option(help="Keep this although --again changes what it stands on: " + ", ".join(LOCKABLE) + "."),
    ] = None,
    parts: Annotated[
        list[str] | None, typer.Option(help="Whose files to write: " + ", ".join(OUTPUTS) + "; repeatable. [all]")
    ] = None,
    recipe: Annotated[
        Path | None, typer.Option(help="The world of this recipe, or of a manifest.json; --again may change it.")
    ] = None,
) -> list[Message]:
    """The worlds that flags ask for."""
    wrong = number_violations(
        (
            ("--seed", seed, 0, _GREATEST_SEED + 1 - count),
            ("--part-seed", part_seed or 0, 0, _GREATEST_SEED),
            ("--props", props or 0, 0, 5000),
            ("--people", people or 0, 0, 64),
            ("--lines", lines or 0, 0, 500),
        )
    )
    wrong += name_violations("--again", again or (), PARTS)
    wrong += name_violations("--lock", lock or (), LOCKABLE)
    wrong += name_violations("--parts", parts or (), OUTPUTS)
    if part_seed is not None and not again:
        wrong.append(Violation.of("--part-seed", part_seed, "only with --again"))
    if lock and not again:
        wrong.append(Violation.of("--lock", ", ".join(lock), "only with --again"))
    if wrong:
        raise InvalidFields(wrong)
    if recipe is not None:
        requests = [request_of_recipe(recipe, DOMAIN, world_pb2.WorldRequest, given.store)]
    else:
        requests = [
            world_pb2.WorldRequest(
                seed=seed + number,
                text=text,
                side_m=side,
                metres_per_pixel=metres_per_pixel,
                landform=landform,
                climate=climate,
                settlement=settlement,
                props=props,
                people=people,
                lines=lines,
            )
            for number in range(count)
        ]
    for request in requests:
        if again:
            _again(request, tuple(dict.fromkeys(again)), part_seed, tuple(dict.fromkeys(lock or ())))
        if parts:
            del request.parts[:]
            request.parts.extend(dict.fromkeys(parts))
    return list(requests)


def _again(request: world_pb2.WorldRequest, again: tuple[str, ...], seed: int | None, lock: tuple[str, ...]) -> None:
    """Give parts other seeds, and lock parts as they were before."""
    before = WorldParameters(seed=request.seed, part_seeds=dict(request.part_seeds))
    if lock and not request.locked:
        request.locked_part_seeds.update(request.part_seeds)
    request.locked.extend(part for part in lock if part not in request.locked)
    for part in again:
        request.part_seeds[part] = _next(before, part) if seed is None else seed


def _next(before: WorldParameters, part: str) -> int:
    return (part_seed(before, part) + 1) % (_GREATEST_SEED + 1)


def _make(requests: list[Message], given: Given, place: Place) -> None:
    """Make worlds: land, a settlement, materials, props, people and what they say, as a folder of files.

    Example: `procgen generate world "a fishing village under a volcano" --seed 7 --out harbour`
    """
    service = given.domains.service(WorldService)
    records: list[dict[str, object]] = []
    with bar("world", len(requests), quiet=place.json) as shown:
        for request in requests:
            assert isinstance(request, world_pb2.WorldRequest)
            folder = place.out if len(requests) == 1 else place.out / f"world-{request.seed}"
            prepare_folder(folder)
            received = receive(here(service.generate, request, shown.stage))
            records += place.keep(received, folder)
            shown.step(f"{received.result.name}, seed {request.seed}")
    if place.json:
        json_object({"artifacts": records, "seconds": place.seconds})


GENERATE: Final = Generate(
    world_requests,
    _make,
)
