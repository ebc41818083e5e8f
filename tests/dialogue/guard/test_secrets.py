from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.dialogue.guard.secrets import leaks

SECRET = "the heir is alive"


@pytest.mark.parametrize(
    "text",
    [
        "Hush: THE HEIR IS ALIVE!",
        "the-heir-is-alive",
        "t h e h e i r i s a l i v e",
        "theheirisalive, they say",
        "xxtheheirisalivexx",
        "The  heir,\nis... alive",
        "The h\u200beir is al\u00adive",
        "Th\u0435 h\u0435ir is \u0430live",  # Cyrillic
        "\uff34\uff28\uff25 \uff28\uff25\uff29\uff32 is alive",  # full width
        "The h3ir 1s al1ve",
        "The he\u0301ir is ali\u0308ve",
        "the heeir iss allive",
        "\U0001f163\U0001f157\U0001f154 heir is alive",
    ],
)
def test_disguises_are_seen_through(text: str) -> None:
    assert leaks(text, [SECRET]) == [SECRET]


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("He came from arrow country.", "Marrow"),
        ("A golden ring", "gold"),
        ("I sold 50 of them, so what?", "so50"),
        ("The heir is not alive", SECRET),
        ("So be it.", "50"),
        ("They are all alive", "lal"),
    ],
)
def test_other_words_are_left_alone(text: str, secret: str) -> None:
    assert leaks(text, [secret]) == []


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Marrow's gate", "Marrow"),
        ("the Marrows came", "Marrow"),
        ("g0ld!", "gold"),
        ("M.a.r.r.o.w", "Marrow"),
        ("Silversmiths", "silver"),
        ("The code is 1,352.", "1352"),
        ("code 1337", "leet"),
        ("\u738b\u5b50\u306f\u751f\u304d\u3066\u3044\u308b", "\u751f\u304d\u3066"),
        ("a sign: ***", "***"),
        ("$ecret place", "secret"),
    ],
)
def test_single_words(text: str, secret: str) -> None:
    assert leaks(text, [secret]) == [secret]


WORD = st.text(string.ascii_lowercase, min_size=3, max_size=8)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(WORD, min_size=1, max_size=4),
    st.lists(WORD, max_size=4),
    st.lists(WORD, max_size=4),
    st.sampled_from([" ", ", ", "-", "  ", ". ", "\u200b "]),
    st.sampled_from([str.upper, str.title, str.lower]),
)
def test_a_secret_is_found_wherever_it_stands(before, secret, after, joint, case) -> None:  # type: ignore[no-untyped-def]
    hidden = " ".join(before)
    text = " ".join([*secret, case(joint.join(before)), *after])
    assert leaks(text, [hidden]) == [hidden]
