"""The tests' own tools."""

from __future__ import annotations

from pathlib import Path

import pytest
import trimesh

from tests.tools import ToolMissing, godot, node, validate_glb


def test_validator_tells_a_sound_glb_from_a_damaged_one() -> None:
    glb = trimesh.creation.box().export(file_type="glb")
    assert validate_glb(glb)["issues"]["numErrors"] == 0
    assert validate_glb(glb[:-4])["issues"]["numErrors"] > 0


def test_missing_tools_say_what_to_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PROCGEN_TEST_CACHE", str(tmp_path))
    monkeypatch.delenv("PROCGEN_TEST_GODOT", raising=False)
    with pytest.raises(ToolMissing, match="bash tests/run"):
        godot(["--version"])
    with pytest.raises(ToolMissing, match="bash tests/run"):
        validate_glb(b"")
    with pytest.raises(ToolMissing, match="bash tests/run"):
        node("script.js", [], tool="dialogue")
