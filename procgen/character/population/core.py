"""The Gaussian core: what is known of bodies of one sex and age without the networks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.character.population.axes import AXIS_INDEX
from procgen.character.population.marginals import (
    AGE_TERMS,
    PARAMETERS,
    FloatArray,
    age_terms,
    between,
    measures,
    scores,
)
from procgen.character.population.measures import INDEX, MEASURES


@dataclass(frozen=True, slots=True)
class Core:
    """The core of one sex and age. Residual scores are scores less the effect of age; D measures, K latents."""

    parameters: FloatArray
    """(D, 4) of the marginals."""
    centre: FloatArray
    """(D,) mean scores."""
    loadings: FloatArray
    """(D, K): what latents of variance 1 do to the residual scores, the named axes first."""
    residual: FloatArray
    """(D, D): covariance of residual scores given the latents."""

    @property
    def covariance(self) -> FloatArray:
        """(D, D) of residual scores."""
        return np.asarray(self.loadings @ self.loadings.T + self.residual)

    def to_residuals(self, values: FloatArray) -> FloatArray:
        """(..., D) residual scores of measures in metres and kilograms."""
        return scores(values, self.parameters) - self.centre

    def to_measures(self, residuals: FloatArray) -> FloatArray:
        """The inverse of :meth:`to_residuals`."""
        return measures(residuals + self.centre, self.parameters)

    def to_score(self, field: str, value: float) -> float:
        """A measure's residual score; of an axis, its value."""
        if field in AXIS_INDEX:
            return value
        at = INDEX[field]
        return float(scores(np.array([value]), self.parameters[[at]])[0] - self.centre[at])

    def to_value(self, field: str, score: float) -> float:
        """The inverse of :meth:`to_score`."""
        if field in AXIS_INDEX:
            return score
        at = INDEX[field]
        return float(measures(np.array([score + self.centre[at]]), self.parameters[[at]])[0])

    def joint(self, fields: Iterable[str]) -> FloatArray:
        """(n, n) covariance of the scores of measures and axes."""
        names = list(fields)
        at = [INDEX[name] if name in INDEX else len(MEASURES) + AXIS_INDEX[name] for name in names]
        named = self.loadings[:, : len(AXIS_INDEX)]
        whole = np.block([[self.covariance, named], [named.T, np.eye(len(AXIS_INDEX))]])
        return np.asarray(whole[np.ix_(at, at)])


class CoreTable:
    """The cores of both sexes, from which those between and of any age are made.

    Args:
        table: (2, D, 7 + K + D): for each sex and measure the marginal's four numbers, the three coefficients of age,
            loadings, and a row of the residual covariance.
    """

    def __init__(self, table: FloatArray) -> None:
        count = len(MEASURES)
        self._marginals, self._age, self._loadings, self._residual = np.split(
            table, [PARAMETERS, PARAMETERS + AGE_TERMS, table.shape[2] - count], axis=2
        )

    @property
    def latents(self) -> int:
        """K."""
        return int(self._loadings.shape[2])

    def at(self, sex: float, age_years: float) -> Core:
        """The core of a sex from 0, female, to 1, male, and an age.

        Between the sexes marginals are interpolated (:func:`procgen.character.population.marginals.between`), the
        effect of age, loadings and covariances linearly.
        """

        def mixed(both: FloatArray) -> FloatArray:
            return np.asarray((1.0 - sex) * both[0] + sex * both[1])

        return Core(
            between(self._marginals[0], self._marginals[1], sex),
            mixed(self._age) @ age_terms(age_years),
            mixed(self._loadings),
            mixed(self._residual),
        )


def pack_table(
    marginals: FloatArray, age: FloatArray, loadings: FloatArray, residual: FloatArray
) -> npt.NDArray[np.float64]:
    """The table of :class:`CoreTable` from its parts, (2, D, 4), (2, D, 3), (2, D, K) and (2, D, D)."""
    return np.concatenate([marginals, age, loadings, residual], axis=2)
