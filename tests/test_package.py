"""What is shipped: the wheel, made from the sdist, holds all that serving needs and works away from the checkout."""

from __future__ import annotations

import email
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--outdir", str(out), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=500)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(list(out.glob("procgen_server-*.tar.gz"))) == 1
    (made,) = out.glob("procgen_server-*.whl")
    return made


def test_the_wheel_carries_the_assets_and_nothing_foreign(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    catalog = json.loads((ROOT / "assets" / "catalog.json").read_text())
    for model in catalog["models"]:
        assert f"procgen/assets/{model['file']}" in names
        assert f"procgen/assets/{model['card']}" in names
    presets = (ROOT / "procgen").glob("*/presets/**/*.*")
    assert {str(path.relative_to(ROOT)) for path in presets} <= set(names)
    assert all(name.startswith(("procgen/", "procgen_server-")) for name in names)
    assert "procgen/v1/terrain_pb2.pyi" in names
    assert "procgen/py.typed" in names
    assert {str(path.relative_to(ROOT)) for path in (ROOT / "procgen").rglob("*.html.j2")} <= set(names)
    pages = (path for path in (ROOT / "procgen/studio/page").rglob("*") if path.is_file())
    assert {str(path.relative_to(ROOT)) for path in pages} <= set(names)


def test_the_core_install_needs_no_torch_and_no_compiler(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        metadata = email.message_from_bytes(archive.read(name))
    core = [line for line in metadata.get_all("Requires-Dist", []) if "extra ==" not in line]
    assert core
    assert not [line for line in core if line.split(">")[0].strip() in ("torch", "onnx", "noise")]
    assert metadata["Name"] == "procgen-server"
    assert metadata["Requires-Python"] == ">=3.11"


def test_the_wheel_works_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(site), str(wheel)]
    subprocess.run(install, check=True, timeout=200)
    environment = {**os.environ, "PYTHONPATH": str(site)}

    def run(*command: str) -> str:
        done = subprocess.run([sys.executable, *command], cwd=tmp_path, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert run("-c", "import procgen; print(procgen.__file__)").startswith(str(site))
    verified = json.loads(run("-m", "procgen", "models", "verify", "--json"))
    assert verified["ok"]
    assert all(model["card"].startswith(str(site)) for model in verified["models"])
    made = json.loads(run("-m", "procgen", "generate", "terrain", "--size", "64", "--json", "--out", "out"))
    assert (tmp_path / made["artifacts"][0]["path"]).is_file()
