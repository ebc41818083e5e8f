"""What requests only name is kept by its sum, sent again when the server has forgotten it, and bounded."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.message import Message

from procgen.errors import Failed, InvalidFields
from procgen.kit.wire.artifacts import sha256
from procgen.kit.wire.blobs import BlobStore
from procgen.studio.inputs import Inputs, names_in
from procgen.studio.taking import take
from procgen.studio.userfiles import UserFiles
from procgen.v1 import blobs_pb2, terrain_pb2, texture_pb2

EXAMPLES = Path(__file__).parents[2] / "docs/examples"


def test_inputs_are_kept_by_their_sum_and_those_used_least_recently_go_first(tmp_path: Path) -> None:
    inputs = Inputs(tmp_path / "kept", kept_bytes=250)
    names = [inputs.keep(bytes([index]) * 100) for index in range(2)]
    for age, name in enumerate(names):
        os.utime(tmp_path / "kept" / name, (1000 + age, 1000 + age))
    assert inputs.get(names[0]) == bytes(100)  # looked at, and so the younger one
    last = inputs.keep(b"2" * 100)
    assert inputs.get(names[1]) is None
    assert inputs.get(names[0]) is not None
    assert inputs.get(last) == b"2" * 100
    assert inputs.get("../kept") is None
    (tmp_path / "kept" / last).write_bytes(b"changed")
    assert inputs.get(last) is None


def test_a_server_that_has_forgotten_them_gets_them_again(tmp_path: Path) -> None:
    inputs, blobs, pieces = Inputs(tmp_path), BlobStore(), 0

    async def run(path: str, request: bytes) -> AsyncGenerator[Message | bytes]:
        nonlocal pieces
        assert path == "/procgen.v1.BlobService/PutBlob"
        asked = blobs_pb2.PutBlobRequest.FromString(request)
        pieces += bool(asked.data)
        received, complete = blobs.put(asked.sha256, asked.total_bytes, asked.offset_bytes, asked.data)
        yield blobs_pb2.PutBlobResponse(received_bytes=received, complete=complete)

    data = os.urandom(2_500_000)
    name = inputs.keep(data)
    missing = asyncio.run(inputs.send([name, "0" * 64, name], run))
    assert (missing, pieces, blobs.get(name)) == (["0" * 64], 3, data)
    asyncio.run(inputs.send([name], run))
    assert pieces == 3


def test_names_are_found_wherever_a_request_has_them() -> None:
    land = terrain_pb2.TerrainRequest()
    land.base.sha256 = "a" * 64
    land.stamps.add().sha256 = "b" * 64
    land.stamps.add().sha256 = "a" * 64
    assert sorted(names_in(land)) == ["a" * 64, "b" * 64]
    many = texture_pb2.TextureSetRequest()
    many.members.add().texture.exemplar.sha256 = "c" * 64
    assert names_in(many) == ["c" * 64]
    assert names_in(texture_pb2.TextureRequest(material="brick")) == []


def test_a_raster_is_read_as_the_command_line_does() -> None:
    taken = take("terrain", "base", EXAMPLES / "land.tif", {})
    assert set(taken.fields) == {"base", "geo_frame", "metres_per_pixel"}
    assert (taken.fields["base"]["width"], taken.fields["metres_per_pixel"]) == (96, 11.25)
    assert [sha256(data) for data in taken.inputs] == [taken.fields["base"]["sha256"]]
    assert "land.tif: 96 x 96 cells are 768 x 768 pixels from 0, 0" in taken.told
    part = take("terrain", "base", EXAMPLES / "land.tif", {"raster_crop": "10,10,32,40"})
    assert (part.fields["base"]["width"], part.fields["base"]["depth"]) == (32, 40)
    like = take("terrain", "like", EXAMPLES / "land.tif", {})
    assert like.fields["landform"] == "alpine"
    drawn = take("terrain", "sketch", EXAMPLES / "sketch.png", {"sketch_low": 60, "sketch_high": 1500})
    assert min(drawn.fields["sketch"]["heights_m"]) >= 60


@pytest.mark.parametrize(
    ("domain", "flag", "flags", "field"),
    [
        ("nothing", "base", {}, "domain"),
        ("terrain", "seed", {}, "flag"),
        ("terrain", "base", {"lock": "/etc/passwd"}, "flags.lock"),
        ("terrain", "base", {"stamp": ["/etc/passwd"]}, "flags.stamp"),
        ("terrain", "base", {"raster_crop": 3}, "flags.raster_crop"),
        ("terrain", "base", {"raster_fill": 1}, "flags.raster_fill"),
        ("terrain", "base", {"no_such": 1}, "flags.no_such"),
        ("terrain", "base", {"raster_spacing": -1}, "--raster-spacing"),
        ("terrain", "base", {"raster_crop": "0,0,4,4"}, "--base"),
    ],
)
def test_flags_are_said_as_they_are_and_name_no_other_file(
    domain: str, flag: str, flags: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidFields) as refused:
        take(domain, flag, EXAMPLES / "land.tif", flags)
    assert [each.field for each in refused.value.violations] == [field]


def test_a_file_that_can_not_be_read_is_called_as_the_user_calls_it(tmp_path: Path) -> None:
    nothing: list[bytes] = []

    async def run(path: str, request: bytes) -> AsyncGenerator[Message | bytes]:
        for each in nothing:
            yield each

    async def taken(name: str, data: bytes) -> str:
        files = UserFiles(Inputs(tmp_path), {})
        begun: Any = await files.answers["upload/begin"]({"name": name, "size": len(data)}, run)
        files.piece(f"{begun['upload']}/0", data)
        try:
            await files.answers["take"]({"domain": "terrain", "flag": "base", "upload": begun["upload"]}, run)
        except (Failed, InvalidFields) as error:
            return f"{error.message} {error.remedy}"
        finally:
            files.close()
        raise AssertionError("it was taken")

    names = {"hills of home.tif": "TIFF header", "photo.jpg": "photo.jpg is no", "a b.npy": "npy: got"}
    for name, wanted in names.items():
        told = asyncio.run(taken(name, b"nothing that can be read"))
        assert "procgen-studio-" not in told
        assert wanted in told
