"""Layouts as files: one module a format, each a pure function to bytes.

Equal input gives equal bytes: nothing here looks at the clock or at the machine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from procgen.formats.kinds import FileKind, by_kind
from procgen.layout.exporters import glb, godot_gridmap, godot_tilemap, plain, tiled, tileset, unity_tilemap
from procgen.layout.exporters.metadata import sidecar
from procgen.layout.exporters.options import DEFAULTS, ExportOptions
from procgen.layout.layout import Layout

__all__ = ["DEFAULTS", "EXPORTERS", "TILES_PNG", "ExportOptions", "Exporter"]


@dataclass(frozen=True, slots=True)
class Exporter(FileKind):
    """One kind of file."""

    encoder: Callable[[Layout, ExportOptions], bytes]
    encoding: str = ""
    """How the file is to be read, in words, where a sidecar must say so; the file then has no place for its recipe."""
    has_tiles: bool = False
    """Whether it refers to the picture of the tiles, :data:`TILES_PNG`."""
    pixels_a_tile: int = 0
    """Where it is a raster."""
    own_name: str = ""
    """Its name where that is the same for all layouts."""

    def encode(self, layout: Layout, options: ExportOptions = DEFAULTS) -> bytes:
        """The file.

        Raises:
            Cancelled, DeadlinePassed: whatever ``options.checkpoint`` raised.
        """
        return self.encoder(layout, options)

    def file_name(self, layout: Layout, options: ExportOptions = DEFAULTS) -> str:
        """Its name, without a folder."""
        return self.own_name or (options.base_name or layout.name) + self.suffix

    def sidecar(self, layout: Layout, options: ExportOptions = DEFAULTS) -> str:
        """The text of the JSON that stands beside the file; empty where it needs none."""
        return sidecar(layout, self.file_name(layout, options), self.kind, self.encoding) if self.encoding else ""


TILES_PNG = "tiles_png"
"""Kind of the picture that maps refer to."""


def _tiles_png(_layout: Layout, options: ExportOptions) -> bytes:
    return tileset.encode(options.checkpoint)


_PLAIN, _JSON, _TEXT = "application/octet-stream", "application/json", "text/plain"
_BYTES = "numbers of tiles: a byte each, row by row from the north-west, no header"

EXPORTERS: Mapping[str, Exporter] = by_kind(
    (
        Exporter("tiles_u8", "-tiles.u8", _PLAIN, plain.tiles_u8, _BYTES, pixels_a_tile=1),
        Exporter("png", ".png", "image/png", plain.png, pixels_a_tile=16),
        Exporter("csv", ".csv", "text/csv", plain.csv, "names of tiles, a line for each row from the north"),
        Exporter("npy", ".npy", _PLAIN, plain.npy, "numbers of tiles, (depth, width), row 0 north"),
        Exporter("tmj", ".tmj", _JSON, tiled.tmj, has_tiles=True),
        Exporter("tmx", ".tmx", "application/xml", tiled.tmx, has_tiles=True),
        Exporter("godot_tscn", ".tscn", _TEXT, godot_tilemap.encode, has_tiles=True),
        Exporter("godot_gridmap_tscn", "-gridmap.tscn", _TEXT, godot_gridmap.encode),
        Exporter("unity_tilemap_json", "-tilemap.json", _JSON, unity_tilemap.encode, has_tiles=True),
        Exporter("glb", ".glb", "model/gltf-binary", glb.encode),
        Exporter(TILES_PNG, "-tiles.png", "image/png", _tiles_png, own_name=tileset.FILE_NAME),
    )
)
"""Every kind of file by its name, in the order of the proto's LayoutOutput."""
