"""Masks as COCO has them: runs column by column, packed as in its API (Lin et al., 2014)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]
_ASCII = 48
_BITS, _MORE, _SIGN = 5, 32, 16
_COMPARED = 2
"""From the third run on, the run two before is taken off."""


def runs_of(mask: Mask) -> list[int]:
    """Lengths of runs, first of what is not in the mask, down each column and on to the next.

    Args:
        mask: (rows, columns).
    """
    flat = mask.ravel(order="F")
    changes = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    ends = np.concatenate(([0], changes, [flat.size]))
    runs = np.diff(ends).tolist()
    return [0, *runs] if flat.size and flat[0] else list(runs)


def runs_of_part(part: Mask, top: int, left: int, rows: int, columns: int) -> list[int]:
    """The runs of a mask of a whole picture that has its pixels in a part of it alone.

    Args:
        part: (height, width) of the mask, with at least one pixel in its first and its last column.
        top, left: where it lies.
        rows, columns: of the picture.
    """
    height, width = part.shape
    tall = np.zeros((rows, width), np.bool_)
    tall[top : top + height] = part
    runs = runs_of(tall)
    runs[0] += left * rows
    after = (columns - left - width) * rows
    if len(runs) % 2 == 1:
        runs[-1] += after
    elif after:
        runs.append(after)
    return runs


def packed(runs: list[int]) -> str:
    """Runs as COCO's compressed text."""
    said: list[str] = []
    for index, run in enumerate(runs):
        left = run - runs[index - 2] if index > _COMPARED else run
        while True:
            piece = left & 0x1F
            left >>= _BITS
            more = left != -1 if piece & _SIGN else left != 0
            said.append(chr((piece | (_MORE if more else 0)) + _ASCII))
            if not more:
                break
    return "".join(said)


def unpacked(text: str) -> list[int]:
    """The runs of COCO's compressed text."""
    runs: list[int] = []
    at = 0
    while at < len(text):
        value, shift, more = 0, 0, True
        while more:
            piece = ord(text[at]) - _ASCII
            value |= (piece & 0x1F) << shift
            more, at, shift = bool(piece & _MORE), at + 1, shift + _BITS
            if not more and piece & _SIGN:
                value |= -1 << shift
        runs.append(value + runs[-2] if len(runs) > _COMPARED else value)
    return runs


def mask_of(runs: list[int], rows: int, columns: int) -> Mask:
    """The mask of runs: (rows, columns)."""
    inside = np.arange(len(runs)) % 2 == 1
    return np.repeat(inside, runs).reshape((rows, columns), order="F")
