from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.dialogue.guard import markup
from procgen.dialogue.guard.check import check
from procgen.dialogue.guard.fresh import Said
from procgen.dialogue.guard.names import stands, strangers
from procgen.dialogue.guard.problem import KINDS
from procgen.dialogue.request import Must


def kinds(text: str, must: Must | None = None, **more) -> list[str]:  # type: ignore[no-untyped-def]
    found = [problem.kind for problem in check(text, must or Must(), **more)]
    assert set(found) <= set(KINDS)
    return found


@pytest.mark.parametrize(
    ("text", "say", "held"),
    [
        ("The bridge is out.", "the bridge is out", True),
        ("Wait. The bridge is out.", "the bridge is out", True),
        ('He says "The bridge is out"', "the bridge is out", True),
        ("I say The bridge is out.", "the bridge is out", False),
        ("the bridge is outside", "the bridge is out", False),
        ("my ithree moonpetals", "three moonpetals", False),
        ("Three moonpetals, please.", "three moonpetals", True),
        ("Old Marrow's mill", "Old Marrow", True),
        ("old marrow", "Old Marrow", False),
        ("It costs 30 crowns", "3", False),
        ("It costs 3.5 crowns", "3", False),
        ("It costs 3, no more", "3", True),
        ("a moon-petal", "petal", False),
        ("Hail, {player}!", "{player}", True),
        ("[b]three moonpetals[/b]", "three moonpetals", True),
    ],
)
def test_facts_stand_as_whole_words(text: str, say: str, held: bool) -> None:
    assert stands(text, say) is held


def test_each_kind_is_told() -> None:
    must = Must(say=("three moonpetals",), never=("the heir",), most_characters=60, level="mild")
    assert kinds("Bring me three moonpetals.", must) == []
    assert kinds("", must) == ["empty"]
    assert "missing" in kinds("Bring me moonpetals.", must)
    assert "leak" in kinds("Three moonpetals for The Heir.", must)
    assert "long" in kinds("three moonpetals " * 5, must)
    assert "control" in kinds("three moonpetals\x07\u202e", must)
    assert "control" in kinds("three moonpetals\nand more", must)
    assert "markup" in kinds("[b]three moonpetals", must)
    assert "variable" in kinds("three moonpetals, {hero}", must, variables=frozenset({"{player}"}))
    assert kinds("three moonpetals, {player}", must, variables=frozenset({"{player}"})) == []
    assert "indecent" in kinds("three fucking moonpetals, three moonpetals", must)
    assert "repeat" in kinds("Bring me three moonpetals!", must, said=Said(["bring me three moonpetals"]))
    assert "name" in kinds("three moonpetals for Gandalf", must, names=frozenset({"Ned"}))


def test_names_of_the_world_and_words_of_facts_may_be_said() -> None:
    names = frozenset({"Old Marrow", "Ned"})
    assert strangers("I met Ned's friend in Marrow on Monday, Captain. Then I left.", names) == []
    assert strangers("Ask Gandalf, or Mary-Ann.", names) == ["Gandalf", "Mary-Ann"]
    assert kinds("Go to Skyhold now", Must(say=("Skyhold",)), names=names) == []
    assert strangers("Gandalf waits. The end.", names, {"the", "end"}) == ["Gandalf"]
    assert strangers("NASA said NO.", names, {"no"}) == ["NASA"]


@pytest.mark.parametrize(
    ("text", "mild", "strict"),
    [
        ("Dick went to Scunthorpe with the assassins; class, grass and cockerels.", True, True),
        ("What the hell is this damned place?", False, False),
        ("Pricked by spiced shiitake, the therapist sang.", False, False),
        ("This is sh1t.", True, True),
        ("f u c k", True, True),
        ("fuuuuck", True, True),
    ],
)
def test_decency_by_level(text: str, mild: bool, strict: bool) -> None:
    assert ("indecent" in kinds(text, Must(level="mild"))) is mild
    assert ("indecent" in kinds(text, Must(level="strict"))) is (strict or "hell" in text)
    assert kinds(text, Must(level="none")) == []


def test_registered_names_are_decent() -> None:
    names = frozenset({"Dick", "Assmund", "Scunthorpe"})
    assert kinds("I saw Dick and Assmund in Scunthorpe.", Must(level="strict"), names=names) == []
    assert kinds("You dick.", Must(level="strict"), names=names) == ["indecent"]


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("Hail, {player}, take [b]three[/b] <i>coins</i>[pause=1].", []),
        ("[wave amp=2]so[/wave] [/b]", ["[/b]"]),
        ("<i>never closed", ["<i>"]),
        ("[b]<i>crossed[/b]</i>", ["[/b]", "[b]"]),
        ("{player", ["{"]),
        ("[a] all closed [b] by [/]", []),
    ],
)
def test_markup_is_balanced(text: str, faults: list[str]) -> None:
    assert sorted(markup.faults(text)) == sorted(faults)


def test_variables_of_many_engines() -> None:
    assert markup.variables("{player} {$gold} $name %s %(count)d 5% 10$ {0}") == (
        "{player}", "{$gold}", "$name", "%s", "%(count)d", "{0}",
    )  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_judged(text: str) -> None:
    must = Must(say=("so",), never=("never", "not at all"), level="strict")
    for problem in check(text, must, names=frozenset({"Ned"}), variables=frozenset(), said=Said(["so it is"])):
        assert problem.kind in KINDS
        assert problem.message


def test_repeats_are_seen_by_words_and_by_meaning() -> None:
    said = Said(["The road to the mill is closed today, friend.", "Buy my fish!"])
    assert said.like("the road to the mill is closed today friend") is not None
    assert said.like("Traveller, the road to the mill is closed today.") is not None
    assert said.like("The road is long.") is None
    assert said.like("Buy my bread!") is None

    import numpy as np

    def embed(texts):  # type: ignore[no-untyped-def]
        return np.array([[1.0, 0.0] if "fish" in text or "trout" in text else [0.0, 1.0] for text in texts], np.float32)

    known = Said(["Buy my fish!"], embed=embed)
    assert known.like("A fresh trout for you") == "Buy my fish!"
    assert known.like("Nice weather") is None
    for number in range(200):
        known.add(f"line number {number} of many")
    assert len(known) == 201


@pytest.mark.parametrize("part", ["_", "a ", "a-", "[b]", "{", "<i", ". ", "' ", "A", "$x", "1", "\u0301", "f u "])
def test_hostile_repeats_cost_no_time(part: str) -> None:
    """An expression that goes back and forth would take minutes; this takes milliseconds, of this thread alone."""
    text = part * (2000 // len(part)) + "ab"
    began = time.thread_time()
    check(text, Must(("so",), ("never ever", "ab ab"), level="strict"), names=frozenset({"Ned"}), variables=frozenset())
    assert time.thread_time() - began < 15.0
