"""What the critic sees of a person: the measures of the body, with sex and age."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from procgen.critic.pictures import FloatArray

Measures = npt.NDArray[np.float64]


def measure_features(
    measures: Measures, sex: npt.NDArray[np.generic], age_years: npt.NDArray[np.generic]
) -> FloatArray:
    """Features of people.

    Args:
        measures: (n, D) in the population's units, all positive.
        sex: (n,) 0 female to 1 male.
        age_years: (n,).

    Returns:
        (n, D + 2) float32: logarithms, so that proportions are differences.
    """
    return np.column_stack([np.log(measures), sex.astype(np.float64), age_years.astype(np.float64) / 40.0]).astype(
        np.float32
    )
