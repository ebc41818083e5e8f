"""The folder "cover" of a world, as other readers see it."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
import trimesh
from PIL import Image

from procgen.runtime.recipe import Recipe
from procgen.world.cover.files import TREE, cover_files
from procgen.world.cover.grow import grow_cover
from procgen.world.cover.grown import FULL, Cover
from procgen.world.cover.impostors import impostor
from procgen.world.cover.kinds import KINDS, LEVELS
from procgen.world.cover.models import cover_model
from procgen.world.prop_models import prop_model, shape_of
from tests.tools import validate_glb
from tests.world.small_world import SMALL, small_place, store

AREA_M2 = 320.0 * 320.0


@pytest.fixture(scope="module")
def cover() -> Cover:
    place = small_place()
    grown = grow_cover(place.land, place.settlement, place.props, SMALL, store())
    assert grown is not None
    return grown


@pytest.fixture(scope="module")
def files(cover: Cover) -> dict[str, bytes]:
    made = cover_files(cover, small_place().props, Recipe("world", {}), AREA_M2)
    return {name: data for _, name, _, data in made}


def test_the_description_names_every_file(files: dict[str, bytes], cover: Cover) -> None:
    said = json.loads(files["cover.json"])
    named = {layer["file"] for layer in said["layers"]}
    named |= {said["models"], said["leaves"], said["woods"]["file"], said["woods"]["cards"]["file"], "cover/cover.json"}
    assert named == {f"cover/{name}" for name in files}
    assert said["woods"]["count"] == len(cover.woods) == sum(shape["count"] for shape in said["woods"]["shapes"])


def test_a_layer_is_a_picture_of_its_density(files: dict[str, bytes], cover: Cover) -> None:
    said = json.loads(files["cover.json"])
    for entry, layer in zip(said["layers"], cover.layers, strict=True):
        picture = np.asarray(Image.open(io.BytesIO(files[f"{layer.kind}.png"])))
        assert np.array_equal(picture, layer.density)
        assert entry["count"] == round(picture.mean(dtype=np.float64) / FULL * entry["per_m2"] * AREA_M2)


def test_trees_are_records(files: dict[str, bytes], cover: Cover) -> None:
    said = json.loads(files["cover.json"])["woods"]
    trees = np.frombuffer(files["woods.bin"], TREE)
    assert said["record"]["bytes"] == TREE.itemsize == 16
    assert np.array_equal(trees["x_m"], cover.woods.x_m)
    names = [said["shapes"][number]["kind"] for number in trees["shape"]]
    assert names == [cover.woods.kinds[kind] for kind in cover.woods.kind]
    assert np.abs(trees["scale"] / 100.0 - cover.woods.scale).max() < 0.006
    turned = np.abs(trees["turn"] * 360.0 / 256.0 - cover.woods.turn_deg)
    assert np.minimum(turned, 360.0 - turned).max() < 0.71


def test_models_are_there_in_all_levels_and_sound(files: dict[str, bytes]) -> None:
    said = json.loads(files["cover.json"])
    issues = validate_glb(files["models.glb"])["issues"]
    assert (issues["numErrors"], issues["numWarnings"]) == (0, 0), issues["messages"][:3]
    scene = trimesh.load(io.BytesIO(files["models.glb"]), file_type="glb")
    assert isinstance(scene, trimesh.Scene)
    names = set(scene.geometry)
    for each in (*said["layers"], *said["woods"]["shapes"]):
        assert len(each["models"]) == LEVELS
        assert set(each["models"]) <= names
    trees = [f"{prop.kind} {shape_of(prop) + 1} LOD2" for prop in small_place().props if prop.kind in ("oak", "birch")]
    assert set(trees) <= names


@pytest.mark.parametrize("kind", KINDS)
def test_a_plant_is_simpler_from_afar(kind: str) -> None:
    counts = [cover_model(kind, level).triangle_count for level in range(LEVELS)]
    assert counts[0] > counts[1] >= counts[2] > 0
    assert counts[0] < 700
    assert counts[2] <= 60


def test_a_coarse_tree_keeps_its_size() -> None:
    for kind in ("oak", "spruce", "willow", "coconut_palm"):
        fine, coarse = (prop_model(kind, 0, level) for level in (0, 2))
        assert coarse.triangle_count < 0.6 * fine.triangle_count
        assert np.allclose(fine.bounds_m()[1], coarse.bounds_m()[1], rtol=0.25, atol=0.5)


def test_a_card_shows_its_tree() -> None:
    card = impostor("spruce", 1)
    seen = card.pixels[..., 3] > 128
    assert 0.2 < seen.mean() < 0.7
    assert not seen[:, 0].any(), "the rim is clear"
    assert seen[-1].any(), "it stands on the ground"
    rows = seen.mean(axis=1)
    assert rows[:30].mean() < 0.5 * rows[-60:-20].mean(), "a spruce is wide below"
    assert card.height_m == pytest.approx(float(prop_model("spruce", 1, 1).bounds_m()[1][1]), rel=0.1)
