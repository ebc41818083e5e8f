"""Texts made comparable: look-alike letters, accents, invisible characters, spacing and leet are taken away."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_UPPER = {
    # Greek and Cyrillic capitals look like other letters than their small ones, so they come before case is folded.
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ": "abezhikmnoptyx",
    "АВЕЅІЇЈКМНОРСТУХԌԚԜҮҺӀ": "abesiijkmhopctyxgqwyhl",
}
_LOWER = {
    "αβγεηικμνορστυχωϲ": "abyenikuvopotuxwc",
    "авеѕіїјкмнорстухԁԛԝүһӏѵґь": "abesiijkmhopctyxdqwyhlvrb",
    "ıłøđðħŧɡɑɩʟɴʀʏƒ": "iloddhtgailnryf",
    "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋᴌᴍᴏᴘꜱᴛᴜᴠᴡᴢ": "abcdefghijklmopstuvwz",
    "աոսհցօ": "wnuhgo",
}
_LOOKALIKES = {
    ord(a): b for table in (_UPPER, _LOWER) for odd, plain in table.items() for a, b in zip(odd, plain, strict=True)
}
# Letters in squares and circles that compatibility folding leaves alone, and the letters of flags.
for _first in (0x1F150, 0x1F170, 0x1F1E6):
    _LOOKALIKES.update({_first + place: chr(ord("a") + place) for place in range(26)})

_LEET = str.maketrans("034578$@+€", "oeastbsate")
_LEET_ANY = re.compile(r"[0-9@$!|+€]")
_LEET_SIGN = re.compile(r"[@$!|+€](?=\w)")
_WORD = re.compile(r"[^\W_]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_THRICE = re.compile(r"(.)\1+")


def fold(text: str) -> str:
    """Small letters without accents, look-alikes as the Latin letters they resemble, nothing invisible."""
    if text.isascii():
        return _CONTROL.sub("", text.lower())
    plain = unicodedata.normalize("NFKC", text).translate(_LOOKALIKES).casefold()
    apart = unicodedata.normalize("NFKD", plain).translate(_LOOKALIKES)
    return "".join(
        letter for letter in apart if unicodedata.category(letter) not in {"Mn", "Me", "Cf", "Cc"} or letter in "\n\t"
    )


def words(folded: str) -> tuple[str, ...]:
    """Letters and digits in a row."""
    return tuple(_WORD.findall(folded))


@lru_cache(maxsize=1 << 14)
def collapse(word: str) -> str:
    """Letters that stand twice or more in a row, once."""
    return _THRICE.sub(r"\1", word)


def _leet(folded: str, one: str) -> tuple[str, ...]:
    spelled = _LEET_SIGN.sub(lambda match: one if match[0] in "!|" else match[0].translate(_LEET), folded)
    found = []
    for word in words(spelled):
        digits = sum(map(str.isdigit, word))
        # A number is a number, unless it is long enough to be a word and would otherwise hide it.
        found.append(
            word.translate(_LEET).replace("1", one) if digits > 0 and (digits < len(word) or digits >= 4) else word
        )
    return tuple(found)


@lru_cache(maxsize=1024)
def readings(text: str) -> tuple[tuple[str, ...], ...]:
    """The words of a text as they stand, and as they read where digits and signs stand for letters."""
    folded = fold(text)
    plain = words(folded)
    if not _LEET_ANY.search(folded):
        return (plain,)
    return tuple(dict.fromkeys((plain, _leet(folded, "i"), _leet(folded, "l"))))
