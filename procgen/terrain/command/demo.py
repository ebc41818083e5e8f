"""The demo's terrains: a world with rivers, what steering does, and kinds of landscape."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final

import numpy as np
from google.protobuf import json_format

from procgen.kit.command.exhibits import Maker, Room, Turn, file_names
from procgen.kit.command.gallery import Exhibit
from procgen.kit.command.pictures import RgbArray, coloured, labelled, outlined, read_picture, side_by_side, with_lines
from procgen.kit.wire.received import Received
from procgen.terrain.command.drawing import SLOPE_STOPS, WETNESS_STOPS, biomes_drawn, materials_drawn, shading
from procgen.terrain.exporters import EXPORTERS
from procgen.terrain.preview import with_water
from procgen.terrain.representation import FloatArray
from procgen.terrain.wire.outputs import output_number
from procgen.v1 import terrain_controls_pb2, terrain_ground_pb2, terrain_pb2, terrain_pb2_grpc

Terrain = Received[terrain_pb2.TerrainResult]
"""An answer of the terrain service."""

_ALL_FORMATS = tuple(EXPORTERS)
_PICTURE = ("npy", "hillshade_png")
_USUAL_FORMATS = (*_PICTURE, "png16", "glb")
_WATER = ("river_png", "lake_png")
_LAYERS = (*_WATER, "slope_deg_f32", "wetness_png", "biome_png", "splat0_png", "splat1_png", "trees_png")
_SIDE, _STEERED_SIDE = 257, 385
_SHARES = (0.0, 0.15, 0.4, 0.7, 1.0)
_KEPT = (100, 120, 190, 150)
"""Left, top, width and depth of what the lock keeps."""
_RIDGE = ((40, 150), (100, 95), (190, 110), (270, 65), (350, 80))
_RIDGE_RGB = (178, 76, 40)
_RIVER = ((205, 165), (178, 190), (168, 218), (190, 246), (214, 266), (206, 300), (184, 325), (190, 356), (205, 384))
_BED_M = (130.0, 40.0)
_RIVER_RGB = (38, 104, 168)


def _request(seed: int, side: int, landform: str, spacing: float = 30.0, **more: object) -> terrain_pb2.TerrainRequest:
    return terrain_pb2.TerrainRequest(
        seed=seed,
        width_px=side,
        depth_px=side,
        landform=landform,
        metres_per_pixel=spacing,
        **more,  # type: ignore[arg-type]
    )


def _make(maker: Maker, request: terrain_pb2.TerrainRequest, formats: Iterable[str]) -> Terrain:
    stub = terrain_pb2_grpc.TerrainServiceStub(maker.channel)
    return maker.make(stub.Generate, request, [output_number(kind) for kind in formats])


def _array_file(maker: Maker, name: str, values: FloatArray) -> str:
    """Write numbers for a command to read; the file name."""
    data = io.BytesIO()
    np.save(data, values, allow_pickle=False)
    return maker.file(f"{name}.npy", data.getvalue())


def _controls_file(maker: Maker, name: str, request: terrain_pb2.TerrainRequest, *fields: str) -> str:
    """Write some fields of a request for ``--controls``; the file name."""
    part = terrain_pb2.TerrainRequest()
    part.CopyFrom(request)
    for each in part.DESCRIPTOR.fields:
        if each.name not in fields:
            part.ClearField(each.name)  # type: ignore[arg-type]
    return maker.file(f"{name}.json", json_format.MessageToJson(part, indent=1).encode())


def command(request: terrain_pb2.TerrainRequest, formats: Iterable[str], *flags: str) -> str:
    """The command that makes a request.

    Args:
        request: seed, size, landform, spacing, relief, model and variation are read from it.
        formats: what to write.
        flags: more flags, such as ``--controls`` and its file.
    """
    words = ["procgen generate terrain", f"--seed {request.seed}", f"--size {request.width_px}"]
    if request.depth_px != request.width_px:
        words.append(f"--depth {request.depth_px}")
    if request.landform:
        words.append(f"--landform {request.landform}")
    words.append(f"--metres-per-pixel {request.metres_per_pixel:g}")
    if request.HasField("relief_m"):
        words.append(f"--relief {request.relief_m:g}")
    if request.model:
        words.append(f"--model {request.model}")
    if request.HasField("variation"):
        words.append(f"--mix-seed {request.variation.other_seed} --mix-share {request.variation.share:g}")
    return " ".join([*words, *flags, *(f"--format {kind}" for kind in formats)])


def _facts(received: Terrain) -> str:
    result = received.result
    return (
        f"{result.height_min_m:.0f} to {result.height_max_m:.0f} m · made in {result.elapsed_ms / 1000.0:.2f} s "
        f"with its {len(result.artifacts)} files"
    )


def _heights(received: Terrain) -> FloatArray:
    heights: FloatArray = np.load(io.BytesIO(received.file("npy")), allow_pickle=False)
    return heights


def _hillshade(received: Terrain) -> RgbArray:
    return read_picture(received.file("hillshade_png"))


def _world(maker: Maker) -> tuple[Exhibit, ...]:
    """A large map with rivers, and what is known of its ground."""
    rivers = terrain_ground_pb2.Rivers(catchment_km2=6.0)
    request = _request(22, 1025, "mountains", relief_m=900.0, rivers=rivers)
    request.depth_px = 513
    flags = "--controls", _controls_file(maker, "world", request, "rivers")
    formats = (*_PICTURE, "png16", "exr", "r16", *_LAYERS)
    made = _make(maker, request, formats)
    pixels = {kind: read_picture(made.file(kind)) for kind in _LAYERS if kind.endswith("png")}
    light = shading(_heights(made), request.metres_per_pixel)
    slope = np.frombuffer(made.file("slope_deg_f32"), "<f4").reshape(light.shape)
    painted = materials_drawn(pixels["splat0_png"], pixels["splat1_png"], light)
    painted = with_water(painted, pixels["river_png"] / np.float32(255.0), pixels["lake_png"] / np.float32(255.0))
    layers = (
        ("Painted", "eight materials by the splat weights", "painted", painted),
        ("Biomes", "from warmth, rain, slope and water", "biomes", biomes_drawn(pixels["biome_png"], light)),
        ("Wetness", "where water gathers", "wetness", coloured(pixels["wetness_png"], 0, 255, WETNESS_STOPS)),
        ("Slope", "level to 60 degrees", "slope", coloured(slope, 0.0, 60.0, SLOPE_STOPS)),
    )
    wide = Exhibit(
        title="Thirty kilometres of mountains",
        caption="1025 x 513 pixels, 30 m each. Rivers run downhill along their whole length, into lakes or on.",
        picture=maker.picture("world", _hillshade(made)),
        facts=_facts(made),
        files=file_names(made),
        recipe=made.recipe.to_json(),
        command=command(request, formats, *flags),
        wide=True,
    )
    shown = [Exhibit(title, caption, maker.picture(name, rgb)) for title, caption, name, rgb in layers]
    return (wide, *shown)


def _sketched(maker: Maker) -> tuple[Exhibit, ...]:
    """A ridge that winds from the south-west to the north-east and low plains beside it, as a soft brush draws them."""
    side = 16
    rows, columns = np.mgrid[:side, :side]
    bend = np.sin(np.pi * (columns - rows) / side)
    away = (rows + columns - side + 1) / np.sqrt(2.0) - 2.2 * bend
    # A crest that is sharper than the cells would come out as a row of peaks, one for each.
    heights = np.asarray(1400.0 * np.exp(-np.square(away / 2.6)) + 60.0, np.float32)
    views = []
    requests = [_request(seed, _STEERED_SIDE, "mountains") for seed in (6, 7)]
    flags = "--sketch", _array_file(maker, "sketch", heights)
    made = []
    for request in requests:
        request.sketch.CopyFrom(terrain_pb2.Sketch(width=side, depth=side, heights_m=heights.ravel().tolist()))
        made.append(_make(maker, request, _PICTURE))
        views.append(labelled(_hillshade(made[-1]), f"seed {request.seed}"))
    place = np.arange(_STEERED_SIDE) * side // _STEERED_SIDE
    grey = coloured(heights[np.ix_(place, place)], 0.0, 1500.0, ((0.0, 20, 20, 20), (1.0, 245, 245, 245)))
    exhibit = Exhibit(
        title="From a sketch",
        caption="Rough heights on 16 x 16 cells, and two worlds that follow them.",
        picture=maker.picture("sketch", side_by_side([labelled(grey, "sketch"), *views])),
        facts=_facts(made[0]),
        files=("sketch.npy", *file_names(*made)),
        command="\n".join(command(request, _PICTURE, *flags) for request in requests),
        wide=True,
    )
    return (exhibit,)


def _points(corners: Iterable[tuple[int, int]]) -> list[terrain_controls_pb2.PathPoint]:
    return [terrain_controls_pb2.PathPoint(x_px=x, z_px=z) for x, z in corners]


def _drawn(maker: Maker) -> tuple[Exhibit, ...]:
    """A ridge and a river."""
    before = _request(6, _STEERED_SIDE, "mountains")
    after = _request(6, _STEERED_SIDE, "mountains")
    after.strokes.add(
        kind=terrain_controls_pb2.STROKE_KIND_RIDGE, points=_points(_RIDGE), radius_px=40, amount_m=350, strength=0.8
    )
    bed = _points(_RIVER)
    bed[0].height_m, bed[-1].height_m = _BED_M
    after.strokes.add(kind=terrain_controls_pb2.STROKE_KIND_RIVER, points=bed, radius_px=30, width_m=120)
    flags = "--controls", _controls_file(maker, "strokes", after, "strokes")
    made = [_make(maker, request, _PICTURE) for request in (before, after)]
    plain, formed = map(_hillshade, made)
    lines = with_lines(plain, [(_RIDGE, _RIDGE_RGB), (_RIVER, _RIVER_RGB)])
    views = [labelled(plain, "without"), labelled(lines, "a ridge and a river"), labelled(formed, "with them")]
    exhibit = Exhibit(
        title="Strokes",
        caption="A ridge, and the bed of a river that falls from 130 to 40 m, drawn into mountains.",
        picture=maker.picture("strokes", side_by_side(views)),
        facts=_facts(made[1]),
        files=("strokes.json", *file_names(*made)),
        command="\n".join([command(before, _PICTURE), command(after, _PICTURE, *flags)]),
        wide=True,
    )
    return (exhibit,)


def _locked(maker: Maker) -> tuple[Exhibit, ...]:
    """A piece of one world kept in another."""
    left, top, width, depth = _KEPT
    old, other, around = (_request(seed, _STEERED_SIDE, "mountains") for seed in (3, 31, 31))
    made = [_make(maker, request, _PICTURE) for request in (old, other)]
    kept = np.ascontiguousarray(_heights(made[0])[top : top + depth, left : left + width])
    area = terrain_controls_pb2.WorldArea(origin_x_px=left, origin_z_px=top, width_px=width, depth_px=depth)
    heights = zlib.compress(kept.astype("<f4").tobytes())
    around.lock.CopyFrom(terrain_controls_pb2.Lock(area=area, heights_f32=heights, compressed=True))
    flags = "--lock", _array_file(maker, "kept", kept), f"--lock-x {left}", f"--lock-z {top}"
    made.append(_make(maker, around, _PICTURE))
    views = list(map(_hillshade, made))
    views = [
        labelled(outlined(views[0], *_KEPT), "seed 3, a piece to keep"),
        labelled(views[1], "seed 31"),
        labelled(outlined(views[2], *_KEPT), "seed 31 around the piece"),
    ]
    equal = np.array_equal(_heights(made[2])[top : top + depth, left : left + width], kept)
    exhibit = Exhibit(
        title="Kept",
        caption=f"The heights inside are {'equal, bit for bit' if equal else 'NOT equal'}; the rest is made to fit.",
        picture=maker.picture("lock", side_by_side(views)),
        facts=_facts(made[2]),
        files=("kept.npy", *file_names(*made)),
        command="\n".join([command(old, _PICTURE), command(other, _PICTURE), command(around, _PICTURE, *flags)]),
        wide=True,
    )
    return (exhibit,)


def _varied(maker: Maker) -> tuple[Exhibit, ...]:
    """From one seed to another."""
    requests = [_request(7, 225, "alpine") for _ in _SHARES]
    for request, share in zip(requests, _SHARES, strict=True):
        request.variation.CopyFrom(terrain_controls_pb2.SeedMix(other_seed=8, share=share))
    made = [_make(maker, request, _PICTURE) for request in requests]
    views = [labelled(_hillshade(each), f"{share:g}") for each, share in zip(made, _SHARES, strict=True)]
    exhibit = Exhibit(
        title="Varied",
        caption="A little of another seed varies what is there; all of it is the other world.",
        picture=maker.picture("variations", side_by_side(views)),
        facts=_facts(made[0]),
        files=file_names(*made),
        command="\n".join(command(request, _PICTURE) for request in requests),
        wide=True,
    )
    return (exhibit,)


def _landform(
    title: str,
    landform: str,
    spacing: float,
    seed: int,
    maker: Maker,
    formats: Sequence[str] = _USUAL_FORMATS,
    model: str = "",
    caption: str = "",
) -> tuple[Exhibit, ...]:
    """A kind of landscape."""
    request = _request(seed, _SIDE, landform, spacing, model=model)
    made = _make(maker, request, formats)
    names = {artifact.kind: artifact.file_name for artifact in made.result.artifacts}
    exhibit = Exhibit(
        title=title,
        caption=caption or f"{_SIDE} x {_SIDE} pixels, {spacing:.0f} m each",
        picture=names["hillshade_png"],
        facts=_facts(made),
        files=file_names(made),
        recipe=made.recipe.to_json(),
        command=command(request, formats),
    )
    return (exhibit,)


EXHIBITS: Final = (
    Room(
        "A world with rivers",
        "Ask for a tile of the same world anywhere, and it fits, bit for bit. The layers come from the same call.",
        (_world,),
    ),
    Room(
        "Steered",
        "What you draw, keep and demand holds; the land follows it.",
        (_sketched, _drawn, _locked, _varied),
    ),
    Room(
        "Landforms",
        "Seven kinds, and noise for comparison, as 16-bit PNG, NumPy and GLB; the first in every format there is.",
        (
            partial(_landform, "Alpine", "alpine", 30.0, 23, formats=_ALL_FORMATS),
            partial(_landform, "Fjord coast", "fjord_coast", 50.0, 5),
            partial(_landform, "Volcanic island", "volcanic_island", 60.0, 12),
            partial(_landform, "Hills", "hills", 50.0, 7),
            partial(_landform, "Steep coast", "steep_coast", 60.0, 3),
            partial(_landform, "Dry mountains", "arid_mountains", 60.0, 9),
            partial(_landform, "Dunes", "dunes", 60.0, 2),
            partial(
                _landform,
                "For comparison: noise",
                "hills",
                50.0,
                7,
                model="noise-fbm",
                caption="fractal noise with the relief of the hills above",
            ),
        ),
        Turn.QUICK,
    ),
)
