"""A short run on a small pack: it learns, goes on where it stopped, and what it exports draws sounds of its classes."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import torch

from procgen.kit.recipe.checkpoint import CHECKPOINT
from procgen.runtime.store import ModelStore
from procgen.runtime.trust import Trust
from procgen.sound.generate import generate
from procgen.sound.learned.library import library_of
from procgen.sound.parameters import SoundParameters
from procgen.sound.recipe.clips import RATE_HZ, all_clips, comparable
from procgen.sound.recipe.export import export_effects
from procgen.sound.recipe.rows import Corpus, class_of_clip, is_held, read_corpus
from procgen.sound.recipe.train import EffectsRecipe, load_effects, train_effects

RECIPE = EffectsRecipe(steps=25, batch=4, report_every_s=1e9, warmup_steps=3)
SIZES: dict[str, Any] = {"width": 16, "latents": 6, "label": 4}


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Clips of two classes and of none, which are ours."""
    root = tmp_path_factory.mktemp("pack")
    entries = []
    kinds = {"whoosh/swing": ("whoosh", 10), "footstep/snow": ("footstep", 10), "vehicle/skid": ("scrape", 2)}
    for name, (effect, count) in kinds.items():
        for seed in range(count):
            samples = comparable(generate(SoundParameters(effect, seed=seed, duration_s=0.15))[0].samples, 48_000)
            file = f"sfx/{name}_{seed}.ogg"
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            data = io.BytesIO()
            soundfile.write(data, samples, RATE_HZ, format="OGG")
            (root / file).write_bytes(data.getvalue())
            split = "test" if seed == count - 1 else "train"
            entries.append({"file": file, "class": name.split("/")[0], "split": split})
    (root / "sfx" / "manifest.json").write_text(json.dumps(entries))
    return root


@pytest.fixture(scope="module")
def corpus(pack: Path) -> Corpus:
    whole = read_corpus(all_clips(pack), cache=pack / "rows.npz", report=lambda _: None, taught=3)
    again = read_corpus(all_clips(pack), cache=pack / "rows.npz", report=lambda _: None, taught=3)
    assert np.array_equal(whole.learned.values, again.learned.values)
    return whole


@pytest.fixture(scope="module")
def run(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    folder = tmp_path_factory.mktemp("run")
    train_effects(corpus, folder, RECIPE, report=lambda _: None, **SIZES)
    yield folder
    torch.set_num_threads(threads)


def test_splits_are_apart_and_classes_have_clips_enough(pack: Path, corpus: Corpus) -> None:
    assert corpus.classes == ("other", "footstep/step/snow", "whoosh/stick")
    parts = [set(rows.names) for rows in (corpus.learned, corpus.held, corpus.tested)]
    assert not parts[0] & parts[1]
    assert not (parts[0] | parts[1]) & parts[2]
    clips = {clip.name: clip for clip in all_clips(pack)}
    assert {name for name, clip in clips.items() if clip.split == "test"} == parts[2]
    assert all(is_held(clips[name]) for name in parts[1])
    assert class_of_clip(clips["vehicle/skid_0"]) == "other"


def test_it_learns(run: Path) -> None:
    lines = [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]
    model, classes = load_effects(run / "best.pt")
    assert classes[1:] == ("footstep/step/snow", "whoosh/stick")
    assert lines[-1]["held_db"] < 25.0
    assert model.config.width == SIZES["width"]


def test_a_run_goes_on_where_it_stopped(corpus: Corpus, run: Path) -> None:
    told: list[str] = []
    train_effects(corpus, run, RECIPE, resume=True, report=told.append, **SIZES)
    assert (run / CHECKPOINT).exists()
    assert "goes on from step 25" in told[0]


def test_what_it_exports_draws_sounds(corpus: Corpus, run: Path, tmp_path: Path) -> None:
    rows = corpus.learned.some(corpus.learned.plain)
    usual = ["whoosh/stick"]
    export_effects(run / "best.pt", tmp_path, rows, generator="mine", licence="MIT", default=False, usual=usual)
    library = library_of(ModelStore((tmp_path,), trust=Trust(frozenset(), True)))
    assert library.classes["mine"] == corpus.classes
    assert library.usual["mine"] == ("whoosh/stick",)
    sounds = generate(SoundParameters("whoosh", model="mine", variants=2, seed=1), library=library)
    assert all(np.isfinite(each.samples).all() and np.abs(each.samples).max() > 0.01 for each in sounds)


def test_too_few_clips_are_told(corpus: Corpus, tmp_path: Path) -> None:
    none = corpus.held.some(np.zeros(len(corpus.held), bool))
    with pytest.raises(ValueError, match="too few"):
        train_effects(Corpus(corpus.classes, none, corpus.taught, corpus.held, none), tmp_path, RECIPE)


def test_no_class_is_told(corpus: Corpus, tmp_path: Path) -> None:
    nameless = Corpus(corpus.classes[:1], corpus.learned, corpus.taught, corpus.held, corpus.tested)
    with pytest.raises(ValueError, match="no class has 3 clips"):
        train_effects(nameless, tmp_path, RECIPE)


def test_rows_of_other_clips_are_not_taken_for_these(pack: Path, tmp_path: Path) -> None:
    learned = [clip for clip in all_clips(pack) if clip.split == "train" and not is_held(clip)]
    swings, steps = ([clip for clip in learned if name in clip.name][:3] for name in ("swing", "snow"))
    told: list[str] = []
    for some in (swings + steps, swings + steps, swings):
        found = read_corpus(some, cache=tmp_path / "rows.npz", report=told.append, taught=0)
    assert found.classes == ("other", "whoosh/stick")
    assert set(found.learned.names) == {clip.name for clip in swings}
    assert len([line for line in told if "rows of" in line]) == 2, "the second time they were read"
