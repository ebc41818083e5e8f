from __future__ import annotations

import numpy as np
import pytest

from procgen.texture.maps.srgb import to_linear
from procgen.texture.scan.recolour import dyed

PICTURE = np.random.default_rng(0).uniform(0.0, 0.6, (64, 64, 3)).astype(np.float32)
OWN = PICTURE.mean(axis=(0, 1))


def test_without_freedom_nothing_changes() -> None:
    assert np.array_equal(dyed(PICTURE, OWN, np.ones(3, np.float32), 0.0), PICTURE)


def test_the_mean_moves_to_what_is_wanted() -> None:
    wanted = np.array([0.36, 0.28, 0.24], np.float32)
    assert dyed(PICTURE, OWN, wanted, 1.0).mean(axis=(0, 1)) == pytest.approx(wanted, abs=0.02)


def test_black_stays_black_in_what_is_made_darker() -> None:
    made = dyed(PICTURE, OWN, np.array([0.2, 0.28, 0.24], np.float32), 1.0)
    black = PICTURE.max(axis=-1) < 0.02
    assert made[black].max(initial=0.0) < 0.04


def test_a_picture_is_never_torn_to_colours_it_can_not_have() -> None:
    made = dyed(PICTURE, OWN, np.array([1.0, 0.0, 1.0], np.float32), 1.0)
    assert made.min() >= 0.0
    assert made.max() <= 1.0
    gain = to_linear(made).mean(axis=(0, 1)) / to_linear(PICTURE).mean(axis=(0, 1))
    assert gain.max() <= 2.0 * 1.67 * 1.01
    assert gain.min() >= 0.5 * 0.6 * 0.99


@pytest.mark.parametrize("wanted", [(0.9, 0.75, 0.1), (0.05, 0.1, 0.3), (0.1, 0.5, 0.9)])
def test_without_bounds_any_colour_is_reached(wanted: tuple[float, float, float]) -> None:
    picture = (0.4 + 0.05 * np.random.default_rng(2).standard_normal((64, 64, 3))).astype(np.float32)
    made = dyed(picture, picture.mean(axis=(0, 1)), np.array(wanted, np.float32), 1.0, bounded=False)
    assert made.mean(axis=(0, 1)) == pytest.approx(wanted, abs=0.02)


@pytest.mark.parametrize(("mean", "wanted"), [(0.2, 0.35), (0.3, 0.5), (0.5, 0.35)])
def test_grain_keeps_its_strength(mean: float, wanted: float) -> None:
    picture = (mean + 0.03 * np.random.default_rng(1).standard_normal((64, 64, 3))).astype(np.float32)
    grey = np.full(3, wanted, np.float32)
    made = dyed(picture, picture.mean(axis=(0, 1)), grey, 1.0)
    assert 0.9 < float(made.std() / picture.std()) < 1.15


@pytest.mark.parametrize("wanted", [0.02, 0.2, 0.5, 0.8, 0.98])
def test_what_is_brighter_stays_brighter_and_nothing_stands_out_more(wanted: float) -> None:
    ramp = np.linspace(0.0, 1.0, 512, dtype=np.float32)[:, None, None].repeat(3, axis=2)
    made = dyed(ramp, np.full(3, 0.4, np.float32), np.full(3, wanted, np.float32), 1.0, bounded=False)
    rise = np.diff(made[:, 0, 0])
    assert rise.min() >= 0.0
    # A slope of 1, but for the steps of the tables that it is looked up in.
    assert (made[8:, 0, 0] - made[:-8, 0, 0]).max() <= 8.5 / 511.0
    assert made.min() >= 0.0
    assert made.max() <= 1.0
    if wanted < 0.4:
        assert made[0].max() == 0.0
    else:
        assert made[-1].min() == 1.0
