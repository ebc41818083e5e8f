from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.runtime.recipe import Recipe, canonical_json

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), json_values, max_size=5))
def test_a_recipe_survives_its_json(request: dict[str, object]) -> None:
    recipe = Recipe("terrain", request, {"model": "ab" * 32})
    again = Recipe.from_json(recipe.to_json())
    assert again == recipe
    assert again.sha256 == recipe.sha256


def test_the_order_of_keys_does_not_matter() -> None:
    assert Recipe("terrain", {"a": 1, "b": 2}).sha256 == Recipe("terrain", {"b": 2, "a": 1}).sha256


@pytest.mark.parametrize("field", ["domain", "request", "model_sha256", "code_version"])
def test_every_part_counts(field: str) -> None:
    changed = {"domain": "other", "request": {"a": 2}, "model_sha256": {"m": "0"}, "code_version": "9"}[field]
    recipe = Recipe("terrain", {"a": 1}, {"m": "1"}, "1")
    values = {"domain": "terrain", "request": {"a": 1}, "model_sha256": {"m": "1"}, "code_version": "1", field: changed}
    assert Recipe(**values).sha256 != recipe.sha256  # type: ignore[arg-type]


def test_a_changed_recipe_is_refused() -> None:
    data = json.loads(Recipe("terrain", {"seed": "1"}).to_json())
    data["request"]["seed"] = "2"
    with pytest.raises(ValueError, match="does not match"):
        Recipe.from_json(json.dumps(data))


@pytest.mark.parametrize("text", ["", "[]", "{}", "nonsense", '{"domain": "terrain"}', "null"])
def test_what_is_not_a_recipe_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a recipe"):
        Recipe.from_json(text)


def test_canonical_json_has_no_nan() -> None:
    with pytest.raises(ValueError):
        canonical_json(float("nan"))
