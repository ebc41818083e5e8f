"""From a run of the reader to what serving loads: a graph that reads texts, one that judges facts, a file of words."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from procgen.dialogue.reading.reader import GENERATOR
from procgen.dialogue.recipe.reader.train import Trained
from procgen.kit.recipe.export import write_catalog_entry
from procgen.kit.recipe.free_graph import write_graph
from procgen.models.reader import Answerer, Encoder, Reader

TABLES: Final = "dialogue_reader.npz"
ENCODE, ANSWER = "dialogue_reader_encode.onnx", "dialogue_reader_answer.onnx"
_LEVELS: Final = 127


class _Encodes(nn.Module):
    """With the logits of parts behind each word's state."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, vectors: Tensor, kinds: Tensor, there: Tensor) -> Tensor:
        return torch.cat(self.encoder(vectors, kinds, there), -1)


class _Answers(nn.Module):
    """With the logits of facts behind those of acts."""

    def __init__(self, answerer: Answerer) -> None:
        super().__init__()
        self.answerer = answerer

    def forward(
        self, turns: Tensor, now: Tensor, there: Tensor, facts: Tensor, known: Tensor, shared: Tensor, told: Tensor
    ) -> Tensor:
        acts, answers = self.answerer(turns, now, there, facts, known, shared, told)
        return torch.cat([acts, answers.flatten(1)], -1)


def tables_of(trained: Trained) -> dict[str, npt.NDArray[Any]]:
    """Arrays of `reading.words.Tables`."""

    def rows(values: Tensor) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
        array = values.detach().float().numpy()
        scale = np.maximum(np.abs(array).max(1), 1e-7).astype(np.float32) / _LEVELS
        return np.rint(array / scale[:, None]).astype(np.int8), scale

    vectors, scale = rows(trained.model.words)
    letters, letters_scale = rows(trained.model.letters.weight)
    words = np.frombuffer("\n".join(trained.words).encode(), np.uint8)
    return {
        "words": words,
        "vectors": vectors,
        "scale": scale,
        "letters": letters,
        "letters_scale": letters_scale,
    }


def export_reader(
    trained: Trained, wide: Mapping[str, npt.NDArray[Any]], folder: Path, *, licence: str = "MIT", default: bool = False
) -> None:
    """Write the files and their entries in ``folder/catalog.json``.

    Args:
        trained: the network.
        wide: of `recipe.reader.wide.fit_wide`.
        folder: where to.
        licence: of the weights.
        default: whether the store prefers it.

    Raises:
        ValueError: a graph does not do what the network does.
    """
    model = trained.model.eval()
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **tables_of(trained), **wide)  # type: ignore[arg-type]
    (folder / TABLES).write_bytes(buffer.getvalue())
    digest = hashlib.sha256(buffer.getvalue()).hexdigest()
    _write_encode(model, folder / ENCODE)
    _write_answer(model, folder / ANSWER)
    properties = {"width": model.config.width, "tables": TABLES, "tables_sha256": digest}
    for role, file in (("encode", ENCODE), ("answer", ANSWER)):
        write_catalog_entry(
            folder,
            {
                "name": f"dialogue_reader_{role}",
                "domain": "dialogue",
                "generator": GENERATOR,
                "role": role,
                "family": "transformer",
                "file": file,
                "licence": licence,
                "default": default,
                "card": "dialogue_reader.md",
                "properties": properties,
            },
        )


def _write_encode(model: Reader, path: Path) -> None:
    def inputs(b: int, n: int) -> dict[str, Tensor]:
        there = torch.ones(b, n)
        there[0, n - 1] = 0.0
        return {
            "vectors": torch.randn(b, n, model.config.vector),
            "kinds": torch.randint(0, model.config.kinds, (b, n)),
            "there": there,
        }

    free = {name: {0: "texts", 1: "words"} for name in ("vectors", "kinds", "there", "states")}
    write_graph(_Encodes(model.encoder), path, inputs(2, 7), free, "states", inputs(3, 12))


def _write_answer(model: Reader, path: Path) -> None:
    config = model.config

    def inputs(b: int, m: int, n: int, k: int) -> dict[str, Tensor]:
        return {
            "turns": torch.randn(b, m, config.width),
            "now": torch.ones(b, m),
            "there": torch.ones(b, m),
            "facts": torch.randn(b, n, k, config.width),
            "known": torch.ones(b, n, k),
            "shared": torch.randint(0, 4, (b, n, k)),
            "told": torch.rand(b, n, config.features),
        }

    turn, fact = {0: "turns", 1: "words"}, {0: "turns", 1: "facts", 2: "fact_words"}
    free = {
        "turns": turn, "now": turn, "there": turn, "facts": fact, "known": fact, "shared": fact,
        "told": {0: "turns", 1: "facts"}, "logits": {0: "turns", 1: "told"},
    }  # fmt: skip
    write_graph(_Answers(model.answerer), path, inputs(2, 6, 3, 5), free, "logits", inputs(1, 9, 7, 4))
