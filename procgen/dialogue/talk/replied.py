"""What the player replies to what the NPC asked: "What brings you here?" - "my sister's wedding"."""

from __future__ import annotations

import re
from typing import Final

from procgen.dialogue.phrase.english import word_set
from procgen.dialogue.talk.answer import Answer
from procgen.dialogue.talk.meant import RULED
from procgen.dialogue.talk.spelling import sentences, tokens
from procgen.dialogue.talk.state import State

_ASKS: Final = (
    (
        "purpose",
        r"^(?:so |and |now )*what (?:brings|brought) (?:you|someone)|\byour (?:business|purpose)\b"
        r"|^what (?:is it )?(?:do )?you (?:need|want|wish|are looking for)|^what is it you (?:want|need|are)"
        r"|^what are you (?:after|looking for)"
        r"|^what can i (?:do|get|show)|^what (?:will|would) you (?:have|like)|^why (?:are|have) you (?:here|come)",
    ),
    (
        "fares",
        r"^(?:and )?are you (?:well|all right|ok|okay|tired|hurt)\b|\bhow are you\b|^how about yourself$|^and you$"
        r"|\bare you keeping\b|\bhow (?:do you fare|goes it|have you been)\b",
    ),
)
_HOW: Final = _ASKS[1][1]
_ASKING: Final = re.compile(r"(?:and |but |so )*(?:who|whom|whose|what|where|when|why|how|which)\b")
_SHORT: Final = 8
_STATED: Final = re.compile(
    r"\b(?:state your purpose|state your own condition|you look like you have had a long one)\b"
)
_LAST: Final = 2
"""Sentences from the end among which a question still waits for an answer."""
_LOOSE: Final = word_set(
    "claim news statement small_talk tell_self besides doubtful sayable hard kindly agree confide unsure acknowledge"
    " boast complain comfort condole philosophy offtopic remark offer joke"
)
"""Acts that what answers a question is taken for."""
_PLAIN: Final = word_set("claim statement small_talk tell_self")
"""The same where it is not known what was asked."""
_WANTS: Final = word_set("declinable plea request ask_pass disagree")
"""Acts that a reason to be here may look like: "a drink and a bed"."""
_REPLIES: Final = word_set("yes no ask_how statement acknowledge unsure small_talk thank")
"""Acts of the rules that reply to a question."""
_HOSTILE: Final = word_set("insult threaten odd gibberish farewell hard order accuse")
_NAME: Final = 2
"""Words of a name alone."""
_WORDS: Final = 14
"""Longer turns tell something of their own."""
_ILL: Final = re.compile(
    r"\b(?:not (?:\w+ )?(?:good|well|great|fine)|no|tired|weary|exhausted|awful|terrible|bad|badly|hurt|sore|sick|ill"
    r"|lonely|sad|rough|miserable|worse than|worn out|been better|dreadful|horrible|cold)\b"
)
_SO: Final = re.compile(
    r"\b(?:(?:could|might) be worse|been worse|not (?:too |so |that )?bad|so so|surviving|alive|getting by|managing"
    r"|as well as|no worse|all right i suppose|the usual|same as (?:always|ever)|hanging in there)\b"
)
_WELL: Final = re.compile(
    r"\b(?:fine|good|well|great|better|wonderful|yes|all right|alright|ok|okay|happy|can not complain|never better"
    r"|splendid|excellent)\b"
)


def question_of_npc(before: State) -> str:
    """What the NPC asked at the end of its last turn: "purpose", "fares", "other", or an empty string."""
    if not before.history or before.history[-1].player:
        return ""
    for sentence in reversed(sentences(before.history[-1].text)[-_LAST:]):
        plain = " ".join(tokens(sentence))
        if not sentence.rstrip("\"')").endswith("?") and not _STATED.search(plain):
            continue
        if _STATED.search(plain):
            return "purpose" if "purpose" in plain else "fares"
        return next((kind for kind, pattern in _ASKS if re.search(pattern, plain)), "other")
    return ""


def take_reply(answer: Answer, kind: str) -> bool:
    """Take the player's words as the reply to what the NPC asked. False where they are none."""
    heard, asked = answer.heard, question_of_npc(answer.before)
    if "?" in heard.text or heard.questions or len(heard.words) > _WORDS or _asks(heard.text):
        return False
    if asked in ("", "other") and _asked_how(answer.before) and len(heard.words) <= _SHORT:
        asked = "fares"  # the player asked it, and tells of themselves
    if not asked:
        return False
    ruled = any(act.sure >= RULED and act.kind not in _REPLIES for act in heard.ruled)
    if asked == "fares":
        section = _fares(" ".join(heard.words))
        if section and not ruled and kind not in _HOSTILE:
            answer.say(section)
            return True
        return False
    if answer.topics and len(heard.words) <= _NAME:
        return False  # a name alone asks about it
    if asked == "purpose" and (kind in _LOOSE or (kind in _WANTS and not ruled)):
        answer.say("reply_purpose")
        return True
    if kind not in _PLAIN or len(heard.words) < _NAME or answer.before.asked == "name":
        return False
    answer.say("reply_answered")
    return True


def _asks(text: str) -> bool:
    return any(_ASKING.match(" ".join(tokens(each))) for each in sentences(text))


def _asked_how(before: State) -> bool:
    said = [" ".join(tokens(turn.text)) for turn in before.history if turn.player][-1:]
    return bool(said and re.search(_HOW, said[0]))


def _fares(text: str) -> str:
    """The section that hears how somebody is; empty where they do not say."""
    for section, pattern in (("reply_fares_so", _SO), ("reply_fares_ill", _ILL), ("reply_fares_well", _WELL)):
        if pattern.search(text):
            return section
    return ""
