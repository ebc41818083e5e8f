from __future__ import annotations

import json
import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procgen.dialogue.guard.check import check
from procgen.dialogue.language.constrain import (
    Ban,
    Matcher,
    Tokens,
    json_grammar,
    line_grammar,
    line_pattern,
    text_schema,
)
from procgen.dialogue.language.schema import misfits
from procgen.dialogue.request import Must
from procgen.errors import Failed
from procgen.runtime.gguf import Vocabulary

END = 256
BYTES = Vocabulary((*(bytes([value]) for value in range(256)), b"<end>"), frozenset({END}), (END,))


@pytest.fixture(scope="module")
def tokens() -> Tokens:
    return Tokens(BYTES, lambda text: list(text.encode()))


def walk(matcher: Matcher, chance: random.Random, leave: float) -> str:
    """A text by chance among all that a grammar allows."""
    text = bytearray()
    while not matcher.must_end:
        places = [place for place, allowed in enumerate(matcher.allowed()) if allowed]
        if END in places and (len(places) == 1 or chance.random() < leave):
            break
        # Letters crowd out what ends words and gaps, so those are drawn as often.
        few = [place for place in places if not chr(place).islower() and place != END]
        token = chance.choice(few if few and chance.random() < 0.4 else [place for place in places if place != END])
        text.append(token)
        matcher.take(token)
    assert matcher.may_end
    return text.decode()


FACTS = [
    "three moonpetals",
    "the bridge is out",
    "Old Marrow",
    "42 crowns",
    "{player}",
    "Run for the hills!",
    "[b]now[/b]",
]


@settings(max_examples=25, deadline=None)
@given(
    say=st.lists(st.sampled_from(FACTS), max_size=3, unique=True),
    most=st.integers(70, 300),
    seed=st.integers(0, 1 << 30),
    words=st.integers(3, 30),
)
def test_whatever_a_grammar_lets_through_holds_the_facts(
    tokens: Tokens, say: list[str], most: int, seed: int, words: int
) -> None:
    must = Must(tuple(say), most_characters=most, level="none")
    names = ("Ned", "Harrow Ford")
    text = walk(tokens.matcher(line_grammar(must, names, words)), random.Random(seed), 0.3)
    wrong = check(text, must, names=frozenset(names), variables=frozenset())
    assert wrong == [], (text, wrong)
    assert text[-1] in ".!?"
    assert re.fullmatch(line_pattern(must, names, words), text)


def test_five_facts_come_in_their_order(tokens: Tokens) -> None:
    must = Must(tuple(f"fact {name}" for name in ("one", "two", "three", "four", "five")), level="none")
    text = walk(tokens.matcher(line_grammar(must, (), 12)), random.Random(1), 0.5)
    found = [text.lower().index(say) for say in must.say]
    assert found == sorted(found)


def test_facts_without_room_for_more_are_said_alone(tokens: Tokens) -> None:
    must = Must(("three moonpetals",), most_characters=17)
    assert walk(tokens.matcher(line_grammar(must)), random.Random(2), 0.5)[:-1] == "Three moonpetals"


SCHEMA = {
    "type": "object",
    "properties": {
        "line": text_schema(Must(("three moonpetals",)), ("Ned",), 6),
        "mood": {"enum": ["angry", "sad"]},
        "actions": {"type": "array", "items": {"type": "string"}},
        "count": {"type": "integer", "minimum": 1, "maximum": 9},
    },
    "required": ["line", "mood", "actions", "count"],
    "additionalProperties": False,
}


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 1 << 30))
def test_json_fits_its_schema_and_ends(tokens: Tokens, seed: int) -> None:
    chance = random.Random(seed)
    matcher = tokens.matcher(json_grammar(SCHEMA, longest_text=12, most_items=2))
    text = bytearray()
    while not matcher.must_end and len(text) < 2000:
        places = [place for place, allowed in enumerate(matcher.allowed()) if allowed and 31 < place < 127]
        if not places:
            break
        closing = [place for place in places if chr(place) in '"}],.']
        token = chance.choice(closing if closing and chance.random() < 0.3 else places)
        text.append(token)
        matcher.take(token)
    value = json.loads(text)
    assert misfits(value, SCHEMA) == []
    assert "three moonpetals" in value["line"].lower()
    assert len(value["actions"]) <= 2


def test_a_grammar_that_is_none_is_told(tokens: Tokens) -> None:
    with pytest.raises(Failed, match="grammar"):
        tokens.matcher("start: NOTHING\n")


def test_bans_see_what_a_piece_would_bring() -> None:
    ban = Ban(("the heir is alive", "gold"))
    assert ban.broken_by("So the heir is", " alive")
    assert ban.broken_by("word " * 100 + "so the heir is", " alive")
    assert ban.broken_by("I have go", "ld")
    assert not ban.broken_by("the heir is", " dead")
    assert not Ban(()).broken_by("a", "b")


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        ({"line": "Three moonpetals.", "mood": "sad", "actions": [], "count": 3}, True),
        ({"line": "Three moonpetals.", "mood": "glad", "actions": [], "count": 3}, False),
        ({"line": "Three moonpetals.", "mood": "sad", "actions": [1], "count": 3}, False),
        ({"line": "Three moonpetals.", "mood": "sad", "actions": [], "count": 10}, False),
        ({"line": "Nothing.", "mood": "sad", "actions": [], "count": 3}, False),
        ({"line": "Three moonpetals.", "mood": "sad", "actions": []}, False),
        ({"line": "Three moonpetals.", "mood": "sad", "actions": [], "count": 3, "more": 1}, False),
        ({"line": "Three moonpetals.", "mood": "sad", "actions": [], "count": True}, False),
        ([], False),
    ],
)
def test_misfits(value: object, fits: bool) -> None:
    assert (misfits(value, SCHEMA) == []) is fits
