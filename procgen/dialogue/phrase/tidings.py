"""Whether a fact is bad news, good news or neither, by its words: what is said around it must suit it.

Only words that hardly ever tell something else count. "A seat by the fire" is no bad news and "a wedding ring" no good.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_BE: Final = r"(?:is|are|was|were|be|been)"
_WHOM: Final = r"(?:him|her|me|them|us|you)"


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b")


_DEATH: Final = _any_of(
    rf"{_BE} (?:\w+ )?dead|(?:found|lies|lay) dead|dead in",
    r"(?<!before he )(?<!before she )died|dying|killed(?! (?:an?|two|three) )|murder(?:ed|s)?|(?<!the )drown(?:s|ed)",
    "hanged|starved",
    rf"{_BE} (?:buried|shot)",
)
_ILL: Final = _any_of(
    r"kills?|stabbed|bleed(?:s|ing)?|poison(?:s|ed|ing)|starv(?:es?|ing)|beaten|blown up|wept|weeps",
    rf"fever|plague|croup|(?:{_BE}|fallen|fell|gone) (?:\w+ )?(?:sick|ill)|broke (?:his|her|my|their|down)",
    r"stole|stolen|robbed|robs?|wolves|raiders|bandits|pirates|betray(?:s|ed)|blackmail(?:s|ed)?|threaten(?:s|ed)?",
    rf"cheated|(?:cheats|beats|hunts) {_WHOM}|attack(?:s|ed)|arrested|evicted|sacked|dangerous|escaped",
    r"burn(?:ed|t) down|caught fire|on fire|flood(?:s|ed)|collapsed?|crashed|sank|sunk|smashed|cracked|turned back",
    r"leak(?:s|ed|ing)|(?<!light )fail(?:s|ed|ing)|missing|vanished|disappeared",
    rf"{_BE} gone|ha(?:s|ve) gone|gone dry|runs? dry|ran dry|run out|ran out",
    r"lost (?:his|her|my|their|its|two|three|four|five)",
    rf"{_BE} (?:cursed|haunted|blocked|out|down)|{_BE} (?:closed|shut)(?! (?:on|from|at)\b)",
    r"owes? (?:three|two|four|a month|rent)|nobody has seen|nobody came",
    r"(?:has|have) not (?:spoken|written|returned|come|been seen)",
)
_GOOD: Final = _any_of(
    rf"won (?:the|a|an|his|her|my)|wins the|the wedding is|{_BE} (?:betrothed|healed|saved|rescued|pardoned|mended)",
    rf"{_BE} (?:repaired|promoted)|recovered|freed|c(?:a|o)me home|come back safe|(?:works|runs) again|in bloom",
    r"inherited|the largest catch|gave (?:him|her|me|us) (?:a|an|the|his|her)",
)


def tidings_of(fact: str) -> str:
    """`ill`, `good`, or empty where a fact is neither, or both: "the murdered baker won the prize"."""
    ill, good = tells_of_death(fact) or _tells_ill(fact), _GOOD.search(fact) is not None
    return "" if ill == good else "ill" if ill else "good"


@lru_cache(maxsize=4096)
def _tells_ill(fact: str) -> bool:
    return _ILL.search(fact) is not None


@lru_cache(maxsize=4096)
def tells_of_death(fact: str) -> bool:
    """Whether somebody died in it."""
    return _DEATH.search(fact) is not None
