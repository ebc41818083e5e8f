"""The textures of hair in the assets are what their recipe draws."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.character.hair.texture import TEXTURES, maps
from procgen.character.recipe import hair


@pytest.mark.parametrize("name", TEXTURES)
def test_files_are_what_is_drawn(name: str) -> None:
    kept, drawn = maps(name), hair.drawn(name)
    for ours, fresh in ((kept.albedo, drawn.albedo), (kept.normal, drawn.normal)):
        assert ours.shape == fresh.shape
        # Another processor's sines may differ in their last bits, and a strand's edge by a pixel.
        assert (ours != fresh).mean() < 0.001


def test_strands_drawn_at_once_are_those_drawn_one_after_the_other() -> None:
    random = np.random.default_rng(3)
    rows, width, count = 24, 64, 60
    one, at_once = ((np.zeros((rows, width), np.float32), np.zeros((rows, width), np.float32)) for _ in range(2))
    centre = random.uniform(0, width, (count, rows)).astype(np.float32)
    thickness = random.uniform(0, 6, (count, rows)).astype(np.float32)
    depth = random.choice([0.2, 0.5, 0.5 + 1e-9], count)  # equal ones, and ones that are equal once rounded
    tone = random.uniform(0.5, 0.8, count).astype(np.float32)
    for strand in range(count):
        tones = np.full(rows, tone[strand])
        hair._draw(one, centre[strand], thickness[strand], float(depth[strand]), tones, wrap=True)
    row = np.tile(np.arange(rows), count)
    drawn = (centre.ravel(), thickness.ravel(), np.repeat(depth, rows), np.repeat(tone, rows))
    hair._draw_all(at_once, row, *drawn)
    assert np.array_equal(one[0], at_once[0])
    assert np.array_equal(one[1], at_once[1])
