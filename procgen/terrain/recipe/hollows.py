"""How much of made ground lies in closed hollows, as a loss.

Neither discriminator sees far enough to notice that a ridge closes a valley somewhere downstream, so made ground has
two or three times as many hollows as real ground. A hollow's depth at a pixel is the height of its lowest way out less
the pixel's own; both are pixels of the field, so the depth has a gradient: down at the pass, up at the bottom.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from procgen.terrain.ground.flow import find_basins, steepest_receivers


def passes(fields: npt.NDArray[np.float32], outlets: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """For every pixel the flat index of the pixel whose height is its water level: itself where nothing is flooded.

    Args:
        fields: (n, h, w).
        outlets: (n, h, w), true where water leaves; the edges of each field are outlets too.

    Returns:
        (n, h, w) indices into the flattened fields.
    """
    n, h, w = fields.shape
    ends = outlets.copy()
    ends[:, [0, -1], :] = ends[:, :, [0, -1]] = True
    # One below the other: their edges are outlets, so water never runs from one to the next.
    tall, tall_ends = fields.reshape(n * h, w), ends.reshape(n * h, w)
    receivers = steepest_receivers(np.ascontiguousarray(tall), tall_ends)
    basins = find_basins(tall, receivers, tall_ends)
    level = np.maximum(tall.ravel(), basins.spill_m[basins.labels.ravel()])
    own = np.arange(n * h * w)
    flooded = level > tall.ravel()
    order = np.argsort(tall.ravel(), kind="stable")
    found = order[np.minimum(np.searchsorted(tall.ravel()[order], level[flooded]), len(order) - 1)]
    own[flooded] = found
    return own.reshape(n, h, w)


def hollowness(fields: Tensor, sea_level: Tensor, half_depth: float) -> Tensor:
    """Mean over pixels of d / (d + half_depth), where d is the depth of the hollow they lie in; differentiable.

    Args:
        fields: (b, h, w) heights in frame units.
        sea_level: (b,) in frame units; at or below it is water already.
        half_depth: depth that counts half, frame units.

    Returns:
        (), 0 to 1.
    """
    heights = torch.maximum(fields.float(), sea_level[:, None, None])
    with torch.no_grad():
        numbers = heights.cpu().numpy()
        index = torch.from_numpy(passes(numbers, numbers <= sea_level.cpu().numpy()[:, None, None])).to(heights.device)
    depth = heights.flatten()[index] - heights
    return (depth / (depth + half_depth)).mean()


class Excess:
    """Hollowness beyond that of real ground, which is averaged over batches as they come.

    Args:
        half_depth: of :func:`hollowness`.
    """

    def __init__(self, half_depth: float) -> None:
        self._half_depth = half_depth
        self._real = 0.0
        self._weight = 0.0

    def state_dict(self) -> dict[str, float]:
        """For :func:`procgen.kit.recipe.loop.run`."""
        return {"real": self._real, "weight": self._weight}

    def load_state_dict(self, state: dict[str, float]) -> None:
        """Take over :meth:`state_dict`."""
        self._real, self._weight = state["real"], state["weight"]

    def __call__(self, made: Tensor, real: Tensor, sea_level: Tensor) -> Tensor:
        """(b, h, w) made and real heights in frame units, (b,) -> ()."""
        with torch.no_grad():
            self._real = 0.97 * self._real + 0.03 * float(hollowness(real, sea_level, self._half_depth))
            self._weight = 0.97 * self._weight + 0.03
        return torch.relu(hollowness(made, sea_level, self._half_depth) - self._real / self._weight)
