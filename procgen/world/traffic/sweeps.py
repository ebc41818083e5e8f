"""What vehicles sweep over in junctions: the nose of a long one swings out of its way, and its end cuts corners.

Ways whose middle lines keep apart may be too near to one another all the same, for those who turn.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from procgen.world.chance import Float64Array
from procgen.world.traffic.bodies import body_places, half_m, touch
from procgen.world.traffic.vehicles import VehicleKind

if TYPE_CHECKING:
    from procgen.world.traffic.network import Segment

_LOOKS_M: Final = 0.4
"""Between places of a front."""
_BEFORE_M: Final = 3.0
"""So far before a line, those who wait there are looked at as well."""
_WAITS_M: Final = 0.7
"""Nobody who waits stands nearer to a line."""


@dataclass(frozen=True, slots=True)
class Sweeps:
    """What touches though its middle lines do not come near.

    Attributes:
        meets: by two ways through a junction, the metres along the first at which somebody there touches one on the
            other.
        clears: by the same, those from which the first's end is out of the way.
        mouths: lanes at whose end somebody who waits is touched.
    """

    meets: Mapping[tuple[int, int], float]
    clears: Mapping[tuple[int, int], float]
    mouths: frozenset[int]


@dataclass(frozen=True, slots=True, eq=False)
class _Passage:
    """One vehicle on its way through a junction: (n,) its front's metres from the line, and its bodies then."""

    front_m: Float64Array
    middle_m: Float64Array
    ahead: Float64Array
    half_m: Float64Array
    length_m: float


def sweeps(segments: Sequence[Segment], known: Mapping[tuple[int, int], float], kinds: Sequence[VehicleKind]) -> Sweeps:
    """Pairs of ways through junctions, and mouths of lanes, where vehicles would touch.

    Args:
        segments: of a network.
        known: pairs that are known to meet.
        kinds: who drives there; wide ones from main streets to main streets alone.
    """
    origin = {turn: lane for lane, each in enumerate(segments) if each.kind == "lane" for turn in each.ways}
    largest = [kind for kind in kinds if not any(_holds(other, kind) for other in kinds)]
    nodes: dict[int, list[int]] = {}
    for turn in sorted(origin):
        if segments[turn].kind == "turn":
            nodes.setdefault(segments[turn].node, []).append(turn)
    meets: dict[tuple[int, int], float] = {}
    clears: dict[tuple[int, int], float] = {}
    mouths: set[int] = set()
    for turns in nodes.values():
        passages = {turn: _passages(segments, origin[turn], turn, largest) for turn in turns}
        for one, other in itertools.permutations(turns, 2):
            if origin[one] == origin[other]:
                continue
            told = (one, other) in known
            for mine, theirs in itertools.product(passages[one], passages[other]):
                hits = _touching(mine, theirs, waits=told)
                if not len(hits):
                    continue
                if (hits[:, 0] < -_WAITS_M).any():
                    mouths.add(origin[one])
                if not told:
                    first, last = max(float(hits[:, 0].min()), 0.0), float(hits[:, 0].max()) - mine.length_m
                    meets[one, other] = min(meets.get((one, other), first), first)
                    clears[one, other] = max(clears.get((one, other), 0.1), last + _LOOKS_M)
    return Sweeps(meets, clears, frozenset(mouths))


def _holds(larger: VehicleKind, kind: VehicleKind) -> bool:
    """Whether whatever has room for one kind has room for another that goes wherever that goes."""
    widths = [max(body.width_m for body in each.bodies) for each in (larger, kind)]
    sizes = (larger.length_m, widths[0]), (kind.length_m, widths[1])
    return larger.wide <= kind.wide and sizes[0] != sizes[1] and all(a >= b for a, b in zip(*sizes, strict=True))


def _passages(segments: Sequence[Segment], lane: int, turn: int, kinds: Sequence[VehicleKind]) -> list[_Passage]:
    goal = segments[segments[turn].ways[0]]
    line = np.concatenate([segments[lane].points_m, segments[turn].points_m[1:], goal.points_m[1:]])
    begins, through = segments[lane].length_m, segments[turn].length_m
    found = []
    for kind in kinds:
        if kind.wide and not (segments[lane].road and goal.road):
            continue
        last = min(through + kind.length_m, through + goal.length_m)
        front = np.arange(-_BEFORE_M, last, _LOOKS_M)
        bodies = [(*body_places(body, line, begins + front), half_m(body)) for body in kind.bodies]
        middle, ahead = (np.concatenate([body[k] for body in bodies]) for k in (0, 1))
        half = np.repeat(np.array([body[2] for body in bodies]), len(front), axis=0)
        found.append(_Passage(np.tile(front, len(bodies)), middle, ahead, half, kind.length_m))
    return found


def _touching(one: _Passage, other: _Passage, *, waits: bool) -> Float64Array:
    """(n, 2) metres of both fronts where they touch while the other is past its line; if ``waits``, and one is not."""
    some = np.flatnonzero(one.front_m < -_WAITS_M) if waits else np.arange(len(one.front_m))
    gap = one.middle_m[some, None] - other.middle_m[None]
    reach = np.hypot(*one.half_m[some].T)[:, None] + np.hypot(*other.half_m.T)
    a, b = np.nonzero(((gap**2).sum(-1) < reach**2) & (other.front_m > 0.0))
    a = some[a]
    hit = touch(
        one.middle_m[a], one.ahead[a], one.half_m[a], other.middle_m[b], other.ahead[b], other.half_m[b]
    )  # fmt: skip
    return np.column_stack([one.front_m[a[hit]], other.front_m[b[hit]]])
