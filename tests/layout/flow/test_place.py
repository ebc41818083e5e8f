"""Plans: rooms and corridors on their grids."""

from __future__ import annotations

import itertools

import pytest

from procgen.layout.flow.graph import Flow, read_flow
from procgen.layout.flow.place import Unplaced, place
from procgen.layout.ruler.flows import random_flow
from tests.layout.flow.graphs import flow_of, said

COMPLETE = '{{"rooms": [{rooms}], "passages": [{passages}]}}'


def joined(pairs: list[tuple[int, int]]) -> Flow:
    """Small rooms with open passages, the first of them the entrance."""
    count = 1 + max(max(pair) for pair in pairs)
    rooms = [f'{{"id": "r{n}", "kind": "{"plain" if n else "entrance"}", "size": "small"}}' for n in range(count)]
    passages = [f'{{"from": "r{a}", "to": "r{b}", "kind": "open"}}' for a, b in pairs]
    return read_flow(COMPLETE.format(rooms=", ".join(rooms), passages=", ".join(passages)))


def test_equal_seeds_give_equal_plans() -> None:
    flow = flow_of(said())
    first, again, other = (place(flow, "dungeon", None, seed) for seed in (5, 5, 6))
    assert first == again
    assert first != other


def test_a_size_is_kept() -> None:
    placed = place(flow_of(said()), "dungeon", (44, 36), 3)
    assert (placed.width, placed.depth) == (44, 36)
    for room in placed.rooms.values():
        assert room.column >= 1
        assert room.column + room.width <= 43
        assert room.row + room.depth <= 35


def test_stairs_stand_above_each_other() -> None:
    placed = place(flow_of(said()), "cave", None, 3)
    one, other = (way.cells[-1] for way in placed.ways if way.passage.kind == "stairs")
    assert one == other


@pytest.mark.parametrize(
    "pairs",
    [
        pytest.param(list(itertools.combinations(range(4), 2)), id="four rooms, all with all"),
        pytest.param([(0, n) for n in range(1, 7)], id="a star of seven"),
        pytest.param([(n, (n + 1) % 12) for n in range(12)], id="a ring of twelve"),
        pytest.param(
            [(n, n + 1) for n in range(11) if n % 4 < 3] + [(n, n + 4) for n in range(8)], id="a grid of twelve"
        ),
    ],
)
def test_what_can_be_drawn_without_crossing_is_laid_out(pairs: list[tuple[int, int]]) -> None:
    flow = joined(pairs)
    placed = place(flow, "dungeon", None, 1)
    assert {way.passage for way in placed.ways} == set(flow.passages)
    taken = [cell for way in placed.ways for cell in way.cells] + [
        cell for room in placed.rooms.values() for cell in room.cells
    ]
    assert len(taken) == len(set(taken))


def test_what_must_cross_is_not_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("procgen.layout.flow.place._TRIES", 1)
    monkeypatch.setattr("procgen.layout.flow.place._MOST_GROWTH", 1.0)
    with pytest.raises(Unplaced):
        place(joined([(house, well) for house in range(3) for well in range(3, 6)]), "dungeon", None, 1)


def test_drawn_graphs_go_through_all_sizes() -> None:
    assert [len(random_flow(number, 3).rooms) for number in range(27)] == [*range(5, 31), 5]
    assert random_flow(4, 3) == random_flow(4, 3) != random_flow(30, 3)
