"""What can be sent of a layout: each value of LayoutOutput with its exporter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from procgen.errors import Violation
from procgen.kit.wire.artifacts import artifact
from procgen.layout.exporters import EXPORTERS, TILES_PNG, Exporter, ExportOptions
from procgen.layout.layout import Layout
from procgen.v1 import common_pb2, layout_pb2

_PREFIX: Final = "LAYOUT_OUTPUT_"
_MAXIMUM_OUTPUTS: Final = 16
_DEFAULT: Final = "tiles_u8"


def output_kind(number: int) -> str | None:
    """Kind of an enum number, None if it is not one."""
    value = layout_pb2.LayoutOutput.DESCRIPTOR.values_by_number.get(number)
    kind = "" if value is None else value.name.removeprefix(_PREFIX).lower()
    return kind if kind in EXPORTERS else None


def output_number(kind: str) -> layout_pb2.LayoutOutput.ValueType:
    """Enum number of a kind. Raises ValueError for an unknown one."""
    return layout_pb2.LayoutOutput.Value(_PREFIX + kind.upper())


def read_outputs(numbers: Iterable[int], found: list[Violation]) -> tuple[Exporter, ...]:
    """The outputs of a request.

    Args:
        numbers: of LayoutOutput.
        found: what is wrong is added here.
    """
    numbers = list(numbers)
    if len(numbers) > _MAXIMUM_OUTPUTS:
        found.append(Violation.of("outputs", f"{len(numbers)} outputs", f"at most {_MAXIMUM_OUTPUTS}"))
        return ()
    exporters: list[Exporter] = []
    for index, number in enumerate(numbers):
        kind = output_kind(number)
        if kind is None:
            found.append(Violation.of(f"outputs[{index}]", number, "one of " + ", ".join(EXPORTERS)))
        elif EXPORTERS[kind] in exporters:
            found.append(Violation.of(f"outputs[{index}]", f"{kind} again", "each output once"))
        else:
            exporters.append(EXPORTERS[kind])
    return tuple(exporters) or (EXPORTERS[_DEFAULT],)


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
