"""Sets of maps that are brought: laid where they belong, all or none, and used by services that run already."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from procgen.errors import InvalidFields
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.received import here, receive, show_nothing
from procgen.kit.wire.side import Parts
from procgen.runtime.store import ModelStore
from procgen.texture.scan import folder, intake
from procgen.texture.scan.bank import packaged_bank
from procgen.texture.scan.folder import bank_with
from procgen.texture.scan.intake import forget_scan, prepare_scans, take_scans, told_scans
from procgen.texture.wire.service import TextureService
from procgen.texture.wire.side import WIRE
from procgen.v1 import texture_outputs_pb2, texture_pb2
from tests.texture.scan.test_folder import maps, write


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "scans"
    prepare_scans(folder)
    return folder


@pytest.fixture
def wall(tmp_path: Path) -> dict[str, Path]:
    """Files of a set by the names that a browser gives them."""
    albedo, normal, roughness = maps()
    names = {"wall_diff.png": albedo, "wall_nor_gl.png": normal, "wall_rough.png": roughness}
    folder = write(tmp_path / "Brick wall 01", names)
    (folder / "licence.txt").write_text("CC0")
    return {f"Brick wall 01/{path.name}": path for path in folder.iterdir()}


def test_a_folder_of_maps_becomes_a_scan_and_is_removed_again(root: Path, wall: dict[str, Path]) -> None:
    assert bank_with(str(root)) is packaged_bank()
    [told] = take_scans(root, wall)
    assert told == "brick: Brick wall 01, 256 px, albedo, normal, roughness"
    [entry] = bank_with(str(root)).classes["brick"]
    assert (entry.origin.material, entry.origin.publisher) == ("brick", "the user")
    # The same again is the same one.
    take_scans(root, wall)
    [thing] = told_scans(root)
    forget_scan(root, thing["name"])
    assert told_scans(root) == []
    assert bank_with(str(root)) is packaged_bank()
    with pytest.raises(InvalidFields, match="name: got"):
        forget_scan(root, "../..")


def test_what_is_brought_is_looked_at_once(root: Path, wall: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[Path] = []
    look = folder._looked_at

    def counted(at: Path, *said: Any) -> Any:
        looked.append(at)
        return look(at, *said)

    monkeypatch.setattr(folder, "_looked_at", counted)
    take_scans(root, wall)
    assert len(looked) == 1
    told = (root / folder.INDEX).read_bytes()
    (root / folder.INDEX).unlink()
    folder.indexed(root)
    assert (root / folder.INDEX).read_bytes() == told, "the same as where it lies"
    assert len(looked) == 2


def test_a_zip_is_unpacked_below_the_folder_alone(root: Path, wall: dict[str, Path], tmp_path: Path) -> None:
    packed = tmp_path / "any.zip"
    with zipfile.ZipFile(packed, "w") as file:
        for name, path in wall.items():
            file.write(path, f"../../../{Path(name).name}")
    before = {path for path in tmp_path.rglob("*") if root not in path.parents}
    [told] = take_scans(root, {"rocks.zip": packed}, "rock")
    assert told.startswith("rock: ")
    assert {path for path in tmp_path.rglob("*") if root not in path.parents} == before


def test_a_server_that_runs_lays_what_was_brought(root: Path, wall: dict[str, Path]) -> None:
    service = WIRE.make(Parts(ModelStore(), BlobStore(), {"bank": str(root)}))
    assert isinstance(service, TextureService)
    asked = texture_pb2.TextureRequest(material="brick", seed=3, width_px=64, height_px=64)
    asked.outputs.append(texture_outputs_pb2.TEXTURE_OUTPUT_ALBEDO_PNG)
    packaged = receive(here(service.generate, asked, show_nothing))
    take_scans(root, wall)
    own = receive(here(service.generate, asked, show_nothing))
    assert own.recipe.sha256 != packaged.recipe.sha256
    assert any("Brick wall" in name for name in own.recipe.model_sha256)
    forget_scan(root, told_scans(root)[0]["name"])
    assert receive(here(service.generate, asked, show_nothing)).files == packaged.files


def test_what_can_not_be_used_is_told_and_nothing_is_laid(
    root: Path, wall: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = tmp_path / "text.zip"
    text.write_text("no archive")
    oblong = tmp_path / "oblong_albedo.png"
    Image.new("RGB", (256, 300)).save(oblong)
    albedo = next(path for name, path in wall.items() if "diff" in name)
    normal = next(path for name, path in wall.items() if "nor" in name)
    packed = tmp_path / "large.zip"
    with zipfile.ZipFile(packed, "w") as file:
        file.write(albedo, "brick/large_albedo.png")
    for files, material, told in (
        ({"text.zip": text}, "", "a ZIP that can't be read"),
        ({"a/readme.txt": text}, "", "such as brick_albedo.png"),
        ({"brick/one/a_albedo.png": text}, "", "a picture that can be read"),
        ({"brick/one/oblong_albedo.png": oblong}, "", "256 x 300 px, allowed is a square"),
        ({"brick/one/a_normal.png": normal}, "", "an albedo"),
        ({"something/a_albedo.png": albedo}, "", "whose name says it"),
        (wall, "cheese", "class: got 'cheese'"),
        ({**wall, "something/a_albedo.png": albedo}, "", "whose name says it"),
    ):
        with pytest.raises(InvalidFields, match=told) as refused:
            take_scans(root, files, material)
        assert "procgen-scans-" not in str(refused.value)
        assert told_scans(root) == []
    monkeypatch.setattr(intake, "UNPACKED_BYTES", 1000)
    with pytest.raises(InvalidFields, match="allowed is at most 256 maps of 1000 bytes together"):
        take_scans(root, {"large.zip": packed})
