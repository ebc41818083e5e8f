"""A whole world as a stage of USD, as its makers' reader and validator see it."""

from __future__ import annotations

import dataclasses
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tinyusdz
from pxr import Gf, Usd, UsdGeom, UsdLux, UsdPhysics, UsdShade, UsdSkel, UsdUtils, UsdValidation

from procgen.formats.usd import ROOT, with_recipe
from procgen.runtime.recall import recall
from procgen.runtime.recipe import Recipe
from procgen.world.cover.grown import Cover, CoverLayer, Woods
from procgen.world.herd_models import herd_glbs
from procgen.world.materials import Materials
from procgen.world.parts import Callbacks
from procgen.world.place import Animal, Place
from procgen.world.scene_usd import scene_usd

_NOON = {"hour": 12.0, "weather": "fair"}
_COUNT = 40
_RECIPE = Recipe("world", {"text": 'an inn called "Ox\'s \\ Head" by the Åre', "seed": "7"})


@pytest.fixture(scope="module")
def grown(place: Place) -> Place:
    """With a wood, a meadow and a sheep; of the props only some, one of them twice."""
    numbers = np.arange(_COUNT, dtype=np.float32)
    still = np.zeros(_COUNT, np.uint8)
    woods = Woods(("oak",), still, still, 4 * numbers, 30 + numbers, 50 - numbers, 9 * numbers, 1 + 0.01 * numbers)
    meadow = CoverLayer("meadow_grass", 0.5, np.full((32, 32), 128, np.uint8))
    sheep = Animal("sheep-01", "sheep", "sheep", 60.0, 20.0, 62.0, 30.0, "graze", "creatures/sheep-1.glb")
    barrel = next(prop for prop in place.props if prop.kind == "barrel")
    twice = dataclasses.replace(barrel, x_m=barrel.x_m + 31.0, turn_deg=20.0, scale=0.8)
    props = (*place.props[:3], barrel, twice)
    return dataclasses.replace(
        place, props=props, people=(), animals=(sheep,), cover=Cover(3, (meadow,), woods), talk=()
    )


@pytest.fixture(scope="module")
def files(grown: Place, plain_materials: Materials) -> dict[str, bytes]:
    glbs = {name: make() for name, make in herd_glbs(grown.animals, 1, Callbacks())}
    made = {path: data for path, _, data in scene_usd(grown, plain_materials, glbs, _NOON)}
    return {**made, ROOT: with_recipe(made[ROOT], _RECIPE.to_json())}


@pytest.fixture(scope="module")
def folder(files: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("usd")
    for path, data in files.items():
        (made / path).parent.mkdir(parents=True, exist_ok=True)
        (made / path).write_bytes(data)
    return made


@pytest.fixture(scope="module")
def stage(folder: Path) -> Any:
    return Usd.Stage.Open(str(folder / "world.usda"))


def _triangles(prim: Any) -> int:
    meshes = [UsdGeom.Mesh(each) for each in Usd.PrimRange(prim) if each.IsA(UsdGeom.Mesh)]
    return sum(len(mesh.GetFaceVertexCountsAttr().Get()) for mesh in meshes)


def test_the_validator_finds_nothing(stage: Any) -> None:
    registry = UsdValidation.ValidationRegistry()
    validators = registry.GetOrLoadAllValidators()
    assert len(validators) > 20
    errors = UsdValidation.ValidationContext(validators).Validate(stage)
    assert not errors, [error.GetMessage() for error in errors[:3]]


def test_its_recipe_is_in_it_for_readers_and_as_text(stage: Any, files: dict[str, bytes]) -> None:
    assert Recipe.from_json(stage.GetRootLayer().customLayerData["recipe"]) == _RECIPE
    assert recall(files[ROOT]) == _RECIPE


def test_all_that_it_names_lies_in_its_folder_and_is_named_from_there(folder: Path, files: dict[str, bytes]) -> None:
    layers, pictures, missing = UsdUtils.ComputeAllDependencies(str(folder / "world.usda"))
    assert not missing
    found = {Path(layer.realPath).relative_to(folder).as_posix() for layer in layers}
    found |= {Path(picture).relative_to(folder).as_posix() for picture in pictures}
    assert found == set(files)
    for layer in layers:
        for name in layer.GetCompositionAssetDependencies():
            assert name.startswith("./")


def test_the_stage_is_in_metres_with_y_up_and_a_tidy_tree(stage: Any, grown: Place) -> None:
    assert UsdGeom.GetStageMetersPerUnit(stage) == 1.0
    assert UsdGeom.GetStageUpAxis(stage) == "Y"
    world = stage.GetDefaultPrim()
    assert world.GetDisplayName() == grown.name
    kinds = {prim.GetName(): Usd.ModelAPI(prim).GetKind() for prim in world.GetChildren()}
    assert kinds == {
        **dict.fromkeys(("Water", "Buildings", "Bridges", "Piers", "Props", "Woods", "Cover", "Creatures"), "group"),
        "Terrain": "component", "Navigation": "component", "Lights": "",
    }  # fmt: skip
    assert grown.settlement is not None
    houses = [prim for prim in stage.GetPrimAtPath("/World/Buildings").GetChildren() if prim.GetName() != "Looks"]
    assert [prim.GetDisplayName() for prim in houses] == [each.name for each in grown.settlement.buildings]
    assert all(Usd.ModelAPI(prim).GetKind() == "component" for prim in houses)
    side = (grown.land.heights_m.shape[0] - 1) * grown.land.metres_per_pixel
    box = UsdGeom.BBoxCache(0, ["default"]).ComputeWorldBound(stage.GetPrimAtPath("/World/Terrain"))
    assert box.ComputeAlignedRange().GetMax()[0] == pytest.approx(side)


def test_point_instancers_hold_what_stands_there_many_times(stage: Any, grown: Place) -> None:
    many = [UsdGeom.PointInstancer(prim) for prim in stage.Traverse() if prim.IsA(UsdGeom.PointInstancer)]
    counts = {each.GetPrim().GetName(): len(each.GetPositionsAttr().Get()) for each in many}
    side = (grown.land.heights_m.shape[0] - 1) * grown.land.metres_per_pixel
    meadow = 0.5 * 128 / 255 * side * side
    assert counts.pop("cover_meadow_grass") == pytest.approx(meadow, rel=0.02)
    (barrels,) = [name for name in counts if name.startswith("barrel")]
    assert counts == {"woods_oak_1": _COUNT, barrels: 2}
    instancer = UsdGeom.PointInstancer(stage.GetPrimAtPath(f"/World/Props/{barrels}"))
    placed = instancer.ComputeInstanceTransformsAtTime(0, 0)
    up = UsdGeom.Xformable(instancer).ComputeLocalToWorldTransform(0)
    prop = grown.props[-1]
    where = (placed[1] * up).ExtractTranslation()
    assert tuple(where) == pytest.approx((prop.x_m, prop.y_m, prop.z_m), abs=1e-3)
    front = (placed[1] * up).TransformDir(Gf.Vec3d(0, 0, 1))
    turn = math.radians(prop.turn_deg)
    wanted = np.array((math.sin(turn), 0.0, math.cos(turn))) * prop.scale
    assert tuple(front) == pytest.approx(tuple(wanted), abs=1e-3)


def test_a_reader_that_is_not_its_makers_finds_as_much(folder: Path, stage: Any) -> None:
    found: dict[str, int] = {}
    points: dict[str, int] = {}
    for path in sorted(folder.rglob("*.usd[ac]")):
        for prim in tinyusdz.traverse(tinyusdz.load(str(path))):
            if prim.type_name == "PointInstancer":
                places = re.search(r"point3f\[\] positions = \[([^\]]*)\]", prim.to_string())
                assert places is not None
                found[prim.name] = places[1].count("(")
            elif prim.type_name == "Mesh":
                points[prim.name] = points.get(prim.name, 0) + len(np.asarray(prim.get_attribute("points").value))
    ours = [prim for prim in stage.Traverse() if prim.IsA(UsdGeom.PointInstancer)]
    assert found == {prim.GetName(): len(UsdGeom.PointInstancer(prim).GetPositionsAttr().Get()) for prim in ours}
    sheep = next(prim for prim in stage.Traverse() if prim.GetName() == "Sheep")
    assert points["Sheep"] == len(UsdGeom.Mesh(sheep).GetPointsAttr().Get())


def test_levels_of_detail_are_variants(stage: Any) -> None:
    oak = stage.GetPrimAtPath("/World/Woods/woods_oak_1/Prototypes/woods_oak_1")
    choice = oak.GetVariantSets().GetVariantSet("lod")
    usual = choice.GetVariantSelection()
    counts = []
    for name in choice.GetVariantNames():
        choice.SetVariantSelection(name)
        counts.append(_triangles(oak))
    choice.SetVariantSelection(usual)
    assert usual == "LOD0", "forty trees are drawn as they are"
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] < counts[0] / 2


def test_materials_are_preview_surfaces_with_pictures(stage: Any, folder: Path) -> None:
    house = stage.GetPrimAtPath("/World/Buildings").GetChildren()[0]
    shell = next(prim for prim in Usd.PrimRange(house) if prim.IsA(UsdGeom.Mesh))
    subsets = UsdGeom.Subset.GetAllGeomSubsets(UsdGeom.Imageable(shell))
    faces = sum(len(each.GetIndicesAttr().Get()) for each in subsets)
    assert faces == len(UsdGeom.Mesh(shell).GetFaceVertexCountsAttr().Get())
    names = {}
    for subset in subsets:
        material, _ = UsdShade.MaterialBindingAPI(subset.GetPrim()).ComputeBoundMaterial()
        surface = material.ComputeSurfaceSource()[0]
        assert surface.GetIdAttr().Get() == "UsdPreviewSurface"
        names[material.GetPrim().GetName()] = surface
    assert {"wall", "roof"} <= names.keys()
    albedo = names["wall"].GetInput("diffuseColor").GetConnectedSources()[0][0].source
    picture = UsdShade.Shader(albedo.GetPrim()).GetInput("file").Get()
    assert Path(picture.resolvedPath) == folder / "textures/world_wall_albedo.jpg"
    assert UsdPhysics.CollisionAPI(shell).GetCollisionEnabledAttr().Get()
    assert len(UsdGeom.PrimvarsAPI(shell).GetPrimvar("st").Get()) == len(UsdGeom.Mesh(shell).GetPointsAttr().Get())


def test_animals_are_skinned_and_graze(stage: Any, grown: Place) -> None:
    (sheep,) = grown.animals
    (prim,) = stage.GetPrimAtPath("/World/Creatures").GetChildren()
    assert prim.GetCustomDataByKey("species") == "sheep"
    where = UsdGeom.Xformable(prim).ComputeLocalToWorldTransform(0).ExtractTranslation()
    assert tuple(where) == pytest.approx((sheep.x_m, sheep.y_m, sheep.z_m))
    assert prim.GetVariantSets().GetVariantSelection("clip") == sheep.clip
    cache = UsdSkel.Cache()
    cache.Populate(UsdSkel.Root(prim), Usd.PrimDefaultPredicate)
    skeleton = next(each for each in Usd.PrimRange(prim) if each.IsA(UsdSkel.Skeleton))
    query = cache.GetSkelQuery(UsdSkel.Skeleton(skeleton))
    assert query.GetAnimQuery()
    poses = [np.array(query.ComputeSkinningTransforms(time)) for time in (0, 20)]
    assert np.abs(poses[0] - poses[1]).max() > 0.01, "it moves"
    rest = np.array(query.ComputeJointSkelTransforms(0, True))
    bind = np.array(UsdSkel.Skeleton(skeleton).GetBindTransformsAttr().Get())
    assert np.allclose(rest, bind, atol=1e-4), "what it rests in is what it was bound in"


def test_the_sun_stands_where_the_hour_has_it(stage: Any) -> None:
    sun = stage.GetPrimAtPath("/World/Lights/Sun")
    shines = UsdGeom.Xformable(sun).ComputeLocalToWorldTransform(0).TransformDir(Gf.Vec3d(0, 0, -1))
    assert shines[1] < -0.8, "high at noon in June"
    assert shines[2] < 0.0, "from the south, which is +z"
    assert abs(shines[0]) < 0.05
    light = UsdLux.DistantLight(sun)
    assert light.GetNormalizeAttr().Get(), "so that its size does not matter"
    assert 0.8 < light.GetIntensityAttr().Get() <= 1.2, "fair weather takes a little"


def test_the_ground_to_walk_on_is_a_guide(stage: Any) -> None:
    ground = stage.GetPrimAtPath("/World/Navigation")
    assert UsdGeom.Imageable(ground).ComputePurpose() == "guide"
    assert _triangles(ground) > 20


def test_payloads_can_stay_unloaded_and_say_how_large_they_are(folder: Path) -> None:
    bare = Usd.Stage.Open(str(folder / "world.usda"), Usd.Stage.LoadNone)
    cover = bare.GetPrimAtPath("/World/Cover")
    assert not cover.GetChildren()
    low, high = UsdGeom.ModelAPI(cover).GetExtentsHint()
    assert high[0] - low[0] > 150.0


def test_the_same_world_gives_the_same_bytes(grown: Place, plain_materials: Materials, files: dict[str, bytes]) -> None:
    glbs = {name: make() for name, make in herd_glbs(grown.animals, 1, Callbacks())}
    again = {path: data for path, _, data in scene_usd(grown, plain_materials, glbs, _NOON)}
    assert {**again, ROOT: with_recipe(again[ROOT], _RECIPE.to_json())} == files
