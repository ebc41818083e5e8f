"""What descriptions of worlds mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.errors import InvalidFields
from procgen.terrain.landforms import LANDFORM_NAMES
from procgen.world.buildings import STYLES
from procgen.world.cultures import CULTURES
from procgen.world.parameters import SETTLEMENTS
from procgen.world.settlement import USES
from procgen.world.text import CLIMATES, FEATURES, Understood, lexicon, understand


@pytest.mark.parametrize(
    ("text", "settlement", "features"),
    [
        ("a fishing village under a volcano", "fishing_village", {"harbour": 1.0, "volcano": 1.0}),
        ("a hamlet by a lake, no river", "hamlet", {"lake": 1.0, "river": 0.0}),
        ("market town in a dense forest", "town", {"market": 1.0, "forest": 1.6}),
        ("A village without trees or rocks.", "village", {"forest": 0.0, "rocks": 0.0}),
        ("volcanic island, uninhabited", "none", {"volcano": 1.0}),
        ("few trees, many boulders", "", {"forest": 0.5, "rocks": 1.6}),
        ("a walled town without a market", "town", {"walls": 1.0, "market": 0.0}),
        ("a castle by a swamp", "castle", {"swamp": 1.0}),
        ("a fishing village below a castle", "fishing_village", {"harbour": 1.0}),
        ("a dense primeval forest", "none", {"forest": 4.0}),
        ("a virgin, deep forest", "none", {"forest": 1.6}),
        ("a virgin deep forest", "none", {"forest": 4.0}),
        ("a village at an impenetrable forest", "village", {"forest": 4.0}),
        ("an untouched lake", "none", {"lake": 1.6}),
        ("", "", {}),
    ],
)
def test_settlement_and_features(text: str, settlement: str, features: dict[str, float]) -> None:
    said = understand(text)
    assert said.settlement == settlement
    assert dict(said.features) == features
    assert said.unknown == ()


@pytest.mark.parametrize(
    ("text", "settlement", "deserted"),
    [
        ("an island without people", "none", True),
        ("mountains with no people, a lake", "none", True),
        ("a valley empty of people", "none", True),
        ("a deserted island", "none", True),
        ("a lake where not a soul lives", "none", True),
        ("a village without people", "village", True),
        ("a deserted, foggy fishing village under a volcano", "fishing_village", True),
        ("a castle without inhabitants or walls", "castle", True),
        ("a town where no one lives, deserted", "town", True),
        ("an abandoned mine", "mining_camp", True),
        ("a ghost town in the desert", "town", True),
        # Something else is deserted, or nothing.
        ("a village with an abandoned mine", "village", False),
        ("a deserted castle in a forest near a village", "village", False),
        ("a deserted beach below a village", "village", False),
        ("a village with many people", "village", False),
        ("a village that is not deserted", "village", False),
        ("a castle in the wilderness", "castle", False),
        ("a wilderness with a castle", "castle", False),
        ("wilderness", "none", False),
    ],
)
def test_who_lives_there(text: str, settlement: str, deserted: bool) -> None:
    said = understand(text)
    assert (said.settlement, said.deserted, said.unknown) == (settlement, deserted, ())


def test_landform_climate_uses_and_the_hour() -> None:
    said = understand("A rich, busy, snowy village in the alps at night with an inn and two smithies")
    assert (said.landform, said.climate, said.settlement) == ("alpine", "cold", "village")
    assert said.uses == ("inn", "smithy")
    assert (said.wealth, said.weather, said.light, said.crowd) == ("rich", ("snow",), ("night",), ("busy", "packed"))
    assert said.unknown == ()


def test_the_longest_term_wins() -> None:
    assert understand("mountain range").landform == "mountains"
    assert understand("a mountain").landform == ""
    assert understand("rain forest").climate == "tropical"


def test_what_is_not_understood_is_told_once_in_order() -> None:
    assert understand("a zeppelin over a village, zeppelin and xylophones").unknown == ("zeppelin", "xylophones")


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    said = understand(text)
    assert all(word in text.lower() for word in said.unknown)
    assert set(said.features) <= set(FEATURES)


TERMS = [term for term in lexicon().vocabulary() if understand(term) != Understood()]
"""Without those that say how much there is of others."""


@given(st.lists(st.sampled_from(TERMS), max_size=8))
def test_every_term_means_what_exists(terms: list[str]) -> None:
    said = understand(", ".join(terms))
    assert said.unknown == ()
    assert said.landform in ("", *LANDFORM_NAMES)
    assert said.climate in ("", *CLIMATES)
    assert said.settlement in ("", *SETTLEMENTS)
    assert set(said.uses) <= set(USES)
    assert said.wealth in ("", "poor", "rich")
    assert said.culture in ("", *CULTURES)
    assert said.style in ("", *STYLES)
    if terms:
        assert said != Understood()


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(InvalidFields, match="1001 characters"):
        understand("a" * 1001)
