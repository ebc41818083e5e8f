"""Pictures for people: what they must show, and what they must leave alone."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.terrain.command.drawing import BIOME_RGB, MATERIAL_RGB, biomes_drawn, materials_drawn, shading
from procgen.terrain.ground.biomes import Biome
from procgen.terrain.ground.splat import Material


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


def test_light_comes_from_the_north_west_and_level_ground_is_plain() -> None:
    assert shading(np.zeros((8, 8), np.float32), 30.0) == pytest.approx(1.0)
    rows, columns = np.mgrid[:16, :16].astype(np.float32)
    towards, away = (shading(height * 10.0, 30.0).mean() for height in (rows + columns, -rows - columns))
    assert towards > 1.0 > away
