"""The one that is kept is the one of lowest energy, and it is the result of its own seed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.critic.best import MOST, best_of, candidate_seed
from procgen.critic.energy import Verdict
from procgen.errors import Cancelled

SEEDS = st.integers(0, 2**64 - 1)


@given(SEEDS, st.lists(st.floats(-10, 10), min_size=2, max_size=MOST))
def test_the_lowest_energy_is_kept_and_the_first_of_equals(seed: int, energies: list[float]) -> None:
    made: list[int] = []

    def make(own: int, number: int) -> int:
        made.append(own)
        return number

    best = best_of(seed, len(energies), make, lambda number: Verdict(energies[number], 0.5))
    assert best.number == energies.index(min(energies))
    assert best.seed == candidate_seed(seed, best.number) == made[best.number]
    assert best.verdict is not None
    assert best.verdict.energy == min(energies)


@given(SEEDS)
def test_seeds_of_candidates_differ_and_the_first_is_the_request_s_own(seed: int) -> None:
    seeds = [candidate_seed(seed, number) for number in range(MOST)]
    assert seeds[0] == seed
    assert len(set(seeds)) == MOST
    assert all(0 <= each < 2**64 for each in seeds)


def test_one_candidate_is_not_judged() -> None:
    def judge(_thing: int) -> Verdict:
        raise AssertionError("was judged")

    best = best_of(7, 1, lambda seed, _number: seed, judge)
    assert (best.thing, best.seed, best.verdict) == (7, 7, None)


def test_a_cancel_is_heard_between_candidates() -> None:
    made: list[int] = []

    def checkpoint() -> None:
        if len(made) == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        best_of(1, 4, lambda seed, _number: made.append(seed), lambda _thing: Verdict(0.0, 0.5), checkpoint)
    assert len(made) == 2


def test_no_candidates_are_refused() -> None:
    with pytest.raises(ValueError, match="no candidates"):
        best_of(1, 0, lambda seed, _number: seed, lambda _thing: Verdict(0.0, 0.5))
