"""Correct how heads are measured, in ``assets/character_measures.json``, by people as they are drawn.

    python -m procgen.character.recipe.heads assets

A fit to measures leaves the face alone, and hm08's skull is narrower than people's and its ears lie further forward:
what is read on drawn people differs in mean and spread from what the population gave them. One line for each measure of
the head, the same for both sexes, brings both together: its factor is multiplied and an offset is added.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from procgen.character.body.macro import ADULT_YEARS
from procgen.character.body.statistics import FILE
from procgen.character.people.conditions import Conditions
from procgen.character.people.draw import People
from procgen.character.population import MEASURES
from procgen.runtime.store import ModelStore

Doubles = npt.NDArray[np.float64]

HEAD = (
    "bitragion_chin_arc",
    "bitragion_submandibular_arc",
    "bizygomatic_breadth",
    "ear_breadth",
    "ear_length",
    "ear_protrusion",
    "head_breadth",
    "head_circumference",
    "head_length",
    "menton_sellion_length",
    "tragion_top_of_head",
)
"""Measures that the face decides."""
_SEED = 11
_DECIMALS = 5


def drawn(people: People, count: int, seed: int = _SEED) -> tuple[Doubles, Doubles]:
    """(count, M) measures of adults as their bodies are, and as the population gave them, in the gauge's order."""
    names = people.fitter.gauge.names
    place = [[measure.name for measure in MEASURES].index(name) for name in names]
    bodies: list[list[float]] = []
    rows: list[Doubles] = []
    number = 0
    while len(rows) < count:
        number += 1
        sketch = people.sketch(Conditions(), seed, number)
        if sketch.row is None or sketch.person.age_years < ADULT_YEARS:
            continue
        bodies.append([people.finish(sketch).measures[name] for name in names])
        rows.append(sketch.row[place])
    return np.array(bodies), np.array(rows)


def lines(names: Sequence[str], read: Doubles, wanted: Doubles) -> dict[str, tuple[float, float]]:
    """Of each measure of the head, factor and offset by which readings (N, M) have mean and spread of (N, M)."""
    found = {}
    for name in HEAD:
        one, other = read[:, names.index(name)], wanted[:, names.index(name)]
        factor = float(other.std() / one.std())
        found[name] = factor, float(other.mean() - factor * one.mean())
    return found


def corrected(
    data: Mapping[str, Mapping[str, float]], found: Mapping[str, tuple[float, float]]
) -> dict[str, dict[str, float]]:
    """New ``factors`` and ``offsets``: a line is applied to what was read with the old ones."""
    factors, offsets = dict(data["factors"]), dict(data["offsets"])
    for name, (factor, offset) in found.items():
        factors[name] = round(factors.get(name, 1.0) * factor, _DECIMALS)
        offsets[name] = round(offsets.get(name, 0.0) * factor + offset, _DECIMALS)
    return {"factors": factors, "offsets": offsets}


def main() -> None:
    """Correct the file in a folder of assets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("assets", type=Path)
    parser.add_argument("--people", type=int, default=260)
    arguments = parser.parse_args()
    people = People(ModelStore(threads=1))
    found = lines(people.fitter.gauge.names, *drawn(people, arguments.people))
    path = arguments.assets / FILE
    data = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**data, **corrected(data, found)}, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
