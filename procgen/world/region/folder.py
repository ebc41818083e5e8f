"""A region's own files: what there is in it, its land from afar and its map. Its tiles are folders beside them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from PIL import Image, ImageDraw

from procgen.formats.png import Filter, write_png
from procgen.runtime.recipe import Recipe
from procgen.runtime.store import ModelStore
from procgen.terrain.representation import FloatArray
from procgen.texture.maps.srgb import to_linear, to_srgb
from procgen.texture.terrain_layers import BIOMES
from procgen.world.chance import Float64Array, region_seed
from procgen.world.ground_height import ground_at
from procgen.world.ground_paint import LAYERS, covers_of_land, sea_of
from procgen.world.ground_picture import RgbArray
from procgen.world.land import cover, ground_parameters
from procgen.world.map_picture.region import region_png
from procgen.world.materials import ground_tones
from procgen.world.parameters import WorldParameters
from procgen.world.parts import Callbacks
from procgen.world.place import Land, Settlement
from procgen.world.plan import make_plan
from procgen.world.region.ground import RegionGround, region_ground
from procgen.world.region.tile import commonest_biome, region_roads_of
from procgen.world.water import basin

REGION_NAME: Final = "region.json"
KIND: Final = "region"
VERSION: Final = 1
_FAR_M: Final = 16.0
"""About how far apart the heights of the land from afar are."""
_PICTURE_PX: Final = 2048
"""Most pixels a side of its picture; three a height where that is fewer."""
_ROAD_M: Final = 9.0
"""How wide roads are drawn in it."""
_ROAD: Final = (150, 136, 112)
_GRASS_LINEAR: Final = (0.112, 0.14, 0.052)
"""Of the grass that grows on ground of that layer: engines show it near by, and from farther away its colour alone."""
_GRASS_SHARE: Final = 0.85
"""How much of that ground's colour is the grass's."""
_WOODED: Final = {
    "boreal_forest": 0.7,
    "temperate_forest": 0.55,
    "temperate_rainforest": 0.75,
    "tropical_forest": 0.6,
    "tropical_rainforest": 0.8,
}
"""How much of a biome's land trees hide where the description says nothing of woods."""
_TREES: Final = (48, 69, 38)
"""sRGB of crowns with the shade between them, as dark as woods of a tile look from afar."""
_WATER: Final = (58, 88, 98)


@dataclass(frozen=True, slots=True)
class RegionFile:
    """One file of a region's folder."""

    path: str
    """Below it, with "/"."""
    media_type: str
    data: bytes


def tile_folder(column: int, row: int) -> str:
    """Where a tile lies below its region's folder."""
    return f"tiles/{column}_{row}"


def region_files(
    parameters: WorldParameters, store: ModelStore, callbacks: Callbacks | None = None
) -> Iterator[RegionFile]:
    """The files of a region, its tiles left aside; ``region.json`` last.

    Args:
        parameters: of any of its tiles.
        store: where the terrain's networks come from.
        callbacks: how to watch and stop the work.

    Raises:
        InvalidFields: names every parameter that can't be accepted.
        ModelUnavailable: a network is missing or damaged.
    """
    callbacks = callbacks or Callbacks()
    callbacks.report(KIND, 0.0)
    ground = region_ground(parameters, store, callbacks.checkpoint)
    land = far_land(ground, parameters, callbacks)
    callbacks.report(KIND, 0.5)
    out = io.BytesIO()
    np.lib.format.write_array(out, land.heights_m.astype("<f4"), version=(1, 0), allow_pickle=False)
    yield RegionFile("far/heights.npy", "application/octet-stream", out.getvalue())
    roads = _roads(ground, land)
    layers = covers_of_land(land, callbacks.checkpoint)
    seen = _picture(ground, land, roads, layers, _tones(ground, layers, parameters, store, callbacks))
    picture = write_png(seen, callbacks.checkpoint, texts={}, method=Filter.AVERAGE, srgb=True)
    yield RegionFile("far/ground.png", "image/png", picture)
    callbacks.report(KIND, 0.7)
    settled = [
        Settlement(each.name, each.kind, each.x_m, each.z_m, each.radius_m, (), (), ()) for each in ground.outline.sites
    ]
    yield RegionFile("map.png", "image/png", region_png(_title(ground), land, roads, settled, callbacks))
    record = region_record(parameters, ground, land)
    text = json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    yield RegionFile(REGION_NAME, "application/json", text.encode())
    callbacks.report(KIND, 1.0)


def _title(ground: RegionGround) -> str:
    """What the region is called: as the place that its description speaks of."""
    outline = ground.outline
    return outline.sites[0].name if outline.sites else outline.name_of(outline.grid.tiles // 2, outline.grid.tiles // 2)


def region_record(parameters: WorldParameters, ground: RegionGround, far: Land) -> dict[str, Any]:
    """``region.json``. Places are metres east and south of the region's middle."""
    outline = ground.outline
    grid, half = outline.grid, 0.5 * outline.grid.side_m
    tiles = []
    for row in range(grid.tiles):
        for column in range(grid.tiles):
            site = outline.site_in(column, row)
            tiles.append(
                {
                    "column": column,
                    "row": row,
                    "folder": tile_folder(column, row),
                    "origin_m": [(column + 0.5) * grid.tile_m - half, (row + 0.5) * grid.tile_m - half],
                    "settlement": None if site is None else site.name,
                    "name": outline.name_of(column, row),
                }
            )
    lines = _lines(ground)
    return {
        "kind": KIND,
        "version": VERSION,
        "name": _title(ground),
        "side_m": grid.side_m,
        "tile_m": grid.tile_m,
        "columns": grid.tiles,
        "rows": grid.tiles,
        "metres_per_pixel": float(parameters.metres_per_pixel),
        "sea_level_m": ground.sea_level_m,
        "text": parameters.text,
        # Text, since many JSON readers would round a 64-bit number.
        "seed": str(parameters.seed),
        "recipe": json.loads(_recipe(parameters, ground).to_json()),
        "tiles": tiles,
        "far": {
            "heights": "far/heights.npy",
            "metres_per_pixel": far.metres_per_pixel,
            "picture": "far/ground.png",
        },
        "settlements": [
            {
                "name": each.name,
                "kind": each.kind,
                "x": round(each.x_m - half, 2),
                "z": round(each.z_m - half, 2),
                "column": each.column,
                "row": each.row,
            }
            for each in outline.sites
        ],
        "roads": [[[round(float(x) - half, 2), round(float(z) - half, 2)] for x, z in line] for line in lines],
        "rivers": [
            {
                "points": [
                    [round(float(x) - half, 2), round(float(y), 2), round(float(z) - half, 2)]
                    for (x, z), y in zip(river.points_m.tolist(), river.water_m.tolist(), strict=True)
                ],
                "width_m": [round(float(width), 2) for width in river.width_m],
            }
            for river in ground.rivers
        ],
        "map": "map.png",
    }


def _recipe(parameters: WorldParameters, ground: RegionGround) -> Recipe:
    """Of the region's plan."""
    request = {
        "seed": str(parameters.seed),
        "text": parameters.text,
        "side_m": float(parameters.side_m),
        "region_tiles": int(parameters.region_tiles),
        "landform": parameters.landform,
        "climate": parameters.climate,
        "settlement": parameters.settlement,
    }
    seeds = {part: str(seed) for part, seed in sorted(parameters.part_seeds.items())}
    return Recipe("world", {**request, **({"part_seeds": seeds} if seeds else {})}, ground.recipe.model_sha256)


# --- land from afar ---------------------------------------------------------------------------------------------------


def far_land(ground: RegionGround, parameters: WorldParameters, callbacks: Callbacks) -> Land:
    """The whole region's land as it is planned, at heights some metres apart, those on its border among them."""
    side = ground.outline.grid.side_m
    points = round(side / _FAR_M) + 1
    spacing = side / (points - 1)
    at = np.asarray(np.arange(points) * spacing, np.float64)
    heights = ground.at(at[None, :].repeat(points, 0), at[:, None].repeat(points, 1)).astype(np.float32)
    cell = np.clip((at / ground.spacing_m).astype(np.int64), 0, ground.outline.grid.cells - 1)
    # Rivers are narrower than what lies between heights.
    water = np.full(heights.shape, np.nan, np.float32)
    water[ground.sea[cell][:, cell] & (heights <= ground.sea_level_m)] = ground.sea_level_m
    lake = ground.outline.lake_m
    if lake is not None:
        water[basin(at, at[:, None], lake) < lake[2]] = ground.lake_level_m
    nothing = np.zeros(heights.shape, np.float32)
    rivers = [
        np.stack([each.points_m[:, 0], each.water_m, each.points_m[:, 1]], axis=1).astype(np.float32)
        for each in ground.rivers
    ]
    land = Land(
        heights, spacing, water, nothing, np.zeros(heights.shape, np.uint8), nothing, ground.sea_level_m, ground.recipe,
        tuple(rivers),
    )  # fmt: skip
    return cover(heights, land, replace(make_plan(parameters), swamp=0.0), callbacks)


def _lines(ground: RegionGround) -> list[Float64Array]:
    """(n, 2) points of the region's roads, about where they run, without the corners of the grid they were found on."""
    lines = []
    for line in region_roads_of(ground).lines_m:
        for _ in range(2):
            line = np.concatenate([line[:1], 0.25 * line[:-2] + 0.5 * line[1:-1] + 0.25 * line[2:], line[-1:]])
        lines.append(line)
    return lines


def _roads(ground: RegionGround, land: Land) -> tuple[FloatArray, ...]:
    """(n, 3) points of the region's roads, about where they run."""
    found = []
    for line in _lines(ground):
        heights = ground_at(land, line[:, 0], line[:, 1])
        found.append(np.stack([line[:, 0], heights, line[:, 1]], axis=1).astype(np.float32))
    return tuple(found)


def _tones(
    ground: RegionGround, layers: FloatArray, parameters: WorldParameters, store: ModelStore, callbacks: Callbacks
) -> FloatArray:
    """(layers, 3) linear colours of the ground's layers, as the materials of the tiles have them; 0 where none lies.

    Args:
        layers: (layers, rows, columns) their shares of the land.
    """
    biome = commonest_biome(ground, ground_parameters(make_plan(parameters)))
    there = [name for name, share in zip(LAYERS, layers, strict=True) if share.max() > 0.0]
    tones = ground_tones(there, biome, region_seed(parameters, "materials"), store, callbacks.checkpoint)
    linear = np.zeros((len(LAYERS), 3), np.float32)
    for name, tone in tones.items():
        linear[LAYERS.index(name)] = to_linear(tone)
    grass = linear[LAYERS.index("grass")]
    grass += np.float32(_GRASS_SHARE) * (np.array(_GRASS_LINEAR, np.float32) - grass)
    return linear


def _picture(
    ground: RegionGround, land: Land, roads: Sequence[FloatArray], layers: FloatArray, tones: FloatArray
) -> RgbArray:
    """(side, side, 3) sRGB of the ground as it is seen from above and afar, without light and shadow.

    Its layers have the colours that their materials have in the tiles. Of the sea it shows the floor: engines draw the
    water over it, as over the floor of the tiles, which goes on in it.
    Lakes are water here.
    """
    seen = 255.0 * to_srgb(np.einsum("lrc,lk->rck", layers, tones))
    forest = ground.outline.wishes.said.features.get("forest", 0.8)
    share = np.array([_WOODED.get(name, 0.0) for name in BIOMES], np.float32)[land.biome]
    share = np.where(land.water, 0.0, np.clip(share * np.float32(forest / 0.8), 0.0, 0.9)).astype(np.float32)[..., None]
    seen += share * (np.array(_TREES, np.float32) - seen)
    side = min(3 * (len(seen) - 1), _PICTURE_PX)
    seen[land.water & ~sea_of(land)] = _WATER
    image = Image.fromarray(np.clip(seen, 0.0, 255.0).astype(np.uint8)).resize((side, side), Image.Resampling.BICUBIC)
    picture = np.array(image)
    scale = side / ground.outline.grid.side_m
    for road in roads:
        _draw(picture, road[:, ::2].astype(np.float64), scale)
    return picture


def _draw(picture: RgbArray, line: Float64Array, scale: float) -> None:
    """Draw a road over a picture, in place, as much of each pixel as it covers."""
    mask = Image.new("L", (picture.shape[1], picture.shape[0]))
    ImageDraw.Draw(mask).line([tuple(point) for point in (line * scale).tolist()], fill=255, width=1, joint="curve")
    share = np.asarray(mask, np.float32)[..., None] * np.float32(min(_ROAD_M * scale, 1.0) / 255.0)
    picture[:] = picture + share * (np.array(_ROAD, np.float32) - picture)
