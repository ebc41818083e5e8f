"""The small relief of skin: its fine lines, slack skin, and wrinkles along drawn lines; made once for each size.

Everything is a height in metres on the standard body, turned into slopes beforehand, since slopes add up like heights.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import BODY_VERTICES
from procgen.character.skin.layout import TexelMap, standard_body, texel_map, triangles_of
from procgen.character.skin.noise import noise_in_space, noise_where, smoothstep
from procgen.character.skin.regions import regions
from procgen.character.vectors import dot
from procgen.runtime.interrupt import checkpoint_here

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

SLOPE_STEP = np.float32(1.0 / 127.0)
"""Slopes are kept as int8; one step of them."""


_BESIDE_M = 1e-3
"""How far beside a triangle a point may lie to be examined; in it lies what is within a millionth of its size."""
_HEAD_HALF_M, _NECK_M = 0.09, 1.36
"""Half width of the head, and where the neck begins, on the standard body."""


@dataclass(frozen=True, slots=True)
class Line:
    """A wrinkle on the front of the head and neck, for the left side; the right is its mirror image.

    Attributes:
        points: (x, y) in metres on the standard body, in order.
        depth_m, width_m: of the groove in its middle; it runs out towards its ends.
    """

    points: tuple[tuple[float, float], ...]
    depth_m: float
    width_m: float


@dataclass(frozen=True, eq=False)
class Wrinkles:
    """One group of wrinkles: K texels with slopes (2, K) and ``shade`` (K,), 0 to 1 in the grooves."""

    texels: Ints
    slopes: Floats
    shade: Floats


@dataclass(frozen=True, eq=False)
class Relief:
    """Slopes of the fine lines and of slack skin, (2, N) int8 in ``SLOPE_STEP``, their grain, and the wrinkles.

    Attributes:
        fine, slack: (2, N) int8.
        grain: (N,) int8, the fine relief's height, ±127; colour and gloss vary with it.
        wrinkles: by group.
    """

    fine: npt.NDArray[np.int8]
    slack: npt.NDArray[np.int8]
    grain: npt.NDArray[np.int8]
    wrinkles: Mapping[str, Wrinkles]


LINES: Mapping[str, tuple[Line, ...]] = {
    "forehead": (
        Line(((0.0, 1.5855), (0.014, 1.5870), (0.028, 1.5880), (0.042, 1.5850)), 0.00038, 0.0017),
        Line(((0.0, 1.5950), (0.013, 1.5962), (0.028, 1.5985), (0.045, 1.5950)), 0.00042, 0.0018),
        Line(((0.0, 1.6045), (0.014, 1.6050), (0.030, 1.6065), (0.042, 1.6040)), 0.00034, 0.0018),
    ),
    "frown": (
        Line(((0.0055, 1.5640), (0.0062, 1.5700), (0.0078, 1.5770)), 0.00045, 0.0016),
        Line(((0.0, 1.5590), (0.004, 1.5595), (0.008, 1.5580)), 0.00030, 0.0014),
    ),
    "crow": (
        Line(((0.0465, 1.5535), (0.0520, 1.5570), (0.0585, 1.5625)), 0.00032, 0.0013),
        Line(((0.0470, 1.5510), (0.0535, 1.5520), (0.0600, 1.5530)), 0.00036, 0.0013),
        Line(((0.0465, 1.5485), (0.0525, 1.5465), (0.0585, 1.5435)), 0.00032, 0.0013),
        Line(((0.0455, 1.5460), (0.0505, 1.5425), (0.0550, 1.5380)), 0.00024, 0.0013),
    ),
    "under_eye": (
        Line(((0.0160, 1.5455), (0.0215, 1.5412), (0.0290, 1.5390), (0.037, 1.5400), (0.0425, 1.544)), 0.00045, 0.0022),
        Line(((0.0150, 1.5440), (0.0190, 1.5375), (0.0270, 1.5330), (0.0340, 1.5320)), 0.00040, 0.0028),
        Line(((0.0220, 1.5450), (0.0290, 1.5432), (0.0360, 1.5440)), 0.00022, 0.0012),
    ),
    "nasolabial": (
        Line(((0.0185, 1.5205), (0.0235, 1.5130), (0.0282, 1.5030), (0.0305, 1.493), (0.0312, 1.485)), 0.00050, 0.0026),
    ),
    "marionette": (
        Line(((0.0262, 1.4835), (0.0288, 1.4760), (0.0295, 1.4680), (0.0285, 1.4600)), 0.00055, 0.0020),
        Line(((0.0, 1.4700), (0.006, 1.4700), (0.013, 1.4715)), 0.00035, 0.0022),
    ),
    "lips": (
        Line(((0.0020, 1.4985), (0.0022, 1.5040)), 0.00022, 0.0011),
        Line(((0.0060, 1.4985), (0.0064, 1.5045)), 0.00026, 0.0011),
        Line(((0.0105, 1.4965), (0.0113, 1.5030)), 0.00026, 0.0011),
        Line(((0.0150, 1.4940), (0.0165, 1.5000)), 0.00026, 0.0011),
        Line(((0.0190, 1.4910), (0.0212, 1.4960)), 0.00024, 0.0011),
        Line(((0.0080, 1.4745), (0.0088, 1.4690)), 0.00018, 0.0011),
        Line(((0.0140, 1.4765), (0.0155, 1.4715)), 0.00018, 0.0011),
    ),
    "cheek": (
        Line(((0.0400, 1.5200), (0.0440, 1.5080), (0.0445, 1.4950), (0.0425, 1.4830)), 0.00030, 0.0026),
        Line(((0.0470, 1.5170), (0.0505, 1.5040), (0.0500, 1.4910)), 0.00024, 0.0024),
        Line(((0.0355, 1.5010), (0.0372, 1.4910), (0.0365, 1.4800)), 0.00020, 0.0020),
    ),
    "neck": (
        Line(((0.0, 1.4240), (0.018, 1.4255), (0.034, 1.4310), (0.047, 1.4400)), 0.00050, 0.0024),
        Line(((0.0, 1.4060), (0.018, 1.4080), (0.036, 1.4150), (0.050, 1.4260)), 0.00050, 0.0026),
        Line(((0.0, 1.3900), (0.016, 1.3915), (0.034, 1.3970)), 0.00040, 0.0026),
    ),
}  # fmt: skip


def on_front(points: npt.NDArray[np.float64]) -> Floats:
    """(K, 3) the foremost places of the standard body over points (K, 2) of x and y.

    Raises:
        ValueError: a point misses the body.
    """
    corners, low, high = _front()
    # Degenerate triangles may seem to lie anywhere; of the others, those count whose boxes reach the points.
    first, last = points.min(axis=0) - _BESIDE_M, points.max(axis=0) + _BESIDE_M
    reached = (low[0] <= last[0]) & (low[1] <= last[1]) & (high[0] >= first[0]) & (high[1] >= first[1])
    corners = corners[reached]
    one, two, three = (corners[:, k] for k in range(3))
    doubled = _doubled(corners)
    doubled = np.where(np.abs(doubled) < 1e-12, 1e-12, doubled)
    found = []
    for x, y in points:
        b = ((x - one[:, 0]) * (three[:, 1] - one[:, 1]) - (y - one[:, 1]) * (three[:, 0] - one[:, 0])) / doubled
        c = ((two[:, 0] - one[:, 0]) * (y - one[:, 1]) - (two[:, 1] - one[:, 1]) * (x - one[:, 0])) / doubled
        inside = (b >= -1e-6) & (c >= -1e-6) & (b + c <= 1 + 1e-6)
        if not inside.any():
            raise ValueError(f"no skin lies behind ({x}, {y})")
        z = (one[:, 2] + b * (two[:, 2] - one[:, 2]) + c * (three[:, 2] - one[:, 2]))[inside].max()
        found.append((x, y, z))
    return np.array(found, np.float32)


@lru_cache(maxsize=1)
def _front() -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """(T, 3, 3) the corners of triangles on the front of the standard body's upper half, and where they begin and end
    in x and y, (2, T) each: nowhere in particular, where a triangle has no area as seen from the front.
    """
    body = standard_body()
    triangles, _ = triangles_of(body.basis)
    corners = body.vertices[:BODY_VERTICES][triangles].astype(np.float64)
    corners = corners[(corners[:, :, 1].max(axis=1) > 1.0) & (corners[:, :, 2].max(axis=1) > 0)]
    thin = np.abs(_doubled(corners)) < 1e-11
    low = np.where(thin, -np.inf, corners[:, :, :2].min(axis=1).T)
    high = np.where(thin, np.inf, corners[:, :, :2].max(axis=1).T)
    return corners, low, high


def _doubled(corners: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Twice the areas of triangles (T, 3, 3) as seen from the front."""
    one, two, three = (corners[:, k] for k in range(3))
    return (two[:, 0] - one[:, 0]) * (three[:, 1] - one[:, 1]) - (two[:, 1] - one[:, 1]) * (three[:, 0] - one[:, 0])


def along_polyline(points: Floats, line: Floats) -> tuple[Floats, Floats]:
    """Distance to a polyline (K, 3), and how far along it the nearest place is, 0 to 1.

    Args:
        points: (N, 3).
        line: (K, 3), at least two.
    """
    checkpoint_here()
    lengths = np.linalg.norm(np.diff(line, axis=0), axis=1)
    before = np.concatenate([[0.0], np.cumsum(lengths)])
    best = np.full(len(points), np.inf, np.float32)
    along = np.zeros(len(points), np.float32)
    for start, end, length, passed in zip(line[:-1], line[1:], lengths, before[:-1], strict=True):
        way = (end - start) / length
        run = np.clip((points - start) @ way, 0.0, length)
        apart = [points[:, axis] - start[axis] - run * way[axis] for axis in range(3)]
        distance = np.sqrt(dot(tuple(apart), tuple(apart)))
        nearer = distance < best
        best[nearer] = distance[nearer]
        along[nearer] = ((passed + run) / before[-1])[nearer]
    return best, along


def groove(distance: Floats, width_m: Floats) -> Floats:
    """A wrinkle across: -1 at the bottom, with low rolls beside it."""
    t = distance / width_m
    return np.asarray(0.28 * np.exp(-((t - 2.0) ** 2)) - np.exp(-t * t), np.float32)


def _of_head(texels: TexelMap) -> tuple[npt.NDArray[np.intp], Floats]:
    """(K,) texels of the head and neck, and (K, 3) their places, the right ones mirrored to the left."""
    head = np.flatnonzero((np.abs(texels.position[:, 0]) < _HEAD_HALF_M) & (texels.position[:, 1] > _NECK_M))
    # By axis in memory: what asks one axis for all places is several times as fast.
    mirrored = np.asfortranarray(texels.position[head])
    mirrored[:, 0] = np.abs(mirrored[:, 0])
    return head, mirrored


def _wrinkles(
    texels: TexelMap, head: npt.NDArray[np.intp], mirrored: Floats, lines: tuple[Line, ...], name: str
) -> Wrinkles:
    """One group of wrinkles on both sides of the face; ``head`` and ``mirrored`` as :func:`_of_head` gives them."""
    checkpoint_here()
    height = np.zeros(len(texels.index), np.float32)
    shade = np.zeros_like(height)
    depth = max(line.depth_m for line in lines)
    for line in lines:
        path = on_front(np.array(_smooth(line.points)))
        margin = 4.5 * line.width_m + 0.008
        low, high = path.min(axis=0) - margin, path.max(axis=0) + margin
        boxed = np.ones(len(head), np.bool_)
        for axis in range(3):
            boxed &= (mirrored[:, axis] > low[axis]) & (mirrored[:, axis] < high[axis])
        near = head[boxed]
        place = texels.position[near]
        shifted = np.ascontiguousarray(mirrored[boxed])
        for axis in range(3):
            # Nothing on a face is quite symmetrical or quite smooth.
            shifted[:, axis] += noise_in_space(place, 0.011, f"skin/wrinkle/{name}/{axis}") * 0.0026
        distance, along = along_polyline(shifted, path)
        fading = np.sin(np.pi * np.clip(0.06 + 0.88 * along, 0, 1)) ** 0.8
        if line.points[0][0] == 0.0:  # it crosses the middle
            fading = np.cos(np.pi / 2 * np.clip(along, 0, 0.999)) ** 0.8
        fading *= 0.72 + 0.55 * noise_in_space(place, 0.016, f"skin/wrinkle/{name}/depth")
        # At least as wide as the texels can show, and shallower then.
        width = np.maximum(np.float32(line.width_m), 1.1 * texels.step_m[near])
        profile = groove(distance, width) * np.sqrt(np.float32(line.width_m) / width)
        height[near] += line.depth_m * fading * profile
        shade[near] = np.maximum(shade[near], -profile * fading * line.depth_m / depth)
    chosen = np.flatnonzero((np.abs(height) > 1e-7) | (shade > 0.004)).astype(np.int32)
    return Wrinkles(chosen, texels.slopes(height, chosen).astype(np.float32), shade[chosen])


def _smooth(points: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
    """A Catmull-Rom curve through the points, four steps between each two."""
    if len(points) < 3:
        return list(points)
    control = np.array([points[0], *points, points[-1]])
    curve = []
    for a, b, c, d in zip(control, control[1:], control[2:], control[3:], strict=False):
        for t in (0.0, 0.25, 0.5, 0.75):
            place = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
            curve.append((float(place[0]), float(place[1])))
    return [*curve, points[-1]]


@lru_cache(maxsize=3)
def relief(size: int) -> Relief:
    """The relief at one size; made once, then kept."""
    texels = texel_map(size)
    field = regions(size).field
    soft = 1 - np.maximum(field("mouth"), field("nails"))
    place = texels.position.copy()
    grain = np.zeros(len(place), np.float32)
    height = np.zeros_like(grain)
    # Lines that are too fine for the texels are left out instead of flickering.
    for wavelength, steepness, stream in (
        (0.0062, 0.065, "skin/lines/a"),
        (0.0034, 0.18, "skin/lines/b"),
        (0.0019, 0.20, "skin/lines/c"),
    ):
        visible = smoothstep(2.2, 4.0, wavelength / texels.step_m)
        if not visible.any():
            continue
        # Furrows run where the noise is zero, pads lie between them.
        furrow = (0.5 - np.abs(noise_where(visible, place, wavelength, stream)) * 1.6) * visible
        grain += furrow * 0.6
        height -= furrow * (steepness * wavelength / 4.0)
    lip_place = place * np.array([1.0, 0.22, 0.5], np.float32)
    visible = smoothstep(2.0, 3.2, 0.0030 / texels.step_m)
    on_lips = visible * (field("lips") > 0)
    lip_lines = np.abs(noise_where(on_lips, lip_place.astype(np.float32), 0.0030, "skin/lips")) * visible
    height *= (1 - 0.8 * field("lips")) * (1 - 0.6 * field("scalp")) * soft
    height += lip_lines * field("lips") * np.float32(0.0005)
    loose = np.zeros_like(height)
    for wavelength, stretch in ((0.011, (0.55, 1.0, 0.55)), (0.0065, (0.6, 1.0, 0.6))):
        stretched = place * np.array(stretch, np.float32)
        visible = smoothstep(2.2, 4.0, wavelength / texels.step_m)
        value = np.abs(noise_where(visible, stretched, wavelength, f"skin/slack/{wavelength}"))
        loose += value * visible * np.float32(wavelength * 0.06)
    loose *= soft * (1 - field("palm")) * (1 - 0.9 * field("scalp"))

    of_head = _of_head(texels)

    def kept(slopes: Floats) -> npt.NDArray[np.int8]:
        return np.asarray(np.round(np.clip(slopes / SLOPE_STEP, -127, 127)), np.int8)

    return Relief(
        kept(texels.slopes(height)),
        kept(texels.slopes(loose)),
        np.round(np.clip(grain, -1, 1) * 127).astype(np.int8),
        {name: _wrinkles(texels, *of_head, lines, name) for name, lines in LINES.items()},
    )
