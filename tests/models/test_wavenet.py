"""A WaveNet looks back only, tells exact chances, and draws what it tells."""

from __future__ import annotations

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from procgen.models.wavenet import HOP, LEVELS, Sampler, WaveNet, WaveNetConfig, linear, mu_law

SMALL = WaveNetConfig(speakers=2, features=4, channels=6, skip=8, told=5, layers=4, cycle=3)


def model() -> WaveNet:
    torch.manual_seed(3)
    return WaveNet(SMALL).eval()


def told(network: WaveNet, hops: int = 2) -> torch.Tensor:
    voice = torch.tensor([[0.25, 0.75]])
    return network.told(torch.randn(1, 4, hops // 2), torch.full((1, hops), 120.0), torch.zeros(1, hops), voice)


@given(st.floats(-1.0, 1.0))
def test_levels_are_near_what_they_stand_for_and_closer_where_it_is_soft(value: float) -> None:
    found = float(linear(mu_law(torch.tensor([value])).numpy())[0])
    assert abs(found - value) <= 0.003 + 0.025 * abs(value)


def test_every_level_is_itself_again() -> None:
    codes = np.arange(LEVELS)
    assert np.array_equal(mu_law(torch.from_numpy(linear(codes))).numpy(), codes)


@torch.no_grad()
def test_a_sample_depends_on_those_before_it_alone_and_no_further_than_its_reach() -> None:
    network, at = model(), 400
    given_ = told(network)
    codes = torch.randint(LEVELS, (1, 2 * HOP))
    before = network(codes, given_)
    for changed, same in ((at, slice(None, at + 1)), (at - sum(SMALL.reach) - 2, slice(at, None))):
        other = codes.clone()
        other[0, changed] = (other[0, changed] + 128) % LEVELS
        after = network(other, given_)
        assert torch.equal(after[..., same], before[..., same])
        assert not torch.equal(after, before)


@torch.no_grad()
def test_sample_by_sample_it_tells_what_it_tells_at_once() -> None:
    network = model()
    given_ = told(network)
    codes = torch.randint(LEVELS, (1, 2 * HOP))
    whole = network(codes, given_)[0, :, -1].numpy()
    said, last = Sampler(network).draw(given_[0].numpy(), np.random.default_rng(1), codes[0].numpy())
    assert np.array_equal(said, codes[0].numpy())
    assert np.allclose(last, whole, atol=1e-4)


@torch.no_grad()
def test_chances_of_all_levels_sum_to_one() -> None:
    network, at = model(), 250
    given_ = told(network)
    codes = torch.randint(LEVELS, (1, 2 * HOP))
    chances = []
    for level in range(LEVELS):
        codes[0, at] = level
        chances.append(2.0 ** -network.bits(codes, given_)[0, at].item())
    assert abs(sum(chances) - 1.0) < 1e-3


@torch.no_grad()
def test_the_same_chance_draws_the_same() -> None:
    network = model()
    given_ = told(network)[0].numpy()
    drawn = [Sampler(network).draw(given_, np.random.default_rng(seed))[0] for seed in (1, 1, 2)]
    assert np.array_equal(drawn[0], drawn[1])
    assert not np.array_equal(drawn[0], drawn[2])
