"""Drawing tokens from logits under a seed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from procgen.dialogue.language.contract import Sampling
from procgen.runtime.philox import stream_id

_MASK64 = (1 << 64) - 1
_FIRMEST = 0.25


def log_likelihood(logits: npt.NDArray[np.float32], token: int) -> float:
    """Of a token among all, in nats."""
    top = float(logits.max())
    return float(logits[token]) - top - float(np.log(np.exp(logits - top, dtype=np.float64).sum()))


class Sampler:
    """Draws tokens one after the other. Equal logits and equal seeds give equal tokens.

    Args:
        sampling: how.
    """

    def __init__(self, sampling: Sampling) -> None:
        self._how = sampling
        self._chance = np.random.Generator(
            np.random.Philox(key=(sampling.seed & _MASK64) | (stream_id("dialogue/tokens") << 64))
        )
        self._taken: list[int] = []

    def take(self, token: int) -> None:
        """Remember a token that was used: repetition is penalised."""
        self._taken.append(token)

    def draws(self, logits: npt.NDArray[np.float32], allowed: npt.NDArray[np.bool_]) -> Iterator[int]:
        """Tokens in the order in which they are drawn without putting back: the first is the one to use, the next ones
        are for who can't use it. First those among the likeliest, then all others that are allowed.

        Args:
            logits: of all tokens.
            allowed: which may be drawn.
        """
        scores = logits.astype(np.float64)
        taken = np.unique(np.array(self._taken, np.intp))
        penalty = self._how.repetition_penalty
        scores[taken] = np.where(scores[taken] > 0, scores[taken] / penalty, scores[taken] * penalty)
        places = np.flatnonzero(allowed)
        if not len(places):
            return
        order = (
            places[np.argsort(-scores[places], kind="stable")]
            if len(places) <= self._how.top_k
            else self._top(scores, places)
        )
        temperature = max(self._how.temperature * _firmness(scores, places), 1e-3)
        first = self._likely(scores, order, temperature)
        weights = scores[first] / temperature
        # Gumbel's trick: noise on the scores, and sorting draws without putting back.
        noise = -np.log(-np.log(self._chance.random(len(first)) + 1e-300) + 1e-300)
        for place in np.argsort(-(weights + noise), kind="stable"):
            yield int(first[place])
        rest = places[~np.isin(places, first)]
        for place in np.argsort(-scores[rest], kind="stable"):
            yield int(rest[place])

    def _top(self, scores: npt.NDArray[np.float64], places: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
        best = places[np.argpartition(-scores[places], self._how.top_k)[: self._how.top_k]]
        found: npt.NDArray[np.intp] = best[np.lexsort((best, -scores[best]))]
        return found

    def _likely(
        self, scores: npt.NDArray[np.float64], order: npt.NDArray[np.intp], temperature: float
    ) -> npt.NDArray[np.intp]:
        """The shortest head that holds `top_p` of the probability."""
        weights = np.exp((scores[order] - scores[order[0]]) / temperature)
        before = np.cumsum(weights) - weights
        found: npt.NDArray[np.intp] = order[before < self._how.top_p * weights.sum()]
        return found


def _firmness(scores: npt.NDArray[np.float64], places: npt.NDArray[np.intp]) -> float:
    """By how much to lower the temperature: where a constraint leaves little of the probability, what it leaves is a
    flat tail, and drawing from that gives odd words.
    """
    if len(places) == len(scores):
        return 1.0
    weights = np.exp(scores - scores.max())
    return _FIRMEST + (1.0 - _FIRMEST) * float(weights[places].sum() / weights.sum())
