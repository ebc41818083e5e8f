"""The step along diagonals gives what the whole network gives, for any size and any number of maps at once."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.errors import ModelUnavailable
from procgen.layout.conditions import CONDITIONS, FREE_TILE, coarse, planes
from procgen.layout.network import Network, diagonal, load_network, told
from procgen.layout.tiles import TILES
from procgen.runtime.store import ModelStore
from tests.layout.networks import GENERATOR, exported, random_network


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture(scope="module")
def network(folder: Path) -> Network:
    return exported(folder)


def drawn(seed: int, maps: int, depth: int, width: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    tiles = rng.integers(0, TILES, (maps, depth, width))
    fixed = np.where(rng.random(tiles.shape) < 0.3, tiles, FREE_TILE)
    return tiles, fixed, rng.standard_normal((maps, CONDITIONS)).astype(np.float32)


@settings(max_examples=12, deadline=None)
@given(st.integers(1, 40), st.integers(1, 40))
def test_every_cell_is_on_one_diagonal(depth: int, width: int) -> None:
    seen = np.zeros((depth, width), int)
    for number in range(width + 2 * (depth - 1)):
        first, end = diagonal(number, depth, width)
        rows = np.arange(first, end)
        seen[rows, number - 2 * rows] += 1
    assert (seen == 1).all()


@settings(max_examples=8, deadline=None)
@given(st.integers(2, 20), st.integers(2, 20), st.integers(1, 3), st.integers(0, 2**32))
def test_steps_agree_with_the_whole_network(network: Network, depth: int, width: int, maps: int, seed: int) -> None:
    tiles, fixed, conditions = drawn(seed, maps, depth, width)
    plans = [None if number % 2 else coarse(one.astype(np.uint8), 3) for number, one in enumerate(tiles)]
    with torch.no_grad():
        given_ = (tiles, fixed, np.stack([planes(depth, width, plan) for plan in plans]), conditions)
        expected = random_network()(*map(torch.from_numpy, given_)).permute(0, 2, 3, 1).numpy()
    found = told(network, tiles, network.contexts(fixed, conditions, plans))
    assert np.abs(found - expected).max() < 1e-4 * max(np.abs(expected).max(), 1.0)


def test_maps_do_not_depend_on_those_beside_them(network: Network) -> None:
    tiles, fixed, conditions = drawn(5, 5, 17, 24)
    together = told(network, tiles, network.contexts(fixed, conditions))
    for number in range(5):
        one = slice(number, number + 1)
        alone = told(network, tiles[one], network.contexts(fixed[one], conditions[one]))
        assert np.array_equal(alone[0], together[number])


@pytest.mark.parametrize(
    ("properties", "said"),
    [({"tiles": 31}, "31"), ({"hidden": "many"}, "many"), ({"dilations": None}, "lack or misstate")],
)
def test_a_network_of_another_version_is_refused(
    network: Network, folder: Path, tmp_path: Path, properties: dict[str, object], said: str
) -> None:
    del network  # its files are there now
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    catalog = json.loads((other / "catalog.json").read_text())
    for model in catalog["models"]:
        if model["role"] == "step":
            model["properties"] |= properties
    (other / "catalog.json").write_text(json.dumps(catalog))
    with pytest.raises(ModelUnavailable, match=said):
        load_network(ModelStore((other,)), GENERATOR)
