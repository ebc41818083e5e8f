"""What our language model looks up by tokens: embeddings, hashed n-grams, additions to attention's values.

The rows lie outside of the network, where one costs a copy. All are integers with a scale for each row.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from procgen.dialogue.model.bpe import BytePairs
from procgen.dialogue.model.script import NGRAM_BUCKETS, NGRAM_HASHES
from procgen.errors import ModelUnavailable
from procgen.runtime.arrays import arrays_in
from procgen.runtime.model_file import read_named

FloatArray = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]

_MENDING = "Install procgen-server again, or train and export the model anew."


@dataclass(frozen=True, slots=True)
class Tables:
    """The rows.

    Attributes:
        pairs: the tokenizer.
        token, token_scale: (vocabulary, width) int8; (vocabulary,).
        ngram, ngram_scale: (4 * NGRAM_BUCKETS, width / 4) packed nibbles, table after table; (4 * NGRAM_BUCKETS,).
        value, value_scale: (vocabulary, layers with values * key_heads * head) int8; (vocabulary, layers with values).
    """

    pairs: BytePairs
    token: npt.NDArray[np.int8]
    token_scale: FloatArray
    ngram: npt.NDArray[np.uint8]
    ngram_scale: FloatArray
    value: npt.NDArray[np.int8]
    value_scale: FloatArray

    def look_up(self, ids: Ids, before: Ids) -> tuple[FloatArray, FloatArray]:
        """Embeddings (b, t, width) and values of tokens.

        Args:
            ids: (b, t).
            before: the two tokens before each row's first, (b, 2); 0 where there are none.
        """
        line = np.concatenate([before, ids], 1)
        earlier, last = line[:, :-2], line[:, 1:-1]
        rows = np.stack([a * earlier + b * last + c * ids for a, b, c in NGRAM_HASHES], -1) % NGRAM_BUCKETS
        rows += np.arange(4) * NGRAM_BUCKETS
        grams = unpack_nibbles(self.ngram[rows]) * self.ngram_scale[rows][..., None]
        batch, length = ids.shape
        x = (grams[:, :, :2] + grams[:, :, 2:]).reshape(batch, length, -1)
        x += self.token[ids] * self.token_scale[ids][..., None]
        layers = self.value_scale.shape[1]
        values = self.value[ids].reshape(batch, length, layers, -1) * self.value_scale[ids][..., None]
        return x, values.reshape(batch, length, -1)


def pack_nibbles(levels: npt.NDArray[np.int8]) -> npt.NDArray[np.uint8]:
    """Rows of levels from -8 to 7, two to a byte: the first half of a row in the low halves, the second in the high."""
    half = levels.shape[1] // 2
    unsigned = (levels + 8).astype(np.uint8)
    packed: npt.NDArray[np.uint8] = unsigned[:, :half] | (unsigned[:, half:] << np.uint8(4))
    return packed


def unpack_nibbles(packed: npt.NDArray[np.uint8]) -> FloatArray:
    """What `pack_nibbles` packed, along the last axis."""
    halves = np.concatenate([packed & np.uint8(15), packed >> np.uint8(4)], -1)
    return halves.astype(np.float32) - np.float32(8)


def read_tables(path: Path, sha256: str) -> Tables:
    """Read and check the tables.

    Raises:
        ModelUnavailable: the file is missing or is not the one that the catalog names.
    """
    try:
        arrays = arrays_in(read_named(path, sha256, _MENDING))
        return Tables(
            BytePairs.from_json(arrays["pairs"].tobytes().decode("utf-8")),
            arrays["token"],
            arrays["token_scale"].astype(np.float32),
            arrays["ngram"],
            arrays["ngram_scale"].astype(np.float32),
            arrays["value"],
            arrays["value_scale"].astype(np.float32),
        )
    except (ValueError, KeyError) as error:
        raise ModelUnavailable(f"{path} can't be read: {error}", _MENDING) from error
