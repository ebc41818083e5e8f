"""The modular pieces of a block-out, one for each use of a tile, to be replaced by a game's own.

A piece stands on y = 0 in the middle of its tile; its front is at +z, south. Ground reaches below 0. Heights are those
of people's houses, whatever the size of a tile; what stands on a tile fits within it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, TypeAlias

from procgen.layout.art import COLOURS
from procgen.layout.solids import Solid, box, joined, lathe
from procgen.layout.tiles import Tile

WALL_HEIGHT_M: Final = 3.0
_DOOR_HEIGHT_M: Final = 2.2
_DOOR_WIDTH_M: Final = 1.3
_SILL_M, _WINDOW_TOP_M = 0.9, 2.1
_SLAB_M: Final = 0.2
_WATER_M: Final = -0.3
_BED_OF_WATER_M: Final = -0.5

Rgb: TypeAlias = tuple[int, int, int]


def _dark(colour: Rgb, factor: float) -> Rgb:
    red, green, blue = (round(part * factor) for part in colour)
    return red, green, blue


MATERIALS: Final[Mapping[str, Rgb]] = MappingProxyType(
    {
        **{tile.name.lower(): COLOURS[tile] for tile in Tile if tile not in (Tile.KEY, Tile.DOOR)},
        "wood": COLOURS[Tile.DOOR],
        "timber": _dark(COLOURS[Tile.DOOR], 0.6),
        "gold": COLOURS[Tile.KEY],
        "linen": (244, 240, 230),
        "soot": (52, 46, 48),
        "book": (150, 62, 58),
    }
)
"""Colour of each material, sRGB."""

Make: TypeAlias = Callable[[float], Sequence[Solid]]
"""Solids of a piece for a side of a tile in metres."""


def _slab(tile: Tile) -> Make:
    material = tile.name.lower()

    def make(side: float) -> Sequence[Solid]:
        half = side / 2.0
        return [box(material, (-half, -_SLAB_M, -half), (half, 0.0, half))]

    return make


def _block(tile: Tile) -> Make:
    material = tile.name.lower()

    def make(side: float) -> Sequence[Solid]:
        half = side / 2.0
        return [box(material, (-half, -_SLAB_M, -half), (half, WALL_HEIGHT_M, half))]

    return make


def _water(tile: Tile) -> Make:
    material = tile.name.lower()

    def make(side: float) -> Sequence[Solid]:
        half = side / 2.0
        return [box(material, (-half, _BED_OF_WATER_M, -half), (half, _WATER_M, half))]

    return make


def _boards(material: str) -> Make:
    def make(side: float) -> Sequence[Solid]:
        half, gap, beam = side / 2.0, side * 0.02, min(0.1, 0.1 * side)
        boards = [
            box(material, (-half, -0.12, -half + side * n / 5 + gap), (half, 0.0, -half + side * (n + 1) / 5 - gap))
            for n in range(5)
        ]
        return [
            *_water(Tile.WATER)(side),
            *boards,
            *(box("timber", (x - beam, _WATER_M, -half), (x + beam, -0.12, half)) for x in (-0.35 * side, 0.35 * side)),
        ]

    return make


def _opening(side: float, width: float, low: float, high: float) -> list[Solid]:
    """A wall as thick as its tile with a hole through it, from north to south."""
    half, in_half = side / 2.0, width / 2.0
    solids = [
        box("wall", (-half, -_SLAB_M, -half), (-in_half, WALL_HEIGHT_M, half)),
        box("wall", (in_half, -_SLAB_M, -half), (half, WALL_HEIGHT_M, half)),
        box("wall", (-in_half, high, -half), (in_half, WALL_HEIGHT_M, half)),
    ]
    if low > 0.0:
        solids.append(box("wall", (-in_half, -_SLAB_M, -half), (in_half, low, half)))
    return solids


def _door_width(side: float) -> float:
    return min(_DOOR_WIDTH_M, 0.75 * side)


def _door(side: float) -> Sequence[Solid]:
    width, thick = _door_width(side), min(0.08, 0.08 * side)
    left = -width / 2.0
    deep = min(width, side / 2.0)
    return [
        *_opening(side, width, 0.0, _DOOR_HEIGHT_M),
        # It stands open, so that the way through is seen.
        box("wood", (left, 0.02, -deep / 2), (left + thick, _DOOR_HEIGHT_M - 0.02, deep / 2)),
    ]


def _locked_door(side: float) -> Sequence[Solid]:
    width, thick = _door_width(side) / 2.0, min(0.05, 0.05 * side)
    return [
        *_opening(side, 2 * width, 0.0, _DOOR_HEIGHT_M),
        box("locked_door", (-width, 0.02, -thick), (width, _DOOR_HEIGHT_M - 0.02, thick)),
        *(box("gold", (-0.1, 0.9, z - thick / 2), (0.1, 1.2, z + thick / 2)) for z in (-1.5 * thick, 1.5 * thick)),
    ]


def _window(side: float) -> Sequence[Solid]:
    width, thick = min(1.2, 0.7 * side), min(0.04, 0.04 * side)
    return [
        *_opening(side, width, _SILL_M, _WINDOW_TOP_M),
        box("window", (-width / 2, _SILL_M, -thick), (width / 2, _WINDOW_TOP_M, thick)),
        box("timber", (-0.04, _SILL_M, -1.5 * thick), (0.04, _WINDOW_TOP_M, 1.5 * thick)),
    ]


def _gate(banner: str) -> Make:
    def make(side: float) -> Sequence[Solid]:
        half = 0.48 * side
        post = min(0.3, 0.15 * side)
        top = WALL_HEIGHT_M
        return [
            box("timber", (-half, 0.0, -post / 2), (-half + post, top, post / 2)),
            box("timber", (half - post, 0.0, -post / 2), (half, top, post / 2)),
            box("timber", (-half, top, -post / 2), (half, top + post, post / 2)),
            box(banner, (-half + post, top - 0.6, -0.03), (half - post, top, 0.03)),
        ]

    return make


def _stairs(side: float) -> Sequence[Solid]:
    half, steps = 0.46 * side, 6
    return [
        box(
            "exit",
            (-half, 0.0, half - 2 * half * (step + 1) / steps),
            (half, 0.3 * (step + 1), half - 2 * half * step / steps),
            bottom=False,
        )
        for step in range(steps)
    ]


def _key(side: float) -> Sequence[Solid]:
    radius = min(0.35, 0.3 * side)
    return [
        lathe("boulder", ((radius, 0.0), (0.8 * radius, 0.6), (radius, 0.7), (0.0, 0.7)), 8),
        lathe("gold", ((0.0, 0.75), (0.5 * radius, 0.75), (0.5 * radius, 0.83), (0.0, 0.83)), 8, (-0.45 * radius, 0.0)),
        box("gold", (-0.1 * radius, 0.75, -0.1 * radius), (0.95 * radius, 0.83, 0.1 * radius)),
        box("gold", (0.5 * radius, 0.75, 0.0), (0.7 * radius, 0.83, 0.45 * radius)),
    ]


def _tree(side: float) -> Sequence[Solid]:
    crown = min(1.7, 0.48 * side)
    trunk = min(0.22, 0.1 * side)
    return [
        lathe("timber", ((trunk, 0.0), (0.8 * trunk, 1.8)), 6),
        lathe("tree", ((0.0, 1.3), (crown, 1.6), (0.35 * crown, 3.4), (0.0, 3.4)), 8),
        lathe("tree", ((0.0, 2.8), (0.75 * crown, 3.0), (0.0, 5.2)), 8),
    ]


def _shrub(side: float) -> Sequence[Solid]:
    radius = min(0.7, 0.4 * side)
    return [lathe("shrub", ((0.8 * radius, 0.0), (radius, 0.35), (0.6 * radius, 0.8), (0.0, 0.95)), 7)]


def _boulder(side: float) -> Sequence[Solid]:
    radius = min(0.9, 0.44 * side)
    profile = ((0.85 * radius, 0.0), (radius, 0.3 * radius), (0.7 * radius, 0.9 * radius), (0.0, 1.1 * radius))
    return [lathe("boulder", profile, 6)]


_FENCE_POST_M, _FENCE_HEIGHT_M = 0.12, 1.1


def _fence(directions: str) -> Make:
    """A post in the middle, and rails from it to some edges: "nesw"."""

    def make(side: float) -> Sequence[Solid]:
        half, post = side / 2.0, min(_FENCE_POST_M, 0.12 * side) / 2.0
        solids = [box("fence", (-post, 0.0, -post), (post, _FENCE_HEIGHT_M, post))]
        for low in (0.4, 0.8):
            ends = {
                "e": ((post, low, -post / 2), (half, low + 0.12, post / 2)),
                "w": ((-half, low, -post / 2), (-post, low + 0.12, post / 2)),
                "s": ((-post / 2, low, post), (post / 2, low + 0.12, half)),
                "n": ((-post / 2, low, -half), (post / 2, low + 0.12, -post)),
            }
            solids += [box("fence", *ends[direction]) for direction in directions]
        return solids

    return make


def _chest(side: float) -> Sequence[Solid]:
    half = min(0.5, 0.4 * side)
    return [
        box("chest", (-half, 0.0, -0.6 * half), (half, 0.4, 0.6 * half)),
        box("timber", (-half, 0.4, -0.6 * half), (half, 0.6, 0.6 * half)),
        box("gold", (-0.08, 0.28, 0.6 * half), (0.08, 0.46, 0.6 * half + 0.03)),
    ]


def _table(side: float) -> Sequence[Solid]:
    half = min(0.8, 0.44 * side)
    leg = min(0.06, 0.08 * side)
    return [
        box("table", (-half, 0.7, -0.75 * half), (half, 0.78, 0.75 * half)),
        *(
            box("timber", (x - leg, 0.0, z - leg), (x + leg, 0.7, z + leg))
            for x in (-half + 2 * leg, half - 2 * leg)
            for z in (-0.75 * half + 2 * leg, 0.75 * half - 2 * leg)
        ),
    ]


def _bed(side: float) -> Sequence[Solid]:
    half, wide = min(1.0, 0.48 * side), min(0.7, 0.4 * side)
    return [
        box("timber", (-wide, 0.0, -half), (wide, 0.35, half)),
        box("timber", (-wide, 0.35, -half), (wide, 0.9, -half + 0.08)),
        box("bed", (-0.94 * wide, 0.35, -0.5 * half), (0.94 * wide, 0.52, 0.96 * half)),
        box("linen", (-0.94 * wide, 0.35, -half + 0.08), (0.94 * wide, 0.58, -0.5 * half)),
    ]


def _hearth(side: float) -> Sequence[Solid]:
    half = min(0.8, 0.46 * side)
    return [
        box("soot", (-half, 0.0, -half), (half, 0.2, 0.6 * half)),
        box("boulder", (-half, 0.2, -half), (-0.65 * half, 1.3, 0.3 * half)),
        box("boulder", (0.65 * half, 0.2, -half), (half, 1.3, 0.3 * half)),
        box("boulder", (-half, 1.3, -half), (half, WALL_HEIGHT_M, 0.3 * half)),
        box("soot", (-0.65 * half, 0.2, -half), (0.65 * half, 1.3, -0.8 * half)),
        lathe("hearth", ((0.45 * half, 0.2), (0.3 * half, 0.5), (0.0, 0.95)), 6, (0.0, -0.25 * half)),
    ]


def _shelf(side: float) -> Sequence[Solid]:
    half, deep = min(0.9, 0.45 * side), min(0.4, 0.3 * side)
    back = -min(1.0, 0.5 * side)
    boards = [box("shelf", (-half, y, back), (half, y + 0.05, back + deep)) for y in (0.0, 0.55, 1.1, 1.65)]
    ends = [
        box("shelf", (-half, 0.0, back), (-0.95 * half, 1.75, back + deep)),
        box("shelf", (0.95 * half, 0.0, back), (half, 1.75, back + deep)),
    ]
    books = [
        box("book", (-0.9 * half, y + 0.05, back + 0.1 * deep), (fill * half, y + 0.4, back + 0.8 * deep))
        for y, fill in ((0.0, 0.3), (0.55, 0.8), (1.1, -0.1))
    ]
    return [*boards, *ends, *books]


def _rubble(side: float) -> Sequence[Solid]:
    def stone(x: float, z: float, radius: float) -> Solid:
        radius = min(radius, 0.15 * side)
        profile = ((radius, 0.0), (0.8 * radius, 0.6 * radius), (0.0, 0.8 * radius))
        return lathe("rubble", profile, 5, (x * side, z * side))

    return [stone(-0.25, -0.2, 0.25), stone(0.2, -0.28, 0.16), stone(0.05, 0.15, 0.3), stone(-0.3, 0.3, 0.14)]


_THINGS: Final[Mapping[str, Make]] = MappingProxyType(
    {
        "door": _door,
        "locked_door": _locked_door,
        "window": _window,
        "entrance": _gate("entrance"),
        "exit": _gate("exit"),
        "stairs": _stairs,
        "key": _key,
        "tree": _tree,
        "shrub": _shrub,
        "boulder": _boulder,
        "fence": _fence("ew"),
        "fence_corner": _fence("es"),
        "fence_cross": _fence("nesw"),
        "chest": _chest,
        "table": _table,
        "bed": _bed,
        "hearth": _hearth,
        "shelf": _shelf,
        "rubble": _rubble,
    }
)
_GROUNDS: Final[Mapping[str, Make]] = MappingProxyType(
    {
        **{
            tile.name.lower(): _slab(tile)
            for tile in (
                Tile.FLOOR,
                Tile.GRASS,
                Tile.ROAD,
                Tile.PATH,
                Tile.FIELD,
                Tile.SAND,
                Tile.SNOW,
                Tile.MARSH,
                Tile.PAVEMENT,
                Tile.PLAZA,
            )
        },
        "rock": _block(Tile.ROCK),
        "wall": _block(Tile.WALL),
        "water": _water(Tile.WATER),
        "deep_water": _water(Tile.DEEP_WATER),
        "bridge": _boards("bridge"),
        "pier": _boards("pier"),
    }
)
GROUND_PIECES: Final = tuple(_GROUNDS)
"""Pieces of which every tile has one, unless a thing fills its square."""
THING_PIECES: Final = tuple(_THINGS)
"""Pieces that stand on the ground, or, as doors and windows do, in a wall."""
PIECES: Final = (*GROUND_PIECES, *THING_PIECES)
SOLID_PIECES: Final = frozenset(
    {"rock", "wall", "locked_door", "window", "tree", "shrub", "boulder", "fence", "fence_corner", "fence_cross"}
    | {"chest", "table", "bed", "hearth", "shelf", "water", "deep_water"}
)
"""What one can't walk through."""


def piece(name: str, metres_per_tile: float) -> tuple[Solid, ...]:
    """One of :data:`PIECES`: a solid for each of its materials, names of :data:`MATERIALS`."""
    make = _GROUNDS[name] if name in _GROUNDS else _THINGS[name]
    return joined(make(metres_per_tile))
