"""Lives that are made up: the same for the same person, possible in themselves, and told alike in other words."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.dialogue.persona import Entity, Fact, Persona, Situation, World
from procgen.dialogue.phrase.compose import from_section
from procgen.dialogue.phrase.conditions import SLOTS
from procgen.dialogue.phrase.english import NUMBERS
from procgen.dialogue.request import LineRequest, Must
from procgen.dialogue.talk.life.asked import KINS, Asked, asked_of_life
from procgen.dialogue.talk.life.draw import GROWN, Life, life_of
from procgen.dialogue.talk.life.left import is_left
from procgen.dialogue.talk.life.words import MATTERS, kin_slots, slots_of
from procgen.dialogue.talk.reply import OF_LIFE, book_for, intent_of, replies
from procgen.dialogue.talk.spelling import tokens
from procgen.dialogue.talk.talk import Conversation, reply
from procgen.dialogue.vocabulary import AGES, ROLES, SETTINGS, SEXES, age_of
from procgen.dialogue.wire.messages import persona_message, read_persona
from procgen.dialogue.wire.models import Models
from procgen.dialogue.wire.service import DialogueService
from procgen.kit.wire.call import Call
from procgen.runtime.store import ModelStore
from procgen.v1 import dialogue_pb2

PERSONAS = st.builds(
    Persona,
    name=st.sampled_from(("Oda", "Bram", "Ilse", "Joan", "Unit 9", "")) | st.text("abcdefgh", min_size=1, max_size=6),
    role=st.sampled_from(tuple(ROLES)),
    age=st.sampled_from(AGES),
    sex=st.sampled_from(SEXES),
)
MANY = [
    Persona(f"{name}{i}", role, age=age, sex=SEXES[i % 3])
    for i, name in enumerate(("Oda", "Bram"))
    for role in ROLES
    for age in AGES
]
ODA = Persona("Oda", "innkeeper", ("cheerful",))
"""Married, with two boys, a sister and a brother, her parents dead."""


def told(text: str, persona: Persona = ODA, world: World | None = None, must: Must | None = None) -> tuple[str, str]:
    """The section of the last line, and all that was said."""
    bounds = {"must": must} if must else {}
    end = list(reply(persona, Situation(world or World()), "", text, **bounds))[-1]  # type: ignore[arg-type]
    return end.lines[-1].template.partition("@")[0], end.text


@given(PERSONAS, st.sampled_from(SETTINGS))
@settings(deadline=None, max_examples=200)
def test_a_life_is_possible(persona: Persona, setting: str) -> None:
    life = life_of(persona, setting)
    if life.being == "robot":
        assert 0 < life.batch[1] <= life.batch[0]
        assert life.here <= life.years == life.trade
        return
    age = "child" if life.being == "child" else persona.age
    assert age_of(life.years) == age or persona.role == "elder"
    assert life.here < life.years
    assert 0 <= life.began <= life.years
    assert life.trade == (0 if life.being == "child" else life.years - life.began)
    mother, father = life.parents
    for born in (life.years, *(kin.years for kin in life.siblings)):
        assert mother.years - born >= GROWN <= father.years - born
        assert mother.gone <= born, "nobody is born of the dead"
    assert [kin.years for kin in life.siblings] == sorted((kin.years for kin in life.siblings), reverse=True)
    assert life.years not in [kin.years for kin in life.siblings]
    assert (life.partner is None) == (life.bond in ("single", "courting"))
    if life.partner is None:
        assert not life.children
        return
    assert life.years >= GROWN <= life.partner.years
    assert 0 <= life.partner.gone <= life.together <= min(life.years, life.partner.years) - GROWN + 1
    assert (life.partner.gone > 0) == (life.bond == "widowed")
    for child in life.children:
        assert life.partner.gone <= child.years <= life.together
        assert child.years <= min(life.years, life.partner.years) - GROWN


@given(PERSONAS, st.sampled_from(SETTINGS))
@settings(deadline=None, max_examples=60)
def test_only_who_somebody_is_makes_their_life(persona: Persona, setting: str) -> None:
    other = Persona(
        persona.name, persona.role, ("sly",), persona.age, persona.sex, knows=(Fact("it rains"),), goals=("to win",)
    )
    assert life_of(persona, setting) == life_of(other, setting)


def test_a_life_is_the_same_in_another_process() -> None:
    code = (
        "from procgen.dialogue.persona import Persona;from procgen.dialogue.talk.life.draw import life_of;"
        "print(repr(life_of(Persona('Ödá', 'smith', age='old'), 'medieval')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == repr(life_of(Persona("Ödá", "smith", age="old"), "medieval"))


def test_lives_differ() -> None:
    lives = [life_of(Persona(f"Guard {i}", "guard"), "medieval") for i in range(60)]
    assert len({life.years for life in lives}) > 15
    assert {life.bond for life in lives} == {"married", "widowed", "courting", "single"}
    assert len({life.likes["food"] for life in lives}) > 8
    assert {bool(life.children) for life in lives} == {True, False} == {bool(life.here) for life in lives}


def test_an_age_that_is_told_is_theirs() -> None:
    odo = Persona("Odo", "guard", age="old", background="a guard, aged seventy")
    assert life_of(odo, "medieval").years == 70
    assert "seventy" in told("How old are you?", odo)[1].lower()


# --- what is asked ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "matter", "aspect"),
    [
        ("How old are you?", "age", ""),
        ("got any kids?", "children", ""),
        ("What's your boy called?", "children", "name"),
        ("How old is your eldest daughter?", "children", "age"),
        ("What did your father do for a living?", "parents", "does"),
        ("Do you miss your wife?", "partner", "miss"),
        ("And your parents?", "parents", ""),
        ("Any brothers or sisters?", "siblings", "many"),
        ("what about siblings?", "siblings", ""),
        ("Are you seeing anyone?", "partner", ""),
        ("How long have you been married?", "partner", "long"),
        ("Where were you born?", "origin", ""),
        ("What brought you here?", "origin", "why"),
        ("How long have you lived here?", "lived", ""),
        ("How long have you been a smith?", "since", ""),
        ("How did you become a smith?", "became", ""),
        ("what's your favorite color", "colour", ""),
        ("What is your favourite thing to drink?", "drink", ""),
        ("What do you regret?", "regret", ""),
        ("Who is your best friend?", "friend", ""),
    ],
)
def test_questions_of_a_life(text: str, matter: str, aspect: str) -> None:
    asked = asked_of_life(tokens(text), "asked", "", question=True)
    assert asked is not None
    assert (asked.matter, asked.aspect) == (matter, aspect)


@pytest.mark.parametrize(
    "text",
    [
        "Have you seen my daughter?", "Do you know his brother?", "I have two children.", "My wife left me.",
        "Where is the old man's son?", "How old is the bridge?", "Do you sell dogs?", "Can I have a drink?",
        "How old do you think I am?", "What is the king's favourite food?", "Who is your lord?",
        "Where can I find your master?", "What is that called?",
    ],
)  # fmt: skip
def test_what_is_no_question_of_a_life(text: str) -> None:
    assert asked_of_life(tokens(text), "asked", "", question=True) is None


@pytest.mark.parametrize(
    ("text", "aspect", "which"),
    [
        ("How old is she?", "age", "female"), ("what does he do?", "does", "male"), ("Do you miss them?", "miss", ""),
        ("How many?", "many", ""), ("A boy or a girl?", "many", "son"), ("Why not?", "why", ""),
        ("Where are they now?", "where", ""), ("What are their names?", "name", ""),
    ],
)  # fmt: skip
def test_follow_ups(text: str, aspect: str, which: str) -> None:
    asked = asked_of_life(tokens(text), "asked", "children", question=True)
    assert asked is not None
    assert asked.follows
    assert (asked.matter, asked.aspect, asked.which) == ("children", aspect, which)
    assert asked_of_life(tokens(text), "asked", "", question=True) is None


# --- what is told ----------------------------------------------------------------------------------------------------


def numbers_in(text: str) -> set[str]:
    return {word for word in re.findall(r"[a-z]+(?:-[a-z]+)?", text.lower()) if word.split("-")[0] in NUMBERS}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("How old are you?", "What's your age?"),
        ("Do you have any children?", "got any kids?"),
        ("How long have you been an innkeeper?", "How long have you done this?"),
        ("Are you married?", "How long have you been married?"),
    ],
)
def test_asked_in_other_words_it_is_the_same(first: str, second: str) -> None:
    for seed in range(4):
        talk = Conversation(ODA, Situation(), seed=seed)
        answers = [list(talk.say(text))[-1].text for text in (first, "Nice weather.", second, first)]
        life = life_of(ODA, "medieval")
        known = {"two"} | numbers_in(" ".join(slots_of(life, "age").values()))
        for matter in ("since", "partner", "lived"):
            known |= numbers_in(" ".join(slots_of(life, matter).values()))
        said = [numbers_in(text) - {"one", "halfway"} for text in (answers[0], *answers[2:])]
        assert all(numbers <= known for numbers in said), answers
        assert len(set(answers)) == 4


def test_it_is_told_again_as_told_and_after_loading() -> None:
    again = 0
    for seed in range(8):
        talk = Conversation(ODA, Situation(), seed=seed)
        first = list(talk.say("Do you have any children?"))[-1].text
        later = Conversation(ODA, Situation(), seed=seed + 100, token=talk.token)
        list(later.say("Nice weather."))
        end = list(later.say("Have you got children?"))[-1]
        assert "two boys" in first.lower()
        assert "two boys" in end.text.lower()
        again += any(line.template.startswith("reply_life_again") for line in end.lines)
    assert again >= 3


def test_a_talk_about_kin() -> None:
    talk = Conversation(ODA, Situation(), seed=1)
    life = life_of(ODA, "medieval")
    eldest, youngest = life.children
    assert "two boys" in list(talk.say("Got any kids?"))[-1].text.lower()
    ages = list(talk.say("How old are they?"))[-1].text.lower()
    assert {"twelve", "six"} <= numbers_in(ages)
    assert (eldest.years, youngest.years) == (12, 6)
    assert eldest.does in list(talk.say("What does he do?"))[-1].text
    parents = list(talk.say("And your parents?"))[-1]
    assert parents.lines[-1].template.startswith("reply_life_parents")
    assert list(talk.say("Do you miss them?"))[-1].lines[-1].template.startswith("reply_life_kin_miss")
    name = list(talk.say("What's your boy called?"))[-1]
    assert name.lines[-1].template.startswith("reply_life_kin_name")


def test_every_matter_has_lines_for_everybody() -> None:
    tried = set()

    def lines(section: str, slots: Mapping[str, str], persona: Persona) -> int:
        """How many of three there are; three where alike was asked before."""
        alike = (section, frozenset(slots), persona.role, persona.age)
        if alike in tried:
            return 3
        tried.add(alike)
        request = LineRequest(intent_of(section), persona, Situation(World()), slots=slots)
        return len(from_section(intent_of(section), request, 3, book_for(section)))

    for persona in MANY:
        life = life_of(persona, "medieval")
        for matter in MATTERS:
            assert lines(f"{OF_LIFE}{matter}", slots_of(life, matter), persona) >= 2, (persona, matter)
        if life.being in ("robot", "spirit"):
            continue
        for matter in KINS:
            for aspect in ("age", "does", "name", "where", "miss", "fond", "fate"):
                for which, many in (("", False), ("female", False), ("", True)):
                    slots = kin_slots(life, Asked(matter, aspect, which, many))
                    if slots is not None:
                        assert lines(f"{OF_LIFE}kin_{aspect}", slots, persona), (persona, matter, aspect, slots)


def test_lines_tell_the_matter() -> None:
    """Each line of a matter holds a slot, or has a condition that says how it is."""
    for name, templates in replies().sections.items():
        if not name.startswith(OF_LIFE) or name in (f"{OF_LIFE}again", f"{OF_LIFE}kin_name"):
            continue
        for template in templates:
            of_being = any(test.key == "role" for test in template.conditions.tests)
            flagged = any(test.key == "has" and not test.values & set(SLOTS) for test in template.conditions.tests)
            plain = name.removeprefix(f"{OF_LIFE}") in ("kin_fond", "kin_miss", "kin_where")
            assert template.names - set(SLOTS) or flagged or of_being or plain, template.id


# --- facts first -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("persona", "matter"),
    [
        (Persona("Oda", "innkeeper", knows=(Fact("my wife keeps bees"),)), "partner"),
        (Persona("Oda", "innkeeper", knows=(Fact("my wife keeps bees"),)), "children"),
        (Persona("Oda", "innkeeper", secrets=("she gave a daughter away",)), "family"),
        (Persona("Oda", "innkeeper", background="Oda was born in Saltgate."), "origin"),
        (Persona("Oda", "innkeeper", background="Oda has kept the inn for twenty years."), "age"),
        (Persona("Oda", "innkeeper", background="Oda has kept the inn for twenty years."), "since"),
        (Persona("Oda", "innkeeper", goals=("to find my brother",)), "siblings"),
        (Persona("Oda", "innkeeper", goals=("to buy back the mill",)), "hope"),
        (Persona("Oda", "innkeeper", background="a widow called Oda"), "partner"),
        (Persona("Vlad", "noble", manners=("vampire",)), "age"),
        (Persona("Hobb", "villager", manners=("grieving:0.8",)), "children"),
    ],
)
def test_nothing_is_made_up_beside_what_is_said(persona: Persona, matter: str) -> None:
    assert not is_left(matter, persona, World())
    assert is_left("colour", persona, World())


def test_what_the_world_says_of_somebody_counts() -> None:
    world = World(
        entities=(Entity("Tam", "person", "Oda's son"),), facts=(Fact("Bram has a wife"), Fact("Ilda was born here"))
    )
    assert not is_left("children", ODA, world)
    assert is_left("origin", ODA, world)
    assert not is_left("partner", Persona("Bram", "smith"), world)
    assert is_left("siblings", Persona("Brother Anselm", "priest"), World())


def test_a_fact_is_told_first() -> None:
    knowing = Persona("Oda", "innkeeper", knows=(Fact("Oda has two sons, Tam and Nils"),))
    section, text = told("Do you have any children?", knowing)
    assert not section.startswith(OF_LIFE)
    assert "Nils" in text


def test_what_the_background_says_is_told() -> None:
    mara = Persona("Mara", "smith", sex="female", background="Mara is a smith. She lost her husband in the flood.")
    assert "my husband in the flood" in told("Are you married?", mara)[1]


def test_the_switch_keeps_to_facts() -> None:
    only = Persona("Oda", "innkeeper", ("cheerful",), facts_only=True)
    assert told("How old are you?")[0] == "reply_life_age"
    assert told("How old are you?", only)[0] == "reply_age"
    assert told("Do you have any children?", only)[0] == "reply_family"


def test_the_service_tells_a_life_and_knows_the_switch() -> None:
    service = DialogueService(Models(ModelStore(threads=1)))
    request = dialogue_pb2.ConverseRequest(persona=persona_message(ODA), player_text="Got any kids?", seed=1)
    texts = []
    for facts_only in (False, True):
        request.persona.facts_only = facts_only
        texts.append(list(service.converse(request, Call("test"), lambda _event: None))[-1].result.line.text.lower())
    assert "two boys" in texts[0]
    assert "two boys" not in texts[1]
    assert read_persona(request.persona).facts_only


def test_the_switch_may_change_between_two_saves() -> None:
    talk = Conversation(ODA, Situation())
    list(talk.say("How old are you?"))
    only = Persona("Oda", "innkeeper", ("cheerful",), facts_only=True)
    end = list(reply(only, Situation(), talk.token, "How old are you?"))[-1]
    assert end.lines[-1].template.startswith("reply_age")


def test_bounds_hold() -> None:
    life: Life = life_of(ODA, "medieval")
    secret = slots_of(life, "age")["years"]
    assert secret not in told("How old are you?", must=Must(never=(secret,)))[1].lower()
    assert len(told("Who is your best friend?", must=Must(most_characters=40))[1]) <= 40


def test_threats_are_not_questions_of_a_life() -> None:
    assert not told("I'll kill you and your children!")[0].startswith(OF_LIFE)
