"""A body's mass from the volume that its skin encloses.

The skin encloses air too: mass = (volume - air in the lungs) x density of the tissues.

* Density from the share of fat: Siri, "Body composition from fluid spaces and density" (1961): fat % = 495 / density in
  kg/l - 450.
* Share of fat from the body mass index, age and sex: Deurenberg, Weststrate and Seidell, British Journal of Nutrition
  65 (1991) 105-114; adults: 1.20 BMI + 0.23 age - 10.8 sex - 5.4, children: 1.51 BMI - 0.70 age - 3.6 sex + 1.4.
* Air at rest (functional residual capacity); adults, in litres with H in m: Stocks and Quanjer, European Respiratory
  Journal 8 (1995) 492-506: men 2.34 H + 0.01 age - 1.09, women 2.24 H + 0.001 age - 1.00; children, in ml with H in cm:
  Polgar and Promadhat, "Pulmonary Function Testing in Children" (1971): boys 0.00075 H^2.92, girls 0.00178 H^2.74.

The formulas of children hold up to 15 years and those of adults from 18; between them both are blended.
"""

from __future__ import annotations

import math

_CHILD_YEARS, _ADULT_YEARS = 15.0, 18.0
_KG_PER_M3 = 1000.0
_LEANEST, _FATTEST = 3.0, 60.0


def _adult_share(age_years: float) -> float:
    return min(max((age_years - _CHILD_YEARS) / (_ADULT_YEARS - _CHILD_YEARS), 0.0), 1.0)


def _blend(child: float, adult: float, age_years: float) -> float:
    share = _adult_share(age_years)
    return child * (1 - share) + adult * share


def fat_line(sex: float, age_years: float) -> tuple[float, float]:
    """Slope and intercept of the share of fat in % over the body mass index in kg/m^2."""
    slope = _blend(1.51, 1.20, age_years)
    return slope, _blend(1.4 - 0.70 * age_years - 3.6 * sex, 0.23 * age_years - 10.8 * sex - 5.4, age_years)


def lung_air_m3(sex: float, age_years: float, stature_m: float) -> float:
    """Air in the lungs after a quiet breath out."""
    man = 2.34 * stature_m + 0.01 * age_years - 1.09
    woman = 2.24 * stature_m + 0.001 * age_years - 1.00
    boy = 0.00075 * (100 * stature_m) ** 2.92 / 1000
    girl = 0.00178 * (100 * stature_m) ** 2.74 / 1000
    litres = _blend(boy * sex + girl * (1 - sex), man * sex + woman * (1 - sex), age_years)
    return max(litres, 0.0) / 1000


def mass_of(volume_m3: float, stature_m: float, sex: float, age_years: float) -> tuple[float, float]:
    """Mass, and its derivative by the volume.

    The share of fat depends on the mass and the mass on the share of fat; together they are a quadratic equation for
    the mass, whose positive root this is. Shares of fat below 3 % (essential fat) and above 60 % count as these.

    Args:
        volume_m3: of the body, lungs and all.
        stature_m: height.
        sex: 0 female, 1 male.
        age_years: any.

    Returns:
        kg, and kg per m^3.
    """
    tissue = volume_m3 - lung_air_m3(sex, age_years, stature_m)
    slope, intercept = fat_line(sex, age_years)
    # m (slope m / H^2 + intercept + 450) = 495 * 1000 * tissue
    square, linear, right = slope / stature_m**2, intercept + 450.0, 495.0 * _KG_PER_M3 * tissue
    mass = (math.sqrt(linear**2 + 4 * square * right) - linear) / (2 * square)
    fat = square * mass + intercept
    if not _LEANEST <= fat <= _FATTEST:
        density = 495.0 * _KG_PER_M3 / (450.0 + min(max(fat, _LEANEST), _FATTEST))
        return density * tissue, density
    return mass, 495.0 * _KG_PER_M3 / (2 * square * mass + linear)
