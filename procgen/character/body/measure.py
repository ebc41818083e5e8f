"""What a body measures, by the definitions of ANSUR II.

A measure is a factor times a sum of terms (:mod:`procgen.character.body.terms`), and an offset. The factors are near
1 where the mesh can be measured as people are; where a landmark lies in the flesh or the posture differs (the mesh
stands with its arms away, the survey's people also sit and reach), the factor makes women and men as they are drawn
read as the survey's on average (:mod:`procgen.character.body.statistics`). There is one for each sex, since the mesh's
woman and man are different meshes, whose vertices do not lie alike under the skin. Heads, whose form faces decide and
no fit changes, have offsets as well, by which they spread as the survey's. The mass comes from the volume
(:mod:`procgen.character.body.density`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from procgen.character.body.ansur import MASS, STATURE
from procgen.character.body.basis import Basis, packaged_basis
from procgen.character.body.body import Body
from procgen.character.body.density import mass_of
from procgen.character.body.landmarks import Points, find_points
from procgen.character.body.measures import MEASURES, Measure
from procgen.character.body.shape import Shape, make_body
from procgen.character.body.statistics import SEXES, packaged_statistics
from procgen.character.body.terms import Path, Term

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_ONE = np.ones(len(SEXES))


@dataclass(frozen=True, eq=False, repr=False)
class Gauge:
    """Tape, rods and scales for one basis.

    Attributes:
        basis: whose bodies it measures.
        points: the points that the measures read.
        measures: all but the mass, in the order of the values.
        terms: their terms, each once.
        combine, offset: (2, M, T) factors, female and male, and (M,) metres: measures = combine[sex] @ terms + offset.
        legs: the pieces of all paths: (L, 2) point numbers, first piece of each path, and the paths' terms.
    """

    basis: Basis
    points: Points
    measures: tuple[Measure, ...]
    terms: tuple[Term, ...]
    combine: Doubles
    offset: Doubles
    legs: tuple[Ints, Ints, Ints]

    @classmethod
    def of(cls, basis: Basis, factors: Mapping[str, Doubles], offsets: Mapping[str, float] | None = None) -> Gauge:
        """Prepare the measures.

        Args:
            basis: whose bodies they are for.
            factors: by measure, (2,) for women and for men; those that are missing count 1.
            offsets: by measure, metres; those that are missing count 0.
        """
        terms = tuple(dict.fromkeys(term for measure in MEASURES for _, term in measure.parts))
        number = {term: place for place, term in enumerate(terms)}
        combine = np.zeros((len(SEXES), len(MEASURES), len(terms)))
        for row, measure in enumerate(MEASURES):
            for share, term in measure.parts:
                combine[:, row, number[term]] += share * factors.get(measure.name, _ONE)
        points = find_points(basis)
        paths = [(place, term) for place, term in enumerate(terms) if isinstance(term, Path)]
        pairs = [[(points.named[a], points.named[b]) for a, b in pairwise(path.stops)] for _, path in paths]
        starts = np.cumsum([0, *(len(pair) for pair in pairs)])[:-1]
        legs = (np.array([leg for pair in pairs for leg in pair]), starts, np.array([place for place, _ in paths]))
        offset = np.array([(offsets or {}).get(measure.name, 0.0) for measure in MEASURES])
        return cls(basis, points, MEASURES, terms, combine, offset, legs)

    @property
    def names(self) -> tuple[str, ...]:
        """The measures, in the order of the values; the mass is last."""
        return (*(measure.name for measure in self.measures), MASS)

    def lengths(self, places: Doubles, sex: float) -> Doubles:
        """All measures but the mass, (M,) in metres, from the points' places (P, 3); sex is 0 female to 1 male."""
        values = np.zeros(len(self.terms))
        legs, starts, paths = self.legs
        pieces = places[legs[:, 1]] - places[legs[:, 0]]
        values[paths] = np.add.reduceat(np.sqrt(np.einsum("lk,lk->l", pieces, pieces)), starts)
        for number, term in enumerate(self.terms):
            if not isinstance(term, Path):
                values[number] = term.read(places, self.points, None)
        lengths: Doubles = self._combined(sex) @ values + self.offset
        return lengths

    def _combined(self, sex: float) -> Doubles:
        """(M, T) factors for a sex; between 0 and 1 they are mixed."""
        female, male = self.combine
        mixed: Doubles = female if sex == 0 else male if sex == 1 else (1 - sex) * female + sex * male
        return mixed

    def slopes(self, places: Doubles, rows: Sequence[int], directions: Floats, sex: float) -> Doubles:
        """Derivatives of some measures along some ways of moving the points.

        Args:
            places: (P, 3) of the points.
            rows: numbers of R measures.
            directions: (D, P * 3).
            sex: 0 female to 1 male; it stays as it is.

        Returns:
            (R, D).
        """
        combine = self._combined(sex)[list(rows)]
        needed = np.flatnonzero(np.any(combine != 0, axis=0))
        gradients = np.zeros((len(needed), *places.shape), np.float32)
        for gradient, number in zip(gradients, needed, strict=True):
            self.terms[int(number)].read(places, self.points, gradient)
        slopes: Doubles = combine[:, needed] @ (gradients.reshape(len(needed), places.size) @ directions.T)
        return slopes

    def measure(self, body: Body, sex: float, age_years: float) -> dict[str, float]:
        """Every measure of a body in metres, and its mass in kg.

        Args:
            body: in its rest pose.
            sex: 0 female, 1 male; with the age it tells how dense the body is, and how its measures are read.
            age_years: any.
        """
        lengths = self.lengths(self.points.places(body.vertices).astype(np.float64), sex)
        values = {measure.name: float(value) for measure, value in zip(self.measures, lengths, strict=True)}
        values[MASS], _ = mass_of(volume(body.vertices, self.basis), values[STATURE], sex, age_years)
        return values


def volume(vertices: Floats, basis: Basis) -> float:
    """Volume in m^3 that the body's skin encloses: a sixth of the sum of triple products (the divergence theorem)."""
    first, second, third, fourth = (vertices[corner] for corner in _corners(basis))
    return float(np.einsum("fk,fk->", first, np.cross(second - fourth, third), dtype=np.float64)) / 6


_CORNERS: dict[int, tuple[Ints, ...]] = {}


def _corners(basis: Basis) -> tuple[Ints, ...]:
    """The four corners of the body's faces, each (F,), prepared once a basis."""
    found = _CORNERS.get(id(basis))
    if found is None:
        quads = basis.faces[basis.body_faces]
        found = _CORNERS[id(basis)] = tuple(np.ascontiguousarray(quads[:, corner]) for corner in range(4))
    return found


@lru_cache(maxsize=1)
def packaged_gauge() -> Gauge:
    """The gauge of the basis that came with procgen."""
    statistics = packaged_statistics()
    return Gauge.of(packaged_basis(), statistics.factors, statistics.offsets)


def measure_shape(shape: Shape, gauge: Gauge) -> dict[str, float]:
    """Every measure of a shape's body, in metres and kg."""
    return gauge.measure(make_body(shape, gauge.basis), shape.macro.sex, shape.macro.age_years)
