"""A critic at work: energies of features, and how plausible that makes a thing beside real ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.critic.pictures import FloatArray
from procgen.errors import ModelUnavailable
from procgen.runtime.model_file import LoadedModel
from procgen.runtime.store import ModelStore

DOMAIN: Final = "critic"
ROWS: Final = 16
"""Of each call of a network."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a critic says of a thing."""

    energy: float
    """Negative log odds that it is real; only differences mean something."""
    plausibility: float
    """Share of real held-out things with a higher energy, 0 to 1: of real things it is spread evenly, and below 0.01
    a thing is less plausible than all but a hundredth of them."""
    rank: float | None = None
    """Share of what the packaged generator makes of the same kind with a higher energy, 0 to 1: of its results as they
    come it is spread evenly. None where the critic knows none of that kind.
    """


class Critic:
    """The energy of one domain.

    Args:
        model: its network.
    """

    def __init__(self, model: LoadedModel) -> None:
        self._model = model
        properties = model.entry.properties
        self.features = int(properties["features"])
        self._quantiles = np.array(properties["real_quantiles"], np.float64)
        self._own_quantiles = {
            kind: np.array(quantiles, np.float64) for kind, quantiles in properties.get("own_quantiles", {}).items()
        }

    @classmethod
    def load(cls, store: ModelStore, domain: str) -> Critic:
        """The packaged critic of a domain, such as "texture".

        Raises:
            ModelUnavailable: it is missing or damaged.
        """
        return cls(store.part(DOMAIN, domain, "energy"))

    def energies(self, features: FloatArray) -> FloatArray:
        """(n,) of features (n, D).

        Raises:
            ModelUnavailable: the network was trained on other features.
        """
        if features.shape[1] != self.features:
            raise ModelUnavailable(
                f"model {self._model.entry.name} takes {self.features} features, and this version has "
                f"{features.shape[1]}",
                "Install the weights that came with this version.",
            )
        found = []
        for first in range(0, len(features), ROWS):
            part = features[first : first + ROWS]
            padded = np.zeros((ROWS, self.features), np.float32)
            padded[: len(part)] = part
            found.append(self._model.run({"features": padded})[: len(part), 0])
        return np.concatenate(found) if found else np.zeros(0, np.float32)

    def verdict(self, energy: float, kind: str = "") -> Verdict:
        """What an energy means, of a thing of some kind where the domain has kinds that choices are made among."""
        own = self._own_quantiles.get(kind)
        return Verdict(
            energy, _share_above(energy, self._quantiles), None if own is None else _share_above(energy, own)
        )


def _share_above(energy: float, quantiles: npt.NDArray[np.float64]) -> float:
    """Of things whose energies have these quantiles, evenly apart, those with a higher energy."""
    return 1.0 - float(np.interp(energy, quantiles, np.linspace(0.0, 1.0, len(quantiles))))


def judges(store: ModelStore) -> tuple[str, ...]:
    """Domains that the store has a critic for."""
    return store.generators(DOMAIN)
