"""``procgen generate world``."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from google.protobuf.message import Message

from procgen.errors import InvalidFields, Violation
from procgen.kit.command.asking import Generate, Given, Lines, Place, seeded
from procgen.kit.command.flags import RecipeFile, name_violations, number_violations
from procgen.kit.command.form_flags import Said
from procgen.kit.command.output import bar, json_object, note
from procgen.kit.command.recipes import request_of_recipe
from procgen.kit.wire.received import Received, Receiving, Shown, here, write_files
from procgen.runtime.files import prepare_folder, write_file
from procgen.speech.command.speak import speak_world
from procgen.v1 import world_pb2
from procgen.world.chance import part_seed
from procgen.world.command.region import is_whole, keep_region, tiles_of, whole_region
from procgen.world.generate import DOMAIN
from procgen.world.manifest import MANIFEST_NAME
from procgen.world.parameters import PARTS, WorldParameters
from procgen.world.text import lexicon
from procgen.world.wire.form import FORM
from procgen.world.wire.service import WorldService

_GREATEST_SEED: Final = 2**64 - 1
_HEARD: Final = frozenset({"people", "dialogue"})
"""Parts that a world must have to be spoken."""


def _ask(
    given: Given,
    said: Said,
    *,
    count: Annotated[int, typer.Option(min=1, max=1000, help="How many worlds, each in a folder of its own.")] = 1,
    again: Annotated[
        list[str] | None,
        typer.Option(help="Make this part anew, and what stands on it: " + ", ".join(PARTS) + "; repeatable."),
    ] = None,
    part_seed: Annotated[
        int | None, typer.Option(help="Seed of what --again makes. [default: the one after the part's own]")
    ] = None,
    speak: Annotated[
        bool, typer.Option("--speak", help="Speak what its people say: an Ogg file a line, in the folder speech.")
    ] = False,
    no_tiles: Annotated[
        bool,
        typer.Option(
            "--no-tiles", help="Of a region its own files alone; its tiles can be asked for when they are needed."
        ),
    ] = False,
    recipe: RecipeFile = None,
) -> list[Message]:
    """The worlds that flags ask for; --again may change that of a recipe, or of a manifest.json."""
    lock = said["lock"]
    said.wrong += name_violations("--again", again or (), PARTS)
    said.wrong += number_violations((("--part-seed", part_seed or 0, 0, _GREATEST_SEED),))
    if part_seed is not None and not again:
        said.wrong.append(Violation.of("--part-seed", part_seed, "only with --again"))
    if lock and not again:
        said.wrong.append(Violation.of("--lock", ", ".join(lock), "only with --again"))
    if speak and said["parts"] and not set(said["parts"]) >= _HEARD:
        said.wrong.append(
            Violation.of("--speak", ", ".join(said["parts"]), f"--parts with {' and '.join(sorted(_HEARD))}")
        )
    said.check()
    if recipe is not None:
        requests: list[Any] = [request_of_recipe(recipe, DOMAIN, world_pb2.WorldRequest, given.store)]
        said.fill(requests[0], FORM, only=("parts", "formats"))
    else:
        request = world_pb2.WorldRequest()
        said.fill(request, FORM, without=("locked",))
        requests = seeded(request, said, count)
    if no_tiles and not all(whole_region(each) for each in requests):
        raise InvalidFields(
            [Violation.of("--no-tiles", True, "only with --region-tiles, and neither --column nor --row")]
        )
    for each in requests if again else ():
        _again(each, tuple(dict.fromkeys(again or ())), part_seed, tuple(dict.fromkeys(lock or ())))
    return requests


def _again(request: world_pb2.WorldRequest, again: tuple[str, ...], seed: int | None, lock: tuple[str, ...]) -> None:
    """Give parts other seeds, and lock parts as they were before."""
    before = WorldParameters(text=request.text, seed=request.seed, part_seeds=dict(request.part_seeds))
    if lock and not request.locked:
        request.locked_part_seeds.update(request.part_seeds)
    request.locked.extend(part for part in lock if part not in request.locked)
    for part in again:
        request.part_seeds[part] = _next(before, part) if seed is None else seed


def _next(before: WorldParameters, part: str) -> int:
    return (part_seed(before, part) + 1) % (_GREATEST_SEED + 1)


def _make(
    requests: list[Message],
    given: Given,
    place: Place,
    *,
    speak: bool = False,
    no_tiles: bool = False,
) -> None:
    """Make worlds: land, a settlement, materials, props, people and what they say, as a folder of files.

    With --region-tiles and no --column or --row all tiles of a region are made but for those that are there already.

    Example: `procgen generate world "a fishing village under a volcano" --seed 7 --out harbour`
    """
    service = given.domains.service(WorldService)
    records: list[dict[str, object]] = []
    wanted = []
    for request in requests:
        assert isinstance(request, world_pb2.WorldRequest)
        folder = place.out if len(requests) == 1 else place.out / f"world-{request.seed}"
        if whole_region(request):
            records += keep_region(request, folder, given.store, place)
            if no_tiles:
                continue
            tiles = [(tile, below) for tile, below in tiles_of(request, folder) if not is_whole(below, tile)]
            wanted += tiles
            if len(tiles) < request.region_tiles**2:
                note(f"{request.region_tiles**2 - len(tiles)} tiles are there already: {folder}")
        else:
            wanted.append((request, folder))
    with bar("world", len(wanted), quiet=place.json) as shown:
        for request, folder in wanted:
            prepare_folder(folder)
            received = _received(service, request, folder, shown.stage)
            if received.result.unknown_words:
                note("not understood: " + lexicon().told(received.result.unknown_words))
            if received.result.deserted:
                note("nobody lives there, as the text has it")
            if received.result.not_there:
                note("found no place: " + ", ".join(received.result.not_there))
            records += place.keep(received, folder)
            if speak:
                spoken = speak_world(folder, ["ogg"], given.store, 1, quiet=True)
                note(f"{len(spoken)} lines are spoken in {folder / 'speech'}")
            tile = f", tile {request.column} {request.row}" if request.region_tiles else ""
            shown.step(f"{received.result.name}, seed {request.seed}{tile}")
    if place.json:
        json_object({"artifacts": records, "seconds": place.seconds})


def _received(
    service: WorldService, request: world_pb2.WorldRequest, folder: Path, progress: Shown
) -> Received[world_pb2.WorldResult]:
    """A world; as soon as one can walk about in it, what that takes is in its folder."""
    receiving: Receiving[world_pb2.WorldResult] = Receiving()
    began = time.perf_counter()

    def early(event: world_pb2.WorldEvent) -> None:
        receiving.take(event)
        if event.WhichOneof("event") == "walkable":
            artifacts = event.walkable.files
            for _ in write_files(artifacts, receiving.first(artifacts), folder):
                pass
            write_file(folder / MANIFEST_NAME, event.walkable.manifest_json)
            note(f"can be walked in after {time.perf_counter() - began:.1f} s: {folder}")

    for event in here(service.generate, request, progress, early):
        receiving.take(event)
    return receiving.whole()


GENERATE: Final = Generate(
    forms=(FORM,),
    ask=_ask,
    make=_make,
    lines=Lines(
        refused={
            "speak": "what a batch does not do: `procgen speak FOLDER` speaks a world",
            "no_tiles": "what a batch does not do: its members are tiles",
        }
    ),
)
