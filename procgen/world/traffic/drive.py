"""Vehicles on a network: each step of a simulation.

They follow one another by the Intelligent Driver Model. Through a junction only those go at a time whose ways do not
cross, or meet so far within that one can wait there for whoever went before, and only if there is room beyond. Who may
go is asked in turn: the larger road first, then whoever comes from the right, then whoever does not turn left across
the other; those who wait go in gaps that are long enough for them, and after a while they are let in.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from procgen.world.chance import Float64Array, uniforms
from procgen.world.traffic.following import HARDEST_M_S2, STEP_S, Driver, acceleration
from procgen.world.traffic.network import Network, Segment
from procgen.world.traffic.signals import GREEN, RED, STOPS_M_S2, Signal
from procgen.world.traffic.vehicles import VehicleKind

_HORIZON_M: Final = 70.0
_LINE_M: Final = 1.1
"""Before a line, where one stops."""
_TOUCH_M: Final = 0.3
_PATIENCE_S: Final = 12.0
"""After so long, whoever waits is let in."""
_DIVERTS_S: Final = 8.0
"""After so long without room beyond, one takes another way that has some."""
_LOCKED_S: Final = 16.0
"""After so long without room beyond, one looks whether they all wait for one another."""
_INSIDE_M: Final = 3.0
"""Whoever waits within a junction has so much room behind, beside their own length."""
_DRAWS: Final = 256
_AWAY_S: Final = (3.0, 15.0)
"""How long those who have left the world stay away."""
_STANDS_M_S: Final = 0.05
_BEFORE_CROSSING_M: Final = 24.0
"""So far before a junction one may have to wait, where a crossing lies between."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How people move in traffic.

    Attributes:
        hurry: 0 slow and with large distances, to 1 fast and close up.
        attention: 0 to 1: how soon drivers see whoever steps out, and how readily they stop for those who wait.
        gap_s: what drivers and walkers need between those who have the right of way, seconds.
    """

    hurry: float = 0.5
    attention: float = 0.8
    gap_s: float = 4.5


def driver_of(kind: VehicleKind, hurry: float) -> Driver:
    """A kind's driver in that much of a hurry."""
    usual = kind.driver
    return Driver(
        usual.speed_m_s * (0.85 + 0.3 * hurry),
        usual.headway_s * (1.25 - 0.5 * hurry),
        usual.gap_m,
        usual.accelerates_m_s2 * (0.85 + 0.3 * hurry),
        usual.brakes_m_s2,
    )


@dataclass(slots=True, eq=False)
class Trip:
    """From where somebody comes into the world, or stands at first, to where they leave it."""

    first: int
    """Number of the step."""
    segments: list[int]
    ahead_m: float
    """How far along the first segment the vehicle's front is at that step."""
    last: int = -1
    """Step after the last; -1 while it goes on."""


@dataclass(slots=True, eq=False)
class Vehicle:
    """A vehicle while it is simulated."""

    number: int
    kind: VehicleKind
    driver: Driver
    hurry: float
    attention: float
    gap_s: float
    draws: Float64Array
    segment: int = -1
    """Where its front is; -1 while it is away."""
    along_m: float = 0.0
    speed_m_s: float = 0.0
    route: list[int] = field(default_factory=list)
    """Segments to come."""
    tail: list[int] = field(default_factory=list)
    """Segments before, the last first, on which it may still stand."""
    drawn: int = 0
    granted: bool = False
    """Whether it may enter the junction ahead."""
    waits_s: float = 0.0
    """How long it has waited before that."""
    full: bool = False
    """Whether that is for want of room beyond."""
    red: bool = False
    """Whether it has no green light."""
    returns_s: float = 0.0
    gone_m: float = 0.0
    """Along the segments of its trip."""
    trips: list[Trip] = field(default_factory=list)
    stands_s: float = 0.0
    broken_until_s: float = -1.0
    cause: str = ""
    """Why it stands: "queue", "junction", "crossing", "walker", "event"."""
    sees: dict[int, float] = field(default_factory=dict)
    """By number of a walker in the way, since when it could be seen."""
    hardest_m_s2: float = 0.0

    def draw(self) -> float:
        """Its next number, 0 to 1."""
        self.drawn += 1
        return float(self.draws[self.drawn % _DRAWS])


@dataclass(frozen=True, slots=True)
class Bar:
    """Something on a lane before which vehicles stop.

    Attributes:
        at_m: along the lane.
        kind: "crossing" with somebody on it, "asked" where somebody would like to cross, or "walker".
        who: number of the walker, of the last kind.
    """

    at_m: float
    kind: str
    who: int = -1


@dataclass(slots=True, eq=False)
class Block:
    """What stands on a lane and is driven round: over the other lane, one side at a time.

    Attributes:
        lane: that is blocked.
        detour: number of the segment that takes its place.
        stop_m: along it, where one waits.
        end_m: where one is back on one's side.
        other: the lane that comes towards it.
        other_m: where those on it wait, and where they are past.
        until_s: when it is gone.
        vehicle: that stands there, if it is one.
    """

    kind: str
    lane: int
    detour: int
    stop_m: float
    end_m: float
    other: int
    other_m: tuple[float, float]
    since_s: float
    until_s: float
    vehicle: int = -1
    inside: set[int] = field(default_factory=set)
    """Vehicles that may pass, and have not yet done so."""


# One state: vehicles, junctions, waits and crossings, which every step reads and writes together.
class Driving:
    """Vehicles of a network.

    Args:
        network: what they drive on.
        kinds: a kind for each vehicle.
        behaviour: of all of them; each is a little different.
        seed: of them.
        signals: traffic lights.
    """

    def __init__(
        self,
        network: Network,
        kinds: Sequence[VehicleKind],
        behaviour: Behaviour,
        seed: int,
        signals: Sequence[Signal] = (),
    ) -> None:
        self.network = network
        self.lights = {lane: signal for signal in signals for phase in signal.phases for lane in phase.lanes}
        """By lane that leads to it."""
        self.segments: list[Segment] = list(network.segments)
        self._same: dict[int, int] = {}
        self.blocks: list[Block] = []
        self.bars: dict[int, list[Bar]] = {}
        self.clear: dict[int, list[tuple[float, float]]] = {}
        """By lane, from where to where nobody stands: before and after crossings."""
        self.pressed: set[tuple[int, float]] = set()
        """Lanes and beginnings of those where people have waited for long."""
        self.step = 0
        self.vehicles: list[Vehicle] = []
        for number, kind in enumerate(kinds):
            draws = uniforms(seed, "world/traffic/vehicle", _DRAWS, number)
            hurry = float(np.clip(behaviour.hurry + 0.5 * (draws[0] - 0.5), 0.0, 1.0))
            attention = float(np.clip(behaviour.attention + 0.3 * (draws[1] - 0.5), 0.0, 1.0))
            gap = behaviour.gap_s * (1.2 - 0.4 * hurry)
            self.vehicles.append(Vehicle(number, kind, driver_of(kind, hurry), hurry, attention, gap, draws, drawn=4))
        self._active: dict[int, list[tuple[Vehicle, int]]] = {}
        self._into: dict[int, list[int]] = {}
        for number in network.lanes:
            self._into.setdefault(network.segments[number].node, []).append(number)
        self._on: dict[int, list[tuple[float, float, Vehicle]]] = {}
        self._siblings: dict[int, list[int]] = {}
        for number in network.lanes:
            for turn in network.segments[number].ways:
                self._siblings[turn] = [each for each in network.segments[number].ways if each != turn]
        self._origin = {turn: lane for lane in network.lanes for turn in network.segments[lane].ways}
        self._place()

    @property
    def now_s(self) -> float:
        """Seconds since the beginning."""
        return self.step * STEP_S

    # At first.

    def _place(self) -> None:
        """Put everybody on the lanes, none too near another or a junction."""
        network = self.network
        slots: list[tuple[int, float]] = []
        for lane in network.lanes:
            # The longest fits wherever the shortest does.
            at = 9.5
            while at < self.segments[lane].length_m - 6.0:
                slots.append((lane, at))
                at += 11.5
        order = np.argsort(uniforms(len(slots), "world/traffic/slot", max(len(slots), 1)), kind="stable")[: len(slots)]
        free = [slots[int(each)] for each in order]
        for vehicle in sorted(self.vehicles, key=lambda each: (not each.kind.wide, each.number)):
            fits = next(
                (index for index, (lane, _) in enumerate(free) if not vehicle.kind.wide or self.segments[lane].road),
                None,
            )
            if fits is None:
                vehicle.returns_s = _AWAY_S[0] + _AWAY_S[1] * vehicle.draw()
                continue
            lane, at = free.pop(fits)
            self.put(vehicle, lane, at)

    def put(self, vehicle: Vehicle, lane: int, at_m: float) -> None:
        """Let a vehicle begin a trip with its front at a place."""
        lane = self._current(lane)
        vehicle.segment, vehicle.along_m, vehicle.gone_m = lane, at_m, at_m
        vehicle.route, vehicle.tail, vehicle.granted, vehicle.waits_s = [], [], False, 0.0
        vehicle.trips.append(Trip(self.step, [lane], at_m))
        self._plan(vehicle)

    def _plan(self, vehicle: Vehicle) -> None:
        """Draw where it goes, some junctions ahead."""
        while len(vehicle.route) < 6:
            last = vehicle.route[-1] if vehicle.route else vehicle.segment
            ways = self.segments[last].ways
            if not ways:
                return
            weights = []
            for way in ways:
                goal = self.segments[self.segments[way].ways[0]] if self.segments[last].kind == "lane" else None
                weight = 1.0 if goal is None else (2.5 if goal.road else 1.0)
                if goal is not None and vehicle.kind.wide and not goal.road:
                    weight = 1e-9
                elif goal is not None and not self._holds(vehicle, self.segments[way].ways[0]):
                    weight = 1e-6
                weights.append(weight)
            sums = np.cumsum(weights)
            vehicle.route.append(ways[int(np.searchsorted(sums[:-1], vehicle.draw() * sums[-1]))])

    def _current(self, lane: int) -> int:
        """The lane, or what takes its place while it is blocked."""
        for block in self.blocks:
            if block.lane == lane:
                return block.detour
        return lane

    # Each step.

    def advance(self) -> None:
        """One step of :data:`STEP_S`."""
        now = self.now_s
        self._enter(now)
        self._occupy()
        self._pass_blocks(now)
        self._grant()
        moves = [self._move_of(vehicle, now) for vehicle in self.vehicles]
        self.step += 1
        for vehicle, move in zip(self.vehicles, moves, strict=True):
            if move is not None:
                self._move(vehicle, *move)

    def _occupy(self) -> None:
        """Note which parts of segments are taken."""
        self._on = {}
        for vehicle in self.vehicles:
            for segment, rear, front in self.parts(vehicle):
                self._on.setdefault(self._same.get(segment, segment), []).append((rear, front, vehicle))

    def parts(self, vehicle: Vehicle) -> Iterator[tuple[int, float, float]]:
        """Segments that a vehicle stands on, with where its rear and its front are in their metres."""
        if vehicle.segment < 0:
            return
        front = vehicle.along_m
        rear = front - vehicle.kind.length_m
        yield vehicle.segment, rear, front
        for segment in vehicle.tail:
            if rear >= 0.0:
                return
            length = self.segments[segment].length_m
            front += length
            rear += length
            yield segment, rear, front

    def ahead(self, vehicle: Vehicle) -> Iterator[tuple[int, float]]:
        """Segments from where its front is on, with the metres from there to where each begins."""
        begins = -vehicle.along_m
        yield vehicle.segment, begins
        begins += self.segments[vehicle.segment].length_m
        for segment in vehicle.route:
            if begins > _HORIZON_M:
                return
            yield segment, begins
            begins += self.segments[segment].length_m

    def as_lane(self, segment: int) -> int:
        """A segment, or the lane whose place it takes while that is blocked."""
        return self._same.get(segment, segment)

    def _leader(self, vehicle: Vehicle) -> tuple[float, float, Vehicle | None]:
        """Metres to the next vehicle ahead, its speed, and it."""
        found: tuple[float, float, Vehicle | None] = (math.inf, 0.0, None)
        for segment, begins in self.ahead(vehicle):
            same = self._same.get(segment, segment)
            for rear, front, other in self._on.get(same, ()):
                if other is vehicle or self._is_passed(vehicle, segment, other):
                    continue
                if begins <= 0.0 and (front, other.number) < (vehicle.along_m, vehicle.number):
                    continue
                gap = begins + rear
                if gap < found[0]:
                    found = (gap, other.speed_m_s, other)
            for sibling in self._siblings.get(same, ()):
                # Whoever turns off elsewhere is in the way until it is clear of this way.
                clear = self.network.clears.get((sibling, same), -1.0)
                for rear, front, other in self._on.get(sibling, ()):
                    if other is vehicle or rear > clear or (begins <= 0.0 and front < vehicle.along_m):
                        continue
                    if begins + rear < found[0]:
                        found = (begins + rear, other.speed_m_s, other)
            if found[2] is not None:
                break
        return found

    def _is_passed(self, vehicle: Vehicle, segment: int, other: Vehicle) -> bool:
        """Whether something that stands is driven round here."""
        return segment in self._same and any(
            block.vehicle == other.number and block.detour == segment for block in self.blocks
        )

    # Junctions.

    def _turn_ahead(self, vehicle: Vehicle) -> int | None:
        """The way through the next junction, if that comes next."""
        if vehicle.segment < 0 or not vehicle.route or self.segments[vehicle.segment].kind != "lane":
            return None
        return vehicle.route[0]

    def _grant(self) -> None:
        """Say who may enter junctions."""
        asking: list[tuple[float, int, Vehicle, int]] = []
        for vehicle in self.vehicles:
            turn = self._turn_ahead(vehicle)
            vehicle.red = turn is not None and self._has_to_stop(vehicle)
            if vehicle.red and vehicle.granted:
                self._take_back(vehicle)
            # Only whoever is first on a lane asks: one behind who were let in would wait for the first for ever.
            if turn is None or vehicle.granted or vehicle.red or not self._is_first(vehicle):
                vehicle.full = False
                continue
            left = self.segments[vehicle.segment].length_m - vehicle.along_m
            speed = vehicle.speed_m_s
            waits = speed < 0.5 and vehicle.cause in ("junction", "crossing") and left < _BEFORE_CROSSING_M
            if waits or left < speed * speed / (2.0 * vehicle.driver.brakes_m_s2) + 2.2 * speed + 4.0:
                asking.append((-vehicle.waits_s, vehicle.number, vehicle, turn))
        let_in: dict[int, tuple[Vehicle, int]] = {}
        kept: dict[int, Vehicle] = {}
        for _, _, vehicle, turn in sorted(asking, key=lambda each: each[:2]):
            node, beyond = self.segments[turn].node, self.as_lane(self.segments[turn].ways[0])
            if vehicle.waits_s > _PATIENCE_S:
                # Whoever has waited longest is next; those who can still stop leave them the way, and the room beyond.
                kept.setdefault(beyond, vehicle)
                if not vehicle.full and vehicle.cause != "crossing":
                    let_in.setdefault(node, (vehicle, turn))
            active = self._active.setdefault(node, [])
            # Who waits for people on a crossing before the junction keeps their place in the order, and doesn't go yet.
            held = vehicle.cause == "crossing" and vehicle.speed_m_s < 0.5
            leaves = self._leaves_room(vehicle, kept.get(beyond)) and self._leaves_way(vehicle, turn, let_in.get(node))
            if leaves and not held:
                goes = self._may_go(vehicle, turn)
            else:
                goes, vehicle.full = False, not self._room(vehicle, turn, active)
            if goes:
                self._let_go(vehicle, turn)
            elif vehicle.speed_m_s < 0.5:
                vehicle.waits_s += STEP_S
                if vehicle.full and vehicle.waits_s > _DIVERTS_S:
                    self._divert(vehicle)
        self._turn_on(asking)

    def _let_go(self, vehicle: Vehicle, turn: int) -> None:
        vehicle.granted, vehicle.full, vehicle.waits_s = True, False, 0.0
        self._active.setdefault(self.segments[turn].node, []).append((vehicle, turn))

    def _turn_on(self, asking: Sequence[tuple[float, int, Vehicle, int]]) -> None:
        """Have those go at once who wait for one another in a ring: each for room where the next one stands first.

        Each lane has one who is first, and they want into one other lane: rings are found by going from lane to lane.
        """
        firsts = {
            self.as_lane(vehicle.segment): (vehicle, turn)
            for _, _, vehicle, turn in asking
            if vehicle.full and not vehicle.granted and vehicle.waits_s > _LOCKED_S
        }
        seen: set[int] = set()
        for start in sorted(firsts):
            way: list[int] = []
            lane = start
            while lane in firsts and lane not in seen:
                seen.add(lane)
                way.append(lane)
                lane = self.as_lane(self.segments[firsts[lane][1]].ways[0])
            ring = way[way.index(lane) :] if lane in way else []
            if ring and self._can_turn(members := [firsts[each] for each in ring]):
                for vehicle, turn in members:
                    self._let_go(vehicle, turn)

    def _can_turn(self, ring: Sequence[tuple[Vehicle, int]]) -> bool:
        """Whether nobody is in the way of anybody of a ring, and they are in nobody's among themselves."""
        clears = self.network.clears
        for vehicle, turn in ring:
            others = [each for each in self._active.get(self.segments[turn].node, []) if each[0] is not vehicle]
            if any((theirs, turn) in clears for _, theirs in others):
                return False
            if any((theirs, turn) in clears for other, theirs in ring if other is not vehicle):
                return False
        return True

    def _is_first(self, vehicle: Vehicle) -> bool:
        """Whether nobody stands ahead on its lane who may not go yet."""
        same = self.as_lane(vehicle.segment)
        return not any(
            other is not vehicle and front > vehicle.along_m and self._on_lane(other, same) and not other.granted
            for _, front, other in self._on.get(same, ())
        )

    def _leaves_room(self, vehicle: Vehicle, kept: Vehicle | None) -> bool:
        """Whether it takes nobody's room beyond who has waited for that longer, or could not stop any more."""
        return kept is None or kept is vehicle or self._cannot_stop(vehicle)

    def _has_to_stop(self, vehicle: Vehicle) -> bool:
        """Whether there are lights ahead that are not green, and it can still stop before them."""
        lane = self.as_lane(vehicle.segment)
        light = self.lights.get(lane)
        shown = light.shows(lane, self.now_s)[0] if light is not None else GREEN
        if shown == GREEN:
            return False
        left = self.segments[vehicle.segment].length_m - vehicle.along_m
        brakes = HARDEST_M_S2 if shown == RED else STOPS_M_S2
        return not vehicle.granted or left > vehicle.speed_m_s**2 / (2.0 * brakes) + vehicle.speed_m_s * STEP_S

    def _take_back(self, vehicle: Vehicle) -> None:
        """Have one that might have gone wait."""
        vehicle.granted = False
        for node, active in self._active.items():
            self._active[node] = [each for each in active if each[0] is not vehicle or each[1] != vehicle.route[0]]

    def _leaves_way(self, vehicle: Vehicle, turn: int, let_in: tuple[Vehicle, int] | None) -> bool:
        """Whether it is in nobody's way who is let in, or could not stop any more."""
        if let_in is None or let_in[0] is vehicle or (turn, let_in[1]) not in self.network.clears:
            return True
        return self._cannot_stop(vehicle)

    def _cannot_stop(self, vehicle: Vehicle) -> bool:
        left = self.segments[vehicle.segment].length_m - vehicle.along_m
        return left < vehicle.speed_m_s**2 / (2.0 * vehicle.driver.brakes_m_s2) + 0.5 and vehicle.speed_m_s > 0.5

    def _may_go(self, vehicle: Vehicle, turn: int) -> bool:
        lane = self.segments[vehicle.segment]
        same = self._same.get(vehicle.segment, vehicle.segment)
        vehicle.full = False
        node, clears = self.segments[turn].node, self.network.clears
        active = self._active.get(node, [])
        for other, theirs in active:
            if theirs == turn:
                if self.segments[turn].kind == "loop":
                    return False
                continue
            if self._origin.get(theirs) == self._origin.get(turn):
                continue
            # In a large junction one can wait for them before the ways meet.
            waits_inside = self.network.meets.get((turn, theirs), 0.0) > _INSIDE_M + vehicle.kind.length_m
            if (
                (theirs, turn) in clears
                and not waits_inside
                and not self._is_clear(other, theirs, clears[theirs, turn])
            ):
                return False
        if not self._room(vehicle, turn, active):
            vehicle.full = True
            return False
        patient = vehicle.waits_s > _PATIENCE_S
        for other_lane in self._into[node]:
            if other_lane == same:
                continue
            rival = self._first(other_lane)
            if rival is None or rival.granted or rival.full or rival.red:
                continue
            theirs = rival.route[0]
            if (theirs, turn) not in clears or not self._goes_first(rival, other_lane, theirs, vehicle, same, turn):
                continue
            left = self.segments[rival.segment].length_m - rival.along_m
            if left / max(rival.speed_m_s, 0.4 * rival.driver.speed_m_s) > vehicle.gap_s:
                continue
            stops = rival.speed_m_s**2 / (2.0 * rival.driver.brakes_m_s2) + 2.0 < left or rival.speed_m_s < 0.5
            # In the order in which they ask: of two who came at once the one of the smaller number is let in.
            longer = (-vehicle.waits_s, vehicle.number) < (-rival.waits_s, rival.number)
            if patient and stops and longer:
                continue
            return False
        return lane.kind == "lane"

    def _on_lane(self, vehicle: Vehicle, lane: int) -> bool:
        return self._same.get(vehicle.segment, vehicle.segment) == lane

    def _first(self, lane: int) -> Vehicle | None:
        """Who is nearest to a lane's end of those who may not go yet."""
        found = None
        for _, front, vehicle in self._on.get(lane, ()):
            waits = self._on_lane(vehicle, lane) and vehicle.route and not vehicle.granted
            if waits and (found is None or front > found.along_m):
                found = vehicle
        return found

    def _is_clear(self, vehicle: Vehicle, turn: int, clear_m: float) -> bool:
        """Whether a vehicle's end has passed so many metres of a turn."""
        for segment, rear, _ in self.parts(vehicle):
            if segment == turn:
                return rear > clear_m
        return turn != (vehicle.route[0] if vehicle.route else -1) and vehicle.segment != turn

    def _goes_first(self, one: Vehicle, lane: int, theirs: int, vehicle: Vehicle, own: int, turn: int) -> bool:
        """Whether one who comes in by a lane has the right of way over another."""
        segments = self.network.segments
        if segments[lane].road != segments[own].road:
            return segments[lane].road > segments[own].road
        if self.network.right_of.get((own, lane), False):
            return True
        if self.network.right_of.get((lane, own), False):
            return False
        lefts = self._bend(turn), self._bend(theirs)
        return lefts[0] < -0.5 <= lefts[1]

    def _bend(self, turn: int) -> float:
        """How far a way through a junction bends to the right, radians."""
        one, other = self.segments[turn].heading(end=False), self.segments[turn].heading(end=True)
        return math.atan2(float(one[0] * other[1] - one[1] * other[0]), float(one @ other))

    def _room(self, vehicle: Vehicle, turn: int, active: Sequence[tuple[Vehicle, int]]) -> bool:
        """Whether there is room beyond a junction for it, once all who go there already stand close up."""
        lane = self.segments[turn].ways[0]
        same = self._same.get(lane, lane)
        # Those who leave by a junction ahead have room there, and those at the world's edge are gone.
        limit = self.segments[lane].length_m - _LINE_M if self.segments[lane].ways else math.inf
        stay = []
        for rear, front, other in self._on.get(same, ()):
            if front > self.segments[lane].length_m or not self._on_lane(other, same):
                if other.broken_until_s >= 0.0:
                    limit = min(limit, rear - vehicle.driver.gap_m)
            elif not other.granted or same in self.lights or other.broken_until_s >= 0.0:
                # Before lights one that may go may have to wait all the same.
                stay.append((front, other.number, other))
        for front, _, other in sorted(stay, key=lambda each: each[:2], reverse=True):
            place = front if other.broken_until_s >= 0.0 else max(self._stands_at(same, front, limit, other), front)
            limit = min(limit, place - other.kind.length_m - vehicle.driver.gap_m)
        for other, theirs in active:
            if other is not vehicle and self.segments[theirs].ways[0] == lane and not self._on_lane(other, same):
                limit = self._stands_at(same, 0.0, limit, other) - other.kind.length_m - vehicle.driver.gap_m
        if self._stands_at(same, 0.0, limit, vehicle) > vehicle.kind.length_m:
            return True
        # Where a lane is so short that it never could keep its crossings clear, it need not.
        return limit > vehicle.kind.length_m and not self._holds(vehicle, same)

    def _holds(self, vehicle: Vehicle, lane: int) -> bool:
        """Whether there is a place on a lane where it could wait if nobody else were there."""
        if not self.segments[lane].ways:
            return True
        limit = self.segments[lane].length_m - _LINE_M
        return self._clear_of_crossings(lane, 0.0, limit, vehicle) > vehicle.kind.length_m

    def _stands_at(self, lane: int, front_m: float, limit_m: float, vehicle: Vehicle) -> float:
        """How far one gets along a lane whose front may go no farther than a limit, if it keeps crossings clear."""
        for block in self.blocks:
            line = block.stop_m if block.lane == lane else block.other_m[0] if block.other == lane else -math.inf
            if vehicle.number not in block.inside and front_m < line:
                limit_m = min(limit_m, line - _LINE_M)
        return self._clear_of_crossings(lane, front_m, limit_m, vehicle)

    def _clear_of_crossings(self, lane: int, front_m: float, limit_m: float, vehicle: Vehicle) -> float:
        for first, last in sorted(self.clear.get(lane, ()), reverse=True):
            if front_m < first < limit_m and limit_m - vehicle.kind.length_m - 0.5 < last:
                limit_m = first - _LINE_M
        return limit_m

    def _divert(self, vehicle: Vehicle) -> None:
        """Have one that finds no room beyond go another way that has some, if there is one it may take."""
        for turn in self.segments[vehicle.segment].ways:
            goal = self.segments[self.segments[turn].ways[0]]
            if turn == vehicle.route[0] or (vehicle.kind.wide and not goal.road):
                continue
            if self._room(vehicle, turn, self._active.get(self.segments[turn].node, [])):
                vehicle.route = [turn]
                self._plan(vehicle)
                return

    # What stands in the way.

    def _pass_blocks(self, now: float) -> None:
        """Say who may drive past what stands in the way."""
        for block in self.blocks:
            for number in sorted(block.inside):
                vehicle = self.vehicles[number]
                on = vehicle.segment
                rear = vehicle.along_m - vehicle.kind.length_m
                past = block.end_m if on == block.detour else block.other_m[1] if on == block.other else -math.inf
                if on not in (block.detour, block.other) or rear > past:
                    block.inside.discard(number)
            waiting = self._next_at(block.detour, block.stop_m, block)
            coming = self._next_at(block.other, block.other_m[0], block)
            sides = {self.vehicles[number].segment for number in block.inside}
            if coming is not None and sides <= {block.other}:
                left = block.other_m[0] - coming.along_m
                stops = left > coming.speed_m_s**2 / 3.0 + 1.0 or coming.speed_m_s < 0.5
                tired = waiting is not None and waiting.waits_s > _PATIENCE_S and stops
                near = left < coming.speed_m_s**2 / 3.0 + 2.0 * coming.speed_m_s + 4.0
                if near and not tired and self._beyond(coming, block.other_m[1]):
                    block.inside.add(coming.number)
                    sides.add(block.other)
            if waiting is not None and sides <= {block.detour}:
                left = block.stop_m - waiting.along_m
                needs = (block.end_m - block.stop_m + waiting.kind.length_m) / 2.5 + left / 2.0
                gap = math.inf
                if coming is not None:
                    gap = (block.other_m[0] - coming.along_m) / max(coming.speed_m_s, 1.0)
                tired = waiting.waits_s > _PATIENCE_S
                if left < 12.0 and (gap > needs + 1.5 or tired) and self._beyond(waiting, block.end_m):
                    block.inside.add(waiting.number)
                    waiting.waits_s = 0.0
                elif waiting.speed_m_s < 0.5:
                    waiting.waits_s += STEP_S
        for block in [each for each in self.blocks if each.until_s <= now and not each.inside]:
            self._unblock(block)

    def _next_at(self, lane: int, line_m: float, block: Block) -> Vehicle | None:
        """Who comes to a line of a lane next."""
        found = None
        for vehicle in self.vehicles:
            comes = vehicle.segment == lane and vehicle.number not in block.inside
            if comes and vehicle.along_m <= line_m + 0.6 and (found is None or vehicle.along_m > found.along_m):
                found = vehicle
        return found

    def _beyond(self, vehicle: Vehicle, at_m: float) -> bool:
        """Whether there is room beyond a place of its lane."""
        same = self._same.get(vehicle.segment, vehicle.segment)
        for rear, _, other in self._on.get(same, ()):
            if other is vehicle or self._is_passed(vehicle, vehicle.segment, other):
                continue
            if rear + 2.0 * other.speed_m_s < at_m + vehicle.kind.length_m + 2.0 and rear > vehicle.along_m:
                return False
        return True

    def block(self, kind: str, lane: int, from_m: float, to_m: float, until_s: float, vehicle: int = -1) -> Block:
        """Put something on a lane: those who come drive round it.

        Args:
            kind: of the event.
            lane: where.
            from_m: where it begins along the lane.
            to_m: where it ends.
            until_s: when it is gone.
            vehicle: that it is, if it is one.
        """
        segment = self.segments[lane]
        other = segment.opposite
        detour = len(self.segments)
        shifted = _shifted(segment, self.segments[other], from_m, to_m)
        self.segments.append(shifted)
        self._same[detour] = lane
        stop, end = from_m - 9.0, to_m + 9.0
        whole = self.segments[other].length_m
        zone = (max(whole - end - 4.0, 0.5), whole - stop + 1.0)
        made = Block(kind, lane, detour, stop, end, other, zone, self.now_s, until_s, vehicle)
        self.blocks.append(made)
        for each in self.vehicles:
            if each.segment == lane and each.along_m < stop and each.number != vehicle:
                self._change(each, lane, detour)
            each.route = [detour if way == lane else way for way in each.route]
            if each.segment == other and zone[0] - each.speed_m_s**2 / 6.0 < each.along_m < zone[1] + 8.0:
                made.inside.add(each.number)
        return made

    def _change(self, vehicle: Vehicle, one: int, other: int) -> None:
        """Have it drive on a segment that is the same up to where it is."""
        vehicle.segment = other
        segments = vehicle.trips[-1].segments
        segments[-1] = other

    def _unblock(self, block: Block) -> None:
        self.blocks.remove(block)
        for each in self.vehicles:
            if each.segment == block.detour and each.along_m < block.stop_m - 0.5:
                self._change(each, block.detour, block.lane)
            each.route = [block.lane if way == block.detour else way for way in each.route]
            if each.number == block.vehicle:
                each.broken_until_s = -1.0

    # Movement.

    def _move_of(self, vehicle: Vehicle, now: float) -> tuple[float, float] | None:
        """Its next speed, and how far it goes; None while it is away."""
        if vehicle.segment < 0:
            return None
        if vehicle.broken_until_s > now:
            speed = max(vehicle.speed_m_s - 3.0 * STEP_S, 0.0)
            vehicle.cause = "event"
            return speed, speed * STEP_S
        driver, speed = vehicle.driver, vehicle.speed_m_s
        segment = self.segments[vehicle.segment]
        limit = float(np.interp(vehicle.along_m, segment.along_m, segment.limit_m_s))
        wanted = min(driver.speed_m_s, limit)
        begins = segment.length_m - vehicle.along_m
        for number in vehicle.route[:2]:
            bound = math.sqrt(float(self.segments[number].limit_m_s[0]) ** 2 + 2.0 * 1.5 * max(begins, 0.0))
            wanted = min(wanted, bound)
            begins += self.segments[number].length_m
        gap, theirs, _ = self._leader(vehicle)
        # Whoever changes sides behind something is a little farther along than they seem.
        hard = gap - _TOUCH_M - (1.0 if vehicle.segment in self._same else 0.0)
        best = acceleration(driver, speed, wanted, gap, speed - theirs)
        cause = "queue" if gap < 6.0 + driver.gap_m else ""
        for at, kind, stops in (*self._stops(vehicle, now), *self._keeps_clear(vehicle, gap, theirs)):
            left = max(at, 0.0)
            value = acceleration(driver, speed, wanted, left - _LINE_M + driver.gap_m, speed)
            if value < best:
                best = value
                cause = kind if left < 5.0 else cause
            if stops:
                hard = min(hard, left)
        if speed > wanted + 0.1:
            best = min(best, max((wanted - speed) / 1.0, -driver.brakes_m_s2))
        found = max(speed + best * STEP_S, 0.0)
        far = found * STEP_S
        if far > hard:
            far = max(hard, 0.0)
            found = far / STEP_S
        vehicle.cause = cause
        return found, far

    def _stops(self, vehicle: Vehicle, now: float) -> Iterator[tuple[float, str, bool]]:
        """Lines at which it has to stop: metres from its front, why, and whether it can't but stop there."""
        speed = vehicle.speed_m_s
        turn = self._turn_ahead(vehicle)
        if turn is not None and not vehicle.granted:
            yield self.segments[vehicle.segment].length_m - vehicle.along_m, "junction", True
        yield from self._meets(vehicle)
        for block in self.blocks:
            if vehicle.number in block.inside:
                continue
            for lane, line in ((block.detour, block.stop_m), (block.other, block.other_m[0])):
                begins = self._begins(vehicle, lane)
                if begins is not None and begins + line > -1.0:
                    yield begins + line, "event", True
        for segment, begins in self.ahead(vehicle):
            for bar in self.bars.get(self._same.get(segment, segment), ()):
                left = begins + bar.at_m
                if left < -0.6 or left > _HORIZON_M:
                    continue
                if bar.kind == "asked":
                    # Whoever would have to brake hard, or does not look, goes on.
                    if left > speed * speed / (2.0 * vehicle.driver.brakes_m_s2) + 1.5 * (1.0 - vehicle.attention):
                        yield left, "crossing", False
                elif bar.kind == "walker":
                    since = vehicle.sees.setdefault(bar.who, now)
                    if now - since >= 1.6 * (1.0 - vehicle.attention):
                        yield left, "walker", False
                else:
                    yield left, "crossing", False

    def _meets(self, vehicle: Vehicle) -> Iterator[tuple[float, str, bool]]:
        """Places within a large junction where its way meets those of others who went before it, and are yet to pass.

        All give way to whoever was let in before, and nobody stands on the way of one of these: it can't lock.
        """
        turn = vehicle.segment if self.segments[vehicle.segment].kind == "turn" else -1
        begins = -vehicle.along_m
        if turn < 0:
            ahead = self._turn_ahead(vehicle)
            if ahead is None or not vehicle.granted:
                return
            turn, begins = ahead, self.segments[vehicle.segment].length_m - vehicle.along_m
        clears = self.network.clears
        for other, theirs in self._active.get(self.segments[turn].node, ()):
            if other is vehicle:
                return
            if self._origin.get(theirs) == self._origin.get(turn) or (theirs, turn) not in clears:
                continue
            if not self._is_clear(other, theirs, clears[theirs, turn]):
                yield begins + self.network.meets[turn, theirs], "meets", True

    def _keeps_clear(self, vehicle: Vehicle, gap: float, theirs: float) -> Iterator[tuple[float, str, bool]]:
        """Crossings that it does not drive on to, since there is no room beyond."""
        needs, speed = vehicle.kind.length_m + 0.5, vehicle.speed_m_s
        turn = self._turn_ahead(vehicle)
        for segment, begins in self.ahead(vehicle):
            if begins > 30.0:
                return
            lane = self.as_lane(segment)
            for first, last in self.clear.get(lane, ()):
                left = begins + first
                if left < max(speed * speed / 7.0, 0.1) - 0.4:
                    continue
                # Before lights those ahead may have to stop at any time, and people cross while they stand there.
                careful = lane in self.lights or (lane, first) in self.pressed
                stops = theirs * theirs / (2.0 * STOPS_M_S2) if careful else 0.0
                if (theirs < 1.0 or careful) and gap + stops - (begins + last) < needs:
                    yield left, "queue", False
                line = begins + self.segments[segment].length_m
                asks = segment == vehicle.segment and turn is not None and not vehicle.granted
                room = line - (begins + last)
                if asks and (room < needs or (vehicle.red and room < _BEFORE_CROSSING_M - (last - first) - _LINE_M)):
                    yield left, "junction", False

    def _begins(self, vehicle: Vehicle, segment: int) -> float | None:
        """Metres from its front to where a segment begins, if it comes there soon."""
        for number, begins in self.ahead(vehicle):
            if number == segment:
                return begins
        return None

    def _move(self, vehicle: Vehicle, speed: float, far: float) -> None:
        vehicle.hardest_m_s2 = max(vehicle.hardest_m_s2, (vehicle.speed_m_s - speed) / STEP_S)
        vehicle.speed_m_s = speed
        vehicle.along_m += far
        vehicle.gone_m += far
        vehicle.stands_s = vehicle.stands_s + STEP_S if speed < _STANDS_M_S else 0.0
        while vehicle.along_m >= self.segments[vehicle.segment].length_m:
            length = self.segments[vehicle.segment].length_m
            if not vehicle.route:
                self._leave(vehicle)
                return
            before = vehicle.segment
            vehicle.tail.insert(0, before)
            del vehicle.tail[6:]
            vehicle.along_m -= length
            vehicle.segment = vehicle.route.pop(0)
            vehicle.trips[-1].segments.append(vehicle.segment)
            if self.segments[vehicle.segment].kind == "lane":
                vehicle.granted = False
            self._plan(vehicle)
        self._give_back(vehicle)

    def _give_back(self, vehicle: Vehicle) -> None:
        """Let others into junctions that it has left."""
        parts = {segment for segment, _, _ in self.parts(vehicle)}
        nexts = vehicle.route[0] if vehicle.route and vehicle.granted else -1
        for node, active in self._active.items():
            if any(each is vehicle for each, _ in active):
                self._active[node] = [
                    (each, turn) for each, turn in active if each is not vehicle or turn in parts or turn == nexts
                ]

    def _leave(self, vehicle: Vehicle) -> None:
        vehicle.trips[-1].last = self.step
        vehicle.segment, vehicle.speed_m_s, vehicle.stands_s, vehicle.tail = -1, 0.0, 0.0, []
        vehicle.granted = False
        vehicle.returns_s = self.now_s + _AWAY_S[0] + (_AWAY_S[1] - _AWAY_S[0]) * vehicle.draw()
        for node, active in self._active.items():
            self._active[node] = [each for each in active if each[0] is not vehicle]

    def _enter(self, now: float) -> None:
        """Let in whoever has been away."""
        entries = self.network.entries
        for vehicle in self.vehicles:
            if vehicle.segment >= 0 or vehicle.returns_s > now or not entries:
                continue
            self._occupy()
            lane = entries[int(vehicle.draw() * len(entries)) % len(entries)]
            length = vehicle.kind.length_m
            rear = min((rear for rear, _, _ in self._on.get(lane, ())), default=math.inf)
            if rear < length + 12.0 or (vehicle.kind.wide and not self.segments[lane].road):
                vehicle.returns_s = now + 1.0
                continue
            self.put(vehicle, lane, length)
            near = min((other.speed_m_s for r, _, other in self._on.get(lane, ()) if r < 40.0), default=math.inf)
            vehicle.speed_m_s = min(vehicle.driver.speed_m_s, near, float(self.segments[lane].limit_m_s[0]))


def _shifted(lane: Segment, other: Segment, from_m: float, to_m: float) -> Segment:
    """A lane that goes over to the other side between two of its places."""
    points = lane.points_m.copy()
    opposite = other.points_m[::-1]
    at = lane.along_m
    out = np.clip((at - (from_m - 8.5)) / 6.5, 0.0, 1.0)
    back = np.clip(((to_m + 8.5) - at) / 6.5, 0.0, 1.0)
    share = np.minimum(out, back)
    share = share * share * (3.0 - 2.0 * share)
    where = np.linspace(0.0, 1.0, len(opposite))
    mine = at / at[-1]
    beside = np.column_stack([np.interp(mine, where, opposite[:, axis]) for axis in range(3)])
    points += share[:, None] * (beside - points)
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    limit = np.where((at > from_m - 11.0) & (at < to_m + 9.0), np.minimum(lane.limit_m_s, 3.0), lane.limit_m_s)
    eased = np.sqrt(np.minimum.accumulate((limit**2 + 3.0 * along)[::-1])[::-1] - 3.0 * along)
    return Segment(
        lane.kind, points, along, eased, lane.stretch, lane.start, lane.node, lane.road, list(lane.ways), lane.opposite
    )
