"""Constraints on what a language model may write, token by token, by the package llguidance.

A grammar makes must-say texts appear exactly, as whole words, between gaps of bounded length; it lets no names through
that the world lacks (but for the first word of a sentence) and ends where a sentence ends. Secrets are kept out beside
it, by `Ban`: in the grammar each would multiply its states.
"""

from __future__ import annotations

import importlib
import itertools
import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from procgen.dialogue.guard.secrets import leaks
from procgen.dialogue.request import Must
from procgen.errors import Failed, ModelUnavailable
from procgen.runtime.gguf import INSTALL, Vocabulary

Mask = npt.NDArray[np.bool_]

MOST_NAMES = 48
"""Names that a grammar lets through; the first ones of those given."""
_LONGEST_NAME = 24
"""Longer ones are left out: lines are bounded by their number of steps, and each could be such a name."""
_MOST_ORDERS = 4
"""So many must-say texts may come in any order; more come in the order given."""
_STEP_MARGIN = 3
"""Characters of a step besides its word's letters: punctuation and a space."""
_I = "I(?:'m|'ll|'d|'ve)?"


def line_pattern(must: Must, names: Sequence[str] = (), words: int = 20) -> str:
    """A regular expression of lines that hold all that must be said.

    Args:
        must: must-say texts and the longest line allowed.
        names: what may have a capital inside a sentence; also variables, as they are written.
        words: about how many words are wanted; lines have up to twice as many.

    Returns:
        Without anchors; it matches whole lines alone.
    """
    spare = must.most_characters - sum(map(len, must.say)) - 1
    letters = 14 if spare >= 12 * (14 + _STEP_MARGIN) else 9
    short_names = [name for name in dict.fromkeys(names) if 0 < len(name) <= _LONGEST_NAME][:MOST_NAMES]
    short_names.sort(key=len, reverse=True)
    longest = max([letters, *map(len, short_names)])
    steps = min(max(spare // (longest + _STEP_MARGIN), 0), max(2 * words, 4))
    literal = "|".join(map(_literal, short_names))
    known = f"|{literal}" if literal else ""
    short = rf"[a-z]{{1,{letters - 3}}}'(?:s|d|t|m|re|ll|ve)|[a-z]{{1,{letters - 6}}}-[a-z]{{1,5}}"
    inner = rf"(?:[a-z]{{1,{letters}}}|{short}|{_I}{known})"
    first = rf"(?:[A-Z][a-z]{{0,{letters - 4}}}(?:'(?:s|d|t|m|re|ll|ve))?|{_I}{known})"
    step = rf"(?:[,;]? {inner}|[.!?] {first})"
    if not must.say:
        return rf"{first}{step}{{{min(1, steps)},{max(steps - 1, 1)}}}[.!?]"
    gaps = len(must.say) + 1
    gap, tail = steps // gaps, steps - steps // gaps * (gaps - 1)
    orders = itertools.permutations(must.say) if len(must.say) <= _MOST_ORDERS else [must.say]
    return "|".join(_ordered(order, first, step, gap, tail) for order in dict.fromkeys(orders))


def _ordered(order: Sequence[str], first: str, step: str, gap: int, tail: int) -> str:
    parts = []
    for place, say in enumerate(order):
        plain, capital = _literal(say), _literal(say[0].upper() + say[1:])
        joint = rf"(?:[,;]? {plain}|[.!?] {capital})"
        if not place:
            parts.append(rf"(?:{capital}|{first}{step}{{0,{gap - 1}}}{joint})" if gap else capital)
        elif not _closes(order[place - 1]):
            parts.append(rf"{step}{{0,{gap}}}{joint}")
        else:
            parts.append(rf"(?: {capital}| {first}{step}{{0,{gap - 1}}}{joint})" if gap else f" {capital}")
    if not _closes(order[-1]):
        parts.append(rf"{step}{{0,{tail}}}[.!?]")
    elif tail:
        parts.append(rf"(?: {first}{step}{{0,{tail - 1}}}[.!?])?")
    return "".join(parts)


def _closes(say: str) -> bool:
    return say[-1] in ".!?"


def _literal(text: str) -> str:
    return re.escape(text).replace("\\ ", " ")


def line_grammar(must: Must, names: Sequence[str] = (), words: int = 20) -> str:
    """A grammar for `contract.LanguageModel.write`; see `line_pattern`."""
    return f"start: LINE\nLINE: /{_slashed(line_pattern(must, names, words))}/\n"


def _slashed(pattern: str) -> str:
    return pattern.replace("/", r"\/")


def json_grammar(schema: Mapping[str, Any], longest_text: int = 400, most_items: int = 16) -> str:
    """A grammar of JSON values that fit a schema, without idle blanks.

    Args:
        schema: JSON Schema. Texts and lists without bounds get these:
        longest_text: characters.
        most_items: entries.
    """
    bounded = _bounded(dict(schema), longest_text, most_items)
    bounded["x-guidance"] = {"whitespace_flexible": False}
    return f"start: %json {json.dumps(bounded)}\n"


def text_schema(must: Must, names: Sequence[str] = (), words: int = 20) -> dict[str, Any]:
    """Schema of a text in a JSON value that holds all that must be said."""
    return {"type": "string", "pattern": f"^(?:{line_pattern(must, names, words)})$"}


def _bounded(schema: Any, longest: int, most: int) -> Any:
    if isinstance(schema, list):
        return [_bounded(each, longest, most) for each in schema]
    if not isinstance(schema, dict):
        return schema
    found = {
        key: _bounded(value, longest, most) if key not in {"const", "enum"} else value for key, value in schema.items()
    }
    if found.get("type") == "string" and not {"pattern", "enum", "const", "maxLength", "format"} & found.keys():
        found["maxLength"] = longest
    if found.get("type") == "array":
        found.setdefault("maxItems", most)
    return found


class Tokens:
    """A tokeniser as llguidance wants it; making one takes a second, so keep it.

    Args:
        vocabulary: of the model.
        tokenise: text to tokens.

    Raises:
        ModelUnavailable: llguidance is not installed.
    """

    def __init__(self, vocabulary: Vocabulary, tokenise: Callable[[str], list[int]]) -> None:
        self._library = _llguidance()
        self.size = len(vocabulary.pieces)
        self._wrapped = self._library.LLTokenizer(
            self._library.TokenizerWrapper(_Given(vocabulary, tokenise)), eos_token=list(vocabulary.ends)
        )

    def matcher(self, grammar: str) -> Matcher:
        """A matcher at the beginning of a text.

        Raises:
            Failed: the grammar can't be read.
        """
        return Matcher(self._library.LLMatcher(self._wrapped, grammar, log_level=0), self.size)


class _Given:
    """What `TokenizerWrapper` asks for; tokens that are no text are marked by a byte that no text has."""

    def __init__(self, vocabulary: Vocabulary, tokenise: Callable[[str], list[int]]) -> None:
        self.eos_token_id = vocabulary.ends[0]
        self.bos_token_id = None
        self.tokens = [
            b"\xff" + piece if token in vocabulary.control else piece for token, piece in enumerate(vocabulary.pieces)
        ]
        self.special_token_ids = sorted(vocabulary.control)
        self._tokenise = tokenise

    def __call__(self, text: str) -> list[int]:
        # The wrapper asks first whether bytes are taken; they are not.
        return self._tokenise(str.__str__(text))


class Matcher:
    """Where a text stands in its grammar."""

    def __init__(self, native: Any, size: int) -> None:
        self._native = native
        self._size = size
        self._tell()

    def _tell(self) -> None:
        if self._native.is_error():
            raise Failed(f"the grammar can't be followed: {self._native.get_error()[:300]}", "Ask for less at once.")

    def allowed(self) -> Mask:
        """Which tokens may come next."""
        bits = np.frombuffer(self._native.compute_bitmask(), np.uint8)
        self._tell()
        return np.unpackbits(bits, bitorder="little")[: self._size].astype(np.bool_)

    def take(self, token: int) -> None:
        """Go on by a token."""
        self._native.consume_token(token)
        self._tell()

    @property
    def may_end(self) -> bool:
        """Whether the text is whole."""
        return bool(self._native.is_accepting())

    @property
    def must_end(self) -> bool:
        """Whether nothing can follow."""
        return bool(self._native.is_stopped())


class Ban:
    """Keeps secrets out of a text while it grows."""

    def __init__(self, never: Sequence[str]) -> None:
        self._never = tuple(never)
        self._longest = 8 * max(map(len, self._never), default=0)

    def broken_by(self, text: str, piece: str) -> bool:
        """Whether a piece would bring a secret into a text that has none."""
        if not self._never:
            return False
        # Blanks and signs can make a secret longer than it is written, hardly eight times as long.
        tail = text if len(text) <= self._longest else text[-self._longest :].partition(" ")[2]
        return bool(leaks(tail + piece, self._never))


@lru_cache(maxsize=1)
def _llguidance() -> Any:
    try:
        return importlib.import_module("llguidance")
    except ImportError as error:
        raise ModelUnavailable(f"constrained writing needs the package llguidance: {error}", INSTALL) from error
