"""How much traffic there is: by hour, weather and crowd, and how much roads can carry."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from procgen.world.traffic.network import Network
from procgen.world.traffic.pavement import OPEN, Pavement

_HOURS: Final = (0.0, 4.0, 6.0, 7.5, 9.0, 11.0, 13.0, 15.0, 17.0, 18.5, 20.0, 22.0, 24.0)
_BY_HOUR: Final[Mapping[str, tuple[float, ...]]] = MappingProxyType(
    {
        # Two rush hours; or, where people go by daylight, the market in the morning.
        "modern": (0.06, 0.04, 0.35, 1.0, 0.85, 0.6, 0.62, 0.7, 1.0, 0.8, 0.45, 0.2, 0.06),
        "medieval": (0.02, 0.03, 0.3, 0.75, 1.0, 1.0, 0.8, 0.75, 0.7, 0.45, 0.2, 0.06, 0.02),
        "scifi": (0.2, 0.2, 0.4, 0.8, 1.0, 0.9, 0.9, 0.9, 1.0, 0.7, 0.5, 0.3, 0.2),
    }
)
_WEATHERS: Final[Mapping[str, float]] = MappingProxyType(
    {"rain": 0.9, "heavy_rain": 0.65, "snow": 0.55, "fog": 0.75, "mist": 0.95}
)
_WALK: Final[Mapping[str, float]] = MappingProxyType({"rain": 0.55, "heavy_rain": 0.25, "snow": 0.5, "fog": 0.7})
_CROWDS: Final[Mapping[str, float]] = MappingProxyType({"empty": 0.12, "sparse": 0.45, "busy": 0.85, "packed": 1.0})
_LANE_M: Final = 50.0
"""Of lanes, for each vehicle."""
_PAVEMENT_M2: Final = 20.0
"""For each walker."""


def shares(setting: str, hour: float, scenario: Mapping[str, Any], *, own_hour: bool) -> tuple[float, float]:
    """Shares of the vehicles and of the walkers of the busiest hour that are under way.

    Args:
        setting: of the settlement.
        hour: 0 to 24.
        scenario: a row of the table "scenario": its weather and crowd.
        own_hour: whether the hour is the row's own, whose crowd counts then.
    """
    usual = float(np.interp(hour, _HOURS, _BY_HOUR[setting]))
    weather = str(scenario.get("weather", ""))
    crowd = _CROWDS.get(str(scenario.get("crowd", "")), usual) if own_hour else usual
    base = 0.5 * (usual + crowd)
    return base * _WEATHERS.get(weather, 1.0), base * _WALK.get(weather, 1.0)


def most_vehicles(network: Network) -> int:
    """As many as the lanes carry without standing still."""
    return int(network.lane_m / _LANE_M)


def most_walkers(pavement: Pavement | None) -> int:
    """As many as have room to walk."""
    if pavement is None:
        return 0
    cells = int(((pavement.cell >= 0) & (pavement.state == OPEN)).sum())
    return int(cells * 0.25 / _PAVEMENT_M2)
