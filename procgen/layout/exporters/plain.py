"""Layouts as plain files: bytes, CSV, a NumPy array, a picture."""

from __future__ import annotations

import io

import numpy as np

from procgen.formats.png import Filter, write_png
from procgen.layout.exporters.metadata import name_of
from procgen.layout.exporters.options import DEFAULTS, ExportOptions
from procgen.layout.flow.labels import labelled
from procgen.layout.layout import Layout
from procgen.layout.preview import picture_rgb


def tiles_u8(layout: Layout, options: ExportOptions = DEFAULTS) -> bytes:
    """The tiles' numbers: a byte each, row by row from the north-west."""
    options.checkpoint()
    return layout.tiles.astype(np.uint8).tobytes()


def npy(layout: Layout, options: ExportOptions = DEFAULTS) -> bytes:
    """The tiles' numbers as a NumPy file (format 1.0): (depth, width) uint8."""
    options.checkpoint()
    out = io.BytesIO()
    np.lib.format.write_array(out, np.ascontiguousarray(layout.tiles, np.uint8), version=(1, 0), allow_pickle=False)
    return out.getvalue()


def csv(layout: Layout, options: ExportOptions = DEFAULTS) -> bytes:
    """The tiles' names: a line for each row from the north, separated by commas; ASCII, lines end with LF."""
    options.checkpoint()
    lines = [",".join(name_of(tile) for tile in row) for row in layout.tiles.tolist()]
    return ("\n".join(lines) + "\n").encode("ascii")


def png(layout: Layout, options: ExportOptions = DEFAULTS) -> bytes:
    """A picture with 16 pixels a tile, 8-bit RGB; the recipe is the text ``procgen:recipe``.

    After a flow graph it shows the names of rooms, and what passages are.
    """
    options.checkpoint()
    pixels = picture_rgb(layout.tiles)
    if layout.flow is not None:
        pixels = labelled(pixels, layout.flow)
    texts = {"procgen:recipe": layout.recipe.to_json()}
    return write_png(pixels, options.checkpoint, texts=texts, method=Filter.NONE)
