"""Strategies that several files share."""

from __future__ import annotations

from hypothesis import strategies as st

from procgen.character.population import AXIS_NAMES, MEASURES
from procgen.character.population.axes import AXIS_LIMIT

SEXES = st.floats(0.0, 1.0)
AGES = st.floats(17.0, 58.0)
SEEDS = st.integers(0, 2**64 - 1)
FIELDS = st.sampled_from([*(measure.name for measure in MEASURES), *AXIS_NAMES])
SURE = st.sampled_from([measure.name for measure in MEASURES])


def any_value(field: str) -> st.SearchStrategy[float]:
    """Finite values of a field, possible ones and others."""
    for measure in MEASURES:
        if measure.name == field:
            return st.floats(0.2 * measure.range_min, 3.0 * measure.range_max)
    return st.floats(-2.0 * AXIS_LIMIT, 2.0 * AXIS_LIMIT)


@st.composite
def wild_conditions(draw: st.DrawFn) -> dict[str, float]:
    """Some fields with values that need not be possible."""
    return {field: draw(any_value(field)) for field in draw(st.sets(FIELDS, min_size=1, max_size=6))}
