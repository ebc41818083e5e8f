"""Land that goes ahead by PutBlob, on a real server: both ports, and the same bytes as in the tests' own process."""

from __future__ import annotations

import hashlib
import zlib

import grpc
import numpy as np
import pytest

from procgen.kit.wire.received import receive
from procgen.runtime.store import ModelStore
from procgen.terrain.base import Base
from procgen.terrain.generate import generate
from procgen.terrain.parameters import TerrainParameters
from procgen.v1 import blobs_pb2, blobs_pb2_grpc, terrain_controls_pb2, terrain_pb2, terrain_pb2_grpc
from tests.client import channel, web_call
from tests.conftest import RunningServer
from tests.terrain.maps import hills

LAND = hills(40, 48, 500.0)
DATA = zlib.compress(LAND.astype("<f4").tobytes())
NAME = hashlib.sha256(DATA).hexdigest()
GENERATE = "/procgen.v1.TerrainService/Generate"


def request() -> terrain_pb2.TerrainRequest:
    base = terrain_controls_pb2.Base(sha256=NAME, width=48, depth=40, metres_per_cell=30.0, x_px=4.0, z_px=-8.0)
    return terrain_pb2.TerrainRequest(
        seed=9,
        width_px=80,
        depth_px=64,
        origin_x_px=60,
        metres_per_pixel=5.0,
        base=base,
        outputs=[terrain_pb2.TERRAIN_OUTPUT_HEIGHTS_F32, terrain_pb2.TERRAIN_OUTPUT_GEOTIFF],
    )


def test_a_base_goes_ahead_and_is_made_finer(server: RunningServer) -> None:
    with channel(server) as connection:
        stub = terrain_pb2_grpc.TerrainServiceStub(connection)
        missing = request()
        missing.base.sha256 = "0" * 64
        with pytest.raises(grpc.RpcError) as refused:
            list(stub.Generate(missing))
        assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT
        half = len(DATA) // 2
        blobs = blobs_pb2_grpc.BlobServiceStub(connection)
        for at, piece in ((0, DATA[:half]), (half, DATA[half:])):
            answer = blobs.PutBlob(
                blobs_pb2.PutBlobRequest(sha256=NAME, total_bytes=len(DATA), offset_bytes=at, data=piece)
            )
        assert answer.complete
        received = receive(stub.Generate(request()))
    heights = np.frombuffer(received.files[0], "<f4").reshape(64, 80)
    own = generate(
        TerrainParameters(80, 64, seed=9, origin_x_px=60, metres_per_pixel=5.0, base=Base(LAND, 30.0, 4.0, -8.0, NAME)),
        ModelStore(threads=1),
    )
    assert np.array_equal(heights, own.heights)
    assert received.recipe.sha256 == own.recipe.sha256
    web = web_call(server, GENERATE, request())
    again = receive(terrain_pb2.TerrainEvent.FromString(message) for message in web.messages)
    assert again.files == received.files
