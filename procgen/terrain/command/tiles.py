"""A grid of terrain tiles as files: borders that meet, one scale of heights, a manifest, and a start where it stopped.

Two passes are made where a 16-bit format is wanted and nobody said its range: the first makes all heights and keeps
them in a hidden folder, the second writes the files on the range that was found.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import re
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from google.protobuf import json_format

from procgen import __version__
from procgen.errors import InvalidFields, Violation
from procgen.kit.wire.blobs import BlobStore
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.files import prepare_folder, write_file
from procgen.runtime.recipe import Recipe, canonical_json
from procgen.runtime.store import ModelStore
from procgen.terrain.exporters import (
    ENGINE_EXPORTERS,
    EXPORTERS,
    GEO_EXPORTERS,
    LAYER_EXPORTERS,
    Exporter,
    ExportOptions,
    HeightRange,
    LayerExporter,
    mask_exporter,
    mask_exr_exporter,
    sidecar,
)
from procgen.terrain.exporters.terrain3d import LOCATIONS, region_file_name
from procgen.terrain.generate import Callbacks, generate, terrain_models
from procgen.terrain.ground.layers import LAYERS
from procgen.terrain.heightmap import Heightmap
from procgen.terrain.parameters import RANGES, origin_range
from procgen.terrain.wire.outputs import layers_of
from procgen.terrain.wire.service import NOTHING_SENT, read_request
from procgen.v1 import terrain_pb2

TILE_KINDS: Mapping[str, Exporter | LayerExporter] = {
    **EXPORTERS,
    **ENGINE_EXPORTERS,
    **LAYER_EXPORTERS,
    **GEO_EXPORTERS,
}
"""Kinds of files that a tile can be written as; beside them ``mask8:NAME``, ``mask16:NAME`` and
``mask_exr:NAME``, a mask as PNG or OpenEXR."""

_KINDS_TEXT = "one of " + ", ".join(TILE_KINDS) + ", mask8:NAME, mask16:NAME, mask_exr:NAME"

_QUANTISED = frozenset({"png16", "r16", "unity_raw"})
_LIT = frozenset({"glb", "lod_glb"})
"""Kinds with normals, which need the neighbours' pixels to be equal on both sides of a border."""
_REGIONS = frozenset({"terrain3d_region_res", "terrain3d_painted_region_res"})
_AREAS: tuple[Literal["sketch", "lock", "landform_map", "erosion"], ...] = (
    "sketch",
    "lock",
    "landform_map",
    "erosion",
)
"""Fields that lie over the request's rectangle unless they say another."""
_MASK = re.compile(r"mask(?P<form>8|16|_exr):(?P<name>[A-Za-z0-9_]+)")
_MOST_TILES = 65536
_MANIFEST_FORMAT = "procgen-terrain-tiles-1"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class TileBatch:
    """Which tiles, and as what."""

    columns: int
    """Tiles from west to east."""
    rows: int
    """Tiles from north to south."""
    side_px: int
    """Columns and rows of pixels of each."""
    kinds: tuple[str, ...]
    """Which files: see :data:`TILE_KINDS`."""
    share_border: bool = True
    """Whether a tile's last column and row are its neighbours' first ones, as meshes and Unity want it. Terrain3D's
    regions share none."""
    height_range: HeightRange | None = None
    """Scale of the 16-bit formats; by default that of all tiles together, in whole metres."""
    lod_levels: int = 5
    collision_tolerance_m: float | None = None
    name: str = "terrain"
    """What all file names begin with."""

    @property
    def stride_px(self) -> int:
        """Pixels from one tile's corner to the next one's."""
        return self.side_px - 1 if self.share_border else self.side_px

    @property
    def span_px(self) -> tuple[int, int]:
        """Columns and rows of pixels of all tiles together."""
        beyond = self.side_px - self.stride_px
        return self.columns * self.stride_px + beyond, self.rows * self.stride_px + beyond

    def tiles(self) -> Iterator[tuple[int, int]]:
        """Number from west to east and from north to south of each, row by row."""
        return ((x, z) for z in range(self.rows) for x in range(self.columns))

    def file_name(self, kind: str, x: int, z: int) -> str:
        """Name of a tile's file.

        ``NAME_X_Z`` and the kind's suffix, both numbers from 0, X from the west and Z from the north. Two kinds go by
        their engine's rule: a ``unity_raw`` counts Z from the south, as Unity's importer of tiles does, and a Terrain3D
        region has the name by which the addon finds it.
        """
        if kind in _REGIONS:
            return region_file_name(*(region_location(at, count) for at, count in ((x, self.columns), (z, self.rows))))
        number = self.rows - 1 - z if kind == "unity_raw" else z
        exporter = tile_kind(kind)
        assert exporter is not None
        return f"{self.name}_{x}_{number}{exporter.suffix}"


def region_location(at: int, count: int) -> int:
    """Place of a region: from 0 on, or as far west or north as it takes."""
    return at - max(0, count - LOCATIONS.stop)


@dataclass(frozen=True, slots=True)
class TileSource:
    """What makes the tiles."""

    heightmap: Callable[[terrain_pb2.TerrainRequest, Collection[str], Checkpoint], Heightmap]
    """A rectangle of the world with the layers that are named; heights are equal wherever two rectangles overlap."""
    fingerprint: str
    """Changes with whatever changes the heights, such as the models."""


@dataclass(frozen=True, slots=True)
class TilesMade:
    """What came of a batch."""

    manifest: Path
    records: tuple[dict[str, object], ...]
    """A record per file, as ``procgen generate --json`` prints it: path, kind, sha256, recipe."""
    made: int
    """Tiles that were made."""
    kept: int
    """Tiles that were there already."""


def tile_kind(kind: str) -> Exporter | LayerExporter | None:
    """The exporter of a kind, or None if there is no such kind."""
    mask = _MASK.fullmatch(kind)
    if mask is None:
        return TILE_KINDS.get(kind)
    name, form = mask["name"], mask["form"]
    return mask_exr_exporter(name) if form == "_exr" else mask_exporter(name, int(form))


def source_of(store: ModelStore, blobs: BlobStore = NOTHING_SENT) -> TileSource:
    """Tiles made in this process by the models of a store, of bases that were sent ahead."""

    def heightmap(request: terrain_pb2.TerrainRequest, layers: Collection[str], checkpoint: Checkpoint) -> Heightmap:
        parameters, _ = read_request(request, terrain_models(store), blobs)
        return generate(parameters, store, Callbacks(checkpoint=checkpoint), layers)

    digests = {name: entry.sha256 for name, entry in store.entries.items()}
    return TileSource(heightmap, hashlib.sha256(canonical_json(digests).encode()).hexdigest())


def batch_violations(request: terrain_pb2.TerrainRequest, batch: TileBatch) -> list[Violation]:
    """Everything about a batch that can't be accepted, but for what the request says beside its rectangle."""
    found = []
    for name, count in (("columns", batch.columns), ("rows", batch.rows)):
        if not 1 <= count <= _MOST_TILES:
            found.append(Violation.of(name, count, f"a whole number from 1 to {_MOST_TILES}"))
    if not found and batch.columns * batch.rows > _MOST_TILES:
        found.append(Violation.of("columns * rows", batch.columns * batch.rows, f"at most {_MOST_TILES}"))
    if not RANGES["width_px"].allows(batch.side_px):
        found.append(Violation.of("side_px", batch.side_px, str(RANGES["width_px"])))
    if not _NAME.fullmatch(batch.name):
        found.append(Violation.of("name", repr(batch.name), "1 to 64 of A-Z a-z 0-9 . _ -, the first no sign"))
    if not batch.kinds:
        found.append(Violation.of("kinds", "none", "at least " + _KINDS_TEXT))
    for index, kind in enumerate(batch.kinds):
        exporter = tile_kind(kind)
        if exporter is None:
            found.append(Violation.of(f"kinds[{index}]", repr(kind), _KINDS_TEXT))
        elif kind in batch.kinds[:index]:
            found.append(Violation.of(f"kinds[{index}]", f"{kind} again", "each kind once"))
        elif not layers_of([exporter]) <= set(LAYERS):
            found.append(Violation.of(f"kinds[{index}]", kind, "a mask of one of " + ", ".join(LAYERS)))
        else:
            sizes = exporter.size_violations(batch.side_px, batch.side_px)
            found += [replace(wrong, field="side_px") for wrong in sizes[:1]]
    if request.HasField("edges"):
        found.append(
            Violation.of("edges", "given", "only with a single tile: use a lock, which has a place in the world")
        )
    if request.ground.reshape:
        found.append(Violation.of("ground.reshape", "yes", "no for tiles: their borders would not meet"))
    if _REGIONS & set(batch.kinds):
        if len(_REGIONS & set(batch.kinds)) > 1:
            found.append(
                Violation.of("kinds", "both kinds of Terrain3D regions", "one of them: they have the same names")
            )
        if batch.share_border:
            found.append(Violation.of("share_border", "yes", "no for Terrain3D regions, which share no pixel"))
        if max(batch.columns, batch.rows) > len(LOCATIONS):
            size = f"{batch.columns} x {batch.rows}"
            found.append(Violation.of("columns, rows", size, f"at most {len(LOCATIONS)} of each for Terrain3D regions"))
    if not RANGES["level"].allows(request.level):
        found.append(Violation.of("level", request.level, str(RANGES["level"])))
    if not found:
        allowed = origin_range(request.level)
        span_x, span_z = batch.span_px
        for name, first, span in (
            ("origin_x_px", request.origin_x_px, span_x),
            ("origin_z_px", request.origin_z_px, span_z),
        ):
            if not (allowed.allows(first - 1) and allowed.allows(first + span)):
                found.append(Violation.of(name, f"{first}, with tiles to {first + span}", f"{allowed}, for all tiles"))
    return found


def make_tiles(
    request: terrain_pb2.TerrainRequest,
    batch: TileBatch,
    source: TileSource,
    folder: Path,
    *,
    progress: Callable[[str, float], None] = lambda _stage, _share: None,
    checkpoint: Checkpoint = go_on,
) -> TilesMade:
    """Make all tiles of a batch and write them, with a record ``NAME_X_Z.tile.json`` each and one ``NAME.tiles.json``.

    A second call with the same arguments keeps the tiles whose files are all there with the right SHA-256, and makes
    the rest: after a crash or Ctrl-C, or when a file was lost or damaged.

    Args:
        request: the world; its origin is the north-western tile's, its size and outputs do not count. A sketch or
            landform map without an area of its own lies over all tiles together.
        batch: which tiles, and as what.
        source: what makes them.
        folder: where to; made if need be.
        progress: gets what is done and the share of it, 0 to 1.
        checkpoint: called often; raises to stop.

    Returns:
        The manifest and all files.

    Raises:
        InvalidFields: names everything about the batch or the request that can't be accepted.
        Failed: a file can't be written.
        ModelUnavailable: see :func:`procgen.terrain.generate.generate`.
        Cancelled, DeadlinePassed: whatever ``checkpoint`` raised.
    """
    wrong = batch_violations(request, batch)
    if wrong:
        raise InvalidFields(wrong)
    prepare_folder(folder)
    run = _Run(pinned_request(request, *batch.span_px), batch, source, folder, progress, checkpoint)
    return run.go()


def pinned_request(request: terrain_pb2.TerrainRequest, width: int, depth: int) -> terrain_pb2.TerrainRequest:
    """The request for any part: what lies over "the request's rectangle" is pinned to that of the whole.

    Args:
        request: of the whole, whose own size does not count.
        width: of the whole, pixels of the request's level.
        depth: likewise.
    """
    pinned = terrain_pb2.TerrainRequest()
    pinned.CopyFrom(request)
    pinned.ClearField("outputs")
    pinned.ClearField("request_id")
    factor: int = 2**request.level
    for name in _AREAS:
        if pinned.HasField(name) and not getattr(pinned, name).HasField("area"):
            area = getattr(pinned, name).area
            area.origin_x_px, area.origin_z_px = request.origin_x_px * factor, request.origin_z_px * factor
            area.width_px, area.depth_px = width * factor, depth * factor
    return pinned


@dataclass(slots=True)
class _Run:
    """One call of :func:`make_tiles`."""

    request: terrain_pb2.TerrainRequest
    batch: TileBatch
    source: TileSource
    folder: Path
    progress: Callable[[str, float], None]
    checkpoint: Checkpoint
    records: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)

    @property
    def _manifest_path(self) -> Path:
        return self.folder / f"{self.batch.name}.tiles.json"

    @property
    def _heights_folder(self) -> Path:
        return self.folder / f".{self.batch.name}.heights"

    @property
    def _asked(self) -> dict[str, Any]:
        """What the files follow from."""
        scale = self.batch.height_range
        return {
            "request": json_format.MessageToDict(self.request, preserving_proto_field_name=True),
            "columns": self.batch.columns,
            "rows": self.batch.rows,
            "side_px": self.batch.side_px,
            "kinds": list(self.batch.kinds),
            "share_border": self.batch.share_border,
            "height_range": None if scale is None else [scale.low_m, scale.high_m],
            "lod_levels": self.batch.lod_levels,
            "collision_tolerance_m": self.batch.collision_tolerance_m,
            "name": self.batch.name,
            "models": self.source.fingerprint,
            "code_version": __version__,
        }

    @property
    def _key(self) -> str:
        return hashlib.sha256(canonical_json(self._asked).encode()).hexdigest()

    def go(self) -> TilesMade:
        tiles = list(self.batch.tiles())
        scale = self._known_scale()
        for tile in tiles:
            record = self._standing(tile)
            if record is not None:
                self.records[tile] = record
        missing = [tile for tile in tiles if tile not in self.records]
        if missing and scale is None and _QUANTISED & set(self.batch.kinds):
            scale = self._found_scale(tiles)
        self._write_manifest(scale, whole=not missing)
        options = ExportOptions(
            height_range=scale,
            lod_levels=self.batch.lod_levels,
            collision_tolerance_m=self.batch.collision_tolerance_m,
            checkpoint=self.checkpoint,
        )
        for done, tile in enumerate(missing):
            self.progress(f"tile {tile[0]} {tile[1]}", done / len(missing))
            self.records[tile] = self._write_tile(tile, options)
        if missing:
            self._write_manifest(scale, whole=True)
        shutil.rmtree(self._heights_folder, ignore_errors=True)
        self.progress("done", 1.0)
        files = [
            {
                "path": str(self.folder / file["file"]),
                "kind": file["kind"],
                "sha256": file["sha256"],
                "recipe": record["recipe"],
            }
            for record in (self.records[tile] for tile in tiles)
            for file in record["files"]
        ]
        return TilesMade(self._manifest_path, tuple(files), len(missing), len(tiles) - len(missing))

    # What is there already

    def _read_json(self, path: Path) -> dict[str, Any]:
        """A JSON object of this very batch; empty if there is none."""
        try:
            data = json.loads(path.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return data if isinstance(data, dict) and data.get("key") == self._key else {}

    def _known_scale(self) -> HeightRange | None:
        if self.batch.height_range is not None:
            return self.batch.height_range
        try:
            low, high = self._read_json(self._manifest_path)["height_range"]
            return HeightRange(float(low), float(high))
        except (KeyError, TypeError, ValueError):
            return None

    def _record_path(self, tile: tuple[int, int]) -> Path:
        return self.folder / f"{self.batch.name}_{tile[0]}_{tile[1]}.tile.json"

    def _standing(self, tile: tuple[int, int]) -> dict[str, Any] | None:
        """The record of a tile whose files are all as it says; None if one is not."""
        self.checkpoint()
        record = self._read_json(self._record_path(tile))
        try:
            for file in record["files"]:
                for name, digest in ((file["file"], file["sha256"]), (file.get("sidecar"), file.get("sidecar_sha256"))):
                    if name is not None and _file_sha256(self.folder / name, self.checkpoint) != digest:
                        return None
            _ = record["recipe"], record["height_min_m"], record["height_max_m"]
        except (KeyError, TypeError, OSError):
            return None
        return record

    # Heights

    @property
    def _ring_px(self) -> int:
        """Pixels of the neighbours that are made along with a tile, on each side."""
        wanted = bool(_LIT & set(self.batch.kinds))
        return int(wanted and RANGES["width_px"].allows(self.batch.side_px + 2))

    def _heights(self, tile: tuple[int, int], layers: Collection[str] = ()) -> Heightmap:
        """A tile with its ring. Layers are never kept: they are made with the heights, again if need be."""
        stored = self._heights_folder / f"{self._key[:16]}_{tile[0]}_{tile[1]}"
        try:
            if not layers:
                return _read_heights(stored)
        except (OSError, ValueError, KeyError):
            pass
        return self.source.heightmap(self._tile_request(tile, self._ring_px), layers, self.checkpoint)

    def _tile_request(self, tile: tuple[int, int], ring_px: int) -> terrain_pb2.TerrainRequest:
        request = terrain_pb2.TerrainRequest()
        request.CopyFrom(self.request)
        request.width_px = request.depth_px = self.batch.side_px + 2 * ring_px
        request.origin_x_px += tile[0] * self.batch.stride_px - ring_px
        request.origin_z_px += tile[1] * self.batch.stride_px - ring_px
        return request

    def _found_scale(self, tiles: list[tuple[int, int]]) -> HeightRange:
        """The range of all tiles in whole metres; their heights are kept for the second pass."""
        prepare_folder(self._heights_folder)
        low, high = math.inf, -math.inf
        for done, tile in enumerate(tiles):
            record = self.records.get(tile)
            if record is not None:
                low, high = min(low, record["height_min_m"]), max(high, record["height_max_m"])
                continue
            self.progress(f"heights {tile[0]} {tile[1]}", done / len(tiles))
            heightmap = self._heights(tile)
            stored = self._heights_folder / f"{self._key[:16]}_{tile[0]}_{tile[1]}"
            if not stored.with_suffix(".json").exists():
                _keep_heights(stored, heightmap)
            inner = _without_ring(heightmap.heights, self._ring_px)
            low, high = min(low, float(inner.min())), max(high, float(inner.max()))
        return HeightRange(float(math.floor(low)), float(math.ceil(high)))

    # Files

    def _write_tile(self, tile: tuple[int, int], options: ExportOptions) -> dict[str, Any]:
        self.checkpoint()
        exporters = {kind: exporter for kind in self.batch.kinds if (exporter := tile_kind(kind)) is not None}
        ringed = self._heights(tile, layers_of(exporters.values()))
        heightmap = _own(ringed, self._ring_px)
        if self._ring_px:
            options = replace(options, surround_m=ringed.heights)
        files: list[dict[str, Any]] = []
        for kind, exporter in exporters.items():
            file_name = self.batch.file_name(kind, *tile)
            if isinstance(exporter, LayerExporter):
                data = exporter.encode(heightmap, heightmap.layers, options)
            else:
                data = exporter.encode(heightmap, options)
            write_file(self.folder / file_name, data)
            file = {"kind": kind, "file": file_name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            if isinstance(exporter, Exporter) and exporter.has_sidecar:
                beside = file_name.removesuffix(exporter.suffix) + exporter.sidecar_suffix
                text = sidecar(heightmap, file_name, kind, options).encode()
                write_file(self.folder / beside, text)
                file |= {"sidecar": beside, "sidecar_sha256": hashlib.sha256(text).hexdigest()}
            files.append(file)
        spacing = float(heightmap.metres_per_pixel)
        stride = self.batch.stride_px
        record = {
            "key": self._key,
            "x": tile[0],
            "z": tile[1],
            "origin_x_px": self.request.origin_x_px + tile[0] * stride,
            "origin_z_px": self.request.origin_z_px + tile[1] * stride,
            "offset_m": [tile[0] * stride * spacing, tile[1] * stride * spacing],
            "metres_per_pixel": spacing,
            "height_min_m": heightmap.height_min_m,
            "height_max_m": heightmap.height_max_m,
            "recipe": heightmap.recipe.sha256,
            "recipe_json": json.loads(heightmap.recipe.to_json()),
            "files": files,
        }
        # Last: it says that the files are there.
        write_file(self._record_path(tile), _json(record))
        return record

    def _write_manifest(self, scale: HeightRange | None, *, whole: bool) -> None:
        shown = ("x", "z", "origin_x_px", "origin_z_px", "offset_m", "height_min_m", "height_max_m", "recipe", "files")
        manifest = {
            "format": _MANIFEST_FORMAT,
            "key": self._key,
            **self._asked,
            "stride_px": self.batch.stride_px,
            "height_range": None if scale is None else [scale.low_m, scale.high_m],
            "metres_per_pixel": next((record["metres_per_pixel"] for record in self.records.values()), None),
            "complete": whole,
            "tiles": [
                {name: self.records[tile][name] for name in shown}
                for tile in self.batch.tiles()
                if tile in self.records
            ],
        }
        write_file(self._manifest_path, _json(manifest))


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _file_sha256(path: Path, checkpoint: Checkpoint) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 24):
            checkpoint()
            digest.update(piece)
    return digest.hexdigest()


def _without_ring(array: Any, ring_px: int) -> Any:
    inner = array[ring_px : array.shape[0] - ring_px, ring_px : array.shape[1] - ring_px]
    return np.ascontiguousarray(inner)


def _own(ringed: Heightmap, ring_px: int) -> Heightmap:
    """A tile without its ring, with the recipe that makes it alone: a world's pixels are the same in any rectangle."""
    if ring_px == 0:
        return ringed
    heights = _without_ring(ringed.heights, ring_px)
    layers = {name: _without_ring(layer, ring_px) for name, layer in ringed.layers.items()}
    depth, width = heights.shape
    asked = dict(ringed.recipe.request)
    asked |= {name: str(int(asked[name]) + ring_px) for name in ("origin_x_px", "origin_z_px")}
    asked |= {"width_px": width, "depth_px": depth}
    return replace(ringed, heights=heights, layers=layers, rivers=None, recipe=replace(ringed.recipe, request=asked))


def _keep_heights(stored: Path, heightmap: Heightmap) -> None:
    out = io.BytesIO()
    np.save(out, np.ascontiguousarray(heightmap.heights, np.float32), allow_pickle=False)
    data = out.getvalue()
    write_file(stored.with_suffix(".npy"), data)
    about = {
        "metres_per_pixel": heightmap.metres_per_pixel,
        "sea_level_m": heightmap.sea_level_m,
        "recipe": heightmap.recipe.to_json(),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    write_file(stored.with_suffix(".json"), _json(about))


def _read_heights(stored: Path) -> Heightmap:
    """Raises OSError, ValueError or KeyError where they are not there as they were written."""
    about = json.loads(stored.with_suffix(".json").read_text("utf-8"))
    data = stored.with_suffix(".npy").read_bytes()
    if hashlib.sha256(data).hexdigest() != about["sha256"]:
        raise ValueError("the heights were changed")
    heights = np.load(io.BytesIO(data), allow_pickle=False)
    return Heightmap(heights, about["metres_per_pixel"], about["sea_level_m"], Recipe.from_json(about["recipe"]))
