"""Sheets to choose generators by: who is on them, and in which order."""

from __future__ import annotations

import numpy as np

from procgen.runtime.store import ModelStore
from procgen.texture.classes import CLASS_NAMES
from procgen.texture.material import Surface
from procgen.texture.parameters import SCAN, STRUCTURED
from procgen.texture.ruler.choice import SHOWN_PX, candidates, sheet, shuffled
from procgen.texture.scan.bank import packaged_bank


def test_every_class_has_generators_and_each_stands_once() -> None:
    store, bank = ModelStore(), packaged_bank()
    for material in CLASS_NAMES:
        names = candidates(material, store, bank)
        assert names
        assert len(set(names)) == len(names)
        assert (SCAN in names) is (material in bank.classes)
    assert STRUCTURED in candidates("chainmail", store, bank)


def test_an_order_goes_by_class_and_seed_and_loses_nobody() -> None:
    names = [f"generator {number}" for number in range(8)]
    order = shuffled(names, "gravel", 1)
    assert sorted(order) == names
    assert shuffled(names[::-1], "gravel", 1) == order, "whatever came first"
    assert order not in (shuffled(names, "gravel", 2), shuffled(names, "bricks", 1))


def test_a_sheet_has_a_row_for_each_generator() -> None:
    side = 512
    even = np.full((side, side), 0.5, np.float32)
    dark, bright = (
        Surface(np.full((side, side, 3), tone, np.float32), even, even, np.zeros_like(even)) for tone in (0.1, 0.9)
    )
    made = sheet([dark, bright])
    assert made.shape[0] > 2 * SHOWN_PX
    middle = SHOWN_PX // 2
    assert made[middle, middle].max() < made[-middle, middle].min()
