"""Turns that leave out what was said before them, spelled out: "I'm from the north. And you?" asks where from."""

from __future__ import annotations

import re
from typing import Final

from procgen.dialogue.talk.spelling import sentences, tokens
from procgen.dialogue.talk.state import State

_YOU_TOO: Final = re.compile(
    r"(?:^|[ ,])(?:(?:(?:and|but|so) )?(?:what|how) about you(?:rself)?|and you(?:rself)?"
    r"|(?P<bare>you|yourself)|(?P<kin>(?:and )?(?:do you have|have you|have you got|got|you got) any(?: yourself)?))$"
)
_LED_IN: Final = re.compile(
    r"(?:and |but |so )?(?:what|how) about you[,?]? +(?=(?:where|what|who|how|why|when|do|are|have|did)\b.+\?$)",
    re.IGNORECASE,
)
"""Leads in a question that says itself what it asks."""
_BARE_YOU: Final = re.compile(r"[.,;!] *(?:you|yourself) *\?$", re.IGNORECASE)
"""How "fine, you?" is written, which "I like you" is not."""
_KIN: Final = r"(?:my|our|an?|no|two|three|four|five|any|some|the) (?:\w+ )?"
_TURNED: Final = (
    (r"\b(?:i|we) (?:\w+ )?(?:(?:am|come|came|hail) from|(?:was|were) born|grew up)\b|\bi am .*\bfrom \w"
     r"|\bwhere (?:are|do) you (?:come )?from\b", "Where are you from?"),
    (rf"\b{_KIN}(?:children|child|kids?|sons?|daughters?)\b", "Do you have children?"),
    (rf"\b{_KIN}(?:wife|husband)\b|\bi am (?:\w+ )?(?:married|engaged|single|widowed)\b", "Are you married?"),
    (rf"\b{_KIN}(?:brothers?|sisters?)\b", "Do you have any brothers or sisters?"),
    (rf"\b{_KIN}(?:mother|father|parents|mum|mom|dad|family)\b", "Do you have a family?"),
    (rf"\b{_KIN}(?:dogs?|cats?|pets?)\b", "Do you have a pet?"),
    (r"\bi am \w+(?: \w+)? years old\b|\bhow old are you\b", "How old are you?"),
    (r"\bi am (?:\w+ )?(?:afraid|scared|frightened) of\b|\bi fear\b", "What are you afraid of?"),
    (r"\bi (?:dream|always dreamed|hope|want|wish) (?:of|to|for)\b|\bmy dream\b", "What do you dream of?"),
    (r"\bi (?:really |do |just )?(?:like|love|enjoy|hate|can not stand) (?!it$|you$|that$)(?P<what>\w+(?: \w+){0,3})$",
     "Do you like {what}?"),
    (r"\bmy name is\b|\bcall me\b|\bwhat is your name\b|\bwho are you\b", "What is your name?"),
    (r"\bi (?:work|trade|farm|fish|hunt|sell|make|repair|fly|sail)\b"
     r"|\bi (?:am|was|have been) an? \w+(?: \w+)?(?: all my life| by trade| for \w+ years)?$"
     r"|\bmy (?:trade|job|work)\b",
     "What do you do here?"),
    (r"\b(?:i am|feeling|i feel)? ?(?:fine|well|good|great|tired|ok|okay|all right|alright|bad|hungry|cold|worse|rough"
     r"|better|surviving|complain)\b"
     r"|\bare you (?:well|all right)\b|\bhow are you\b", "How are you?"),
)  # fmt: skip
"""What somebody tells of themselves, or is asked, and what "and you?" asks behind it."""
_OF_KIN: Final = "Do you have"
"""How those begin that "do you have any?" asks, too."""
_OF_ONESELF: Final = "Tell me about yourself."


def spelled_out(text: str, before: State) -> str:
    """The question that "and you?" stands for, after what the player told in the same breath or the turn before; the
    text itself where it is nothing of the kind.
    """
    if led := _LED_IN.match(text):
        return text[led.end() :]
    plain = " ".join(tokens(text))
    found = _YOU_TOO.search(plain)
    if found is None or (found["bare"] and not _BARE_YOU.search(text)):
        return text
    if found["kin"] and "?" not in text:
        return text
    front = plain[: found.start()].strip()
    asked = _turned(front)
    if found["kin"]:
        return asked if asked.startswith(_OF_KIN) else text
    if front:
        return asked or text
    player = [turn.text for turn in before.history if turn.player][-1:]
    told = [each for each in sentences(player[0]) if not each.endswith("?")] if player else []
    if told and before.turns and (asked := _turned(" ".join(tokens(" ".join(told))))):
        return asked
    npc = [turn.text for turn in before.history if not turn.player][-2:]
    if told and _replied(before) and (asked := _turned(" ".join(tokens(npc[0])))):
        return asked
    return _OF_ONESELF


def _replied(before: State) -> bool:
    """Whether the player's last turn replied to a question of the NPC's."""
    for place in range(len(before.history) - 1, -1, -1):
        if before.history[place].player:
            return place > 0 and before.history[place - 1].text.rstrip().endswith("?")
    return False


def _turned(plain: str) -> str:
    for pattern, asked in _TURNED:
        if found := re.search(pattern, plain):
            return asked.format(**found.groupdict())
    return ""
