"""Letters of lines, and lines of a small pack."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from procgen.dialogue.recipe.data import real_lines
from procgen.dialogue.ruler.likeness import gram_counts, trigram_kl
from tests.dialogue.recipe.packs import write_pack


def test_trigrams_are_counted_with_the_edges() -> None:
    assert gram_counts("abab").sum() == 4  # " ab", "aba", "bab", "ab "
    assert (gram_counts("Who goes") == gram_counts("who GOES")).all()
    assert gram_counts("aaaa").max() == 2


def test_divergence_of_letters() -> None:
    same = trigram_kl(["the old mill by the river"] * 30, ["the old mill by the river"] * 30, seed=0)
    assert same.value == pytest.approx(0.0, abs=1e-9)
    other = trigram_kl(["the old mill by the river"] * 30, ["a quick brown fox"] * 30, seed=0)
    assert other.value > 1.0
    assert math.isfinite(other.high)


def test_real_lines_are_of_their_split_and_length(tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    lines = real_lines(folder, "train", 20, np.random.default_rng(0))
    assert lines == real_lines(folder, "train", 20, np.random.default_rng(0))
    assert all(12 <= len(line) <= 240 and len(line.split()) >= 3 for line in lines)
