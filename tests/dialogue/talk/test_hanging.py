"""Turns that hang on the one before: a fact just told is the matter, and is not told again in answer to all."""

from __future__ import annotations

import pytest

from procgen.dialogue.persona import Fact, Persona, Situation
from procgen.dialogue.talk.talk import Conversation, Event

MARTA = Persona(
    "Marta",
    "innkeeper",
    sex="female",
    secrets=("Garrick hides stolen silver in the well",),
    knows=(
        Fact("supper is mutton stew", ("supper",)),
        Fact("Garrick owns the mill", ("Garrick", "mill")),
        Fact("Garrick was seen at the crossroads", ("Garrick",)),
        Fact("there are wolves in the forest", ("wolves", "forest")),
    ),
)


def talk(*said: str, seed: int = 1) -> Event:
    conversation = Conversation(MARTA, Situation(), seed=seed)
    for text in said:
        last = list(conversation.say(text))[-1]
    return last


def sections(event: Event) -> list[str]:
    return [line.template.partition("@")[0] for line in event.lines]


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("is it any good?", "reply_judged"),
        ("how do you know?", "reply_source"),
        ("who told you that?", "reply_source"),
        ("does that come with bread?", "reply_included"),
        ("and then?", "reply_all_known"),
        ("anything else?", "reply_all_known"),
    ],
)
def test_what_hangs_on_a_fact_is_answered_of_that_fact(text: str, section: str) -> None:
    told = talk("What is for supper?")
    assert "mutton" in told.text.lower()
    assert section in sections(talk("What is for supper?", text))


@pytest.mark.parametrize("text", ["since when?", "is it dangerous?", "how much is it?"])
def test_a_fact_is_not_told_again_to_what_it_does_not_answer(text: str) -> None:
    assert "wolves" not in talk("Is there anything in the forest?", text).text.lower()


def test_where_somebody_is_comes_after_who_they_are() -> None:
    assert "crossroads" in talk("Who owns the mill?", "where is he?").text.lower()


def test_short_turns_are_looked_past() -> None:
    assert "reply_source" in sections(talk("What is for supper?", "really?", "who told you that?"))


def test_more_of_somebody_is_never_the_secret() -> None:
    for seed in range(6):
        text = talk("Who owns the mill?", "tell me more", "go on", seed=seed).text.lower()
        assert "well" not in text.split()
        assert "silver" not in text


def test_without_a_fact_the_same_words_mean_something_else() -> None:
    assert not {"reply_source", "reply_judged", "reply_all_known"} & set(sections(talk("is it any good?")))


def test_which_way_is_answered_by_where_they_went() -> None:
    riders = Fact("Three riders in grey cloaks crossed to the east bank yesterday morning.")
    conversation = Conversation(Persona("Osric", "sailor", knows=(riders,)), Situation(), seed=1)
    for text in ("I'm looking for some men in grey cloaks. Seen them?", "which way were they headed?"):
        last = list(conversation.say(text))[-1]
    assert "east bank" in last.text
