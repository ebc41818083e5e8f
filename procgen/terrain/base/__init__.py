"""Real land, or any other raster, that a world is made of: the generator makes it finer and goes on around it.

Coarse cells inside of the base are its means; around it the coarse network is told of it, and what it makes is lifted
to meet it (:mod:`~procgen.terrain.base.join`). Where a base's cell is larger than a coarse cell, another world of eight
times as large pixels is made of it first, and gives the cells. Pixels are then lifted so that the base's cells keep
their means (:mod:`~procgen.terrain.base.keep`). All of it hangs on the place alone.
"""

from procgen.terrain.base.land import BASE_SIDE, CELL_PX, SPACING, Base, BaseLand

__all__ = ["BASE_SIDE", "CELL_PX", "SPACING", "Base", "BaseLand"]
