"""Moisture of the soil: what the table "ecology" was learned with, and what worlds ask it about."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def soil_moisture(rainfall_mm: float, temperature_c: npt.ArrayLike, wetness: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Moisture from 0 to 1: rain less what warmth takes away of it, and what runs together in hollows.

    Args:
        rainfall_mm: of a year.
        temperature_c: mean of the year, any shape.
        wetness: the layer of that name, 0 to 1, the same shape.
    """
    warmth, wet = np.asarray(temperature_c, np.float64), np.asarray(wetness, np.float64)
    return np.clip(0.12 + rainfall_mm / 2600.0 * (1.15 - 0.011 * warmth) + 0.6 * (wet - 0.35), 0.0, 1.0)
