"""The generator that makes a field eight times finer, and its adversary."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.models.refiner import FACTOR, Refiner, RefinerConfig, RefinerCritic, noise_shapes

TINY = RefinerConfig(features=3, labels=4, widths=(12, 8, 8, 4))


def inputs(cells: int, size: int = 1, seed: int = 0) -> list[torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    side = cells + 2 * TINY.margin
    return [
        torch.randn(size, TINY.features, side, side, generator=generator),
        torch.randint(TINY.labels, (size, side, side), generator=generator),
        *(torch.randn(size, *shape, generator=generator) for shape in noise_shapes(TINY, cells, cells)),
    ]


@settings(max_examples=10)
@given(row=st.integers(0, 5), column=st.integers(0, 5))
def test_a_part_is_made_as_in_the_whole(row: int, column: int) -> None:
    """Nothing is padded: where a window begins makes no difference."""
    torch.manual_seed(0)
    network = Refiner(TINY).double()
    features, label, *noise = inputs(8)

    def part(x: torch.Tensor, level: int) -> torch.Tensor:
        down, across = row << level, column << level
        cut = 5 << level
        return x[..., down : x.shape[-2] - cut + down, across : x.shape[-1] - cut + across].double()

    with torch.no_grad():
        whole = network(features.double(), label, *(each.double() for each in noise))
        made = network(
            part(features, 0), part(label, 0).long(), *(part(each, level) for level, each in enumerate(noise))
        )
    assert whole.shape == (1, 1, 8 * FACTOR, 8 * FACTOR)
    expected = whole[..., row * FACTOR : (row + 3) * FACTOR, column * FACTOR : (column + 3) * FACTOR]
    torch.testing.assert_close(made, expected)


@pytest.mark.parametrize("level", range(4))
def test_noise_counts_at_every_resolution(level: int) -> None:
    torch.manual_seed(0)
    network = Refiner(TINY)
    first = inputs(4)
    other = [each.clone() for each in first]
    other[2 + level] += 1.0
    with torch.no_grad():
        assert (network(*first) - network(*other)).abs().max() > 1e-3


def test_the_critic_tells_smooth_from_rough() -> None:
    torch.manual_seed(0)
    critic = RefinerCritic(TINY.features, TINY.labels, channels=1)
    optimiser = torch.optim.Adam(critic.parameters(), 2e-3)
    features, label = torch.zeros(4, TINY.features, 4, 4), torch.zeros(4, 4, 4, dtype=torch.long)
    smooth = torch.linspace(-1.0, 1.0, 32).expand(4, 1, 32, 32)
    for _ in range(30):
        rough = torch.randn(4, 1, 32, 32)
        loss = torch.nn.functional.softplus(critic(rough, features, label) - critic(smooth, features, label)).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    assert float(loss.detach()) < 0.2
