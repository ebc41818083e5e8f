"""What is handed in where addons and packages are published, made from this checkout."""

from __future__ import annotations

import json
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

from procgen import __version__
from tools import release


def manifest(folder: Path, version: str = __version__) -> Path:
    """As `tools/bundle.py` writes it beside archives."""
    path = folder / "procgen-linux.json"
    rows = [
        {"file": f"procgen-{version}-linux-x86_64.{kind}", "bytes": 7, "sha256": kind[0] * 64}
        for kind in ("tar.gz", "zip")
    ]
    path.write_text(json.dumps({"version": version, "platform": "linux-x86_64", "archives": rows}))
    return path


def test_versions_are_one() -> None:
    assert release.check_versions(release.versions()) == __version__
    with pytest.raises(SystemExit, match=r"versions differ: a 1, b 2"):
        release.check_versions({"a": "1", "b": "2"})


def test_addon_knows_its_bundle(tmp_path: Path) -> None:
    archive = release.godot_archive(tmp_path, release.pins_of([manifest(tmp_path)], "https://example.org/v1/"))
    release.check_godot(archive)
    with zipfile.ZipFile(archive) as opened:
        names = opened.namelist()
        pins = json.loads(opened.read("addons/procgen/editor/server_pins.json"))
    assert all(name.startswith("addons/procgen/") for name in names)
    assert not [name for name in names if name.endswith((".uid", ".import"))]
    name = f"procgen-{__version__}-linux-x86_64.zip"
    assert pins["version"] == __version__
    assert pins["bundles"]["linux-x86_64"] == {
        "file": name,
        "bytes": 7,
        "sha256": "z" * 64,
        "address": f"https://example.org/v1/{name}",
    }


def test_bundle_of_another_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"is of version 9\.0\.0"):
        release.pins_of([manifest(tmp_path, "9.0.0")])


def test_addon_that_lacks_something_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "addon.zip", "w") as archive:
        archive.writestr("addons/procgen/plugin.cfg", "")
    with pytest.raises(SystemExit, match=r"lacks plugin\.gd"):
        release.check_godot(tmp_path / "addon.zip")


def test_unity_package_is_as_registries_take_it_and_the_same_each_time(tmp_path: Path) -> None:
    archive = release.unity_archive(tmp_path)
    release.check_unity(archive)
    with tarfile.open(archive) as opened:
        told = opened.extractfile("package/package.json")
        assert told is not None
        assert json.load(told)["version"] == __version__
        assert all(name.startswith("package/") for name in opened.getnames())
    again = tmp_path / "again"
    again.mkdir()
    assert release.unity_archive(again).read_bytes() == archive.read_bytes()
    pins = release.pins_of([manifest(tmp_path)])
    addons = [release.godot_archive(folder, pins).read_bytes() for folder in (tmp_path, again)]
    assert addons[0] == addons[1]


def test_unity_file_without_its_meta_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "package.json"
    source.write_text("{}")
    with tarfile.open(tmp_path / "package.tgz", "w:gz") as archive:
        archive.add(source, "package/package.json")
    with pytest.raises(SystemExit, match=r"package\.json without a \.meta"):
        release.check_unity(tmp_path / "package.tgz")


def test_sums_are_what_sha256sum_reads(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"a")
    (tmp_path / "b.whl").write_bytes(b"b")
    sums = release.write_sums(tmp_path, [tmp_path / "b.whl", tmp_path / "a.zip"])
    done = subprocess.run(["sha256sum", "--check", sums.name], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.splitlines() == ["a.zip: OK", "b.whl: OK"]
