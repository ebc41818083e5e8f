"""Sentences as people write them, and what each must and must not say."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.character.hair import BEARDS, HAIR
from procgen.character.hair.palette import NATURAL
from procgen.character.people.catalogue import vocabulary
from procgen.character.people.colours import COLOURS
from procgen.character.people.conditions import NONE, Conditions
from procgen.character.people.describe import MAX_CHARACTERS, describe
from procgen.character.people.growth import stature_norm
from procgen.character.people.person import Worn
from procgen.character.people.roles import ROLES
from procgen.character.people.screening import outfit_violations, worn_violations

WORDS = vocabulary()


def read(text: str) -> Conditions:
    return describe(text, WORDS).conditions


def hair(text: str) -> tuple[str, Any]:
    worn = read(text).hair
    return ("", None) if worn is None else (worn.kind, worn.colours.get(""))


def worn(text: str) -> dict[str, Worn]:
    return {piece.kind: piece for piece in read(text).outfit}


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("a tall thin old man", "sex", 1.0),
        ("a tall thin old man", "age_years", 68),
        ("a tall thin old man with a long coat", "body_axes", {"size": 1.3, "adiposity": -1.4}),
        ("a short man with a long beard", "body_axes", {"size": -1.3}),
        ("short stocky woman, 35 years old", "age_years", 35.0),
        ("asian girl, 8, ponytail", "age_years", 8.0),
        ("asian girl, 8, ponytail", "heritage", {"asian": 1.0}),
        ("an asian woman in her sixties", "age_years", 65.0),
        ("a woman in her early forties", "age_years", 42.0),
        ("a man of 30", "age_years", 30.0),
        ("a boy of twelve", "age_years", 12.0),
        ("thirty-five years old woman", "age_years", 35.0),
        ("a 12-year-old boy", "age_years", 12.0),
        ("aged 45", "age_years", 45.0),
        ("a 70 year old grandmother", "age_years", 70.0),
        ("a teenage girl", "age_years", 15),
        ("a young boy", "age_years", 8.0),
        ("a young man", "age_years", 22),
        ("an old woman in an old coat", "age_years", 68),
        ("a woman in an old coat", "age_years", None),
        ("1.85 m tall, 95 kg", "measures", {"stature": 1.85, "mass": 95.0}),
        ("a tall man, 1,85 m", "body_axes", {}),
        ("180cm, 75kg", "measures", {"stature": 1.8, "mass": 75.0}),
        ("two meters tall", "measures", {"stature": 2.0}),
        ("six feet tall", "measures", {"stature": pytest.approx(1.8288)}),
        ("5'10\" tall", "measures", {"stature": pytest.approx(1.778)}),
        ("a woman of 140 pounds", "measures", {"mass": pytest.approx(63.503, abs=1e-3)}),
        ("a not very tall man", "body_axes", {"size": pytest.approx(-0.52)}),
        ("slim build, average height", "body_axes", {"adiposity": -1.0, "size": 0.0}),
        ("a heavy brow", "body_axes", {}),
        ("a heavy brow", "face_axes", {"brow_ridge": 1.7}),
        ("a man with a big nose and small ears", "face_axes", {"nose_size": 1.7, "ear_size": -1.7}),
        ("thin lips, a round face and a crooked nose", "face_axes",
         {"lip_fullness": -1.7, "fullness": 1.7, "nose_profile": 1.7}),
        ("full lips, high cheekbones and big eyes", "face_axes",
         {"lip_fullness": 1.7, "cheekbones": 1.7, "eye_size": 1.7}),
        ("a slightly overweight man", "body_axes", {"adiposity": pytest.approx(0.63)}),
        ("green-eyed lass", "eyes", {"left": "green", "right": "green"}),
        ("one blue eye and one brown eye", "eyes", {"left": "blue", "right": "brown"}),
        ("her eyes are dark brown and her hair is red", "eyes", {"left": "dark brown", "right": "dark brown"}),
        ("purple eyes", "eyes", {"left": "violet", "right": "violet"}),
        ("olive skin", "skin", {"melanin": 0.42}),
        ("freckles, no wrinkles", "skin", {"freckles": 0.7, "wrinkles": 0.0}),
        ("dark circles under her eyes", "skin", {"under_eyes": 0.85}),
        ("red lipstick", "skin", {"lipstick": 0.85, "lipstick_colour": COLOURS["red"]}),
        ("a black woman", "heritage", {"african": 1.0}),
        ("a black coat", "heritage", {}),
        ("bald bearded blacksmith", "role", "blacksmith"),
        ("muscular space marine", "role", "trooper"),
        ("engineer", "role", "mechanic"),
        ("cyberpunk engineer", "role", "ship_engineer"),
        ("a nun", "sex", 0.0),
        ("a queen", "role", "noble"),
        ("he wears a red cloak", "sex", 1.0),
        ("her father is a man with a beard", "sex", 1.0),
        ("a blue t-shirt", "setting", "modern"),
        ("a blue gown", "setting", "medieval"),
        ("earrings", "setting", ""),
        ("a knight without a helmet", "without", ("helmet",)),
        ("a guard with no helmet or sword", "without", ("helmet", "sword")),
    ],
)  # fmt: skip
def test_sentences(text: str, field: str, value: object) -> None:
    assert getattr(read(text), field) == value


@pytest.mark.parametrize(
    ("text", "kind", "colour"),
    [
        ("braided red hair", "braids", NATURAL["red"]),
        ("long straight black hair", "long_straight", NATURAL["black"]),
        ("she has long, straight, black hair", "long_straight", NATURAL["black"]),
        ("her hair is long and red", "long_straight", NATURAL["red"]),
        ("a woman with short dark hair", "pixie", NATURAL["dark_brown"]),
        ("a man with short dark hair", "side_part", NATURAL["dark_brown"]),
        ("curly brown hair, a man", "curly_short", NATURAL["brown"]),
        ("long wavy light brown hair", "shoulder_wavy", NATURAL["light_brown"]),
        ("a red-haired woman", "", NATURAL["red"]),
        ("a blue-haired woman with a mohawk", "mohawk", COLOURS["blue"]),
        ("hair in a bun", "bun", None),
        ("an afro", "afro", None),
        ("balding", "balding", None),
        ("bald", NONE, None),
        ("no hair", NONE, None),
    ],
)
def test_hair(text: str, kind: str, colour: object) -> None:
    assert hair(text) == (kind, colour)


@pytest.mark.parametrize(
    ("text", "kind", "colour"),
    [
        ("a man with a long grey beard", "full_long", NATURAL["grey"]),
        ("a short beard", "full_short", None),
        ("brown hair and a beard", "", NATURAL["brown"]),
        ("a goatee and a moustache", "goatee", None),
        ("a braided beard", "braided", None),
        ("heavyset trader with mutton chops", "mutton_chops", None),
        ("no beard", NONE, None),
        ("clean-shaven", NONE, None),
    ],
)
def test_beards(text: str, kind: str, colour: object) -> None:
    beard = read(text).beard
    assert beard is not None
    assert (beard.kind, beard.colours.get("")) == (kind, colour)


@pytest.mark.parametrize(
    ("text", "kind", "colour"),
    [
        ("a red cloak", "cloak", COLOURS["red"]),
        ("brown leather boots and a tunic", "riding_boot", COLOURS["brown"]),
        ("brown boots and a space suit", "combat_boot", COLOURS["brown"]),
        ("a white coat, scientist", "longcoat", COLOURS["white"]),
        ("a white coat, lawyer", "coat", COLOURS["white"]),
        ("black shoes and a black dress", "oxford", COLOURS["black"]),
        ("black shoes and a black gown", "turn_shoe", COLOURS["black"]),
        ("grey eyes, navy hoodie", "hoodie", COLOURS["navy"]),
        ("leather armour", "gambeson", None),
    ],
)
def test_clothes(text: str, kind: str, colour: object) -> None:
    piece = worn(text)[kind]
    first = WORDS.kinds[kind].slots[0].name
    assert piece.colours.get(first) == colour


def test_shades_make_colours_darker_and_lighter() -> None:
    dark, light = (worn(f"a {shade} green tunic")["tunic"].colours["tunic"] for shade in ("dark", "light"))
    assert all(one < other for one, other in zip(dark, light, strict=True))


def test_degrees_lead_farther() -> None:
    assert (
        read("very tall").body_axes["size"] > read("tall").body_axes["size"] > read("slightly tall").body_axes["size"]
    )
    assert read("very dark skin").skin["melanin"] > read("dark skin").skin["melanin"]
    assert read("very pale skin").skin["melanin"] < read("pale skin").skin["melanin"]


def test_a_tall_child_is_tall_for_its_age() -> None:
    conditions = read("a tall muscular boy, 12")
    assert conditions.body_axes == {}
    assert conditions.muscle is not None
    assert conditions.muscle > 0.5
    assert conditions.measures["stature"] > stature_norm(1.0, 12.0).median


def test_scars_have_places() -> None:
    assert [scar.place for scar in read("a scar over the right eye").skin["scars"]] == ["right_brow"]
    assert [scar.place for scar in read("scarred, with a scar on his chin").skin["scars"]] == ["chin"]
    assert read("no scars").skin["scars"] == ()


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("a flurble with zog", ("flurble", "zog")),
        ("a blacksmith with a leather trumpet", ("trumpet", "leather")),
        ("her red cloak is torn", ("torn",)),
        ("an elf-like woman", ("elf",)),
        ("a medieval astronaut", ("medieval",)),
        ("a tall thin old man with a long grey beard and a red cloak", ()),
        ("bald bearded blacksmith", ()),
        ("1.85 m tall, 95 kg", ()),
        ("", ()),
    ],
)
def test_what_means_nothing_is_told(text: str, unknown: tuple[str, ...]) -> None:
    assert tuple(sorted(describe(text, WORDS).unknown)) == tuple(sorted(unknown))


def test_unknown_words_change_nothing() -> None:
    assert read("a brown-eyed flurble woman zog") == read("a brown-eyed woman")


def _sound(conditions: Conditions) -> None:
    """Names and options are those that there are."""
    assert outfit_violations(conditions.outfit, 30.0) == []
    assert conditions.role in ("", *ROLES)
    for field, piece in (("hair", conditions.hair), ("beard", conditions.beard)):
        shop = {"hair": HAIR, "beard": BEARDS}[field]
        assert worn_violations(piece, field, shop, loose=True) == []
    assert all(abs(value) <= 3.0 for value in (*conditions.body_axes.values(), *conditions.face_axes.values()))


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    _sound(read(text))


_VOCABULARY = sorted(
    {*WORDS.wearables, *WORDS.hair, *WORDS.beards, *WORDS.roles, "not", "very", "is", "and", "with", "no", "long",
     "short", "grey", "dark", "hair", "beard", "eyes", "skin", "scar", "12", "1.8 m", "old", "he", "her", "one"}
)  # fmt: skip


@given(st.lists(st.sampled_from(_VOCABULARY), max_size=12))
def test_any_words_together_are_sound(words: list[str]) -> None:
    _sound(read(" ".join(words)))


def test_long_texts_are_cut() -> None:
    assert read("very " * MAX_CHARACTERS + "tall").body_axes == {}
