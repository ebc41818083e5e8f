"""What can be sent of a layout: each value of LayoutOutput with its exporter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from procgen.errors import Violation
from procgen.kit.wire.artifacts import artifact
from procgen.kit.wire.outputs import kind_of, read_kinds
from procgen.layout.exporters import EXPORTERS, TILES_PNG, Exporter, ExportOptions
from procgen.layout.layout import Layout
from procgen.v1 import common_pb2, layout_pb2

_PREFIX: Final = "LAYOUT_OUTPUT_"
_DEFAULT: Final = "tiles_u8"


def output_kind(number: int) -> str | None:
    """Kind of an enum number, None if it is not one."""
    return kind_of(layout_pb2.LayoutOutput, _PREFIX, number, EXPORTERS)


def output_number(kind: str) -> layout_pb2.LayoutOutput.ValueType:
    """Enum number of a kind. Raises ValueError for an unknown one."""
    return layout_pb2.LayoutOutput.Value(_PREFIX + kind.upper())


def read_outputs(numbers: Iterable[int], found: list[Violation]) -> tuple[Exporter, ...]:
    """The outputs of a request.

    Args:
        numbers: of LayoutOutput.
        found: what is wrong is added here.
    """
    kinds = read_kinds(numbers, output_kind, EXPORTERS, found)
    return tuple(EXPORTERS[kind] for kind in kinds or (_DEFAULT,))


def encode(
    layout: Layout, exporters: Sequence[Exporter], options: ExportOptions
) -> Iterator[tuple[common_pb2.Artifact, bytes]]:
    """The files of a layout, one after the other; the picture of the tiles follows the first that refers to it, unless
    it is one of them anyway.

    Raises:
        Cancelled, DeadlinePassed: the call is over.
    """
    depth, width = layout.tiles.shape
    for exporter in _with_tiles(exporters):
        options.checkpoint()
        name = exporter.file_name(layout, options)
        data = exporter.encode(layout, options)
        said = artifact(exporter.kind, name, exporter.media_type, data)
        said.width_px, said.height_px = width * exporter.pixels_a_tile, depth * exporter.pixels_a_tile
        said.sidecar_json = exporter.sidecar(layout, options)
        if said.sidecar_json:
            said.sidecar_name = (options.base_name or layout.name) + exporter.sidecar_suffix
        yield said, data


def _with_tiles(exporters: Sequence[Exporter]) -> Iterator[Exporter]:
    tiles = EXPORTERS[TILES_PNG]
    there = tiles in exporters
    for exporter in exporters:
        yield exporter
        if exporter.has_tiles and not there:
            yield tiles
            there = True
