"""Binding of shoes to feet, and the template that keeps their soles level.

Round the heel, ankle and leg a shoe's point follows the nearest patch of skin. Over the toes it follows an affine map
fitted to six places of the forefoot, so that a shoe keeps its smooth form whatever the toes do. Feet of shaped bodies
lean by a degree or two; soles don't: the lower a point lies, the more its height is that of the drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import BODY_VERTICES, Basis
from procgen.character.body.body import Body
from procgen.character.mesh.part import Slot, Template
from procgen.character.wardrobe.accessories.binding import TILE_M, influences, nearest, opposite, spread
from procgen.character.wardrobe.accessories.figure import standard_figure
from procgen.character.wardrobe.accessories.solids import Piece, joined
from procgen.character.wardrobe.footwear.last import smoothstep

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

ANCHORS = 6
"""Places of the forefoot that carry the toe part, and places of skin that carry every other point."""
LEVEL_BELOW_M, FREE_ABOVE_M = 0.008, 0.05
LEG = ("LeftUpperLeg", "LeftLowerLeg", "LeftFoot", "LeftToes")
_KERNEL_M = 0.009
_SKIN_KERNEL_M = 0.014


@dataclass(frozen=True, eq=False)
class Footwear(Template):
    """A template whose low parts keep their height over the floor.

    Attributes:
        level: (V,) 0..1, how much of a point's height is ``height`` instead of what it is bound to.
        height: (V,) metres over the barefoot floor; scaled with the foot above the floor, kept below it.
    """

    level: Floats = field(default_factory=lambda: np.zeros(0, np.float32))
    height: Floats = field(default_factory=lambda: np.zeros(0, np.float32))

    def fit(self, body: Body) -> Floats:
        """The vertices (V, 3) on a body in its rest pose, in metres; soles level, below the floor at y = 0."""
        place = Template.fit(self, body)
        wanted = np.where(self.height > 0, self.height * np.float32(self.scale(body)), self.height)
        place[:, 1] += self.level * (wanted - place[:, 1])
        return place


@dataclass(frozen=True, eq=False)
class FootBinding:
    """What binds points near the left foot of the standard body.

    Attributes:
        body: the standard body.
        skin: vertices of the left foot and leg.
        sparse: those that points are bound to: the toes have very many.
        anchors: (6,) vertices of the forefoot.
        solve: (4, 6) maps a place (x, y, z, 1) to its affine weights for the anchors.
        ball: z of the middle of the ball joint.
        scale_pair: vertices at the heel and the tip of the toes.
    """

    body: Body
    skin: npt.NDArray[np.int64]
    sparse: npt.NDArray[np.int64]
    anchors: npt.NDArray[np.int64]
    solve: Doubles
    ball: float
    scale_pair: tuple[int, int]

    def bind(self, points: Doubles) -> tuple[npt.NDArray[np.int32], Floats]:
        """Vertices and weights, both (V, 12), for points (V, 3) near the left foot or leg of the standard body."""
        vertices = self.body.vertices.astype(np.float64)
        near, weight = nearest(points, vertices[self.sparse], ANCHORS, _KERNEL_M)
        share = smoothstep(points[:, 2], self.ball - 0.075, self.ball + 0.005)
        share = (share * (1 - smoothstep(points[:, 1], 0.055, 0.085)))[:, None]
        affine = np.concatenate([points, np.ones((len(points), 1))], axis=1) @ self.solve
        chosen = np.concatenate([self.sparse[near], np.broadcast_to(self.anchors, affine.shape)], axis=1)
        weights = np.concatenate([weight * (1 - share), affine * share], axis=1)
        return chosen.astype(np.int32), weights.astype(np.float32)


@lru_cache(maxsize=2)
def foot_binding(basis: Basis) -> FootBinding:
    """The binding of the standard body (all sliders in the middle)."""
    body = standard_figure(basis).body
    vertices = body.vertices[:BODY_VERTICES].astype(np.float64)
    names = basis.joint_names
    of_leg = [names.index(joint) for joint in LEG]
    leading = basis.skin_joint[np.arange(BODY_VERTICES), basis.skin_weight[:BODY_VERTICES].argmax(axis=1)]
    skin = np.flatnonzero(np.isin(leading, of_leg) & (vertices[:, 1] < 0.56))
    ball = float(body.joints[names.index("LeftToes"), 2])
    fore = skin[(vertices[skin, 2] > ball - 0.085) & (vertices[skin, 1] < 0.075)]
    anchors = fore[spread(vertices[fore], ANCHORS, int(np.argmax(vertices[fore, 2])))]
    corners = np.concatenate([vertices[anchors], np.ones((ANCHORS, 1))], axis=1)
    low = skin[vertices[skin, 1] < 0.03]
    heel, tip = int(low[np.argmin(vertices[low, 2])]), int(low[np.argmax(vertices[low, 2])])
    return FootBinding(
        body, skin, standard_figure(basis).sparse(skin, 0.006), anchors, np.linalg.pinv(corners), ball, (heel, tip)
    )


def pair(
    name: str,
    pieces: Sequence[Piece],
    slots: tuple[Slot, ...],
    basis: Basis,
    hides: npt.NDArray[np.int64],
    layer: int = 1,
) -> Footwear:
    """A pair of shoes from the pieces of the left one.

    Args:
        name: of the template.
        pieces: in body coordinates on the standard body's left foot.
        slots: the materials that the pieces' slots number.
        basis: of the body.
        hides: vertices of the left foot and leg whose skin is covered.
        layer: of the template.
    """
    binding = foot_binding(basis)
    points, triangles, uv, slot = joined(pieces)
    bound, weight = binding.bind(points)
    rest = (binding.body.vertices[bound].astype(np.float64) * weight[..., None]).sum(axis=1)
    offset = points - rest
    joint, skin_weight = influences(standard_figure(basis), points, binding.sparse, _SKIN_KERNEL_M, LEG)
    other = np.array([basis.joint_names.index(opposite(joint_name)) for joint_name in basis.joint_names])
    level = 1 - smoothstep(points[:, 1], LEVEL_BELOW_M, FREE_ABOVE_M)
    count = len(points)
    vertices = binding.body.vertices
    first, second = binding.scale_pair
    return Footwear(
        name=name,
        triangles=np.concatenate([triangles, triangles[:, ::-1] + count]).astype(np.int32),
        uv=np.tile((uv / TILE_M).astype(np.float32), (2, 1)),
        bind_vertex=np.concatenate([bound, basis.mirror[bound].astype(np.int32)]),
        bind_weight=np.tile(weight, (2, 1)),
        lift=np.zeros(2 * count, np.float32),
        offset=np.concatenate([offset, offset * [-1, 1, 1]]).astype(np.float32),
        scale_pair=binding.scale_pair,
        scale_rest_m=float(np.linalg.norm(vertices[first] - vertices[second])),
        skin_joint=np.concatenate([joint, other[joint].astype(np.uint8)]),
        skin_weight=np.tile(skin_weight, (2, 1)),
        slots=slots,
        triangle_slot=np.tile(slot, 2).astype(np.uint8),
        hides=np.unique(np.concatenate([hides, basis.mirror[hides]])).astype(np.int32),
        layer=layer,
        tile_m=TILE_M,
        level=np.tile(level, 2).astype(np.float32),
        height=np.tile(points[:, 1], 2).astype(np.float32),
    )
