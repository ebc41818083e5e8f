"""What stands in a world many times, as single nodes of a glTF file, by EXT_mesh_gpu_instancing.

Nodes of coarser levels of detail share the places; MSFT_lod says which they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from procgen.formats.gltf import FLOAT, INSTANCES, LOD
from procgen.world.chance import Float64Array
from procgen.world.cover.grown import Cover
from procgen.world.cover.kinds import KINDS, LEVELS
from procgen.world.cover.models import cover_model, shapes_of, tree_shape
from procgen.world.cover.pattern import plants_of_ground
from procgen.world.glb_merge import Collector, array_bytes
from procgen.world.ground_height import ground_at
from procgen.world.land import side_m
from procgen.world.life.open_air import OBSTACLES
from procgen.world.meshes import Model, numbers
from procgen.world.place import Land
from procgen.world.prop_models import COARSEST, prop_model
from procgen.world.scenery import Instance

_COVERAGE: Final = (0.2, 0.06, 0.0)
"""Of a thing's share of the screen's height, down to which each level is meant to be seen."""
_SIMPLER: Final = 0.85
"""A level is one where it has at most this share of the triangles of the one before."""


@dataclass(frozen=True, slots=True, eq=False)
class Many:
    """A thing at one or many places."""

    name: str
    levels: tuple[Model, ...]
    """From near to far."""
    places_m: Float64Array
    """(n, 3)."""
    turns_deg: Float64Array
    """(n,) about +y, counter-clockwise seen from above."""
    scales: Float64Array
    """(n,)."""
    extras: Mapping[str, Any]

    def first_level(self, most_triangles: int) -> int:
        """The finest level at which all of them together have no more triangles; the last one if none has."""
        count = len(self.places_m)
        fit = (number for number, each in enumerate(self.levels) if each.triangle_count * count <= most_triangles)
        return next(fit, len(self.levels) - 1)


def _levels(finest: Model, coarser: Iterator[Model]) -> tuple[Model, ...]:
    """Those that are simpler than the one before."""
    found = [finest]
    for model in coarser:
        if model.triangle_count <= _SIMPLER * found[-1].triangle_count:
            found.append(model)
    return tuple(found)


def _prop_levels(kind: str, shape: int) -> tuple[Model, ...]:
    coarser = (prop_model(kind, shape, level) for level in range(1, COARSEST + 1))
    return _levels(prop_model(kind, shape), coarser)


def _told(kind: str) -> dict[str, Any]:
    """What is said of a prop: its kind, and how bodies collide with it, if they do."""
    return {"kind": kind, **({"collision": "convex"} if kind in OBSTACLES else {})}


def many_of(same: Sequence[Instance]) -> Many:
    """Props of one shape, which have a model."""
    model = same[0].model
    assert model is not None
    kind = same[0].extras["kind"]
    # The model's name ends in the number of the shape, counted from 1.
    levels = _prop_levels(kind, int(model.name.rpartition(" ")[2]) - 1)
    places = np.array([(each.x_m, each.y_m, each.z_m) for each in same], np.float64)
    turns = np.array([each.turn_deg for each in same], np.float64)
    scales = np.array([each.scale for each in same], np.float64)
    return Many(model.name, levels, places, turns, scales, {**same[0].extras, **_told(kind)})


def woods_of(cover: Cover | None) -> Iterator[Many]:
    """The trees of woods, shape by shape."""
    if cover is None:
        return
    woods = cover.woods
    places = np.stack([woods.x_m, woods.y_m, woods.z_m], axis=1).astype(np.float64)
    for kind, shape in shapes_of(cover):
        here = (woods.kind == woods.kinds.index(kind)) & (woods.shape == shape)
        turns, scales = woods.turn_deg[here].astype(np.float64), woods.scale[here].astype(np.float64)
        name = f"woods {tree_shape(kind, shape)}"
        yield Many(name, _prop_levels(kind, shape), places[here], turns, scales, _told(kind))


def cover_of(cover: Cover | None, land: Land, most: int) -> Iterator[Many]:
    """The plants of the ground, kind by kind.

    Args:
        cover: what grows.
        land: what it stands on.
        most: thins them evenly to about so many.
    """
    if cover is None:
        return
    east, south = side_m(land)
    whole = sum(layer.count(east * south) for layer in cover.layers)
    kept = min(most / max(whole, 1), 1.0)
    for number, layer in enumerate(cover.layers):
        x_m, z_m = plants_of_ground(layer, (east, south), (cover.seed + number) & 0x7FFFFFFF, kept)
        if not len(x_m):
            continue
        kind = KINDS[layer.kind]
        dice = numbers(cover.seed, f"world/scene/cover/{layer.kind}", 2 * len(x_m)).reshape(2, -1)
        scales = kind.scale[0] + (kind.scale[1] - kind.scale[0]) * dice[1] ** 2
        places = np.stack([x_m, ground_at(land, x_m, z_m), z_m], axis=1)
        levels = _levels(cover_model(layer.kind, 0), (cover_model(layer.kind, level) for level in range(1, LEVELS)))
        told = {"kind": layer.kind, "in_nature": layer.count(east * south)}
        yield Many(f"cover {layer.kind}", levels, places, 360.0 * dice[0], scales, told)


def add_many(file: Collector, many: Many, meshes: Sequence[int], first: int = 0, shown: int = 0) -> int:
    """Number of a new node at the first of the places; where the others are, too, is told relative to that.

    Args:
        file: what it is added to.
        many: what stands where.
        meshes: numbers of the meshes of its levels, from ``first`` on: the node has the first of them, and names a
            node that no scene has for each of the others.
        first: which level that is.
        shown: the level at which viewers can draw them all.
    """
    origin = np.round(many.places_m[0], 4)
    extras: dict[str, Any] = {**many.extras, "count": len(many.places_m)}
    where: dict[str, Any] = {"translation": origin.tolist()}
    extensions: dict[str, Any] = {}
    if len(many.places_m) > 1:
        extensions[INSTANCES] = {"attributes": _attributes(file, many, origin)}
        _use(file, INSTANCES)
    else:
        half = np.radians(many.turns_deg[0]) / 2.0
        if many.turns_deg[0]:
            where["rotation"] = [0.0, round(float(np.sin(half)), 7), 0.0, round(float(np.cos(half)), 7)]
        if many.scales[0] != 1.0:
            where["scale"] = [round(float(many.scales[0]), 4)] * 3
    if first:
        extras["level"] = first
    if shown > first:
        extras["shown_level"] = shown
    coarser = [
        file.add("nodes", {"name": f"{many.name} LOD{level}", "mesh": mesh, **where, **_with(extensions)})
        for level, mesh in enumerate(meshes[1:], first + 1)
    ]
    if coarser:
        # What the extension's own page says: thresholds stand in the extras of the node with all levels.
        extras["MSFT_screencoverage"] = [*_COVERAGE[first : first + len(coarser)], 0.0]
        extensions = {**extensions, LOD: {"ids": coarser}}
        _use(file, LOD)
    return file.add("nodes", {"name": many.name, "mesh": meshes[0], **where, "extras": extras, **_with(extensions)})


def _with(extensions: Mapping[str, Any]) -> dict[str, Any]:
    return {"extensions": dict(extensions)} if extensions else {}


def _use(file: Collector, extension: str) -> None:
    used = file.tree.setdefault("extensionsUsed", [])
    if extension not in used:
        used.append(extension)


def _attributes(file: Collector, many: Many, origin: Float64Array) -> dict[str, int]:
    half = np.radians(many.turns_deg) / 2.0
    still = np.zeros(len(half))
    told: dict[str, tuple[npt.NDArray[np.float64], str]] = {
        "TRANSLATION": (many.places_m - origin, "VEC3"),
        "ROTATION": (np.stack([still, np.sin(half), still, np.cos(half)], axis=1), "VEC4"),
        "SCALE": (np.repeat(many.scales[:, None], 3, axis=1), "VEC3"),
    }
    attributes = {}
    for name, (values, kind) in told.items():
        view = file.view(array_bytes(values.astype(np.float32)))
        accessor = {"bufferView": view, "componentType": FLOAT, "count": len(values), "type": kind}
        attributes[name] = file.add("accessors", accessor)
    return attributes
