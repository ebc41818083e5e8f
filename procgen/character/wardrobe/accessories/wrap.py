"""Surfaces that go round a part of the body: belts, cuffs, hats, scarves and the uppers of shoes are laid on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from procgen.character.wardrobe.accessories.solids import Piece, grid

Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Wrap:
    """A surface without thickness whose columns go round.

    Attributes:
        points, normals: (R, C, 3); normals point outside, that is along (growing row) x (growing column).
        lengths: (C,) length of each column in metres.
    """

    points: Doubles
    normals: Doubles
    lengths: Doubles

    @classmethod
    def of(cls, points: Doubles) -> Self:
        """From its points, columns going round."""
        around = np.roll(points, -1, axis=1) - np.roll(points, 1, axis=1)
        normals = np.cross(np.gradient(points, axis=0), around)
        normals /= np.maximum(np.linalg.norm(normals, axis=2, keepdims=True), 1e-12)
        lengths = np.linalg.norm(np.diff(points, axis=0), axis=2).sum(axis=0)
        return cls(points, normals, lengths)

    def _sample(self, values: Doubles, u: Doubles, v: Doubles) -> Doubles:
        rows, columns = self.points.shape[:2]
        row = np.clip(v, 0, 1) * (rows - 1)
        r = np.minimum(row.astype(np.int64), rows - 2)
        column = (u % 1.0) * columns
        c = column.astype(np.int64) % columns
        n = (c + 1) % columns
        fr, fc = (row - r)[..., None], (column - np.floor(column))[..., None]
        low = values[r, c] * (1 - fc) + values[r, n] * fc
        high = values[r + 1, c] * (1 - fc) + values[r + 1, n] * fc
        result: Doubles = low * (1 - fr) + high * fr
        return result

    def at(self, u: Doubles, v: Doubles, lift: Doubles | float = 0.0) -> Doubles:
        """Points (..., 3) ``lift`` metres over the surface."""
        u, v = np.broadcast_arrays(np.asarray(u, np.float64), np.asarray(v, np.float64))
        normal = self.normal(u, v)
        return self._sample(self.points, u, v) + normal * np.asarray(lift, np.float64)[..., None]

    def normal(self, u: Doubles, v: Doubles) -> Doubles:
        """Unit normals (..., 3)."""
        normal = self._sample(self.normals, u, v)
        result: Doubles = normal / np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-12)
        return result

    def moved(self, lift: Doubles) -> Self:
        """The surface displaced by ``lift`` (R, C) along its normals."""
        return type(self).of(self.points + self.normals * lift[..., None])

    def patch(self, u: Doubles, v: Doubles, thickness: float, slot: int, closed: bool = False) -> Piece:
        """A panel laid on the surface, ``thickness`` thick, its edges sunk in; it has no underside.

        Args:
            u, v: grids (R, C) of columns and rows, both growing.
            thickness: metres.
            slot: of the material.
            closed: the columns go all round.
        """
        edge, over = self.at(u, v, -0.0012), self.at(u, v, thickness)
        sheet = np.concatenate([edge[:1], over, edge[-1:]])
        if closed:
            return grid(sheet, slot, closed=True).flipped()
        side = np.concatenate([edge[:1], edge, edge[-1:]])
        return grid(np.concatenate([side[:, :1], sheet, side[:, -1:]], axis=1), slot).flipped()
