"""Several materials in one file: texture arrays, and atlases whose tiles are continued beyond their edges."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from procgen.errors import InvalidFields, Violation
from procgen.formats.dds import write_dds
from procgen.formats.kinds import FileKind, by_kind
from procgen.formats.ktx2 import Texels, write_ktx2
from procgen.formats.png import Filter, write_png
from procgen.texture.exporters.gpu import level_blocks, size_px
from procgen.texture.exporters.images import pixels
from procgen.texture.exporters.metadata import facts
from procgen.texture.exporters.names import picture_suffix
from procgen.texture.exporters.options import DEFAULTS, ExportOptions
from procgen.texture.exporters.pictures import PICTURES, Picture, Pixels
from procgen.texture.exporters.planes import Planes
from procgen.texture.material import Material

_MOST_LAYERS = 256
_MOST_SIDE_PX = 16384
"""Of a picture: the largest texture that graphics cards and both engines take."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Where the layers lie in one picture: row by row from the upper left corner."""

    columns: int
    rows: int
    cell_width_px: int
    cell_height_px: int
    gutter_px: int = 0

    def corner_px(self, layer: int) -> tuple[int, int]:
        """Row and column of the first pixel of a layer's tile, behind the gutter."""
        row, column = divmod(layer, self.columns)
        return row * self.cell_height_px + self.gutter_px, column * self.cell_width_px + self.gutter_px


def _joint(materials: Sequence[Material], options: ExportOptions) -> list[Planes]:
    """Planes of each, with one height range for all; checks that they fit together."""
    if not 1 <= len(materials) <= _MOST_LAYERS:
        raise InvalidFields([Violation.of("materials", len(materials), f"1 to {_MOST_LAYERS} materials")])
    first = materials[0]
    wrong = []
    for index, material in enumerate(materials):
        if material.surface.shape != first.surface.shape:
            allowed = f"the size of the first, {first.surface.shape}"
            wrong.append(Violation.of(f"materials[{index}]", material.surface.shape, allowed))
        if (material.surface.opacity is None) != (first.surface.opacity is None):
            wrong.append(Violation.of(f"materials[{index}]", "opacity", "all with opacity, or all without"))
    if wrong:
        raise InvalidFields(wrong)
    if options.height_range_m is None:
        heights = [material.height_m for material in materials]
        joint = (float(min(h.min() for h in heights)), float(max(h.max() for h in heights)))
        options = replace(options, height_range_m=joint)
    return [Planes(material, options) for material in materials]


def _grid(count: int, shape: tuple[int, int], gutter_px: int, *, square: bool) -> Grid:
    """A column of cells, or about a square; wider where that is more than a texture may be high.

    Raises:
        InvalidFields: it does not fit into any texture.
    """
    height, width = shape[0] + 2 * gutter_px, shape[1] + 2 * gutter_px
    fitting = _MOST_SIDE_PX // height
    columns = math.ceil(math.sqrt(count)) if square else 1
    if fitting:
        columns = max(columns, math.ceil(count / fitting))
    if not fitting or columns * width > _MOST_SIDE_PX:
        allowed = f"together at most {_MOST_SIDE_PX} x {_MOST_SIDE_PX} pixels"
        raise InvalidFields([Violation.of("materials", f"{count} of {width} x {height} pixels", allowed)])
    return Grid(columns, math.ceil(count / columns), width, height, gutter_px)


def array_grid(materials: Sequence[Material]) -> Grid:
    """How the layers of a texture array lie in its PNG: one column, or more where it would be too high."""
    return _grid(len(materials), materials[0].surface.shape, 0, square=False)


def atlas_grid(materials: Sequence[Material], options: ExportOptions = DEFAULTS) -> Grid:
    """How the tiles lie in an atlas: about as many columns as rows."""
    return _grid(len(materials), materials[0].surface.shape, options.gutter_px, square=True)


def _laid_out(layers: Iterator[Pixels], grid: Grid) -> Pixels:
    """One picture of all; cells that are left over show the last one again."""
    sheet: Pixels | None = None
    last: Pixels | None = None
    for cell in range(grid.columns * grid.rows):
        layer = next(layers, None)
        if layer is not None:
            gutters = ((grid.gutter_px, grid.gutter_px), (grid.gutter_px, grid.gutter_px), (0, 0))
            last = np.pad(layer, gutters[: layer.ndim], mode="wrap") if grid.gutter_px else layer
        assert last is not None
        if sheet is None:
            sides = (grid.rows * grid.cell_height_px, grid.columns * grid.cell_width_px)
            sheet = np.empty((*sides, *last.shape[2:]), last.dtype)
        row, column = divmod(cell, grid.columns)
        top, left = row * grid.cell_height_px, column * grid.cell_width_px
        sheet[top : top + grid.cell_height_px, left : left + grid.cell_width_px] = last
    assert sheet is not None
    return sheet


def recipes_json(materials: Sequence[Material]) -> str:
    """The recipes of all layers, in order, as a JSON array."""
    return "[" + ",".join(material.recipe.to_json() for material in materials) + "]"


def array_name(materials: Sequence[Material]) -> str:
    """A file name without ending, that names these layers in this order."""
    digest = hashlib.sha256("".join(material.recipe.sha256 for material in materials).encode()).hexdigest()
    return f"{materials[0].recipe.domain}-array-{digest[:12]}"


@dataclass(frozen=True, slots=True)
class ArrayExporter(FileKind):
    """One kind of file of several materials of one size; its base name is :func:`array_name`."""

    picture: str
    encoder: Callable[[Sequence[Planes], Picture], bytes]
    is_atlas: bool = False

    def encode(self, materials: Sequence[Material], options: ExportOptions = DEFAULTS) -> bytes:
        """The file.

        Args:
            materials: the layers, in order, all of one size.
            options: ``height_range_m`` is by default the joint range of all of them.

        Raises:
            InvalidFields: sizes differ, there are none or too many, or they are too large together.
            Failed: a package that only ``procgen-server[gpu]`` brings is not installed.
            Cancelled, DeadlinePassed: whatever ``options.checkpoint`` raised.
        """
        return self.encoder(_joint(materials, options), PICTURES[self.picture])

    def manifest(self, materials: Sequence[Material], file_name: str, options: ExportOptions = DEFAULTS) -> str:
        """What an engine has to know about the file.

        Returns:
            A JSON object: ``file``, ``kind``, ``map``, ``channels`` (in words), ``srgb``; ``columns`` and ``rows`` of a
            PNG's cells (Godot's importer: slices/horizontal and slices/vertical; Unity's: columns and rows);
            ``gutter_px`` of an atlas; ``layers``, each with the facts of its material and, in an atlas, ``uv_offset``
            and ``uv_scale`` of its tile.

        Raises:
            InvalidFields: as :meth:`encode`.
        """
        joint = _joint(materials, options)
        picture = PICTURES[self.picture]
        described: dict[str, Any] = {
            "file": file_name,
            "kind": self.kind,
            "map": picture.name,
            "channels": picture.channels,
            "srgb": picture.srgb,
        }
        layers: list[dict[str, Any]] = [facts(planes) for planes in joint]
        if self.media_type == _PNG:
            grid = atlas_grid(materials, options) if self.is_atlas else array_grid(materials)
            described |= {"columns": grid.columns, "rows": grid.rows}
            if self.is_atlas:
                described["gutter_px"] = grid.gutter_px
                width, height = grid.columns * grid.cell_width_px, grid.rows * grid.cell_height_px
                rows, columns = materials[0].surface.shape
                for index, layer in enumerate(layers):
                    top, left = grid.corner_px(index)
                    layer |= {"uv_offset": [left / width, top / height], "uv_scale": [columns / width, rows / height]}
        described["layers"] = layers
        return json.dumps(described, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


_PNG = "image/png"
_BITS_16 = ("height",)


def _texts(layers: Sequence[Planes], picture: Picture) -> dict[str, str]:
    materials = [planes.material for planes in layers]
    return {"procgen:recipes": recipes_json(materials), "procgen:map": picture.name}


def _sheet_png(layers: Sequence[Planes], picture: Picture, grid: Grid) -> bytes:
    bits = 16 if picture.name in _BITS_16 else 8
    options = layers[0].options
    texts = _texts(layers, picture)
    plain = {"procgen:map": texts.pop("procgen:map")}
    sheet = _laid_out((pixels(planes, picture, bits) for planes in layers), grid)
    return write_png(
        sheet, options.checkpoint, texts=texts, plain_texts=plain, method=Filter.AVERAGE, srgb=picture.srgb
    )


def _array_png(layers: Sequence[Planes], picture: Picture) -> bytes:
    return _sheet_png(layers, picture, array_grid([planes.material for planes in layers]))


def _atlas_png(layers: Sequence[Planes], picture: Picture) -> bytes:
    return _sheet_png(layers, picture, atlas_grid([planes.material for planes in layers], layers[0].options))


def _texels(picture: Picture) -> Texels:
    return Texels.R16 if picture.name in _BITS_16 else Texels.BC7


def _array_ktx2(layers: Sequence[Planes], picture: Picture) -> bytes:
    texels = _texels(picture)
    levels = zip(*(level_blocks(planes, picture, texels) for planes in layers), strict=True)
    joined = [b"".join(level) for level in levels]
    size = size_px(layers[0])
    return write_ktx2(texels, size, joined, _texts(layers, picture), srgb=picture.srgb, layers=len(layers))


def _array_dds(layers: Sequence[Planes], picture: Picture) -> bytes:
    levels = [level_blocks(planes, picture, Texels.BC7) for planes in layers]
    return write_dds(Texels.BC7, size_px(layers[0]), levels, srgb=picture.srgb)


_LAYERED = (
    "albedo",
    "normal",
    "orm",
    "height",
    "hdrp_mask",
    "urp_metallic",
    "terrain3d_albedo_height",
    "terrain3d_normal_roughness",
)


def _all() -> Iterator[ArrayExporter]:
    for name in _LAYERED:
        form = _texels(PICTURES[name]).name.lower()
        yield ArrayExporter(f"{name}_array_png", picture_suffix(name, "array.png"), _PNG, name, _array_png)
        yield ArrayExporter(
            f"{name}_array_{form}_ktx2", picture_suffix(name, f"array-{form}.ktx2"), "image/ktx2", name, _array_ktx2
        )
        if name not in _BITS_16:
            yield ArrayExporter(
                f"{name}_array_bc7_dds", picture_suffix(name, "array-bc7.dds"), "image/vnd-ms.dds", name, _array_dds
            )
        yield ArrayExporter(f"{name}_atlas_png", picture_suffix(name, "atlas.png"), _PNG, name, _atlas_png, True)


ARRAY_EXPORTERS: Mapping[str, ArrayExporter] = by_kind(_all())
"""Every kind by its name: ``albedo_array_png``, ``orm_array_bc7_ktx2``, ``normal_atlas_png`` …"""
