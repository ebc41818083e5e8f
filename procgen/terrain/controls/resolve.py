"""Controls with their defaults filled in, rounded as the wire carries them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from procgen.runtime.ranges import Range
from procgen.terrain.controls import limits
from procgen.terrain.controls.shapes import (
    KEEP_MEAN,
    Constraints,
    Edges,
    ErosionMap,
    FlatArea,
    FloatArray,
    LandformEntry,
    LandformMap,
    Lock,
    PathPoint,
    PointConstraint,
    Stamp,
    Stroke,
    WorldArea,
)
from procgen.terrain.landforms import Landform, landform

_HIGHEST_TYPICAL_RELIEF_M = 9000.0
"""A wide grid must not ask for mountains higher than any world's."""


def float32(value: float) -> float:
    """The number as the wire carries it."""
    return float(np.float32(value))


def _optional(value: float | None) -> float | None:
    return None if value is None else float32(value)


def _number(value: float | None, allowed: Range) -> float:
    chosen = allowed.default if value is None else value
    assert chosen is not None
    return float32(chosen)


def typical_relief_m(kind: Landform, side_m: float) -> float:
    """Relief that is typical of a landform in an area of that side."""
    return min(max(kind.relief_ratio * side_m, 1.0), _HIGHEST_TYPICAL_RELIEF_M)


def _points(points: tuple[PathPoint, ...]) -> tuple[PathPoint, ...]:
    return tuple(PathPoint(float(p.x_px), float(p.z_px), _optional(p.height_m)) for p in points)


def resolve_strokes(strokes: tuple[Stroke, ...]) -> tuple[Stroke, ...]:
    """Strokes with radius and strength."""
    return tuple(
        Stroke(
            stroke.kind,
            _points(stroke.points),
            _number(stroke.radius_px, limits.STROKE_RADIUS),
            _optional(stroke.amount_m),
            _number(stroke.strength, limits.STRENGTH),
            _optional(stroke.width_m),
        )
        for stroke in strokes
    )


def resolve_lock(lock: Lock | None, request: WorldArea) -> Lock | None:
    """The lock with its area, and zeros where it is free; None where nothing is kept."""
    if lock is None or not lock.mask.any():
        return None
    depth, width = lock.heights_m.shape
    area = lock.area or WorldArea(request.origin_x_px, request.origin_z_px, width, depth)
    heights = np.where(lock.mask, lock.heights_m, np.float32(0.0)).astype(np.float32)
    return Lock(heights, lock.mask.astype(np.bool_), area)


def lock_of_edges(edges: Edges | None, request: WorldArea) -> Lock | None:
    """The lock that keeps the rims of neighbours; None where there is none."""
    if edges is None:
        return None
    strip, width, depth = edges.strip_px, request.width_px, request.depth_px
    heights = np.zeros((depth + 2 * strip, width + 2 * strip), np.float32)
    mask = np.zeros(heights.shape, np.bool_)
    inner, first, last = slice(strip, -strip), slice(0, strip), slice(-strip, None)
    sides: tuple[tuple[FloatArray | None, slice, slice], ...] = (
        (edges.north_m, first, inner),
        (edges.south_m, last, inner),
        (edges.west_m, inner, first),
        (edges.east_m, inner, last),
    )
    for side, rows, columns in sides:
        if side is not None:
            heights[rows, columns] = side
            mask[rows, columns] = True
    area = WorldArea(request.origin_x_px - strip, request.origin_z_px - strip, width + 2 * strip, depth + 2 * strip)
    return Lock(heights, mask, area) if mask.any() else None


def resolve_stamps(stamps: tuple[Stamp, ...]) -> tuple[Stamp, ...]:
    """Stamps with their numbers, without those that count for nothing. Where a stamp stands is left to the place, and
    a landform's heights to what makes them.
    """
    made = []
    for stamp in stamps:
        strength = _number(stamp.strength, limits.STRENGTH)
        if strength == 0.0:
            continue
        width = float32(stamp.width_m)
        rows, columns = stamp.heights_m.shape
        depth = stamp.depth_m or (width if stamp.landform else width * rows / columns)
        roughness = 0.0 if stamp.rule == KEEP_MEAN else stamp.roughness
        made.append(
            replace(
                stamp,
                width_m=width,
                depth_m=float32(limits.STAMP_DEPTH.nearest(depth)),
                turn_deg=_number(stamp.turn_deg, limits.STAMP_TURN),
                height_scale=_number(stamp.height_scale, limits.STAMP_SCALE),
                zero_m=_optional(stamp.zero_m),
                foot_m=_optional(stamp.foot_m),
                falloff=_number(stamp.falloff, limits.STAMP_FALLOFF),
                roughness=_number(roughness, limits.STAMP_ROUGHNESS),
                strength=strength,
            )
        )
    return tuple(made)


def resolve_erosion(erosion: ErosionMap | None, request: WorldArea) -> ErosionMap | None:
    """The map with its area; None where nothing is painted."""
    if erosion is None or not any(cells.any() for cells in (erosion.water, erosion.slopes, erosion.deposit)):
        return None
    return replace(erosion, area=erosion.area or request, talus_deg=_number(erosion.talus_deg, limits.TALUS))


def resolve_landform_map(
    landform_map: LandformMap | None,
    request: WorldArea,
    side_m: float,
    sea_level_m: float,
    mean_height_m: float | None,
    relief_m: float | None,
    wander: float,
) -> LandformMap | None:
    """The map with its area and with figures for each landscape.

    Args:
        landform_map: to complete.
        request: the request's own rectangle.
        side_m: side of the area that relief is measured in, metres.
        sea_level_m: height of the sea.
        mean_height_m: what the request gives for landscapes that give no mean; None for what is typical.
        relief_m: likewise.
        wander: how far means drift, 0 to 1.
    """
    if landform_map is None:
        return None

    def entry(asked: LandformEntry) -> LandformEntry:
        kind = landform(asked.landform)
        relief = relief_m if asked.relief_m is None else asked.relief_m
        relief = typical_relief_m(kind, side_m) if relief is None else relief
        mean = mean_height_m if asked.mean_height_m is None else asked.mean_height_m
        mean = sea_level_m + kind.typical_mean_m(relief, wander) if mean is None else mean
        return LandformEntry(
            asked.landform, float32(limits.HEIGHT.nearest(mean)), float32(limits.RELIEF.nearest(relief))
        )

    return LandformMap(
        tuple(entry(asked) for asked in landform_map.palette),
        landform_map.indices.astype(np.uint8),
        landform_map.area or request,
        _number(landform_map.roughness, limits.MAP_ROUGHNESS),
    )


def map_figures(landform_map: LandformMap) -> tuple[float, float]:
    """Mean height and relief of a completed map as a whole, metres."""
    counts = np.bincount(landform_map.indices.ravel(), minlength=len(landform_map.palette))
    share = counts / landform_map.indices.size
    means = np.array([entry.mean_height_m for entry in landform_map.palette], np.float64)
    reliefs = np.array([entry.relief_m for entry in landform_map.palette], np.float64)
    return float((share * means).sum()), float((share * reliefs).sum())


def resolve_constraints(constraints: Constraints | None) -> Constraints:
    """Constraints with radii, widths and grades."""
    if constraints is None:
        return Constraints()
    return Constraints(
        tuple(
            PointConstraint(
                float(point.x_px),
                float(point.z_px),
                float32(point.height_m),
                _number(point.radius_px, limits.POINT_RADIUS),
            )
            for point in constraints.points
        ),
        tuple(
            FlatArea(
                _points(area.corners),
                _optional(area.radius_px),
                _optional(area.height_m),
                _number(area.falloff_px, limits.FALLOFF),
            )
            for area in constraints.flat_areas
        ),
        tuple(
            replace(
                road,
                points=_points(road.points),
                width_m=_number(road.width_m, limits.ROAD_WIDTH),
                maximum_grade=_number(road.maximum_grade, limits.ROAD_GRADE),
                shoulder_px=_number(road.shoulder_px, limits.ROAD_SHOULDER),
            )
            for road in constraints.roads
        ),
    )
