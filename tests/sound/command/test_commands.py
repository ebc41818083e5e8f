"""``procgen generate sound`` and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from procgen.cli.app import main
from procgen.sound.command.demo import sound_command
from procgen.v1 import sound_pb2


def test_variants_are_made_and_made_again_from_their_recipe(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flags = ["--effect", "footstep", "--surface", "planks", "--gait", "run", "--count", "3", "--seed", "5"]
    assert main(["generate", "sound", *flags, "--json", "--out", str(tmp_path / "one")]) == 0
    first = json.loads(capsys.readouterr().out)["artifacts"]
    assert len({each["sha256"] for each in first}) == 3
    (recipe,) = (tmp_path / "one").glob("*.recipe.json")
    again = ["generate", "sound", "--recipe", str(recipe), "--json", "--out", str(tmp_path / "two")]
    assert main(again) == 0
    second = json.loads(capsys.readouterr().out)["artifacts"]
    assert [each["sha256"] for each in first] == [each["sha256"] for each in second]


def test_all_that_is_wrong_is_named_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flags = ["--effect", "rain", "--kind", "bell", "--hardness", "0.5", "--duration", "86400"]
    assert main(["generate", "sound", *flags, "--out", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    for part in ("kind: got bell", "hardness: got 0.5", "rain goes by intensity", "duration_s: got 86400"):
        assert part in said
    assert main(["generate", "sound", "--out", str(tmp_path)]) == 2
    assert "effect" in capsys.readouterr().err


def test_the_demo_says_how_to_make_what_it_shows() -> None:
    request = sound_pb2.SoundRequest(effect="rain", kind="leaves", duration_s=6.0, loop=True, seed=1)
    words = sound_command(request)
    assert words.startswith("procgen generate sound --effect rain --kind leaves --duration 6 --loop --seed 1")
