"""How new and how varied lines are: runs of words copied from training text, distinct n-grams, self-BLEU."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from procgen.dialogue.recipe.data import conversations, lists, texts

ROOT = 4
"""Words of the runs that are indexed; shorter runs are everywhere and are not looked for."""
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_WORDS = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


def words(text: str) -> list[str]:
    """Words in lower case, without signs."""
    return _WORDS.findall(text.lower())


def training_texts(folder: Path) -> Iterator[str]:
    """All text that the language model learns from; speeches alone, since a line copies no stage direction."""
    for conversation in conversations(folder, "train"):
        yield from (turn.text for turn in conversation.turns)
    yield from (text for _, _, text in texts(folder, "train"))
    for _, _, rows in lists(folder):
        yield from rows


class Copies:
    """Finds runs of words that stand in a body of text.

    Args:
        body: its texts; no run goes from one to the next.
    """

    def __init__(self, body: Iterable[str]) -> None:
        self._ids: dict[str, int] = {}
        line: list[int] = []
        for text in body:
            line += [self._ids.setdefault(word, len(self._ids) + 1) for word in words(text)]
            line.append(0)
        self._line = np.array(line, np.int32)
        keys = _keys(self._line)
        self._order = np.argsort(keys, kind="stable").astype(np.int32)
        self._keys = keys[self._order]

    def longest(self, text: str) -> int:
        """Words in the longest run that also stands in the body; 0 where that is less than `ROOT`."""
        line = np.array([self._ids.get(word, -1) for word in words(text)], np.int32)
        best = 0
        keys = _keys(line)
        firsts = np.searchsorted(self._keys, keys, "left")
        lasts = np.searchsorted(self._keys, keys, "right")
        for start in range(len(keys)):
            places = self._order[firsts[start] : lasts[start]]
            length = 0
            while len(places) and start + length < len(line):
                places = places[places + length < len(self._line)]
                places = places[self._line[places + length] == line[start + length]]
                length += bool(len(places))
            best = max(best, length if length >= ROOT else 0)
        return best


def _keys(line: npt.NDArray[np.int32]) -> npt.NDArray[np.uint64]:
    """A hash of each run of `ROOT` numbers."""
    count = max(len(line) - ROOT + 1, 0)
    keys = np.zeros(count, np.uint64)
    for i in range(ROOT):
        keys = (keys ^ line[i : i + count].astype(np.int64).view(np.uint64)) * _FACTOR
    return keys


def _grams(line: Sequence[str], n: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(line[i : i + n]) for i in range(len(line) - n + 1))


def distinct(lines: Sequence[str], n: int) -> float:
    """Different n-grams of words as a share of all (Li et al. 2016); 0 where there are none."""
    counts: Counter[tuple[str, ...]] = Counter()
    for line in lines:
        counts.update(_grams(words(line), n))
    return len(counts) / max(sum(counts.values()), 1)


def self_bleu(lines: Sequence[str], most: int = 4) -> float:
    """Mean BLEU of each line against all others (Zhu et al. 2018), smoothed by one in each numerator and denominator
    but the first; 0 for fewer than two lines.
    """
    split = [words(line) for line in lines]
    split = [line for line in split if line]
    if len(split) < 2:
        return 0.0
    logs = np.zeros(len(split))
    for n in range(1, most + 1):
        counts = [_grams(line, n) for line in split]
        # The two highest counts of each n-gram, and whose the highest is, give the highest among the others.
        top: dict[tuple[str, ...], tuple[int, int, int]] = {}
        for i, own in enumerate(counts):
            for gram, count in own.items():
                first, owner, second = top.get(gram, (0, -1, 0))
                if count > first:
                    top[gram] = (count, i, first)
                else:
                    top[gram] = (first, owner, max(second, count))
        for i, own in enumerate(counts):
            shared = sum(min(count, top[g][2] if top[g][1] == i else top[g][0]) for g, count in own.items())
            plus = 0 if n == 1 else 1
            logs[i] += math.log(max(shared + plus, 1e-9) / max(sum(own.values()) + plus, 1))
    lengths = [len(line) for line in split]
    scores = np.exp(logs / most)
    for i, length in enumerate(lengths):
        nearest = min((abs(other - length), other) for j, other in enumerate(lengths) if j != i)[1]
        scores[i] *= math.exp(min(0.0, 1 - nearest / length))
    return float(scores.mean())
