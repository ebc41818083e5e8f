"""A whole world as one binary glTF file, and as another what of it engines can't make of its other files."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from procgen.formats.gltf import (
    CLAMP_TO_EDGE,
    ELEMENT_ARRAY_BUFFER,
    FLOAT,
    LIGHTS,
    LINEAR,
    LINEAR_MIPMAP_LINEAR,
    UNSIGNED_INT,
    Block,
    Slice,
    write_glb,
)
from procgen.world.barriers import HEDGE_LEAVES
from procgen.world.glb_instances import Many, add_many, cover_of, many_of, woods_of
from procgen.world.glb_merge import UNSIGNED_BYTE, Collector, array_bytes, merge
from procgen.world.ground_height import ground_at
from procgen.world.ground_mesh import ground_mesh
from procgen.world.ground_picture import ground_picture
from procgen.world.leaves import leaf_picture
from procgen.world.life.navigation import NavigationMesh, navigation_mesh
from procgen.world.materials import SLOTS, Materials, maps_of
from procgen.world.meshes import Mesh, Model, tangents
from procgen.world.parts import Callbacks
from procgen.world.place import Animal, Person, Place
from procgen.world.scenery import Instance, scenery
from procgen.world.surfaces import fresh_mesh, sea_mesh

_JPEG_QUALITY: Final = 90
_GROUPS: Final = ("Buildings", "Barriers", "Bridges", "Piers", "Props", "Woods", "Cover")
_MOST_PLANTS: Final = 100_000
"""Of the ground's cover: more than that, viewers would be slow to draw."""
_MOST_PLANTS_WHOLE: Final = 1_000_000
_ON_GROUND_M: Final = 0.01
_MOST_TRIANGLES: Final = 200_000
"""Of all instances of a node together, while it has a coarser level."""
_SHEETS: Final = ("foliage", "leaves")
"""Of leaves, which have the normals of the body that they make up. Viewers turn normals over at the backs of materials
with two sides, where leaves would be black: here triangles for both sides have the same ones."""
_CLIPS: Final = ("idle",)
"""Clips of people that the scene keeps; their own files have them all."""

_PLAIN: Final[Mapping[str, dict[str, Any]]] = {
    "paint": {"pbrMetallicRoughness": {"metallicFactor": 0.0, "roughnessFactor": 0.85}},
    "foliage": {"pbrMetallicRoughness": {"metallicFactor": 0.0, "roughnessFactor": 0.95}},
    "glass": {
        "pbrMetallicRoughness": {
            "baseColorFactor": [0.035, 0.045, 0.055, 1.0],
            "metallicFactor": 0.0,
            "roughnessFactor": 0.12,
        },
        "emissiveFactor": [0.035, 0.02, 0.008],
    },
    "pane": {
        "pbrMetallicRoughness": {
            "baseColorFactor": [0.3, 0.36, 0.4, 0.32],
            "metallicFactor": 0.0,
            "roughnessFactor": 0.1,
        },
        "alphaMode": "BLEND",
        "doubleSided": True,
    },
    "ember": {
        "pbrMetallicRoughness": {"baseColorFactor": [0.9, 0.45, 0.16, 1.0], "metallicFactor": 0.0},
        "emissiveFactor": [1.0, 0.46, 0.14],
    },
    "water": {
        "pbrMetallicRoughness": {
            "baseColorFactor": [0.028, 0.095, 0.11, 0.84],
            "metallicFactor": 0.0,
            "roughnessFactor": 0.08,
        },
        "alphaMode": "BLEND",
    },
}
"""Materials without pictures."""
_UNLIT: Final[Mapping[str, dict[str, Any]]] = {
    "glass": {name: value for name, value in _PLAIN["glass"].items() if name != "emissiveFactor"},
    # Ashes.
    "ember": {
        "pbrMetallicRoughness": {
            "baseColorFactor": [0.05, 0.047, 0.044, 1.0],
            "metallicFactor": 0.0,
            "roughnessFactor": 0.95,
        }
    },
}
"""Those that shine, as they are where nobody lives any more."""


def scene_glb(
    place: Place,
    materials: Materials,
    people: Mapping[str, bytes],
    callbacks: Callbacks | None = None,
    *,
    whole: bool = False,
    walkable: NavigationMesh | None = None,
    standing: Sequence[Instance] | None = None,
) -> bytes:
    """Write a world. In a deserted one no lamp, window or fire shines.

    Args:
        place: what there is.
        materials: what it is made of.
        people: by id, their .glb, and by file name those of animals; who has none is left away.
        callbacks: how to watch and stop the work.
        whole: ten times the plants, and of everything the finest level first: too much for most viewers to draw.
        walkable: the ground on which one can walk, where it is known already.
        standing: of :func:`procgen.world.scenery.scenery`, where it was built already.

    Returns:
        A .glb in metres, x east, y up, z south, the north-western corner of the ground at the origin. Below a node
        with the world's name stand "Terrain", "Water" and "Buildings", "Barriers", "Bridges", "Piers", "Props",
        "Woods", "Cover", "People" and "Creatures", as far as there are any; each thing is a node with its name, and
        with what it is in its ``extras``, "collision" too. Props of one shape are one node, and so are trees below
        "Woods" and plants below "Cover": EXT_mesh_gpu_instancing says where each stands, relative to the first, which
        is all that readers without that extension show. MSFT_lod names nodes of coarser levels. People keep their
        skeletons and one clip. Skins follow joints and nothing else: somebody's mesh is a root of the scene. A second
        scene, "Navigation", has the ground on which one can walk. The same world gives the same bytes.
    """
    callbacks = callbacks or Callbacks()
    return _Scene(place, materials, callbacks, whole, standing).written(people, walkable)


def built_glb(
    place: Place,
    materials: Materials,
    callbacks: Callbacks | None = None,
    standing: Sequence[Instance] | None = None,
) -> bytes:
    """Write what stands in a world, without land, plants of the ground, woods, people and animals.

    Engines have files of their own for these, which are better to draw. It needs nobody and nothing that takes long,
    so that it can be sent before the whole.

    Args:
        place: what there is.
        materials: what it is made of.
        callbacks: how to watch and stop the work.
        standing: as :func:`scene_glb` takes it.

    Returns:
        A .glb like that of :func:`scene_glb` with "Water", "Buildings", "Barriers", "Bridges", "Piers" and "Props"
        alone, as far as there are any; nothing where nothing stands. The same world gives the same bytes.
    """
    return _Scene(place, materials, callbacks or Callbacks(), whole=False, standing=standing).written_built()


# One scene in the making: what was written already, meshes and materials, is asked for all along.
class _Scene:
    def __init__(
        self,
        place: Place,
        materials: Materials,
        callbacks: Callbacks,
        whole: bool,
        standing: Sequence[Instance] | None,
    ) -> None:
        self.place, self.given, self.callbacks = place, materials, callbacks
        self.standing = scenery(place, materials.style, materials.seed) if standing is None else standing
        self.whole = whole
        self.blocks: list[Block | Slice] = []
        recipes = {part: recipe.sha256 for part, recipe in sorted(place.recipes.items())}
        generator = f"procgen {place.land.recipe.code_version}"
        tree = {
            "asset": {"version": "2.0", "generator": generator, "extras": {"world": place.name, "recipes": recipes}}
        }
        self.file = Collector(tree, self.blocks)
        self.slots: dict[str, int] = {}
        self.tiled = {slot: made for slot, made in materials.building.items() if slot in SLOTS}
        if "rock" in materials.ground:
            self.tiled["rock"] = materials.ground["rock"]
        # With the models, which must live on: another one could have the same id.
        self.meshes: dict[int, tuple[Model, int]] = {}

    def written(self, people: Mapping[str, bytes], walkable: NavigationMesh | None) -> bytes:
        groups = [self._terrain(), *self._water()]
        children = self._built()
        children["Woods"] = [self._many(trees) for trees in woods_of(self.place.cover)]
        most = _MOST_PLANTS_WHOLE if self.whole else _MOST_PLANTS
        children["Cover"] = [self._many(plants) for plants in cover_of(self.place.cover, self.place.land, most)]
        groups += self._groups(children)
        skinned: list[int] = []
        for group, (nodes, meshes) in (("People", self._people(people)), ("Creatures", self._animals(people))):
            skinned += meshes
            if nodes:
                groups.append(self.file.add("nodes", {"name": group, "children": nodes}))
        self._root(groups, skinned)
        self.file.tree["scenes"] += [{"name": "Navigation", "nodes": [node]} for node in self._navigation(walkable)]
        return self._bytes()

    def written_built(self) -> bytes:
        groups = [*self._water(), *self._groups(self._built())]
        self._root(groups, [])
        return self._bytes() if groups else b""

    def _built(self) -> dict[str, list[int]]:
        """The nodes of all that stands there, by group."""
        children: dict[str, list[int]] = {name: [] for name in _GROUPS}
        repeated: dict[int, list[Instance]] = {}
        for instance in self.standing:
            self.callbacks.checkpoint()
            if instance.group == "Props":
                repeated.setdefault(id(instance.model), []).append(instance)
            else:
                children[instance.group].append(self._instance(instance))
        children["Props"] = [self._many(many_of(same)) for same in repeated.values()]
        return children

    def _groups(self, children: Mapping[str, list[int]]) -> list[int]:
        return [self.file.add("nodes", {"name": name, "children": list_}) for name, list_ in children.items() if list_]

    def _root(self, groups: list[int], skinned: list[int]) -> None:
        """The scene: a node with groups, and beside it skinned meshes."""
        name = self.place.name or "World"
        root = self.file.add("nodes", {"name": name, "children": groups})
        self.file.tree["scenes"] = [{"name": name, "nodes": [root, *skinned]}]
        self.file.tree["scene"] = 0

    def _bytes(self) -> bytes:
        self.callbacks.checkpoint()
        return write_glb(self.file.tree, self.blocks)

    # What there is.

    def _terrain(self) -> int:
        land = self.place.land
        extras = {
            "metres_per_pixel": land.metres_per_pixel,
            "sea_level_m": land.sea_level_m,
            "recipe": land.recipe.sha256,
            "collision": "mesh",
        }
        mesh = self._mesh("Terrain", {"ground": ground_mesh(self.place, self.callbacks)})
        return self.file.add("nodes", {"name": "Terrain", "mesh": mesh, "extras": extras})

    def _water(self) -> list[int]:
        land = self.place.land
        made = (("Sea", sea_mesh(land)), ("Fresh water", fresh_mesh(land)))
        nodes = [
            self.file.add("nodes", {"name": name, "mesh": self._mesh(name, {"water": mesh})})
            for name, mesh in made
            if mesh is not None
        ]
        return [self.file.add("nodes", {"name": "Water", "children": nodes})] if nodes else []

    def _instance(self, instance: Instance) -> int:
        model = instance.model
        node: dict[str, Any] = {"name": instance.name}
        if model is not None:
            node["mesh"] = self._mesh_of(model)
        else:
            node["extensions"] = {LIGHTS: {"light": self._lamp()}}
        if instance.parts:
            node["children"] = [self._instance(part) for part in instance.parts]
        where = [round(float(value), 4) for value in (instance.x_m, instance.y_m, instance.z_m)]
        if any(where):
            node["translation"] = where
        if instance.turn_deg:
            node["rotation"] = _turn(instance.turn_deg)
        if instance.scale != 1.0:
            node["scale"] = [round(float(instance.scale), 4)] * 3
        solid = model is not None and instance.extras.get("part") != "water"
        extras = {**instance.extras, **({"collision": "mesh"} if solid else {})}
        if extras:
            node["extras"] = extras
        return self.file.add("nodes", node)

    def _many(self, many: Many) -> int:
        """A node for all that has one shape."""
        self.callbacks.checkpoint()
        shown = many.first_level(_MOST_TRIANGLES)
        first = 0 if self.whole else shown
        return add_many(self.file, many, [self._mesh_of(model) for model in many.levels[first:]], first, shown)

    def _navigation(self, walkable: NavigationMesh | None) -> list[int]:
        """The ground on which one can walk, where somebody lives."""
        ground = navigation_mesh(self.place) if walkable is None else walkable
        if not ground.polygons:
            return []
        # Corners may lie on straight sides, where a neighbour has one: triangles go round the middle. Seen from above
        # outlines run clockwise, and triangles the other way round.
        middles = np.array([ground.points_m[list(outline)].mean(axis=0) for outline in ground.polygons])
        # What has its corners on the ground lies on it; what is below has its own floors.
        corners = ground.points_m
        lying = np.abs(corners[:, 1] - ground_at(self.place.land, corners[:, 0], corners[:, 2])) < _ON_GROUND_M
        outside = np.array([lying[list(outline)].all() for outline in ground.polygons])
        middles[outside, 1] = ground_at(self.place.land, middles[outside, 0], middles[outside, 2])
        places = np.concatenate([ground.points_m, middles]).astype(np.float32)
        fans = [
            (len(ground.points_m) + number, after, before)
            for number, outline in enumerate(ground.polygons)
            for before, after in zip(outline, (*outline[1:], outline[0]), strict=True)
        ]
        low, high = _numbers(places.min(axis=0)), _numbers(places.max(axis=0))
        position = self.file.vertices(places, "VEC3", FLOAT, min=low, max=high)
        view = self.file.view(array_bytes(np.array(fans, np.uint32)), ELEMENT_ARRAY_BUFFER)
        told = {"bufferView": view, "componentType": UNSIGNED_INT, "count": 3 * len(fans), "type": "SCALAR"}
        primitive = {"attributes": {"POSITION": position}, "indices": self.file.add("accessors", told)}
        mesh = self.file.add("meshes", {"name": "Navigation", "primitives": [primitive]})
        extras = {"purpose": "navigation", "links_m": ground.links.tolist()}
        return [self.file.add("nodes", {"name": "Navigation", "mesh": mesh, "extras": extras})]

    def _lamp(self) -> int:
        """The light of all lamps: warm, as far as a room."""
        extensions = self.file.tree.setdefault("extensions", {})
        if LIGHTS not in extensions:
            lamp = {"name": "lamp", "type": "point", "color": [1.0, 0.72, 0.42], "intensity": 40.0, "range": 7.0}
            extensions[LIGHTS] = {"lights": [lamp]}
            self.file.tree.setdefault("extensionsUsed", []).append(LIGHTS)
        return 0

    def _people(self, people: Mapping[str, bytes]) -> tuple[list[int], list[int]]:
        nodes, skinned = [], []
        for person in self.place.people:
            if person.id in people:
                extras = {"id": person.id, "role": person.role, "home": person.home, "work": person.work}
                node, meshes = self._somebody(person, person.name, people[person.id], _CLIPS, extras)
                nodes.append(node)
                skinned += meshes
        return nodes, skinned

    def _animals(self, models: Mapping[str, bytes]) -> tuple[list[int], list[int]]:
        nodes, skinned = [], []
        for animal in self.place.animals:
            if animal.file_name in models:
                extras = {"id": animal.id, "species": animal.species, "herd": animal.herd, "clip": animal.clip}
                node, meshes = self._somebody(animal, animal.id, models[animal.file_name], (animal.clip,), extras)
                nodes.append(node)
                skinned += meshes
        return nodes, skinned

    def _somebody(
        self, who: Person | Animal, name: str, data: bytes, clips: tuple[str, ...], extras: dict[str, str]
    ) -> tuple[int, list[int]]:
        """A node where somebody stands, and the skinned meshes, which stand beside it."""
        self.callbacks.checkpoint()
        roots, meshes = merge(self.file, data, who.id, clips=clips, mesh_filter=_is_finest)
        where = [round(float(value), 4) for value in (who.x_m, who.y_m, who.z_m)]
        entry = {"name": name, "children": roots, "translation": where, "rotation": _turn(who.turn_deg)}
        return self.file.add("nodes", {**entry, "extras": extras}), meshes

    # Meshes.

    def _mesh_of(self, model: Model) -> int:
        if id(model) not in self.meshes:
            self.meshes[id(model)] = model, self._mesh(model.name, model.meshes)
        return self.meshes[id(model)][1]

    def _mesh(self, name: str, meshes: Mapping[str, Mesh]) -> int:
        primitives = [self._primitive(slot, mesh) for slot, mesh in meshes.items()]
        return self.file.add("meshes", {"name": name, "primitives": primitives})

    def _primitive(self, slot: str, mesh: Mesh) -> dict[str, Any]:
        attributes = {
            "POSITION": self.file.vertices(
                mesh.positions,
                "VEC3",
                FLOAT,
                min=_numbers(mesh.positions.min(axis=0)),
                max=_numbers(mesh.positions.max(axis=0)),
            ),
            "NORMAL": self.file.vertices(mesh.normals, "VEC3", FLOAT),
        }
        if slot in self.tiled:
            width, height = self.tiled[slot].metres_per_tile
            tiles = mesh.uv_m / np.array((width, height), np.float32)
            attributes["TEXCOORD_0"] = self.file.vertices(tiles.astype(np.float32), "VEC2", FLOAT)
            attributes["TANGENT"] = self.file.vertices(tangents(mesh), "VEC4", FLOAT)
        elif slot == "ground":
            attributes["TEXCOORD_0"] = self.file.vertices(mesh.uv_m, "VEC2", FLOAT)
            attributes["TANGENT"] = self.file.vertices(_eastwards(mesh.normals), "VEC4", FLOAT)
        elif slot == "leaves":
            attributes["TEXCOORD_0"] = self.file.vertices(mesh.uv_m, "VEC2", FLOAT)
        if slot not in ("ground", "water", "glass", "pane", "ember"):
            alpha = np.full((len(mesh.colours), 1), 255, np.uint8)
            colours = np.concatenate([mesh.colours, alpha], axis=1)
            attributes["COLOR_0"] = self.file.vertices(colours, "VEC4", UNSIGNED_BYTE, normalized=True)
        if slot in _SHEETS:
            mesh = replace(mesh, triangles=np.concatenate([mesh.triangles, mesh.triangles[:, ::-1]]))
        return {"attributes": attributes, "indices": self.file.indices(mesh), "material": self._slot(slot)}

    # Materials.

    def _slot(self, slot: str) -> int:
        if slot not in self.slots:
            if slot == "ground":
                entry = self._ground_material()
            elif slot == "leaves":
                entry = self._leaves_material()
            elif slot in self.tiled:
                entry = self._tiled_material(slot)
            else:
                # Shapes of stone in a world without stone: their own colours are enough.
                plain = {**_PLAIN, **(_UNLIT if self.place.deserted else {})}
                entry = {"name": slot, **plain.get(slot, _PLAIN["paint"])}
            self.slots[slot] = self.file.add("materials", entry)
        return self.slots[slot]

    def _ground_material(self) -> dict[str, Any]:
        albedo, normal = ground_picture(self.place, self.given, self.callbacks)
        return {
            "name": "ground",
            "pbrMetallicRoughness": {
                "baseColorTexture": {"index": self._texture("ground albedo", albedo, CLAMP_TO_EDGE)},
                "metallicFactor": 0.0,
                "roughnessFactor": 0.95,
            },
            "normalTexture": {"index": self._texture("ground normal", normal, CLAMP_TO_EDGE)},
        }

    def _leaves_material(self) -> dict[str, Any]:
        kinds = {prop.kind for prop in self.place.props}
        if self.place.cover is not None:
            kinds |= {*self.place.cover.woods.kinds}
        if self.place.settlement is not None and any(each.kind == "hedge" for each in self.place.settlement.barriers):
            kinds.add(HEDGE_LEAVES)
        return {
            "name": "leaves",
            "pbrMetallicRoughness": {
                "baseColorTexture": {"index": self._texture("leaves", leaf_picture(kinds), CLAMP_TO_EDGE)},
                "metallicFactor": 0.0,
                "roughnessFactor": 0.85,
            },
            "alphaMode": "MASK",
            "alphaCutoff": 0.5,
        }

    def _tiled_material(self, slot: str) -> dict[str, Any]:
        material = self.tiled[slot]
        maps = maps_of(material)
        packed = {"index": self._texture(f"{slot} orm", maps["orm"])}
        return {
            "name": slot,
            "pbrMetallicRoughness": {
                "baseColorTexture": {"index": self._texture(f"{slot} albedo", maps["albedo"])},
                "metallicRoughnessTexture": packed,
            },
            "occlusionTexture": dict(packed),
            "normalTexture": {"index": self._texture(f"{slot} normal", maps["normal"])},
            "extras": {"recipe": material.recipe.sha256, "metres_per_tile": round(material.metres_per_tile[0], 6)},
        }

    def _texture(self, name: str, pixels: npt.NDArray[np.uint8], wrap: int | None = None) -> int:
        out = io.BytesIO()
        if pixels.shape[2] == 4:
            media_type = "image/png"
            Image.fromarray(pixels).save(out, "PNG")
        else:
            media_type = "image/jpeg"
            Image.fromarray(pixels).save(out, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
        view = self.file.view(out.getvalue())
        image = self.file.add("images", {"name": name, "bufferView": view, "mimeType": media_type})
        sampler: dict[str, Any] = {"magFilter": LINEAR, "minFilter": LINEAR_MIPMAP_LINEAR}
        if wrap is not None:
            sampler |= {"wrapS": wrap, "wrapT": wrap}
        samplers = self.file.tree.setdefault("samplers", [])
        if sampler not in samplers:
            samplers.append(sampler)
        return self.file.add("textures", {"source": image, "sampler": samplers.index(sampler)})


def _is_finest(name: str) -> bool:
    """Whether a node of a character is no coarser level of detail."""
    level = name.rpartition("_LOD")[2]
    return not level.isdigit() or level == "0" or "_LOD" not in name


def _eastwards(normals: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Tangents of the ground, along which its picture runs: east, along the slope."""
    east = np.stack([normals[:, 1], -normals[:, 0], np.zeros(len(normals))], axis=1)
    east /= np.sqrt(np.sum(east**2, axis=1, keepdims=True))
    return np.concatenate([east, np.ones((len(east), 1))], axis=1).astype(np.float32)


def _turn(turn_deg: float) -> list[float]:
    half = math.radians(turn_deg) / 2.0
    return [0.0, round(math.sin(half), 7), 0.0, round(math.cos(half), 7)]


def _numbers(values: npt.NDArray[np.float32]) -> list[float]:
    return [float(value) for value in values]
