"""The command line as a user or a script meets it: as a program where what starts and ends it matters."""

from __future__ import annotations

import html
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from google.protobuf.message import Message

from procgen.character.command import demo as character_demo
from procgen.kit.command.exhibits import Maker
from procgen.terrain.command import bench as terrain_bench
from procgen.terrain.exporters import EXPORTERS
from procgen.v1 import ambience_pb2, creature_pb2, music_pb2, texture_pb2, world_pb2
from procgen.world.command import demo as world_demo
from tests.command_line import procgen, program, said, succeeded
from tests.figures import scaled
from tests.runtime.test_store import copy_of_assets


def test_generate_writes_every_format_and_says_so(tmp_path: Path) -> None:
    formats = [flag for kind in EXPORTERS for flag in ("--format", kind)]
    answer = said("generate", "terrain", "--size", 65, "--seed", 5, "--out", tmp_path, *formats, run=program)
    artifacts = answer["artifacts"]
    assert isinstance(artifacts, list)
    assert [record["kind"] for record in artifacts] == list(EXPORTERS)
    for record in artifacts:
        import hashlib

        assert hashlib.sha256(Path(record["path"]).read_bytes()).hexdigest() == record["sha256"]
    assert len({record["recipe"] for record in artifacts}) == 1
    assert float(answer["seconds"]) > 0.0  # type: ignore[arg-type]
    npy = next(Path(record["path"]) for record in artifacts if record["kind"] == "npy")
    beside = json.loads(npy.with_suffix(".json").read_text())
    heights = np.load(npy)
    assert heights.shape == (65, 65)
    assert beside["metres_per_pixel"] == 30.0
    assert beside["height_min_m"] == float(heights.min())
    assert not list(tmp_path.glob(".*")), "no half file is left"


def test_a_recipe_gives_the_same_bytes_whatever_the_threads(tmp_path: Path) -> None:
    flags = [
        "--format",
        "npy",
        "--format",
        "glb",
        "--landform",
        "alpine",
        "--metres-per-pixel",
        "0.7",
        "--wander",
        "0.3",
    ]
    one = ["--size", 100, "--threads", 1]
    first = said("generate", "terrain", *one, "--out", tmp_path / "a", *flags, run=program)
    recipe = next((tmp_path / "a").glob("*.recipe.json"))
    for source in (recipe, next(path for path in (tmp_path / "a").glob("*.json") if path != recipe)):
        out = tmp_path / source.stem
        again = said(
            "generate",
            "terrain",
            "--recipe",
            source,
            "--out",
            out,
            "--format",
            "npy",
            "--format",
            "glb",
            "--threads",
            2,
        )
        pairs = zip(first["artifacts"], again["artifacts"], strict=True)  # type: ignore[call-overload]
        assert all(a["sha256"] == b["sha256"] for a, b in pairs)


def test_a_recipe_with_a_sketch(tmp_path: Path) -> None:
    np.save(tmp_path / "sketch.npy", np.linspace(0, 900, 48, dtype=np.float32).reshape(6, 8))
    first = said(
        "generate", "terrain", "--size", 64, "--sketch", tmp_path / "sketch.npy", "--format", "npy", "--out", tmp_path
    )
    recipe = next(tmp_path.glob("*.recipe.json"))
    again = said("generate", "terrain", "--recipe", recipe, "--format", "npy", "--out", tmp_path / "again")
    assert first["artifacts"][0]["sha256"] == again["artifacts"][0]["sha256"]  # type: ignore[index]


def test_a_sketch_can_be_a_picture(tmp_path: Path) -> None:
    from PIL import Image

    Image.fromarray(np.tile(np.arange(0, 256, 8, dtype=np.uint8), (32, 1))).save(tmp_path / "sketch.png")
    flags = ["--sketch", tmp_path / "sketch.png", "--sketch-high", 800, "--format", "npy", "--size", 128]
    succeeded("generate", "terrain", *flags, "--out", tmp_path)
    heights = np.load(next(tmp_path.glob("*.npy")))
    assert float(heights[:, -32:].mean()) > float(heights[:, :32].mean()) + 300.0


def test_a_level_of_detail_covers_more(tmp_path: Path) -> None:
    flags = ["--size", 64, "--level", 4, "--x", -32, "--z", 8, "--format", "npy"]
    first = said("generate", "terrain", *flags, "--out", tmp_path)
    recipe = next(tmp_path.glob("*.recipe.json"))
    assert json.loads(recipe.read_text())["request"]["level"] == 4
    again = said("generate", "terrain", "--recipe", recipe, "--format", "npy", "--out", tmp_path / "again")
    assert first["artifacts"][0]["sha256"] == again["artifacts"][0]["sha256"]  # type: ignore[index]


def test_count_makes_the_seeds_that_follow(tmp_path: Path) -> None:
    answer = said("generate", "terrain", "--size", 64, "--seed", 9, "--count", 3, "--format", "npy", "--out", tmp_path)
    artifacts = answer["artifacts"]
    assert isinstance(artifacts, list)
    assert len({record["sha256"] for record in artifacts}) == 3
    seeds = [json.loads(path.read_text())["request"]["seed"] for path in tmp_path.glob("*.recipe.json")]
    assert sorted(seeds) == ["10", "11", "9"]


ERRORS = [
    (["generate", "terrain", "--size", "5", "--relief", "-1"], 2, ["width_px", "depth_px", "relief_m"]),
    (["generate", "terrain", "--format", "jpeg"], 2, ["--format", "jpeg", "png16"]),
    (["generate", "terrain", "--seed", "-1"], 2, ["--seed"]),
    (["generate", "terrain", "--seed", str(2**64)], 2, ["--seed"]),
    (["generate", "terrain", "--size", str(10**12)], 2, ["--size"]),
    (["generate", "terrain", "--level", "6"], 2, ["level", "0 to 5"]),
    (["generate", "terrain", "--level", "-1"], 2, ["--level"]),
    (["generate", "terrain", "--landform", "swamp"], 2, ["landform", "alpine"]),
    (["generate", "terrain", "--model", "gpt"], 2, ["model", "diffusion"]),
    (["generate", "terrain", "--format", "unity_raw", "--size", "100"], 2, ["width_px", "257"]),
    (["generate", "terrain", "--recipe", "nowhere.json"], 1, ["nowhere.json"]),
    (["generate", "terrain", "--sketch", "nowhere.png"], 1, ["nowhere.png"]),
    (["generate", "terrain", "--models", "nowhere"], 1, ["nowhere", "catalog.json"]),
    (["generate", "terrain", "--size", "many"], 2, ["--size"]),
    (["generate", "dragons"], 2, ["dragons"]),
    (["serve", "--port", "70000"], 2, ["70000"]),
    (["serve", "--log-level", "loud"], 2, ["loud", "warning"]),
    (["bench", "dragons"], 2, ["dragons", "terrain"]),
    (["evaluate", "terrain", "--data", "nowhere"], 1, ["nowhere"]),
    (["evaluate", "terrain", "--data", "x", "--split", "train"], 2, ["train", "validation"]),
    (["train", "terrain", "--data", "nowhere", "--budget", "1s"], 1, ["nowhere"]),
    (["train", "terrain", "--data", "x", "--budget", "soon", "--stage", "middle"], 2, ["--budget", "--stage"]),
    (["nonsense"], 2, ["nonsense"]),
]


@pytest.mark.parametrize(("arguments", "code", "words"), ERRORS, ids=[" ".join(a) for a, _, _ in ERRORS])
def test_errors_are_one_line_with_a_remedy(tmp_path: Path, arguments: list[str], code: int, words: list[str]) -> None:
    done = procgen(*arguments, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert not done.stdout
    assert "Traceback" not in done.stderr
    lines = done.stderr.splitlines()
    assert len(lines) == 2, done.stderr
    assert lines[0].startswith("error: ")
    assert lines[1].startswith("hint: ")
    assert all(word in done.stderr for word in words), done.stderr


@pytest.mark.parametrize(
    ("arguments", "code"), [(["nonsense"], 2), (["generate", "terrain", "--recipe", "nowhere.json"], 1)]
)
def test_the_program_ends_as_its_error_says(tmp_path: Path, arguments: list[str], code: int) -> None:
    here, done = procgen(*arguments, cwd=tmp_path), program(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (code, here.stdout, here.stderr)


def test_the_program_ends_at_once() -> None:
    # Registered before, it comes after what the program has registered.
    script = """
import atexit, gc
from procgen.cli import main
atexit.register(lambda: print(gc.get_freeze_count() > 0))
main({arguments})
"""
    for arguments, frozen in (("", "True"), ('["--version"]', "False")):
        command = [sys.executable, "-c", script.format(arguments=arguments), "--version"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert done.stdout.splitlines()[-1] == frozen, "what another program holds is its own to look through"


def test_a_recipe_of_other_weights_is_refused(tmp_path: Path) -> None:
    succeeded("generate", "terrain", "--size", 64, "--out", tmp_path, "--format", "npy")
    path = next(tmp_path.glob("*.recipe.json"))
    from procgen.runtime.recipe import Recipe

    recipe = Recipe.from_json(path.read_text())
    others = [
        Recipe("terrain", recipe.request, {**recipe.model_sha256, "terrain_coarse": "0" * 64}),
        Recipe("terrain", recipe.request, recipe.model_sha256, code_version="0.0.1"),
        Recipe("texture", recipe.request, recipe.model_sha256),
    ]
    for other, code in zip(others, (3, 3, 1), strict=True):
        path.write_text(other.to_json())
        done = procgen("generate", "terrain", "--recipe", path, "--out", tmp_path)
        assert done.returncode == code, done.stderr
        assert done.stderr.startswith("error: ")


def test_models_list_and_verify(tmp_path: Path) -> None:
    folder = copy_of_assets(tmp_path / "models", "mine")
    listed = said("models", "list", "--models", folder)["models"]
    assert isinstance(listed, list)
    names = {f"{prefix}terrain_{role}" for prefix in ("", "mine_") for role in ("plan", "coarse", "detail")}
    names |= {f"texture_{role}" for role in ("styles", "encoder", "base", "detail")}
    assert {model["name"] for model in listed} >= names
    assert said("models", "verify", "--models", folder)["ok"] is True
    (folder / "terrain_detail.onnx").write_bytes(b"broken")
    done = procgen("models", "verify", "--models", folder, "--json")
    assert done.returncode == 3
    broken = [model["name"] for model in json.loads(done.stdout)["models"] if model["problem"]]
    assert broken == ["mine_terrain_detail"]


def test_doctor_finds_what_is_there_and_what_is_not(tmp_path: Path) -> None:
    done = procgen("doctor", "--json")
    report = json.loads(done.stdout)
    checks = {check["name"]: check for check in report["checks"]}
    assert checks["models"]["ok"]
    assert checks["generation"]["ok"]
    assert checks["material"]["ok"]
    folder = copy_of_assets(tmp_path / "models", "mine")
    (folder / "terrain_detail.onnx").unlink()
    done = procgen("doctor", "--json", "--models", folder)
    assert done.returncode == 1
    checks = {check["name"]: check for check in json.loads(done.stdout)["checks"]}
    assert not checks["models"]["ok"]
    assert "mine_terrain_detail" in checks["models"]["says"]


SHORT: dict[type[Message], Message] = {
    type(each): each
    for each in (
        ambience_pb2.AmbienceRequest(bed_s=4.0, mix_s=4.0),
        music_pb2.MusicRequest(bars=4),
        music_pb2.MusicSetRequest(bars=4),
        creature_pb2.CreatureRequest(picture_px=96),
        texture_pb2.TextureRequest(width_px=128, height_px=128),
    )
}
"""What is heard in the demo, much shorter, and animals and materials of it, smaller."""
_make = Maker.make


def _made_short(maker: Maker, method: Any, request: Message, *rest: Any, **more: Any) -> Any:
    if type(request) in SHORT:
        request.MergeFrom(SHORT[type(request)])
    return _make(maker, method, request, *rest, **more)


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # its connections end with the program
def test_demo_writes_a_page_that_stands_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Everything that it shows, small: what a page needs does not depend on how large it is.
    small = world_pb2.WorldRequest(
        side_m=250.0, metres_per_pixel=4.0, people=1, lines=2, props=10, animals=2, cover=0.0
    )
    monkeypatch.setattr(world_demo, "_REQUEST", scaled(_merged(world_demo._REQUEST, small), world_demo._REQUEST))
    for name, side_px in {"_SMALL_PX": 96, "_LARGE_PX": 128}.items():
        monkeypatch.setattr(character_demo, name, scaled(side_px, getattr(character_demo, name)))
    monkeypatch.setattr(Maker, "make", scaled(_made_short, Maker.make))
    answer = said("demo", "--out", tmp_path)
    page = Path(str(answer["page"]))
    text = page.read_text()
    linked = set(re.findall(r'(?:src|href)="([^"]+)"', text))
    assert linked
    assert all((tmp_path / name).is_file() for name in linked), "every link leads to a file beside the page"
    assert "http://" not in text
    assert "https://" not in text
    artifacts = answer["artifacts"]
    assert isinstance(artifacts, list)
    layers = {"river_png", "lake_png", "wetness_png", "biome_png", "splat0_png", "splat1_png"}
    materials = {"albedo_png", "normal_png", "orm_png", "height_png16", "ball_glb", "ball_png"}
    people = {"glb", "portrait", "figure", "person"}
    assert {record["kind"] for record in artifacts} >= set(EXPORTERS) | layers | materials | people
    # A world's folder is found by its manifest, which the page links.
    (manifest,) = (tmp_path / name for name in linked if name.endswith("manifest.json"))
    of_world = {(manifest.parent / record["path"]).resolve() for record in json.loads(manifest.read_text())["files"]}
    assert all(path.is_file() for path in of_world)
    others = [Path(record["path"]) for record in artifacts if Path(record["path"]).resolve() not in of_world]
    made = {path.name for path in others if path.name != manifest.name}
    assert made <= linked
    rest = {name for name in linked - made if (tmp_path / name).resolve() not in of_world}
    assert {Path(name).suffix for name in rest} == {".jpg", ".json", ".npy"}, "pictures, and what commands read"
    assert "NOT equal" not in text
    # A recipe of the page, made again without a server, gives the same bytes.
    png = next(record for record in artifacts if record["kind"] == "exr")
    recipe = tmp_path / f"terrain-{png['recipe'][:12]}.recipe.json"
    again = said("generate", "terrain", "--recipe", recipe, "--format", "exr", "--out", tmp_path / "again")
    assert again["artifacts"][0]["sha256"] == png["sha256"]  # type: ignore[index]
    # And so does every command of the steered ones.
    commands = [
        html.unescape(line) for pre in re.findall(r"<pre>(procgen [^<]+)</pre>", text) for line in pre.split("\n")
    ]
    assert len(commands) >= 50
    known = {record["sha256"] for record in artifacts}
    people, speech = ("a muscular trooper",), ("a nervous robot", "--intent warn", "--scene haggle")
    steered = ("--sketch", "--controls strokes", "--lock", "--mix-share 0.4", "--model noise-fbm")
    for flag in (
        *steered,
        "--material rust",
        "--snow 0.5",
        "--palette 3d5a73",
        "--mix-material sand",
        *people,
        *speech,
    ):
        command = next(line for line in commands if flag in line)
        name, *arguments = shlex.split(command)
        assert name == "procgen"
        done = procgen(*arguments, "--out", tmp_path / "typed", "--json", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert {record["sha256"] for record in json.loads(done.stdout)["artifacts"]} <= known, command


def _merged(request: world_pb2.WorldRequest, more: world_pb2.WorldRequest) -> world_pb2.WorldRequest:
    made = world_pb2.WorldRequest()
    made.CopyFrom(request)
    made.MergeFrom(more)
    return made


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # its connections end with the program
def test_bench_reports_the_common_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terrain_bench, "_LARGE_PX", scaled(256, 1024))
    report = said("bench", "terrain", "--runs", 1)
    results = report["results"]
    assert isinstance(results, dict)
    assert {"get_info_ms", "web_get_info_ms", "terrain_256_ms", "terrain_1024_ms", "terrain_layers_1024_ms"} <= set(
        results
    )
    assert "terrain_first_preview_ms" in results
    # The layers' figure is a difference of two runs, which other work on the machine can turn round.
    least = {name: -1e6 if name == "terrain_layers_1024_ms" else 0.0 for name in results}
    for name, row in results.items():
        assert row["unit"] == "ms"
        assert least[name] < row["median"] <= row["p95"] <= row["p99"]


@pytest.mark.parametrize(
    "command", ["", "serve", "demo", "generate terrain", "models list", "doctor", "train terrain", "bench"]
)
def test_help_has_an_example(command: str) -> None:
    done = succeeded(*command.split(), "--help", run=program if command in ("", "serve") else procgen)
    assert "Usage" in done.stdout
    if command:
        assert "Example: " in " ".join(done.stdout.replace("│", " ").split())


def test_environment_variables_mirror_flags(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROCGEN_GENERATE_TERRAIN_SIZE", "72")
    monkeypatch.setenv("PROCGEN_GENERATE_TERRAIN_OUT", str(tmp_path / "there"))
    succeeded("generate", "terrain", "--format", "npy")
    assert np.load(next((tmp_path / "there").glob("*.npy"))).shape == (72, 72)
