"""Actions: asked for in many ways, refused where they must be, and never anything outside the list."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.dialogue.talk.actions import (
    Action,
    ActionCall,
    Parameter,
    Value,
    asked_for,
    check_actions,
    fill,
    fill_from_talk,
    numbers_of,
    valid,
)
from procgen.dialogue.talk.spelling import tokens
from procgen.dialogue.talk.talk import Conversation
from procgen.errors import InvalidFields

from .cast import ABOARD, AT_FORGE, ROBOT, SMITH

GIVE = Action(
    "give_item",
    parameters=(
        Parameter("item", allowed=("healing potion", "rusty key", "rope")),
        Parameter("count", "number", lowest=1, highest=5, optional=True),
    ),
)
OPEN = Action("open_door", phrases=("let me in",), least_relation=0)
VAULT = Action("open_vault", least_relation=2, most_times=1)
ALL = (GIVE, OPEN, VAULT)


@pytest.mark.parametrize(
    ("text", "name", "arguments"),
    [
        ("please open the door", "open_door", {}),
        ("Would you unlock the door for me?", "open_door", {}),
        ("let me in!", "open_door", {}),
        ("give me the potion", "give_item", {"item": "healing potion"}),
        ("could you hand me two ropes", "give_item", {"item": "rope", "count": 2}),
        ("lend me the rusy key", "give_item", {"item": "rusty key"}),
        ("open the vault", "open_vault", {}),
    ],
)
def test_ways_to_ask(text: str, name: str, arguments: dict[str, Value]) -> None:
    asked = asked_for(ALL, tokens(text))
    assert asked is not None
    assert asked.action.name == name
    assert dict(asked.arguments) == arguments


@pytest.mark.parametrize("text", ["give me the crown", "open your heart", "what a door", "hello", "hand me the sword"])
def test_what_is_not_offered_is_not_understood_as_an_action(text: str) -> None:
    assert asked_for(ALL, tokens(text)) is None


def calls(talk: Conversation, text: str) -> list[ActionCall]:
    return [event.call for event in talk.say(text) if event.call is not None]


def test_an_action_happens_after_a_question_back() -> None:
    talk = Conversation(SMITH, AT_FORGE, ALL, seed=1)
    assert calls(talk, "Please give me something, an item!") == []
    assert talk.state.asked == "action:give_item"
    assert calls(talk, "the rope") == [ActionCall("give_item", {"item": "rope"})]


def test_relation_and_times_are_kept() -> None:
    talk = Conversation(ROBOT, ABOARD, ALL, seed=1)
    assert calls(talk, "open the vault") == []
    friend = Conversation(ROBOT, type(ABOARD)(ABOARD.world, ABOARD.place, relation=2), ALL, seed=1)
    assert calls(friend, "open the vault") == [ActionCall("open_vault", {})]
    assert calls(friend, "open the vault again") == []


@pytest.mark.parametrize(
    "text",
    [
        "do not open the door",
        "did you open the door?",
        "why is the door open?",
        "You fool! Open the door or I will kill you",
    ],
)
def test_what_only_names_an_action(text: str) -> None:
    assert calls(Conversation(SMITH, AT_FORGE, ALL, seed=1), text) == []


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "give",
                "hand",
                "open",
                "close",
                "door",
                "vault",
                "potion",
                "rope",
                "key",
                "seven",
                "3",
                "99",
                "crown",
                "me",
                "the",
                "please",
            ]
        ),
        max_size=9,
    )
)
def test_never_anything_outside_the_list(words: list[str]) -> None:
    asked = asked_for(ALL, words)
    if asked is not None and not asked.missing:
        assert valid(ActionCall(asked.action.name, asked.arguments), ALL)


@pytest.mark.parametrize(
    "call",
    [
        ActionCall("fly"),
        ActionCall("give_item"),
        ActionCall("give_item", {"item": "crown"}),
        ActionCall("give_item", {"item": "rope", "count": 6}),
        ActionCall("give_item", {"item": "rope", "count": True}),
        ActionCall("give_item", {"item": "rope", "more": 1}),
        ActionCall("open_door", {"item": "rope"}),
    ],
)
def test_bad_calls(call: ActionCall) -> None:
    assert not valid(call, ALL)


def test_values_in_digits_are_asked_for_in_words_and_by_what_was_spoken_of_last() -> None:
    lift = Action("go_to", parameters=(Parameter("floor", allowed=("13", "30")),))
    assert fill(lift.parameters, tokens("thirteen please")) == {"floor": "13"}
    mend = Action("mend", parameters=(Parameter("what", allowed=("the red drone", "the black drone", "the player")),))
    asked = asked_for([mend], tokens("Mend it, then."))
    assert asked is not None
    assert asked.missing
    by_talk = fill_from_talk(asked, tokens("Mend it, then."), tokens("The black drone fell. It lies over there."))
    assert (by_talk.arguments, by_talk.missing) == ({"what": "the black drone"}, ())
    assert fill_from_talk(asked, tokens("Mend me!"), ()).arguments == {"what": "the player"}
    assert fill_from_talk(asked, tokens("Mend it."), tokens("A drone fell.")) == asked


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Thirteen, please", [13]), ("twenty-five, then", [25]), ("two hundred and 3", [200, 3]), ("a hundred", [100]),
        ("two or three dozen", [2, 36]), ("five thousand of 0", [5000, 0]), ("ninety ten", [90, 10]), ("many", []),
        ("1200 hundred", [120000]), ("twenty 5", [20, 5]), ("four five", [4, 5]), ("fifty zebras", [50]),
    ],
)  # fmt: skip
def test_numbers_in_words(text: str, numbers: list[int]) -> None:
    assert numbers_of(tokens(text)) == numbers


def test_what_names_an_action_is_no_value_of_it() -> None:
    frog = Action("give_frog", parameters=(Parameter("name", allowed=("Thursday", "frog", "the frogs")),))
    for text in ("Please can I have the frog?", "Give me that frog."):
        asked = asked_for([frog], tokens(text))
        assert asked is not None
        assert fill_from_talk(asked, tokens(text), tokens("That is a frog.")) == asked
        assert [parameter.name for parameter in asked.missing] == ["name"]
    named = asked_for([frog], tokens("Give me the frog Thursday."))
    assert named is not None
    assert named.arguments == {"name": "Thursday"}
    door = Action("open_door", parameters=(Parameter("door", allowed=("door", "gate")),))
    opened = asked_for([door], tokens("Open the door."))
    assert opened is not None
    assert opened.arguments == {"door": "door"}


def test_truths_and_numbers() -> None:
    truth = Parameter("quietly", "truth")
    assert fill((truth,), tokens("open it quietly")) == {"quietly": True}
    assert fill((truth,), tokens("not quietly")) == {"quietly": False}
    assert fill((Parameter("n", "number", lowest=10, highest=20),), tokens("five or twelve")) == {"n": 12}


def test_bad_lists_are_refused_by_field() -> None:
    bad = (
        Action("Open Door"),
        Action("give", parameters=(Parameter("x"), Parameter("x", "colour"), Parameter("n", "number", (), 5, 1))),
        Action("give", least_relation=7, description="x" * 500),
    )
    with pytest.raises(InvalidFields) as caught:
        check_actions(bad)
    fields = {violation.field for violation in caught.value.violations}
    assert {
        "actions[0].name", "actions[1].parameters[0].name", "actions[1].parameters[0].allowed",
        "actions[1].parameters[1].kind", "actions[1].parameters[2].lowest", "actions[2].name",
        "actions[2].least_relation", "actions[2].description",
    } <= fields  # fmt: skip
