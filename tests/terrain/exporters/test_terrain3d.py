from __future__ import annotations

import json
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.errors import InvalidFields
from procgen.runtime.recipe import Recipe
from procgen.terrain.exporters import ENGINE_EXPORTERS, terrain3d
from tests.terrain import maps

texture = st.integers(0, 31)


@settings(deadline=None)
@given(texture, texture, st.integers(0, 255), st.booleans(), st.booleans(), st.booleans())
def test_control_bits_lie_where_the_addon_reads_them(
    base: int, overlay: int, blend: int, hole: bool, navigation: bool, autoshader: bool
) -> None:
    packed = int(
        terrain3d.control_map([[base]], overlay, blend, hole=hole, navigation=navigation, autoshader=autoshader)[0, 0]
    )
    # The decoding of the addon's page "Control Map Format".
    assert packed >> 27 & 0x1F == base
    assert packed >> 22 & 0x1F == overlay
    assert packed >> 14 & 0xFF == blend
    assert packed >> 10 & 0xF == 0
    assert packed >> 7 & 0x7 == 0
    assert bool(packed >> 2 & 1) == hole
    assert bool(packed >> 1 & 1) == navigation
    assert bool(packed & 1) == autoshader


def test_textures_and_blends_that_have_no_bits_are_named() -> None:
    with pytest.raises(InvalidFields) as caught:
        terrain3d.control_map([[0, 32]], [[-1, 0]], [[256, 0]])
    assert [violation.field for violation in caught.value.violations] == ["base", "overlay", "blend"]


def test_the_two_strongest_textures_are_blended() -> None:
    weights = np.zeros((1, 4, 8), np.float32)
    weights[0, 0, 3] = 1.0
    weights[0, 1, [5, 2]] = 0.75, 0.25
    weights[0, 2, [1, 6]] = 0.5, 0.5
    weights[0, 3, [0, 4, 7]] = 0.5, 0.3, 0.2
    packed = terrain3d.control_of_splat(weights)
    base, overlay, blend = packed >> 27, packed >> 22 & 31, packed >> 14 & 255
    assert base.tolist() == [[3, 5, 1, 0]]
    assert overlay.tolist()[0][1:] == [2, 6, 4]
    assert blend.tolist() == [[0, 64, 128, 96]]
    assert not (packed & 0x3FFF).any()


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ((0, 0), "terrain3d_00_00.res"),
        ((-1, 2), "terrain3d-01_02.res"),
        ((15, -16), "terrain3d_15-16.res"),
    ],
)
def test_regions_are_named_as_the_addon_finds_them(place: tuple[int, int], name: str) -> None:
    assert terrain3d.region_file_name(*place) == name
    # The addon reads three characters from either end of what is left, without the underscore.
    left = name.removeprefix("terrain3d").removesuffix(".res")
    assert (int(left[:3].replace("_", "")), int(left[-3:].replace("_", ""))) == place


def test_places_outside_the_addons_world_are_named() -> None:
    with pytest.raises(InvalidFields) as caught:
        terrain3d.region_file_name(16, -17)
    assert [violation.field for violation in caught.value.violations] == ["x", "z"]


@pytest.mark.parametrize("side", [64, 128, 256, 512, 1024, 2048])
def test_sides_of_regions(side: int) -> None:
    assert terrain3d.size_violations(side, side) == []
    assert [violation.field for violation in terrain3d.size_violations(side + 1, side)] == ["width_px"]
    assert terrain3d.fitting_side_px(side - 1, 1) == side
    assert ENGINE_EXPORTERS["terrain3d_region_res"].size_violations(side, 2 * side)


class Res:
    """A reader of Godot's binary resources, as far as ours go; the test with Godot itself is in tests/engines."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 24
        assert data[:4] == data[-4:] == b"RSRC"
        assert self.word(4) == self.word(8) == 0, "little-endian, 32-bit reals"
        self.kind = self.text()
        self.at += 8 + 4 + 8 + 44
        names = [self.text() for _ in range(self.next())]
        assert self.next() == 0, "no external resources"
        places = [(self.text(), struct.unpack("<Q", self.take(8))[0]) for _ in range(self.next())]
        self.resources: list[tuple[str, dict[str, object]]] = []
        for path, place in places:
            assert path == f"local://{len(self.resources) + 1}"
            assert self.at == place
            kind = self.text()
            self.resources.append((kind, {names[self.next()]: self.value() for _ in range(self.next())}))
        assert self.at == len(data) - 4

    def take(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]

    def word(self, at: int) -> int:
        return int(struct.unpack_from("<I", self.data, at)[0])

    def next(self) -> int:
        return int(struct.unpack("<I", self.take(4))[0])

    def text(self) -> str:
        return self.take(self.next()).removesuffix(b"\0").decode()

    def value(self) -> object:
        match self.next():
            case 3:
                return struct.unpack("<i", self.take(4))[0]
            case 4:
                return struct.unpack("<f", self.take(4))[0]
            case 5:
                return self.text()
            case 10:
                return struct.unpack("<ff", self.take(8))
            case 24:
                assert self.next() == 2, "an internal resource"
                return self.resources[self.next()]
            case 26:
                return {self.value(): self.value() for _ in range(self.next())}
            case 31:
                return self.take(self.next())
            case code:
                raise AssertionError(code)


def test_a_region_holds_heights_and_control_map_bit_for_bit() -> None:
    heightmap = maps.of(maps.hills(64, 64, 900.0, base_m=-50.0), metres_per_pixel=2.5)
    # All bits set is not a number as a float: it must come through all the same.
    control = np.arange(64 * 64, dtype=np.uint32).reshape(64, 64) * np.uint32(1048573)
    control[0, 0] = 0xFFFFFFFF
    file = Res(terrain3d.region_res(heightmap, control=control))
    kind, region = file.resources[-1]
    assert file.kind == kind == "Terrain3DRegion"
    assert region["region_size"] == 64
    assert region["vertex_spacing"] == 2.5
    assert region["height_range"] == (heightmap.height_min_m, heightmap.height_max_m)
    assert region["version"] == pytest.approx(0.93)
    assert Recipe.from_json(str(region["metadata/procgen_recipe"])) == heightmap.recipe
    for name, expected in (("height_map", heightmap.heights.tobytes()), ("control_map", control.tobytes())):
        image_kind, image = region[name]  # type: ignore[misc]
        assert image_kind == "Image"
        assert image["data"] == {"width": 64, "height": 64, "format": "RFloat", "mipmaps": 0, "data": expected}


def test_a_region_without_control_map_leaves_it_to_the_addon() -> None:
    _, region = Res(ENGINE_EXPORTERS["terrain3d_region_res"].encode(maps.of(maps.hills(64, 64, 9.0)))).resources[-1]
    assert "control_map" not in region


def test_maps_of_any_size_go_to_the_importer() -> None:
    heightmap = maps.of(maps.hills(70, 50, 900.0))
    file = Res(terrain3d.height_res(heightmap))
    ((kind, image),) = file.resources
    assert file.kind == kind == "Image"
    assert image["data"]["data"] == heightmap.heights.tobytes()  # type: ignore[index]
    manifest = json.loads(terrain3d.import_manifest(heightmap, "a.res", "b.res", region_px=64, x_px=-128, z_px=64))
    assert Recipe.from_json(json.dumps(manifest["recipe"])) == heightmap.recipe
    assert {key: manifest[key] for key in ("height_file", "control_file", "region_size", "regions")} == {
        "height_file": "a.res",
        "control_file": "b.res",
        "region_size": 64,
        "regions": [1, 2],
    }
    assert manifest["import_position"] == [-128 * 30.0, 64 * 30.0]
    assert manifest["r16_size"] == [50, 70]
    assert manifest["r16_range"] == [heightmap.height_min_m, heightmap.height_max_m]
    assert (manifest["vertex_spacing"], manifest["import_scale"], manifest["height_offset"]) == (30.0, 1.0, 0.0)


def test_what_the_addon_refuses_is_named() -> None:
    heightmap = maps.of(maps.hills(64, 64, 900.0))
    for call, fields in (
        (lambda: terrain3d.region_res(maps.of(np.zeros((65, 65)))), ["width_px", "depth_px"]),
        (lambda: terrain3d.region_res(heightmap, control=np.zeros((64, 65), np.uint32)), ["control"]),
        (lambda: terrain3d.import_manifest(heightmap, "a", region_px=100), ["region_px"]),
        (lambda: terrain3d.import_manifest(heightmap, "a", region_px=64, x_px=3, z_px=5), ["x_px", "z_px"]),
    ):
        with pytest.raises(InvalidFields) as caught:
            call()
        assert [violation.field for violation in caught.value.violations] == fields
