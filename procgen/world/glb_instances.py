"""What stands in a world many times, as single nodes of a glTF file, by EXT_mesh_gpu_instancing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from procgen.formats.gltf import FLOAT
from procgen.world.chance import Float64Array
from procgen.world.cover.grown import Cover
from procgen.world.cover.models import shapes_of
from procgen.world.glb_merge import Collector, array_bytes
from procgen.world.meshes import Model
from procgen.world.prop_models import COARSEST, prop_model
from procgen.world.scenery import Instance

EXTENSION: Final = "EXT_mesh_gpu_instancing"


@dataclass(frozen=True, slots=True, eq=False)
class Many:
    """A model at many places."""

    model: Model
    places_m: Float64Array
    """(n, 3)."""
    turns_deg: Float64Array
    """(n,) about +y, counter-clockwise seen from above."""
    scales: Float64Array
    """(n,)."""
    extras: Mapping[str, Any]


def many_of(same: Sequence[Instance]) -> Many:
    """Props of one shape, which have a model."""
    model = same[0].model
    assert model is not None
    places = np.array([(each.x_m, each.y_m, each.z_m) for each in same], np.float64)
    turns = np.array([each.turn_deg for each in same], np.float64)
    return Many(model, places, turns, np.array([each.scale for each in same], np.float64), same[0].extras)


def woods_of(cover: Cover | None) -> Iterator[Many]:
    """The trees of woods, shape by shape, in the simplest models: there are tens of thousands."""
    if cover is None:
        return
    woods = cover.woods
    places = np.stack([woods.x_m, woods.y_m, woods.z_m], axis=1).astype(np.float64)
    for kind, shape in shapes_of(cover):
        here = (woods.kind == woods.kinds.index(kind)) & (woods.shape == shape)
        turns, scales = woods.turn_deg[here].astype(np.float64), woods.scale[here].astype(np.float64)
        yield Many(prop_model(kind, shape, COARSEST), places[here], turns, scales, {"kind": kind})


def add_many(file: Collector, many: Many, mesh: int) -> int:
    """Number of a new node at the first of the places; where the others are, too, is told relative to that.

    Args:
        file: what it is added to.
        many: what stands where.
        mesh: number of its mesh.
    """
    origin = np.round(many.places_m[0], 4)
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
    used = file.tree.setdefault("extensionsUsed", [])
    if EXTENSION not in used:
        used.append(EXTENSION)
    return file.add(
        "nodes",
        {
            "name": many.model.name,
            "mesh": mesh,
            "translation": origin.tolist(),
            "extras": {**many.extras, "count": len(many.places_m)},
            "extensions": {EXTENSION: {"attributes": attributes}},
        },
    )
