"""A base on the wire: named by the blob that went ahead, and everything wrong with it."""

from __future__ import annotations

import hashlib
import zlib

import numpy as np
import pytest

from procgen.errors import InvalidFields
from procgen.kit.wire.blobs import BlobStore
from procgen.runtime.store import ModelStore
from procgen.terrain.generate import request_record
from procgen.terrain.parameters import resolve
from procgen.terrain.wire.memory import terrain_bytes
from procgen.terrain.wire.service import TerrainService, read_request
from procgen.terrain.wire.side import WIRE
from procgen.v1 import terrain_controls_pb2, terrain_pb2
from tests.terrain.maps import hills

MODELS = ("diffusion", "noise-fbm")
LAND = hills(20, 24, 300.0)


def sent(blobs: BlobStore, data: bytes | None = None) -> str:
    data = zlib.compress(LAND.astype("<f4").tobytes()) if data is None else data
    name = hashlib.sha256(data).hexdigest()
    blobs.put(name, len(data), 0, data)
    return name


def message(sha256: str, **more: object) -> terrain_pb2.TerrainRequest:
    fields = {"sha256": sha256, "width": 24, "depth": 20, "metres_per_cell": 30.0, "x_px": -5.5, "z_px": 7.0, **more}
    base = terrain_controls_pb2.Base(**fields)  # type: ignore[arg-type]
    return terrain_pb2.TerrainRequest(width_px=64, depth_px=64, metres_per_pixel=5.0, base=base)


def test_the_heights_are_those_that_were_sent() -> None:
    blobs = BlobStore()
    request = message(sent(blobs))
    request.geo_frame.CopyFrom(terrain_controls_pb2.GeoFrame(epsg=32632, easting_m=1.5, northing_m=-2.0))
    parameters, _ = read_request(request, MODELS, blobs)
    assert parameters.base is not None
    assert np.array_equal(parameters.base.heights_m, LAND)
    assert (parameters.base.metres_per_cell, parameters.base.x_px, parameters.base.z_px) == (30.0, -5.5, 7.0)
    record = request_record(resolve(parameters, MODELS))
    assert record["geo_frame"] == {"epsg": 32632, "easting_m": 1.5, "northing_m": -2.0}
    base = record["base"]
    assert isinstance(base, dict)
    assert base["sha256"] == request.base.sha256


def refused(request: terrain_pb2.TerrainRequest, blobs: BlobStore) -> str:
    with pytest.raises(InvalidFields) as caught:
        read_request(request, MODELS, blobs)
    return str(caught.value)


def test_everything_wrong_with_a_base_is_named() -> None:
    blobs = BlobStore()
    name = sent(blobs)
    assert "base.sha256: got ''" in refused(message(""), blobs)
    assert "send it with PutBlob" in refused(message("0" * 64), blobs)
    assert "base.width: got 5" in refused(message(name, width=5), blobs)
    assert "base heights: got a zlib stream of 1920 bytes" in refused(message(name, width=25), blobs)
    assert "base heights: got damaged" in refused(message(sent(blobs, b"heights")), blobs)
    assert "base.metres_per_cell: got 0.0" in refused(message(name, metres_per_cell=0.0), blobs)
    assert "metres_per_pixel: got 5.0, allowed is 0.001953 to 1" in refused(message(name, metres_per_cell=1.0), blobs)
    bomb = zlib.compress(bytes(10**7))
    assert "more than 1920 bytes" in refused(message(sent(blobs, bomb)), blobs)
    holes = np.full((20, 24), np.nan, "<f4")
    assert "base heights[0]: got nan" in refused(message(sent(blobs, zlib.compress(holes.tobytes()))), blobs)


def test_batches_and_memory_know_of_it() -> None:
    request = message("ab" * 32)
    assert list(WIRE.products["terrain"].blobs(request)) == ["ab" * 32]
    assert list(WIRE.products["terrain"].blobs(terrain_pb2.TerrainRequest())) == []
    bare = terrain_pb2.TerrainRequest(width_px=64, depth_px=64)
    assert terrain_bytes(request) > terrain_bytes(bare)


def test_a_bad_request_is_refused_before_it_is_queued() -> None:
    service = TerrainService(ModelStore(()), BlobStore())
    with pytest.raises(InvalidFields, match=r"base\.sha256"):
        service.check(message("0" * 64))
