"""Opening a raster by what its file is called."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Final

from procgen.errors import Failed
from procgen.terrain.command.rasters.geotiff import open_geotiff
from procgen.terrain.command.rasters.plain import open_asc, open_hgt, open_npy, open_png, open_r16
from procgen.terrain.command.rasters.raster import Raster

_READERS: Final[Mapping[str, Callable[[Path, BinaryIO], Raster]]] = MappingProxyType(
    {
        ".tif": open_geotiff,
        ".tiff": open_geotiff,
        ".asc": open_asc,
        ".hgt": open_hgt,
        ".png": open_png,
        ".r16": open_r16,
        ".raw": open_r16,
        ".npy": open_npy,
    }
)
RASTER_SUFFIXES: Final = tuple(_READERS)
"""What names of rasters end in."""


@contextmanager
def opened_raster(path: Path) -> Iterator[Raster]:
    """A raster, open for as long as the block runs.

    Raises:
        Failed: there is no such file, or none that can be read.
        InvalidFields: it is not what its name says, or something that is not read; names it.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise Failed(f"{path} is no raster that can be read", "Name a file ending in " + ", ".join(_READERS) + ".")
    try:
        file = path.open("rb")
    except OSError as error:
        raise Failed(f"the raster {path} can't be read: {error.strerror}", "Name a file that is there.") from error
    with file:
        yield reader(path, file)
