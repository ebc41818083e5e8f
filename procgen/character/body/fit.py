"""Find the shape whose body measures as wanted.

A damped Gauss-Newton method (Levenberg 1944, Marquardt 1963) over the macro and body sliders with bounds by an active
set. Its residuals are the wanted measures over their tolerances, and the sliders' way from where they start over how
far they may plausibly go: of all bodies that measure as wanted, the one nearest to the start is found. What nobody
asked for is drawn softly towards what the survey expects of a person of that sex, age, stature and mass.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from procgen.character.body.ansur import MASS, STATURE
from procgen.character.body.density import mass_of
from procgen.character.body.macro import ADULT_YEARS, Macro
from procgen.character.body.measure import Gauge, packaged_gauge, volume
from procgen.character.body.measures import NAMES as MEASURE_NAMES
from procgen.character.body.measures import noise
from procgen.character.body.reduced import ReducedBasis
from procgen.character.body.shape import Shape, make_body, shape_weights
from procgen.character.body.sliders import (
    MACROS,
    OTHER_MACROS,
    free_sliders,
    slider_range,
    slider_value,
    with_macro,
    with_sliders,
)
from procgen.character.body.statistics import Statistics, packaged_statistics
from procgen.errors import InvalidFields, Violation

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

_TRIALS = 16
_ENOUGH, _ENOUGH_SHARE = 0.25, 0.002
"""The search ends when a step changes the cost by less than this, and this share of it."""
_BEND = 0.05
_VOLUME_ROUNDS = 2
_REFRESH = 3
"""After so many steps the volume is worked out exactly again."""
_SHARE_OF_NOISE = 0.25
"""A wanted measure is met to about this share of the observer error where bodies can meet it..."""
_SHARE_BESIDE_LIKELY = 0.125
"""...and to this one where some ninety likely values pull at it."""
_YIELDING = 10.0
_MOST_YIELDING = 3
_SHARE_OF_SPREAD = 0.14
"""Likely values are met to about this share of the spread about the survey's regression..."""
_SHARE_OF_NOISE_LIKELY = 0.35
"""...and no closer than this share of the observer error."""
_LOOSER = 4.0
"""How much farther from likely values a body may come where a wanted measure is missed beside them."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A measure's wanted value and tolerance (one standard deviation), in metres or kg."""

    value: float
    tolerance: float


def check_measures(values: Mapping[str, float]) -> None:
    """Raise InvalidFields for measures that the mesh lacks and values that are no positive numbers."""
    bad = []
    for name, value in values.items():
        if name not in MEASURE_NAMES:
            bad.append(Violation.of(f"measures.{name}", value, f"a measure: {', '.join(MEASURE_NAMES)}"))
        elif not (value > 0 and math.isfinite(value)):
            bad.append(Violation.of(f"measures.{name}", value, "a number above 0"))
    if bad:
        raise InvalidFields(bad)


@dataclass(frozen=True, slots=True)
class Impossible:
    """A wanted measure that no body has together with the others, and the nearest that one has."""

    name: str
    wanted: float
    nearest: float


@dataclass(frozen=True, slots=True)
class Fit:
    """What was found.

    Attributes:
        shape: the sliders.
        reached: every measure of its body, in metres and kg.
        residuals: reached less wanted, of the measures that were wanted.
        impossible: wanted measures that were missed by more than the observer error.
    """

    shape: Shape
    reached: Mapping[str, float]
    residuals: Mapping[str, float]
    impossible: tuple[Impossible, ...]


class Fitter:
    """Fits shapes to measures, over one gauge; keeps what it prepared for the next call."""

    def __init__(self, gauge: Gauge, statistics: Statistics) -> None:
        self.gauge = gauge
        self.statistics = statistics
        self.reduced = ReducedBasis(gauge)
        self._number = {name: place for place, name in enumerate(gauge.names)}

    def fit(
        self,
        wanted: Mapping[str, float],
        start: Shape,
        *,
        likely: Mapping[str, float] | None = None,
        locked: Iterable[str] = (),
    ) -> Fit:
        """The shape nearest to ``start`` whose body measures as wanted.

        Args:
            wanted: measure to value, in metres and kg.
            start: sex, age, heritage and every slider that is not fitted stay as they are here.
            locked: macro fields and sliders that stay as they are, bit by bit.
            likely: values to come near to rather than to meet, such as a sample of the population; for adults the rest
                is drawn towards what the survey expects of such a person.

        Raises:
            InvalidFields: measures that the mesh lacks, or values that are no positive numbers; names all of them.
        """
        check_measures({**(likely or {}), **wanted})
        goals = self._expectations({**(likely or {}), **wanted}, start.macro)
        free = free_sliders(start, locked)
        share = _SHARE_BESIDE_LIKELY if likely else _SHARE_OF_NOISE
        yielding: set[str] = set()
        looser = 1.0
        while True:
            for name, value in (likely or {}).items():
                spread = self.statistics.typical_spread(name)
                near = max(_SHARE_OF_NOISE_LIKELY * noise(name), _SHARE_OF_SPREAD * spread)
                goals[name] = Goal(value, looser * near)
            for name, value in wanted.items():
                goals[name] = Goal(value, (_YIELDING if name in yielding else share) * noise(name))
            shape = self.solve(start, goals, free)
            reached = self.measure(shape)
            residuals = {name: reached[name] - value for name, value in wanted.items()}
            missed = {name: abs(residual) / noise(name) for name, residual in residuals.items()}
            worst = max(set(missed) - yielding, key=lambda name: (missed[name], name), default=None)
            if worst is None or missed[worst] <= 1 or len(yielding) >= _MOST_YIELDING:
                break
            if likely and looser == 1.0:
                # What is only likely gives way before what was asked for does.
                looser = _LOOSER
                continue
            # Least squares spread one impossible wish over all the others: let it alone come as near as it can.
            yielding.add(worst)
        impossible = tuple(Impossible(name, wanted[name], reached[name]) for name in wanted if missed[name] > 1)
        return Fit(shape, reached, residuals, impossible)

    def measure(self, shape: Shape) -> dict[str, float]:
        """Every measure of a shape's body, in metres and kg."""
        macro = shape.macro
        return self.gauge.measure(make_body(shape, self.gauge.basis), macro.sex, macro.age_years)

    def _expectations(self, known: Mapping[str, float], macro: Macro) -> dict[str, Goal]:
        """What the survey expects of all measures, given some; nothing below 18 years, where it measured nobody."""
        if macro.age_years < ADULT_YEARS:
            return {}
        stature, mass = self.statistics.complete(known, macro.sex, macro.age_years)
        goals = {}
        for name in self.gauge.names:
            mean, spread = self.statistics.expected(name, macro.sex, stature, mass, macro.age_years)
            goals[name] = Goal(mean, max(spread, noise(name)))
        return goals

    def solve(self, start: Shape, goals: Mapping[str, Goal], free: Mapping[str, float]) -> Shape:
        """Move the free sliders until the goals are met as well as they can be.

        Args:
            start: where the sliders begin and to where they are drawn.
            goals: by measure.
            free: macro fields and sliders to move, with how far is ordinary.
        """
        names = tuple(free)
        search = _Search(
            names,
            tuple(goals),
            [self._number[name] for name in goals],
            np.array([goal.value for goal in goals.values()]),
            np.array([goal.tolerance for goal in goals.values()]),
            np.array([slider_value(start, name) for name in names]),
            np.array([free[name] for name in names]),
            np.array([slider_range(name, self.gauge.basis) for name in names]),
        )
        share = self._volume_share(start)
        shape, share = self._descend(start, start, search, share)
        for _ in range(_VOLUME_ROUNDS if MASS in goals else 0):
            now = self._volume_share(shape)
            if abs(now / share - 1) * goals[MASS].value < goals[MASS].tolerance:
                break
            shape, share = self._descend(start, shape, search, now)
        return shape

    def _descend(self, start: Shape, shape: Shape, search: _Search, volume_share: float) -> tuple[Shape, float]:
        """Take steps from ``shape`` until they gain little; the prior's centre is ``start``.

        Also gives the share of the coarse volume that it ended with.
        """
        place, damping = np.array([slider_value(shape, name) for name in search.names]), 1e-3
        state = self._read(shape, search.rows, volume_share)
        slopes = self._slopes(state, search.names, search.rows)
        cost, accepted = search.cost(state.reading, place), 0
        for _ in range(_TRIALS):
            trial = search.step(place, state.reading, slopes, damping)
            sliders = dict(zip(search.names, trial.tolist(), strict=True))
            moved = self._read(with_sliders(start, sliders), search.rows, volume_share)
            trial_cost = search.cost(moved.reading, trial)
            gain = cost - trial_cost
            settled = abs(gain) < _ENOUGH + _ENOUGH_SHARE * cost
            if gain > 0:
                place, state, cost = trial, moved, trial_cost
                damping *= 0.2
                accepted += 1
                if accepted == _REFRESH and MASS in search.measures:
                    volume_share = self._volume_share(state.shape)
                    state = self._read(state.shape, search.rows, volume_share)
                    cost, settled = search.cost(state.reading, place), False
            else:
                damping = max(damping * 10, 1e-2)
            if settled:
                break
            if gain > 0:
                slopes = self._slopes(state, search.names, search.rows)
        return state.shape, volume_share

    def _read(self, shape: Shape, rows: Sequence[int], volume_share: float) -> _State:
        """Read some measures of a shape's body; the coarse volume is ``volume_share`` of the true one."""
        places = self.reduced.places(shape_weights(shape, self.gauge.basis))
        lengths = self.gauge.lengths(places, shape.macro.sex)
        enclosed = self.reduced.volume(places[self.reduced.count :]) / volume_share
        mass, per_m3 = mass_of(enclosed, lengths[self._number[STATURE]], shape.macro.sex, shape.macro.age_years)
        return _State(shape, places, np.append(lengths, mass)[list(rows)], per_m3 / volume_share)

    def _volume_share(self, shape: Shape) -> float:
        """Coarse volume over true volume."""
        weights = shape_weights(shape, self.gauge.basis)
        coarse = self.reduced.volume(self.reduced.places(weights)[self.reduced.count :])
        return coarse / volume(self.gauge.basis.evaluate(weights), self.gauge.basis)

    def _slopes(self, state: _State, names: Sequence[str], rows: Sequence[int]) -> Doubles:
        """Derivatives (R, sliders) of some measures by the sliders."""
        directions = np.stack([self._direction(state.shape, name) for name in names])
        mass_row = len(self.gauge.measures)
        taped = [row for row in rows if row != mass_row]
        slopes = np.zeros((len(rows), len(names)))
        by_points = self.gauge.slopes(
            state.places[: self.reduced.count], taped, directions[:, : 3 * self.reduced.count], state.shape.macro.sex
        )
        slopes[[place for place, row in enumerate(rows) if row != mass_row]] = by_points
        if mass_row in rows:
            by_patch = self.reduced.volume_slopes(state.places[self.reduced.count :])
            slopes[rows.index(mass_row)] = state.per_m3 * (directions[:, 3 * self.reduced.count :] @ by_patch)
        return slopes

    def _direction(self, shape: Shape, name: str) -> Floats:
        """How the points move with a slider, (points * 3,) per unit.

        Sliders bend where their targets change; there the slopes of both sides are blended, so that a search whose end
        lies in the bend does not swing from side to side.
        """
        if name in MACROS or name in OTHER_MACROS:
            now = float(getattr(shape.macro, name))
            ends = max(now - _BEND, 0.0), min(now + _BEND, 1.0)
            low, high = (shape_weights(Shape(with_macro(shape.macro, name, end)), self.gauge.basis) for end in ends)
            width = ends[1] - ends[0]
            slope = {t: (high.get(t, 0.0) - low.get(t, 0.0)) / width for t in {**low, **high}}
            return self.reduced.rows({target: value for target, value in slope.items() if value})
        negative, positive = self.reduced.ends(name)
        if negative is None:
            return positive
        share = min(max(shape.modifiers.get(name, 0.0) / (2 * _BEND) + 0.5, 0.0), 1.0)
        if share in (0.0, 1.0):
            return positive if share else negative
        return negative * np.float32(1 - share) + positive * np.float32(share)


@dataclass(frozen=True, slots=True)
class _State:
    """A shape while it is fitted: its points and readings, and the mass by the coarse volume."""

    shape: Shape
    places: Doubles
    reading: Doubles
    per_m3: float


@dataclass(frozen=True, slots=True)
class _Search:
    """A fit's fixed side: free sliders; measures, their rows and goals; the prior; the bounds (sliders, 2)."""

    names: tuple[str, ...]
    measures: tuple[str, ...]
    rows: list[int]
    value: Doubles
    tolerance: Doubles
    begin: Doubles
    spread: Doubles
    bounds: Doubles

    def cost(self, reading: Doubles, place: Doubles) -> float:
        """Sum of squared residuals, of the measures and of the prior."""
        residual = (reading - self.value) / self.tolerance
        moved = (place - self.begin) / self.spread
        return float(residual @ residual + moved @ moved)

    def step(self, place: Doubles, reading: Doubles, slopes: Doubles, damping: float) -> Doubles:
        """Where a damped step leads; sliders that reach a bound stop there, and the others are solved again."""
        scaled = slopes / self.tolerance[:, None]
        curvature = scaled.T @ scaled + np.diag((1 + damping) / self.spread**2)
        pull = scaled.T @ ((self.value - reading) / self.tolerance) - (place - self.begin) / self.spread**2
        step = np.zeros_like(place)
        free = np.ones(len(place), bool)
        while free.any():
            rest = pull[free] - curvature[np.ix_(free, ~free)] @ step[~free]
            step[free] = np.linalg.solve(curvature[np.ix_(free, free)], rest)
            below, above = place + step < self.bounds[:, 0] - 1e-9, place + step > self.bounds[:, 1] + 1e-9
            through = free & (below | above)
            if not through.any():
                break
            step[through] = np.where(below, self.bounds[:, 0] - place, self.bounds[:, 1] - place)[through]
            free &= ~through
        return np.clip(place + step, self.bounds[:, 0], self.bounds[:, 1])


@lru_cache(maxsize=1)
def packaged_fitter() -> Fitter:
    """A fitter over the basis that came with procgen."""
    return Fitter(packaged_gauge(), packaged_statistics())
