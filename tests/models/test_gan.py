"""The texture networks' laws: they live on a torus, and colours come back."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from procgen.models.gan import (
    COLOURS,
    MAPS,
    DetailConfig,
    DetailGenerator,
    GeneratorConfig,
    StyleEncoder,
    TextureGenerator,
    coloured,
    colours_of,
    fold,
    wrap,
)

SMALL = GeneratorConfig(style=8, noise=(4, 2, 1, 1), width=(12, 10, 8, 6))


def base_inputs(rows: int, columns: int, config: GeneratorConfig = SMALL) -> tuple[torch.Tensor, ...]:
    torch.manual_seed(rows * 100 + columns)
    return (
        torch.randn(1, config.noise_channels, rows, columns),
        torch.randn(1, config.style + COLOURS, 1, 1),
        torch.randn(1, config.structure, 8 * rows, 8 * columns),
    )


@given(st.integers(1, 3), st.integers(0, 1000))
def test_the_gradient_of_wrapping_is_that_of_indexing(margin: int, seed: int) -> None:
    torch.manual_seed(seed)
    x = torch.randn(2, 3, 5, 7, dtype=torch.double, requires_grad=True)
    rows, columns = (torch.arange(-margin, size + margin) % size for size in (5, 7))
    weight = torch.randn(2, 3, 5 + 2 * margin, 7 + 2 * margin, dtype=torch.double)
    (by_wrap,) = torch.autograd.grad((wrap(x, margin) * weight).sum(), x)
    (by_index,) = torch.autograd.grad((x[:, :, rows][:, :, :, columns] * weight).sum(), x)
    torch.testing.assert_close(by_wrap, by_index)


@given(st.integers(-5, 5), st.integers(-5, 5))
@torch.no_grad()
def test_moved_inputs_give_the_same_surface_moved(down: int, across: int) -> None:
    torch.manual_seed(1)
    network = TextureGenerator(SMALL)
    noise, style, structure = base_inputs(4, 6)
    made = network(noise, style, structure)
    moved = network(
        torch.roll(noise, (down, across), (2, 3)), style, torch.roll(structure, (8 * down, 8 * across), (2, 3))
    )
    torch.testing.assert_close(moved, torch.roll(made, (8 * down, 8 * across), (2, 3)), rtol=1e-4, atol=1e-5)


@torch.no_grad()
def test_a_style_said_for_each_cell_is_the_same_as_one_for_all() -> None:
    network = TextureGenerator(SMALL)
    noise, style, structure = base_inputs(4, 5)
    everywhere = network(noise, style.expand(-1, -1, 4, 5).contiguous(), structure)
    torch.testing.assert_close(everywhere, network(noise, style, structure), rtol=1e-4, atol=1e-5)


@torch.no_grad()
def test_folding_changes_nothing() -> None:
    network = TextureGenerator(SMALL)
    inputs = base_inputs(4, 4)
    before = network(*inputs)
    fold(network)
    torch.testing.assert_close(network(*inputs), before)


@torch.no_grad()
def test_detail_moves_with_its_base_and_reaches_less_than_a_cell() -> None:
    torch.manual_seed(2)
    network = DetailGenerator(DetailConfig(classes=5, width=8, middle=6, fine=4, blocks=4, noise=2))
    base, noise = torch.randn(1, MAPS, 24, 32), torch.randn(1, network.config.noise_channels, 3, 4)
    label = torch.zeros(1, 5, 1, 1)
    made = network(base, noise, label)
    assert made.shape == (1, MAPS, 96, 128)
    moved = network(torch.roll(base, (8, 16), (2, 3)), torch.roll(noise, (1, 2), (2, 3)), label)
    torch.testing.assert_close(moved, torch.roll(made, (32, 64), (2, 3)), rtol=1e-4, atol=1e-5)
    # What changes in one cell is seen in its neighbours at most: windows with a margin of a cell are exact.
    other = base.clone()
    other[:, :, 8:16, 8:16] += 1.0
    changed = (network(other, noise, label) - made).abs().amax(dim=1)[0] > 1e-6
    assert not changed[:, 96:].any()
    assert changed[32:64, 32:64].any()


@given(st.integers(0, 2**31))
def test_colours_come_back(seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    mixing = torch.randn(3, 3, generator=generator)
    picture = torch.einsum("ij,bjhw->bihw", mixing, torch.randn(2, 3, 32, 32, generator=generator))
    colours = colours_of(picture)
    white = torch.randn(2, 3, 400, 400, generator=generator)
    again = colours_of(coloured(white, colours))
    # Moments of so many random pixels stray by some hundredths of the largest.
    torch.testing.assert_close(again, colours, rtol=0.05, atol=0.08 * float(colours.abs().max()))


@torch.no_grad()
def test_a_style_does_not_tell_where_things_are() -> None:
    encoder = StyleEncoder(8)
    picture = torch.rand(1, 3, 64, 64) * 2 - 1
    torch.testing.assert_close(encoder(torch.roll(picture, (16, 32), (2, 3))), encoder(picture), rtol=1e-3, atol=1e-4)
    assert encoder(picture)[:, :-COLOURS].square().mean() == pytest.approx(1.0, abs=0.01)
