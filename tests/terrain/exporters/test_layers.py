from __future__ import annotations

import itertools
import os
import struct
import zlib
from collections.abc import Mapping

import cv2
import numpy as np
import png
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from procgen.errors import InvalidFields
from procgen.runtime.recipe import Recipe
from procgen.terrain.exporters import LAYER_EXPORTERS, mask_exporter, mask_exr_exporter
from procgen.terrain.exporters.layers import (
    channel_names,
    encode_layers_exr,
    encode_mask_exr,
    encode_mask_png,
    encode_splat_exr,
    encode_splat_png,
    quantise_splat,
    splat_weights,
)
from tests.terrain import maps
from tests.terrain.test_png16 import texts

RECIPE = Recipe("terrain", {"seed": "7", "landform": "süß"})
HALF, FLOAT = 1, 2
KINDS = {HALF: np.dtype("<f2"), FLOAT: np.dtype("<f4")}


@pytest.fixture(autouse=True, scope="module")
def _opencv_reads_exr() -> None:
    os.environ["OPENCV_IO_ENABLE_OPENEXR"] = "1"


def read_png(data: bytes) -> tuple[np.ndarray, dict[str, object]]:
    width, height, rows, info = png.Reader(bytes=data).read()
    values = np.array(list(itertools.chain(*rows)), np.uint16)
    return values.reshape(height, width, -1), info


def read_exr(data: bytes) -> tuple[dict[str, np.ndarray], dict[str, bytes]]:
    """Channels and attributes of a ZIP-compressed scan line file, after "OpenEXR File Layout"."""
    assert struct.unpack_from("<II", data) == (20000630, 2)
    attributes, at = {}, 8
    while data[at]:
        name_end = data.index(0, at)
        type_end = data.index(0, name_end + 1)
        (size,) = struct.unpack_from("<i", data, type_end + 1)
        start = type_end + 5
        attributes[data[at:name_end].decode()] = data[start : start + size]
        at = start + size
    channels, rest = [], attributes["channels"]
    while rest[0]:
        end = rest.index(0)
        kind, _linear, x_step, y_step = struct.unpack_from("<iB3xii", rest, end + 1)
        assert (x_step, y_step) == (1, 1)
        channels.append((rest[:end].decode(), KINDS[kind]))
        rest = rest[end + 17 :]
    assert [name for name, _ in channels] == sorted(name for name, _ in channels)
    assert attributes["compression"] == b"\x03"
    left, top, right, bottom = struct.unpack("<4i", attributes["dataWindow"])
    width, height = right - left + 1, bottom - top + 1
    blocks = -(-height // 16)
    values = {name: np.empty((height, width), kind) for name, kind in channels}
    line_bytes = sum(width * kind.itemsize for _, kind in channels)
    for offset in struct.unpack_from(f"<{blocks}Q", data, at + 1):
        first, size = struct.unpack_from("<ii", data, offset)
        packed = data[offset + 8 : offset + 8 + size]
        lines = min(16, height - first)
        if size < lines * line_bytes:
            deltas = np.frombuffer(zlib.decompress(packed), np.uint8).astype(np.int64)
            deltas[1:] -= 128
            halves = np.cumsum(deltas).astype(np.uint8)
            mixed = np.empty_like(halves)
            middle = (len(halves) + 1) // 2
            mixed[0::2], mixed[1::2] = halves[:middle], halves[middle:]
            packed = mixed.tobytes()
        place = 0
        for line in range(lines):
            for name, kind in channels:
                values[name][first + line] = np.frombuffer(packed, kind, width, place)
                place += width * kind.itemsize
    return values, attributes


@st.composite
def splats(draw: st.DrawFn) -> np.ndarray:
    depth, width, channels = draw(st.integers(1, 6)), draw(st.integers(1, 6)), draw(st.sampled_from([2, 4, 8]))
    raw = draw(arrays.arrays(np.float32, (depth, width, channels), elements=st.floats(0.0, 1.0, width=32)))
    raw[raw < 0.01] = 0.0
    raw[..., 0] += raw.sum(axis=-1) == 0.0
    return np.asarray(raw / raw.sum(axis=-1, keepdims=True), np.float32)


@settings(deadline=None)
@given(splats())
def test_bytes_of_a_splat_sum_to_255_and_are_within_a_step(weights: np.ndarray) -> None:
    quantised = quantise_splat(weights)
    assert (quantised.astype(int).sum(axis=-1) == 255).all()
    assert np.abs(quantised / 255.0 - weights).max() <= 1.001 / 255.0
    assert not quantised[weights == 0.0].any()


def test_splat_bytes_that_sum_to_255_come_back_as_they_are() -> None:
    weights = quantise_splat(np.random.default_rng(8).dirichlet(np.ones(8), (90, 40)).astype(np.float32))
    np.testing.assert_array_equal(quantise_splat(splat_weights(weights)), weights)
    pixels, _ = read_png(LAYER_EXPORTERS["splat1_png"].encode(maps.of(maps.hills(90, 40, 9.0)), {"splat": weights}))
    np.testing.assert_array_equal(pixels, weights[..., 4:])


@settings(deadline=None)
@given(splats())
def test_splat_pictures_hold_four_weights_each(weights: np.ndarray) -> None:
    expected = quantise_splat(weights)
    channels = weights.shape[-1]
    seen = []
    for first in range(0, channels, 4):
        data = encode_splat_png(weights, first, RECIPE, names=tuple("abcdefgh"))
        pixels, info = read_png(data)
        assert (info["bitdepth"], info["planes"], info["alpha"]) == (8, 4, True)
        found = texts(data)
        assert Recipe.from_json(found["procgen:recipe"]) == RECIPE
        assert found["procgen:first_channel"] == str(first)
        assert found["procgen:channels"].split() == list("abcdefgh")[first : first + 4]
        seen.append(pixels)
    whole = np.concatenate(seen, axis=-1)
    np.testing.assert_array_equal(whole[..., :channels], expected)
    assert not whole[..., channels:].any()


@pytest.mark.parametrize("bits", [8, 16])
@settings(deadline=None)
@given(
    arrays.arrays(np.float32, st.tuples(st.integers(1, 8), st.integers(1, 8)), elements=st.floats(-0.5, 1.5, width=32))
)
def test_a_mask_comes_back_to_half_a_step(bits: int, mask: np.ndarray) -> None:
    data = encode_mask_png(mask, bits, RECIPE, name="wetness")
    pixels, info = read_png(data)
    assert (info["greyscale"], info["bitdepth"], info["alpha"]) == (True, bits, False)
    full = 2**bits - 1
    assert np.abs(pixels[..., 0] / full - np.clip(mask, 0.0, 1.0)).max() <= 0.5 / full + 1e-9
    found = texts(data)
    assert Recipe.from_json(found["procgen:recipe"]) == RECIPE
    assert (found["procgen:layer"], found["procgen:value_min"], found["procgen:value_max"]) == ("wetness", "0.0", "1.0")
    opened = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    assert opened.dtype == (np.uint8 if bits == 8 else np.uint16)
    np.testing.assert_array_equal(opened, pixels[..., 0])


def test_a_mask_with_a_unit_has_its_range_beside_it() -> None:
    slopes = np.array([[0.0, 45.0, 90.0]], np.float32)
    data = encode_mask_png(slopes, 16, RECIPE, value_range=(0.0, 90.0))
    pixels, _ = read_png(data)
    assert pixels.ravel().tolist() == [0, 32768, 65535]
    assert texts(data)["procgen:value_max"] == "90.0"


def test_yes_and_no_are_white_and_black_and_bytes_stay_bytes() -> None:
    river = np.array([[True, False]])
    biomes = np.array([[0, 7, 255]], np.uint8)
    assert read_png(encode_mask_png(river, 8, RECIPE))[0].ravel().tolist() == [255, 0]
    assert read_png(encode_mask_png(river, 16, RECIPE))[0].ravel().tolist() == [65535, 0]
    assert read_png(encode_mask_png(biomes, 8, RECIPE))[0].ravel().tolist() == [0, 7, 255]
    assert read_png(encode_mask_png(biomes, 16, RECIPE))[0].ravel().tolist() == [0, 7 * 257, 65535]
    assert texts(encode_mask_png(biomes, 8, RECIPE))["procgen:value_max"] == "255.0"


@pytest.mark.parametrize("half", [True, False])
def test_layers_come_back_from_one_exr(half: bool) -> None:
    random = np.random.default_rng(5)
    weights = random.dirichlet(np.ones(8), (37, 21)).astype(np.float32)
    layers = {
        "wetness": random.random((37, 21)).astype(np.float32),
        "river": random.random((37, 21)) < 0.3,
        "biome": random.integers(0, 255, (37, 21)).astype(np.uint8),
        "splat": weights,
    }
    data = encode_layers_exr(layers, RECIPE, half=half)
    channels, attributes = read_exr(data)
    assert Recipe.from_json(attributes["procgen:recipe"].decode()) == RECIPE
    assert set(channels) == {"wetness", "river", "biome", *channel_names("splat", 8)}
    kind = np.float16 if half else np.float32
    assert {values.dtype for values in channels.values()} == {np.dtype(kind)}
    for name in ("wetness", "river", "biome"):
        np.testing.assert_array_equal(channels[name], layers[name].astype(kind))
    for index, name in enumerate(["splat0.R", "splat0.G", "splat0.B", "splat0.A", "splat1.R"]):
        np.testing.assert_array_equal(channels[name], weights[..., index].astype(kind))
    error = 2.0**-11 if half else 2.0**-24
    np.testing.assert_allclose(channels["splat1.A"], weights[..., 7], rtol=error, atol=3e-8)


@pytest.mark.parametrize("half", [True, False])
def test_opencv_reads_single_masks_and_splats(half: bool) -> None:
    def opened(data: bytes) -> np.ndarray:
        return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)

    kind = np.float16 if half else np.float32
    mask = maps.hills(20, 30, 1.0, base_m=0.0)
    np.testing.assert_array_equal(opened(encode_mask_exr(mask, RECIPE, half=half)), mask.astype(kind))
    weights = np.random.default_rng(4).dirichlet(np.ones(6), (20, 30)).astype(np.float32)
    blue_green_red_alpha = opened(encode_splat_exr(weights, 0, RECIPE, half=half))
    np.testing.assert_array_equal(blue_green_red_alpha[..., [2, 1, 0, 3]], weights[..., :4].astype(kind))
    channels, attributes = read_exr(encode_splat_exr(weights, 4, RECIPE, half=half))
    np.testing.assert_array_equal(channels["G"], weights[..., 5].astype(kind))
    assert not channels["B"].any()
    assert not channels["A"].any()
    assert Recipe.from_json(attributes["procgen:recipe"].decode()) == RECIPE


@pytest.mark.parametrize(
    ("layers", "fields"),
    [
        ({}, ["layers"]),
        ({"a": np.zeros((2, 2), np.float32), "b": np.zeros((2, 3), np.float32)}, ["layers"]),
        ({"a b": np.zeros((2, 2), np.float32)}, ["layers['a b']"]),
        ({"a": np.zeros((2, 2), np.int64), "b": np.full((2, 2), np.nan)}, ["layers['a']", "layers['b']"]),
        ({"a": np.full((2, 2), 1e6, np.float32)}, ["layers['a']"]),
        ({"a": np.zeros((2, 2, 2, 2), np.float32)}, ["layers['a']"]),
    ],
)
def test_layers_that_cannot_be_written_are_named(layers: Mapping[str, np.ndarray], fields: list[str]) -> None:
    with pytest.raises(InvalidFields) as caught:
        encode_layers_exr(layers, RECIPE)
    assert [violation.field for violation in caught.value.violations] == fields


def test_arguments_that_make_no_sense_are_named() -> None:
    good, weights = np.zeros((2, 2), np.float32), np.full((2, 2, 4), 0.25, np.float32)
    for call, fields in (
        (lambda: encode_mask_png(good, 12, RECIPE, value_range=(1.0, 0.0)), ["bits", "value_range"]),
        (lambda: encode_mask_png(weights, 8, RECIPE), ["mask"]),
        (lambda: encode_mask_png(good * np.float32(np.nan), 8, RECIPE), ["mask"]),
        (lambda: encode_splat_png(weights, 3, RECIPE), ["first_channel"]),
        (lambda: encode_splat_png(weights, 4, RECIPE), ["first_channel"]),
        (lambda: encode_splat_png(weights * 2, 0, RECIPE), ["weights"]),
        (lambda: encode_splat_png(weights * np.float32(np.nan), 0, RECIPE), ["weights"]),
        (lambda: encode_splat_png(good, 0, RECIPE), ["weights"]),
        (lambda: encode_splat_exr(weights, 4, RECIPE), ["first_channel"]),
        (lambda: encode_splat_exr(weights * np.float32(np.nan), 0, RECIPE), ["weights"]),
        (lambda: encode_mask_exr(weights, RECIPE), ["mask"]),
    ):
        with pytest.raises(InvalidFields) as caught:
            call()
        assert [violation.field for violation in caught.value.violations] == fields


LAYERS = {
    "splat": np.random.default_rng(2).dirichlet(np.ones(8), (64, 64)).astype(np.float32),
    "river": np.eye(64, dtype=np.bool_),
}


@settings(max_examples=20, deadline=None)
@given(st.sampled_from([*LAYER_EXPORTERS.values(), mask_exporter("river"), mask_exr_exporter("river")]))
def test_every_kind_gives_equal_bytes_however_layers_lie_in_memory(exporter: object) -> None:
    heightmap = maps.of(maps.hills(64, 64, 300.0))
    given_layers = LAYERS
    if exporter is LAYER_EXPORTERS["water_glb"]:
        given_layers = {"height": heightmap.heights, "water_surface": heightmap.heights + np.float32(2.0)}
        given_layers |= dict.fromkeys(("lake", "sea"), LAYERS["river"] > 0.5)
    expected = exporter.encode(heightmap, given_layers)  # type: ignore[attr-defined]
    turned = {name: np.asfortranarray(layer) for name, layer in reversed(given_layers.items())}
    assert exporter.encode(heightmap, turned) == expected  # type: ignore[attr-defined]
    assert heightmap.recipe.sha256.encode() in expected


def test_missing_layers_and_other_sizes_are_named() -> None:
    heightmap = maps.of(maps.hills(64, 65, 300.0))
    for arrays_given, value in (({}, "missing"), (LAYERS, "(64, 64, 8)")):
        with pytest.raises(InvalidFields) as caught:
            LAYER_EXPORTERS["splat1_png"].encode(heightmap, arrays_given)
        (violation,) = caught.value.violations
        assert (violation.field, violation.value) == ("layers['splat']", value)


def test_kinds_say_which_layers_they_need() -> None:
    assert {kind: exporter.layers for kind, exporter in LAYER_EXPORTERS.items()} == {
        "splat0_png": ("splat",),
        "splat1_png": ("splat",),
        "splat0_exr": ("splat",),
        "splat1_exr": ("splat",),
        "layers_exr": (),
        "terrain3d_control_res": ("splat",),
        "terrain3d_painted_region_res": ("splat",),
        "water_glb": ("height", "lake", "sea", "water_surface"),
    }
    assert mask_exporter("snow").layers == ("snow",)
    suffixes = [exporter.suffix for exporter in LAYER_EXPORTERS.values()]
    assert len(set(suffixes)) == len(suffixes)
