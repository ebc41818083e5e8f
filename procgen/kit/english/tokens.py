"""A text as words, numbers and the marks between them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_QUOTES = str.maketrans("\u2019\u2018\u02bc\u201d\u201c", "'''\"\"")
_TOKEN = re.compile(r"(?P<mark>[,;.:!?()\n])|(?P<number>\d+(?:\.\d+)?)|[^\W\d_]+(?:'[^\W\d_]+)?")
_DENIED = re.compile(r"(?:[a-z]+n't|cannot)$")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a text.

    Attributes:
        word: as a vocabulary would have it: "smith's" is "smith", "isn't" is "not".
        written: as it stands in the text, in lower case.
        mark: whether it is punctuation.
        name: whether it has a capital inside of a sentence.
    """

    word: str
    written: str
    mark: bool = False
    name: bool = False


def plain(text: str) -> str:
    """With the quotes of typewriters; as long as the text."""
    return text.translate(_QUOTES)


def tokens(text: str) -> tuple[Token, ...]:
    """Words, numbers and punctuation of a text; hyphens part words."""
    written = text.lower()
    capitals = text if len(text) == len(written) else written
    found: list[Token] = []
    for match in _TOKEN.finditer(plain(written)):
        word, start, end = match[0], match.start(), match.end()
        if _DENIED.match(word):
            word = "not"
        elif word.endswith("'s"):
            word, end = word[:-2], end - 2
        elif not match["number"]:
            word = word.replace("'", "")
        begins = not found or (found[-1].mark and found[-1].word != ",")
        name = capitals[start].isupper() and capitals[start:end].istitle() and not begins
        found.append(Token(word, written[start:end], match["mark"] is not None, name))
    return tuple(found)
