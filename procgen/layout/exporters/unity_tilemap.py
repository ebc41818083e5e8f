"""Layouts as JSON that the Unity package turns into a Tilemap."""

from __future__ import annotations

import json

from procgen.layout.art import TILE_PX
from procgen.layout.exporters import tileset
from procgen.layout.exporters.metadata import found, legend, origin
from procgen.layout.exporters.options import DEFAULTS, ExportOptions
from procgen.layout.layout import Layout
from procgen.runtime.recipe import canonical_json


def encode(layout: Layout, options: ExportOptions = DEFAULTS) -> bytes:
    """Write it.

    Returns:
        One JSON object. ``tiles`` holds the tiles' numbers row by row from the SOUTH-west, as ``Tilemap.SetTilesBlock``
        takes them; ``legend`` their names and whether one can walk on them; ``image`` the picture beside it,
        ``image_columns`` tiles of ``tile_px`` pixels in a row, from the upper left; ``recipe`` what the contract's
        Recipe holds. Rooms, doors, keys, entrances and
        exits are counted from the NORTH-west, as in the contract.
    """
    options.checkpoint()
    recipe = layout.recipe
    said = origin(layout)
    # As the message has it, whose request is a text that no reader writes anew.
    said["recipe"] = {
        "domain": recipe.domain,
        "request_json": canonical_json(dict(recipe.request)),
        "model_sha256": dict(recipe.model_sha256),
        "code_version": recipe.code_version,
        "sha256": recipe.sha256,
    }
    described = {
        "format": "procgen-tilemap",
        "version": 1,
        **said,
        "image": tileset.FILE_NAME,
        "image_columns": tileset.COLUMNS,
        "tile_px": TILE_PX,
        "legend": legend(),
        "tiles": layout.tiles[::-1].ravel().astype(int).tolist(),
        **found(layout),
    }
    return (json.dumps(described, separators=(",", ":"), ensure_ascii=False, allow_nan=False) + "\n").encode()
