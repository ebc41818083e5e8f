"""What the package's books say around a fact suits it, and the mood suits what the line does."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from procgen.dialogue.persona import Fact, Persona, Situation
from procgen.dialogue.phrase.book import library
from procgen.dialogue.phrase.write import line
from procgen.dialogue.request import LineRequest

SEEDS = 24
TIMETABLE = "the ferry leaves at six"
BAD = "the harbor is out of salt and wolves have been seen"


def lines(
    intent: str, mood: str, fact: str, traits: tuple[str, ...] = (), role: str = "villager"
) -> Iterator[tuple[str, str]]:
    """Text and templates of lines of several seeds."""
    for seed in range(SEEDS):
        persona = Persona("Ann", role, traits)
        said = line(LineRequest(intent, persona, Situation(mood=mood), facts=(Fact(fact),), seed=seed))
        yield said.text, said.template


def bodies(*sections: str) -> set[str]:
    return {template.id for name in sections for template in library().sections[name]}


@pytest.mark.parametrize("intent", ["inform", "greet", "farewell", "small_talk", "recall"])
def test_nobody_rejoices_at_a_timetable_or_weeps_over_it(intent: str) -> None:
    for mood in ("joyful", "sad", "angry", "afraid"):
        for text, _ in lines(intent, mood, TIMETABLE):
            assert not re.search(r"kiss someone|could weep|blood boil|dreadful|heart|going to do\?", text), text


@pytest.mark.parametrize("mood", ["joyful", "amused", "eager"])
def test_warnings_and_refusals_are_not_said_with_a_laugh(mood: str) -> None:
    feelings = bodies("tell_mood")
    for intent in ("refuse", "warn", "apologise", "complain"):
        for text, templates in lines(intent, mood, BAD):
            assert feelings.isdisjoint(templates.split()), text


@pytest.mark.parametrize("mood", ["angry", "scornful", "stern"])
def test_thanks_are_not_said_with_a_scowl(mood: str) -> None:
    feelings = bodies("tell_mood")
    for text, templates in lines("thank", mood, TIMETABLE):
        assert feelings.isdisjoint(templates.split()), text


def test_a_rumour_is_not_sworn_to() -> None:
    sure = bodies("tell_tail", "tell_mood", "tell_trait")
    for mood in ("neutral", "stern", "scornful", "eager"):
        for text, templates in lines("rumour", mood, "the duke has pawned his horses", ("honest", "proud")):
            assert sure.isdisjoint(templates.split()), text


def test_what_is_ones_own_is_not_hearsay() -> None:
    for intent in ("inform", "greet", "small_talk", "farewell"):
        for text, _ in lines(intent, "neutral", "I keep thirty-one goats", ("gossipy",), "guard"):
            assert not re.search(r"[Tt]hey say|[Hh]ave you heard|[Aa]s far as I know|didn't hear it from me", text), (
                text
            )


def test_a_fact_is_no_reason_for_leaving() -> None:
    for text, _ in lines("farewell", "neutral", TIMETABLE):
        assert "off: the ferry" not in text


def test_a_mood_is_heard_in_most_greetings_that_tell_a_fact() -> None:
    named = {
        template.id
        for rows in library().sections.values()
        for template in rows
        if any(test.key == "mood" and test.operator == "=" for test in template.conditions.tests)
    }
    for mood in ("weary", "eager", "quiet", "stern", "scornful"):
        heard = [not named.isdisjoint(templates.split()) for _, templates in lines("greet", mood, TIMETABLE)]
        assert sum(heard) > SEEDS / 2, mood


def test_lines_with_a_fact_vary_by_seed() -> None:
    for intent in ("inform", "greet", "small_talk", "farewell"):
        assert len({text for text, _ in lines(intent, "neutral", TIMETABLE)}) > SEEDS / 4
