"""``procgen generate sound`` and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from procgen.cli.app import main
from procgen.formats.sound import write_wav
from procgen.sound.command.demo import sound_command
from procgen.sound.generate import generate
from procgen.sound.parameters import SoundParameters
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


def test_a_clip_is_followed_and_followed_again_from_the_recipe(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clip = tmp_path / "clip.wav"
    clip.write_bytes(write_wav(generate(SoundParameters("door", "close", seed=3))[0].samples, 48_000))
    flags = ["--follow-file", str(clip), "--count", "2", "--seed", "5", "--json"]
    assert main(["generate", "sound", *flags, "--out", str(tmp_path / "one")]) == 0
    first = json.loads(capsys.readouterr().out)["artifacts"]
    (recipe,) = (tmp_path / "one").glob("*.recipe.json")
    again = ["generate", "sound", "--recipe", str(recipe), "--json", "--out", str(tmp_path / "two")]
    assert main(again) == 0
    second = json.loads(capsys.readouterr().out)["artifacts"]
    assert [each["sha256"] for each in first] == [each["sha256"] for each in second]
    (kept,) = (each for each in (tmp_path / "one").iterdir() if each.read_bytes() == clip.read_bytes())
    kept.unlink()
    assert main(again) == 1
    assert "--follow-file" in capsys.readouterr().err
    clip.write_bytes(write_wav(generate(SoundParameters("door", "open", seed=3))[0].samples, 48_000))
    assert main([*again, "--follow-file", str(clip)]) == 1
    assert "is not the clip" in capsys.readouterr().err


def test_a_clip_that_can_not_be_followed_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "clip.wav").write_bytes(b"no sound at all")
    for path, said in ((tmp_path / "clip.wav", "a WAV, FLAC, OGG or MP3 file"), (tmp_path / "none", "can't be read")):
        assert main(["generate", "sound", "--follow-file", str(path), "--out", str(tmp_path)]) != 0
        assert said in capsys.readouterr().err


def test_lines_of_a_batch_follow_clips(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clip, silent = tmp_path / "clip.wav", tmp_path / "silent.wav"
    clip.write_bytes(write_wav(generate(SoundParameters("door", "close", seed=3))[0].samples, 48_000))
    silent.write_bytes(write_wav(np.zeros(4800, np.float32), 48_000))
    flags = ["--follow-file", str(clip), "--count", "2", "--seed", "5", "--json"]
    assert main(["generate", "sound", *flags, "--out", str(tmp_path / "alone")]) == 0
    alone = json.loads(capsys.readouterr().out)["artifacts"]
    line = {"domain": "sound", "follow_file": str(clip), "count": 2, "seed": 5, "format": "wav"}
    lines = tmp_path / "lines.jsonl"
    lines.write_text(json.dumps(line))
    assert main(["batch", str(lines), "--out", str(tmp_path / "batch"), "--workers", "1"]) == 0
    (row,) = map(json.loads, (tmp_path / "batch/manifest.jsonl").read_text().splitlines())
    assert [each["sha256"] for each in row["artifacts"]] == [each["sha256"] for each in alone]
    faults = [{**line, "follow_file": str(silent)}, {**line, "follow_file": "nowhere.wav"}, {**line, "effect": "door"}]
    lines.write_text("\n".join(map(json.dumps, faults)))
    assert main(["batch", str(lines), "--out", str(tmp_path / "bad")]) == 2
    said = capsys.readouterr().err
    for part in (":1: clip: got silence", ":2: follow_file: got 'nowhere.wav'", ":3: effect: got door"):
        assert part in said


def test_sounds_between_two_are_made_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    flags = ["--effect", "whoosh", "--model", "learned", "--morph-effect", "bell", "--morph", "0", "--seed", "2"]
    assert main(["generate", "sound", *flags, "--json", "--out", str(tmp_path / "one")]) == 0
    (first,) = json.loads(capsys.readouterr().out)["artifacts"]
    (recipe,) = (tmp_path / "one").glob("*.recipe.json")
    assert main(["generate", "sound", "--recipe", str(recipe), "--json", "--out", str(tmp_path / "two")]) == 0
    (second,) = json.loads(capsys.readouterr().out)["artifacts"]
    assert first["sha256"] == second["sha256"]
    assert main(["generate", "sound", "--recipe", str(recipe), "--follow-file", str(recipe)]) != 0
    assert "follows no clip" in capsys.readouterr().err


def test_the_demo_says_how_to_make_what_it_shows() -> None:
    request = sound_pb2.SoundRequest(effect="rain", kind="leaves", duration_s=6.0, loop=True, seed=1)
    words = sound_command(request)
    assert words.startswith("procgen generate sound --effect rain --kind leaves --duration 6 --loop --seed 1")
    way = sound_pb2.SoundRequest(effect="bell", morph_effect="creature", morph_model="learned", morph=0.4, seed=1)
    said = "procgen generate sound --effect bell --morph-effect creature --morph-model learned --morph 0.4 --seed 1"
    assert sound_command(way).startswith(said)
