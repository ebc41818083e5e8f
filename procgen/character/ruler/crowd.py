"""How different the people of a crowd are: in looks, and, with nothing but geometry, in the vertices of their bodies.

Run ``python -m procgen.character.ruler.crowd 1000``.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import BODY_VERTICES
from procgen.character.body.shape import Shape, make_body
from procgen.character.face.mesh import head_vertices
from procgen.character.people.conditions import Conditions
from procgen.character.people.crowd import Crowd
from procgen.character.people.draw import People
from procgen.runtime.store import ModelStore

Floats = npt.NDArray[np.float64]

_EVERY = 6
"""Of the vertices so many are left out but one: distances change by a percent."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Distances of pairs: the median, and the smallest as a share of it."""

    median: float
    smallest_share: float


@dataclass(frozen=True, slots=True)
class CrowdReport:
    """Figures of one crowd.

    Attributes:
        looks: in the metric that the crowd keeps apart in.
        bodies_m: root mean square distance of vertices of the bodies in rest pose, feet at the same place, metres.
        faces_m: likewise of heads, brought to the same middle.
        drawn_again: members who looked too much like another at first.
        cpu_s, wall_s: time for a member, without models being loaded.
    """

    count: int
    looks: Spread
    bodies_m: Spread
    faces_m: Spread
    drawn_again: int
    cpu_s: float
    wall_s: float


def spread_of(rows: npt.NDArray[np.float32], vertices: int) -> Spread:
    """Of root mean square distances between bodies.

    Args:
        rows: (n, vertices * 3), metres.
        vertices: how many there are.
    """
    centred = (rows - rows.mean(axis=0)).astype(np.float64)
    square = np.einsum("nd,nd->n", centred, centred)
    pairs = square[:, None] + square[None] - 2.0 * centred @ centred.T
    upper = pairs[np.triu_indices(len(rows), 1)]
    distances = np.sqrt(np.maximum(upper, 0.0) / vertices)
    median = float(np.median(distances))
    return Spread(median, float(distances.min()) / median)


def evaluate_crowd(people: People, conditions: Conditions, seed: int, count: int) -> CrowdReport:
    """Make a crowd and measure it."""
    crowd = Crowd(people, conditions, seed, count)
    members = iter(crowd)
    shapes: list[Shape] = [next(members).person.shape]  # the pilots are drawn with the first
    cpu, wall = time.process_time(), time.perf_counter()
    shapes += [drawn.person.shape for drawn in members]
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    head = head_vertices(people.basis)[::_EVERY]
    bodies, heads = [], []
    for shape in shapes:
        vertices = make_body(shape, people.basis).vertices
        bodies.append(vertices[:BODY_VERTICES:_EVERY].ravel())
        face = vertices[head]
        heads.append((face - face.mean(axis=0)).ravel())
    statistics = crowd.statistics
    return CrowdReport(
        count,
        Spread(statistics.median, statistics.smallest),
        spread_of(np.stack(bodies), len(bodies[0]) // 3),
        spread_of(np.stack(heads), len(head)),
        statistics.drawn_again,
        cpu / max(count - 1, 1),
        wall / max(count - 1, 1),
    )


def main() -> None:
    """Print the figures of a crowd."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int, help="members, 2 or more")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--setting", default="", help="medieval, modern or scifi; any if left out")
    arguments = parser.parse_args()
    report = evaluate_crowd(
        People(ModelStore(threads=1)), Conditions(setting=arguments.setting), arguments.seed, arguments.count
    )
    for name, value in asdict(report).items():
        print(f"{name}: {value}")  # noqa: T201


if __name__ == "__main__":
    main()
