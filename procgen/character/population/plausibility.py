"""Which conditions are possible, alone and together, and the nearest ones that are."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.character.population.axes import AXIS_INDEX, AXIS_LIMIT
from procgen.character.population.core import Core
from procgen.character.population.marginals import FloatArray
from procgen.character.population.measures import INDEX, MEASURES
from procgen.errors import Violation

MARGIN: Final = 4.5
"""A measure alone may lie so many standard deviations of its score from the mean of its sex and age."""
JOINT_DEVIATIONS: Final = 4.5
"""Values together may be as unlikely as a normal number so far above its mean."""
_ROUNDS = 200
_INSIDE = 1.0 - 1e-9
_UNCHANGED = 1e-9
"""A score that moved by less has not moved."""

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Problem:
    """A condition that can't be accepted."""

    field: str
    value: float
    allowed: str
    nearest: float | None
    """The nearest possible value, where each other field that is named is given its own nearest; None where there is
    none, as of an unknown field."""

    def violation(self) -> Violation:
        """As :class:`procgen.errors.InvalidFields` takes it."""
        offer = "" if self.nearest is None else f"; the nearest possible is {self.nearest:.6g}"
        return Violation.of(self.field, self.value, self.allowed + offer)


def joint_limit(count: int) -> float:
    """Largest squared Mahalanobis length of ``count`` values.

    The cube root of a chi-square number is about normal (Wilson and Hilferty 1931).
    """
    part = 2.0 / (9.0 * count)
    return float(count * (1.0 - part + JOINT_DEVIATIONS * math.sqrt(part)) ** 3)


def limits(core: Core, field: str) -> tuple[float, float]:
    """Least and largest value of a measure or an axis alone, in its unit."""
    if field in AXIS_INDEX:
        return -AXIS_LIMIT, AXIS_LIMIT
    measure = MEASURES[INDEX[field]]
    spread = MARGIN * math.sqrt(float(core.joint([field])[0, 0]))
    low, high = core.to_value(field, -spread), core.to_value(field, spread)
    return max(low, measure.range_min), min(high, measure.range_max)


def unit_of(field: str) -> str:
    """Unit of a measure or axis, with a space before it."""
    return " standard deviations" if field in AXIS_INDEX else f" {MEASURES[INDEX[field]].unit}"


def interval_text(field: str, low: float, high: float) -> str:
    """An interval in words."""
    return f"a number from {low:.4g} to {high:.4g}{unit_of(field)}"


def onto_ellipsoid(point: FloatArray, covariance: FloatArray, limit: float) -> FloatArray:
    """The nearest point (n,) whose squared Mahalanobis length is at most ``limit``, by Euclidean distance."""
    variances, vectors = np.linalg.eigh(covariance)
    turned = vectors.T @ point

    def length(weight: float) -> float:
        return float(np.sum((turned * variances / (variances + weight)) ** 2 / variances))

    if length(0.0) <= limit:
        return point
    low, high = 0.0, 1.0
    while length(high) > limit:
        high *= 2.0
    for _ in range(_ROUNDS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if length(middle) > limit else (low, middle)
    return np.asarray(vectors @ (turned * variances / (variances + high)))


def _conditional(covariance: FloatArray, score: FloatArray, moving: BoolArray) -> tuple[FloatArray, FloatArray, float]:
    """Mean and covariance of the moving scores given the others, and the squared length of the others."""
    fixed = ~moving
    weights = np.linalg.solve(covariance[np.ix_(fixed, fixed)], covariance[np.ix_(fixed, moving)])
    inner = covariance[np.ix_(moving, moving)] - covariance[np.ix_(moving, fixed)] @ weights
    length = float(score[fixed] @ np.linalg.solve(covariance[np.ix_(fixed, fixed)], score[fixed]))
    return score[fixed] @ weights, inner, length


def into_box_and_ellipsoid(
    point: FloatArray, box: tuple[FloatArray, FloatArray], centre: FloatArray, covariance: FloatArray, limit: float
) -> FloatArray:
    """The nearest point (n,) of a box and an ellipsoid, whose centre is in the box.

    Dykstra's alternating projections (Boyle and Dykstra 1986); what they leave outside of the ellipsoid at last is
    drawn towards its centre, which leads out of no box.
    """
    found, box_step, ball_step = point, np.zeros_like(point), np.zeros_like(point)
    for _ in range(_ROUNDS):
        ball = centre + onto_ellipsoid(found + ball_step - centre, covariance, limit)
        ball_step = found + ball_step - ball
        inside = np.clip(ball + box_step, *box)
        box_step = ball + box_step - inside
        moved = float(np.abs(inside - found).max())
        found = inside
        if moved < 1e-9:
            break
    off = found - centre
    length = float(off @ np.linalg.solve(covariance, off))
    return found if length <= limit else np.asarray(centre + off * math.sqrt(limit / length))


def offending(core: Core, conditions: Mapping[str, float]) -> tuple[list[str], dict[str, tuple[float, float]]]:
    """The fields that are impossible alone, and those that clash with others, with what the others leave them.

    Among values that are possible alone, those clash that are too unlikely together. Named are those that are unlikely
    given all others, and at least the most unlikely one; and so on until the rest is possible.
    """
    alone = [f for f, (low, high) in ((f, limits(core, f)) for f in conditions) if not low <= conditions[f] <= high]
    clashing: dict[str, tuple[float, float]] = {}
    strange_from = math.sqrt(joint_limit(1))
    while left := [field for field in conditions if field not in alone and field not in clashing]:
        score = np.array([core.to_score(field, conditions[field]) for field in left])
        covariance, limit = core.joint(left), joint_limit(len(left))
        length = float(score @ np.linalg.solve(covariance, score))
        if length <= limit:
            break
        mean, deviation = given_others(covariance, score)
        strange = np.abs(score - mean) / deviation
        for number in np.flatnonzero((strange > strange_from) | (strange == strange.max())):
            low, high = limits(core, left[number])
            # What the others leave of the limit; where they clash themselves, no value would do, and this one's usual
            # range is told.
            spare = limit - (length - strange[number] ** 2)
            spread = (math.sqrt(spare) if spare > 0.0 else strange_from) * deviation[number]
            ends = mean[number] + np.array([-spread, spread])
            least, most = (min(max(core.to_value(left[number], float(end)), low), high) for end in ends)
            clashing[left[number]] = (least, most)
    return alone, clashing


def nearest_possible(core: Core, conditions: Mapping[str, float]) -> dict[str, float]:
    """The nearest conditions that are possible alone and together, the distance measured in scores.

    Only offending fields change, and all others come back bit-equal, as long as these leave the offending ones a
    possible value; if they do not, all may change.

    Args:
        core: of the sex and age.
        conditions: finite values of known fields.
    """
    alone, clashing = offending(core, conditions)
    fields = list(conditions)
    if not alone and not clashing:
        return dict(conditions)
    bounds = np.array([limits(core, field) for field in fields])
    lows, highs = (
        np.array([core.to_score(f, float(end)) for f, end in zip(fields, ends, strict=True)]) for ends in bounds.T
    )
    inside = {f: min(max(conditions[f], low), high) for f, (low, high) in zip(fields, bounds.tolist(), strict=True)}
    score = np.array([core.to_score(field, inside[field]) for field in fields])
    covariance, limit = core.joint(fields), joint_limit(len(fields)) * _INSIDE
    moving = np.array([field in alone or field in clashing for field in fields])
    centre, inner, spent = _conditional(covariance, score, moving)
    if spent >= limit or (centre <= lows[moving]).any() or (centre >= highs[moving]).any():
        moving[:] = True
        centre, inner, spent = _conditional(covariance, score, moving)
    start, box = score[moving], (lows[moving], highs[moving])
    point = into_box_and_ellipsoid(start, box, centre, inner, limit - spent)
    found = dict(inside)
    for at, new, old in zip(np.flatnonzero(moving), point, start, strict=True):
        if abs(new - old) > _UNCHANGED:
            found[fields[at]] = min(max(core.to_value(fields[at], float(new)), bounds[at, 0]), bounds[at, 1])
    return {field: float(value) for field, value in found.items()}


def given_others(covariance: FloatArray, score: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Mean and standard deviation (n,) of each score (n,) given all others."""
    precision = np.linalg.inv(covariance)
    deviation = 1.0 / np.sqrt(np.diag(precision))
    return score - (precision @ score) * deviation**2, deviation


def problems(core: Core, conditions: Mapping[str, float]) -> list[Problem]:
    """What is wrong with finite values of known fields, in their order."""
    alone, clashing = offending(core, conditions)
    offered = nearest_possible(core, conditions)
    found = []
    for field, value in conditions.items():
        if field in alone:
            found.append(Problem(field, value, interval_text(field, *limits(core, field)), offered[field]))
        elif field in clashing:
            text = interval_text(field, *clashing[field]) + " with the other values as given"
            found.append(Problem(field, value, text, offered[field]))
    return found
