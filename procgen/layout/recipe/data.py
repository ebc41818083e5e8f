"""What the layout generator learns from: tile maps with their kinds and styles, turned, mirrored and partly told.

A folder of maps is a corpus as :mod:`procgen.layout.recipe.corpus` describes and makes it; kinds without files are
left out. Density and locks are measured on the maps, for in training these are turned, mirrored and cut.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.layout.conditions import FREE_TILE, coarse, planes, vector
from procgen.layout.kinds import ALLOWED, KINDS, fullness
from procgen.layout.recipe.corpus import Example, read_corpus
from procgen.layout.symmetry import completed
from procgen.layout.tiles import TILES, Tile, TileArray

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float32]

BATCH_CELLS: Final = 4 * 64 * 64
_DROP_KIND, _DROP_STYLE, _DROP_DENSITY, _DROP_LOCKS = 0.1, 0.3, 0.3, 0.1
_SYMMETRIC: Final = 0.12
_SYMMETRIES: Final = ("west_east", "north_south", "both")
_TOLD: Final = (("nothing", 0.5), ("ways", 0.14), ("rectangles", 0.1), ("cells", 0.09), ("tiles", 0.09), ("hole", 0.08))
"""What is told of a map ahead, and how often."""
_DROP_PLAN: Final = 0.25
_BLOCKS: Final = (3, 4, 5)
"""How coarse plans are."""
_SMALLEST, _LARGEST = 8, 256


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Maps of one size, as :meth:`procgen.models.pixelcnn.PixelCNN.forward` takes them."""

    tiles: IntArray
    fixed: IntArray
    planes: FloatArray
    conditions: FloatArray
    counted: npt.NDArray[np.bool_]
    """(b, h, w) cells that have to be guessed: neither fixed nor the mirror image of an earlier one."""


def read_maps(folder: Path, split: str) -> list[Example]:
    """The maps of a split, of all kinds that the folder has.

    Raises:
        FileNotFoundError: there are none.
        ValueError: a file is not as described above; says which, and what is wrong.
        Failed: a file can't be read.
    """
    found: list[Example] = []
    for kind in KINDS:
        for other_sizes in (False, True):
            name = f"{split}-{kind}-{'sizes' if other_sizes else 'PART'}.npz"
            names = [path.stem.rpartition("-")[2] for path in folder.glob(f"{split}-{kind}-*.npz")]
            if other_sizes not in {part == "sizes" for part in names}:
                continue
            try:
                maps = read_corpus(folder, kind, split, other_sizes=other_sizes)
            except (IndexError, KeyError, TypeError, ValueError) as error:
                raise ValueError(f"{name}: {error}") from error
            for number, example in enumerate(maps):
                problem = _problem(example)
                if problem:
                    raise ValueError(f"{name}: map {number} {problem}")
            found += maps
    if not found:
        raise FileNotFoundError(f"{folder} has no {split}-KIND-PART.npz with a KIND of {', '.join(KINDS)}")
    return found


def _problem(example: Example) -> str:
    """What keeps a map from being learned from; empty if nothing does."""
    tiles = example.tiles
    if tiles.ndim != 2 or tiles.dtype != np.uint8:
        return f"is {tiles.dtype} {tiles.shape}, allowed is uint8 (depth, width)"
    if not all(_SMALLEST <= side <= _LARGEST for side in tiles.shape):
        return f"is {tiles.shape[1]} by {tiles.shape[0]}, allowed are sides of {_SMALLEST} to {_LARGEST}"
    if tiles.max() >= TILES or not ALLOWED[example.kind][tiles].all():
        return f"has tiles that a {example.kind} does not have"
    return ""


def locks_of(tiles: TileArray) -> int:
    """How many locked doors a map has."""
    return int((tiles == Tile.LOCKED_DOOR).sum())


def turned(example: Example, number: int) -> Example:
    """One of the eight symmetries of the square, 0 to 7; those from 4 on swap width and depth."""
    tiles = example.tiles
    if number & 1:
        tiles = tiles[:, ::-1]
    if number & 2:
        tiles = tiles[::-1]
    if number & 4:
        tiles = tiles.T
    return replace(example, tiles=np.ascontiguousarray(tiles))


def folded(tiles: TileArray, symmetry: str) -> tuple[TileArray, npt.NDArray[np.bool_]]:
    """A map made symmetric by mirroring its north-western part; and which cells that part has."""
    depth, width = tiles.shape
    own = np.zeros(tiles.shape, np.bool_)
    columns = (width + 1) // 2 if symmetry in ("west_east", "both") else width
    rows = (depth + 1) // 2 if symmetry in ("north_south", "both") else depth
    own[:rows, :columns] = True
    kept = np.where(own, tiles.astype(np.int16), np.int16(-1))
    whole = completed(kept, symmetry)
    # Of keys there is no image: the ground under them is what lies around.
    return np.where(whole < 0, _ground_beside(tiles), whole).astype(np.uint8), own


def _ground_beside(tiles: TileArray) -> int:
    """The commonest tile that is walked on, for under keys."""
    counts = np.bincount(tiles.ravel(), minlength=TILES)
    ground = [Tile.FLOOR, Tile.GRASS, Tile.PATH, Tile.SAND, Tile.PAVEMENT, Tile.ROAD]
    return int(max(ground, key=lambda tile: counts[tile]))


def told_ahead(tiles: TileArray, how: str, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    """Which cells of a map the network is told, as a designer might have fixed them."""
    depth, width = tiles.shape
    told = np.zeros(tiles.shape, np.bool_)
    if how == "ways":
        told = (tiles == Tile.ENTRANCE) | ((tiles == Tile.EXIT) & (rng.random() < 0.5))
    elif how == "rectangles":
        for _ in range(rng.integers(1, 4)):
            h, w = rng.integers(2, depth // 2 + 1), rng.integers(2, width // 2 + 1)
            y, x = rng.integers(0, depth - h + 1), rng.integers(0, width - w + 1)
            told[y : y + h, x : x + w] = True
    elif how == "cells":
        told = rng.random(tiles.shape) < 10.0 ** rng.uniform(-2.5, -0.7)
    elif how == "tiles":
        there = np.unique(tiles)
        told = np.isin(tiles, rng.choice(there, rng.integers(1, max(len(there) // 2, 1) + 1), replace=False))
        y, x = rng.integers(0, depth), rng.integers(0, width)
        if rng.random() < 0.5:  # only in a quarter, about
            told[y:] = False
            told[:, x:] = False
    elif how == "hole":
        h, w = rng.integers(depth // 4, depth), rng.integers(width // 4, width)
        y, x = rng.integers(0, depth - h + 1), rng.integers(0, width - w + 1)
        told[:] = True
        told[y : y + h, x : x + w] = False
    return told


class Batches:
    """Draws batches. Equal seeds, equal batches.

    Args:
        examples: of any sizes.
        seed: of everything that is drawn.
        cells: of a step, about.
    """

    def __init__(self, examples: Sequence[Example], seed: int, cells: int = BATCH_CELLS) -> None:
        self._seed, self._cells = seed, cells
        self._groups: dict[tuple[int, int], list[Example]] = defaultdict(list)
        for example in examples:
            depth, width = example.tiles.shape
            self._groups[depth, width].append(example)
        self._shapes = sorted(self._groups)
        cells_of = np.array([h * w * len(self._groups[h, w]) for h, w in self._shapes], np.float64)
        self._odds = cells_of / cells_of.sum()

    def step(self, number: int) -> list[Batch]:
        """The batches of a step; maps of rare sizes come one by one, several to a step."""
        rng = np.random.default_rng([self._seed, number])
        left, found = self._cells, []
        while left > 0:
            depth, width = self._shapes[int(rng.choice(len(self._shapes), p=self._odds))]
            group = self._groups[depth, width]
            count = min(max(left // (depth * width), 1), len(group))
            left -= count * depth * width
            chosen = [group[int(i)] for i in rng.choice(len(group), count, replace=False)]
            square, swapped = depth == width, 4 * int(rng.integers(0, 2))
            parts = []
            for example in chosen:
                symmetry = int(rng.integers(0, 8)) if square else swapped + int(rng.integers(0, 4))
                parts.append(self._one(turned(example, symmetry), rng))
            found.append(Batch(*(np.stack(part) for part in zip(*parts, strict=True))))
        return found

    def _one(
        self, example: Example, rng: np.random.Generator
    ) -> tuple[IntArray, IntArray, FloatArray, FloatArray, npt.NDArray[np.bool_]]:
        tiles, symmetry = example.tiles, "none"
        counted = np.ones(tiles.shape, np.bool_)
        if rng.random() < _SYMMETRIC:
            symmetry = _SYMMETRIES[int(rng.integers(0, 3))]
            tiles, counted = folded(tiles, symmetry)
        kind = "" if rng.random() < _DROP_KIND else example.kind
        conditions = vector(
            tiles.shape[1],
            tiles.shape[0],
            kind=kind,
            style="" if rng.random() < _DROP_STYLE else example.style,
            density=None if rng.random() < _DROP_DENSITY else fullness(tiles, example.kind),
            locks=None if rng.random() < _DROP_LOCKS else locks_of(tiles),
            symmetry=symmetry,
        )
        names, odds = zip(*_TOLD, strict=True)
        told = told_ahead(tiles, str(rng.choice(names, p=odds)), rng)
        fixed = np.where(told, tiles, FREE_TILE).astype(np.int64)
        plan = None if rng.random() < _DROP_PLAN else loose_plan(tiles, rng)
        return tiles.astype(np.int64), fixed, planes(tiles.shape[0], tiles.shape[1], plan), conditions, counted & ~told


def loose_plan(tiles: TileArray, rng: np.random.Generator) -> FloatArray:
    """A plan of a map as one may be told it: of some coarseness, its blocks lying anywhere."""
    block = int(rng.choice(_BLOCKS))
    down, right = rng.integers(0, block, 2).tolist()
    return coarse(tiles, block, (down, right))


def plain_batch(examples: Sequence[Example], block: int | None = None) -> Batch:
    """Maps of one size with all that is known of them and nothing fixed: how held-out likelihood is measured.

    Args:
        examples: the maps.
        block: of the plans that are told, if any.
    """
    tiles = np.stack([example.tiles for example in examples])
    depth, width = tiles.shape[1:]
    places = np.stack([planes(depth, width, None if block is None else coarse(one, block)) for one in tiles])
    conditions = np.stack([known(example) for example in examples])
    free = np.full(tiles.shape, FREE_TILE, np.int64)
    return Batch(tiles.astype(np.int64), free, places, conditions, np.ones_like(tiles, bool))


def known(example: Example) -> FloatArray:
    """All conditions of a map."""
    tiles = example.tiles
    return vector(
        tiles.shape[1],
        tiles.shape[0],
        kind=example.kind,
        style=example.style,
        density=fullness(tiles, example.kind),
        locks=locks_of(tiles),
    )
