import numpy as np
import onnxruntime as ort
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.character.body.basis import packaged_basis
from procgen.character.body.decoder import MACRO_FIELDS, slider_names
from procgen.character.body.macro import ADULT_YEARS, AGES_YEARS, Macro, macro_weights
from procgen.character.body.shape import Shape, shape_weights
from procgen.character.recipe.decoder import factorise, macro_columns, slider_ends
from procgen.character.recipe.decoder_graph import Factors, build_graph

BASIS = packaged_basis()
COLUMNS = macro_columns()
ENDS = slider_ends(BASIS)
shares = st.floats(0, 1, width=32)


@pytest.fixture(scope="module")
def bare():
    """A graph whose "vertices" are the macro products, followed by the weights of the modelling targets."""
    products, targets = len(COLUMNS), len(ENDS.targets)
    vertices = -(-(products + targets) // 3)
    first = (products + 2) // 3
    shapes = np.eye(products, vertices * 3, dtype=np.float32)
    block = np.eye(targets, (vertices - first) * 3, dtype=np.float32)
    factors = Factors(
        np.zeros((vertices, 3), np.float32),
        np.eye(products, dtype=np.float32),
        shapes,
        ENDS.below,
        ENDS.above,
        ENDS.adult_only,
        [block],
        [np.arange(first, vertices)],
    )
    graph = build_graph(factors, ADULT_YEARS, tuple(years for years, _ in AGES_YEARS))
    session = ort.InferenceSession(graph.SerializeToString(), providers=["CPUExecutionProvider"])

    def weights(macro, heritage, sliders):
        row = np.zeros((1, len(MACRO_FIELDS) + 3 + len(sliders)), np.float32)
        row[0, : len(MACRO_FIELDS)] = [getattr(macro, name) for name in MACRO_FIELDS]
        row[0, len(MACRO_FIELDS) : len(MACRO_FIELDS) + 3] = heritage
        row[0, len(MACRO_FIELDS) + 3 :] = sliders
        flat = session.run(None, {"parameters": row})[0].ravel()
        return flat[:products], flat[first * 3 : first * 3 + targets]

    return weights


@settings(max_examples=60, deadline=None)
@given(
    shares, st.floats(6, 90, width=32), shares, shares, shares, shares, shares, shares,
    st.tuples(*[st.floats(0.0625, 1, width=32)] * 3), st.integers(0, 2**32 - 1),
)  # fmt: skip
def test_the_graph_weighs_targets_as_the_basis_does(
    bare, sex, age, muscle, weight, height, proportions, bust, firmness, heritage, seed
):
    kin = dict(zip(("african", "asian", "caucasian"), heritage, strict=True))
    macro = Macro(sex, age, muscle, weight, height, proportions, bust, firmness, kin)
    names = slider_names(BASIS)
    values = np.random.default_rng(seed).uniform(-1, 1, len(names)).astype(np.float32)
    products, targets = bare(macro, heritage, values)
    expected = macro_weights(macro, BASIS)
    found = {name: value for name, value in zip(COLUMNS, products, strict=True) if name in BASIS.target_names}
    for name, value in found.items():
        assert value == pytest.approx(expected.pop(name, 0.0), abs=2e-6), name
    assert not any(expected.values())
    sliders = shape_weights(Shape(macro, dict(zip(names, values.tolist(), strict=True))), BASIS)
    wanted = [sliders.get(name, 0.0) for name in ENDS.targets]
    np.testing.assert_allclose(targets, wanted, atol=2e-6)


def test_no_target_is_forgotten():
    known = {*COLUMNS, *ENDS.targets}
    left = {name for name in BASIS.target_names if name not in known and not name.startswith("arkit/")}
    unused = {name for name in left if len(BASIS.target(name)[0])}
    used = set(shape_weights(Shape(Macro(), dict.fromkeys(slider_names(BASIS), 1.0)), BASIS))
    assert not unused & used
    assert len(COLUMNS) == len(set(COLUMNS))


def test_factors_are_exact_at_full_rank_and_never_worse_with_more():
    random = np.random.default_rng(2)
    targets = random.normal(size=(12, 60)).astype(np.float32)
    weights = (random.normal(size=(300, 12)) * np.linspace(0.1, 1, 12)).astype(np.float32)
    whole = weights @ targets
    errors = []
    for rank in (1, 4, 8, 12):
        codes, shapes = factorise(targets, weights, rank=rank, error_m=0.0)
        assert (codes.shape, shapes.shape) == ((12, rank), (rank, 60))
        errors.append(np.sqrt(np.mean((weights @ codes @ shapes - whole) ** 2)))
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 1e-4


def test_the_wanted_error_sets_the_rank():
    random = np.random.default_rng(3)
    targets = (random.normal(size=(20, 3)) @ random.normal(size=(3, 90)) * 0.01).astype(np.float32)
    weights = random.normal(size=(400, 20)).astype(np.float32)
    codes, shapes = factorise(targets, weights, rank=None, error_m=1e-4)
    assert codes.shape[1] == 3
    error = np.linalg.norm((weights @ (codes @ shapes - targets)).reshape(400, 30, 3), axis=2)
    assert np.sqrt(np.mean(error**2)) < 1e-4
