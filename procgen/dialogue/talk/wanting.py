"""What the player asks to have is taken from the turn before: "I'll take it", "and the other one?", "for how long?"."""

from __future__ import annotations

import re
from typing import Final

from procgen.dialogue.talk import hanging, retrieve
from procgen.dialogue.talk.answer import Answer
from procgen.dialogue.talk.retrieve import Known
from procgen.dialogue.talk.spelling import content, tokens
from procgen.dialogue.talk.trade import SELLERS, offers_by_action

_LED: Final = (
    r"^(?:(?:and|but|so|oh|well|ok|okay|hm|hmm|great|good|fine|yes|yeah|please|right|all right|alright|sure|deal"
    r"|then) )*"
)
_COUNT: Final = r"(?:one|two|three|four|five|six|ten|a dozen|a couple|a few|some|both|all)"
_ENDS: Final = r"(?: (?:of (?:those|them|each|it|that)|more|then|please|too|now|for me|for us))*$"
_TAKES: Final = re.compile(
    _LED + r"(?:(?:can|could|may) (?:i|we) (?:please )?(?:just )?(?:have|get|buy|take|try)"
    r"|(?:(?:i|we) (?:will|would)|we'll|we'd)"
    r" (?:just )?(?:have|take|like|buy|get)|(?:i|we) want|give (?:me|us)|get (?:me|us)|let (?:me|us) have|make it)"
    rf" (?:it|that|that one|this one|them|those|another(?: one)?|the lot|{_COUNT}){_ENDS}"
    rf"|{_LED}(?:(?:let us |please )?(?:do it|go ahead|get (?:on with it|started))|fix it)(?: please| then)*$"
    rf"|{_LED}(?:{_COUNT}|another(?: one)?|that one|this one)(?: (?:of (?:those|them|each)|more|then|for me|for us))*"
    r" (?:please|then)$"
)
_CHEAPER: Final = re.compile(
    _LED + r"(?:(?:have you|do you have|you)? ?(?:got )?|is there )?(?:anything|something|one|any|nothing)?(?: else)?"
    r"(?: ?an?)?(?: (?:bit|little))? ?(?:cheaper|less expensive|less dear)(?: ones?| than that| please| then)*$"
    + rf"|{_LED}is (?:that|this|it) (?:the|your) (?:cheapest|lowest|best price)(?: (?:one|you have|you have got))*$"
)
_OTHER: Final = re.compile(
    _LED
    + r"(?:(?:what|how) about )?the others?(?: ones?)?$"
    + rf"|{_LED}(?:(?:is|are) there|have you(?: got)?|do you have|you got|got) (?:another|any others?|any more|others?)"
    r"(?: ones?)?$"
)
_FOR_LONG: Final = re.compile(
    _LED + r"(?:for how long|how long for|for how many (?:nights|days|hours|weeks)"
    r"|how long (?:can|may|could) (?:i|we) (?:keep|have|use|rent|stay)(?: it)?"
    r"(?: for)?)$"
)
_CLAUSE: Final = re.compile(r"[.,;!?]\s+")
_LASTS: Final = re.compile(r"\b(?:minute|hour|day|night|week|month|year)s?\b", re.IGNORECASE)
_WISHED: Final = re.compile(
    r"\b(?:have|got|make|makes|sell|selling|buy|get|need|want|like|take|prices?|costs?|how much|any"
    r"|room|bed|for sale)\b"
)


def takes_up(answer: Answer) -> bool:
    """Answer a wish for what was just spoken of. False where the turn is none, or nothing was offered."""
    text = " ".join(answer.heard.words)
    if not _leans(text):
        # "That seems steep, got a cheaper one?"
        text = " ".join(tokens(_CLAUSE.split(answer.heard.text.strip(" .!?"))[-1]))
    takes, cheaper = _TAKES.search(text), _CHEAPER.search(text)
    other, long = _OTHER.search(text), _FOR_LONG.search(text)
    if not (takes or cheaper or other or long) or offers_by_action(answer):
        return False
    known = hanging.just_told(answer, _leans)
    ware = _is_ware(answer, known)
    if other and (known is not None or ware):
        _tell_other(answer, known)
    elif not ware or other:
        return False
    elif takes:
        answer.say("reply_taken")
        priced = _price_of(answer, known)
        if priced is not None:
            answer.tell(priced.fact, "reply_tell")
    elif cheaper:
        answer.say("reply_no_cheaper")
    elif known is not None and _LASTS.search(known.fact.text):
        return False  # the fact tells for how long
    else:
        answer.say("reply_for_long")
    return True


def _is_ware(answer: Answer, known: Known | None) -> bool:
    """Whether the exchange before was about something that is for sale here."""
    if known is not None and retrieve.fits("price", known.fact.text):
        return True
    if answer.persona.role not in SELLERS:
        return False
    said = [" ".join(tokens(turn.text)) for turn in answer.before.history if turn.player]
    leaning = bool(said and _leans(said[-1]))
    while said and _leans(said[-1]) and not _TAKES.search(said[-1]):
        said.pop()
    # A no to "anything cheaper?" denies nothing of the thing itself.
    return known is not None or bool(said and _WISHED.search(said[-1]) and (leaning or not hanging.heard_no(answer)))


def _leans(text: str) -> bool:
    return any(form.search(text) for form in (_TAKES, _CHEAPER, _OTHER, _FOR_LONG))


def _price_of(answer: Answer, known: Known | None) -> Known | None:
    """The untold price of what was just told of."""
    if known is None:
        return None
    words = _named(known)
    priced = [
        each
        for each in answer.knowledge.facts
        if retrieve.fits("price", each.fact.text) and each.topics & {"price", "cost", "wares"} and words & _named(each)
    ]
    untold = [each for each in priced if each != known and answer.untold([each.fact])]
    return untold[0] if untold and not retrieve.fits("price", known.fact.text) else None


def _tell_other(answer: Answer, known: Known | None) -> None:
    """Another of the same kind, else that there is none."""
    words = _named(known) if known is not None else set()
    priced = known is not None and retrieve.fits("price", known.fact.text)
    others = [
        (len(words & _named(each)), each)
        for each in answer.knowledge.facts
        if each != known
        and answer.untold([each.fact])
        and not answer.hides(each.fact.text)
        and (not priced or retrieve.fits("price", each.fact.text))
    ]
    near = max(others, key=lambda pair: pair[0], default=(0, None))
    if near[0] and near[1] is not None:
        answer.tell(near[1].fact, "reply_also")
    else:
        answer.say("reply_no_other")


def _named(known: Known) -> set[str]:
    return set(content(tokens(f"{known.fact.text} {' '.join(known.topics)}"))) - {"price", "cost", "costs", "wares"}
