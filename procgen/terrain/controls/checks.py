"""What is wrong with controls, field by field, named as in the contract."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from procgen.errors import Violation
from procgen.runtime.ranges import Range, range_violations, ranges_of
from procgen.terrain.controls import limits
from procgen.terrain.controls.shapes import (
    HEIGHT,
    KEEP_MEAN,
    RIVER,
    STAMP_LANDFORMS,
    STAMP_RULES,
    STROKE_KINDS,
    Constraints,
    Edges,
    ErosionMap,
    FlatArea,
    FloatArray,
    GeoFrame,
    LandformMap,
    Lock,
    PathPoint,
    Road,
    SeedMix,
    Stamp,
    Stroke,
    WorldArea,
)
from procgen.terrain.landforms import LANDFORM_NAMES


def _check(found: list[Violation], field: str, value: float | None, allowed: Range) -> None:
    if value is not None and not allowed.allows(value):
        found.append(Violation.of(field, value, str(allowed)))


def _numbers(thing: Any, field: str, *without: str) -> list[Violation]:
    """The numbers of a control that are out of range, but for those that are looked at apart."""
    ranges = {name: allowed for name, allowed in ranges_of(type(thing)).items() if name not in without}
    return range_violations(ranges, thing, f"{field}.")


def _check_count(found: list[Violation], field: str, what: str, count: int, allowed: Range) -> bool:
    if allowed.allows(count):
        return True
    found.append(Violation.of(field, f"{count} {what}", f"{allowed.minimum:.0f} to {allowed.maximum:.0f} {what}"))
    return False


def first_outside(values: FloatArray, allowed: Range) -> int | None:
    """Index, row by row, of the first number that is not allowed; None if all are."""
    inside = (values >= allowed.minimum) & (values <= allowed.maximum)  # false for NaN as well
    return None if inside.all() else int(np.argmin(inside))


def area_violations(area: WorldArea | None, field: str) -> list[Violation]:
    """What is wrong with an area; nothing if it is None."""
    return [] if area is None else _numbers(area, field)


def _path_violations(points: Sequence[PathPoint], field: str) -> list[Violation]:
    return [wrong for index, point in enumerate(points) for wrong in _numbers(point, f"{field}[{index}]")]


def _long_path_violations(points: Sequence[PathPoint], field: str, what: str) -> list[Violation]:
    """For lines that are followed from end to end."""
    found = _path_violations(points, field)
    if len(points) < 2:
        found.append(Violation.of(field, f"{len(points)} points", f"2 to {limits.PATH_POINTS.maximum:.0f} points"))
    if not found:
        length = sum(math.dist((a.x_px, a.z_px), (b.x_px, b.z_px)) for a, b in itertools.pairwise(points))
        if length > limits.PATH_LENGTH.maximum:
            allowed = f"a {what} of at most {limits.PATH_LENGTH.maximum:.0f} pixels"
            found.append(Violation.of(field, f"{length:.0f} pixels", allowed))
    return found


def stroke_violations(strokes: Sequence[Stroke]) -> list[Violation]:
    """What is wrong with strokes."""
    found: list[Violation] = []
    if not _check_count(found, "strokes", "strokes", len(strokes), limits.STROKES):
        return found
    total = sum(len(stroke.points) for stroke in strokes)
    _check_count(found, "strokes", "points in all", total, limits.STROKE_POINTS)
    for index, stroke in enumerate(strokes):
        field = f"strokes[{index}]"
        if stroke.kind not in STROKE_KINDS:
            found.append(Violation.of(f"{field}.kind", repr(stroke.kind), "one of " + ", ".join(STROKE_KINDS)))
        is_river = stroke.kind == RIVER
        found += _numbers(stroke, field, *(() if is_river else ("width_m",)))
        if stroke.width_m is not None and not is_river:
            found.append(Violation.of(f"{field}.width_m", stroke.width_m, "unset but for rivers"))
        if not _check_count(found, f"{field}.points", "points", len(stroke.points), limits.PATH_POINTS):
            continue
        if is_river:
            found += _long_path_violations(stroke.points, f"{field}.points", "river")
            found += _rising(stroke.points, f"{field}.points")
            continue
        found += _path_violations(stroke.points, f"{field}.points")
        if stroke.kind == HEIGHT:
            for at, point in enumerate(stroke.points):
                if point.height_m is None:
                    found.append(Violation.of(f"{field}.points[{at}].height_m", "missing", str(limits.HEIGHT)))
    return found


def _rising(points: Sequence[PathPoint], field: str) -> Iterator[Violation]:
    lowest = math.inf
    for index, point in enumerate(points):
        if point.height_m is not None and point.height_m > lowest:
            allowed = f"at most {lowest:.10g}, the height before it: a river runs downhill"
            yield Violation.of(f"{field}[{index}].height_m", point.height_m, allowed)
        elif point.height_m is not None:
            lowest = point.height_m


def lock_violations(lock: Lock | None) -> list[Violation]:
    """What is wrong with a lock; nothing if it is None."""
    if lock is None:
        return []
    found = area_violations(lock.area, "lock.area")
    depth, width = lock.heights_m.shape
    for name, side in (("width_px", width), ("depth_px", depth)):
        _check(found, f"lock.area.{name}", side, limits.LOCK_SIDE)
    if found:
        return found
    if lock.mask.shape != lock.heights_m.shape:
        allowed = f"{width * depth} pixels, as the heights"
        return [Violation.of("lock.mask_bits", f"{lock.mask.size} pixels", allowed)]
    if lock.area is not None and (lock.area.width_px, lock.area.depth_px) != (width, depth):
        allowed = f"{lock.area.width_px * lock.area.depth_px} heights, one a pixel of the area"
        return [Violation.of("lock.heights_f32", f"{width * depth} heights", allowed)]
    kept = np.where(lock.mask, lock.heights_m, np.float32(0.0))
    outside = first_outside(kept, limits.HEIGHT)
    if outside is not None:
        found.append(Violation.of(f"lock.heights_f32[{outside}]", kept.flat[outside], str(limits.HEIGHT)))
    return found


def edges_violations(edges: Edges | None, width_px: int, depth_px: int) -> list[Violation]:
    """What is wrong with the rims of neighbours of a request of that size; nothing if they are None."""
    if edges is None:
        return []
    found = _numbers(edges, "edges")
    if found:
        return found
    across, down = (edges.strip_px, width_px), (depth_px, edges.strip_px)
    sides = (("north", edges.north_m, across), ("south", edges.south_m, across))
    for name, strip, shape in (*sides, ("west", edges.west_m, down), ("east", edges.east_m, down)):
        if strip is None:
            continue
        if strip.shape != shape:
            allowed = f"{shape[0] * shape[1]} heights"
            found.append(Violation.of(f"edges.{name}_f32", f"{strip.size} heights", allowed))
            continue
        outside = first_outside(strip, limits.HEIGHT)
        if outside is not None:
            found.append(Violation.of(f"edges.{name}_f32[{outside}]", strip.flat[outside], str(limits.HEIGHT)))
    return found


def variation_violations(variation: SeedMix | None) -> list[Violation]:
    """What is wrong with a mixture of seeds; nothing if it is None."""
    return [] if variation is None else _numbers(variation, "variation")


def landform_map_violations(landform_map: LandformMap | None) -> list[Violation]:
    """What is wrong with a landform map; nothing if it is None."""
    if landform_map is None:
        return []
    found = area_violations(landform_map.area, "landform_map.area")
    depth, width = landform_map.indices.shape
    _check(found, "landform_map.width", width, limits.MAP_SIDE)
    _check(found, "landform_map.depth", depth, limits.MAP_SIDE)
    found += _numbers(landform_map, "landform_map")
    palette = landform_map.palette
    if not _check_count(found, "landform_map.palette", "landscapes", len(palette), limits.MAP_PALETTE):
        return found
    for index, entry in enumerate(palette):
        field = f"landform_map.palette[{index}]"
        if entry.landform and entry.landform not in LANDFORM_NAMES:
            allowed = "empty (any) or one of " + ", ".join(LANDFORM_NAMES)
            found.append(Violation.of(f"{field}.landform", repr(entry.landform), allowed))
        found += _numbers(entry, field)
    wrong = landform_map.indices >= len(palette)
    if wrong.any():
        first = int(np.argmax(wrong))
        allowed = f"below {len(palette)}, the number of landscapes in the palette"
        found.append(Violation.of(f"landform_map.indices[{first}]", landform_map.indices.flat[first], allowed))
    return found


def stamp_violations(stamps: Sequence[Stamp]) -> list[Violation]:
    """What is wrong with stamps."""
    found: list[Violation] = []
    if not _check_count(found, "stamps", "stamps", len(stamps), limits.STAMPS):
        return found
    for index, stamp in enumerate(stamps):
        field = f"stamps[{index}]"
        if stamp.rule not in STAMP_RULES:
            found.append(Violation.of(f"{field}.rule", repr(stamp.rule), "one of " + ", ".join(STAMP_RULES)))
        if stamp.landform:
            if stamp.landform not in STAMP_LANDFORMS:
                allowed = "empty, or one of " + ", ".join(STAMP_LANDFORMS)
                found.append(Violation.of(f"{field}.landform", repr(stamp.landform), allowed))
        else:
            rows, columns = stamp.heights_m.shape
            _check(found, f"{field}.width", columns, limits.STAMP_SIDE)
            _check(found, f"{field}.depth", rows, limits.STAMP_SIDE)
            outside = first_outside(stamp.heights_m, limits.HEIGHT)
            if outside is not None:
                value = stamp.heights_m.flat[outside]
                found.append(Violation.of(f"{field} heights[{outside}]", value, str(limits.HEIGHT)))
            if stamp.seed:
                found.append(Violation.of(f"{field}.seed", stamp.seed, "unset but for landforms"))
        found += _numbers(stamp, field)
        if stamp.rule == KEEP_MEAN and stamp.foot_m is not None:
            allowed = f"unset with {KEEP_MEAN}: it is added to the ground"
            found.append(Violation.of(f"{field}.foot_m", stamp.foot_m, allowed))
        if stamp.rule == KEEP_MEAN and stamp.roughness:
            allowed = f"unset with {KEEP_MEAN}: its outline is as drawn"
            found.append(Violation.of(f"{field}.roughness", stamp.roughness, allowed))
    return found


def erosion_violations(erosion: ErosionMap | None) -> list[Violation]:
    """What is wrong with an erosion map; nothing if it is None."""
    if erosion is None:
        return []
    found = area_violations(erosion.area, "erosion.area")
    depth, width = erosion.water.shape
    _check(found, "erosion.width", width, limits.EROSION_SIDE)
    _check(found, "erosion.depth", depth, limits.EROSION_SIDE)
    return found + _numbers(erosion, "erosion")


def geo_frame_violations(frame: GeoFrame | None) -> list[Violation]:
    """What is wrong with a frame; nothing if it is None."""
    if frame is None:
        return []
    found = _numbers(frame, "geo_frame")
    # GeoTIFF 1.0: codes below 1024 are none, those of 4000 to 4999 longitudes and latitudes.
    if not found and frame.epsg and (frame.epsg < 1024 or 4000 <= frame.epsg < 5000):
        allowed = "0, or a projection in metres such as 32633: 1024 to 3999 or 5000 to 32766"
        found.append(Violation.of("geo_frame.epsg", frame.epsg, allowed))
    return found


def constraint_violations(constraints: Constraints | None) -> list[Violation]:
    """What is wrong with constraints; nothing if they are None."""
    if constraints is None:
        return []
    found: list[Violation] = []
    lists: Iterable[tuple[str, str, int, Range]] = (
        ("points", "points", len(constraints.points), limits.POINTS),
        ("flat_areas", "areas", len(constraints.flat_areas), limits.FLAT_AREAS),
        ("roads", "roads", len(constraints.roads), limits.ROADS),
    )
    for name, what, count, allowed in lists:
        _check_count(found, f"constraints.{name}", what, count, allowed)
    if found:
        return found
    pixels: dict[tuple[int, int], int] = {}
    for index, point in enumerate(constraints.points):
        field = f"constraints.points[{index}]"
        wrong = _numbers(point, field)
        found += wrong
        if not wrong:
            other = pixels.setdefault((math.floor(point.x_px), math.floor(point.z_px)), index)
            if other != index:
                found.append(Violation.of(field, f"in the pixel of points[{other}]", "one point a pixel"))
    for index, area in enumerate(constraints.flat_areas):
        found += _flat_area_violations(area, f"constraints.flat_areas[{index}]")
    for index, road in enumerate(constraints.roads):
        found += _road_violations(road, f"constraints.roads[{index}]")
    return found


def _flat_area_violations(area: FlatArea, field: str) -> list[Violation]:
    found: list[Violation] = []
    count = len(area.corners)
    if count in (0, 2) or not limits.PATH_POINTS.allows(count):
        found.append(Violation.of(f"{field}.corners", f"{count} corners", "1 corner and a radius, or 3 to 256 corners"))
    else:
        found += _path_violations(area.corners, f"{field}.corners")
        for index, corner in enumerate(area.corners):
            if corner.height_m is not None:
                name = f"{field}.corners[{index}].height_m"
                found.append(Violation.of(name, corner.height_m, "unset: the area has one height"))
    if count == 1 and area.radius_px is None:
        found.append(Violation.of(f"{field}.radius_px", "missing", str(limits.FLAT_RADIUS)))
    elif count != 1 and area.radius_px is not None:
        found.append(Violation.of(f"{field}.radius_px", area.radius_px, "unset for a polygon"))
    else:
        return found + _numbers(area, field)
    return found + _numbers(area, field, "radius_px")


def _road_violations(road: Road, field: str) -> list[Violation]:
    found: list[Violation] = []
    if _check_count(found, f"{field}.points", "points", len(road.points), limits.PATH_POINTS):
        found += _long_path_violations(road.points, f"{field}.points", "road")
    return found + _numbers(road, field)
