"""The learned generator with the weights that ship."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.errors import InvalidFields
from procgen.runtime.catalog import packaged_assets, read_catalog
from procgen.runtime.store import ModelStore
from procgen.texture.classes import CLASS_NAMES, FIRST_LABELS
from procgen.texture.gan import Gan, blend, layout_on, layout_row
from procgen.texture.layout import LayoutParameters
from procgen.texture.material import Surface
from procgen.texture.sizes import Scale

MAPS = ("albedo", "height", "roughness", "metallic")
SMALL = Scale(64, 96, 1, 1)
LARGE = Scale(32, 64, 4, 1)
SEEDS = st.integers(0, 2**64 - 1)


@pytest.fixture(scope="module")
def gan() -> Gan:
    return Gan(ModelStore(threads=2))


def assert_same(one: Surface, other: Surface) -> None:
    for name in MAPS:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


@settings(max_examples=25)
@given(SEEDS, st.sampled_from(FIRST_LABELS), st.integers(-9, 9), st.integers(-9, 9), st.sampled_from([SMALL, LARGE]))
def test_moved_noise_moves_the_surface_and_nothing_else(
    gan: Gan, seed: int, material: str, down: int, across: int, scale: Scale
) -> None:
    look = gan.look(material, seed)
    # Layout and waves have a place of their own.
    free = blend(look, look, 0.0)
    free = replace(free, waves=np.zeros_like(free.waves), layout=None)
    made = gan.surface(free, seed, scale)
    moved = gan.surface(free, seed, scale, shift_cells=(down, across))
    pixels = 8 * scale.detail
    for name in MAPS:
        rolled = np.roll(getattr(made, name), (down * pixels, across * pixels), (0, 1))
        np.testing.assert_array_equal(getattr(moved, name), rolled, err_msg=name)


@settings(max_examples=20)
@given(SEEDS, st.sampled_from(FIRST_LABELS), st.integers(1, 12), st.integers(1, 12), st.sampled_from([1, 2, 4]))
def test_any_size_in_cells_works_and_stays_in_range(
    gan: Gan, seed: int, material: str, rows: int, columns: int, detail: int
) -> None:
    made = gan.surface(gan.look(material, seed), seed, Scale(8 * rows, 8 * columns, detail, 1))
    shape = (8 * rows * detail, 8 * columns * detail)
    assert made.albedo.shape == (*shape, 3)
    for name in MAPS:
        assert np.isfinite(getattr(made, name)).all()
        assert getattr(made, name).dtype == np.float32
    for name in ("albedo", "roughness", "metallic"):
        assert 0.0 <= getattr(made, name).min() <= getattr(made, name).max() <= 1.0


def test_threads_and_stores_change_nothing(gan: Gan) -> None:
    scale = Scale(192, 160, 4, 1)
    other = Gan(ModelStore(threads=1))
    assert_same(gan.surface(gan.look("brick", 5), 7, scale), other.surface(other.look("brick", 5), 7, scale))


def test_seeds_count(gan: Gan) -> None:
    look = gan.look("rock", 1)
    one, other = (gan.surface(look, seed, SMALL).albedo for seed in (1, 2))
    assert np.abs(one - other).mean() > 0.01
    # Another piece of the same material, though.
    assert np.abs(one.mean((0, 1)) - other.mean((0, 1))).max() < 0.05
    assert np.abs(gan.look("rock", 2).style - look.style).max() > 0.1


@pytest.mark.parametrize("material", ["grass", "brick", "wood", "concrete", "fabric"])
def test_wrapping_steps_are_like_inner_ones(gan: Gan, material: str) -> None:
    for name in ("albedo", "height", "roughness"):
        ratios = []
        for seed in range(6):
            field = getattr(gan.surface(gan.look(material, seed), seed, Scale(64, 64, 4, 1)), name)
            for axis in (0, 1):
                steps = np.abs(np.roll(field, -1, axis) - field)
                ratios.append(float(np.take(steps, -1, axis).mean() / steps.mean()))
        # A joint may lie on the edge of one tile; over some, the edge is a place like any other.
        assert 0.6 < np.median(ratios) < 1.5


def test_a_mask_puts_one_material_beside_another(gan: Gan) -> None:
    grass, sand = gan.look("grass", 1), gan.look("sand", 2)
    scale = Scale(128, 128, 2, 1)
    share = np.zeros((16, 16), np.float32)
    alone = gan.surface(grass, 3, scale)
    none = gan.surface(grass, 3, scale, other=sand, share=share)
    for name in MAPS:
        np.testing.assert_allclose(getattr(none, name), getattr(alone, name), atol=1e-4, err_msg=name)
    share[:, 8:] = 1.0
    both = gan.surface(grass, 3, scale, other=sand, share=share)
    other = gan.surface(sand, 3, scale)
    inner = np.s_[:, 40:88]
    np.testing.assert_allclose(both.albedo[inner].mean((0, 1)), alone.albedo[inner].mean((0, 1)), atol=0.06)
    inner = np.s_[:, 168:216]
    np.testing.assert_allclose(both.albedo[inner].mean((0, 1)), other.albedo[inner].mean((0, 1)), atol=0.06)


def test_what_was_made_is_recognised(gan: Gan) -> None:
    names = ("grass", "brick", "marble", "snow", "rock", "fabric")
    right = []
    for seed in range(4):
        looks = [gan.look(name, seed) for name in names]
        pictures = [gan.surface(look, 9, Scale(128, 128, 1, 1)).albedo for look in looks]
        for number, picture in enumerate(pictures):
            style = gan.look_of(picture).style
            right.append(int(np.argmin([np.linalg.norm(style - look.style) for look in looks])) == number)
    # By chance, a sixth.
    assert np.mean(right) > 0.65
    given_class = gan.look_of(pictures[0], "moss")
    assert given_class.shares[CLASS_NAMES.index("moss")] == 1.0


@settings(max_examples=10)
@given(SEEDS, st.sampled_from(["brick", "tiles", "grass", "fabric", "metal"]))
def test_colours_are_those_of_the_style(gan: Gan, seed: int, material: str) -> None:
    look = gan.look(material, seed, laid=True)
    # In the middle of the range nothing is clipped.
    colours = look.style[-9:].copy()
    colours[:3], colours[3:] = 0.1, colours[3:] * 0.2
    look = replace(look, style=np.concatenate([look.style[:-9], colours]))
    made = gan.surface(look, seed, Scale(128, 128, 1, 1)).albedo.reshape(-1, 3) * 2.0 - 1.0
    np.testing.assert_allclose(made.mean(axis=0), colours[:3], atol=2e-3)
    factor = np.zeros((3, 3))
    factor[np.tril_indices(3)] = colours[3:]
    np.testing.assert_allclose(np.cov(made.T), factor @ factor.T, atol=2e-4 + 0.05 * np.abs(factor @ factor.T).max())


def test_layouts_keep_their_size_on_larger_bases() -> None:
    layout = LayoutParameters("running", columns=3, rows=8)
    larger = layout_on(layout, 256, 384)
    assert (larger.columns, larger.rows) == (9, 16)
    turned = layout_on(LayoutParameters("running", columns=3, rows=8, rotated=True), 256, 384)
    assert (turned.columns, turned.rows) == (6, 24)
    small = layout_on(layout, 8, 8)
    assert small.rows % 2 == 0
    assert small.columns >= 1
    assert len(layout_row(layout)) == len(layout_row(None))


def test_the_networks_are_small() -> None:
    files = list(Path(packaged_assets()).glob("texture_*.onnx"))
    assert len(files) == 4
    assert sum(file.stat().st_size for file in files) <= 8_000_000


def test_styles_that_are_recognised_come_more_often(gan: Gan) -> None:
    rows = gan._rows("brick")
    weights = gan._table[rows, 21].astype(np.float64)
    drawn = np.array([gan._drawn(rows, chance) for chance in (np.arange(20000) + 0.5) / 20000])
    assert set(drawn) == set(rows.tolist())
    shares = np.array([(drawn == row).mean() for row in rows])
    np.testing.assert_allclose(shares, weights / weights.sum(), atol=1e-3)


def test_classes_have_the_numbers_that_the_catalog_says(gan: Gan) -> None:
    assert CLASS_NAMES[: len(FIRST_LABELS)] == FIRST_LABELS
    said = {
        e.role: e.properties.get("labels") for e in read_catalog(packaged_assets(), links=True) if e.domain == "texture"
    }
    assert said == {"base": None, "encoder": None, "detail": [*FIRST_LABELS], "styles": [*FIRST_LABELS]}
    with pytest.raises(InvalidFields, match="knows: asphalt, bamboo"):
        gan.look("ectoplasm", 1)
