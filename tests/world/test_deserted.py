"""Who lives there, as sentences have it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.world.deserted import in_plain_words
from procgen.world.text import MAX_CHARACTERS, understand

EMPTY = """
an island without people
a valley free of people
a town free of inhabitants
a village where nobody lives
a village where nobody lives any more
a village where no one lives anymore
a village where nobody has lived for years
a village with no one in it
a town with nobody left
an uninhabited island
a village whose people have left
a fishing village the people have left
a town that everyone has left
a hamlet from which everybody has fled
a village abandoned by its people
a mine abandoned by its miners
a castle forsaken by all
a town, long abandoned
a long deserted harbour town
a village deserted since the war
a village that is no longer inhabited
a village not inhabited any more
a village nobody inhabits
a town where people no longer live
a village where people once lived
a town bereft of people
a place empty of any human soul
an island on which not a living soul dwells
a town without a single soul
a town without anybody
a village that was given up by its inhabitants
an evacuated town
a vacant village
a ghost town in the desert
a village left to the ghosts
a village whose inhabitants all died of the plague
a monastery, its monks long gone
there is no one around in this town
a people-free island
a village, not a soul to be seen
a village in which nobody is left
an abandoned, walled town with an inn
a town that has been abandoned by everyone
a village with no living inhabitants
an unpopulated valley
a village that nobody lives in
a deserted desert town
no people live in this village
no humans, a lake
a town from which all people have vanished
an island that has never been settled
a harbour town, its people gone
the inhabitants of this village have all moved away
a castle nobody has lived in for centuries
a valley where humans never lived
a village that stands deserted
a completely deserted town
a mining town left to decay
a lonely, abandoned fishing village
an abandoned farm
a village without any living soul
nobody lives in this town
a market town that was evacuated
an island devoid of humans
a village where only ghosts live, nobody else
deserted village
a hamlet in the mountains, its residents long dead
a monastery that the monks left long ago
a snowy village, there is nobody at home
""".strip().splitlines()
"""Nobody lives there."""

LIVED_IN = """
a village of free people
people of the free city
a free city by the sea
a town deserted by its king but full of life
a desert town
a village, free of charge
a village with people free of sorrow
a village free of trees
a village that is not deserted
a village that isn't abandoned
a village that was never abandoned
a village far from deserted
a town that is anything but deserted
a town that is no longer deserted
a town that is not uninhabited
a village not without people
a half abandoned village
an almost deserted town
a nearly abandoned mining town
a once deserted village that is lived in again
a village where nobody goes hungry
a town where no one is poor
a village nobody knows
a town that no one visits
a village where nobody is left behind
a village with an abandoned mine
a village with abandoned houses
a town with deserted streets
an abandoned house in a village
a village near an abandoned farm
abandoned ships near a fishing village
a village forsaken by the gods
a village abandoned by the railway
a village where people live
a village some people have left
a village few people have left
a village of people who have left the city
a village with few people
a village where not many people live
a village without rich people
a village where hardly anybody lives
a village where nobody but monks lives
unsettled weather over a village
a village full of people
a village on the edge of an uninhabited forest
a village with no people who beg
a village that its founder left
a village left of the river
a village whose king has left
a deserted beach below a village
a village in a deserted valley
a village where everyone has left the church
a lively town in an uninhabited desert
a town whose people have gone mad
a quiet village nobody would leave
nobody would call this village deserted
a village the last people have not left
a city that never sleeps
a village where nobody has left
a village, neither deserted nor poor
a village of freed people
a castle whose owner left the gate open
a village that was deserted once and is now full of people
a village whose young people have left
a monastery free of women
a town with no one in charge
a village where nobody is a stranger
a village abandoned by hope
a village beside a deserted castle
a town with an abandoned quarry and a deserted beach
a village where the forsaken live
a busy market town with nobody hungry
a village with abandoned fields and derelict barns
free folk in a harbour town
a village by an uninhabited island
a village nobody has ever abandoned
a town that was almost deserted after the plague
a village that people don't leave
it is not a deserted town
a place no one would call a ghost town
a freedom loving village
an island, not uninhabited
""".strip().splitlines()
"""Somebody does: what is said is said of something else, or not said."""


PLACES = ("village", "fishing village", "walled town", "hamlet", "castle", "monastery", "harbour town by the sea")
NOBODY = (
    "deserted", "long abandoned", "where nobody lives", "whose people have left", "free of people", "with no one in it",
    "that is no longer inhabited", "without inhabitants", "everyone has left", "abandoned by its people",
    "not inhabited any more", "devoid of human souls", "where not a soul is left",
)  # fmt: skip
SOMEBODY = (
    "never deserted", "that is anything but abandoned", "where nobody goes hungry", "some people have left",
    "free of wolves", "with no one poor in it", "of free people", "with an abandoned mill", "near deserted houses",
    "not without inhabitants", "abandoned by its king", "nobody would ever leave", "beside an uninhabited valley",
)  # fmt: skip


@pytest.mark.parametrize("text", EMPTY)
def test_nobody_lives_there(text: str) -> None:
    assert understand(text).deserted


@pytest.mark.parametrize("text", LIVED_IN)
def test_somebody_lives_there(text: str) -> None:
    assert not understand(text).deserted


@given(st.sampled_from(PLACES), st.sampled_from(NOBODY), st.sampled_from(SOMEBODY), st.sampled_from((" ", "  ")))
def test_of_any_place(place: str, nobody: str, somebody: str, gap: str) -> None:
    for saying, deserted in ((nobody, True), (somebody, False)):
        text = f"a {place} {saying}".replace(" ", gap)
        there = understand(text)
        assert there.deserted is deserted, text
        assert there.settlement == understand(f"a {place}").settlement, text
        assert understand(text.upper()).deserted is deserted, text


def test_a_settlement_that_is_lived_in_is_built_beside_one_that_is_not() -> None:
    there = understand("a village near an abandoned farm")
    assert (there.settlement, there.deserted) == ("village", False)


def test_what_was_said_of_people_is_no_unknown_word() -> None:
    for text in ("a town whose people have left", "a village where nobody lives any more", "a village free of people"):
        assert understand(text).unknown == ()


def test_few_people_are_lonely() -> None:
    for text in ("an almost deserted town", "a village where hardly anybody lives", "a town without many people"):
        there = understand(text)
        assert (there.deserted, there.crowd) == (False, ("empty", "sparse")), text


def test_what_a_place_is_free_of_is_not_there() -> None:
    there = understand("a village free of trees, with people free of sorrow")
    assert (there.settlement, dict(there.features), there.deserted) == ("village", {"forest": 0.0}, False)


@pytest.mark.parametrize("text", ["the ", "all its ", "nobody would call a ", "nobody is ", "now, but ", " ", "no "])
def test_long_texts_are_read_soon(text: str) -> None:
    text = (text * MAX_CHARACTERS)[:MAX_CHARACTERS]
    began = time.process_time()
    in_plain_words(text)
    # A hundredth of a second; a pattern that tries all ways to part them would take hours.
    assert time.process_time() - began < 1.0
