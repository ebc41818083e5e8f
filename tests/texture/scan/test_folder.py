"""A user's own scans: found by their names, mended where that is safe, refused by name where it is not."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from procgen.errors import InvalidFields
from procgen.texture.maps.normals import encode_normals, normals
from procgen.texture.scan.folder import INDEX, bank_with, indexed
from procgen.texture.scan.scan import Scan
from tests.texture.scan.scans import scan, spots

SIDE = 256


def write(folder: Path, names: dict[str, np.ndarray]) -> Path:
    folder.mkdir(parents=True)
    for name, pixels in names.items():
        Image.fromarray(pixels).save(folder / name)
    return folder


def maps(*, directx: bool = False) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Albedo, normals and roughness of spots."""
    height = scan(SIDE).surface(SIDE).height
    normal = encode_normals(normals(height)).copy()
    if directx:
        normal[..., 1] = 255 - normal[..., 1]
    pixels = spots(SIDE)
    return pixels.albedo, normal, pixels.roughness


def only(root: Path) -> Scan:
    bank = bank_with(str(root))
    return bank.scan(bank.classes["rock"][0])


@pytest.mark.parametrize(
    "names",
    [
        ("Rock023_1K_Color.png", "Rock023_1K_NormalGL.png", "Rock023_1K_Roughness.png"),
        ("cliff_diff_1k.png", "cliff_nor_gl_1k.png", "cliff_rough_1k.png"),
        ("base_color.png", "base_color_normal_gl.png", "base_color_roughness.png"),
        ("T_Cliff_BaseColor.png", "T_Cliff_Normal.png", "T_Cliff_Roughness.png"),
    ],
)
def test_maps_are_found_as_publishers_name_them(tmp_path: Path, names: tuple[str, ...]) -> None:
    albedo, normal, roughness = maps()
    write(tmp_path / "rock" / "one", dict(zip(names, (albedo, normal, roughness), strict=True)))
    found, own = only(tmp_path), scan(SIDE)
    assert found.origin.material == "rock"
    made, wanted = found.surface(SIDE), own.surface(SIDE)
    assert np.abs(made.albedo - wanted.albedo).max() < 0.01
    assert np.corrcoef(made.height.ravel(), wanted.height.ravel())[0, 1] > 0.99
    assert np.abs(made.roughness - wanted.roughness).max() < 0.01


def test_normals_of_directx_are_turned_over_and_it_is_told(tmp_path: Path) -> None:
    albedo, normal, roughness = maps(directx=True)
    write(tmp_path / "rock" / "one", {"albedo.png": albedo, "normal.png": normal, "roughness.png": roughness})
    found = only(tmp_path)
    assert any("DirectX" in told for told in found.origin.guessed)
    assert np.corrcoef(found.surface(SIDE).height.ravel(), scan(SIDE).surface(SIDE).height.ravel())[0, 1] > 0.99


def test_the_name_says_the_class_and_maps_of_another_size_are_fitted(tmp_path: Path) -> None:
    albedo, normal, roughness = maps()
    small = np.asarray(Image.fromarray(roughness).resize((64, 64)))
    write(tmp_path / "old_rock_02", {"albedo.png": albedo, "normal.png": normal, "rough.png": small})
    found = only(tmp_path)
    assert any("roughness" in told for told in found.origin.guessed)


def test_what_is_guessed_is_told(tmp_path: Path) -> None:
    albedo, normal, _ = maps()
    write(tmp_path / "rock" / "one", {"albedo.png": albedo, "normal.png": normal})
    write(tmp_path / "metal" / "two", {"albedo.png": albedo, "height.png": albedo[..., 0]})
    bank = bank_with(str(tmp_path))
    told = {name: bank.classes[name][0].origin.guessed for name in ("rock", "metal")}
    assert told["rock"] == ("roughness: guessed",)
    assert told["metal"] == ("steepness: guessed", "roughness: guessed", "metallic: guessed")


def test_cmyk_and_turned_photos_are_read(tmp_path: Path) -> None:
    albedo, _, _ = maps()
    folder = tmp_path / "rock" / "one"
    folder.mkdir(parents=True)
    turned = Image.fromarray(np.rot90(albedo).copy())
    exif = Image.Exif()
    exif[0x0112] = 6
    turned.convert("CMYK").save(folder / "albedo.jpg", quality=98, subsampling=0, exif=exif)
    made = only(tmp_path).surface(SIDE).albedo
    assert np.abs(made - albedo / 255.0).mean() < 0.1


def test_maps_that_pillow_takes_for_too_large_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # As one of 16384 pixels is to its real limit; that one would take the test a gigabyte.
    limit = SIDE * SIDE // 4
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", limit)
    albedo, normal, _ = maps()
    write(tmp_path / "rock" / "one", {"albedo.png": albedo, "normal.png": normal})
    with pytest.raises(Image.DecompressionBombError):
        Image.open(tmp_path / "rock" / "one" / "albedo.png")
    assert only(tmp_path).side_px == SIDE
    assert limit == Image.MAX_IMAGE_PIXELS


def test_it_is_looked_through_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    albedo, normal, _ = maps()
    folder = write(tmp_path / "rock" / "one", {"albedo.png": albedo, "normal.png": normal})
    first = indexed(tmp_path)
    assert json.loads((tmp_path / INDEX).read_text())["sets"] == first
    with monkeypatch.context() as patched:
        patched.setattr("procgen.texture.scan.folder._looked_at", lambda *_: pytest.fail("looked at again"))
        assert indexed(tmp_path) == first
    Image.fromarray(255 - albedo).save(folder / "albedo.png")
    assert indexed(tmp_path)[0]["sha256"] != first[0]["sha256"]


def test_a_users_scans_stand_before_ours(tmp_path: Path) -> None:
    albedo, normal, roughness = maps()
    write(tmp_path / "rock" / "one", {"albedo.png": albedo, "normal.png": normal, "roughness.png": roughness})
    bank = bank_with(str(tmp_path))
    assert [entry.origin.name for entry in bank.classes["rock"]] == ["rock/one"]
    assert "brick" in bank.classes


@pytest.mark.parametrize(
    ("where", "files", "told"),
    [
        ("rock/one", {"normal.png": (SIDE, SIDE)}, ["albedo", "normal.png"]),
        ("rock/one", {"albedo.png": (SIDE, SIDE // 2)}, ["256", "128", "square"]),
        ("rock/one", {"albedo.png": (64, 64)}, ["64 x 64", "square of 256"]),
        ("what/ever", {"albedo.png": (SIDE, SIDE)}, ["ever", "class", "brick"]),
    ],
)
def test_what_can_not_be_used_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str, files: dict[str, tuple[int, int]], told: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)  # long paths are shown in part
    pixels = {name: np.zeros((height, width, 3), np.uint8) for name, (width, height) in files.items()}
    write(Path("scans", where), pixels)
    with pytest.raises(InvalidFields) as caught:
        bank_with("scans")
    text = str(caught.value)
    assert "bank" in text
    assert all(word in text for word in told), text


def test_no_picture_no_folder_nothing_in_it(tmp_path: Path) -> None:
    for folder in (tmp_path / "none", tmp_path):
        with pytest.raises(InvalidFields, match="bank"):
            bank_with(str(folder))
    folder = write(tmp_path / "rock" / "one", {})
    (folder / "albedo.png").write_bytes(b"no picture")
    with pytest.raises(InvalidFields, match="can be read"):
        bank_with(str(tmp_path))
