"""What a character is made of: templates that fit any body, and the parts that fitting them gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import BODY_VERTICES
from procgen.character.body.body import Body
from procgen.character.mesh.rows import narrow

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


Colour = tuple[float, float, float]
"""sRGB, 0..1."""
PLAIN, UNPATTERNED = "plain", "none"
"""The usual weave, and no pattern."""
STRANDS = ("hair", "beard")
"""Kinds of slots whose surfaces are strands, which run along v."""
GLASS_ALPHA = 0.25
"""How much a surface with the alpha "blend" covers in files."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Which material a part shows: the exporters make it from this, once for all parts that name the same slot.

    Attributes:
        kind: "skin", "eye", "mouth", "lash", "hair", "brow", "cloth", "leather", "metal", "wood", "glass", "sole", ….
        name: unique in a character, such as "tunic" or "tunic_trim"; what recolouring addresses.
        colour: sRGB 0..1 that the material is tinted with.
        texture: class of the texture service that the surface is made from ("fabric", "leather", …), or "" for plain.
        metallic, roughness: 0..1; factors where the texture has maps.
        double_sided: whether both sides are seen.
        alpha: "opaque", "mask" (cut at 0.5) or "blend".
        weave: how cloth is made, out of :data:`procgen.character.wardrobe.fabric.WEAVES`.
        pattern: what is woven or printed in it, out of :data:`procgen.character.wardrobe.fabric.PATTERNS`.
        second: colour of the pattern; None without one.
    """

    kind: str
    name: str
    colour: tuple[float, float, float] = (0.8, 0.8, 0.8)
    texture: str = ""
    metallic: float = 0.0
    roughness: float = 0.8
    double_sided: bool = False
    alpha: str = "opaque"
    weave: str = PLAIN
    pattern: str = UNPATTERNED
    second: Colour | None = None


@dataclass(frozen=True, eq=False)
class Template:
    """A mesh that is bound to the body's vertices and follows every shape of it.

    Each vertex lies at the weighted mean of up to four body vertices (helpers count as body vertices), plus ``lift``
    along the weighted mean of their normals, plus ``offset`` times the body's local scale.

    Attributes:
        name: of the garment or piece.
        triangles: (T, 3) int32, counter-clockwise seen from outside.
        uv: (V, 2) float32, v down as in glTF; for tiling materials one unit is one tile of ``tile_m`` metres.
        bind_vertex, bind_weight: (V, 4) int32 and float32; weights add up to 1.
        lift: (V,) float32, metres along the normal.
        offset: (V, 3) float32, metres, in body axes.
        scale_pair: two body vertices; their distance over ``scale_rest_m`` scales ``offset``. None: no scaling.
        skin_joint, skin_weight: (V, 4) uint8 and float32; weights add up to 1.
        slots: the materials; ``triangle_slot`` (T,) uint8 says which triangle shows which.
        hides: body vertices whose skin the piece covers: faces whose corners all are hidden are not exported.
        layer: 0 next to the skin; larger lies outside.
        tile_m: how many metres one unit of ``uv`` is, for tiling materials; 0 where ``uv`` is an atlas of its own.
    """

    name: str
    triangles: npt.NDArray[np.int32]
    uv: Floats
    bind_vertex: npt.NDArray[np.int32]
    bind_weight: Floats
    lift: Floats
    offset: Floats
    scale_pair: tuple[int, int] | None
    scale_rest_m: float
    skin_joint: npt.NDArray[np.uint8]
    skin_weight: Floats
    slots: tuple[Slot, ...]
    triangle_slot: npt.NDArray[np.uint8]
    hides: npt.NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    layer: int = 0
    tile_m: float = 0.0

    @cached_property
    def _columns(self) -> list[tuple[Ints, Floats | None]]:
        """Of each influence that any vertex has, the body's vertices and, where not all are 1, the weights as rows."""
        found: list[tuple[Ints, Floats | None]] = []
        for vertex, weight in zip(self.bind_vertex.T, self.bind_weight.T, strict=True):
            if np.any(weight):
                whole = np.all(weight == 1)
                found.append((vertex.astype(np.int64), None if whole else np.repeat(weight[:, None], 4, axis=1)))
        return found

    @cached_property
    def _lifted(self) -> tuple[bool, bool]:
        """Whether any vertex is lifted along normals, and whether such normals are those of helpers too."""
        lifted = self.lift != 0
        bound = self.bind_vertex[lifted][self.bind_weight[lifted] != 0]
        return bool(lifted.any()), bool((bound >= BODY_VERTICES).any())

    @cached_property
    def strands(self) -> bool:
        """Whether it is hair: many thin surfaces that are lit as the one round body that they make up."""
        return any(slot.kind in STRANDS for slot in self.slots)

    def skin_normals(self, body: Body) -> Floats:
        """(V, 4) rows: the mean normals, not of unit length, of the skin that each vertex is bound to."""
        return self._mean(body.all_normals)

    def fit(self, body: Body) -> Floats:
        """The vertices (V, 3) on a body in its rest pose, in metres."""
        lifted, helpers = self._lifted
        normals = (body.all_normals if helpers else body.skin_normals) if lifted else None
        return self.fit_rows(body.rows, normals, self.scale(body))

    def fit_rows(self, places: Floats, normals: Floats | None, scale: float) -> Floats:
        """The vertices (V, 3) on what they are bound to.

        Args:
            places, normals: (N, 4) rows of the vertices that ``bind_vertex`` counts, and of their normals; None where
                nothing is lifted.
            scale: of ``offset``.
        """
        place = narrow(self._mean(places))
        if normals is not None:
            normal = narrow(self._mean(normals))
            normal *= (self.lift / np.maximum(np.sqrt(np.einsum("va,va->v", normal, normal)), 1e-6))[:, None]
            place += normal
        if self._offsets:
            place += self.offset * np.float32(scale)
        return place

    def _mean(self, rows: Floats) -> Floats:
        """Weighted means (V, 4) of the rows that the vertices are bound to."""
        total: Floats | None = None
        for vertex, weight in self._columns:
            part = rows.take(vertex, axis=0)
            if weight is not None:
                part *= weight
            total = part if total is None else np.add(total, part, out=total)
        return np.zeros((len(self.uv), 4), np.float32) if total is None else total

    @cached_property
    def _offsets(self) -> bool:
        return bool(np.any(self.offset))

    def scale(self, body: Body) -> float:
        """How much larger the body is than the one the template was made on, where ``scale_pair`` measures it."""
        if self.scale_pair is None:
            return 1.0
        first, second = self.scale_pair
        return float(np.linalg.norm(body.vertices[first] - body.vertices[second])) / self.scale_rest_m


def hidden_vertices(templates: Sequence[Template]) -> npt.NDArray[np.int32]:
    """All body vertices that any of the templates hides, ascending."""
    if not templates:
        return np.zeros(0, np.int32)
    return np.unique(np.concatenate([template.hides for template in templates]))
