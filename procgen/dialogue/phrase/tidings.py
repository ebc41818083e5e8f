"""Whether a fact is bad news, good news or neither, by its words: what is said around it must suit it.

Only words that hardly ever tell something else count. "A seat by the fire" is no bad news and "a wedding ring" no good.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_BE: Final = r"(?:is|are|was|were|be|been)"
_WHOM: Final = r"(?:him|her|me|them|us|you)"
_DEATH: Final = re.compile(
    rf"\b(?:{_BE} (?:\w+ )?dead|found dead|lies dead|lay dead|dead in|(?<!before he )(?<!before she )died|dying|killed|murder(?:ed|s)?|(?<!the )drown(?:s|ed)|hanged"
    rf"|{_BE} (?:buried|shot)|starved)\b"
)
_ILL: Final = re.compile(
    rf"\b(?:kills?|stabbed|bleed(?:s|ing)?|poison(?:s|ed|ing)|starv(?:es?|ing)|fever|plague|croup"
    rf"|(?:{_BE}|fallen|fell|gone) (?:\w+ )?(?:sick|ill)|stole|stolen|robbed|robs?|wolves|raiders|bandits|pirates"
    r"|burn(?:ed|t) down|caught fire|on fire|flood(?:s|ed)|collapsed?|crashed|sank|sunk|leak(?:s|ed|ing)|fail(?:s|ed|ing)"
    rf"|missing|vanished|escaped|disappeared|{_BE} gone|has gone|have gone|gone dry|runs? dry|ran dry|run out|ran out"
    rf"|betray(?:s|ed)|blackmail(?:s|ed)?|threaten(?:s|ed)?|arrested|{_BE} (?:cursed|haunted|blocked|out|down)|{_BE} (?:closed|shut)(?! (?:on|from|at)\b)"
    rf"|attack(?:s|ed)|dangerous|evicted|sacked|cheated|cheats {_WHOM}|beats {_WHOM}|hunts {_WHOM}"
    r"|owes? (?:three|two|four|a month|rent)|(?:has|have) not (?:spoken|written|returned|come|been seen)"
    r"|nobody has seen|nobody came|wept|weeps|broke (?:his|her|my|their|down)|smashed|cracked"
    r"|lost (?:his|her|my|their|its|two|three|four|five)|beaten|blown up|turned back)\b"
)
_GOOD: Final = re.compile(
    rf"\b(?:won (?:the|a|an|his|her|my)|wins the|the wedding is|{_BE} (?:betrothed|healed|saved|rescued|pardoned"
    r"|mended|repaired|promoted)|recovered|freed|came home|come home|come back safe|works again|runs again|in bloom|inherited"
    r"|the largest catch|gave (?:him|her|me|us) (?:a|an|the|his|her))\b"
)


@lru_cache(maxsize=4096)
def tidings_of(fact: str) -> str:
    """`ill`, `good`, or empty where a fact is neither, or both: "the murdered baker won the prize"."""
    ill, good = tells_of_death(fact) or _ILL.search(fact) is not None, _GOOD.search(fact) is not None
    return "" if ill == good else "ill" if ill else "good"


def tells_of_death(fact: str) -> bool:
    """Whether somebody died in it."""
    return _DEATH.search(fact) is not None
