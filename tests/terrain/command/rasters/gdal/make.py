"""Writes the rasters of this folder with GDAL, which no test needs: ``python make.py`` where rasterio is installed.

They were written by rasterio 1.4.4 with GDAL 3.10.3.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import rasterio
from rasterio.transform import Affine, from_origin

HERE = Path(__file__).resolve().parent
ROWS, COLUMNS = 37, 45
UTM = {"crs": "EPSG:32632", "transform": from_origin(380_000.0, 5_120_000.0, 30.0, 30.0)}
DEGREES = {"crs": "EPSG:4326", "transform": from_origin(7.5, 46.25, 1 / 3600, 1 / 3600)}
FORMS = {
    "float32_deflate3_tiles": {"compress": "deflate", "predictor": 3, "tiled": True},
    "float32_lzw3_tiles_big": {"compress": "lzw", "predictor": 3, "tiled": True, "ENDIANNESS": "BIG"},
    "float32_lzw2_strips": {"compress": "lzw", "predictor": 2},
    "float32_none_strips_big": {"ENDIANNESS": "BIG"},
    "float32_packbits_bigtiff": {"compress": "packbits", "BIGTIFF": "YES"},
    "float32_deflate1_bigtiff_tiles": {"compress": "deflate", "BIGTIFF": "YES", "tiled": True},
    "float64_deflate3_tiles": {"compress": "deflate", "predictor": 3, "tiled": True},
    "int16_deflate2_tiles_big": {"compress": "deflate", "predictor": 2, "tiled": True, "ENDIANNESS": "BIG"},
    "int16_lzw1_strips": {"compress": "lzw"},
    "int16_none_bigtiff_big": {"BIGTIFF": "YES", "ENDIANNESS": "BIG"},
    "uint16_lzw2_tiles": {"compress": "lzw", "predictor": 2, "tiled": True},
    "uint16_packbits_strips": {"compress": "packbits"},
}
"""Files of equal heights, as whole numbers where the type has none else."""


def heights() -> np.ndarray:
    """(37, 45) float32 metres, quarter by quarter."""
    row, column = np.mgrid[0:ROWS, 0:COLUMNS]
    return (400.0 + 12.25 * row + 3.5 * column + 40.0 * ((row * column) % 7)).astype(np.float32)


def write(name: str, values: np.ndarray, **more: object) -> None:
    """One file."""
    profile = {
        "driver": "GTiff",
        "height": values.shape[0],
        "width": values.shape[1],
        "count": 1,
        "dtype": values.dtype,
    }
    if more.get("tiled"):
        more |= {"blockxsize": 16, "blockysize": 32}
    elif "BIGTIFF" not in more:
        more |= {"blockysize": 5}
    units, scale = more.pop("units", None), more.pop("scale", None)
    with rasterio.open(HERE / f"{name}.tif", "w", **{**profile, **more}) as file:
        file.write(values, 1)
        if units:
            file.units = (units,)
        if scale:
            file.scales, file.offsets = (scale[0],), (scale[1],)


def main() -> None:
    """All of them."""
    ground = heights()
    for name, form in FORMS.items():
        write(name, ground.astype(name.split("_")[0]), **UTM, **form)
    write("degrees", ground, **DEGREES, compress="deflate", predictor=3)
    write("feet", ground / 0.3048, **UTM, units="ft", compress="lzw")
    write("metres", ground, **UTM, units="m", compress="lzw")
    write("scaled", np.rint(ground * 4).astype("int16"), **UTM, scale=(0.25, 100.0))
    holes = ground.copy()
    holes[3, 4] = holes[20:23, 30:33] = -9999.0
    write("holes", holes, **UTM, nodata=-9999.0, compress="deflate", predictor=3)
    write("unnamed_holes", holes, **UTM)
    write("nan_holes", np.where(holes < 0, np.nan, holes), **UTM, nodata=float("nan"))
    with rasterio.Env(GTIFF_POINT_GEO_IGNORE="FALSE"):
        write("point", ground, **UTM, AREA_OR_POINT="Point")
        with rasterio.open(HERE / "point.tif", "r+") as file:
            file.update_tags(AREA_OR_POINT="Point")
    write("unknown_frame", ground, transform=UTM["transform"])
    write("rotated", ground, crs="EPSG:32632", transform=Affine(30.0, 2.0, 380_000.0, 2.0, -30.0, 5_120_000.0))
    write("south_up", ground, crs="EPSG:32632", transform=Affine(30.0, 0.0, 380_000.0, 0.0, 30.0, 5_120_000.0))
    write("oblong", ground, crs="EPSG:32632", transform=from_origin(380_000.0, 5_120_000.0, 30.0, 20.0))
    write("web_mercator", ground, crs="EPSG:3857", transform=UTM["transform"])
    write("feet_frame", ground, crs="EPSG:2263", transform=UTM["transform"])
    write("sparse", np.zeros((64, 64), np.float32), **UTM, tiled=True, SPARSE_OK="TRUE", compress="deflate")
    bands = {"driver": "GTiff", "height": 8, "width": 8, "count": 3, "dtype": "uint8", "photometric": "RGB"}
    with rasterio.open(HERE / "colours.tif", "w", **bands, **UTM) as file:
        file.write(np.zeros((3, 8, 8), np.uint8))


if __name__ == "__main__":
    main()
    sys.exit(0)
