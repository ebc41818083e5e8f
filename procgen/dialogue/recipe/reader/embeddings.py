"""Vectors of words to begin with: those of a language model's tokens, in fewer dimensions.

A word is the mean of the embeddings of its tokens in SmolLM2-135M (Apache-2.0), which has read two trillion tokens, so
that words of one meaning lie near; the directions that vary most are kept (principal components), each divided by the
root of its deviation, so that the first ones, which mostly tell frequency, don't rule.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]

_MAGIC = b"GGUF"
_NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_TEXT, _LIST = 8, 9
_Q8_0 = 8
_BLOCK = 32
"""Numbers of a block of Q8_0: a scale of half precision, then so many bytes."""


def common_words(path: Path, most: int) -> list[str]:
    """Words that are one token of the language model, in small letters, the most frequent first.

    Raises:
        ValueError: the file is no GGUF file with token embeddings of Q8_0.
    """
    meta, _ = _read(path)
    told = (token[1:].lower() for token in meta["tokenizer.ggml.tokens"] if token.startswith(_SPACE))
    return [word for word in dict.fromkeys(told) if word.isascii() and word.isalpha()][:most]


_SPACE = "\u0120"
"""How GPT-2's tokenizers write a space before a word."""


def word_vectors(words: Sequence[str], width: int, path: Path) -> FloatArray:
    """Vectors of words, (n, width), of unit length on average.

    Args:
        words: in small letters.
        width: dimensions that are kept.
        path: of a GGUF file whose token embeddings are stored as Q8_0 and whose tokenizer is of GPT-2's kind.

    Raises:
        ValueError: the file is of another kind.
    """
    from tokenizers import Tokenizer, models, pre_tokenizers  # noqa: PLC0415 a training extra

    meta, rows = _read(path)
    vocabulary = {token: i for i, token in enumerate(meta["tokenizer.ggml.tokens"])}
    merges = [tuple(merge.split(" ")) for merge in meta["tokenizer.ggml.merges"]]
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)

    def tokens(word: str) -> list[int]:
        # "monday" is three pieces, "Monday" is one
        small, large = (tokenizer.encode(f" {form}").ids for form in (word, word.capitalize()))
        return list(large if len(large) < len(small) else small)

    vectors = np.stack([rows[tokens(word)].mean(0) for word in words])
    vectors -= vectors.mean(0)
    _, deviations, directions = np.linalg.svd(vectors, full_matrices=False)
    kept: FloatArray = (vectors @ directions[:width].T) / np.sqrt(deviations[:width] / deviations[0])
    return np.asarray(kept / np.linalg.norm(kept, axis=1).mean(), np.float32)


def _read(path: Path) -> tuple[dict[str, Any], FloatArray]:
    """The file's properties and its token embeddings, (tokens, width)."""
    with path.open("rb") as file:
        if file.read(4) != _MAGIC:
            raise ValueError(f"{path} is no GGUF file")
        _number(file, "I")
        tensors, properties = _number(file, "Q"), _number(file, "Q")
        meta = {}
        for _ in range(properties):
            name = _text(file)
            meta[name] = _value(file, _number(file, "I"))
        table: tuple[list[int], int, int] | None = None
        for _ in range(tensors):
            name = _text(file)
            shape = [_number(file, "Q") for _ in range(_number(file, "I"))]
            kind, offset = _number(file, "I"), _number(file, "Q")
            if name == "token_embd.weight":
                table = shape, kind, offset
        if table is None or table[1] != _Q8_0:
            raise ValueError(f"{path} has no token embeddings of Q8_0")
        (width, count), _, offset = table
        step = int(meta.get("general.alignment", 32))
        file.seek(-(-file.tell() // step) * step + offset)
        blocks = np.frombuffer(
            file.read(count * width // _BLOCK * (_BLOCK + 2)), np.dtype([("scale", "<f2"), ("levels", "i1", _BLOCK)])
        )
    rows = blocks["levels"].astype(np.float32) * blocks["scale"].astype(np.float32)[:, None]
    return meta, rows.reshape(count, width)


def _number(file: BinaryIO, kind: str) -> int:
    value: int = struct.unpack(f"<{kind}", file.read(struct.calcsize(kind)))[0]
    return value


def _text(file: BinaryIO) -> str:
    return file.read(_number(file, "Q")).decode("utf-8", "replace")


def _value(file: BinaryIO, kind: int) -> Any:
    if kind == _TEXT:
        return _text(file)
    if kind == _LIST:
        inner, count = _number(file, "I"), _number(file, "Q")
        return [_value(file, inner) for _ in range(count)]
    return _number(file, _NUMBERS[kind])
