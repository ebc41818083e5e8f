"""Everything below an entrance as models: the way down, rooms, what stands in them, and their lights."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Final

import numpy as np

from procgen.layout.kinds import IS_WALKABLE
from procgen.layout.tiles import Tile
from procgen.world.buildings.furniture import PIECES
from procgen.world.buildings.style import Style
from procgen.world.buildings.walls import BACK, FRONT, LEFT, RIGHT, Opening, hang_door, panel, pop_side, push_side
from procgen.world.buildings.work import IRON, Block, Leaf, Site, Spot, Work
from procgen.world.chance import Float64Array, smooth_noise
from procgen.world.meshes import WHITE, Dice, Model, Rgb, Sculptor, mixed, rgb
from procgen.world.place import BoolArray, Building, Underground
from procgen.world.underground.descent import (
    BASE_M,
    FALL,
    TALL_M,
    TILE_M,
    WIDE_M,
    Descent,
    corner_of,
    descent_of,
    solid,
)
from procgen.world.underground.draw import ENTRANCE, steps_from
from procgen.world.underground.inside import deepest_tile, standing
from procgen.world.underground.kinds import KINDS, Kind
from procgen.world.underground.rock import BULGE_M, Surface, lay, pools, surface_of

_ACROSS: Final = 10
"""Tiles along a side of each model."""
_OUT: Final = ((0, -1), (1, 0), (0, 1), (-1, 0))
"""Along x and z, towards the sides of a tile, clockwise from the north."""
_LAMPS: Final = 14
_LAMPS_APART_M: Final = 7.0
_STEP_M: Final = 0.5
"""Between cross-sections of the way down."""
_TREAD_M: Final = 0.3
_DOORWAY: Final = (1.3, 2.1)
_NUMBERS: Final = 16384
_OAK: Final = rgb(0x8A6B4A)
_ROCK: Final = rgb(0xB9B2A8)


@dataclass(frozen=True, slots=True)
class Below:
    """What lies below an entrance, in its building's frame.

    Attributes:
        models: that one collides with: the way down first, then rooms, by squares of tiles.
        water: of pools, without collision; None where there are none.
        leaves: doors.
        lamps: lights.
        deepest: the floor of the room that is farthest to walk to.
    """

    models: tuple[Model, ...]
    water: Model | None
    leaves: tuple[Leaf, ...]
    lamps: tuple[Spot, ...]
    deepest: tuple[float, float, float]


def build_below(under: Underground, building: Building, style: Style, spacing_m: float, seed: int) -> Below:
    """The models of what lies below a building.

    Args:
        under: its rooms.
        building: that leads down.
        style: how people build there: its doors.
        spacing_m: of the heights of the ground.
        seed: of what differs, together with the building's name.
    """
    return _Builder(under, building, style, spacing_m, seed).below()


# One place in the making: rooms, doors, lamps and things share its surface, its dice and its sculptors.
class _Builder:
    def __init__(self, under: Underground, building: Building, style: Style, spacing_m: float, seed: int) -> None:
        self.kind: Kind = KINDS[under.kind]
        self.name, self.tiles = under.kind, under.tiles
        self.descent: Descent = descent_of(building, under.depth_m, spacing_m)
        self.dice = Dice(seed, f"world/underground/{building.name}", _NUMBERS)
        self.seed = seed
        self.work = Work(building, style, Site(0.0, 0.0, False), self.dice)
        self.work.name = f"{building.name} {under.kind}"
        self.surface: Surface = surface_of(self.kind, under.kind, under.tiles, self.descent, seed)
        count = -(-len(under.tiles) // _ACROSS)
        self.chunks = [[Sculptor() for _ in range(count)] for _ in range(count)]
        self.lamps: list[Spot] = []
        self.rooms: BoolArray = ~solid(under.tiles, under.kind)
        self.standing = standing(under)
        self.deepest = deepest_tile(under)

    def below(self) -> Below:
        lay(self.surface, self.kind, self.chunks, _ACROSS)
        way = Sculptor()
        self._way_down(way)
        self._tiles()
        self._lights()
        water = Sculptor()
        pools(self.surface, water, self.descent.foot_y)
        found = [way.model(f"{self.work.name} way down")]
        for row, line in enumerate(self.chunks):
            for column, sculptor in enumerate(line):
                model = sculptor.model(f"{self.work.name} rooms {row + 1} {column + 1}")
                if model.meshes:
                    found.append(model)
        wet = water.model(f"{self.work.name} water")
        x, z = self._middle(*self.deepest)
        y = self.surface.heights_at(self.deepest[1], self.deepest[0])[0]
        return Below(tuple(found), wet if wet.meshes else None, tuple(self.work.leaves), tuple(self.lamps), (x, y, z))

    # Places.

    def _middle(self, column: int, row: int) -> tuple[float, float]:
        x, z = corner_of(self.descent, self.tiles)
        return x + (column + 0.5) * TILE_M, z + (row + 0.5) * TILE_M

    def _sculptor(self, column: int, row: int) -> Sculptor:
        return self.chunks[row // _ACROSS][column // _ACROSS]

    def _floor(self, column: int, row: int) -> float:
        return self.surface.heights_at(row, column)[0]

    # The way down.

    def _way_down(self, s: Sculptor) -> None:
        d, kind = self.descent, self.kind
        tint = mixed(WHITE, _ROCK, 0.5 if kind.rugged else 0.15)
        for first, last in ((d.head_z, d.under_z), (d.under_z, d.edge_z)):
            dived = last < d.under_z
            count = max(math.ceil((first - last) / _STEP_M), 2)
            along = np.unique([*np.linspace(first, last, count + 1), *([d.foot_z] if dived else [])])[::-1]
            sections = np.array([self._section(float(z), dived) for z in along])  # (n, 8, 3)
            for one, other in pairwise(sections):
                for k in range(7):
                    # Walls up to the building's floor; a ceiling where the way has dived below it.
                    if dived or k in (0, 6):
                        s.face(kind.walls, [_point(p) for p in (one[k], other[k], other[k + 1], one[k + 1])], tint)
            if dived:
                for corner, run in ((-1.0, (1, 2, 3)), (1.0, (4, 5, 6))):
                    top = (corner * WIDE_M / 2, float(sections[0, 3, 1]), d.under_z)
                    for k in run[:-1]:
                        s.face(kind.walls, [top, *(_point(sections[0, p]) for p in (k, k + 1))], tint)
        self._treads(s)
        # Over the gate, and the end of the floor above.
        half = WIDE_M / 2 + 0.25
        y, z = d.floor_y(d.under_z) + TALL_M, d.under_z
        s.face(kind.walls, [(-half, y, z), (half, y, z), (half, BASE_M, z), (-half, BASE_M, z)], tint)
        if kind.timbered:
            self._frames(s)

    def _section(self, z: float, dived: bool) -> Float64Array:
        """(8, 3) a cross-section from the left of the floor over the ceiling to the right, seen downwards."""
        d = self.descent
        y, half, tall = d.floor_y(z), WIDE_M / 2, TALL_M
        flare = float(np.clip((d.foot_z - z) / (d.foot_z - d.edge_z), 0.0, 1.0))
        half += flare * (TILE_M / 2 - half)
        tall += flare * (self.kind.ceiling_m - tall)
        if not self.kind.rugged:
            shape = [
                (-1.0, 0.0),
                (-1.0, 0.75),
                (-0.93, 0.88),
                (-0.5, 1.0),
                (0.5, 1.0),
                (0.93, 0.88),
                (1.0, 0.75),
                (1.0, 0.0),
            ]
        else:
            shape = [
                (-1.0, 0.0),
                (-1.03, 0.4),
                (-0.9, 0.85),
                (-0.4, 1.0),
                (0.4, 1.0),
                (0.9, 0.85),
                (1.03, 0.4),
                (1.0, 0.0),
            ]
        points = np.array(shape)
        square = np.array(
            [(-1.0, 0.0), (-1.0, 0.5), (-1.0, 1.0), (-0.4, 1.0), (0.4, 1.0), (1.0, 1.0), (1.0, 0.5), (1.0, 0.0)]
        )
        points = points + flare * (square - points)
        x, high = points[:, 0] * half, y + points[:, 1] * tall
        if not dived:
            # Beside the opening in the building's floor, walls are upright and end at it.
            x = np.sign(points[:, 0]) * half
            x[3:5] = (-half, half)
            high = np.where(points[:, 1] > 0.0, BASE_M, y)
        elif self.kind.rugged:
            noise = smooth_noise(self.seed, "world/underground/way", np.arange(8) / 1.5, np.full(8, z / 1.3))
            push = BULGE_M * self.kind.rugged * np.abs(noise) * (1.0 - flare) * min((d.under_z - z) / 1.5, 1.0)
            push[[0, 7]] *= 0.4
            x, high = x + np.sign(x) * push, high + np.where(points[:, 1] > 0.6, 0.6 * push, 0.0)
        return np.stack([x, high, np.full(8, z)], axis=1)

    def _treads(self, s: Sculptor) -> None:
        """The floor of the way down: a ramp of rock, planks or worn steps, each low enough to roll over."""
        d, kind = self.descent, self.kind
        half = WIDE_M / 2 + 0.12
        colour: Rgb = mixed(WHITE, _ROCK, 0.4)
        if kind.rugged:
            s.face(
                kind.floor,
                [
                    (-half, BASE_M, d.head_z),
                    (half, BASE_M, d.head_z),
                    (half, d.foot_y, d.foot_z),
                    (-half, d.foot_y, d.foot_z),
                ],
                colour,
            )
        else:
            count = max(round((d.head_z - d.foot_z) / _TREAD_M), 1)
            step = (d.head_z - d.foot_z) / count
            for k in range(count):
                z0, z1 = d.head_z - step * k, d.head_z - step * (k + 1)
                top, low = BASE_M - FALL * (d.head_z - z0) - 0.05, BASE_M - FALL * (d.head_z - z1)
                # Worn: a tread leans forwards, and only a part of its height is a riser.
                s.face(
                    kind.floor,
                    [(-half, top + 0.05, z0), (half, top + 0.05, z0), (half, top, z0 - 0.01), (-half, top, z0 - 0.01)],
                    colour,
                )
                s.face(
                    kind.floor,
                    [(-half, top, z0 - 0.01), (half, top, z0 - 0.01), (half, low, z1), (-half, low, z1)],
                    colour,
                )
        wide = TILE_M / 2
        s.face(
            kind.floor,
            [
                (-half, d.foot_y, d.foot_z),
                (half, d.foot_y, d.foot_z),
                (wide, d.foot_y, d.edge_z),
                (-wide, d.foot_y, d.edge_z),
            ],
            colour,
        )
        if kind.timbered:
            for x in (-0.36, 0.3):
                s.beam("paint", (x, BASE_M + 0.03, d.head_z), (x, d.foot_y + 0.03, d.foot_z), 0.06, 0.06, IRON)
            for k in range(int((d.head_z - d.foot_z) / 0.9)):
                z = d.head_z - 0.5 - 0.9 * k
                y = BASE_M - FALL * (d.head_z - z)
                s.box("wood", (-0.62, y - 0.06, z - 0.08), (0.62, y + 0.03, z + 0.08), _OAK)

    def _frames(self, s: Sculptor) -> None:
        d = self.descent
        z = d.under_z - 0.2
        while z > d.edge_z + 0.3:
            y = d.floor_y(z)
            half = WIDE_M / 2 - 0.02
            for way in (-1.0, 1.0):
                s.box("wood", (way * half - 0.09, y - 0.2, z - 0.09), (way * half + 0.09, y + 2.12, z + 0.09), _OAK)
            s.box("wood", (-half - 0.2, y + 2.1, z - 0.1), (half + 0.2, y + 2.3, z + 0.1), _OAK)
            z -= 1.9

    # What is in rooms.

    def _tiles(self) -> None:
        for row, column in np.argwhere(self.rooms).tolist():
            tile = Tile(self.tiles[row, column])
            s = self._sculptor(column, row)
            if tile in _THINGS:
                x, z = self._middle(column, row)
                _THINGS[tile](self, s, x, self._floor(column, row), z, (column, row))
            elif self.standing[row, column]:
                x, z = self._middle(column, row)
                _STANDING[self.name](self, s, x, z, (column, row))
        if self.kind.timbered:
            self._props_of_timber()
        if self.tiles[self.deepest[1], self.deepest[0]] == Tile.FLOOR:
            x, z = self._middle(*self.deepest)
            self._chest(self._sculptor(*self.deepest), x, self._floor(*self.deepest), z, self.deepest)

    def _against(self, at: tuple[int, int]) -> int:
        """The side of a tile, clockwise from the north, where there is rock; -1 where there is none."""
        column, row = at
        for side, (dc, dr) in enumerate(_OUT):
            c, r = column + dc, row + dr
            inside = 0 <= r < len(self.tiles) and 0 <= c < len(self.tiles[0])
            if not inside or not self.rooms[r, c]:
                return side
        return -1

    def _chest(self, s: Sculptor, x: float, y: float, z: float, at: tuple[int, int]) -> None:
        side = self._against(at)
        turn = (0.0, 270.0, 180.0, 90.0)[max(side, 0)]
        out = _OUT[side] if side >= 0 else (0, 0)
        reach = TILE_M / 2 - (0.35 if self.kind.rugged else 0.05)
        s.push((x + out[0] * reach, y - 0.02, z + out[1] * reach), turn)
        PIECES["chest"].build(s, self.dice)
        s.pop()

    def _rubble(self, s: Sculptor, x: float, y: float, z: float, _at: tuple[int, int]) -> None:
        for k in range(5):
            angle, far = 1.3 * k + self.dice.between(0.0, 1.0), self.dice.between(0.55, 0.9)
            size = self.dice.between(0.07, 0.16)
            place = (x + far * math.cos(angle), y + 0.3 * size, z + far * math.sin(angle))
            self._stone(s, place, (size * 1.2, size, size))

    def _boulder(self, s: Sculptor, x: float, y: float, z: float, _at: tuple[int, int]) -> None:
        size = self.dice.between(0.5, 0.75)
        self._stone(s, (x, y + 0.35 * size, z), (size * 1.1, size, size * 0.9), detail=2)

    def _stone(
        self, s: Sculptor, place: tuple[float, float, float], radii: tuple[float, float, float], detail: int = 1
    ) -> None:
        low, high = mixed(_ROCK, (0.2, 0.2, 0.2), 0.4), _ROCK
        s.blob(self.kind.walls, place, radii, low, high, self.dice.many(6), roughness=0.2, detail=detail, softness=0.3)

    def _bridge(self, s: Sculptor, x: float, y: float, z: float, _at: tuple[int, int]) -> None:
        del y
        top = self.descent.foot_y
        for k in range(6):
            a = -1.0 + k / 3.0
            s.box("wood", (x + a + 0.02, top - 0.08, z - 1.02), (x + a + 0.31, top + 0.01, z + 1.02), _OAK)

    def _door(self, s: Sculptor, x: float, y: float, z: float, at: tuple[int, int]) -> None:
        """A wall across the passage, with a door that opens to where there is more room: not into a narrow passage,
        which its leaf would block.
        """
        column, row = at
        rooms = np.pad(self.rooms, 2)
        around = rooms[row : row + 5, column : column + 5]
        through_z = around[1, 2] and around[3, 2]
        # Along the passage, two tiles deep and three wide on either side of the door.
        before, behind = (around[:2, 1:4], around[3:, 1:4]) if through_z else (around[1:4, :2], around[1:4, 3:])
        half, deep = TILE_M / 2, 0.18
        block = (
            Block(x - half, x + half, z - deep, z + deep)
            if through_z
            else Block(x - deep, x + deep, z - half, z + half)
        )
        # Leaves open inwards: away from their side.
        sides = (FRONT, BACK) if through_z else (RIGHT, LEFT)
        side = sides[int(behind.sum() > before.sum())]
        hole = Opening("door", 0.0, 0.0, *_DOORWAY)
        tall = self.kind.ceiling_m + 0.01
        push_side(s, block, side, y)
        panel(s, (-half, half), (-0.02, tall), 2 * deep, [hole], (self.kind.walls, WHITE), (self.kind.walls, WHITE))
        pop_side(s)
        self.work.sculptor, kept = s, self.work.sculptor
        self.work.thick = 2 * deep
        hang_door(self.work, block, side, hole, y)
        self.work.sculptor = kept

    # What stands in the middle of rooms.

    def _stalagmite(self, s: Sculptor, x: float, z: float, at: tuple[int, int]) -> None:
        floor, ceiling = self.surface.heights_at(at[1], at[0])
        for k in range(3):
            angle, far = 2.1 * k + self.dice.between(0.0, 1.2), 0.0 if k == 0 else self.dice.between(0.25, 0.5)
            px, pz = x + far * math.cos(angle), z + far * math.sin(angle)
            wide, high = self.dice.between(0.12, 0.24) / (1 + 0.4 * k), self.dice.between(0.6, 1.5) / (1 + 0.6 * k)
            s.column(
                "rock",
                [(px, floor - 0.1, pz), (px, floor + 0.4 * high, pz), (px, floor + high, pz)],
                [wide, 0.55 * wide, 0.0],
                7,
                _ROCK,
            )
            s.column(
                "rock", [(px, ceiling - 0.7 * high, pz), (px, ceiling - 0.3 * high, pz), (px, ceiling + 0.2, pz)],
                [0.0, 0.5 * wide, wide], 7, mixed(_ROCK, (0.3, 0.3, 0.3), 0.3),
            )  # fmt: skip

    def _ore(self, s: Sculptor, x: float, z: float, at: tuple[int, int]) -> None:
        y = self._floor(*at)
        if self.dice.between(0.0, 1.0) < 0.5:
            s.push((x, y, z), self.dice.between(0.0, 360.0))
            PIECES["crates"].build(s, self.dice)
            s.pop()
            return
        for k in range(4):
            size = self.dice.between(0.2, 0.36)
            place = (x + 0.45 * math.cos(1.6 * k), y + 0.4 * size, z + 0.45 * math.sin(1.6 * k))
            self._stone(s, place, (size, size * 0.8, size))

    def _pillar(self, s: Sculptor, x: float, z: float, at: tuple[int, int]) -> None:
        y, top = self.surface.heights_at(at[1], at[0])
        s.box("stone", (x - 0.36, y - 0.05, z - 0.36), (x + 0.36, y + 0.3, z + 0.36), taper=0.04)
        s.column("stone", [(x, y + 0.28, z), (x, top - 0.4, z)], [0.26, 0.24], 8, smooth=False)
        s.box("stone", (x - 0.4, top - 0.42, z - 0.4), (x + 0.4, top + 0.02, z + 0.4))

    def _tomb(self, s: Sculptor, x: float, z: float, at: tuple[int, int]) -> None:
        y = self._floor(*at)
        s.push((x, y, z), 90.0 * round(self.dice.between(0.0, 1.0)))
        s.box("stone", (-0.5, -0.05, -1.0), (0.5, 0.16, 1.0), taper=0.03)
        s.box("stone", (-0.42, 0.14, -0.92), (0.42, 0.72, 0.92), mixed(WHITE, _ROCK, 0.3))
        s.box("stone", (-0.5, 0.7, -1.0), (0.5, 0.84, 1.0), WHITE, taper=0.05)
        s.box("stone", (-0.16, 0.83, -0.8), (0.16, 1.0, 0.55), mixed(WHITE, _ROCK, 0.5), taper=0.05)
        s.pop()

    def _props_of_timber(self) -> None:
        """Frames in narrow passages."""
        wide = np.pad(self.rooms, 1)
        for row, column in np.argwhere(self.rooms).tolist():
            if (row + column) % 2:
                continue
            aside = not wide[row + 1, column] and not wide[row + 1, column + 2]
            ahead = not wide[row, column + 1] and not wide[row + 2, column + 1]
            if aside == ahead:
                continue
            x, z = self._middle(column, row)
            y, s = self._floor(column, row), self._sculptor(column, row)
            s.push((x, y, z), 0.0 if aside else 90.0)
            for way in (-0.8, 0.8):
                s.box("wood", (way - 0.09, -0.2, -0.09), (way + 0.09, 2.15, 0.09), _OAK)
            s.box("wood", (-1.05, 2.13, -0.1), (1.05, 2.34, 0.1), _OAK)
            s.pop()

    # Lights.

    def _lights(self) -> None:
        """Lights at walls, apart from one another: the first where one comes in, the next ever farthest from others."""
        steps = steps_from(self.tiles, ENTRANCE)
        free = (steps >= 0) & IS_WALKABLE[self.tiles] & ~np.isin(self.tiles, (Tile.DOOR, Tile.BRIDGE, Tile.LOCKED_DOOR))
        places = [(column, row) for row, column in np.argwhere(free).tolist() if self._against((column, row)) >= 0]
        if not places:
            return
        at = np.array([self._middle(*place) for place in places])
        number = int(np.argmin(np.hypot(at[:, 0], at[:, 1] - self.descent.edge_z + 5.0)))
        far = np.full(len(at), np.inf)
        for _ in range(_LAMPS):
            self._lamp(places[number])
            np.minimum(far, np.hypot(*(at - at[number]).T), out=far)
            number = int(np.argmax(far))
            if far[number] < _LAMPS_APART_M:
                break

    def _lamp(self, at: tuple[int, int]) -> None:
        """A torch on the wall."""
        column, row = at
        side = self._against(at)
        out = _OUT[side]
        x, z = self._middle(column, row)
        y, s = self._floor(column, row) + 1.65, self._sculptor(column, row)
        reach = TILE_M / 2 - (0.3 if self.kind.rugged else 0.02)
        wx, wz = x + out[0] * reach, z + out[1] * reach
        tx, tz = wx - out[0] * 0.22, wz - out[1] * 0.22
        s.beam("paint", (wx + out[0] * 0.3, y - 0.15, wz + out[1] * 0.3), (tx, y + 0.05, tz), 0.05, 0.05, IRON)
        s.column("wood", [(tx, y - 0.1, tz), (tx, y + 0.3, tz)], [0.03, 0.05], 6, _OAK)
        s.blob("ember", (tx, y + 0.4, tz), (0.07, 0.14, 0.07), WHITE, WHITE, self.dice.many(6), detail=1)
        self.lamps.append(Spot("lamp", tx - out[0] * 0.15, y + 0.5, tz - out[1] * 0.15))


def _point(place: Float64Array) -> tuple[float, float, float]:
    return float(place[0]), float(place[1]), float(place[2])


_Thing = Callable[[_Builder, Sculptor, float, float, float, tuple[int, int]], None]
_THINGS: Final[Mapping[Tile, _Thing]] = MappingProxyType(
    {
        Tile.CHEST: _Builder._chest,
        Tile.RUBBLE: _Builder._rubble,
        Tile.BOULDER: _Builder._boulder,
        Tile.BRIDGE: _Builder._bridge,
        Tile.DOOR: _Builder._door,
    }
)
"""What a tile holds."""
_STANDING: Final[Mapping[str, Callable[[_Builder, Sculptor, float, float, tuple[int, int]], None]]] = MappingProxyType(
    {"cave": _Builder._stalagmite, "mine": _Builder._ore, "dungeon": _Builder._pillar, "crypt": _Builder._tomb}
)
"""By kind, what stands in the middle of rooms."""
