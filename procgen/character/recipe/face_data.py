"""Faces to learn from: a designed prior of sliders, conditioned on the heads of real people.

No scans of faces are used. What is known of real heads are the twelve head measures of ANSUR II; what they leave open
is drawn from a prior: axes and own spreads of the sliders (:mod:`procgen.character.face.axes`). First the mesh's mean
woman and man of each heritage are brought as near to the survey's means as a few sliders of the skull, ears and eyes
can without spoiling the face. Then, for each draw, a person of the survey is taken, and the draw is moved by that
person's difference from the mean of their group, by randomised maximum likelihood: the draw of the prior stays where
the measures see nothing, and Gauss-Newton moves it where they do (Oliver, He and Reynolds 1996, "Conditioning
permeability fields to pressure data"; the update is Matheron's).

Differences are of logarithms, so that children and the old, who are not in the survey, differ from their own mean as
adults do from theirs.
"""

from __future__ import annotations

import csv
import lzma
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis
from procgen.character.face.axes import ASYMMETRY, ASYMMETRY_RATE, NAMES, loading_matrix, own_spread
from procgen.character.face.landmarks import MEASURES, HeadMeasures
from procgen.character.face.mesh import HERITAGES, Condition, HeadMesh, corner_weights
from procgen.character.face.sliders import face_sliders, identity_sliders, slider_bounds

Floats = npt.NDArray[np.float64]

ADULT = 25.0
_HERITAGE_OF = {"1": "caucasian", "2": "african", "4": "asian"}
"""Groups of the survey (column ``dodrace``) with one of the mesh's heritages; the others count as mixed."""
_NOISE = np.array([0.025, 0.025, 0.012, 0.03, 0.03, 0.06, 0.02, 0.008, 0.010, 0.012, 0.012, 0.015])
"""Relative error of the measures, as ``MEASURES``: of measuring, of the landmarks, and of hair under the tape."""
_STEPS = 4
_MEAN_AXES = {
    ("masculinity", "woman"): -1.0,
    ("masculinity", "man"): 0.4,
    ("age_features", "old"): 2.2,
    ("mouth_curve", "all"): 0.6,
}
"""Means of axes in standard deviations, by whom; judged by eye. The last gives a face at rest a kinder mouth."""
_MEAN_REACH = {
    "ear_scale": 0.45,
    "ear_scale_depth": 0.2,
    "ear_scale_vert": 0.35,
    "ear_trans_forward": 0.5,
    "ear_trans_up": 0.15,
    "ear_wing": 0.4,
    "eye_trans_out": 0.35,
    "head_back_scale_depth": 0.2,
    "head_oval": 0.15,
    "head_scale_depth": 0.3,
    "head_scale_horiz": 0.4,
    "head_scale_vert": 0.35,
}
"""Sliders that bring the mesh's means to the survey's, and how far they may go (each to both sides)."""


@dataclass(frozen=True, slots=True)
class Heads:
    """The people of the survey.

    Attributes:
        measures: (n, 12) metres, as ``MEASURES``.
        sex: (n,) 0 female, 1 male.
        heritage: (n,) number in ``HERITAGES``, -1 mixed.
    """

    measures: Floats
    sex: npt.NDArray[np.int64]
    heritage: npt.NDArray[np.int64]


def read_heads(data: Path) -> Heads:
    """The head measures in ``ansur2.csv.xz`` of a folder. Raises FileNotFoundError."""
    with lzma.open(data / "ansur2.csv.xz", "rt", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    measures = np.array([[float(row[name]) for name in MEASURES] for row in rows]) / 1000.0
    measures[:, MEASURES.index("interpupillarybreadth")] /= 10.0  # the survey has tenths of a millimetre there
    heritage = [HERITAGES.index(_HERITAGE_OF[row["dodrace"]]) if row["dodrace"] in _HERITAGE_OF else -1 for row in rows]
    return Heads(measures, np.array([int(row["gender"] == "Male") for row in rows]), np.array(heritage))


@dataclass(frozen=True, eq=False)
class FaceSet:
    """Faces with what they were made from.

    Attributes:
        values: (n, S) slider values before they are cut to the sliders' ranges: below 0 for sliders with one end.
        axes: (n, A) the axes' values.
        sex, age_years: (n,).
        heritage: (n, 3) shares.
        person: (n,) row of the survey.
    """

    values: Floats
    axes: Floats
    sex: Floats
    age_years: Floats
    heritage: Floats
    person: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.values)

    def take(self, index: npt.NDArray[np.integer] | npt.NDArray[np.bool_]) -> FaceSet:
        """The faces of an index or mask."""
        return FaceSet(*(getattr(self, name)[index] for name in self.__dataclass_fields__))

    def conditions(self) -> list[Condition]:
        """Whose faces they are."""
        return [
            Condition(float(sex), float(age), dict(zip(HERITAGES, map(float, shares), strict=True)))
            for sex, age, shares in zip(self.sex, self.age_years, self.heritage, strict=True)
        ]


def maturity(age_years: Floats) -> Floats:
    """How far faces differ at an age, 1 for adults: children's are less different from each other, in millimetres."""
    return np.clip(0.55 + 0.45 * (np.asarray(age_years) - 4.0) / 14.0, 0.4, 1.0)


class Prior:
    """Draws faces.

    Args:
        basis: of the mesh.
        heads: the survey.
    """

    def __init__(self, basis: Basis, heads: Heads) -> None:
        self.basis = basis
        self.heads = heads
        self.sliders = face_sliders(basis)
        self.identity = len(identity_sliders(basis))
        self.bounds = slider_bounds(self.sliders, basis)
        self.measures = HeadMeasures.of(basis)
        self.mesh = HeadMesh.of(basis, self.sliders, self.measures.vertices)
        whole = HeadMesh.of(basis, self.sliders, np.arange(len(basis.vertices)))
        ends = [end.reshape(len(end), -1, 3) for end in (whole.negative, whole.positive)]
        reaches = [np.linalg.norm(end, axis=2).max(axis=1).astype(np.float64) for end in ends]
        self.loadings = loading_matrix(self.sliders)
        self.spread = own_spread(np.maximum(*reaches), self.identity)
        self.means = self._means()
        self.differences = np.log(heads.measures)
        """(n, 12) of each person's measures from the mean of their sex and group, of logarithms."""
        group = heads.sex * (len(HERITAGES) + 1) + heads.heritage + 1
        for number in np.unique(group):
            self.differences[group == number] -= self.differences[group == number].mean(axis=0)

    def _log_measures(self, values: Floats, corners: npt.NDArray[np.float32]) -> Floats:
        bounded = np.clip(values, *self.bounds).astype(np.float32)
        logs: Floats = np.log(self.measures.measure(self.mesh.evaluate(bounded, corners), self.mesh))
        return logs

    def _sensitivity(self, corners: npt.NDArray[np.float32]) -> Floats:
        """(12, S) change of the logarithms of the measures with the sliders at 0, mean of both directions."""
        count, step = len(self.sliders), 0.3
        moved = np.concatenate([-step * np.eye(count), step * np.eye(count), np.zeros((1, count))])
        logs = self._log_measures(moved, np.repeat(corners, len(moved), axis=0))
        low, high = (logs[-1] - logs[:count]) / step, (logs[count : 2 * count] - logs[-1]) / step
        # A slider with one end has half a direction.
        share = np.where(self.bounds[0] < 0, 0.5, 1.0)[:, None]
        sensitivity: Floats = (share * (low + high)).T
        return sensitivity

    def _update(self, sensitivity: Floats, spread: Floats, noise: Floats) -> Floats:
        """(S, 12) Matheron's gain: error of the logarithms to change of the sliders, covariance diag(spread²) + P'P."""
        covariance = self._covariance(spread)
        inner = sensitivity @ covariance @ sensitivity.T + np.diag(noise**2)
        return np.asarray(np.linalg.solve(inner, sensitivity @ covariance).T, np.float64)

    def _covariance(self, spread: Floats) -> Floats:
        covariance: Floats = np.diag(spread**2) + self.loadings.T @ self.loadings
        return covariance

    def _means(self) -> Floats:
        """(2, 3, S) sliders that bring the mesh's mean woman and man of each heritage to the survey's means."""
        means = np.zeros((2, len(HERITAGES), len(self.sliders)))
        reach = np.array([_MEAN_REACH.get(name, 0.0) for name in self.sliders])
        low = np.maximum(-reach, self.bounds[0])
        for sex in (0, 1):
            for number, heritage in enumerate(HERITAGES):
                chosen = (self.heads.sex == sex) & (self.heads.heritage == number)
                target = np.log(self.heads.measures[chosen]).mean(axis=0)
                corners = corner_weights([Condition(float(sex), ADULT, {heritage: 1.0})])
                sensitivity = self._sensitivity(corners)
                values = np.zeros((1, len(self.sliders)))
                for _ in range(_STEPS):
                    # Ridge regression with the reach as spread; the reach is a bound as well.
                    error = self._log_measures(values, corners) - target - values @ sensitivity.T
                    weighted = sensitivity * reach**2
                    inner = weighted @ sensitivity.T + np.diag(_NOISE**2)
                    values = np.clip(-np.linalg.solve(inner, error[0]) @ weighted, low, reach)[None]
                means[sex, number] = values[0]
        return means

    def mean(self, sex: Floats, age_years: Floats, heritage: Floats) -> Floats:
        """(n, S) the population's mean sliders of people with sexes and ages (n,) and heritages (n, 3).

        The mesh's men and women, and its young and old, are less different than its children and adults are: the mean
        axes in ``_MEAN_AXES`` add to that.
        """
        by_sex = np.stack([1 - sex, sex], axis=1)
        mean = np.einsum("ns,nh,shv->nv", by_sex, heritage, self.means)
        grown = np.clip((age_years - 11.0) / 8.0, 0.0, 1.0)
        aged = np.clip((age_years - 35.0) / 50.0, 0.0, 1.0)
        shares = {"woman": (1 - sex) * grown, "man": sex * grown, "old": aged, "all": np.ones_like(sex)}
        for (name, who), value in _MEAN_AXES.items():
            mean += value * shares[who][:, None] * self.loadings[NAMES.index(name)]
        clipped: Floats = np.clip(mean, *self.bounds)
        return clipped

    def draw(self, count: int, seed: int, people: npt.NDArray[np.integer] | None = None) -> FaceSet:
        """``count`` faces of people of all ages; not yet checked for soundness.

        Args:
            count: how many.
            seed: of the draw.
            people: rows of the survey that may be taken; all if None.
        """
        rng = np.random.Generator(np.random.Philox(key=seed))
        allowed = np.arange(len(self.heads.sex)) if people is None else np.asarray(people)
        # The rarer groups of the survey are drawn as often as the others.
        group = self.heads.sex[allowed] * 4 + self.heads.heritage[allowed] + 1
        size = np.bincount(group, minlength=8)
        person = rng.choice(allowed, count, p=(1 / size[group]) / (1 / size[group]).sum())
        male = self.heads.sex[person].astype(np.float64)
        sex = np.where(rng.random(count) < 0.85, male, np.abs(male - 0.5 * rng.random(count)))
        heritage = rng.dirichlet((0.8, 0.8, 0.8), count)
        own = self.heads.heritage[person]
        known = np.flatnonzero(own >= 0)
        pure = rng.beta(6.0, 0.6, len(known))[:, None]
        heritage[known] = pure * np.eye(len(HERITAGES))[own[known]] + (1 - pure) * heritage[known]
        age = np.where(rng.random(count) < 0.55, rng.uniform(17, 60, count), rng.uniform(4, 90, count))
        return self._conditioned(sex, age, heritage, person, rng)

    def _conditioned(
        self, sex: Floats, age: Floats, heritage: Floats, person: npt.NDArray[np.integer], rng: np.random.Generator
    ) -> FaceSet:
        count = len(sex)
        axes = rng.standard_normal((count, len(NAMES)))
        scale = maturity(age)[:, None]
        own = rng.standard_normal((count, len(self.sliders))) * self.spread
        own[:, self.identity :] *= np.exp(ASYMMETRY_RATE * axes[:, NAMES.index(ASYMMETRY), None])
        mean = self.mean(sex, age, heritage)
        start = mean + scale * (axes @ self.loadings + own)
        people = FaceSet(start, axes, sex, age, heritage, np.asarray(person))
        corners = corner_weights(people.conditions())
        target = self._log_measures(mean, corners) + self.differences[person]
        target += rng.standard_normal(target.shape) * _NOISE
        values = start.copy()
        shift = np.zeros((count, len(self.sliders)))
        sensitivity = self._sensitivity(corner_weights([Condition(0.5, ADULT, dict.fromkeys(HERITAGES, 1.0))]))
        gain = self._update(sensitivity, self.spread, _NOISE)
        for _ in range(_STEPS):
            error = self._log_measures(values, corners) - target
            shift = -(error - shift @ sensitivity.T) @ gain.T
            values = start + shift
        # What the measures say of the axes follows from what they say of the sliders.
        to_axes = np.linalg.solve(self._covariance(self.spread), self.loadings.T)
        axes = axes + (shift / scale) @ to_axes
        return FaceSet(values, axes, sex, age, heritage, np.asarray(person))
