"""How far two sets of rows lie apart: the energy distance, and how well a classifier tells them apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from procgen.kit.ruler.intervals import Interval, recentred
from procgen.kit.ruler.likeness import drawn_weights, pair_mean

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


def _distances(one: FloatArray, other: FloatArray) -> FloatArray:
    squares = np.square(one).sum(1)[:, None] + np.square(other).sum(1)[None] - 2.0 * one @ other.T
    return np.asarray(np.sqrt(np.maximum(squares, 0.0)))


def energy_distance(real: FloatArray, made: FloatArray, real_person: IntArray, made_person: IntArray) -> float:
    """2 E|X - Y| - E|X - X'| - E|Y - Y'| without bias (Székely and Rizzo 2013), Euclidean.

    Rows that were made by the conditions of one person resemble that person and each other, so only pairs of rows of
    different people count. Of equal distributions the mean is 0, and a figure may be below.

    Args:
        real: (n, d) standardised.
        made: (m, d) on the same scale.
        real_person: (n,) whose row it is.
        made_person: (m,) whose conditions a row was made by; numbers of nobody in ``real_person`` where by nobody's.
    """

    def mean(one: FloatArray, other: FloatArray, of_one: IntArray, of_other: IntArray) -> float:
        apart = of_one[:, None] != of_other[None]
        return float(_distances(one, other)[apart].mean())

    across = mean(real, made, real_person, made_person)
    return 2.0 * across - mean(real, real, real_person, real_person) - mean(made, made, made_person, made_person)


def energy_interval(real: FloatArray, made: Sequence[FloatArray], *, seed: int, draws: int = 200) -> Interval:
    """:func:`energy_distance` of people and those made by their conditions; people are drawn, with theirs.

    Args:
        real: (n, d) standardised.
        made: some of (n, d), row by row by the conditions of ``real``.
        seed: of the draws.
        draws: bootstrap samples.
    """
    across = np.mean([_distances(real, some) for some in made], axis=0)
    across = 0.5 * (across + across.T)
    within = np.mean([_distances(one, other) for one in made for other in made], axis=0)
    kernel = 2.0 * across - _distances(real, real) - within
    rng = np.random.default_rng(seed)
    count = len(real)
    drawn = [pair_mean(kernel, drawn_weights(count, rng)) for _ in range(draws)]
    return recentred(pair_mean(kernel, np.ones(count)), drawn)


@dataclass(frozen=True, slots=True)
class TwoSample:
    """A classifier two-sample test (Lopez-Paz and Oquab 2017); 0.5 is what nobody can tell apart."""

    area: Interval
    """Area under the receiver operating characteristic on held-out rows."""
    accuracy: float
    """Share of held-out rows that are recognised, with as many real as made ones."""


def roc_area(real: FloatArray, made: FloatArray) -> float:
    """Chance that a real row's score is above a made one's; ties count half (Mann and Whitney 1947)."""
    together = np.concatenate([real, made])
    values, inverse, counts = np.unique(together, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks = (ends - 0.5 * (counts - 1))[inverse]
    assert len(values) == len(counts)
    of_real = ranks[: len(real)].sum() - 0.5 * len(real) * (len(real) + 1)
    return float(of_real / (len(real) * len(made)))


def area_interval(real: FloatArray, made: FloatArray, *, seed: int, draws: int = 200) -> Interval:
    """:func:`roc_area` of the scores of held-out rows (n,) and (m,), drawn by themselves."""
    rng = np.random.default_rng(seed)
    drawn = [
        roc_area(real[rng.integers(0, len(real), len(real))], made[rng.integers(0, len(made), len(made))])
        for _ in range(draws)
    ]
    return recentred(roc_area(real, made), drawn)


def _network(width: int, hidden: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Linear(width, hidden), nn.SiLU(), nn.Dropout(0.2), nn.Linear(hidden, hidden), nn.SiLU(), nn.Linear(hidden, 1)
    )


def _fit(
    features: torch.Tensor, real: torch.Tensor, held_out: npt.NDArray[np.bool_], seed: int, epochs: int
) -> Callable[[torch.Tensor], FloatArray]:
    """Train one network; the epoch of the least loss on ``held_out`` rows counts."""
    torch.manual_seed(seed)
    network = _network(features.shape[1], 256)
    optimiser = torch.optim.AdamW(network.parameters(), lr=1e-3, weight_decay=1e-2)
    generator = torch.Generator().manual_seed(seed)
    inner, outer = torch.from_numpy(np.flatnonzero(~held_out)), torch.from_numpy(np.flatnonzero(held_out))
    best, state = float("inf"), network.state_dict()
    for _ in range(epochs):
        network.train()
        order = torch.randperm(len(inner), generator=generator)
        for start in range(0, len(order), 256):
            rows = inner[order[start : start + 256]]
            optimiser.zero_grad(set_to_none=True)
            loss = nn.functional.binary_cross_entropy_with_logits(network(features[rows])[:, 0], real[rows])
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
        network.eval()
        with torch.no_grad():
            score = network(features[outer])[:, 0]
            found = float(nn.functional.binary_cross_entropy_with_logits(score, real[outer]))
        if found < best:
            best, state = found, {name: value.clone() for name, value in network.state_dict().items()}
    network.load_state_dict(state)

    def score_of(rows: torch.Tensor) -> FloatArray:
        with torch.no_grad():
            return np.asarray(network(rows)[:, 0].double().numpy())

    return score_of


def classifier_test(
    real: FloatArray,
    made: FloatArray,
    real_held_out: FloatArray,
    made_held_out: FloatArray,
    *,
    seed: int = 0,
    networks: int = 3,
    epochs: int = 40,
) -> TwoSample:
    """How well networks that learn from one set of rows tell real from made ones in another.

    Networks of two hidden layers of 256 on standardised columns; the mean of their scores decides. A tenth of the rows
    to learn from chooses the epoch.

    Args:
        real: (n, d) to learn from.
        made: (n, d), row by row by the conditions of ``real``.
        real_held_out: (m, d) of other people.
        made_held_out: (m, d) by their conditions.
        seed: of starts and order.
        networks: how many.
        epochs: of each.
    """
    centre, spread = real.mean(0), real.std(0) + 1e-12

    def tensor(*parts: FloatArray) -> torch.Tensor:
        return torch.from_numpy(((np.concatenate(parts) - centre) / spread).astype(np.float32))

    features = tensor(real, made)
    labels = torch.cat([torch.ones(len(real)), torch.zeros(len(made))])
    scores_real, scores_made = np.zeros(len(real_held_out)), np.zeros(len(made_held_out))
    for number in range(networks):
        # A person and who was made like them are on the same side.
        apart = np.random.default_rng([seed, number]).random(len(real)) < 0.1
        score_of = _fit(features, labels, np.concatenate([apart, apart]), seed * 1000 + number, epochs)
        scores_real += score_of(tensor(real_held_out))
        scores_made += score_of(tensor(made_held_out))
    accuracy = 0.5 * ((scores_real > 0.0).mean() + (scores_made <= 0.0).mean())
    return TwoSample(area_interval(scores_real, scores_made, seed=seed), float(accuracy))
