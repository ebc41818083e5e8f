"""The JSON that stands beside files which have no place for their recipe and units."""

from __future__ import annotations

import json

from procgen.texture.exporters.metadata import facts
from procgen.texture.exporters.pictures import PICTURES
from procgen.texture.exporters.planes import Planes

_HEIGHT = "heights in metres: float32, little-endian, row by row from the upper edge, no header"


def describe(planes: Planes, file_name: str, kind: str, picture: str) -> str:
    """Describe a file.

    Args:
        planes: what the file was made of.
        file_name: the file's name, without a folder.
        kind: which exporter made it.
        picture: what it shows, one of :data:`PICTURES`; empty for ``height_f32``.

    Returns:
        A JSON object with ``file``, ``kind``, ``encoding`` (in words), ``srgb``, and the facts of the material:
        ``recipe`` (an object that :meth:`procgen.runtime.recipe.Recipe.from_json` reads as text), ``material``,
        ``width_px``, ``height_px``, ``metres_per_pixel``, ``metres_per_tile``, ``height_min_m``, ``height_max_m``.
    """
    shown = PICTURES.get(picture)
    encoding, srgb = (_HEIGHT, False) if shown is None else (shown.channels, shown.srgb)
    if shown is not None and kind.endswith("8"):
        encoding += "; a byte a channel, channels side by side, row by row from the upper edge, no header"
    described = {"file": file_name, "kind": kind, "encoding": encoding, "srgb": srgb, **facts(planes)}
    return json.dumps(described, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
