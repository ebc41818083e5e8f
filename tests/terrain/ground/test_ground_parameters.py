"""Parameters of the ground: defaults inside their ranges, and every bad field named."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from procgen.terrain.ground.parameters import GROUND_RANGES, GroundParameters, ground_violations


def test_defaults_are_those_of_the_ranges() -> None:
    defaults = GroundParameters()
    assert not ground_violations(defaults)
    for name, allowed in GROUND_RANGES.items():
        assert getattr(defaults, name) == allowed.default
    others = {field.name for field in fields(GroundParameters)} - set(GROUND_RANGES)
    assert others == {"draining", "keep_edges", "carve_rivers"}


@pytest.mark.parametrize("name", GROUND_RANGES)
def test_ends_are_allowed_and_what_lies_beyond_is_not(name: str) -> None:
    allowed = GROUND_RANGES[name]
    for value in (allowed.minimum, allowed.maximum):
        assert not ground_violations(replace(GroundParameters(), **{name: value}))
    for value in (allowed.minimum - 1.0, allowed.maximum * 2.0 + 1.0, float("nan"), float("inf")):
        (found,) = ground_violations(replace(GroundParameters(), **{name: value}))
        assert found.field == name


def test_all_bad_fields_are_named_at_once() -> None:
    bad = GroundParameters(rainfall_mm=-1.0, draining="drill", talus_deg=0.0)  # type: ignore[arg-type]
    assert [violation.field for violation in ground_violations(bad)] == ["rainfall_mm", "talus_deg", "draining"]
