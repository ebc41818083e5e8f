import pytest

from procgen.dialogue.persona import Persona
from procgen.dialogue.phrase.compose import scope_of
from procgen.dialogue.phrase.conditions import PLACE_KINDS, BookError, read_conditions
from procgen.dialogue.phrase.setting import marks_of, place_kind_of, register_of, slots_of
from tests.dialogue.phrase.small_book import BOOK, request


def holds(conditions: str, **kinds: object) -> bool:
    asked = request(**kinds)  # type: ignore[arg-type]
    return read_conditions(conditions).hold(marks_of(asked, frozenset(slots_of(asked))))


@pytest.mark.parametrize(
    ("conditions", "kinds", "expected"),
    [
        ("", {}, True),
        ("role=merchant,villager", {}, True),
        ("role!=merchant,villager", {}, False),
        ("role=villager; mood=sad", {}, False),
        ("role=villager; mood=sad", {"mood": "sad"}, True),
        ("relation<0", {"relation": -1}, True),
        ("relation<0", {"relation": 0}, False),
        ("relation>=1", {"relation": 2}, True),
        ("relation!=0", {"relation": 0}, False),
        ("relation!=0", {"relation": 1}, True),
        ("relation=2", {"relation": 2}, True),
        ("has=item", {"item": "key"}, True),
        ("has=item", {}, False),
        ("lacks=item", {}, True),
        ("lacks=item", {"item": "key"}, False),
        ("has=name", {"listener": "Mira"}, True),
        ("time=night", {}, False),
        ("time!=night", {}, True),
        ("place_kind=forge", {"place": "Bram's Forge"}, True),
        ("length=short", {"most": 80}, True),
        ("length=short", {}, False),
        ("length=long", {}, True),
        ("length=long", {"intent": "bark:idle"}, False),
        ("register=formal", {"role": "noble"}, True),
        ("register=rough", {"role": "noble", "register": "rough"}, True),
        ("*0.3", {}, True),
    ],
)
def test_conditions_hold(conditions, kinds, expected):
    assert holds(conditions, **kinds) is expected


@pytest.mark.parametrize(
    "conditions",
    [
        "role",
        "role=",
        "role=king",
        "rolle=guard",
        "mood>sad",
        "relation=friends",
        "relation=3",
        "relation=1,2",
        "*0",
        "has=9",
    ],
)
def test_unknown_words_are_refused(conditions):
    with pytest.raises(BookError):
        read_conditions(conditions)


def test_equal_texts_are_one_object_so_that_scopes_judge_once():
    assert read_conditions("mood=sad; *2") is read_conditions("mood=sad; *2")
    scope = scope_of(request(mood="sad"), BOOK, ())
    assert scope.holds(read_conditions("mood=sad"))


def test_what_names_more_weighs_more():
    bare, role, several, both = (
        read_conditions(text).specificity
        for text in ("", "role=guard", "role=guard,soldier,captain", "role=guard; mood=sad")
    )
    assert 1.0 == bare < several < role < both
    assert read_conditions("role!=guard").specificity == 1.0
    assert read_conditions("*0.25; mood=sad").weight == 0.25


def test_every_kind_of_place_is_told_by_its_own_name():
    for kind in PLACE_KINDS:
        assert place_kind_of(f"the old {kind}") == kind
    assert place_kind_of("Winnow") == ""


def test_registers_follow_role_and_setting_but_the_personas_own_wins():
    assert register_of(Persona(role="wizard"), "medieval") == "archaic"
    assert register_of(Persona(role="wizard"), "scifi") == "formal"
    assert register_of(Persona(role="farmer"), "modern") == "casual"
    assert register_of(Persona(role="farmer", register="technical"), "modern") == "technical"
