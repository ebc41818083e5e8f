"""Everybody's day: where each is at which second, and on which way they get there."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.world.chance import Float64Array, uniforms
from procgen.world.kinds import KINDS
from procgen.world.life.haunts import Haunt, Haunts
from procgen.world.life.movements import movement_of
from procgen.world.life.schedule import DAY_S, Block, day_of
from procgen.world.life.streets import Streets, length_m
from procgen.world.place import Person, Place

LEAST_STAY_S: Final = 60
"""Nobody leaves sooner than they have come."""
_STRAIGHT_M: Final = 0.05
"""How far a way may be off the one with all its points."""
_WORK_PLACES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "farmer": ("field",), "fisher": ("pier",), "sailor": ("pier",), "herder": ("far", "field"), "hunter": ("far",),
        "guard": ("gate", "far", "street"), "merchant": ("stall",), "beggar": ("shopper", "street"),
        "villager": ("field", "well"), "elder": ("street",), "squire": ("street",),
    }
)  # fmt: skip
"""By role, kinds of haunts out of doors where work is done, the likeliest first; others work in their building."""
_SPOTS: Final = ("counter", "anvil", "forge", "altar", "adit", "millstones", "seat", "desk", "hearth", "floor", "table")
"""In buildings, what work is done at, the likeliest first."""
_REST: Final = ("table", "hearth", "desk", "floor", "chest", "seat")


@dataclass(frozen=True, slots=True, eq=False)
class Stop:
    """A stay of somebody at a place, and the way to it.

    Attributes:
        activity: one of :data:`procgen.world.life.schedule.ACTIVITIES`.
        haunt: where.
        clip: the movement that they make there.
        from_s: when they are there, seconds after midnight, 0 to a day.
        until_s: when they leave; smaller than ``from_s`` where midnight lies between.
        way_m: (n, 3) the way from the stop before, to the millimetre; its last point is where they stand. One point
            where they were there already.
    """

    activity: str
    haunt: Haunt
    clip: str
    from_s: int
    until_s: int
    way_m: Float64Array


@dataclass(frozen=True, slots=True, eq=False)
class Day:
    """A day of somebody, which is like all others.

    Attributes:
        person: who.
        walk_m_s: how fast they walk, at most.
        stops: in the order of time; the way of the first leads from the last one.
    """

    person: Person
    walk_m_s: float
    stops: tuple[Stop, ...]


def make_days(place: Place, style: str, seed: int, checkpoint: Checkpoint = go_on) -> tuple[Day, ...]:
    """The days of all people of a place.

    Args:
        place: with its people.
        style: how people build there, one of :data:`procgen.world.buildings.STYLES`.
        seed: of what differs from house to house: the one that the scene is built with.
        checkpoint: called now and then; raises to stop the work.

    Returns:
        In the order of the people. The same place gives the same days.
    """
    if place.settlement is None or not place.people:
        return ()
    streets = Streets(place.land, place.settlement)
    haunts = Haunts(place, streets, style, seed)
    made = _Days(place, streets, haunts, seed)
    found: list[Day] = []
    for number, person in enumerate(place.people):
        checkpoint()
        found.append(made.day(person, number))
    return tuple(found)


class _Days:
    """Who is where when, while days are put together."""

    def __init__(self, place: Place, streets: Streets, haunts: Haunts, seed: int) -> None:
        assert place.settlement is not None
        self._settlement = place.settlement
        self._setting = KINDS[place.settlement.kind].setting
        self._streets, self._haunts, self._seed = streets, haunts, seed
        self._taken: dict[str, list[tuple[int, int, str]]] = {}
        self._routes: dict[int, tuple[Float64Array, npt.NDArray[np.int32]]] = {}
        self._uses: dict[str, list[str]] = {}
        for building in place.settlement.buildings:
            self._uses.setdefault(building.use, []).append(building.name)

    def day(self, person: Person, number: int) -> Day:
        planned = day_of(person, self._setting, number, self._seed)
        ends = [*(block.begins_s for block in planned[1:]), planned[0].begins_s + DAY_S]
        blocks: list[Block] = []
        chosen: list[Haunt] = []
        for block, end in zip(planned, ends, strict=True):
            haunt = self._choose(person, block, end, number)
            # Whoever goes on with the same at the same place stays.
            if not chosen or chosen[-1].key != haunt.key or blocks[-1].activity != block.activity:
                blocks.append(block)
                chosen.append(haunt)
        draw = float(uniforms(self._seed, "world/life/pace", 1, number)[0])
        pace = (1.05 + 0.35 * draw) * (0.72 if person.age > 66 else 1.0)
        return Day(person, round(pace, 3), tuple(self._stops(person, blocks, chosen, pace)))

    def _stops(self, person: Person, blocks: Sequence[Block], chosen: Sequence[Haunt], pace: float) -> Iterator[Stop]:
        """Whoever has a way to go leaves in time, unless they have only just come."""
        ways = [self._way(chosen[k - 1], haunt) for k, haunt in enumerate(chosen)]
        walks = [math.ceil(length_m(way) / pace) for way in ways]
        arrives = [blocks[0].begins_s]
        for k in range(1, len(blocks)):
            arrives.append(max(blocks[k].begins_s, arrives[-1] + LEAST_STAY_S + walks[k]))
        last = blocks[0].begins_s + DAY_S
        for k in range(len(blocks)):
            following = (k + 1) % len(blocks)
            leaves = (arrives[following] if following else last) - walks[following]
            clip = movement_of(person, blocks[k].activity, chosen[k].kind)
            yield Stop(blocks[k].activity, chosen[k], clip, arrives[k] % DAY_S, leaves % DAY_S, ways[k])

    # --- where --------------------------------------------------------------------------------------------------------

    def _choose(self, person: Person, block: Block, end: int, number: int) -> Haunt:
        first, until = block.begins_s, end
        some = [each for group in self._groups(person, block, number) for each in group]
        free = [each for each in some if self._is_free(each, first, until)]
        if block.activity in ("meet", "play"):
            free.sort(key=lambda each: self._company(each, person, first, until))
        # Nobody is nowhere: the likeliest place is shared where all are taken.
        haunt = free[0] if free else (some[0] if some else self._anywhere(first, until))
        self._taken.setdefault(haunt.key, []).append((first, until, person.id))
        return haunt

    def _anywhere(self, first: int, until: int) -> Haunt:
        everywhere = [
            *self._haunts.of_kind("street", "gate", "far", "pier", "field", "well", "shopper"),
            *(each for building in self._settlement.buildings for each in self._haunts.within(building.name)),
        ]
        return next((each for each in everywhere if self._is_free(each, first, until)), everywhere[0])

    def _is_free(self, haunt: Haunt, first: int, until: int) -> bool:
        return not any(
            begin < until + shift and first + shift < end
            for begin, end, _ in self._taken.get(haunt.key, ())
            for shift in (-DAY_S, 0, DAY_S)
        )

    def _company(self, haunt: Haunt, person: Person, first: int, until: int) -> int:
        """Whom one would stand beside there: friends and kin before nobody, rivals last."""
        stem, _, side = haunt.key.rpartition("/")
        other = f"{stem}/{'2' if side == '1' else '1'}"
        kinds = {who: kind for kind, who in person.relations}
        for begin, end, who in self._taken.get(other, ()):
            if any(begin < until + shift and first + shift < end for shift in (-DAY_S, 0, DAY_S)):
                return {"rival of": 3}.get(kinds.get(who, ""), 0 if who in kinds else 1)
        return 2

    def _groups(self, person: Person, block: Block, number: int) -> Iterator[list[Haunt]]:
        """Places for what somebody does, the likeliest first; by turns where many will do."""
        activity, turn = block.activity, number + block.turn
        if activity == "sleep":
            # Beds of one's own before half of one.
            beds = self._in(person.home, ("bed",))
            yield [each for each in beds if each.key.endswith("/0")]
            yield [each for each in beds if not each.key.endswith("/0")]
        elif activity == "work":
            yield from self._work(person, turn)
        elif activity == "watch":
            yield _from(self._haunts.of_kind("gate", "far", "street"), 5 * turn)
        elif activity == "market":
            yield _from(self._haunts.of_kind("shopper"), turn)
            yield self._in_use(("shop",), ("counter", "floor"))
            yield _from(self._haunts.of_kind("well"), turn)
            yield _from(self._haunts.of_kind("street"), turn)
        elif activity == "chapel":
            yield _from(self._in_use(("chapel", "abbey"), ("floor", "altar")), turn)
        elif activity == "tavern":
            yield _from(self._in_use(("inn",), ("table",)), 2 * number)
            yield self._in_use(("inn",), ("floor", "counter"))
            yield self._haunts.of_kind("street")
        elif activity in ("meet", "play"):
            yield self._haunts.of_kind("street", "well")
        if activity in ("eat", "rest", "sleep", "chapel"):
            yield from (self._in(person.home, (kind,)) for kind in _REST)
            yield self._in_use(("inn",), ("table", "floor"))

    def _work(self, person: Person, turn: int) -> Iterator[list[Haunt]]:
        outside = _WORK_PLACES.get(person.role, ())
        mixed = self._haunts.of_kind(*outside)
        if person.role == "guard":
            yield _from(mixed, 5 * turn)
        elif mixed:
            yield from (_from(self._haunts.of_kind(kind), turn) for kind in outside)
        place = person.work if self._haunts.building(person.work) else person.home
        spots = [self._in(place, (kind,)) for kind in _SPOTS]
        best = next((some for some in spots if some), [])
        # By turns: at what the work is done at, and about the place.
        if turn % 3 == 1:
            yield _from(self._in(place, ("hearth", "floor", "chest")), turn)
        yield _from(best, turn)
        yield [each for some in spots for each in some]
        yield self._haunts.of_kind("street")

    def _in(self, name: str, kinds: tuple[str, ...]) -> list[Haunt]:
        if self._haunts.building(name) is None:
            return []
        return [each for kind in kinds for each in self._haunts.within(name) if each.kind == kind]

    def _in_use(self, uses: tuple[str, ...], kinds: tuple[str, ...]) -> list[Haunt]:
        names = [name for use in uses for name in self._uses.get(use, ())]
        return [each for kind in kinds for name in names for each in self._in(name, (kind,))]

    # --- ways ---------------------------------------------------------------------------------------------------------

    def _way(self, one: Haunt, other: Haunt) -> Float64Array:
        """(n, 3) from one haunt to another, to the millimetre."""
        if one.key == other.key or (one.spot == other.spot and one.building == other.building and one.spot >= 0):
            return np.round(other.spur[-1:], 3)
        if one.building and one.building == other.building:
            way = self._haunts.between(one, other)
        else:
            if one.node not in self._routes:
                self._routes[one.node] = self._streets.routes(one.node)
            far, before = self._routes[one.node]
            if not np.isfinite(far[other.node]):
                return np.zeros((0, 3))
            street = self._streets.way(one.node, other.node, before)
            way = np.concatenate([one.spur[:0:-1], street, other.spur[1:]])
        moved = np.ones(len(way), np.bool_)
        moved[1:] = np.linalg.norm(np.diff(way, axis=0), axis=1) > 1e-4
        return np.round(_simpler(way[moved]), 3)


def _from(some: list[Haunt], first: int) -> list[Haunt]:
    """The same, beginning with another one."""
    at = first % len(some) if some else 0
    return some[at:] + some[:at]


def _simpler(way: Float64Array) -> Float64Array:
    """A line with fewer points, none of its own farther off than :data:`_STRAIGHT_M` (Douglas and Peucker, "Algorithms
    for the reduction of the number of points required to represent a digitized line", 1973).
    """
    keep = np.zeros(len(way), np.bool_)
    keep[[0, -1]] = True
    waiting = [(0, len(way) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        along = way[last] - way[first]
        off = way[first + 1 : last] - way[first]
        share = np.clip(off @ along / max(float(along @ along), 1e-12), 0.0, 1.0)
        far = np.linalg.norm(off - share[:, None] * along, axis=1)
        worst = int(np.argmax(far))
        if far[worst] > _STRAIGHT_M:
            middle = first + 1 + worst
            keep[middle] = True
            waiting += [(first, middle), (middle, last)]
    return way[keep]
