"""The Godot addon's client and terrain builder in the real engine, against the real server."""

from __future__ import annotations

import hashlib
import re
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import grpc
import numpy as np
import numpy.typing as npt
import psutil
import pytest
from PIL import Image

from procgen.runtime.recipe import Recipe
from procgen.v1 import system_pb2, system_pb2_grpc, terrain_pb2, terrain_pb2_grpc
from tests.conftest import RunningServer, running_server
from tests.engines.godot_probe import ADDON, report_of, run_probe
from tests.engines.wire_messages import read_json
from tests.tools import free_port

# Big enough to be running still when it is stopped.
LONG = {"width_px": 2049, "depth_px": 2049}
ONE_SENTENCE = re.compile(r"[A-Z][^\n]*[^.\n]\.")


def native_heights(server: RunningServer, request: terrain_pb2.TerrainRequest) -> npt.NDArray[np.float32]:
    """The heights that a grpcio client gets, (depth, width) float32."""
    data = bytearray()
    with grpc.insecure_channel(f"{server.host}:{server.port}") as channel:
        for event in terrain_pb2_grpc.TerrainServiceStub(channel).Generate(request, timeout=300):
            data += event.chunk.data
    return np.frombuffer(bytes(data), "<f4").reshape(request.depth_px, request.width_px)


def mesh_array(folder: Path, name: str, *shape: int) -> npt.NDArray[Any]:
    """An array that the probe wrote."""
    return np.fromfile(folder / name, {"f32": "<f4", "i32": "<i4"}[name.split(".")[1]]).reshape(shape)


def ground_m(heights: npt.NDArray[np.float32], x_px: float, z_px: float) -> float:
    """Height of the surface of triangles, whose quads are split from north-east to south-west."""
    column, row = int(x_px), int(z_px)
    north_west, north_east, south_west, south_east = (
        float(heights[row + down, column + right]) for down in (0, 1) for right in (0, 1)
    )
    right, down = x_px - column, z_px - row
    if right + down <= 1:
        return north_west + right * (north_east - north_west) + down * (south_west - north_west)
    return south_east + (1 - right) * (south_west - south_east) + (1 - down) * (north_east - south_east)


def test_get_info_says_in_godot_what_it_says_to_grpcio(server: RunningServer, godot_project: Path) -> None:
    with grpc.insecure_channel(f"{server.host}:{server.port}") as channel:
        native = system_pb2_grpc.SystemServiceStub(channel).GetInfo(system_pb2.GetInfoRequest(), timeout=60)
    report = run_probe(godot_project, "info", web_port=server.web_port)
    assert report["status"]["code"] == "OK"
    info = read_json(system_pb2.GetInfoResponse, report["info"])
    # The only thing that goes on.
    info.uptime_ms = native.uptime_ms
    assert info == native


@pytest.mark.parametrize("engine", ["GodotPhysics3D", "Jolt Physics"])
@pytest.mark.parametrize(("width", "depth", "metres_per_pixel"), [(129, 129, None), (97, 66, 2.5)])
def test_terrain_stands_in_the_scene_as_the_server_made_it(
    server: RunningServer,
    godot_project: Path,
    tmp_path: Path,
    engine: str,
    width: int,
    depth: int,
    metres_per_pixel: float | None,
) -> None:
    project = shutil.copytree(godot_project, tmp_path / "project")
    (project / "override.cfg").write_text(f'[physics]\n\n3d/physics_engine="{engine}"\n')
    request = terrain_pb2.TerrainRequest(
        seed=2**64 - 7,
        origin_x_px=-5000,
        width_px=width,
        depth_px=depth,
        metres_per_pixel=metres_per_pixel,
        outputs=[terrain_pb2.TERRAIN_OUTPUT_HEIGHTS_F32],
    )
    heights = native_heights(server, request)
    spacing = metres_per_pixel or 30.0
    places = np.random.default_rng(1).uniform(0.05, 0.95, (40, 2)) * (width - 1, depth - 1)

    fields: dict[str, Any] = {"width_px": width, "depth_px": depth, "outputs": [1]}
    # 64-bit numbers go to Godot as text; its ints are signed.
    fields |= {"seed": "-7", "origin_x_px": "-5000"}
    if metres_per_pixel is not None:
        fields["metres_per_pixel"] = metres_per_pixel
    report = run_probe(
        project,
        "terrain",
        web_port=server.web_port,
        request=fields,
        folder=str(tmp_path),
        points=(places * spacing).tolist(),
    )

    assert report["status"]["code"] == "OK"
    assert report["heights_sha256"] == hashlib.sha256(heights.tobytes()).hexdigest()
    assert report["fractions"] == sorted(report["fractions"])
    assert 0 <= report["fractions"][0] <= report["fractions"][-1] <= 1
    assert Recipe.from_json(report["recipe"]).sha256 == report["result"]["recipe"]["sha256"]
    assert Recipe.from_json(report["recipe"]).to_json() == report["recipe"]

    assert np.isfinite(heights).all()
    assert report["result"]["height_min_m"] == heights.min()
    assert report["result"]["height_max_m"] == heights.max()
    assert (report["map_width"], report["map_depth"]) == (width, depth)
    map_data = mesh_array(tmp_path, "map_data.f32", depth, width)
    np.testing.assert_allclose(map_data * spacing, heights, rtol=1e-6, atol=1e-3)

    z, x = np.mgrid[:depth, :width] * np.float32(spacing)
    vertices = mesh_array(tmp_path, "vertices.f32", depth, width, 3)
    np.testing.assert_array_equal(vertices[..., 1], heights)
    np.testing.assert_allclose(vertices[..., 0], x, rtol=1e-6)
    np.testing.assert_allclose(vertices[..., 2], z, rtol=1e-6)
    np.testing.assert_array_equal(mesh_array(tmp_path, "uvs.f32", depth, width, 2), vertices[..., [0, 2]])
    check_normals(mesh_array(tmp_path, "normals.f32", depth, width, 3), heights, spacing)
    check_triangles(mesh_array(tmp_path, "indices.i32", -1, 3), vertices.reshape(-1, 3), width, depth)

    # What one walks on is what one sees. Jolt keeps heights with 8 bits or a little more in each block.
    expected = [ground_m(heights, x_px, z_px) for x_px, z_px in places]
    np.testing.assert_allclose(report["ground_m"], expected, atol=0.05 + 0.005 * float(np.ptp(heights)))


def check_normals(normals: npt.NDArray[Any], heights: npt.NDArray[np.float32], spacing: float) -> None:
    """Normals are upright unit vectors, and across the slope that NumPy finds."""
    south, east = np.gradient(heights.astype(float), spacing)
    expected = np.stack([-east, np.ones_like(east), -south], axis=-1)
    expected /= np.linalg.norm(expected, axis=-1, keepdims=True)
    # Godot packs a normal into 32 bits.
    np.testing.assert_allclose(normals, expected, atol=2e-3)


def check_triangles(indices: npt.NDArray[Any], vertices: npt.NDArray[Any], width: int, depth: int) -> None:
    """Triangles cover the whole grid once and show their front, which Godot has clockwise, to the sky."""
    assert len(indices) == 2 * (width - 1) * (depth - 1)
    first, second, third = (vertices[indices[:, corner]][:, [0, 2]].astype(float) for corner in range(3))
    # With x to the right and z down the page, clockwise is positive.
    along, across = second - first, third - first
    doubled_areas = along[:, 0] * across[:, 1] - along[:, 1] * across[:, 0]
    cell = (vertices[1, 0] - vertices[0, 0]) * (vertices[width, 2] - vertices[0, 2])
    np.testing.assert_allclose(doubled_areas, cell, rtol=1e-4)
    corners = np.unique(np.sort(indices, axis=1), axis=0)
    assert len(corners) == len(indices)


def test_examples_of_the_readme_run(server: RunningServer, godot_project: Path, tmp_path: Path) -> None:
    examples = re.findall(r"```gdscript\n(.*?)```", (ADDON.parents[1] / "README.md").read_text(), re.DOTALL)
    # As they stand: where the server is, the project's settings say.
    project = shutil.copytree(godot_project, tmp_path / "project")
    (project / "override.cfg").write_text(f"[procgen]\n\nserver/web_port={server.web_port}\n")
    reports: dict[int, dict[str, Any]] = {}
    # Pictures need a screen, as the manual says.
    for screen in (False, True):
        chosen = [number for number, code in enumerate(examples) if ("ProcgenCapture" in code) is screen]
        scripts = [f"res://example_{number}.gd" for number in chosen]
        for number in chosen:
            (project / f"example_{number}.gd").write_text(examples[number])
        arguments = {"probe": "examples", "scripts": scripts}
        told = report_of(project, ["--script", "res://probe.gd"], arguments, screen=screen)
        reports |= zip(chosen, told["reports"], strict=True)
    nodes = ["ProcgenTerrain", "ProcgenMaterial", "ProcgenCharacter", "ProcgenVoice"]
    nodes += ["ProcgenSound", "ProcgenAmbience", "ProcgenMusic", "ProcgenDialogue"]
    nodes += ["ProcgenRegion", *["ProcgenWorld"] * 4, "ProcgenCapture"]
    assert [reports[number]["child"] for number in range(len(examples))] == [*nodes, "StaticBody3D", "Label3D"]
    assert reports[0]["camera_m"] != 0, "it was put above the ground"
    assert reports[1]["is_dressed"]
    assert reports[len(examples) - 1]["children"] == 3, "a label for each line"


def test_terrain_is_seen_from_above_and_not_from_below(
    server: RunningServer, godot_project: Path, tmp_path: Path
) -> None:
    request = {"seed": "3", "width_px": 129, "depth_px": 129}
    run_probe(godot_project, "picture", screen=True, web_port=server.web_port, request=request, folder=str(tmp_path))
    above, below = (np.asarray(Image.open(tmp_path / f"{view}.png").convert("RGB")) for view in ("above", "below"))
    middle = np.s_[100:-100, above.shape[1] // 2 - 200 : above.shape[1] // 2 + 200]
    background = (255, 0, 255)
    assert (below[middle] == background).all(), "the back of the surface is not drawn"
    assert not (above[middle] == background).all(axis=-1).any(), "the front hides everything behind it"
    assert above[middle].std(axis=(0, 1)).min() > 3, "light and shadow show relief"


def test_bad_fields_are_all_named(server: RunningServer, godot_project: Path) -> None:
    # The landform comes back in the message, whose special characters travel encoded.
    request = {"width_px": 3, "depth_px": 129, "wander": 2.0, "landform": "50 % süß + 日"}
    report = run_probe(godot_project, "statuses", web_port=server.web_port, requests=[request])
    [status] = report["statuses"]
    assert status["code"] == "INVALID_ARGUMENT"
    violations = {violation["field"]: violation for violation in status["detail"]["violations"]}
    assert set(violations) == {"width_px", "wander", "landform"}
    assert violations["width_px"]["value"] == "3"
    assert "50 % süß + 日" in violations["landform"]["value"]
    assert "50 % süß + 日" in status["message"]
    assert "64" in violations["width_px"]["allowed"]
    assert all(field in status["message"] for field in violations)
    assert status["detail"]["reason"] == "INVALID_FIELDS"
    assert status["detail"]["remedy"]


def test_no_server_is_told_in_one_sentence(godot_project: Path) -> None:
    port = free_port()
    report = run_probe(godot_project, "statuses", web_port=port, requests=[{}])
    [status] = report["statuses"]
    assert status["code"] == "UNAVAILABLE"
    assert ONE_SENTENCE.fullmatch(status["message"])
    assert f"127.0.0.1:{port}" in status["message"]
    assert "procgen serve" in status["message"]


def test_server_that_dies_in_a_call_is_told_in_one_sentence_and_missed_no_longer_than_it_is_away(
    godot_project: Path,
) -> None:
    with running_server() as server, ThreadPoolExecutor(1) as executor:
        where: dict[str, Any] = {"web_port": server.web_port, "server_pid": server.process.pid}
        running = executor.submit(lambda: run_probe(godot_project, "restarted", request=LONG, **where))
        server.process.wait(60)
        with running_server("--web-port", str(server.web_port)):
            report = running.result()
    assert report["status"]["code"] == "UNAVAILABLE"
    assert ONE_SENTENCE.fullmatch(report["status"]["message"])
    assert not report["has_result"]
    assert set(report["meanwhile"]) <= {"UNAVAILABLE"}
    assert report["afterwards"] == "OK"


def test_token_is_sent(godot_project: Path, tmp_path: Path) -> None:
    token_file = tmp_path / "token"
    token_file.write_text("an-open-sesame-of-some-length\n")
    token_file.chmod(0o600)
    with running_server("--token-file", str(token_file)) as server:
        without, wrong, right = (
            run_probe(godot_project, "info", web_port=server.web_port, token=token)
            for token in ("", "another-word-of-some-length", token_file.read_text().strip())
        )
    for refused in (without, wrong):
        assert refused["status"]["code"] == "UNAUTHENTICATED"
        assert refused["status"]["sentence"]
        assert refused["info"] is None
    assert right["status"]["code"] == "OK"


def test_deadline_ends_a_call(server: RunningServer, godot_project: Path) -> None:
    report = run_probe(godot_project, "statuses", web_port=server.web_port, requests=[LONG], timeout_s=0.2)
    [status] = report["statuses"]
    assert status["code"] == "DEADLINE_EXCEEDED"
    assert status["message"]


def test_cancel_ends_the_call_and_the_work(server: RunningServer, godot_project: Path) -> None:
    report = run_probe(
        godot_project, "interrupted", web_port=server.web_port, request={**LONG, "request_id": "to-be-cancelled"}
    )
    assert report["status"]["code"] == "CANCELLED"
    assert report["fraction"] < 0.9, "the call was far from its end"
    assert report["late_signals"] == 0
    assert not report["has_result"]
    assert falls_idle(server)
    with grpc.insecure_channel(f"{server.host}:{server.port}") as channel:
        stub = system_pb2_grpc.SystemServiceStub(channel)
        answer = stub.Cancel(system_pb2.CancelRequest(request_id="to-be-cancelled"), timeout=60)
    assert not answer.cancelled, "the server should have noticed that the call was closed"


def test_engine_can_quit_while_a_call_runs(server: RunningServer, godot_project: Path) -> None:
    # That Godot ends well and complains about nothing is what run_probe checks.
    assert run_probe(godot_project, "quit_early", web_port=server.web_port, request=LONG) == {}
    assert falls_idle(server)


def falls_idle(server: RunningServer) -> bool:
    """Whether the server soon takes next to no processor time; a call like LONG would keep it busy for longer."""
    process = psutil.Process(server.process.pid)
    for _ in range(240):
        before = sum(process.cpu_times()[:2])
        time.sleep(0.25)
        if sum(process.cpu_times()[:2]) - before < 0.05:
            return True
    return False
