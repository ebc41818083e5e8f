"""Files of music, read by others: sound files, JSON, pictures, clips."""

from __future__ import annotations

import io
import json
import re

import numpy as np
import pytest
import soundfile
from PIL import Image

from procgen.music.exporters.registry import MUSIC_KINDS, SET_KINDS, music_files, set_files
from procgen.music.notation.midi_in import read_midi
from tests.music.studio import small_music, small_set


@pytest.mark.parametrize(("kind", "error"), [("wav", 1e-4), ("flac", 1e-4), ("ogg", 0.1), ("opus", 0.1)])
def test_mixes_are_read_as_they_are(kind: str, error: float) -> None:
    ((name, _, data),) = music_files(kind, small_music(), "village")
    samples, rate = soundfile.read(io.BytesIO(data))
    assert name == f"village.{kind}"
    assert rate == 48_000
    assert samples.shape == small_music().piece.mix.shape
    assert np.sqrt(np.mean((samples - small_music().piece.mix) ** 2)) < error * np.abs(samples).max()


def test_loops_have_their_points() -> None:
    (_, _, data), *_ = music_files("wav", small_music())
    at = data.index(b"smpl") + 8
    assert np.frombuffer(data[at + 44 : at + 52], "<u4").tolist() == [0, len(small_music().piece.mix) - 1]


def test_stems_and_layers_add_up_to_the_mix() -> None:
    for kind in ("stems", "layers"):
        files = music_files(kind, small_music())
        whole = sum(soundfile.read(io.BytesIO(data))[0] for *_, data in files)
        assert np.abs(whole - small_music().piece.mix).max() < 1e-3
    assert len(music_files("stems", small_music())) == len(small_music().piece.arrangement.score.parts)


def test_json_tells_bars_and_parts() -> None:
    ((_, _, data),) = music_files("json", small_music())
    told = json.loads(data)
    assert told["bar_samples"] == [0, 96_000, 192_000, 288_000, 384_000]
    assert told["beats_per_bar"] == 4
    assert told["beat_s"] == 0.5
    assert told["samples"] == 384_000
    assert {part["layer"] for part in told["parts"]} == set(told["layers"])
    assert told["chords"][0]["start_s"] == 0.0
    assert told["recipe"]["domain"] == "music"


def test_the_picture_shows_notes_of_all_layers() -> None:
    ((_, _, data),) = music_files("png", small_music())
    with Image.open(io.BytesIO(data)) as picture:
        pixels = np.asarray(picture.convert("RGB")).reshape(-1, 3).astype(int)
    red = (pixels[:, 0] > pixels[:, 2] + 60) & (pixels[:, 1] < 120)
    yellow = (pixels[:, 0] > pixels[:, 2] + 60) & (pixels[:, 1] >= 120)
    blue = pixels[:, 2] > pixels[:, 0] + 60
    green = (pixels[:, 1] > pixels[:, 0] + 40) & (pixels[:, 1] > pixels[:, 2] + 20)
    assert all(those.sum() > 100 for those in (red, yellow, blue, green))


def test_clips_are_told_of() -> None:
    files = {name: data for name, _, data in set_files("clips", small_set(), "land")}
    told = json.loads(files.pop("land.clips.json"))
    named = [layer["file"] for group in told.values() for piece in group for layer in piece["layers"]]
    assert sorted(named) == sorted(files)
    assert [piece["name"] for piece in told["pieces"]] == ["exploration", "battle", "victory"]
    first = told["pieces"][0]
    with soundfile.SoundFile(io.BytesIO(files[first["layers"][0]["file"]])) as clip:
        assert clip.frames == pytest.approx(first["seconds"] * 48_000, abs=1)
    assert first["beatSeconds"] * first["beatsPerBar"] * first["bars"] == pytest.approx(first["seconds"], abs=1e-4)


@pytest.mark.parametrize("kind", MUSIC_KINDS)
def test_every_kind_of_a_piece_is_made_alike_twice(kind: str) -> None:
    first, again = (music_files(kind, small_music(), "a") for _ in range(2))
    assert first == again
    assert all(re.fullmatch(r"a[\w.-]*", name) and data for name, _, data in first)


@pytest.mark.parametrize("kind", SET_KINDS)
def test_every_kind_of_a_set_has_names_of_its_own(kind: str) -> None:
    files = set_files(kind, small_set())
    assert len({name for name, *_ in files}) == len(files)
    assert all(data for *_, data in files)


def test_a_kind_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="stems"):
        set_files("stems", small_set())


def test_midi_is_read_back() -> None:
    ((name, _, data),) = music_files("midi", small_music(), "village")
    score = read_midi(data)
    ours = small_music().piece.arrangement.score
    assert name == "village.mid"
    assert [part.instrument for part in score.parts] == [part.instrument for part in ours.parts]
    assert score.notes["pitch"].tolist() == ours.notes["pitch"].tolist()
