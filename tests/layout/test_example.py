"""Pairs of neighbours and counts of tiles are those of the example, but for what the network insists on."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.layout.example import Counts, Neighbours, pairs_of
from procgen.layout.kinds import KINDS, STYLES
from procgen.layout.network import load_network
from procgen.layout.parameters import PIXELCNN, LayoutParameters
from procgen.layout.plan import planned
from procgen.layout.ruler.variety import images
from procgen.layout.sample import Draw, draw
from procgen.layout.tiles import TILES, Tile, TileArray
from procgen.runtime.store import ModelStore

SEEN_BESIDE = (((0, -1), 0), ((-1, 0), 0), ((-1, -1), 1), ((-1, 1), 1))
ANYWHERE = (Tile.ENTRANCE, Tile.EXIT, Tile.KEY, Tile.LOCKED_DOOR)


def test_pairs_of_a_row() -> None:
    pairs = pairs_of(np.array([[Tile.DOOR, Tile.WALL, Tile.FLOOR]], np.uint8))
    assert pairs[0, Tile.DOOR, Tile.WALL]
    assert pairs[0, Tile.WALL, Tile.DOOR]
    assert not pairs[0, Tile.DOOR, Tile.FLOOR]
    assert not pairs[0, Tile.WALL, Tile.WALL]
    assert not pairs[1, Tile.DOOR, Tile.WALL], "a row has no tiles askew of each other"
    assert pairs[:, TILES].all(), "beside the edge anything may lie"
    assert pairs[:, Tile.EXIT].all()
    assert pairs[:, :, Tile.EXIT].all()


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 9), st.integers(1, 9), st.integers(0, 2**32))
def test_turned_and_mirrored_maps_have_the_same_pairs(depth: int, width: int, seed: int) -> None:
    tiles = np.random.default_rng(seed).integers(0, TILES, (depth, width)).astype(np.uint8)
    assert len({pairs_of(image).tobytes() for image in images(tiles)}) == 1


def strange_pairs(tiles: TileArray, example: TileArray) -> int:
    """How many pairs of neighbours a map has that an example has not, by going over all of them."""
    known = [{(int(a), int(b)) for a, b in beside(example, askew)} for askew in (0, 1)]
    return sum(
        (int(a), int(b)) not in known[askew] and (int(b), int(a)) not in known[askew]
        for askew in (0, 1)
        for a, b in beside(tiles, askew)
        if a not in ANYWHERE and b not in ANYWHERE
    )


def beside(tiles: TileArray, askew: int) -> list[tuple[np.uint8, np.uint8]]:
    depth, width = tiles.shape
    return [
        (tiles[y, x], tiles[y + dy, x + dx])
        for y in range(depth)
        for x in range(width)
        for (dy, dx), kind in SEEN_BESIDE
        if kind == askew and y + dy >= 0 and 0 <= x + dx < width
    ]


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32))
def test_each_strange_neighbour_costs_the_same(seed: int) -> None:
    rng = np.random.default_rng(seed)
    examples = [rng.integers(0, 6, (5, 4)).astype(np.uint8) for _ in "ab"]
    grown = rng.integers(0, 6, (2, 3, 3)).astype(np.uint8)
    rows, columns = np.divmod(np.arange(7), 3)
    neighbours = Neighbours([(examples[0], 2.0), (examples[1], 0.5), (None, 9.0)], 3, 3)
    before = np.concatenate([grown, grown[:1]]).reshape(3, -1)[:, :7].astype(np.int64)
    neighbours.put(before, rows, columns)
    logits = rng.standard_normal((3, 1, TILES)).astype(np.float32)
    found = neighbours.favoured(logits, np.array([2]), np.array([1])) - logits
    assert not found[2].any(), "without an example nothing is strange"
    for number, cost in enumerate((2.0, 0.5)):
        for tile in range(TILES):
            there = grown[number].copy()
            # What is not drawn yet does not count: the example's own tile stands for it.
            there[2, 1:] = tile
            known = [{tuple(sorted(map(int, pair))) for pair in beside(examples[number], askew)} for askew in (0, 1)]
            around = [(there[2, 0], 0), (there[1, 1], 0), (there[1, 0], 1), (there[1, 2], 1)]
            strange = sum(
                tile not in ANYWHERE and a not in ANYWHERE and tuple(sorted((int(a), tile))) not in known[askew]
                for a, askew in around
            )
            assert found[number, 0, tile] == pytest.approx(-cost * strange, abs=1e-5)


def test_logits_without_examples_are_left_alone() -> None:
    logits = np.zeros((1, 1, TILES), np.float32)
    example = np.zeros((4, 4), np.uint8)
    for one in ((None, 3.0), (example, 0.0)):
        assert Neighbours([one], 2, 2).favoured(logits, np.array([1]), np.array([1])) is logits


def test_counts_are_those_of_the_example_so_far() -> None:
    example = np.array([[Tile.FLOOR, Tile.WALL], [Tile.CHEST, Tile.EXIT]], np.uint8)
    counts = Counts([(None, 5.0), (example, 2.0)])
    logits = np.zeros((2, 2, TILES), np.float32)
    top, sides, bottom = np.zeros(2, np.int64), np.arange(2), np.ones(2, np.int64)
    expected = np.zeros(TILES)
    expected[[Tile.FLOOR, Tile.WALL]] = 2.0 * np.log(2.0)
    found = counts.favoured(logits, top, sides)
    assert found[1] == pytest.approx(np.stack([expected] * 2), abs=1e-6)
    assert not found[0].any(), "without an example nothing is missing"
    counts.put(np.array([[Tile.WALL, Tile.WALL], [Tile.WALL, Tile.WALL]], np.int64))
    expected[[Tile.WALL, Tile.CHEST]] = 2.0 * np.log(2.0 / 3.0), 2.0 * np.log(2.0)
    assert counts.favoured(logits, bottom, sides)[1, 0] == pytest.approx(expected, abs=1e-6)
    for one in ((None, 3.0), (example, 0.0)):
        assert Counts([one]).favoured(logits, top, sides) is logits


@pytest.mark.parametrize("kind", KINDS)
def test_counts_of_maps_are_nearer_to_their_sketch_s(kind: str) -> None:
    network = load_network(ModelStore(threads=1), PIXELCNN)
    asked = [planned(LayoutParameters(kind, 32, 32, seed, style=STYLES[kind][1], density=0.5), 0) for seed in range(3)]
    free = [replace(one, manner=replace(one.manner, counted=0.0)) for one in asked]
    kept, loose = (
        [apart(made.tiles, example_of(one)) for made, one in zip(draw(network, ones), ones, strict=True)]
        for ones in (asked, free)
    )
    assert sum(kept) < sum(loose)


def example_of(one: Draw) -> TileArray:
    assert one.example is not None
    return one.example


def apart(tiles: TileArray, example: TileArray) -> float:
    """Squared Hellinger distance between the counts of tiles, times two."""
    mine, other = (np.bincount(one.ravel(), minlength=TILES) / one.size for one in (tiles, example))
    return float(((np.sqrt(mine) - np.sqrt(other)) ** 2).sum())


@pytest.mark.parametrize("kind", KINDS)
def test_maps_have_few_pairs_that_their_sketch_has_not(kind: str) -> None:
    """Against the same draws without regard to neighbours."""
    network = load_network(ModelStore(threads=1), PIXELCNN)
    asked = [planned(LayoutParameters(kind, 32, 32, seed, style=STYLES[kind][0], density=0.5), 0) for seed in range(3)]
    free = [replace(one, manner=replace(one.manner, strange=0.0)) for one in asked]
    kept, loose = (
        [strange_pairs(made.tiles, example_of(one)) for made, one in zip(draw(network, ones), ones, strict=True)]
        for ones in (asked, free)
    )
    assert sum(kept) < 0.6 * sum(loose), "pairs that the sketch has not come less often"
