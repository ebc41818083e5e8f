"""What a result was made of can be told."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from procgen.runtime.recipe import Recipe
from tests.command_line import procgen


def test_networks_and_scans_of_a_folder_are_named_with_their_licences(tmp_path: Path) -> None:
    out = tmp_path / "out"
    made = procgen("generate", "texture", "--material", "rock", "--size", 64, "--format", "albedo_png", "--out", out)
    assert made.returncode == 0, made.stderr
    done = procgen("recipes", "--provenance", out, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    (result,) = found["results"]
    kinds = {part["name"].split(" ")[0]: part for part in result["made_of"]}
    assert kinds["scan"]["licence"] == "CC0-1.0"
    assert kinds["scan"]["where"].startswith("https://")
    assert kinds["texture_base"]["card"].endswith("texture.md")
    assert set(found["licences"]) == {"CC0-1.0", "MIT"}
    told = procgen("recipes", "--provenance", next(out.glob("*.recipe.json")))
    assert "CC0-1.0" in told.stdout


def test_what_is_not_here_any_more_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.recipe.json").write_text(Recipe("texture", {}, {"scan Lost": "0" * 64}).to_json())
    done = procgen("recipes", "--provenance", tmp_path)
    assert "not here any more" in done.stdout


def test_files_that_hold_their_recipe_are_looked_into(tmp_path: Path) -> None:
    recipe = Recipe("character", {}, {"network": "0" * 64})
    with zipfile.ZipFile(tmp_path / "smith.usdz", "w") as archive:
        archive.comment = recipe.to_json().encode()
    (tmp_path / "world.usda").write_text(f"string recipe = {json.dumps(recipe.to_json())}")
    (tmp_path / "photo.png").write_bytes(b"\x89PNG")
    (told,) = json.loads(procgen("recipes", "--provenance", tmp_path, "--json").stdout)["results"]
    assert told["domain"] == "character"
    done = procgen("recipes", "--provenance", tmp_path / "photo.png")
    assert "4 bytes without a recipe" in done.stderr


def test_no_recipe(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        done = procgen("recipes", "--provenance", path)
        assert done.returncode != 0
        assert str(path) in done.stderr
