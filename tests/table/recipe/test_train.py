"""The recipe of tables, from CSV to a folder for ``--models``."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from procgen.errors import InvalidFields
from procgen.kit.recipe.shipped import difference
from procgen.models.nade import Folded, Nade, NadeConfig, random_known
from procgen.runtime.store import ModelStore
from procgen.runtime.trust import EVERY_MODEL
from procgen.table.nade import BLOCK_ROWS
from procgen.table.reading import read_wishes
from procgen.table.recipe.data import TableData, read_table
from procgen.table.recipe.sources import SOURCES
from procgen.table.recipe.sources.source import csv_bytes
from procgen.table.recipe.train import Shape, export_table, load_folded, shipped_width, train_table
from procgen.table.ruler.evaluate import TableEvaluation, evaluate_table
from procgen.table.table import Table, load_table

SHAPES = (Shape(48, 0.1, 4e-3, 0.1),)


def parity(count: int, seed: int, *, apart: bool = False) -> bytes:
    """Three coins, of which the third is the parity of the others nine times out of ten, and a number that follows
    it; all columns independent if ``apart``. No pair of coins depends on one another, so that no tree sees anything.
    """
    rng = np.random.default_rng(seed)
    one, two, noise = rng.integers(0, 2, count), rng.integers(0, 2, count), rng.random(count) < 0.1
    three = rng.integers(0, 2, count) if apart else (one ^ two ^ noise)
    size = rng.normal(0.0 if apart else 2.0 * three, 0.5, count)
    rows = [(f"a{a}", f"b{b}", f"c{c}", round(float(s), 2)) for a, b, c, s in zip(one, two, three, size, strict=True)]
    return csv_bytes(("one", "two", "three", "size"), list(rows))


def learned(data: TableData, folder: Path, name: str) -> Table:
    trained = train_table(data, budget_s=120.0, report=lambda _: None, shapes=SHAPES)
    export_table(trained, data, folder, name=name, title="Test", description="Rows.")
    return load_table(ModelStore((folder,), trust=EVERY_MODEL), name)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tables")


@pytest.fixture(scope="module")
def dependent(folder: Path) -> tuple[Table, TableData, TableEvaluation]:
    data = read_table(parity(1600, 1), {})
    table = learned(data, folder, "parity")
    return table, data, evaluate_table(table, data)


def test_what_no_tree_can_see_is_learned(dependent: tuple[Table, TableData, TableEvaluation]) -> None:
    _, _, found = dependent
    assert found.gains["tree"].low > 0.1
    assert found.gains["independent"].low > found.gains["tree"].low


def test_conditions_follow_the_truth(dependent: tuple[Table, TableData, TableEvaluation]) -> None:
    table, _, _ = dependent
    for one, two, likely in (("a0", "b0", 0), ("a1", "b0", 1), ("a1", "b1", 0)):
        shares = table.distribution(["three"], {"one": one, "two": two})
        assert shares[likely] == pytest.approx(0.9, abs=0.08)
    # In the other direction as well, and from the number alone.
    assert table.distribution(["two"], {"one": "a1", "three": "c1"})[0] == pytest.approx(0.9, abs=0.08)
    assert table.distribution(["three"], {"size": "2.0..2.6"})[1] > 0.9


def test_independent_columns_are_not_made_worse(folder: Path) -> None:
    data = read_table(parity(1200, 2, apart=True), {})
    found = evaluate_table(learned(data, folder, "apart"), data)
    gain = found.gains["independent"]
    assert gain.high >= 0.0
    assert gain.value > -0.03


def test_the_same_seed_gives_the_same_network() -> None:
    data = read_table(parity(300, 3), {})
    tiny = (Shape(8, 0.1, 4e-3, 0.1),)
    one, two = (train_table(data, budget_s=120.0, report=lambda _: None, shapes=tiny).model for _ in range(2))
    for a, b in zip(one.parameters(), two.parameters(), strict=True):
        assert torch.equal(a, b)


def test_runs_go_on_where_they_stopped_and_end_as_one_that_went_through(tmp_path: Path) -> None:
    data = read_table(parity(300, 3), {})
    tiny = (Shape(8, 0.1, 4e-3, 0.1), Shape(12, 0.1, 4e-3, 0.1))
    said: list[str] = []
    one = train_table(data, tmp_path, budget_s=math.inf, report=said.append, shapes=tiny[:1])
    two = train_table(data, tmp_path, budget_s=math.inf, resume=True, report=said.append, shapes=tiny)
    straight = train_table(data, budget_s=math.inf, report=lambda _: None, shapes=tiny)
    assert replace(two.attempts[0], seconds=0.0) == replace(one.attempts[0], seconds=0.0)
    assert [each.validation_nats for each in two.attempts] == [each.validation_nats for each in straight.attempts]
    for a, b in zip(two.model.parameters(), straight.model.parameters(), strict=True):
        assert torch.equal(a, b)
    assert any("goes on from step" in line for line in said)


def test_a_run_goes_on_from_a_table_that_was_exported(
    tmp_path: Path,
) -> None:
    data = read_table(parity(1600, 1), {})
    learned(data, tmp_path, "parity")
    shipped = tmp_path / "table_parity.onnx"
    assert shipped_width(shipped) == SHAPES[0].hidden
    ranks = tuple(column.ranks for column in data.schema.columns)
    model = Nade(NadeConfig(data.schema.states, ranks, hidden=48, dropout=0.0), torch.zeros(sum(data.schema.states)))
    load_folded(shipped, model)
    rows = torch.from_numpy(data.of("test"))[:BLOCK_ROWS]
    inputs = model.inputs(rows, random_known(len(rows), rows.shape[1], torch.Generator().manual_seed(1)))
    assert difference(shipped, Folded(model.eval()).requires_grad_(False), {"codes": inputs}) < 1e-4
    other = NadeConfig(data.schema.states, ranks, hidden=47)
    with pytest.raises(ValueError, match=r"embed is .*, not"):
        load_folded(shipped, Nade(other, torch.zeros(sum(data.schema.states))))


def test_splits_are_told_by_rows_or_groups() -> None:
    data = read_table(parity(4000, 4), {})
    shares = np.bincount(data.split) / 4000
    assert shares.tolist() == pytest.approx([0.70, 0.15, 0.15], abs=0.02)
    rows = csv_bytes(("day", "x", "y"), [(f"d{i // 10}", i % 3, i % 7) for i in range(600)])
    grouped = read_table(rows, {}, "day")
    assert grouped.schema.names == ("x", "y")
    assert all(len(set(grouped.split[grouped.group == group])) == 1 for group in range(60))
    with pytest.raises(InvalidFields, match="--group"):
        read_table(rows, {}, "month")
    with pytest.raises(InvalidFields, match="more different values"):
        read_table(csv_bytes(("day", "x", "y"), [("d", i % 3, i % 7) for i in range(600)]), {}, "day")


@pytest.mark.parametrize("name", ["settlement", "roles"])
def test_simulated_sources_give_the_same_rows_again_and_fit_their_wishes(name: str) -> None:
    source = SOURCES[name]
    rows = source.csv([])
    assert rows == source.csv([])
    data = read_table(rows, read_wishes(source.wishes), source.group)
    assert data.schema.names == tuple(column for column in source.columns if column != source.group)


@pytest.mark.parametrize("name", ["ecology", "loot", "encounter", "scenario"])
def test_sources_without_their_data_say_so(name: str, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="holds no"):
        SOURCES[name].csv([tmp_path])
