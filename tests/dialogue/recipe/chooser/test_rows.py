"""Texts that branch off are read as if each stood alone."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from procgen.dialogue.recipe.chooser.rows import Row, batch_of
from procgen.dialogue.recipe.chooser.train import losses_of
from procgen.models.autoregressive import Decoder, DecoderConfig

CONFIG = DecoderConfig(vocabulary=90, width=32, layers=2, heads=2, key_heads=1, head=16, hidden=48, value_layers=(0, 1))
BEGINS, ONE, OTHER, AFTER = [3, 40, 41, 42], [50, 51, 52], [60, 61], [70, 71, 72, 73]


@pytest.fixture(scope="module")
def model() -> Decoder:
    torch.manual_seed(0)
    made = Decoder(CONFIG)
    with torch.no_grad():
        for name, parameter in made.named_parameters():
            if ".ngrams." in name or name.endswith(("out.weight", "down.weight")):  # they begin as nought, or nearly
                parameter.normal_(0.0, 0.2)
    return made.eval()


def row() -> tuple[Row, list[np.ndarray]]:
    made = Row()
    begins = made.add(BEGINS)
    one, other = made.add(ONE, begins), made.add(OTHER, begins)
    after = made.add(AFTER, one)
    return made, [begins, one, other, after]


@torch.no_grad()
def test_branches_see_what_they_go_on_from_and_nothing_else(model: Decoder) -> None:
    made, paths = row()
    longer = Row()
    longer.add(range(20, 60))
    batch = batch_of([made, longer])  # the first is filled up
    read = model.branching(batch.ids, (batch.before, batch.last), batch.positions, batch.sees)[0]
    for path, tokens in zip(paths, (BEGINS, BEGINS + ONE, BEGINS + OTHER, BEGINS + ONE + AFTER), strict=True):
        alone = model(torch.tensor([tokens]))[0]
        assert torch.allclose(read[path], alone, atol=1e-5)


@torch.no_grad()
def test_words_are_foretold_by_what_stands_before_them(model: Decoder) -> None:
    made, (_, one, other, _) = row()
    made.foretell(other, OTHER, end=5)
    told = losses_of(model, batch_of([made])).words
    ids = torch.tensor([[*BEGINS, *OTHER, 5]])
    counts = torch.tensor([[False] * (len(BEGINS) - 1) + [True] * (len(OTHER) + 1)])
    assert float(told) == pytest.approx(float(model.loss(ids, counts)), abs=0.02)
    assert len(one) == len(BEGINS) + len(ONE)


@torch.no_grad()
def test_a_verdict_is_the_mean_odds_of_its_mark(model: Decoder) -> None:
    made, (_, one, other, _) = row()
    texts = [one[len(BEGINS) :], other[len(BEGINS) :]]
    made.compare(7, texts)
    found = losses_of(model, batch_of([made]))
    scores = torch.stack(
        [
            model.logits(model(torch.tensor([BEGINS + text])))[0, len(BEGINS) :, 7].mean()
            for text in (ONE, OTHER)
        ]
    )  # fmt: skip
    assert float(found.verdicts[7][0]) == pytest.approx(float(-torch.log_softmax(scores, 0)[0]), abs=1e-4)
    assert found.won[7] == [bool(scores[0] > scores[1])]


def test_rows_of_nothing_to_foretell_are_fine(model: Decoder) -> None:
    made, (_, one, other, _) = row()
    made.compare(7, [one, other])
    found = losses_of(model, batch_of([made]))
    assert float(found.words) == 0.0
    found.verdicts[7][0].backward()  # type: ignore[no-untyped-call]
