"""The best of several layouts is an ordinary layout of its own seed."""

from __future__ import annotations

import json

import pytest

from procgen.critic.best import candidate_seed
from procgen.critic.energy import Critic
from procgen.critic.layout import layout_features
from procgen.errors import InvalidFields
from procgen.kit.wire.received import here, receive
from procgen.layout.generate import generate
from procgen.layout.parameters import LayoutParameters
from procgen.layout.wire.service import LayoutService
from procgen.runtime.store import ModelStore
from procgen.v1 import layout_pb2


def _asked(store: ModelStore, **fields: object) -> layout_pb2.LayoutResult:
    request = layout_pb2.LayoutRequest(kind="cave", width=24, depth=24, seed=9, **fields)  # type: ignore[arg-type]
    result: layout_pb2.LayoutResult = receive(here(LayoutService(store).generate, request, lambda *_: None)).result
    return result


def test_the_most_plausible_candidate_comes_with_the_recipe_of_its_own_seed() -> None:
    store = ModelStore(threads=1)
    critic = Critic.load(store, "layout")
    seeds = [candidate_seed(9, number) for number in range(3)]
    made = [generate(LayoutParameters("cave", width=24, depth=24, seed=seed), store) for seed in seeds]
    energies = [float(critic.energies(layout_features(each.tiles, "cave")[None])[0]) for each in made]
    best = energies.index(min(energies))
    result = _asked(store, best_of=3)
    assert result.recipe.sha256 == made[best].recipe.sha256
    assert str(json.loads(result.recipe.request_json)["seed"]) == str(seeds[best])
    assert result.plausibility == pytest.approx(critic.verdict(energies[best]).plausibility)
    assert result.rank == pytest.approx(critic.verdict(energies[best], "cave").rank)


def test_one_candidate_is_not_judged() -> None:
    store = ModelStore(threads=1)
    assert not _asked(store, best_of=1).HasField("plausibility")
    assert not _asked(store, best_of=1).HasField("rank")
    assert _asked(store, best_of=1).recipe == _asked(store).recipe


@pytest.mark.parametrize("count", [0, 17])
def test_numbers_of_candidates_that_are_not_allowed_are_named(count: int) -> None:
    with pytest.raises(InvalidFields) as caught:
        _asked(ModelStore(threads=1), best_of=count)
    assert [(wrong.field, wrong.value) for wrong in caught.value.violations] == [("best_of", str(count))]
