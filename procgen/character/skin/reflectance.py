"""The colour of skin from what absorbs light in it: melanin above, blood and carotene below.

A layer model. Light crosses the epidermis twice, where melanosomes absorb; between the two crossings the dermis
scatters it back, less where blood absorbs. Sources:

* scattering of skin, absorption of melanosomes and the bloodless base, and the usual volume fractions: S. L. Jacques,
  "Skin Optics", Oregon Medical Laser Center News, 1998;
* pheomelanin: C. Donner and H. W. Jensen, "A Spectral BSSRDF for Shading Human Skin", EGSR 2006, eq. 10;
* diffuse reflectance of a half-space: H. W. Jensen et al., "A Practical Model for Subsurface Light Transport",
  SIGGRAPH 2001, total diffuse reflectance of the dipole;
* haemoglobin: S. Prahl's compilation of molar extinctions, 1998, at steps of 10 nm;
* colour matching: C. Wyman, P.-P. Sloan and P. Shirley, "Simple Analytic Approximations to the CIE XYZ Color Matching
  Functions", JCGT 2(2), 2013; daylight: CIE D65.

Colours near a base colour are linear in the two pigments once they are logarithms (N. Tsumura et al., "Image-based skin
color and texture analysis/synthesis by extracting hemoglobin and melanin information in the skin", SIGGRAPH 2003);
:class:`Pigments` is that linear form, which makes millions of texels cheap.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

_NM: Doubles = np.arange(400.0, 701.0, 10.0)
# fmt: off
_OXYGENATED: Doubles = np.array([
    266232, 466840, 480360, 246072, 102580, 62816, 44480, 33209, 26629, 23684, 20933, 20035, 24202, 39957, 53236, 43016,
    32613, 44496, 50104, 14401, 3200, 1506, 942, 610, 442, 368, 320, 294, 278, 276, 290], np.float64)
_DEOXYGENATED: Doubles = np.array([
    223296, 303956, 407560, 528600, 413280, 103292, 23389, 16156, 14550, 16684, 20862, 25774, 31590, 39036, 46592,
    53412, 53788, 45072, 37020, 28324, 14677, 9444, 6510, 5149, 4345, 3750, 3227, 2795, 2408, 2052, 1794], np.float64)
_D65: Doubles = np.array([
    82.75, 91.49, 93.43, 86.68, 104.86, 117.01, 117.81, 114.86, 115.92, 108.81, 109.35, 107.80, 104.79, 107.69, 104.41,
    104.05, 100.00, 96.33, 95.79, 88.69, 90.01, 89.60, 87.70, 83.29, 83.70, 80.03, 80.21, 82.28, 78.28, 69.72, 71.61])
# fmt: on
_BLOOD_OXYGENATION = 0.94
_HAEMOGLOBIN_G_PER_L, _HAEMOGLOBIN_G_PER_MOL = 150.0, 64500.0
_EPIDERMIS_CM = 0.006
# The next five were fitted to twenty published skin colours (MakeHuman's CC0 skins, from very light to very dark);
# then the horny layer's share was raised so that deep skin is less orange. The nearest skins are within a CIE76
# difference of 2.8 (root mean square).
_CROSSINGS = 3.7
"""Paths through the epidermis in thicknesses: twice, and slantwise."""
_SCATTERING = 1.13
"""Scattering of living skin over that of Jacques' 1998 formula; later measurements are higher too."""
_SURFACE = 0.018
"""Share of the light that the horny layer sends back before any pigment, without gloss."""
_PHEOMELANIN, _CAROTENE_PER_CM = 0.22, 6.0
"""Share of the melanin, and absorption at 460 nm, at the warmest undertone."""
_INTERNAL_REFLECTION = 1.0
"""(1 + Fdr) / (1 - Fdr): nothing is thrown back where the dermis meets the epidermis, whose index is the same."""
MELANOSOMES = (0.010, 0.45)
"""Volume fraction of the epidermis at melanin 0 and 1."""
BLOOD = (0.006, 0.060)
"""Volume fraction of the dermis at haemoglobin 0 and 1."""
_XYZ_TO_SRGB: Doubles = np.array(
    [[3.2404542, -1.5371385, -0.4985314], [-0.9692660, 1.8760108, 0.0415560], [0.0556434, -0.2040259, 1.0572252]]
)


def _bell(peak_nm: float, below: float, above: float) -> Doubles:
    offset = (_NM - peak_nm) * np.where(peak_nm > _NM, below, above)
    return np.asarray(np.exp(-0.5 * offset * offset), np.float64)


@lru_cache(maxsize=1)
def _observer() -> Doubles:
    """(3, L) what each wavelength of reflected daylight adds to X, Y and Z; a white surface has Y = 1."""
    x = (
        1.056 * _bell(599.8, 0.0264, 0.0323)
        + 0.362 * _bell(442.0, 0.0624, 0.0374)
        - 0.065 * _bell(501.1, 0.049, 0.0382)
    )
    y = 0.821 * _bell(568.8, 0.0213, 0.0247) + 0.286 * _bell(530.9, 0.0613, 0.0322)
    z = 1.217 * _bell(437.0, 0.0845, 0.0278) + 0.681 * _bell(459.0, 0.0385, 0.0725)
    weights = np.stack([x, y, z]) * _D65
    return np.asarray(weights / weights[1].sum(), np.float64)


def melanosome_fraction(melanin: float) -> float:
    """Volume fraction of melanosomes in the epidermis; the scale 0..1 is logarithmic, as skin looks even on it."""
    low, high = MELANOSOMES
    return float(low * (high / low) ** melanin)


def blood_fraction(haemoglobin: float) -> float:
    """Volume fraction of blood in the dermis; the scale 0..1 is logarithmic."""
    low, high = BLOOD
    return float(low * (high / low) ** haemoglobin)


def linear_colour(melanosomes: float, blood: float, undertone: float = 0.0) -> Doubles:
    """Reflected daylight as linear sRGB.

    Args:
        melanosomes: volume fraction in the epidermis, 0 to 1.
        blood: volume fraction in the dermis, 0 to 1.
        undertone: -1 cool (no carotene, eumelanin alone) to 1 warm (more carotene, some pheomelanin).

    Returns:
        (3,), each at least 1e-4.
    """
    base = 0.244 + 85.3 * np.exp(-(_NM - 154.0) / 66.2)
    eumelanin = 6.6e11 * _NM**-3.33
    pheomelanin = 2.9e15 * _NM**-4.75
    warm = 0.5 + 0.5 * undertone
    pigment = eumelanin + _PHEOMELANIN * warm * warm * (pheomelanin - eumelanin)
    epidermis = melanosomes * pigment + (1.0 - melanosomes) * base
    molar = _BLOOD_OXYGENATION * _OXYGENATED + (1.0 - _BLOOD_OXYGENATION) * _DEOXYGENATED
    whole_blood = math.log(10.0) * molar * _HAEMOGLOBIN_G_PER_L / _HAEMOGLOBIN_G_PER_MOL
    # Carotenoids absorb below 520 nm; their peak in skin is near 460 nm.
    carotene = _CAROTENE_PER_CM * warm * np.exp(-0.5 * ((_NM - 460.0) / 28.0) ** 2)
    dermis = blood * whole_blood + base + carotene
    scattering = _SCATTERING * (2e5 * _NM**-1.5 + 2e12 * _NM**-4.0)
    albedo = scattering / (scattering + dermis)
    root = np.sqrt(3.0 * (1.0 - albedo))
    back = albedo / 2.0 * (1.0 + np.exp(-4.0 / 3.0 * _INTERNAL_REFLECTION * root)) * np.exp(-root)
    reflectance = _SURFACE + (1.0 - _SURFACE) * back * np.exp(-_CROSSINGS * _EPIDERMIS_CM * epidermis)
    return np.maximum(_XYZ_TO_SRGB @ (_observer() @ reflectance), 1e-4)


def encode_srgb(linear: npt.ArrayLike) -> Doubles:
    """Linear 0..1 to sRGB 0..1 (IEC 61966-2-1)."""
    value = np.clip(np.asarray(linear, np.float64), 0.0, 1.0)
    return np.where(value <= 0.0031308, 12.92 * value, 1.055 * value ** (1.0 / 2.4) - 0.055)


def decode_srgb(encoded: npt.ArrayLike) -> Doubles:
    """SRGB 0..1 to linear 0..1."""
    value = np.asarray(encoded, np.float64)
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def cie_lab(linear: npt.ArrayLike) -> Doubles:
    """CIE L*a*b* under D65 of linear sRGB (..., 3)."""
    xyz = np.asarray(linear, np.float64) @ np.linalg.inv(_XYZ_TO_SRGB).T
    ratio = xyz / np.array([0.95047, 1.0, 1.08883])
    f = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], axis=-1)


def individual_typology_angle(linear: npt.ArrayLike) -> float:
    """How light skin is, in degrees: above 55 very light, below -30 dark (A. Chardon et al., 1991)."""
    lightness, _, yellow = cie_lab(linear)
    return math.degrees(math.atan2(float(lightness) - 50.0, float(yellow)))


def melanin_for_angle(angle: float, haemoglobin: float, undertone: float = 0.0) -> float:
    """Melanin 0..1 whose skin has an individual typology angle; the nearer end where no melanin gives it."""
    low, high = 0.0, 1.0
    blood = blood_fraction(haemoglobin)
    for _ in range(24):
        middle = (low + high) / 2.0
        if individual_typology_angle(linear_colour(melanosome_fraction(middle), blood, undertone)) > angle:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0


@dataclass(frozen=True, eq=False)
class Pigments:
    """Skin near a base colour: optical density = base + slopes times relative changes of melanin and blood.

    Melanin has two slopes: dark skin with little of it (palms) lies far off, where the density no longer grows evenly.

    Attributes:
        base: (3,) float32, -ln of the base colour's linear red, green and blue.
        more_melanin, less_melanin: (3,) float32, density for a change by the base's volume fraction of melanosomes.
        blood: (3,) float32, likewise for blood.
        melanosomes: the base's volume fraction.
    """

    base: Floats
    more_melanin: Floats
    less_melanin: Floats
    blood: Floats
    melanosomes: float

    @classmethod
    def at(cls, melanin: float, haemoglobin: float, undertone: float) -> Pigments:
        """Linear about a skin; slopes are secants, which fit larger changes than tangents."""
        mel, blood = melanosome_fraction(melanin), blood_fraction(haemoglobin)

        def density(melanosomes: float, share: float) -> Doubles:
            return np.asarray(-np.log(linear_colour(melanosomes, share, undertone)), np.float64)

        return cls(
            density(mel, blood).astype(np.float32),
            (2.0 * (density(1.5 * mel, blood) - density(mel, blood))).astype(np.float32),
            ((density(mel, blood) - density(0.25 * mel, blood)) / 0.75).astype(np.float32),
            (density(mel, 1.7 * blood) - density(mel, 0.7 * blood)).astype(np.float32),
            mel,
        )

    def srgb(self, melanin: float = 0.0, blood: float = 0.0) -> tuple[float, float, float]:
        """SRGB 0..1 of a skin with relative changes of melanin and blood."""
        slope = self.more_melanin if melanin > 0 else self.less_melanin
        red, green, blue = encode_srgb(np.exp(-(self.base + melanin * slope + blood * self.blood)))
        return float(red), float(green), float(blue)
