"""Lines that gainsay a world are named; lines that do not are left alone."""

from __future__ import annotations

import pytest

from procgen.dialogue.persona import Entity, Fact, World
from procgen.dialogue.writing.continuity import contradictions, counted

WORLD = World(
    "medieval",
    (
        Entity("Branora", "person"),
        Entity("Old Marrow", "person"),
        Entity("the market", "place"),
        Entity("Saltgate", "place"),
        Entity("Crow Mill", "place"),
        Entity("the chapel bell", "item"),
    ),
    (
        Fact("the market opens at dawn"),
        Fact("Old Marrow owes Branora forty crowns"),
        Fact("Old Marrow stole the chapel bell from Saltgate"),
        Fact("the bridge is out since the flood"),
    ),
)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("I tell you, the market opens at noon.", "when: at noon, not at dawn"),
        ("Old Marrow owes Branora twenty crowns.", "how many: twenty crowns, not forty crowns"),
        ("Branora stole the chapel bell from Saltgate.", "who: Branora, not Old Marrow"),
        ("Old Marrow stole the chapel bell from Crow Mill!", "where: Crow Mill, not Saltgate"),
        ("Hello. The market never opens.", "the opposite is said"),
    ],
)
def test_what_gainsays_a_fact_is_named_by_line(line: str, why: str):
    found = contradictions([("a.ink", 7, line)], WORLD)
    assert [(each.file, each.line, each.why) for each in found] == [("a.ink", 7, why)]


@pytest.mark.parametrize(
    "line",
    [
        "The market opens at dawn, as ever.",
        "Does the market open at noon?",
        "Old Marrow owes Branora forty crowns.",
        "Maybe Branora stole the chapel bell from Saltgate.",
        "Old Marrow owes me nothing.",
        "Good morning. Mind the step.",
        "The bridge is pretty in the evening.",
    ],
)
def test_what_does_not_is_left_alone(line: str):
    assert contradictions([("a.ink", 1, line)], WORLD) == []


def test_words_are_counted_by_speaker():
    script = [("Bram", "Good day to you."), ("Oda", "No."), ("Bram", "Well.")]
    assert counted(script) == {"Bram": (2, 5), "Oda": (1, 1)}
