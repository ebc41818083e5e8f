"""What a player asks of somebody's life: "got any kids?", and then "a boy or a girl?", "how old is she?"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from procgen.dialogue.phrase.english import word_set
from procgen.kit.english import read_words

_FOLLOWS_UP: Final = 9
"""Words at most of what follows from the matter in hand."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of a life.

    Attributes:
        matter: "age", "children", "food", ...
        aspect: what of it, "age", "name", "does", "where", "miss", "fond", "fate", "long", "why"; empty for the matter.
        which: relations that are asked for ("son"), a sex, "youngest", or empty for all.
        many: whether it is asked of more than one.
        follows: whether it is understood only from what was told before.
    """

    matter: str
    aspect: str = ""
    which: str = ""
    many: bool = False
    follows: bool = False


_WORDS: Final[Mapping[str, Any]] = read_words(Path(__file__).with_suffix(".toml"))
KINS: Final[Mapping[str, str]] = {matter: "|".join(words) for matter, words in _WORDS["kin"].items()}
"""Words for kin, by matter, as a pattern."""
_RELATIONS: Final = {
    "wife": "wife", "husband": "husband", "girlfriend": "wife", "boyfriend": "husband", "missus": "wife",
    **dict.fromkeys(("son", "sons", "boy", "boys"), "son"),
    **dict.fromkeys(("daughter", "daughters", "girl", "girls"), "daughter"),
    **dict.fromkeys(("mother", "mum", "mom", "mama"), "mother"),
    **dict.fromkeys(("father", "dad", "papa"), "father"),
    **dict.fromkeys(("brother", "brothers"), "brother"), **dict.fromkeys(("sister", "sisters"), "sister"),
    "youngest": "youngest", "he": "male", "him": "male", "his": "male", "she": "female", "her": "female",
}  # fmt: skip
_PLURAL: Final = word_set(
    "children kids sons daughters boys girls ones parents folks brothers sisters siblings they them their"
)
_OPENS: Final = rf"^(?:{'|'.join(_WORDS['openings'])})\b"
_MENTIONS: Final = {
    matter: re.compile(
        rf"{_OPENS}(?: \w+){{0,3}}? (?:{kin})\b(?! of\b)|{_OPENS} (?:{kin})\b|\byour (?:\w+ )?(?:{kin})\b"
    )
    for matter, kin in KINS.items()
}
_BESIDES: Final = re.compile(r"\b(?:seen|heard|know|want|need|sell|where can|should i|my|our|his|the)\b")
"""In what is asked of other people's kin."""
_ASPECTS: Final = {name: re.compile("|".join(patterns)) for name, patterns in _WORDS["aspects"].items()}
_FAVOURITE: Final = (
    r"\bfavou?rite (?:{0})\b|^(?:and |what about |how about )*(?:your )?(?:favou?rite )?(?:{0})$"
    r"|\bwh(?:at|ich) (?:{0}) do you (?:like|love|prefer|enjoy)\b"
)
_PLAIN: Final = (
    *((name, re.compile(_FAVOURITE.format("|".join(nouns)))) for name, nouns in _WORDS["favourites"].items()),
    *((name, re.compile("|".join(patterns))) for name, patterns in _WORDS["matters"].items()),
)
_BY_KIND: Final[Mapping[str, str]] = {
    "ask_age": "age", "ask_married": "partner", "ask_children": "children", "ask_parents": "parents",
    "ask_siblings": "siblings", "ask_family": "family", "ask_pet": "pet", "ask_friends": "friend",
    "ask_origin": "origin", "ask_rooted": "origin", "ask_since": "since", "ask_became": "became",
    "ask_food": "food", "ask_drink": "drink", "ask_colour": "colour", "ask_season": "season", "ask_hobby": "hobby",
    "ask_dream": "hope", "ask_goal": "hope", "ask_regret": "regret", "ask_proud": "proud", "ask_fear": "fear",
}  # fmt: skip
"""Kinds of acts that ask for a matter, where no pattern tells it more exactly."""
_ASKING: Final = re.compile(
    r"^(?:and |so |but |oh |well |then |ok |please |say )*"
    r"(?:who|what|which|where|when|why|how|do|does|did|have|has|are|is|was|were|any|got|tell|you|would|can|your|an?|no)\b"
)
_YOURS: Final = re.compile(
    r"\byou(?:r|rs|rself)?\b|^(?:and |so |but )*(?:any|got|what about|how about|favou?rite|biggest)\b|^and\b"
)
_POINTS: Final = re.compile(r"\b(?:he|him|his|she|her|they|them|their|it|that|there|one|this)\b")
_SHORT: Final = {"u": "you", "ur": "your", "r": "are"}
_BARE: Final = re.compile(
    r"^(?:and |but |so |oh )*(?:why(?: \w+| that one| is that)?|how (?:many|old|come|long(?: ago)?)|where"
    r"|when(?: was that)?|what (?:is|are) (?:the|their|his|her) names?|names?|an? \w+ or an? \w+|\w+ or \w+)$"
)


def asked_of_life(words: Sequence[str], kind: str, in_hand: str, *, question: bool) -> Asked | None:
    """What a player asks of one's life, if it is that.

    Args:
        words: as `Understood.words`.
        kind: of the main act.
        in_hand: the matter that was told last, or an empty string.
        question: whether a mark says that it is asked.
    """
    words = [_SHORT.get(word, word) for word in words]
    plain = re.sub(
        r"(?: (?:then|please|now|though|again|exactly|by the way|if i may ask|sir|madam))+$", "", " ".join(words)
    )
    if kind not in _BY_KIND and not (question or _ASKING.search(plain)):
        return None
    aspect = next((name for name, pattern in _ASPECTS.items() if pattern.search(plain)), "")
    which = next((_RELATIONS[word] for word in words if word in _RELATIONS), "")
    many = not _PLURAL.isdisjoint(words)
    if _YOURS.search(plain) and not _BESIDES.search(plain):
        for matter, pattern in _MENTIONS.items():
            if pattern.search(plain):
                return Asked(matter, aspect, which, many)
    if in_hand and len(words) <= _FOLLOWS_UP and aspect and "i" not in words:
        points = _POINTS.search(plain) is not None
        about_self = re.search(r"\byou\b", plain) and aspect not in (
            "miss",
            "fond",
            "where",
            "fate",
            "why",
            "when",
            "name",
        )
        if _BARE.search(plain) or (points and not about_self):
            return Asked(in_hand, aspect, which, many, follows=True)
    found = next((matter for matter, pattern in _PLAIN if pattern.search(plain)), "") if _YOURS.search(plain) else ""
    if not found:
        found = _BY_KIND.get(kind, "")
        if found == "since" and not {"here", "lived", "live", "town", "village"}.isdisjoint(words):
            found = "lived"
    if not found:
        return None
    if found == "moved":
        return Asked("origin", "why")
    wanted = aspect if (found, aspect) in (("partner", "long"), ("partner", "why")) else ""
    return Asked(found, wanted)
