"""What a designer does to land by hand: stamps set onto it, and places where it is worn or filled.

:class:`~procgen.terrain.sculpt.land.SculptedLand` stands between a generator and all that is built on its ground, so
that rivers, demands and far levels take what was sculpted for the land. :mod:`~procgen.terrain.sculpt.stamps` changes
each pixel by its place alone; :mod:`~procgen.terrain.sculpt.erosion` looks a bounded way around it. Either way a tile
made alone equals the same tile of a larger map, bit for bit.
"""

from procgen.terrain.sculpt.land import sculpted

__all__ = ["sculpted"]
