"""Every domain has every common figure, or a reason."""

from __future__ import annotations

from procgen.cli.every import RUNNERS
from procgen.kit.ruler.standard_figures import COMMON, FIGURES, common_record


def test_no_figure_is_left_out_in_silence() -> None:
    assert set(COMMON) == set(RUNNERS)
    for domain, figures in COMMON.items():
        assert set(figures) == set(FIGURES), domain
        for name, figure in figures.items():
            assert figure.metrics or len(figure.about) > 10, (domain, name)


def test_the_record_names_metrics_or_says_why_not() -> None:
    record = common_record("texture")
    assert record["nll"] == {"none": COMMON["texture"]["nll"].about}
    assert record["kid"]["metrics"] == ["kid_x1000"]
