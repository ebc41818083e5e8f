"""Roads of a settlement as a graph: where they meet, where they end, and the stretches between.

Roads of a world are lines of their own: they begin on one another, cross, and run on the same ground for a while. Here
what lies on ground that is another's already is left away, and what meets within a few metres is one junction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import scipy

from procgen.world.chance import Float64Array
from procgen.world.place import BoolArray, Road

STEP_M: Final = 1.0
_SAME_M: Final = 3.2
"""Roads nearer to one another than this are the same."""
_TOUCHES_M: Final = 0.8
_SHORTEST_M: Final = 14.0
_ONE_JUNCTION_M: Final = 13.0
_LOOP_M: Final = 45.0
"""A stretch that comes back to its own junction is one of its own from this length on."""
_EDGE_M: Final = 14.0
"""Whatever ends so near to the world's edge leads out."""
DRIVEN: Final = ("road", "street")


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """A way between two nodes.

    Attributes:
        kind: "road" or "street".
        width_m: of both lanes together.
        points_m: (n, 3) its middle line, a metre apart.
        bridge: (n,) whether a point lies on a bridge.
        first: number of the node that it begins at.
        last: likewise of its end.
    """

    kind: str
    width_m: float
    points_m: Float64Array
    bridge: BoolArray
    first: int
    last: int


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """Where stretches meet or end.

    Attributes:
        kind: "junction", "exit" at the world's edge, or "end".
        x_m: its middle.
        z_m: likewise.
        inside_m: (n, 2) what lies within it of middle lines.
    """

    kind: str
    x_m: float
    z_m: float
    inside_m: Float64Array


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """Stretches and nodes."""

    nodes: tuple[Node, ...]
    stretches: tuple[Stretch, ...]


@dataclass(slots=True, eq=False)
class _Strand:
    kind: str
    width_m: float
    points: Float64Array
    bridge: BoolArray
    cuts: list[tuple[int, int]]
    """(point, joint)."""


def road_graph(roads: Sequence[Road], east_m: float, south_m: float) -> Graph:
    """The graph of what can be driven on.

    Args:
        roads: of a settlement, the important first.
        east_m: width of the world.
        south_m: its depth.
    """
    strands: list[_Strand] = []
    joints: list[Float64Array] = []
    for road in roads:
        if road.kind in DRIVEN:
            _add(road, strands, joints)
    if not strands:
        return Graph((), ())
    owner = _clusters(joints)
    return _cut(strands, joints, owner, east_m, south_m)


def _resampled(road: Road) -> tuple[Float64Array, BoolArray]:
    points = road.points_m.astype(np.float64)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(points[:, 0]), np.diff(points[:, 2])))])
    count = max(round(float(along[-1]) / STEP_M), 1) + 1
    at = np.linspace(0.0, along[-1], count)
    found = np.column_stack([np.interp(at, along, points[:, axis]) for axis in range(3)])
    piece = np.clip(np.searchsorted(along, at, side="right") - 1, 0, max(len(points) - 2, 0))
    return found, np.asarray(road.bridge[piece], np.bool_)


def _add(road: Road, strands: list[_Strand], joints: list[Float64Array]) -> None:
    """Add those parts of a road that are not there yet."""
    points, bridge = _resampled(road)
    if not strands:
        strands.append(_Strand(road.kind, road.width_m, points, bridge, []))
        return
    whose = np.concatenate([np.full(len(strand.points), number) for number, strand in enumerate(strands)])
    which = np.concatenate([np.arange(len(strand.points)) for strand in strands])
    far, near = scipy.spatial.cKDTree(np.concatenate([strand.points[:, ::2] for strand in strands])).query(
        points[:, ::2]
    )
    apart = far > _SAME_M
    edges = np.flatnonzero(np.diff(np.concatenate([[0], apart.astype(np.int8), [0]])))
    for start, end in edges.reshape(-1, 2):
        first, last = int(start), int(end) - 1
        if last - first < _SHORTEST_M / STEP_M:
            continue
        cuts: list[tuple[int, int]] = []
        # Back to where it touches the other, so that it leaves that at its own angle.
        while first > 0 and far[first] > _TOUCHES_M:
            first -= 1
        while last < len(points) - 1 and far[last] > _TOUCHES_M:
            last += 1
        for at, begins in ((first, True), (last, False)):
            if far[at] <= _SAME_M:
                strand = strands[int(whose[near[at]])]
                joints.append(points[at, ::2].copy())
                strand.cuts.append((int(which[near[at]]), len(joints) - 1))
                cuts.append((0 if begins else last - first, len(joints) - 1))
        strands.append(_Strand(road.kind, road.width_m, points[first : last + 1], bridge[first : last + 1], cuts))


def _clusters(joints: Sequence[Float64Array]) -> list[int]:
    """By joint, the first joint of its junction."""
    owner = list(range(len(joints)))

    def root(number: int) -> int:
        while owner[number] != number:
            number = owner[number]
        return number

    for one in range(len(joints)):
        for other in range(one):
            if np.hypot(*(joints[one] - joints[other])) < _ONE_JUNCTION_M:
                first, second = sorted((root(one), root(other)))
                owner[second] = first
    return [root(number) for number in range(len(joints))]


def _cut(
    strands: Sequence[_Strand], joints: Sequence[Float64Array], owner: Sequence[int], east_m: float, south_m: float
) -> Graph:
    numbers: dict[int, int] = {}
    inside: dict[int, list[Float64Array]] = {}
    for root in owner:
        if root not in numbers:
            numbers[root] = len(numbers)
            inside[numbers[root]] = []
    for number, joint in enumerate(joints):
        inside[numbers[owner[number]]].append(joint[None])
    ends: list[Node] = []
    stretches: list[Stretch] = []
    for strand in strands:
        marks = sorted((at, numbers[owner[joint]]) for at, joint in strand.cuts)
        last = len(strand.points) - 1
        for at in (0, last):
            # Whatever ends beside a junction ends in it.
            if not any(abs(at - other) < _SHORTEST_M / STEP_M for other, _ in marks):
                x, z = strand.points[at, 0], strand.points[at, 2]
                out = min(x, z, east_m - x, south_m - z) < _EDGE_M
                ends.append(Node("exit" if out else "end", float(x), float(z), np.zeros((0, 2))))
                marks.append((at, len(numbers) + len(ends) - 1))
        marks.sort()
        for (start, first), (end, second) in pairwise(marks):
            if first == second and end - start < _LOOP_M / STEP_M:
                inside[first].append(strand.points[start : end + 1, ::2])
                continue
            if end - start < 2:
                continue
            part = slice(start, end + 1)
            stretches.append(
                Stretch(strand.kind, strand.width_m, strand.points[part], strand.bridge[part], first, second)
            )
    nodes = []
    for number in range(len(numbers)):
        lines = np.concatenate(inside[number])
        middle = lines.mean(axis=0)
        nodes.append(Node("junction", float(middle[0]), float(middle[1]), lines))
    return Graph((*nodes, *ends), tuple(stretches))
