from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.errors import InvalidFields
from procgen.texture.detile import variant, variants
from procgen.texture.maps import occlusion
from tests.texture.maps.surfaces import in_range, rolled, rough, same

MAPS = ("albedo", "height", "roughness", "metallic")


@settings(max_examples=25)
@given(
    shape=st.sampled_from([(32, 32), (64, 96), (160, 64)]),
    border_px=st.integers(1, 8),
    seeds=st.tuples(st.integers(0, 99), st.integers(100, 199)),
)
def test_variants_have_the_same_border_and_another_inside(
    shape: tuple[int, int], border_px: int, seeds: tuple[int, int]
) -> None:
    shared, inside = (rough(seed, *shape) for seed in seeds)
    made = variant(shared, inside, border_px)
    assert in_range(made)
    frame = np.ones(shape, bool)
    frame[border_px:-border_px, border_px:-border_px] = False
    for name in MAPS:
        np.testing.assert_array_equal(getattr(made, name)[frame], getattr(shared, name)[frame])
    middle = shape[0] // 2, shape[1] // 2
    np.testing.assert_array_equal(made.albedo[middle], inside.albedo[middle])
    assert made.height[middle] - inside.height[middle] == pytest.approx(
        float(np.median(shared.height) - np.median(inside.height)), abs=1e-4
    )


def test_any_variant_fits_beside_any_other() -> None:
    shared = rough(1, 96, 96)
    made = variants(shared, [rough(2, 96, 96), rolled(shared, 40, 50)])
    assert made[0] is shared
    order = np.random.default_rng(0).integers(0, 3, (4, 4))
    laid = np.concatenate([np.concatenate([made[tile].albedo for tile in row], axis=1) for row in order])
    for axis in (0, 1):
        steps = np.abs(np.diff(laid, axis=axis)).mean(axis=(1 - axis, 2))
        borders = steps[95::96]
        assert 0.6 < borders.mean() / steps.mean() < 1.4


def test_a_wide_border_keeps_occlusion_too() -> None:
    shared, inside = rough(1, 128, 128, 8.0), rough(2, 128, 128, 8.0)
    made = variant(shared, inside, 34)
    np.testing.assert_array_equal(occlusion(made.height, radius_px=8)[0], occlusion(shared.height, radius_px=8)[0])


def test_mixing_keeps_contrast() -> None:
    shared, inside = rough(1, 128, 128), rough(2, 128, 128)
    made = variant(shared, inside)
    changed = (made.albedo[..., 0] != shared.albedo[..., 0]) & (made.albedo[..., 0] != inside.albedo[..., 0])
    assert changed.any()
    assert made.albedo[changed].std() > 0.75 * min(shared.albedo.std(), inside.albedo.std())


def test_the_cut_avoids_what_does_not_fit() -> None:
    """A block that only one surface has lies in the ring: the cut goes around it, so it is kept or gone as a whole."""
    shared = rough(1, 128, 128, 0.0)
    albedo = shared.albedo.copy()
    albedo[52:76, 14:24] = 1.0
    made = variant(shared, replace(shared, albedo=albedo), 6)
    block = made.albedo[54:74, 16:22]
    untouched = shared.albedo[54:74, 16:22]
    assert (block == 1.0).all() or (block == untouched).all()


def test_the_same_inputs_give_the_same_bytes() -> None:
    assert same(variant(rough(1), rough(2)), variant(rough(1), rough(2)))


def test_sizes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(InvalidFields, match=r"insides\[1\]"):
        variants(rough(), [rough(2), rough(3, 32, 64)])
    with pytest.raises(InvalidFields, match="surface"):
        variant(rough(), rough(2), 30)
    with pytest.raises(InvalidFields, match="border_px"):
        variant(rough(), rough(2), 0)
