from __future__ import annotations

import numpy as np
import pytest

from procgen.kit.ruler.memorisation import CELLS, cell_heights, closer_p_value, nearest_by_pixels
from tests.terrain.ruler.fields import fractal


def cells(seed: int) -> np.ndarray:
    return cell_heights(fractal(3.5, seed))


@pytest.mark.parametrize("turn", range(4))
@pytest.mark.parametrize("flip", [False, True])
def test_a_copy_is_found_turned_flipped_shifted_and_rescaled(turn: int, flip: bool) -> None:
    train = [cells(seed) for seed in range(6)]
    large = np.rot90(fractal(3.5, 4, 256), turn)
    large = large[:, ::-1] if flip else large
    copy = cell_heights(np.roll(large, (24, -32), (0, 1)) * 7.0 + 300.0)
    found = nearest_by_pixels([copy, cells(99)], train)
    assert found.index[0] == 4
    assert found.distance[0] < 0.05
    assert found.distance[1] > 0.3


def test_a_map_is_not_its_own_neighbour_if_asked() -> None:
    train = [cells(seed) for seed in range(4)]
    assert (nearest_by_pixels(train, train).distance < 1e-2).all()
    others = nearest_by_pixels(train, train, skip_same=True)
    assert (others.distance > 0.1).all()
    assert (others.index != np.arange(4)).all()


def test_a_level_map_resembles_nothing() -> None:
    level = np.zeros((CELLS, CELLS), np.float32)
    assert nearest_by_pixels([level], [cells(1), level]).distance[0] == pytest.approx(np.sqrt(2.0))


def test_the_test_tells_copies_from_strangers() -> None:
    train = [cells(seed) for seed in range(12)]
    held_out = nearest_by_pixels([cells(seed) for seed in range(100, 112)], train).distance
    strangers = nearest_by_pixels([cells(seed) for seed in range(200, 212)], train).distance
    copies = nearest_by_pixels(train, train).distance
    assert closer_p_value(copies, held_out) < 1e-4
    assert closer_p_value(strangers, held_out) > 0.01
