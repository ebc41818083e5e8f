"""The simulation behind docs/scaling.md, against what queueing theory knows."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest

from tests.benchmarks.simulate_capacity import Cost, Stream, simulate


def erlang_c(servers: int, load: float) -> float:
    """Share of calls that wait, of M/M/c (Erlang 1917)."""
    offered = servers * load
    below = sum(offered**n / math.factorial(n) for n in range(servers))
    last = offered**servers / math.factorial(servers) / (1 - load)
    return last / (below + last)


@pytest.mark.parametrize(("servers", "load"), [(1, 0.5), (2, 0.8), (8, 0.7)])
def test_waits_are_those_of_erlangs_formula(servers: int, load: float) -> None:
    cost = Cost(0.05)
    per_s = servers * load / cost.mean_s
    waited = simulate([Stream(cost, per_s)], servers, 60_000 / per_s, exponential=True)
    share = erlang_c(servers, load)
    assert np.mean(waited > 1e-12) == pytest.approx(share, rel=0.08)
    assert waited.mean() == pytest.approx(share * cost.mean_s / (servers * (1 - load)), rel=0.15)


def test_waits_of_equal_times_are_half_as_long() -> None:
    """Pollaczek and Khinchine: with one server, a mean wait of load / (2 (1 - load)) times the service."""
    cost = Cost(0.05)
    waited = simulate([Stream(cost, 0.6 / 0.05)], 1, 60_000 * 0.05 / 0.6)
    assert waited.mean() == pytest.approx(0.6 / (2 * 0.4) * 0.05, rel=0.1)


def test_beside_a_batch_a_call_waits_for_the_rest_of_one_job_at_most() -> None:
    waited = simulate([Stream(Cost(0.001), 5.0)], 1, 2000.0, batch=Cost(0.4))
    assert waited.max() <= 0.4 + 0.01
    assert waited.mean() == pytest.approx(0.2, rel=0.1)


def test_fitted_times_have_the_median_and_the_slow_tenth() -> None:
    cost = Cost.fitted(0.2, 0.5)
    rng = random.Random(3)
    drawn = np.sort([cost.draw(rng) for _ in range(40_000)])
    assert np.median(drawn) == pytest.approx(0.2, rel=0.03)
    # Of the logarithm, for the mean of a heavy tail is another.
    assert np.log(drawn[-4000:]).mean() == pytest.approx(math.log(0.5), abs=0.05)
    assert drawn.mean() == pytest.approx(cost.mean_s, rel=0.03)
