"""The .proto files: their style, that old clients still understand them, and the code made from them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from google.protobuf.descriptor_pb2 import FieldDescriptorProto

from engine_bridges.codegen import gdscript
from engine_bridges.codegen.contract import Cardinality, Contract, Field, Message
from tests.tools import python_tool

ROOT = Path(__file__).parent.parent
PROTO = ROOT / "proto"
GENERATED = (".py", ".pyi", ".gd", ".cs")


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
    made = contents(tmp_path)
    kept = contents(ROOT, *{path.parent for path in made})
    assert {path.suffix for path in made} == set(GENERATED)
    assert kept == made, "run `python proto/generate.py`"


def test_a_type_that_a_bridge_can_not_read_is_refused() -> None:
    count = Field("count", 1, FieldDescriptorProto.TYPE_FIXED32, Cardinality.IMPLICIT, "", -1, 0, "")
    contract = Contract("procgen.v1", (Message("Basket", "", (count,)),), (), ())
    with pytest.raises(ValueError, match=r"Basket\.count"):
        gdscript.generate(contract)


def contents(root: Path, *folders: Path) -> dict[Path, str]:
    """The texts of the sources in some folders below a root, by their paths from there; of all where none is named."""
    paths = [path for folder in folders for path in (root / folder).glob("*.*")] or root.rglob("*.*")
    return {path.relative_to(root): path.read_text(encoding="utf-8") for path in paths if path.suffix in GENERATED}
