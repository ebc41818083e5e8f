from __future__ import annotations

import pytest

from procgen.cli.bench import _figure
from procgen.kit.command.benches import Bench


@pytest.mark.parametrize(("runs", "share"), [(1, 1.0), (20, 0.25), (400, 1.0)])
def test_what_is_measured_was_not_met_in_warming_up_and_all_runs_make_seeds(runs: int, share: float) -> None:
    met: list[int] = []

    def measure(run: int) -> float:
        met.append(run)
        return 0.25

    figure = _figure("a_turn_ms", Bench(measure, share), runs)
    count = max(int(runs * share), 1)
    assert figure == {"median": 250.0, "p95": 250.0, "p99": 250.0, "unit": "ms", "runs": count}
    assert met[-count:] == list(range(count))
    assert len(met) > count
    assert len(set(met)) == len(met)
    assert min(met) >= 0
