from __future__ import annotations

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.models.vae import ConditionalVae, VaeConfig

CONFIG = VaeConfig(values=7, loaded=3, hidden=16)
SUBSETS = st.sets(st.integers(0, 6), min_size=1).map(lambda chosen: torch.tensor(sorted(chosen)))


def make_model(seed: int = 1) -> tuple[ConditionalVae, torch.Tensor]:
    """A model and its covariances, one for each sex."""
    torch.manual_seed(seed)
    mixing = torch.randn(2, 7, 7)
    covariance = mixing @ mixing.transpose(1, 2) / 7.0 + 0.2 * torch.eye(7)
    values, vectors = torch.linalg.eigh(covariance)
    loadings = 0.97 * vectors[:, :, -3:] * values[:, None, -3:].sqrt()
    return ConditionalVae(CONFIG, loadings, covariance).eval(), covariance


def without_networks(model: ConditionalVae) -> ConditionalVae:
    with torch.no_grad():
        for part in (model.decoder, model.encoder):
            part.last.weight.zero_()
            part.spread.zero_()
    return model


def gaussian_log_density(values: torch.Tensor, covariance: torch.Tensor) -> torch.Tensor:
    return torch.distributions.MultivariateNormal(torch.zeros(len(covariance)), covariance).log_prob(values)


@settings(max_examples=30)
@given(SUBSETS, st.integers(0, 1), st.integers(0, 2**31))
def test_without_networks_it_is_the_gaussian_for_any_subset(index: torch.Tensor, sex: int, seed: int) -> None:
    model, covariance = make_model()
    model = without_networks(model)
    generator = torch.Generator().manual_seed(seed)
    values, context = torch.randn(5, 7, generator=generator), torch.zeros(5, 3)
    expected = gaussian_log_density(values[:, index], covariance[sex][index][:, index])
    # Every draw of the latents has the same weight, since the posterior is exact.
    found = model.log_likelihood(values, context, sex, index, generator, draws=2)
    np.testing.assert_allclose(found.numpy(), expected.numpy(), atol=2e-3)


@settings(max_examples=8)
@given(SUBSETS, st.integers(0, 1))
def test_the_bound_is_below_the_likelihood(index: torch.Tensor, sex: int) -> None:
    model, _ = make_model()
    with torch.no_grad():
        model.decoder.last.weight.mul_(300.0)
        model.decoder.spread.fill_(0.3)
        generator = torch.Generator().manual_seed(3)
        values = torch.randn(4, 7, generator=generator).repeat(200, 1)
        context = torch.zeros(len(values), 3)
        bound = model.bound(values, context, sex, index, generator).total().reshape(200, 4).mean(0)
    exact = model.log_likelihood(values[:4], context[:4], sex, index, generator, draws=400)
    assert (bound < exact + 0.1).all()


def test_what_is_not_known_is_not_read() -> None:
    model, _ = make_model()
    values, context, index = torch.randn(3, 7), torch.zeros(3, 3), torch.tensor([0, 4])
    other = values.clone()
    other[:, [1, 2, 3, 5, 6]] = 99.0
    with torch.no_grad():
        one, two = (
            model.bound(v, context, 1, index, torch.Generator().manual_seed(0)).total() for v in (values, other)
        )
    assert torch.equal(one, two)


def test_training_finds_what_a_gaussian_can_not_have() -> None:
    model, covariance = make_model()
    generator = torch.Generator().manual_seed(5)
    factor = torch.linalg.cholesky(covariance[0])
    # Some people are unusual in everything, and the last value bends with the largest direction.
    scale = torch.exp(0.5 * torch.randn(3000, 1, generator=generator))
    values = scale * torch.randn(3000, 7, generator=generator) @ factor.T
    values[:, 6] += 0.5 * values[:, 0] ** 2 - 0.5
    context, index = torch.zeros(3000, 3), torch.arange(7)
    held_out = slice(2500, 3000)
    before = gaussian_log_density(values[held_out], torch.cov(values[:2500].T)).mean()
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-2)
    model.train()
    for step in range(250):
        rows = torch.randperm(2500, generator=generator)[:256]
        loss = -model.bound(values[rows], context[rows], 0, index, generator).total().mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        assert torch.isfinite(loss), step
    model.eval()
    after = model.log_likelihood(values[held_out], context[held_out], 0, index, generator, draws=64).mean()
    assert after > before + 0.3
