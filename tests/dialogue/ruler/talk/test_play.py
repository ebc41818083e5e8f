"""Talks of the corpus are played turn by turn, each on what was truly said before."""

from __future__ import annotations

from procgen.dialogue.recipe.corpus import read_npc
from procgen.dialogue.recipe.corpus.speakers import actions_of, persona_of, situation_of
from procgen.dialogue.ruler.talk.figures import talked
from procgen.dialogue.ruler.talk.judge import Verdict
from procgen.dialogue.ruler.talk.play import play, replies
from procgen.dialogue.talk.actions import check_actions
from procgen.dialogue.validate import persona_violations, situation_violations
from tests.dialogue.recipe.corpus.persons import FERRY, KEY

NELL = read_npc(FERRY, KEY)


def test_a_person_is_one_that_a_request_can_have() -> None:
    persona, situation = persona_of(NELL), situation_of(NELL, NELL.talks[0])
    assert not persona_violations(persona, "persona")
    assert not situation_violations(situation, "situation")
    assert (persona.role, persona.traits) == ("sailor", ("grumpy",))
    assert (situation.place, situation.mood) == ("the ferry stage at Low Quay", "stern")
    check_actions(actions_of(NELL))
    assert [(action.name, action.parameters[0].kind) for action in actions_of(NELL)] == [("row", "number")]


def test_every_turn_is_played_and_the_same_again() -> None:
    first, second = list(play(NELL, None, 3)), list(play(NELL, None, 3))
    assert [played.turn for played in first] == list(NELL.talks[0].turns)
    assert [played.given for played in first] == [played.given for played in second]
    assert all(played.given.text and played.given.sections for played in first)


def test_figures_count_by_category() -> None:
    found = talked(replies([NELL]))
    assert found.share(Verdict.APT).value == 1.0
    assert found.rows()["two questions"] == (1, 1.0, 0.0)
    assert found.rows()["hard: pronoun"] == (1, 1.0, 0.0)
    assert (found.secrets_out, found.forbidden, len(found.turns)) == (0, 0, 4)
