"""Grammar that rules can tell."""

from __future__ import annotations

import pytest

from procgen.dialogue.persona import Entity
from procgen.dialogue.scene.story.agreement import disagreements

BROTHERS = (Entity("the Salt Brothers", "faction", plural=True), Entity("Branora", "person"))


@pytest.mark.parametrize(
    "text",
    [
        "Why would Branora of the Mill do that?",
        "If I were you, I'd go.",
        "One of you is lying.",
        "My report to you is short.",
        "the Salt Brothers have bought it.",
        "What would Branora have done?",
        "I said that it was hers.",
    ],
)
def test_what_is_right_passes(text: str):
    assert disagreements(text, BROTHERS) == []


@pytest.mark.parametrize(
    "text",
    [
        "He would goes there.",
        "I has it here.",
        "She have it here.",
        "the Salt Brothers has bought it.",
        "Branora have gone.",
        "It's a apple.",
        "He went to the the mill.",
        "That was for I.",
        "Look at the <item>.",
    ],
)
def test_what_is_wrong_is_found(text: str):
    assert disagreements(text, BROTHERS)
