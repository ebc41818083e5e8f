"""What vehicles drive along: lanes, the ways through junctions, and loops in which one turns at the end of a street.

Traffic keeps right. A stretch has a lane each way; junctions have a way from each lane that comes in to each that goes
out, and know which of these ways cross.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.world.chance import Float64Array
from procgen.world.ground_height import ground_at
from procgen.world.land import nearest_value, side_m, water_height
from procgen.world.place import BoolArray, Land, Road
from procgen.world.traffic.graph import Graph, Node, Stretch, road_graph
from procgen.world.traffic.sweeps import sweeps
from procgen.world.traffic.vehicles import KINDS, VehicleKind

STEP_M: Final = 0.5
LATERAL_M_S2: Final = 1.8
"""What people put up with in bends."""
BRAKES_M_S2: Final = 1.5
"""How they slow down for them."""
LIMIT_M_S: Final = {"road": 13.9, "street": 8.3}
_TURN_M_S: Final = 4.2
_CLEAR_M: Final = 1.2
"""Between what belongs to two arms of a junction."""
_CORNER_M: Final = 3.5
_FARTHEST_M: Final = 40.0
_BACK_M: Final = 1.5
"""By so much a lane ends sooner, where those who turn would touch whoever waits at its end,"""
_BACKS: Final = 4
"""and so often."""
_SHORTEST_M: Final = 9.0
_LOOPS_M: Final = (4.6, 4.0, 3.6)
"""Radii that are tried."""
_LOOP_BACK_M: Final = (5.0, 8.0, 12.0, 16.0)
_LOOP_SIDE_M: Final = 1.3
_LEVEL_M: Final = 0.8
_WIDENS: Final = 1.6
"""Metres by which a lane lies farther out, for each radian a metre that a road bends."""
_WIDEST_M: Final = 0.4
_STEEPEST: Final = 0.22
"""Rise over run that a loop may have."""
CONFLICT_M: Final = 2.35
"""Ways nearer to one another than this can't be used at once: a bus is 2 m wide."""

Free = Callable[[Float64Array], BoolArray]
"""Whether something can stand at (n, 2) places."""


@dataclass(frozen=True, slots=True, eq=False)
class Segment:
    """A piece of a way.

    Attributes:
        kind: "lane", "turn" through a junction, or "loop".
        points_m: (n, 3) its line.
        along_m: (n,) metres from its beginning.
        limit_m_s: (n,) how fast one drives there.
        stretch: number of the stretch that a lane belongs to; -1 without.
        start: node that it comes from.
        node: that it leads to, or through.
        road: class of its road: 1 for "road", 0 for "street".
        ways: numbers of segments that follow; none where it leads out of the world.
        opposite: of a lane: the one that comes towards it.
    """

    kind: str
    points_m: Float64Array
    along_m: Float64Array
    limit_m_s: Float64Array
    stretch: int
    start: int
    node: int
    road: int
    ways: list[int] = field(default_factory=list)
    opposite: int = -1

    @property
    def length_m(self) -> float:
        """Of the whole."""
        return float(self.along_m[-1])

    def at(self, along_m: npt.ArrayLike) -> Float64Array:
        """(..., 3) places so many metres along."""
        some = np.asarray(along_m, np.float64)
        return np.stack([np.interp(some, self.along_m, self.points_m[:, axis]) for axis in range(3)], axis=-1)

    def heading(self, *, end: bool) -> Float64Array:
        """(2,) unit vector, x and z, at one of its ends."""
        points = self.points_m[:, ::2]
        reach = min(3, len(points) - 1)
        step = points[-1] - points[-1 - reach] if end else points[reach] - points[0]
        return np.asarray(step / max(float(np.hypot(*step)), 1e-9))


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """All segments and how they touch.

    Attributes:
        segments: lanes, turns and loops.
        clears: by turn and another of the same junction that it crosses, the metres along the first from which a
            vehicle's end is out of the way.
        meets: by the same, the metres along the first at which it comes near the other.
        right_of: by two lanes that come into one junction, whether the second comes from the first's right.
        graph: what it was made of; nodes.
        entries: lanes that begin at the world's edge.
    """

    segments: tuple[Segment, ...]
    clears: dict[tuple[int, int], float]
    meets: dict[tuple[int, int], float]
    right_of: dict[tuple[int, int], bool]
    graph: Graph
    entries: tuple[int, ...]

    @property
    def lanes(self) -> list[int]:
        """Numbers of all lanes."""
        return [number for number, segment in enumerate(self.segments) if segment.kind == "lane"]

    def width_m(self, stretch: int) -> float:
        """Width of a stretch."""
        return self.graph.stretches[stretch].width_m

    @property
    def lane_m(self) -> float:
        """Metres of all lanes."""
        return sum(self.segments[number].length_m for number in self.lanes)


@dataclass(slots=True, eq=False)
class _Arm:
    stretch: int
    begins: bool
    """Whether the stretch begins here."""
    trim_m: float


def make_network(
    roads: Sequence[Road], land: Land, free: Free, kinds: Sequence[VehicleKind] = tuple(KINDS.values())
) -> Network:
    """The network of a settlement's roads.

    Args:
        roads: the important first.
        land: that they lie on.
        free: where vehicles may turn.
        kinds: that drive there: junctions have room for them.
    """
    back: dict[tuple[int, bool], float] = {}
    for left in reversed(range(_BACKS + 1)):
        network = _network(roads, land, free, back)
        swept = sweeps(network.segments, network.clears, kinds)
        if not (swept.mouths and left):
            break
        for lane in sorted(swept.mouths):
            segment = network.segments[lane]
            # Lanes come in pairs, and the first of each goes as its stretch does.
            end = segment.stretch, segment.opposite < lane
            back[end] = back.get(end, 0.0) + _BACK_M
    return replace(network, clears={**network.clears, **swept.clears}, meets={**network.meets, **swept.meets})


def _network(roads: Sequence[Road], land: Land, free: Free, back: Mapping[tuple[int, bool], float]) -> Network:
    graph = road_graph(roads, *side_m(land))
    stretches = list(graph.stretches)
    used = set(range(len(stretches)))
    loops: dict[int, Float64Array] = {}
    while True:
        trims, short = _trims(graph, stretches, used, back)
        if short:
            graph = _without(graph, stretches, min(short), used)
            stretches = list(graph.stretches)
            loops.clear()
            continue
        dead = set()
        for number in sorted(used):
            stretch = stretches[number]
            for begins in (True, False):
                node = stretch.first if begins else stretch.last
                alone = sum(node in (stretches[other].first, stretches[other].last) for other in used) == 1
                if graph.nodes[node].kind == "exit" or not alone or (node in loops):
                    continue
                found = _loop(stretch, begins, trims[number], land, free)
                if found is None:
                    dead.add(number)
                else:
                    loops[node] = found[0]
                    stretches[number] = found[1]
        if not dead:
            break
        used -= dead
        loops = {
            node: loop
            for node, loop in loops.items()
            if any(node in (stretches[each].first, stretches[each].last) for each in used)
        }
    return _linked(graph, stretches, sorted(used), trims, loops, land)


def _without(graph: Graph, stretches: Sequence[Stretch], short: int, used: set[int]) -> Graph:
    """The graph where one stretch is too short for a lane between its junctions: these are one then."""
    used.discard(short)
    gone = stretches[short]
    kept, lost = gone.first, gone.last
    nodes = list(graph.nodes)
    if nodes[kept].kind == nodes[lost].kind == "junction" and kept != lost:
        inside = np.concatenate([nodes[kept].inside_m, gone.points_m[:, ::2], nodes[lost].inside_m])
        middle = gone.points_m[:, ::2].mean(axis=0)
        nodes[kept] = Node("junction", float(middle[0]), float(middle[1]), inside)
        joined = [
            replace(
                each, first=kept if each.first == lost else each.first, last=kept if each.last == lost else each.last
            )
            for each in stretches
        ]
        return Graph(tuple(nodes), tuple(joined))
    return Graph(graph.nodes, tuple(stretches))


def _trims(
    graph: Graph, stretches: Sequence[Stretch], used: set[int], back: Mapping[tuple[int, bool], float]
) -> tuple[dict[int, tuple[float, float]], set[int]]:
    """By stretch, what is cut off at its beginning and end for junctions; and stretches of which nothing is left."""
    found = {number: [0.0, 0.0] for number in used}
    for node in range(len(graph.nodes)):
        arms = [
            _Arm(number, begins, 0.0)
            for number in sorted(used)
            for begins in (True, False)
            if node == (stretches[number].first if begins else stretches[number].last)
        ]
        if len(arms) < 2:
            continue
        lines = []
        for arm in arms:
            points = stretches[arm.stretch].points_m[:, ::2]
            lines.append((points if arm.begins else points[::-1])[: int(_FARTHEST_M) + 1])
        for one, arm in enumerate(arms):
            line = lines[one]
            half = stretches[arm.stretch].width_m / 2.0
            trim = _CORNER_M
            for other, beside in enumerate(arms):
                if other == one:
                    continue
                clear = half + stretches[beside.stretch].width_m / 2.0 + _CLEAR_M
                gap = np.hypot(
                    line[:, None, 0] - lines[other][None, :, 0], line[:, None, 1] - lines[other][None, :, 1]
                ).min(axis=1)
                near = np.flatnonzero(gap < clear)
                if len(near):
                    trim = max(trim, float(near[-1]) + 1.0)
            inside = graph.nodes[node].inside_m
            if len(inside):
                gap = np.hypot(line[:, None, 0] - inside[None, :, 0], line[:, None, 1] - inside[None, :, 1]).min(axis=1)
                near = np.flatnonzero(gap < half + _CORNER_M)
                if len(near):
                    trim = max(trim, float(near[-1]) + 1.0)
            found[arm.stretch][0 if arm.begins else 1] = trim + back.get((arm.stretch, arm.begins), 0.0)
    short = {
        number
        for number, (first, last) in found.items()
        if (len(stretches[number].points_m) - 1) - first - last < _SHORTEST_M
    }
    return {number: (first, last) for number, (first, last) in found.items()}, short


def _loop(
    stretch: Stretch, begins: bool, trims: tuple[float, float], land: Land, free: Free
) -> tuple[Float64Array, Stretch] | None:
    """A way round at the end of a street, and the street up to there; None where there is no room."""
    points = stretch.points_m[::-1] if begins else stretch.points_m
    bridge = stretch.bridge[::-1] if begins else stretch.bridge
    off = stretch.width_m / 4.0
    left = trims[1] if begins else trims[0]
    for back in _LOOP_BACK_M:
        at = len(points) - 1 - int(back)
        if at - left < _SHORTEST_M or bridge[at - 3 :].any():
            continue
        ahead = points[at, ::2] - points[at - 3, ::2]
        ahead /= max(float(np.hypot(*ahead)), 1e-9)
        for radius in _LOOPS_M:
            line = _teardrop(points[at, ::2], ahead, off, radius)
            across = np.gradient(line, axis=0)
            across /= np.maximum(np.hypot(*across.T), 1e-9)[:, None]
            side = np.column_stack([-across[:, 1], across[:, 0]]) * _LOOP_SIDE_M
            heights = ground_at(land, line[:, 0], line[:, 1])
            run = np.hypot(*np.diff(line, axis=0).T)
            steep = np.abs(np.diff(heights)) / np.maximum(run, 1e-6)
            tried = np.concatenate([line, line + side, line - side])
            if free(tried).all() and np.percentile(steep, 90) < _STEEPEST and _dry(land, tried):
                kept = points[: at + 1], bridge[: at + 1]
                if begins:
                    kept = kept[0][::-1], kept[1][::-1]
                return line, Stretch(stretch.kind, stretch.width_m, *kept, stretch.first, stretch.last)
    return None


def _dry(land: Land, places: Float64Array) -> bool:
    return bool(np.isnan(water_height(land, *places.T)).all()) and bool(
        (np.asarray(nearest_value(land.slope_deg, land, *places.T)) < 25.0).all()
    )


def _teardrop(end: Float64Array, ahead: Float64Array, off: float, radius: float) -> Float64Array:
    """(n, 2) from the right-hand lane at an end round to the other: a little right, round left, a little right."""
    right = np.array([-ahead[1], ahead[0]])
    up = math.sqrt(4.0 * radius * radius - (off + radius) ** 2)
    bend = math.atan2(up, off + radius)
    count = max(int(radius * bend / STEP_M), 3)
    first = np.linspace(math.pi, math.pi - bend, count)
    turn_right = np.column_stack([off + radius + radius * np.cos(first), radius * np.sin(first)])
    begin = math.atan2(-up, off + radius)
    over = math.pi - 2.0 * begin
    round_ = np.linspace(begin, begin + over, max(int(radius * over / STEP_M), 12))
    circle = np.column_stack([radius * np.cos(round_), up + radius * np.sin(round_)])
    back = turn_right[::-1] * np.array([-1.0, 1.0])
    line = np.concatenate([turn_right, circle[1:-1], back])
    return np.asarray(end + line[:, :1] * right + line[:, 1:] * ahead)


def _linked(
    graph: Graph,
    stretches: Sequence[Stretch],
    used: Sequence[int],
    trims: dict[int, tuple[float, float]],
    loops: dict[int, Float64Array],
    land: Land,
) -> Network:
    segments: list[Segment] = []
    into: dict[int, list[int]] = {}
    out: dict[int, list[int]] = {}
    for number in used:
        stretch = stretches[number]
        first, last = (math.ceil(value) for value in trims[number])
        part = slice(first, len(stretch.points_m) - last)
        middle, bridge = stretch.points_m[part], stretch.bridge[part]
        for backwards in (False, True):
            line, deck = (middle[::-1], bridge[::-1]) if backwards else (middle, bridge)
            start, end = (stretch.last, stretch.first) if backwards else (stretch.first, stretch.last)
            points = _beside(line, deck, stretch.width_m / 4.0, land)
            limit = LIMIT_M_S[stretch.kind]
            other = len(segments) - 1 if backwards else len(segments) + 1
            lane = _segment("lane", points, limit, number, start, end, int(stretch.kind == "road"))
            segments.append(replace(lane, opposite=other))
            into.setdefault(end, []).append(len(segments) - 1)
            out.setdefault(start, []).append(len(segments) - 1)
    entries = tuple(lane for node, lanes in sorted(out.items()) if graph.nodes[node].kind == "exit" for lane in lanes)
    clears: dict[tuple[int, int], float] = {}
    meets: dict[tuple[int, int], float] = {}
    right_of: dict[tuple[int, int], bool] = {}
    for node in sorted(into):
        if graph.nodes[node].kind == "exit":
            continue
        turns = []
        for one in into[node]:
            for other in out.get(node, []):
                same = segments[one].stretch == segments[other].stretch
                if same and segments[other].start == node and len(into[node]) > 1:
                    continue
                pair = segments[one], segments[other]
                curve = _joined(loops[node], *pair) if node in loops else _curve(*pair)
                if curve is None:
                    continue
                points = _grounded(curve, segments[one].points_m[-1, 1], segments[other].points_m[0, 1], land)
                kind = "loop" if node in loops else "turn"
                road = min(segments[one].road, segments[other].road)
                segments.append(_segment(kind, points, _TURN_M_S if kind == "loop" else 9.0, -1, node, node, road))
                segments[-1].ways.append(other)
                segments[one].ways.append(len(segments) - 1)
                turns.append(len(segments) - 1)
        for one in turns:
            for other in turns:
                if one != other:
                    near = _near_m(segments[one], segments[other])
                    if near is not None:
                        meets[one, other], clears[one, other] = near
        for one in into[node]:
            for other in into[node]:
                if one != other:
                    ahead, theirs = segments[one].heading(end=True), segments[other].heading(end=True)
                    # Seen from above with x east and z south, the right of (x, z) is (-z, x).
                    right_of[one, other] = bool(-ahead[1] * -theirs[0] + ahead[0] * -theirs[1] > 0.35)
    whole = Graph(graph.nodes, tuple(stretches))
    return Network(tuple(segments), clears, meets, right_of, whole, entries)


def _segment(kind: str, points: Float64Array, limit: float, stretch: int, start: int, node: int, road: int) -> Segment:
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    return Segment(kind, points, along, _limits(points[:, ::2], along, limit), stretch, start, node, road)


def _limits(line: Float64Array, along: Float64Array, limit: float) -> Float64Array:
    """How fast one drives: as bends allow, and slowing down before them."""
    count = len(line)
    reach = 4
    index = np.arange(count)
    before, after = np.maximum(index - reach, 0), np.minimum(index + reach, count - 1)
    a, b = line - line[before], line[after] - line
    turn = np.abs(np.arctan2(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0], (a * b).sum(axis=1)))
    length = np.maximum(0.5 * (np.hypot(*a.T) + np.hypot(*b.T)), 0.3)
    curved = np.where((before == index) | (after == index), 0.0, turn / length)
    found = np.minimum(limit, np.sqrt(LATERAL_M_S2 / np.maximum(curved, 1e-4)))
    # The lowest from here on, in so far as one has to brake for it already.
    eased = np.minimum.accumulate((found**2 + 2.0 * BRAKES_M_S2 * along)[::-1])[::-1] - 2.0 * BRAKES_M_S2 * along
    return np.asarray(np.sqrt(np.maximum(eased, 1.0)))


def _beside(middle: Float64Array, bridge: BoolArray, off: float, land: Land) -> Float64Array:
    """(n, 3) a line to the right of a middle line."""
    line = middle[:, ::2].copy()
    for _ in range(8):
        line[1:-1] = 0.25 * line[:-2] + 0.5 * line[1:-1] + 0.25 * line[2:]
    ahead = np.gradient(line, axis=0)
    ahead /= np.maximum(np.hypot(*ahead.T), 1e-9)[:, None]
    # In bends long bodies need more room: lanes lie farther apart there.
    turn = np.zeros(len(line))
    if len(line) > 4:
        turned = np.abs(ahead[2:, 0] * ahead[:-2, 1] - ahead[2:, 1] * ahead[:-2, 0])
        turn[1:-1] = turned / np.maximum(np.hypot(*(line[2:] - line[:-2]).T), 0.1)
        turn = np.convolve(np.pad(turn, 3, mode="edge"), np.full(7, 1.0 / 7.0), mode="valid")
        # Where they meet others they lie as those do.
        turn *= np.clip(np.minimum(np.arange(len(line)), np.arange(len(line))[::-1]) / 5.0, 0.0, 1.0)
    off_m = off + np.clip(_WIDENS * turn, 0.0, _WIDEST_M)
    line = line + off_m[:, None] * np.column_stack([-ahead[:, 1], ahead[:, 0]])
    ground = ground_at(land, line[:, 0], line[:, 1])
    height = np.where(bridge | (np.abs(ground - middle[:, 1]) > _LEVEL_M), middle[:, 1], ground)
    points = np.column_stack([line[:, 0], height, line[:, 1]])
    along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(line[:, 0]), np.diff(line[:, 1])))])
    at = np.linspace(0.0, along[-1], max(int(along[-1] / STEP_M), 2) + 1)
    return np.column_stack([np.interp(at, along, points[:, axis]) for axis in range(3)])


def _joined(loop: Float64Array, one: Segment, other: Segment) -> Float64Array:
    """(n, 2) a way round from just where a lane ends to where the other begins: smoothed, lanes end a little aside."""
    share = np.linspace(0.0, 1.0, len(loop))[:, None]
    starts, ends = one.points_m[-1, ::2] - loop[0], other.points_m[0, ::2] - loop[-1]
    return np.asarray(loop + (1.0 - share) * starts + share * ends)


def _curve(one: Segment, other: Segment) -> Float64Array | None:
    """(n, 2) from the end of a lane to the beginning of another; None where it would turn too sharply."""
    start, end = one.points_m[-1, ::2], other.points_m[0, ::2]
    ahead, on = one.heading(end=True), other.heading(end=False)
    gap = float(np.hypot(*(end - start)))
    turn = math.acos(max(-1.0, min(1.0, float(ahead @ on))))
    if turn > math.radians(165.0):
        return None
    # Handles with which a quarter turn is nearly a circle; longer where one turns back.
    handle = gap * (4.0 / 3.0 * math.tan(turn / 4.0) / (2.0 * math.sin(turn / 2.0)) if turn > 0.05 else 1.0 / 3.0)
    handle = max(handle, 0.3)
    t = np.linspace(0.0, 1.0, max(int(1.3 * gap / STEP_M), 4) + 1)[:, None]
    a, b = start + handle * ahead, end - handle * on
    line = (1 - t) ** 3 * start + 3 * (1 - t) ** 2 * t * a + 3 * (1 - t) * t**2 * b + t**3 * end
    return np.asarray(line)


def _grounded(line: Float64Array, starts_m: float, ends_m: float, land: Land) -> Float64Array:
    share = np.linspace(0.0, 1.0, len(line))
    level = starts_m + share * (ends_m - starts_m)
    ground = ground_at(land, line[:, 0], line[:, 1])
    # On a bridge the ground lies deep below.
    over = level - ground > _LEVEL_M
    height = np.where(over, level, ground)
    height[0], height[-1] = starts_m, ends_m
    return np.column_stack([line[:, 0], height, line[:, 1]])


def _near_m(one: Segment, other: Segment) -> tuple[float, float] | None:
    """Metres along one way from which on it is near another, and up to where; None where they never come near."""
    a, b = one.points_m[:, ::2], other.points_m[:, ::2]
    gap = np.hypot(a[:, None, 0] - b[None, :, 0], a[:, None, 1] - b[None, :, 1]).min(axis=1)
    near = np.flatnonzero(gap < CONFLICT_M)
    return (float(one.along_m[near[0]]), float(one.along_m[near[-1]])) if len(near) else None
