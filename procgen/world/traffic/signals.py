"""Traffic lights where main streets meet others, in worlds of today.

They go by a plan that is the same in every cycle, so that whoever reads it knows what they show at any second. Lanes
that face one another are green together; amber lasts as long as drivers need who can no longer stop, and then all are
red until the last who could enter is out of the way of the first who may.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.world.chance import uniforms
from procgen.world.traffic.following import STEP_S, Driver
from procgen.world.traffic.network import Network, Segment
from procgen.world.traffic.pavement import CROSSING_HALF_M, Crossing, Pavement
from procgen.world.traffic.vehicles import KINDS, SETTINGS

LIT: Final = ("modern",)
"""Settings that have them."""
_ARMS: Final = 3
"""So many lanes lead into a junction with lights, at least,"""
_MAIN: Final = 2
"""and so many of these are lanes of main streets."""
_GREEN_S: Final = {1: 20.0, 0: 11.0}
"""By class of the road."""
_LONGEST_S: Final = 75.0
"""Where a cycle would last longer, since a junction has many arms that lie far apart, there are no lights."""
_QUEUE_M: Final = 30.0
"""Lanes from and to lights that are shorter have no room for those who wait: there are no lights then."""
_FACES: Final = -0.6
"""Cosine between two lanes that face one another, at most."""
_REACTS_S: Final = 1.0
STOPS_M_S2: Final = 3.0
"""Whoever would have to brake harder than this goes on at amber. With :data:`_REACTS_S` it gives the time of amber: the
Institute of Transportation Engineers' formula, "Determining vehicle signal change and clearance intervals" (1994)."""
_AMBER_S: Final = 3.0
"""At least."""
_NEAR_M: Final = 20.0
"""A crossing so near before a junction has its lights."""
_SLOWLY_M_S: Final = 1.05
_GETS_THERE_S: Final = 2.0
_BESIDE_M: Final = 0.22
"""Between the carriageway and a post: nobody walks so near to it."""
GREEN, AMBER, RED = "green", "amber", "red"


@dataclass(frozen=True, slots=True)
class Phase:
    """Lanes that may go together.

    Attributes:
        lanes: numbers of lanes that lead into the junction.
        green_s: how long.
        amber_s: after that.
        all_red_s: after that, until the next phase begins.
    """

    lanes: tuple[int, ...]
    green_s: float
    amber_s: float
    all_red_s: float

    @property
    def length_s(self) -> float:
        """Of all three."""
        return self.green_s + self.amber_s + self.all_red_s


@dataclass(frozen=True, slots=True)
class Signal:
    """The lights of a junction.

    Attributes:
        node: its number.
        offset_s: how far its first cycle has gone when traffic begins.
        phases: one after another, for ever.
        crossings: numbers of crossings with lights for people on foot, each with the lane before whose line it lies:
            they may go while that is red.
    """

    node: int
    offset_s: float
    phases: tuple[Phase, ...]
    crossings: tuple[tuple[int, int], ...]

    @property
    def cycle_s(self) -> float:
        """After which all begins again."""
        return sum(phase.length_s for phase in self.phases)

    def shows(self, lane: int, second: float) -> tuple[str, float]:
        """What a lane sees at a second, and for how long it will go on to see it.

        Args:
            lane: one that leads into the junction.
            second: since traffic began.
        """
        cycle = self.cycle_s
        begins = 0.0
        for phase in self.phases:
            if lane in phase.lanes:
                break
            begins += phase.length_s
        # Rounded, since seconds are multiples of a step that binary fractions only come near to.
        since = round((second + self.offset_s - begins) % cycle, 6) % cycle
        if since < phase.green_s:
            return GREEN, phase.green_s - since
        if since < phase.green_s + phase.amber_s:
            return AMBER, phase.green_s + phase.amber_s - since
        return RED, cycle - since


def make_signals(network: Network, pavement: Pavement | None, setting: str, seed: int) -> tuple[Signal, ...]:
    """Lights of all junctions that have some.

    Args:
        network: lanes and junctions.
        pavement: with crossings; None where nobody walks.
        setting: of the settlement.
        seed: of the second in which each cycle begins.
    """
    if setting not in LIT:
        return ()
    into: dict[int, list[int]] = {}
    for lane in network.lanes:
        if network.segments[lane].ways:
            into.setdefault(network.segments[lane].node, []).append(lane)
    found = []
    near = _near_crossings(network, pavement)
    for node in sorted(into):
        lanes = into[node]
        main = sum(network.segments[lane].road for lane in lanes)
        if network.graph.nodes[node].kind != "junction" or len(lanes) < _ARMS or main < _MAIN:
            continue
        beside = [*lanes, *(network.segments[lane].opposite for lane in lanes)]
        if min(network.segments[lane].length_m for lane in beside) < _QUEUE_M:
            continue
        groups = _groups(network, lanes)
        if len(groups) < 2:
            continue
        phases = []
        for number, group in enumerate(groups):
            following = groups[(number + 1) % len(groups)]
            segments = [network.segments[lane] for lane in group]
            fastest = max(float(segment.limit_m_s.max()) for segment in segments)
            phases.append(
                Phase(
                    group,
                    _GREEN_S[max(segment.road for segment in segments)],
                    _whole(max(_REACTS_S + fastest / (2.0 * STOPS_M_S2), _AMBER_S)),
                    _whole(_clears_s(network, group, following, setting)),
                )
            )
        cycle = sum(phase.length_s for phase in phases)
        if cycle > _LONGEST_S:
            continue
        offset = _whole(cycle * float(uniforms(seed, "world/traffic/signal", 1, node)[0]))
        found.append(Signal(node, offset, tuple(phases), tuple(each for each in near if each[1] in lanes)))
    return tuple(found)


def _whole(seconds: float) -> float:
    """Seconds as a whole number of steps, none too few."""
    return round(math.ceil(round(seconds / STEP_S, 6)) * STEP_S, 6)


def _groups(network: Network, lanes: list[int]) -> list[tuple[int, ...]]:
    """Lanes by phases: the main street first, each with the one that it faces."""
    left = sorted(lanes, key=lambda lane: (-network.segments[lane].road, lane))
    found: list[tuple[int, ...]] = []
    while left:
        one = left.pop(0)
        ahead = network.segments[one].heading(end=True)
        faces = [(float(ahead @ network.segments[other].heading(end=True)), other) for other in left]
        best = min(faces, default=(1.0, -1))
        if best[0] < _FACES:
            left.remove(best[1])
            found.append((one, best[1]))
        else:
            found.append((one,))
    return found


def _clears_s(network: Network, ends: tuple[int, ...], begins: tuple[int, ...], setting: str) -> float:
    """Seconds until nobody of one phase is in the way of another: the slowest and longest to enter at the very end."""
    worst = 0.0
    for lane in ends:
        for turn in network.segments[lane].ways:
            clear = [
                network.clears[turn, other]
                for theirs in begins
                for other in network.segments[theirs].ways
                if (turn, other) in network.clears
            ]
            for name in SETTINGS[setting] if clear else ():
                kind = KINDS[name]
                worst = max(worst, _drives_s(network.segments[turn], max(clear) + kind.length_m, kind.driver))
    return worst


def _drives_s(turn: Segment, metres: float, driver: Driver) -> float:
    """Seconds in which somebody without hurry drives so far from the beginning of a way on."""
    step = np.diff(turn.along_m)
    speed = np.minimum(0.5 * (turn.limit_m_s[1:] + turn.limit_m_s[:-1]), driver.speed_m_s)
    at = np.concatenate([[0.0], np.cumsum(step / speed)])
    beyond = max(metres - turn.length_m, 0.0) / float(speed[-1])
    return float(np.interp(metres, turn.along_m, at)) + beyond


def crossing_s(crossing: Crossing) -> float:
    """Seconds that one needs who goes over a crossing slowly: nobody begins when lights leave less."""
    return 2.0 * crossing.half_m / _SLOWLY_M_S + _GETS_THERE_S


def _near_crossings(network: Network, pavement: Pavement | None) -> list[tuple[int, int]]:
    """Crossings that lie near before a junction, each with the lane to the nearer one."""
    found = []
    for number, crossing in enumerate(() if pavement is None else pavement.crossings):
        left, lane = min((network.segments[lane].length_m - along, lane) for lane, along in crossing.lanes)
        if left < _NEAR_M:
            found.append((number, lane))
    return found


@dataclass(frozen=True, slots=True)
class Head:
    """A post with lamps.

    Attributes:
        model: one of :data:`procgen.world.traffic.models.LAMPS`.
        signal: whose lights it has: number in a list of :class:`Signal`.
        lane: the lane that they are for; people on foot have the opposite of what it has.
        x_m: where it stands.
        y_m: likewise.
        z_m: likewise.
        turn_deg: whither its lamps look, about +y.
        needs_s: how long one needs to cross who crosses slowly; 0 for those of vehicles.
    """

    model: str
    signal: int
    lane: int
    x_m: float
    y_m: float
    z_m: float
    turn_deg: float
    needs_s: float = 0.0


def heads(network: Network, pavement: Pavement | None, signals: Sequence[Signal]) -> list[Head]:
    """Where the lights of all junctions stand: to the right of each line, and at both ends of crossings."""
    found: list[Head] = []
    crossings = () if pavement is None else pavement.crossings

    for number, signal in enumerate(signals):
        for phase in signal.phases:
            for lane in phase.lanes:
                segment = network.segments[lane]
                ahead, here = segment.heading(end=True), segment.points_m[-1]
                right = np.array([-ahead[1], ahead[0]])
                off = network.width_m(segment.stretch) / 4.0 + _BESIDE_M
                at = here[::2] + off * right
                turn = math.degrees(math.atan2(-ahead[0], -ahead[1]))
                found.append(Head("signal", number, lane, float(at[0]), float(here[1]), float(at[1]), turn))
        for crossing, lane in signal.crossings:
            told = crossings[crossing]
            segment = network.segments[lane]
            along = dict(told.lanes)[lane]
            height = float(segment.at(along)[1])
            across = np.array([told.across_x, told.across_z])
            beside = np.array([-across[1], across[0]]) * (CROSSING_HALF_M + _BESIDE_M)
            off = network.width_m(segment.stretch) / 2.0 + _BESIDE_M
            for side in (1.0, -1.0):
                place = np.array([told.x_m, told.z_m]) + side * (off * across + beside)
                turn = math.degrees(math.atan2(-side * across[0], -side * across[1]))
                x, z = (float(value) for value in place)
                found.append(Head("walk signal", number, lane, x, height, z, turn, crossing_s(told)))
    return found
