"""Batches of tiles: what a level designer finds in the folder, after one run or after several that were cut off."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import numpy as np
import OpenEXR
import pytest
from PIL import Image

from procgen.errors import Cancelled, InvalidFields
from procgen.runtime.checkpoint import Checkpoint
from procgen.runtime.recipe import Recipe
from procgen.runtime.store import ModelStore
from procgen.terrain.command.tiles import TileBatch, TilesMade, TileSource, make_tiles, source_of
from procgen.terrain.exporters import HeightRange
from procgen.terrain.heightmap import Heightmap
from procgen.v1 import terrain_controls_pb2, terrain_ground_pb2, terrain_pb2
from tests.terrain.exporters.gltf import Gltf

REQUEST = terrain_pb2.TerrainRequest(seed=2**64 - 1, origin_x_px=-70, origin_z_px=1000)


class World:
    """Hills over a whole plane, and how often they were looked at."""

    def __init__(self, fingerprint: str = "hills") -> None:
        self.asked: list[terrain_pb2.TerrainRequest] = []
        self.source = TileSource(self._heightmap, fingerprint)

    def _heightmap(
        self, request: terrain_pb2.TerrainRequest, layers: Collection[str], checkpoint: Checkpoint
    ) -> Heightmap:
        checkpoint()
        self.asked.append(request)
        x = (np.arange(request.width_px) + request.origin_x_px) / 40.0
        z = (np.arange(request.depth_px) + request.origin_z_px)[:, None] / 40.0
        heights = 300.0 * np.sin(x + 0.3 * z) * np.cos(0.7 * z) + 40.0 * np.sin(5.1 * x) * np.sin(4.3 * z)
        asked = {
            "seed": str(request.seed),
            "origin_x_px": str(request.origin_x_px),
            "origin_z_px": str(request.origin_z_px),
            "width_px": request.width_px,
            "depth_px": request.depth_px,
        }
        recipe = Recipe("terrain", asked, {"hills": "ab" * 32})
        steep = np.abs(np.gradient(heights, axis=0)).clip(0.0, 1.0).astype(np.float32)
        weights = np.stack([steep, 1.0 - steep, *[np.zeros_like(steep)] * 6], axis=-1)
        made = {name: weights if name == "splat" else steep for name in layers}
        return Heightmap(heights.astype(np.float32), 4.0, 0.0, recipe, None, made)


def manifest_of(made: TilesMade) -> dict[str, Any]:
    data = json.loads(made.manifest.read_text("utf-8"))
    assert isinstance(data, dict)
    return data


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def u16(path: Path, side: int) -> np.ndarray:
    return np.frombuffer(path.read_bytes(), "<u2").reshape(side, side)


def test_borders_of_all_neighbours_are_equal_in_every_format(tmp_path: Path) -> None:
    batch = TileBatch(3, 2, 65, ("npy", "r16", "unity_raw", "lod_glb"))
    made = make_tiles(REQUEST, batch, World().source, tmp_path)
    assert (made.made, made.kept) == (6, 0)
    heights = {tile: np.load(tmp_path / f"terrain_{tile[0]}_{tile[1]}.npy") for tile in batch.tiles()}
    raws = {tile: u16(tmp_path / f"terrain_{tile[0]}_{tile[1]}.r16", 65) for tile in batch.tiles()}
    # Unity counts tiles from the south, and rows too.
    unity = {tile: u16(tmp_path / f"terrain_{tile[0]}_{1 - tile[1]}.raw", 65)[::-1] for tile in batch.tiles()}
    meshes = {tile: Gltf((tmp_path / f"terrain_{tile[0]}_{tile[1]}-lod.glb").read_bytes()) for tile in batch.tiles()}
    for x, z in batch.tiles():
        assert meshes[x, z].tree["scenes"][0]["extras"]["recipe"]["request"]["width_px"] == 65
        np.testing.assert_array_equal(unity[x, z], raws[x, z])
        for grids in (heights, raws):
            if x + 1 < 3:
                np.testing.assert_array_equal(grids[x, z][:, -1], grids[x + 1, z][:, 0])
            if z + 1 < 2:
                np.testing.assert_array_equal(grids[x, z][-1], grids[x, z + 1][0])
        if x + 1 < 3:
            here, right = (meshes[tile].mesh("terrain_LOD1")[0] for tile in ((x, z), (x + 1, z)))
            for name in ("POSITION", "NORMAL"):
                west, east = (part[name][: 33 * 33].reshape(33, 33, 3) for part in (here, right))
                first = 1 if name == "POSITION" else 0
                np.testing.assert_array_equal(west[:, -1, first:], east[:, 0, first:])


def test_one_scale_in_whole_metres_holds_all_tiles(tmp_path: Path) -> None:
    batch = TileBatch(2, 2, 65, ("npy", "r16"))
    manifest = manifest_of(make_tiles(REQUEST, batch, World().source, tmp_path))
    low, high = manifest["height_range"]
    whole = np.stack([np.load(tmp_path / f"terrain_{x}_{z}.npy") for x, z in batch.tiles()])
    assert (low, high) == (np.floor(whole.min()), np.ceil(whole.max()))
    for x, z in batch.tiles():
        beside = json.loads((tmp_path / f"terrain_{x}_{z}.r16.json").read_text("utf-8"))
        assert (beside["height_min_m"], beside["height_max_m"]) == (low, high)
        values = low + u16(tmp_path / f"terrain_{x}_{z}.r16", 65) / 65535.0 * (high - low)
        assert np.abs(values - np.load(tmp_path / f"terrain_{x}_{z}.npy")).max() <= (high - low) / 65535.0 / 2.0 + 1e-9


def test_a_scale_that_is_given_needs_no_second_pass(tmp_path: Path) -> None:
    world = World()
    batch = TileBatch(2, 1, 65, ("r16",), height_range=HeightRange(-500.0, 900.0))
    manifest = manifest_of(make_tiles(REQUEST, batch, world.source, tmp_path))
    assert manifest["height_range"] == [-500.0, 900.0]
    assert len(world.asked) == 2
    with pytest.raises(InvalidFields, match="height_range"):
        make_tiles(REQUEST, TileBatch(1, 1, 65, ("r16",), height_range=HeightRange(0.0, 1.0)), world.source, tmp_path)


def test_heights_are_made_once_though_there_are_two_passes(tmp_path: Path) -> None:
    world = World()
    make_tiles(REQUEST, TileBatch(3, 3, 64, ("r16",)), world.source, tmp_path)
    assert len(world.asked) == 9
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")], "nothing hidden is left"


def test_manifest_names_every_file_and_where_its_tile_lies(tmp_path: Path) -> None:
    batch = TileBatch(2, 2, 65, ("npy", "layers_exr", "splat0_png", "mask8:wetness", "mask_exr:wetness"), name="island")
    made = make_tiles(REQUEST, batch, World().source, tmp_path)
    manifest = manifest_of(made)
    assert manifest["complete"] is True
    assert (manifest["columns"], manifest["rows"], manifest["side_px"], manifest["stride_px"]) == (2, 2, 65, 64)
    assert [(tile["x"], tile["z"]) for tile in manifest["tiles"]] == [(0, 0), (1, 0), (0, 1), (1, 1)]
    assert manifest["tiles"][3]["offset_m"] == [256.0, 256.0]
    assert (manifest["tiles"][3]["origin_x_px"], manifest["tiles"][3]["origin_z_px"]) == (-6, 1064)
    named = {"island.tiles.json", *(f"island_{x}_{z}.tile.json" for x, z in batch.tiles())}
    for tile in manifest["tiles"]:
        heights = np.load(tmp_path / f"island_{tile['x']}_{tile['z']}.npy")
        assert (tile["height_min_m"], tile["height_max_m"]) == (float(heights.min()), float(heights.max()))
        for file in tile["files"]:
            data = (tmp_path / file["file"]).read_bytes()
            assert (len(data), hashlib.sha256(data).hexdigest()) == (file["bytes"], file["sha256"])
            named |= {file["file"], *([file["sidecar"]] if "sidecar" in file else [])}
    assert set(contents(tmp_path)) == named
    assert [set(record) for record in made.records] == [{"path", "kind", "sha256", "recipe"}] * 20
    assert {"island_1_0-wetness.png", "island_1_0-wetness.exr"} < named


def test_a_recipe_of_a_tile_is_that_of_the_tile_alone(tmp_path: Path) -> None:
    """Tiles with normals are cut from a larger rectangle: their recipe must not speak of that."""
    make_tiles(REQUEST, TileBatch(2, 1, 65, ("npy", "glb")), World().source, tmp_path / "ringed")
    make_tiles(REQUEST, TileBatch(2, 1, 65, ("npy",)), World().source, tmp_path / "plain")
    for name in ("terrain_0_0", "terrain_1_0"):
        for suffix in (".npy", ".json"):
            assert (tmp_path / "ringed" / f"{name}{suffix}").read_bytes() == (
                tmp_path / "plain" / f"{name}{suffix}"
            ).read_bytes()


def test_a_second_run_makes_nothing_and_changes_nothing(tmp_path: Path) -> None:
    batch = TileBatch(2, 2, 65, ("r16", "npy", "lod_glb"))
    first = make_tiles(REQUEST, batch, World().source, tmp_path)
    before = contents(tmp_path)
    world = World()
    again = make_tiles(REQUEST, batch, world.source, tmp_path)
    assert (again.made, again.kept, world.asked) == (0, 4, [])
    assert again.records == first.records
    assert contents(tmp_path) == before


@pytest.mark.parametrize("harm", ["lost", "damaged", "sidecar lost", "record lost"])
def test_only_what_is_missing_or_damaged_is_made_again(tmp_path: Path, harm: str) -> None:
    batch = TileBatch(3, 1, 65, ("r16", "npy"))
    make_tiles(REQUEST, batch, World().source, tmp_path)
    before = contents(tmp_path)
    victim = tmp_path / {"sidecar lost": "terrain_1_0.r16.json", "record lost": "terrain_1_0.tile.json"}.get(
        harm, "terrain_1_0.r16"
    )
    if harm == "damaged":
        victim.write_bytes(victim.read_bytes()[:-1] + b"x")
    else:
        victim.unlink()
    world = World()
    again = make_tiles(REQUEST, batch, world.source, tmp_path)
    assert (again.made, again.kept, len(world.asked)) == (1, 2, 1)
    assert contents(tmp_path) == before


@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.8, 0.99])
def test_a_run_that_was_stopped_goes_on_where_it_was(tmp_path: Path, share: float) -> None:
    batch = TileBatch(3, 2, 65, ("r16", "lod_glb"))

    def stopping_at(last: int) -> Callable[[], None]:
        calls = itertools.count()

        def checkpoint() -> None:
            nonlocal seen
            seen = next(calls)
            if seen == last:
                raise Cancelled

        return checkpoint

    seen = 0
    make_tiles(REQUEST, batch, World().source, tmp_path / "whole", checkpoint=stopping_at(-1))
    total = seen
    world = World()
    with pytest.raises(Cancelled):
        make_tiles(REQUEST, batch, world.source, tmp_path / "cut", checkpoint=stopping_at(int(share * total)))
    make_tiles(REQUEST, batch, world.source, tmp_path / "cut")
    assert contents(tmp_path / "cut") == contents(tmp_path / "whole")
    assert len(world.asked) <= 7, "a tile of the first run at most was made twice"


@pytest.mark.parametrize("change", ["seed", "side", "models", "scale"])
def test_another_batch_in_the_same_folder_is_made_anew(tmp_path: Path, change: str) -> None:
    make_tiles(REQUEST, TileBatch(2, 1, 65, ("r16",)), World().source, tmp_path)
    request = terrain_pb2.TerrainRequest()
    request.CopyFrom(REQUEST)
    request.seed -= change == "seed"
    batch = TileBatch(
        2,
        1,
        129 if change == "side" else 65,
        ("r16",),
        height_range=HeightRange(-900.0, 900.0) if change == "scale" else None,
    )
    made = make_tiles(request, batch, World("others" if change == "models" else "hills").source, tmp_path)
    assert (made.made, made.kept) == (2, 0)


def test_terrain3d_regions_share_no_pixel_and_have_the_addons_names(tmp_path: Path) -> None:
    batch = TileBatch(2, 2, 64, ("terrain3d_painted_region_res", "npy"), share_border=False)
    make_tiles(REQUEST, batch, World().source, tmp_path)
    names = sorted(path.name for path in tmp_path.glob("terrain3d*.res"))
    assert names == [f"terrain3d_{x:02d}_{z:02d}.res" for x in (0, 1) for z in (0, 1)]
    west, east = (np.load(tmp_path / f"terrain_{x}_0.npy") for x in (0, 1))
    whole = World()._heightmap(
        terrain_pb2.TerrainRequest(origin_x_px=-70, origin_z_px=1000, width_px=128, depth_px=64), (), lambda: None
    )
    np.testing.assert_array_equal(np.concatenate([west, east], axis=1), whole.heights)
    assert TileBatch(20, 32, 64, ()).file_name("terrain3d_region_res", 0, 31) == "terrain3d-04_15.res"


def test_a_sketch_lies_over_all_tiles_together(tmp_path: Path) -> None:
    world = World()
    request = terrain_pb2.TerrainRequest(
        origin_x_px=10, sketch=terrain_pb2.Sketch(width=2, depth=2, heights_m=[0.0, 1.0, 2.0, 3.0])
    )
    make_tiles(request, TileBatch(3, 2, 65, ("npy",)), world.source, tmp_path)
    assert {
        (
            asked.sketch.area.origin_x_px,
            asked.sketch.area.origin_z_px,
            asked.sketch.area.width_px,
            asked.sketch.area.depth_px,
        )
        for asked in world.asked
    } == {(10, 0, 193, 129)}


@pytest.mark.parametrize(
    ("batch", "fields"),
    [
        (TileBatch(0, 70000, 65, ("npy",)), ["columns", "rows"]),
        (TileBatch(300, 300, 65, ("npy",)), ["columns * rows"]),
        (TileBatch(1, 1, 5000, ("npy",)), ["side_px"]),
        (TileBatch(1, 1, 100, ("unity_raw", "collision_glb")), ["side_px", "side_px"]),
        (TileBatch(1, 1, 65, ("jpeg", "npy", "npy", "mask9:a")), ["kinds[0]", "kinds[2]", "kinds[3]"]),
        (TileBatch(1, 1, 65, ()), ["kinds"]),
        (TileBatch(1, 1, 65, ("npy",), name="../up"), ["name"]),
        (TileBatch(40, 1, 64, ("terrain3d_region_res",)), ["share_border", "columns, rows"]),
        (
            TileBatch(1, 1, 64, ("terrain3d_region_res", "terrain3d_painted_region_res"), share_border=False),
            ["kinds"],
        ),
        (TileBatch(60000, 1, 2049, ("npy",)), []),
    ],
)
def test_everything_wrong_is_named_before_anything_is_made(tmp_path: Path, batch: TileBatch, fields: list[str]) -> None:
    world = World()
    far = terrain_pb2.TerrainRequest(origin_x_px=2**30 - 100)
    with pytest.raises(InvalidFields) as caught:
        make_tiles(far, batch, world.source, tmp_path / "new")
    assert [violation.field for violation in caught.value.violations] == (fields or ["origin_x_px"])
    assert world.asked == []
    assert not (tmp_path / "new").exists()


def test_masks_are_of_layers_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(InvalidFields) as caught:
        make_tiles(REQUEST, TileBatch(1, 1, 65, ("mask8:wetness", "mask8:gold")), World().source, tmp_path)
    assert [violation.field for violation in caught.value.violations] == ["kinds[1]"]


def test_what_lies_over_all_tiles_is_told_in_pixels_of_level_0(tmp_path: Path) -> None:
    world = World()
    request = terrain_pb2.TerrainRequest(level=3, origin_x_px=-70, sketch=terrain_pb2.Sketch(width=2, depth=2))
    make_tiles(request, TileBatch(2, 1, 65, ("npy",)), world.source, tmp_path)
    area = world.asked[1].sketch.area
    assert (area.origin_x_px, area.origin_z_px, area.width_px, area.depth_px) == (-560, 0, 1032, 520)
    assert world.asked[1].origin_x_px == -6
    request.level = 6
    with pytest.raises(InvalidFields, match="level"):
        make_tiles(request, TileBatch(2, 1, 65, ("npy",)), world.source, tmp_path)
    request.level, request.origin_x_px = 5, 2**25
    with pytest.raises(InvalidFields, match="origin_x_px"):
        make_tiles(request, TileBatch(2, 1, 65, ("npy",)), world.source, tmp_path)


@pytest.mark.parametrize("model", ["noise-ridged", "diffusion"])
def test_tiles_of_a_real_model_meet(tmp_path: Path, model: str) -> None:
    request = terrain_pb2.TerrainRequest(seed=5, model=model, origin_x_px=-33, keep_sea_floor=True)
    batch = TileBatch(2, 1, 65, ("npy", "lod_glb"))
    make_tiles(request, batch, source_of(ModelStore((), threads=1)), tmp_path / "tiles")
    west, east = (np.load(tmp_path / f"tiles/terrain_{x}_0.npy") for x in (0, 1))
    np.testing.assert_array_equal(west[:, -1], east[:, 0])
    request.origin_x_px += 64
    make_tiles(request, TileBatch(1, 1, 65, ("npy",)), source_of(ModelStore((), threads=1)), tmp_path / "alone")
    np.testing.assert_array_equal(np.load(tmp_path / "alone/terrain_0_0.npy"), east)


def test_an_unknown_model_is_named_as_in_a_single_call(tmp_path: Path) -> None:
    with pytest.raises(InvalidFields) as caught:
        make_tiles(
            terrain_pb2.TerrainRequest(model="gpt"), TileBatch(1, 1, 65, ("npy",)), source_of(ModelStore(())), tmp_path
        )
    assert [violation.field for violation in caught.value.violations] == ["model"]


def test_what_would_keep_tiles_from_meeting_is_refused(tmp_path: Path) -> None:
    request = terrain_pb2.TerrainRequest(
        ground=terrain_ground_pb2.Ground(reshape=True), edges=terrain_controls_pb2.Edges()
    )
    with pytest.raises(InvalidFields) as caught:
        make_tiles(request, TileBatch(2, 1, 65, ("npy",)), World().source, tmp_path)
    assert [violation.field for violation in caught.value.violations] == ["edges", "ground.reshape"]


def test_layers_of_a_real_model_are_written_for_every_tile(tmp_path: Path) -> None:
    request = terrain_pb2.TerrainRequest(seed=5, model="noise-ridged", origin_x_px=-33)
    batch = TileBatch(2, 1, 64, ("splat0_png", "mask8:wetness", "terrain3d_painted_region_res"), share_border=False)
    made = make_tiles(request, batch, source_of(ModelStore((), threads=1)), tmp_path)
    assert len(made.records) == 6
    assert {path.name for path in tmp_path.glob("*.res")} == {"terrain3d_00_00.res", "terrain3d_01_00.res"}


def test_layers_meet_where_tiles_share_a_border(tmp_path: Path) -> None:
    request = terrain_pb2.TerrainRequest(seed=5, origin_x_px=-33, rivers=terrain_ground_pb2.Rivers())
    kinds = ("mask_exr:slope", "mask_exr:curvature", "mask8:river", "mask8:sea", "lod_glb")
    make_tiles(request, TileBatch(2, 1, 65, kinds), source_of(ModelStore((), threads=1)), tmp_path)

    def channel(tile: int, name: str) -> np.ndarray:
        if name in ("slope", "curvature"):
            with OpenEXR.File(str(tmp_path / f"terrain_{tile}_0-{name}.exr"), separate_channels=True) as file:
                (only,) = file.channels().values()
                return np.array(only.pixels)
        return np.asarray(Image.open(tmp_path / f"terrain_{tile}_0-{name}.png"))

    for name in ("slope", "curvature", "river", "sea"):
        west, east = channel(0, name), channel(1, name)
        assert west.shape == (65, 65)
        np.testing.assert_array_equal(west[:, -1], east[:, 0], err_msg=name)
