"""Variants of a tile that fit beside each other in any order: one frame, many insides.

All variants have the same pixels along their border. Further in, each changes to another surface of the same style
along the cut on which the two differ least (Efros and Freeman, "Image quilting", 2001, here closed to a ring), and
across the cut they are mixed so that contrast is kept (Heitz and Neyret, "High-performance by-example noise using a
histogram-preserving blending operator", 2018).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from procgen.errors import InvalidFields, Violation
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.texture.maps.torus import smooth
from procgen.texture.material import FloatArray, Surface

_BORDER_SHARE, _BAND_SHARE = 0.05, 0.20
"""Of the shorter side: what all variants share, and how wide the ring is in which the cut may run."""
_FEATHER_PX = 5.0
_ROWS_A_CHECK = 256


def _least_sides(border_px: int) -> int:
    return 2 * border_px + 16


def _check(shared: Surface, insides: Sequence[Surface], border_px: int) -> None:
    found = []
    least = _least_sides(border_px)
    if border_px < 1:
        found.append(Violation.of("border_px", border_px, "at least 1"))
    elif min(shared.shape) < least:
        found.append(Violation.of("surface", f"{shared.shape[1]} x {shared.shape[0]}", f"sides of at least {least} px"))
    for index, inside in enumerate(insides):
        if inside.shape != shared.shape:
            size = f"{shared.shape[1]} x {shared.shape[0]}"
            found.append(Violation.of(f"insides[{index}]", f"{inside.shape[1]} x {inside.shape[0]}", size))
    if found:
        raise InvalidFields(found)


def _difference(shared: Surface, inside: Surface) -> FloatArray:
    """How much two surfaces differ at each place, (rows, columns), smoothed over a few pixels."""
    total = np.sum(np.square(shared.albedo - inside.albedo), axis=-1, dtype=np.float32)
    total += np.float32(0.5) * np.square(shared.roughness - inside.roughness)
    total += np.square(shared.metallic - inside.metallic)
    spread = max(float(shared.height.std(dtype=np.float64)), 1e-3)
    total += np.float32(0.3) * np.square((shared.height - inside.height) / np.float32(2.0 * spread))
    return smooth(total, 1)


def _ring(shape: tuple[int, int], inset: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Pixels around the tile, clockwise from the upper left, at some distances from its border.

    Returns:
        Rows and columns, (places around, insets).
    """
    rows, columns = shape
    count = max(rows, columns)
    share = (np.arange(count, dtype=np.float32) / np.float32(count))[:, None]
    top, left = inset[None, :], inset[None, :]
    bottom, right = np.float32(rows - 1) - top, np.float32(columns - 1) - left
    whole = np.zeros_like(share)
    down = [top + whole, top + share * (bottom - top), bottom + whole, bottom - share * (bottom - top)]
    across = [left + share * (right - left), right + whole, right - share * (right - left), left + whole]
    rounded = [np.rint(np.concatenate(parts)).astype(np.intp) for parts in (down, across)]
    return rounded[0], rounded[1]


def _shortest(cost: FloatArray, start: int | None, checkpoint: Checkpoint) -> npt.NDArray[np.intp]:
    """The path with the least cost from the first row to the last that moves by at most one column a row.

    Args:
        cost: (places, depths).
        start: column in which it begins and ends; any if None.
        checkpoint: called every few ms.
    """
    places, depths = cost.shape
    total = np.full(depths + 2, np.inf, np.float32)
    if start is None:
        total[1:-1] = cost[0]
    else:
        total[1 + start] = cost[0, start]
    came = np.zeros((places, depths), np.int8)
    for place in range(1, places):
        if place % _ROWS_A_CHECK == 0:
            checkpoint()
        steps = np.stack((total[1:-1], total[:-2], total[2:]))
        choice = np.argmin(steps, axis=0)
        came[place] = np.array((0, -1, 1), np.int8)[choice]
        total[1:-1] = np.take_along_axis(steps, choice[None], axis=0)[0] + cost[place]
    path = np.empty(places, np.intp)
    ends = total[1:-1]
    if start is not None:
        near = np.full(depths, np.inf, np.float32)
        near[max(0, start - 1) : start + 2] = ends[max(0, start - 1) : start + 2]
        ends = near
    path[-1] = np.argmin(ends)
    for place in range(places - 1, 0, -1):
        path[place - 1] = path[place] + came[place, path[place]]
    return path


def _weight(shape: tuple[int, int], border_px: int, cut: FloatArray) -> FloatArray:
    """Share of the inside at each pixel, (rows, columns): exactly 0 on the border, 1 beyond the cut.

    Args:
        shape: rows and columns.
        border_px: width of the frame.
        cut: (places around,) how far inside the border the cut runs.
    """
    rows, columns = shape
    y = np.arange(rows, dtype=np.float32)[:, None]
    x = np.arange(columns, dtype=np.float32)[None, :]
    to_sides = (y + 0 * x, np.float32(columns - 1) - x + 0 * y, np.float32(rows - 1) - y + 0 * x, x + 0 * y)
    inset = np.minimum(np.minimum(to_sides[0], to_sides[1]), np.minimum(to_sides[2], to_sides[3]))
    across = np.maximum(np.float32(columns - 1) - 2 * inset, np.float32(1e-3))
    down = np.maximum(np.float32(rows - 1) - 2 * inset, np.float32(1e-3))
    shares = ((x - inset) / across, (y - inset) / down, 1 - (x - inset) / across, 1 - (y - inset) / down)
    count = max(rows, columns)
    place = np.zeros(shape, np.float32)
    for side in range(4):
        there = to_sides[side] == inset
        place = np.where(there, (np.float32(side) + np.clip(shares[side], 0.0, 1.0)) * np.float32(count), place)
    index = np.rint(place).astype(np.intp) % cut.size
    t = np.clip((inset - cut[index]) * np.float32(1.0 / _FEATHER_PX) + np.float32(0.5), 0.0, 1.0)
    weight: FloatArray = t * t * (np.float32(3.0) - np.float32(2.0) * t)
    weight[inset < border_px] = 0.0
    return weight


def _blend(shared: FloatArray, inside: FloatArray, weight: FloatArray) -> FloatArray:
    """A mix whose variance is that of its parts: equation 4 of Heitz and Neyret, about the local mean of means."""
    if shared.ndim == 3:
        weight = weight[..., None]
    rest = np.float32(1.0) - weight
    means = [np.float32(part.mean(dtype=np.float64)) for part in (shared, inside)]
    if shared.ndim == 3:
        means = [part.mean(axis=(0, 1), dtype=np.float64).astype(np.float32) for part in (shared, inside)]
    mean = rest * means[0] + weight * means[1]
    mixed = rest * (shared - means[0]) + weight * (inside - means[1])
    mixed /= np.sqrt(rest * rest + weight * weight)
    mixed += mean
    # Outside the cut nothing is computed: variants are equal there to the bit.
    return np.where(weight == 0.0, shared, np.where(weight == 1.0, inside, mixed))


def variant(shared: Surface, inside: Surface, border_px: int | None = None, checkpoint: Checkpoint = go_on) -> Surface:
    """The frame of one surface around the inside of another.

    Args:
        shared: the surface whose frame all variants have.
        inside: of the same size, class and style.
        border_px: width of the frame that stays as it is, to the bit; by default 5 % of the shorter side. From 34 on,
            occlusion at the border does not depend on the variant either.
        checkpoint: called every few ms.

    Raises:
        InvalidFields: sizes that differ, a surface too small for its frame.
    """
    shorter = min(shared.shape)
    border = max(2, round(_BORDER_SHARE * shorter)) if border_px is None else border_px
    _check(shared, (inside,), border)
    # Any zero will do for heights, so the insides are brought to the frame's.
    inside = replace(inside, height=inside.height + np.float32(np.median(shared.height) - np.median(inside.height)))
    room = shorter // 2 - 2 - border
    margin = _FEATHER_PX / 2
    depths = max(1, min(round(_BAND_SHARE * shorter), room - int(2 * margin)))
    insets = np.float32(border + margin) + np.arange(depths, dtype=np.float32)
    checkpoint()
    down, across = _ring(shared.shape, insets)
    cost = _difference(shared, inside)[down, across]
    # Short cuts are better than long ones, all else equal.
    cost += np.float32(0.02 * float(cost.mean(dtype=np.float64)) + 1e-9)
    free = _shortest(cost, None, checkpoint)
    # The cheapest open path tells where a closed one may begin: in the middle of it, its ends do not matter.
    turn = cost.shape[0] // 2
    closed = np.roll(_shortest(np.roll(cost, -turn, axis=0), int(free[turn]), checkpoint), turn)
    weight = _weight(shared.shape, border, insets[closed])
    checkpoint()
    opacity = None
    if shared.opacity is not None and inside.opacity is not None:
        opacity = np.clip(_blend(shared.opacity, inside.opacity, weight), 0.0, 1.0)
    return Surface(
        albedo=np.clip(_blend(shared.albedo, inside.albedo, weight), 0.0, 1.0),
        height=_blend(shared.height, inside.height, weight),
        roughness=np.clip(_blend(shared.roughness, inside.roughness, weight), 0.0, 1.0),
        metallic=np.clip(_blend(shared.metallic, inside.metallic, weight), 0.0, 1.0),
        opacity=opacity,
    )


def variants(
    shared: Surface, insides: Sequence[Surface], border_px: int | None = None, checkpoint: Checkpoint = go_on
) -> tuple[Surface, ...]:
    """The surface itself, then one variant for each inside; any of them may lie beside any other.

    Raises:
        InvalidFields: as :func:`variant`, all at once.
    """
    if border_px is None:
        border_px = max(2, round(_BORDER_SHARE * min(shared.shape)))
    _check(shared, insides, border_px)
    return (shared, *(variant(shared, inside, border_px, checkpoint) for inside in insides))
