"""The alphabet of sounds that networks know, what kind each is, and how IPA is written in it.

The letters are those of misaki's English (hexgrad, Apache-2.0), which the packaged network was taught with: IPA, but
for diphthongs and affricates, which are one letter each.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from procgen.errors import Violation

EDGE: Final = "$"
"""Number 0: before the first and after the last sound of a sentence."""
SYMBOLS: Final[Mapping[str, int]] = MappingProxyType(
    {EDGE: 0, ";": 1, ":": 2, ",": 3, ".": 4, "!": 5, "?": 6, "—": 9, "…": 10, '"': 11, "(": 12, ")": 13, "“": 14,
     "”": 15, " ": 16, "A": 24, "I": 25, "O": 31, "T": 36, "W": 39, "Y": 41, "ᵊ": 42, "b": 44, "d": 46, "f": 48,
     "h": 50, "i": 51, "j": 52, "k": 53, "l": 54, "m": 55, "n": 56, "p": 58, "s": 61, "t": 62, "u": 63, "v": 64,
     "w": 65, "z": 68, "ɑ": 69, "ɐ": 70, "æ": 72, "ɔ": 76, "ð": 81, "ʤ": 82, "ə": 83, "ɛ": 86, "ɜ": 87, "ɡ": 92,
     "ɪ": 102, "ŋ": 112,
     "θ": 119, "ɹ": 123, "ɾ": 125, "ʃ": 131, "ʧ": 133, "ʊ": 135, "ʌ": 138, "ʒ": 147, "ʔ": 148, "ˈ": 156,
     "ˌ": 157, "ː": 158, "ᵻ": 177}
)  # fmt: skip
"""Each letter's number in the network's table."""
VOWELS: Final = frozenset("AIOWYiuɑɐæɔəɛɜɪʊʌᵊᵻ")
NASALS: Final = frozenset("mnŋ")
LIQUIDS: Final = frozenset("lɹwj")
PLOSIVES: Final = frozenset("pbtdkɡTɾʔ")
FRICATIVES: Final = frozenset("fvθðszʃʒh")
AFFRICATES: Final = frozenset("ʧʤ")
CONSONANTS: Final = NASALS | LIQUIDS | PLOSIVES | FRICATIVES | AFFRICATES
SOUNDS: Final = VOWELS | CONSONANTS
STRESSES: Final = frozenset("ˈˌː")
PAUSES: Final = frozenset(';:,.!?—…"()“” ') | {EDGE}
ENDS: Final = frozenset(".!?…")

_FROM_IPA: Final = (
    ("t͡ʃ", "ʧ"), ("d͡ʒ", "ʤ"), ("tʃ", "ʧ"), ("dʒ", "ʤ"), ("eɪ", "A"), ("aɪ", "I"), ("oʊ", "O"), ("əʊ", "O"),
    ("aʊ", "W"), ("ɔɪ", "Y"), ("ɚ", "əɹ"), ("ɝ", "ɜɹ"), ("g", "ɡ"), ("r", "ɹ"), ("ɒ", "ɑ"), ("a", "ɑ"), ("e", "ɛ"),
    ("o", "O"), ("ɫ", "l"), ("ʍ", "w"), ("ɨ", "ᵻ"), ("ɥ", "j"), ("y", "u"), ("ø", "ɛ"), ("œ", "ɛ"),
    ("x", "k"), ("ç", "h"), ("ʁ", "ɹ"), ("ɲ", "nj"), ("ɣ", "ɡ"), ("β", "v"), ("c", "k"), ("q", "k"), ("ː", ""),
    (".", ""), ("͡", ""), ("'", "ˈ"),
)  # fmt: skip


def read_phonemes(text: str, field: str, wrong: list[Violation]) -> str:
    """What IPA, or the letters of :data:`SYMBOLS` themselves, say.

    Args:
        text: "ˈmɪlfɚd".
        field: where it stands, for errors.
        wrong: what can't be read is added here.

    Returns:
        Letters of :data:`SYMBOLS`.
    """
    found = text.strip().strip("/")
    for sign, letters in _FROM_IPA:
        found = found.replace(sign, letters)
    for place, letter in enumerate(found):
        if letter not in SOUNDS and letter not in STRESSES and letter != " ":
            wrong.append(Violation.of(field, f"{letter!r} at {place + 1} of {text}", "sounds of English in IPA"))
            return ""
    if not SOUNDS & set(found):
        wrong.append(Violation.of(field, repr(text), "at least one sound of English in IPA"))
        return ""
    # IPA marks the syllable, the network's letters the vowel.
    return re.sub(r"([ˈˌ])([^ˈˌ AIOWYiuɑɐæɔəɛɜɪʊʌᵊᵻ]+)", r"\2\1", found)
