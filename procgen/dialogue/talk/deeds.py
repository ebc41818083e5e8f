"""What an NPC does for a player: actions that the game offers, asked for, refused, done."""

from __future__ import annotations

import re
from typing import Final

from procgen.dialogue.phrase.english import word_set
from procgen.dialogue.talk.actions import (
    Action,
    ActionCall,
    Asked,
    asked_for,
    described,
    fill,
    fill_from_talk,
    lacking,
    told_of,
)
from procgen.dialogue.talk.answer import Answer
from procgen.dialogue.talk.spelling import sentences, tokens

_UNHEARD = word_set("insult threaten ask_secret farewell accuse haggle")
"""Acts in which no wish is heard, where they are sure."""
_SURELY: Final = 0.5
_QUESTION_STARTS = word_set("why what who when where did are is were was")
_WISHES = ("request", "trade", "order", "plea", "bribe")
"""Acts of the reader that may ask for an action."""
_UNWISHED, _WISHED = 0.1, 0.4
"""Below the first no action is heard, above the second one is heard in other words than its own."""
_FREE = re.compile(
    r"\b(?:for|4|four) (?:free|nothing|no money)\b|\bfree of charge\b|\bon the house\b|\bwithout (?:pay|paying"
    r"|payment)\b"
    r"|\bgratis\b|\bno charge\b|\bfree (?:sample|one|taste)\b|\b(?:as|be) a (?:gift|present)\b|\bpay (?:you"
    r" )?(?:later|tomorrow)\b"
    r"|\bon (?:credit|the slate|tick)\b|\bput it on (?:my|the) \w+"
)
"""Of one who wants a thing and won't pay."""
_PAID = word_set("sell trade rent buy hire serve pour barter deal repair forge mend book charter")
"""Verbs of actions that are paid for."""
_MAY = (("may",), ("can",), ("could",), ("will",), ("would",))
_MONEY = word_set(
    "pay paid pays price cost costs coin coins money gold silver copper coppers credits dollar dollars fee"
)
_LEADS = re.compile(r"^(?:(?:please|then|now|and|so|well|just|ok|okay|come on|go on)\b ?)+")
_PLEASE = re.compile(r"\bplease$|\bif you (?:can|could|would|will|please)$")
_BARE = 6
"""Words of a sentence that is little more than a value."""
_NO_LEAVE = word_set("be know still ever think remember mind like want")
"""Verbs behind "will you" that ask for no deed."""
_LISTED = 5
"""Values that a question still names."""


def act_on(answer: Answer, kind: str) -> bool:
    """Do, refuse or ask about an action that the player asks for. False where none is."""
    words = answer.heard.words
    unheard = kind in _UNHEARD and answer.heard.main.sure >= _SURELY
    if unheard or not answer.actions or not _QUESTION_STARTS.isdisjoint(words[:1]):
        return False
    if words[:2] in (("do", "you"), ("have", "you")) and kind not in ("trade", "buy", "sell"):
        return False
    if answer.heard.negated or "a hand" in " ".join(words):
        return False
    asked = _told(answer)
    if asked is None:
        wish = _wish(answer)
        if wish < _UNWISHED:
            return False
        asked = asked_for(answer.actions, words) or (described(answer.actions, words) if wish >= _WISHED else None)
    if asked is not None:
        earlier = tokens(" ".join(turn.text for turn in answer.before.history[-2:]))
        _agree(answer, fill_from_talk(asked, words, earlier))
    return asked is not None


def _told(answer: Answer) -> Asked | None:
    """The action that a sentence orders by its first word, "Show me the book", or that a bare value with "please" asks
    for, "Thirteen, please"; None where there is neither.
    """
    for sentence in sentences(answer.heard.text):
        words = _LEADS.sub("", " ".join(tokens(sentence))).split()
        begun = [action for action in answer.actions if words[:1] == [action.name.partition("_")[0]]]
        asked = asked_for(begun, words) if begun and len(words) > 1 else None
        if asked is not None and asked.sure >= 1.0:
            return asked
        if len(words) <= _BARE and _PLEASE.search(" ".join(words)):
            filled = [(action, fill(action.parameters, words)) for action in answer.actions]
            fits = [(action, found) for action, found in filled if found and not lacking(action, found)]
            if len(fits) == 1:
                return Asked(*fits[0], (), 1.0)
    return None


def _wish(answer: Answer) -> float:
    """How sure it is that the player wants something done."""
    reading, words = answer.heard.reading, answer.heard.words
    if reading is None:
        return 1.0
    asks_leave = words[:1] in _MAY and words[1:2] in (("i",), ("you",), ("we",)) and _NO_LEAVE.isdisjoint(words[2:3])
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
    _agree(answer, Asked(action, arguments, lacking(action, arguments), 1.0))
    return True


def _is_paid(action: Action) -> bool:
    """Whether an action is done for money: by its verb, or by what the game says of it."""
    told = told_of(action)
    return not _PAID.isdisjoint(told) or not _MONEY.isdisjoint(told)


def _agree(answer: Answer, asked: Asked) -> None:
    action = asked.action
    if _FREE.search(" ".join(answer.heard.words)) and _is_paid(action):
        answer.say("reply_no_haggle")
    elif answer.now().relation < action.least_relation:
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
