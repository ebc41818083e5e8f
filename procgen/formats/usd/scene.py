"""A whole place as a stage of USD: a layer of text that says what there is, and binary ones that are loaded with it."""

from __future__ import annotations

import json
import math
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np

from procgen.formats.usd.asset import files_in, new_stage, write_asset
from procgen.formats.usd.library import Library, library
from procgen.formats.usd.materials import Materials
from procgen.formats.usd.meshes import Meshes
from procgen.formats.usd.names import Names, identifier
from procgen.formats.usd.nodes import Nodes
from procgen.formats.usd.source import Source

ROOT: Final = "world.usda"
_MATERIALS: Final = "materials.usda"
_NAVIGATION: Final = "Navigation"
_SKY: Final = (0.55, 0.68, 0.9)


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who stands in a place.

    Attributes:
        group: of whom: "People".
        name: for people.
        asset: path of the layer, without its ending: "people/person-01"; several may share one.
        x_m, y_m, z_m, turn_deg: where, and about +y, counter-clockwise seen from above.
        clip: what is done, one of the asset's.
        told: what else is said of them.
    """

    group: str
    name: str
    asset: str
    x_m: float
    y_m: float
    z_m: float
    turn_deg: float
    clip: str
    told: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sun:
    """The light of an hour.

    Attributes:
        altitude_deg, azimuth_deg: of the sun: above the horizon, and from north (-z) over east (+x).
        clouds: share of the sky, 0 to 1.
    """

    altitude_deg: float
    azimuth_deg: float
    clouds: float = 0.0


def scene_files(
    glb: bytes,
    name: str,
    assets: Mapping[str, bytes],
    actors: Sequence[Actor],
    sun: Sun,
    checkpoint: Callable[[], None],
) -> dict[str, bytes]:
    """A place as a folder.

    Args:
        glb: what stands still; below its first node are groups of things.
        name: of the place.
        assets: by path without its ending, the .glb of each asset that actors name.
        actors: who stands there.
        sun: the light.
        checkpoint: called now and then; raises to stop the work.

    Returns:
        By path: ``world.usda``, a layer of text with a payload for each group, instances of assets and the lights;
        ``materials.usda`` and ``textures``; a binary layer for each group, with point instancers for what stands there
        many times and variants "lod" for its levels; the ground to walk on, whose purpose is "guide"; and the assets.
        Equal arguments give equal bytes.

    Raises:
        Failed: usd-core is not installed.
    """
    usd = library()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        _Scene(usd, folder, Source(glb), name, checkpoint).write(assets, actors, sun)
        return files_in(folder)


def with_recipe(layer: bytes, recipe: str) -> bytes:
    """The scene's layer with a recipe in its own data, from where it is read back as text.

    Args:
        layer: ``world.usda`` of :func:`scene_files`.
        recipe: JSON.
    """
    opening = b"#usda 1.0\n(\n"
    if not layer.startswith(opening):
        raise ValueError("no layer of text with data of its own")
    # Strings of USD and of JSON are escaped alike.
    told = f"    customLayerData = {{\n        string recipe = {json.dumps(recipe, ensure_ascii=False)}\n    }}\n"
    return opening + told.encode() + layer.removeprefix(opening)


class _Borrowed:
    """The materials of a group's layer: references to those of the whole."""

    def __init__(self, usd: Library, stage: Any, scope: str, whole: Materials) -> None:
        self._usd, self._stage, self._scope, self._whole = usd, stage, scope, whole
        self._made: dict[int, Any] = {}

    def of(self, number: int) -> Any:
        if number not in self._made:
            if not self._made:
                self._usd.UsdGeom.Scope.Define(self._stage, self._scope)
            path = self._whole.of(number).GetPath()
            own = self._usd.UsdShade.Material.Define(self._stage, f"{self._scope}/{path.name}")
            own.GetPrim().GetReferences().AddReference(f"./{_MATERIALS}", path)
            self._made[number] = own
        return self._made[number]


class _Scene:
    def __init__(self, usd: Library, folder: Path, source: Source, name: str, checkpoint: Callable[[], None]) -> None:
        self._usd, self._folder, self._source, self._name = usd, folder, source, name
        self._checkpoint = checkpoint
        library_stage = new_stage(usd, folder / _MATERIALS)
        library_stage.SetDefaultPrim(usd.UsdGeom.Scope.Define(library_stage, "/Materials").GetPrim())
        self._library = library_stage
        self._materials = Materials(usd, library_stage, "/Materials", source, folder, "world_")

    def write(self, assets: Mapping[str, bytes], actors: Sequence[Actor], sun: Sun) -> None:
        usd, tree = self._usd, self._source.tree
        stage = new_stage(usd, self._folder / ROOT)
        world = usd.UsdGeom.Xform.Define(stage, "/World").GetPrim()
        stage.SetDefaultPrim(world)
        world.SetDisplayName(self._name)
        usd.Usd.ModelAPI(world).SetKind(usd.Kind.Tokens.assembly)
        generator = tree["asset"].get("generator", "procgen")
        stage.GetRootLayer().comment = f"{self._name}. Metres; x east, y up, z south. Made by {generator}."
        for part, recipe in sorted(tree["asset"].get("extras", {}).get("recipes", {}).items()):
            world.SetCustomDataByKey(f"recipes:{part}", recipe)
        scenes = tree["scenes"]
        top = self._source.nodes[scenes[tree.get("scene", 0)]["nodes"][0]]
        for number in top["children"]:
            self._group(stage, number)
        for scene in scenes:
            if scene.get("name") == _NAVIGATION:
                self._group(stage, scene["nodes"][0], guide=True)
        last = 0
        for path, glb in assets.items():
            self._checkpoint()
            (self._folder / path).parent.mkdir(exist_ok=True)
            last = max(last, write_asset(usd, (self._folder / path).parent, Source(glb), Path(path).name))
        if last:
            stage.SetStartTimeCode(0)
            stage.SetEndTimeCode(last)
        self._actors(stage, actors)
        self._lights(stage, sun)
        self._library.GetRootLayer().Save()
        stage.GetRootLayer().Save()

    def _group(self, stage: Any, number: int, *, guide: bool = False) -> None:
        """A group of things in a layer of its own, which the stage loads where it is asked to."""
        self._checkpoint()
        usd, node = self._usd, self._source.nodes[number]
        name = identifier(str(node["name"]))
        file = f"{name.lower()}.usdc"
        own = new_stage(usd, self._folder / file)
        materials = _Borrowed(usd, own, f"/{name}/Looks", self._materials)
        meshes = Meshes(usd, own, self._source, materials)
        kind = usd.Kind.Tokens.group if node.get("children") else usd.Kind.Tokens.component
        wrapped = "mesh" in node
        if wrapped:
            usd.UsdGeom.Xform.Define(own, f"/{name}")
            usd.Usd.ModelAPI(own.GetPrimAtPath(f"/{name}")).SetKind(kind)
        nodes = Nodes(usd, own, self._source, meshes)
        nodes.write(f"/{name}/Mesh" if wrapped else f"/{name}", number, "" if wrapped else kind)
        root = own.GetPrimAtPath(f"/{name}")
        own.SetDefaultPrim(root)
        if guide:
            usd.UsdGeom.Imageable(root).CreatePurposeAttr(usd.UsdGeom.Tokens.guide)
        purposes = [usd.UsdGeom.Tokens.guide if guide else usd.UsdGeom.Tokens.default_]
        box = usd.UsdGeom.BBoxCache(usd.Usd.TimeCode.Default(), purposes).ComputeWorldBound(root).ComputeAlignedRange()
        own.GetRootLayer().Save()
        there = stage.DefinePrim(f"/World/{name}", "Xform")
        there.GetPayloads().AddPayload(f"./{file}")
        usd.Usd.ModelAPI(there).SetKind(kind)
        hint = np.array([tuple(box.GetMin()), tuple(box.GetMax())], np.float32)
        hints = usd.UsdGeom.ModelAPI.Apply(there)
        hints.SetExtentsHint(usd.Vt.Vec3fArray.FromNumpy(hint))

    def _actors(self, stage: Any, actors: Sequence[Actor]) -> None:
        usd = self._usd
        names: dict[str, Names] = {}
        for actor in actors:
            if actor.group not in names:
                names[actor.group] = Names()
                group = usd.UsdGeom.Xform.Define(stage, f"/World/{actor.group}").GetPrim()
                usd.Usd.ModelAPI(group).SetKind(usd.Kind.Tokens.group)
            prim = stage.DefinePrim(f"/World/{actor.group}/{names[actor.group].new(actor.name)}", "SkelRoot")
            prim.GetReferences().AddReference(f"./{actor.asset}.usdc")
            usd.Usd.ModelAPI(prim).SetKind(usd.Kind.Tokens.component)
            prim.SetDisplayName(actor.name)
            for key, value in sorted(actor.told.items()):
                prim.SetCustomDataByKey(key, value)
            half = math.radians(actor.turn_deg) / 2.0
            xform = usd.UsdGeom.Xformable(prim)
            xform.AddTranslateOp().Set(usd.Gf.Vec3d(*(round(each, 4) for each in (actor.x_m, actor.y_m, actor.z_m))))
            xform.AddOrientOp().Set(usd.Gf.Quatf(round(math.cos(half), 7), 0.0, round(math.sin(half), 7), 0.0))
            if actor.clip:
                prim.GetVariantSets().GetVariantSet("clip").SetVariantSelection(identifier(actor.clip))

    def _lights(self, stage: Any, sun: Sun) -> None:
        usd = self._usd
        usd.UsdGeom.Scope.Define(stage, "/World/Lights")
        light = usd.UsdLux.DistantLight.Define(stage, "/World/Lights/Sun")
        # It shines along its own -z: tilted down by its height, then turned from north to whence it comes.
        light.AddRotateYOp().Set(180.0 - sun.azimuth_deg)
        light.AddRotateXOp().Set(-sun.altitude_deg)
        high = max(math.sin(math.radians(sun.altitude_deg)), 0.0)
        day = min(high / 0.2, 1.0)
        light.CreateAngleAttr(0.53)
        # What falls on ground that faces it, however small it looks.
        light.CreateNormalizeAttr(True)
        light.CreateIntensityAttr(round(1.2 * day * (1.0 - 0.85 * sun.clouds), 4))
        warm = min(high / 0.45, 1.0)
        light.CreateColorAttr(usd.Gf.Vec3f(1.0, round(0.62 + 0.35 * warm, 4), round(0.4 + 0.52 * warm, 4)))
        sky = usd.UsdLux.DomeLight.Define(stage, "/World/Lights/Sky")
        grey = [each + (0.75 - each) * sun.clouds for each in _SKY]
        sky.CreateColorAttr(usd.Gf.Vec3f(*(round(each, 4) for each in grey)))
        sky.CreateIntensityAttr(round(0.01 + 0.25 * day * (1.0 + 0.5 * sun.clouds), 4))
