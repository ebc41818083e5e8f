"""What is drawn keeps what is fixed, the kind's tiles and symmetry, and depends on seed and place alone."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.errors import Cancelled
from procgen.layout.conditions import FREE_TILE, vector
from procgen.layout.kinds import ALLOWED, KINDS, across_styles, filling
from procgen.layout.network import Network, told
from procgen.layout.parameters import FREE, SYMMETRIES, LayoutParameters
from procgen.layout.plan import planned
from procgen.layout.sample import Draw, Manner, bits_per_tile, draw, held_tiles, log_odds, uniforms
from procgen.layout.symmetry import mirrored, mirrors
from procgen.layout.tiles import TILES, Tile
from tests.layout.networks import exported


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Network:
    return exported(tmp_path_factory.mktemp("models"))


@settings(max_examples=12, deadline=None)
@given(
    st.sampled_from(KINDS),
    st.sampled_from(SYMMETRIES),
    st.integers(16, 24),
    st.integers(16, 24),
    st.integers(0, 2**64 - 1),
)
def test_kind_and_symmetry_hold(network: Network, kind: str, symmetry: str, width: int, depth: int, seed: int) -> None:
    parameters = LayoutParameters(kind, width, depth, seed, symmetry=symmetry)
    (drawn,) = draw(network, [Draw(parameters)])
    assert drawn.tiles.shape == (depth, width)
    assert ALLOWED[kind][drawn.tiles].all()
    # Locks need the whole map, and are placed afterwards.
    assert not np.isin(drawn.tiles, [Tile.KEY, Tile.LOCKED_DOOR]).any()
    for mirror in mirrors(symmetry):
        assert np.array_equal(drawn.tiles, mirrored(drawn.tiles, mirror))


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**64 - 1), st.floats(0.0, 1.0))
def test_fixed_tiles_stay(network: Network, seed: int, share: float) -> None:
    rng = np.random.default_rng(seed)
    allowed = np.flatnonzero(ALLOWED["village"])
    fixed = np.where(rng.random((18, 20)) < share, rng.choice(allowed, (18, 20)), FREE).astype(np.int16)
    parameters = LayoutParameters("village", 20, 18, seed, fixed=fixed)
    (drawn,) = draw(network, [Draw(parameters)])
    assert np.array_equal(drawn.tiles[fixed != FREE], fixed[fixed != FREE])


def test_entrances_asked_for_are_the_only_ones(network: Network) -> None:
    parameters = LayoutParameters("cave", 20, 20, 3, entrances=((0, 4), (19, 11)))
    assert held_tiles(parameters)[4, 0] == Tile.ENTRANCE
    (drawn,) = draw(network, [Draw(parameters)])
    rows, columns = np.nonzero(drawn.tiles == Tile.ENTRANCE)
    assert set(zip(columns.tolist(), rows.tolist(), strict=True)) == {(0, 4), (19, 11)}


def test_maps_do_not_depend_on_those_drawn_with_them(network: Network) -> None:
    draws = [
        Draw(LayoutParameters(kind, 20, 17, seed), attempt)
        for kind, seed, attempt in (("cave", 1, 0), ("village", 1, 0), ("cave", 2, 0), ("cave", 1, 1))
    ]
    together = draw(network, draws)
    for one, found in zip(draws, together, strict=True):
        (alone,) = draw(network, [one])
        assert np.array_equal(alone.tiles, found.tiles)
        assert np.array_equal(alone.logits, found.logits)
    assert len({found.tiles.tobytes() for found in together}) == 4


def sketched(seed: int, manner: Manner) -> Draw:
    parameters = LayoutParameters("dungeon", 18, 16, seed, style="warren", density=0.5)
    return replace(planned(parameters, 0), manner=manner)


def test_manners_are_each_map_s_own(network: Network) -> None:
    manners = (
        Manner(),
        Manner(temperature=0.5),
        Manner(pull=0.0),
        Manner(strange=4.0),
        Manner(counted=2.0),
    )
    draws = [sketched(4, manner) for manner in manners]
    together = draw(network, draws)
    for one, found in zip(draws, together, strict=True):
        (alone,) = draw(network, [one])
        assert np.array_equal(alone.tiles, found.tiles)
        assert np.array_equal(alone.logits, found.logits)
    assert len({found.tiles.tobytes() for found in together}) == len(manners)


def test_an_example_alone_counts_for_nothing(network: Network) -> None:
    """It is the manner that says how much."""
    one = sketched(9, Manner())
    with_it, without = draw(network, [one, replace(one, example=None)])
    assert np.array_equal(with_it.tiles, without.tiles)


def test_density_is_that_of_the_style(network: Network) -> None:
    """A network hears of density on one scale for all styles: half of a full courtyard is an empty house."""
    parameters = LayoutParameters("interior", 16, 16, 2, style="courtyard", density=0.5)
    (drawn,) = draw(network, [Draw(parameters)])
    _, least, most = filling("interior", "courtyard")
    _, low, high = filling("interior")
    known = vector(
        16, 16, kind="interior", style="courtyard", density=((least + most) / 2 - low) / (high - low), locks=0
    )[None]
    again = told(network, drawn.tiles[None].astype(np.int64), network.contexts(np.full((1, 16, 16), FREE_TILE), known))
    assert np.allclose(drawn.logits, again[0], atol=1e-5)


def test_logits_are_those_of_the_finished_map(network: Network) -> None:
    one = sketched(9, Manner(strange=2.0))
    parameters = one.parameters
    (drawn,) = draw(network, [one])
    free = np.full((1, 16, 18), FREE_TILE)
    density = across_styles(0.5, "dungeon", "warren")
    known = vector(18, 16, kind="dungeon", style=parameters.style, density=density, locks=0)[None]
    again = told(network, drawn.tiles[None].astype(np.int64), network.contexts(free, known, [one.plan]))[0]
    assert np.array_equal(drawn.logits, again)
    rows, columns = np.indices(drawn.tiles.shape)
    expected = -log_odds(again.astype(np.float64))[rows, columns, drawn.tiles].mean() / np.log(2.0)
    assert drawn.bits_per_tile == pytest.approx(expected, rel=1e-5)


def test_frequencies_are_those_that_the_network_tells(network: Network) -> None:
    """The first cell depends on nothing: over many seeds its tiles come as often as its logits say."""
    seeds = range(200)
    found = draw(network, [Draw(LayoutParameters("biomes", 16, 16, seed)) for seed in seeds])
    odds = np.exp(found[0].logits[0, 0].astype(np.float64))
    odds[~ALLOWED["biomes"]] = 0.0
    odds /= odds.sum()
    counts = np.bincount([int(one.tiles[0, 0]) for one in found], minlength=TILES)
    expected = odds * len(seeds)
    often = expected > 5.0
    # Pearson's statistic over the frequent tiles; its mean is about their number.
    assert ((counts - expected)[often] ** 2 / expected[often]).sum() < 3.0 * often.sum() + 12.0
    assert counts[odds == 0.0].sum() == 0


def test_uniforms_are_of_the_place(network: Network) -> None:
    large, small = uniforms(7, 2, 30, 40), uniforms(7, 2, 16, 20)
    assert np.array_equal(large[:16, :20], small)
    assert ((large > 0.0) & (large < 1.0)).all()
    assert len(np.unique(large)) == large.size
    assert not np.array_equal(large, uniforms(7, 3, 30, 40))
    assert not np.array_equal(large, uniforms(8, 2, 30, 40))


def test_bits_of_even_odds() -> None:
    assert bits_per_tile(np.zeros((4, 4, TILES), np.float32), np.zeros((4, 4), np.uint8)) == pytest.approx(5.0)


def test_it_stops_where_it_is_told_to(network: Network) -> None:
    shares: list[float] = []

    def checkpoint() -> None:
        if len(shares) == 20:
            raise Cancelled

    with pytest.raises(Cancelled):
        draw(
            network,
            [Draw(LayoutParameters("cave", 20, 20, 1))],
            watch=lambda share, tiles: shares.append(share + 0 * int(tiles()[0, 0])),
            checkpoint=checkpoint,
        )
    assert shares == sorted(shares)
    assert len(shares) == 20
