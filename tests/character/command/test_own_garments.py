"""What `--own-garment` says: a file, and what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from procgen.character.command.inputs import Reader
from procgen.kit.wire.artifacts import sha256
from procgen.kit.wire.blobs import BlobStore


def test_a_garment_is_sent_and_said(tmp_path: Path) -> None:
    file, blobs, read = tmp_path / "kilt.obj", BlobStore(), Reader()
    file.write_bytes(b"v 0 1 0\n")
    (garment,) = read.own_garments([f"{file}:name=kilt:layer=3:#6a3a2a"], blobs)
    assert (garment.name, garment.layer, garment.colour_rgb) == ("kilt", 3, 0x6A3A2A)
    assert blobs.get(garment.sha256) == b"v 0 1 0\n"
    assert garment.sha256 == sha256(b"v 0 1 0\n")
    assert not read.wrong


@pytest.mark.parametrize("said", ["layer=two", "layer=-1", "layer=99999999999", "#12"])
def test_what_cannot_be_read_is_named(tmp_path: Path, said: str) -> None:
    file, read = tmp_path / "kilt.obj", Reader()
    file.write_bytes(b"v 0 1 0\n")
    read.own_garments([f"{file}:{said}"], BlobStore())
    assert [each.field for each in read.wrong] == ["--own-garment"]
