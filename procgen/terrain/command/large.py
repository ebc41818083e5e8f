"""Maps that are larger than a request may be, as one file each, in memory that does not grow with their depth.

Strips of rows are made one after the other, as tiles of the world they are exact, and kept in a hidden file of bare
heights. From that the files are written, band by band. A run that was cut off goes on after its last strip.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, Final

import numpy as np
import numpy.typing as npt

from procgen.errors import InvalidFields, Violation
from procgen.formats.tiff import Level, overview_sizes, write_tiff
from procgen.kit.wire.blobs import BlobStore
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.files import prepare_folder, write_file
from procgen.runtime.recipe import Recipe
from procgen.runtime.store import ModelStore
from procgen.terrain.command.scratch import Scratch, derived, no_room
from procgen.terrain.command.tiles import pinned_request, region_location
from procgen.terrain.exporters import ENGINE_EXPORTERS, EXPORTERS, ExportOptions, HeightRange, sidecar
from procgen.terrain.exporters.geotiff import geo_tags, halved, origin_of, whole_metres
from procgen.terrain.exporters.terrain3d import LOCATIONS, region_file_name
from procgen.terrain.generate import Callbacks, OpenLand, open_land, terrain_models
from procgen.terrain.heightmap import Heightmap
from procgen.terrain.lattice import Rectangle
from procgen.terrain.parameters import RANGES, origin_range
from procgen.terrain.representation import FloatArray
from procgen.terrain.wire.service import read_request
from procgen.v1 import terrain_pb2

LARGE_SIDE: Final = 65536
"""Greatest side, pixels."""
_EXR_SIDE = 2048
_REGION_SIDES = (1024, 2048)
_BAND_PIXELS = 1 << 22
_STRIP_BYTES = 384 << 20
_PIXEL_BYTES, _RIVER_BYTES = 24, 140
"""Of a strip's pixel while it is made; see :mod:`procgen.terrain.wire.memory`."""
_STRIP_STEP = 160
"""Rows of windows of the detail network: strips of whole ones make few twice."""


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a map."""

    records: tuple[dict[str, object], ...]
    """A record per file, as ``procgen generate --json`` prints it."""
    kept_rows: int
    """Rows that an earlier run had made."""


def is_large(request: terrain_pb2.TerrainRequest) -> bool:
    """Whether a map is too large for a request."""
    return max(request.width_px, request.depth_px) > RANGES["width_px"].maximum


def large_violations(request: terrain_pb2.TerrainRequest, kinds: tuple[str, ...]) -> list[Violation]:
    """Everything about the size and files of a large map that can't be accepted."""
    found = []
    least = int(RANGES["width_px"].minimum)
    sides = {"width_px": request.width_px, "depth_px": request.depth_px}
    for name, side in sides.items():
        if not least <= side <= LARGE_SIDE:
            found.append(Violation.of(name, side, f"a whole number from {least} to {LARGE_SIDE}"))
    for kind in kinds:
        if kind not in LARGE_KINDS:
            found.append(Violation.of("--format", kind, "for maps of this size: one of " + ", ".join(LARGE_KINDS)))
    if not kinds:
        found.append(Violation.of("--format", "none", "at least one of " + ", ".join(LARGE_KINDS)))
    if request.HasField("edges"):
        found.append(Violation.of("edges", "given", "a lock, which has a place in the world"))
    if request.ground.reshape:
        found.append(Violation.of("ground.reshape", "yes", "no for maps of this size: strips would not meet"))
    if "terrain3d_regions" in kinds and not found:
        side = _region_side(request.width_px, request.depth_px)
        found += [
            Violation.of(name, size, f"whole regions: a multiple of {side}, at most {side * len(LOCATIONS)}")
            for name, size in sides.items()
            if size % side or size > side * len(LOCATIONS)
        ]
    allowed = origin_range(min(request.level, 5))
    for name, first, span in (
        ("origin_x_px", request.origin_x_px, request.width_px),
        ("origin_z_px", request.origin_z_px, request.depth_px),
    ):
        if not (allowed.allows(first) and allowed.allows(first + span)):
            found.append(Violation.of(name, f"{first}, to {first + span}", f"{allowed}, for the whole map"))
    return found


def _region_side(width_px: int, depth_px: int) -> int:
    small, large = _REGION_SIDES
    return small if max(width_px, depth_px) <= small * len(LOCATIONS) else large


def make_large(
    request: terrain_pb2.TerrainRequest,
    kinds: tuple[str, ...],
    store: ModelStore,
    blobs: BlobStore,
    folder: Path,
    *,
    progress: Callable[[str, float], None] = lambda _name, _share: None,
    checkpoint: Checkpoint = go_on,
) -> Made:
    """Make a map and write its files.

    Args:
        request: of any size up to :data:`LARGE_SIDE`.
        kinds: of :data:`LARGE_KINDS`.
        store: the models.
        blobs: bases that were sent ahead.
        folder: where the files go.
        progress: told what is made, and the share of it.
        checkpoint: called often; raises to stop.

    Raises:
        InvalidFields: names everything that can't be accepted.
        Failed: a file can't be written.
        ModelUnavailable, Cancelled, DeadlinePassed: as :func:`procgen.terrain.generate.generate`.
    """
    wrong = large_violations(request, kinds)
    if wrong:
        raise InvalidFields(wrong)
    width, depth = request.width_px, request.depth_px
    small = pinned_request(request, width, depth)
    small.width_px = small.depth_px = int(RANGES["width_px"].minimum)
    parameters, _ = read_request(small, terrain_models(store), blobs)
    land = open_land(parameters, store, Callbacks(checkpoint=checkpoint))
    recipe = land.recipe(width, depth)
    prepare_folder(folder)
    whole = Rectangle(request.origin_z_px, request.origin_x_px, depth, width)
    scratch = Scratch(folder / f".terrain-{recipe.sha256[:12]}.f32", recipe.sha256, width, depth)
    run = _Run(land, recipe, whole, scratch, folder, progress, checkpoint)
    return run.go(kinds)


@dataclass(slots=True)
class _Run:
    """One call of :func:`make_large`."""

    land: OpenLand
    recipe: Recipe
    area: Rectangle
    scratch: Scratch
    folder: Path
    progress: Callable[[str, float], None]
    checkpoint: Checkpoint

    @property
    def name(self) -> str:
        return f"terrain-{self.recipe.sha256[:12]}"

    @property
    def spacing_m(self) -> float:
        return self.land.terrain.level_metres_per_pixel

    def go(self, kinds: tuple[str, ...]) -> Made:
        manifest = self.folder / f"{self.name}.map.json"
        files = _standing(manifest, self.folder, self.checkpoint)
        missing = [kind for kind in dict.fromkeys(kinds) if kind not in {file["kind"] for file in files}]
        kept = 0
        if missing:
            kept = self._make_heights()
        for kind in missing:
            files += LARGE_KINDS[kind](self)
            # After each: a run that is cut off here writes the others alone.
            write_file(manifest, self._manifest(files))
        self.scratch.remove()
        wanted = [file for file in files if file["kind"] in kinds]
        about = {"recipe": self.recipe.sha256}
        records = ({"path": str(self.folder / file["file"]), **_named(file), **about} for file in wanted)
        return Made(tuple(records), kept)

    def _make_heights(self) -> int:
        scratch, area = self.scratch, self.area
        scratch.resume(self.checkpoint)
        kept = scratch.rows
        bytes_a_row = area.columns * (_PIXEL_BYTES + (_RIVER_BYTES if self.land.terrain.rivers is not None else 0))
        strip = max(_STRIP_BYTES // bytes_a_row // _STRIP_STEP, 1) * _STRIP_STEP
        while scratch.rows < area.rows:
            self.checkpoint()
            self.progress(f"rows {scratch.rows} of {area.rows}", scratch.rows / area.rows)
            rows = min(strip, area.rows - scratch.rows)
            scratch.append(self.land.heights(Rectangle(area.row + scratch.rows, area.column, rows, area.columns)))
        return kept

    def heightmap(self, heights: FloatArray, row: int = 0, column: int = 0, recipe: Recipe | None = None) -> Heightmap:
        """Some of the map's heights, from a place of it on."""
        place = Rectangle(self.area.row + row, self.area.column + column, *heights.shape)
        return Heightmap(
            heights,
            self.spacing_m,
            self.land.terrain.sea_level_m,
            recipe or self.recipe,
            georeference=self.land.georeference(place),
        )

    def part_recipe(self, place: Rectangle) -> Recipe:
        """Of a part alone: a world's pixels are the same in any rectangle."""
        asked = dict(self.recipe.request)
        asked |= {"origin_x_px": str(place.column), "origin_z_px": str(place.row)}
        return replace(self.recipe, request=asked | {"width_px": place.columns, "depth_px": place.rows})

    def bands(self) -> Iterator[tuple[int, FloatArray]]:
        """The map's rows, some at a time, and the first of them."""
        rows = max(_BAND_PIXELS // self.area.columns, 1)
        for first in range(0, self.area.rows, rows):
            self.checkpoint()
            yield first, self.scratch.read(first, min(rows, self.area.rows - first))

    @contextmanager
    def writing(self, file_name: str) -> Iterator[BinaryIO]:
        """A file that is there as a whole or not at all."""
        part = self.folder / f".{file_name}.part"
        self.progress(file_name, 1.0)
        try:
            with part.open("wb") as file:
                yield file
            os.replace(part, self.folder / file_name)
        except OSError as error:
            raise no_room(self.folder / file_name, error) from error
        finally:
            part.unlink(missing_ok=True)

    def record(self, kind: str, file_name: str) -> dict[str, Any]:
        path = self.folder / file_name
        return {"kind": kind, "file": file_name, "bytes": path.stat().st_size, "sha256": _sha256(path, self.checkpoint)}

    def _manifest(self, files: list[dict[str, Any]]) -> bytes:
        place = self.land.georeference(self.area)
        said = {
            "format": "procgen-terrain-map-1",
            "recipe": json.loads(self.recipe.to_json()),
            "width_px": self.area.columns,
            "depth_px": self.area.rows,
            "metres_per_pixel": self.spacing_m,
            "height_min_m": self.scratch.low_m,
            "height_max_m": self.scratch.high_m,
            "sea_level_m": self.land.terrain.sea_level_m,
            "epsg": place.epsg,
            "west_m": place.west_m,
            "north_m": place.north_m,
            "files": files,
        }
        return (json.dumps(said, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _named(file: dict[str, Any]) -> dict[str, object]:
    return {name: file[name] for name in ("kind", "sha256")}


def _standing(manifest: Path, folder: Path, checkpoint: Checkpoint) -> list[dict[str, Any]]:
    """Files of an earlier run that are as its manifest says, of kinds that are there as a whole."""
    try:
        files = json.loads(manifest.read_text("utf-8"))["files"]
        wrong = {file["kind"] for file in files if _sha256(folder / file["file"], checkpoint) != file["sha256"]}
        return [file for file in files if file["kind"] not in wrong]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _sha256(path: Path, checkpoint: Checkpoint) -> str:
    if not path.exists():
        return ""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            checkpoint()
            digest.update(piece)
    return digest.hexdigest()


Files = list[dict[str, Any]]


def _geotiff(run: _Run, kind: str, dtype: str, suffix: str) -> Files:
    """One file with its smaller images, which are made beside it first."""
    images = [run.scratch]
    for number, (width, depth) in enumerate(overview_sizes(run.area.columns, run.area.rows), 1):
        above = images[-1]

        def rows(first: int, count: int, above: Scratch = above) -> FloatArray:
            return halved(above.read(2 * first, min(2 * count, above.depth - 2 * first)))

        path = run.folder / f".{run.name}.half{number}.f32"
        images.append(derived(path, width, depth, rows, max(_BAND_PIXELS // (4 * width), 1)))

    def level(image: Scratch) -> Level:
        def rows(first: int, count: int) -> npt.NDArray[np.generic]:
            heights = image.read(first, count)
            return whole_metres(heights) if dtype == "int16" else heights

        return Level(image.width, image.depth, rows)

    name = f"{run.name}{suffix}"
    tags = geo_tags(run.land.georeference(run.area), run.spacing_m, dtype, origin_of(run.recipe))
    try:
        with run.writing(name) as file:
            write_tiff(file, [level(image) for image in images], dtype, tags, run.checkpoint)
    finally:
        for image in images[1:]:
            image.remove()
    return [run.record(kind, name)]


def _bare(run: _Run, kind: str, head: bytes = b"") -> Files:
    """Rows as bare numbers, and the JSON beside them."""
    exporter = EXPORTERS[kind]
    options = ExportOptions(height_range=HeightRange(run.scratch.low_m, run.scratch.high_m), checkpoint=run.checkpoint)
    name = run.name + exporter.suffix
    with run.writing(name) as file:
        file.write(head)
        for _, heights in run.bands():
            file.write(heights.astype("<f4").tobytes() if head else exporter.encode(run.heightmap(heights), options))
    # The sidecar of a map with the same ends, and the size of ours.
    ends = run.heightmap(np.array([[run.scratch.low_m, run.scratch.high_m]], np.float32))
    said = json.loads(sidecar(ends, name, kind, options)) | {"width_px": run.area.columns, "depth_px": run.area.rows}
    beside = name.removesuffix(exporter.suffix) + exporter.sidecar_suffix
    write_file(run.folder / beside, (json.dumps(said, indent=2, ensure_ascii=False) + "\n").encode())
    return [run.record(kind, name)]


def _npy(run: _Run) -> Files:
    head = io.BytesIO()
    shape = (run.area.rows, run.area.columns)
    np.lib.format.write_array_header_1_0(head, {"shape": shape, "fortran_order": False, "descr": "<f4"})
    return _bare(run, "npy", head.getvalue())


def _tiles(run: _Run, kind: str, side: int, one: str, name: Callable[[int, int], str]) -> Files:
    """Squares as files of their own; the last ones are as large as the map leaves them."""
    exporter = {**EXPORTERS, **ENGINE_EXPORTERS}[one]
    options = ExportOptions(checkpoint=run.checkpoint)
    files = []
    for row in range(0, run.area.rows, side):
        for column in range(0, run.area.columns, side):
            run.checkpoint()
            rows, columns = min(side, run.area.rows - row), min(side, run.area.columns - column)
            heights = run.scratch.part(row, column, rows, columns)
            place = Rectangle(run.area.row + row, run.area.column + column, rows, columns)
            data = exporter.encode(run.heightmap(heights, row, column, run.part_recipe(place)), options)
            file_name = name(column // side, row // side)
            run.progress(file_name, 1.0)
            write_file(run.folder / file_name, data)
            digest = hashlib.sha256(data).hexdigest()
            files.append({"kind": kind, "file": file_name, "bytes": len(data), "sha256": digest})
    return files


def _exr_tiles(run: _Run) -> Files:
    return _tiles(run, "exr_tiles", _EXR_SIDE, "exr", lambda x, z: f"{run.name}_{x}_{z}.exr")


def _terrain3d_regions(run: _Run) -> Files:
    side = _region_side(run.area.columns, run.area.rows)
    across, down = run.area.columns // side, run.area.rows // side

    def name(x: int, z: int) -> str:
        return region_file_name(region_location(x, across), region_location(z, down))

    return _tiles(run, "terrain3d_regions", side, "terrain3d_region_res", name)


LARGE_KINDS: Final[Mapping[str, Callable[[_Run], Files]]] = MappingProxyType(
    {
        "geotiff": lambda run: _geotiff(run, "geotiff", "float32", ".tif"),
        "geotiff_int16": lambda run: _geotiff(run, "geotiff_int16", "int16", "-int16.tif"),
        "r16": lambda run: _bare(run, "r16"),
        "heights_f32": lambda run: _bare(run, "heights_f32"),
        "npy": _npy,
        "exr_tiles": _exr_tiles,
        "terrain3d_regions": _terrain3d_regions,
    }
)
"""Files that a large map can be written as."""
