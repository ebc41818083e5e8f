"""The Universal Transverse Mercator projection on the ellipsoid WGS 84.

Source: J. P. Snyder, "Map Projections: A Working Manual", USGS Professional Paper 1395 (1987), equations 8-9 to 8-25,
3-21 and 3-26. Within a zone they are right to a few millimetres.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Float64 = npt.NDArray[np.float64]

_A = 6378137.0
_F = 1.0 / 298.257223563
_E2 = _F * (2.0 - _F)
_EP2 = _E2 / (1.0 - _E2)
_K0 = 0.9996
_FALSE_EASTING_M, _FALSE_NORTHING_M = 500000.0, 10000000.0


def _meridian(latitude: Float64) -> Float64:
    """Length of the meridian from the equator, metres (3-21)."""
    e4, e6 = _E2**2, _E2**3
    made = _A * (
        (1.0 - _E2 / 4.0 - 3.0 * e4 / 64.0 - 5.0 * e6 / 256.0) * latitude
        - (3.0 * _E2 / 8.0 + 3.0 * e4 / 32.0 + 45.0 * e6 / 1024.0) * np.sin(2.0 * latitude)
        + (15.0 * e4 / 256.0 + 45.0 * e6 / 1024.0) * np.sin(4.0 * latitude)
        - (35.0 * e6 / 3072.0) * np.sin(6.0 * latitude)
    )
    return np.asarray(made, np.float64)


@dataclass(frozen=True, slots=True)
class Utm:
    """A zone, north or south of the equator."""

    zone: int
    """1 to 60."""
    north: bool

    @classmethod
    def of(cls, longitude_deg: float, latitude_deg: float) -> Utm:
        """The zone of a place; the exceptions for Norway and Svalbard are not made."""
        return cls(int((longitude_deg + 180.0) // 6.0) % 60 + 1, latitude_deg >= 0.0)

    @property
    def epsg(self) -> int:
        return (32600 if self.north else 32700) + self.zone

    @property
    def _middle(self) -> float:
        return float(np.radians(6.0 * self.zone - 183.0))

    @property
    def _northing(self) -> float:
        return 0.0 if self.north else _FALSE_NORTHING_M

    def forward(self, longitude_deg: Float64, latitude_deg: Float64) -> tuple[Float64, Float64]:
        """Easting and northing, metres (8-9, 8-10)."""
        latitude = np.radians(latitude_deg)
        n = _A / np.sqrt(1.0 - _E2 * np.sin(latitude) ** 2)
        t, c = np.tan(latitude) ** 2, _EP2 * np.cos(latitude) ** 2
        a = (np.radians(longitude_deg) - self._middle) * np.cos(latitude)
        x = a + (1.0 - t + c) * a**3 / 6.0 + (5.0 - 18.0 * t + t**2 + 72.0 * c - 58.0 * _EP2) * a**5 / 120.0
        y = a**2 / 2.0 + (5.0 - t + 9.0 * c + 4.0 * c**2) * a**4 / 24.0
        y += (61.0 - 58.0 * t + t**2 + 600.0 * c - 330.0 * _EP2) * a**6 / 720.0
        northing = _K0 * (_meridian(latitude) + n * np.tan(latitude) * y) + self._northing
        return _K0 * n * x + _FALSE_EASTING_M, northing

    def inverse(self, easting_m: Float64, northing_m: Float64) -> tuple[Float64, Float64]:
        """Longitude and latitude, degrees (8-17, 8-18, 3-26)."""
        mu = (northing_m - self._northing) / _K0 / (_A * (1.0 - _E2 / 4.0 - 3.0 * _E2**2 / 64.0 - 5.0 * _E2**3 / 256.0))
        root = np.sqrt(1.0 - _E2)
        e1 = (1.0 - root) / (1.0 + root)
        foot = (
            mu
            + (3.0 * e1 / 2.0 - 27.0 * e1**3 / 32.0) * np.sin(2.0 * mu)
            + (21.0 * e1**2 / 16.0 - 55.0 * e1**4 / 32.0) * np.sin(4.0 * mu)
            + (151.0 * e1**3 / 96.0) * np.sin(6.0 * mu)
            + (1097.0 * e1**4 / 512.0) * np.sin(8.0 * mu)
        )
        sine, cosine = np.sin(foot), np.cos(foot)
        c, t = _EP2 * cosine**2, np.tan(foot) ** 2
        n = _A / np.sqrt(1.0 - _E2 * sine**2)
        r = _A * (1.0 - _E2) / (1.0 - _E2 * sine**2) ** 1.5
        d = (easting_m - _FALSE_EASTING_M) / (n * _K0)
        down = d**2 / 2.0 - (5.0 + 3.0 * t + 10.0 * c - 4.0 * c**2 - 9.0 * _EP2) * d**4 / 24.0
        down += (61.0 + 90.0 * t + 298.0 * c + 45.0 * t**2 - 252.0 * _EP2 - 3.0 * c**2) * d**6 / 720.0
        across = d - (1.0 + 2.0 * t + c) * d**3 / 6.0
        across += (5.0 - 2.0 * c + 28.0 * t - 3.0 * c**2 + 8.0 * _EP2 + 24.0 * t**2) * d**5 / 120.0
        return np.degrees(self._middle + across / cosine), np.degrees(foot - n * np.tan(foot) / r * down)
