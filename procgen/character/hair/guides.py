"""Growing: how locks leave their roots, lie on the skull and fall, without going through the body."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.character.hair.curves import Guides, flat, steady, unit
from procgen.character.hair.head import Hairline, Head

Floats = npt.NDArray[np.float32]
Comb = Callable[[Floats], Floats]
"""Directions (N, 3) that hair is combed to at points (N, 3); any length."""
Measure = Callable[[Floats], Floats]
"""Points (N, 3) to numbers (N,)."""


@dataclass(frozen=True, slots=True)
class Growth:
    """How hair grows. Shares and weights are per step, so styles should keep to about ten steps.

    Attributes:
        rise: share of the start that stands up from the skin (0 lies flat, 1 stands).
        stiffness: how much of its direction a curve keeps.
        comb: pull of the comb; ``comb_reach_m`` from the root it has faded away.
        gravity: pull downwards, growing from root to tip.
        clearance_m: least height above the skin (volume and layering come from this).
        fall_m: how much the height above the skin decreases at the tip.
        cling: share of the height above the clearance that is lost in each step on the head: combed hair lies down.
        over_ears_m: extra height above the skull where the ears are, so that hair covers them; 0 tucks it behind them.
        scatter: random turn of each curve, radians.
    """

    rise: float = 0.4
    stiffness: float = 1.0
    comb: float = 0.8
    comb_reach_m: float = 10.0
    gravity: float = 0.2
    clearance_m: float = 0.006
    fall_m: float = 0.0
    cling: float = 0.0
    over_ears_m: float = 0.017
    scatter: float = 0.1


def roots(head: Head, line: Hairline, count: int, random: np.random.Generator, keep: Measure | None = None) -> Floats:
    """Evenly spread places on the hairy scalp, (count, 3).

    Many random places are drawn by area; then, one by one, the place farthest from all chosen ones is taken.

    Args:
        head: the standard head.
        line: where hair grows.
        count: of roots.
        random: the style's stream.
        keep: points to (N,) weights: places where it is not positive are left out.

    Raises:
        ValueError: no scalp is left.
    """
    places = scattered(head.scalp.points, head.scalp.quads, max(3000, 14 * count), random)
    wanted = head.inside(places, line) > 0
    if keep is not None:
        wanted &= keep(places) > 0
    places = places[wanted]
    if len(places) == 0:
        raise ValueError("the hairline leaves no scalp to grow hair on")
    return spread(places, count)


def scattered(points: Floats, quads: npt.NDArray[np.int64], count: int, random: np.random.Generator) -> Floats:
    """Random places (count, 3) on a surface of quads, evenly by area."""
    tri = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    corner = points[tri]
    area = np.linalg.norm(np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]), axis=1)
    chosen = np.searchsorted(np.cumsum(area) / area.sum(), random.uniform(size=count)).clip(0, len(tri) - 1)
    first, second = random.uniform(size=(2, count, 1)).astype(np.float32)
    first, second = np.where(first + second > 1, 1 - first, first), np.where(first + second > 1, 1 - second, second)
    corner = corner[chosen]
    places = corner[:, 0] + first * (corner[:, 1] - corner[:, 0]) + second * (corner[:, 2] - corner[:, 0])
    return np.asarray(places, np.float32)


def spread(places: Floats, count: int) -> Floats:
    """The ``count`` of (N, 3) places that lie farthest from each other, greedily."""
    count = min(count, len(places))
    taken = np.zeros(count, np.int64)
    away = np.full(len(places), np.inf, np.float32)
    for number in range(1, count):
        step = places - places[taken[number - 1]]
        away = np.minimum(away, (step * step).sum(axis=1))
        taken[number] = np.argmax(away)
    return places[taken]


def grow(
    head: Head,
    places: Floats,
    length: Floats,
    comb: Comb,
    growth: Growth,
    random: np.random.Generator,
    steps: int = 9,
    layer: Floats | None = None,
) -> Guides:
    """Grow curves.

    Args:
        head: what they grow on and collide with.
        places: (L, 3) roots.
        length: (L,) metres.
        comb: direction field.
        growth: how they grow.
        random: for the scatter.
        steps: points of a curve.
        layer: (L,) metres added to the clearance of each curve.
    """
    solid = head.earless
    count = len(places)
    points = np.empty((count, steps, 3), np.float32)
    outward = np.empty_like(points)
    _, normal = solid.height(places)
    normal = unit(normal * 0.4 + unit(places - head.centre) * 0.6)
    points[:, 0], outward[:, 0] = places - normal * 0.001, normal
    step = (length / (steps - 1))[:, None].astype(np.float32)
    clear = np.full(count, growth.clearance_m, np.float32) + (0 if layer is None else layer)
    height = np.zeros(count, np.float32)
    chin = head.joint("Head")[1]
    way = unit(flat(comb(places), normal))
    way = _turn(way, normal, random.normal(0, growth.scatter, count))
    own = way * (1 - growth.rise) + normal * growth.rise
    way = unit(own)
    for number in range(1, steps):
        share = number / (steps - 1)
        here = points[:, number - 1]
        reach = np.clip(1 - share * length / growth.comb_reach_m, 0, 1)[:, None]
        pull = unit(flat(comb(here), normal)) * growth.comb * reach
        pull = _turn(pull, normal, random.normal(0, growth.scatter * 0.5, count))
        free = np.clip((height - clear) / 0.03, 0, 1)[:, None]  # off the skin nothing but gravity remains
        fall = growth.gravity * (0.4 + share) * (1 + 3 * free)
        way = unit(way * growth.stiffness + pull * (1 - free) - (fall * np.array([0, 1, 0])).astype(np.float32))
        there = here + way * step
        for _ in range(2):  # a push at one place can lead into another: the neck after the jaw
            height, normal = solid.height(there)
            ear = growth.over_ears_m * _ears(head, there) if growth.over_ears_m else 0.0
            # Near the root the curve climbs to its clearance; no jump off the skin.
            least = clear * min(1.0, 0.35 + 1.6 * share) - growth.fall_m * max(0.0, share - 0.5) * 2 + ear
            least = np.minimum(np.maximum(least, 0.003), 0.003 + share * length * 0.8)
            there = there + _push(normal, there[:, 1] < chin) * np.maximum(least - height, 0)[:, None]
            if growth.cling:
                over = np.where(height < 0.08, np.maximum(height - least, 0), 0) * growth.cling * share
                over *= np.clip((there[:, 1] - chin) / 0.03, 0, 1)
                there = there - normal * over[:, None]
        points[:, number] = there
        moved = there - here
        points[:, number] = here + unit(moved) * step
        # A push outwards (by an ear) moves the curve, but doesn't send it off into the air.
        out = np.maximum((moved * normal).sum(axis=1, keepdims=True), 0)
        way = unit(moved - 0.75 * out * normal)
        free = np.clip((height - 0.01) / 0.05, 0, 1)[:, None]  # far from the skin the head's middle decides
        outward[:, number] = unit(normal * (1 - free) + unit(_level(there - head.centre)) * free)
    return Guides(points, steady(points, outward), length.astype(np.float32))


def _ears(head: Head, points: Floats) -> Floats:
    """1 at the ears, falling smoothly to 0 round them. The ears themselves have too many nooks to collide with."""
    azimuth, elevation = head.angles(points)
    return np.exp(-(((np.abs(azimuth) - 90) / 24) ** 2) - ((elevation + 22) / 24) ** 2).astype(np.float32)


def _push(normal: Floats, below: npt.NDArray[np.bool_]) -> Floats:
    """Ways out of the skin per metre of depth: along its normals, but ``below`` the chin hardly sideways: hair that
    meets the shoulders falls before or behind them, and isn't spread over the arms.
    """
    narrow = unit(normal * np.array([0.2, 0.7, 1.0], np.float32))
    narrow /= np.maximum((narrow * normal).sum(axis=1, keepdims=True), 0.35)
    return np.where(below[:, None], narrow, normal)


def _level(vectors: Floats) -> Floats:
    """Vectors with less height: beside the head, away from its axis."""
    return vectors * np.array([1.0, 0.25, 1.0], np.float32)


def _turn(vectors: Floats, axis: Floats, angle: npt.NDArray[np.float64]) -> Floats:
    """Vectors that are perpendicular to an axis, turned about it."""
    cosine, sine = np.cos(angle).astype(np.float32)[:, None], np.sin(angle).astype(np.float32)[:, None]
    return vectors * cosine + np.cross(axis, vectors) * sine


def drawn(head: Head, places: Floats, target: Floats, clearance_m: Floats, steps: int = 9) -> Guides:
    """Curves over the skull from roots to one point: hair that is tied.

    Args:
        head: the standard head.
        places: (L, 3) roots.
        target: (3,) where all meet.
        clearance_m: (L,) height over the skin half-way.
        steps: points of a curve.
    """
    start, end = unit(places - head.centre), unit(target - head.centre)
    share = np.linspace(0, 1, steps, dtype=np.float32)[None, :, None]
    # Opposite ends have no shortest way: the farther apart, the more the way bends over the crown.
    apart = (1 - (start * end).sum(axis=1, keepdims=True)) / 2
    middle = unit(start + end + np.array([0, 2.2, -0.8], np.float32) * apart**2)[:, None]
    direction = (1 - share) ** 2 * start[:, None] + 2 * share * (1 - share) * middle + share**2 * end
    radius = np.linalg.norm(places - head.centre, axis=1)[:, None, None] * (1 - share) + share * np.linalg.norm(
        target - head.centre
    )
    points = (head.centre + unit(direction) * radius).astype(np.float32)
    arc = np.sin(np.pi * share[..., 0] ** 0.7)
    for number in range(1, steps - 1):
        for _ in range(2):
            height, normal = head.earless.height(points[:, number])
            wanted = 0.002 + clearance_m * arc[:, number]
            # Towards the tie hair leaves the head: it is pushed out of the skin, but no more drawn to it.
            drawn_down = min(1.0, 2.2 * (1 - number / (steps - 1)))
            move = np.where(height > wanted, (wanted - height) * drawn_down**2, wanted - height)
            points[:, number] += normal * move[:, None]
    outward = unit(points - head.centre)
    length = np.linalg.norm(np.diff(points, axis=1), axis=-1).sum(axis=1)
    return Guides(points, steady(points, outward.astype(np.float32)), length.astype(np.float32))


def settle(head: Head, guides: Guides, clearance_m: float = 0.002) -> Guides:
    """Curves whose points, but the first two, lie at least ``clearance_m`` above the skin (the ears don't count)."""
    points = guides.points.copy()
    for _ in range(2):
        height, normal = head.earless.height(points[:, 2:].reshape(-1, 3))
        lift = (normal * np.maximum(clearance_m - height, 0)[:, None]).reshape(points[:, 2:].shape)
        points[:, 2:] += lift
        if not lift.any():
            break
    return Guides(points, guides.outward, guides.length)


def hang(start: Floats, direction: Floats, length: Floats, head: Head, growth: Growth, steps: int) -> Guides:
    """Free curves from points (L, 3) off the skin, first along ``direction`` (L, 3), then falling."""
    count = len(start)
    points = np.empty((count, steps, 3), np.float32)
    points[:, 0] = start
    outward = np.empty_like(points)
    outward[:, 0] = unit(_level(start - head.centre))
    way = unit(direction)
    step = (length / (steps - 1))[:, None].astype(np.float32)
    for number in range(1, steps):
        way = unit(way * growth.stiffness + np.array([0, -growth.gravity, 0], np.float32))
        there = points[:, number - 1] + way * step
        for _ in range(2):
            height, normal = head.solid.height(there)
            there = there + normal * np.maximum(growth.clearance_m - height, 0)[:, None]
        way = unit(there - points[:, number - 1])
        points[:, number] = points[:, number - 1] + way * step
        outward[:, number] = outward[:, 0]
    return Guides(points, steady(points, outward), length.astype(np.float32))
