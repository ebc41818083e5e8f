"""The control messages of a terrain request as the domain has them.

Only what the wire can get wrong is checked here: counts that do not fit together, damaged or oversized compressed
data. Ranges are the domain's, which names everything else that is wrong.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from google.protobuf.message import Message

from procgen.errors import Violation
from procgen.kit.wire.blobs import SHA256_ALLOWED, BlobStore, sha256_allowed
from procgen.kit.wire.forms import said
from procgen.runtime.ranges import Range, ranges_of
from procgen.terrain.base import BASE_SIDE, Base
from procgen.terrain.controls.checks import first_outside
from procgen.terrain.controls.limits import (
    EROSION_SIDE,
    HEIGHT,
    LOCK_SIDE,
    MAP_SIDE,
    SKETCH_SIDE,
    STAMP_SIDE,
    STAMPS,
    STRIP,
)
from procgen.terrain.controls.shapes import (
    RAISE,
    Constraints,
    Edges,
    ErosionMap,
    FlatArea,
    FloatArray,
    GeoFrame,
    LandformEntry,
    LandformMap,
    Lock,
    PathPoint,
    PointConstraint,
    Road,
    SeedMix,
    Stamp,
    Stroke,
    WorldArea,
)
from procgen.terrain.parameters import Sketch
from procgen.v1 import terrain_controls_pb2, terrain_pb2

_KIND_PREFIX = "STROKE_KIND_"
_RULE_PREFIX = "STAMP_RULE_"
_KEPT_FORMS = 32
"""Heights that are kept unpacked: tiles of a world all name the same ones."""


@dataclass(frozen=True, slots=True)
class Controls:
    """What a request draws, keeps and demands."""

    base: Base | None
    geo_frame: GeoFrame | None
    sketch: Sketch | None
    strokes: tuple[Stroke, ...]
    lock: Lock | None
    edges: Edges | None
    variation: SeedMix | None
    landform_map: LandformMap | None
    constraints: Constraints | None
    stamps: tuple[Stamp, ...]
    erosion: ErosionMap | None


def read_controls(message: terrain_pb2.TerrainRequest, blobs: BlobStore) -> tuple[Controls, list[Violation]]:
    """The controls of a request, and what is wrong with their form; a control that is wrong is left out.

    Args:
        message: the request.
        blobs: what was sent ahead.
    """
    found: list[Violation] = []
    controls = Controls(
        base=_base(message.base, blobs, found) if message.HasField("base") else None,
        geo_frame=GeoFrame(**_numbers(message.geo_frame, GeoFrame)) if message.HasField("geo_frame") else None,
        sketch=_sketch(message.sketch, found) if message.HasField("sketch") else None,
        strokes=tuple(map(_stroke, message.strokes)),
        lock=_lock(message.lock, message.width_px, message.depth_px, found) if message.HasField("lock") else None,
        edges=_edges(message.edges, message.width_px, message.depth_px, found) if message.HasField("edges") else None,
        variation=(SeedMix(**_numbers(message.variation, SeedMix)) if message.HasField("variation") else None),
        landform_map=_landform_map(message.landform_map, found) if message.HasField("landform_map") else None,
        constraints=_constraints(message.constraints) if message.HasField("constraints") else None,
        stamps=_stamps(message.stamps, blobs, found),
        erosion=_erosion(message.erosion, found) if message.HasField("erosion") else None,
    )
    return controls, found


def _numbers(message: Message, kind: type[Any]) -> dict[str, Any]:
    """The numbers of a control; those that nobody said are None."""
    return {name: said(message, name) for name in ranges_of(kind)}


def _area(message: Message) -> WorldArea | None:
    """A message's field ``area``, None if it is unset."""
    if not message.HasField("area"):
        return None
    return WorldArea(**_numbers(message.area, WorldArea))  # type: ignore[attr-defined]


def _sides_fit(found: list[Violation], field: str, sides: Iterable[tuple[str, int]], allowed: Range) -> bool:
    wrong = [
        Violation.of(f"{field}.{name}", side or "missing", str(allowed))
        for name, side in sides
        if not allowed.allows(side)
    ]
    found += wrong
    return not wrong


def _sketch(message: terrain_pb2.Sketch, found: list[Violation]) -> Sketch | None:
    if not _sides_fit(found, "sketch", (("width", message.width), ("depth", message.depth)), SKETCH_SIDE):
        return None
    count = message.width * message.depth
    wrong = []
    if len(message.heights_m) != count:
        wrong.append(Violation.of("sketch.heights_m", f"{len(message.heights_m)} numbers", f"width * depth = {count}"))
    if len(message.weights) not in (0, count):
        allowed = f"none, or width * depth = {count}"
        wrong.append(Violation.of("sketch.weights", f"{len(message.weights)} numbers", allowed))
    found += wrong
    if wrong:
        return None
    shape = (message.depth, message.width)
    heights = np.array(message.heights_m, np.float32).reshape(shape)
    weights = np.array(message.weights, np.float32).reshape(shape) if message.weights else np.ones(shape, np.float32)
    strength = said(message, "strength")
    return Sketch(heights, weights, _area(message), 1.0 if strength is None else strength)


def _base(message: terrain_controls_pb2.Base, blobs: BlobStore, found: list[Violation]) -> Base | None:
    sides = ("width", message.width), ("depth", message.depth)
    fits = _sides_fit(found, "base", sides, BASE_SIDE)
    heights = _sent_heights(found, "base", message, blobs, _base_heights, fits)
    return None if heights is None else Base(heights, sha256=message.sha256, **_numbers(message, Base))


_Heights = tuple[FloatArray | None, tuple[Violation, ...]]


def _sent_heights(
    found: list[Violation],
    field: str,
    message: terrain_controls_pb2.Base | terrain_controls_pb2.Stamp,
    blobs: BlobStore,
    unpack: Callable[[str, bytes, int, int], _Heights],
    fits: bool,
) -> FloatArray | None:
    """Heights that a control names; None where something is wrong with them, or does not fit."""
    if not sha256_allowed(message.sha256):
        found.append(Violation.of(f"{field}.sha256", repr(message.sha256), SHA256_ALLOWED))
        return None
    data = blobs.get(message.sha256)
    if data is None:
        allowed = "the name of a blob that is here: send it with PutBlob, it is forgotten after a while"
        found.append(Violation.of(f"{field}.sha256", message.sha256, allowed))
        return None
    if not fits:
        return None
    heights, wrong = unpack(field, data, message.depth, message.width)
    found += wrong
    return heights


def _unpacked(field: str, data: bytes, rows: int, columns: int) -> _Heights:
    """Heights of a blob, or what is wrong with them."""
    found: list[Violation] = []
    unpacked = _bytes(found, f"{field} heights", data, True, 4 * rows * columns)
    if unpacked is None:
        return None, tuple(found)
    heights = _float32(unpacked, rows, columns)
    heights.flags.writeable = False
    return heights, ()


_base_heights = lru_cache(maxsize=1)(_unpacked)
"""The last one is kept: tiles of a world all name the same."""
_stamp_heights = lru_cache(maxsize=_KEPT_FORMS)(_unpacked)


def _stamps(
    messages: Sequence[terrain_controls_pb2.Stamp], blobs: BlobStore, found: list[Violation]
) -> tuple[Stamp, ...]:
    """Stamps; none where there are too many, which the domain says of their number."""
    many = len(messages) > STAMPS.maximum
    read = (_stamp(f"stamps[{index}]", message, blobs, [] if many else found) for index, message in enumerate(messages))
    return tuple(stamp for stamp in read if stamp is not None)


def _stamp(field: str, message: terrain_controls_pb2.Stamp, blobs: BlobStore, found: list[Violation]) -> Stamp | None:
    heights: FloatArray | None = np.zeros((0, 0), np.float32)
    if message.landform:
        for name in ("sha256", "width", "depth"):
            if getattr(message, name):
                found.append(Violation.of(f"{field}.{name}", getattr(message, name), "unset with a landform"))
    else:
        fits = _sides_fit(found, field, (("width", message.width), ("depth", message.depth)), STAMP_SIDE)
        heights = _sent_heights(found, field, message, blobs, _stamp_heights, fits)
    if heights is None:
        return None
    rule = RAISE
    if message.rule:
        try:
            rule = terrain_controls_pb2.StampRule.Name(message.rule).removeprefix(_RULE_PREFIX).lower()
        except ValueError:
            rule = str(message.rule)
    return Stamp(
        heights,
        rule=rule,
        round=message.round,
        sha256=message.sha256,
        landform=message.landform,
        seed=message.seed,
        **_numbers(message, Stamp),
    )


def _erosion(message: terrain_controls_pb2.ErosionMap, found: list[Violation]) -> ErosionMap | None:
    if not _sides_fit(found, "erosion", (("width", message.width), ("depth", message.depth)), EROSION_SIDE):
        return None
    shape, size = (message.depth, message.width), message.width * message.depth
    painted: dict[str, npt.NDArray[np.uint8]] = {}
    for name in ("water", "slopes", "deposit"):
        data: bytes = getattr(message, name)
        if len(data) not in (0, size):
            allowed = f"none, or width * depth = {size} bytes"
            found.append(Violation.of(f"erosion.{name}", f"{len(data)} bytes", allowed))
            continue
        painted[name] = np.frombuffer(data or bytes(size), np.uint8).reshape(shape)
    if len(painted) < 3:
        return None
    water, slopes, deposit = (painted[name] for name in ("water", "slopes", "deposit"))
    return ErosionMap(water, slopes, deposit, _area(message), **_numbers(message, ErosionMap))


def _points(points: Iterable[terrain_controls_pb2.PathPoint]) -> tuple[PathPoint, ...]:
    return tuple(PathPoint(**_numbers(point, PathPoint)) for point in points)


def _stroke(message: terrain_controls_pb2.Stroke) -> Stroke:
    try:
        kind = terrain_controls_pb2.StrokeKind.Name(message.kind).removeprefix(_KIND_PREFIX).lower()
    except ValueError:
        kind = str(message.kind)
    return Stroke(kind, _points(message.points), **_numbers(message, Stroke))


def _bytes(found: list[Violation], field: str, data: bytes, compressed: bool, size: int) -> bytes | None:
    """A field's bytes, unpacked; None if there are not ``size`` of them. Never unpacks more than one byte too many."""
    allowed = f"{size} bytes"
    if not compressed:
        if len(data) == size:
            return data
        found.append(Violation.of(field, f"{len(data)} bytes", allowed))
        return None
    allowed = f"a zlib stream of {allowed}"
    unpacker = zlib.decompressobj()
    try:
        unpacked = unpacker.decompress(data, size + 1)
        if len(unpacked) <= size and not unpacker.eof:  # the checksum may be left
            unpacked += unpacker.decompress(unpacker.unconsumed_tail, 1)
    except zlib.error:
        found.append(Violation.of(field, "damaged", allowed))
        return None
    if len(unpacked) == size and unpacker.eof and not unpacker.unused_data:
        return unpacked
    if len(unpacked) > size:
        got = f"a zlib stream of more than {size} bytes"
    else:
        got = f"a zlib stream of {len(unpacked)} bytes" if unpacker.eof else "a zlib stream that is cut off"
    found.append(Violation.of(field, got, allowed))
    return None


def _float32(data: bytes, rows: int, columns: int) -> FloatArray:
    return np.frombuffer(data, "<f4").reshape(rows, columns).astype(np.float32)


def read_heights(data: bytes, compressed: bool, rows: int, columns: int) -> tuple[FloatArray | None, list[Violation]]:
    """The field ``heights_f32`` of a request, (rows, columns) metres, and what is wrong with it."""
    found: list[Violation] = []
    unpacked = _bytes(found, "heights_f32", data, compressed, 4 * rows * columns)
    if unpacked is None:
        return None, found
    heights = _float32(unpacked, rows, columns)
    outside = first_outside(heights, HEIGHT)
    if outside is not None:
        found.append(Violation.of(f"heights_f32[{outside}]", heights.flat[outside], str(HEIGHT)))
    return (None if found else heights), found


def _lock(message: terrain_controls_pb2.Lock, width_px: int, depth_px: int, found: list[Violation]) -> Lock | None:
    area = _area(message)
    width, depth = (area.width_px, area.depth_px) if area else (width_px, depth_px)
    if area is None and not (LOCK_SIDE.allows(width) and LOCK_SIDE.allows(depth)):
        return None  # the request's own size is wrong, which is said elsewhere
    if not _sides_fit(found, "lock.area", (("width_px", width), ("depth_px", depth)), LOCK_SIDE):
        return None
    heights = _bytes(found, "lock.heights_f32", message.heights_f32, message.compressed, 4 * width * depth)
    mask = np.ones((depth, width), np.bool_)
    if message.mask_bits:
        bits = _bytes(found, "lock.mask_bits", message.mask_bits, message.compressed, -(width * depth // -8))
        if bits is None:
            return None
        mask = np.unpackbits(np.frombuffer(bits, np.uint8), count=width * depth).reshape(depth, width).astype(np.bool_)
    return None if heights is None else Lock(_float32(heights, depth, width), mask, area)


def _edges(message: terrain_controls_pb2.Edges, width_px: int, depth_px: int, found: list[Violation]) -> Edges | None:
    if not _sides_fit(found, "edges", (("strip_px", message.strip_px),), STRIP):
        return None
    if not (LOCK_SIDE.allows(width_px) and LOCK_SIDE.allows(depth_px)):
        return None  # the request's own size is wrong, which is said elsewhere
    strip = message.strip_px

    def side(name: str, data: bytes, rows: int, columns: int) -> FloatArray | None:
        if not data:
            return None
        unpacked = _bytes(found, f"edges.{name}_f32", data, message.compressed, 4 * rows * columns)
        return None if unpacked is None else _float32(unpacked, rows, columns)

    return Edges(
        strip,
        side("north", message.north_f32, strip, width_px),
        side("south", message.south_f32, strip, width_px),
        side("west", message.west_f32, depth_px, strip),
        side("east", message.east_f32, depth_px, strip),
    )


def _landform_map(message: terrain_controls_pb2.LandformMap, found: list[Violation]) -> LandformMap | None:
    if not _sides_fit(found, "landform_map", (("width", message.width), ("depth", message.depth)), MAP_SIDE):
        return None
    size = message.width * message.depth
    if len(message.indices) != size:
        found.append(Violation.of("landform_map.indices", f"{len(message.indices)} bytes", f"width * depth = {size}"))
        return None
    indices: npt.NDArray[np.uint8] = np.frombuffer(message.indices, np.uint8).reshape(message.depth, message.width)
    palette = tuple(LandformEntry(entry.landform, **_numbers(entry, LandformEntry)) for entry in message.palette)
    return LandformMap(palette, indices, _area(message), **_numbers(message, LandformMap))


def _constraints(message: terrain_controls_pb2.Constraints) -> Constraints:
    return Constraints(
        tuple(PointConstraint(**_numbers(point, PointConstraint)) for point in message.points),
        tuple(FlatArea(_points(area.corners), **_numbers(area, FlatArea)) for area in message.flat_areas),
        tuple(Road(_points(road.points), **_numbers(road, Road)) for road in message.roads),
    )
