"""Who lives there, as sentences have it: "whose people have left", "where nobody goes hungry", "all but deserted".

Words of ``words.toml`` have one meaning each, whatever stands around them. Of "nobody", "left" and "deserted" that is
not true: such sayings are put into words of which it is, before a text is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from procgen.kit.english import plain, read_words

EMPTY: Final = " unpeopled "
"""What is said where nobody lives, of :mod:`procgen.world.text`'s words."""
LONELY: Final = " lonely "
"""What is said where few do."""
AGAIN: Final = " resettled "
"""What is said where somebody lives, whatever else is said."""
NOTHING: Final = " "
"""What is said of other things."""

_PEOPLE: Final = (
    "(?:people|folks?|human beings|humans?|inhabitants?|residents?|villagers|townsfolk|townspeople|citizens|dwellers"
    "|population|souls?|occupants?|miners|monks|nuns|fisher(?:s|men|folk)|farmers|settlers|colonists|owners?|builders"
    "|traders|families|humanity|mankind)"
)
_OF: Final = "(?:(?:all|its|their|the|whose|last|of|own|former|original|any|other|living|human|single) )*"
_EVERYONE: Final = "(?:everyone|everybody|all)"
_NOBODY: Final = (
    "(?:nobody|no one|no human being|(?:not|without|no) (?:a |one |any )?(?:single |living |human )*(?:soul|person))"
)
_DESERTED: Final = (
    "(?:deserted|abandoned|uninhabited|unsettled|forsaken|derelict|depopulated|unpeopled|unpopulated|unoccupied|lifeless"
    "|vacant|evacuated|given up|a ghost town)"
)
_LIVED_IN: Final = "(?:inhabited|lived in|populated|settled|occupied|peopled)"
_LIVE: Final = "(?:lives?|living|lived|dwells?|dwelt|resides?|resided)"
_AUXILIARY: Final = "(?:(?:has|have|had|is|are|was|were|been|be|ever|still|now|else|really|can|could|will) )*"
_IN_IT: Final = "(?:there|here|around|about|home|in sight|to be (?:seen|found)|in it|inside|within)"
_PLACE: Final = (
    "(?:village|town|city|hamlet|place|settlement|houses?|homes?|island|valley|castle|mine|camp|land|port|farm)"
)
_SINCE: Final = (
    "(?: (?:any more|anymore|any longer|no more|now|today|at all|ever since|forever|for good|there|here|in it|on it"
    "|(?:for )?(?:many |long |hundreds of )?(?:years|ages|decades|centuries|generations)(?: ago)?|long ago))*"
)
_WILD: Final = (
    "(?:the )?(?:ghosts?|spirits|spectres|the dead|animals|beasts|birds|wolves|rats|crows|ravens|gulls|seagulls|bats|"
    "spiders|sheep|goats|weeds|nature|ruin|rot|decay|elements|wild|itself)"
)
_LIVELY: Final = (
    f"(?:life|laughter|music|{_PEOPLE}|children|soldiers|bandits|pirates|refugees|pilgrims|merchants|squatters|traders)"
)
_HARD: Final = (
    "(?:(?:in|with|without) (?:fear|poverty|hunger|want|need|misery|squalor|peace|danger|hope)|alone|badly|long)"
)
_GONE: Final = (
    "(?:gone(?! (?:mad|fishing|hunting|hungry|crazy|wild|blind|bad|to|into))"
    "|fled(?! (?:here|hither|to (?:it|this|the)))"
    "|vanished|disappeared|departed|perished|died(?: (?:out|off|away))?|dead|emigrated|moved (?:away|on|out|elsewhere)"
    "|been (?:evacuated|driven out|killed)|(?:deserted|abandoned) it|given it up|gave it up"
    f"|left (?:it|(?:the|this|their) {_PLACE}|in (?:a hurry|haste|fear|panic))"
    "|left(?! (?:the|their|its|a|an|his|her|in|on|who|are|is|here|there|living|behind|of|over|alone)))"
)
_DEATH: Final = ("died", "dead", "perished", "been killed")
"""Of some people, unless all of them or those of the place are meant."""

_WORDS: Final = Path(__file__).with_name("words.toml")
_Change = Callable[[re.Match[str]], str]


def _pattern(text: str) -> str:
    """Of whole words; what parts them is a space, an end of a line or a hyphen."""
    return r"\b" + text.replace(" ", r"[\s-]+") + r"(?!\w)"


@cache
def _words(name: str) -> frozenset[str]:
    """A list of ``words.toml``."""
    return frozenset(read_words(_WORDS)[name].split())


def _left(match: re.Match[str]) -> str:
    """People have left, or some of them: "few people have left", "some of its people died"."""
    before = re.findall(r"[\w']+", match.string[: match.start()])
    said = " ".join(match[0].lower().split())
    if said.startswith("of ") or (before and before[-1].lower() in _words("some_of_them")):
        return match[0]
    if said.endswith(_DEATH) and not re.match(r"(?:its|their|whose|all|every|(?:the )?last)", said):
        return match[0]
    return EMPTY


def _by(match: re.Match[str]) -> str:
    # "Abandoned by the railway" says little, "abandoned by the sea" where it is.
    return match[0] if match["last"].lower() in _words("beside") else NOTHING


_RULES: Final[tuple[tuple[str, str | _Change], ...]] = (
    (_pattern("free of (?:charge|cost)"), NOTHING),
    # Said of what isn't so, or hardly.
    (
        _pattern(
            f"{_NOBODY} (?:would|could|can|will|should) (?:call|say|think|describe)(?P<of>[^,.;]*?) (?:as )?{_DESERTED}"
        ),
        lambda match: f"{match['of']}{NOTHING}",
    ),
    (
        _pattern(
            r"(?:no longer|never|far from|anything but|nowhere near|hardly|scarcely|barely|neither|nor|not|\w+n't)"
            r" (?:(?:being|been|at all|quite|entirely|completely|totally|wholly|fully|really|yet|in the least|so) )*"
            f"{_DESERTED}"
        ),
        NOTHING,
    ),
    (
        _pattern(
            f"(?:all but|almost|nearly|half|partly|partially|mostly|largely|virtually|practically|semi) {_DESERTED}"
        ),
        LONELY,
    ),
    (_pattern(f"(?:once|formerly|previously) {_DESERTED}"), NOTHING),
    (_pattern(f"(?:not|never|hardly|scarcely|\\w+n't) without {_OF}{_PEOPLE}"), NOTHING),
    (_pattern(f"without (?:(?:too|very|so) )?(?:many|few) {_PEOPLE}"), LONELY),
    (
        _pattern(
            f"(?:hardly|scarcely|barely) (?:anybody|anyone|a (?:living )?soul|{_OF}{_PEOPLE})(?: {_LIVE})?{_SINCE}"
        ),
        LONELY,
    ),
    # Nobody is there, or nobody does something.
    (
        _pattern(f"{_NOBODY} (?:{_AUXILIARY}{_LIVE} )?(?:{_IN_IT} )?(?:but|except|save|besides) {_WILD}(?: {_LIVE})?"),
        EMPTY,
    ),
    (
        _pattern(f"{_NOBODY} (?:{_AUXILIARY}{_LIVE} )?(?:{_IN_IT} )?(?:but|except|save|besides|other than|apart from)"),
        LONELY,
    ),
    (
        _pattern(f"{_NOBODY} (?:(?:has|have|had|will|would|could|can|ever|yet) )+(?:left|leave|abandoned|deserted)"),
        NOTHING,
    ),
    (_pattern(f"{_NOBODY} {_AUXILIARY}{_LIVE} {_HARD}"), NOTHING),
    (
        _pattern(f"{_NOBODY} {_AUXILIARY}(?:{_LIVE}|remain(?:s|ed|ing)?|inhabits)(?: {_IN_IT})?{_SINCE}"),
        EMPTY,
    ),
    (_pattern(f"nothing {_AUXILIARY}{_LIVE}(?: {_IN_IT})?{_SINCE}"), EMPTY),
    (_pattern(f"{_NOBODY} {_AUXILIARY}left(?! (?:behind|alone|out)){_SINCE}"), EMPTY),
    (_pattern(f"{_NOBODY} {_AUXILIARY}{_IN_IT}{_SINCE}"), EMPTY),
    (_pattern(f"(?:with|is|are|was|has) {_NOBODY}(?= (?:in(?! (?:charge|command|power|need|trouble))|on|at))"), EMPTY),
    (_pattern(f"{_NOBODY}{_SINCE}(?=\\s*(?:[,.;:!?()]|$|(?:and|or) ))"), EMPTY),
    (_pattern(f"{_NOBODY}"), NOTHING),
    (_pattern(f"(?:no|without) {_OF}{_PEOPLE} (?:who|that|whom|whose|noticing|knowing|have left)"), NOTHING),
    (_pattern(f"no {_PEOPLE} (?:is|are|was|were) (?!left|there|here|around|about|living|in)"), NOTHING),
    # Somebody is no longer there.
    (_pattern("by (?:all|everyone|everybody) (?:but|except|save)"), LONELY),
    (
        _pattern(
            "(?:deserted|abandoned|forsaken|left|given up|vacated|evacuated)(?: long ago)? by"
            f" (?:{_EVERYONE}|{_OF}{_PEOPLE})"
        ),
        EMPTY,
    ),
    (
        _pattern(
            r"(?:deserted|abandoned|forsaken)(?: long ago)? by (?:(?:the|its|their|his|her|a|an) )?"
            r"(?:\w+ of (?:the )?)?(?P<last>\w+)"
        ),
        _by,
    ),
    (
        _pattern(
            f"(?:{_EVERYONE}|{_OF}{_PEOPLE}) (?:(?:have|has|had|are|is|were|was|all|long|since|already|now) )*"
            f"{_GONE}{_SINCE}"
        ),
        _left,
    ),
    (
        _pattern(
            f"{_PEOPLE} (?:no longer|do not|don't|never|no more|used to|once|formerly) (?:{_LIVE}|stay)"
            f"(?: {_IN_IT})?{_SINCE}"
        ),
        EMPTY,
    ),
    (_pattern(f"(?:no longer|not|never|once|formerly|previously|\\w+n't) (?:been )?{_LIVED_IN}(?! by){_SINCE}"), EMPTY),
    (_pattern(f"(?:only|just) {_WILD} (?:still )?{_LIVE}"), EMPTY),
    (_pattern(f"(?:left|home) to (?:nobody|no one|{_WILD})(?: alone| only)?"), EMPTY),
    (
        _pattern(
            "(?:(?:but|yet|now|still|though|again|nevertheless),? )+(?:(?:is|are|quite|very|it|once|again) )*"
            f"(?:full of {_LIVELY}|inhabited|lived in|populated|peopled|resettled|people (?:still )?live|thriving"
            "|bustling|busy|lively|crowded|alive|teeming with (?:life|people))"
        ),
        lambda match: match[0] + AGAIN,
    ),
)
"""What is looked for, the first things first, and what is said instead."""


@cache
def _rules() -> tuple[tuple[re.Pattern[str], str | _Change], ...]:
    """They take a quarter of a second to compile: whoever only begins, or asks for no world, need not wait."""
    return tuple((re.compile(pattern, re.IGNORECASE), instead) for pattern, instead in _RULES)


def in_plain_words(text: str) -> str:
    """A text whose sayings of who lives there are single words.

    Args:
        text: in English.
    """
    text = plain(text)
    for pattern, instead in _rules():
        text = pattern.sub(instead, text)
    return text
