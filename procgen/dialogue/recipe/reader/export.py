"""From a run of the reader to what serving loads: a graph that reads texts, one that judges facts, a file of pieces."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from procgen.dialogue.reading.reader import GENERATOR
from procgen.dialogue.recipe.reader.published import Trained
from procgen.kit.recipe.export import write_catalog_entry
from procgen.kit.recipe.free_graph import write_graph
from procgen.models.reader import Answerer, Reader

TABLES: Final = "dialogue_reader.npz"
ENCODE, ANSWER = "dialogue_reader_encode.onnx", "dialogue_reader_answer.onnx"
_LEVELS: Final = 127


class _Answers(nn.Module):
    """All logits in a row: of acts, of what is false, about each fact, and of kinds of question; then the gist."""

    def __init__(self, answerer: Answerer) -> None:
        super().__init__()
        self.answerer = answerer

    def forward(self, *inputs: Tensor) -> Tensor:
        acts, about, answers, gists = self.answerer(*inputs)
        return torch.cat([acts, about, answers.flatten(1), gists], -1)


def table_of(trained: Trained) -> dict[str, npt.NDArray[Any]]:
    """Arrays of `reading.pieces.Table`."""
    vectors = trained.model.pieces.float().numpy()
    scale = np.maximum(np.abs(vectors).max(1), 1e-7).astype(np.float32) / _LEVELS
    return {
        "pieces": np.frombuffer("\n".join(trained.pieces).encode(), np.uint8),
        "vectors": np.rint(vectors / scale[:, None]).astype(np.int8),
        "scale": scale,
    }


def export_reader(
    trained: Trained,
    wide: Mapping[str, npt.NDArray[Any]],
    folder: Path,
    *,
    licence: str = "Apache-2.0",
    default: bool = False,
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
    np.savez_compressed(buffer, **table_of(trained), **wide)  # type: ignore[arg-type]
    (folder / TABLES).write_bytes(buffer.getvalue())
    digest = hashlib.sha256(buffer.getvalue()).hexdigest()
    _write_encode(model, folder / ENCODE)
    _write_answer(model, folder / ANSWER)
    properties = {"tables": TABLES, "tables_sha256": digest}
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
            "vectors": model.pieces[torch.randint(0, len(model.pieces), (b, n))],
            "kinds": torch.randint(0, model.config.body.segments, (b, n)),
            "there": there,
        }

    free = {name: {0: "texts", 1: "pieces"} for name in ("vectors", "kinds", "there", "states")}
    write_graph(model.encoder, path, inputs(2, 7), free, "states", inputs(3, 12), eight_bits=True)


def _write_answer(model: Reader, path: Path) -> None:
    config = model.config

    def states(*shape: int) -> Tensor:
        return F.layer_norm(torch.randn(*shape, config.body.width), (config.body.width,))

    def inputs(b: int, m: int, n: int, k: int) -> dict[str, Tensor]:
        return {
            "turns": states(b, m),
            "now": torch.ones(b, m),
            "there": torch.ones(b, m),
            "facts": states(n, k),
            "known": torch.ones(n, k),
            "gists": F.normalize(states(n), dim=-1),
            "told": torch.rand(b, n, config.features),
        }

    turn, fact = {0: "turns", 1: "pieces"}, {0: "facts", 1: "fact_pieces"}
    free = {
        "turns": turn, "now": turn, "there": turn, "facts": fact, "known": fact, "gists": {0: "facts"},
        "told": {0: "turns", 1: "facts"}, "read": {0: "turns", 1: "told"},
    }  # fmt: skip
    write_graph(_Answers(model.answerer), path, inputs(2, 6, 3, 5), free, "read", inputs(1, 9, 7, 4), eight_bits=True)
