"""Runs of numbers by hashes of 64 bits, in arrays."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]
_PRIME: Final = np.uint64(0x9E3779B97F4A7C15)


def joined(keys: Words, tokens: npt.NDArray[Any]) -> Words:
    """Hashes of runs with one number more: keys (n,), numbers (n,) from 0 (a multiplicative hash)."""
    mixed = (keys ^ (tokens.astype(np.uint64) + np.uint64(1))) * _PRIME
    return np.asarray(mixed ^ (mixed >> np.uint64(29)))


def places(keys: Words, wanted: Words) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Where wanted hashes stand among sorted ones, of which there is one at least, and whether they do."""
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return at, keys[at] == wanted
