"""The page of all domains' evaluations: one table over all of them, then each with plots, samples and all figures."""

from __future__ import annotations

import base64
import html
from collections.abc import Mapping, Sequence

from procgen import __version__
from procgen.cli.every import Measured
from procgen.kit.ruler.intervals import ENDS
from procgen.kit.ruler.page import STYLE, metrics_table
from procgen.kit.ruler.side import Sample
from procgen.kit.ruler.standard_figures import FIGURES, Figure

_STYLE = """
body { max-width: 1560px; } nav { margin: .6rem 0; } nav a { margin-right: .9rem; }
h2 { border-top: 2px solid var(--line); padding-top: .9rem; margin-top: 2.2rem; text-transform: capitalize; }
.scroll { overflow-x: auto; } table.all { font-size: .8rem; }
table.all th, table.all td { text-align: left; vertical-align: top; padding: .3rem .7rem .3rem 0; }
table.all th:first-child { position: sticky; left: 0; background: Canvas; } table.all b { font-size: 1.05em; }
table.all p { margin: 0 0 .2rem; } table.all .none { color: var(--soft); max-width: 11rem; font-style: italic; }
.key { color: var(--soft); display: block; font-size: .86em; } .real { color: #4f9a45; } .base { color: #8a8a94; }
.samples { display: flex; flex-wrap: wrap; gap: .8rem; margin: .8rem 0; }
.samples img { width: 240px; border-radius: 4px; display: block; } .samples figcaption { font-weight: 500; }
.plots { display: grid; gap: .8rem 1.6rem; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); }
.plots b { font-weight: 600; font-size: .86rem; } .plots small { white-space: normal; display: block; }
.plots div.row { display: flex; align-items: center; font-size: .78rem; }
.plots span.name { flex: 0 0 6.4rem; overflow: hidden; } .plots span.value { margin-left: .4rem; white-space: nowrap; }
.plots span.track { flex: 0 0 134px; }
.plots i { display: block; height: .7rem; background: #4b8fc9; border-radius: 2px; position: relative; flex: none; }
.plots i.real { background: #7abe70; } .plots i.other { background: #b0b0b8; }
.plots i u { position: absolute; top: .27rem; height: .16rem; background: #111b; }
details { margin: .7rem 0; } summary { cursor: pointer; }
"""
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
    links = "".join(f"<a href='#{each.domain}'>{each.domain}</a>" for each in found)
    missing = "".join(f"<p>{html.escape(name)} is left out: {html.escape(why)}.</p>" for name, why in left_out.items())
    parts = "\n".join(_domain(each) for each in found)
    bars = [bar for each in found for bar in each.bars]
    missed = [f"{each.domain} {bar.metric}" for each in found for bar in each.bars if not bar.met]
    told = f"{len(bars) - len(missed)} of {len(bars)} bars are met"
    return f"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>procgen {__version__}: evaluation</title><style>{STYLE}{_STYLE}</style></head>
<body>
<h1>Evaluation</h1>
<p class="soft">procgen {__version__}, seed {seed}, split {html.escape(split)}. In brackets: 95 % bootstrap intervals,
in plots the dark strips. <span class="real">real</span> is the floor: real things of the train split in the place of
ours, or, for what is no distance, the value of real held-out things. <span class="base">baseline</span> is a classical
method. Fewer samples than each domain's own evaluation takes. Nothing is picked: the first samples are shown.</p>
<p>{told}{": missed are " + html.escape(", ".join(missed)) if missed else ""}.</p>
<nav>{links}</nav>
{missing}
<div class="scroll">{_summary(found)}</div>
{parts}
</body>
</html>
"""


def _summary(found: Sequence[Measured]) -> str:
    """A row a figure, a column a domain."""
    head = "".join(f"<th>{each.domain}</th>" for each in found)
    rows = []
    for figure in FIGURES:
        cells = "".join(f"<td>{_cell(each.common[figure], each.metrics)}</td>" for each in found)
        rows.append(f"<tr><th>{figure.replace('_', ' ')}</th>{cells}</tr>")
    return f"<table class='all'><tr><th></th>{head}</tr>{''.join(rows)}</table>"


def _cell(figure: Figure, metrics: Mapping[str, Mapping[str, float]]) -> str:
    about = html.escape(figure.about)
    if not figure.metrics:
        return f"<div class='none'>none: {about}</div>"
    parts = []
    for name in figure.metrics:
        row = metrics.get(name)
        if row is None or "ours" not in row:
            parts.append(f"<p class='none'>{name}: not measured in this run</p>")
            continue
        ends = [row.get("ours" + end) for end in ENDS]
        interval = "" if None in ends else f" <small>[{_short(ends[0])}, {_short(ends[1])}]</small>"
        others = [
            f"<span class='{style}'>{label} {_short(row[column])}</span>"
            for column, label, style in (("real", "real", "real"), ("baseline", "baseline", "base"))
            if column in row
        ]
        parts.append(
            f"<p title='{about}'><b>{_short(row['ours'])}</b>{interval}<br>{' '.join(others)}"
            f"<span class='key'>{name}</span></p>"
        )
    return "".join(parts)


def _short(value: float | None) -> str:
    """Three figures."""
    return "" if value is None else f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _domain(found: Measured) -> str:
    samples = "".join(map(_sample, found.samples))
    common = {name: figure for figure in found.common.values() for name in figure.metrics}
    first = "".join(
        _plot(name, found.metrics[name], figure.about) for name, figure in common.items() if name in found.metrics
    )
    rest = "".join(_plot(name, row) for name, row in found.metrics.items() if name not in common)
    reasons = "".join(
        f"<p class='soft'>No {name.replace('_', ' ')}: {html.escape(figure.about)}.</p>"
        for name, figure in found.common.items()
        if not figure.metrics
    )
    met = sum(bar.met for bar in found.bars)
    held = f", {met} of {len(found.bars)} bars met" if found.bars else ""
    plots = f"<details><summary>More plots</summary><div class='plots'>{rest}</div></details>" if rest else ""
    return (
        f"<h2 id='{found.domain}'>{found.domain}</h2><p class='soft'>{found.seconds:.0f} s, of processors "
        f"{found.processor_seconds:.0f} s{held}</p>"
        f"<div class='samples'>{samples}</div><div class='plots'>{first}</div>{reasons}{plots}"
        f"<details><summary>All {len(found.metrics)} figures</summary><div class='scroll'>"
        f"{metrics_table(found.metrics, list(found.bars))}</div></details>"
    )


def _sample(sample: Sample) -> str:
    title = html.escape(sample.title)
    if sample.png:
        data = base64.b64encode(sample.png).decode()
        return (
            f"<figure><img src='data:image/png;base64,{data}' alt='{title}'><figcaption>{title}</figcaption></figure>"
        )
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in sample.lines)
    return f"<figure><figcaption>{title}</figcaption>{lines}</figure>"


def _plot(name: str, row: Mapping[str, float], about: str = "") -> str:
    """A bar for each column that is no interval's end; nothing where there is but one, or numbers below zero."""
    others = [each for each in row if each not in ("ours", "real", "baseline") and not each.endswith(ENDS)]
    # The baseline is one of the others, where these are named.
    first = [each for each in ("ours", "real") if each in row]
    named = any(row[each] == row.get("baseline") for each in others)
    columns = [*first, *(["baseline"] if "baseline" in row and not named else []), *others]
    values = [row[each] for each in columns]
    most = max([*values, *(row[key] for key in row if key.endswith("_high"))], default=0.0)
    if len(columns) < 2 or most <= 0.0:
        return ""
    lines = []
    for column in columns[: _OTHERS + 2]:
        kind = "" if column == "ours" else "real" if column == "real" else "other"
        strip = ""
        if f"{column}_low" in row:
            low, high = (max(row[column + end], 0.0) / most * _WIDTH_PX for end in ENDS)
            strip = f"<u style='left:{low:.1f}px;width:{max(high - low, 1.0):.1f}px'></u>"
        width = max(row[column], 0.0) / most * _WIDTH_PX
        lines.append(
            f"<div class='row'><span class='name'>{html.escape(column)}</span>"
            f"<span class='track'><i class='{kind}' style='width:{width:.1f}px'>{strip}</i></span>"
            f"<span class='value'>{row[column]:.4g}</span></div>"
        )
    told = f"<small>{html.escape(about)}</small>" if about else ""
    return f"<div><b>{html.escape(name)}</b>{told}{''.join(lines)}</div>"
