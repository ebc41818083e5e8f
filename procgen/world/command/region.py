"""Whole regions on the command line: their own files, and their tiles one after the other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from procgen.kit.command.asking import Place
from procgen.kit.command.output import line
from procgen.runtime.files import prepare_folder, write_file
from procgen.runtime.store import ModelStore
from procgen.v1 import world_pb2
from procgen.world.generate import request_record
from procgen.world.manifest import MANIFEST_NAME
from procgen.world.region.folder import region_files, tile_folder
from procgen.world.wire.service import read_request


def whole_region(request: world_pb2.WorldRequest) -> bool:
    """Whether a request with the flags of this command means all tiles of a region."""
    return request.region_tiles > 0 and not (request.HasField("column") or request.HasField("row"))


def tiles_of(request: world_pb2.WorldRequest, folder: Path) -> Iterator[tuple[world_pb2.WorldRequest, Path]]:
    """The requests for all tiles of a region, and where each goes."""
    for row in range(request.region_tiles):
        for column in range(request.region_tiles):
            tile = world_pb2.WorldRequest()
            tile.CopyFrom(request)
            tile.column, tile.row = column, row
            yield tile, folder / tile_folder(column, row)


def is_whole(folder: Path, request: world_pb2.WorldRequest) -> bool:
    """Whether a folder holds the world of a request, and all of its files as its manifest has them."""
    try:
        manifest = json.loads((folder / MANIFEST_NAME).read_bytes())
        parameters, outputs = read_request(request)
        made = dict(manifest["recipe"]["request"])
        parts, formats = made.pop("parts", None), made.pop("formats", [])
        if made != request_record(parameters):
            return False
        if (parts is not None and set(parts) != set(outputs) - set(formats)) or set(formats) != set(request.formats):
            return False
        if parts is None and request.parts and len(request.parts) < len(outputs):
            return False
        return all(
            hashlib.sha256((folder / file["path"]).read_bytes()).hexdigest() == file["sha256"]
            for file in manifest["files"]
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def keep_region(
    request: world_pb2.WorldRequest, folder: Path, store: ModelStore, place: Place
) -> list[dict[str, object]]:
    """Write a region's own files, and say which.

    Returns:
        A record of each, as ``--json`` prints them.

    Raises:
        InvalidFields: names every field that can't be accepted.
        Failed: a file can't be written.
    """
    parameters, _ = read_request(request)
    records: list[dict[str, object]] = []
    for file in region_files(parameters, store.view()):
        path = folder / file.path
        prepare_folder(path.parent)
        write_file(path, file.data)
        records.append({"path": str(path), "kind": "region", "sha256": hashlib.sha256(file.data).hexdigest()})
        if not place.json:
            line(str(path))
    return records
