"""Controls in a recipe: ready for JSON, named as in the contract, in its JSON form."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from procgen.runtime.ranges import ranges_of
from procgen.terrain.base.land import Base
from procgen.terrain.controls.shapes import (
    Constraints,
    ErosionMap,
    FloatArray,
    GeoFrame,
    LandformMap,
    Lock,
    PathPoint,
    SeedMix,
    Stamp,
    Stroke,
    WorldArea,
)
from procgen.terrain.ground.parameters import GROUND_RANGES, GroundParameters
from procgen.terrain.rivers.parameters import RiverParameters

_COMPRESSION_LEVEL = 6


def _given(values: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if value is not None}


def _numbers(thing: Any) -> dict[str, object]:
    return {name: getattr(thing, name) for name in ranges_of(type(thing))}


def _compressed(data: bytes) -> str:
    return base64.b64encode(zlib.compress(data, _COMPRESSION_LEVEL)).decode("ascii")


def area_record(area: WorldArea) -> dict[str, object]:
    """A rectangle; 64-bit numbers as text, as protobuf's JSON has them."""
    return {
        "origin_x_px": str(area.origin_x_px),
        "origin_z_px": str(area.origin_z_px),
        "width_px": area.width_px,
        "depth_px": area.depth_px,
    }


def _points(points: tuple[PathPoint, ...]) -> list[dict[str, object]]:
    return [_given(_numbers(point)) for point in points]


def sketch_record(heights_m: FloatArray, weights: FloatArray, area: WorldArea, strength: float) -> dict[str, object]:
    """A sketch with (depth, width) heights and weights."""
    depth, width = heights_m.shape
    return {
        "width": width,
        "depth": depth,
        "heights_m": [float(value) for value in heights_m.flat],
        "weights": [float(value) for value in weights.flat],
        "area": area_record(area),
        "strength": strength,
    }


def base_record(base: Base) -> dict[str, object]:
    """A base by the name of its bytes, which stand beside the recipe."""
    depth, width = base.heights_m.shape
    return {"sha256": base.sha256, "width": width, "depth": depth, **_numbers(base)}


def geo_frame_record(frame: GeoFrame) -> dict[str, object]:
    """Where the world lies."""
    return _numbers(frame)


def strokes_record(strokes: tuple[Stroke, ...]) -> list[dict[str, object]]:
    """Resolved strokes."""
    return [
        {
            "kind": f"STROKE_KIND_{stroke.kind.upper()}",
            "points": _points(stroke.points),
            **_given(_numbers(stroke)),
        }
        for stroke in strokes
    ]


def lock_record(lock: Lock) -> dict[str, object]:
    """A resolved lock, its heights compressed."""
    assert lock.area is not None
    return {
        "area": area_record(lock.area),
        "heights_f32": _compressed(lock.heights_m.astype("<f4").tobytes()),
        "mask_bits": _compressed(np.packbits(lock.mask).tobytes()),
        "compressed": True,
    }


def variation_record(variation: SeedMix) -> dict[str, object]:
    """A mixture of seeds."""
    return {"other_seed": str(variation.other_seed), "share": variation.share}


def landform_map_record(landform_map: LandformMap) -> dict[str, object]:
    """A resolved landform map."""
    assert landform_map.area is not None
    depth, width = landform_map.indices.shape
    return {
        "area": area_record(landform_map.area),
        "width": width,
        "depth": depth,
        "palette": [{"landform": entry.landform, **_numbers(entry)} for entry in landform_map.palette],
        "indices": base64.b64encode(landform_map.indices.tobytes()).decode("ascii"),
        "roughness": landform_map.roughness,
    }


def stamps_record(stamps: tuple[Stamp, ...]) -> list[dict[str, object]]:
    """Resolved stamps; heights by the name of their bytes, which stand beside the recipe."""
    made = []
    for stamp in stamps:
        depth, width = stamp.heights_m.shape
        form: dict[str, object] = {"sha256": stamp.sha256, "width": width, "depth": depth}
        if stamp.landform:
            form = {"landform": stamp.landform, "seed": str(stamp.seed)}
        numbers = _given(_numbers(stamp))
        made.append({**form, **numbers, "rule": f"STAMP_RULE_{stamp.rule.upper()}", "round": stamp.round})
    return made


def erosion_record(erosion: ErosionMap) -> dict[str, object]:
    """A resolved erosion map."""
    assert erosion.area is not None
    depth, width = erosion.water.shape
    painted = {name: getattr(erosion, name) for name in ("water", "slopes", "deposit")}
    return {
        "area": area_record(erosion.area),
        "width": width,
        "depth": depth,
        **{name: base64.b64encode(cells.tobytes()).decode("ascii") for name, cells in painted.items() if cells.any()},
        "talus_deg": erosion.talus_deg,
    }


def constraints_record(constraints: Constraints) -> dict[str, object]:
    """Resolved constraints."""
    points = [_numbers(point) for point in constraints.points]
    areas = [{"corners": _points(area.corners), **_given(_numbers(area))} for area in constraints.flat_areas]
    roads = [{"points": _points(road.points), **_numbers(road)} for road in constraints.roads]
    return {name: made for name, made in (("points", points), ("flat_areas", areas), ("roads", roads)) if made}


def rivers_record(rivers: RiverParameters) -> dict[str, object]:
    """Resolved rivers."""
    return _given(_numbers(rivers))


def ground_record(ground: GroundParameters, reshape: bool) -> dict[str, object]:
    """Resolved ground; only what is not the default, so that a recipe of mere heights does not speak of it."""
    usual = GroundParameters()
    names = (*GROUND_RANGES, "keep_edges", "carve_rivers")
    said: dict[str, object] = {
        name: getattr(ground, name) for name in names if getattr(ground, name) != np.float32(getattr(usual, name))
    }
    if ground.draining != usual.draining:
        said["draining"] = f"DRAINING_METHOD_{ground.draining.upper()}"
    if reshape:
        said["reshape"] = True
    return said
