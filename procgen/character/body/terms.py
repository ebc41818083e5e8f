"""What a tape, a rod and a calliper read: terms over points of the mesh, with their exact derivatives.

Every term is piecewise smooth in the points. Its derivative holds wherever no other point becomes the outermost one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.character.body.landmarks import DIRECTIONS, Points

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

_EACH = np.arange(DIRECTIONS)
_AXES = {"x": (1.0, 0.0, 0.0), "y": (0.0, 1.0, 0.0), "z": (0.0, 0.0, 1.0)}


class Term(ABC):
    """One reading in metres."""

    @abstractmethod
    def read(self, places: Doubles, points: Points, gradient: Floats | None) -> float:
        """The reading.

        Args:
            places: (P, 3) of the points.
            points: what they are.
            gradient: (P, 3) zeros to which the derivative is added, or None.
        """


@dataclass(frozen=True, slots=True)
class Girth(Term):
    """Length of a tape round a ring: the perimeter of its convex hull in the ring's plane.

    Cauchy's formula: the perimeter of a convex curve is the integral of its support function over all directions; the
    trapezoid rule with 72 directions is within 0.1 % for hulls of twenty points.
    """

    ring: str

    def read(self, places: Doubles, points: Points, gradient: Floats | None) -> float:
        ring = points.rings[self.ring]
        support = places[ring.start : ring.stop] @ ring.outward.T
        farthest = support.argmax(axis=0)
        step = 2 * np.pi / DIRECTIONS
        if gradient is not None:
            np.add.at(gradient, ring.start + farthest, ring.outward * step)
        return float(support[farthest, _EACH].sum() * step)


@dataclass(frozen=True, slots=True)
class Extent(Term):
    """Distance between the calliper's jaws: a ring's or region's extent along an axis.

    ``axis`` is "x", "y", "z", or for rings "across" and "along".
    """

    where: str
    axis: str

    def read(self, places: Doubles, points: Points, gradient: Floats | None) -> float:
        if self.where in points.rings:
            ring = points.rings[self.where]
            numbers = np.arange(ring.start, ring.stop)
        else:
            numbers = points.sets[self.where]
        direction = np.asarray(
            _AXES[self.axis] if self.axis in _AXES else getattr(points.rings[self.where], self.axis), np.float64
        )
        along = places[numbers] @ direction
        high, low = int(along.argmax()), int(along.argmin())
        if gradient is not None:
            gradient[numbers[high]] += direction
            gradient[numbers[low]] -= direction
        return float(along[high] - along[low])


@dataclass(frozen=True, slots=True)
class Path(Term):
    """Length of the straight pieces between points, in order."""

    stops: tuple[str, ...]

    def read(self, places: Doubles, points: Points, gradient: Floats | None) -> float:
        numbers = np.array([points.named[name] for name in self.stops])
        stops = places[numbers]
        pieces = stops[1:] - stops[:-1]
        length = np.sqrt(np.einsum("lk,lk->l", pieces, pieces))
        if gradient is not None:
            unit = pieces / np.maximum(length, 1e-9)[:, None]
            np.add.at(gradient, numbers[1:], unit)
            np.subtract.at(gradient, numbers[:-1], unit)
        return float(length.sum())


@dataclass(frozen=True, slots=True)
class Height(Term):
    """Height of a point, or of the highest point of a region, above the lowest point of the soles."""

    where: str

    def read(self, places: Doubles, points: Points, gradient: Floats | None) -> float:
        soles = points.sets["sole"]
        floor = int(soles[places[soles, 1].argmin()])
        if self.where in points.sets:
            region = points.sets[self.where]
            top = int(region[places[region, 1].argmax()])
        else:
            top = points.named[self.where]
        if gradient is not None:
            gradient[top, 1] += 1
            gradient[floor, 1] -= 1
        return float(places[top, 1] - places[floor, 1])


@dataclass(frozen=True, slots=True)
class Ahead(Term):
    """How far one point lies before another, along z."""

    front: str
    back: str

    def read(self, places: Doubles, points: Points, gradient: Floats | None) -> float:
        front, back = points.named[self.front], points.named[self.back]
        if gradient is not None:
            gradient[front, 2] += 1
            gradient[back, 2] -= 1
        return float(places[front, 2] - places[back, 2])
