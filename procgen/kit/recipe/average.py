"""Exponential moving averages of weights, which are better than the weights themselves where steps are noisy."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import torch
from torch import nn

NetworkT = TypeVar("NetworkT", bound=nn.Module)


def capped(most: float, delay: int) -> Callable[[int], float]:
    """A decay by the number of updates: short at first, with ``delay``, and ``most`` in the end."""
    return lambda updates: min(most, updates / (updates + delay))


def lengthening(power: float) -> Callable[[int], float]:
    """A decay over a fixed share of the updates so far, about 1 / ``power`` (Karras et al. 2024, section 3.1)."""
    return lambda updates: (1.0 - 1.0 / updates) ** power


class Averaged(Generic[NetworkT]):
    """An exponential moving average of a network's weights.

    Args:
        source: is followed; where it stands now is where the average begins.
        decay: from the number of an update, from 1, to the share of the average that stays.
    """

    def __init__(self, source: NetworkT, decay: Callable[[int], float]) -> None:
        self.network: NetworkT = copy.deepcopy(source).requires_grad_(False).eval()
        self.updates = 0
        self._source, self._decay = source, decay

    @torch.no_grad()
    def follow(self) -> None:
        """One update."""
        self.updates += 1
        share = 1.0 - self._decay(self.updates)
        for mean, new in zip(self.network.parameters(), self._source.parameters(), strict=True):
            mean.lerp_(new, share)

    def restart(self) -> None:
        """Begin where the network stands now."""
        self.network.load_state_dict(self._source.state_dict())
        self.updates = 0

    def state_dict(self) -> dict[str, Any]:
        """For :func:`procgen.kit.recipe.loop.run`."""
        return {"network": self.network.state_dict(), "updates": self.updates}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """For :func:`procgen.kit.recipe.loop.run`."""
        self.network.load_state_dict(state["network"])
        self.updates = state["updates"]
