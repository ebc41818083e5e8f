"""Plans are of the style, and what is drawn after them follows, in all but what a designer has fixed."""

from dataclasses import replace

import numpy as np
import pytest

from procgen.layout.classical.registry import classical_for
from procgen.layout.generate import make
from procgen.layout.kinds import KINDS, STYLES
from procgen.layout.network import load_network
from procgen.layout.parameters import FREE, PIXELCNN, LayoutParameters
from procgen.layout.plan import plan_of
from procgen.layout.sample import Draw, draw
from procgen.layout.tiles import TILES, Tile
from procgen.runtime.store import ModelStore

ASKED = LayoutParameters("village", 44, 36, 5, style="coastal", density=0.5)


@pytest.mark.parametrize("kind", KINDS)
def test_a_plan_favours_what_its_sketch_has(kind: str) -> None:
    for style in STYLES[kind]:
        asked = replace(ASKED, kind=kind, style=style)
        plan = plan_of(asked, 0)
        assert plan.shape == (36, 44, TILES)
        assert np.isfinite(plan).all()
        sketch = classical_for(kind).sketch(asked, 0)
        there = np.take_along_axis(plan, sketch[..., None].astype(np.int64), 2)[..., 0]
        assert there.mean() > 0.2, "more than where it is not"
        assert plan.min() >= np.log(0.1) - 1e-5, "nothing is forbidden"


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
