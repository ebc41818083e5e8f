"""The head alone, for many faces at once.

A face is a row of slider values (see :mod:`procgen.character.face.sliders`). The vertices of a face are linear in the
weights of the targets, so many faces are one product of matrices: the same vertices as ``Basis.evaluate`` gives, for a
chosen part of the mesh. Muscle, weight, height and proportions stand in their middles; they add the same to every face.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import BODY_VERTICES, Basis
from procgen.character.body.macro import AGES_YEARS, Macro, age_shares, macro_weights

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

HERITAGES = ("african", "asian", "caucasian")
SEXES = (0.0, 1.0)
_BELOW_NECK_M = 0.02
_HELPERS = (
    "helper-l-eye",
    "helper-r-eye",
    "helper-upper-teeth",
    "helper-lower-teeth",
    "helper-tongue",
    "helper-l-eyelashes-1",
    "helper-l-eyelashes-2",
    "helper-r-eyelashes-1",
    "helper-r-eyelashes-2",
)


@dataclass(frozen=True, slots=True)
class Condition:
    """Whose face it is.

    Attributes:
        sex: 0 female to 1 male.
        age_years: 1 to 90.
        heritage: shares of "african", "asian", "caucasian", brought to a sum of 1; missing ones are 0.
    """

    sex: float
    age_years: float
    heritage: Mapping[str, float]

    def shares(self) -> npt.NDArray[np.float64]:
        """(3,) heritage shares in the order of ``HERITAGES``. Raises ValueError if none is positive."""
        shares = np.array([self.heritage.get(name, 0.0) for name in HERITAGES], np.float64)
        if not np.all(np.isfinite(shares)) or shares.min() < 0 or shares.sum() <= 0:
            raise ValueError(f"heritage: {dict(self.heritage)} has no positive share of {', '.join(HERITAGES)}")
        normalised: npt.NDArray[np.float64] = shares / shares.sum()
        return normalised


def corner_weights(conditions: Sequence[Condition]) -> Floats:
    """(n, 24) weights of the corners of sex, age and heritage: the macro sliders' multilinear interpolation."""
    rows = np.zeros((len(conditions), len(SEXES), len(AGES_YEARS), len(HERITAGES)), np.float32)
    ages = [name for _, name in AGES_YEARS]
    for row, condition in zip(rows, conditions, strict=True):
        by_age = np.zeros(len(ages))
        for name, share in age_shares(condition.age_years):
            by_age[ages.index(name)] += share
        by_sex = np.array([1 - condition.sex, condition.sex])
        row[:] = by_sex[:, None, None] * by_age[:, None] * condition.shares()
    return rows.reshape(len(conditions), -1)


def head_vertices(basis: Basis) -> Ints:
    """Vertices of the head and neck, with eyes, lashes, teeth and tongue, ascending."""
    neck = basis.joints(basis.vertices)[basis.joint_names.index("Neck")]
    body = np.flatnonzero(basis.vertices[:BODY_VERTICES, 1] > neck[1] - _BELOW_NECK_M)
    body = body[np.abs(basis.vertices[body, 0]) < 0.12]
    helpers = np.unique(basis.faces[basis.group_faces(*_HELPERS)])
    return np.union1d(body, helpers)


@dataclass(frozen=True, eq=False)
class HeadMesh:
    """A part of the mesh under the sliders of the face.

    Attributes:
        vertices: (V,) which vertices of the basis, ascending.
        corners: (24, 3 V) the part at the corners of sex, age and heritage, metres.
        negative, positive: (S, 3 V) what one unit of each slider's ends adds, metres.
    """

    vertices: Ints
    corners: Floats
    negative: Floats
    positive: Floats

    @classmethod
    def of(cls, basis: Basis, sliders: Sequence[str], vertices: npt.NDArray[np.integer]) -> HeadMesh:
        """Cut the part out of the basis. Raises KeyError for a name that is no slider."""
        chosen = np.unique(vertices).astype(np.int64)
        names = tuple(basis.target_names)
        place = np.full(len(basis.vertices), -1)
        place[chosen] = np.arange(len(chosen))
        ends = np.zeros((2, len(sliders), len(chosen), 3), np.float32)
        for number, slider in enumerate(sliders):
            for end, targets in enumerate(basis.modifiers[slider]):
                for target in targets[targets >= 0]:
                    index, shift = basis.target(names[target])
                    kept = place[index] >= 0
                    ends[end, number, place[index[kept]]] += shift[kept]
        corners = [
            basis.evaluate(macro_weights(Macro(sex=sex, age_years=age, heritage={heritage: 1.0}), basis))[chosen]
            for sex, (age, _), heritage in product(SEXES, AGES_YEARS, HERITAGES)
        ]
        flat = ends.reshape(2, len(sliders), -1)
        return cls(chosen, np.stack(corners).reshape(len(corners), -1), flat[0], flat[1])

    def base(self, weights: Floats) -> Floats:
        """(n, V, 3): the people of :func:`corner_weights` with all sliders at 0."""
        return (weights @ self.corners).reshape(len(weights), -1, 3)

    def shifts(self, values: Floats) -> Floats:
        """(n, V, 3): what slider values (n, S) add."""
        low, high = np.maximum(-values, 0).astype(np.float32), np.maximum(values, 0).astype(np.float32)
        return (low @ self.negative + high @ self.positive).reshape(len(values), -1, 3)

    def evaluate(self, values: Floats, weights: Floats) -> Floats:
        """(n, V, 3) in metres, body axes, not put on the floor."""
        return self.base(weights) + self.shifts(values)

    def places(self, numbers: npt.ArrayLike) -> Ints:
        """Where basis vertices stand in ``vertices``. Raises KeyError for one that is not in the part."""
        wanted = np.asarray(numbers, np.int64)
        found = np.minimum(np.searchsorted(self.vertices, wanted), len(self.vertices) - 1)
        if np.any(self.vertices[found] != wanted):
            raise KeyError(f"vertices {np.unique(wanted[self.vertices[found] != wanted])} are not in the part")
        return found
