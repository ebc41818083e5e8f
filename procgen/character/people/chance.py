"""Where chance comes from: a generator for each purpose and each of its numbers, independent of all others."""

from __future__ import annotations

import hashlib

import numpy as np


def chance_of(purpose: str, *numbers: int) -> np.random.Generator:
    """Random numbers of a purpose ("person") for a seed and whatever else counts its members.

    The key of Philox is a digest of all of them, so that neighbours in one number are not neighbours in chance.
    """
    name = "/".join(("character", purpose, *map(str, numbers)))
    digest = hashlib.sha256(name.encode()).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest[:16], "little")))
