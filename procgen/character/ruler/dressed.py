"""Where one piece of clothing, or the skin, comes through another that lies over it, as eyes meet it.

Parallel rays from all sides meet a dressed body. Where a ray meets the outer side of something and then, before it has
left it and within two centimetres, the outer side of a piece that is worn over it, the first has come through the
second. Parts that a pose presses into other parts (a sleeve into the thigh it rests on), which are far from each other
in the rest pose, are counted apart, as in :mod:`procgen.character.ruler.cloth`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from procgen.character.body.body import Body
from procgen.character.mesh.part import Template, hidden_vertices
from procgen.character.outfit import order_of
from procgen.character.rig.skinning import axis_angle
from procgen.character.ruler.cloth import (
    APART_M,
    SUNK_M,
    cast,
    hang_deg,
    posed,
    poses,
    scene_of,
    skin_triangles,
    triangle_normals,
    view_directions,
)

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_X = (1.0, 0.0, 0.0)
_START_M = 1e-4
SKIN = "skin"


@dataclass(frozen=True)
class Seen:
    """What was measured; counts are of faces that some ray meets first.

    Attributes:
        faces: of clothes and bare skin.
        crossing: of them those that come through what is worn over them.
        pressed: of them those that a pose has pressed into another part.
        pairs: how many of the crossing ones, by what comes through and what is worn over it.
    """

    faces: int = 0
    crossing: int = 0
    pressed: int = 0
    pairs: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """Of the faces that are seen, those that come through."""
        return self.crossing / max(self.faces, 1)

    def __add__(self, other: Seen) -> Seen:
        pairs = dict(self.pairs)
        for pair, count in other.pairs.items():
            pairs[pair] = pairs.get(pair, 0) + count
        return Seen(self.faces + other.faces, self.crossing + other.crossing, self.pressed + other.pressed, pairs)


def five_poses(body: Body) -> dict[str, dict[str, Floats]]:
    """Rest, a walking step, seated, both arms held out in front, and bowed."""
    lowered = hang_deg(body)
    out = {
        "LeftUpperArm": axis_angle(_X, -75) @ axis_angle((0.0, 0.0, 1.0), -lowered),
        "RightUpperArm": axis_angle(_X, -75) @ axis_angle((0.0, 0.0, 1.0), lowered),
    }
    bowed = {
        "LeftUpperArm": axis_angle((0.0, 0.0, 1.0), -lowered),
        "RightUpperArm": axis_angle((0.0, 0.0, 1.0), lowered),
        "Spine": axis_angle(_X, 20),
        "Chest": axis_angle(_X, 15),
    }
    return poses(body) | {"reach": out, "bow": bowed}


def crossing(
    body: Body,
    templates: Sequence[Template],
    worn: Sequence[str],
    rotations: Mapping[str, Floats],
    views: int = 6,
    step_m: float = 0.012,
) -> Seen:
    """What comes through what on one dressed body in one pose.

    Args:
        body: the wearer.
        templates: all that is shown of a person.
        worn: names of the clothes among them; others are left out.
        rotations: of the pose, by joint.
        views: parallel bundles of rays.
        step_m: distance of the rays in a bundle.
    """
    clothes = [template for template in templates if template.name in worn]
    if not clothes:
        return Seen()
    hidden = np.zeros(len(body.vertices), np.bool_)
    hidden[hidden_vertices(templates)] = True
    skin = skin_triangles(body)
    skin = skin[~hidden[skin].all(axis=1)]
    vertices, cloth = posed(body, clothes, rotations)
    first = np.cumsum([len(vertices), *(len(part) for part in cloth)])
    triangles = np.concatenate(
        [skin, *(template.triangles + start for template, start in zip(clothes, first, strict=False))]
    )
    counts = [len(skin), *(len(template.triangles) for template in clothes)]
    piece = np.repeat(np.arange(len(counts)), counts)
    rank = np.array([-1.0, *(order_of(template.name) for template in clothes)])
    names = [SKIN, *(template.name for template in clothes)]
    places = np.concatenate([vertices, *cloth])
    rest = np.concatenate([body.vertices, *(template.fit(body) for template in clothes)])[triangles].mean(axis=1)
    normal = triangle_normals(places, triangles)
    scene = scene_of(places, triangles)
    low, high = places.min(axis=0), places.max(axis=0)
    centre, radius = (low + high) / 2, float(np.linalg.norm(high - low)) / 2
    seen, through, pressed = (np.zeros(len(triangles), np.bool_) for _ in range(3))
    over = np.full(len(triangles), -1)
    line = np.arange(-radius, radius, step_m)
    for towards in view_directions(views):
        side = np.cross(towards, (0.0, 1.0, 0.0) if abs(towards[1]) < 0.9 else (1.0, 0.0, 0.0))
        side /= np.linalg.norm(side)
        up = np.cross(side, towards)
        grid = (line[:, None, None] * side + line[None, :, None] * up).reshape(-1, 3)
        origin = (centre + grid - towards * (radius + 1)).astype(np.float32)
        face, far = cast(scene, origin, np.broadcast_to(towards, origin.shape))
        met = face >= 0
        met[met] = normal[face[met]] @ towards < 0
        face, origin, far = face[met], origin[met], far[met]
        seen[face] = True
        behind = origin + towards * (far + np.float32(_START_M))[:, None]
        second, beyond = cast(scene, behind, np.broadcast_to(towards, behind.shape))
        hit = (second >= 0) & (beyond < SUNK_M)
        hit[hit] = (normal[second[hit]] @ towards < 0) & (rank[piece[second[hit]]] > rank[piece[face[hit]]])
        one, two = face[hit], second[hit]
        apart = np.linalg.norm(rest[one] - rest[two], axis=1) > APART_M * body.stature_m
        pressed[one[apart]] = True
        through[one[~apart]] = True
        over[one[~apart]] = two[~apart]
    pairs: dict[tuple[str, str], int] = {}
    for number in np.flatnonzero(through):
        pair = names[piece[number]], names[piece[over[number]]]
        pairs[pair] = pairs.get(pair, 0) + 1
    return Seen(int(seen.sum()), int(through.sum()), int(pressed.sum()), pairs)
