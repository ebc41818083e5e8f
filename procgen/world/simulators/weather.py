"""The weather of a scenario in numbers that simulators take."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from procgen.errors import InvalidFields, Violation

_WEATHERS: Final[Mapping[str, tuple[float, float, float, float, float]]] = {
    "fair": (20.0, 0.0, 0.0, 0.0, 0.0),
    "windy": (40.0, 0.0, 0.0, 0.0, 0.0),
    "cloudy": (85.0, 0.0, 0.0, 0.0, 0.0),
    "mist": (60.0, 0.0, 10.0, 35.0, 0.0),
    "fog": (90.0, 0.0, 20.0, 90.0, 0.0),
    "rain": (95.0, 45.0, 60.0, 8.0, 4.0),
    "heavy_rain": (100.0, 95.0, 95.0, 20.0, 16.0),
    "snow": (100.0, 40.0, 30.0, 20.0, 3.0),
}
"""By weather of the table "scenario": clouds, precipitation, wetness and fog, 0 to 100, and millimetres an hour."""
_RANGES: Final[Mapping[str, tuple[float, float]]] = {
    "hour": (0.0, 24.0),
    "wind_m_s": (0.0, 60.0),
    "visibility_km": (0.0, 100.0),
    "temperature_c": (-90.0, 60.0),
}
_USUAL: Final[Mapping[str, float | None]] = {
    "hour": 12.0,
    "wind_m_s": 3.0,
    "visibility_km": 16.0,
    "temperature_c": None,
}
"""Of a scenario that does not say."""
_STORM_M_S: Final = 25.0
SNOW: Final = "snow"
MIDSUMMER: Final = 172
"""Day of the year of a scenario that names none."""
LATITUDE_DEG: Final = 48.0
"""Likewise."""
_YEAR: Final = 2026


@dataclass(frozen=True, slots=True)
class Weather:
    """An hour and its weather.

    Attributes:
        hour: 0 to 24.
        weather: its name in the table "scenario".
        cloudiness, precipitation, wetness, fog: 0 to 100.
        precipitation_mm_h: of water.
        wind_m_s: where it comes from is not told.
        visibility_m: how far one sees.
        sun_altitude_deg, sun_azimuth_deg: above the horizon, and from north over east.
        temperature_c: of the air; None where nobody knows.
        day: of the year, for which the sun's way is reckoned.
    """

    hour: float
    weather: str
    cloudiness: float
    precipitation: float
    wetness: float
    fog: float
    precipitation_mm_h: float
    wind_m_s: float
    visibility_m: float
    sun_altitude_deg: float
    sun_azimuth_deg: float
    temperature_c: float | None
    day: int = MIDSUMMER


def weather_of(scenario: Mapping[str, Any], latitude_deg: float = LATITUDE_DEG, day: int = MIDSUMMER) -> Weather:
    """What a scenario of a manifest comes to.

    Args:
        scenario: ``hour``, ``weather``, ``wind_m_s``, ``visibility_km`` and ``temperature_c``, any of them.
        latitude_deg: where the sun's way is reckoned for.
        day: of the year, 1 to 365.

    Raises:
        InvalidFields: names every field that can't be.
    """
    weather = scenario.get("weather", "fair")
    found = [] if weather in _WEATHERS else [Violation.of("weather", weather, "one of " + ", ".join(_WEATHERS))]
    values: dict[str, Any] = {
        name: usual if scenario.get(name) is None else scenario[name] for name, usual in _USUAL.items()
    }
    for name, value in values.items():
        low, high = _RANGES[name]
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if value is not None and not (number and low <= value <= high):
            found.append(Violation.of(name, value, f"a number from {low:.0f} to {high:.0f}"))
    if found:
        raise InvalidFields(found)
    clouds, falls, wet, fog, rate = _WEATHERS[weather]
    altitude, azimuth = _sun(float(values["hour"]), day, latitude_deg)
    sight = 1000.0 * float(values["visibility_km"])
    warmth = values["temperature_c"]
    return Weather(
        float(values["hour"]), weather, clouds, falls, wet, fog, rate, float(values["wind_m_s"]), sight,
        altitude, azimuth, None if warmth is None else float(warmth), day,
    )  # fmt: skip


def date_of(day: int) -> date:
    """The date of a day of the year."""
    return date(_YEAR, 1, 1) + timedelta(days=day - 1)


def _sun(hour: float, day: int, latitude_deg: float) -> tuple[float, float]:
    """Altitude and azimuth in degrees, by Cooper's declination (1969); at noon it stands in the south."""
    declination = math.radians(23.45) * math.sin(2.0 * math.pi * (284.0 + day) / 365.0)
    angle, lat = (hour - 12.0) / 24.0 * 2.0 * math.pi, math.radians(latitude_deg)
    up = math.sin(lat) * math.sin(declination) + math.cos(lat) * math.cos(declination) * math.cos(angle)
    west = math.cos(declination) * math.sin(angle)
    south = math.cos(declination) * math.cos(angle) * math.sin(lat) - math.sin(declination) * math.cos(lat)
    azimuth = math.degrees(math.atan2(-west, -south)) % 360.0
    return math.degrees(math.asin(max(-1.0, min(1.0, up)))), azimuth


def carla_weather(weather: Weather) -> dict[str, float]:
    """The fields of ``carla.WeatherParameters`` of CARLA 0.9, by their names there."""
    return {
        "cloudiness": weather.cloudiness,
        "precipitation": weather.precipitation,
        "precipitation_deposits": weather.wetness,
        "wind_intensity": round(min(100.0 * weather.wind_m_s / _STORM_M_S, 100.0), 2),
        "sun_azimuth_angle": round(weather.sun_azimuth_deg, 3),
        "sun_altitude_angle": round(weather.sun_altitude_deg, 3),
        "fog_density": weather.fog,
        "fog_distance": 0.0,
        "wetness": weather.wetness,
    }
