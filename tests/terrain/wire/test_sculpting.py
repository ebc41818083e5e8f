"""Stamps, erosion and land to measure on the wire: what is read, what is refused, what batches know of it."""

from __future__ import annotations

import hashlib
import json
import zlib

import numpy as np
import pytest
from google.protobuf import json_format

from procgen.errors import InvalidFields
from procgen.kit.wire.blobs import BlobStore
from procgen.runtime.store import ModelStore
from procgen.terrain.command.tiles import pinned_request
from procgen.terrain.generate import request_record
from procgen.terrain.parameters import resolve
from procgen.terrain.wire.memory import terrain_bytes
from procgen.terrain.wire.service import TerrainService, read_land, read_request
from procgen.terrain.wire.side import WIRE
from procgen.v1 import terrain_controls_pb2 as controls
from procgen.v1 import terrain_pb2
from tests.terrain.maps import hills

MODELS = ("diffusion", "noise-fbm")
FORM = hills(20, 24, 300.0)


def sent(blobs: BlobStore, heights: np.ndarray = FORM) -> str:
    data = zlib.compress(heights.astype("<f4").tobytes())
    name = hashlib.sha256(data).hexdigest()
    blobs.put(name, len(data), 0, data)
    return name


def message(*stamps: controls.Stamp, **more: object) -> terrain_pb2.TerrainRequest:
    return terrain_pb2.TerrainRequest(width_px=64, depth_px=64, stamps=stamps, **more)  # type: ignore[arg-type]


def painted(**more: object) -> controls.ErosionMap:
    fields = {"width": 3, "depth": 2, "water": bytes([0, 255, 9, 0, 0, 7]), **more}
    return controls.ErosionMap(**fields)  # type: ignore[arg-type]


def test_a_recipe_asks_for_the_same_again() -> None:
    blobs = BlobStore()
    own = controls.Stamp(
        sha256=sent(blobs), width=24, depth=20, x_m=10.5, z_m=-3.25, width_m=480.0, turn_deg=33.3, foot_m=12.5,
        rule=controls.STAMP_RULE_REPLACE, round=True,
    )  # fmt: skip
    form = controls.Stamp(landform="volcanic", seed=2**63, x_m=1.0, z_m=2.0, width_m=4000.0, strength=0.7)
    request = message(own, form, erosion=painted(talus_deg=30.1, deposit=bytes(5) + b"\x01"))
    first, _ = read_request(request, MODELS, blobs)
    assert np.array_equal(first.stamps[0].heights_m, FORM)
    assert (first.stamps[0].rule, first.stamps[0].round, first.stamps[1].rule) == ("replace", True, "raise")
    record = request_record(resolve(first, MODELS))
    again = json_format.Parse(json.dumps(record), terrain_pb2.TerrainRequest())
    second, _ = read_request(again, MODELS, blobs)
    assert request_record(resolve(second, MODELS)) == record


def test_stamps_and_paint_that_count_for_nothing_are_not_told() -> None:
    nothing = message(controls.Stamp(landform="mesa", width_m=9.0, strength=0.0), erosion=painted(water=bytes(6)))
    plain, _ = read_request(message(), MODELS)
    parameters, _ = read_request(nothing, MODELS)
    assert request_record(resolve(parameters, MODELS)) == request_record(resolve(plain, MODELS))


def refused(request: terrain_pb2.TerrainRequest, blobs: BlobStore | None = None) -> str:
    with pytest.raises(InvalidFields) as caught:
        read_request(request, MODELS, blobs or BlobStore())
    return str(caught.value)


def test_everything_wrong_is_named() -> None:
    blobs = BlobStore()
    name = sent(blobs)
    own = {"sha256": name, "width": 24, "depth": 20, "width_m": 10.0}
    assert "stamps[0].sha256: got ''" in refused(message(controls.Stamp(width=4, depth=4, width_m=1.0)))
    assert "send it with PutBlob" in refused(message(controls.Stamp(**own)))
    assert "stamps[0].width: got 1" in refused(message(controls.Stamp(**own | {"width": 1})), blobs)
    wrong = refused(message(controls.Stamp(), controls.Stamp(**own | {"width": 25})), blobs)
    assert "stamps[1] heights: got a zlib stream of 1920 bytes, allowed is a zlib stream of 2000 bytes" in wrong
    holes = np.where(np.eye(20, 24) > 0, np.nan, FORM)
    assert "stamps[0] heights[0]: got nan" in refused(
        message(controls.Stamp(**own | {"sha256": sent(blobs, holes)})), blobs
    )
    assert "stamps[0].width_m: got 0.0" in refused(message(controls.Stamp(**own | {"width_m": 0.0})), blobs)
    assert "stamps[0].sha256" in refused(message(controls.Stamp(**own, landform="mesa")), blobs)
    assert "stamps[0].rule: got '17'" in refused(message(controls.Stamp(**own, rule=17)), blobs)  # type: ignore[arg-type]
    many = [controls.Stamp(landform="mesa", width_m=9.0)] * 40
    assert "stamps: got 40 stamps, allowed is 0 to 32 stamps" in refused(message(*many))
    assert "erosion.water: got 6 bytes, allowed is none, or width * depth = 9 bytes" in refused(
        message(erosion=painted(depth=3))
    )
    assert "erosion.width: got missing" in refused(message(erosion=controls.ErosionMap(depth=3)))
    assert "erosion.talus_deg: got 90.0" in refused(message(erosion=painted(talus_deg=90.0)))


def test_batches_tiles_and_memory_know_of_them() -> None:
    stamps = [controls.Stamp(sha256="ab" * 32, width=2000, depth=2000), controls.Stamp(landform="mesa")]
    request = message(*stamps, erosion=painted())
    assert list(WIRE.products["terrain"].blobs(request)) == ["ab" * 32]
    assert terrain_bytes(request) > terrain_bytes(message()) + 100 * 2**20
    pinned = pinned_request(request, 300, 200)
    assert (pinned.erosion.area.width_px, pinned.erosion.area.depth_px) == (300, 200)


def land(**more: object) -> terrain_pb2.MeasureLandRequest:
    heights = hills(70, 80, 700.0).astype("<f4").tobytes()
    fields = {"width_px": 80, "depth_px": 70, "metres_per_pixel": 30.0, "heights_f32": heights, **more}
    return terrain_pb2.MeasureLandRequest(**fields)  # type: ignore[arg-type]


def test_land_is_measured_as_it_is_or_packed() -> None:
    packed = land(heights_f32=zlib.compress(land().heights_f32), compressed=True)
    assert np.array_equal(read_land(land()), hills(70, 80, 700.0))
    assert np.array_equal(read_land(packed), read_land(land()))
    assert any(method.path.endswith("/MeasureLand") for method in TerrainService(ModelStore(), BlobStore()).methods())


def test_land_that_can_not_be_measured_is_named() -> None:
    for asked, said in (
        (land(width_px=20), "width_px: got 20, allowed is a whole number from 64 to 512"),
        (land(metres_per_pixel=0.0), "metres_per_pixel: got missing"),
        (land(heights_f32=b"1234"), "heights_f32: got 4 bytes, allowed is 22400 bytes"),
        (land(heights_f32=np.full((70, 80), np.nan, "<f4").tobytes()), "heights_f32[0]: got nan"),
        (land(request_id="a b"), "request_id"),
    ):
        with pytest.raises(InvalidFields) as caught:
            read_land(asked)
        assert said in str(caught.value)
