from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.texture.exporters.options import ExportOptions
from procgen.texture.exporters.planes import NAMES, Planes, halved, mip_levels
from procgen.texture.maps import to_linear
from procgen.texture.material import Material, Surface
from tests.texture.exporters import samples


def levels(material: Material, *names: str, **options: bool) -> list[dict[str, np.ndarray]]:
    return [dict(level) for level in mip_levels(Planes(material, ExportOptions(**options)), names or NAMES)]


@given(rows=st.integers(1, 40), columns=st.integers(1, 40), seed=st.integers(0, 99))
def test_halving_keeps_the_mean_whatever_the_size(rows: int, columns: int, seed: int) -> None:
    plane = np.random.default_rng(seed).random((rows, columns, 2)).astype(np.float32)
    small = halved(plane)
    assert small.shape == (max(rows // 2, 1), max(columns // 2, 1), 2)
    np.testing.assert_allclose(small.mean(axis=(0, 1)), plane.mean(axis=(0, 1)), rtol=1e-5)


@given(side=st.integers(2, 41))
def test_texels_keep_their_place(side: int) -> None:
    """A ramp stays the same ramp: nothing is shifted, in odd sizes either."""
    ramp = ((np.arange(side) + 0.5) / side).astype(np.float32)
    small = halved(np.broadcast_to(ramp, (2, side)))[0]
    np.testing.assert_allclose(small + small[::-1], 1.0, atol=1e-5)
    np.testing.assert_allclose(small, (np.arange(side // 2) + 0.5) / (side // 2), atol=0.2 / side)


@given(rows=st.integers(1, 20), columns=st.integers(1, 20))
def test_a_rolled_tile_has_rolled_levels(rows: int, columns: int) -> None:
    plane = np.random.default_rng(1).random((2 * rows, 2 * columns)).astype(np.float32)
    np.testing.assert_array_equal(halved(np.roll(plane, (2, -2), (0, 1))), np.roll(halved(plane), (1, -1), (0, 1)))


@pytest.mark.parametrize("shape", [(64, 96), (32, 32), (96, 160)])
def test_levels_go_down_to_one_texel(shape: tuple[int, int]) -> None:
    found = levels(samples.material(*shape, opacity=True))
    expected, size = [shape], shape
    while max(size) > 1:
        size = max(size[0] // 2, 1), max(size[1] // 2, 1)
        expected.append(size)
    assert [level["height"].shape for level in found] == expected
    for level in found:
        for name in NAMES:
            assert np.isfinite(level[name]).all()
            assert (level[name].min() >= 0.0) or name == "normal"
            assert level[name].max() <= 1.0 + 1e-5
        np.testing.assert_allclose(np.linalg.norm(level["normal"], axis=-1), 1.0, atol=1e-5)


def test_without_mip_maps_there_is_the_picture_alone() -> None:
    assert len(levels(samples.material(), mipmaps=False)) == 1


def test_light_is_averaged_as_light() -> None:
    found = levels(samples.material(), "albedo")
    mean = to_linear(found[0]["albedo"]).mean(axis=(0, 1))
    np.testing.assert_allclose(to_linear(found[-1]["albedo"])[0, 0], mean, atol=1e-4)
    assert np.abs(found[0]["albedo"].mean(axis=(0, 1)) - found[-1]["albedo"][0, 0]).max() > 0.01, "not as numbers"


def of(albedo: np.ndarray, height: np.ndarray, roughness: float, opacity: np.ndarray | None = None) -> Material:
    flat = np.zeros(height.shape, np.float32)
    surface = Surface(albedo, height, flat + np.float32(roughness), flat, opacity)
    return Material(surface, 0.01, samples.recipe(), "rock")


def test_what_does_not_show_lends_no_colour() -> None:
    opacity = np.zeros((32, 32), np.float32)
    opacity[::2] = 1.0
    albedo = np.zeros((32, 32, 3), np.float32)
    albedo[::2] = 0.5
    found = levels(of(albedo, np.zeros((32, 32), np.float32), 0.5, opacity), "albedo", "opacity")
    np.testing.assert_allclose(found[1]["albedo"], 0.5, atol=1e-4)
    np.testing.assert_allclose(found[1]["opacity"], 0.5, atol=1e-6)


def test_smaller_levels_of_bumps_are_rougher_and_of_flat_ground_are_not() -> None:
    grey = np.full((64, 64, 3), 0.5, np.float32)
    y, x = np.mgrid[0:64, 0:64]
    bumps = (2.0 * np.sin(y * np.pi / 4) * np.sin(x * np.pi / 4)).astype(np.float32)
    bumpy, flat = of(grey, bumps, 0.3), of(grey, np.zeros_like(bumps), 0.3)
    means = [float(level["roughness"].mean()) for level in levels(bumpy, "roughness")]
    assert means[0] == pytest.approx(0.3)
    assert means == sorted(means)
    assert means[-1] > 0.6
    for level in levels(flat, "roughness") + levels(bumpy, "roughness", roughen_mips=False):
        np.testing.assert_allclose(level["roughness"], 0.3, atol=0.01)


def test_an_even_lobe_is_as_rough_as_its_spread() -> None:
    """Normals spread like a microfacet lobe of alpha a, on a mirror, look like that lobe: alpha grows to about a."""
    random = np.random.default_rng(3)
    # Slopes of a Beckmann surface of alpha a have variance a^2 / 2 each way.
    alpha = 0.2
    plane = Planes(samples.material(256, 256), ExportOptions())
    slopes = random.normal(0.0, alpha / np.sqrt(2), (256, 256, 2))
    vectors = np.dstack([-slopes, np.ones((256, 256))])
    vectors /= np.linalg.norm(vectors, axis=-1, keepdims=True)
    plane._known["normal"] = vectors.astype(np.float32)
    plane._known["roughness"] = np.zeros((256, 256), np.float32)
    last = list(mip_levels(plane, ("roughness",)))[-1]["roughness"][0, 0]
    assert last**2 == pytest.approx(alpha, rel=0.35)
