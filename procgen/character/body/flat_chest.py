"""Targets that keep the chests of people under 18 flat.

The basis gives girls a growing bust, even with its smallest cup, and heavy children of both sexes a fat chest. For each
sex, age, muscle and weight that the macro sliders know, a target is derived that replaces the surface of the chest with
that of the average boy of the same age, carried over by the affine map that fits best along the border of the region,
so that the rib cage keeps its width and depth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Steps = tuple[npt.NDArray[np.uint16], npt.NDArray[np.int16]]

SEXES = ("female", "male")
AGES = ("baby", "child", "young")
MUSCLES = ("minmuscle", "averagemuscle", "maxmuscle")
MASSES = ("minweight", "averageweight", "maxweight")
HERITAGES = ("african", "asian", "caucasian")

_EDGE_M, _FULL_M = 0.0003, 0.004
"""A vertex that differs by less than the first between the largest and the smallest cup stays as it is; from the second
on it lies on the flat chest, and between them it is blended."""


class Targets(Protocol):
    """What is read of a basis, which is made with what is derived here."""

    @property
    def vertices(self) -> Floats: ...

    @property
    def target_names(self) -> Mapping[str, int]: ...

    def target(self, name: str) -> tuple[npt.NDArray[np.uint16], Floats]: ...


def name_of(sex: str, age: str, muscle: str, mass: str) -> str:
    """The target's name."""
    return f"minor/flat-chest-{sex}-{age}-{muscle}-{mass}"


def derive(basis: Targets, step_m: float, body_vertices: int) -> dict[str, Steps]:
    """The targets by name: vertices, ascending, and their shifts (3, N) in steps."""
    region, share = chest_region(basis)
    border = (share < 1) & (region < body_vertices)
    targets = {}
    for sex, age, muscle, mass in product(SEXES, AGES, MUSCLES, MASSES):
        own = _chest(basis, region, sex, age, muscle, mass)
        flat = _chest(basis, region, "male", age, "averagemuscle", "averageweight")
        shift = (_carried(flat, own, border) - own) * share[:, None]
        steps = np.round(shift / step_m).astype(np.int16).T
        moved = np.any(steps != 0, axis=0)
        name = name_of(sex, age, muscle, mass)
        targets[name] = (region[moved].astype(np.uint16), np.ascontiguousarray(steps[:, moved]))
    return targets


def chest_region(basis: Targets) -> tuple[npt.NDArray[np.int64], Floats]:
    """The vertices (N,) of the chest, and how far each is replaced: 0 at the edge, 1 inside."""
    reach = _reach(basis)
    region = np.flatnonzero(reach > _EDGE_M)
    share = np.clip((reach[region] - _EDGE_M) / (_FULL_M - _EDGE_M), 0, 1)
    return region, (share * share * (3 - 2 * share)).astype(np.float32)


def carried_boy(
    own: Floats, ages: Sequence[tuple[str, float]], basis: Targets, border: npt.NDArray[np.bool_]
) -> Floats:
    """The average boy's chest at an age (shares), laid on a chest (N, 3) by its border, a mask over the region."""
    region, _ = chest_region(basis)
    flat = np.zeros_like(own)
    for age, share in ages:
        flat += np.float32(share) * _chest(basis, region, "male", age, "averagemuscle", "averageweight")
    return _carried(flat, own, border)


def _carried(shape: Floats, onto: Floats, border: npt.NDArray[np.bool_]) -> Floats:
    """A shape (N, 3) under the affine map that brings its border nearest to another's."""
    known = np.column_stack([shape, np.ones(len(shape), np.float32)])
    carry, _, _, _ = np.linalg.lstsq(known[border], onto[border], rcond=None)
    carried: Floats = (known @ carry).astype(np.float32)
    return carried


def _reach(basis: Targets) -> Floats:
    """How far the largest cup lies from the smallest, in metres, at each vertex; the farthest of some builds."""
    farthest = np.zeros(len(basis.vertices), np.float32)
    for build in ("averagemuscle-averageweight", "minmuscle-maxweight"):
        shift = np.zeros_like(basis.vertices)
        for cup, sign in (("maxcup", 1), ("mincup", -1)):
            vertex, moved = basis.target(f"breast/female-young-{build}-{cup}-averagefirmness")
            shift[vertex] += sign * moved
        farthest = np.maximum(farthest, np.linalg.norm(shift, axis=1))
    return farthest


def _chest(basis: Targets, region: npt.NDArray[np.int64], sex: str, age: str, muscle: str, mass: str) -> Floats:
    """The region's vertices (N, 3) of one build, the heritages mixed, without a bust."""
    kind = f"{sex}-{age}-{muscle}-{mass}"
    weights: Mapping[str, float] = {
        **{f"macrodetails/{heritage}-{sex}-{age}": 1 / len(HERITAGES) for heritage in HERITAGES},
        f"macrodetails/universal-{kind}": 1.0,
        f"breast/{kind}-mincup-averagefirmness": 1.0,
    }
    places = basis.vertices[region].copy()
    for name, weight in weights.items():
        if name in basis.target_names:
            vertex, shift = basis.target(name)
            at = np.minimum(np.searchsorted(vertex, region), max(len(vertex) - 1, 0))
            found = vertex[at] == region if len(vertex) else np.zeros(len(region), bool)
            places[found] += np.float32(weight) * shift[at[found]]
    return places
