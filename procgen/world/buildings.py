"""Buildings from their footprints: walls, roofs, doors and windows in the style of their surroundings.

A building's own frame has its origin in the middle of the floor, its front at +z. Its walls, plinth and stilts stay
within the footprint; the roof overhangs it by at most :data:`OVERHANG_M`, steps and signs stand out in front.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from procgen.world.meshes import WHITE, Dice, Model, Point, Rgb, Sculptor, mixed, rgb
from procgen.world.place import Building

OVERHANG_M: Final = 0.5
"""How far a roof reaches over the walls, at most."""

_PLINTH_M = 0.3
"""Height of the plinth above the floor, and how far the walls stand back from it."""
_SETBACK_M = 0.08
_STOREY_M = 2.6
_DOOR_M = (1.0, 2.05)
_WINDOW_M = (0.8, 1.0)
_BEAM_M = 0.17
_DARK_WOOD = rgb(0xC2B4A4)
_IRON = rgb(0x2B2C2E)
_BRASS = rgb(0xC9A24B)


@dataclass(frozen=True, slots=True)
class Style:
    """How people build somewhere."""

    name: str
    walls: tuple[Rgb, ...]
    """Tints of the walls' picture."""
    shutters: tuple[Rgb, ...]
    pitch: float
    """Rise of the roof over its run; 0 for flat ones."""
    framed: bool = False
    """Timbers on the walls."""
    plinth: bool = True
    wooden: bool = False
    """Walls of boards with corner posts."""


_BLUES = (rgb(0x2F5673), rgb(0x3E7A7C), rgb(0x8A3B2E), rgb(0x4F6B3A))
STYLES: Final[Mapping[str, Style]] = MappingProxyType(
    {
        style.name: style
        for style in (
            Style(
                "timber",
                (rgb(0xF4EBDC), rgb(0xEFE0C4), rgb(0xF1E6D8), rgb(0xE6D3B4)),
                (rgb(0x5A7A52), rgb(0x7A3B2E), rgb(0x35506B), rgb(0x6B5A3A)),
                0.95,
                framed=True,
            ),
            Style("stone", (WHITE, rgb(0xEDE9E2), rgb(0xE2DDD6)), _BLUES, 0.8),
            Style("boards", (WHITE, rgb(0xE4C7B4), rgb(0xC9D3D6), rgb(0xEADFC2)), _BLUES, 0.85, wooden=True),
            Style("adobe", (WHITE, rgb(0xF6E6CF), rgb(0xEBD3B4)), (rgb(0x2F6E86), rgb(0x7A5A3A), rgb(0x3F7F72)), 0.0),
            Style("tropic", (WHITE, rgb(0xEAD9B8)), (rgb(0x7A5A36), rgb(0x4A6B3A)), 1.05, plinth=False, wooden=True),
        )
    }
)
"""By name."""

STYLE_OF_BIOME: Final[Mapping[str, str]] = MappingProxyType(
    {
        "beach": "boards",
        "bare_rock": "stone",
        "ice": "stone",
        "tundra": "stone",
        "cold_steppe": "boards",
        "boreal_forest": "boards",
        "grassland": "timber",
        "shrubland": "stone",
        "temperate_forest": "timber",
        "temperate_rainforest": "boards",
        "desert": "adobe",
        "savanna": "adobe",
        "tropical_forest": "tropic",
        "tropical_rainforest": "tropic",
        "wetland": "boards",
    }
)
"""Names of :data:`STYLES`; of the biomes that people build in."""


@dataclass(frozen=True, slots=True)
class Site:
    """What a building has to know of where it stands."""

    drop_m: float
    """From the floor down to the lowest ground below it, 0 or more."""
    door_m: float
    """Where along the front the door is, from its middle to the right seen from outside (+x)."""
    by_water: bool


def build(building: Building, style: Style, site: Site, seed: int) -> Model:
    """The model of a building.

    Args:
        building: its use and measures.
        style: how people build there.
        site: the ground below and the water beside it.
        seed: of what differs from house to house; together with the name.

    Returns:
        A closed surface but for the panes of its windows, in the building's own frame.
    """
    work = _Work(building, style, site, Dice(seed, f"world/building/{building.name}"))
    _BUILDERS.get(building.use, _house)(work)
    return work.sculptor.model(building.name)


class _Work:
    """A building in the making: measures, colours and the parts that many have."""

    def __init__(self, building: Building, style: Style, site: Site, dice: Dice) -> None:
        self.sculptor = Sculptor()
        self.style, self.site, self.dice = style, site, dice
        self.width, self.depth, self.height = building.width_m, building.depth_m, building.height_m
        self.wall: Rgb = dice.one_of(style.walls)
        self.shutter: Rgb = dice.one_of(style.shutters)
        self.roof: Rgb = mixed(WHITE, rgb(0xBFA890), dice.between(0.0, 0.7))
        self.timber: Rgb = mixed(WHITE, _DARK_WOOD, dice.between(0.3, 1.0))
        self.pitch = style.pitch * dice.between(0.92, 1.1)
        self.foot = -site.drop_m - 0.35
        """Height of the lowest part, below the ground everywhere."""

    def plinth(self, width: float, depth: float, x: float = 0.0, z: float = 0.0) -> None:
        low = (x - width / 2, self.foot, z - depth / 2)
        self.sculptor.box("stone", low, (x + width / 2, _PLINTH_M, z + depth / 2))

    def gabled(
        self,
        width: float,
        depth: float,
        height: float,
        *,
        x: float = 0.0,
        z: float = 0.0,
        along_x: bool = True,
        slot: str = "wall",
        base: float = 0.0,
    ) -> float:
        """Walls and a gabled roof with its ridge along x or along z; returns the height of the ridge."""
        s = self.sculptor
        s.push((x, base, z), 0.0 if along_x else 90.0)
        length, span = (width, depth) if along_x else (depth, width)
        length, half = length - 2 * _SETBACK_M, span / 2 - _SETBACK_M
        rise = half * self.pitch
        outline = [(-half, 0.02), (half, 0.02), (half, height), (0.0, height + rise), (-half, height)]
        # Prisms run along z: a quarter turn lays the ridge along x.
        s.push(turn_deg=90.0)
        s.prism(slot, outline, -length / 2, length / 2, self.wall)
        s.pop()
        self._slabs(length, half, height, rise)
        s.pop()
        return base + height + rise

    def _slabs(self, length: float, half: float, height: float, rise: float) -> None:
        """The two slopes of a gabled roof with its ridge along x, and its barge boards."""
        s = self.sculptor
        over = OVERHANG_M - _SETBACK_M - 0.05
        gable = min(over, 0.35) + length / 2
        thick = 0.16
        reach = min(over, 0.45)
        low = height - reach * self.pitch
        top = height + rise
        for side in (1.0, -1.0):
            eaves, ridge = side * (half + reach), 0.0
            under = [(-gable, low, eaves), (gable, low, eaves), (gable, top, ridge), (-gable, top, ridge)]
            if side < 0:
                under = [under[1], under[0], under[3], under[2]]
            upper = [(px, py + thick, pz) for px, py, pz in under]
            s.hexahedron("wood", under, upper, self.roof, top_slot="roof")
        s.beam(
            "wood",
            (-gable - 0.02, top + thick + 0.02, 0.0),
            (gable + 0.02, top + thick + 0.02, 0.0),
            0.22,
            0.14,
            mixed(self.timber, WHITE, 0.2),
        )
        for end in (-gable, gable):
            for side in (1.0, -1.0):
                s.beam(
                    "wood",
                    (end, low + 0.05, side * (half + reach)),
                    (end, top + 0.07, 0.0),
                    0.07,
                    0.24,
                    self.timber,
                )

    def hipped(self, width: float, depth: float, height: float, base: float = 0.0) -> float:
        """Walls and a hipped roof; returns the height of its ridge."""
        s = self.sculptor
        w, d = width / 2 - _SETBACK_M, depth / 2 - _SETBACK_M
        s.box("wall", (-w, base + 0.02, -d), (w, base + height, d), self.wall)
        over = OVERHANG_M - _SETBACK_M - 0.05
        rise = min(w, d) * self.pitch
        ow, od, low = w + over, d + over, base + height - 0.02
        edge = low + 0.14
        ridge = max(w - d, 0.0) * 0.85, max(d - w, 0.0) * 0.85
        corners = [(-ow, od), (ow, od), (ow, -od), (-ow, -od)]
        s.face("wood", [(px, low, pz) for px, pz in reversed(corners)], self.timber)
        top = edge + rise
        for i, (ax, az) in enumerate(corners):
            bx, bz = corners[(i + 1) % 4]
            s.face("wood", [(ax, low, az), (bx, low, bz), (bx, edge, bz), (ax, edge, az)], self.timber)
            a = (math.copysign(ridge[0], ax), top, math.copysign(ridge[1], az))
            b = (math.copysign(ridge[0], bx), top, math.copysign(ridge[1], bz))
            slope: list[Point] = [(ax, edge, az), (bx, edge, bz), b]
            if a != b:
                slope.append(a)
            s.face("roof", slope, self.roof)
        return top

    def flat(self, width: float, depth: float, height: float, x: float = 0.0, z: float = 0.0) -> float:
        """Walls with a parapet round a flat roof, and the ends of its beams; returns the height of the parapet."""
        s = self.sculptor
        w, d = width / 2 - _SETBACK_M, depth / 2 - _SETBACK_M
        s.push((x, 0.0, z))
        s.box("wall", (-w, 0.02, -d), (w, height, d), self.wall, taper=0.05, top_slot="roof")
        rim, up = 0.28, 0.45
        w, d = w - 0.03, d - 0.03
        for low, high in (
            ((-w, d - rim), (w, d)),
            ((-w, -d), (w, -d + rim)),
            ((-w, -d + rim), (-w + rim, d - rim)),
            ((w - rim, -d + rim), (w, d - rim)),
        ):
            s.box("wall", (low[0], height - 0.05, low[1]), (high[0], height + up, high[1]), self.wall, taper=0.04)
        count = max(int(width / 1.1), 2)
        for i in range(count):
            bx = -w + 0.45 + (2 * w - 0.9) * i / (count - 1)
            s.beam("wood", (bx, height - 0.35, d - 0.2), (bx, height - 0.35, d + 0.28), 0.14, 0.14, self.timber)
        s.pop()
        return height + up

    def roofed(self, width: float, depth: float, height: float, along_x: bool, x: float = 0.0, z: float = 0.0) -> float:
        """Walls and the style's roof; returns its height."""
        if self.style.pitch == 0.0:
            return self.flat(width, depth, height, x, z)
        return self.gabled(width, depth, height, x=x, z=z, along_x=along_x)

    def sides(self, width: float, depth: float) -> tuple[tuple[float, float, float], ...]:
        """(turn, length, distance from the middle) of the walls: front, right, back, left."""
        w, d = width - 2 * _SETBACK_M, depth - 2 * _SETBACK_M
        return ((0.0, w, d / 2), (90.0, d, w / 2), (180.0, w, d / 2), (270.0, d, w / 2))

    def timbers(self, width: float, depth: float, height: float, x: float = 0.0, z: float = 0.0) -> None:
        """Posts, plates and braces on the four walls."""
        if not self.style.framed:
            if self.style.wooden:
                self.corner_posts(width, depth, height, x, z)
            return
        s = self.sculptor
        s.push((x, 0.0, z))
        for number, (turn, length, away) in enumerate(self.sides(width, depth)):
            s.push(turn_deg=turn)
            bays = max(round(length / 2.1), 1)
            places = [-length / 2 + length * i / bays for i in range(bays + 1)]
            levels = [_PLINTH_M + 0.08]
            storey = _STOREY_M
            while storey < height - 1.2:
                levels.append(storey)
                storey += _STOREY_M
            levels.append(height - 0.1)
            for y in levels:
                s.beam("wood", (-length / 2, y, away), (length / 2, y, away), 0.12, _BEAM_M, self.timber)
            for i, px in enumerate(places):
                inset = _BEAM_M / 2 * (1 if i == 0 else -1 if i == bays else 0)
                s.beam("wood", (px + inset, _PLINTH_M, away), (px + inset, height, away), _BEAM_M, 0.13, self.timber)
            for level in range(len(levels) - 1):
                for i in (0, bays - 1):
                    if (number in (0, 2) and bays < 3) or self.dice.between(0, 1) < 0.25:
                        continue
                    a, b = places[i], places[i + 1]
                    if i == bays - 1 and bays > 1:
                        a, b = b, a
                    s.beam(
                        "wood",
                        (a + (b - a) * 0.12, levels[level] + 0.05, away),
                        (a + (b - a) * 0.88, levels[level + 1] - 0.05, away),
                        0.14,
                        0.11,
                        self.timber,
                    )
            s.pop()
        s.pop()

    def corner_posts(self, width: float, depth: float, height: float, x: float, z: float) -> None:
        w, d = width / 2 - _SETBACK_M, depth / 2 - _SETBACK_M
        for sx in (-1.0, 1.0):
            for sz in (-1.0, 1.0):
                px, pz = x + sx * (w - 0.06), z + sz * (d - 0.06)
                self.sculptor.box("wood", (px - 0.11, 0.02, pz - 0.11), (px + 0.11, height, pz + 0.11), self.timber)

    def door(self, at: float, away: float, *, width: float = _DOOR_M[0], height: float = _DOOR_M[1]) -> None:
        """A door in the front wall: frame, boards, hinges, a handle, and a step before it."""
        s = self.sculptor
        half = width / 2
        colour = mixed(self.shutter, _DARK_WOOD, 0.25)
        top = 0.12 + height
        s.box("wood", (at - half, 0.1, away - 0.05), (at + half, top, away + 0.05), mixed(colour, WHITE, 0.3))
        for i in range(1, 4):
            px = at - half + width * i / 4
            s.box("wood", (px - 0.012, 0.12, away + 0.04), (px + 0.012, top - 0.02, away + 0.06), colour)
        for side in (-1.0, 1.0):
            px = at + side * (half + 0.06)
            s.box("wood", (px - 0.07, 0.02, away - 0.04), (px + 0.07, top + 0.02, away + 0.1), self.timber)
        s.box("wood", (at - half - 0.18, top, away - 0.04), (at + half + 0.18, top + 0.16, away + 0.13), self.timber)
        for y in (0.55, top - 0.45):
            s.box("paint", (at - half + 0.04, y, away + 0.05), (at + half * 0.5, y + 0.06, away + 0.075), _IRON)
        s.box("paint", (at + half * 0.66, 1.1, away + 0.05), (at + half * 0.78, 1.2, away + 0.12), _BRASS)
        s.box("stone", (at - half - 0.2, self.foot, away - 0.05), (at + half + 0.2, 0.1, away + 0.55))

    def window(
        self,
        at: float,
        sill: float,
        away: float,
        *,
        size: tuple[float, float] = _WINDOW_M,
        shutters: bool = True,
        arched: bool = False,
    ) -> None:
        """A window in the wall before which it is put: frame, bars, panes, sill and shutters."""
        s = self.sculptor
        half, tall = size[0] / 2, size[1]
        front = away + 0.03
        pane = [(at - half, sill, front), (at + half, sill, front), (at + half, sill + tall, front)]
        pane += [(at - half, sill + tall, front)]
        if arched:
            pane[3:3] = [(at + half * 0.6, sill + tall + half * 0.75, front), (at, sill + tall + half, front)]
            pane[5:5] = [(at - half * 0.6, sill + tall + half * 0.75, front)]
        s.face("glass", pane)
        bar, out = 0.07, away + 0.09
        for px in (at - half - bar, at + half):
            s.box("wood", (px, sill - 0.02, away - 0.03), (px + bar, sill + tall, out), self.timber)
        if arched:
            arch = [(half + bar / 2, tall), (half * 0.62, tall + half * 0.82), (0.0, tall + half + bar / 2)]
            arch += [(-px, py) for px, py in reversed(arch[:-1])]
            for (ax, ay), (bx, by) in pairwise(arch):
                s.beam(
                    "wood", (at + ax, sill + ay, away + 0.03), (at + bx, sill + by, away + 0.03), 0.12, bar, self.timber
                )
        else:
            s.box(
                "wood",
                (at - half - bar, sill + tall, away - 0.03),
                (at + half + bar, sill + tall + bar, out),
                self.timber,
            )
        s.box("wood", (at - half - 0.12, sill - 0.09, away - 0.03), (at + half + 0.12, sill, away + 0.16), self.timber)
        s.box("wood", (at - 0.02, sill, away), (at + 0.02, sill + tall, away + 0.055), self.timber)
        s.box(
            "wood",
            (at - half, sill + tall * 0.5 - 0.02, away),
            (at + half, sill + tall * 0.5 + 0.02, away + 0.055),
            self.timber,
        )
        if shutters:
            leaf = half * 0.95
            for side in (-1.0, 1.0):
                x0 = at + side * (half + bar + leaf / 2 + 0.02)
                s.box(
                    "wood",
                    (x0 - leaf / 2, sill, away - 0.02),
                    (x0 + leaf / 2, sill + tall, away + 0.06),
                    self.shutter,
                )
                for y in (sill + 0.15, sill + tall - 0.22):
                    s.box(
                        "wood",
                        (x0 - leaf / 2 + 0.03, y, away + 0.05),
                        (x0 + leaf / 2 - 0.03, y + 0.07, away + 0.085),
                        mixed(self.shutter, _DARK_WOOD, 0.5),
                    )

    def windows(
        self,
        width: float,
        depth: float,
        height: float,
        *,
        door: float | None = None,
        x: float = 0.0,
        z: float = 0.0,
        skip: tuple[int, ...] = (),
        shutters: bool = True,
    ) -> None:
        """Windows along the walls, storey by storey, where the door leaves room."""
        s = self.sculptor
        s.push((x, 0.0, z))
        for number, (turn, length, away) in enumerate(self.sides(width, depth)):
            if number in skip:
                continue
            s.push(turn_deg=turn)
            count = int((length - 0.6) / 2.1)
            sill = 1.0
            while sill + _WINDOW_M[1] + 0.35 < height:
                for i in range(count):
                    px = length * ((i + 0.5) / count - 0.5)
                    blocked = number == 0 and door is not None and sill < _STOREY_M and abs(px - door) < 1.35
                    if not blocked and (number != 2 or self.dice.between(0.0, 1.0) < 0.7):
                        self.window(px, sill, away, shutters=shutters)
                sill += _STOREY_M
            s.pop()
        s.pop()

    def chimney(self, x: float, z: float, top: float) -> None:
        """From the ground inside the walls up through the roof, with a cap and two pots."""
        s = self.sculptor
        s.box("stone", (x - 0.38, 0.1, z - 0.32), (x + 0.38, top, z + 0.32), taper=0.03)
        s.box("stone", (x - 0.44, top, z - 0.38), (x + 0.44, top + 0.14, z + 0.38))
        for side in (-0.18, 0.18):
            s.column("paint", [(x + side, top + 0.12, z), (x + side, top + 0.42, z)], [0.12, 0.1], 8, rgb(0x9A5B3C))

    def gable_window(self, away: float, height: float, half: float) -> None:
        """A small window in the gable above the wall before which it is put."""
        if half * self.pitch > 1.5:
            self.window(0.0, height + 0.12, away, size=(0.6, 0.7), shutters=False)

    @property
    def door_at(self) -> float:
        """Where the door is along the front."""
        most = max(self.width / 2 - 0.95, 0.0)
        return max(-most, min(most, self.site.door_m))


def _house(work: _Work) -> None:
    s = work.sculptor
    width, depth, height = work.width, work.depth, work.height
    if work.style.plinth:
        work.plinth(width, depth)
    else:
        _stilts(work, width, depth)
    along_x = width >= depth * 0.9
    top = work.roofed(width, depth, height, along_x)
    work.timbers(width, depth, height)
    work.windows(width, depth, height, door=work.door_at)
    front = depth / 2 - _SETBACK_M
    work.door(work.door_at, front)
    if work.style.pitch and not along_x:
        work.gable_window(front, height, width / 2)
    if work.style.pitch and along_x and width > 3.5:
        for turn in (90.0, 270.0):
            s.push(turn_deg=turn)
            work.gable_window(width / 2 - _SETBACK_M, height, depth / 2)
            s.pop()
    if work.style.name != "tropic":
        side = work.dice.one_of((-1.0, 1.0))
        if work.style.pitch and along_x:
            work.chimney(side * (width / 2 - 1.0), -depth * 0.08, top + 0.55)
        elif work.style.pitch:
            work.chimney(width * 0.08, side * (depth / 2 - 1.0), top + 0.55)
        else:
            work.chimney(side * (width / 2 - 0.9), -depth / 2 + 0.9, top + 0.5)
    if work.style.pitch and work.dice.between(0.0, 1.0) < 0.6:
        _porch(work, work.door_at, front)


def _porch(work: _Work, at: float, away: float) -> None:
    """A small roof on two brackets over the door."""
    s = work.sculptor
    low, high = 2.42, 2.8
    half, out = 0.95, 0.85
    s.hexahedron(
        "wood",
        [
            (at - half, low, away + out),
            (at + half, low, away + out),
            (at + half, high, away - 0.03),
            (at - half, high, away - 0.03),
        ],
        [
            (at - half, low + 0.1, away + out),
            (at + half, low + 0.1, away + out),
            (at + half, high + 0.1, away - 0.03),
            (at - half, high + 0.1, away - 0.03),
        ],
        work.roof,
        top_slot="roof",
    )
    for side in (-1.0, 1.0):
        x = at + side * (half - 0.12)
        s.beam("wood", (x, 1.75, away), (x, low + 0.12, away + out - 0.15), 0.09, 0.09, work.timber)


def _stilts(work: _Work, width: float, depth: float, *, to: float = 0.05) -> None:
    """A floor of boards on posts that go down into the ground."""
    s = work.sculptor
    w, d = width / 2, depth / 2
    s.box("wood", (-w, to - 0.16, -d), (w, to, d), work.timber)
    for i in range(max(round(width / 2.4), 1) + 1):
        for j in range(max(round(depth / 2.4), 1) + 1):
            x = -w + 0.15 + (2 * w - 0.3) * i / max(round(width / 2.4), 1)
            z = -d + 0.15 + (2 * d - 0.3) * j / max(round(depth / 2.4), 1)
            s.column("wood", [(x, work.foot, z), (x, to - 0.1, z)], [0.14, 0.12], 8, work.timber)


def _inn(work: _Work) -> None:
    _house(work)
    s = work.sculptor
    front = work.depth / 2 - _SETBACK_M
    side = 1.0 if work.door_at <= 0.0 else -1.0
    x = work.door_at + side * 1.25
    s.beam("paint", (x, 3.05, front - 0.05), (x, 3.05, front + 1.15), 0.06, 0.06, _IRON)
    s.beam("paint", (x, 2.6, front), (x, 3.03, front + 0.6), 0.04, 0.04, _IRON)
    for z in (front + 0.42, front + 1.02):
        s.beam("paint", (x, 2.82, z), (x, 3.03, z), 0.03, 0.03, _IRON)
    s.box("wood", (x - 0.05, 2.14, front + 0.28), (x + 0.05, 2.84, front + 1.12), mixed(work.timber, WHITE, 0.5))
    for face in (-1.0, 1.0):
        # A mug, in relief: what an inn sells.
        s.box(
            "paint", (x + face * 0.05 - 0.02, 2.28, front + 0.52), (x + face * 0.05 + 0.02, 2.66, front + 0.8), _BRASS
        )
        s.box("paint", (x + face * 0.05 - 0.02, 2.36, front + 0.8), (x + face * 0.05 + 0.02, 2.56, front + 0.9), _BRASS)
        s.box(
            "paint",
            (x + face * 0.05 - 0.024, 2.62, front + 0.5),
            (x + face * 0.05 + 0.024, 2.72, front + 0.82),
            rgb(0xF2EBDD),
        )
    for lamp in (-0.85, 0.85):
        lx = work.door_at + lamp
        if abs(lx) < work.width / 2 - 0.3:
            s.box("paint", (lx - 0.07, 1.95, front), (lx + 0.07, 2.0, front + 0.24), _IRON)
            s.box("glass", (lx - 0.08, 1.7, front + 0.08), (lx + 0.08, 1.95, front + 0.24))
    s.box("wood", (-work.width / 2 + 0.5, 0.38, front + 0.15), (-work.width / 2 + 2.0, 0.46, front + 0.5), work.timber)
    for bx in (0.65, 1.8):
        x0 = -work.width / 2 + bx
        s.box("wood", (x0, work.foot, front + 0.2), (x0 + 0.08, 0.4, front + 0.45), work.timber)


def _hall(work: _Work) -> None:
    if not work.style.pitch:
        _house(work)
        return
    s = work.sculptor
    width, depth, height = work.width, work.depth, work.height
    work.plinth(width, depth)
    top = work.hipped(width, depth, height)
    work.timbers(width, depth, height)
    front = depth / 2 - _SETBACK_M
    at = work.door_at
    work.windows(width, depth, height, door=at)
    work.door(at, front, width=1.7, height=2.3)
    for side in (-1.0, 1.0):
        x = at + side * 1.35
        s.box("stone", (x - 0.22, work.foot, front + 0.9), (x + 0.22, 0.4, front + 1.34))
        s.column("wood", [(x, 0.38, front + 1.12), (x, 2.75, front + 1.12)], [0.15, 0.13], 10, work.timber)
    s.push((at, 0.0, 0.0))
    half, low, rise = 1.75, 2.72, 1.0
    outline = [(-half, low), (half, low), (half, low + 0.15), (0.0, low + rise + 0.15), (-half, low + 0.15)]
    s.prism("wood", outline, front - 0.05, front + 1.35, work.timber)
    for side in (-1.0, 1.0):
        ends = [(side * (half + 0.12), low + 0.1), (0.0, low + rise + 0.17)]
        if side > 0:
            ends.reverse()
        (ax, ay), (bx, by) = ends
        under = [(ax, ay, front + 1.5), (bx, by, front + 1.5), (bx, by, front - 0.05), (ax, ay, front - 0.05)]
        s.hexahedron("wood", under, [(x, y + 0.1, z) for x, y, z in under], work.roof, top_slot="roof")
    s.pop()
    s.column("wood", [(0.0, top - 0.3, 0.0), (0.0, top + 1.5, 0.0)], [0.07, 0.04], 8, work.timber)
    s.box("paint", (0.03, top + 0.8, -0.015), (0.95, top + 1.4, 0.015), work.shutter)
    work.chimney(width / 2 - 1.3, -depth / 4, top + 0.2)


def _shop(work: _Work) -> None:
    _house(work)
    s = work.sculptor
    front = work.depth / 2 - _SETBACK_M
    room = work.width / 2 - abs(work.door_at) + 0.0
    side = -1.0 if work.door_at >= 0.0 else 1.0
    if room < 1.6:
        return
    x0 = work.door_at + side * 0.95
    x1 = side * (work.width / 2 - 0.15)
    low, high = min(x0, x1), max(x0, x1)
    stripes = max(int((high - low) / 0.4), 2)
    for i in range(stripes):
        a, b = low + (high - low) * i / stripes, low + (high - low) * (i + 1) / stripes
        colour = work.shutter if i % 2 == 0 else rgb(0xEDE3CF)
        under = [(a, 2.15, front + 1.05), (b, 2.15, front + 1.05), (b, 2.62, front), (a, 2.62, front)]
        s.hexahedron("paint", under, [(x, y + 0.05, z) for x, y, z in under], colour)
    s.box("wood", (low + 0.1, 0.75, front + 0.1), (high - 0.1, 0.84, front + 0.75), work.timber)
    for x in (low + 0.2, high - 0.3):
        s.box("wood", (x, work.foot, front + 0.55), (x + 0.1, 0.78, front + 0.68), work.timber)
    for i in range(4):
        x = low + 0.35 + (high - low - 0.7) * i / 3
        colour = (rgb(0xB8452E), rgb(0xD9A441), rgb(0x6E8B3A), rgb(0x8A5A86))[i]
        s.box("wood", (x - 0.18, 0.84, front + 0.2), (x + 0.18, 0.98, front + 0.6), WHITE)
        s.blob(
            "paint",
            (x, 0.98, front + 0.4),
            (0.15, 0.1, 0.17),
            colour,
            mixed(colour, WHITE, 0.25),
            work.dice.many(6),
            detail=1,
        )


def _barn(work: _Work) -> None:
    s = work.sculptor
    width, depth, height = work.width, work.depth, work.height
    work.plinth(width, depth)
    along_x = width > depth
    if work.style.pitch:
        tint, work.wall = work.wall, mixed(WHITE, rgb(0xA5523E), work.dice.between(0.0, 0.9))
        work.gabled(width, depth, height, along_x=along_x, slot="wood")
        work.wall = tint
    else:
        work.flat(width, depth, height)
    work.corner_posts(width, depth, height, 0.0, 0.0)
    front = depth / 2 - _SETBACK_M
    half, tall = min(1.5, width / 2 - 0.5), min(2.7, height - 0.2)
    at = max(-(width / 2 - half - 0.2), min(width / 2 - half - 0.2, work.site.door_m))
    for side in (-1.0, 1.0):
        x0, x1 = sorted((at, at + side * half))
        s.box("wood", (x0 + 0.01, 0.08, front - 0.03), (x1 - 0.01, tall, front + 0.06), mixed(work.timber, WHITE, 0.3))
        for a, b in (((x0, 0.15), (x1, tall - 0.08)), ((x1, 0.15), (x0, tall - 0.08))):
            s.beam("wood", (a[0], a[1], front + 0.08), (b[0], b[1], front + 0.08), 0.05, 0.12, work.timber)
        for y in (0.16, tall - 0.12):
            s.beam("wood", (x0, y, front + 0.08), (x1, y, front + 0.08), 0.06, 0.16, work.timber)
        for x in (x0 + 0.06, x1 - 0.06):
            s.beam("wood", (x, 0.1, front + 0.08), (x, tall, front + 0.08), 0.12, 0.06, work.timber)
    s.box("wood", (at - half - 0.2, tall, front - 0.03), (at + half + 0.2, tall + 0.18, front + 0.14), work.timber)
    s.hexahedron(
        "stone",
        [
            (at - half, work.foot, front + 1.0),
            (at + half, work.foot, front + 1.0),
            (at + half, work.foot, front - 0.02),
            (at - half, work.foot, front - 0.02),
        ],
        [
            (at - half, 0.0, front + 1.0),
            (at + half, 0.0, front + 1.0),
            (at + half, 0.09, front - 0.02),
            (at - half, 0.09, front - 0.02),
        ],
    )
    if work.style.pitch and not along_x:
        work.window(0.0, height + 0.3, front, size=(0.9, 0.9), shutters=True)


def _chapel(work: _Work) -> None:
    s = work.sculptor
    width, depth, height = work.width, work.depth, work.height
    work.plinth(width, depth)
    side = min(width * 0.55, depth * 0.36, 4.0)
    nave = depth - side * 0.7
    middle = -depth / 2 + nave / 2
    pitched = work.style.pitch > 0.0
    if pitched:
        work.pitch *= 1.12
        work.gabled(width, nave, height, z=middle, along_x=False)
    else:
        work.flat(width, nave, height, z=middle)
    s.push((0.0, 0.0, middle))
    for turn, length, away in work.sides(width, nave)[1::2]:
        s.push(turn_deg=turn)
        count = max(int(length / 2.4), 1)
        for i in range(count):
            work.window(length * ((i + 0.5) / count - 0.5), 1.2, away, size=(0.62, 1.35), shutters=False, arched=True)
        s.pop()
    s.pop()
    # The tower stands at the front and holds the door.
    front = depth / 2 - _SETBACK_M
    tower = height * 1.7 + side * 0.55
    z = front - side / 2
    s.box("wall", (-side / 2, 0.02, z - side / 2), (side / 2, tower, front), work.wall)
    for y in (height * 0.95, tower - 0.12):
        s.box("stone", (-side / 2 - 0.09, y, z - side / 2 - 0.09), (side / 2 + 0.09, y + 0.18, front + 0.09))
    for number in range(4):
        s.push((0.0, 0.0, z), 90.0 * number)
        work.window(0.0, tower - 1.95, side / 2, size=(0.75, 1.15), shutters=False, arched=True)
        if number == 0:
            work.window(0.0, 3.4, side / 2, size=(0.55, 0.8), shutters=False, arched=True)
        s.pop()
    if pitched:
        spire, over = side * 1.35, side / 2 + 0.28
        corners = [
            (-over, front + 0.28),
            (over, front + 0.28),
            (over, front - side - 0.28),
            (-over, front - side - 0.28),
        ]
        base, tip = tower + 0.05, (0.0, tower + spire, z)
        s.face("wood", [(px, base, pz) for px, pz in reversed(corners)], work.timber)
        for i, (ax, az) in enumerate(corners):
            bx, bz = corners[(i + 1) % 4]
            s.face("roof", [(ax, base, az), (bx, base, bz), tip], work.roof)
        top = tower + spire
    else:
        s.blob(
            "roof",
            (0.0, tower, z),
            (side * 0.47, side * 0.5, side * 0.47),
            work.wall,
            WHITE,
            work.dice.many(6),
            roughness=0.0,
            detail=3,
            softness=1.0,
        )
        top = tower + side * 0.48
    s.column("paint", [(0.0, top - 0.15, z), (0.0, top + 0.9, z)], [0.05, 0.03], 6, _BRASS)
    s.blob(
        "paint", (0.0, top + 0.95, z), (0.13, 0.13, 0.13), _BRASS, _BRASS, work.dice.many(6), roughness=0.0, detail=1
    )
    work.door(0.0, front, width=1.15, height=2.15)


def _smithy(work: _Work) -> None:
    s = work.sculptor
    width, depth, height = work.width, work.depth, work.height
    work.plinth(width, depth)
    # The door leads into the closed part; the forge stands under a roof on posts beside it.
    house = width * 0.58
    side = 1.0 if work.site.door_m <= 0.0 else -1.0
    middle = -side * (width - house) / 2
    top = work.roofed(house, depth, height, False, x=middle)
    work.timbers(house, depth, height, x=middle)
    front = depth / 2 - _SETBACK_M
    at = max(middle - house / 2 + 0.9, min(middle + house / 2 - 0.9, work.site.door_m))
    work.door(at, front, width=1.2)
    work.windows(house, depth, height, x=middle, skip=(0, 1 if side > 0 else 3))
    edge, far = middle + side * house / 2, side * (width / 2 - 0.12)
    low = min(height - 0.3, 2.5)
    high = min(low + 0.9, height)
    back = -depth / 2 + 0.15
    x0, x1 = edge - side * 0.1, far + side * 0.1
    under = [(x0, high, front + 0.1), (x1, low, front + 0.1), (x1, low, back - 0.1), (x0, high, back - 0.1)]
    if side < 0:
        under = [under[1], under[0], under[3], under[2]]
    s.hexahedron("wood", under, [(x, y + 0.14, z) for x, y, z in under], work.roof, top_slot="roof")
    for z in (front - 0.1, 0.0, back + 0.1):
        s.box("wood", (far - 0.11, work.foot, z - 0.11), (far + 0.11, low + 0.08, z + 0.11), work.timber)
    s.beam("wood", (far, low - 0.05, front - 0.1), (far, low - 0.05, back + 0.1), 0.16, 0.16, work.timber)
    fx, fz = (edge + far) / 2, back + 0.85
    s.box("stone", (fx - 0.75, 0.2, fz - 0.6), (fx + 0.75, 1.05, fz + 0.6))
    s.box("paint", (fx - 0.5, 1.0, fz - 0.35), (fx + 0.5, 1.08, fz + 0.45), rgb(0x1C1A19))
    s.blob("glass", (fx, 1.08, fz + 0.05), (0.36, 0.09, 0.3), WHITE, WHITE, work.dice.many(6), roughness=0.3, detail=1)
    s.box("stone", (fx - 0.6, 1.04, fz - 0.62), (fx + 0.6, max(top, high) + 0.7, fz - 0.1), taper=0.1)
    az = min(fz + 2.0, front - 0.9)
    s.column("wood", [(fx, 0.2, az), (fx, 0.75, az)], [0.28, 0.26], 10, _DARK_WOOD)
    s.box("paint", (fx - 0.14, 0.74, az - 0.12), (fx + 0.14, 0.88, az + 0.12), _IRON)
    s.box("paint", (fx - 0.42, 0.87, az - 0.13), (fx + 0.3, 1.02, az + 0.13), _IRON)
    s.column("paint", [(fx + 0.3, 0.9, az), (fx + 0.31, 0.99, az)], [0.1, 0.12], 6, _IRON)


def _mill(work: _Work) -> None:
    if work.site.by_water:
        _watermill(work)
    else:
        _windmill(work)


def _watermill(work: _Work) -> None:
    """A house with a wheel at its side, inside the footprint."""
    s = work.sculptor
    full = work.width
    work.width = full - 1.3
    s.push((-0.65, 0.0, 0.0))
    _house(work)
    s.pop()
    x, radius = full / 2 - 0.62, min(work.depth * 0.42, 2.3)
    centre = radius * 0.62
    s.beam("wood", (full / 2 - 1.6, centre, 0.0), (full / 2 - 0.05, centre, 0.0), 0.24, 0.24, _DARK_WOOD)
    count = 12
    for i in range(count):
        a, b = 2 * math.pi * i / count, 2 * math.pi * (i + 1) / count
        for dx in (-0.38, 0.38):
            s.beam(
                "wood",
                (x + dx, centre + radius * math.sin(a), radius * math.cos(a)),
                (x + dx, centre + radius * math.sin(b), radius * math.cos(b)),
                0.1,
                0.16,
                work.timber,
            )
            s.beam(
                "wood",
                (x + dx, centre, 0.0),
                (x + dx, centre + radius * math.sin(a), radius * math.cos(a)),
                0.08,
                0.08,
                work.timber,
            )
        s.beam(
            "wood",
            (x - 0.4, centre + radius * 1.02 * math.sin(a), radius * 1.02 * math.cos(a)),
            (x + 0.4, centre + radius * 1.02 * math.sin(a), radius * 1.02 * math.cos(a)),
            0.3 if abs(math.cos(a)) > 0.5 else 0.06,
            0.06 if abs(math.cos(a)) > 0.5 else 0.3,
            work.timber,
        )


def _windmill(work: _Work) -> None:
    s = work.sculptor
    radius = min(work.width, work.depth) / 2 - 0.1
    height = max(work.height * 1.9, radius * 2.6)
    sides = 8
    s.column("stone", [(0, work.foot, 0), (0, 0.5, 0)], [radius, radius], sides, smooth=False)
    s.column("wall", [(0, 0.45, 0), (0, height, 0)], [radius * 0.96, radius * 0.62], sides, work.wall, smooth=False)
    cap = height + radius * 0.75
    s.column(
        "roof",
        [(0, height - 0.05, 0), (0, height + 0.12, 0), (0, cap, 0)],
        [radius * 0.78, radius * 0.78, 0.0],
        sides,
        work.roof,
        smooth=False,
    )
    front = radius * 0.96 * math.cos(math.pi / sides)
    lean = (radius * 0.96 - radius * 0.62) * math.cos(math.pi / sides) / (height - 0.45)
    s.push(turn_deg=360.0 / sides / 2 - 22.5)
    work.door(0.0, front - 0.06)
    s.pop()
    for turn, y in ((0.0, height * 0.52), (90.0, height * 0.3), (180.0, height * 0.55), (270.0, height * 0.42)):
        s.push(turn_deg=turn)
        work.window(0.0, y, front - lean * (y - 0.45) + 0.02, size=(0.65, 0.8), shutters=False)
        s.pop()
    hub_z, hub_y = radius * 0.62 + 0.95, height + 0.05
    s.beam("wood", (0.0, hub_y, radius * 0.2), (0.0, hub_y, hub_z + 0.15), 0.3, 0.3, _DARK_WOOD)
    length = height * 0.62
    first = work.dice.between(10.0, 80.0)
    for i in range(4):
        angle = math.radians(first + 90.0 * i)
        c, n = math.cos(angle), math.sin(angle)

        def at(along: float, across: float, z: float, c: float = c, n: float = n) -> Point:
            return (c * along - n * across, hub_y + n * along + c * across, z)

        s.beam("wood", at(0.15, 0.0, hub_z), at(length, 0.0, hub_z), 0.13, 0.13, work.timber)
        s.beam("wood", at(0.8, 0.95, hub_z), at(length, 0.95, hub_z), 0.06, 0.06, work.timber)
        bars = 7
        for k in range(bars):
            along = 0.8 + (length - 0.85) * k / (bars - 1)
            s.beam("wood", at(along, 0.0, hub_z), at(along, 0.95, hub_z), 0.06, 0.06, work.timber)
        low = [at(0.85, 0.06, hub_z - 0.04), at(length - 0.08, 0.06, hub_z - 0.04)]
        low += [at(length - 0.08, 0.9, hub_z - 0.04), at(0.85, 0.9, hub_z - 0.04)]
        # Seen from the front, that is from above for a solid that lies on its back.
        s.hexahedron("paint", low, [(x, y, z + 0.03) for x, y, z in low], rgb(0xE9DFC8))


def _boathouse(work: _Work) -> None:
    s = work.sculptor
    width, depth, height = work.width, work.depth, work.height
    _stilts(work, width, depth)
    tint = work.wall
    work.wall = mixed(WHITE, work.shutter, 0.35)
    if work.style.pitch:
        top = work.gabled(width, depth, height, along_x=False, slot="wood", base=0.05)
    else:
        work.pitch = 0.6
        top = work.gabled(width, depth, height, along_x=False, slot="wood", base=0.05)
    work.wall = tint
    work.corner_posts(width, depth, height + 0.05, 0.0, 0.0)
    front = depth / 2 - _SETBACK_M
    work.windows(width, depth, height, door=0.0, skip=(0, 2), shutters=False)
    half, tall = min(1.1, width / 2 - 0.4), min(2.3, height - 0.1)
    at = max(-(width / 2 - half - 0.25), min(width / 2 - half - 0.25, work.site.door_m))
    for side in (-1.0, 1.0):
        x0, x1 = sorted((at, at + side * half))
        s.box("wood", (x0 + 0.01, 0.1, front - 0.02), (x1 - 0.01, tall, front + 0.06), mixed(work.shutter, WHITE, 0.2))
        s.beam("wood", (x0, 0.25, front + 0.08), (x1, tall - 0.15, front + 0.08), 0.05, 0.12, work.timber)
        for y in (0.25, tall - 0.15):
            s.beam("wood", (x0, y, front + 0.08), (x1, y, front + 0.08), 0.06, 0.14, work.timber)
    s.box("wood", (at - half, -0.06, front), (at + half, 0.05, front + 0.5), work.timber)
    # A beam with a hook under the gable lifts what is heavy.
    s.beam("wood", (0.0, top - 0.55, front - 0.2), (0.0, top - 0.55, front + 0.75), 0.14, 0.16, work.timber)
    s.beam("paint", (0.0, top - 1.2, front + 0.62), (0.0, top - 0.6, front + 0.62), 0.03, 0.03, _IRON)


_BUILDERS: Final[Mapping[str, Callable[[_Work], None]]] = MappingProxyType(
    {
        "inn": _inn,
        "tavern": _inn,
        "hall": _hall,
        "shop": _shop,
        "bakery": _shop,
        "market": _shop,
        "barn": _barn,
        "stable": _barn,
        "store": _barn,
        "storehouse": _barn,
        "warehouse": _barn,
        "chapel": _chapel,
        "church": _chapel,
        "temple": _chapel,
        "smithy": _smithy,
        "mill": _mill,
        "boathouse": _boathouse,
    }
)
"""Uses that look like something; all others look like houses."""
