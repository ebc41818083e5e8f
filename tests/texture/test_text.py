"""Plain words: what each phrase means, what it negates, and what is not understood."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.errors import InvalidFields
from procgen.texture.classes import CLASS_NAMES, CLASSES
from procgen.texture.colour import ColourParameters, colour_violations
from procgen.texture.layout import LayoutParameters
from procgen.texture.layout import violations as layout_violations
from procgen.texture.text import MAX_CHARACTERS, Understood, lexicon, materials, understand
from procgen.texture.weather import WeatherParameters, weather_violations

MATERIALS = {
    "red bricks": "brick",
    "a wall of bricks": "brick",
    "castle wall": "rock_wall",
    "stone": "rock",
    "dry stone wall": "rock_wall",
    "cobblestones": "cobble",
    "herringbone pavement": "paving",
    "wooden planks": "planks",
    "dark oak": "wood",
    "dark oak wood floor": "wood_floor",
    "parquet": "wood_floor",
    "rusty iron": "rust",
    "rusty corrugated iron": "corrugated",
    "steel plate": "metal_plate",
    "brushed steel": "metal",
    "white marble floor tiles": "tiles",
    "marble": "marble",
    "terracotta roof tiles": "roof_tiles",
    "slates": "roof_tiles",
    "moss": "moss",
    "fresh snow": "snow",
    "mud": "mud",
    "forest floor": "forest_floor",
    "a sandy beach": "sand",
    "fallen leaves": "leaves",
    "grass with fallen leaves": "grass",
    "blue denim": "fabric",
    "chain mail": "chainmail",
    "tin foil": "foil",
    "straw roof": "thatch",
    "wall paper": "wallpaper",
    "cracked ice on a frozen lake": "ice",
    "pebbles": "gravel",
    "stucco": "plaster",
    "tyre": "rubber",
}


@pytest.mark.parametrize(("text", "material"), MATERIALS.items())
def test_materials(text: str, material: str) -> None:
    assert understand(text).material == material


@pytest.mark.parametrize("name", CLASS_NAMES)
def test_each_class_is_known_by_its_name_and_by_each_of_its_words(name: str) -> None:
    assert understand(name.replace("_", " ")).material == name
    for term in materials()[name]:
        assert understand(term).material == name, term


PHRASES: dict[str, dict[str, Any]] = {
    "mossy rock": {"material": "rock", "weather": {"moss": 0.55}},
    "rock with moss": {"material": "rock", "weather": {"moss": 0.6}},
    "rock without moss": {"material": "rock", "weather": {"moss": 0.0}},
    "moss-free rock": {"material": "rock", "weather": {"moss": 0.0}},
    "mossless rock": {"material": "rock", "weather": {"moss": 0.0}},
    "no moss or snow on rock": {"material": "rock", "weather": {"moss": 0.0, "snow": 0.0}},
    "no moss, snowy, on rock": {"material": "rock", "weather": {"moss": 0.0, "snow": 0.6}},
    "slightly wet asphalt": {"material": "asphalt", "weather": {"wetness": 0.315}},
    "very wet asphalt": {"material": "asphalt", "weather": {"wetness": 1.0}},
    "not wet asphalt": {"material": "asphalt", "weather": {"wetness": 0.0}},
    "snow covered roof": {"material": "roof_tiles", "weather": {"snow": 0.6}},
    "a bit of snow on gravel": {"material": "gravel", "weather": {"snow": 0.27}},
    "old planks": {"material": "planks", "weather": {"wear": 0.5, "dirt": 0.35}},
    "brand new planks": {"material": "planks", "weather": {"wear": 0.0, "dirt": 0.0}},
    "clean tiles": {"material": "tiles", "weather": {"dirt": 0.0}},
    "flooded road": {"material": "road", "weather": {"wetness": 0.8, "puddles": 0.55}},
    "polished granite": {"material": "granite", "look": {"roughness_shift": -0.3}},
    "not polished granite": {"material": "granite", "look": {"roughness_shift": 0.15}},
    "dark granite": {"material": "granite", "look": {"brightness": -0.4}},
    "colourless leather": {"material": "leather", "look": {"saturation": 0.0}},
    "brick with wide joints": {"material": "brick", "layout": {"joint": 0.212}},
    "brick without mortar": {"material": "brick", "layout": {"joint": 0.0}},
    "hexagonal tiles": {"material": "tiles", "layout": {"bond": "hexagon"}},
    "basket weave paving": {"material": "paving", "layout": {"bond": "basket"}},
    "upright irregular planks": {"material": "planks", "layout": {"rotated": True, "irregularity": 0.75}},
    "large tiles": {"material": "tiles", "piece_size": 1.6},
    "tiny tiles": {"material": "tiles", "piece_size": 0.4},
    "gravel, 3 m": {"material": "gravel", "metres_per_tile": 3.0},
    "gravel 250cm wide": {"material": "gravel", "metres_per_tile": 2.5, "piece_size": 1.6},
    "wood and stone": {"material": "wood", "others": ("rock",)},
    "purple quantum bricks": {"material": "brick", "unknown": ("quantum",)},
    "brikc": {"material": "brick"},
    "hetringbone pavng": {"material": "paving", "layout": {"bond": "herringbone"}},
    "": {},
    "the of and with": {},
}


@pytest.mark.parametrize(("text", "says"), PHRASES.items())
def test_phrases(text: str, says: dict[str, Any]) -> None:
    found = understand(text)
    for name in ("material", "others", "look", "weather", "layout", "piece_size", "metres_per_tile", "unknown"):
        assert getattr(found, name) == says.get(name, getattr(Understood(), name)), name


def test_colours_in_order_and_shaded() -> None:
    red, grey = understand("red and grey bricks").palette
    assert red[0] > 1.5 * red[1]
    assert max(grey) - min(grey) < 0.02
    (dark,), (plain,), (light,) = (understand(f"{shade} green fabric").palette for shade in ("dark", "", "light"))
    assert sum(dark) < sum(plain) < sum(light)
    assert understand("#ff8000 paint").palette == ((1.0, 128 / 255.0, 0.0),)
    assert len(understand("reddish-brown leather").palette) == 2
    assert understand("brick but not red").palette == ()
    assert len(understand("red green blue black white pink brown orange tiles").palette) == 6


def test_metals_and_woods_have_their_colours_unless_another_is_named() -> None:
    assert understand("copper").palette[0][0] > understand("copper").palette[0][2]
    assert understand("blue copper").palette == understand("blue metal").palette


def test_unknown_words_go_to_what_finds_a_near_one() -> None:
    asked: list[str] = []

    def nearest(word: str, known: Any) -> str | None:
        asked.append(word)
        assert "mossy" in known
        return {"verdant": "mossy", "ashen": "no such word"}.get(word)

    found = understand("verdant ashen bricks", nearest)
    assert asked == ["verdant", "ashen"]
    assert found.weather == {"moss": 0.55}
    assert found.unknown == ("ashen",)


@given(
    st.lists(
        st.sampled_from((*lexicon().vocabulary(), "no", "not", "without", "very", "a bit")) | st.text(max_size=8),
        max_size=12,
    )
)
def test_whatever_is_said_can_be_asked_for(words: list[str]) -> None:
    found = understand(" ".join(words))
    assert found.material == "" or found.material in CLASSES
    assert set(found.others) <= set(CLASSES) - {found.material}
    assert not colour_violations(ColourParameters(palette=found.palette, **found.look))
    assert not weather_violations(WeatherParameters(**found.weather))
    assert not layout_violations(LayoutParameters(**{"bond": "grid", "rows": 12, **found.layout}))
    assert found.piece_size > 0.0


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert isinstance(understand(text), Understood)


def test_long_text_is_refused() -> None:
    understand("x" * MAX_CHARACTERS)
    with pytest.raises(InvalidFields, match="text"):
        understand("x" * (MAX_CHARACTERS + 1))
