"""Atlases of foliage: every species has cards that stand free of each other, and the same one each time."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.errors import InvalidFields
from procgen.texture.foliage import CUTOFF, SPECIES_NAMES, Atlas, atlas
from procgen.texture.foliage.blade import Blade, drawn
from procgen.world.plants import DEAD_WOOD, PLANTS, STONES

SIZE = 128


@pytest.fixture(scope="module")
def made() -> dict[str, Atlas]:
    return {name: atlas(name, 3, SIZE) for name in SPECIES_NAMES}


def test_every_plant_of_worlds_has_cards() -> None:
    assert set(PLANTS) - set(STONES) - set(DEAD_WOOD) == set(SPECIES_NAMES)


@pytest.mark.parametrize("species", SPECIES_NAMES)
def test_cards_hold_a_plant_and_do_not_touch(species: str, made: dict[str, Atlas]) -> None:
    opacity = made[species].surface.opacity
    assert opacity is not None
    free = np.ones(opacity.shape, bool)
    for card in made[species].cards:
        rows, columns = slice(card.y_px, card.y_px + card.height_px), slice(card.x_px, card.x_px + card.width_px)
        assert free[rows, columns].all(), "cards overlap"
        free[rows, columns] = False
        own = opacity[rows, columns]
        share = float((own >= CUTOFF).mean())
        assert 0.03 < share < 0.95, f"{card.name} is {share:.0%} full"
        assert not own[0].any()
        assert not own[:, 0].any()
        assert not own[:, -1].any()
        assert card.width_m > 0.0
        assert card.height_m == pytest.approx(card.width_m * card.height_px / card.width_px)
    assert not opacity[free].any()


@pytest.mark.parametrize("species", SPECIES_NAMES)
def test_plants_are_rooted_in_the_middle_of_the_foot(species: str, made: dict[str, Atlas]) -> None:
    if species == "lily_pads":  # lies on the water
        return
    opacity = made[species].surface.opacity
    assert opacity is not None
    for card in made[species].cards:
        foot = opacity[card.y_px + card.height_px - 3, card.x_px : card.x_px + card.width_px]
        middle = slice(card.width_px * 2 // 5, card.width_px * 3 // 5)
        assert foot[middle].max() > 0.1, f"{card.name} floats"


@pytest.mark.parametrize("species", ["oak", "spruce", "fern", "poppy"])
def test_the_same_again_and_another_by_another_seed(species: str, made: dict[str, Atlas]) -> None:
    first, again, other = made[species].surface, atlas(species, 3, SIZE).surface, atlas(species, 4, SIZE).surface
    for name in ("albedo", "height", "roughness", "opacity", "translucency"):
        np.testing.assert_array_equal(getattr(first, name), getattr(again, name))
    assert not np.array_equal(first.opacity, other.opacity)


@pytest.mark.parametrize("species", SPECIES_NAMES)
def test_maps_go_on_beyond_the_edges(species: str, made: dict[str, Atlas]) -> None:
    surface = made[species].surface
    assert surface.opacity is not None
    assert surface.translucency is not None
    for each in (surface.albedo, surface.height, surface.roughness, surface.translucency):
        assert np.isfinite(each).all()
    for plane in (surface.albedo, surface.roughness, surface.translucency):
        assert plane.min() >= 0.0
        assert plane.max() <= 1.0
    cards = made[species].cards
    card = cards[0]
    rows, columns = slice(card.y_px, card.y_px + card.height_px), slice(card.x_px, card.x_px + card.width_px)
    # What filters mix in from outside must not be black.
    outside = surface.opacity[rows, columns] < 0.05
    inside = surface.opacity[rows, columns] > 0.95
    light = surface.albedo[rows, columns].mean(axis=-1)
    assert light[outside].mean() > 0.5 * light[inside].mean()


@given(
    half=st.floats(0.02, 0.45),
    rise=st.floats(0.2, 1.2),
    fall=st.floats(0.2, 1.2),
    lobes=st.integers(0, 9),
    teeth=st.integers(0, 20),
)
def test_a_blade_ends_where_its_form_says(half: float, rise: float, fall: float, lobes: int, teeth: int) -> None:
    blade = Blade(half, (0, 0.2, 0), (0.4, 0.8, 0.2), rise, fall, lobes, 0.4, teeth, 0.1)
    along, across = np.meshgrid(
        np.linspace(-0.2, 1.2, 57, dtype=np.float32), np.linspace(-0.6, 0.6, 49, dtype=np.float32)
    )
    shown = drawn(blade, along, across, 40.0, light=0.5, roll=0.0, shift=0.3)
    outside = (along < -0.08) | (along > 1.08) | (np.abs(across) > half + 0.08)
    assert shown.coverage[outside].max() < CUTOFF
    assert shown.coverage.max() > 0.3
    assert np.isfinite(shown.albedo).all()
    assert np.isfinite(shown.height_px).all()


@pytest.mark.parametrize(
    ("species", "size", "named"), [("rose", 128, "species"), ("oak", 100, "size_px"), ("oak", 8192, "size_px")]
)
def test_what_cannot_be_is_named(species: str, size: int, named: str) -> None:
    with pytest.raises(InvalidFields) as error:
        atlas(species, 0, size)
    assert [wrong.field for wrong in error.value.violations] == [named]
