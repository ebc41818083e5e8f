from __future__ import annotations

import pytest

from tests.faults.soak import soak
from tests.figures import LONG, figure, scaled

SECONDS = scaled(10.0, 1200.0)
WARM_SHARE = 0.25


@pytest.mark.timeout(SECONDS + 600)
def test_a_long_day_leaves_nothing_behind() -> None:
    seen = soak(SECONDS, pause_s=scaled(0.1, 0.5), fill=LONG)
    assert seen.wrong == []
    assert len(seen.calls) >= scaled(5, 16), "calls of many kinds were made"
    figure("soak: calls", sum(seen.calls.values()))
    if LONG:
        slope, low, high = seen.slope_mib(WARM_SHARE * SECONDS)
        figure("soak: memory in 10 min", slope, "MiB", "< 1")
        figure("soak: memory in 10 min, low end of the 95 % interval", low, "MiB")
        figure("soak: memory in 10 min, high end of the 95 % interval", high, "MiB")
        assert slope < 1.0
