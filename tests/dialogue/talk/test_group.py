"""Talk of several: who answers, who joins in, and that all hear all of it."""

from __future__ import annotations

import pytest

from procgen.dialogue.persona import Fact, Persona, Situation
from procgen.dialogue.talk import memory
from procgen.dialogue.talk import state as states
from procgen.dialogue.talk.actions import Action, ActionCall
from procgen.dialogue.talk.group import Done, Member, Said, together
from procgen.errors import InvalidFields

BRAM = Persona("Bram", "smith", ("grumpy",), knows=(Fact("a horseshoe costs four pennies", ("horseshoe",)),))
ODA = Persona(
    "Oda",
    "innkeeper",
    ("gossipy",),
    knows=(
        Fact("Mara Venn sold her ring on Sunday", ("Mara Venn", "ring")),
        Fact("the duke bought the ring of Mara Venn", ("Mara Venn", "ring", "duke")),
    ),
    secrets=("the cellar has a second door",),
)
TAM = Persona("Tam", "guard", ("taciturn",), knows=(Fact("the north gate closes at nine", ("north gate", "gate")),))
CAST = (BRAM, ODA, TAM)


def turn(text: str, tokens: tuple[str, ...] = ("", "", ""), seed: int = 1) -> tuple[list[Said], Done]:
    events = list(together([Member(p, Situation(), t) for p, t in zip(CAST, tokens, strict=True)], text, seed=seed))
    assert isinstance(events[-1], Done)
    return [event for event in events if isinstance(event, Said)], events[-1]


def test_the_one_who_is_called_answers() -> None:
    for i, persona in enumerate(CAST):
        said, _ = turn(f"Hello, {persona.name}.")
        assert said[0].member == i


def test_who_knows_answers_where_nobody_is_called() -> None:
    said, _ = turn("When does the north gate close?")
    assert said[0].member == 2
    assert "nine" in said[0].line.text


def test_who_does_not_know_sends_the_player_on() -> None:
    said, _ = turn("Bram, when does the north gate close?")
    assert (said[0].member, said[0].to) == (0, "Tam")
    assert said[1].member == 2
    assert "nine" in said[1].line.text


def test_others_join_in_and_the_silent_talk_among_themselves() -> None:
    joined = sum(len({said.member for said in turn("What did Mara Venn sell?", seed=seed)[0]}) > 1 for seed in range(8))
    assert joined
    said, done = turn("")
    assert len({each.member for each in said}) >= 2
    assert any(each.to for each in said)
    assert -1 <= done.next < 3


def test_all_hear_what_one_tells_and_what_the_player_says() -> None:
    said, done = turn("My name is Ilsa. What did Mara Venn sell, Oda?")
    for persona, token in zip(CAST, done.tokens, strict=True):
        state = states.load(token, persona)
        assert state.known("name") == "Ilsa"
        assert state.turns == 1
        assert any(turn.text.endswith(said[0].line.text) for turn in state.history)
    third = Member(Persona("Lin", "child", knows=ODA.knows), Situation())
    events = list(together([Member(ODA, Situation()), third], "What did Mara Venn sell, Oda?", seed=1))
    assert isinstance(events[-1], Done)
    heard = states.load(events[-1].tokens[1], third.persona)
    assert memory.was_told(heard, ODA.knows[0])


def test_no_line_comes_twice_in_a_long_talk() -> None:
    tokens: tuple[str, ...] = ("", "", "")
    lines: list[str] = []
    for n, text in enumerate(("Hello.", "", "Hello again.", "", "How are you all?", "", "Any news?", "")):
        said, done = turn(text, tokens, seed=n)
        tokens = done.tokens
        lines += [each.line.text for each in said]
    assert len(lines) == len(set(lines)) > 8


def test_secrets_stay_with_those_who_keep_them() -> None:
    for seed in range(6):
        said, done = turn("Oda, is it true that the cellar has a second door?", seed=seed)
        said += turn("", done.tokens, seed)[0]
        assert not any("second door" in each.line.text for each in said)


def test_a_goal_that_gives_a_secret_away_is_kept() -> None:
    hiding = Persona("Nell", "merchant", goals=("to hide the stolen ledger",), secrets=("hide the stolen ledger",))
    events = list(together([Member(hiding, Situation()), Member(TAM, Situation())], "", seed=1))
    said = [event for event in events if isinstance(event, Said)]
    assert said
    assert not any("ledger" in each.line.text for each in said)


def test_equal_arguments_give_equal_talk() -> None:
    assert turn("Any news?", seed=5) == turn("Any news?", seed=5)


def test_actions_are_the_first_ones() -> None:
    opens = Action("open_gate", "opens the gate", ("open the gate",))
    for called, calls in (("Tam", 1), ("Oda", 0)):
        members = [Member(TAM, Situation()), Member(ODA, Situation())]
        events = list(together(members, f"Open the gate, please, {called}.", (opens,), seed=1))
        assert sum(isinstance(event, ActionCall) for event in events) == calls


@pytest.mark.parametrize(
    ("personas", "field"),
    [
        ((BRAM,), "others"),
        ((BRAM, BRAM), "others[0].persona.name"),
        ((BRAM, Persona("", "guard")), "others[0].persona.name"),
        ((Persona("", "guard"), BRAM), "persona.name"),
        (tuple(Persona(f"Guard {'ABCDEFG'[n]}", "guard") for n in range(7)), "others"),
    ],
)
def test_members_that_cannot_be_told_apart_are_refused(personas: tuple[Persona, ...], field: str) -> None:
    with pytest.raises(InvalidFields) as refused:
        list(together([Member(persona, Situation()) for persona in personas], "Hello."))
    assert field in [violation.field for violation in refused.value.violations]
