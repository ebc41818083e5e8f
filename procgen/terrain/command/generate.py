"""``procgen generate terrain``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Final

import typer
from google.protobuf.message import Message

from procgen.errors import InvalidFields, Violation
from procgen.kit.command.asking import Generate, Given, Lines, Place, made_again, seeded
from procgen.kit.command.flags import Count, RecipeFile, number_violations
from procgen.kit.command.form_flags import Said
from procgen.kit.command.output import bar, json_object, line
from procgen.terrain.base import SPACING
from procgen.terrain.command.inputs import CONTROL_FIELDS, read_controls, read_lock, read_sketch
from procgen.terrain.command.large import LARGE_KINDS, is_large, make_large
from procgen.terrain.command.rasters import Preparing
from procgen.terrain.command.real_land import find_heights, keep_heights, put_base, set_style
from procgen.terrain.command.sculpting import STAMP_FLAG, read_erosion, read_stamps
from procgen.terrain.command.tiles import TILE_KINDS, TileBatch, TilesMade, make_tiles, source_of, tile_kind
from procgen.terrain.parameters import RANGES
from procgen.terrain.wire.form import FORM
from procgen.terrain.wire.outputs import OUTPUTS
from procgen.terrain.wire.service import TerrainService
from procgen.v1 import terrain_pb2


def _grid(tiles: str) -> tuple[int, int]:
    """Columns and rows of ``--tiles``. Raises InvalidFields."""
    match = re.fullmatch(r"(\d{1,6})x(\d{1,6})", tiles)
    if match is None:
        raise InvalidFields([Violation.of("--tiles", repr(tiles), "columns x rows, such as 4x3")])
    return int(match[1]), int(match[2])


def _ask(
    given: Given,
    said: Said,
    *,
    count: Count = 1,
    mix_seed: Annotated[int | None, typer.Option(help="Another world to mix in.")] = None,
    sketch: Annotated[Path | None, typer.Option(help="Picture or .npy with rough heights to follow.")] = None,
    sketch_low: Annotated[float, typer.Option(help="Height of black in the sketch, metres.")] = 0.0,
    sketch_high: Annotated[float, typer.Option(help="Height of white in the sketch, metres.")] = 1000.0,
    controls: Annotated[
        Path | None, typer.Option(help="JSON with " + ", ".join(CONTROL_FIELDS) + ", as in terrain.proto.")
    ] = None,
    base: Annotated[
        Path | None, typer.Option(help="Raster of real land that the world is made of: .tif .asc .hgt .png .r16 .npy.")
    ] = None,
    base_x: Annotated[float, typer.Option(help="Its western edge on the world's grid, pixels of level 0.")] = 0.0,
    base_z: Annotated[float, typer.Option(help="Its northern edge, pixels of level 0.")] = 0.0,
    like: Annotated[
        Path | None,
        typer.Option(help="Raster to make more of: spacing, height, relief and landform are measured."),
    ] = None,
    raster_crop: Annotated[
        str, typer.Option(help="Part of a raster: X,Z,WIDTH,DEPTH in cells, or frame:WEST,SOUTH,EAST,NORTH.")
    ] = "",
    raster_spacing: Annotated[
        float | None,
        typer.Option(help="Metres from cell to cell, if the file says none; else it is resampled to them."),
    ] = None,
    raster_low: Annotated[float | None, typer.Option(help="Height of black in a picture, metres.")] = None,
    raster_high: Annotated[float | None, typer.Option(help="Height of white, metres.")] = None,
    raster_unit: Annotated[str, typer.Option(help="Unit of a raster's heights: m, ft or us-ft.")] = "",
    raster_frame: Annotated[
        str, typer.Option(help="Unit of a raster's places, if the file says none: metres, degrees or EPSG:NUMBER.")
    ] = "",
    raster_no_data: Annotated[
        float | None, typer.Option(help="What stands for no height in a raster, if the file does not say it.")
    ] = None,
    raster_fill: Annotated[bool, typer.Option("--raster-fill", help="Fill holes of a raster smoothly.")] = False,
    lock: Annotated[
        Path | None, typer.Option(help="Raster or .npy of heights to keep, metres; the rest is fitted.")
    ] = None,
    lock_mask: Annotated[Path | None, typer.Option(help="Picture (white keeps) or .npy: what of them to keep.")] = None,
    lock_x: Annotated[
        int | None, typer.Option(help="Their western edge, pixels of level 0. [default: that of --x]")
    ] = None,
    lock_z: Annotated[
        int | None, typer.Option(help="Their northern edge, pixels of level 0. [default: that of --z]")
    ] = None,
    stamp: Annotated[
        list[str] | None,
        typer.Option(
            help="A form set onto the land: FILE@X,Z in metres, or landform:NAME@X,Z, then ,width=2000 and "
            "turn, height, depth, zero, foot, rule, falloff, roughness, round, strength, seed; repeatable."
        ),
    ] = None,
    erosion: Annotated[
        Path | None,
        typer.Option(help="Picture over the map of where land is worn: red water, green slopes, blue debris settles."),
    ] = None,
    tiles: Annotated[
        str | None, typer.Option(help="A grid of tiles instead of one map: columns x rows, such as 4x3.")
    ] = None,
    tile_size: Annotated[int, typer.Option(help="Pixels along one side of a tile.")] = 257,
    recipe: RecipeFile = None,
) -> list[Message]:
    """The terrains that flags ask for; without outputs where they are tiles."""
    beyond = max(said["size"], said["depth"] or 0) > RANGES["width_px"].maximum
    large = beyond and tiles is None and not given.for_server
    kinds = LARGE_KINDS if large else OUTPUTS if tiles is None else TILE_KINDS
    said.wrong += [
        Violation.of("--format", name, "one of " + ", ".join(kinds))
        for name in said["format"]
        if (name not in kinds if tiles is None else tile_kind(name) is None)
    ]
    if large and count > 1:
        said.wrong.append(Violation.of("--count", count, "1 for a map of this size"))
    far = 2**31
    said.wrong += number_violations(
        (
            ("--lock-x", lock_x or 0, -far, far),
            ("--lock-z", lock_z or 0, -far, far),
            ("--tile-size", tile_size, *FORM.flagged["size"].limits),
            ("--mix-seed", mix_seed or 0, 0, 2**64 - 1),
        )
    )
    if tiles is not None and count > 1:
        said.wrong.append(Violation.of("--count", count, "1 with --tiles"))
    if lock_mask is not None and lock is None:
        said.wrong.append(Violation.of("--lock-mask", lock_mask, "only with --lock"))
    spacing_wrong = raster_spacing is not None and not SPACING.allows(raster_spacing)
    if spacing_wrong:
        said.wrong.append(Violation.of("--raster-spacing", raster_spacing, str(SPACING)))
    said.check()
    if tiles is not None:
        _grid(tiles)
    how = Preparing(
        raster_crop,
        raster_spacing,
        raster_low,
        raster_high,
        raster_unit,
        raster_frame,
        raster_no_data,
        raster_fill,
    )
    rasters = [flag for flag, path in (("--base", base), ("--like", like), ("--lock", lock)) if path is not None]
    if any(not text.startswith("landform:") for text in stamp or ()):
        rasters.append(STAMP_FLAG)
    if how != Preparing() and len(rasters) != 1:
        allowed = "with one of --base, --like, --lock and --stamp, which they are said of"
        raise InvalidFields([Violation.of("--raster-...", f"given with {' and '.join(rasters) or 'none'}", allowed)])
    outputs = ("outputs",) if tiles is None and not large else ()
    if recipe is not None:
        again = made_again(recipe, FORM.name, terrain_pb2.TerrainRequest, given, said, FORM, outputs)
        find_heights(again, recipe, given.blobs)
        return [again]
    request = terrain_pb2.TerrainRequest() if controls is None else read_controls(controls)
    said.fill(request, FORM, without=("variation", "outputs"))
    said.fill(request, FORM, only=outputs)
    if like is not None:
        set_style(request, like, how, given.say)
    if base is not None:
        put_base(request, base, how, (base_x, base_z), given.blobs, given.say)
    if sketch is not None:
        request.sketch.CopyFrom(read_sketch(sketch, sketch_low, sketch_high))
    request.stamps.extend(read_stamps(stamp or (), how, given.blobs, given.say))
    if erosion is not None:
        request.erosion.CopyFrom(read_erosion(erosion))
    if mix_seed is not None:
        request.ClearField("variation")
        request.variation.other_seed = mix_seed
        said.fill(request, FORM, only=("variation",))
    if lock is not None:
        finer = 2 ** min(said["level"], 5)
        place = (said["x"] * finer if lock_x is None else lock_x, said["z"] * finer if lock_z is None else lock_z)
        spacing = request.metres_per_pixel or RANGES["metres_per_pixel"].default or 1.0
        request.lock.CopyFrom(read_lock(lock, *place, lock_mask, how, spacing, given.say))
    return seeded(request, said, count)


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
    first = requests[0]
    assert isinstance(first, terrain_pb2.TerrainRequest)
    if is_large(first):
        _write_large(first, tuple(dict.fromkeys(format)), given, place)
        return

    def kept(request: terrain_pb2.TerrainRequest, _received: object) -> None:
        keep_heights(request, given.blobs, place.out)

    place.keep_all("terrain", requests, given.domains.service(TerrainService).generate, kept)


def _write_tiles(request: Message, batch: TileBatch, given: Given, place: Place) -> None:
    """Make a grid of tiles and say what was written."""
    assert isinstance(request, terrain_pb2.TerrainRequest)
    with bar("tiles", 1, quiet=place.json) as shown:
        source = source_of(given.store, given.blobs)
        made: TilesMade = make_tiles(request, batch, source, place.out, progress=shown.stage)
        keep_heights(request, given.blobs, place.out)
        shown.step(f"{made.made} made, {made.kept} kept")
    if place.json:
        json_object({"artifacts": list(made.records), "manifest": str(made.manifest), "seconds": place.seconds})
        return
    for record in made.records:
        line(str(record["path"]))


def _write_large(request: terrain_pb2.TerrainRequest, kinds: tuple[str, ...], given: Given, place: Place) -> None:
    """Make a map that is too large for a request, and say what was written."""
    with bar("map", 1, quiet=place.json) as shown:
        made = make_large(request, kinds, given.store, given.blobs, place.out, progress=shown.stage)
        keep_heights(request, given.blobs, place.out)
        shown.step(f"{request.depth_px - made.kept_rows} rows made, {made.kept_rows} kept")
    if place.json:
        json_object({"artifacts": list(made.records), "seconds": place.seconds})
        return
    for record in made.records:
        line(str(record["path"]))


GENERATE: Final = Generate(
    forms=(FORM,),
    ask=_ask,
    make=_make,
    lines=Lines(
        refused={
            "tiles": "tiles share one scale of heights; use `procgen generate terrain --tiles`",
            "tile_size": "tiles are made by `procgen generate terrain --tiles`",
            "own_borders": "tiles are made by `procgen generate terrain --tiles`",
        }
    ),
)
