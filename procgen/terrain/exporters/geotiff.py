"""GeoTIFF.

Sources: OGC GeoTIFF Standard 1.1 (19-008r4); GDAL's tags 42112 (metadata) and 42113 (no-data) as its GTiff driver
documents them. Images and directories lie as Cloud Optimized GeoTIFFs have them: directories first, then the smallest
image, the whole last.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from typing import Final
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import numpy.typing as npt

from procgen.formats.tiff import ASCII, DOUBLE, SHORT, Level, Tag, overview_sizes, write_tiff
from procgen.runtime.recipe import Recipe
from procgen.terrain.exporters.options import DEFAULTS, ExportOptions
from procgen.terrain.heightmap import Georeference, Heightmap
from procgen.terrain.representation import FloatArray

NO_DATA: Final = {"float32": -9999999.0, "int16": -32768.0}
"""What no height can be; our maps have no holes, but what is made of them may."""
_SOFTWARE, _PIXEL_SCALE, _TIEPOINT, _GEO_KEYS, _GEO_ASCII = 305, 33550, 33922, 34735, 34737
_GDAL_METADATA, _GDAL_NODATA = 42112, 42113
_MODEL_TYPE, _RASTER_TYPE, _CITATION, _PROJECTED, _LINEAR_UNIT = 1024, 1025, 1026, 3072, 3076
_PROJECTED_MODEL, _USER_DEFINED, _AREA, _METRE = 1, 32767, 1, 9001
_LOCAL: Final = "procgen: a local frame in metres, x to the east, y to the north|"


def geo_tags(
    georeference: Georeference, metres_per_pixel: float, dtype: str, metadata: Mapping[str, str]
) -> tuple[Tag, ...]:
    """The tags that say where a map lies and what it is.

    Args:
        georeference: of the map.
        metres_per_pixel: grid spacing.
        dtype: "float32" or "int16".
        metadata: texts by name.
    """
    keys = [(_RASTER_TYPE, 0, 1, _AREA)]
    tags = []
    if georeference.epsg:
        keys += [(_MODEL_TYPE, 0, 1, _PROJECTED_MODEL), (_PROJECTED, 0, 1, georeference.epsg)]
    else:
        keys += [(_MODEL_TYPE, 0, 1, _USER_DEFINED), (_CITATION, _GEO_ASCII, len(_LOCAL), 0)]
        tags.append(Tag(_GEO_ASCII, ASCII, (_LOCAL,)))
    keys.append((_LINEAR_UNIT, 0, 1, _METRE))
    items = "".join(f"  <Item name={quoteattr(name)}>{escape(text)}</Item>\n" for name, text in metadata.items())
    items += '  <Item name="UNITTYPE" sample="0" role="unittype">metre</Item>\n'
    return (
        *tags,
        Tag(_SOFTWARE, ASCII, ("procgen",)),
        Tag(_PIXEL_SCALE, DOUBLE, (metres_per_pixel, metres_per_pixel, 0.0)),
        Tag(_TIEPOINT, DOUBLE, (0.0, 0.0, 0.0, georeference.west_m, georeference.north_m, 0.0)),
        Tag(_GEO_KEYS, SHORT, (1, 1, 1, len(keys), *(number for key in sorted(keys) for number in key))),
        Tag(_GDAL_METADATA, ASCII, (f"<GDALMetadata>\n{items}</GDALMetadata>\n",)),
        Tag(_GDAL_NODATA, ASCII, (f"{NO_DATA[dtype]:.0f}",)),
    )


def origin_of(recipe: Recipe) -> Mapping[str, str]:
    """What made a map, as metadata: the recipe, in letters that every reader of TIFFs has."""
    return {
        "procgen_recipe": json.dumps(json.loads(recipe.to_json()), sort_keys=True),
        "procgen_seed": str(recipe.request["seed"]),
    }


def halved(heights: FloatArray) -> FloatArray:
    """Means of 2 x 2 pixels; where a side is odd, the last ones count twice."""
    rows, columns = heights.shape
    even = np.pad(heights, ((0, rows % 2), (0, columns % 2)), mode="edge")
    total = even[0::2, 0::2] + even[0::2, 1::2]
    total += even[1::2, 0::2]
    total += even[1::2, 1::2]
    total *= np.float32(0.25)
    return total


def whole_metres(heights: FloatArray) -> npt.NDArray[np.int16]:
    """Heights to the metre: -12000 to 20000 fit."""
    return np.rint(heights).astype(np.int16)


def _encoded(heightmap: Heightmap, options: ExportOptions, dtype: str) -> bytes:
    images: list[FloatArray] = [np.ascontiguousarray(heightmap.heights, np.float32)]
    for _ in overview_sizes(images[0].shape[1], images[0].shape[0]):
        images.append(halved(images[-1]))
    tags = geo_tags(
        heightmap.georeference,
        float(heightmap.metres_per_pixel),
        dtype,
        origin_of(heightmap.recipe),
    )
    out = io.BytesIO()
    write_tiff(out, _levels(images, dtype), dtype, tags, options.checkpoint)
    return out.getvalue()


def _levels(images: Sequence[FloatArray], dtype: str) -> list[Level]:
    def level(image: FloatArray) -> Level:
        def rows(first: int, count: int) -> npt.NDArray[np.generic]:
            part = image[first : first + count]
            return whole_metres(part) if dtype == "int16" else part

        return Level(image.shape[1], image.shape[0], rows)

    return [level(image) for image in images]


def encode(heightmap: Heightmap, options: ExportOptions = DEFAULTS) -> bytes:
    """Write the heights as they are.

    Args:
        heightmap: (depth, width) metres.
        options: ``checkpoint``.

    Returns:
        A GeoTIFF: float32 in tiles of 256 x 256, deflated with the floating point predictor, and images of half the
        size and half of that down to 256 pixels, each the means of 2 x 2 pixels of the one before. The frame is that of
        :attr:`Heightmap.georeference`; the recipe is GDAL's metadata item ``procgen_recipe``.
    """
    return _encoded(heightmap, options, "float32")


def encode_int16(heightmap: Heightmap, options: ExportOptions = DEFAULTS) -> bytes:
    """The same in whole metres, as int16 with the horizontal predictor."""
    return _encoded(heightmap, options, "int16")
