"""Turns that hang on the one before: "how do you know?", "is it any good?", "tell me more" of the fact just told."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from procgen.dialogue.talk import memory
from procgen.dialogue.talk.answer import Answer
from procgen.dialogue.talk.retrieve import Known
from procgen.dialogue.talk.spelling import content, tokens

_LED: Final = r"^(?:(?:and|but|so|oh|well|ok|okay|hm|hmm|wait) )*"
_SOURCE: Final = re.compile(
    _LED + r"(?:how (?:do|did|would|could|can) you (?:know|tell|find out|hear)(?: (?:that|this|it|about (?:it|that)"
    r"|all (?:this|that)))?|who (?:told|said|says)(?: you)?(?: (?:that|this|it|so|about (?:it|that)))?"
    r"|(?:that is )?says who|where did you (?:hear|learn|get|read) (?:that|this|it)(?: from)?"
    r"|what makes you (?:say|think) (?:that|so)"
    r"|(?:can you prove|have you seen|did you see) (?:it|that|this)(?: yourself)?)$"
)
_MEANING: Final = re.compile(
    _LED
    + r"(?:what do you mean(?: by (?:that|it|this))?|how do you mean|meaning(?: what)?|what is that supposed to mean"
    r"|what does that mean|i do not (?:understand|get it|follow)(?: (?:that|you|it))?)$"
)
_MORE: Final = re.compile(
    _LED + r"(?:(?:please )?(?:can you )?tell me (?:some )?more(?: about (?:it|that|him|her|them|this))?|go on|and then"
    r"|then what|what (?:then|next|happened (?:then|next|after that))|continue|more|is (?:that|there) (?:all|more)"
    r"|what else(?: (?:do you know|can you tell me)(?: about (?:it|that|him|her|them))?)?|anything else"
    r"(?: about (?:it|that|him|her|them))?)$"
)
_GOOD: Final = re.compile(
    _LED
    + r"(?:is|are|was|were) (?:it|that|this|he|she|they|those|these) (?:(?:really|actually|any|very|even|at all) )*"
    r"(?:good|nice|decent|tasty|worth (?:it|anything|the \w+|seeing|a visit|going)"
    r"|any use|fun|pleasant|comfortable|pretty"
    r"|beautiful|clean|reliable|all right|fresh|honest|(?:an? )?(?:good|bad|honest|nice|decent|evil|cruel|kind)"
    r" (?:man|woman|person|one|place))(?: at (?:all|it|that))?$"
    + "|"
    + _LED
    + r"(?:what do you think (?:of|about) (?:it|that|him|her|them)"
    r"|do you (?:like|trust|recommend) (?:it|that|him|her|them)" + r"|what (?:is|are) (?:it|that|he|she|they) like)$"
)
_INCLUDED: Final = re.compile(
    _LED + r"(?:(?:does|do|will) (?:that|it|they|this) (?:come with|include)\b|is \w+(?: \w+)? (?:included|extra)\b)"
)
_DANGER: Final = re.compile(
    _LED + r"(?:is|are|was|were) (?:it|that|this|he|she|they|those|these) (?:(?:really|actually|very|that|at all) )*"
    r"(?:dangerous|safe|deadly|a (?:danger|threat)|to be trusted|catching|contagious)(?: at all)?$"
)
_SURE: Final = re.compile(
    _LED + r"(?:are )?you (?:(?:really|quite|absolutely|very) )?(?:sure|certain|positive)"
    r"(?: (?:about|of) (?:it|that|this))?$"
)
_SOMEBODY: Final = re.compile(r"\b(?:he|she|him|her)\b")
_POINTS: Final = frozenset(("it", "that", "this", "he", "she", "him", "her", "they", "them", "there", "one", "else"))
_WISHED: Final = re.compile(r"^(?:please )?(?:will|would|can|could) (?:you|i|we)\b")
_REFUSED: Final = re.compile(r"(?:^|[.!?,] )(?:no|none|nothing)\b|\b(?:not|never|\w+n't)\b", re.IGNORECASE)
"""What denies; "no hurry" does not."""
_WHY: Final = re.compile(_LED + r"(?:why|how come|why is that)$")
_MISSES: Final = re.compile(
    _LED + r"(?:do|did) you (?:(?:still|ever|really|not) )*miss (?:it|him|her|them)"
    r"(?: (?:much|a lot|terribly|sometimes|still|very much))*$"
)
_WHY_NOT: Final = re.compile(_LED + r"why (?:not|will you not|can you not|would you not)$")
_BARE: Final = re.compile(
    _LED + r"(?:since when|how so|how come|why|why so(?: \w+)?|for how long|why is (?:that|it)"
    r"|what for|when|where|who|really|are you sure"
    r"|(?:who|when|where|why|how|how much|what) (?:is|are|was|did|does|do)"
    r" (?:it|that|this|he|she|they|there)(?: \w+)?)$"
)
"""Looked past, and answered as any question."""
_FORMS: Final = (_SOURCE, _MEANING, _MORE, _GOOD, _INCLUDED, _DANGER, _WHY_NOT, _BARE)
_MINE: Final = re.compile(r"\b(?:I|my|me)\b")
_HOLDS: Final = 0.5
"""Share of a fact's words that the last exchange must hold for the fact to be what was just told."""


def _never(_: str) -> bool:
    return False


def just_told(answer: Answer, past: Callable[[str], bool] = _never) -> Known | None:
    """The fact that the last exchange told, whole or in part; turns that hang on it themselves are looked past, and so
    are those that `past` knows.
    """
    told = answer.before.told
    known = next((each for each in answer.knowledge.facts if told and memory.key_of(each.fact.text) == told[-1]), None)
    words = set(content(tokens(known.fact.text))) if known is not None else set()
    if not words:
        return None
    last: set[str] = set()
    for turn in reversed(answer.before.history):
        last.update(content(tokens(turn.text)))
        said = " ".join(tokens(turn.text))
        if turn.player and not _is_hanging(said) and not past(said):
            break
    return known if len(words & last) >= _HOLDS * len(words) else None


def _is_hanging(text: str) -> bool:
    words = text.split()
    told = len(content(words))
    return told == 0 or (told == 1 and not _POINTS.isdisjoint(words)) or any(form.search(text) for form in _FORMS)


def heard_no(answer: Answer) -> bool:
    """Whether the NPC's last turn denies something."""
    heard = [turn.text for turn in answer.before.history if not turn.player][-1:]
    return bool(heard and _REFUSED.search(heard[0]))


def _wished(answer: Answer) -> bool:
    """Whether the player has just asked for something."""
    wished = [turn.text for turn in answer.before.history if turn.player][-1:]
    return bool(wished and _WISHED.search(" ".join(tokens(wished[0]))))


def _was_refused(answer: Answer) -> bool:
    """Whether the player asked for something, and heard a no."""
    return _wished(answer) and heard_no(answer)


def _spoke_of_own(answer: Answer) -> bool:
    """Whether the NPC's last turn told of its own past."""
    last = [set(content(tokens(turn.text))) for turn in answer.before.history if not turn.player][-1:]
    own = [*answer.knowledge.myself, *(each.fact for each in answer.knowledge.facts if each.own)]
    told = (set(content(tokens(fact.text))) for fact in own if _MINE.search(fact.text))
    return bool(last) and any(words and len(words & last[0]) >= _HOLDS * len(words) for words in told)


def repeats(answer: Answer, known: Known) -> bool:
    """Whether a fact was just told, and what is asked now leans on it without a word of it: told again, it says
    nothing to "since when?".
    """
    own = set(content(list(answer.heard.words)))
    return known == just_told(answer) and own.isdisjoint(content(tokens(known.fact.text)))


def hangs(answer: Answer) -> bool:
    """Answer what only means something after the fact just told. False where the turn is nothing of the kind."""
    text = " ".join(answer.heard.words)
    if _MISSES.search(text) and _spoke_of_own(answer):
        answer.say("reply_missed")
        return True
    known = just_told(answer)
    if known is None:
        why_not = _WHY_NOT.search(text)
        if (why_not and (heard_no(answer) or _wished(answer))) or (_WHY.search(text) and _was_refused(answer)):
            answer.say("reply_why_refused")
            return True
        if why_not:
            answer.say("reply_why_what")
        return bool(why_not)
    if _SOURCE.search(text):
        answer.say("reply_source")
    elif _MEANING.search(text):
        answer.tell(known.fact, "reply_again")
    elif _GOOD.search(text):
        answer.say("reply_judged_person" if _SOMEBODY.search(text) else "reply_judged")
    elif _SURE.search(text):
        answer.say("reply_doubted")
    elif _DANGER.search(text):
        answer.say("reply_wary")
    elif _INCLUDED.search(text) and repeats(answer, known):
        answer.say("reply_included")
    elif _MORE.search(text):
        _tell_more(answer, known)
    else:
        return False
    return True


def _tell_more(answer: Answer, known: Known) -> None:
    """Something untold of the same matter, else that this was all."""
    words = set(content(tokens(known.fact.text)))
    untold = [
        (len(words & set(content(tokens(other.fact.text)))), other)
        for other in answer.knowledge.facts
        if answer.untold([other.fact]) and not answer.hides(other.fact.text)
    ]
    near = max(untold, key=lambda pair: pair[0], default=(0, known))
    if near[0]:
        answer.tell(near[1].fact, "reply_also")
    else:
        answer.say("reply_all_known")
