"""Boats between piers and the waters where people fish.

Each boat has a place of its own at the end of a pier, or at anchor, and one where it fishes; it goes to and fro on a
ring that keeps clear of the shore, of piers, of what floats and of the places of all others. Who has the right of way
is settled beforehand: sails before oars, and of two alike whoever comes first in the list. One after another they are
given the quickest way through time on their rings on which they don't come near any who were before them (Erdmann and
Lozano-Perez, "On multiple moving objects", Algorithmica 2 (1987)): whoever has to give way slows down in time, or stays
at home a little longer. Since nobody's ring leads past another's home, everybody can wait there: it never locks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import scipy

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.world.chance import Float64Array, uniforms
from procgen.world.ground_height import ground_at
from procgen.world.land import nearest_value, side_m, water_height
from procgen.world.place import BoolArray, Place, Road
from procgen.world.roads import running_water
from procgen.world.traffic.drive import Trip
from procgen.world.traffic.following import STEP_S
from procgen.world.traffic.network import Segment
from procgen.world.traffic.simulate import Traffic
from procgen.world.traffic.vehicles import BOATS, VehicleKind

_CELL_M: Final = 2.0
_REACH_M: Final = 230.0
"""From the end of a pier."""
_DEEP_M: Final = 0.7
_ALONG: Final = (
    (-12.0, 11.0), (-11.0, 6.5), (-8.5, 3.0), (-5.5, 0.8), (-3.0, 0.0), (0.0, 0.0),
    (3.0, 0.0), (5.5, 0.8), (8.5, 3.0), (11.0, 6.5), (12.0, 11.0),
)  # fmt: skip
"""How one comes alongside and goes: metres along the pier's end, and out from there."""
_CLEAR_M: Final = 3.2
"""Between the middle of a boat with its oars and the shore, piers and what floats."""
_ALONGSIDE_M: Final = 1.6
"""Between the middle of a boat and the end of the pier where it lies."""
_STRAIGHT_M: Final = 7.0
"""Before and behind a boat that lies at a pier."""
_BESIDE_M: Final = 2.0
"""Likewise, between the ends of that way and what floats beside the pier."""
_TURNS_M: Final = 5.0
"""Radius of the ring about the place where one fishes."""
_GROUND_M: Final = _TURNS_M + _CLEAR_M + 1.0
_APART_M: Final = 24.0
"""Between two places."""
_NEAREST_M, _FARTHEST_M = 35.0, 190.0
"""From a pier to where its boat fishes."""
_A_PIER: Final = 3
"""Boats, at most."""
_MOST: Final = 10
_SEPARATE_M: Final = 7.5
"""Between the middles of two boats: no hull touches another one even between two looks."""
_LOOK_S: Final = 1.0
_LEVELS: Final = 4
"""Speeds above standing still."""
_HALVES: Final = 2 * _LEVELS
"""Parts of what the fastest do in a second."""
_DWELL_S: Final = (30.0, 25.0)
"""At home, and where they fish, at least."""
_LONGER_S: Final = (50.0, 45.0)
_HARD: Final = 0.06
"""What it costs to row faster or slower by one level, over a second's delay."""
_SMOOTH_M: Final = (2.0, 1.4, 0.8)
_EASE_S: Final = 0.9
"""Over which speeds are smoothed at last."""
_SKIPPER: Final = (0.5, 1.0, 4.5)
"""Hurry, attention and gap, as of all who drive."""
_HOURS: Final = (0.0, 4.0, 5.5, 8.0, 16.0, 19.0, 21.0, 24.0)
_BY_HOUR: Final = (0.1, 0.25, 0.8, 1.0, 1.0, 0.8, 0.3, 0.1)
_WEATHERS: Final[Mapping[str, float]] = {
    "rain": 0.7, "heavy_rain": 0.0, "snow": 0.3, "fog": 0.15, "mist": 0.8, "windy": 0.6,
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Boats:
    """What was simulated.

    Attributes:
        segments: a ring for each boat; their numbers in trips count from 0.
        kinds: a kind for each.
        trips: one for each.
        gone_m: (steps + 1, boats) metres of its front from the beginning of its trip.
        longest_wait_s: that anybody stood on the way, or longer at home than they meant to.
    """

    segments: tuple[Segment, ...]
    kinds: tuple[VehicleKind, ...]
    trips: tuple[tuple[Trip, ...], ...]
    gone_m: Float64Array
    longest_wait_s: float


@dataclass(frozen=True, slots=True, eq=False)
class _Home:
    """Where a boat lies: alongside a pier's end, or at anchor, about which it turns."""

    at: Float64Array
    out: Float64Array | None = None
    """Unit vector from the pier to open water; None at anchor."""


@dataclass(frozen=True, slots=True, eq=False)
class _Ring:
    """(n, 3) points about a metre apart from home to home, and the metres to where one fishes."""

    points_m: Float64Array
    along_m: Float64Array
    there_m: float

    @property
    def length_m(self) -> float:
        return float(self.along_m[-1])


class _Chart:
    """Water about some piers."""

    def __init__(self, place: Place, piers: Sequence[Road]) -> None:
        self.land = place.land
        ends = np.array([pier.points_m[-1, ::2] for pier in piers], np.float64)
        whole = np.array(side_m(place.land))
        self.low = np.maximum(ends.min(axis=0) - _REACH_M, 0.0)
        high = np.minimum(ends.max(axis=0) + _REACH_M, whole)
        self.shape = tuple(int(n) for n in np.maximum((high - self.low) // _CELL_M, 2)[::-1])
        row, column = np.mgrid[: self.shape[0], : self.shape[1]]
        self.x, self.z = (self.low[0] + (column + 0.5) * _CELL_M, self.low[1] + (row + 0.5) * _CELL_M)
        level = water_height(place.land, self.x.ravel(), self.z.ravel())
        deep = level - ground_at(place.land, self.x.ravel(), self.z.ravel()) > _DEEP_M
        still = nearest_value(~running_water(place.land), place.land, self.x.ravel(), self.z.ravel())
        self.open = (np.nan_to_num(deep) & still.astype(np.bool_)).reshape(self.shape)
        self.open[[0, -1]] = False
        self.open[:, [0, -1]] = False
        for pier in piers:
            self._shut(_dense(pier.points_m.astype(np.float64)[:, ::2], 1.0), 0.5 * pier.width_m)
        floating = [(prop.x_m, prop.z_m, prop.radius_m) for prop in place.props]
        for x, z, radius in floating:
            if self.low[0] <= x <= high[0] and self.low[1] <= z <= high[1]:
                self._shut(np.array([[x, z]]), radius)
        self.clear_m = scipy.ndimage.distance_transform_edt(self.open) * _CELL_M

    def _shut(self, points: Float64Array, radius_m: float) -> None:
        for x, z in points:
            column, row = (int((value - low) // _CELL_M) for value, low in zip((x, z), self.low, strict=True))
            reach = int(radius_m // _CELL_M) + 1
            rows, columns = (slice(max(each - reach, 0), each + reach + 1) for each in (row, column))
            near = np.hypot(self.x[rows, columns] - x, self.z[rows, columns] - z) <= max(radius_m, 0.75 * _CELL_M)
            self.open[rows, columns] &= ~near

    def cells(self, points: Float64Array) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """(n,) rows and columns of places, those off the chart at its edge."""
        column, row = np.clip((points - self.low) // _CELL_M, 0, np.array(self.shape[::-1]) - 1).astype(np.int64).T
        return row, column

    def clear_at(self, points: Float64Array) -> Float64Array:
        """(n,) metres from the middle of a place's cell to what is in the way; 0 off the chart."""
        # The edge of the chart is shut.
        return np.asarray(self.clear_m[self.cells(points)])

    def keep_off(self, at: Float64Array, radius_m: float) -> BoolArray:
        """Cells within a circle."""
        return np.asarray(np.hypot(self.x - at[0], self.z - at[1]) < radius_m)

    def way(self, start: Float64Array, end: Float64Array, off: BoolArray) -> Float64Array | None:
        """(n, 2) from cell to cell, in the middle of the water rather than along its edges; None if there is none."""
        ok = (self.clear_m >= _CLEAR_M) & ~off
        rows_at, columns_at = self.cells(np.stack([start, end]))
        ok[rows_at, columns_at] = True
        ends = (rows_at * self.shape[1] + columns_at).tolist()
        number = np.where(ok.ravel(), np.arange(ok.size), -1).reshape(ok.shape)
        dear = 1.0 + 3.0 / np.maximum(self.clear_m, 1.0)
        rows, columns, costs = [], [], []
        for down, right, length in ((0, 1, 1.0), (1, 0, 1.0), (1, 1, 2**0.5), (1, -1, 2**0.5)):
            left = slice(max(-right, 0), ok.shape[1] - max(right, 0))
            one = slice(0, ok.shape[0] - down), left
            other = slice(down, ok.shape[0]), slice(left.start + right, left.stop + right)
            both = (number[one] >= 0) & (number[other] >= 0)
            rows.append(number[one][both])
            columns.append(number[other][both])
            costs.append((0.5 * length * (dear[one] + dear[other]))[both])
        graph = scipy.sparse.coo_array(
            (np.concatenate(costs), (np.concatenate(rows), np.concatenate(columns))), (ok.size, ok.size)
        ).tocsr()
        _, before = scipy.sparse.csgraph.dijkstra(graph, directed=False, indices=ends[0], return_predecessors=True)
        cells = [ends[1]]
        while cells[-1] != ends[0]:
            previous = int(before[cells[-1]])
            if previous < 0:
                return None
            cells.append(previous)
        row, column = np.divmod(np.array(cells[::-1]), self.shape[1])
        return np.column_stack([self.x[row, column], self.z[row, column]])


def out_at(hour: float, scenario: Mapping[str, Any]) -> float:
    """The share of the boats that put out at an hour in a weather.

    Args:
        hour: 0 to 24.
        scenario: a row of the table "scenario".
    """
    return float(np.interp(hour, _HOURS, _BY_HOUR)) * _WEATHERS.get(str(scenario.get("weather", "")), 1.0)


def make_boats(place: Place, seed: int, seconds: float, share: float, checkpoint: Checkpoint = go_on) -> Boats:
    """Boats of a world's piers; the same arguments give the same.

    Args:
        place: with props.
        seed: 0 to 2^64 - 1.
        seconds: how long they are simulated.
        share: of them that put out; all others lie where they are at home.
        checkpoint: called often; raises to stop.
    """
    steps = round(seconds / STEP_S)
    none = Boats((), (), (), np.zeros((steps + 1, 0)), 0.0)
    piers = () if place.settlement is None else place.settlement.piers
    if not piers:
        return none
    chart = _Chart(place, piers)
    places = _places(chart, piers, seed)
    draws = uniforms(seed, "world/traffic/boats", 8 * _MOST).reshape(_MOST, 8)
    rings: list[tuple[VehicleKind, _Ring]] = []
    for number, (home, there) in enumerate(places):
        checkpoint()
        off = np.zeros(chart.shape, np.bool_)
        for other, pair in enumerate(places):
            for each in pair if other != number else ():
                off |= chart.keep_off(each.at, _SEPARATE_M + _TURNS_M + (0.0 if each.out is None else 1.0))
        ring = _ring(chart, home, there, off)
        if ring is not None:
            rings.append((BOATS["sailing_boat" if draws[number, 0] < 0.4 else "rowing_boat"], ring))
    rings.sort(key=lambda each: each[0].name != "sailing_boat")
    planned: list[Float64Array] = []
    made: list[tuple[VehicleKind, _Ring, Float64Array]] = []
    longest = 0.0
    for number, (kind, ring) in enumerate(rings):
        checkpoint()
        puts_out = draws[number, 1] < share
        found = _through_time(kind, ring, planned, seconds, draws[number], checkpoint, puts_out=puts_out)
        if found is None:
            continue
        along, waited = found
        longest = max(longest, waited)
        planned.append(_at(ring, along[:: round(_LOOK_S / STEP_S)]))
        made.append((kind, ring, along))
    if not made:
        return none
    segments, trips, gone = [], [], []
    for number, (kind, ring, along) in enumerate(made):
        limit = np.full(len(ring.points_m), kind.driver.speed_m_s)
        segments.append(Segment("water", ring.points_m, ring.along_m, limit, -1, -1, -1, 0))
        front = along + 0.5 * kind.length_m
        times = int(front.max() // ring.length_m) + 1
        trips.append((Trip(0, [number] * times, float(front[0])),))
        gone.append(front)
    kinds = tuple(kind for kind, _, _ in made)
    return Boats(tuple(segments), kinds, tuple(trips), np.stack(gone, axis=1), longest)


def with_boats(traffic: Traffic, boats: Boats) -> Traffic:
    """Traffic on roads and on water as one, vehicles first."""
    before = len(traffic.segments)
    trips = tuple(
        tuple(replace(trip, segments=[before + number for number in trip.segments]) for trip in each)
        for each in boats.trips
    )
    return replace(
        traffic,
        segments=traffic.segments + boats.segments,
        kinds=traffic.kinds + boats.kinds,
        trips=traffic.trips + trips,
        gone_m=np.concatenate([traffic.gone_m, boats.gone_m], axis=1),
        drivers=traffic.drivers + tuple(_SKIPPER for _ in boats.kinds),
    )


def _dense(line: Float64Array, apart_m: float) -> Float64Array:
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    at = np.linspace(0.0, along[-1], max(int(np.ceil(along[-1] / apart_m)), 1) + 1)
    return np.column_stack([np.interp(at, along, line[:, axis]) for axis in range(line.shape[1])])


def _places(chart: _Chart, piers: Sequence[Road], seed: int) -> list[tuple[_Home, _Home]]:
    """Where boats are at home, at piers first, and where each fishes."""
    homes: list[_Home] = []
    for pier in piers:
        end, before = (pier.points_m[at, ::2].astype(np.float64) for at in (-1, -2))
        out = (end - before) / max(float(np.hypot(*(end - before))), 1e-9)
        at = end + out * _ALONGSIDE_M
        beside, away = np.array(_ALONG)[[0, 2, -3, -1]].T
        near = at + beside[:, None] * np.array([-out[1], out[0]]) + away[:, None] * out
        if (chart.clear_at(near) >= _BESIDE_M).all() and all(np.hypot(*(at - each.at)) > _APART_M for each in homes):
            homes.append(_Home(at, out))
    if not homes:
        return []
    quays = np.array([each.at for each in homes])
    far = np.hypot(chart.x[..., None] - quays[:, 0], chart.z[..., None] - quays[:, 1]).min(axis=-1)
    basins, _ = scipy.ndimage.label(chart.clear_m >= _CLEAR_M)
    reached = np.unique(basins[chart.cells(quays + _STRAIGHT_M * np.array([each.out for each in homes]))])
    ok = np.isin(basins, reached[reached > 0]) & (chart.clear_m >= _GROUND_M)
    row, column = np.nonzero(ok & (far > _NEAREST_M) & (far < _FARTHEST_M))
    order = np.argsort(uniforms(seed, "world/traffic/grounds", len(row)), kind="stable")
    grounds: list[Float64Array] = []
    wanted = min(_A_PIER * len(piers), _MOST)
    for number in order:
        at = np.array([chart.x[row[number], column[number]], chart.z[row[number], column[number]]])
        if all(np.hypot(*(at - each)) > _APART_M for each in grounds):
            grounds.append(at)
        if len(grounds) == 2 * wanted - len(homes):
            break
    homes = homes[: len(grounds)]
    left = grounds[len(homes) :]
    pairs = [(home, _Home(ground)) for home, ground in zip(homes, grounds, strict=False)]
    # Those at anchor lie near the piers and fish farther out.
    left.sort(key=lambda at: float(np.hypot(*(quays - at).T).min()))
    half = len(left) // 2
    return pairs + [(_Home(near), _Home(far_out)) for near, far_out in zip(left[:half], left[half:], strict=False)]


def _ring(chart: _Chart, home: _Home, there: _Home, off: BoolArray) -> _Ring | None:
    """From home to where one fishes and back."""
    ends = _gate(home, there.at), _gate(there, home.at)
    out = chart.way(ends[0][-1], ends[1][0], off)
    back = chart.way(ends[1][-1], ends[0][0], off)
    if out is None or back is None:
        return None
    rough = np.concatenate([ends[0], out[1:-1], ends[1], back[1:-1], ends[0][:1]])
    line = _dense(rough, 1.0)
    for sigma in _SMOOTH_M:
        smooth = np.column_stack(
            [scipy.ndimage.gaussian_filter1d(line[:-1, axis], sigma, mode="wrap") for axis in range(2)]
        )
        flat = np.concatenate([smooth, smooth[:1]])
        apart = np.hypot(*(flat - home.at).T) > _STRAIGHT_M + 1.0
        if (chart.clear_at(flat[apart] if home.out is not None else flat) >= _CLEAR_M - _CELL_M).all():
            break
    else:
        return None
    level = water_height(chart.land, *flat.T)
    height = float(np.nanmedian(level))
    points = np.round(np.column_stack([flat[:, 0], np.where(np.isnan(level), height, level), flat[:, 1]]), 3)
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    middle = len(ends[0]) // 2
    lies, fishes = (int(np.argmin(np.hypot(*(flat - gate[middle]).T))) for gate in ends)
    # It begins at home.
    points = np.concatenate([points[lies:-1], points[: lies + 1]])
    reached = (along[fishes] - along[lies]) % along[-1]
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    return _Ring(points, along, float(reached))


def _gate(place: _Home, towards: Float64Array) -> Float64Array:
    """(n, 2) through a place: from open water alongside a pier's end and out again, or round about an anchorage."""
    if place.out is not None:
        ahead = np.array([-place.out[1], place.out[0]])
        ahead *= 1.0 if (towards - place.at) @ ahead >= 0.0 else -1.0
        beside, out = np.array(_ALONG).T
        return np.asarray(place.at + beside[:, None] * ahead + out[:, None] * place.out)
    begins = np.arctan2(*(towards - place.at)[::-1])
    angle = begins + np.linspace(0.25 * np.pi, 1.75 * np.pi, 15)
    return np.asarray(place.at + _TURNS_M * np.column_stack([np.cos(angle), np.sin(angle)]))


def _at(ring: _Ring, along: Float64Array) -> Float64Array:
    """(n, 2) places."""
    some = along % ring.length_m
    return np.column_stack([np.interp(some, ring.along_m, ring.points_m[:, axis]) for axis in (0, 2)])


def _through_time(
    kind: VehicleKind,
    ring: _Ring,
    others: Sequence[Float64Array],
    seconds: float,
    draws: Float64Array,
    checkpoint: Checkpoint,
    *,
    puts_out: bool,
) -> tuple[Float64Array, float] | None:
    """(steps + 1,) metres along its ring, and the seconds that it stood for others; None if there is no room for it.

    Args:
        kind: of the boat.
        ring: its own.
        others: where those before it are at each look, (looks, 2) each.
        seconds: how long.
        draws: how long it stays where it likes to.
        checkpoint: called often; raises to stop.
        puts_out: whether it leaves its home at all.
    """
    steps, looks = round(seconds / STEP_S), round(seconds / _LOOK_S)
    if not puts_out:
        return np.zeros(steps + 1), 0.0
    places_m, fastest = _itinerary(kind, ring, seconds, draws)
    count = len(places_m)
    at = _at(ring, places_m)
    taken = np.zeros((looks + 1, count), np.bool_)
    for other in others:
        x, z = (other[: looks + 1, None, axis] - at[None, :, axis] for axis in (0, 1))
        taken |= x**2 + z**2 < _SEPARATE_M**2
    # Cheapest cost of being at a part of the way with a speed, and the speed that one had before.
    cost = np.full((1, _LEVELS + 1), np.inf)
    cost[0, 0] = 0.0
    before = np.zeros((looks, count, _LEVELS + 1), np.int8)
    for look in range(looks):
        checkpoint()
        # Nobody has come farther by then.
        top = min(count, _HALVES * (look + 1) + 1)
        later, chosen = np.full((top, _LEVELS + 1), np.inf), before[look, :top]
        for level in range(_LEVELS + 1):
            for previous in (level, level - 1, level + 1):
                if not 0 <= previous <= _LEVELS:
                    continue
                gone = level + previous
                from_parts = min(len(cost), top - gone)
                came = np.full(top, np.inf)
                came[gone : gone + from_parts] = cost[:from_parts, previous] + (_LEVELS - level) / _LEVELS
                came += _HARD * abs(level - previous)
                better = came < later[:, level]
                later[better, level] = came[better]
                chosen[better, level] = previous
            later[fastest[:top] < level, level] = np.inf
        later[taken[look + 1, :top]] = np.inf
        cost = later
    if not np.isfinite(cost).any():
        return None
    part, level = (int(each) for each in np.unravel_index(int(np.argmin(cost)), cost.shape))
    parts, levels = np.zeros(looks + 1, np.int64), np.zeros(looks + 1, np.int64)
    for look in range(looks, -1, -1):
        parts[look], levels[look] = part, level
        if look:
            previous = int(before[look - 1, part, level])
            part, level = part - level - previous, previous
    # Between two looks speeds change evenly.
    ticks = np.arange(steps + 1) * STEP_S / _LOOK_S
    last = np.minimum(ticks.astype(np.int64), looks - 1)
    share = ticks - last
    part_at = parts[last] + 2.0 * levels[last] * share + (levels[last + 1] - levels[last]) * share**2
    along = scipy.ndimage.gaussian_filter1d(
        np.interp(part_at, np.arange(count), places_m), _EASE_S / STEP_S, mode="nearest"
    )
    lost = float((levels[:-1] == 0).sum()) * _LOOK_S
    return along, lost


def _itinerary(
    kind: VehicleKind, ring: _Ring, seconds: float, draws: Float64Array
) -> tuple[Float64Array, npt.NDArray[np.int64]]:
    """Metres along the ring of each part of a boat's time, as if it went as fast as it may, and the fastest level.

    Where it stays, parts go by without metres.
    """
    speed, brakes = kind.driver.speed_m_s, kind.driver.accelerates_m_s2
    part_m = speed * _LOOK_S / _HALVES
    stays = [int((_DWELL_S[k] + _LONGER_S[k] * draws[2 + k]) * _HALVES / _LOOK_S) for k in range(2)]
    # At first some are about to leave, others have just come.
    first = int(stays[0] * draws[4])
    metres: list[Float64Array] = [np.zeros(first)]
    done, begins = first, 0.0
    needed = int(seconds * _HALVES / _LOOK_S) + 1
    while done < needed:
        for until, stay in ((begins + ring.there_m, stays[1]), (begins + ring.length_m, stays[0])):
            start = float(metres[-1][-1]) if len(metres[-1]) else begins
            way = np.arange(start, until, part_m)[1:]
            metres += [way, np.full(stay, until)]
            done += len(way) + stay
        begins += ring.length_m
    places = np.concatenate(metres)[:needed]
    stops = np.concatenate([np.arange(2) * ring.length_m + where for where in (0.0, ring.there_m)])
    ahead = places % ring.length_m
    gap = np.abs(ahead[:, None] - stops).min(axis=1)
    standing = np.concatenate([[True], np.diff(places) < 0.25 * part_m])
    allowed = np.maximum(np.sqrt(2.0 * brakes * gap) / speed * _LEVELS, 1.0).astype(np.int64)
    allowed[standing] = _LEVELS
    return places, np.minimum(allowed, _LEVELS)
