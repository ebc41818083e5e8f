"""How one vehicle follows another: the Intelligent Driver Model.

Treiber, Hennecke and Helbing, "Congested traffic states in empirical observations and microscopic simulations",
Physical Review E 62 (2000).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.world.chance import Float64Array

STEP_S: Final = 0.2
"""Seconds in which everybody decides once."""
HARDEST_M_S2: Final = 8.0
"""No brakes do more."""
_FREE: Final = 4.0


@dataclass(frozen=True, slots=True)
class Driver:
    """How somebody drives.

    Attributes:
        speed_m_s: on an empty road.
        headway_s: to whoever drives ahead.
        gap_m: to whoever stands ahead.
        accelerates_m_s2: at most.
        brakes_m_s2: where it is comfortable.
    """

    speed_m_s: float
    headway_s: float
    gap_m: float
    accelerates_m_s2: float
    brakes_m_s2: float


def acceleration(driver: Driver, speed: float, wanted: float, gap: float, closing: float) -> float:
    """Metres a second squared, not less than what brakes do.

    Args:
        driver: who drives.
        speed: metres a second.
        wanted: speed on an empty road here.
        gap: metres to what is ahead; infinite where nothing is.
        closing: how much faster one is than that, metres a second.
    """
    free = 1.0 - math.pow(speed / wanted, _FREE)
    near = 0.0
    if gap < math.inf:
        braking = 2.0 * math.sqrt(driver.accelerates_m_s2 * driver.brakes_m_s2)
        desired = driver.gap_m + max(0.0, speed * driver.headway_s + speed * closing / braking)
        near = (desired / max(gap, 0.05)) ** 2
    return max(driver.accelerates_m_s2 * (free - near), -HARDEST_M_S2)


def equilibrium_gap_m(driver: Driver, speed_m_s: Float64Array) -> Float64Array:
    """(n,) metres that drivers keep where all go equally fast: equation 3 of the paper, solved for the gap."""
    free = 1.0 - (speed_m_s / driver.speed_m_s) ** _FREE
    gap: Float64Array = (driver.gap_m + speed_m_s * driver.headway_s) / np.sqrt(free)
    return gap
