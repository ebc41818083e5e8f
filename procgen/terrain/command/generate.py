"""``procgen generate terrain``."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated, Final

import typer
from google.protobuf.message import Message

from procgen.errors import InvalidFields, Violation
from procgen.kit.command.asking import Generate, Given, Lines, Place
from procgen.kit.command.flags import number_violations
from procgen.kit.command.output import bar, json_object, line
from procgen.kit.command.recipes import request_of_recipe
from procgen.kit.wire.received import Received, here, receive
from procgen.terrain.command.inputs import CONTROL_FIELDS, read_controls, read_lock, read_sketch
from procgen.terrain.command.tiles import TILE_KINDS, TileBatch, TilesMade, make_tiles, source_of, tile_kind
from procgen.terrain.landforms import LANDFORM_NAMES
from procgen.terrain.wire.outputs import OUTPUTS, output_number
from procgen.terrain.wire.service import TerrainService
from procgen.v1 import terrain_controls_pb2, terrain_pb2

_DEFAULT_FORMATS = ["png16", "hillshade_png"]


def generate_terrain(
    service: TerrainService, request: terrain_pb2.TerrainRequest, progress: Callable[[str, float], None]
) -> Received[terrain_pb2.TerrainResult]:
    """One terrain, made in this process by the same service that the server runs."""
    return receive(here(service.generate, request, progress))


def _grid(tiles: str) -> tuple[int, int]:
    """Columns and rows of ``--tiles``. Raises InvalidFields."""
    match = re.fullmatch(r"(\d{1,6})x(\d{1,6})", tiles)
    if match is None:
        raise InvalidFields([Violation.of("--tiles", repr(tiles), "columns x rows, such as 4x3")])
    return int(match[1]), int(match[2])


def terrain_requests(
    given: Given,
    *,
    seed: Annotated[int, typer.Option(help="The world; --count takes the seeds that follow.")] = 1,
    size: Annotated[int, typer.Option(help="Pixels along one side, 64 to 2049.")] = 512,
    depth: Annotated[int | None, typer.Option(help="Rows, where the map is not square.")] = None,
    count: Annotated[int, typer.Option(min=1, max=100000, help="How many worlds.")] = 1,
    landform: Annotated[str, typer.Option(help="Kind of landscape: " + ", ".join(LANDFORM_NAMES) + ".")] = "",
    metres_per_pixel: Annotated[
        float | None, typer.Option(help="Spacing of the grid at level 0, metres. [default: 30]")
    ] = None,
    level: Annotated[
        int,
        typer.Option(help="Level of detail, 0 to 5: pixels 2^level times as large; --x, --z and sizes count these."),
    ] = 0,
    relief: Annotated[float | None, typer.Option(help="Height difference within 256 x 256 pixels, metres.")] = None,
    mean_height: Annotated[float | None, typer.Option(help="Mean height, metres.")] = None,
    wander: Annotated[float | None, typer.Option(help="How far mean and relief may wander, 0 to 1.")] = None,
    sea_level: Annotated[float | None, typer.Option(help="Height of the sea, metres. [default: 0]")] = None,
    keep_sea_floor: Annotated[bool, typer.Option(help="Keep the ground below the sea.")] = False,
    vertical_scale: Annotated[
        float | None, typer.Option(help="Factor on heights above the sea, 0.1 to 10. [default: 1]")
    ] = None,
    x: Annotated[int, typer.Option(help="Western edge on the world's grid, pixels.")] = 0,
    z: Annotated[int, typer.Option(help="Northern edge on the world's grid, pixels.")] = 0,
    model: Annotated[str, typer.Option(help="diffusion, noise-fbm, noise-ridged, noise-warped or your own.")] = "",
    mix_seed: Annotated[int | None, typer.Option(help="Another world to mix in.")] = None,
    mix_share: Annotated[float, typer.Option(help="How much of it: 0 is --seed's world, 1 the other.")] = 0.2,
    sketch: Annotated[Path | None, typer.Option(help="Picture or .npy with rough heights to follow.")] = None,
    sketch_low: Annotated[float, typer.Option(help="Height of black in the sketch, metres.")] = 0.0,
    sketch_high: Annotated[float, typer.Option(help="Height of white in the sketch, metres.")] = 1000.0,
    controls: Annotated[
        Path | None, typer.Option(help="JSON with " + ", ".join(CONTROL_FIELDS) + ", as in terrain.proto.")
    ] = None,
    lock: Annotated[Path | None, typer.Option(help=".npy of heights to keep, metres; the rest is fitted.")] = None,
    lock_mask: Annotated[Path | None, typer.Option(help="Picture (white keeps) or .npy: what of them to keep.")] = None,
    lock_x: Annotated[
        int | None, typer.Option(help="Their western edge, pixels of level 0. [default: that of --x]")
    ] = None,
    lock_z: Annotated[
        int | None, typer.Option(help="Their northern edge, pixels of level 0. [default: that of --z]")
    ] = None,
    tiles: Annotated[
        str | None, typer.Option(help="A grid of tiles instead of one map: columns x rows, such as 4x3.")
    ] = None,
    tile_size: Annotated[int, typer.Option(help="Pixels along one side of a tile.")] = 257,
    format: Annotated[  # noqa: A002
        list[str], typer.Option(help="What to write; repeatable: " + ", ".join(OUTPUTS) + ".")
    ] = _DEFAULT_FORMATS,
    recipe: Annotated[
        Path | None, typer.Option(help="Make what this recipe says; other parameters are ignored.")
    ] = None,
) -> list[Message]:
    """The terrains that flags ask for; without outputs where they are tiles."""
    unknown = [
        Violation.of("--format", name, "one of " + ", ".join(OUTPUTS if tiles is None else TILE_KINDS))
        for name in format
        if (name not in OUTPUTS if tiles is None else tile_kind(name) is None)
    ]
    far = 2**30
    unknown += number_violations(
        (
            ("--x", x, -far, far),
            ("--z", z, -far, far),
            ("--lock-x", lock_x or 0, -2 * far, 2 * far),
            ("--lock-z", lock_z or 0, -2 * far, 2 * far),
            ("--size", size, 64, 2049),
            ("--depth", size if depth is None else depth, 64, 2049),
            ("--tile-size", tile_size, 64, 2049),
            ("--level", level, 0, 5),
            ("--seed", seed, 0, 2**64 - count),
            ("--mix-seed", mix_seed or 0, 0, 2**64 - 1),
        )
    )
    if tiles is not None and count > 1:
        unknown.append(Violation.of("--count", count, "1 with --tiles"))
    if lock_mask is not None and lock is None:
        unknown.append(Violation.of("--lock-mask", lock_mask, "only with --lock"))
    if unknown:
        raise InvalidFields(unknown)
    if tiles is not None:
        _grid(tiles)
    if recipe is not None:
        requests = [request_of_recipe(recipe, "terrain", terrain_pb2.TerrainRequest, given.store)]
    else:
        request = terrain_pb2.TerrainRequest(
            origin_x_px=x,
            origin_z_px=z,
            width_px=size,
            depth_px=size if depth is None else depth,
            metres_per_pixel=metres_per_pixel,
            level=level,
            model=model,
            landform=landform,
            mean_height_m=mean_height,
            relief_m=relief,
            wander=wander,
            sea_level_m=sea_level,
            keep_sea_floor=keep_sea_floor,
        )
        if controls is not None:
            request.MergeFrom(read_controls(controls))
        if vertical_scale is not None:
            request.vertical_scale = vertical_scale
        if sketch is not None:
            request.sketch.CopyFrom(read_sketch(sketch, sketch_low, sketch_high))
        if mix_seed is not None:
            request.variation.CopyFrom(terrain_controls_pb2.SeedMix(other_seed=mix_seed, share=mix_share))
        if lock is not None:
            finer = 2 ** min(level, 5)
            place = (x * finer if lock_x is None else lock_x, z * finer if lock_z is None else lock_z)
            request.lock.CopyFrom(read_lock(lock, *place, lock_mask))
        requests = []
        for i in range(count):
            requests.append(terrain_pb2.TerrainRequest(seed=seed + i))
            requests[-1].MergeFrom(request)
    if tiles is None:
        outputs = [output_number(name) for name in dict.fromkeys(format)]
        for each in requests:
            each.outputs.extend(outputs)
    return list(requests)


def _make(
    requests: list[Message],
    given: Given,
    place: Place,
    *,
    tiles: str | None,
    tile_size: int,
    own_borders: Annotated[
        bool, typer.Option(help="Tiles share no pixels, as Terrain3D wants it; otherwise they share their borders.")
    ] = False,
    format: list[str],  # noqa: A002
) -> None:
    """Make height maps.

    Example: `procgen generate terrain --landform alpine --seed 7 --size 513 --format unity_raw --format glb`
    """
    if tiles is not None:
        columns, rows = _grid(tiles)
        batch = TileBatch(columns, rows, tile_size, tuple(dict.fromkeys(format)), share_border=not own_borders)
        _write_tiles(requests[0], batch, given, place)
        return
    service = given.domains.service(TerrainService)
    place.keep_all("terrain", requests, terrain_pb2.TerrainRequest, partial(generate_terrain, service))


def _write_tiles(request: Message, batch: TileBatch, given: Given, place: Place) -> None:
    """Make a grid of tiles and say what was written."""
    assert isinstance(request, terrain_pb2.TerrainRequest)
    with bar("tiles", 1, quiet=place.json) as shown:
        made: TilesMade = make_tiles(request, batch, source_of(given.store), place.out, progress=shown.stage)
        shown.step(f"{made.made} made, {made.kept} kept")
    if place.json:
        json_object({"artifacts": list(made.records), "manifest": str(made.manifest), "seconds": place.seconds})
        return
    for record in made.records:
        line(str(record["path"]))


GENERATE: Final = Generate(
    terrain_requests,
    _make,
    Lines(
        refused={
            "tiles": "tiles share one scale of heights; use `procgen generate terrain --tiles`",
            "tile_size": "tiles are made by `procgen generate terrain --tiles`",
            "own_borders": "tiles are made by `procgen generate terrain --tiles`",
        }
    ),
)
