"""Stamps, painted erosion and measured land on a real server, through both ports."""

from __future__ import annotations

import hashlib
import zlib

import numpy as np

from procgen.kit.wire.received import receive
from procgen.v1 import (
    blobs_pb2,
    blobs_pb2_grpc,
    terrain_controls_pb2,
    terrain_ground_pb2,
    terrain_pb2,
    terrain_pb2_grpc,
)
from tests.client import channel, web_call
from tests.conftest import RunningServer
from tests.terrain.sculpt.worlds import cone, disc

DATA = zlib.compress(cone(41).astype("<f4").tobytes())
NAME = hashlib.sha256(DATA).hexdigest()
GENERATE, MEASURE = (f"/procgen.v1.TerrainService/{name}" for name in ("Generate", "MeasureLand"))
SIDE = 192


def request(x_px: int = 0, z_px: int = 0, side: int = SIDE, **more: object) -> terrain_pb2.TerrainRequest:
    area = terrain_controls_pb2.WorldArea(width_px=SIDE, depth_px=SIDE)
    stamps = [
        terrain_controls_pb2.Stamp(sha256=NAME, width=41, depth=41, x_m=2600.0, z_m=2900.0, width_m=2400.0),
        terrain_controls_pb2.Stamp(landform="mesa", x_m=3000.0, z_m=2800.0, width_m=3000.0, turn_deg=40.0),
    ]
    return terrain_pb2.TerrainRequest(
        seed=9,
        landform="hills",
        origin_x_px=x_px,
        origin_z_px=z_px,
        width_px=side,
        depth_px=side,
        stamps=stamps,
        erosion=terrain_controls_pb2.ErosionMap(area=area, width=32, depth=32, water=disc().tobytes()),
        outputs=[terrain_pb2.TERRAIN_OUTPUT_HEIGHTS_F32],
        **more,  # type: ignore[arg-type]
    )


def test_tiles_across_a_stamp_s_border_differ_by_nothing(server: RunningServer) -> None:
    with channel(server) as connection:
        blobs = blobs_pb2_grpc.BlobServiceStub(connection)
        blobs.PutBlob(blobs_pb2.PutBlobRequest(sha256=NAME, total_bytes=len(DATA), data=DATA))
        stub = terrain_pb2_grpc.TerrainServiceStub(connection)

        def heights(asked: terrain_pb2.TerrainRequest) -> np.ndarray:
            return np.frombuffer(receive(stub.Generate(asked)).files[0], "<f4").reshape(asked.depth_px, -1)

        for more in ({}, {"rivers": terrain_ground_pb2.Rivers(catchment_km2=1.0)}):
            whole = heights(request(**more))
            for x, z in ((0, 0), (96, 0), (0, 96), (96, 96), (50, 61)):
                np.testing.assert_array_equal(heights(request(x, z, 96, **more)), whole[z : z + 96, x : x + 96])
        plain = request()
        plain.ClearField("stamps")
        plain.ClearField("erosion")
        changed = heights(request()) != heights(plain)
        assert 0.2 < changed.mean() < 0.95
        whole_bytes = receive(stub.Generate(request())).files
    web = web_call(server, GENERATE, request())
    again = receive(terrain_pb2.TerrainEvent.FromString(message) for message in web.messages)
    assert again.files == whole_bytes


def test_land_is_measured(server: RunningServer) -> None:
    with channel(server) as connection:
        stub = terrain_pb2_grpc.TerrainServiceStub(connection)
        asked = request()
        asked.ClearField("stamps")
        asked.landform = "alpine"
        data = receive(stub.Generate(asked)).files[0]
        measured = stub.MeasureLand(
            terrain_pb2.MeasureLandRequest(
                width_px=SIDE, depth_px=SIDE, metres_per_pixel=30.0, heights_f32=zlib.compress(data), compressed=True
            )
        )
    heights = np.frombuffer(data, "<f4")
    assert abs(measured.mean_height_m - heights.mean()) < 1.0
    assert 0.5 < measured.relief_m / np.ptp(np.percentile(heights, (1.0, 99.0))) < 2.0
    assert len(measured.landforms) == len(set(measured.landforms)) > 5
