"""Numbers in a text: heights, masses and ages, in figures and words, metric and imperial."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_UNITS = (
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_DECADES = ["twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties"]
_DIGITS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_INCH_M, _POUND_KG, _STONE_KG = 0.0254, 0.45359237, 6.35029318
_PARTS = {"early": 2.0, "mid": 5.0, "middle": 5.0, "late": 8.0}
_NUMBER = r"(\d+(?:[.,]\d+)?)"
_TALL = r"(?:[\s-]*(?:tall|high|in height))?"
_MEASURED = r"(?=\s*(?:$|[,;.])|[\s-]+(?:years?|yrs?|feet|foot|ft|met(?:er|re)s?|kilo|kg|pounds?|lbs?|stone|inch))"


@dataclass(slots=True)
class Quantities:
    """What was read, in metres, kilograms and years, and the text without it."""

    text: str
    stature: float | None = None
    mass: float | None = None
    age_years: float | None = None


def read_quantities(text: str) -> Quantities:
    """Take heights, masses and ages out of a text in lower case. Where several are given the last counts."""
    found = Quantities(_figures(text))

    def take(pattern: str, use: Callable[[re.Match[str]], None]) -> None:
        def used(match: re.Match[str]) -> str:
            use(match)
            return " "

        found.text = re.sub(pattern, used, found.text)

    def feet(match: re.Match[str]) -> None:
        found.stature = (12 * float(match[1]) + float(match[2] or 0)) * _INCH_M

    def metres(match: re.Match[str]) -> None:
        found.stature = _value(match[1])

    def metres_and(match: re.Match[str]) -> None:
        found.stature = float(match[1]) + float(match[2]) / 100

    def centimetres(match: re.Match[str]) -> None:
        found.stature = _value(match[1]) / 100

    def mass(unit_kg: float) -> Callable[[re.Match[str]], None]:
        def use(match: re.Match[str]) -> None:
            found.mass = _value(match[1]) * unit_kg

        return use

    def years(match: re.Match[str]) -> None:
        found.age_years = _value(match[1])

    def decade(match: re.Match[str]) -> None:
        word = match[2]
        start = float(word[:2]) if word[0].isdigit() else 10.0 * (_DECADES.index(word) + 2)
        found.age_years = start + _PARTS.get(match[1] or "mid", 5.0)

    take(r"\b([3-8])\s*(?:'|feet|foot|ft\.?)\s*(?:(\d{1,2})\s*(?:\"|''|inch(?:es)?|in\b)?)?" + _TALL, feet)
    take(r"\b([12])\s*m\s*(\d\d)\b" + _TALL, metres_and)
    take(_NUMBER + r"[\s-]*(?:cm|centimet(?:er|re)s?)\b" + _TALL, centimetres)
    take(_NUMBER + r"[\s-]*(?:m|met(?:er|re)s?)\b" + _TALL, metres)
    take(_NUMBER + r"[\s-]*(?:kg|kgs|kilos?|kilograms?)\b", mass(1.0))
    take(_NUMBER + r"[\s-]*(?:lbs?|pounds?)\b", mass(_POUND_KG))
    take(_NUMBER + r"[\s-]*stones?\b", mass(_STONE_KG))
    take(r"\b(?:aged?|age of)\s+" + _NUMBER + r"(?:\s*years?)?\b", years)
    take(_NUMBER + r"[\s-]*(?:years?|yrs?|yo|y/o)\b(?:[\s-]*(?:olds?|of age))?", years)
    take(
        r"(?:\bin (?:his|her|their|the) )?\b(?:(early|mid|middle|late)[\s-]+)?\b("
        + "|".join(_DECADES)
        + r"|[2-8]0s)\b",
        decade,
    )
    take(r"\b(?<=of )" + _NUMBER + r"(?=\s*(?:,|;|\.|$))", years)
    take(r"(?:(?<=^)|(?<=,))\s*" + _NUMBER + r"\s*(?=,|;|\.|$)", years)
    return found


def _value(text: str) -> float:
    return float(text.replace(",", "."))


def _figures(text: str) -> str:
    """Number words as figures: tens wherever they are, others before units."""

    def tens(match: re.Match[str]) -> str:
        return str(10 * (_TENS.index(match[1]) + 2) + (_DIGITS.index(match[2]) + 1 if match[2] else 0))

    text = re.sub(rf"\b({'|'.join(_TENS)})(?:[\s-]({'|'.join(_DIGITS)}))?\b", tens, text)
    return re.sub(rf"\b({'|'.join(_UNITS)}){_MEASURED}", lambda match: str(_UNITS.index(match[1]) + 2), text)
