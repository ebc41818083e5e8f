"""Pictures of the tiles: 16 x 16 pixels each, drawn by code, to be read at a glance and replaced by a game's own."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from procgen.layout.tiles import TILES, Tile
from procgen.runtime.philox import philox4x32, stream_id

TILE_PX: Final = 16
Rgb: TypeAlias = tuple[int, int, int]
RgbArray = npt.NDArray[np.uint8]
RgbaArray = npt.NDArray[np.uint8]

COLOURS: Final[Mapping[Tile, Rgb]] = MappingProxyType(
    {
        Tile.ROCK: (54, 48, 58),
        Tile.WALL: (128, 106, 96),
        Tile.FLOOR: (204, 186, 154),
        Tile.DOOR: (166, 98, 44),
        Tile.LOCKED_DOOR: (196, 44, 46),
        Tile.KEY: (250, 208, 40),
        Tile.ENTRANCE: (44, 178, 88),
        Tile.EXIT: (176, 70, 190),
        Tile.WATER: (92, 160, 210),
        Tile.DEEP_WATER: (52, 104, 168),
        Tile.BRIDGE: (172, 128, 78),
        Tile.GRASS: (124, 176, 88),
        Tile.ROAD: (186, 160, 120),
        Tile.PATH: (208, 190, 144),
        Tile.TREE: (42, 104, 56),
        Tile.FIELD: (196, 172, 82),
        Tile.FENCE: (128, 88, 52),
        Tile.BOULDER: (134, 134, 138),
        Tile.SAND: (230, 212, 156),
        Tile.SNOW: (238, 242, 248),
        Tile.SHRUB: (86, 142, 64),
        Tile.MARSH: (108, 138, 100),
        Tile.PAVEMENT: (176, 178, 182),
        Tile.PLAZA: (208, 198, 186),
        Tile.WINDOW: (150, 204, 224),
        Tile.CHEST: (212, 148, 40),
        Tile.TABLE: (150, 104, 64),
        Tile.BED: (188, 96, 110),
        Tile.HEARTH: (226, 104, 36),
        Tile.SHELF: (112, 76, 52),
        Tile.PIER: (154, 118, 80),
        Tile.RUBBLE: (168, 150, 128),
    }
)
"""What a tile is shown as where it is small."""

GROUND_BELOW: Final[Mapping[Tile, Tile]] = MappingProxyType(
    {
        Tile.DOOR: Tile.FLOOR,
        Tile.LOCKED_DOOR: Tile.FLOOR,
        Tile.KEY: Tile.FLOOR,
        Tile.ENTRANCE: Tile.ROAD,
        Tile.EXIT: Tile.FLOOR,
        Tile.TREE: Tile.GRASS,
        Tile.FENCE: Tile.GRASS,
        Tile.BOULDER: Tile.GRASS,
        Tile.SHRUB: Tile.GRASS,
        Tile.CHEST: Tile.FLOOR,
        Tile.TABLE: Tile.FLOOR,
        Tile.BED: Tile.FLOOR,
        Tile.HEARTH: Tile.FLOOR,
        Tile.SHELF: Tile.FLOOR,
        Tile.RUBBLE: Tile.FLOOR,
    }
)
"""What lies under things that stand on some ground, where nothing else is known; all other tiles are ground, or fill
their square. Doors fill theirs in a picture."""

_Y, _X = np.mgrid[0:TILE_PX, 0:TILE_PX]


def _noise(tile: Tile) -> npt.NDArray[np.float64]:
    """(16, 16) grain of a tile's own, -1 to 1."""
    zero = np.zeros((1, 1), np.uint32)
    words = philox4x32(
        _X.astype(np.uint32), _Y.astype(np.uint32), zero + np.uint32(int(tile)), zero, (stream_id("layout/art"), 0)
    )[0]
    return words.astype(np.float64) / 2.0**31 - 1.0


class _Canvas:
    """A tile that is being drawn; clear at first."""

    def __init__(self, tile: Tile) -> None:
        self.rgba: RgbaArray = np.zeros((TILE_PX, TILE_PX, 4), np.uint8)
        self.colour = COLOURS[tile]
        self.grain = _noise(tile)

    def put(self, where: npt.NDArray[np.bool_], colour: Rgb) -> None:
        self.rgba[where] = (*colour, 255)

    def fill(self, colour: Rgb | None = None, grain: float = 6.0) -> None:
        """All of it, with some grain."""
        base = np.array(colour or self.colour, np.float64) + grain * self.grain[..., None]
        self.rgba[..., :3] = np.clip(np.rint(base), 0, 255).astype(np.uint8)
        self.rgba[..., 3] = 255

    def box(self, left: int, top: int, right: int, bottom: int, colour: Rgb) -> None:
        """Pixels from the first to the last, both included."""
        self.put((left <= _X) & (right >= _X) & (top <= _Y) & (bottom >= _Y), colour)

    def disc(self, x: float, y: float, radius: float, colour: Rgb, squash: float = 1.0) -> None:
        self.put((_X - x) ** 2 + ((_Y - y) / squash) ** 2 <= radius**2, colour)

    def speckle(self, least: float, colour: Rgb) -> None:
        """Single pixels where the grain is above a limit."""
        self.put(self.grain > least, colour)


def _shade(colour: Rgb, factor: float) -> Rgb:
    red, green, blue = (round(min(max(part * factor, 0.0), 255.0)) for part in colour)
    return red, green, blue


def _rock(canvas: _Canvas) -> None:
    canvas.fill(grain=5.0)
    for x, y, width in ((1, 3, 6), (8, 6, 7), (3, 11, 5), (10, 13, 4)):
        canvas.box(x, y, x + width - 1, y, _shade(canvas.colour, 0.72))
        canvas.box(x + 1, y - 1, x + width - 2, y - 1, _shade(canvas.colour, 1.25))


def _bricks(canvas: _Canvas, colour: Rgb, across: int, down: int) -> None:
    canvas.fill(colour, grain=8.0)
    joint = _shade(colour, 0.72)
    rows = _Y // down
    canvas.put((_Y % down == down - 1) | ((_X + rows % 2 * (across // 2)) % across == across - 1), joint)


def _wall(canvas: _Canvas) -> None:
    _bricks(canvas, canvas.colour, 8, 4)


def _window(canvas: _Canvas) -> None:
    _bricks(canvas, COLOURS[Tile.WALL], 8, 4)
    canvas.box(3, 3, 12, 12, _shade(COLOURS[Tile.WALL], 0.5))
    canvas.box(4, 4, 11, 11, canvas.colour)
    canvas.put((_X + _Y == 12) & (_X > 3) & (_Y > 3), (228, 246, 252))
    canvas.box(7, 4, 8, 11, _shade(COLOURS[Tile.WALL], 0.5))
    canvas.box(4, 7, 11, 8, _shade(COLOURS[Tile.WALL], 0.5))


def _floor(canvas: _Canvas) -> None:
    canvas.fill(grain=3.0)
    canvas.put((_X % 8 == 7) | (_Y % 8 == 7), _shade(canvas.colour, 0.9))


def _plain(limit: float, dark: float, light: float) -> Callable[[_Canvas], None]:
    """Ground with dark and light specks; the less the limit, the more of them."""

    def draw(canvas: _Canvas) -> None:
        canvas.fill(grain=4.0)
        canvas.speckle(limit, _shade(canvas.colour, light))
        canvas.put(canvas.grain < -limit, _shade(canvas.colour, dark))

    return draw


def _grass(canvas: _Canvas) -> None:
    canvas.fill(grain=5.0)
    tuft = canvas.grain > 0.9
    canvas.put(tuft | np.roll(tuft, 1, axis=0), _shade(canvas.colour, 0.8))
    canvas.put(canvas.grain < -0.94, _shade(canvas.colour, 1.2))


def _water(canvas: _Canvas) -> None:
    canvas.fill(grain=2.0)
    light = _shade(canvas.colour, 1.2)
    for x, y in ((2, 3), (9, 7), (4, 11), (12, 14)):
        canvas.box(x, y, x + 3, y, light)
        canvas.box(x + 1, y - 1, x + 2, y - 1, light)


def _boards(canvas: _Canvas, water: Tile) -> None:
    canvas.fill(COLOURS[water], grain=2.0)
    canvas.box(0, 1, 15, 14, canvas.colour)
    canvas.put((_X % 4 == 3) & (_Y >= 1) & (_Y <= 14), _shade(canvas.colour, 0.72))
    canvas.put(((_Y == 1) | (_Y == 14)), _shade(canvas.colour, 0.55))


def _bridge(canvas: _Canvas) -> None:
    _boards(canvas, Tile.WATER)


def _pier(canvas: _Canvas) -> None:
    canvas.fill(grain=4.0)
    canvas.put(_Y % 4 == 3, _shade(canvas.colour, 0.7))
    canvas.put((_Y % 4 == 1) & ((_X == 1) | (_X == 14)), _shade(canvas.colour, 0.5))


def _field(canvas: _Canvas) -> None:
    canvas.fill(grain=4.0)
    canvas.put(_Y % 4 == 0, _shade(canvas.colour, 0.72))
    canvas.put((_Y % 4 == 2) & (_X % 3 == 1), _shade((130, 160, 60), 1.0))


def _marsh(canvas: _Canvas) -> None:
    canvas.fill(grain=5.0)
    canvas.disc(5, 10, 3.4, (84, 124, 132), 0.5)
    canvas.disc(11.5, 5, 3.0, (84, 124, 132), 0.5)
    for x, y in ((3, 4), (12, 11), (8, 13)):
        canvas.box(x, y - 2, x, y, (74, 96, 48))
        canvas.box(x + 1, y - 3, x + 1, y, (96, 118, 58))


def _slabs(across: int, down: int) -> Callable[[_Canvas], None]:
    def draw(canvas: _Canvas) -> None:
        _bricks(canvas, canvas.colour, across, down)
        # Joints of paving are finer than a wall's.
        dark = np.all(canvas.rgba[..., :3] == _shade(canvas.colour, 0.72), axis=-1)
        canvas.put(dark, _shade(canvas.colour, 0.88))

    return draw


def _plaza(canvas: _Canvas) -> None:
    canvas.fill(grain=3.0)
    canvas.put(((_X + _Y) % 8 == 0) | ((_X - _Y) % 8 == 0), _shade(canvas.colour, 0.86))


def _door(canvas: _Canvas) -> None:
    _bricks(canvas, COLOURS[Tile.WALL], 8, 4)
    canvas.box(1, 1, 14, 14, _shade(canvas.colour, 0.5))
    canvas.box(3, 3, 12, 12, canvas.colour)
    canvas.put((_X % 4 == 2) & (_X > 3) & (_X < 12) & (_Y > 2) & (_Y < 13), _shade(canvas.colour, 0.75))
    canvas.box(10, 8, 11, 9, (248, 220, 120))


def _locked_door(canvas: _Canvas) -> None:
    _bricks(canvas, COLOURS[Tile.WALL], 8, 4)
    canvas.box(1, 1, 14, 14, (60, 24, 26))
    canvas.box(3, 3, 12, 12, canvas.colour)
    canvas.disc(7.5, 6.5, 2.2, (40, 16, 18))
    canvas.box(7, 7, 8, 11, (40, 16, 18))


def _key(canvas: _Canvas) -> None:
    dark = (120, 88, 8)
    for grow, colour in ((1, dark), (0, canvas.colour)):
        canvas.disc(4.5, 7.5, 3.2 + grow, colour)
        canvas.box(7 - grow, 7 - grow, 14 + min(grow, 1), 8 + grow, colour)
        canvas.box(11 - grow, 8, 11 + grow, 11 + grow, colour)
        canvas.box(14 - grow, 8, 14 + min(grow, 1), 10 + grow, colour)
    canvas.disc(4.5, 7.5, 1.2, dark)


def _entrance(canvas: _Canvas) -> None:
    dark = _shade(canvas.colour, 0.5)
    canvas.disc(7.5, 7.5, 7.6, dark)
    canvas.disc(7.5, 7.5, 6.4, canvas.colour)
    # An arrow into the map, whichever way that is: down.
    canvas.box(6, 3, 9, 8, (250, 252, 248))
    canvas.put((_Y >= 8) & (_Y <= 12) & (np.abs(_X - 7.5) <= 12.5 - _Y), (250, 252, 248))


def _exit(canvas: _Canvas) -> None:
    canvas.box(1, 1, 14, 14, _shade(canvas.colour, 0.45))
    for step in range(4):
        canvas.box(2 + 3 * step, 2 + 3 * step, 13, 4 + 3 * step, _shade(canvas.colour, 1.25 - 0.2 * step))


def _tree(canvas: _Canvas) -> None:
    canvas.disc(8.2, 8.8, 7.2, _shade(canvas.colour, 0.62))
    canvas.disc(7.5, 7.5, 6.6, canvas.colour)
    canvas.disc(6.2, 5.8, 4.2, _shade(canvas.colour, 1.25))
    leaf = (canvas.grain > 0.55) & (canvas.rgba[..., 3] > 0)
    canvas.put(leaf, _shade(canvas.colour, 1.5))


def _shrub(canvas: _Canvas) -> None:
    for x, y, radius in ((5, 9.5, 3.6), (10.5, 8, 4.0), (8, 11.5, 3.2)):
        canvas.disc(x + 0.5, y + 0.8, radius, _shade(canvas.colour, 0.6))
        canvas.disc(x, y, radius - 0.4, canvas.colour)
        canvas.disc(x - 0.8, y - 0.9, radius - 2.2, _shade(canvas.colour, 1.25))


def _boulder(canvas: _Canvas) -> None:
    canvas.disc(8, 9, 6.6, _shade(canvas.colour, 0.55), 0.85)
    canvas.disc(7.5, 8, 5.9, canvas.colour, 0.85)
    canvas.disc(6, 6.2, 3.2, _shade(canvas.colour, 1.3), 0.8)


def _fence(canvas: _Canvas) -> None:
    for y in (5, 9):
        canvas.box(0, y, 15, y + 1, canvas.colour)
        canvas.box(0, y + 2, 15, y + 2, _shade(canvas.colour, 0.6))
    for x in (2, 7, 12):
        canvas.box(x, 2, x + 1, 13, _shade(canvas.colour, 1.2))
        canvas.box(x + 2, 3, x + 2, 13, _shade(canvas.colour, 0.55))


def _chest(canvas: _Canvas) -> None:
    canvas.box(2, 4, 13, 13, _shade(canvas.colour, 0.4))
    canvas.box(3, 5, 12, 8, canvas.colour)
    canvas.box(3, 9, 12, 12, _shade(canvas.colour, 0.75))
    canvas.box(7, 7, 8, 10, (250, 236, 150))


def _table(canvas: _Canvas) -> None:
    canvas.box(2, 4, 14, 13, _shade(canvas.colour, 0.45))
    canvas.box(1, 3, 13, 11, canvas.colour)
    canvas.put((_Y % 3 == 2) & (_X >= 1) & (_X <= 13) & (_Y >= 3) & (_Y <= 11), _shade(canvas.colour, 0.82))


def _bed(canvas: _Canvas) -> None:
    canvas.box(2, 1, 13, 14, _shade((112, 76, 52), 0.8))
    canvas.box(3, 2, 12, 13, canvas.colour)
    canvas.box(4, 3, 11, 5, (246, 242, 232))
    canvas.box(3, 7, 12, 7, _shade(canvas.colour, 1.25))


def _hearth(canvas: _Canvas) -> None:
    canvas.box(1, 1, 14, 14, (84, 80, 84))
    canvas.box(3, 3, 12, 12, (38, 32, 34))
    canvas.disc(7.5, 9, 3.4, canvas.colour)
    canvas.disc(7.5, 7.4, 2.0, canvas.colour)
    canvas.disc(7.5, 9.8, 1.7, (252, 214, 90))


def _shelf(canvas: _Canvas) -> None:
    canvas.box(1, 2, 14, 13, _shade(canvas.colour, 0.6))
    books = ((170, 60, 56), (66, 110, 150), (200, 168, 80), (84, 132, 84), (140, 92, 140), (198, 120, 70))
    for row in (0, 1):
        for place, colour in enumerate(books if row == 0 else books[::-1]):
            canvas.box(2 + 2 * place, 3 + 5 * row, 3 + 2 * place, 6 + 5 * row, colour)


def _rubble(canvas: _Canvas) -> None:
    for x, y, radius in ((4, 5, 2.4), (10.5, 4, 1.8), (7.5, 10, 2.8), (12.5, 11, 2.0), (3, 12, 1.6)):
        canvas.disc(x + 0.5, y + 0.6, radius, _shade(canvas.colour, 0.55))
        canvas.disc(x, y, radius - 0.4, _shade(canvas.colour, 0.92))


_DRAWN: Final[Mapping[Tile, Callable[[_Canvas], None]]] = MappingProxyType(
    {
        Tile.ROCK: _rock,
        Tile.WALL: _wall,
        Tile.FLOOR: _floor,
        Tile.DOOR: _door,
        Tile.LOCKED_DOOR: _locked_door,
        Tile.KEY: _key,
        Tile.ENTRANCE: _entrance,
        Tile.EXIT: _exit,
        Tile.WATER: _water,
        Tile.DEEP_WATER: _water,
        Tile.BRIDGE: _bridge,
        Tile.GRASS: _grass,
        Tile.ROAD: _plain(0.86, 0.82, 1.12),
        Tile.PATH: _plain(0.9, 0.88, 1.06),
        Tile.TREE: _tree,
        Tile.FIELD: _field,
        Tile.FENCE: _fence,
        Tile.BOULDER: _boulder,
        Tile.SAND: _plain(0.9, 0.9, 1.05),
        Tile.SNOW: _plain(0.92, 0.94, 1.04),
        Tile.SHRUB: _shrub,
        Tile.MARSH: _marsh,
        Tile.PAVEMENT: _slabs(8, 8),
        Tile.PLAZA: _plaza,
        Tile.WINDOW: _window,
        Tile.CHEST: _chest,
        Tile.TABLE: _table,
        Tile.BED: _bed,
        Tile.HEARTH: _hearth,
        Tile.SHELF: _shelf,
        Tile.PIER: _pier,
        Tile.RUBBLE: _rubble,
    }
)


@functools.cache
def tile_layers() -> RgbaArray:
    """(tiles, 16, 16, 4): every tile alone, clear where the ground below it shows."""
    drawn = np.zeros((TILES, TILE_PX, TILE_PX, 4), np.uint8)
    for tile in Tile:
        canvas = _Canvas(tile)
        _DRAWN[tile](canvas)
        drawn[tile] = canvas.rgba
    drawn.flags.writeable = False
    return drawn


@functools.cache
def tile_pictures() -> RgbArray:
    """(tiles, 16, 16, 3): every tile on the ground that is usual below it."""
    below = np.arange(TILES)
    for tile, ground in GROUND_BELOW.items():
        below[tile] = ground
    pictures = over(tile_layers(), tile_layers()[below][..., :3])
    pictures.flags.writeable = False
    return pictures


def over(layers: RgbaArray, ground: RgbArray) -> RgbArray:
    """Things laid on ground: (…, 4) on (…, 3). They are clear or opaque, nothing between."""
    return np.where(layers[..., 3:] > 0, layers[..., :3], ground)
