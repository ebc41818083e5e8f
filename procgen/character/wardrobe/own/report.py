"""How a user's garment fits: where it lies inside the body, and what of it meets the skin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.character.body.body import Body
from procgen.character.mesh.part import Template
from procgen.character.wardrobe.own.align import Placing
from procgen.character.wardrobe.own.binding import OwnGarment
from procgen.character.wardrobe.own.cloth import crossing_triangles
from procgen.character.wardrobe.own.skin import scene_of, shown_triangles, skin_of

Floats = npt.NDArray[np.float32]

CROSSING_M: Final = 0.001
"""Deeper in the skin than this a vertex crosses it."""
_INSIDE_M = 0.03


@dataclass(frozen=True, slots=True)
class Report:
    """How a garment fits a body.

    Attributes:
        vertices, triangles: of the garment.
        crossings: vertices more than ``CROSSING_M`` inside skin that is seen.
        deepest_m: how deep the deepest of them lies.
        crossing_triangles: triangles that meet a triangle of skin that is seen.
        hidden: vertices of the skin that it hides.
        settled: vertices that were moved to lie out of the neutral body.
        settled_m: how far the farthest of them was.
        placing: what was done to it as a whole before.
    """

    vertices: int
    triangles: int
    crossings: int
    deepest_m: float
    crossing_triangles: int
    hidden: int
    settled: int
    settled_m: float
    placing: Placing


def depths(template: Template, vertices: Floats, body: Body) -> Floats:
    """How deep vertices (V, 3) of a garment lie inside skin that is seen, (V,) metres, 0 outside.

    A ray from each along the normal of the skin nearest to it leaves the body where it is inside.
    """
    skin, shown = skin_of(body), shown_triangles(body.basis, template.hides)
    normal = body.normals[template.bind_vertex[:, 0]]
    scene = scene_of(body.vertices, skin.triangles[shown])
    hit = scene.run(vertices, normal, query="INTERSECT", output=True)
    flat = skin.normals[shown][np.maximum(hit["primID"], 0)]
    leaves = (hit["primID"] >= 0) & (np.einsum("va,va->v", flat, normal) > 0) & (hit["tfar"] < _INSIDE_M)
    return np.where(leaves, hit["tfar"], 0).astype(np.float32)


def report(garment: OwnGarment, body: Body) -> Report:
    """How a garment fits a body in its rest pose."""
    template = garment.template
    vertices = template.fit(body)
    deep = depths(template, vertices, body)
    through = crossing_triangles(vertices[template.cloth.first], template.cloth, skin_of(body), template.seen)
    return Report(
        vertices=len(template.uv),
        triangles=len(template.triangles),
        crossings=int((deep > CROSSING_M).sum()),
        deepest_m=float(deep.max(initial=0.0)),
        crossing_triangles=len(through),
        hidden=len(template.hides),
        settled=garment.settled,
        settled_m=garment.settled_m,
        placing=garment.placing,
    )
