"""The page of all domains' evaluations: one table over all of them, then each with plots, samples and all figures."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from procgen.cli.every import Measured
from procgen.formats.page import rendered
from procgen.kit.ruler.intervals import ENDS
from procgen.kit.ruler.metrics_table import metrics_table
from procgen.kit.ruler.standard_figures import FIGURES

_WIDTH_PX = 130
_OTHERS = 5


def every_html(found: Sequence[Measured], left_out: Mapping[str, str], seed: int, split: str) -> str:
    """The page, one file.

    Args:
        found: of each domain.
        left_out: why, by domain.
        seed: of all that was drawn.
        split: of the held-out data.
    """
    bars = [bar for each in found for bar in each.bars]
    return rendered(
        __name__,
        found=found,
        left_out=left_out,
        seed=seed,
        split=split,
        bars=len(bars),
        missed=[f"{each.domain} {bar.metric}" for each in found for bar in each.bars if not bar.met],
        figures=FIGURES,
        short=_short,
        plots_of=_plots,
        base64=lambda data: base64.b64encode(data).decode(),
        metrics_table=metrics_table,
    )


@dataclass(frozen=True, slots=True)
class _Strip:
    """A bar of a plot."""

    column: str
    kind: str
    value: float
    width_px: float
    strip_px: tuple[float, float] | None
    """Where its interval begins and how wide it is."""


@dataclass(frozen=True, slots=True)
class _Plot:
    name: str
    about: str
    bars: list[_Strip]


def _short(value: float | None) -> str:
    """Three figures."""
    return "" if value is None else f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _plots(found: Measured) -> tuple[list[_Plot], list[_Plot]]:
    """Of the figures that all domains have, and of the others."""
    common = {name: figure.about for figure in found.common.values() for name in figure.metrics}
    first = [_Plot(name, about, _bars(found.metrics.get(name, {}))) for name, about in common.items()]
    rest = [_Plot(name, "", _bars(row)) for name, row in found.metrics.items() if name not in common]
    return [one for one in first if one.bars], [one for one in rest if one.bars]


def _bars(row: Mapping[str, float]) -> list[_Strip]:
    """A bar for each column that is no interval's end; none where there is but one, or numbers below zero."""
    others = [each for each in row if each not in ("ours", "real", "baseline") and not each.endswith(ENDS)]
    # The baseline is one of the others, where these are named.
    first = [each for each in ("ours", "real") if each in row]
    named = any(row[each] == row.get("baseline") for each in others)
    columns = [*first, *(["baseline"] if "baseline" in row and not named else []), *others]
    values = [row[each] for each in columns]
    most = max([*values, *(row[key] for key in row if key.endswith("_high"))], default=0.0)
    if len(columns) < 2 or most <= 0.0:
        return []

    def px(column: str) -> float:
        return max(row[column], 0.0) / most * _WIDTH_PX

    found = []
    for column in columns[: _OTHERS + 2]:
        strip = None
        if f"{column}_low" in row:
            low, high = (px(column + end) for end in ENDS)
            strip = low, max(high - low, 1.0)
        kind = {"ours": "", "real": "real"}.get(column, "other")
        found.append(_Strip(column, kind, row[column], px(column), strip))
    return found
