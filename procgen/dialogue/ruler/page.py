"""The page of a dialogue evaluation: figures, how well roles and moods were told, and samples side by side."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from procgen import __version__
from procgen.dialogue.ruler.bars import dialogue_bars
from procgen.dialogue.ruler.evaluate import Evaluation
from procgen.dialogue.ruler.judge import Accuracy
from procgen.dialogue.ruler.lines import Said
from procgen.kit.ruler.page import STYLE, metrics_table

_TITLES = {
    "roles": "By role",
    "moods": "By mood",
    "kinds": "By kind and mood",
    "with facts": "With facts that must be said",
    "barks": "Barks",
}
_MOST_ROWS = 60
_MORE_STYLE = """
table.said { width: 100%; table-layout: fixed; } table.said td, table.said th { text-align: left; vertical-align: top; }
table.said th:first-child { width: 9rem; } table.said p { margin: 0 0 .25rem; }
"""


def dialogue_html(evaluation: Evaluation, seconds: float) -> str:
    """The page, one file.

    Args:
        evaluation: what was found.
        seconds: how long it took.
    """
    options = evaluation.options
    parts = [
        metrics_table(evaluation.metrics, dialogue_bars(evaluation.metrics)),
        *(_accuracies(name, by) for name, by in evaluation.accuracies.items()),
        *(_problems(backend, kept.problems) for backend, kept in evaluation.kept.items()),
        *(_alike(backend, like.pairs) for backend, like in evaluation.alike.items()),
        *(_samples(evaluation, kind) for kind in _TITLES),
    ]
    body = "\n".join(part for part in parts if part)
    return f"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>procgen {__version__}: dialogue evaluation</title><style>{STYLE}{_MORE_STYLE}</style></head>
<body>
<h1>Dialogue</h1>
<p class="soft">procgen {__version__}, seed {options.seed}: {options.requests} lines with facts, {options.scenes}
scenes, {options.attacks} attacks, {options.barks} barks, {options.groups} speakers for each role and mood, in
{seconds:.0f} s. Green bars are met. Nothing is picked: the first samples are shown.</p>
{body}
</body>
</html>
"""


def _accuracies(name: str, by: dict[str, Accuracy]) -> str:
    labels = list(dict.fromkeys(label for each in by.values() for label in each.by_class))
    head = "".join(f"<th>{html.escape(column)}</th>" for column in by)
    rows = []
    for label in labels:
        cells = []
        for each in by.values():
            share, count = each.by_class.get(label, (0.0, 0))
            wrong = [
                f"{taken} {times}"
                for (own, taken), times in sorted(each.taken_for.items(), key=lambda item: -item[1])
                if own == label and taken != label
            ]
            title = html.escape(", ".join(wrong[:4]))
            cells.append(f'<td title="{title}">{share:.0%} of {count}</td>' if count else "<td></td>")
        rows.append(f"<tr><td>{html.escape(label)}</td>{''.join(cells)}</tr>")
    return (
        f"<h2>Which {html.escape(name)} a judge hears that learned from real lines</h2>"
        f"<p class='soft'>Ten lines of a speaker at a time, but for “real lines”. Point at a cell for what they were"
        f" taken for.</p><table><tr><th></th>{head}</tr>{''.join(rows)}</table>"
    )


def _problems(backend: str, problems: Sequence[str]) -> str:
    if not problems:
        return ""
    rows = "".join(f"<li>{html.escape(problem)}</li>" for problem in problems)
    return f"<h2>What went wrong: {html.escape(backend)}</h2><ul>{rows}</ul>"


def _alike(backend: str, pairs: Iterable[tuple[float, str, str]]) -> str:
    rows = "".join(f"<tr><td>{c:.2f}</td><td>{html.escape(a)}</td><td>{html.escape(b)}</td></tr>" for c, a, b in pairs)
    return f"<h2>Barks most alike: {html.escape(backend)}</h2><table class='said'>{rows}</table>" if rows else ""


def _samples(evaluation: Evaluation, kind: str) -> str:
    by: dict[str, list[Said]] = {name: groups[kind] for name, groups in evaluation.samples.items() if kind in groups}
    if not by:
        return ""
    head = "".join(f"<th>{html.escape(backend)}</th>" for backend in by)
    rows = []
    for at in range(min(max(map(len, by.values())), _MOST_ROWS)):
        label = next(groups[at][0] for groups in by.values() if at < len(groups))
        cells = "".join(f"<td>{_lines(groups[at]) if at < len(groups) else ''}</td>" for groups in by.values())
        rows.append(f"<tr><td>{html.escape(label)}</td>{cells}</tr>")
    return f"<h2>{_TITLES[kind]}</h2><table class='said'><tr><th></th>{head}</tr>{''.join(rows)}</table>"


def _lines(said: Said) -> str:
    return "".join(f"<p>{html.escape(line.text)}</p>" for line in said[1][:_MOST_ROWS])
