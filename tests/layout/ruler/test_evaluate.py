"""The measures of layouts, against closed forms and made-up maps; and a small evaluation from end to end."""

import numpy as np
import pytest

from procgen.kit.ruler.bars import Bar
from procgen.kit.ruler.metrics import inception_score
from procgen.layout.kinds import KINDS
from procgen.layout.network import load_network
from procgen.layout.parameters import PIXELCNN
from procgen.layout.recipe.corpus import Example, corpus
from procgen.layout.ruler.bars import layout_bars
from procgen.layout.ruler.context import (
    OUTSIDE,
    BackOff,
    Boosting,
    BoostingOptions,
    bits,
    contexts,
    window,
)
from procgen.layout.ruler.evaluate import PARTS, Evaluation, Options, evaluate_layout, network_bits
from procgen.layout.tiles import TILES, Tile
from procgen.runtime.store import ModelStore


def of_tiles(tiles: np.ndarray) -> Example:
    return Example(tiles.astype(np.uint8), "cave", "tunnels", 0.5, 0, 0)


def test_the_window_holds_the_cells_before() -> None:
    cells = window()
    assert cells[0] in ((0, -1), (-1, 0))
    assert len(set(cells)) == len(cells) == 5 + 7 + 9 + 11 + 11
    tiles = np.arange(30).reshape(5, 6) % TILES
    seen = contexts(tiles.astype(np.uint8))
    for place, (dx, dy) in enumerate(cells):
        assert dx + 2 * dy < 0
        for row, column in ((0, 0), (2, 3), (4, 5)):
            inside = 0 <= row + dy < 5 and 0 <= column + dx < 6
            expected = tiles[row + dy, column + dx] if inside else OUTSIDE
            assert seen[row * 6 + column, place] == expected


def test_back_off_finds_the_entropy_of_independent_tiles() -> None:
    rng = np.random.default_rng(1)
    odds = np.array([0.5, 0.25, 0.125, 0.125])
    maps = [of_tiles(rng.choice([Tile.ROCK, Tile.FLOOR, Tile.SAND, Tile.WATER], (64, 64), p=odds)) for _ in range(14)]
    found = bits(BackOff(maps[:12], order=1), maps[12:])
    assert found.mean() == pytest.approx(1.75, abs=0.03)


def test_back_off_learns_what_follows_from_one_neighbour() -> None:
    tiles = np.indices((48, 48)).sum(0) % 3
    found = bits(BackOff([of_tiles(tiles)], order=4), [of_tiles(tiles[:, ::-1])])
    assert found.mean() < 0.05


def test_odds_of_all_tiles_sum_to_one() -> None:
    examples = list(corpus("cave", "train", 3))
    model = BackOff(examples[:2], order=6)
    tiles = examples[2].tiles[:12, :12].copy()
    total = 0.0
    for tile in range(TILES):
        changed = tiles.copy()
        changed[11, 11] = tile  # nothing comes after the last cell
        total += model.odds(of_tiles(changed))[-1]
    assert total == pytest.approx(1.0, abs=1e-9)


def test_boosting_learns_what_follows_from_neighbours() -> None:
    rng = np.random.default_rng(2)
    tiles = np.repeat(np.repeat(rng.integers(0, 2, (32, 32)), 2, axis=0), 2, axis=1) * int(Tile.FLOOR)
    model = Boosting([of_tiles(tiles)], BoostingOptions(cells=4000, rounds=20))
    # One cell of four is a coin, the others repeat it, in whichever of the eight symmetries: parities are told.
    assert bits(model, [of_tiles(tiles)]).mean() == pytest.approx(0.25, abs=0.1)


def test_inception_score_of_known_predictions() -> None:
    assert inception_score(np.eye(4)[[0, 1, 2, 3] * 3]) == pytest.approx(4.0)
    assert inception_score(np.full((5, 4), 0.25)) == pytest.approx(1.0)


def test_bars() -> None:
    rows = {"validity": {"ours": 1.0}, "bits_below_baseline": {"ours": 0.05}, "spread": {"ours": 1.0}}
    assert layout_bars(rows) == [
        Bar("validity", "at least 1", True),
        Bar("bits_below_baseline", "at least 0.1", False),
    ]


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    options = Options(
        split="val",
        train_maps=5,
        held_maps=5,
        made_maps=5,
        seeds=6,
        flows=8,
        boosting=BoostingOptions(cells=1500, rounds=5, leaves=8),
    )
    return evaluate_layout(load_network(ModelStore(), PIXELCNN), options)


def test_an_evaluation_has_its_figures(evaluation: Evaluation) -> None:
    rows = evaluation.metrics
    assert rows["validity"]["ours"] == rows["validity"]["real"] == 1.0
    assert rows["pattern_kl_2"]["ours"] < rows["pattern_kl_2"]["baseline"]
    for name in ("fid", "kid_x1000", "precision", "recall", "diversity_ratio", "inception_score", "class_kl"):
        assert {"ours_low", "real_low", "baseline_high"} <= set(rows[name]), name
    assert evaluation.problems == []
    row = rows["bits_per_tile"]
    assert row["baseline"] == min(row["back_off"], row["boosting"])
    assert row["ours_low"] < row["ours"] < row["ours_high"]
    of_kinds = [rows[f"bits_per_tile_{kind}"]["ours"] for kind in KINDS]
    assert row["ours"] == pytest.approx(np.mean(of_kinds), abs=1e-5)
    below = 1.0 - row["ours"] / row["baseline"]
    assert rows["bits_below_baseline"]["ours"] == pytest.approx(below, abs=1e-4)
    for name in ("density_correlation", "style_accuracy", "inception_score", "fid", "kid_x1000", "spread", "recall"):
        assert np.isfinite(rows[name]["ours"]), name
    for name in (
        "density_correlation",
        "density_correlation_cave",
        "mended_share",
        "mended_share_p95",
        "redrawn_share",
    ):
        assert rows[name]["ours_low"] <= rows[name]["ours"] <= rows[name]["ours_high"], name
    assert 1.0 <= rows["inception_score"]["ours"] <= 25.0
    assert PARTS


def test_bits_do_not_depend_on_what_is_measured_with_them() -> None:
    network = load_network(ModelStore(), PIXELCNN)
    examples = list(corpus("dungeon", "val", 3))
    together = network_bits(network, examples)
    assert together[1] == network_bits(network, examples[1:2])[0]
