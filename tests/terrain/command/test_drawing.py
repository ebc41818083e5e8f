"""Pictures for people: what they must show, and what they must leave alone."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from procgen.kit.command.gallery import Exhibit, Section, gallery_html
from procgen.terrain.command.drawing import (
    BIOME_RGB,
    MATERIAL_RGB,
    SLOPE_STOPS,
    biomes_drawn,
    coloured,
    jpeg,
    labelled,
    materials_drawn,
    outlined,
    read_picture,
    shading,
    side_by_side,
    with_lines,
)
from procgen.terrain.ground.biomes import Biome
from procgen.terrain.ground.splat import Material

RNG = np.random.default_rng(3)
GROUND = RNG.integers(0, 256, (40, 50, 3), np.uint8)
NONE = np.zeros((40, 50), np.uint8)
ALL = np.full((40, 50), 255, np.uint8)


def test_every_biome_and_material_has_a_colour_of_its_own() -> None:
    for colours, kinds in ((BIOME_RGB, Biome), (MATERIAL_RGB, Material)):
        assert set(colours) == set(kinds)
        assert len(set(colours.values())) == len(kinds)


@pytest.mark.parametrize("material", list(Material))
def test_a_pure_material_is_drawn_in_its_colour(material: Material) -> None:
    weights = np.zeros((4, 5, 8), np.uint8)
    weights[..., material] = 255
    drawn = materials_drawn(weights[..., :4], weights[..., 4:])
    assert (drawn == MATERIAL_RGB[material]).all()


def test_water_is_not_shaded_and_land_is() -> None:
    numbers = np.full((4, 5), Biome.GRASSLAND, np.uint8)
    numbers[0] = Biome.LAKE
    drawn = biomes_drawn(numbers, np.full((4, 5), 0.5, np.float32))
    assert (drawn[0] == BIOME_RGB[Biome.LAKE]).all()
    assert (drawn[1:] < np.array(BIOME_RGB[Biome.GRASSLAND])).all()


def test_numbers_take_the_colours_of_the_ends_and_are_cut_off_there() -> None:
    drawn = coloured(np.array([[-5.0, 0.0, 60.0, 99.0]]), 0.0, 60.0, SLOPE_STOPS)
    first, last = SLOPE_STOPS[0][1:], SLOPE_STOPS[-1][1:]
    assert drawn.tolist() == [[list(first), list(first), list(last), list(last)]]


def test_light_comes_from_the_north_west_and_level_ground_is_plain() -> None:
    assert shading(np.zeros((8, 8), np.float32), 30.0) == pytest.approx(1.0)
    rows, columns = np.mgrid[:16, :16].astype(np.float32)
    towards, away = (shading(height * 10.0, 30.0).mean() for height in (rows + columns, -rows - columns))
    assert towards > 1.0 > away


def test_an_outline_leaves_what_is_inside_as_it_is() -> None:
    drawn = outlined(GROUND, 10, 8, 20, 15)
    assert (drawn[8:23, 10:30] == GROUND[8:23, 10:30]).all()
    assert (drawn[7, 10:30] != GROUND[7, 10:30]).any()


def test_sheets_keep_their_pictures() -> None:
    sheet = side_by_side([GROUND, GROUND[::-1], GROUND[:, ::-1]], 2)
    assert (sheet[:40, :50] == GROUND).all()
    assert (sheet[:40, -50:] == GROUND[::-1]).all()
    assert (sheet[-40:, :50] == GROUND[:, ::-1]).all()
    assert (sheet[-40:, -50:] == 255).all()


def test_marks_and_labels_keep_the_size() -> None:
    assert labelled(GROUND, "seed 3").shape == GROUND.shape
    assert with_lines(GROUND, [(((0, 0), (30, 30)), (200, 0, 0))]).shape == GROUND.shape


def test_pictures_can_be_read_back() -> None:
    assert read_picture(jpeg(GROUND)).shape == GROUND.shape
    data = io.BytesIO()
    Image.fromarray(NONE).save(data, "PNG")
    assert (read_picture(data.getvalue()) == NONE).all()


def test_the_page_shows_text_as_text() -> None:
    exhibit = Exhibit("<b>", 'a "b" & c', "a.jpg", "1 < 2", ("x&y.png",), '{"a": "<i>"}', "procgen <>")
    page = gallery_html([Section("<s>", "t & u", (exhibit,))], "1 terrain", 2.0)
    assert not {"<b>", "<s>", "<i>", "procgen <>"} & set(page.splitlines())
    assert "<b>" not in page
    assert "<i>" not in page
    assert "x&amp;y.png" in page
    assert "t &amp; u" in page
