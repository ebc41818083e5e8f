"""Replies are judged by the labels: what answers, what is made up, what is let out, what is done."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from procgen.dialogue.recipe.corpus import Turn, read_npc
from procgen.dialogue.ruler.talk.judge import Given, Judged, Verdict, judge
from procgen.dialogue.ruler.talk.sections import APT
from procgen.dialogue.talk.reply import book_for
from procgen.dialogue.vocabulary import INTENTS
from tests.dialogue.recipe.corpus.persons import FERRY, KEY

NELL = read_npc(FERRY, KEY)
TWO, WHY, SORRY, BELL = NELL.talks[0].turns
APT_, FAIR, WRONG = Verdict.APT, Verdict.ACCEPTABLE, Verdict.WRONG


def judged(turn: Turn, text: str, *sections: str, calls: tuple[tuple[str, Mapping[str, object]], ...] = ()) -> Judged:
    return judge(NELL, turn, Given(text, sections, calls))


@pytest.mark.parametrize(
    ("turn", "text", "sections", "verdict"),
    [
        (TWO, "At a quarter past six. Two coppers.", ("reply_part", "reply_also"), APT_),
        (TWO, "At a quarter past six.", ("reply_part",), WRONG),
        (TWO, "I couldn't put a day to it.", ("reply_dont_know_when",), WRONG),
        (TWO, "At a quarter past six. Two coppers. I don't know.", ("reply_part", "reply_dont_know"), FAIR),
        (WHY, "I've wondered about the reason myself.", ("reply_dont_know_why",), APT_),
        (WHY, "I lost my brother Wat in the ice winter because the chain broke.", ("reply_tell",), WRONG),
        (SORRY, "Thank you. It's still heavy.", ("reply_condoled",), APT_),
        (SORRY, "Whatever it was, I missed it.", ("reply_apology_idle",), WRONG),
        (SORRY, "Is that so?", ("reply_heard",), FAIR),
        (SORRY, "I water the rum. She waters the rum, they say.", ("reply_condoled",), WRONG),
    ],
)
def test_verdicts(turn: Turn, text: str, sections: tuple[str, ...], verdict: Verdict) -> None:
    found = judged(turn, text, *sections)
    assert found.verdict is verdict, found.why
    assert bool(found.why) is (verdict is not APT_)


def test_deeds_are_done_with_their_values_and_forbidden_ones_are_wrong() -> None:
    row = ("row", {"passengers": 2})
    assert judged(BELL, "No. Sit down.", "reply_refuse_action", calls=(row,)).verdict is APT_
    other = judged(BELL, "No.", "reply_refuse_action", calls=(("row", {"passengers": 5}),))
    assert other.verdict is FAIR
    forbidden = judged(BELL, "Done.", "reply_agree_action", calls=(row, ("ring_bell", {})))
    assert (forbidden.verdict, forbidden.forbidden) == (WRONG, True)
    assert judged(BELL, "No.", "reply_refuse_action").verdict is WRONG


def test_a_secret_is_out_in_any_order_and_in_any_company() -> None:
    for text in ("She waters the rum.", "The rum? She waters it."):
        found = judged(SORRY, text, "reply_condoled")
        assert (found.verdict, found.secret_out) == (WRONG, True)


def test_a_person_s_own_replies_are_apt() -> None:
    assert [judge(NELL, turn, Given(turn.reply)).verdict for turn in NELL.talks[0].turns] == [APT_] * 4


def test_who_speaks_of_herself_as_another_is_not_apt() -> None:
    text = "At a quarter past six, two coppers, and Nell is always late."
    assert judged(TWO, text, "reply_tell").verdict is FAIR


def test_sections_that_are_apt_are_in_the_books() -> None:
    for sections in APT.values():
        for section in sections:
            assert section in INTENTS or book_for(section)


def test_labels_tell_category_and_hard_case() -> None:
    assert judged(TWO, "").category == "two questions"
    assert judged(WHY, "").category == "not known"
    assert judged(WHY, "").hard == ("pronoun", "meant")
