"""Networks that are measured beside what is served: prosody of teachers, and sound sample by sample."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from procgen.speech.acoustic import Floats
from procgen.speech.recipe.corpus import make_corpus, read_corpus
from procgen.speech.recipe.prosody import ProsodyRecipe, apart, load_prosody, network_points, train_prosody
from procgen.speech.recipe.prosody_rows import Curves, ProsodyRow, prosody_rows
from procgen.speech.recipe.rows import Row, rows_of
from procgen.speech.recipe.teachers import Hibari, Ints
from procgen.speech.recipe.wavenet import (
    WaveNetRecipe,
    counted_bits,
    drawn_sound,
    held_bits,
    load_wavenet,
    train_wavenet,
)
from procgen.speech.vocoder import HOP
from tests.speech.lines import acoustic

LINES = ["The gate is closed.", "Who goes there?", "Bread, fresh bread, still warm!", "I saw nothing at all."]


class Slow:
    """Says everything in sounds of six frames, on one tone."""

    def natural(self, letters: str, weights: Floats) -> tuple[Ints, Floats, Floats]:
        frames = np.full(len(letters) + 2, 6)
        hops = 2 * int(frames.sum())
        return frames, np.full(hops, 100.0, np.float32), np.ones(hops, np.float32)


@pytest.fixture(scope="module")
def rows() -> list[ProsodyRow]:
    return prosody_rows(LINES, acoustic(), Slow(), range(13))


def test_a_row_holds_what_its_teacher_would_do_and_the_packaged_one_does_what_is_ruled(rows: list[ProsodyRow]) -> None:
    assert {bool(row.weights[0]) for row in rows} == {True, False}
    for row in rows:
        sounds = row.prosodic.shape[1]
        assert row.wanted.length.shape == (sounds,)
        assert row.wanted.octaves.shape == row.wanted.voiced.shape == row.wanted.effort.shape == (3, sounds)
        far = apart([row.ruled], [row.wanted])
        assert (far["length_percent"] < 25.0) == bool(row.weights[0])
        assert (far["effort"] > 0.3) == (not row.weights[0])


def test_curves_keep_their_course_however_long_sounds_last() -> None:
    f0_hz = np.array([0, 0, 100, 110, 120, 130], np.float32)
    curves = Curves(acoustic(), np.array([1, 2]), f0_hz, np.arange(6, dtype=np.float32))
    read = acoustic().read("æ")
    for frames in (np.array([1, 2]), np.array([3, 8])):
        told_hz, effort = curves.prosody(read, frames)
        assert len(told_hz) == len(effort) == 2 * frames.sum()
        assert (told_hz[: 2 * frames[0]] == 0.0).all()
        assert (np.diff(told_hz[2 * frames[0] :]) >= 0.0).all()
    voiced = curves.prosody(read, np.array([1, 2]))[0][2:]
    assert np.exp(np.log(voiced).mean()) == pytest.approx(acoustic().f0_hz, rel=1e-3)


def test_a_few_lines_are_planned_by_heart(rows: list[ProsodyRow], tmp_path: Path) -> None:
    few = [replace(row, held=number >= 3) for number, row in enumerate(rows[:3] * 2)]
    recipe = ProsodyRecipe(steps=60, batch=3, rate=5e-3, warmup_steps=5, report_every_steps=30)
    path = train_prosody(few, tmp_path, recipe, report=lambda _line: None, width=48, layers=2)
    wanted = [row.wanted for row in few[:3]]
    ours = apart([network_points(load_prosody(path), row) for row in few[:3]], wanted)
    ruled = apart([row.ruled for row in few[:3]], wanted)
    assert ours["length_percent"] < ruled["length_percent"]
    assert ours["effort"] < ruled["effort"]


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    folder = tmp_path_factory.mktemp("corpus")
    hibari = Hibari(acoustic())
    assert list(make_corpus(LINES, folder, acoustic(), (hibari, hibari), range(4)))
    return rows_of(read_corpus(folder), acoustic())


def test_a_wavenet_learns_and_draws(spoken: list[Row], tmp_path: Path) -> None:
    recipe = WaveNetRecipe(steps=8, batch=1, frames=36, rate=2e-3, warmup_steps=1, report_every_steps=4)
    told: list[str] = []
    path = train_wavenet(spoken, tmp_path, recipe, report=told.append, channels=8, skip=8, told=8, layers=3)
    first, last = (float(line.rsplit("validation_error ", 1)[1].split(" ")[0]) for line in told)
    model = load_wavenet(path)
    held = [row for row in spoken if row.held]
    assert held_bits(model, held) == pytest.approx(min(first, last), abs=0.01)
    assert last < 8.0
    wave, slow = drawn_sound(model, held[0], 2, "test")
    assert wave.shape == (2 * HOP,)
    assert np.abs(wave).max() <= 1.0
    assert slow > 0.0


def test_counts_tell_more_after_the_sample_before(spoken: list[Row]) -> None:
    counted = counted_bits([row for row in spoken if not row.held], [row for row in spoken if row.held])
    assert 0.0 < counted["after_one"] < counted["alone"] < 8.0
