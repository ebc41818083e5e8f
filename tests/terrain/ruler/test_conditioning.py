from __future__ import annotations

import numpy as np
import pytest

from procgen.terrain.landforms import LANDFORM_NAMES
from procgen.terrain.ruler.conditioning import adherence, class_accuracy, low_pass, sketch_of
from procgen.terrain.ruler.encoder import Encoded
from tests.terrain.ruler.fields import fractal


def test_a_map_follows_its_own_sketch_and_no_other() -> None:
    heights = 500.0 + 100.0 * fractal(3.5, 1)
    sketch = sketch_of(heights)
    assert adherence(heights, sketch) == pytest.approx(1.0)
    assert adherence(2.0 * heights + 10.0 * fractal(1.0, 3), sketch) > 0.99
    assert adherence(1000.0 - heights, sketch) == pytest.approx(-1.0)
    assert adherence(np.full_like(heights, 3.0), sketch) == 0.0
    assert abs(adherence(500.0 + 100.0 * fractal(3.5, 2), sketch)) < 0.9


def test_the_sea_of_a_sketch_counts_as_level() -> None:
    heights = np.linspace(-200.0, 200.0, 256, dtype=np.float32)[None, :] * np.ones((256, 1), np.float32)
    assert adherence(np.maximum(heights, 0.0), sketch_of(heights)) > 0.999
    assert low_pass(heights).shape == (32, 32)


def test_class_accuracy_counts_first_guesses() -> None:
    logits = np.zeros((3, len(LANDFORM_NAMES)), np.float32)
    logits[0, 2], logits[1, 4], logits[1, 0], logits[2, 7] = 1.0, 2.0, 1.0, 1.0
    encoded = Encoded(np.zeros((3, 9, 128), np.float32), logits, np.zeros((3, 9), bool))
    names = [LANDFORM_NAMES[2], LANDFORM_NAMES[0], LANDFORM_NAMES[9]]
    assert class_accuracy(encoded, names) == pytest.approx(1 / 3)
    assert class_accuracy(encoded, names, top=2) >= 2 / 3
