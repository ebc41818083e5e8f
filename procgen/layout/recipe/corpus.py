"""The layouts that the learned generator is trained and measured on, made anew from seeds by the classical generators.

A corpus is a folder with files ``SPLIT-KIND-PART.npz``, of up to 500 maps each, which hold

- ``tiles``: (n, 64, 64) uint8, numbers of :class:`procgen.layout.tiles.Tile`;
- ``style``: (n,) uint8, indices into the kind's :data:`procgen.layout.kinds.STYLES`;
- ``density``: (n,) float32, what was asked for;
- ``locks``: (n,) uint8;
- ``seed``: (n,) uint64;

and, for maps of other sizes, files ``SPLIT-KIND-sizes.npz`` with the same fields, ``tiles`` flat and one after the
other, and ``width`` and ``depth``, (n,) uint16 each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.errors import Failed
from procgen.layout.classical.draws import Draws
from procgen.layout.classical.registry import classical_for
from procgen.layout.kinds import LOCKABLE, STYLES
from procgen.layout.parameters import KINDS, RANGES, LayoutParameters
from procgen.layout.tiles import TileArray

SPLITS: Final = ("train", "val", "test")
SIDE: Final = 64
MAPS: Final[Mapping[str, int]] = {"train": 2000, "val": 150, "test": 150}
"""Of a kind, of the usual size; a quarter as many of other sizes."""
_FIRST_SEED: Final = {"train": 1 << 40, "val": 2 << 40, "test": 3 << 40}
"""Splits never share a seed, nor do they with small numbers that people ask for."""
_PART_MAPS: Final = 500
_SIZES: Final = 1 << 30
"""Added to the seeds of maps of other sizes."""


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """One layout of a corpus and what it was asked to be."""

    tiles: TileArray
    """(depth, width)."""
    kind: str
    style: str
    density: float
    locks: int
    seed: int


def example(kind: str, split: str, number: int, *, other_size: bool = False) -> Example:
    """A layout by its number within a split: styles in turn, density and locks drawn.

    Args:
        kind: one of :data:`procgen.layout.kinds.KINDS`.
        split: one of :data:`SPLITS`.
        number: which.
        other_size: with sides of 16 to 128 tiles in place of :data:`SIDE`.
    """
    seed = _FIRST_SEED[split] + (_SIZES if other_size else 0) + number
    draws = Draws(seed, f"layout/corpus/{kind}")
    density = float(np.float32(draws.uniform()))
    locks = draws.between(1, 4) if draws.chance(0.5) and kind in LOCKABLE else 0
    width = depth = SIDE
    if other_size:
        low, high = int(RANGES["width"].minimum), int(RANGES["width"].maximum)
        width, depth = (round(low * (high / low) ** draws.uniform()) for _ in "wd")
        locks = min(locks, width * depth // 512)
    style = STYLES[kind][number % len(STYLES[kind])]
    parameters = LayoutParameters(kind, width=width, depth=depth, seed=seed, density=density, style=style, locks=locks)
    tiles, _ = classical_for(kind).make(parameters)
    return Example(tiles, kind, style, density, locks, seed)


def corpus(kind: str, split: str, count: int, *, other_sizes: bool = False) -> Iterator[Example]:
    """The first layouts of a split, one after the other."""
    return (example(kind, split, number, other_size=other_sizes) for number in range(count))


def _columns(examples: list[Example]) -> dict[str, npt.NDArray[np.generic]]:
    return {
        "style": np.array([STYLES[entry.kind].index(entry.style) for entry in examples], np.uint8),
        "density": np.array([entry.density for entry in examples], np.float32),
        "locks": np.array([entry.locks for entry in examples], np.uint8),
        "seed": np.array([entry.seed for entry in examples], np.uint64),
    }


def write_corpus(folder: Path, maps: Mapping[str, int] = MAPS) -> Iterator[Path]:
    """Makes the files of a corpus that are not there yet; yields each as it is done.

    The first part of every split and kind comes first, so that training can begin.

    Args:
        folder: made if need be.
        maps: of the usual size in each split and kind.
    """
    folder.mkdir(parents=True, exist_ok=True)
    parts = [
        (first // _PART_MAPS, split, kind, range(first, min(first + _PART_MAPS, count)))
        for split, count in maps.items()
        for first in range(0, count, _PART_MAPS)
        for kind in KINDS
    ]
    for part, split, kind, numbers in sorted(parts, key=lambda entry: entry[0]):
        path = folder / f"{split}-{kind}-{part}.npz"
        if not path.exists():
            examples = [example(kind, split, number) for number in numbers]
            _write(path, tiles=np.stack([entry.tiles for entry in examples]), **_columns(examples))
            yield path
    for split, count in maps.items():
        for kind in KINDS:
            path = folder / f"{split}-{kind}-sizes.npz"
            if not path.exists():
                examples = [example(kind, split, number, other_size=True) for number in range(max(count // 4, 1))]
                _write(
                    path,
                    tiles=np.concatenate([entry.tiles.ravel() for entry in examples]),
                    width=np.array([entry.tiles.shape[1] for entry in examples], np.uint16),
                    depth=np.array([entry.tiles.shape[0] for entry in examples], np.uint16),
                    **_columns(examples),
                )
                yield path


def _write(path: Path, **columns: npt.NDArray[np.generic]) -> None:
    """Whole files only, for others may be reading."""
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        np.savez_compressed(file, **columns)  # type: ignore[arg-type]
    unfinished.rename(path)


def read_corpus(folder: Path, kind: str, split: str, *, other_sizes: bool = False) -> list[Example]:
    """Layouts that :func:`write_corpus` wrote, or that somebody made in the same form.

    Raises:
        Failed: if there is none, or a file lacks a field.
    """
    paths = sorted(path for path in folder.glob(f"{split}-{kind}-*.npz") if path.stem.endswith("-sizes") == other_sizes)
    if not paths:
        raise Failed(f"{folder} has no {split}-{kind}-*.npz", "Make a corpus with `procgen train layout`.")
    return [entry for path in paths for entry in _read(path, kind, other_sizes)]


def _read(path: Path, kind: str, other_sizes: bool) -> list[Example]:
    try:
        with np.load(path, allow_pickle=False) as file:
            held = {name: file[name] for name in file.files}
    except (OSError, ValueError) as error:
        raise Failed(f"{path} can't be read: {error}", "Make it anew.") from error
    names = ["tiles", "style", "density", "locks", "seed", *(["width", "depth"] if other_sizes else [])]
    missing = [name for name in names if name not in held]
    if missing:
        raise Failed(f"{path} lacks {', '.join(missing)}", f"It must hold {', '.join(names)}.")
    tiles: list[TileArray]
    if other_sizes:
        shapes = list(zip(held["depth"].tolist(), held["width"].tolist(), strict=True))
        ends = np.cumsum([depth * width for depth, width in shapes])[:-1]
        tiles = [part.reshape(shape) for part, shape in zip(np.split(held["tiles"], ends), shapes, strict=True)]
    else:
        tiles = list(held["tiles"])
    return [
        Example(tile, kind, STYLES[kind][style], density, locks, seed)
        for tile, style, density, locks, seed in zip(
            tiles,
            held["style"].tolist(),
            held["density"].tolist(),
            held["locks"].tolist(),
            held["seed"].tolist(),
            strict=True,
        )
    ]
