"""The PixelCNN: no cell sees a later one of its order, what is fixed is seen from everywhere, nothing else is."""

import numpy as np
import torch

from procgen.layout.conditions import CONDITIONS, FREE_TILE, PLANES, planes
from procgen.layout.tiles import TILES
from procgen.models.pixelcnn import PixelCNN, PixelCNNConfig, window_mask

TINY = PixelCNNConfig(
    width=16,
    hidden=8,
    context=6,
    embedding=4,
    window_rows=3,
    window_reach=4,
    dilations=(1, 2, 3),
    context_dilations=(1, 2),
)
DEPTH, WIDTH = 11, 13


def random_network(config: PixelCNNConfig = TINY, seed: int = 0) -> PixelCNN:
    """One in which everything matters."""
    torch.manual_seed(seed)
    model = PixelCNN(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(0.2 * torch.randn_like(parameter))
    return model


def inputs(seed: int = 1) -> tuple[torch.Tensor, ...]:
    generator = torch.Generator().manual_seed(seed)
    tiles = torch.randint(0, TILES, (1, DEPTH, WIDTH), generator=generator)
    fixed = torch.full_like(tiles, FREE_TILE)
    conditions = torch.randn(1, CONDITIONS, generator=generator)
    return tiles, fixed, torch.from_numpy(planes(DEPTH, WIDTH))[None], conditions


def changed_cells(model: PixelCNN, before: tuple[torch.Tensor, ...], after: tuple[torch.Tensor, ...]) -> np.ndarray:
    with torch.no_grad():
        return ((model.double()(*_double(before)) - model(*_double(after))).abs().amax(1)[0] > 1e-9).numpy()


def _double(given: tuple[torch.Tensor, ...]) -> tuple[torch.Tensor, ...]:
    return tuple(part.double() if part.is_floating_point() else part for part in given)


def test_sizes_agree_with_what_the_domain_tells() -> None:
    config = PixelCNNConfig()
    assert (config.tiles, config.planes, config.conditions) == (TILES, PLANES, CONDITIONS)


def test_a_tile_changes_later_diagonals_alone_and_reaches_far() -> None:
    model, (tiles, *rest) = random_network(), inputs()
    row, column = 4, 6
    other = tiles.clone()
    other[0, row, column] = (tiles[0, row, column] + 1) % TILES
    changed = changed_cells(model, (tiles, *rest), (other, *rest))
    rows, columns = np.indices((DEPTH, WIDTH))
    later = (columns - column) + 2 * (rows - row) > 0
    assert not (changed & ~later).any()
    for seen in (
        (row, column + 1),
        (row + 1, column),
        (row + 1, column - 1),
        (DEPTH - 1, WIDTH - 1),
        (DEPTH - 1, column),
    ):
        assert changed[seen], seen


def test_a_fixed_tile_is_seen_ahead_of_the_scan() -> None:
    model, (tiles, fixed, *rest) = random_network(), inputs()
    known = fixed.clone()
    known[0, 6, 6] = 3
    changed = changed_cells(model, (tiles, fixed, *rest), (tiles, known, *rest))
    assert changed[6, 3:10].all()
    assert changed[3, 6]


def test_conditions_reach_every_cell() -> None:
    model, (tiles, fixed, place, conditions) = random_network(), inputs()
    for number in range(CONDITIONS):
        other = conditions.clone()
        other[0, number] += 1.0
        assert changed_cells(model, (tiles, fixed, place, conditions), (tiles, fixed, place, other)).all(), number


def test_the_window_holds_earlier_cells_alone() -> None:
    mask = window_mask(3, 4).numpy()
    dy, dx = np.nonzero(mask)
    dy, dx = dy - 2, dx - 4
    assert (dx + 2 * dy < 0).all()
    assert len(dx) == 4 + 6 + 8


def test_nats_are_those_of_the_logits() -> None:
    model, given = random_network(), inputs()
    with torch.no_grad():
        odds = torch.softmax(model(*given), 1)
        expected = -odds.gather(1, given[0][:, None])[:, 0].log()
        assert torch.allclose(model.nats(*given[:1], *given[1:]), expected, atol=1e-4)
    assert torch.allclose(odds.sum(1), torch.ones(1, DEPTH, WIDTH), atol=1e-5)
