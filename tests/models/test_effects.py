"""The autoencoder of sounds: latents become frames and a length, and what is not heard is not counted."""

from __future__ import annotations

import torch

from procgen.models.effects import Drawn, EffectsConfig, EffectsVae, divergence, losses

SMALL = EffectsConfig(bands=6, classes=3, frames=32, latents=4, width=16, stages=3, label=4)


def sounds(count: int = 2) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    draw = torch.Generator().manual_seed(3)
    values = torch.rand(count, SMALL.channels, SMALL.frames, generator=draw)
    values[:, : SMALL.bands] = values[:, : SMALL.bands] * 4.0 - 2.0
    return values, torch.randn(count, generator=draw), torch.eye(3)[torch.arange(count) % 3]


def test_a_sound_becomes_latents_and_latents_become_a_sound() -> None:
    model = EffectsVae(SMALL)
    values, lengths, classes = sounds(3)
    mean, variance = model.encoder(values, lengths, classes)
    assert mean.shape == variance.shape == (3, SMALL.latents)
    told = model.told(mean, classes)
    assert told.values.shape == values.shape
    assert told.spread.shape == (3, SMALL.bands, SMALL.frames)
    assert told.length.shape == (3,)


def test_frames_that_come_in_pairs_are_in_their_order() -> None:
    model = EffectsVae(SMALL)
    with torch.no_grad():
        model.decoder.last.weight.zero_()
        model.decoder.last.bias.zero_()
        model.decoder.last.bias[: SMALL.channels + SMALL.bands] = 1.0
    told = model.told(torch.zeros(1, SMALL.latents), torch.eye(3)[:1])
    assert (told.values[..., 0::2] == 1.0).all()
    assert (told.values[..., 1::2] == 0.0).all()


def as_told(values: torch.Tensor, lengths: torch.Tensor, louder: float = 0.0, first: int = 0) -> Drawn:
    """A sound as the decoder would tell it, but for levels of its bands up to one that are louder."""
    logits = values.clone()
    shares = slice(SMALL.bands, 2 * SMALL.bands)
    logits[:, shares] = torch.logit(values[:, shares].clamp(1e-4, 1.0 - 1e-4))
    logits[:, : first or SMALL.bands] += louder
    return Drawn(logits, torch.zeros(len(values), SMALL.bands, SMALL.frames), lengths)


def test_a_sound_is_near_itself_and_silence_counts_little() -> None:
    values, lengths, _ = sounds()
    near = losses(as_told(values, lengths), values, lengths, SMALL.bands)
    assert near.plain.item() < 1e-6
    assert near.tonal.item() < 1e-3
    assert near.length.item() < 1e-6
    far = losses(as_told(values, lengths, 1.0), values, lengths, SMALL.bands).plain.item()
    quiet = values.clone()
    quiet[:, : SMALL.bands - 1] = -2.0
    silent = losses(as_told(quiet, lengths, 1.0, SMALL.bands - 1), quiet, lengths, SMALL.bands).plain.item()
    assert silent < 0.75 * far


def test_a_standard_normal_is_no_divergence_from_itself() -> None:
    assert divergence(torch.zeros(1, 4), torch.zeros(1, 4)).abs().max().item() == 0.0
    assert divergence(torch.ones(1, 4), torch.zeros(1, 4)).min().item() > 0.4


def test_it_learns_a_few_sounds() -> None:
    torch.manual_seed(1)
    model = EffectsVae(SMALL)
    values, lengths, classes = sounds(3)
    adam = torch.optim.Adam(model.parameters(), 3e-3)
    found = []
    for _ in range(60):
        mean, _ = model.encoder(values, lengths, classes)
        loss = losses(model.told(mean, classes), values, lengths, SMALL.bands)
        torch.autograd.backward(loss.all)
        adam.step()
        adam.zero_grad()
        found.append(loss.plain.item())
    assert found[-1] < 0.7 * found[0]
