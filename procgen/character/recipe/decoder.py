"""Make ``assets/character_decoder.onnx`` from the body's basis: targets in low-rank factors, sliders worked out inside.

    python -m procgen.character.recipe.decoder assets

Targets that span the body (macro sliders) are factored together; modelling targets by region of the mesh, on the
vertices that they move. A factor is the best of its rank for bodies drawn by
:func:`procgen.character.body.plausible.random_shape`: the singular value decomposition of the targets, weighted by the
covariance of their weights (Eckart and Young, 1936). Factors are stored in 16 bits.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx

from procgen.character.body.basis import Basis, packaged_basis
from procgen.character.body.decoder import DOMAIN, GENERATOR, HERITAGES, ROLE, slider_names
from procgen.character.body.flat_chest import name_of as flat_chest_name
from procgen.character.body.macro import ADULT_YEARS, AGES_YEARS
from procgen.character.body.plausible import generator, random_shape
from procgen.character.body.shape import ADULT_ONLY, shape_weights, split_side
from procgen.character.recipe.decoder_graph import Factors, build_graph
from procgen.kit.recipe.export import write_catalog_entry

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FILE = "character_decoder.onnx"
MACRO_RANK = 52
BLOCK_ERROR_M = 1e-4
"""Root mean square error that a region's factors may leave on plausible bodies."""
SAMPLES = 1500
_EVERY_WIDE = 4
_FLOOR = 0.02
"""Standard deviation that every target's weight has at least, so that none is forgotten."""
_SEXES = ("female", "male")
_MUSCLES = ("minmuscle", "averagemuscle", "maxmuscle")
_MASSES = ("minweight", "averageweight", "maxweight")
_HEIGHTS = ("minheight", "maxheight")
_PROPORTIONS = ("uncommonproportions", "idealproportions")
_CUPS = ("mincup", "averagecup", "maxcup")
_FIRMNESSES = ("minfirmness", "averagefirmness", "maxfirmness")


def macro_columns() -> list[str]:
    """Names of the targets by column of the products that the graph forms, in its order; many do not exist."""
    ages = [name for _, name in AGES_YEARS]
    kinds = list(product(_SEXES, ages, _MUSCLES, _MASSES))
    words = ["-".join(kind) for kind in kinds]
    return [
        *(f"macrodetails/{heritage}-{sex}-{age}" for heritage, sex, age in product(HERITAGES, _SEXES, ages)),
        *(f"macrodetails/universal-{word}" for word in words),
        *(flat_chest_name(*kind) for kind in kinds),
        *(f"macrodetails/height/{word}-{height}" for word, height in product(words, _HEIGHTS)),
        *(f"macrodetails/proportions/{word}-{kind}" for word, kind in product(words, _PROPORTIONS)),
        *(f"breast/{word}-{cup}-{firmness}" for word, cup, firmness in product(words, _CUPS, _FIRMNESSES)),
    ]


@dataclass(frozen=True, slots=True)
class Ends:
    """How modelling sliders give weights: (sliders, targets) of 0 and 1 for the side below 0 and the one above."""

    below: Floats
    above: Floats
    targets: list[str]
    adult_only: Floats


def slider_ends(basis: Basis) -> Ends:
    """The matrices for all sliders of the decoder's input."""
    names, targets = slider_names(basis), list(basis.target_names)
    used = sorted({int(number) for row in basis.modifiers.values() for number in row.ravel() if number >= 0})
    place = {number: at for at, number in enumerate(used)}
    matrices = np.zeros((2, len(names), len(used)), np.float32)
    adult = np.zeros(len(names), np.float32)
    for row, name in enumerate(names):
        plain, side = split_side(name, basis)
        adult[row] = plain.startswith(ADULT_ONLY)
        for end, at in product((0, 1), (0, 1)):
            number = int(basis.modifiers[plain][end, at])
            if number >= 0 and side in {None, at}:
                matrices[end, row, place[number]] += 1
    return Ends(matrices[0], matrices[1], [targets[number] for number in used], adult)


def sample_weights(basis: Basis, names: list[str], count: int) -> Floats:
    """Target weights (count, targets) of plausible bodies; every fourth has macro sliders from their whole range."""
    place = {name: at for at, name in enumerate(names)}
    weights = np.zeros((count, len(names)), np.float32)
    for row in range(count):
        shape = random_shape(row, basis)
        if row % _EVERY_WIDE == 0:
            muscle, weight, proportions, bust, firmness = generator(row, "character/decoder").uniform(size=5).tolist()
            macro = replace(
                shape.macro, muscle=muscle, weight=weight, proportions=proportions, bust=bust, firmness=firmness
            )
            shape = replace(shape, macro=macro)
        for name, weight in shape_weights(shape, basis).items():
            if name in place:
                weights[row, place[name]] = weight
    return weights


def dense(basis: Basis, names: list[str]) -> Floats:
    """Targets as rows, (targets, vertices * 3) in metres; zeros for a name that the basis lacks."""
    rows = np.zeros((len(names), len(basis.vertices), 3), np.float32)
    for row, name in zip(rows, names, strict=True):
        if name in basis.target_names:
            vertex, shift = basis.target(name)
            row[vertex] = shift
    return rows.reshape(len(names), -1)


def factorise(targets: Floats, weights: Floats, *, rank: int | None, error_m: float) -> tuple[Floats, Floats]:
    """The best factors for bodies with such weights.

    Args:
        targets: (T, N * 3).
        weights: (samples, T).
        rank: how many directions to keep; None keeps as few as leave a root mean square error a vertex of ``error_m``.
        error_m: see there.

    Returns:
        (T, K) and (K, N * 3): their product stands for the targets.
    """
    second = weights.T.astype(np.float64) @ weights / len(weights) + np.eye(weights.shape[1]) * _FLOOR**2
    values, axes = np.linalg.eigh(second)
    root = np.sqrt(np.maximum(values, 0))
    weighted = (axes * root).T.astype(np.float32) @ targets
    energy, directions = np.linalg.eigh((weighted @ weighted.T).astype(np.float64))
    energy, directions = energy[::-1], directions[:, ::-1]
    if rank is None:
        left = np.sqrt(np.maximum(np.cumsum(energy[::-1])[::-1], 0) / (targets.shape[1] / 3))
        rank = int(np.argmax(left < error_m)) if np.any(left < error_m) else len(left)
    kept = directions[:, :rank]
    codes = (axes / root) @ kept
    scale = np.sqrt(np.maximum(energy[:rank], 1e-20))
    # Rows of the second factor are brought to one size, so that 16 bits serve all of them equally.
    shapes = (kept.T.astype(np.float32) @ weighted) / scale[:, None].astype(np.float32)
    return (codes * scale).astype(np.float32), shapes


def regions(basis: Basis, ends: Ends) -> dict[str, list[int]]:
    """Modelling targets by region and side, as places in ``ends.targets``."""
    found: dict[str, list[int]] = {}
    for place, name in enumerate(ends.targets):
        region, rest = name.split("/")
        side = rest[:2] if rest[:2] in {"l-", "r-"} else ""
        part = rest.split("-")[0] + rest.split("-")[1] if region == "asym" else ""
        found.setdefault(f"{region}{side}{part}", []).append(place)
    return found


def make_factors(basis: Basis) -> Factors:
    """Factor the whole basis."""
    columns = macro_columns()
    present = [number for number, name in enumerate(columns) if name in basis.target_names]
    names = [columns[number] for number in present]
    codes, shapes = factorise(dense(basis, names), sample_weights(basis, names, SAMPLES), rank=MACRO_RANK, error_m=0.0)
    macro = np.zeros((len(columns), codes.shape[1]), np.float32)
    macro[present] = codes
    ends = slider_ends(basis)
    weights = sample_weights(basis, ends.targets, SAMPLES)
    below, above, blocks, vertices = [], [], [], []
    for places in regions(basis, ends).values():
        rows = dense(basis, [ends.targets[place] for place in places])
        moved = np.flatnonzero(np.abs(rows).reshape(len(rows), -1, 3).max(axis=(0, 2)) > 0)
        if not len(moved):
            continue
        local = rows.reshape(len(rows), -1, 3)[:, moved].reshape(len(rows), -1)
        codes, shapes_here = factorise(local, weights[:, places], rank=None, error_m=BLOCK_ERROR_M)
        below.append(ends.below[:, places] @ codes)
        above.append(ends.above[:, places] @ codes)
        blocks.append(shapes_here)
        vertices.append(moved)
    return Factors(
        basis.vertices, macro, shapes, np.concatenate(below, axis=1), np.concatenate(above, axis=1), ends.adult_only,
        blocks, vertices,
    )  # fmt: skip


def catalog_entry() -> Mapping[str, object]:
    """What the catalog says of the decoder."""
    return {
        "name": "character_decoder",
        "domain": DOMAIN,
        "generator": GENERATOR,
        "role": ROLE,
        "family": "linear",
        "file": FILE,
        "licence": "CC0-1.0",
        "default": False,
        "card": "character.md",
        "properties": {},
    }


def make_decoder(basis: Basis, path: Path) -> None:
    """Factor the basis and write the graph."""
    graph = build_graph(make_factors(basis), ADULT_YEARS, tuple(years for years, _ in AGES_YEARS))
    onnx.checker.check_model(graph)
    path.write_bytes(graph.SerializeToString())


def main() -> None:
    """Write the decoder and its catalog entry into a folder of assets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("assets", type=Path)
    arguments = parser.parse_args()
    make_decoder(packaged_basis(), arguments.assets / FILE)
    write_catalog_entry(arguments.assets, catalog_entry())


if __name__ == "__main__":
    main()
