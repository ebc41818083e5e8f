"""Every domain has every common figure, or a reason."""

from __future__ import annotations

import pytest

from procgen.domains import DOMAINS
from procgen.kit.domain import Domain
from procgen.kit.ruler.standard_figures import FIGURES, common_record, measured, missing


@pytest.mark.parametrize("domain", [domain for domain in DOMAINS if domain.ruler], ids=lambda domain: domain.name)
def test_no_figure_is_left_out_in_silence(domain: Domain) -> None:
    common = domain.load_ruler().common
    assert set(common) == set(FIGURES)
    for name, figure in common.items():
        assert figure.metrics or len(figure.about) > 10, name


def test_the_record_names_metrics_or_says_why_not() -> None:
    record = common_record({"nll": missing("adversarial"), "kid": measured("kid_x1000", about="of pictures")})
    assert record["nll"] == {"none": "adversarial"}
    assert record["kid"] == {"metrics": ["kid_x1000"], "about": "of pictures"}
