from __future__ import annotations

import numpy as np
import pytest

from procgen.character.ruler.crowd import spread_of


def test_distances_are_those_of_all_pairs() -> None:
    rows = np.random.default_rng(1).normal(size=(12, 5, 3)).astype(np.float32) + np.float32(2.0)
    pairs = []
    for at, one in enumerate(rows):
        pairs += [float(np.sqrt(((one - other) ** 2).sum(axis=1).mean())) for other in rows[at + 1 :]]
    found = spread_of(rows.reshape(12, 15), 5)
    assert found.median == pytest.approx(np.median(pairs), rel=1e-5)
    assert found.smallest_share == pytest.approx(min(pairs) / np.median(pairs), rel=1e-5)
