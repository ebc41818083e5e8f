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
    ],
)
def test_the_teller_says_it_of_themselves(text: str, told: str):
    assert told_by(Fact(text), BRAM).text == told


def test_a_title_is_no_name():
    marrow = Persona("Old Marrow", sex="male")
    assert told_by(Fact("the Old Mill belongs to Old Marrow"), marrow).text == "the Old Mill belongs to me"


def test_those_without_a_name_tell_it_as_it_is():
    fact = Fact("Bram let the goat out")
    assert told_by(fact, Persona()) is fact
