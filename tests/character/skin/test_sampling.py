"""Drawn skin and eyes are plausible and repeatable."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.character.skin import sample_eyes, sample_mouth, sample_skin, violations
from procgen.character.skin.eye_textures import IRISES
from procgen.character.skin.eye_textures import violations as eye_violations
from procgen.errors import InvalidFields

heritages = st.dictionaries(
    st.sampled_from(["african", "asian", "caucasian"]), st.floats(0.05, 1), min_size=1, max_size=3
)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**64 - 1), heritages, st.floats(0, 120), st.floats(0, 1))
def test_every_draw_is_allowed_natural_and_repeatable(
    seed: int, heritage: dict[str, float], age_years: float, sex: float
) -> None:
    skin = sample_skin(seed, heritage, age_years, sex)
    assert violations(skin) == []
    assert skin == sample_skin(seed, heritage, age_years, sex)
    assert skin.lipstick == skin.eyeshadow == skin.eyeliner == skin.blush == 0
    assert not skin.tattoos
    assert not skin.scars
    eyes = sample_eyes(seed, heritage, age_years)
    assert eye_violations(eyes) == []
    assert IRISES[eyes.left].natural
    assert 0 <= sample_mouth(seed, skin).yellow <= 1


def mean_of(name: str, heritage: str, age_years: float = 30.0, sex: float = 1.0) -> float:
    return float(np.mean([getattr(sample_skin(seed, {heritage: 1.0}, age_years, sex), name) for seed in range(80)]))


def test_melanin_follows_heritage_and_varies_within_it() -> None:
    assert mean_of("melanin", "caucasian") < mean_of("melanin", "asian") < mean_of("melanin", "african") - 0.25
    drawn = [sample_skin(seed, {"asian": 1.0}, 30.0, 0.0).melanin for seed in range(80)]
    assert 0.05 < np.std(drawn) < 0.25


def test_age_brings_wrinkles_and_spots() -> None:
    assert mean_of("wrinkles", "caucasian", 10) < 0.06
    assert mean_of("wrinkles", "caucasian", 75) > 0.5
    assert mean_of("age_spots", "caucasian", 30) == 0
    assert mean_of("age_spots", "caucasian", 75) > 0.1


def test_children_and_women_have_no_stubble() -> None:
    assert mean_of("beard_stubble", "caucasian", 12, 1.0) == 0
    assert mean_of("beard_stubble", "caucasian", 30, 0.0) == 0
    assert mean_of("beard_stubble", "caucasian", 30, 1.0) > 0.1


def test_light_eyes_are_rare_without_european_heritage() -> None:
    def light(heritage: dict[str, float]) -> float:
        dark = {"brown", "dark brown", "black", "hazel"}
        return float(np.mean([sample_eyes(seed, heritage, 30).left not in dark for seed in range(200)]))

    assert light({"african": 1}) == light({"asian": 1}) == 0
    assert 0.3 < light({"caucasian": 1}) < 0.7
    assert light({"african": 1, "caucasian": 1}) < light({"caucasian": 1})


def test_bad_arguments_are_all_named() -> None:
    with pytest.raises(InvalidFields) as caught:
        sample_skin(-1, {"martian": 1.0, "asian": float("nan")}, -1.0, 2.0)
    assert [each.field for each in caught.value.violations] == [
        "seed", "age_years", "sex", "heritage.martian", "heritage.asian",
    ]  # fmt: skip
    with pytest.raises(InvalidFields) as caught:
        sample_eyes(1, {"asian": 0.0}, 30.0)
    assert [each.field for each in caught.value.violations] == ["heritage"]
