"""Messages to parameters, to a recipe, and back."""

from __future__ import annotations

import json
import zlib
from typing import Any

import numpy as np
import pytest
from google.protobuf import json_format
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.errors import InvalidFields
from procgen.runtime.recipe import canonical_json
from procgen.terrain.generate import request_record
from procgen.terrain.ground.parameters import GROUND_RANGES
from procgen.terrain.landforms import LANDFORM_NAMES
from procgen.terrain.parameters import resolve
from procgen.terrain.rivers import RIVER_RANGES
from procgen.terrain.wire.service import read_request
from procgen.v1 import terrain_controls_pb2 as controls
from procgen.v1 import terrain_ground_pb2 as ground
from procgen.v1.terrain_pb2 import Sketch, TerrainRequest

MODELS = ("diffusion", "noise-fbm")
POSITION = st.floats(-(2.0**30), 2.0**30)
NEAR = st.floats(-5000.0, 5000.0)
HEIGHT = st.floats(-12000.0, 20000.0, width=32)
UNSET = st.none()


def area(width: int, depth: int) -> st.SearchStrategy[controls.WorldArea]:
    origin = st.integers(-(2**30), 2**30)
    return st.builds(
        controls.WorldArea, origin_x_px=origin, origin_z_px=origin, width_px=st.just(width), depth_px=st.just(depth)
    )


def floats(low: float, high: float) -> st.SearchStrategy[float | None]:
    """Unset, or from end to end, each as float32 rounds it."""
    return UNSET | st.floats(float(np.float32(low)), float(np.float32(high)), width=32)


def points(least: int, heights: bool = True, place: st.SearchStrategy[float] = NEAR) -> st.SearchStrategy[Any]:
    height = UNSET | HEIGHT if heights else UNSET
    point = st.builds(controls.PathPoint, x_px=place, z_px=place, height_m=height)
    return st.lists(point, min_size=least, max_size=4)


@st.composite
def strokes(draw: st.DrawFn) -> controls.Stroke:
    kind = draw(st.sampled_from([1, 2, 3, 4]))
    path = draw(points(2 if kind == 2 else 1))
    if kind == 2:
        heights = sorted((point.height_m for point in path if point.HasField("height_m")), reverse=True)
        given_heights = iter(heights)
        for point in path:
            if point.HasField("height_m"):
                point.height_m = next(given_heights)
    if kind == 4:
        for point in path:
            point.height_m = draw(HEIGHT)
    return controls.Stroke(
        kind=kind,  # type: ignore[arg-type]
        points=path,
        radius_px=draw(floats(1.0, 512.0)),
        amount_m=draw(floats(0.0, 20000.0)),
        strength=draw(floats(0.0, 1.0)),
        width_m=draw(floats(0.1, 10000.0)) if kind == 2 else None,
    )


@st.composite
def locks(draw: st.DrawFn) -> controls.Lock:
    width, depth = draw(st.integers(1, 30)), draw(st.integers(1, 30))
    heights = draw(st.lists(HEIGHT, min_size=width * depth, max_size=width * depth))
    mask = draw(st.just(b"") | st.binary(min_size=-(width * depth // -8), max_size=-(width * depth // -8)))
    data = np.array(heights, "<f4").tobytes()
    if draw(st.booleans()):
        return controls.Lock(
            area=draw(area(width, depth)),
            heights_f32=zlib.compress(data, draw(st.integers(0, 9))),
            mask_bits=zlib.compress(mask) if mask else b"",
            compressed=True,
        )
    return controls.Lock(area=draw(area(width, depth)), heights_f32=data, mask_bits=mask)


@st.composite
def landform_maps(draw: st.DrawFn) -> controls.LandformMap:
    width, depth = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    entry = st.builds(
        controls.LandformEntry,
        landform=st.sampled_from(["", *LANDFORM_NAMES]),
        mean_height_m=UNSET | HEIGHT,
        relief_m=floats(1.0, 20000.0),
    )
    palette = draw(st.lists(entry, min_size=1, max_size=3))
    indices = bytes(draw(st.integers(0, len(palette) - 1)) for _ in range(width * depth))
    return controls.LandformMap(
        area=draw(UNSET | area(1000, 20)),
        width=width,
        depth=depth,
        palette=palette,
        indices=indices,
        roughness=draw(floats(0.0, 1.0)),
    )


@st.composite
def demands(draw: st.DrawFn) -> controls.Constraints:
    pixel = st.tuples(st.integers(-99, 99), st.integers(-99, 99))
    point = st.lists(pixel, unique=True, max_size=3)
    return controls.Constraints(
        points=[
            controls.PointConstraint(x_px=x + 0.3, z_px=z, height_m=draw(HEIGHT), radius_px=draw(floats(1.0, 128.0)))
            for x, z in draw(point)
        ],
        flat_areas=[
            controls.FlatArea(corners=draw(points(3, False)), height_m=draw(UNSET | HEIGHT)),
            controls.FlatArea(
                corners=[controls.PathPoint(x_px=draw(POSITION), z_px=draw(POSITION))],
                radius_px=draw(st.floats(0.5, 1024.0, width=32)),
                falloff_px=draw(floats(0.0, 512.0)),
            ),
        ],
        roads=[
            controls.Road(
                points=draw(points(2)),
                width_m=draw(floats(0.1, 1000.0)),
                maximum_grade=draw(floats(0.001, 2.0)),
                shoulder_px=draw(floats(0.0, 512.0)),
            )
        ],
    )


RIVERS = st.builds(
    ground.Rivers,
    **{name: floats(allowed.minimum, allowed.maximum) for name, allowed in RIVER_RANGES.items()},
)
GROUNDS = st.builds(
    ground.Ground,
    reshape=st.booleans(),
    draining=st.sampled_from([0, 1, 2, 3]),
    keep_edges=UNSET | st.booleans(),
    carve_rivers=UNSET | st.booleans(),
    **{name: floats(allowed.minimum, allowed.maximum) for name, allowed in GROUND_RANGES.items()},
)


def sketch(strength: float | None, where: controls.WorldArea | None) -> Sketch:
    return Sketch(width=3, depth=2, heights_m=[0.1, 2, 3, 4, 5, 6.7], area=where, strength=strength)


REQUESTS = st.builds(
    TerrainRequest,
    seed=st.integers(0, 2**64 - 1),
    origin_x_px=st.integers(-(2**25), 2**25),
    level=st.integers(0, 5),
    width_px=st.integers(64, 80),
    depth_px=st.integers(64, 80),
    sea_level_m=floats(-100.0, 100.0),
    relief_m=floats(1.0, 20000.0),
    sketch=UNSET | st.builds(sketch, floats(0.0, 1.0), UNSET | area(10, 2**20)),
    strokes=st.lists(strokes(), max_size=3),
    lock=UNSET | locks(),
    variation=UNSET
    | st.builds(controls.SeedMix, other_seed=st.integers(0, 2**64 - 1), share=st.floats(0.0, 1.0, width=32)),
    landform_map=UNSET | landform_maps(),
    vertical_scale=floats(0.1, 10.0),
    constraints=UNSET | demands(),
    rivers=UNSET | RIVERS,
    ground=UNSET | GROUNDS,
)


def record(message: TerrainRequest) -> str:
    """The recipe's request, as text."""
    return canonical_json(request_record(resolve(read_request(message, MODELS)[0], MODELS)))


@settings(max_examples=120, deadline=None)
@given(REQUESTS)
def test_a_recipe_asks_for_what_was_asked(message: TerrainRequest) -> None:
    first = record(message)
    again = json_format.ParseDict(json.loads(first), TerrainRequest())
    assert record(again) == first
    assert record(TerrainRequest.FromString(again.SerializeToString())) == first


def test_edges_become_a_lock_in_the_recipe() -> None:
    strip = np.arange(3 * 64, dtype="<f4")
    edges = controls.Edges(
        strip_px=3, north_f32=zlib.compress(strip.tobytes()), east_f32=zlib.compress(strip.tobytes()), compressed=True
    )
    message = TerrainRequest(width_px=64, depth_px=64, origin_x_px=-(2**30), edges=edges)
    first = record(message)
    assert '"edges"' not in first
    again = json_format.ParseDict(json.loads(first), TerrainRequest())
    assert record(again) == first
    lock = resolve(read_request(again, MODELS)[0], MODELS).lock
    assert lock is not None
    assert np.array_equal(lock.heights_m[:3, 3:-3].ravel(), strip)
    assert np.array_equal(lock.heights_m[3:-3, -3:].ravel(), strip)
    assert int(lock.mask.sum()) == 2 * 3 * 64


def test_what_changes_nothing_is_not_in_the_recipe() -> None:
    plain = TerrainRequest(width_px=64, depth_px=64, seed=4)
    same = TerrainRequest(
        width_px=64,
        depth_px=64,
        seed=4,
        variation=controls.SeedMix(other_seed=9, share=0.0),
        vertical_scale=1.0,
        constraints=controls.Constraints(),
        lock=controls.Lock(heights_f32=bytes(4 * 64 * 64), mask_bits=bytes(8 * 64)),
        ground=ground.Ground(draining=ground.DRAINING_METHOD_HYBRID, lapse_c_per_km=6.5, keep_edges=True),
    )
    assert record(same) == record(plain)


def fields(message: TerrainRequest) -> set[str]:
    with pytest.raises(InvalidFields) as caught:
        read_request(message, MODELS)
    return {violation.field for violation in caught.value.violations}


def locked(**given_fields: Any) -> TerrainRequest:
    return TerrainRequest(width_px=64, depth_px=64, lock=controls.Lock(**given_fields))


BOMB = zlib.compress(bytes(1 << 26), 9)


@pytest.mark.parametrize(
    ("data", "compressed", "good"),
    [
        (bytes(4 * 64 * 64), False, True),
        (bytes(4 * 64 * 64 - 1), False, False),
        (bytes(4 * 64 * 64 + 1), False, False),
        (zlib.compress(bytes(4 * 64 * 64)), True, True),
        (zlib.compress(bytes(4 * 64 * 64 - 1)), True, False),
        (zlib.compress(bytes(4 * 64 * 64 + 1)), True, False),
        (zlib.compress(bytes(4 * 64 * 64))[:-1], True, False),
        (zlib.compress(bytes(4 * 64 * 64)) + b"x", True, False),
        (zlib.compress(bytes(4 * 64 * 64)), False, False),
        (b"", True, False),
        (b"no zlib stream", True, False),
        (BOMB, True, False),
    ],
)
def test_locked_heights_must_be_as_many_as_pixels(data: bytes, compressed: bool, good: bool) -> None:
    message = locked(heights_f32=data, compressed=compressed)
    if good:
        read_request(message, MODELS)
    else:
        assert fields(message) == {"lock.heights_f32"}


def test_masks_are_packed_bits_from_the_highest() -> None:
    mask = bytes([0b10000001]) + bytes(64 * 64 // 8 - 1)
    parameters, _ = read_request(locked(heights_f32=bytes(4 * 64 * 64), mask_bits=mask), MODELS)
    assert parameters.lock is not None
    assert np.flatnonzero(parameters.lock.mask).tolist() == [0, 7]
    assert fields(locked(heights_f32=bytes(4 * 64 * 64), mask_bits=mask + b"\0")) == {"lock.mask_bits"}


def test_heights_that_are_not_kept_may_be_anything() -> None:
    heights = np.full(64 * 64, np.nan, "<f4")
    heights[0] = 5.0
    mask = bytes([0b10000000]) + bytes(64 * 64 // 8 - 1)
    read_request(locked(heights_f32=heights.tobytes(), mask_bits=mask), MODELS)
    assert fields(locked(heights_f32=heights.tobytes())) == {"lock.heights_f32[1]"}
