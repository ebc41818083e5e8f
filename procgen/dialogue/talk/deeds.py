"""What an NPC does for a player: actions that the game offers, asked for, refused, done."""

from __future__ import annotations

from procgen.dialogue.phrase.english import word_set
from procgen.dialogue.talk.actions import ActionCall, Asked, asked_for, described, fill
from procgen.dialogue.talk.answer import Answer

_UNHEARD = word_set("insult threaten ask_secret farewell accuse haggle")
"""Acts in which no wish is heard."""
_QUESTION_STARTS = word_set("why what who when where did are is were was")
_WISHES = ("request", "trade", "order", "plea", "bribe")
"""Acts of the reader that may ask for an action."""
_UNWISHED, _WISHED = 0.1, 0.4
"""Below the first no action is heard, above the second one is heard in other words than its own."""
_MAY = (("may",), ("can",), ("could",), ("will",), ("would",))
_LISTED = 5
"""Values that a question still names."""


def act_on(answer: Answer, kind: str) -> bool:
    """Do, refuse or ask about an action that the player asks for. False where none is."""
    words = answer.heard.words
    if kind in _UNHEARD or not answer.actions or not _QUESTION_STARTS.isdisjoint(words[:1]):
        return False
    if words[:2] in (("do", "you"), ("have", "you")) and kind not in ("trade", "buy", "sell"):
        return False
    if answer.heard.negated or "a hand" in " ".join(words):
        return False
    wish = _wish(answer)
    if wish < _UNWISHED:
        return False
    asked = asked_for(answer.actions, words) or (described(answer.actions, words) if wish >= _WISHED else None)
    if asked is not None:
        _agree(answer, asked)
    return asked is not None


def _wish(answer: Answer) -> float:
    """How sure it is that the player wants something done."""
    reading, words = answer.heard.reading, answer.heard.words
    if reading is None:
        return 1.0
    asks_leave = words[:1] in _MAY and words[1:2] in (("i",), ("you",), ("we",))
    return max(_WISHED if asks_leave else 0.0, *(reading.sure(act) for act in _WISHES))


def fill_in(answer: Answer, name: str) -> bool:
    """Take the player's words for what an action still wanted. False where they are not."""
    action = next((each for each in answer.actions if each.name == name), None)
    if action is None:
        return False
    if answer.heard.main.kind == "no":
        answer.say("reply_fine_then")
        return True
    arguments = dict(answer.before.arguments)
    found = fill([p for p in action.parameters if p.name not in arguments], answer.heard.words)
    if not found:
        return False
    arguments |= found
    missing = tuple(p for p in action.parameters if not p.optional and p.name not in arguments)
    _agree(answer, Asked(action, arguments, missing, 1.0))
    return True


def _agree(answer: Answer, asked: Asked) -> None:
    action = asked.action
    if answer.now().relation < action.least_relation:
        answer.say("reply_refuse_action")
    elif action.most_times and answer.state.count(f"did:{action.name}") >= action.most_times:
        answer.say("reply_action_done")
    elif asked.missing:
        first = asked.missing[0]
        shown = answer.shown(first)
        if first.kind == "number":
            answer.say("reply_how_much")
        elif 1 < len(shown) <= _LISTED:
            answer.say("reply_which", topic=f"{', '.join(shown[:-1])} or {shown[-1]}")
        else:
            answer.say("reply_which")
        answer.ask(f"action:{action.name}", arguments=tuple(asked.arguments.items()))
    else:
        answer.say("reply_agree_action")
        answer.calls.append(ActionCall(action.name, dict(asked.arguments)))
        answer.count(f"did:{action.name}")
