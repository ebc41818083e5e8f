"""Where people of a world can be: at furniture in houses, at stalls and wells, in fields, on piers, on the street."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from procgen.world.buildings import STYLES, Spot, build
from procgen.world.chance import Float64Array
from procgen.world.crops import CROPS
from procgen.world.footprints import in_axes, placed
from procgen.world.ground_height import ground_at
from procgen.world.life.indoors import Indoors
from procgen.world.life.open_air import OpenAir
from procgen.world.life.streets import Streets, turn_towards
from procgen.world.place import Building, Place, Prop
from procgen.world.scenery import site_of

_OFF_ROAD_M: Final = 22.0
"""From a way to what lies beside it."""
_STREET_APART_M: Final = 3.2
_PAIR_M: Final = 1.2
"""Between two who stand and talk."""
_STREETS: Final = 60
_FIELDS: Final = 24
_SQUARE_M: Final = 30.0
"""About the middle of a settlement: where people meet."""
_BENCH_M: Final = 0.56
"""From before a table to the middle of the bench that one sits on, and how far to its sides there are seats."""
_SEATS_M: Final = (-0.4, 0.4)
_BED_M: Final = (1.4, 0.52)
"""From before a bed to its middle, and its height."""
_BED_SIDES_M: Final = (-0.22, 0.22)
"""Two sleep in a bed where there are not enough."""
_DESK_M: Final = 0.6
"""From before a desk to its chair."""


@dataclass(frozen=True, slots=True, eq=False)
class Haunt:
    """A place where somebody may spend a while.

    Attributes:
        key: unique in the world; only one person is there at a time.
        kind: "bed", "table", "counter", "anvil", "altar", "floor", … of a building; "stall", "shopper", "well",
            "field", "street", "pier", "gate" or "far" out of doors.
        building: its name; empty out of doors.
        node: the point of the streets from which one gets there.
        spur: (n, 3) the way from that point, which comes first, to the place; it ends where one stands.
        x_m: where the body is while one is there: on the bench, on the bed.
        y_m: of the floor or what one lies on.
        z_m: likewise.
        turn_deg: whither one looks.
        spot: number of the building's spot; -1 out of doors.
    """

    key: str
    kind: str
    building: str
    node: int
    spur: Float64Array
    x_m: float
    y_m: float
    z_m: float
    turn_deg: float
    spot: int = -1


class Haunts:
    """All haunts of a world; buildings are looked into when they are first asked for.

    Args:
        place: the world; somebody settled there.
        streets: its ways.
        style: how people build there, one of :data:`procgen.world.buildings.STYLES`.
        seed: of what differs from house to house.
    """

    def __init__(self, place: Place, streets: Streets, style: str, seed: int) -> None:
        assert place.settlement is not None
        self._place, self._settlement = place, place.settlement
        self._streets, self._style, self._seed = streets, style, seed
        self._air = OpenAir(place)
        self._inside: dict[str, Indoors] = {}
        self._of: dict[str, list[Haunt]] = {}
        self._buildings = {each.name: each for each in place.settlement.buildings}
        self._far = streets.routes(self._middle())[0]
        self.outside = self._outside()

    def _middle(self) -> int:
        return self._streets.nearest(self._settlement.x_m, self._settlement.z_m)

    def building(self, name: str) -> Building | None:
        """The building of a name; None for the settlement's own and others."""
        return self._buildings.get(name)

    def within(self, name: str) -> list[Haunt]:
        """All haunts in a building; none where one doesn't get in, or there."""
        if name not in self._of:
            building = self._buildings[name]
            is_there = bool(np.isfinite(self._far[self._streets.doors[name]]))
            self._of[name] = list(self._indoors(building)) if is_there else []
        return self._of[name]

    def between(self, one: Haunt, other: Haunt) -> Float64Array:
        """(n, 3) the way inside a building from one haunt to another of it."""
        building = self._buildings[one.building]
        return self._world(building, self._inside[building.name].way(other.spot, one.spot))

    # --- indoors ------------------------------------------------------------------------------------------------------

    def _indoors(self, building: Building) -> Iterator[Haunt]:
        across, along = in_axes(building, np.array([building.door_x_m]), np.array([building.door_z_m]))
        built = build(building, STYLES[self._style], site_of(building, self._place.land), self._seed)
        inside = Indoors(built, building, (float(across[0]), float(along[0])))
        self._inside[building.name] = inside
        node = self._streets.doors[building.name]
        for number, spot in enumerate(inside.spots):
            spur = self._world(building, inside.way(number))
            spur = np.concatenate([self._streets.places[node][None], spur[1:]])
            for seat, (side, ahead, up) in enumerate(_seats(spot)):
                turn = math.radians(spot.turn_deg)
                x = spot.x_m + math.sin(turn) * ahead + math.cos(turn) * side
                z = spot.z_m + math.cos(turn) * ahead - math.sin(turn) * side
                ((wx, wz),) = placed(building, np.array([x]), np.array([z]))
                key = f"{building.name}/{number}/{seat}"
                y = building.floor_m + spot.y_m + up
                looks = (building.turn_deg + spot.turn_deg + 180.0) % 360.0 - 180.0
                yield Haunt(key, spot.kind, building.name, node, spur, float(wx), y, float(wz), looks, number)

    def _world(self, building: Building, way: Float64Array) -> Float64Array:
        """(n, 3) a way of a building's own frame in the world's: on the ground where it is outside."""
        flat = placed(building, way[:, 0], way[:, 2])
        heights = building.floor_m + way[:, 1]
        outside = (np.abs(way[:, 0]) > building.width_m / 2) | (np.abs(way[:, 2]) > building.depth_m / 2)
        low = outside & (way[:, 1] < 0.03)
        ground = ground_at(self._place.land, flat[:, 0], flat[:, 1])
        return np.column_stack([flat[:, 0], np.where(low, ground, heights), flat[:, 1]])

    # --- out of doors -------------------------------------------------------------------------------------------------

    def _outside(self) -> list[Haunt]:
        found = [*self._market(), *self._street(), *self._piers(), *self._gates(), *self._far_away()]
        return found + list(self._fields())

    def of_kind(self, *kinds: str) -> list[Haunt]:
        """Those out of doors of some kinds, in that order."""
        return [each for kind in kinds for each in self.outside if each.kind == kind]

    def _beside(self, key: str, kind: str, x: float, z: float, turn_deg: float) -> Haunt | None:
        """A haunt off the road; None where one doesn't get there straight from a way."""
        end = np.array([x, z])
        if not self._air.free(end[None])[0]:
            return None
        places = self._streets.places
        far = np.hypot(places[:, 0] - x, places[:, 2] - z)
        far[~np.isfinite(self._far) | self._streets.deck] = np.inf
        for node in np.argsort(far, kind="stable")[:40:4]:
            if not far[node] < _OFF_ROAD_M:
                return None
            if self._air.clear(places[node][[0, 2]], end):
                count = max(int(far[node]), 1)
                line = places[node][[0, 2]] + np.linspace(0.0, 1.0, count + 1)[:, None] * (end - places[node][[0, 2]])
                spur = self._air.on_ground(line)
                spur[0] = places[node]
                return Haunt(key, kind, "", int(node), spur, x, float(spur[-1, 1]), z, turn_deg)
        return None

    def _market(self) -> Iterator[Haunt]:
        things = (*self._settlement.fixtures, *self._place.props)
        for number, thing in enumerate(each for each in things if each.kind in ("market_stall", "well")):
            for kind, angle in _round(thing):
                reach = thing.radius_m + 0.4
                x, z = thing.x_m + math.sin(angle) * reach, thing.z_m + math.cos(angle) * reach
                key = f"{thing.kind} {number}/{kind}/{round(math.degrees(angle))}"
                haunt = self._beside(key, kind, x, z, turn_towards(thing.x_m - x, thing.z_m - z))
                if haunt is not None:
                    yield haunt

    def _on_way(self, key: str, kind: str, node: int, side: float, ahead: float, turn_deg: float | None) -> Haunt:
        """A haunt on a way: beside its middle, looking across it unless told."""
        way = next(each for each in self._streets.ways if each[0] <= node <= each[-1])
        before, after = self._streets.places[max(node - 1, way[0])], self._streets.places[min(node + 1, way[-1])]
        dx, dz = (after - before)[[0, 2]] / max(float(np.hypot(*(after - before)[[0, 2]])), 1e-9)
        x, y, z = self._streets.places[node]
        px, pz = x - dz * side + dx * ahead, z + dx * side + dz * ahead
        if not self._streets.deck[node]:
            y = float(ground_at(self._place.land, px, pz))
        spur = np.array([self._streets.places[node], (px, y, pz)])
        turn = turn_towards(x - px, z - pz) if turn_deg is None else turn_deg
        return Haunt(key, kind, "", node, spur, float(px), float(y), float(pz), turn)

    def _street(self) -> Iterator[Haunt]:
        """Pairs of places at the sides of streets, the nearest to the middle first."""
        nodes = [
            int(node)
            for way, road in zip(self._streets.ways, self._settlement.roads, strict=False)
            if road.kind != "path"
            for node in way[2:-2]
            if np.isfinite(self._far[node]) and not self._streets.deck[node]
        ]
        taken: list[int] = []
        for node in sorted(nodes, key=lambda node: (float(self._far[node]), node)):
            if len(taken) >= _STREETS // 2:
                break
            x, _, z = self._streets.places[node]
            if any(np.hypot(*(self._streets.places[other][[0, 2]] - (x, z))) < _STREET_APART_M for other in taken):
                continue
            side = (float(self._streets.half_m[node]) - 0.5) * (-1.0) ** len(taken)
            one = self._on_way(f"street {node}/1", "street", node, side, -_PAIR_M / 2, 0.0)
            other = self._on_way(f"street {node}/2", "street", node, side, _PAIR_M / 2, 0.0)
            if not self._air.free(np.array([(one.x_m, one.z_m), (other.x_m, other.z_m)])).all():
                continue
            taken.append(node)
            turn = turn_towards(other.x_m - one.x_m, other.z_m - one.z_m)
            yield replace(one, turn_deg=turn)
            yield replace(other, turn_deg=(turn + 360.0) % 360.0 - 180.0)

    def _piers(self) -> Iterator[Haunt]:
        roads = len(self._settlement.roads)
        for way in self._streets.ways[roads:]:
            for count, node in enumerate(way[::-1][:12:2]):
                if not np.isfinite(self._far[node]):
                    break
                side = (float(self._streets.half_m[node]) - 0.45) * (-1.0) ** count
                made = self._on_way(f"pier {node}", "pier", int(node), side, 0.0, None)
                # Out over the water, not across the pier.
                yield replace(made, turn_deg=(made.turn_deg + 360.0) % 360.0 - 180.0)

    def _gates(self) -> Iterator[Haunt]:
        for number, gate in enumerate(self._settlement.gates):
            node = self._streets.nearest(gate.x_m, gate.z_m, np.concatenate(self._streets.ways))
            if np.isfinite(self._far[node]) and not self._streets.deck[node]:
                for side in (-1.0, 1.0):
                    off = side * (float(self._streets.half_m[node]) - 0.5)
                    yield self._on_way(f"gate {number}/{side:.0f}", "gate", node, off, 0.0, None)

    def _far_away(self) -> Iterator[Haunt]:
        """Out of the settlement along its roads: where herders and hunters are, and guards look about."""
        for way, road in zip(self._streets.ways, self._settlement.roads, strict=False):
            if road.kind != "road":
                continue
            middle = np.array([self._settlement.x_m, self._settlement.z_m])
            away = np.hypot(*(self._streets.places[way][:, ::2] - middle).T)
            out = way[(away > 0.7 * self._settlement.radius_m) & np.isfinite(self._far[way]) & ~self._streets.deck[way]]
            for count, node in enumerate(out[4:-4:9]):
                side = (float(self._streets.half_m[node]) - 0.5) * (-1.0) ** count
                yield self._on_way(f"far {node}", "far", int(node), side, 0.0, None)

    def _fields(self) -> Iterator[Haunt]:
        found = 0
        patches = [each for each in (*self._place.props, *self._settlement.fixtures) if each.kind in _TILLED]
        middle = np.array([self._settlement.x_m, self._settlement.z_m])
        for number, patch in enumerate(sorted(patches, key=lambda each: _away(each, middle))):
            if found >= _FIELDS:
                return
            reach = 0.0 if patch.kind in CROPS else patch.radius_m + 0.4
            turn = math.radians(patch.turn_deg)
            x, z = patch.x_m + math.sin(turn) * reach, patch.z_m + math.cos(turn) * reach
            haunt = self._beside(f"field {number}", "field", x, z, (patch.turn_deg + 360.0) % 360.0 - 180.0)
            if haunt is not None:
                found += 1
                yield haunt


_TILLED: Final = frozenset((*CROPS, "vegetable_bed"))


def _away(prop: Prop, middle: Float64Array) -> tuple[float, float, float]:
    return (round(math.hypot(prop.x_m - middle[0], prop.z_m - middle[1]), 3), prop.x_m, prop.z_m)


def _round(thing: Prop) -> Iterator[tuple[str, float]]:
    """Kinds and directions, radians, of the places about a stall or a well."""
    turn = math.radians(thing.turn_deg)
    if thing.kind == "well":
        yield from (("well", turn + angle) for angle in (0.0, 2.1, 4.2))
        return
    yield "stall", turn + math.pi
    yield from (("shopper", turn + angle) for angle in (0.0, -0.55, 0.55))


def _seats(spot: Spot) -> list[tuple[float, float, float]]:
    """Where bodies are at a spot: to its side, ahead, and above its floor."""
    if spot.kind == "table":
        return [(side, _BENCH_M, 0.0) for side in _SEATS_M]
    if spot.kind == "bed":
        return [(side, *_BED_M) for side in _BED_SIDES_M]
    if spot.kind == "desk":
        return [(0.0, _DESK_M, 0.0)]
    return [(0.0, 0.0, 0.0)]
