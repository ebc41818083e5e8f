"""Where rigid parts of vehicles are: each with its foremost and hindmost axle on the way."""

from __future__ import annotations

import numpy as np

from procgen.world.chance import Float64Array
from procgen.world.place import BoolArray
from procgen.world.traffic.vehicles import Body


def body_places(body: Body, line: Float64Array, front_m: Float64Array) -> tuple[Float64Array, Float64Array]:
    """Middles of a body, and unit vectors ahead, both (n, 2).

    Args:
        body: of a vehicle.
        line: (points, 3) that it drives along.
        front_m: (n,) metres along it that the vehicle's very front has gone; before its beginning a way is straight.
    """
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])
    flat = line[:, ::2]
    front, rear = (_at(flat, along, front_m - back) for back in (body.front_m, body.rear_m))
    ahead = front - rear
    ahead /= np.maximum(np.hypot(*ahead.T), 1e-9)[:, None]
    reach = 0.5 * (body.front_m + body.rear_m) - 0.5 * (body.nose_m + body.tail_m)
    return 0.5 * (front + rear) + ahead * reach, ahead


def half_m(body: Body) -> tuple[float, float]:
    """Half its length, and half its width."""
    return 0.5 * (body.tail_m - body.nose_m), 0.5 * body.width_m


def _at(line: Float64Array, along: Float64Array, gone: Float64Array) -> Float64Array:
    found = np.column_stack([np.interp(gone, along, line[:, axis]) for axis in range(2)])
    first = line[1] - line[0]
    first /= max(float(np.hypot(*first)), 1e-9)
    return np.asarray(found + np.minimum(gone, 0.0)[:, None] * first)


def touch(
    one: Float64Array, one_ahead: Float64Array, one_half: Float64Array,
    other: Float64Array, other_ahead: Float64Array, other_half: Float64Array,
) -> BoolArray:  # fmt: skip
    """(...) whether rectangles overlap: none of their four axes separates them.

    Args:
        one: (..., 2) middles.
        one_ahead: (..., 2) unit vectors.
        one_half: (..., 2) half their length and half their width.
        other: likewise, of those that they may touch.
        other_ahead: likewise.
        other_half: likewise.
    """
    gap = other - one
    one_side, other_side = _beside(one_ahead), _beside(other_ahead)
    apart = np.zeros(np.broadcast_shapes(one.shape, other.shape)[:-1], np.bool_)
    for axis in (one_ahead, one_side, other_ahead, other_side):
        reach = sum(
            half[..., 0] * np.abs((ahead * axis).sum(-1)) + half[..., 1] * np.abs((side * axis).sum(-1))
            for ahead, side, half in ((one_ahead, one_side, one_half), (other_ahead, other_side, other_half))
        )
        apart |= np.abs((gap * axis).sum(-1)) >= reach
    return np.asarray(~apart)


def _beside(ahead: Float64Array) -> Float64Array:
    return np.stack([-ahead[..., 1], ahead[..., 0]], axis=-1)
