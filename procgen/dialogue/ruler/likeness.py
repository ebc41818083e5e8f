"""How like real lines a backend's lines are: letters, meanings, nearness to what was learned from.

Real lines are turns of plays, novels and chats. Features are those by which lines are told to be alike
(:mod:`procgen.dialogue.meaning`), in their main directions; classes are ten clusters of the train split's lines. Lines
for games are asked for, and are about other things than plays: the floor is not to be reached. The phrase books alone,
without the language model, are the classical baseline.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from procgen.dialogue.meaning import embed
from procgen.dialogue.recipe.data import real_lines
from procgen.kit.ruler.intervals import FloatArray, Interval, recentred
from procgen.kit.ruler.likeness import Clusters, Features, MainDirections, likeness_rows
from procgen.kit.ruler.metrics import discrete_kl
from procgen.kit.ruler.rows import Rows

_GRAM = 3
_BUCKETS = 2048
_TRAIN_LINES = 4000
_AT_ONCE = 500


def gram_counts(text: str) -> FloatArray:
    """(2048,) counts of hashed character trigrams."""
    shown = f" {text.lower()} "
    counts = np.zeros(_BUCKETS)
    for gram, count in Counter(shown[i : i + _GRAM] for i in range(len(shown) - _GRAM + 1)).items():
        digest = 0
        for char in gram:
            digest = (digest * 257 + ord(char)) % 1_000_003
        counts[digest % _BUCKETS] += count
    return counts


def trigram_kl(real: Sequence[str], made: Sequence[str], *, seed: int, draws: int = 200) -> Interval:
    """KL(real || made) in nats of character trigrams, half a one more of each in both; lines are drawn."""
    one, other = (np.stack([gram_counts(text) for text in texts]) for texts in (real, made))

    def divergence(a: FloatArray, b: FloatArray) -> float:
        return discrete_kl(a @ one + 0.5, b @ other + 0.5)

    def drawn(count: int) -> FloatArray:
        return np.bincount(rng.integers(0, count, count), minlength=count).astype(np.float64)

    rng = np.random.default_rng(seed)
    found = [divergence(drawn(len(one)), drawn(len(other))) for _ in range(draws)]
    return recentred(divergence(np.ones(len(one)), np.ones(len(other))), found)


def line_features(texts: Sequence[str]) -> Features:
    """(n, d) meanings."""
    parts = [embed(texts[first : first + _AT_ONCE]) for first in range(0, len(texts), _AT_ONCE)]
    return np.concatenate(parts).astype(np.float32)


def lines_likeness(folder: Path, split: str, made: Mapping[str, Sequence[str]], seed: int) -> Rows:
    """``trigram_kl`` and the figures of :func:`procgen.kit.ruler.likeness.likeness_rows`.

    Args:
        folder: of the dialogue pack.
        split: of held-out lines.
        made: lines by column, ``ours`` and ``baseline``.
        seed: of the choice of lines and of all draws.

    Raises:
        FileNotFoundError: the folder is no dialogue pack.
    """
    rng = np.random.default_rng([seed, 8])
    count = min(map(len, made.values()))
    train = real_lines(folder, "train", _TRAIN_LINES + count, rng)
    # Lines of the floor are not among those that nearness is measured to.
    floor, known = train[:count], train[count:]
    held = real_lines(folder, split, count, rng)
    points = line_features(known)
    near = MainDirections(points)
    texts = {"real": floor, **{name: list(lines)[:count] for name, lines in made.items()}}
    columns = {name: near(line_features(lines)) for name, lines in texts.items()}
    rows = likeness_rows(near(line_features(held)), columns, near(points), Clusters(near(points)), seed=seed)
    for name, lines in texts.items():
        rows.setdefault("trigram_kl", {}).update(trigram_kl(held, lines, seed=seed).cells(name))
    return rows
