"""What worlds are made of, and what covers their ground."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
from PIL import Image

from procgen.runtime.store import ModelStore
from procgen.texture.maps import linear_from_8bit
from procgen.texture.maps.srgb import to_linear, to_srgb
from procgen.texture.terrain_layers import BIOMES
from procgen.world.buildings import STYLES
from procgen.world.ground_height import sampled
from procgen.world.ground_paint import LAYERS, centres_m, covers_of_land, noise, sea_of, splat_of
from procgen.world.ground_picture import ground_picture
from procgen.world.materials import (
    SLOTS,
    Materials,
    commonest_biome,
    ground_tones,
    layers_of,
    make_materials,
    material_files,
    picture_files,
    style_of,
)
from procgen.world.place import Place
from tests.figures import LONG
from tests.world.small_place import small_place

SOIL, SCREE, SAND, GRASS, SNOW = (LAYERS.index(name) for name in ("soil", "scree", "sand", "grass", "snow"))


@pytest.fixture(scope="module")
def painted(place: Place) -> tuple[Materials, dict[str, bytes]]:
    return make_materials(place, 7, ModelStore(threads=2))


@pytest.fixture(scope="module")
def made(painted: tuple[Materials, dict[str, bytes]]) -> Materials:
    return painted[0]


def test_tones_are_those_of_whole_materials(made: Materials) -> None:
    tones = ground_tones([*made.ground], made.biome, made.seed, ModelStore(threads=1))
    assert {*tones} == {*made.ground}
    for name, tone in tones.items():
        whole = to_srgb(to_linear(made.ground[name].surface.albedo).mean(axis=(0, 1)))
        # A piece of another size has not every stone of it.
        assert np.abs(whole - tone).max() < 12.0 / 255.0, name
    assert max(np.abs(np.subtract(tones["rock"], tones["soil"]))) > 12.0 / 255.0, "they differ by more"


def _near(place: Place, splat: np.ndarray, x_m: float, z_m: float) -> np.ndarray:
    """Mean weights around a place, 0 to 1: (8,)."""
    across, down = centres_m(place.land, splat.shape[0])
    row, column = np.abs(down - z_m).argmin(), np.abs(across - x_m).argmin()
    return splat[max(row - 1, 0) : row + 2, max(column - 1, 0) : column + 2].mean(axis=(0, 1)) / 255.0


def test_the_splat_map_leaves_nothing_bare_and_covers_nothing_twice(place: Place) -> None:
    splat = splat_of(place)
    assert splat.shape == (256, 256, 8)
    assert np.all(splat.sum(axis=-1, dtype=np.int64) == 255)


def test_roads_are_bare_and_bridges_paint_nothing(place: Place) -> None:
    assert place.settlement is not None
    road = place.settlement.roads[0]
    splat = splat_of(place)
    wild = splat_of(Place(place.name, place.land, None, ()))
    for index in range(2, len(road.points_m) - 2, 3):
        x, _, z = road.points_m[index]
        worn = _near(place, splat, x, z)
        if road.bridge[index - 2 : index + 3].all():
            assert np.allclose(worn, _near(place, wild, x, z), atol=0.01)
        elif not road.bridge[index - 2 : index + 3].any():
            assert worn[SOIL] + worn[SCREE] > 0.8


def test_yards_are_bare_and_the_wild_stays_as_it_was(place: Place) -> None:
    assert place.settlement is not None
    splat = splat_of(place)
    wild = splat_of(Place(place.name, place.land, None, ()))
    house = place.settlement.buildings[0]
    assert _near(place, splat, house.door_x_m, house.door_z_m)[[SOIL, SCREE]].sum() > 0.6
    assert np.array_equal(splat[5:20, 150:200], wild[5:20, 150:200])


def test_the_sea_has_a_sandy_floor_and_shore(place: Place) -> None:
    covers = covers_of_land(place.land)
    assert covers[SAND][sea_of(place.land)].mean() > 0.8
    assert np.allclose(covers.sum(axis=0), 1.0, atol=1e-5)


@pytest.mark.parametrize(
    ("biome", "layer"), [("grassland", "grass"), ("desert", "sand"), ("ice", "snow"), ("bare_rock", "rock")]
)
def test_biomes_look_like_themselves(biome: str, layer: str) -> None:
    land = small_place(biome, settled=False).land
    level = (land.slope_deg < 10.0) & (land.biome == BIOMES.index(biome))
    shares = covers_of_land(land)[:, level].mean(axis=1)
    assert LAYERS[int(shares.argmax())] == layer
    if biome in ("grassland", "desert"):
        assert shares[SNOW] == 0.0


def test_noise_is_the_same_everywhere_and_about_nought() -> None:
    wide = noise((96, 128), 7.0, "a")
    assert np.array_equal(wide, noise((96, 128), 7.0, "a"))
    assert not np.array_equal(wide, noise((96, 128), 7.0, "b"))
    assert abs(float(wide.mean())) < 0.15
    assert 0.2 < float(wide.std()) < 0.8


def test_samples_between_points_are_bilinear() -> None:
    field = np.array([[0.0, 1.0], [2.0, 5.0]], np.float32)
    at = sampled(field, 2.0, np.array([0.0, 1.0, 2.0, 9.0]), np.array([0.0, 1.0]))
    assert at.tolist() == [[0.0, 0.5, 1.0, 1.0], [1.0, 2.0, 3.0, 3.0]]


def test_materials_fit_the_land(made: Materials, place: Place) -> None:
    assert (made.biome, made.style) == ("grassland", "timber")
    assert tuple(made.ground) == layers_of(place)
    assert {"grass", "soil", "scree", "sand"} <= set(made.ground)
    assert "snow" not in made.ground
    assert tuple(made.building) == SLOTS
    grass = made.ground["grass"].surface.albedo.mean(axis=(0, 1))
    assert grass[1] > grass[0] > grass[2]


def test_another_seed_makes_other_tiles_and_the_same_seed_the_same(made: Materials, place: Place) -> None:
    empty = Place(place.name, place.land, None, ())
    again, pictures = make_materials(empty, 7, ModelStore(threads=1))
    other = make_materials(empty, 8, ModelStore())[0] if LONG else None
    assert {name for name in pictures if name.startswith("building")} == {
        f"building_stone_{map_name}.png" for map_name in ("albedo", "normal", "orm")
    }
    for name in made.ground:
        assert again.ground[name].surface.albedo.tobytes() == made.ground[name].surface.albedo.tobytes()
        if other is not None:
            assert other.ground[name].surface.albedo.tobytes() != made.ground[name].surface.albedo.tobytes()
    assert tuple(again.building) == ("stone",)


def test_every_biome_has_a_style_and_fishers_build_of_boards() -> None:
    for biome in BIOMES:
        if biome in ("sea", "lake", "river"):
            continue
        place = small_place(biome)
        assert commonest_biome(place) in (biome, "temperate_forest")
        assert style_of(place) in STYLES


def test_files_say_which_is_which(painted: tuple[Materials, dict[str, bytes]], place: Place) -> None:
    made, pictures = painted
    files = material_files(made, pictures)
    assert {name: files[name] for name in pictures} == pictures
    grass = picture_files("ground", "grass", made.ground["grass"])
    assert {name: pictures[name] for name in grass} == grass, "made on two threads as on one"
    said = json.loads(files["materials.json"])
    assert said["splat"]["layers"] == list(LAYERS)
    for entry in (*said["ground"], *said["building"]):
        for name in entry["files"].values():
            picture = Image.open(io.BytesIO(files[name]))
            assert (picture.size, picture.mode) == ((512, 512), "RGB")
            assert json.loads(picture.info["procgen:recipe"])["sha256"] == entry["recipe"]
    halves = [np.asarray(Image.open(io.BytesIO(files[f"splat_{half}.png"]))) for half in range(2)]
    assert np.array_equal(np.concatenate(halves, axis=-1), splat_of(place))
    listed = {name for entry in (*said["ground"], *said["building"]) for name in entry["files"].values()}
    assert set(files) == listed | {"splat_0.png", "splat_1.png", "materials.json"}


def test_the_picture_of_the_ground_has_the_layers_colours(place: Place, plain_materials: Materials) -> None:
    albedo, normal = ground_picture(place, plain_materials)
    assert albedo.shape == normal.shape == (512, 512, 3)
    splat = splat_of(place)
    whole = splat[..., GRASS] == 255
    assert whole.any()
    shown = linear_from_8bit(albedo[::2, ::2])[whole].mean(axis=0)
    wanted = linear_from_8bit((plain_materials.ground["grass"].surface.albedo[0, 0] * 255.0 + 0.5).astype(np.uint8))
    assert np.allclose(shown, wanted, rtol=0.12)
    lengths = np.sqrt(np.sum((normal / 127.5 - 1.0) ** 2, axis=-1))
    assert np.all(np.abs(lengths - 1.0) < 0.02)


def test_ground_without_a_material_of_its_own_looks_like_soil(place: Place, plain_materials: Materials) -> None:
    soil = {"soil": plain_materials.ground["soil"]}
    albedo, _ = ground_picture(place, Materials(7, "grassland", "timber", soil, {}, plain_materials.splat))
    wanted = plain_materials.ground["soil"].surface.albedo[0, 0] * 255.0
    assert np.allclose(albedo.reshape(-1, 3).mean(axis=0), wanted, rtol=0.06)
