"""The corpus of layouts: made from seeds, the same each time, splits apart, and read back as it was written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from procgen.errors import Failed
from procgen.layout.kinds import LOCKABLE
from procgen.layout.parameters import KINDS, STYLES, LayoutParameters
from procgen.layout.recipe import corpus as layout_corpus
from procgen.layout.recipe.corpus import Example, corpus, example, read_corpus, write_corpus
from procgen.layout.rules import problems


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("layouts")
    written = list(write_corpus(path, {"train": 4, "val": 2}))
    assert len(written) == 2 * 2 * len(KINDS)
    assert list(write_corpus(path, {"train": 4, "val": 2})) == []
    return path


def same(a: Example, b: Example) -> bool:
    return np.array_equal(a.tiles, b.tiles) and (a.kind, a.style, a.density, a.locks, a.seed) == (
        b.kind,
        b.style,
        b.density,
        b.locks,
        b.seed,
    )


def test_what_is_read_is_what_was_made(folder: Path) -> None:
    for kind in KINDS:
        read = read_corpus(folder, kind, "train")
        assert len(read) == 4
        assert same(read[3], example(kind, "train", 3))
        assert same(next(corpus(kind, "val", 1)), read_corpus(folder, kind, "val")[0])


def test_maps_of_other_sizes(folder: Path) -> None:
    (read,) = read_corpus(folder, "cave", "train", other_sizes=True)
    assert same(read, example("cave", "train", 0, other_size=True))
    shapes = {example("cave", "train", number, other_size=True).tiles.shape for number in range(4)}
    assert len(shapes) == 4


def test_splits_have_no_map_in_common(folder: Path) -> None:
    for kind in KINDS:
        train = {entry.tiles.tobytes() for entry in read_corpus(folder, kind, "train")}
        assert train.isdisjoint(entry.tiles.tobytes() for entry in read_corpus(folder, kind, "val"))


def test_every_map_is_valid_and_of_its_style_in_turn(folder: Path) -> None:
    for kind in KINDS:
        for number, entry in enumerate(read_corpus(folder, kind, "train")):
            asked = LayoutParameters(kind, locks=entry.locks)
            assert problems(entry.tiles, asked) == ()
            assert entry.style == STYLES[kind][number % len(STYLES[kind])]
            assert entry.locks == 0 or kind in LOCKABLE


def test_what_is_missing_or_lacking_is_said(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(Failed, match="no test-cave"):
        read_corpus(folder, "cave", "test")
    np.savez(tmp_path / "train-cave-0.npz", tiles=np.zeros((1, 64, 64), np.uint8), style=np.zeros(1, np.uint8))
    with pytest.raises(Failed, match="lacks density, locks, seed"):
        read_corpus(tmp_path, "cave", "train")
    (tmp_path / "val-cave-0.npz").write_bytes(b"nothing")
    with pytest.raises(Failed, match="can't be read"):
        read_corpus(tmp_path, "cave", "val")


def test_the_usual_corpus_is_as_large_as_its_card_says() -> None:
    assert dict(layout_corpus.MAPS) == {"train": 2000, "val": 150, "test": 150}
