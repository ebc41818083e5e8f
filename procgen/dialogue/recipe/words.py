"""Learn the word vectors (``assets/dialogue_words.npz``) that dialogue compares meanings by.

Counts of words near each other in the train split, as positive pointwise mutual information with a smoothed context
distribution (Levy, Goldberg and Dagan, "Improving distributional similarity with lessons learned from word embeddings",
TACL 2015), reduced by a randomised singular value decomposition (Halko, Martinsson and Tropp, SIAM Review 2011).

    python -m procgen.dialogue.recipe.words FOLDER assets
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from procgen.dialogue.meaning import FILE, words_of
from procgen.dialogue.recipe.data import conversations, lists, texts

WORDS = 20_000
DIMENSIONS = 104
REACH = 5
"""Words on either side that count as near; one `distance` away counts 1/distance."""
SMOOTHING = 0.75
SHIFT = 1.0
"""Pairs less likely than this many times chance count nothing."""
SPECTRUM = 0.35
"""Power of the singular values that vectors keep."""
CHAT_TIMES = 3.0
"""Modern talk is scarce in the pack: its counts are multiplied."""
_MODERN = frozenset({"chat", "negotiation", "smalltalk"})

Floats = npt.NDArray[np.float32]


def documents(folder: Path) -> Iterator[tuple[float, str]]:
    """Weight and text of each document of the train split."""
    for conversation in conversations(folder, "train"):
        weight = CHAT_TIMES if conversation.genre in _MODERN else 1.0
        yield weight, "\n".join(turn.text for turn in conversation.turns)
    for _, name, text in texts(folder, "train"):
        yield 1.0, f"{name}. {text}" if name else text
    for _, _, rows in lists(folder):
        yield 0.5, "\n".join(rows)


def read(folder: Path) -> tuple[list[str], npt.NDArray[np.float64], list[tuple[float, npt.NDArray[np.int32]]]]:
    """The commonest words, their shares of all words, and each document as (weight, ids); -1 stands for other words."""
    counts: Counter[str] = Counter()
    tokens = []
    for weight, text in documents(folder):
        words = words_of(text)
        tokens.append((weight, words))
        for word, n in Counter(words).items():
            counts[word] += n
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:WORDS]
    names = sorted(word for word, _ in ranked)
    shares = np.array([counts[word] for word in names], np.float64) / sum(counts.values())
    ids = {word: i for i, word in enumerate(names)}
    return names, shares, [(w, np.array([ids.get(word, -1) for word in words], np.int32)) for w, words in tokens]


def count_pairs(streams: list[tuple[float, npt.NDArray[np.int32]]], size: int) -> sparse.csr_matrix:
    """(size, size) symmetric weighted counts of words near each other."""
    total = sparse.csr_matrix((size, size), dtype=np.float32)
    for weight in sorted({w for w, _ in streams}):
        gap = np.full(REACH, -1, np.int32)
        joined = np.concatenate([part for w, ids in streams if w == weight for part in (ids, gap)])
        for distance in range(1, REACH + 1):
            for start in range(0, len(joined), 4_000_000):
                left = joined[start : start + 4_000_000]
                right = joined[start + distance : start + distance + len(left)]
                left = left[: len(right)]
                both = (left >= 0) & (right >= 0)
                keys, n = np.unique(left[both].astype(np.int64) * size + right[both], return_counts=True)
                found = (n.astype(np.float32) * np.float32(weight / distance), (keys // size, keys % size))
                total = total + sparse.csr_matrix(found, shape=(size, size))
    return (total + total.T).tocsr()


def mutual_information(pairs: sparse.csr_matrix) -> sparse.csr_matrix:
    """Positive pointwise mutual information of counts, contexts smoothed."""
    coo = pairs.tocoo()
    rows = np.asarray(pairs.sum(axis=1)).ravel().astype(np.float64)
    contexts = rows**SMOOTHING
    contexts /= contexts.sum()
    value = np.log(coo.data / (rows[coo.row] * contexts[coo.col]) / SHIFT)
    kept = value > 0
    entries = (value[kept].astype(np.float32), (coo.row[kept], coo.col[kept]))
    return sparse.csr_matrix(entries, shape=pairs.shape)


def reduce(matrix: sparse.csr_matrix, dimensions: int, rounds: int = 5) -> Floats:
    """Left singular vectors times a power of the singular values, by subspace iteration from a fixed start."""
    start = np.random.Generator(np.random.Philox(key=7)).standard_normal((matrix.shape[1], dimensions + 24))
    basis = np.linalg.qr(matrix @ start.astype(np.float32))[0]
    for _ in range(rounds):
        basis = np.linalg.qr(matrix.T @ basis)[0]
        basis = np.linalg.qr(matrix @ basis)[0]
    left, values, _ = np.linalg.svd((matrix.T @ basis).T, full_matrices=False)
    vectors: Floats = ((basis @ left)[:, :dimensions] * values[:dimensions] ** SPECTRUM).astype(np.float32)
    signs = np.sign(vectors[np.abs(vectors).argmax(axis=0), np.arange(dimensions)])
    signed: Floats = vectors * signs
    return signed


def compile_words(folder: Path) -> dict[str, npt.NDArray[Any]]:
    """The arrays of the asset: words (UTF-8, one a line, sorted), unit vectors as int8, shares as float32."""
    words, shares, streams = read(folder)
    vectors = reduce(mutual_information(count_pairs(streams, len(words))), DIMENSIONS)
    vectors -= (vectors * shares[:, None] ** 0.5).sum(axis=0) / (shares**0.5).sum()
    vectors /= np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-9)
    return {
        "words": np.frombuffer("\n".join(words).encode(), np.uint8),
        "vectors": np.rint(vectors * 127.0).astype(np.int8),
        "shares": shares.astype(np.float32),
    }


def main() -> None:
    """Write the asset into a folder."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("assets", type=Path)
    arguments = parser.parse_args()
    arrays: dict[str, Any] = dict(compile_words(arguments.data))
    np.savez_compressed(arguments.assets / FILE, **arrays)


if __name__ == "__main__":
    main()
