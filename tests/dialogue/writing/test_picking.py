"""The best of many lines, with reasons, by taste."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.dialogue.persona import Persona, Situation
from procgen.dialogue.request import LineRequest
from procgen.dialogue.writing.picking import MOST, Picked, Taste, pick, read_taste, taste_json
from procgen.errors import InvalidFields

REQUEST = LineRequest("refuse", Persona("Bram", "smith", ("grumpy",)), Situation(mood="weary"), seed=4)
LINES = st.lists(st.text(min_size=1, max_size=40), max_size=8).map(tuple)


NOTHING = Taste()


def _picked(taste: Taste = NOTHING, best: int = 12) -> list[Picked]:
    return pick(REQUEST, None, lambda: None, drawn=12, best=best, taste=taste)


def test_the_best_come_first_with_reasons():
    found = _picked()
    scores = [each.score for each in found]
    assert scores == sorted(scores, reverse=True)
    assert len({each.line.text for each in found}) == len(found) == 12
    assert all(each.reasons for each in found)
    assert any("weary" in reason for each in found for reason in each.reasons)
    assert [each.line.text for each in _picked(best=3)] == [each.line.text for each in found[:3]]


def test_what_was_liked_rises_and_what_was_not_liked_falls():
    plain = [each.line.text for each in _picked()]
    last = plain[-1]
    liked = [each.line.text for each in _picked(Taste(liked=(last,)))]
    assert liked.index(last) < plain.index(last)
    assert any("liked" in reason for reason in _picked(Taste(liked=(last,)), 1)[0].reasons)
    assert plain[0] not in [each.line.text for each in _picked(Taste(disliked=(plain[0],)))]


def test_who_changes_their_mind_is_believed():
    taste = Taste(("No.",), ("Yes.",)).with_more(["Yes."], ["No."])
    assert taste == Taste(("Yes.",), ("No.",))
    assert len(Taste().with_more([str(n) for n in range(MOST + 5)], []).liked) == MOST


@given(LINES, LINES)
def test_a_taste_is_read_as_it_was_written(liked: tuple[str, ...], disliked: tuple[str, ...]):
    assert read_taste(taste_json(Taste(liked, disliked))) == Taste(liked, disliked)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("no json", "taste"),
        ("[]", "taste"),
        ('{"loved": []}', "taste"),
        ('{"liked": "all"}', "taste.liked"),
        ('{"disliked": [""]}', "taste.disliked"),
        ('{"liked": [1]}', "taste.liked"),
    ],
)
def test_a_wrong_taste_is_told_by_its_field(text: str, field: str):
    with pytest.raises(InvalidFields) as caught:
        read_taste(text)
    assert [violation.field for violation in caught.value.violations] == [field]
