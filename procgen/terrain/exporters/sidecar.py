"""The JSON that stands beside files which have no place for their recipe and units."""

from __future__ import annotations

import json

from procgen.terrain.exporters._metadata import facts
from procgen.terrain.exporters._quantise import scale_of
from procgen.terrain.exporters.collision import grid_facts
from procgen.terrain.exporters.options import DEFAULTS, ExportOptions
from procgen.terrain.heightmap import Heightmap

_ROW_ORDER = "row by row from the north-west"
_U16 = "uint16, little-endian; metres = height_min_m + value / 65535 * (height_max_m - height_min_m)"
_ENCODINGS = {
    "heights_f32": f"heights in metres: float32, little-endian, {_ROW_ORDER}, no header",
    "normals_f32": f"unit normals, x east, y up, z south: 3 float32 a pixel, little-endian, {_ROW_ORDER}, no header",
    "slope_deg_f32": f"slope in degrees, 0 to 90: float32, little-endian, {_ROW_ORDER}, no header",
    "collision_f32": (
        "heights in metres of the grid's vertices: float32, little-endian, grid_depth rows of grid_width, "
        f"{_ROW_ORDER}, no header"
    ),
    "npy": "heights in metres: NumPy array of float32, (depth_px, width_px), row 0 is the northern edge",
    "r16": f"{_U16}; {_ROW_ORDER}, no header",
    "unity_raw": f"{_U16}; row by row from the south-west, no header",
}

_SCALED = frozenset({"r16", "unity_raw"})

KINDS = frozenset(_ENCODINGS)
"""Kinds of files that need one."""


def sidecar(heightmap: Heightmap, file_name: str, kind: str, options: ExportOptions = DEFAULTS) -> str:
    """Describe a file.

    Args:
        heightmap: what the file was made of.
        file_name: the file's name, without a folder.
        kind: which exporter made it, one of :data:`KINDS`.
        options: what it was given.

    Returns:
        A JSON object with ``file``, ``kind``, ``encoding`` (in words), ``recipe`` (an object that
        :meth:`procgen.runtime.recipe.Recipe.from_json` reads as text), ``metres_per_pixel``, ``height_min_m``,
        ``height_max_m``, ``width_px``, ``depth_px``, ``seed`` (decimal digits) and ``sea_level_m``. The heights of the
        16-bit kinds are the ends of their scale; a collision grid adds what
        :func:`procgen.terrain.exporters.collision.grid_facts` says.

    Raises:
        ValueError: files of this kind carry all that themselves.
    """
    if kind not in KINDS:
        raise ValueError(f"no sidecar for {kind!r}, only for {', '.join(sorted(KINDS))}")
    described = {"file": file_name, "kind": kind, "encoding": _ENCODINGS[kind], **facts(heightmap)}
    if kind in _SCALED:
        scale = scale_of(heightmap, options)
        described |= {"height_min_m": float(scale.low_m), "height_max_m": float(scale.high_m)}
    if kind == "collision_f32":
        described |= grid_facts(heightmap, options)
    return json.dumps(described, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
