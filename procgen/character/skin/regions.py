"""Which part of the body a texel belongs to, as soft fields: lips, lids, palms, beard, where blood shows, ….

Laid out on the standard body in metres; every body has the same UV layout, so the fields fit all. Left and right are
mirror images: x stands for its absolute value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import BODY_VERTICES
from procgen.character.skin.layout import TexelMap, standard_body, texel_map, triangles_of
from procgen.character.skin.noise import noise_in_space, smoothstep
from procgen.character.vectors import dot
from procgen.runtime.arrays import read_arrays
from procgen.runtime.catalog import packaged_assets
from procgen.runtime.interrupt import checkpoint_here
from procgen.runtime.packaged import reading

Floats = npt.NDArray[np.float32]

_FILE = "character_skin.npz"
EYE_RADIUS_M = 0.0148
_EYE_GROUP = "helper-l-eye"
_NEAR_EYE_M = 0.030


@dataclass(frozen=True, eq=False)
class Regions:
    """Soft fields in 0..1 by name, and the anatomy's usual changes of pigment.

    Attributes:
        kept: (N,) float16 each: "occlusion" (1 is open), "lips", "nails", "mouth" (its inside), "ears", "palm" (and
            soles), "beard", "scalp", "freckles", "sun", "dirt", "blush", "eyeshadow", "eyeliner", "under_eye", "oily",
            "hand", "paint" (where a painted face ends), "moles" and "age_spots" (how frequent they are).
        melanin, blood: (N,) relative changes against the base of the skin.
    """

    kept: Mapping[str, npt.NDArray[np.float16]]
    melanin: Floats
    blood: Floats

    def field(self, name: str, part: slice = slice(None)) -> Floats:
        """One field, or a part of its texels, (N,) float32."""
        return self.kept[name][part].astype(np.float32)


@lru_cache(maxsize=1)
def vertex_fields() -> Mapping[str, Floats]:
    """What ``character_skin.npz`` says of each body vertex, (13380,) in 0..1.

    Raises:
        Failed: the file is missing or damaged.
    """
    path = packaged_assets() / _FILE
    with reading(path):
        arrays = read_arrays(path)
        names, fields = [str(name) for name in arrays["names"]], arrays["fields"]
    return {name: field.astype(np.float32) / np.float32(255.0) for name, field in zip(names, fields, strict=True)}


def lid_margin() -> Floats:
    """(K, 3) points where the left eye's lids leave the eyeball: the edge that lashes grow from."""
    body = standard_body()
    centre = eye_centre()
    triangles, _ = triangles_of(body.basis)
    edges = np.unique(np.sort(np.concatenate([triangles[:, [a, b]] for a, b in ((0, 1), (1, 2), (2, 0))]), 1), axis=0)
    height = np.linalg.norm(body.vertices[:BODY_VERTICES] - centre, axis=1) - EYE_RADIUS_M
    first, second = edges.T
    near = (np.abs(height[edges]) < _NEAR_EYE_M).all(axis=1) & (height[first] * height[second] < 0)
    first, second = first[near], second[near]
    share = height[first] / (height[first] - height[second])
    points = body.vertices[first] * (1 - share)[:, None] + body.vertices[second] * share[:, None]
    points = points[points[:, 2] > centre[2] + 0.003]
    # Folds of the lids cross the ball again farther out: the margin is what lies nearest to the pupil on each bearing.
    offset = points[:, :2] - centre[:2]
    distance, bearing = np.hypot(*offset.T), np.arctan2(offset[:, 1], offset[:, 0])
    apart = np.abs((bearing[:, None] - bearing + np.pi) % (2 * np.pi) - np.pi)
    nearest = np.where(apart < 0.2, distance[None, :], np.inf).min(axis=1)
    return np.asarray(points[distance < nearest + 0.0012], np.float32)


@lru_cache(maxsize=1)
def eye_centre() -> Floats:
    """(3,) middle of the standard body's left eyeball."""
    body = standard_body()
    return np.asarray(body.vertices[np.unique(body.basis.faces[body.basis.group_faces(_EYE_GROUP)])].mean(axis=0))


def nearest_distance(points: Floats, targets: Floats) -> Floats:
    """(N,) distance of each point to the nearest of a few targets."""
    checkpoint_here()
    # A tree is no faster for so few targets, and counts in float64.
    out = np.full(len(points), np.inf, np.float32)
    for target in targets:
        apart = (points - target).T
        np.minimum(out, dot(apart, apart), out=out)
    return np.sqrt(out)


class _Places:
    """Positions with left mirrored on right, and the shapes that fields are made from."""

    def __init__(self, texels: TexelMap) -> None:
        self.at = texels.position.copy()
        self.at[:, 0] = np.abs(self.at[:, 0])
        self.normal = texels.normal.copy()
        self.normal[texels.position[:, 0] < 0, 0] *= -1
        self._axes = np.ascontiguousarray(self.at.T)
        self.x, self.y, self.z = self._axes

    def blob(self, centre: tuple[float, float, float], radius: float | tuple[float, float, float]) -> Floats:
        """A Gaussian hill, 1 at its centre; ``radius`` is its standard deviation, along each axis if three."""
        spread = np.broadcast_to(np.array(radius, np.float32), 3)
        scaled = tuple(
            (axis - middle) / deviation
            for axis, middle, deviation in zip(self._axes, np.array(centre, np.float32), spread, strict=True)
        )
        return np.asarray(np.exp(np.float32(-0.5) * dot(scaled, scaled)), np.float32)


def _parts(texels: TexelMap) -> dict[str, Floats]:
    """How far a texel belongs to hands, feet and head, from the weights of the skeleton."""
    basis = standard_body().basis
    names = basis.joint_names
    groups = {
        "hand": [i for i, name in enumerate(names) if name.startswith(("Left", "Right")) and _is_hand(name)],
        "foot": [i for i, name in enumerate(names) if name.endswith(("Foot", "Toes"))],
    }
    out = {}
    for part, joints in groups.items():
        share = (basis.skin_weight * np.isin(basis.skin_joint, joints)).sum(axis=1)[:BODY_VERTICES]
        out[part] = np.clip(texels.interpolate(share.astype(np.float32)), 0.0, 1.0)
    return out


def _is_hand(name: str) -> bool:
    return any(part in name for part in ("Hand", "Thumb", "Index", "Middle", "Ring", "Little"))


@lru_cache(maxsize=3)
def regions(size: int) -> Regions:
    """The fields at one size; made once, then kept."""
    texels = texel_map(size)
    places = _Places(texels)
    blob, x, y, z, normal = places.blob, places.x, places.y, places.z, places.normal
    masks = {name: texels.interpolate(field) for name, field in vertex_fields().items()}
    part = _parts(texels)
    joints = dict(zip(standard_body().basis.joint_names, standard_body().joints.tolist(), strict=True))

    def joint(name: str) -> tuple[float, float, float]:
        px, py, pz = joints[name]
        return abs(px), py, pz

    mouth = smoothstep(0.45, 0.75, masks["inside_mouth"])
    lips = smoothstep(0.25, 0.75, masks["lips"]) * (1 - mouth)
    nails = smoothstep(0.4, 0.7, np.maximum(masks["fingernails"], masks["toenails"]))
    head = smoothstep(1.40, 1.46, y) * smoothstep(0.12, 0.10, x)
    inward = np.array([-0.775, -0.63, -0.05], np.float32)  # where the palms face in the rest pose
    palm = part["hand"] * smoothstep(-0.15, 0.45, normal @ inward)
    palm = np.maximum(palm, part["foot"] * smoothstep(0.15, 0.6, -normal[:, 1]))

    checkpoint_here()
    # Round the head: 0 at the nose, a half turn at the nape.
    turn = np.degrees(np.arctan2(x, z - 0.030))
    wobble = noise_in_space(texels.position, 0.012, "skin/hairline") * 0.004
    ear = smoothstep(0.2, 0.6, masks["ears"])
    scalp = smoothstep(-0.010, 0.012, y + wobble - _along(turn, _HAIRLINE)) * head * (1 - ear)
    below_cheek = smoothstep(0.007, -0.007, y + wobble - _along(turn, _CHEEK_LINE))
    above_neck = smoothstep(-0.010, 0.010, y + wobble - _along(turn, _NECK_LINE))
    beard = (
        below_cheek * above_neck * smoothstep(78.0, 68.0, turn) * (1 - lips) * (1 - mouth) * smoothstep(0.11, 0.09, x)
    )
    # Nothing grows beside the nose or right under the lip's corner.
    beard *= 1 - 0.75 * blob((0.010, 1.4715, 0.150), (0.004, 0.004, 0.02))
    beard *= 1 - blob((0.030, 1.508, 0.125), (0.006, 0.007, 0.02)) * 0.8

    near_eye = np.flatnonzero(head > 0)
    lid = np.full(len(x), 1.0, np.float32)
    lid[near_eye] = nearest_distance(places.at[near_eye], lid_margin())
    eye = eye_centre()
    # The socket's lining behind the lids takes no make-up.
    outside = smoothstep(-0.0016, 0.0004, np.linalg.norm(places.at - eye, axis=1) - EYE_RADIUS_M)
    upper = smoothstep(-0.001, 0.003, y - eye[1] + 0.10 * (x - eye[0]))
    eyeshadow = smoothstep(0.015, 0.004, lid) * upper * outside * smoothstep(1.572, 1.563, y)
    margin = smoothstep(0.0026, 0.0010, lid)
    eyeliner = np.maximum(smoothstep(0.0044, 0.0024, lid) * upper, 0.6 * margin)
    under_eye = blob((0.027, 1.5415, 0.128), (0.012, 0.0042, 0.012))

    cheeks = blob((0.041, 1.528, 0.118), (0.014, 0.013, 0.02))
    nose = blob((0.0, 1.517, 0.158), (0.011, 0.009, 0.012))
    nose_wings = blob((0.016, 1.516, 0.138), 0.006)
    forehead = blob((0.0, 1.598, 0.14), (0.036, 0.018, 0.03)) * head
    chin = blob((0.0, 1.459, 0.142), (0.015, 0.010, 0.015))
    fingers = [name for name in joints if name.startswith("Left") and _is_hand(name)]
    back_of_hand = part["hand"] * (1 - palm)
    knuckles = np.zeros_like(x)
    tips = np.zeros_like(x)
    for name in fingers:
        if name.endswith(("Proximal", "Intermediate")):
            knuckles = np.maximum(knuckles, blob(joint(name), 0.0085))
        if name.endswith("Distal"):
            tips = np.maximum(tips, blob(joint(name), 0.013))
    knuckles *= back_of_hand
    elbow_x, elbow_y, elbow_z = joint("LeftLowerArm")
    elbow = blob((elbow_x + 0.01, elbow_y, elbow_z - 0.035), 0.024)
    knee_x, knee_y, knee_z = joint("LeftLowerLeg")
    knee = blob((knee_x, knee_y + 0.02, knee_z + 0.055), (0.03, 0.035, 0.03))
    toes = blob((joint("LeftToes")[0], 0.01, joint("LeftToes")[2] + 0.06), (0.06, 0.03, 0.04)) * part["foot"]
    ears = masks["ears"]
    closed = 1 - masks["occlusion"]
    lids = smoothstep(0.1, 0.8, masks["eyelids"])

    shoulders = blob((0.15, 1.37, -0.01), (0.06, 0.035, 0.06)) + blob((0.07, 1.30, 0.10), (0.07, 0.05, 0.05)) * 0.7
    arms = smoothstep(0.20, 0.32, x) * (1 - part["hand"])
    freckles = np.clip(
        1.0 * cheeks + 0.9 * blob((0.0, 1.53, 0.15), (0.02, 0.013, 0.03)) + 0.45 * forehead + 0.55 * shoulders
        + 0.32 * arms * smoothstep(-0.3, 0.4, normal[:, 1]) + 0.25 * chin,
        0.0, 1.0,
    ) * (1 - lips) * (1 - palm) * (1 - mouth) * (1 - lids * 0.7)  # fmt: skip
    sun = np.clip(
        cheeks + 1.1 * nose + 0.7 * forehead + 0.7 * ears + 0.8 * shoulders + 0.4 * chin
        + 0.7 * blob((0.0, 1.54, 0.15), (0.022, 0.016, 0.03)) + 0.5 * arms * smoothstep(-0.2, 0.6, normal[:, 1]),
        0.0, 1.0,
    ) * (1 - lids) * (1 - palm)  # fmt: skip
    dirt = np.clip(
        0.9 * part["hand"] + part["foot"] + 0.9 * knee + 0.9 * elbow + 0.45 * cheeks + 0.35 * forehead + 0.5 * chin
        + 0.2 + 0.5 * closed + 0.35 * smoothstep(0.5, 0.1, y),
        0.0, 1.0,
    ) * (1 - mouth) * (1 - lids * 0.6)  # fmt: skip
    oily = np.clip(forehead + nose + 0.6 * chin + 0.3 * cheeks, 0.0, 1.0)
    inner_arm = arms * smoothstep(0.0, 0.8, normal @ inward)
    melanin = (
        -0.80 * palm + 0.16 * lids + 0.16 * under_eye + 0.28 * knuckles + 0.25 * elbow + 0.18 * knee
        - 0.30 * lips - 0.35 * nails - 0.14 * inner_arm + 0.10 * arms + 0.06 * head - 0.12 * ears * closed
    )  # fmt: skip
    blood = (
        1.5 * lips + 0.42 * ears + 0.42 * nose + 0.3 * nose_wings + 0.30 * cheeks + 0.30 * knuckles + 0.35 * tips
        + 0.30 * elbow + 0.28 * knee + 0.30 * toes + 0.45 * palm + 0.22 * lids + 0.22 * under_eye + 0.45 * nails
        + 0.45 * margin
        + 0.45 * closed - 0.10 * forehead - 0.12 * blob((0.0, 1.503, 0.15), (0.02, 0.006, 0.02)) + 0.14 * chin
        + 0.08 * part["hand"]
    )  # fmt: skip
    # Paint on a face ends at the hairline, before the ears and under the jaw, with an edge that a hand would draw.
    paint = (
        smoothstep(72.0, 66.0, turn + 600.0 * wobble) * smoothstep(1.448, 1.456, y + wobble) * (1 - scalp) * (1 - mouth)
    )
    paint *= smoothstep(0.15, 0.4, masks["occlusion"]) * smoothstep(1.625, 1.612, y + wobble)
    bare = (1 - palm) * (1 - lips) * (1 - mouth) * smoothstep(0.3, 0.6, masks["occlusion"])
    fields = {
        "occlusion": masks["occlusion"],
        "lips": lips,
        "nails": nails,
        "mouth": mouth,
        "ears": ears,
        "palm": palm,
        "beard": np.clip(beard, 0.0, 1.0),
        "scalp": scalp,
        "freckles": freckles,
        "sun": sun,
        "dirt": dirt,
        "blush": np.clip(blob((0.046, 1.530, 0.115), (0.013, 0.010, 0.02)) * 1.1, 0.0, 1.0),
        "eyeshadow": eyeshadow,
        "eyeliner": eyeliner,
        "under_eye": under_eye,
        "oily": oily,
        "paint": paint,
        "moles": bare * (1 - scalp) * (1 + 2.0 * masks["face"]) * (1 - eyeshadow) / 3.0,
        "age_spots": np.maximum(np.maximum(sun, 0.6 * part["hand"]) * bare, 0.25 * scalp),
        "hand": part["hand"],
    }
    kept = {name: field.astype(np.float16) for name, field in fields.items()}
    return Regions(kept, melanin.astype(np.float32), blood.astype(np.float32))


def _along(turn: Floats, line: tuple[tuple[float, float], ...]) -> Floats:
    """Height of a line round the head, linear between (degrees, metres)."""
    degrees, height = zip(*line, strict=True)
    return np.asarray(np.interp(turn, degrees, height), np.float32)


_HAIRLINE = (
    (0, 1.618), (18, 1.617), (30, 1.610), (42, 1.603), (52, 1.592), (60, 1.575), (66, 1.556), (70, 1.541),
    (82, 1.541), (90, 1.560), (115, 1.556), (128, 1.520), (145, 1.497), (180, 1.490),
)  # fmt: skip
_CHEEK_LINE = (
    (0, 1.508),
    (8, 1.507),
    (14, 1.500),
    (22, 1.494),
    (34, 1.496),
    (48, 1.508),
    (58, 1.525),
    (66, 1.550),
    (90, 1.560),
)
_NECK_LINE = ((0, 1.425), (35, 1.430), (55, 1.440), (68, 1.470), (76, 1.500), (90, 1.51))
