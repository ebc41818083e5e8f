"""Where a body is measured: landmark vertices and cutting planes on hm08, and points of the mesh made from them.

Landmarks are those of :mod:`procgen.character.body.landmark_vertices`. A ring holds the points where a plane crosses
the edges of the average body; on other bodies its points keep their places on their edges, so that a ring follows the
flesh.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import BODY_VERTICES, Basis
from procgen.character.body.body import Body
from procgen.character.body.landmark_vertices import LANDMARKS
from procgen.character.body.macro import Macro, macro_weights

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]

DIRECTIONS = 72
"""In how many directions a ring's hull is felt."""

MIDLINE_FRONT = (4121, 4120, 4115, 4110, 4367, 4317, 4323, 4329, 4335, 4341, 4347, 4370, 4372)
"""From the navel down to the crotch."""
MIDLINE_SEAT = (4372, 4376, 4259, 4241, 4232, 4223, 4215, 4205, 4387, 4195, 4188, 4181)
"""From the crotch up to the waist behind."""
MIDLINE_BACK = (4181, 4045, 4002, 3974, 3946, 1600, 1598, 1597, 1595, 1539, 1491, 858, 857)
"""From the waist up to the nape."""
MIDLINE_CHEST = (4121, 4106, 4154, 4093, 4088, 1892, 1890, 1402, 1400, 1528, 1522)
"""From the navel up to the throat."""


@dataclass(frozen=True, slots=True)
class Ring:
    """Points that a plane cuts from the average body.

    Attributes:
        start: first point's number; ``stop`` is one past the last.
        across, along: (3,) unit vectors that span the plane.
        outward: (DIRECTIONS, 3) unit vectors all round in the plane.
    """

    start: int
    stop: int
    across: Floats
    along: Floats
    outward: npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Points:
    """Points fixed to the mesh: each a weighted sum of two vertices.

    Attributes:
        vertex, weight: (P, 2) int64 and float32; weights add up to 1.
        named: landmark, with "left_" before its name on the other side, and "hip_joint" to point number.
        rings: name to ring.
        sets: name to the numbers of the points of a region ("sole", "head", "foot", "ear", "crown").
    """

    vertex: Ints
    weight: Floats
    named: Mapping[str, int]
    rings: Mapping[str, Ring]
    sets: Mapping[str, Ints]

    def places(self, vertices: Floats) -> Floats:
        """The points (P, 3) on a body."""
        pair = vertices[self.vertex]
        places: Floats = pair[:, 0] * self.weight[:, :1] + pair[:, 1] * self.weight[:, 1:]
        return places


@dataclass(frozen=True, slots=True)
class _Plane:
    """A cut: its region, a point on it, its normal, and a direction in it that counts as its breadth."""

    region: str
    through: Floats
    normal: tuple[float, float, float] | Floats
    across: tuple[float, float, float] = (1.0, 0.0, 0.0)


def average_body(basis: Basis) -> Body:
    """The body on which the points are chosen: all sliders in the middle, 25 years old."""
    return Body.stand(basis, basis.evaluate(macro_weights(Macro(), basis)))


def find_points(basis: Basis) -> Points:
    """Cut the average body and collect landmarks, rings and regions."""
    body = average_body(basis)
    vertices = body.vertices[:BODY_VERTICES]
    regions = _regions(basis)
    vertex: list[npt.NDArray[np.int64]] = []
    weight: list[Floats] = []
    count = 0

    def add(rows: npt.NDArray[np.integer], weights: Floats) -> slice:
        nonlocal count
        vertex.append(np.asarray(rows, np.int64))
        weight.append(weights.astype(np.float32))
        count += len(rows)
        return slice(count - len(rows), count)

    def add_vertices(numbers: npt.NDArray[np.integer]) -> Ints:
        rows = np.stack([numbers, numbers], axis=1)
        part = add(rows, np.tile(np.array([[1.0, 0.0]], np.float32), (len(rows), 1)))
        return np.arange(part.start, part.stop)

    named: dict[str, int] = {}
    numbers = np.array(list(LANDMARKS.values()))
    for prefix, side in (("", numbers), ("left_", basis.mirror[numbers])):
        places = add_vertices(side)
        named.update({prefix + name: int(place) for name, place in zip(LANDMARKS, places, strict=True)})
    for line in (MIDLINE_FRONT, MIDLINE_SEAT, MIDLINE_BACK, MIDLINE_CHEST):
        for number, place in zip(line, add_vertices(np.array(line)), strict=True):
            named[f"v{number}"] = int(place)
    for prefix, side in (("", "r"), ("left_", "l")):
        corners = _diagonal(basis, f"joint-{side}-upper-leg")
        named[f"{prefix}hip_joint"] = add(corners[None], np.full((1, 2), 0.5, np.float32)).start
    edges = _edges(basis)
    rings = {}
    for name, plane in _planes(body, vertices).items():
        normal = np.asarray(plane.normal, np.float32)
        normal = normal / np.linalg.norm(normal)
        inside = regions[plane.region]
        usable = edges[inside[edges].all(axis=1)]
        height = (vertices - plane.through) @ normal
        first, second = height[usable[:, 0]], height[usable[:, 1]]
        crossing = (first < 0) != (second < 0)
        share = first[crossing] / (first[crossing] - second[crossing])
        part = add(usable[crossing], np.stack([1 - share, share], axis=1))
        across = np.asarray(plane.across, np.float32)
        across = across - normal * (across @ normal)
        across /= np.linalg.norm(across)
        along = np.cross(normal, across).astype(np.float32)
        angle = np.arange(DIRECTIONS) * (2 * np.pi / DIRECTIONS)
        outward = np.outer(np.cos(angle), across) + np.outer(np.sin(angle), along)
        rings[name] = Ring(part.start, part.stop, across, along, outward)
    sets = {
        name: add_vertices(np.flatnonzero(mask))
        for name, mask in _sets(vertices, regions, basis.mirror[:BODY_VERTICES]).items()
    }
    return Points(np.concatenate(vertex), np.concatenate(weight), named, rings, sets)


def _edges(basis: Basis) -> Ints:
    """The edges of the body, (E, 2), each once."""
    quads = basis.faces[basis.body_faces]
    pairs = np.concatenate([quads[:, [k, (k + 1) % 4]] for k in range(4)])
    return np.unique(np.sort(pairs, axis=1), axis=0)


def _diagonal(basis: Basis, joint: str) -> Ints:
    """The two corners, farthest apart, of a joint's cube of helper vertices: the joint lies half way."""
    corners = np.unique(basis.faces[basis.group_faces(joint)])
    apart = np.linalg.norm(basis.vertices[corners][:, None] - basis.vertices[corners], axis=2)
    pair: Ints = corners[list(np.unravel_index(apart.argmax(), apart.shape))]
    return pair


def _regions(basis: Basis) -> dict[str, Mask]:
    """Masks of body vertices by the joints that move them most; the limbs' are those of the right side."""

    def share(chosen: Callable[[str], bool]) -> Floats:
        wanted = np.array([chosen(name) for name in basis.joint_names])
        weight: Floats = (basis.skin_weight * wanted[basis.skin_joint])[:BODY_VERTICES].sum(axis=1)
        return weight

    fingers = ("Thumb", "Index", "Middle", "Ring", "Little")
    arm_parts = ("UpperArm", "LowerArm", "Hand", *fingers)
    leg_parts = ("UpperLeg", "LowerLeg", "Foot", "Toes")
    arms = share(lambda name: any(part in name for part in arm_parts))
    right_arm = share(lambda name: name.startswith("Right") and any(part in name for part in arm_parts))
    thumb = share(lambda name: "Thumb" in name)
    right_leg = share(lambda name: name.startswith("Right") and any(part in name for part in leg_parts))
    right_foot = share(lambda name: name in {"RightFoot", "RightToes"})
    head = share(lambda name: name in {"Head", "Jaw", "LeftEye", "RightEye"})
    neck = share(lambda name: name == "Neck")
    return {
        "trunk": (arms < 0.5) & (head < 0.5),
        "shoulders": head < 0.5,
        "arm": right_arm > 0.5,
        "palm": (right_arm > 0.5) & (thumb < 0.3),
        "leg": right_leg > 0.5,
        "foot": right_foot > 0.3,
        "head": head > 0.5,
        "neck": (head + neck > 0.2) & (arms < 0.1),
    }


def _planes(body: Body, vertices: Floats) -> dict[str, _Plane]:
    joint = dict(zip(body.basis.joint_names, body.joints, strict=True))
    mark = {name: vertices[number] for name, number in LANDMARKS.items()}
    upper, lower = joint["RightUpperArm"], joint["RightLowerArm"]
    hand, finger = joint["RightHand"], joint["RightMiddleProximal"]
    hip, knee, ankle = joint["RightUpperLeg"], joint["RightLowerLeg"], joint["RightFoot"]
    level = (0.0, 1.0, 0.0)

    def between(start: Floats, end: Floats, share: float) -> Floats:
        return start + (end - start) * np.float32(share)

    def trunk(height: float) -> _Plane:
        return _Plane("trunk", np.array([0, height, 0], np.float32), level)

    stature = body.stature_m
    nape, throat = mark["cervicale"], mark["suprasternale"]
    collar = np.cross(throat - nape, np.array([1.0, 0.0, 0.0], np.float32))
    foot = (0.0, 0.35, 1.0)
    return {
        "chest": trunk(float(mark["bustpoint"][1])),
        "waist": trunk(float(mark["waist_front"][1])),
        "abdomen": trunk(0.575 * stature),
        "iliac": trunk(float(mark["iliocristale"][1])),
        "buttock": trunk(float(vertices[4215][1])),
        "hip": trunk(float(mark["trochanterion"][1]) - 0.01),
        "shoulder": _Plane("shoulders", np.array([0, joint["RightUpperArm"][1] - 0.01, 0], np.float32), level),
        "neck": _Plane("neck", joint["Neck"], (0.0, 1.0, 0.28)),
        "collar": _Plane("trunk", between(nape, throat, 0.5), collar),
        "thigh": _Plane("leg", np.array([0, 0.462 * stature, 0], np.float32), level),
        "lower_thigh": _Plane("leg", between(hip, knee, 0.86), knee - hip),
        "calf": _Plane("leg", between(knee, ankle, 0.28), ankle - knee),
        "ankle": _Plane("leg", between(knee, ankle, 0.87), ankle - knee),
        "heel_ankle": _Plane("foot", mark["heel"] * np.float32(0.5) + ankle * np.float32(0.5), (0.0, 1.0, 0.95)),
        "ball": _Plane("foot", between(mark["ball_inside"], mark["ball_outside"], 0.5), foot),
        "biceps": _Plane("arm", between(upper, lower, 0.58), lower - upper, (0.0, 0.0, 1.0)),
        "forearm": _Plane("arm", between(lower, hand, 0.22), hand - lower, (0.0, 0.0, 1.0)),
        "wrist": _Plane("arm", between(lower, hand, 0.95), hand - lower, (0.0, 0.0, 1.0)),
        "palm": _Plane("palm", between(hand, finger, 0.88), finger - hand, (0.0, 0.0, 1.0)),
        "head": _Plane("head", mark["glabella"], (0.0, 1.0, 0.057)),
        "cranium": _Plane("head", mark["euryon"], level),
    }


def _sets(vertices: Floats, regions: Mapping[str, Mask], mirror: Ints) -> dict[str, Mask]:
    x, y, z = vertices.T
    stature = y.max()
    head, foot = regions["head"], regions["foot"]
    sole = (y < 0.005) & foot
    return {
        "sole": sole | sole[mirror],
        "top": y > stature - 0.012,
        "foot": foot & (y < 0.06) & ((z < z[foot].min() + 0.012) | (z > z[foot].max() - 0.02)),
        "ear": head & (x < -0.0708) & (y > 1.49) & (y < 1.6),
    }
