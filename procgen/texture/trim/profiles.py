"""The relief of a strip by its kind. All go on along u: what is repeated fits a whole number of times."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.texture.layout.chance import uniform
from procgen.texture.material import FloatArray
from procgen.texture.weather.relief import smoothstep

Whole = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """Where a strip's relief is worked out."""

    rows: int
    columns: int
    seed: int

    @property
    def v(self) -> FloatArray:
        """(rows, 1) 0 at the upper border to 1."""
        middles = (np.arange(self.rows, dtype=np.float32) + np.float32(0.5)) / np.float32(self.rows)
        return np.asarray(middles, np.float32)[:, None]

    def repeated(self, length: float) -> tuple[Whole, FloatArray, int, float]:
        """Pieces of about a length, in heights of the strip, along u.

        Returns:
            Number of the piece at each column, (1, columns); place in it from 0 to 1; how many there are; and the
            length of one, in heights of the strip.
        """
        count = max(round(self.columns / (length * self.rows)), 1)
        place = (np.arange(self.columns, dtype=np.float64) + 0.5) * (count / self.columns)
        index = np.minimum(place.astype(np.int64), count - 1)
        return index[None, :], (place - index).astype(np.float32)[None, :], count, self.columns / count / self.rows


@dataclass(frozen=True, slots=True, eq=False)
class Relief:
    """What a kind does to the surface of a strip; heights in heights of the strip."""

    height: FloatArray
    """(rows, columns), (rows, 1) or (1, columns)."""
    tone: FloatArray | float = 1.0
    """Factor on the base colour."""
    pieces: Whole | None = None
    """(1, columns) number of the piece at each column; each shows another part of the material. One if None."""
    own: FloatArray | float = 1.0
    """Factor on the material's own relief; 0 where pieces of it meet."""


def _flat(strip: Strip) -> FloatArray:
    return np.zeros((strip.rows, 1), np.float32)


def _circle(values: FloatArray) -> FloatArray:
    """Half a circle over -1 to 1, 0 beyond."""
    return np.asarray(np.sqrt(np.maximum(np.float32(1.0) - values * values, 0.0)), np.float32)


def _plain(strip: Strip) -> Relief:
    return Relief(_flat(strip))


def _rounded(strip: Strip) -> Relief:
    return Relief(np.float32(0.28) * _circle(strip.v * np.float32(2.0) - np.float32(1.0)))


def _moulding(strip: Strip) -> Relief:
    """From above: a fillet, a cove, a step and an ovolo."""
    v = strip.v
    cove = np.float32(0.24) * (np.float32(1.0) - _circle((np.float32(0.52) - v) / np.float32(0.40)))
    ovolo = np.float32(0.20) * _circle((v - np.float32(0.58)) / np.float32(0.32)) - np.float32(0.02)
    height = np.where(v < 0.12, np.float32(0.24), np.where(v < 0.52, cove, np.where(v < 0.58, np.float32(0.20), ovolo)))
    return Relief(np.asarray(np.where(v > 0.90, np.float32(0.05), height), np.float32))


def _grooves(strip: Strip) -> Relief:
    """Three flutes."""
    place = (strip.v - np.float32(0.17)) / np.float32(0.22)
    inside = (place > 0.0) & (place < 3.0)
    flute = _circle((np.mod(place, np.float32(1.0)) - np.float32(0.5)) / np.float32(0.40))
    return Relief(np.where(inside, np.float32(-0.08) * flute, np.float32(0.0)).astype(np.float32))


def _rivets(strip: Strip) -> Relief:
    """A flange with a row of heads between two seams."""
    _, place, _, length = strip.repeated(0.75)
    v = strip.v
    away = np.hypot((place - np.float32(0.5)) * np.float32(length), v - np.float32(0.5)) / np.float32(0.17)
    rims = np.float32(0.015) * smoothstep((np.float32(1.45) - away) * np.float32(6.0))
    heads = np.float32(0.11) * _circle(away) + rims
    seams = np.float32(-0.05) * np.exp(-np.square((np.abs(v - np.float32(0.5)) - np.float32(0.36)) / np.float32(0.022)))
    return Relief(np.asarray(heads + seams, np.float32))


def _panels(strip: Strip) -> Relief:
    """Fields with chamfered edges, sunk into a frame."""
    _, place, _, length = strip.repeated(1.9)
    edge_u = (np.float32(0.5) - np.abs(place - np.float32(0.5))) * np.float32(length)
    edge_v = np.float32(0.5) - np.abs(strip.v - np.float32(0.5))
    edge = np.minimum(edge_u, edge_v)
    sunk = np.float32(-0.09) * smoothstep((edge - np.float32(0.14)) * np.float32(40.0))
    raised = np.float32(0.07) * np.clip((edge - np.float32(0.18)) * np.float32(8.0), 0.0, 1.0)
    return Relief(np.asarray(sunk + raised, np.float32))


def _boards(strip: Strip) -> Relief:
    """Boards side by side, each a little higher or lower and of its own tone."""
    index, place, count, length = strip.repeated(0.30)
    edge = (np.float32(0.5) - np.abs(place - np.float32(0.5))) * np.float32(length)
    own = uniform(strip.seed, "trim/boards", count, 2).astype(np.float32)
    board = smoothstep((edge - np.float32(0.006)) * np.float32(55.0))
    height = np.float32(-0.07) + board * (np.float32(0.07) + np.float32(0.008) * own[index, 0])
    return Relief(height, np.float32(1.0) + np.float32(0.10) * own[index, 1], index, board)


def _dentils(strip: Strip) -> Relief:
    """A row of blocks below a ledge."""
    _, place, _, _ = strip.repeated(0.62)
    v = strip.v
    block = smoothstep((np.float32(0.34) - np.abs(place - np.float32(0.5))) * np.float32(40.0))
    block = block * smoothstep((np.float32(0.80) - v) * np.float32(40.0))
    height = np.where(v < 0.26, np.float32(0.24), np.float32(0.17) * block)
    return Relief(np.asarray(height, np.float32))


def _louvres(strip: Strip) -> Relief:
    """Four slanting slats."""
    place = (strip.v - np.float32(0.10)) / np.float32(0.20)
    inside = (place > 0.0) & (place < 4.0)
    slat = np.float32(0.13) * np.mod(place, np.float32(1.0)) - np.float32(0.14)
    return Relief(np.where(inside, slat, np.float32(0.0)).astype(np.float32))


@dataclass(frozen=True, slots=True)
class Profile:
    """A kind of strip."""

    height: float
    """Usual, beside others."""
    draw: Callable[[Strip], Relief]


PROFILES: Final[Mapping[str, Profile]] = MappingProxyType(
    {
        "plain": Profile(4.0, _plain),
        "rounded": Profile(1.0, _rounded),
        "moulding": Profile(2.0, _moulding),
        "grooves": Profile(1.0, _grooves),
        "rivets": Profile(1.0, _rivets),
        "panels": Profile(4.0, _panels),
        "boards": Profile(4.0, _boards),
        "dentils": Profile(2.0, _dentils),
        "louvres": Profile(4.0, _louvres),
    }
)
"""By name; new ones come last."""
