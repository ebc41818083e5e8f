"""Numbers with units, out of texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.kit.english import figures, take


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        ("lengths", "1.85 m tall", [1.85]),
        ("lengths", "1,85 m, or 180cm", [1.85, 1.8]),
        ("lengths", "two metres high and 250 millimetres wide", [2.0, 0.25]),
        ("lengths", "1m85", [1.85]),
        ("lengths", "six feet tall", [pytest.approx(1.8288)]),
        ("lengths", "5'10\" tall", [pytest.approx(1.778)]),
        ("lengths", "python3 -m venv", []),
        ("masses", "95 kg", [95.0]),
        ("masses", "140 pounds", [pytest.approx(63.503, abs=1e-3)]),
        ("masses", "twelve stone", [pytest.approx(76.204, abs=1e-3)]),
        ("ages", "aged forty-five", [45.0]),
        ("ages", "a 12-year-old boy", [12.0]),
        ("ages", "in her early forties", [42.0]),
        ("ages", "in his 60s", [65.0]),
        ("ages", "who worked for twenty years", []),
        ("bare ages", "a man of thirty", [30.0]),
        ("bare ages", "asian girl, 8, ponytail", [8.0]),
    ],
)
def test_quantities(kind: str, text: str, found: list[float]) -> None:
    assert take(kind, figures(text))[0] == found


def test_the_rest_of_the_text_stays() -> None:
    assert take("lengths", "a Wall 3 m wide, 20 cm deep")[1].split() == ["a", "Wall", "wide,", "deep"]


def test_number_words_that_measure_nothing_stay() -> None:
    assert figures("twenty red bricks, Thirty years, six") == "twenty red bricks, 30 years, 6"


@given(st.text(max_size=200), st.sampled_from(["lengths", "masses", "ages", "bare ages"]))
def test_any_text_is_read(text: str, kind: str) -> None:
    found, _ = take(kind, figures(text))
    assert all(value >= 0.0 for value in found)
