"""Random bodies within what is plausible: for tests, for measuring, and as a plain baseline of variety.

The population model draws people as they are; this only spreads sliders about their middles.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis
from procgen.character.body.macro import ADULT_YEARS, MAX_YEARS, MIN_YEARS, Macro
from procgen.character.body.shape import ADULT_ONLY, Shape, modifier_range
from procgen.character.body.sliders import SLIDERS
from procgen.runtime.philox import stream_id

SPREAD = 0.2
"""Standard deviation of a modelling slider of the body."""
FACE_SPREAD = 0.12
FACE = ("head", "forehead", "eye", "eyebrows", "nose", "cheek", "ear", "mouth", "chin", "asym")
"""Regions whose sliders shape the face."""
_HEIGHT = 0.06
_MACRO = 0.2


def generator(seed: int, stream: str) -> np.random.Generator:
    """Random numbers that depend on the seed and the stream's name alone."""
    return np.random.Generator(np.random.Philox(key=[seed & (2**64 - 1), stream_id(stream)]))


def random_shape(
    seed: int, basis: Basis, *, min_years: float = MIN_YEARS, max_years: float = MAX_YEARS, face: bool = True
) -> Shape:
    """A random person.

    Args:
        seed: any integer; the same seed gives the same person.
        basis: whose sliders are drawn.
        min_years, max_years: the ages to draw from.
        face: also draw the sliders of the face.
    """
    random = generator(seed, "character/plausible")

    def near(middle: float, spread: float, low: float = 0.0, high: float = 1.0) -> float:
        return float(np.clip(random.normal(middle, spread), low, high))

    age = float(random.uniform(min_years, max_years))
    shares = random.dirichlet((0.7, 0.7, 0.7))
    macro = Macro(
        sex=float(random.integers(2)),
        age_years=age,
        muscle=near(0.5, _MACRO),
        weight=near(0.55, _MACRO),
        height=near(0.5, _HEIGHT),
        proportions=near(0.5, _MACRO),
        bust=near(0.5, _MACRO),
        firmness=near(0.5, _MACRO),
        heritage=dict(zip(("african", "asian", "caucasian"), shares.tolist(), strict=True)),
    )
    modifiers = {}
    for name in basis.modifiers:
        region = name.split("_")[0]
        drawn: npt.NDArray[np.float64] = random.normal(0.0, FACE_SPREAD if region in FACE else SPREAD, 1)
        if age < ADULT_YEARS and name.startswith(ADULT_ONLY):
            continue
        if name in SLIDERS or (face and region in FACE):
            modifiers[name] = float(np.clip(drawn[0], *modifier_range(name, basis)))
    return Shape(macro, modifiers)
