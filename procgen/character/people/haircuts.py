"""Which style of hair or beard adjectives mean: "long wavy hair", "a short beard"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from procgen.character.hair import BEARDS, HAIR
from procgen.character.wardrobe.kind import Value

_LONG = ("long", "waist-length")
_SHORT = ("short", "cropped", "chin-length")
_CURLY = ("curly", "frizzy", "coiled")
_BY_WORD = {
    "shaved": "buzz_cut",
    "shaven": "buzz_cut",
    "buzzed": "buzz_cut",
    "braided": "braids",
    "plaited": "braids",
    "slicked": "slicked_back",
    "slicked-back": "slicked_back",
    "spiky": "spiky",
    "tonsured": "tonsure",
    "messy": "textured_crop",
    "unkempt": "textured_crop",
    "cropped": "textured_crop",
    "chin-length": "bob",
    "shoulder-length": "shoulder_wavy",
}
"""Adjectives that are as good as the name of a style."""
_LONG_ONES = (
    "long_straight",
    "shoulder_wavy",
    "long_curly",
    "ponytail",
    "braids",
    "dreadlocks",
    "box_braids",
    "bun",
    "half_up",
    "hime",
    "pigtails",
    "side_braid",
)


def hair_kind(
    kind: str, words: Mapping[str, float], sex: float | None, age_years: float | None
) -> tuple[str, dict[str, Value]]:
    """A style of hair and its options.

    Args:
        kind: its name, or "" if only adjectives speak of it.
        words: adjectives to their strength, 1 without words of degree.
        sex: 0 female to 1 male, or None; short hair is another for women and men.
        age_years: likewise.

    Returns:
        Name of the kind, "" for any, and options.
    """
    long = any(words.get(word, 0) > 0 for word in _LONG)
    short = any(words.get(word, 0) > 0 for word in _SHORT)
    curly = any(words.get(word, 0) > 0 for word in _CURLY)
    if not kind:
        named = [_BY_WORD[word] for word in words if word in _BY_WORD]
        kind = named[0] if named else _shape(long, short, curly, words, sex)
    if not kind:
        return "", {}
    options: dict[str, Value] = {}
    if kind in _LONG_ONES and (long or short):
        options["length"] = 0.1 if short else 1.0 if max(words.get(word, 0) for word in _LONG) > 1.2 else 0.75
    elif words.get("short", 0) > 1.2:
        options["length"] = 0.15
    if curly:
        options["curl"] = 1.0
    elif "wavy" in words:
        options["curl"] = 0.6
    elif "straight" in words:
        options["curl"] = 0.0
    if "thick" in words or "voluminous" in words:
        options["volume"] = 0.9
    elif "thin" in words or "thinning" in words:
        options["volume"] = 0.1
    if "receding" in words or "thinning" in words:
        options["receding"] = 0.7
    known = HAIR.kinds[kind].options
    return kind, {name: value for name, value in options.items() if name in known}


def _shape(long: bool, short: bool, curly: bool, words: Mapping[str, float], sex: float | None) -> str:
    """A style by length and curl; "" where nothing is said of either."""
    woman = sex is not None and sex < 0.5
    wavy, straight = "wavy" in words, "straight" in words
    if short:
        return "curly_short" if curly else "pixie" if woman else "side_part"
    if long:
        return "long_curly" if curly else "shoulder_wavy" if wavy else "long_straight"
    if curly:
        return "shoulder_wavy" if woman else "curly_short"
    if wavy:
        return "side_part" if sex is not None and not woman else "shoulder_wavy"
    if straight:
        return "side_part" if sex is not None and not woman else "long_straight"
    return ""


def beard_kind(kinds: Sequence[str], words: Mapping[str, float]) -> tuple[str, dict[str, Value]]:
    """Likewise of beards; a moustache beside another beard is part of it."""
    others = [kind for kind in kinds if kind != "moustache"]
    kind = others[0] if others else kinds[0] if kinds else ""
    if not kind:
        if words.get("braided", 0) > 0:
            kind = "braided"
        elif any(words.get(word, 0) > 0 for word in ("long", "bushy", "thick", "full", "big", "great", "large")):
            kind = "full_long" if not {"full"} >= {*words} else "full_short"
        elif any(words.get(word, 0) > 0 for word in ("short", "trimmed", "neat", "thin")):
            kind = "full_short"
    if not kind:
        return "", {}
    options: dict[str, Value] = {}
    if words.get("long", 0) > 0:
        options["length"] = 1.0 if words["long"] > 1.2 else 0.75
    elif {"short", "trimmed", "neat"} & {*words}:
        options["length"] = 0.2
    if {"bushy", "thick", "big", "great", "large"} & {*words}:
        options["volume"] = 0.9
    elif "thin" in words:
        options["volume"] = 0.15
    if "curly" in words:
        options["curl"] = 1.0
    if "moustache" in kinds and kind != "moustache":
        options["moustache"] = "yes"
    known = BEARDS.kinds[kind].options
    return kind, {name: value for name, value in options.items() if name in known}
