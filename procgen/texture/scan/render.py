"""Coordinates magnified: what pieces of a scan show, at any size, joined."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

import numpy as np
import scipy

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.texture.classical.torus import resize
from procgen.texture.material import FloatArray, Surface
from procgen.texture.scan.appearance import FINE
from procgen.texture.scan.packed import Shorts
from procgen.texture.scan.pieces import Composition, IntArray
from procgen.texture.scan.scan import BROAD, UNITS, Scan, surface_of

_MARGIN: Final = 2
"""Pixels of the search around what a piece owns where what is fine of it shows..."""
_WIDE_MARGIN: Final = 10
"""...and where its broad tones do."""
_WIDE: Final = 4
"""Half the width of the boxes, two in a row, over which broad tones change."""
_BINOMIAL: Final = np.array([0.25, 0.5, 0.25], np.float32)
_SQUARINGS: Final = 2
"""How narrow that is: how often shares that fall off over the margin are squared."""
_BAND_PIXELS: Final = 1 << 15
"""Of a piece, laid at a time, so that what is in between stays near the processor."""


def _grown(mask: FloatArray, factor: int) -> FloatArray:
    """(rows, columns) linearly to ``factor`` times the pixels; nothing lies beyond the edges."""
    if factor == 1:
        return mask

    def weights(size: int) -> FloatArray:
        at = (np.arange(size * factor) + 0.5) / factor - 0.5
        return np.maximum(0.0, 1.0 - np.abs(at[:, None] - np.arange(size))).astype(np.float32)

    return np.asarray(weights(mask.shape[0]) @ mask @ weights(mask.shape[1]).T, np.float32)


Soften: TypeAlias = Callable[[FloatArray], FloatArray]


def _narrow(mask: FloatArray) -> FloatArray:
    """Binomial over three pixels, both ways."""
    return np.asarray(
        scipy.ndimage.convolve1d(
            scipy.ndimage.convolve1d(mask, _BINOMIAL, 0, mode="constant"), _BINOMIAL, 1, mode="constant"
        )
    )


def _wide(mask: FloatArray) -> FloatArray:
    """Over as many pixels as pieces surely have beside what they own."""
    for axis in (0, 1):
        for _ in range(2):
            mask = scipy.ndimage.uniform_filter1d(mask, 2 * _WIDE + 1, axis, mode="constant")
    # Some share is left where boxes end between two pieces.
    return np.asarray(mask + np.float32(1e-4), np.float32)


def _places(lines: IntArray, offset: int, factor: int, side: int) -> IntArray:
    """Rows or columns of a scan that lines of the search show, ``factor`` for each."""
    first = int(lines[0]) * factor + round(int(offset) * factor / FINE)
    return (np.arange(len(lines) * factor) + first) % side


def _added(total: FloatArray, part: FloatArray, top: int, left: int) -> None:
    """Add to a field on the torus, from some corner."""
    rows, columns = total.shape[:2]
    y, x = top % rows, left % columns
    above, before = min(rows - y, part.shape[0]), min(columns - x, part.shape[1])
    for to_y, of_y in ((slice(y, y + above), slice(0, above)), (slice(0, part.shape[0] - above), slice(above, None))):
        for to_x, of_x in (
            (slice(x, x + before), slice(0, before)),
            (slice(0, part.shape[1] - before), slice(before, None)),
        ):
            if to_y.stop > to_y.start and to_x.stop > to_x.start:
                total[to_y, to_x] += part[of_y, of_x]


def _owned(mask: FloatArray, axis: int) -> tuple[int, int]:
    """First line that has some of it, and the first behind all of it; both 0 where there is none."""
    lines = np.flatnonzero(mask.any(axis=1 - axis))
    return (int(lines[0]), int(lines[-1]) + 1) if len(lines) else (0, 0)


def _joined(
    stack: Shorts,
    composition: Composition,
    factor: int,
    softened: Soften,
    margin: int,
    squarings: int,
    checkpoint: Checkpoint,
) -> FloatArray:
    """(rows, columns, maps) of what pieces show, in the stack's units.

    Args:
        stack: maps of the scan, ``factor`` pixels along one of the search.
        composition: where pieces lie.
        factor: of the stack.
        softened: makes shares of what a piece owns: how it goes over into others.
        margin: pixels of the search around what a piece owns that it may have a share in.
        squarings: of the shares.
        checkpoint: called after each piece.
    """
    owner = composition.owner
    rows, columns = owner.shape
    side = stack.shape[0]
    total = np.zeros((rows * factor, columns * factor, stack.shape[2] + 1), np.float32)
    for number, offset in enumerate(composition.offsets):
        top, left, height, width = (int(each) for each in composition.squares[number])
        y, x = np.arange(top, top + height), np.arange(left, left + width)
        mask = (owner[(y % rows)[:, None], x % columns] == number).astype(np.float32)
        (above, below), (before, behind) = _owned(mask, 0), _owned(mask, 1)
        if above == below:
            continue
        # On a small torus a margin must not reach what it is the margin of.
        down = min(margin, (rows - (below - above)) // 2)
        across = min(margin, (columns - (behind - before)) // 2)
        mask = np.pad(mask[above:below, before:behind], ((down, down), (across, across)))
        top, left = top + above - down, left + before - across
        y, x = top + np.arange(mask.shape[0]), left + np.arange(mask.shape[1])
        share = _grown(softened(mask), factor)
        for _ in range(squarings):
            share *= share
        of_y, of_x = _places(y, offset[0], factor, side)[:, None], _places(x, offset[1], factor, side)
        step = max(_BAND_PIXELS // share.shape[1], 1)
        for first in range(0, len(share), step):
            band = share[first : first + step]
            part = np.empty((*band.shape, stack.shape[2] + 1), np.float32)
            np.multiply(stack[of_y[first : first + step], of_x], band[..., None], out=part[..., :-1])
            part[..., -1] = band
            _added(total, part, top * factor + first, left * factor)
        checkpoint()
    maps = total[..., :-1]
    maps /= total[..., -1:]
    return maps


def rendered(scan: Scan, composition: Composition, factor: int, checkpoint: Checkpoint = go_on) -> Surface:
    """The surface of a composition.

    What is fine changes over from piece to piece within a few pixels of the search, broad tones over many: in two
    bands (Burt and Adelson, "A multiresolution spline with application to image mosaics", 1983).

    Args:
        scan: that the pieces are of.
        composition: where they lie.
        factor: pixels along one of the search; the scan has at least so many.
        checkpoint: called after each piece.
    """
    rows, columns = composition.owner.shape
    stack, broad = scan.stack(scan.appearance.side * factor), scan.broad
    maps = _joined(stack, composition, factor, _narrow, _MARGIN, _SQUARINGS, checkpoint)
    wide = _joined(broad, composition, 1, _wide, _WIDE_MARGIN, 0, checkpoint)
    wide -= _joined(broad, composition, 1, _narrow, _MARGIN, _SQUARINGS, checkpoint)
    for index, channel in enumerate(BROAD):
        maps[..., channel] += resize(np.ascontiguousarray(wide[..., index]), rows * factor, columns * factor)
        checkpoint()
    maps *= UNITS
    for channel in (0, 1, 2, 5, 6):
        np.clip(maps[..., channel], 0.0, 1.0, out=maps[..., channel])
    checkpoint()
    return surface_of(maps, checkpoint)
