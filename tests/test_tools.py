"""The tests' own tools."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import trimesh

from tests.tools import Screen, ToolMissing, envoy, godot, godot_running, node, validate_glb


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
    with pytest.raises(ToolMissing, match="bash tests/run"):
        envoy()


PICTURE = """
extends SceneTree


func _initialize() -> void:
	var sky := WorldEnvironment.new()
	sky.environment = Environment.new()
	sky.environment.background_mode = Environment.BG_COLOR
	sky.environment.background_color = Color(0, 0, 1)
	root.add_child(sky)
	root.add_child(Camera3D.new())
	for frame in 3:
		await process_frame
	await RenderingServer.frame_post_draw
	print("drawn by %s, blue %.2f" % [
		RenderingServer.get_current_rendering_method(),
		root.get_texture().get_image().get_pixel(5, 5).b,
	])
	quit()
"""


@pytest.mark.parametrize(("screen", "method"), [("opengl3", "gl_compatibility"), ("forward_plus", "forward_plus")])
def test_godot_draws_with_both_renderers(tmp_path: Path, screen: Screen, method: str) -> None:
    (tmp_path / "project.godot").write_text("config_version=5\n")
    (tmp_path / "picture.gd").write_text(PICTURE)
    done = godot(["--path", tmp_path, "--script", "res://picture.gd"], screen=screen)
    assert f"drawn by {method}, blue 1.00" in done.stdout, done.stdout


TALK = """
extends SceneTree


func _process(_delta: float) -> bool:
	print("frame %d" % Engine.get_process_frames())
	return false
"""


def test_godot_in_the_background_is_heard_and_ended(tmp_path: Path) -> None:
    (tmp_path / "project.godot").write_text("config_version=5\n")
    (tmp_path / "talk.gd").write_text(TALK)
    with godot_running(["--path", tmp_path, "--script", "res://talk.gd"]) as running:
        running.line("frame 3")
        running.line("frame 5")
        assert running.process.poll() is None
    assert running.process.poll() is not None
    assert running.log.index("frame 3") < running.log.index("frame 5")
    with godot_running(["--version"]) as running, pytest.raises(AssertionError, match="ended without"):
        running.line("no such line")


def test_envoy_runs() -> None:
    done = subprocess.run([envoy(), "--version"], capture_output=True, text=True, check=True)
    assert "1.40.0" in done.stdout
