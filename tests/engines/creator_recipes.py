"""The texts of character creators, read as both engines are to write them."""

from __future__ import annotations

import base64
from collections.abc import Sequence

import numpy as np


def read_recipe(text: str, names: Sequence[str]) -> tuple[int, str, dict[str, float]]:
    """Seed, words and sliders of a text: a head, the words, a bit for each slider, six bits for each that was moved."""
    coded = text.removeprefix("P1.")
    data = base64.b64decode(coded + "=" * (-len(coded) % 4))
    rest = 5 + data[4]
    flags = np.unpackbits(np.frombuffer(data[rest:], np.uint8), bitorder="little")
    moved = [name for name, flag in zip(names, flags, strict=False) if flag]
    values = flags[(len(names) + 7) // 8 * 8 :][: 6 * len(moved)].reshape(-1, 6) @ (1 << np.arange(6))
    sliders = {name: (int(value) - 31) / 31 for name, value in zip(moved, values, strict=True)}
    return int.from_bytes(data[:4], "little"), data[5:rest].decode(), sliders
