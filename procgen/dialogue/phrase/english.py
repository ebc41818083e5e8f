"""The English that code must know: articles, plurals, possessives, numbers, pronouns, capitals."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def word_set(text: str) -> frozenset[str]:
    """Words that spaces part."""
    return frozenset(_words(text))


_SILENT_H = re.compile(r"(?:hour|honest|honou?r|heir(?!d))", re.IGNORECASE)
_SOUNDS_YOU_OR_WON = re.compile(
    r"(?:uni(?!n|m)|us(?:e|u|a)|ut(?:e|o)|eu|ewe|one(?!r)|once|ubiq|ura|u-|uk)", re.IGNORECASE
)
_LETTERS_BEGINNING_WITH_VOWELS = "AEFHILMNORSX"
_DETERMINERS = word_set(
    "a an the my your his her its our their this that these those some any no every each either neither both all"
    " many much few several another enough half"
)
_MASS = word_set(
    "ale ammo ammunition armor armour bacon barley beef beer blood bread butter cargo cash cheese clay cloth coal"
    " cotton dust equipment evidence fish flour food fuel furniture fur garlic gear gold grain grass gunpowder hay"
    " help honey ice information ink iron ivory jewelry juice leather lumber luggage mail mead meat medicine milk"
    " money mud news oil ore oxygen paper parchment powder rice rum rye salt sand silk silver steel straw sugar tea"
    " timber tobacco trouble venison water wheat whiskey wine wood wool work advice knowledge magic luck music"
    " poison proof plasma lightning thunder rain snow fog smoke"
)
_PLURAL_AS_THEY_ARE = word_set("deer fish sheep series species aircraft spacecraft offspring swine bison")
_IRREGULAR = {
    "man": "men", "woman": "women", "child": "children", "foot": "feet", "tooth": "teeth", "goose": "geese",
    "mouse": "mice", "louse": "lice", "ox": "oxen", "person": "people", "die": "dice", "penny": "pence",
    "knife": "knives", "wife": "wives", "life": "lives", "leaf": "leaves", "loaf": "loaves", "half": "halves",
    "wolf": "wolves", "thief": "thieves", "elf": "elves", "shelf": "shelves", "calf": "calves", "self": "selves",
    "sheaf": "sheaves", "scarf": "scarves", "hoof": "hooves", "staff": "staves", "dwarf": "dwarves",
    "potato": "potatoes", "tomato": "tomatoes", "hero": "heroes", "echo": "echoes", "torpedo": "torpedoes",
    "cactus": "cacti", "fungus": "fungi", "axis": "axes", "crisis": "crises", "oasis": "oases",
}  # fmt: skip
_ENDS_IN_MAN = re.compile(r"(?:wo)?man$")
_NOT_MEN = word_set("human german roman shaman talisman caiman")
_PARTS = re.compile(r"\s+(?:of|from|for|with|in|to|without|under|made)\s+")
_SMALL = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
)
_TENS = _words("zero ten twenty thirty forty fifty sixty seventy eighty ninety")
NUMBERS: Mapping[str, int] = MappingProxyType(
    {word: number for number, word in enumerate(_SMALL)}
    | {word: 10 * tens for tens, word in enumerate(_TENS) if tens > 1}
)
"""By word, from zero to twenty, and the tens."""
_NUMBER_WORDS = frozenset((*_SMALL, *_TENS, "hundred", "thousand", "dozen", "million"))
ORDINALS = _words("first second third fourth fifth sixth seventh")
WEEKDAYS = _words("monday tuesday wednesday thursday friday saturday sunday")
MONTHS = _words("january february march april may june july august september october november december")
COUNTING = frozenset(
    (*NUMBERS, "hundred", "thousand", "half", "quarter", "dozen", "noon", "midnight", *ORDINALS, *WEEKDAYS, *MONTHS)
) - word_set("zero one second march may")
"""Words by which one tells how much, which one or when, but for those that mostly say something else."""
_MARKUP = re.compile(r"(?:\[[^\]]*\]|<[^>]*>)+")
_PRONOUNS = {
    "female": ("she", "her", "her"),
    "male": ("he", "him", "his"),
    "thing": ("it", "it", "its"),
    "": ("they", "them", "their"),
}


def _bare(text: str) -> str:
    """Without the markup that it begins with."""
    return text[match.end() :] if (match := _MARKUP.match(text)) else text


def begins_with_vowel_sound(text: str) -> bool:
    """Whether "an" stands before it: "hour", "8 coins", "MRI" and "apple", not "unicorn" or "one"."""
    text = _bare(text).lstrip("\"'")
    word = re.match(r"[^\W_]+", text)
    if word is None:
        return False
    first = word[0]
    if first[0].isdigit():
        return first[0] == "8" or (first in ("11", "18") or re.match(r"1[18](?:,\d{3})+", text) is not None)
    if len(first) > 1 and first.isupper() and not first.isdigit():
        return first[0] in _LETTERS_BEGINNING_WITH_VOWELS
    if _SILENT_H.match(first):
        return True
    return first[0].lower() in "aeiou" and not _SOUNDS_YOU_OR_WON.match(first)


def article(text: str) -> str:
    """The one that stands before it: "a" or "an"."""
    return "an" if begins_with_vowel_sound(text) else "a"


def has_determiner(text: str) -> bool:
    """Whether it begins with an article, a possessive, a number or the like."""
    text = _bare(text)
    words = text.split()
    if not words:
        return False
    first = words[0].lower().strip(",.;:!?")
    return (
        first in _DETERMINERS
        or all(part in _NUMBER_WORDS for part in first.split("-"))
        or first[0].isdigit()
        or words[0].endswith(("'s", "s'"))
    )


def is_name(text: str) -> bool:
    """Whether it is written as names are, with a capital, or is a variable."""
    text = _bare(text)
    return text[:1].isupper() or text[:1] == "{"


def is_plural(text: str) -> bool:
    """Whether a noun phrase looks plural: "moonpetals", "sacks of flour"."""
    head = _head(text)
    word = head.split()[-1].lower() if head.split() else ""
    if word in _MASS:
        return False
    return word in _IRREGULAR.values() or (
        word.endswith("s") and not word.endswith(("ss", "us", "is", "'s")) and len(word) > 2
    )


def _head(text: str) -> str:
    return _PARTS.split(text, maxsplit=1)[0]


def with_article(text: str) -> str:
    """With "a" or "an": "an iron key"; names, plurals, stuff ("water") and what has a determiner stay as they are."""
    head = _head(_bare(text)).split()
    if not head or has_determiner(text) or is_name(text) or is_plural(text) or head[-1].lower() in _MASS:
        return text
    return f"{article(text)} {text}"


def _plural_word(word: str) -> str:
    lower = word.lower()
    if lower in _PLURAL_AS_THEY_ARE or lower in _MASS:
        return word
    if lower in _IRREGULAR:
        plural = _IRREGULAR[lower]
        return word[0] + plural[1:] if word[0].lower() == plural[0] else plural
    if _ENDS_IN_MAN.search(lower) and lower not in _NOT_MEN:
        return word[:-2] + "en"
    if re.search(r"(?:s|x|z|ch|sh)$", lower):
        return word + "es"
    if re.search(r"[^aeiou]y$", lower):
        return word[:-1] + "ies"
    return word + "s"


def plural(text: str) -> str:
    """Of a noun phrase without a number: "iron key" is "iron keys", "sack of flour" is "sacks of flour"."""
    words = text.split(" ")
    if words and words[0].lower() in ("a", "an"):
        text = " ".join(words[1:])
    if not text or is_plural(text):
        return text
    head = _head(text)
    before, space, last = head.rpartition(" ")
    return before + space + _plural_word(last) + text[len(head) :]


def possessive(text: str) -> str:
    """Whose: "Mira's", "the guards'", "James's"."""
    if text.endswith("s") and not is_name(text) and is_plural(text):
        return text + "'"
    return text + "'s"


@lru_cache(maxsize=4096)
def number_in_words(text: str) -> str:
    """Of a whole number up to 999,999, with or without commas; anything else stays as it is."""
    if not re.fullmatch(r"\d{1,3}(?:,\d{3})*|\d+", text):
        return text
    number = int(text.replace(",", ""))
    return _spelt(number) if number < 1_000_000 else text


def _spelt(number: int) -> str:
    if number < 20:
        return _SMALL[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens] + (f"-{_SMALL[ones]}" if ones else "")
    size, word = (100, "hundred") if number < 1000 else (1000, "thousand")
    count, rest = divmod(number, size)
    if not rest:
        return f"{_spelt(count)} {word}"
    joint = " and " if rest < 100 else " "
    return f"{_spelt(count)} {word}{joint}{_spelt(rest)}"


def pronoun(case: str, sex: str) -> str:
    """Of case "they", "them" or "their", for ``female``, ``male``, ``thing`` or anybody else."""
    return _PRONOUNS.get(sex, _PRONOUNS[""])[("they", "them", "their").index(case)]


def capital(text: str) -> str:
    """With a large first letter; markup in front of it and variables stay as they are."""
    start = match.end() if (match := _MARKUP.match(text)) else 0
    while start < len(text) and text[start] in "\"'":
        start += 1
    return text[:start] + text[start : start + 1].upper() + text[start + 1 :]


_PLURAL_VERBS = {
    "is": "are", "was": "were", "has": "have", "isn't": "aren't", "wasn't": "weren't", "hasn't": "haven't",
    "doesn't": "don't", "does": "do", "stays": "stay", "suits": "suit", "looks": "look", "goes": "go", "costs": "cost",
    "needs": "need", "belongs": "belong", "matters": "matter", "lies": "lie", "comes": "come", "knows": "know",
}  # fmt: skip
_SINGULAR_VERBS = {plural: singular for singular, plural in _PLURAL_VERBS.items()}
_FIRST_VERB = re.compile(r"(?<=^ )[a-z]+(?:n't)?\b")


def agreed(text: str, many: bool) -> str:
    """What follows a noun, the verb that it begins with made to agree: " is yours" becomes " are yours"."""
    table = _PLURAL_VERBS if many else _SINGULAR_VERBS
    return _FIRST_VERB.sub(lambda match: table.get(match[0], match[0]), text)


def listing(things: Sequence[str]) -> str:
    """One after the other: "a key, a rope and a lamp"."""
    if len(things) < 2:
        return "".join(things)
    return f"{', '.join(things[:-1])} and {things[-1]}"


def sentence(text: str) -> str:
    """With a capital and, where nothing ends it, a full stop."""
    text = capital(text)
    return text if text.rstrip("\"')]").endswith((".", "!", "?")) else text + "."
