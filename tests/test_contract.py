"""The .proto files: their style, that old clients still understand them, and the code made from them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.tools import python_tool

ROOT = Path(__file__).parent.parent
PROTO = ROOT / "proto"


def buf(*args: str, folder: Path = PROTO) -> subprocess.CompletedProcess[str]:
    """Run buf on the .proto files in a folder."""
    return subprocess.run([python_tool("buf"), *args], cwd=folder, capture_output=True, text=True, check=False)


def test_contract_keeps_to_its_style() -> None:
    done = buf("lint")
    assert done.returncode == 0, done.stdout + done.stderr


def test_contract_breaks_no_released_client() -> None:
    done = buf("breaking", "--against", "baseline.binpb")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_renumbered_field_would_be_found(tmp_path: Path) -> None:
    changed = shutil.copytree(PROTO, tmp_path / "proto")
    terrain = changed / "procgen/v1/terrain.proto"
    before = terrain.read_text()
    terrain.write_text(before.replace("uint64 seed = 2;", "uint64 seed = 1700;"))
    assert terrain.read_text() != before
    done = buf("breaking", "--against", "baseline.binpb", folder=changed)
    assert done.returncode != 0
    assert '"seed"' in done.stdout


def test_generated_code_is_that_of_the_contract(tmp_path: Path) -> None:
    subprocess.run([sys.executable, PROTO / "generate.py", tmp_path], check=True)
    made = {path.name: path.read_text() for path in (tmp_path / "procgen/v1").glob("*.py*")}
    kept = {path.name: path.read_text() for path in (ROOT / "procgen/v1").glob("*.py*")}
    assert kept == made, "run `python proto/generate.py`"
