"""Plans are of the style, and what is drawn after them follows, in all but what a designer has fixed."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.layout.classical.registry import classical_for
from procgen.layout.conditions import PLAN_PLANES, SORTS, FloatArray, coarse
from procgen.layout.generate import make
from procgen.layout.kinds import KINDS, STYLES
from procgen.layout.network import load_network
from procgen.layout.parameters import FREE, PIXELCNN, LayoutParameters
from procgen.layout.plan import BLOCK, planned
from procgen.layout.sample import Draw, draw
from procgen.layout.symmetry import SYMMETRIES, mirrors
from procgen.layout.tiles import TILES, Tile
from procgen.runtime.store import ModelStore

ASKED = LayoutParameters("village", 44, 36, 5, style="coastal", density=0.5)


def test_every_tile_is_of_one_sort() -> None:
    assert sorted(tile for sort in SORTS for tile in sort) == list(Tile)


def plan_of(parameters: LayoutParameters, attempt: int) -> FloatArray:
    plan = planned(parameters, attempt).plan
    assert plan is not None
    return plan


def told(share: float) -> float:
    """How a plan tells a share."""
    return float(np.log(1.0 + 50.0 * share) / np.log(51.0))


@settings(max_examples=20, deadline=None)
@given(st.integers(8, 40), st.integers(8, 40), st.integers(2, 8), st.data())
def test_a_plan_holds_the_shares_of_blocks(depth: int, width: int, block: int, data: st.DataObject) -> None:
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    tiles = rng.integers(0, TILES, (depth, width)).astype(np.uint8)
    plan = coarse(tiles, block)
    assert plan.shape == (PLAN_PLANES, depth, width)
    assert (plan[0] == plan[0, 0, 0]).all()
    assert plan[0, 0, 0] < coarse(tiles, block - 1)[0, 0, 0], "the coarser, the less"
    for number, sort in enumerate(SORTS):
        there = np.isin(tiles, sort)
        assert plan[1 + number, 0, 0] == pytest.approx(told(there[:block, :block].mean()), abs=1e-5)
    start = data.draw(st.tuples(st.integers(0, block - 1), st.integers(0, block - 1)))
    first = there[: block - start[0], : block - start[1]]
    assert coarse(tiles, block, start)[-1, 0, 0] == pytest.approx(told(first.mean()), abs=1e-5)


def test_a_plan_of_even_ground_is_even() -> None:
    plan = coarse(np.full((20, 31), Tile.MARSH, np.uint8), 6)
    marsh = 1 + SORTS.index((Tile.MARSH,))
    assert plan[marsh] == pytest.approx(1.0)
    assert not np.delete(plan, (0, marsh), 0).any()


def test_a_plan_does_not_tell_where_in_a_block_things_lie() -> None:
    rng = np.random.default_rng(4)
    tiles = rng.integers(0, TILES, (20, 20)).astype(np.uint8)
    other = tiles.copy()
    other[5:10, 10:15] = other[5:10, 10:15][::-1, ::-1]
    assert not np.array_equal(tiles, other)
    assert coarse(tiles, 5) == pytest.approx(coarse(other, 5), abs=1e-6)


@pytest.mark.parametrize("symmetry", SYMMETRIES)
@pytest.mark.parametrize("kind", KINDS)
def test_plans_are_of_the_sketch(kind: str, symmetry: str) -> None:
    for style in STYLES[kind]:
        # Of whole blocks, so that an image's blocks are images of blocks.
        asked = replace(ASKED, kind=kind, style=style, symmetry=symmetry, width=8 * BLOCK, depth=7 * BLOCK)
        plan = plan_of(asked, 0)
        assert plan.shape == (PLAN_PLANES, 7 * BLOCK, 8 * BLOCK)
        if symmetry == "none":
            assert np.array_equal(plan, coarse(classical_for(kind).sketch(asked, 0), BLOCK))
        for west_east, north_south in mirrors(symmetry):
            image = plan[:, :: -1 if north_south else 1, :: -1 if west_east else 1]
            assert plan == pytest.approx(image, abs=1e-5)


def test_plans_hang_on_seed_attempt_and_style() -> None:
    others = [(ASKED, 1), (replace(ASKED, seed=6), 0), (replace(ASKED, style="roadside"), 0)]
    plans = [plan_of(ASKED, 0), *(plan_of(asked, attempt) for asked, attempt in others)]
    assert np.array_equal(plans[0], plan_of(ASKED, 0))
    assert len({plan.tobytes() for plan in plans}) == len(plans)


def test_maps_follow_their_plan() -> None:
    network = load_network(ModelStore(threads=1), PIXELCNN)
    sketch = classical_for("village").sketch(ASKED, 0)
    sea = np.isin(sketch, [Tile.WATER, Tile.DEEP_WATER])
    (planned, free) = draw(network, [Draw(ASKED, plan=plan_of(ASKED, 0)), Draw(ASKED)])
    assert np.isin(planned.tiles, [Tile.WATER, Tile.DEEP_WATER])[sea].mean() > 0.8
    assert (planned.tiles == sketch).mean() > (free.tiles == sketch).mean() + 0.1
    assert (planned.tiles != sketch).mean() > 0.05, "the tiles are the network's"
    made = make(network, ASKED)
    assert max((made.tiles == classical_for("village").sketch(ASKED, k)).mean() for k in range(made.tries)) > 0.5
    fixed = np.full((ASKED.depth, ASKED.width), FREE, np.int16)
    fixed[4:9, 4:9] = Tile.PLAZA
    own = make(network, replace(ASKED, fixed=fixed))
    assert (own.tiles == sketch).mean() < (planned.tiles == sketch).mean(), "what is fixed is a plan of its own"
