"""Pieces of a scan laid anew: its bricks, stones and tiles in another bond, each with its own edges and mortar.

Pieces of a scan are what stands out of its joints: found by height, kept where they are nearly rectangles. A piece of a
layout shows one of them: of about its proportions, turned and mirrored as the seed says, its inside stretched to the
inside that is wanted, and half of the joints around it to half of those that are wanted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.texture.classical.torus import blur
from procgen.texture.layout import LayoutParameters
from procgen.texture.layout.bonds import geometry_of
from procgen.texture.layout.chance import uniform
from procgen.texture.layout.maps import paint
from procgen.texture.maps.normals import height_from_slopes
from procgen.texture.material import FloatArray, Surface
from procgen.texture.scan.packed import Shorts
from procgen.texture.scan.scan import UNITS, Scan, surface_of
from procgen.texture.scan.stones import FOUND_PX, Box, Stones

_BROAD_PX, _FINE_PX = 20.0, 1.5
_FULLEST: Final = 0.72
"""How much of its box a piece fills at least."""
_LEAST_PX: Final = 10
_LEAST_AREA: Final = 300
_EDGE_PX: Final = 3
_MOST_JOINT_PX: Final = 12
_ENOUGH: Final = 12
_ENOUGH_SHARE: Final = 0.3
"""A scan can be laid anew where so many pieces are found, which cover so much of it."""
_CHOICES: Final = 6
_AS_GOOD: Final = 0.3
"""Pieces are as good as the best for a place if they need so little stretching more, in logarithms; some always are."""
_LIKE: Final = (0.3, 1.7)
"""Areas of pieces, of the median."""


def _threshold(values: FloatArray) -> float:
    """Otsu, "A threshold selection method from gray-level histograms" (1979)."""
    counts, edges = np.histogram(values, 128)
    middles = 0.5 * (edges[1:] + edges[:-1])
    weight, moment = np.cumsum(counts), np.cumsum(counts * middles)
    total, mean = weight[-1], moment[-1]
    between = np.square(mean * weight / total - moment) / np.maximum(weight * (total - weight), 1)
    return float(middles[int(np.argmax(between))])


def _joints(up: npt.NDArray[np.bool_], boxes: list[Box]) -> tuple[float, float]:
    """Median widths of what lies between a box and what stands out next, below and to the right."""
    below, beside = [], []
    for top, left, height, width in boxes:
        down = up[top + height : top + height + _MOST_JOINT_PX, left + width // 2]
        right = up[top + height // 2, left + width : left + width + _MOST_JOINT_PX]
        below += [int(np.argmax(down))] if down.any() else []
        beside += [int(np.argmax(right))] if right.any() else []
    return tuple(float(np.median(each)) if each else 2.0 for each in (below, beside))  # type: ignore[return-value]


def find_stones(stack: Shorts) -> Stones | None:
    """The pieces of a scan; None where it is not laid of pieces that can be told apart.

    Args:
        stack: (FOUND_PX, FOUND_PX, 7) as of :func:`procgen.texture.scan.scan.stacked`.
    """
    slopes = stack[..., 3:5] * UNITS[3:5]
    height = height_from_slopes(slopes[..., 0], slopes[..., 1])
    height = blur(height - blur(height, _BROAD_PX), _FINE_PX)
    low, high = (float(each) for each in np.quantile(height, (0.01, 0.99)))
    if high - low < 1e-3:
        return None
    up = scipy.ndimage.binary_opening(height > _threshold(np.clip(height, low, high)), iterations=2)
    numbers, _ = scipy.ndimage.label(up)
    boxes: list[Box] = []
    for number, (down, across) in enumerate(scipy.ndimage.find_objects(numbers), 1):
        rows, columns = down.stop - down.start, across.stop - across.start
        inside = min(down.start, across.start) >= _EDGE_PX and max(down.stop, across.stop) <= FOUND_PX - _EDGE_PX
        large = min(rows, columns) >= _LEAST_PX and rows * columns >= _LEAST_AREA
        if inside and large and float((numbers[down, across] == number).mean()) >= _FULLEST:
            boxes.append((down.start, across.start, rows, columns))
    middle = float(np.median([rows * columns for _, _, rows, columns in boxes])) if boxes else 0.0
    # What is much larger is two that were not told apart.
    boxes = [box for box in boxes if _LIKE[0] * middle <= box[2] * box[3] <= _LIKE[1] * middle]
    area = sum(rows * columns for _, _, rows, columns in boxes)
    if len(boxes) < _ENOUGH or area < _ENOUGH_SHARE * FOUND_PX**2:
        return None
    return Stones(tuple(boxes), _joints(up, boxes))


@dataclass(frozen=True, slots=True, eq=False)
class _Places:
    """Boxes of a layout's pieces on the torus, joints and all."""

    piece: npt.NDArray[np.int64]
    """(rows, columns) whose each pixel is."""
    top: npt.NDArray[np.int64]
    left: npt.NDArray[np.int64]
    height: npt.NDArray[np.int64]
    width: npt.NDArray[np.int64]


def _extent(piece: npt.NDArray[np.int64], axis: int, count: int) -> tuple[npt.NDArray[np.int64], ...]:
    """First line and number of lines of each piece along an axis, around the torus."""
    size = piece.shape[axis]
    there = np.zeros((count, size), bool)
    lines = np.arange(size)[:, None] if axis == 0 else np.arange(size)[None, :]
    there[piece.ravel(), np.broadcast_to(lines, piece.shape).ravel()] = True
    # A piece ends where the longest run of lines without it begins.
    begins = there & ~np.roll(there, 1, axis=1)
    first = np.argmax(begins, axis=1)
    length = there.sum(axis=1)
    for number in np.flatnonzero(begins.sum(axis=1) > 1):
        places = np.flatnonzero(there[number])
        gaps = np.diff(np.append(places, places[0] + size))
        widest = int(np.argmax(gaps))
        first[number] = places[(widest + 1) % len(places)]
        length[number] = size - gaps[widest] + 1
    return first, length


def _places(piece: npt.NDArray[np.int64], count: int) -> _Places:
    top, height = _extent(piece, 0, count)
    left, width = _extent(piece, 1, count)
    return _Places(piece, top, left, height, width)


def _stretched(
    length: int, joint: float, begin: float, inside: float, own_joint: float, *, mirrored: bool
) -> FloatArray:
    """(length,) places of the scan for the lines of a piece: half a joint, the inside, half a joint."""
    joint = min(joint, 0.4 * length)
    at = np.arange(length) + 0.5
    own = np.interp(
        at,
        [0.0, joint, length - joint, length],
        [begin - own_joint, begin, begin + inside, begin + inside + own_joint],
    )
    return np.asarray(own[::-1] if mirrored else own, np.float32)


def _sampled(stack: Shorts, down: FloatArray, across: FloatArray) -> FloatArray:
    """(down, across, maps) bilinear samples, around the edges."""
    side = len(stack)
    y, x = np.floor(down - 0.5).astype(np.int64), np.floor(across - 0.5).astype(np.int64)
    v, u = (down - 0.5 - y).astype(np.float32)[:, None, None], (across - 0.5 - x).astype(np.float32)[None, :, None]
    upper, lower = stack[y % side], stack[(y + 1) % side]
    rows = upper[:, x % side] * (1 - v) + lower[:, x % side] * v
    beyond = upper[:, (x + 1) % side] * (1 - v) + lower[:, (x + 1) % side] * v
    return np.asarray(rows * (1 - u) + beyond * u, np.float32)


def laid(
    scan: Scan,
    stones: Stones,
    layout: LayoutParameters,
    seed: int,
    shape: tuple[int, int],
    side: int,
    checkpoint: Checkpoint = go_on,
) -> Surface:
    """A layout of a scan's pieces.

    Args:
        scan: whose they are.
        stones: where in it.
        layout: of the whole tile; its bond one of :data:`SQUARE_BONDS`.
        seed: which piece goes where, and what is uneven of the layout.
        shape: rows and columns of the tile.
        side: pixels of the scan along a side, as many as a natural piece has on the tile.
        checkpoint: called after each piece.
    """
    rows, columns = shape
    geometry = geometry_of(layout, seed)
    drawn = paint(geometry, layout, seed, rows, columns, checkpoint)
    places = _places(drawn.piece, geometry.count)
    turned = (columns, rows) if layout.rotated else (rows, columns)
    joint = float(np.median(geometry.shorter_px(turned[1], turned[0]))) / 2.0 * layout.joint
    scale = side / FOUND_PX
    stack = scan.stack(side)
    boxes = np.array(stones.boxes, np.float64) * scale
    own_joint = np.array(stones.joint_px) * (0.5 * scale)
    draws = uniform(seed, "stones", geometry.count, 4)
    out = np.zeros((rows, columns, stack.shape[2]), np.float32)
    for number in range(geometry.count):
        height, width = int(places.height[number]), int(places.width[number])
        if not height or not width:
            continue
        box, upright = _choice(boxes, height - 2 * joint, width - 2 * joint, draws[number])
        length, breadth = (width, height) if upright else (height, width)
        flips = draws[number, 2] > 0.5, draws[number, 3] > 0.5
        down = _stretched(length, joint, box[0], box[2], own_joint[0], mirrored=flips[0])
        across = _stretched(breadth, joint, box[1], box[3], own_joint[1], mirrored=flips[1])
        part = _sampled(stack, down, across)
        part[..., 3] *= -1.0 if flips[1] else 1.0
        part[..., 4] *= -1.0 if flips[0] else 1.0
        if upright:
            part = np.swapaxes(part, 0, 1)[..., (0, 1, 2, 4, 3, 5, 6)]
        y = ((places.top[number] + np.arange(height)) % rows)[:, None]
        x = (places.left[number] + np.arange(width)) % columns
        mine = drawn.piece[y, x] == number
        where = np.nonzero(mine)
        out[y[where[0], 0], x[where[1]]] = part[where]
        checkpoint()
    out *= UNITS
    return surface_of(out, checkpoint)


def _choice(
    boxes: npt.NDArray[np.float64], height: float, width: float, draw: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], bool]:
    """A box that needs little stretching to an inside, and whether it is turned for that."""
    height, width = max(height, 1.0), max(width, 1.0)

    def stretch(rows: npt.NDArray[np.float64], columns: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.abs(np.log(rows / height)) + np.abs(np.log(columns / width))

    straight, turned = stretch(boxes[:, 2], boxes[:, 3]), stretch(boxes[:, 3], boxes[:, 2])
    both = np.concatenate([straight, turned])
    order = np.argsort(both, kind="stable")
    order = order[: max(_CHOICES, int((both <= both.min() + _AS_GOOD).sum()))]
    chosen = int(order[min(int(draw[0] * len(order)), len(order) - 1)])
    return boxes[chosen % len(boxes)], chosen >= len(boxes)
