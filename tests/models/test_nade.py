from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
import torch

from procgen.models.nade import Folded, Nade, NadeConfig, random_known

CONFIG = NadeConfig((3, 5, 2), ((), (0.0, 0.25, 0.5, 0.75, 1.0), ()), hidden=24)
MARGINALS = torch.log(torch.tensor([0.2, 0.3, 0.5, 0.1, 0.2, 0.3, 0.3, 0.1, 0.6, 0.4]))


@pytest.fixture(autouse=True)
def _no_gradients() -> Iterator[None]:
    with torch.no_grad():
        yield


def stirred(seed: int = 0) -> Nade:
    """With weights unlike those that training begins with."""
    torch.manual_seed(seed)
    model = Nade(CONFIG, MARGINALS).eval()
    for parameter in model.parameters():
        parameter.add_(0.3 * torch.randn_like(parameter))
    return model


def test_training_begins_with_independent_columns() -> None:
    torch.manual_seed(0)
    model = Nade(CONFIG, MARGINALS).eval()
    codes = torch.tensor(list(itertools.product(range(3), range(5), range(2))))
    for known in ([False, False, False], [True, False, True]):
        logits = model(model.inputs(codes, torch.tensor(known).expand_as(codes)))
        assert torch.allclose(logits, MARGINALS.expand_as(logits))


def test_the_loss_is_the_mean_over_all_orders() -> None:
    """Over all orders, the chain rule's sum of losses; over steps and what is known, what the estimate averages."""
    model = stirred()
    row = torch.tensor([[1, 3, 0]])
    columns = range(3)

    def log_p(column: int, known: tuple[int, ...]) -> float:
        mask = torch.tensor([[each in known for each in columns]])
        logits = model(model.inputs(row, mask))[:, CONFIG.starts[column] : CONFIG.starts[column + 1]]
        return float(torch.log_softmax(logits, 1)[0, row[0, column]])

    chain = [
        -sum(log_p(column, order[:place]) for place, column in enumerate(order))
        for order in itertools.permutations(columns)
    ]
    estimates = []
    for order in itertools.permutations(columns):
        for step in columns:
            known = torch.tensor([[each in order[:step] for each in columns]])
            estimates.append(float(model.row_losses(row, known)))
    assert sum(estimates) / len(estimates) == pytest.approx(sum(chain) / len(chain), abs=1e-5)


def test_what_is_known_is_drawn_evenly_by_size_and_by_subset() -> None:
    generator = torch.Generator().manual_seed(1)
    known = random_known(60_000, 4, generator)
    sizes = known.sum(1)
    for size in range(4):
        assert float((sizes == size).float().mean()) == pytest.approx(0.25, abs=0.01)
    pairs = known[sizes == 2].float().mean(0)
    assert pairs.tolist() == pytest.approx([0.5] * 4, abs=0.02)
    assert random_known(8, 4, generator, even=True).sum(1).tolist() == [0, 1, 2, 3] * 2


def test_a_cell_that_is_unknown_tells_nothing() -> None:
    model = stirred()
    codes = torch.tensor([[0, 1, 0], [2, 1, 1]])
    known = torch.tensor([[False, True, False]]).expand_as(codes)
    logits = model(model.inputs(codes, known))
    assert torch.allclose(logits[0], logits[1])


def test_folded_weights_give_the_same() -> None:
    model = stirred()
    codes = torch.tensor(list(itertools.product(range(3), range(5), range(2))))
    inputs = model.inputs(codes, random_known(len(codes), 3, torch.Generator().manual_seed(0)))
    assert torch.allclose(Folded(model).eval()(inputs), model(inputs), atol=1e-5)
