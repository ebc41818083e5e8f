"""A region's own files, its tiles' manifests, what is refused, and going on with a region."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from procgen.errors import InvalidFields
from procgen.v1 import world_pb2
from procgen.world.chance import region_seed
from procgen.world.command.region import is_whole, tiles_of, whole_region
from procgen.world.generate import check, generate
from procgen.world.materials import ground_tones
from procgen.world.parameters import WorldParameters
from procgen.world.region.folder import region_files, tile_folder
from procgen.world.region.ground import region_ground
from procgen.world.region.outline import region_outline
from procgen.world.wire.service import read_request
from tests.command_line import procgen
from tests.world.region.small_region import SMALL, TILES, natural, store, tile


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    return {file.path: file.data for file in region_files(SMALL, store())}


def test_region_json_says_where_everything_is(files: dict[str, bytes]) -> None:
    record = json.loads(files["region.json"])
    side = TILES * SMALL.side_m
    assert {name: record[name] for name in ("kind", "version", "side_m", "tile_m", "text", "seed")} == {
        "kind": "region",
        "version": 1,
        "side_m": side,
        "tile_m": SMALL.side_m,
        "text": SMALL.text,
        "seed": str(SMALL.seed),
    }
    assert [(each["column"], each["row"]) for each in record["tiles"][:4]] == [(0, 0), (1, 0), (2, 0), (0, 1)]
    assert len(record["tiles"]) == TILES**2
    first, middle = record["tiles"][0], record["tiles"][4]
    assert first["folder"] == tile_folder(0, 0) == "tiles/0_0"
    assert first["origin_m"] == [-256.0, -256.0]
    assert middle["origin_m"] == [0.0, 0.0]
    outline = region_outline(SMALL)
    assert {each["settlement"] for each in record["tiles"]} - {None} == {each.name for each in outline.sites}
    for each, site in zip(record["settlements"], outline.sites, strict=True):
        assert (each["name"], each["kind"]) == (site.name, site.kind)
        assert each["x"] == pytest.approx(site.x_m - side / 2, abs=0.01)
        assert each["z"] == pytest.approx(site.z_m - side / 2, abs=0.01)
    assert record["roads"]
    assert all(abs(x) <= side / 2 and abs(z) <= side / 2 for line in record["roads"] for x, z in line)
    assert record["rivers"]


def test_the_land_from_afar_is_that_of_the_tiles(files: dict[str, bytes]) -> None:
    record = json.loads(files["region.json"])
    heights = np.load(io.BytesIO(files[record["far"]["heights"]]))
    step = record["far"]["metres_per_pixel"]
    assert heights.dtype == np.float32
    assert (len(heights) - 1) * step == pytest.approx(record["side_m"])
    assert heights.shape[0] == heights.shape[1]
    near = natural(1, 1).heights_m[:: round(step / SMALL.metres_per_pixel), :: round(step / SMALL.metres_per_pixel)]
    first = round(SMALL.side_m / step)
    far = heights[first : first + len(near), first : first + len(near)]
    relief = float(np.ptp(heights))
    assert float(np.abs(far - near).mean()) < 0.05 * relief
    picture = Image.open(io.BytesIO(files[record["far"]["picture"]]))
    assert picture.size[0] == picture.size[1] >= 3 * (len(heights) - 1)
    assert Image.open(io.BytesIO(files[record["map"]])).size == (1536, 1536)


def test_from_afar_the_sea_shows_its_floor(files: dict[str, bytes]) -> None:
    # Engines draw the water: below it, the floor of the tiles goes on.
    record = json.loads(files["region.json"])
    heights = np.load(io.BytesIO(files[record["far"]["heights"]]))
    picture = Image.open(io.BytesIO(files[record["far"]["picture"]])).resize(heights.shape[::-1], Image.Resampling.BOX)
    colours = np.asarray(picture, np.float32)
    deep = heights < record["sea_level_m"] - 4.0
    assert deep.sum() > 30
    red, _green, blue = colours[deep].mean(axis=0)
    assert red > 1.2 * blue, "sand, not water"


def test_from_afar_the_ground_has_the_colours_of_the_materials_of_its_tiles(files: dict[str, bytes]) -> None:
    record = json.loads(files["region.json"])
    heights = np.load(io.BytesIO(files[record["far"]["heights"]]))
    picture = Image.open(io.BytesIO(files[record["far"]["picture"]])).resize(heights.shape[::-1], Image.Resampling.BOX)
    deep = heights < record["sea_level_m"] - 4.0
    seen = np.asarray(picture, np.float32)[deep].mean(axis=0)
    region = natural(0, 0).region
    assert region is not None
    asked = (region.biome, region_seed(SMALL, "materials"), store())
    tones = {name: 255.0 * np.array(tone) for name, tone in ground_tones(("sand", "scree"), *asked).items()}
    # The sea's floor is sand with some scree.
    assert np.abs(seen - (0.9 * tones["sand"] + 0.1 * tones["scree"])).max() < 4.0


def test_files_are_the_same_each_time(files: dict[str, bytes]) -> None:
    assert {file.path: file.data for file in region_files(tile(1, 2), store())} == files


def test_a_tile_is_a_world_that_knows_its_neighbours() -> None:
    outputs = ("terrain", "settlement")
    crossing = next(each for each in region_outline(SMALL).sites)
    world = generate(tile(crossing.column, crossing.row), store(), outputs=outputs)
    manifest = json.loads(world.files[-1].data)
    region = manifest["region"]
    assert (region["column"], region["row"], region["tiles"]) == (crossing.column, crossing.row, TILES)
    assert (region["x_m"], region["z_m"]) == (crossing.column * 256.0, crossing.row * 256.0)
    for side, other in region["neighbours"].items():
        step = {"north": (0, -1), "east": (1, 0), "south": (0, 1), "west": (-1, 0)}[side]
        assert (other["column"], other["row"]) == (crossing.column + step[0], crossing.row + step[1])
        assert 0 <= other["column"] < TILES
        assert 0 <= other["row"] < TILES
    assert region["roads"]
    assert {each["side"] for each in region["roads"]} <= set(region["neighbours"])
    assert manifest["name"] == crossing.name
    assert manifest["recipe"]["request"]["region_tiles"] == TILES


def test_what_can_not_be_is_named() -> None:
    cases: list[tuple[dict[str, object], str, str]] = [
        ({"region_tiles": 1}, "region_tiles", "from 2 to 16"),
        ({"region_tiles": 17}, "region_tiles", "from 0 to 16"),
        ({"column": TILES}, "column", f"from 0 to {TILES - 1}"),
        ({"row": TILES}, "row", f"from 0 to {TILES - 1}"),
        ({"region_tiles": 0, "column": 1}, "column", "from 0 to 0"),
        ({"metres_per_pixel": 3.0}, "metres_per_pixel", "1, 2, 4, 8"),
        ({"side_m": 260.0}, "side_m", "a multiple of 8"),
        ({"vehicles": 3}, "vehicles", "0 in a region"),
        ({"walkers": 3}, "walkers", "0 in a region"),
        ({"locked": ("settlement",)}, "locked", "nothing in a region"),
    ]
    for changed, field, allowed in cases:
        with pytest.raises(InvalidFields) as caught:
            check(replace(SMALL, **changed))  # type: ignore[arg-type]
        told = {each.field: each.allowed for each in caught.value.violations}
        assert field in told, changed
        assert allowed in told[field]
    check(SMALL)
    check(WorldParameters())


def test_the_wire_has_the_same_fields() -> None:
    asked = world_pb2.WorldRequest(text=SMALL.text, seed=5, side_m=256, metres_per_pixel=4, region_tiles=3, column=1)
    parameters, _ = read_request(asked)
    assert (parameters.region_tiles, parameters.column, parameters.row) == (3, 1, 0)
    assert not whole_region(asked)
    asked.ClearField("column")
    assert whole_region(asked)
    assert [(each.column, each.row) for each, _ in tiles_of(asked, Path())][:4] == [(0, 0), (1, 0), (2, 0), (0, 1)]
    asked.column = 5
    with pytest.raises(InvalidFields, match="column"):
        read_request(asked)


def test_a_region_is_gone_on_with(tmp_path: Path) -> None:
    """Tiles that are whole are kept, and damaged ones made again, with the same bytes."""
    arguments = [
        "generate", "world", SMALL.text, "--region-tiles", "2", "--side", "256", "--metres-per-pixel", "8",
        "--parts", "terrain", "--out", str(tmp_path / "region"),
    ]  # fmt: skip
    first = procgen(*arguments)
    assert first.returncode == 0, first.stderr
    folder = tmp_path / "region"
    record = json.loads((folder / "region.json").read_text())
    for each in record["tiles"]:
        assert json.loads((folder / each["folder"] / "manifest.json").read_text())["region"]["row"] == each["row"]
    damaged = folder / "tiles/1_0/terrain/terrain.npy"
    before, kept = damaged.read_bytes(), folder / "tiles/0_1/manifest.json"
    damaged.write_bytes(before[:-1])
    written = kept.stat().st_mtime_ns
    again = procgen(*arguments)
    assert again.returncode == 0, again.stderr
    assert "3 tiles are there already" in again.stderr
    assert damaged.read_bytes() == before
    assert kept.stat().st_mtime_ns == written
    other = world_pb2.WorldRequest(text=SMALL.text, side_m=256, metres_per_pixel=8, region_tiles=2, parts=["terrain"])
    other.seed = int(record["seed"])
    assert is_whole(folder / "tiles/0_0", other)
    other.seed += 1
    assert not is_whole(folder / "tiles/0_0", other)


def test_a_larger_region_takes_no_more_of_a_tile() -> None:
    """What a tile keeps of its region are planned heights, some metres apart."""
    large = region_ground(replace(SMALL, region_tiles=16), store())
    assert large.around_m.nbytes < 8 << 20
