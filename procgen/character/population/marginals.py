"""Each measure's own distribution: the sinh-arcsinh family, in which a standard normal number becomes a measure.

Jones and Pewsey 2009, "Sinh-arcsinh distributions", Biometrika 96: four numbers for centre, spread, skewness and weight
of the tails, and both directions in closed form. Between the sexes the four are interpolated, the two positive ones
geometrically, so that an intermediate sex has one peak between the two, not two peaks.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

PARAMETERS = 4
"""Location ξ and scale λ in the measure's unit, skewness ε, tail weight δ."""
AGE_TERMS = 3
_CENTRE_YEARS = 30.0
_UNIT_YEARS = 10.0


def scores(values: FloatArray, parameters: FloatArray) -> FloatArray:
    """Standard normal scores of measures: ``sinh(δ asinh((x - ξ) / λ) - ε)``.

    Args:
        values: (..., D) in metres and kilograms.
        parameters: (D, 4).
    """
    location, scale, skewness, tails = np.moveaxis(parameters, -1, 0)
    return np.asarray(np.sinh(tails * np.arcsinh((values - location) / scale) - skewness))


def measures(normal: FloatArray, parameters: FloatArray) -> FloatArray:
    """The inverse of :func:`scores`, of the same shapes."""
    location, scale, skewness, tails = np.moveaxis(parameters, -1, 0)
    return np.asarray(location + scale * np.sinh((np.arcsinh(normal) + skewness) / tails))


def between(female: FloatArray, male: FloatArray, sex: float) -> FloatArray:
    """Parameters (D, 4) for a sex from 0, female, to 1, male."""
    mixed = (1.0 - sex) * female + sex * male
    positive = [1, 3]
    mixed[:, positive] = female[:, positive] ** (1.0 - sex) * male[:, positive] ** sex
    return mixed


def age_terms(age_years: FloatArray | float) -> FloatArray:
    """(..., 3): 1, decades from an age of 30, and their square."""
    decades = (np.asarray(age_years, np.float64) - _CENTRE_YEARS) / _UNIT_YEARS
    return np.stack([np.ones_like(decades), decades, decades**2], axis=-1)


def context(sex: FloatArray | float, age_years: FloatArray | float) -> npt.NDArray[np.float32]:
    """(..., 3): what the networks are told of sex and age."""
    terms = age_terms(age_years)
    return np.stack([2.0 * np.asarray(sex) - 1.0, terms[..., 1], terms[..., 2] - 1.0], axis=-1).astype(np.float32)
