"""Plans are coarse, of the style, and kept by what is drawn after them."""

from dataclasses import replace

import numpy as np
import pytest

from procgen.layout.classical.registry import classical_for
from procgen.layout.generate import make
from procgen.layout.kinds import KINDS, STYLES
from procgen.layout.network import load_network
from procgen.layout.parameters import FREE, PIXELCNN, LayoutParameters
from procgen.layout.plan import STEP, plan_of
from procgen.layout.sample import Draw, draw
from procgen.layout.symmetry import differences, mirrors
from procgen.layout.tiles import Tile
from procgen.runtime.store import ModelStore

ASKED = LayoutParameters("village", 44, 36, 5, style="coastal", density=0.5)


@pytest.mark.parametrize("kind", KINDS)
def test_a_plan_says_one_tile_in_sixteen_and_no_doors(kind: str) -> None:
    for style in STYLES[kind]:
        plan = plan_of(replace(ASKED, kind=kind, style=style), 0)
        said = plan[plan != FREE]
        assert 0.5 < said.size / (44 * 36 / STEP**2) <= 1.1
        assert not np.isin(said, [Tile.DOOR, Tile.LOCKED_DOOR, Tile.KEY, Tile.ENTRANCE, Tile.EXIT]).any()


def test_plans_hang_on_seed_attempt_and_style() -> None:
    plans = [
        plan_of(ASKED, 0),
        plan_of(ASKED, 1),
        plan_of(replace(ASKED, seed=6), 0),
        plan_of(replace(ASKED, style="roadside"), 0),
    ]
    assert np.array_equal(plans[0], plan_of(ASKED, 0))
    assert len({plan.tobytes() for plan in plans}) == len(plans)
    assert np.isin(plans[0], [Tile.WATER, Tile.DEEP_WATER]).sum() > 5, "there is a sea"


@pytest.mark.parametrize("symmetry", ["west_east", "north_south", "both"])
def test_plans_are_as_symmetric_as_their_maps(symmetry: str) -> None:
    plan = plan_of(replace(ASKED, symmetry=symmetry), 0)
    assert (plan != FREE).sum() > 50
    assert not any(differences(plan, mirror).any() for mirror in mirrors(symmetry))


def test_maps_follow_their_plan() -> None:
    network = load_network(ModelStore(threads=1), PIXELCNN)
    plan = plan_of(ASKED, 0)
    told = plan != FREE
    (drawn,) = draw(network, [Draw(ASKED, plan=plan)])
    assert np.array_equal(drawn.tiles[told], plan[told])
    sketch = classical_for("village").sketch(ASKED, 0)
    assert (drawn.tiles != sketch).mean() > 0.05, "all else is the network's"
    made = make(network, ASKED)
    kept = [(made.tiles == plan_of(ASKED, attempt))[told].mean() for attempt in range(made.tries)]
    assert max(kept) > 0.9, "mending changes little of it"
    fixed = np.full((ASKED.depth, ASKED.width), FREE, np.int16)
    fixed[4:9, 4:9] = Tile.PLAZA
    own = make(network, replace(ASKED, fixed=fixed))
    assert (own.tiles == plan)[told].mean() < min(kept), "what is fixed is a plan of its own"
