"""Music in the real Godot: resources are read, layers fade, pieces change on bar lines."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from scipy.signal import correlate

from procgen.music.arrange.ensembles import LAYERS
from procgen.music.exporters.registry import music_files, set_files
from procgen.music.generate import RATE_HZ
from tests.engines.godot_probe import report_of
from tests.music.studio import small_music, small_set

CHANGE_S = 2.6
READ_AHEAD = 128
"""Samples that Godot's resampler has read before they are heard: by so much its clock of a stream is early."""
Floats = npt.NDArray[np.floating]


@pytest.fixture(scope="module")
def heard(godot_project: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a game sees of the set, and the recording of it, (n, 2) at the bank's rate."""
    project = shutil.copytree(godot_project, tmp_path_factory.mktemp("music") / "project")
    (project / "override.cfg").write_text(f"[audio]\n\ndriver/mix_rate={RATE_HZ}\n")
    for files in (set_files("godot", small_set(), "set"), music_files("godot", small_music(), "piece")):
        for name, _, data in files:
            (project / name).write_bytes(data)
    recording = project / "heard.f32"
    arguments = {"probe": "music", "change_s": CHANGE_S, "recording": str(recording)}
    report = report_of(project, ["--script", "res://music_probe.gd"], arguments)
    report["samples"] = np.fromfile(recording, np.float32).reshape(-1, 2)
    return report


def found_at(recording: Floats, piece: Floats) -> int:
    """The sample of a recording at which the beginning of a piece is."""
    part = piece[: RATE_HZ // 2].mean(axis=1)
    return int(np.argmax(correlate(recording.mean(axis=1), part - part.mean(), mode="valid", method="fft")))


def test_the_engine_reads_pieces(heard: dict[str, Any]) -> None:
    piece = small_music().piece
    assert heard["piece_layers"] == len(piece.layers)
    assert heard["piece_length_s"] == pytest.approx(piece.duration_s, abs=1e-4)
    assert heard["bpm"] == pytest.approx(120.0)
    assert heard["bar_beats"] == 4
    assert heard["loops"]


def test_the_engine_reads_sets(heard: dict[str, Any]) -> None:
    assert heard["pieces"] == ["exploration", "battle", "victory"]
    assert heard["stingers"] == 2
    assert heard["goes_on_with"] == 0
    assert set(heard["layers"]) <= set(LAYERS)
    assert not heard["refused"]
    assert heard["changing"]


def test_layers_come_with_intensity(heard: dict[str, Any]) -> None:
    assert heard["calm"][0] == pytest.approx(0.0, abs=1e-3)
    assert all(volume <= -79.0 for volume in heard["calm"][1:])
    assert heard["wild"] == pytest.approx([0.0] * len(heard["wild"]), abs=1e-3)
    assert heard["gains"] == pytest.approx([1.0, 1.0, 0.5, 0.0])


def test_what_is_heard_is_the_mix(heard: dict[str, Any]) -> None:
    assert heard["mix_rate"] == RATE_HZ
    assert heard["discarded"] == 0
    mix = small_set().pieces["exploration"].mix
    start = found_at(heard["samples"], mix)
    n = round(2.0 * RATE_HZ)
    error = heard["samples"][start : start + n] - mix[:n]
    assert np.sqrt(np.mean(error**2)) < 0.1 * np.sqrt(np.mean(mix[:n] ** 2)), "Vorbis loses a little"


def test_pieces_change_on_bar_lines(heard: dict[str, Any]) -> None:
    made = small_set()
    recording = heard["samples"]
    first = found_at(recording, made.pieces["exploration"].mix)
    bar = int(made.pieces["exploration"].beats.bars[1])
    bridge = made.bridges["battle"].beats.samples
    bars = int(np.ceil((CHANGE_S * RATE_HZ - first) / bar))
    # A crowded machine asks for the change later than the clock of what is heard says.
    expected = first + np.arange(bars, len(recording) // bar) * bar + bridge
    near = slice(expected[0] - RATE_HZ, None)
    second = found_at(recording[near], made.pieces["battle"].mix[RATE_HZ:]) + near.start - RATE_HZ
    assert np.abs(expected - second).min() <= READ_AHEAD + 2, f"{expected - second} samples off the bar line"
    assert heard["changes"] == ["exploration", "to_battle", "battle"]
    assert heard["current"] == "battle"


def test_beats_and_bars_are_told(heard: dict[str, Any]) -> None:
    wish = small_set().pieces["exploration"].settled.wish
    before = heard["beats"][: heard["beats_at_change"]]
    assert before == [number % wish.beats for number in range(len(before))]
    beat_s = 240.0 / (wish.unit * wish.tempo_bpm)
    assert abs(len(before) - CHANGE_S / beat_s) <= 1.5
    assert heard["bars"][:2] == [0, 1]
    assert heard["bars"].count(0) >= 3, "each piece counts its own"
