"""Giving pieces of cloth thickness where one can see it: folded edges with an inner side a few centimetres deep."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.character.mesh.cut import Piece, clip, rim_edges

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


_LEAST_LIFT_M = 0.001


@dataclass(frozen=True, eq=False)
class Shell:
    """A piece of cloth with its edges.

    Attributes:
        piece: vertices and triangles of the outer side, the rims and the inner side together.
        lift: (V,) metres over the surface.
    """

    piece: Piece
    lift: Floats

    @classmethod
    def joined(cls, shells: list[Shell]) -> Shell:
        """Several shells as one."""
        starts = np.cumsum([0] + [len(shell.lift) for shell in shells])
        welds = np.cumsum([0] + [int(shell.piece.weld.max(initial=-1)) + 1 for shell in shells])
        pieces = [shell.piece for shell in shells]
        return cls(
            Piece(
                np.concatenate([piece.source for piece in pieces]),
                np.concatenate([piece.share for piece in pieces]),
                np.concatenate([piece.weld + start for piece, start in zip(pieces, welds[:-1], strict=True)]),
                np.concatenate([piece.uv for piece in pieces]),
                np.concatenate([piece.triangles + start for piece, start in zip(pieces, starts[:-1], strict=True)]),
            ),
            np.concatenate([shell.lift for shell in shells]),
        )


def thicken(piece: Piece, lift: Floats, thickness: float, inner: Floats | None = None, crisp: bool = False) -> Shell:
    """A piece with rims at its open ends and, behind them, a strip of inner side.

    Args:
        piece: the outer side.
        lift: (V,) metres over the surface.
        thickness: of the cloth, metres.
        inner: (V,) how much deeper inside the edge than the inner side reaches each vertex lies: negative where an
            inner side is wanted. None makes rims only.
        crisp: whether the rim has vertices of its own, which makes a hard edge.
    """
    shells = [Shell(piece, lift)]
    rim = rim_edges(piece)
    used, corner = np.unique(rim, return_inverse=True)
    corner = corner.reshape(-1, 2)
    beyond = piece.uv[used] + _outward(piece.uv, rim, corner, len(used)) * np.float32(thickness)
    below = Piece(piece.source[used], piece.share[used], piece.weld[used], beyond, np.zeros((0, 3), np.int64))
    a, b = rim.T
    if crisp:
        a, b = len(piece.weld) + len(used) + corner.T
    low_a, low_b = len(piece.weld) + corner.T
    strip = np.concatenate([np.stack([b, a, low_a], axis=1), np.stack([b, low_a, low_b], axis=1)])
    copies = 2 if crisp else 1
    edged = Piece(
        np.concatenate([piece.source, *[below.source] * copies]),
        np.concatenate([piece.share, *[below.share] * copies]),
        np.concatenate(
            [piece.weld, *[piece.weld.max() + 1 + k * (len(piece.weld)) + below.weld for k in range(copies)]]
        ),
        np.concatenate([piece.uv, beyond, *[piece.uv[used]] * (copies - 1)]),
        np.concatenate([piece.triangles, strip]),
    )
    shells = [Shell(edged, np.concatenate([lift, _lowered(lift[used], thickness), *[lift[used]] * (copies - 1)]))]
    if inner is not None:
        wide = Piece(piece.source, piece.share, piece.weld, piece.uv, piece.triangles[:, ::-1])
        back = clip(_with_lift(wide, lift), inner)
        shells.append(
            Shell(
                Piece(back.source, back.share, back.weld, back.uv[:, :2], back.triangles),
                _lowered(back.uv[:, 2], thickness),
            )
        )
    return Shell.joined(shells)


def _lowered(lift: Floats, thickness: float) -> Floats:
    """The inner side of cloth, which never sinks into the surface."""
    return np.asarray(np.maximum(lift - thickness, np.minimum(lift, _LEAST_LIFT_M)), np.float32)


def thicken_whole(piece: Piece, lift: Floats, thickness: float) -> tuple[Shell, Ints]:
    """A piece with rims and an inner side everywhere, and which of the piece's vertices each vertex comes from."""
    shell = thicken(piece, lift, thickness, np.full(len(lift), -1.0, np.float32))
    own = np.arange(len(lift))
    return shell, np.concatenate([own, np.unique(rim_edges(piece)), own])


def _outward(uv: Floats, rim: Ints, corner: Ints, count: int) -> Floats:
    """Unit directions (count, 2) across the rim in the texture, for its vertices as ``corner`` (E, 2) numbers them."""
    along = uv[rim[:, 1]] - uv[rim[:, 0]]
    across = np.stack([along[:, 1], -along[:, 0]], axis=1)
    total = np.zeros((count, 2))
    for end in (0, 1):
        np.add.at(total, corner[:, end], across)
    return np.asarray(total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-9), np.float32)


def _with_lift(piece: Piece, lift: Floats) -> Piece:
    """The lift as a third texture coordinate, so that cutting interpolates it too."""
    return Piece(
        piece.source, piece.share, piece.weld, np.concatenate([piece.uv, lift[:, None]], axis=1), piece.triangles
    )
