from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.character.body.basis import packaged_basis
from procgen.character.body.macro import ADULT_YEARS, Macro, macro_weights
from procgen.character.body.safety import (
    MAX_YEARS,
    MIN_YEARS,
    adult_only,
    chest_relief_m,
    dress_problems,
    enforce,
    problems,
    shape_problems,
)
from procgen.character.body.shape import Shape, make_body, modifier_range, shape_weights

BASIS = packaged_basis()
ADULT_SLIDERS = adult_only(BASIS.modifiers)
shares = st.floats(0, 1)
minors = st.builds(
    Macro,
    sex=shares,
    age_years=st.floats(MIN_YEARS, ADULT_YEARS, exclude_max=True),
    muscle=shares,
    weight=shares,
    height=shares,
    proportions=shares,
    bust=shares,
    firmness=shares,
    heritage=st.fixed_dictionaries({name: st.floats(0.01, 1) for name in ("african", "asian", "caucasian")}),
)


@dataclass(frozen=True)
class Piece:
    name: str
    covers: frozenset[str]
    child_safe: bool = True


@settings(max_examples=40, deadline=None)
@given(minors, st.dictionaries(st.sampled_from(ADULT_SLIDERS), shares))
def test_sliders_of_adults_do_nothing_to_minors(macro, values):
    values = {name: value * modifier_range(name, BASIS)[1] for name, value in values.items()}
    values |= {name: -value for name, value in list(values.items())[::2] if modifier_range(name, BASIS)[0] < 0}
    shaped = make_body(Shape(macro, {**values, "stomach_tone": 0.3}), BASIS).vertices
    plain = make_body(Shape(replace(macro, bust=0.5, firmness=0.5), {"stomach_tone": 0.3}), BASIS).vertices
    np.testing.assert_array_equal(shaped, plain)
    enforced = enforce(Shape(macro, {**values, "stomach_tone": 0.3}))
    assert dict(enforced.modifiers) == {"stomach_tone": 0.3}
    np.testing.assert_array_equal(make_body(enforced, BASIS).vertices, plain)


@settings(max_examples=60, deadline=None)
@given(minors)
def test_the_chests_of_minors_are_flat_over_all_macro_sliders(macro):
    assert chest_relief_m(make_body(Shape(macro), BASIS).vertices, macro.age_years, BASIS) < 0.008


def test_the_measure_of_relief_sees_the_chests_of_women():
    for bust, least in ((0.0, 0.015), (0.5, 0.015), (1.0, 0.05)):
        woman = make_body(Shape(Macro(sex=0.0, age_years=25.0, bust=bust)), BASIS)
        assert chest_relief_m(woman.vertices, 25.0, BASIS) > least


@settings(max_examples=60, deadline=None)
@given(minors)
def test_no_target_of_a_bust_but_the_smallest_reaches_minors(macro):
    weights = macro_weights(macro, BASIS)
    busts = {name for name in weights if name.startswith("breast/")}
    assert all("mincup" in name for name in busts)
    flat = sum(value for name, value in weights.items() if name.startswith("minor/"))
    assert flat == pytest.approx(1.0)


def test_adults_get_no_flattening():
    assert not [name for name in macro_weights(Macro(sex=0.0, age_years=18.0), BASIS) if name.startswith("minor/")]


def test_all_sliders_of_breasts_buttocks_and_pregnancy_are_for_adults():
    words = ("breast", "buttock", "pregnan", "bust", "pectoral")
    assert {name for name in BASIS.modifiers if any(word in name for word in words)} <= set(ADULT_SLIDERS)
    intimate = ("breast/", "buttocks/", "pelvis/", "minor/", "stomach/stomach-pregnant")
    everything = Shape(Macro(age_years=12.0), dict.fromkeys(BASIS.modifiers, 1.0))
    touched = {name for name in shape_weights(everything, BASIS) if name.startswith(intimate)}
    assert all(name.startswith("minor/") or "mincup" in name for name in touched)


def test_everybody_is_dressed_and_minors_safely():
    shirt, trousers = Piece("shirt", frozenset({"chest", "upper_arms"})), Piece("trousers", frozenset({"pelvis"}))
    bikini = Piece("bikini", frozenset({"chest", "pelvis"}), child_safe=False)
    child, adult = Shape(Macro(age_years=9.0)), Shape(Macro(age_years=30.0))
    assert not dress_problems(child, [shirt, trousers])
    assert not dress_problems(adult, [bikini])
    assert [p.value for p in dress_problems(child, [bikini, shirt])] == ["bikini"]
    assert len(dress_problems(adult, [])) == 2
    assert [p.allowed for p in dress_problems(child, [shirt])] == ["covers the pelvis"]


def test_every_bad_field_is_named():
    shape = Shape(
        Macro(age_years=-1.0, sex=float("nan"), muscle=1.5, heritage={"elf": 1.0, "asian": -0.5}),
        {"nose_hump": 3.0, "tail": 0.1, "chin_triangle": -0.5, "stomach_tone": float("nan")},
    )
    fields = {problem.field for problem in shape_problems(shape, BASIS)}
    assert fields == {
        "age_years",
        "sex",
        "muscle",
        "heritage",
        "heritage.asian",
        "modifiers",
        "modifiers.nose_hump",
        "modifiers.chin_triangle",
        "modifiers.stomach_tone",
    }
    assert len(problems(shape, [], BASIS)) == len(shape_problems(shape, BASIS)) + 2


@given(st.floats(allow_nan=True))
def test_ages_from_6_to_90(age):
    refused = "age_years" in {problem.field for problem in shape_problems(Shape(Macro(age_years=age)), BASIS)}
    assert refused != (MIN_YEARS <= age <= MAX_YEARS)
