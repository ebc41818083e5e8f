"""Moisture of the soil."""

from __future__ import annotations

import numpy as np

from procgen.terrain.ground.soil import soil_moisture


def test_rain_and_hollows_wet_the_soil_and_warmth_dries_it() -> None:
    assert soil_moisture(850.0, 9.5, 0.35) == np.clip(0.12 + 850.0 / 2600.0 * (1.15 - 0.011 * 9.5), 0.0, 1.0)
    assert soil_moisture(1700.0, 9.5, 0.35) > soil_moisture(850.0, 9.5, 0.35) > soil_moisture(850.0, 25.0, 0.35)
    wetter = soil_moisture(600.0, np.full(5, 10.0), np.linspace(0.0, 1.0, 5))
    assert (np.diff(wetter) > 0.0).all()


def test_it_stays_between_nothing_and_all() -> None:
    assert soil_moisture(0.0, 30.0, 0.0) == 0.0
    assert soil_moisture(3500.0, 5.0, 1.0) == 1.0
