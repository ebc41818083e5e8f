from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.errors import InvalidFields
from procgen.texture.decals import DECAL_KINDS, DECAL_RANGES, DecalParameters, decal
from procgen.texture.material import FloatArray, Surface
from tests.texture.maps.surfaces import in_range, rough, same


def opacity(made: Surface) -> FloatArray:
    assert made.opacity is not None
    return made.opacity


@settings(max_examples=40)
@given(
    kind=st.sampled_from(DECAL_KINDS),
    seed=st.integers(0, 2**64 - 1),
    amount=st.floats(0.0, 1.0),
    softness=st.floats(0.0, 1.0),
    shape=st.sampled_from([(32, 32), (64, 64), (96, 160)]),
)
def test_any_decal_is_clear_at_its_borders(
    kind: str, seed: int, amount: float, softness: float, shape: tuple[int, int]
) -> None:
    made = decal(rough(1, *shape), DecalParameters(kind, seed, amount, softness))
    assert in_range(made)
    for line in (0, -1):
        for values in (opacity(made), made.height):
            assert (values[line] == 0.0).all()
            assert (values[:, line] == 0.0).all()


@pytest.mark.parametrize("kind", DECAL_KINDS)
def test_a_decal_shows_something_and_its_seed_is_its_shape(kind: str) -> None:
    surface = rough(rows=128, columns=128)
    made = [decal(surface, DecalParameters(kind, seed)) for seed in (1, 1, 2)]
    assert 0.001 < float(opacity(made[0]).mean()) < 0.9
    assert float(opacity(made[0]).max()) > 0.4
    assert same(made[0], made[1])
    assert (opacity(made[0]) == opacity(made[1])).all()
    assert (opacity(made[0]) != opacity(made[2])).mean() > 0.01


@pytest.mark.parametrize("kind", DECAL_KINDS)
def test_more_is_more(kind: str) -> None:
    surface = rough(rows=128, columns=128)
    cover = [
        np.mean([opacity(decal(surface, DecalParameters(kind, seed, amount))).mean() for seed in range(4)])
        for amount in (0.0, 0.5, 1.0)
    ]
    assert cover[0] < cover[1] < cover[2]


def test_cracks_go_down_and_are_dark() -> None:
    surface = rough(rows=256, columns=256, size_px=0.0)
    made = decal(surface, DecalParameters("cracks", 3, 0.8))
    deep = opacity(made) > 0.9
    assert made.height[deep].mean() < -0.5
    assert made.albedo[deep].mean() < 0.5 * surface.albedo[deep].mean()


def test_leaks_run_down_and_scratches_follow_their_angle() -> None:
    surface = rough(rows=192, columns=192, size_px=0.0)

    def steps(made: Surface) -> tuple[float, float]:
        """Mean step down and to the right."""
        values = opacity(made)
        return float(np.abs(np.diff(values, axis=0)).mean()), float(np.abs(np.diff(values, axis=1)).mean())

    down, right = steps(decal(surface, DecalParameters("leak", 1)))
    assert right > 1.5 * down
    down, right = steps(decal(surface, DecalParameters("scratches", 1, angle_deg=0.0)))
    assert down > 1.2 * right
    down, right = steps(decal(surface, DecalParameters("scratches", 1, angle_deg=90.0)))
    assert right > 1.2 * down


def test_all_bad_fields_are_named_at_once() -> None:
    with pytest.raises(InvalidFields) as caught:
        decal(rough(rows=16), DecalParameters("hole", amount=2.0, softness=math.nan, seed=-1))
    assert [wrong.field for wrong in caught.value.violations] == ["kind", "amount", "softness", "seed", "surface"]


def test_every_number_has_a_range_with_its_default() -> None:
    for name, allowed in DECAL_RANGES.items():
        assert allowed.default == getattr(DecalParameters("stain"), name)
