from __future__ import annotations

import heapq

import numpy as np
import numpy.typing as npt
import torch
from hypothesis import given
from hypothesis import strategies as st

from procgen.terrain.recipe.hollows import Excess, hollowness, passes

Field = npt.NDArray[np.float32]


def filled(field: Field, outlets: npt.NDArray[np.bool_]) -> Field:
    """Priority-flood with a heap (Barnes et al. 2014)."""
    depth, width = field.shape
    level = np.full(field.shape, np.inf, np.float32)
    queue = []
    for row in range(depth):
        for column in range(width):
            if outlets[row, column] or row in (0, depth - 1) or column in (0, width - 1):
                level[row, column] = field[row, column]
                heapq.heappush(queue, (field[row, column], row, column))
    while queue:
        height, row, column = heapq.heappop(queue)
        for r in range(max(row - 1, 0), min(row + 2, depth)):
            for c in range(max(column - 1, 0), min(column + 2, width)):
                if np.isinf(level[r, c]):
                    level[r, c] = max(height, field[r, c])
                    heapq.heappush(queue, (level[r, c], r, c))
    return level


@given(st.integers(0, 2**32 - 1), st.integers(3, 20), st.integers(3, 20), st.integers(1, 3))
def test_the_pass_has_the_height_of_the_water(seed: int, depth: int, width: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    fields = rng.permutation(count * depth * width).reshape(count, depth, width).astype(np.float32)
    outlets = rng.random(fields.shape) < 0.05
    water = fields.ravel()[passes(fields, outlets)]
    for i in range(count):
        np.testing.assert_array_equal(water[i], filled(fields[i], outlets[i]))


def test_descent_opens_hollows() -> None:
    torch.manual_seed(0)
    field = torch.randn(2, 24, 24).requires_grad_()
    sea = torch.full((2,), -10.0)
    before = float(hollowness(field, sea, 0.05).detach())
    optimiser = torch.optim.Adam([field], 0.03)
    for _ in range(100):
        optimiser.zero_grad()
        hollowness(field, sea, 0.05).backward()
        optimiser.step()
    assert float(hollowness(field, sea, 0.05).detach()) < 0.5 * before


def test_the_sea_is_no_hollow() -> None:
    basin = torch.ones(1, 9, 9)
    basin[0, 3:6, 3:6] = -1.0
    assert float(hollowness(basin, torch.tensor([0.0]), 0.05)) == 0.0
    assert float(hollowness(basin, torch.tensor([-5.0]), 0.05)) > 0.05


def test_only_more_than_real_ground_costs() -> None:
    rough, smooth = torch.randn(1, 16, 16), torch.linspace(0.0, 1.0, 16).repeat(1, 16, 1)
    sea = torch.tensor([-10.0])
    excess = Excess(0.05)
    assert float(excess(smooth, rough, sea)) == 0.0
    assert float(Excess(0.05)(rough, smooth, sea)) > 0.0
