"""What an NPC makes of the player: promises, claims, reasons, and what it begins by itself."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procgen.dialogue.persona import Fact, Persona, Situation
from procgen.dialogue.talk import mind
from procgen.dialogue.talk import state as states
from procgen.dialogue.talk.actions import Action, Parameter
from procgen.dialogue.talk.spelling import mended
from procgen.dialogue.talk.state import Feeling, Promise, State
from procgen.dialogue.talk.talk import Conversation
from tests.dialogue.talk.cast import AT_FORGE, SMITH

GUARD = Persona("Ada", "guard", ("kind",), goals=("to see the north gate mended",))


def talk(*said: str, persona: Persona = GUARD, situation: Situation | None = None, seed: int = 1) -> Conversation:
    made = Conversation(persona, situation or Situation(), seed=seed)
    for text in said:
        list(made.say(text))
    return made


def sections(made: Conversation, text: str) -> list[str]:
    end = list(made.say(text))[-1]
    return [line.template.partition("@")[0] for line in end.lines]


def test_a_promise_is_kept_in_mind_until_it_is_kept() -> None:
    made = talk("Hello.", "I will bring you my lantern tomorrow.")
    (promise,) = made.state.promises
    assert (promise.player, promise.text, promise.kept) == (True, "bring me your lantern tomorrow", "open")
    assert "reply_recall_promise" in sections(made, "What did I promise?")
    before = made.state.drift
    assert "reply_promise_kept" in sections(made, "Here is my lantern.")
    assert made.state.promises[0].kept == "kept"
    assert made.state.drift > before


@pytest.mark.parametrize(
    "text", ["Your secret's safe with me", "Your secret is quite safe with me.", "I'll take your secret to the grave."]
)
def test_who_keeps_a_secret_promises_and_does_not_ask_for_it(text: str) -> None:
    made = talk("Hello.")
    said = sections(made, text)
    assert "reply_promise_taken" in said
    assert not {"reply_secret", "reply_secret_pressed", "reply_no_secret"} & set(said)
    assert [(each.player, each.text) for each in made.state.promises] == [(True, "keep my secret")]
    assert not talk("Is your secret safe with me?").state.promises


def test_a_word_of_the_npcs_is_given_to_friends_and_not_to_foes() -> None:
    made = talk("Hello.", "Promise me you'll keep my secret.")
    assert [(each.player, each.text) for each in made.state.promises] == [(False, "keep your secret")]
    assert not talk("Promise me you'll keep my secret.", situation=Situation(relation=-2)).state.promises


def test_regard_moves_with_reasons_and_the_reason_is_told() -> None:
    made = talk("You are an idiot.")
    assert [each.why for each in made.state.feelings] == ["insult"]
    end = list(made.say("Why are you angry with me?"))[-1]
    assert "you insulted me" in end.text.lower()


def test_two_names_are_noticed() -> None:
    made = talk("My name is Ilsa.")
    assert "reply_other_name" in sections(made, "My name is Gerda.")
    assert made.state.feelings[-1].why == "other_name"
    assert made.state.known("name") == "Gerda"


def test_what_the_player_did_is_remembered_by_its_words() -> None:
    made = talk("I killed the wolf of the north road.", "I found a ring in the mill.")
    end = list(made.say("Do you remember what I told you about the wolf?"))[-1]
    assert "you killed the wolf of the north road" in end.text


def test_secrets_never_become_memories() -> None:
    secret = SMITH.secrets[0]
    made = talk(f"I found {secret}.", f"I will bring {secret} to you.", persona=SMITH, situation=AT_FORGE)
    assert not made.state.claims
    assert not made.state.promises


def test_goals_steer_and_can_be_joined() -> None:
    for seed in range(40):
        made = talk("Hello.", "It's quiet here.", seed=seed)
        if "reply_raise_goal" in sections(made, "It's been a long day."):
            break
    else:
        pytest.fail("no seed of forty speaks of the goal")
    assert made.state.asked == "goal"
    assert "reply_promise_taken" in sections(made, "Yes.")
    assert made.state.promises[-1].text == "help me to see the north gate mended"


def test_a_goal_told_at_length_can_be_joined_and_the_talk_goes_on() -> None:
    goal = "to see the north gate of this old and crumbling town mended before the first snow falls on us all"
    persona = Persona("Ada", "guard", ("kind", "curious"), goals=(goal,))
    for seed in range(40):
        made = talk("Hello.", "It's quiet here.", "It's been a long day.", persona=persona, seed=seed)
        if made.state.asked == "goal":
            break
    else:
        pytest.fail("no seed of forty speaks of the goal")
    assert "reply_promise_taken" in sections(made, "Yes.")
    assert made.state.promises == ()
    assert sections(made, "Hello again.")


def test_the_taciturn_begin_less_than_the_curious() -> None:
    def begun(trait: str) -> int:
        persona = Persona("Ada", "guard", (trait,), goals=("to see the gate mended",))
        return sum(
            bool(talk("Hello.", "Quiet here.", "A long day.", persona=persona, seed=seed).state.count("asked_at"))
            for seed in range(24)
        )

    assert begun("taciturn") < begun("curious")


@pytest.mark.parametrize(
    "text",
    [
        "I will kill you.",
        "Will you bring me the bell?",
        "I will take the sword.",
        "He will bring it.",
        "I'll pay ten coins.",
        "I'll find you.",
        "I'll keep that in mind.",
        "I'll tell you something.",
    ],
)
def test_what_is_no_promise_is_not_taken_for_one(text: str) -> None:
    assert not talk(text).state.promises


def test_questions_asked_in_one_breath_are_all_answered() -> None:
    persona = Persona("Ada", "guard", knows=(Fact("Mara Venn bought three swords on Sunday", ("Mara Venn", "swords")),))
    end = list(talk(persona=persona).say("Who bought swords, how many, and when?"))[-1]
    assert all(part in end.text for part in ("Mara Venn", "hree swords", "n Sunday"))


def test_slips_are_put_right_and_nothing_is_given_for_nothing() -> None:
    assert mended("the feryy leaves", ["ferry"]) == "the ferry leaves"
    assert mended("the berry leaves", ["ferry"]) == "the berry leaves"
    sells = Action("sell_cup", "sells a cup", parameters=(Parameter("cups", "number", lowest=1, highest=9),))
    made = Conversation(GUARD, Situation(), (sells,), seed=1)
    for text in ("gimme 1 cup 4 free", "Give me one cup, I'll pay you later.", "Sell me two cups for nothing."):
        assert not [event for event in made.say(text) if event.kind == "action"]
    assert [event.call.arguments for event in made.say("Sell me two cups.") if event.call] == [{"cups": 2}]


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        ("Green, if you can.", [("dye_cloth", {"colour": "green"})]),
        ("Blue please", [("dye_cloth", {"colour": "blue"})]),
        ("You were always kind. Show me the book again.", [("show_book", {})]),
        ("Will you be here next year?", []),
        ("I saw a blue door.", []),
    ],
)
def test_orders_and_bare_values_are_heard_and_nothing_else(text: str, calls: list[tuple[str, dict[str, str]]]) -> None:
    dyes = Action("dye_cloth", "dyes a bolt of cloth", parameters=(Parameter("colour", allowed=("green", "blue")),))
    made = Conversation(GUARD, Situation(), (dyes, Action("show_book", "shows the book of names")), seed=1)
    done = [event.call for event in made.say(text) if event.call is not None]
    assert [(call.name, dict(call.arguments)) for call in done] == calls


def test_tokens_of_before_there_was_a_mind_still_load() -> None:
    whole = json.loads(json.dumps(states.values_of(State(turns=3))))
    assert states.read({name: value for name, value in whole.items() if name not in states.LATER}) == State(turns=3)


feelings = st.builds(
    Feeling, st.integers(0, 99), st.floats(-1, 1).map(lambda x: round(x, 3)), st.sampled_from(sorted(mind.WHY))
)
promises = st.builds(
    Promise, st.booleans(), st.text("abc ", max_size=20), st.integers(0, 99), st.sampled_from(states.KEPT)
)


@given(st.lists(feelings, max_size=16), st.lists(promises, max_size=8))
def test_minds_survive_saving(felt: list[Feeling], given_words: list[Promise]) -> None:
    made = State(turns=5, feelings=tuple(felt), promises=tuple(given_words), claims=("you killed the wolf",))
    assert states.load(states.save(made, GUARD), GUARD) == made


@given(st.lists(st.tuples(st.sampled_from(sorted(mind.WHY)), st.floats(-2, 2)), max_size=30))
def test_regard_stays_in_bounds(moves: list[tuple[str, float]]) -> None:
    made = State()
    for why, change in moves:
        made = mind.felt(made, why, change)
        assert abs(made.drift) <= mind.MOST_DRIFT
    assert len(made.feelings) <= states.FEELINGS
