"""Bars become codes that they are written from again, and a prior learns which follow."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from procgen.models.bar_codes import Codebook, CodePrior, PriorConfig
from procgen.music.compose.events import BAR_SIZES, DENSITY
from procgen.music.recipe.codes import (
    bits_a_bar,
    codes_of,
    cut_bar,
    load_coder,
    piece_rows,
    train_coder,
    train_prior,
)
from procgen.music.recipe.corpus import Work, load_works
from procgen.music.recipe.rows import Rows
from procgen.music.recipe.train import MusicRecipe
from tests.music.pieces import small_pack

SMALL: dict[str, Any] = {"width": 24, "layers": 1, "heads": 2, "head": 16, "hidden": 32, "codes": 16}
RECIPE = MusicRecipe(steps=12, rows=2, report_every_s=1e9, warmup_steps=3)


@pytest.fixture(scope="module")
def works(tmp_path_factory: pytest.TempPathFactory) -> list[Work]:
    folder = tmp_path_factory.mktemp("pack")
    small_pack(folder)
    return [
        Work(work.composer, work.title, "validation" if work.composer == "Composer 3" else work.split, work.piece)
        for work in load_works(folder)
    ]


def test_a_codebook_follows_what_comes_to_it() -> None:
    torch.manual_seed(0)
    book = Codebook(8, 4, follows=0.8)
    centres = torch.nn.functional.normalize(torch.randn(3, 4), dim=-1) * 2.0
    for _ in range(60):
        book(centres[torch.randint(3, (64,))] + 0.01 * torch.randn(64, 4))
    book.eval()
    row, codes, off = book(centres)
    assert len(set(codes.tolist())) == 3
    assert off.item() < 0.01
    assert torch.allclose(row, centres, atol=0.2)


def test_gradients_pass_a_codebook_as_if_it_were_not_there() -> None:
    book = Codebook(8, 4).eval()
    x = torch.randn(5, 4, requires_grad=True)
    row, _, _ = book(x)
    row.sum().backward()
    assert x.grad is not None
    assert torch.equal(x.grad, torch.ones(5, 4))


def test_a_bar_is_cut_with_the_token_that_ends_it(works: list[Work]) -> None:
    row = cut_bar(Rows([works[0].piece]), 0, 1)
    notes = int(works[0].piece.offsets[2] - works[0].piece.offsets[1])
    assert int(row["counts"].sum()) == notes + 1
    assert row["is_bar"][: notes + 2].tolist() == [True] + [False] * notes + [True]


def test_levels_train_and_tell_bits(works: list[Work], tmp_path: Path) -> None:
    coder = load_coder(train_coder(works, tmp_path / "coder", RECIPE, resume=False, report=lambda _: None, **SMALL))
    pieces = [work.piece for work in works[:2]]
    codes = codes_of(coder, pieces)
    assert [len(own) for own in codes] == [len(piece) for piece in pieces]
    assert max(own.max() for own in codes) < 16
    told: list[str] = []
    sizes: dict[str, Any] = {"width": 24, "layers": 1, "heads": 2, "head": 16, "hidden": 32}
    train_prior(works, coder, tmp_path / "prior", RECIPE, resume=False, report=told.append, **sizes)
    assert "bits_per_bar" in told[-1]


def test_later_codes_change_nothing_before_them(works: list[Work]) -> None:
    torch.manual_seed(0)
    model = CodePrior(PriorConfig(BAR_SIZES, DENSITY, 16, width=24, layers=1, heads=2, head=16, hidden=32)).eval()
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.1)
    piece = works[0].piece
    row = piece_rows([piece], [np.arange(len(piece)) % 16])[0]
    x = {name: torch.from_numpy(values)[None] for name, values in row.items()}
    changed = x["codes"].clone()
    changed[0, 6:] = (changed[0, 6:] + 3) % 16
    with torch.no_grad():
        one, two = model(x["bars"], x["codes"], x["quarters"]), model(x["bars"], changed, x["quarters"])
    assert torch.equal(one[1][0, :7], two[1][0, :7])
    assert not torch.equal(one[1][0, 7:12], two[1][0, 7:12])
    assert bits_a_bar(model, [row])["bits_per_bar"] > 1.0
