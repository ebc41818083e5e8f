"""Photos become examples that tile, evenly lit, of the networks' sizes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.errors import Cancelled
from procgen.texture.classical.torus import luminance
from procgen.texture.exemplar.prepare import choose_square, flatten_lighting, make_tileable, prepare, seam_ratio
from procgen.texture.material import FloatArray
from tests.texture.exemplar.photos import material


def lit(albedo: FloatArray) -> FloatArray:
    """Under light that falls off to one corner."""
    rows, columns = albedo.shape[:2]
    y, x = np.linspace(0.0, 1.0, rows)[:, None], np.linspace(0.0, 1.0, columns)[None, :]
    return (albedo * (1.0 - 0.4 * x - 0.2 * y)[..., None]).astype(np.float32)


def trend(albedo: FloatArray) -> float:
    """Difference between the halves, over the mean."""
    tone = luminance(albedo)
    columns = tone.shape[1] // 2
    return float(abs(tone[:, :columns].mean() - tone[:, columns:].mean()) / tone.mean())


@given(st.integers(64, 300), st.integers(64, 300), st.integers(0, 99))
@settings(max_examples=20, deadline=None)
def test_any_photo_gives_the_sizes_that_networks_take(rows: int, columns: int, seed: int) -> None:
    made = prepare(material(rows, columns, seed=seed))
    assert made.small.shape == (128, 128, 3)
    assert made.full.shape[0] == made.full.shape[1]
    assert made.full.shape[0] % 32 == 0
    assert 32 <= made.full.shape[0] <= 512
    for picture in (made.small, made.full):
        assert picture.dtype == np.float32
        assert picture.min() >= 0.0
        assert picture.max() <= 1.0


@pytest.mark.parametrize("name", ["gravel", "rock", "grass", "ground", "bark", "concrete"])
def test_photos_that_do_not_tile_are_made_to(name: str) -> None:
    photo = lit(material(200, 260, name))
    assert seam_ratio(choose_square(photo)) > 1.35
    assert seam_ratio(prepare(photo).full) < 1.25


def test_bricks_meet_at_whole_bricks() -> None:
    """The part that is kept is a whole number of courses and pieces, so no brick is cut."""
    y, x = np.mgrid[0:230, 0:230]
    tone = np.where((y // 23 + x // 23) % 2 == 0, 0.8, 0.2).astype(np.float32)
    made = prepare(tone[..., None].repeat(3, axis=-1)).full[..., 0]
    dark = (made < 0.5).mean(axis=0)
    assert (np.abs(dark - 0.5) < 0.12).mean() > 0.95  # all but the lines on which an edge falls
    edges = int((np.diff(np.concatenate((made, made[:, :1]), axis=1)[5] > 0.5)).sum())
    assert edges % 2 == 0
    assert edges in (8, 10)


def test_picture_that_tiles_stays_as_it_is() -> None:
    from tests.texture.classical.pictures import surface

    albedo = surface("gravel", rows=128, columns=128).albedo
    np.testing.assert_array_equal(prepare(albedo).full, albedo)


def test_uneven_light_is_taken_away_and_stains_stay() -> None:
    albedo = material(160, 160, "concrete")
    stain = np.ones((160, 160, 1), np.float32)
    stain[40:75, 90:130] = 0.45
    stained = albedo * stain
    flat = flatten_lighting(lit(stained))
    assert trend(lit(stained)) > 0.15
    assert trend(flat) < 0.5 * trend(lit(stained))
    tone = luminance(flat)
    beside = tone[40:75, 40:80].mean()
    assert tone[45:70, 95:125].mean() < 0.65 * beside


def test_even_light_is_left_alone() -> None:
    albedo = material(128, 128, "gravel")
    assert np.abs(flatten_lighting(albedo) - albedo).mean() < 0.03


def test_square_avoids_the_odd_end() -> None:
    albedo = material(100, 300, "gravel")
    albedo = albedo.copy()
    albedo[:, 220:] = (0.9, 0.1, 0.1)
    assert luminance(choose_square(albedo)).shape == (100, 100)
    assert (choose_square(albedo)[..., 0] < 0.85).mean() > 0.9


@given(st.integers(0, 2**32 - 1), st.integers(0, 12))
@settings(max_examples=20, deadline=None)
def test_tileable_keeps_the_mean_and_most_of_the_contrast(seed: int, extra: int) -> None:
    albedo = material(64 + 16 + extra, 64 + 16, "gravel", seed % 1000)
    made = make_tileable(albedo, 64)
    assert made.shape == (64, 64, 3)
    assert made.mean() == pytest.approx(float(albedo.mean()), abs=0.03)
    assert made.std() == pytest.approx(float(albedo.std()), rel=0.3)


def test_equal_input_gives_equal_bytes() -> None:
    photo = material(130, 170, "rock")
    assert prepare(photo).full.tobytes() == prepare(photo).full.tobytes()


def test_checkpoint_stops_the_work() -> None:
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        prepare(material(), checkpoint=stop)
