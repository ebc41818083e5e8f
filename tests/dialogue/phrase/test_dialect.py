import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.dialogue.phrase.dialect import contracted, spelt_out, spoken
from procgen.dialogue.vocabulary import REGISTERS


@pytest.mark.parametrize(
    ("plain", "short"),
    [
        ("I do not know.", "I don't know."), ("Do not move.", "Don't move."), ("You are late.", "You're late."),
        ("I have seen it.", "I've seen it."), ("I am tired", "I'm tired"), ("We cannot stay.", "We can't stay."),
        ("I have never been late.", "I've never been late."),
    ],
)  # fmt: skip
def test_short_and_full_forms(plain, short):
    assert contracted(plain) == short
    assert spelt_out(short) == plain.replace("cannot", "cannot")


@pytest.mark.parametrize(
    "text",
    [
        "Yes, I am.",
        "All I have left is this.",
        "I have a key.",
        "I know what they are.",
        "You have to go.",
        "not only that",
        "What is it?",
        "All I have is this.",
        "You know how it is here.",
        "There you are at last.",
        "Say who you are before dawn.",
        "He let us pass.",
        "How proud they are of it.",
    ],
)
def test_stressed_words_stay(text):
    assert contracted(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "Don't you dare.",
        "Isn't it late?",
        "Mira's here.",
        "Haven't seen you here.",
        "the smith's hammer",
        "It's been a year.",
    ],
)
def test_what_would_turn_round_or_be_ambiguous_is_not_spelt_out(text):
    assert spelt_out(text) == text


def test_registers():
    text = "I am looking for them. I do not like the evening."
    assert spoken(text, "plain", drops=True) == text
    assert spoken(text, "rough", drops=True) == "I'm lookin' for 'em. I don't like the evening."
    assert spoken(text, "rough", drops=False) == "I'm looking for them. I don't like the evening."
    assert spoken(text, "casual", drops=True) == "I'm looking for them. I don't like the evening."
    assert spoken("I don't. It's a trap.", "formal", drops=False) == "I do not. It is a trap."


@given(st.text("abcd efghinst'IT.,", max_size=60), st.sampled_from(REGISTERS), st.booleans())
def test_a_second_time_changes_nothing(text, register, drops):
    once = spoken(text, register, drops)
    assert spoken(once, register, drops) == once
    assert once[:1].isupper() == text[:1].isupper()
