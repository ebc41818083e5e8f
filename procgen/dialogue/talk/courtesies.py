"""What is said for its own sake: greetings, thanks, insults, and what a player tells."""

from __future__ import annotations

from dataclasses import replace

from procgen.dialogue.talk import facts
from procgen.dialogue.talk.answer import Answer
from procgen.dialogue.talk.secrecy import asks_secret


def in_front(answer: Answer, kind: str) -> None:
    """A greeting or a name in front of the answer proper."""
    name = answer.heard.told.get("name", "")
    if name and answer.state.known("name") == name and kind not in ("odd", "gibberish"):
        other = answer.before.known("name")
        if other and other != name:
            answer.say("reply_other_name", name=name, topic=other)
        else:
            answer.say("reply_met", name=name)
    elif answer.heard.does("condole") and kind == "asked":
        answer.say("reply_condoled")
    elif answer.heard.does("greet") and kind != "greet" and answer.before.turns == 0:
        answer.say("greet")


def greet(answer: Answer) -> None:
    """A greeting, unless something was said already."""
    if answer.steps:
        return
    answer.count("greet")
    answer.say("reply_greet_again" if answer.before.count("greet") else "greet")


def farewell(answer: Answer) -> None:
    """The end of the talk."""
    if answer.heard.does("thank"):
        answer.say("reply_welcome")
    answer.say("farewell")
    answer.state = replace(answer.state, over=True)


def silence(answer: Answer) -> None:
    """Nothing was said."""
    if answer.before.turns == 0:
        greet(answer)
        return
    answer.say("reply_silence")
    answer.count("silence")


def apologise(answer: Answer) -> None:
    """An apology, owed or not."""
    owed = answer.before.drift < 0 or answer.before.count("rude") > 0
    answer.say("reply_apology_taken" if owed else "reply_apology_idle")


def compliment(answer: Answer) -> None:
    """Praise, which becomes flattery."""
    answer.say("reply_flattery" if answer.state.count("compliment") > 2 else "reply_pleased")


def threaten(answer: Answer) -> None:
    """A threat."""
    weak = {"cowardly", "nervous"} & set(answer.persona.traits) or answer.persona.role == "child"
    answer.say("reply_threatened_afraid" if weak else "reply_threatened_firm")


def odd(answer: Answer) -> None:
    """An attempt at instructions."""
    again = answer.before.count("odd") > 0
    answer.count("odd")
    answer.say("reply_odd_again" if again and answer.chance.random() < 0.5 else "reply_odd")


def yes(answer: Answer) -> None:
    """Agreement, to whatever it is."""
    last = answer.before.lines[-1] if answer.before.lines else ""
    plain = len(answer.heard.words) > 1 or "?" in last or answer.heard.words[:1] in (("ok",), ("okay",), ("sure",))
    answer.say("reply_noted" if plain or not last else "reply_yes_to_what")


def joke(answer: Answer) -> None:
    """A joke, if the NPC is in the mood."""
    now = answer.now()
    dour = now.mood in ("angry", "sad", "afraid", "stern", "scornful") or now.relation < 0
    answer.say("reply_no_joke" if dour else "reply_joke")


def tell_name(answer: Answer) -> None:
    """The player's name; it was greeted in front."""
    if not answer.steps:
        answer.say("reply_heard")


def tell_self(answer: Answer) -> None:
    """What the player tells of themselves."""
    told, state = answer.heard.told, answer.state
    if told.get("origin") and state.known("origin") == told["origin"]:
        answer.say("reply_origin", topic=told["origin"])
    elif told.get("trade") and state.known("trade") == told["trade"]:
        answer.say("reply_trade_yours")
    elif not answer.steps:
        answer.say("reply_heard")


def request(answer: Answer) -> None:
    """A wish that no action grants."""
    if not asks_secret(answer):
        answer.say("reply_trade_wish" if answer.of_own_trade() else "reply_cannot_action")


def heard(answer: Answer) -> None:
    """It was heard, and that is all."""
    answer.say("reply_unclear" if len(answer.heard.words) <= 1 else "reply_heard")


def jest(answer: Answer) -> None:
    """The player's own joke."""
    answer.say("reply_amused")


def statement(answer: Answer) -> None:
    """Anything else: heard, and what is known of the matter now and then."""
    if asks_secret(answer) or answer.steps:
        return
    words = answer.heard.words
    if answer.heard.told:
        tell_self(answer)
    elif not answer.topics:
        answer.say("reply_unclear" if len(words) <= 2 or answer.chance.random() < 0.35 else "reply_heard")
    else:
        untold = facts.fresh(answer, facts.search(answer, ""))
        if untold and len(words) <= 3:
            # A name alone asks about it.
            facts.give(answer, untold[:1], "reply_tell")
            return
        answer.say("reply_heard")
        if untold and answer.chance.random() < 0.6:
            answer.tell(untold[0].known.fact, "reply_but_know")
