"""How pieces hold on to the body: soft ones follow the skin, fitted ones an affine map of it, rigid ones one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.character.mesh.part import Slot, Template
from procgen.character.wardrobe.accessories.figure import Figure
from procgen.character.wardrobe.accessories.solids import Piece, joined
from procgen.runtime.interrupt import checkpoint_here

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

TILE_M = 0.5
_COUNT = 6
_ANCHORS = 8


def nearest(points: Doubles, places: Doubles, count: int, kernel: float) -> tuple[Ints, Doubles]:
    """The nearest ``count`` places of each point, (V, count), with weights that fall off behind the very nearest.

    Args:
        points: (V, 3).
        places: (P, 3).
        count: how many.
        kernel: standard deviation of the Gaussian, metres.
    """
    checkpoint_here()
    # A tree would settle ties otherwise (the body is its own mirror image), and weights hang on them.
    square = (points**2).sum(axis=1)[:, None] + (places**2).sum(axis=1) - 2 * points @ places.T
    near = np.argpartition(square, count, axis=1)[:, :count]
    near.sort(axis=1)
    distance = np.sqrt(np.maximum(np.take_along_axis(square, near, axis=1), 0))
    weight = np.exp(-(((distance - distance.min(axis=1, keepdims=True)) / kernel) ** 2) / 2)
    return near, weight / weight.sum(axis=1, keepdims=True)


def spread(places: Doubles, count: int, first: int) -> Ints:
    """Farthest point sampling of ``count`` places (P, 3), beginning with one of them."""
    chosen = [first]
    distance = np.full(len(places), np.inf)
    for _ in range(count - 1):
        distance = np.minimum(distance, np.linalg.norm(places - places[chosen[-1]], axis=1))
        chosen.append(int(np.argmax(distance)))
    return np.array(chosen)


def influences(
    figure: Figure, points: Doubles, skin: Ints, kernel: float, joints: Sequence[str] = ()
) -> tuple[npt.NDArray[np.uint8], Floats]:
    """Joints and weights (V, 4) of points, smoothed from the vertices ``skin`` near them.

    ``joints`` names the only ones that may move them; empty allows all.
    """
    basis = figure.basis
    near, weight = nearest(points, figure.vertices[skin], 20, kernel)
    chosen = skin[near]
    dense = np.zeros((len(points), len(basis.joint_names)))
    np.add.at(
        dense,
        (np.arange(len(points))[:, None, None], basis.skin_joint[chosen]),
        basis.skin_weight[chosen] * weight[..., None],
    )
    if joints:
        dense[:, [number for number, name in enumerate(basis.joint_names) if name not in joints]] = 0
    best = np.argsort(-dense, axis=1, kind="stable")[:, :4]
    weights = np.take_along_axis(dense, best, axis=1)
    best = np.where(weights > 0, best, 0)
    return best.astype(np.uint8), (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)


@dataclass(frozen=True, eq=False)
class Hold:
    """What some pieces hold on to.

    Attributes:
        kind: "soft": each point follows the nearest skin; "fitted": all follow one affine map of eight places of the
            skin; "rigid": all keep their form and follow the middle of the skin nearest to ``at``.
        skin: vertices of the body that count.
        joints: names and weights of the joints that move the pieces; empty takes them from the skin ("soft").
        at: (3,) where rigid pieces are fastened.
        kernel: how smoothly soft pieces follow, metres.
    """

    kind: str
    skin: Ints
    joints: tuple[tuple[str, float], ...] = ()
    at: Doubles | None = None
    kernel: float = 0.02

    def bind(self, figure: Figure, points: Doubles) -> tuple[Ints, Doubles]:
        """Vertices and weights, both (V, K)."""
        places = figure.vertices[self.skin]
        if self.kind == "soft":
            near, weight = nearest(points, places, _COUNT, self.kernel)
            return self.skin[near], weight
        if self.kind == "rigid":
            if self.at is None:
                raise ValueError("a rigid piece needs a place to hold on to")
            around = np.argsort(((places - self.at) ** 2).sum(axis=1), kind="stable")[:_COUNT]
            chosen = np.broadcast_to(self.skin[around], (len(points), _COUNT))
            return chosen, np.full(chosen.shape, 1.0 / _COUNT)
        anchors = self.skin[spread(places, _ANCHORS, int(np.argmax(places[:, 2])))]
        corners = np.concatenate([figure.vertices[anchors], np.ones((_ANCHORS, 1))], axis=1)
        weight = np.concatenate([points, np.ones((len(points), 1))], axis=1) @ np.linalg.pinv(corners)
        return np.broadcast_to(anchors, weight.shape), weight

    def skinning(self, figure: Figure, points: Doubles) -> tuple[npt.NDArray[np.uint8], Floats]:
        """Joints and weights, both (V, 4)."""
        if not self.joints:
            return influences(figure, points, self.skin, 1.5 * self.kernel)
        joint = np.zeros((len(points), 4), np.uint8)
        weight = np.zeros((len(points), 4), np.float32)
        for number, (name, share) in enumerate(self.joints):
            joint[:, number] = figure.basis.joint_names.index(name)
            weight[:, number] = share
        return joint, weight


def assemble(
    name: str,
    figure: Figure,
    parts: Sequence[tuple[Sequence[Piece], Hold]],
    slots: tuple[Slot, ...],
    layer: int,
    scale_pair: tuple[int, int],
    hides: Ints | None = None,
    double: bool = False,
) -> Template:
    """The template of pieces that were made on the standard body.

    Args:
        name: of the template.
        figure: the standard body.
        parts: pieces and what each group of them holds on to.
        slots: the materials that the pieces' slots number.
        layer: of the template.
        scale_pair: vertices whose distance scales the pieces.
        hides: vertices whose skin is covered.
        double: add the mirror images, for things that come in pairs; ``hides`` then names the left side's.
    """
    held = []
    for pieces, hold in parts:
        points, triangles, uv, slot = joined(pieces)
        held.append((points, triangles, uv, slot, *hold.bind(figure, points), *hold.skinning(figure, points)))
    width = max(part[4].shape[1] for part in held)

    def padded(array: npt.NDArray[np.generic]) -> npt.NDArray[np.generic]:
        missing = width - array.shape[1]
        if not missing:
            return array
        return np.concatenate([array, np.zeros((len(array), missing), array.dtype)], axis=1)

    starts = np.cumsum([0] + [len(part[0]) for part in held])
    points = np.concatenate([part[0] for part in held])
    triangles = np.concatenate([part[1] + start for part, start in zip(held, starts[:-1], strict=True)])
    uv = np.concatenate([part[2] for part in held]) / TILE_M
    slot = np.concatenate([part[3] for part in held])
    bound = np.concatenate([padded(part[4]) for part in held]).astype(np.int64)
    weight = np.concatenate([padded(part[5]) for part in held]).astype(np.float64)
    joint = np.concatenate([part[6] for part in held])
    skin_weight = np.concatenate([part[7] for part in held])
    offset = points - (figure.vertices[bound] * weight[..., None]).sum(axis=1)
    hidden = np.zeros(0, np.int64) if hides is None else hides
    if double:
        basis = figure.basis
        other = np.array([basis.joint_names.index(opposite(each)) for each in basis.joint_names], np.uint8)
        triangles = np.concatenate([triangles, triangles[:, ::-1] + len(points)])
        uv, weight, skin_weight = (np.tile(array, (2, 1)) for array in (uv, weight, skin_weight))
        slot = np.tile(slot, 2)
        bound = np.concatenate([bound, basis.mirror[bound]])
        joint = np.concatenate([joint, other[joint]])
        offset = np.concatenate([offset, offset * [-1, 1, 1]])
        hidden = np.unique(np.concatenate([hidden, basis.mirror[hidden]]))
    first, second = scale_pair
    return Template(
        name=name,
        triangles=triangles.astype(np.int32),
        uv=uv.astype(np.float32),
        bind_vertex=bound.astype(np.int32),
        bind_weight=weight.astype(np.float32),
        lift=np.zeros(len(offset), np.float32),
        offset=offset.astype(np.float32),
        scale_pair=scale_pair,
        scale_rest_m=float(np.linalg.norm(figure.vertices[first] - figure.vertices[second])),
        skin_joint=joint,
        skin_weight=skin_weight.astype(np.float32),
        slots=slots,
        triangle_slot=slot.astype(np.uint8),
        hides=hidden.astype(np.int32),
        layer=layer,
        tile_m=TILE_M,
    )


def opposite(name: str) -> str:
    """The joint on the other side; joints in the middle are their own."""
    if name.startswith("Left"):
        return "Right" + name.removeprefix("Left")
    return "Left" + name.removeprefix("Right") if name.startswith("Right") else name
