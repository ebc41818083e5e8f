"""Ten minutes of traffic, step by step: vehicles, walkers, and what happens to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.world.chance import Float64Array, uniforms
from procgen.world.traffic.drive import Behaviour, Block, Driving, Trip
from procgen.world.traffic.following import STEP_S
from procgen.world.traffic.network import Network, Segment
from procgen.world.traffic.pavement import Pavement
from procgen.world.traffic.signals import Signal
from procgen.world.traffic.vehicles import VehicleKind
from procgen.world.traffic.walk import Walking

_FIRST_S: Final = 30.0
_LASTS_S: Final = {"breakdown": 150.0, "fallen_tree": 1e9}
_CLEAR_BEHIND_M: Final = 45.0
_EVERY_S: Final = 40.0
"""Between walkers who step out where they like."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened.

    Attributes:
        kind: one of :data:`procgen.world.parameters.TRAFFIC_EVENTS`.
        step: when it began.
        until: when it was over; the number of steps if it is not.
        vehicle: to which, -1 to none.
        walker: likewise.
        x_m: where.
        y_m: likewise.
        z_m: likewise.
        turn_deg: of the way there, about +y.
    """

    kind: str
    step: int
    until: int
    vehicle: int
    walker: int
    x_m: float
    y_m: float
    z_m: float
    turn_deg: float


@dataclass(frozen=True, slots=True, eq=False)
class Traffic:
    """What was simulated.

    Attributes:
        network: with lanes.
        segments: those of the network, and detours.
        kinds: a kind for each vehicle.
        trips: of each vehicle.
        gone_m: (steps + 1, vehicles) metres of its front from the beginning of its trip's first segment; NaN while it
            is away.
        walkers_m: (steps + 1, walkers, 2) x and z.
        pace_m_s: (walkers,) how fast each would like to go.
        happened: events.
        drivers: hurry, attention and gap of each vehicle's.
        longest_stand_s: of any vehicle that no event held up.
        longest_wait_s: of any walker at a kerb.
        longest_stuck_s: of any walker elsewhere.
        hardest_m_s2: that any vehicle braked without an event.
        signals: traffic lights.
    """

    network: Network
    segments: tuple[Segment, ...]
    kinds: tuple[VehicleKind, ...]
    trips: tuple[tuple[Trip, ...], ...]
    gone_m: Float64Array
    walkers_m: Float64Array
    pace_m_s: Float64Array
    happened: tuple[Happening, ...]
    drivers: tuple[tuple[float, float, float], ...]
    longest_stand_s: float
    longest_wait_s: float
    longest_stuck_s: float
    hardest_m_s2: float
    signals: tuple[Signal, ...] = ()


def simulate(
    network: Network,
    pavement: Pavement | None,
    kinds: Sequence[VehicleKind],
    walkers: int,
    behaviour: Behaviour,
    seed: int,
    seconds: float = 600.0,
    events: Sequence[str] = (),
    checkpoint: Checkpoint = go_on,
    signals: Sequence[Signal] = (),
) -> Traffic:
    """Simulate; the same arguments give the same positions.

    Args:
        network: what vehicles drive on.
        pavement: where walkers go; None for none.
        kinds: a kind for each vehicle.
        walkers: how many.
        behaviour: of all.
        seed: 0 to 2^64 - 1.
        seconds: how long.
        events: of :data:`procgen.world.parameters.TRAFFIC_EVENTS`, each of which happens as soon as it can.
        checkpoint: called in each step; raises to stop.
        signals: traffic lights.
    """
    driving = Driving(network, kinds, behaviour, seed, signals)
    walking = None
    if pavement is not None and walkers:
        walking = Walking(pavement, walkers, behaviour.hurry, behaviour.gap_s, seed, signals)
        driving.clear = walking.kept_clear()
    steps = round(seconds / STEP_S)
    gone = np.full((steps + 1, len(kinds)), np.nan)
    people = np.zeros((steps + 1, 0 if walking is None else len(walking.place), 2))
    happening = _Events(driving, walking, network, events, seed)
    longest = 0.0
    for step in range(steps + 1):
        checkpoint()
        for vehicle in driving.vehicles:
            if vehicle.segment >= 0:
                gone[step, vehicle.number] = vehicle.gone_m
        if walking is not None:
            people[step] = walking.place
        if step == steps:
            break
        happening.advance()
        if walking is not None:
            driving.bars, driving.pressed = walking.bars(driving), walking.pressed()
        driving.advance()
        if walking is not None:
            walking.advance(driving)
        if not happening.ongoing():
            longest = max(longest, max((each.stands_s for each in driving.vehicles), default=0.0))
    return Traffic(
        network,
        tuple(driving.segments),
        tuple(kinds),
        tuple(tuple(vehicle.trips) for vehicle in driving.vehicles),
        gone,
        people,
        np.zeros(0) if walking is None else walking.pace,
        tuple(happening.told(steps)),
        tuple((vehicle.hurry, vehicle.attention, vehicle.gap_s) for vehicle in driving.vehicles),
        longest,
        0.0 if walking is None else walking.longest_wait_s,
        0.0 if walking is None else walking.longest_s,
        max((vehicle.hardest_m_s2 for vehicle in driving.vehicles), default=0.0),
        tuple(signals),
    )


class _Events:
    """Makes things happen, each as soon as there is an occasion."""

    def __init__(
        self, driving: Driving, walking: Walking | None, network: Network, events: Sequence[str], seed: int
    ) -> None:
        self._driving, self._walking = driving, walking
        self._draws = uniforms(seed, "world/traffic/event", 64)
        self._due = {kind: _FIRST_S + 20.0 * number for number, kind in enumerate(events)}
        self._happened: list[tuple[Happening, Block | None]] = []
        self._lanes = [
            lane
            for lane in network.lanes
            if network.segments[lane].length_m > 60.0 and network.segments[lane].kind == "lane"
        ]
        self._next = 0

    def _draw(self) -> float:
        self._next += 1
        return float(self._draws[self._next % len(self._draws)])

    def ongoing(self) -> bool:
        """Whether something stands in the way."""
        return bool(self._driving.blocks)

    def advance(self) -> None:
        """Let happen what is due."""
        now = self._driving.now_s
        for kind, due in list(self._due.items()):
            if due > now:
                continue
            if kind == "jaywalking":
                if self._stray():
                    self._due[kind] = now + _EVERY_S
            elif self._block(kind):
                del self._due[kind]

    def _block(self, kind: str) -> bool:
        """Something that stands on a lane, where nobody follows closely and nothing else stands."""
        driving = self._driving
        if driving.blocks:
            return False
        if kind == "breakdown":
            for vehicle in driving.vehicles:
                segment = vehicle.segment
                if segment not in self._lanes or len(vehicle.kind.bodies) > 1:
                    continue
                stop = vehicle.along_m + vehicle.speed_m_s**2 / 6.0 + 0.5
                length = driving.segments[segment].length_m
                behind = stop - vehicle.kind.length_m
                if not behind > 24.0 or stop > length - 24.0 or self._crowded(segment, behind, vehicle.number):
                    continue
                until = driving.now_s + _LASTS_S[kind]
                block = driving.block(kind, segment, behind - 0.5, stop + 0.5, until, vehicle.number)
                vehicle.broken_until_s = until + 1e6
                self._tell(kind, block, segment, stop, vehicle.number)
                return True
            return False
        lane = self._lanes[int(self._draw() * len(self._lanes)) % len(self._lanes)] if self._lanes else -1
        if lane < 0:
            return False
        at = driving.segments[lane].length_m * (0.35 + 0.3 * self._draw())
        if self._crowded(lane, at, -1) or any(
            vehicle.segment == lane and at - 3.0 < vehicle.along_m < at + 14.0 for vehicle in driving.vehicles
        ):
            return False
        block = driving.block(kind, lane, at - 0.6, at + 0.6, driving.now_s + _LASTS_S[kind])
        self._tell(kind, block, lane, at, -1)
        return True

    def _crowded(self, lane: int, at_m: float, own: int) -> bool:
        """Whether somebody comes along so near behind a place of a lane that they could not stop before it."""
        return any(
            vehicle.segment == lane and at_m - _CLEAR_BEHIND_M < vehicle.along_m <= at_m + 1.0
            for vehicle in self._driving.vehicles
            if vehicle.number != own
        )

    def _stray(self) -> bool:
        """Have the walker who is nearest to a street step out on it."""
        walking, driving = self._walking, self._driving
        if walking is None or not len(walking.place):
            return False
        order = (
            np.argsort(self._draws[: len(walking.place)], kind="stable")
            if len(walking.place) <= 64
            else (np.argsort(uniforms(self._next, "world/traffic/stray", len(walking.place)), kind="stable"))
        )
        for who in order[:30]:
            place = walking.place[who]
            row, column = walking.pavement.at(place[:1], place[1:])
            if walking.permit[who] >= 0 or walking.pavement.state[row[0], column[0]] != -1:
                continue
            for lane in self._lanes:
                segment = driving.segments[lane]
                gap = segment.points_m[:, ::2] - place
                nearest = int(np.argmin(np.hypot(*gap.T)))
                if not 3.0 < segment.along_m[nearest] < segment.length_m - 3.0 or np.hypot(*gap[nearest]) > 2.6:
                    continue
                other = driving.segments[segment.opposite]
                across = gap[nearest] / np.hypot(*gap[nearest])
                width = driving.network.width_m(segment.stretch)
                goal = place + across * (np.hypot(*gap[nearest]) * 2.0 + width / 2.0)
                row, column = walking.pavement.at(goal[:1], goal[1:])
                if walking.pavement.state[row[0], column[0]] != -1 or other.length_m < 1.0:
                    continue
                walking.strays[int(who)] = goal
                self._next += 1
                y = float(segment.points_m[nearest, 1])
                turn = float(np.degrees(np.arctan2(across[0], across[1])))
                step = driving.step
                made = Happening("jaywalking", step, step, -1, int(who), float(place[0]), y, float(place[1]), turn)
                self._happened.append((made, None))
                return True
        return False

    def _tell(self, kind: str, block: Block, lane: int, at_m: float, vehicle: int) -> None:
        segment = self._driving.segments[lane]
        here, there = segment.at(at_m), segment.at(min(at_m + 0.5, segment.length_m))
        turn = float(np.degrees(np.arctan2(there[0] - here[0], there[2] - here[2])))
        step = self._driving.step
        made = Happening(kind, step, -1, vehicle, -1, float(here[0]), float(here[1]), float(here[2]), turn)
        self._happened.append((made, block))

    def told(self, steps: int) -> list[Happening]:
        """All that happened."""
        found = []
        for made, block in self._happened:
            until = made.until
            if block is not None:
                until = min(steps, round(block.until_s / STEP_S)) if block.until_s < 1e6 else steps
            found.append(
                Happening(
                    made.kind, made.step, until, made.vehicle, made.walker, made.x_m, made.y_m, made.z_m, made.turn_deg
                )
            )
        return found
