"""Where chance comes from: a generator for each purpose and each of its numbers, independent of all others."""

from __future__ import annotations

import numpy as np

from procgen.runtime.philox import keyed


def chance_of(purpose: str, *numbers: int) -> np.random.Generator:
    """Random numbers of a purpose ("person") for a seed and whatever else counts its members."""
    return keyed("/".join(("character", purpose, *map(str, numbers))))
