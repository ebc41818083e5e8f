"""Byte-pair encoding: text to token ids and back, without loss.

Text is cut into pieces (a word with the space before it, one digit, a run of signs, one white space); each piece's
UTF-8 bytes are merged by a table of ranked pairs (Sennrich et al. 2016; bytes as in GPT-2).
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

PIECES = re.compile(r" ?[^\W\d_]+(?:'[^\W\d_]+)?| ?\d| ?[^\w\s]+|_|\s")


class BytePairs:
    """A tokenizer.

    Args:
        special: control tokens; they take the first ids and never come from text.
        merges: pairs of byte strings, the most frequent first. Ids: control tokens, then the 256 bytes, then one for
            each merge.

    Raises:
        ValueError: a merge joins what no earlier merge made.
    """

    def __init__(self, special: Sequence[str], merges: Sequence[tuple[bytes, bytes]]) -> None:
        self.special = {name: i for i, name in enumerate(special)}
        first = len(special)
        self.tokens: list[bytes] = [*(b"" for _ in special), *(bytes([i]) for i in range(256))]
        ids = {bytes([i]): first + i for i in range(256)}
        self.merges: list[tuple[bytes, bytes]] = []
        self._ranks: dict[tuple[int, int], int] = {}
        for left, right in merges:
            if left not in ids or right not in ids:
                raise ValueError(f"a merge joins {left!r} and {right!r}, which no earlier merge makes")
            joined = left + right
            if joined in ids:
                continue
            ids[joined] = len(self.tokens)
            self._ranks[ids[left], ids[right]] = len(self.tokens)
            self.merges.append((left, right))
            self.tokens.append(joined)
        self._first = first
        self._piece = lru_cache(maxsize=1 << 13)(self._merge)

    def __len__(self) -> int:
        return len(self.tokens)

    def to_json(self) -> str:
        """Control tokens and merges, bytes as the characters of the same numbers."""
        merges = [[left.decode("latin-1"), right.decode("latin-1")] for left, right in self.merges]
        return json.dumps({"special": list(self.special), "merges": merges})

    @classmethod
    def from_json(cls, text: str) -> BytePairs:
        """What `to_json` wrote. Raises ValueError or KeyError where the text is none."""
        record = json.loads(text)
        merges = [(str(left).encode("latin-1"), str(right).encode("latin-1")) for left, right in record["merges"]]
        return cls([str(name) for name in record["special"]], merges)

    def _merge(self, piece: str) -> tuple[int, ...]:
        ids = [self._first + byte for byte in piece.encode("utf-8", "replace")]
        while len(ids) > 1:
            best = min((self._ranks.get(pair, 1 << 30), i) for i, pair in enumerate(itertools.pairwise(ids)))
            if best[0] == 1 << 30:
                break
            ids[best[1] : best[1] + 2] = [best[0]]
        return tuple(ids)

    def encode(self, text: str) -> list[int]:
        """Token ids of a text, control tokens never among them. Lone surrogates become question marks."""
        ids: list[int] = []
        for piece in PIECES.findall(text):
            ids += self._piece(piece)
        return ids

    def decode(self, ids: Iterable[int]) -> str:
        """The text of token ids; control tokens have none. Broken UTF-8 becomes U+FFFD."""
        return b"".join(self.tokens[i] for i in ids).decode("utf-8", "replace")
