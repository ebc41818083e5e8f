"""What is woven or printed in cloth."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.character.motifs import MOTIFS, motif
from procgen.character.wardrobe.fabric import PATTERNS

SIDE = 256


def test_every_pattern_can_be_drawn_and_nothing_else() -> None:
    assert set(MOTIFS) == set(PATTERNS) - {"none"}


@pytest.mark.parametrize("name", MOTIFS)
def test_tiles_show_something_and_have_no_seam(name: str) -> None:
    share = motif(name, SIDE)
    assert share.shape == (SIDE, SIDE)
    assert 0 <= share.min() < 0.1
    assert 0.4 < share.max() <= 1
    assert 0.02 < share.mean() < 0.8
    for axis in (0, 1):
        inside = np.abs(np.diff(share, axis=axis)).mean(axis=1 - axis)
        across = np.abs(share.take(0, axis) - share.take(-1, axis)).mean()
        assert across <= inside.max() + 1e-6, "a seam is no greater a step than any within"


def test_no_two_are_alike() -> None:
    drawn = [motif(name, 64).tobytes() for name in MOTIFS]
    assert len(set(drawn)) == len(drawn)
