"""The ruler reads clips, and tells sounds from noise."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from procgen.errors import Failed
from procgen.sound.generate import generate
from procgen.sound.parameters import SoundParameters
from procgen.sound.recipe.clips import RATE_HZ, comparable, read_clips
from procgen.sound.ruler.evaluate import Options, energy_distance, evaluate_sound, features, sound_bars

KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "footstep/snow": ("footstep", {"surface": "snow"}),
    "explosion/barrel": ("explosion", {"duration_s": 1.0}),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Clips of two groups, which are ours of other seeds."""
    root = tmp_path_factory.mktemp("clips")
    entries = []
    for name, (effect, fields) in KINDS.items():
        for seed in range(4):
            samples = comparable(generate(SoundParameters(effect, seed=90 + seed, **fields))[0].samples, 48_000)
            file = f"sfx/{name}_{seed}.ogg"
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            soundfile.write(root / file, samples, RATE_HZ)
            entries.append({"file": file, "class": name.split("/")[0], "split": "train"})
    (root / "sfx" / "manifest.json").write_text(json.dumps(entries))
    return root


def test_clips_are_read_from_a_folder_and_an_archive(folder: Path, tmp_path: Path) -> None:
    clips = read_clips(folder)
    assert {clip.group for clip in clips} == {"footsteps", "explosion"}
    assert all(np.abs(clip.samples).max() == pytest.approx(1.0) for clip in clips)
    with tarfile.open(tmp_path / "sfx.tar.xz", "w:xz") as packed:
        packed.add(folder / "sfx", "sfx")
    again = read_clips(tmp_path)
    assert all(np.array_equal(one.samples, other.samples) for one, other in zip(clips, again, strict=True))


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(Failed, match="can't be read"):
        read_clips(tmp_path)
    (tmp_path / "sfx.tar.xz").write_bytes(b"no archive")
    with pytest.raises(Failed, match="can't be read"):
        read_clips(tmp_path)


def test_our_own_sounds_are_nearer_than_noise(folder: Path) -> None:
    rows = evaluate_sound(read_clips(folder), Options(1), lambda _name, _share: None)
    assert rows["embedding_ratio"]["ours"] < rows["embedding_ratio"]["baseline"]
    assert rows["energy_distance"]["ours"] < rows["energy_distance"]["baseline"]
    assert rows["class_accuracy"]["ours"] >= 0.5
    assert {bar.metric for bar in sound_bars(rows)} == {"embedding_ratio", "class_share_of_real"}


def test_features_are_finite_for_whatever_is_read() -> None:
    for samples in (np.zeros(100), np.ones(40_000), np.eye(1, 3000)[0]):
        assert np.isfinite(features(samples)).all()


def test_energy_distance_is_none_between_equals() -> None:
    one, other = (np.random.default_rng(seed).normal(size=(400, 3)) for seed in (1, 2))
    assert abs(energy_distance(one, other)) < 0.05
    assert energy_distance(one, other + 1.0) > 0.5


def test_rates_do_not_change_a_clip() -> None:
    wave = np.sin(2 * np.pi * 440.0 * np.arange(48_000) / 48_000)
    made = comparable(wave, 48_000)
    assert len(made) == RATE_HZ
    data = io.BytesIO()
    soundfile.write(data, made, RATE_HZ, format="WAV", subtype="FLOAT")
    assert np.abs(np.fft.rfft(made)).argmax() == 440
