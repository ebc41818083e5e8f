"""Rivers of an endless world: they run downhill along their whole length, and every tile agrees on them."""

from procgen.terrain.rivers.carve import Carved, carve
from procgen.terrain.rivers.network import (
    MARGIN_CELLS,
    Cells,
    Curves,
    LakeCells,
    LandCells,
    Nodes,
    Rectangle,
    RiverNetwork,
    river_area,
    rivers_for,
)
from procgen.terrain.rivers.parameters import RIVER_RANGES, RiverParameters, violations
from procgen.terrain.rivers.streams import Streams, streams_of

__all__ = [
    "MARGIN_CELLS",
    "RIVER_RANGES",
    "Carved",
    "Cells",
    "Curves",
    "LakeCells",
    "LandCells",
    "Nodes",
    "Rectangle",
    "RiverNetwork",
    "RiverParameters",
    "Streams",
    "carve",
    "river_area",
    "rivers_for",
    "streams_of",
    "violations",
]
