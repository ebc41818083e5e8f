"""Tile maps for tests, drawn by hand."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from procgen.layout.layout import Layout
from procgen.layout.tiles import TILES, Tile, TileArray
from procgen.runtime.recipe import Recipe
from tests.figures import scaled

SIGNS = {
    "R": Tile.ROCK,
    "#": Tile.WALL,
    ".": Tile.FLOOR,
    "+": Tile.DOOR,
    "L": Tile.LOCKED_DOOR,
    "k": Tile.KEY,
    "E": Tile.ENTRANCE,
    "X": Tile.EXIT,
    "~": Tile.WATER,
    "D": Tile.DEEP_WATER,
    "=": Tile.BRIDGE,
    ",": Tile.GRASS,
    "r": Tile.ROAD,
    "p": Tile.PATH,
    "T": Tile.TREE,
    "f": Tile.FIELD,
    "|": Tile.FENCE,
    "o": Tile.BOULDER,
    "s": Tile.SAND,
    "*": Tile.SNOW,
    "b": Tile.SHRUB,
    "m": Tile.MARSH,
    "P": Tile.PAVEMENT,
    "z": Tile.PLAZA,
    "w": Tile.WINDOW,
    "c": Tile.CHEST,
    "t": Tile.TABLE,
    "B": Tile.BED,
    "h": Tile.HEARTH,
    "S": Tile.SHELF,
    "i": Tile.PIER,
    "u": Tile.RUBBLE,
}

VILLAGE = """
TT,,T,,,,,,,,,,,rr,,,,T,
T,,#######,,,,,,rr,,,,,,
,,,#B.S#h#,|||,,rr,,T,,,
,,,#...+.#,|f|,,rr,,,,b,
,,,w...#.w,|f|||rr,#####
,,,####L##,|ffff,r,#c.k#
,,,#k....#,||||||r,#...#
,,,#.t...+ppppppprp+...#
,o,###w###,,,,,,,r,##w##
,,,,,,p,,,,,zzzzzr,,,,,,
,~~~,,pppppppzzzzr,,,,s,
,~D~~~,,,b,,zzzzzr,T,ss,
~~DDD~i,,PP,,,,,,r,,~~~~
~DDDDDi~~~~~~~~~~=~~~~~~
~~DDDDi~~~~~~~~~~=~~~~~~
,,~~~~s,m,,RRRR,,r,,,,,,
*,,,,,s,m,RRRRRR,rX,,T,,
**,,,,u,,,RRRRRRRE,,,,,,
"""
"""Every tile there is."""


few = settings(max_examples=scaled(12, 100))
"""For laws that many maps would only show more slowly."""


def drawn(text: str) -> TileArray:
    """The map that a picture of signs shows."""
    return np.array([[SIGNS[sign] for sign in line] for line in text.split()], np.uint8)


def of(tiles: TileArray, kind: str = "village", metres_per_tile: float = 2.0) -> Layout:
    """A layout of some tiles."""
    request = {"kind": kind, "seed": "1", "width": tiles.shape[1], "depth": tiles.shape[0]}
    return Layout(tiles, kind, "round", Recipe("layout", request), metres_per_tile=metres_per_tile)


def village() -> Layout:
    """A layout with every tile."""
    return of(drawn(VILLAGE))


def any_tiles(least: int = 1, most: int = 24) -> st.SearchStrategy[npt.NDArray[np.uint8]]:
    """Maps of any tiles in any places."""
    shapes = hnp.array_shapes(min_dims=2, max_dims=2, min_side=least, max_side=most)
    return hnp.arrays(np.uint8, shapes, elements=st.integers(0, TILES - 1))
