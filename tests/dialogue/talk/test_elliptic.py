"""Turns that mean something only after the turn before: wishes, replies to the NPC, "and you?", and two questions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from procgen.dialogue.persona import Fact, Persona, Situation
from procgen.dialogue.talk import plan
from procgen.dialogue.talk import state as states
from procgen.dialogue.talk.elliptic import spelled_out
from procgen.dialogue.talk.replied import question_of_npc
from procgen.dialogue.talk.state import State, Turn
from procgen.dialogue.talk.talk import Event, reply

ODA = Persona(
    "Oda",
    "innkeeper",
    sex="female",
    background="Oda lost her brother to the fever.",
    secrets=("Oda waters the ale",),
    knows=(
        Fact("a room costs three silver", ("room", "price")),
        Fact("supper is mutton stew", ("supper",)),
        Fact("Reeve Aldan runs this village", ("Aldan", "village")),
        Fact("the gate is shut because of the wolves", ("gate", "wolves")),
        Fact("Garrick owns the mill", ("Garrick", "mill")),
        Fact("Garrick is asleep upstairs", ("Garrick",)),
    ),
)
GUARD = Persona("Tam", "guard", sex="male")


def answered(said: str, *before: Turn, persona: Persona = ODA, seed: int = 1) -> tuple[Event, list[str]]:
    state = State(turns=len(before) // 2, history=before, lines=tuple(turn.text for turn in before if not turn.player))
    token = states.save(state, persona) if before else ""
    last = list(reply(persona, Situation(), token, said, seed=seed))[-1]
    return last, [line.template.partition("@")[0] for line in last.lines]


def talk(*said: str, persona: Persona = ODA, seed: int = 1) -> tuple[Event, list[str]]:
    token = ""
    for text in said:
        for event in reply(persona, Situation(), token, text, seed=seed):
            token = event.token or token
            last = event
    return last, [line.template.partition("@")[0] for line in last.lines]


def asked_by_npc(line: str) -> tuple[Turn, Turn]:
    return Turn(True, "Hello."), Turn(False, line)


# --- wishes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("I'll take it", "reply_taken"),
        ("can I have one?", "reply_taken"),
        ("great, we'll take two", "reply_taken"),
        ("got anything cheaper?", "reply_no_cheaper"),
        ("that seems steep, got a cheaper one?", "reply_no_cheaper"),
        ("is there another one?", "reply_no_other"),
        ("for how long?", "reply_for_long"),
    ],
)
def test_a_wish_is_for_what_was_just_priced(text: str, section: str) -> None:
    assert "three silver" in talk("How much is a room?")[0].text
    assert section in talk("How much is a room?", text)[1]


def test_a_wish_is_still_known_after_a_question_for_the_price() -> None:
    assert "reply_taken" in talk("How much is a room?", "is that your cheapest?", "alright, I'll take it")[1]


@pytest.mark.parametrize("text", ["can I have one?", "for how long?", "is there another one?"])
def test_nothing_is_for_sale_that_nobody_spoke_of(text: str) -> None:
    sections = talk("Hello.", text, persona=GUARD)[1]
    assert not {"reply_taken", "reply_for_long", "reply_no_other"} & set(sections)


# --- replies to the NPC ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Hello. What brings you here?", "purpose"),
        ("State your purpose.", "purpose"),
        ("I'm glad it's you. How are you, really?", "fares"),
        ("Getting by. And you? I'm only asking because it's done.", "fares"),
        ("Who told you that?", "other"),
        ("The gate is shut.", ""),
        ("Are you well? I was. Then it rained.", ""),
    ],
)
def test_what_the_npc_asked_is_known(line: str, kind: str) -> None:
    assert question_of_npc(State(turns=1, history=asked_by_npc(line))) == kind


@pytest.mark.parametrize(
    ("line", "said", "section"),
    [
        ("What brings you here?", "my sister's wedding", "reply_purpose"),
        ("What brings you here?", "just passing through", "reply_purpose"),
        ("Are you well?", "could be worse", "reply_fares_so"),
        ("And how are you keeping?", "not great", "reply_fares_ill"),
        ("How are you?", "fine, thanks", "reply_fares_well"),
    ],
)
def test_a_reply_is_taken_as_one(line: str, said: str, section: str) -> None:
    assert section in answered(said, *asked_by_npc(line))[1]


@pytest.mark.parametrize("said", ["my father was killed", "who owns the mill?", "you idiot", "goodbye"])
def test_what_is_no_reply_is_none(said: str) -> None:
    sections = answered(said, *asked_by_npc("What brings you here?"))[1]
    assert not {"reply_purpose", "reply_answered"} & set(sections)


# --- and you? --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("I'm from the north.", "Where are you from?"),
        ("I have two kids.", "Do you have children?"),
        ("My sister is a baker.", "Do you have any brothers or sisters?"),
        ("I'm tired.", "How are you?"),
        ("What is this?", "Tell me about yourself."),
    ],
)
def test_and_you_asks_what_the_player_told(said: str, asked: str) -> None:
    before = State(turns=1, history=(Turn(True, said), Turn(False, "I see.")))
    assert spelled_out("And you?", before) == asked
    if said.endswith("."):
        assert spelled_out(f"{said} What about you?", State()) == asked


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Fine, you?", "How are you?"),
        ("My daughter is seven. Do you have any?", "Do you have children?"),
        ("I hate heights. What about you?", "Do you like heights?"),
        ("And what about you, where are you from?", "where are you from?"),
        ("I've been a fisherman all my life. And you?", "What do you do here?"),
        ("I'm Wren, a tanner from Dell. What about you?", "Where are you from?"),
        ("I like you", "I like you"),
        ("I need nails. Do you have any?", "I need nails. Do you have any?"),
    ],
)
def test_only_what_leans_is_spelled_out(text: str, asked: str) -> None:
    assert spelled_out(text, State()) == asked


def test_and_you_after_the_npcs_own_question() -> None:
    history = (Turn(False, "Where are you from?"), Turn(True, "Harrow."), Turn(False, "I see."))
    assert spelled_out("and you?", State(turns=1, history=history)) == "Where are you from?"


def test_what_is_missed_was_told_of() -> None:
    assert "reply_missed" in talk("do you have a family?", "do you miss him?")[1]
    assert "reply_missed" not in talk("How much is a room?", "do you miss him?")[1]


def test_why_not_is_asked_after_a_refusal_only() -> None:
    refused = answered("why not?", Turn(True, "Can you open the gate?"), Turn(False, "No. Not today."), persona=GUARD)
    assert "reply_why_refused" in refused[1]
    assert "reply_why_what" in answered("why not?", *asked_by_npc("It was a quiet day."), persona=GUARD)[1]


# --- two at once -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("who runs this village? and why is the gate shut?", ("aldan", "wolves")),
        ("who owns the mill? and is he around?", ("garrick owns", "asleep")),
        ("do you have a room and how much is it?", ("three silver",)),
    ],
)
def test_both_questions_are_answered(text: str, told: tuple[str, ...]) -> None:
    said = answered(text)[0].text.lower()
    assert all(said.count(each) == 1 for each in told), said


def test_news_and_a_question_are_both_answered() -> None:
    sections = answered("I lost my dog, have you seen him?")[1]
    assert sections[0] == "reply_comfort"
    assert "reply_not_seen" in sections


def test_halves_are_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    from procgen.dialogue.reading.reader import Reader

    read: list[str] = []
    whole = Reader._read

    def counted(self: Reader, player: str, *rest: object) -> object:
        read.append(player)
        return whole(self, player, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Reader, "_read", counted)
    answered("who waters the garden and what do you serve there?", persona=replace(ODA, name="Odette"))
    assert len(read) == len(set(read)) == 3


def test_an_and_is_kept_where_it_hides_nothing() -> None:
    assert plan._asked_alone("and why is it shut?") == "and why is it shut?"
    assert plan._asked_alone("and is he around?") == "is he around?"
