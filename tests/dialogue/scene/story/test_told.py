"""Facts in the mouths of those whom they are about."""

from __future__ import annotations

import pytest

from procgen.dialogue.persona import Fact, Persona
from procgen.dialogue.scene.story.told import told_by

BRAM = Persona("Bram", "smith", sex="male")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Bram let the goat out", "I let the goat out"),
        ("Old Marrow owes Bram forty crowns", "Old Marrow owes me forty crowns"),
        ("the bridge is out because Bram let the goat out", "the bridge is out because I let the goat out"),
        ("the fire began in Bram's forge", "the fire began in my forge"),
        ("Widow Arne left", "Widow Arne left"),
        ("Bramble grows at the mill", "Bramble grows at the mill"),
        ("Bram and his sister fell out", "my sister and I fell out"),
        ("Bram and the guild own the mill", "Bram and the guild own the mill"),
        ("he still makes ploughs and sells them", "I still make ploughs and sell them"),
        ("he took Vera to the bus and she had no coat", "I took Vera to the bus and she had no coat"),
        (
            "he lives with his mother, who is blind and plays whist",
            "I live with my mother, who is blind and plays whist",
        ),
        ("the mate Mr Rudge beats him with a rope", "the mate Mr Rudge beats me with a rope"),
        ("a reeve comes at five and brings him a flask", "a reeve comes at five and brings me a flask"),
        ("the kite was made by his sister Louisa", "the kite was made by my sister Louisa"),
        ("the shop shuts when he can no longer see", "the shop shuts when I can no longer see"),
        ("his brother lost his ring", "my brother lost his ring"),
        ("the innkeeper's wife left him", "the innkeeper's wife left him"),
        ("the smith keeps his hammer", "the smith keeps his hammer"),
        ("at Karrow Bram moved the ladder", "at Karrow I moved the ladder"),
    ],
)
def test_the_teller_says_it_of_themselves(text: str, told: str):
    assert told_by(Fact(text), BRAM).text == told


def test_a_first_name_that_begins_another_name_is_not_the_teller():
    assert told_by(Fact("Lift Two fell"), Persona("Lift Attendant Joe", sex="male")).text == "Lift Two fell"


@pytest.mark.parametrize("sex", ["female", "male", "other"])
def test_what_the_teller_does_to_others_is_done_to_others(sex: str):
    told = told_by(Fact("Bram shears the sheep and sells them"), Persona("Bram", "farmer", sex=sex))
    assert told.text == "I shear the sheep and sell them"


def test_a_title_is_no_name():
    marrow = Persona("Old Marrow", sex="male")
    assert told_by(Fact("the Old Mill belongs to Old Marrow"), marrow).text == "the Old Mill belongs to me"


def test_those_without_a_name_tell_it_as_it_is():
    fact = Fact("Bram let the goat out")
    assert told_by(fact, Persona()) is fact
