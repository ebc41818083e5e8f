"""The page of a dialogue evaluation: figures, how well roles and moods were told, and samples side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from procgen.dialogue.request import Line
from procgen.dialogue.ruler.bars import dialogue_bars
from procgen.dialogue.ruler.evaluate import Evaluation
from procgen.dialogue.ruler.judge import Accuracy
from procgen.dialogue.ruler.lines import Said
from procgen.formats.page import rendered
from procgen.kit.ruler.metrics_table import metrics_table

_TITLES = {
    "roles": "By role",
    "moods": "By mood",
    "kinds": "By kind and mood",
    "with facts": "With facts that must be said",
    "barks": "Barks",
}
_MOST_ROWS = 60


def dialogue_html(evaluation: Evaluation, seconds: float) -> str:
    """The page, one file.

    Args:
        evaluation: what was found.
        seconds: how long it took.
    """
    return rendered(
        __name__,
        options=evaluation.options,
        evaluation=evaluation,
        seconds=seconds,
        table=metrics_table(evaluation.metrics, dialogue_bars(evaluation.metrics)),
        accuracies=[(name, by, _accuracies(by)) for name, by in evaluation.accuracies.items()],
        samples=[sample for kind in _TITLES if (sample := _samples(evaluation, kind))],
    )


def _accuracies(by: Mapping[str, Accuracy]) -> list[tuple[str, list[tuple[float, int, str]]]]:
    """Of each label the share that was told right, of how many, and what the others were taken for."""

    def cell(each: Accuracy, label: str) -> tuple[float, int, str]:
        wrong = [
            f"{taken} {times}"
            for (own, taken), times in sorted(each.taken_for.items(), key=lambda item: -item[1])
            if own == label and taken != label
        ]
        return *each.by_class.get(label, (0.0, 0)), ", ".join(wrong[:4])

    labels = dict.fromkeys(label for each in by.values() for label in each.by_class)
    return [(label, [cell(each, label) for each in by.values()]) for label in labels]


def _samples(evaluation: Evaluation, kind: str) -> tuple[str, list[str], list[tuple[str, list[Sequence[Line]]]]] | None:
    """A kind's title, who wrote, and by label what each wrote; None without any."""
    by: dict[str, list[Said]] = {name: groups[kind] for name, groups in evaluation.samples.items() if kind in groups}
    if not by:
        return None
    rows: list[tuple[str, list[Sequence[Line]]]] = []
    for at in range(min(max(map(len, by.values())), _MOST_ROWS)):
        label = next(groups[at][0] for groups in by.values() if at < len(groups))
        rows.append((label, [groups[at][1][:_MOST_ROWS] if at < len(groups) else () for groups in by.values()]))
    return _TITLES[kind], list(by), rows
