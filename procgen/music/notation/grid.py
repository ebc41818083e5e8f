"""Where people write notes: sixteenths, triplets, and what is finer where it is meant."""

from __future__ import annotations

from typing import Final

from procgen.music.score import TICKS

_GRIDS: Final = ((TICKS // 4, 0), (TICKS // 3, 12), (TICKS // 8, 16), (TICKS // 6, 24))
"""Ticks of a grid's step, and how many ticks nearer a finer one must be to be believed."""


def on_grid(tick: int) -> int:
    """The nearest place that people write: a finer grid's where it is nearer by enough."""
    rows = []
    for step, penalty in _GRIDS:
        place = round(tick / step) * step
        rows.append((abs(place - tick) + penalty, place))
    return min(rows)[1]
