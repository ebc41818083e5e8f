"""Buying and selling: what the NPC knows of its wares, and what the game lets it sell."""

from __future__ import annotations

from procgen.dialogue.phrase.english import word_set
from procgen.dialogue.talk import facts, retrieve
from procgen.dialogue.talk.actions import Action
from procgen.dialogue.talk.answer import Answer
from procgen.dialogue.talk.spelling import content

SELLERS = word_set("merchant innkeeper smith mechanic healer farmer hunter")
_BUYING = word_set("buy sell take have like want need get something anything one thing things please deal fine then it")
_SALES = word_set("sell buy trade")
"""First words of actions that sell."""
_WARES = word_set("wares trade goods stock")
"""Topics of facts about wares."""
_SHOWN_WARES = 8


def trade(answer: Answer) -> None:
    """What there is to buy."""
    wares = [known.fact for known in answer.knowledge.facts if known.topics & _WARES]
    untold = answer.untold(wares)
    if untold:
        answer.say("reply_tell", untold[0])
    elif wares:
        answer.tell(wares[0], "reply_again")
    elif not _offer_wares(answer, "reply_wares"):
        answer.say("reply_trade" if _sells(answer) else "reply_no_trade")


def buy(answer: Answer) -> None:
    """The price of something, or what there is instead."""
    priced = [row for row in facts.search(answer, "price") if row.fits] if answer.topics else []
    if priced:
        facts.give(answer, priced[:1], "reply_tell")
    elif _offer_wares(answer, "reply_only_wares"):
        return
    elif answer.topics or not _sells(answer):
        answer.say("reply_cannot_sell" if _sells(answer) else "reply_no_trade")
    elif set(content(list(answer.heard.words))) - _BUYING:
        # They said what it is to be, and nothing tells that it is there.
        answer.say("reply_trade_wish" if answer.of_own_trade() else "reply_none_of_that")
    else:
        trade(answer)


def haggle(answer: Answer) -> None:
    """Prices stay."""
    priced = any(
        not answer.untold([known.fact]) and retrieve.fits("price", known.fact.text)
        for known in answer.knowledge.facts
        if "price" in known.topics or "toll" in known.topics or known.own
    )
    answer.say("reply_no_haggle" if priced or _sells(answer) else "reply_no_haggle_topic")


def _sells(answer: Answer) -> bool:
    return answer.persona.role in SELLERS


def offers_by_action(answer: Answer) -> bool:
    """Whether the game offers an action that sells."""
    return any(map(_is_sale, answer.actions))


def _is_sale(action: Action) -> bool:
    return action.name.split("_", maxsplit=1)[0] in _SALES


def _offer_wares(answer: Answer, section: str) -> bool:
    """Name what the game lets them sell. False where that is nothing, or too much to name."""
    for action in answer.actions:
        if len(action.parameters) == 1 and _is_sale(action):
            shown = answer.shown(action.parameters[0])
            if 1 <= len(shown) <= _SHOWN_WARES:
                answer.say(section, topic=", ".join(shown))
                answer.ask(f"action:{action.name}")
                return True
    return False
