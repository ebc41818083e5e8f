"""What an NPC does unasked: asks the player something, comes back to a promise, speaks of what it wants, changes the
subject. Seldom, by its nature.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from procgen.dialogue.persona import Fact
from procgen.dialogue.phrase.english import word_set
from procgen.dialogue.talk import memory, mind
from procgen.dialogue.talk.answer import Answer
from procgen.dialogue.talk.heart import talkative

_FOLLOW_UP: Final = 0.24
_FOLLOW_GREETING: Final = 0.5
_UNFOLLOWED: Final = word_set("farewell odd gibberish insult threaten hush")
"""Acts after which the NPC asks nothing."""
_APART: Final = 3
"""Turns between two things that it begins."""
_PROMISE_RESTS: Final = 4
"""Turns before it asks for what was promised."""
_LIGHT: Final = word_set("claim small_talk tell_self tell_name ask_how thank news agree yes statement greet")
"""Acts that leave room for something new."""
_SETTLED: Final = word_set(
    "reply_fares_well reply_fares_so reply_fares_ill reply_purpose reply_answered reply_taken reply_missed"
)
"""Sections that close what was asked: who hears how somebody is asks no "who told you that?"."""
NO_PROMISES: Final = word_set("threaten insult odd gibberish buy farewell see_you")
"""Acts in which "I will" promises nothing."""
_BREAKS: Final = 12
"""Turns after which a promise that the player does not say to have kept is taken as broken."""


def begin(answer: Answer, kind: str) -> None:
    """Begin something now and then, behind the answer to an act of this kind."""
    state = answer.state
    recently = state.count("asked_at") and state.turns - state.count("asked_at") < _APART
    if kind in _UNFOLLOWED or state.asked or answer.calls or recently or len(answer.steps) > 1:
        return
    if answer.now().relation < 0 or any("promise" in step.section or step.section in _SETTLED for step in answer.steps):
        return
    chance = _FOLLOW_GREETING if kind == "greet" else _FOLLOW_UP
    chance *= talkative(answer.persona)
    if answer.chance.random() > chance:
        return
    if any(each(answer, kind) for each in _WAYS):
        answer.state = memory.noted(answer.state, "asked_at", answer.state.turns)


def _of_promise(answer: Answer, kind: str) -> bool:
    """What the player has promised and not brought."""
    promise = mind.open_promise(answer.state)
    if kind not in _LIGHT or promise is None or answer.state.turns - promise.turn < _PROMISE_RESTS:
        return False
    answer.say("reply_ask_promise", Fact(f"you would {promise.text}"))
    answer.ask("promise", about=promise.text)
    return True


def _of_player(answer: Answer, kind: str) -> bool:
    """Who the player is, where from, what they need."""
    state = answer.state
    name = answer.situation.listener or state.known("name")
    if kind in ("greet", "ask_name") and not name and not state.count("asked:name"):
        asked = "name"
    elif kind == "greet" and not state.count("asked:need"):
        asked = "need"
    elif (
        kind in ("tell_name", "ask_self", "ask_how")
        and name
        and not state.count("asked:origin")
        and not state.known("origin")
    ):
        asked = "origin"
    else:
        return False
    answer.say(f"reply_ask_{asked}", **({"name": name} if name else {}))
    answer.count(f"asked:{asked}")
    answer.ask(asked)
    return True


def _of_search(answer: Answer, kind: str) -> bool:
    """What the player said to look for."""
    seeks = answer.state.known("seeks")
    if not seeks or kind not in _LIGHT or answer.heard.told.get("seeks") or answer.state.count("asked:seeks"):
        return False
    answer.say("reply_ask_seeks", topic=mind.turned(seeks))
    answer.count("asked:seeks")
    answer.ask("how")
    return True


def _of_goal(answer: Answer, kind: str) -> bool:
    """What the NPC wants, where it has not said so."""
    untold = answer.untold(answer.knowledge.goals)
    if kind not in _LIGHT or answer.before.turns < 2 or not untold:
        return False
    answer.say("reply_raise_goal", untold[0])
    answer.ask("goal", about=untold[0].text)
    return True


def _of_other_matter(answer: Answer, kind: str) -> bool:
    """Something that the NPC knows, where the talk is of nothing."""
    if kind not in ("small_talk", "statement", "agree") or answer.before.turns < 3:
        return False
    untold = answer.untold(known.fact for known in answer.knowledge.facts if not known.describes)
    if not untold:
        return False
    answer.tell(untold[0], "reply_change_subject")
    return True


def _back(answer: Answer, kind: str) -> bool:
    """Why the player says so."""
    if kind not in ("claim", "news", "statement") or answer.state.count("asked:back") or answer.before.turns < 1:
        return False
    answer.say("reply_ask_back")
    answer.count("asked:back")
    answer.ask("how")
    return True


_WAYS: Final[tuple[Callable[[Answer, str], bool], ...]] = (
    _of_promise, _of_player, _of_search, _of_goal, _of_other_matter, _back,
)  # fmt: skip


# --- words given -----------------------------------------------------------------------------------------------------


def hear_words_given(answer: Answer, kind: str) -> bool:
    """Take up promises: one that the player keeps, gives, or wants. False where there is none of these."""
    heard, secrets = answer.heard, answer.knowledge.secrets
    if kind in NO_PROMISES or kind == "asked":
        return False
    kept = mind.kept_now(answer.state, heard.words)
    if kept is not None:
        answer.state = mind.settled(answer.state, kept, "kept")
        answer.say("reply_promise_kept")
        return True
    wanted = mind.word_wanted(heard.text, secrets, answer.level)
    if wanted:
        if answer.now().relation < 0:
            answer.say("reply_cannot_action")
        else:
            answer.state = mind.promised(answer.state, wanted, player=False)
            answer.say("reply_i_promise", Fact(f"I will {wanted}"))
        return True
    given = mind.word_given(heard.text, secrets, answer.level)
    if given and "?" not in heard.text:
        answer.state = mind.promised(answer.state, given, player=True)
        answer.say("reply_promise_taken", Fact(f"you will {given}"))
        return True
    return False


def answer_of_promise(answer: Answer, kind: str) -> bool:
    """Take the player's words as the answer to "have you done what you promised?"."""
    promise = next((each for each in answer.state.promises if each.text == answer.before.about), None)
    if promise is None or kind not in ("yes", "no"):
        return False
    if kind == "yes":
        answer.state = mind.settled(answer.state, promise, "kept")
        answer.say("reply_promise_kept")
    elif answer.state.turns - promise.turn >= _BREAKS:
        answer.state = mind.settled(answer.state, promise, "broken")
        answer.say("reply_promise_broken")
    else:
        answer.say("reply_promise_open")
    return True


def answer_of_goal(answer: Answer, kind: str) -> bool:
    """Take the player's words as the answer to "will you help me with what I want?"."""
    goal = answer.before.about.removeprefix("I'd like ")
    if kind not in ("yes", "offer", "agree") or not goal.startswith("to "):
        return False
    word = f"help me {goal}"
    answer.state = mind.promised(answer.state, word, player=True)
    answer.say("reply_promise_taken", Fact(f"you will {word}"))
    return True
