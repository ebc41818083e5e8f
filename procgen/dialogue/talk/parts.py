"""A fact read into its parts: who, what, when, where, why, how, how many and whose, each as words of the fact.

By rules alone: a clause is cut before prepositions and conjunctions, and each piece is told by how it begins and by the
words in it. "The market opens at dawn on the south square" has a when, "at dawn", and a where, "on the south square".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from procgen.dialogue.phrase.english import MONTHS, WEEKDAYS, word_set
from procgen.dialogue.phrase.facts import subject_of
from procgen.dialogue.phrase.verbs import BASES

_REASON = re.compile(r"\b(?:because|for fear|so that|in order to|due to|thanks to|on account of)\b.*", re.IGNORECASE)
_CUT = re.compile(
    r"(?:^|(?<=\s))(?<!half )(?<!quarter )(?<!five )(?<!ten )(?<!twenty )(?=(?:in|at|near|under|underneath|beneath"
    r"|behind|beyond|above|over|below|beside|between|inside|outside|on|across|along|past|by|with|without|from|to|into|onto|off"
    r"|out|through|up|down|upon|within|around|against|toward|towards|before|after|until|till|since|during|every|each"
    r"|last|next|when|while|once|twice|and|but|who|which|that|where|if|unless|for|today|yesterday|tomorrow|tonight"
    r"|daily|weekly|nightly)\b)",
    re.IGNORECASE,
)
_PLACE = word_set(
    "in at near under underneath beneath behind beyond above over below beside between inside outside on across along"
    " past from to into onto off out through up down upon within around against toward towards by"
)
_TIME_BEGINS = word_set(
    "before after until till since during every each last next when while once twice today yesterday tomorrow tonight"
    " daily weekly nightly ago"
)
_TIME = re.compile(
    r"\b(?:yesterday|today|tonight|tomorrow|morning|noon|midday|afternoon|evening|eve|nights?|midnight|dawn|dusk"
    r"|sunset|sunrise|sundown|daybreak|nightfall|hours?|minutes?|days?|weeks?|months?|years?|seasons?|spring|summer"
    rf"|autumn|winter|(?:{'|'.join(WEEKDAYS)})s?|{'|'.join(MONTHS)}"
    r"|o'clock|[ap]m|\d{1,2}:\d\d|1\d{3}|20\d\d|harvest|midsummer|midwinter"
    r"|\w+mas|easter|lent|moon|tide|bell|shifts?|watch|cycles?|term|recess|breakfast|lunch|supper|vespers|matins|lauds"
    r"|prime|compline|(?:half|quarter|five|ten|twenty|twenty-five) (?:past|to) \w+|saint \w+'s? day"
    r"|hundred (?:ship's time|hours)|first light|(?:the )?(?:first|second|third|fourth|fifth|tenth|last) of the \w+|ago"
    r"|weekends?|holidays?|century|childhood|\w+(?:th|st|nd|rd)-night)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"^(?:at|by|from|until|till|before|after|to|around|past) (?:about )?(?:one|two|three|four|five|six|seven|eight|nine"
    r"|ten|eleven|twelve|\d{1,2})(?: (?:thirty|fifteen|forty-five))?$",
    re.IGNORECASE,
)
_NUMBER = (
    r"(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?|hundred|thousand"
    r"|million|dozen|half|both|none|several|twice|thrice|\w+pence|a (?:half)?(?:farthing|penny|shilling|dollar|nickel"
    r"|dime|crown|guinea|hundred|dozen|thousand|couple|pair|pfennig|copper|florin|groat))\b"
)
_AMOUNT = re.compile(
    rf"\b(?:(?:about|over|nearly|almost|only|some) )?{_NUMBER}(?:(?: and)? {_NUMBER})*"
    r"(?:(?: (?!(?:and|or|but|in|at|on|for|from|to|of|by|with|that|who|is|are|was|were|has|had"
    r"|a|an|per|each|every|because|when|while|where|if|as|so|than)\b)\w[\w'-]*){1,2})?"
    r"(?: (?:a|an|per|each|every) \w+)?",
    re.IGNORECASE,
)
_EDGES = " ,;:\t\n\r\v\f"
_WAY = re.compile(r"^(?:by \w+ing\b|with\b|without\b)")
_OWNER = re.compile(r"(?:\b(?:the |my |his |her )?(?:[a-z]+ )?(?:[A-Z][\w.-]*(?: [A-Z][\w-]*)*|[a-z]+))'s?(?= [a-z])")
_BELONGS = re.compile(r"\b(?:belongs?|belonged) to ((?:the )?\w+(?: [A-Z]\w+)*)")
_PERSON = re.compile(
    r"^(?:[A-Z]|i\b|he\b|she\b|my |his |her |nobody|everyone|everybody|somebody|someone)"
    r"|(?:\b|\w)(?:man|woman|boy|girl|king|queen|wife|husband|brother|sister|son|daughter|mother|father|uncle|aunt|cousin|nephew|niece|smith|priest|friar|abbot|marshal"
    r"|sheriff|captain|doctor|widow|guard|thief|crew|child|children|people|men|women|\w+er|\w+or|\w+ist)$"
)


@lru_cache(maxsize=4096)
def parts_of(text: str) -> Mapping[str, tuple[str, ...]]:
    """The parts of a fact by kind: "who", "what", "when", "where", "why", "how", "how_many", "whose". Words of the text
    as they stand there, the surest of a kind first; a kind that it does not hold is missing.
    """
    found: dict[str, list[str]] = {}

    def add(kind: str, piece: str) -> None:
        piece = piece.strip(_EDGES)
        if piece and piece not in found.setdefault(kind, []):
            found[kind].append(piece)

    reason = _REASON.search(text)
    plain = text[: reason.start()].rstrip(" ,") if reason else text
    if reason:
        add("why", reason[0])
    purpose = _purpose(plain)
    if purpose:
        add("why", purpose)
        plain = plain[: plain.index(purpose)].rstrip(" ,")
    subject = subject_of(plain)
    bare = _CUT.split(subject)[0].strip(" ,") if subject else ""
    if bare:
        add("who" if _PERSON.search(bare) else "what", bare)
    for kind, piece in [*_pieces(plain[len(subject) :]), *_pieces(subject), *_pieces(reason[0] if reason else "")]:
        add(kind, piece)
    for match in _AMOUNT.finditer(text):
        if match[0].lower() not in ("one", "both") and not any(match[0] in each for each in found.get("when", [])[:1]):
            add("how_many", match[0])
    for piece in found.get("when", []):
        if _LASTS.match(piece):
            add("how_many", piece.removeprefix("for "))
    owner = _BELONGS.search(text) or _OWNER.search(text)
    if owner:
        add("whose", owner[1] if owner.re is _BELONGS else owner[0].removesuffix("'s").removesuffix("'"))
    return {kind: tuple(pieces) for kind, pieces in found.items()}


_LASTS = re.compile(rf"^(?:for )?(?:{_NUMBER}|once|twice)\b", re.IGNORECASE)
_INFINITIVE = re.compile(r"(?<=[a-z] )to (?=([a-z]+)\b).*")
_WANTS = word_set(
    "want wants wanted has have had need needs needed try tries tried begin begins began ought going used likes like"
    " loves hopes hoped means meant promised refuses refused learned learnt able supposed seems seemed swore agreed"
    " asked"
)


def _purpose(text: str) -> str:
    """What for: "to buy back the mill" of "he saves to buy back the mill"; nothing where the verb asks for it."""
    for match in _INFINITIVE.finditer(text):
        before = text[: match.start()].split()
        if match[1] in BASES and len(before) > 2 and before[-1].lower() not in _WANTS:
            return match[0]
    found = _FOR.search(text)
    return found[0] if found else ""


_FOR = re.compile(r"\bfor (?:\w+ing\b.*|luck\b|fear\b.*|love\b.*|a debt\b.*|company\b)")


def _pieces(body: str) -> Iterator[tuple[str, str]]:
    """Pieces with their kinds; neighbours of one kind are one: "from four to six"."""
    pending = ("", "")
    for piece in filter(None, (part.strip(_EDGES) for part in _CUT.split(body))):
        kind = _kind(piece)
        if kind and kind == pending[0] and _joins(kind, piece, pending[1]):
            pending = (kind, f"{pending[1]} {piece}")
            continue
        if pending[0]:
            yield pending
        pending = (kind, piece)
        if kind == "when" and piece.startswith(("when ", "since ")) and len(piece.split()) > 3:
            yield ("how" if piece.startswith("when ") else "why"), piece
    if pending[0]:
        yield pending


def _joins(kind: str, piece: str, before: str) -> bool:
    first, last = (text.split(maxsplit=1)[0].lower() for text in (piece, before))
    if kind == "where":
        return first in ("under", "behind", "beside", "between", "to") and last != first
    return first in ("to", "and", "on", "in", "until", "before", "after") or last in (
        "every",
        "each",
        "from",
        "between",
    )


def _kind(piece: str) -> str:
    first = piece.split(maxsplit=1)[0].lower()
    if _CLOCK.match(piece) or (
        _TIME.search(piece) and (first in _PLACE | _TIME_BEGINS | {"for"} or _AGO.search(piece))
    ):
        return "when"
    if first in _TIME_BEGINS:
        return "when"
    if _WAY.match(piece):
        return "how"
    if first in _PLACE and " " in piece and first not in _NEEDS_NOUN:
        return "where"
    if first in _NEEDS_NOUN and re.match(r"\w+ (?:of )?(?:the|a|an|his|her|its|my|our|their|[A-Z])", piece):
        return "where"
    return ""


_AGO = re.compile(r"\bago\b")
_NEEDS_NOUN = word_set("off by to down out up")
"""Prepositions that are often something else; a place follows them with its article."""
