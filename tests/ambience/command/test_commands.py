"""``procgen generate ambience``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from procgen.cli.app import main

SMALL = ["generate", "ambience", "--biome", "ice", "--bed", "4", "--mix", "4"]


def test_a_place_is_made_and_made_again_from_its_recipe(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flags = ["--thing", "campfire,3,0,-5", "--format", "flac", "--format", "json", "--json"]
    assert main([*SMALL, *flags, "--out", str(tmp_path / "one")]) == 0
    first = json.loads(capsys.readouterr().out)["artifacts"]
    (recipe,) = (tmp_path / "one").glob("*.recipe.json")
    again = ["generate", "ambience", "--recipe", str(recipe), "--format", "flac", "--format", "json", "--json"]
    assert main([*again, "--out", str(tmp_path / "two")]) == 0
    second = json.loads(capsys.readouterr().out)["artifacts"]
    assert [each["sha256"] for each in first] == [each["sha256"] for each in second]


def test_a_thing_that_cannot_be_read_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SMALL, "--thing", "campfire,here", "--out", str(tmp_path)]) == 2
    assert "--thing: got campfire,here" in capsys.readouterr().err
    assert main([*SMALL, "--thing", "castle", "--out", str(tmp_path)]) == 2
    assert "things[0].kind: got castle" in capsys.readouterr().err
