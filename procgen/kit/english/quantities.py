"""Numbers with units in a text: lengths, masses and ages, in figures and words, metric and imperial."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

_UNITS = (
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_DECADES = ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties")
_DIGITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_INCHES_M, _POUNDS_KG, _STONES_KG = 0.0254, 0.45359237, 6.35029318
_PARTS = {"early": 2.0, "mid": 5.0, "middle": 5.0, "late": 8.0}
_NUMBER = r"(\d+(?:[.,]\d+)?)"
_TALL = r"(?:[\s-]*(?:tall|high|in height))?"
_DECADE = rf"({'|'.join(_DECADES)}|[2-8]0s)\b"
_NUMBER_WORD = re.compile(
    rf"\b(?:({'|'.join(_TENS)})(?:[\s-]({'|'.join(_DIGITS)}))?|({'|'.join(_UNITS)}))\b", re.IGNORECASE
)
_MEASURED = re.compile(
    r"\s*(?:$|[,;.])|[\s-]+(?:years?|yrs?|feet|foot|ft|(?:centi|milli)?met(?:er|re)s?|kilo|kg|pounds?|lbs?|stone|inch)",
    re.IGNORECASE,
)
_AGED = re.compile(r"\b(?:aged?|age of)\s+$", re.IGNORECASE)
_Reading = Callable[[re.Match[str]], float]
_Patterns = tuple[tuple[re.Pattern[str], _Reading], ...]


def _value(match: re.Match[str]) -> float:
    return float(match[1].replace(",", "."))


def _decade(match: re.Match[str]) -> float:
    word = match[2].lower()
    start = float(word[:2]) if word[0].isdigit() else 10.0 * (_DECADES.index(word) + 2)
    return start + _PARTS[(match[1] or "mid").lower()]


def _compiled(*patterns: tuple[str, _Reading]) -> _Patterns:
    return tuple((re.compile(pattern, re.IGNORECASE), reading) for pattern, reading in patterns)


@cache
def _patterns() -> dict[str, _Patterns]:
    """What is looked for; of two that begin at one place the first counts."""
    return {
        "lengths": _compiled(
            (
                r"\b([3-8])\s*(?:'|feet|foot|ft\.?)\s*(?:(\d{1,2})\s*(?:\"|''|inch(?:es)?|in\b)?)?" + _TALL,
                lambda match: (12 * float(match[1]) + float(match[2] or 0)) * _INCHES_M,
            ),
            (r"\b([12])\s*m\s*(\d\d)\b" + _TALL, lambda match: float(match[1]) + float(match[2]) / 100),
            (_NUMBER + r"(?:\s*|-)(?:mm|millimet(?:er|re)s?)\b" + _TALL, lambda match: _value(match) / 1000),
            (_NUMBER + r"(?:\s*|-)(?:cm|centimet(?:er|re)s?)\b" + _TALL, lambda match: _value(match) / 100),
            (_NUMBER + r"(?:\s*|-)(?:m|met(?:er|re)s?)\b" + _TALL, _value),
        ),
        "masses": _compiled(
            (_NUMBER + r"(?:\s*|-)(?:kg|kgs|kilos?|kilograms?)\b", _value),
            (_NUMBER + r"(?:\s*|-)(?:lbs?|pounds?)\b", lambda match: _value(match) * _POUNDS_KG),
            (_NUMBER + r"(?:\s*|-)stones?\b", lambda match: _value(match) * _STONES_KG),
        ),
        "ages": _compiled(
            (r"\b(?:aged?|age of)\s+" + _NUMBER + r"(?:\s*years?)?\b", _value),
            (_NUMBER + r"[\s-]*(?:(?:years?|yrs?)[\s-]*(?:olds?|of age)|yo|y/o)\b", _value),
            (r"\bin (?:his|her|their) (?:(early|mid|middle|late)[\s-]+)?" + _DECADE, _decade),
        ),
        "bare ages": _compiled(
            (_NUMBER + r"[\s-]*(?:years?|yrs?)\b", _value),
            (r"(?:\bin the )?\b(?:(early|mid|middle|late)[\s-]+)?\b" + _DECADE, _decade),
            (r"\b(?<=of )" + _NUMBER + r"(?=\s*(?:,|;|\.|$))", _value),
            (r"(?:(?<=^)|(?<=,))\s*" + _NUMBER + r"\s*(?=,|;|\.|$)", _value),
        ),
    }


def take(kind: str, text: str) -> tuple[list[float], str]:
    """Take quantities out of a text.

    Args:
        kind: "lengths" in metres, "masses" in kilograms, "ages" in years, or "bare ages": whatever may be one where a
            person is described ("a man of 30").
        text: with its number words as :func:`figures`.

    Returns:
        The quantities in the order of the text, and the text without them.
    """
    found, rest, place = list[float](), list[str](), 0
    while True:
        matches = [
            (match.start(), number, match, reading)
            for number, (pattern, reading) in enumerate(_patterns()[kind])
            if (match := pattern.search(text, place))
        ]
        if not matches:
            return found, "".join([*rest, text[place:]])
        start, _, match, reading = min(matches, key=lambda entry: entry[:2])
        found.append(reading(match))
        rest += [text[place:start], " "]
        place = match.end()


def figures(text: str) -> str:
    """Number words of a text as figures, where a unit or the end of a clause follows or an age is told."""

    def figure(match: re.Match[str]) -> str:
        if not _MEASURED.match(text, match.end()) and not _AGED.search(text, 0, match.start()):
            return match[0]
        tens, digit, unit = ((group or "").lower() for group in match.groups())
        if unit:
            return str(_UNITS.index(unit) + 2)
        return str(10 * (_TENS.index(tens) + 2) + (_DIGITS.index(digit) + 1 if digit else 0))

    return _NUMBER_WORD.sub(figure, text)
