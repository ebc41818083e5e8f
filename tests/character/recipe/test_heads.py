"""A line for each measure of the head brings what is read on people to what was wanted, and can be applied again."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.character.body.basis import packaged_basis
from procgen.character.body.measure import Gauge, packaged_gauge
from procgen.character.body.shape import plain_body
from procgen.character.body.statistics import packaged_statistics
from procgen.character.recipe.heads import HEAD, corrected, lines


def test_lines_give_mean_and_spread_and_add_up() -> None:
    random = np.random.default_rng(2)
    wanted = random.normal(0.15, 0.006, (200, len(HEAD)))
    read = 0.9 * wanted + 0.01 + random.normal(0, 0.001, wanted.shape)
    found = lines(HEAD, read, wanted)
    for column, name in enumerate(HEAD):
        factor, offset = found[name]
        mended = factor * read[:, column] + offset
        assert mended.mean() == pytest.approx(wanted[:, column].mean())
        assert mended.std() == pytest.approx(wanted[:, column].std())
    once = corrected({"factors": dict.fromkeys(HEAD, 2.0), "offsets": {}}, found)
    twice = corrected(once, dict.fromkeys(HEAD, (1.0, 0.0)))
    assert once == twice
    assert once["factors"][HEAD[0]] == pytest.approx(2 * found[HEAD[0]][0], abs=1e-5)


def test_the_gauge_reads_with_the_offsets_that_ship() -> None:
    statistics, body = packaged_statistics(), plain_body(packaged_basis())
    assert set(statistics.offsets) == set(HEAD)
    plain = Gauge.of(packaged_basis(), statistics.factors).measure(body, 0.5, 30.0)
    shipped = packaged_gauge().measure(body, 0.5, 30.0)
    for name, value in shipped.items():
        assert value == pytest.approx(plain[name] + statistics.offsets.get(name, 0.0), abs=1e-9)
