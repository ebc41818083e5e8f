"""Materials from the command line, mostly in this process."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from procgen.texture.command import bench
from procgen.texture.exporters import PRESETS
from tests.command_line import procgen, program, said, succeeded
from tests.figures import scaled

SMALL = ["generate", "texture", "--size", 64]


def digests(answer: dict[str, object]) -> list[str]:
    artifacts = answer["artifacts"]
    assert isinstance(artifacts, list)
    return [record["sha256"] for record in artifacts]


def photo(path: Path) -> Path:
    noise = np.random.default_rng(5).integers(0, 256, (90, 120, 3), np.uint8)
    Image.fromarray(noise).save(path)
    return path


def test_a_set_for_godot_has_all_it_refers_to(tmp_path: Path) -> None:
    flags = ["--material", "brick", "--moss", 0.4, "--set", "godot", "--name", "wall"]
    answer = said(*SMALL, *flags, "--out", tmp_path, run=program)
    artifacts = answer["artifacts"]
    assert isinstance(artifacts, list)
    assert set(PRESETS["godot"]) <= {record["kind"] for record in artifacts}
    assert {path.name.split("-")[0].split(".")[0] for path in tmp_path.iterdir()} == {"wall", "texture"}
    assert (tmp_path / "wall.tres").is_file()
    with Image.open(tmp_path / "wall-albedo.png") as picture:
        assert picture.size == (64, 64)
        assert "procgen:recipe" in picture.text  # type: ignore[attr-defined]


STEERED = [
    "--style-seed", "7", "--palette", "#8a4b2d", "--palette", "443322", "--palette-strength", "0.7", "--hue", "10",
    "--saturation", "1.1", "--brightness", "0.1", "--contrast", "1.1", "--relief", "1.5", "--roughness", "-0.1",
    "--wear", "0.3", "--dirt", "0.3", "--moss", "0.3", "--wetness", "0.3", "--puddles", "0.3", "--snow", "0.3",
    "--turns", "1", "--mirror", "--variant", "2", "--mix-material", "concrete", "--mix-share", "0.3",
]  # fmt: skip


def test_a_recipe_gives_the_same_bytes_whatever_the_threads(tmp_path: Path) -> None:
    formats = ["--format", "albedo_png", "--format", "normal_rgb8", "--format", "maps_exr"]
    flags = ["--material", "brick", *STEERED, *formats]
    first = said("generate", "texture", "--width", 128, "--height", 64, *flags, "--threads", 1, "--out", tmp_path / "a")
    recipe = next((tmp_path / "a").glob("*.recipe.json"))
    sidecar = next((tmp_path / "a").glob("*.rgb8.json"))
    for number, source in enumerate((recipe, sidecar)):
        again = said(
            "generate", "texture", "--recipe", source, *formats, "--threads", 2, "--out", tmp_path / str(number)
        )
        assert digests(again) == digests(first)


def test_text_says_the_material(tmp_path: Path) -> None:
    said(*SMALL, "--text", "snowy sand", "--out", tmp_path)
    request = json.loads(next(tmp_path.glob("*.recipe.json")).read_text())["request"]
    assert request["material"] == "sand"
    assert request["weather"]["snow"] > 0.1


def test_a_photo_is_kept_beside_its_recipe(tmp_path: Path) -> None:
    path = photo(tmp_path / "photo.png")
    first = said(*SMALL, "--model", "quilting", "--exemplar", path, "--format", "albedo_png", "--out", tmp_path / "a")
    recipe = next((tmp_path / "a").glob("*.recipe.json"))
    again = said("generate", "texture", "--recipe", recipe, "--format", "albedo_png", "--out", tmp_path / "b")
    assert digests(again) == digests(first)
    kept = next((tmp_path / "a").glob("exemplar-*"))
    assert kept.read_bytes() == path.read_bytes()
    kept.unlink()
    lost = procgen("generate", "texture", "--recipe", recipe, "--out", tmp_path / "c")
    assert lost.returncode == 1
    assert "--exemplar" in lost.stderr
    wrong = procgen("generate", "texture", "--recipe", recipe, "--exemplar", recipe, "--out", tmp_path / "c")
    assert wrong.returncode == 1
    named = said(
        "generate", "texture", "--recipe", recipe, "--exemplar", path, "--format", "albedo_png", "--out", tmp_path / "d"
    )
    assert digests(named) == digests(first)


def test_a_mask_and_controls_come_from_files(tmp_path: Path) -> None:
    Image.fromarray(np.tile(np.arange(0, 256, 4, dtype=np.uint8), (64, 1))).save(tmp_path / "mask.png")
    controls = {"weather": {"moss": 0.25}, "look": {"saturation": 0.5}}
    (tmp_path / "controls.json").write_text(json.dumps(controls))
    flags = ["--mix-material", "sand", "--mix-mask", tmp_path / "mask.png", "--controls", tmp_path / "controls.json"]
    said(*SMALL, "--material", "rock", *flags, "--out", tmp_path / "out")
    request = json.loads(next((tmp_path / "out").glob("*.recipe.json")).read_text())["request"]
    assert request["mix"]["mask"]["width"] == 64
    assert request["weather"]["moss"] == 0.25
    assert request["look"] == {"saturation": 0.5}


def test_count_makes_the_seeds_that_follow(tmp_path: Path) -> None:
    answer = said(*SMALL, "--material", "sand", "--seed", 9, "--count", 3, "--format", "albedo_png", "--out", tmp_path)
    assert len(set(digests(answer))) == 3
    seeds = [json.loads(path.read_text())["request"]["seed"] for path in tmp_path.glob("*.recipe.json")]
    assert sorted(seeds) == ["10", "11", "9"]


def test_layers_of_a_terrain_come_in_one_go(tmp_path: Path) -> None:
    outputs = ["--format", "albedo_png", "--array", "albedo_array_png", "--array", "height_atlas_png"]
    flags = ["--layers", "rock", "--layers", "mud", "--biome", "desert", *outputs]
    answer = said(*SMALL, *flags, "--out", tmp_path / "a")
    materials = answer["materials"]
    assert isinstance(materials, list)
    assert [each["layer"] for each in materials] == ["rock", "mud"]
    assert all(0.0 <= each["slope_min_deg"] < each["slope_max_deg"] <= 90.0 for each in materials)
    recipe = next((tmp_path / "a").glob("texture_set-*.recipe.json"))
    again = said("generate", "texture", "--recipe", recipe, *outputs, "--out", tmp_path / "b")
    assert digests(again) == digests(answer)
    everything = said(*SMALL, "--layers", "all", "--format", "albedo_png", "--out", tmp_path / "c")
    assert len(digests(everything)) == 8


def test_decals_have_alpha(tmp_path: Path) -> None:
    said(*SMALL, "--material", "rock", "--decal", "cracks", "--format", "albedo_png", "--out", tmp_path)
    with Image.open(next(tmp_path.glob("*.png"))) as picture:
        assert picture.mode == "RGBA"
        assert picture.getchannel("A").getextrema()[0] == 0


ERRORS = [
    (["--size", "31", "--material", "brick"], 2, ["width_px", "height_px", "multiple of 32"]),
    (["--size", "1000000", "--material", "brick"], 2, ["width_px", "4096"]),
    (["--size", str(10**12), "--material", "brick"], 2, ["--size"]),
    (["--material", "dragon"], 2, ["material", "dragon", "brick"]),
    (
        ["--material", "brick", "--format", "jpeg", "--set", "unreal", "--array", "x"],
        2,
        ["jpeg", "unreal", "albedo_png"],
    ),
    (["--material", "brick", "--model", "gpt"], 2, ["model", "noise"]),
    (["--material", "brick", "--palette", "reddish"], 2, ["--palette", "#8a4b2d"]),
    (["--material", "brick", "--seed", "-1"], 2, ["--seed"]),
    (["--material", "brick", "--biome", "desert"], 2, ["--biome", "--layers"]),
    (["--layers", "lava"], 2, ["--layers", "rock"]),
    (["--layers", "rock", "--count", "2"], 2, ["--count"]),
    (["--text", "something nice"], 2, ["text", "material"]),
    (["--exemplar", "nowhere.jpg"], 1, ["nowhere.jpg"]),
    (["--exemplar", "empty"], 2, ["--exemplar"]),
    (["--exemplar", "words.txt"], 2, ["exemplar", "PNG"]),
    (["--material", "brick", "--mix-mask", "words.txt"], 1, ["words.txt"]),
    (["--material", "brick", "--controls", "words.txt"], 1, ["words.txt"]),
    (["--recipe", "nowhere.json"], 1, ["nowhere.json"]),
    (["--recipe", "words.txt"], 1, ["words.txt"]),
    (["--material", "brick", "--model", "quilting"], 2, ["exemplar"]),
]


@pytest.mark.parametrize(("arguments", "code", "words"), ERRORS, ids=[" ".join(a) for a, _, _ in ERRORS])
def test_errors_are_one_line_with_a_remedy(tmp_path: Path, arguments: list[str], code: int, words: list[str]) -> None:
    (tmp_path / "words.txt").write_text("no picture, no JSON")
    (tmp_path / "empty").touch()
    done = procgen("generate", "texture", *arguments, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert not done.stdout
    assert "Traceback" not in done.stderr
    lines = done.stderr.splitlines()
    assert len(lines) == 2, done.stderr
    assert lines[0].startswith("error: ")
    assert lines[1].startswith("hint: ")
    assert all(word in done.stderr for word in words), done.stderr


def test_a_recipe_of_another_domain_says_where_it_belongs(tmp_path: Path) -> None:
    succeeded("generate", "terrain", "--size", 64, "--format", "npy", "--out", tmp_path)
    done = procgen("generate", "texture", "--recipe", next(tmp_path.glob("*.recipe.json")), "--out", tmp_path)
    assert done.returncode == 1
    assert "procgen generate terrain" in done.stderr


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")  # its connection ends with the program
def test_bench_reports_the_common_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, most_px = bench._request, scaled(256, 4096)
    monkeypatch.setattr(bench, "_request", lambda side, *run, **more: whole(min(side, most_px), *run, **more))
    results = said("bench", "texture", "--runs", 1)["results"]
    assert isinstance(results, dict)
    assert {"texture_128_ms", "texture_1024_ms", "texture_2048_ms", "texture_first_preview_ms"} <= set(results)
    assert not [name for name in results if name.startswith("terrain")]
    assert all(0.0 < row["median"] <= row["p99"] for row in results.values())


def test_evaluate_says_what_it_needs(tmp_path: Path) -> None:
    done = procgen("evaluate", "texture", "--data", tmp_path)
    assert done.returncode == 1
    assert "manifest.json" in done.stderr
    done = procgen("evaluate", "texture", "--data", "x", "--part", "taste", "--split", "train", "--model", "gpt")
    assert done.returncode == 2
    assert all(word in done.stderr for word in ("--part", "--split", "--model", "likeness"))


def test_parts_and_baselines_are_those_of_the_evaluation() -> None:
    from procgen.texture.command.evaluate import BASELINES, PARTS
    from procgen.texture.ruler.baselines import classical_baselines
    from procgen.texture.ruler.evaluate import PARTS as KNOWN

    assert PARTS == KNOWN
    assert tuple(classical_baselines([])) == BASELINES


@pytest.mark.parametrize("command", ["generate texture", "evaluate texture", "bench"])
def test_help_has_an_example(command: str) -> None:
    assert "Example: " in " ".join(succeeded(*command.split(), "--help").stdout.replace("│", " ").split())
