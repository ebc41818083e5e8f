"""Rasters of real land that the command line reads: GeoTIFF, ASC, HGT, PNG of 16 bits, r16 and npy.

Each format opens as a :class:`~procgen.terrain.command.rasters.raster.Raster`, which says what its file says of where
it lies and reads windows. :func:`~procgen.terrain.command.rasters.prepare.prepared_land` crops, reprojects, fills and
checks: what a file does not say has to be said, what is wrong with it is named, and what was done is told.
"""

from procgen.terrain.command.rasters.open import RASTER_SUFFIXES, opened_raster
from procgen.terrain.command.rasters.prepare import Land, Preparing, prepared_land
from procgen.terrain.command.rasters.raster import Placed, Raster

__all__ = ["RASTER_SUFFIXES", "Land", "Placed", "Preparing", "Raster", "opened_raster", "prepared_land"]
