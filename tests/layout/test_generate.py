"""From parameters to layouts: valid whatever is asked for, the same for the same recipe, clear where none can be."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.errors import Cancelled, InvalidFields, ModelUnavailable
from procgen.layout.classical.registry import CLASSICAL_MODELS
from procgen.layout.generate import MOST_OFF, PATIENCE, Callbacks, generate, layout_models, make, request_record
from procgen.layout.kinds import KINDS, LOCKABLE, STYLES, fullness
from procgen.layout.network import Network, load_network
from procgen.layout.parameters import FREE, PIXELCNN, SYMMETRIES, LayoutParameters, violations
from procgen.layout.rules import Problem, problems
from procgen.layout.tiles import Tile
from procgen.runtime.catalog import packaged_assets
from procgen.runtime.store import ModelStore
from tests.figures import figure, scaled


@pytest.fixture(scope="module")
def store() -> ModelStore:
    return ModelStore()


@pytest.fixture(scope="module")
def network(store: ModelStore) -> Network:
    return load_network(store, PIXELCNN)


@st.composite
def requests(draw: st.DrawFn) -> LayoutParameters:
    kind = draw(st.sampled_from(KINDS))
    width, depth = draw(st.integers(16, 36)), draw(st.integers(16, 36))
    symmetry = draw(st.sampled_from(("none", "none", *SYMMETRIES)))
    locks = draw(st.integers(0, min(2, width * depth // 400))) if kind in LOCKABLE else 0
    entrances: tuple[tuple[int, int], ...] = ()
    fixed = None
    if symmetry == "none" and draw(st.booleans()):
        entrances = ((0, draw(st.integers(2, depth - 3))),)
    if symmetry == "none" and draw(st.booleans()):
        fixed = np.full((depth, width), FREE, np.int16)
        fixed[depth // 2, 3 : width - 3] = draw(
            st.sampled_from((Tile.FLOOR, Tile.GRASS, Tile.ROCK, Tile.WALL, Tile.WATER))
        )
    return LayoutParameters(
        kind,
        width,
        depth,
        draw(st.integers(0, 2**64 - 1)),
        density=draw(st.none() | st.floats(0.0, 1.0)),
        style=draw(st.sampled_from(("", *STYLES[kind]))),
        symmetry=symmetry,
        entrances=entrances,
        locks=locks,
        fixed=fixed,
    )


@settings(max_examples=scaled(20, 400), deadline=None)
@given(requests())
def test_every_constraint_holds(network: Network, parameters: LayoutParameters) -> None:
    if violations(parameters):
        with pytest.raises(InvalidFields):
            generate(parameters, ModelStore())
        return
    made = make(network, parameters)
    assert not problems(made.tiles, parameters)
    assert made.style in STYLES[parameters.kind]
    if parameters.fixed is not None:
        kept = parameters.fixed != FREE
        assert np.array_equal(made.tiles[kept], parameters.fixed[kept])


@pytest.mark.parametrize("kind", KINDS)
def test_mending_is_rare_and_small(network: Network, kind: str) -> None:
    count = scaled(3, 60)
    made = [make(network, LayoutParameters(kind, 48, 48, seed)) for seed in range(count)]
    share = float(np.mean([one.mended for one in made]))
    figure(f"layout, {kind}: cells mended, mean of {count}", 100.0 * share, "%", "small")
    figure(f"layout, {kind}: maps drawn more than once, of {count}", float(sum(one.tries > 1 for one in made)))
    assert share < 0.05


def test_the_same_recipe_makes_the_same_bytes(store: ModelStore) -> None:
    parameters = LayoutParameters("village", 24, 20, 7, density=0.5, locks=1)
    first, second = generate(parameters, store), generate(parameters, ModelStore(threads=1))
    assert first.recipe.sha256 == second.recipe.sha256
    assert first.tiles.tobytes() == second.tiles.tobytes()
    assert first.recipe.request == request_record(
        LayoutParameters("village", 24, 20, 7, density=0.5, locks=1, model=PIXELCNN, style=first.style)
    )
    assert set(first.recipe.model_sha256) == {"layout_pixelcnn", "layout_pixelcnn_context"}
    named = generate(LayoutParameters("village", 24, 20, 7, density=0.5, locks=1, style=first.style), store)
    assert named.tiles.tobytes() == first.tiles.tobytes()
    assert named.recipe.sha256 == first.recipe.sha256
    assert first.bits_per_tile is not None
    assert not first.tiles.flags.writeable
    other = generate(LayoutParameters("village", 24, 20, 8, density=0.5, locks=1), store)
    assert other.tiles.tobytes() != first.tiles.tobytes()


def test_density_is_followed(network: Network) -> None:
    for kind in KINDS:
        full = []
        for density in (0.1, 0.9):
            made = [make(network, LayoutParameters(kind, 40, 40, seed, density=density)) for seed in range(2)]
            full.append(np.mean([fullness(one.tiles, kind, one.style) for one in made]))
        assert full[1] > full[0] + 0.4, kind


def test_a_map_far_from_its_density_is_drawn_anew(network: Network) -> None:
    asked = LayoutParameters("cave", 24, 24, 3, density=0.5)
    by_seed = make(network, asked)
    with mock.patch("procgen.layout.generate.fullness", side_effect=[0.5 + 2 * MOST_OFF, 0.5 + MOST_OFF / 2]):
        again = make(network, asked)
    assert (by_seed.tries, again.tries) == (1, 2)
    assert not np.array_equal(by_seed.tiles, again.tiles)
    with mock.patch("procgen.layout.generate.fullness", side_effect=[2.0, 1.5, 3.0]):
        best = make(network, asked)
    assert best.tries == PATIENCE
    assert np.array_equal(best.tiles, again.tiles), "the second is the nearest"
    fixed = np.full((24, 24), FREE, np.int16)
    for free in (replace(asked, fixed=fixed), replace(asked, density=None)):
        tries = make(network, free).tries
        with mock.patch("procgen.layout.generate.fullness", return_value=2.0):
            assert make(network, free).tries == tries, "nobody asked for a density that could be kept"


def test_models_have_their_kinds(store: ModelStore) -> None:
    assert layout_models(store) == (PIXELCNN, *CLASSICAL_MODELS)
    made = generate(LayoutParameters("cave", 24, 24, 3, model="cellular"), store)
    assert made.bits_per_tile is None
    assert made.recipe.model_sha256 == {}
    with pytest.raises(InvalidFields, match="one that makes a cave: pixelcnn, cellular"):
        generate(LayoutParameters("cave", 24, 24, 3, model="bsp"), store)


def test_everything_wrong_is_named(store: ModelStore) -> None:
    with pytest.raises(InvalidFields) as caught:
        generate(LayoutParameters("swamp", 3, 500, density=2.0, symmetry="round", model="magic"), store)
    named = {violation.field for violation in caught.value.violations}
    assert named == {"kind", "width", "depth", "density", "symmetry", "model"}


def test_constraints_that_leave_nothing_are_named(network: Network) -> None:
    """No try is valid: what stood in the way is said, and nothing else is made in its place."""
    wrong = (Problem("locks", "a key is out of reach"),)
    said = "locks: got locks: a key is out of reach, allowed is constraints that agree; 8"
    with (
        mock.patch("procgen.layout.generate.problems", return_value=wrong),
        pytest.raises(InvalidFields, match=said),
    ):
        make(network, LayoutParameters("cave", 16, 16, 1))


def test_progress_is_told_and_work_stops(store: ModelStore) -> None:
    shares: list[float] = []

    def report(_stage: str, share: float, tiles: object) -> None:
        assert callable(tiles)
        shares.append(share)
        assert tiles().shape == (20, 24)

    def checkpoint() -> None:
        if len(shares) >= 30:
            raise Cancelled

    with pytest.raises(Cancelled):
        generate(LayoutParameters("biomes", 24, 20, 5), store, Callbacks(report, checkpoint))
    assert len(shares) == 30
    assert shares == sorted(shares)


@pytest.fixture
def damaged(tmp_path: Path) -> Iterator[ModelStore]:
    for file in packaged_assets().glob("layout*"):
        shutil.copy(file, tmp_path)
    catalog = json.loads((packaged_assets() / "catalog.json").read_text())
    models = [model for model in catalog["models"] if model["domain"] == "layout"]
    for model in models:
        model |= {"name": f"{model['name']}_copy", "generator": "copy", "default": False}
    (tmp_path / "catalog.json").write_text(json.dumps({"models": models}))
    file = tmp_path / "layout_pixelcnn.onnx"
    file.write_bytes(file.read_bytes()[:-7] + b"damaged")
    return ModelStore((tmp_path,))


def test_a_damaged_network_is_said_and_nothing_replaces_it(damaged: ModelStore) -> None:
    with pytest.raises(ModelUnavailable, match="is damaged"):
        generate(LayoutParameters("cave", 24, 24, 3, model="copy"), damaged)
