"""Where cameras go: along a world's streets by themselves, or as a file says."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from procgen.errors import InvalidFields, Violation
from procgen.runtime.philox import keyed
from procgen.world.capture.camera import Doubles, Pose, turned
from procgen.world.ground_height import height_at

EYE_M: Final = 1.65
MOMENT_S: Final = 0.1
"""From a picture to the moment that its optical flow leads to; Godot's ``procgen_capture.gd`` has the same."""
MOST_PICTURES: Final = 1_000_000
STRETCH: Final = 12
"""Pictures in a row on one street."""
_STEP_M, _WALK_M_S, _STEP_S = 1.5, 1.4, 2.0
_LOOKS_ASIDE_DEG, _LOOKS_DOWN_DEG = 28.0, (-8.0, 3.0)
_RING_M = 25.0
_DAY_S = 86400.0
_DRIVEN = ("road", "street")
_PAVEMENT_M, _KERB_M = 1.1, 0.5
"""Beyond the edge of what vehicles drive on, and within it."""
_CLEAR_M, _DECK_M = 0.7, 0.6
_LEAST_ABOVE_M = 0.2
_FIELDS = {"x_m", "y_m", "z_m", "yaw_deg", "pitch_deg", "roll_deg", "second", "velocity_m_s"}
_NUMBERS = _FIELDS - {"velocity_m_s"}
_NEEDED = ("x_m", "y_m", "z_m")


@dataclass(frozen=True, slots=True)
class View:
    """A picture to take.

    Attributes:
        pose: of the camera.
        next_pose: of it, :data:`MOMENT_S` later.
        second: of the day, for whoever lives there.
    """

    pose: Pose
    next_pose: Pose
    second: float


@dataclass(frozen=True, slots=True)
class Site:
    """What paths need to know of a world.

    Attributes:
        heights_m: (rows, columns) of the ground.
        metres_per_pixel: their spacing.
        roads: entries of ``settlement.json``.
        middle_m: east and south of where people live.
        houses: ``buildings`` of ``settlement.json``.
        things: those of ``props.json``.
    """

    heights_m: npt.NDArray[np.float32]
    metres_per_pixel: float
    roads: Sequence[Mapping[str, Any]]
    middle_m: tuple[float, float]
    houses: Sequence[Mapping[str, Any]] = ()
    things: Sequence[Mapping[str, Any]] = ()

    @property
    def size_m(self) -> tuple[float, float]:
        """East and south."""
        rows, columns = self.heights_m.shape
        return (columns - 1) * self.metres_per_pixel, (rows - 1) * self.metres_per_pixel

    def ground_m(self, x_m: float, z_m: float) -> float:
        """Its height there."""
        return float(height_at(self.heights_m, self.metres_per_pixel, x_m, z_m))


def along_streets(site: Site, count: int, seed: int, hour: float) -> list[View]:
    """Somebody's views who walks a dozen steps along one street after another, looking about.

    They keep to the right-hand pavement of what vehicles drive on, to its edge where a house or a thing stands there,
    and to the edge of bridges; paths are theirs.

    Args:
        site: of the world; one without roads has a ring around its middle.
        count: of pictures; the first ones of a longer path are those of a shorter one.
        seed: which streets, and where one looks.
        hour: of the day, at which it begins; a picture is two seconds after the one before it.
    """
    walked = [road for road in site.roads if len(road["points_m"]) > 1]
    roads = [np.array(road["points_m"], np.float64) for road in walked] or [_ring(site)]
    lengths = [float(np.linalg.norm(np.diff(road, axis=0), axis=1).sum()) for road in roads]
    views: list[View] = []
    stretch = 0
    while len(views) < count:
        dice = keyed(f"world/capture/{seed}/{stretch}")
        at = int(dice.choice(len(roads), p=np.array(lengths) / sum(lengths)))
        road = roads[at] if dice.random() < 0.5 else roads[at][::-1]
        start = dice.random() * max(lengths[at] - _STEP_M * (STRETCH - 1), 0.0)
        aside = float(dice.normal(0.0, _LOOKS_ASIDE_DEG))
        pitch = float(dice.uniform(*_LOOKS_DOWN_DEG))
        beside = _beside_m(site, walked[at], road, start) if walked else 0.0
        for step in range(STRETCH):
            gone = start + step * _STEP_M
            if len(views) == count or gone > lengths[at]:
                break
            yaw, place = _on_way(site, road, gone, beside)
            _, later = _on_way(site, road, gone + _WALK_M_S * MOMENT_S, beside)
            axes = turned(yaw + aside, pitch)
            second = (hour * 3600.0 + len(views) * _STEP_S) % _DAY_S
            views.append(View(Pose(place, axes), Pose(later, axes), second))
        stretch += 1
    return views


def read_way(entries: Any, site: Site, hour: float) -> list[View]:
    """The path of a file.

    Args:
        entries: a list of objects with ``x_m``, ``y_m``, ``z_m``, and, if they are not 0, ``yaw_deg`` (0 looks north,
            90 east), ``pitch_deg`` and ``roll_deg``; ``second`` of the day; ``velocity_m_s`` of the camera, three
            numbers.
        site: of the world.
        hour: what ``second`` is if left out.

    Raises:
        InvalidFields: names what is wrong with it, all of it.
    """
    wrong: list[Violation] = []
    if not isinstance(entries, list) or not entries:
        raise InvalidFields([Violation.of("path", entries, "a list of at least one camera")])
    views: list[View] = []
    for index, entry in enumerate(entries):
        field = f"path[{index}]"
        before = len(wrong)
        if not isinstance(entry, dict):
            wrong.append(Violation.of(field, entry, "an object with x_m, y_m and z_m"))
            continue
        wrong += [
            Violation.of(f"{field}.{name}", entry[name], f"one of {', '.join(sorted(_FIELDS))}")
            for name in sorted(entry.keys() - _FIELDS)
        ]
        wrong += [Violation.of(f"{field}.{name}", "nothing", "a number") for name in _NEEDED if name not in entry]
        wrong += [
            Violation.of(f"{field}.{name}", entry[name], "a finite number")
            for name in sorted(_NUMBERS & entry.keys())
            if not _is_number(entry[name])
        ]
        velocity = entry.get("velocity_m_s", [0.0, 0.0, 0.0])
        if not isinstance(velocity, list) or len(velocity) != 3 or not all(map(_is_number, velocity)):
            wrong.append(Violation.of(f"{field}.velocity_m_s", velocity, "three finite numbers"))
        if len(wrong) == before:
            wrong += _misplaced(entry, field, site)
        if len(wrong) == before:
            views.append(_view_of(entry, velocity, hour))
    if wrong:
        raise InvalidFields(wrong)
    return views


def _view_of(entry: Mapping[str, Any], velocity: Sequence[float], hour: float) -> View:
    place = np.array([entry[name] for name in _NEEDED], np.float64)
    axes = turned(*(float(entry.get(f"{name}_deg", 0.0)) for name in ("yaw", "pitch", "roll")))
    later = place + MOMENT_S * np.array(velocity, np.float64)
    return View(Pose(place, axes), Pose(later, axes), float(entry.get("second", hour * 3600.0)) % _DAY_S)


def _misplaced(entry: Mapping[str, Any], field: str, site: Site) -> list[Violation]:
    east, south = site.size_m
    wrong = [
        Violation.of(f"{field}.{name}", entry[name], f"0 to {size:g}, on the world's ground")
        for name, size in (("x_m", east), ("z_m", south))
        if not 0.0 <= entry[name] <= size
    ]
    if not wrong:
        least = site.ground_m(entry["x_m"], entry["z_m"]) + _LEAST_ABOVE_M
        if entry["y_m"] < least:
            wrong.append(Violation.of(f"{field}.y_m", entry["y_m"], f"at least {least:.2f}, above the ground"))
    return wrong


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _ring(site: Site) -> Doubles:
    turns = np.linspace(0.0, 2.0 * math.pi, 33)
    x, z = site.middle_m[0] + _RING_M * np.cos(turns), site.middle_m[1] + _RING_M * np.sin(turns)
    y = height_at(site.heights_m, site.metres_per_pixel, x, z)
    return np.stack((x, y, z), axis=1)


def _beside_m(site: Site, told: Mapping[str, Any], road: Doubles, start_m: float) -> float:
    """How far to the right of a road's middle one walks a stretch that begins so many metres along it."""
    if told.get("kind") not in _DRIVEN:
        return 0.0
    edge = 0.5 * float(told["width_m"])
    steps = start_m + _STEP_M * np.arange(STRETCH)
    pavement = np.array([_on_way(site, road, gone, edge + _PAVEMENT_M)[1] for gone in steps])
    # Where the ground falls away there is a bridge.
    decked = any(
        abs(place[1] - EYE_M - site.ground_m(place[0], place[2])) > _DECK_M for place in pavement
    )  # fmt: skip
    return edge - _KERB_M if decked or _is_blocked(site, pavement) else edge + _PAVEMENT_M


def _is_blocked(site: Site, places: Doubles) -> bool:
    """Whether a house or a thing stands at one of some places."""
    x, z = places[:, 0], places[:, 2]
    for thing in site.things:
        if (np.hypot(x - thing["x_m"], z - thing["z_m"]) < thing["radius_m"] + _CLEAR_M).any():
            return True
    for house in site.houses:
        turn = math.radians(house["turn_deg"])
        dx, dz = x - house["x_m"], z - house["z_m"]
        across = np.abs(dx * math.cos(turn) - dz * math.sin(turn)) - 0.5 * house["width_m"]
        along = np.abs(dx * math.sin(turn) + dz * math.cos(turn)) - 0.5 * house["depth_m"]
        if (np.maximum(across, along) < _CLEAR_M).any():
            return True
    return False


def _on_way(site: Site, road: Doubles, gone_m: float, beside_m: float = 0.0) -> tuple[float, Doubles]:
    """Where one looks, in degrees, and where one's eyes are, so far along a road and to its right; beyond its end
    straight on.
    """
    pieces = np.diff(road, axis=0)
    long = np.linalg.norm(pieces, axis=1)
    ends = np.cumsum(long)
    at = min(int(np.searchsorted(ends, gone_m)), len(pieces) - 1)
    share = (gone_m - (ends[at] - long[at])) / max(long[at], 1e-6)
    ahead = pieces[at][[0, 2]] / max(float(np.hypot(pieces[at][0], pieces[at][2])), 1e-6)
    place = road[at] + share * pieces[at] + beside_m * np.array((-ahead[1], 0.0, ahead[0]))
    # Bridges and piers lie above the ground.
    place[1] = max(place[1], site.ground_m(place[0], place[2])) + EYE_M
    return math.degrees(math.atan2(pieces[at][0], -pieces[at][2])), place
