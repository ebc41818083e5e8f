"""Biomes: warm and wet to cold and dry."""

from __future__ import annotations

import numpy as np
import pytest

from procgen.terrain.ground.biomes import DRYNESS, LIFE_ZONES, WARMTH_C, Biome, biotemperature_c, classify, dryness


def at(warmth: float, dry: float, slope: float = 2.0, wet: float = 0.4, above: float = 50.0, water: int = -1) -> Biome:
    def pixel(value: float) -> np.ndarray:
        return np.full((1, 1), value, np.float32)

    waters = tuple(np.full((1, 1), water == number) for number in range(3))
    found = classify(pixel(warmth), pixel(dry), pixel(slope), pixel(wet), pixel(above), waters, 35.0, 2.0)
    return Biome(found[0, 0])


@pytest.mark.parametrize(
    ("warmth", "dry", "biome"),
    [
        (0.5, 1.0, Biome.ICE),
        (2.0, 1.0, Biome.TUNDRA),
        (4.0, 0.8, Biome.BOREAL_FOREST),
        (9.0, 0.7, Biome.TEMPERATE_FOREST),
        (9.0, 1.3, Biome.GRASSLAND),
        (15.0, 0.2, Biome.TEMPERATE_RAINFOREST),
        (25.0, 0.2, Biome.TROPICAL_RAINFOREST),
        (25.0, 2.0, Biome.SAVANNA),
        (25.0, 4.0, Biome.DESERT),
    ],
)
def test_climates(warmth: float, dry: float, biome: Biome) -> None:
    assert at(warmth, dry) == biome


def test_what_overrides_the_climate() -> None:
    assert at(9.0, 0.7, slope=40.0) == Biome.BARE_ROCK
    assert at(9.0, 0.7, wet=0.95) == Biome.WETLAND
    assert at(9.0, 0.7, above=1.0) == Biome.BEACH
    assert [at(9.0, 0.7, slope=40.0, water=number) for number in range(3)] == [Biome.SEA, Biome.LAKE, Biome.RIVER]


def test_the_table_fits_its_limits() -> None:
    assert LIFE_ZONES.shape == (len(WARMTH_C) + 1, len(DRYNESS) + 1)
    assert {int(biome) for biome in LIFE_ZONES.flat} < set(map(int, Biome))


def test_biotemperature_is_the_mean_of_a_years_thaw() -> None:
    year = np.sin(np.linspace(0.0, 2.0 * np.pi, 1000, endpoint=False)) * 10.0
    for mean in (-15.0, -5.0, 0.0, 5.0, 20.0):
        exact = np.maximum(mean + year, 0.0).mean()
        assert biotemperature_c(np.array([mean], np.float32))[0] == pytest.approx(exact, abs=0.75)


def test_dryness_is_potential_evaporation_over_rain() -> None:
    assert dryness(np.array([10.0], np.float32), np.array([589.3], np.float32))[0] == pytest.approx(1.0)
    assert np.isfinite(dryness(np.array([10.0], np.float32), np.array([0.0], np.float32))[0])
