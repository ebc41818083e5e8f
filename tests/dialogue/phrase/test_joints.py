import pytest

from procgen.dialogue.phrase.joints import misplaced, odd


@pytest.mark.parametrize(
    "body",
    [
        "No. Between <trouble> and all the rest, I'm done.",
        "The <pride> is known.",
        "I had hoped for <wish>.",
        "Put it on the <work_place>.",
        "As true as <sure_as>.",
        "I <work_act> all day.",
        "<work_folk.cap> is a plague.",
        "<work_tool.cap> are lost.",
        "<aside>.",
        "I tell you <closer>",
        "They told me of <clause>.",
    ],
)
def test_rules_in_the_wrong_place(body):
    assert misplaced(body)


@pytest.mark.parametrize(
    "body",
    [
        "It's a bad time for it: <trouble>.",
        "First <trouble>, and now this.",
        "I'd like <wish>.",
        "I'm off to <work_place>. <aside>",
        "As sure as <sure_as>, <clause>.",
        "I was <work_act> when I heard.",
        "<work_folk.cap> are waiting, and <work_tool> is lost.",
        "The best of it is that <clause>.",
        "You know it: <wisdom>.",
    ],
)
def test_rules_in_their_place(body):
    assert misplaced(body) == ""


@pytest.mark.parametrize(
    "text",
    [
        "It is a apple.",
        "Yes,. No.",
        "What?, he said.",
        "so it goes.",
        "What? never mind.",
        "I'd I think.",
        "He have it.",
        "We was, we is here.",
        "Take the my hat.",
        "It is is late.",
        "Well!.",
        "Hm.. No.",
    ],
)
def test_odd_lines(text):
    assert odd(text)


@pytest.mark.parametrize(
    "text",
    ["An hour, a unicorn and an MRI.", "Well... no. Yes.", "I had had enough.", "40 crowns.", '"What?" No.'],
)
def test_sound_lines(text):
    assert not odd(text)
