"""From a checkpoint of the language model to what serving loads: a graph of the decoder and a file of tables."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from procgen.dialogue.language.network import PAGE, Network
from procgen.dialogue.language.tables import pack_nibbles
from procgen.dialogue.model.bpe import BytePairs
from procgen.dialogue.recipe.graph import decoder_graph
from procgen.dialogue.recipe.train import FILE, TABLES_FILE
from procgen.kit.recipe.checkpoint import read_checkpoint
from procgen.kit.recipe.export import suffix, write_catalog_entry
from procgen.models.autoregressive import Decoder, DecoderConfig
from procgen.runtime.catalog import read_catalog
from procgen.runtime.model_file import file_sha256, open_model

_CLIPS = np.linspace(0.5, 1.0, 11)
WORST = 0.2
"""Mean difference of log-probabilities, in nats, that rounding to integers may cause on random tokens."""


def load_decoder(checkpoint: Path) -> Decoder:
    """The decoder of a checkpoint."""
    state = read_checkpoint(checkpoint)
    config = dict(state["config"])
    config["value_layers"] = tuple(config["value_layers"])
    model = Decoder(DecoderConfig(**config))
    model.load_state_dict(state["model"])
    return model.eval()


def levels(rows: npt.NDArray[np.float32], most: int) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float16]]:
    """Integers from -most to most and a scale for each row, chosen for the least squared error."""
    peak = np.maximum(np.abs(rows).max(1, keepdims=True), 1e-7)
    best = np.full((len(rows), 1), np.inf, np.float32)
    scale = peak / most
    # Eight bits need no clipping; with four, the extremes are worth less than finer steps.
    for clip in _CLIPS if most < 64 else (1.0,):
        tried = (peak * np.float32(clip) / most).astype(np.float16).astype(np.float32)
        tried = np.maximum(tried, 6e-8)
        error = np.square(np.clip(np.rint(rows / tried), -most, most) * tried - rows).sum(1, keepdims=True)
        scale = np.where(error < best, tried, scale)
        best = np.minimum(best, error)
    return np.clip(np.rint(rows / scale), -most, most).astype(np.int8), scale[:, 0].astype(np.float16)


def tables_of(model: Decoder, pairs: BytePairs) -> dict[str, npt.NDArray[Any]]:
    """The arrays of the tables' file: token and value rows in 8 bits, n-gram rows in 4."""
    tables = model.tables

    def rows(embedding: Any) -> npt.NDArray[np.float32]:
        array: npt.NDArray[np.float32] = embedding.weight.detach().float().numpy()
        return array

    token, token_scale = levels(rows(tables.token), 127)
    grams = [levels(rows(table), 7) for table in tables.ngrams]
    values = [levels(rows(table), 127) for table in tables.values]
    return {
        "pairs": np.frombuffer(pairs.to_json().encode("utf-8"), np.uint8),
        "token": token,
        "token_scale": token_scale,
        "ngram": np.concatenate([pack_nibbles(part) for part, _ in grams]),
        "ngram_scale": np.concatenate([scale for _, scale in grams]),
        "value": np.concatenate([part for part, _ in values], 1),
        "value_scale": np.stack([scale for _, scale in values], 1),
    }


def deviation(model: Decoder, network: Network, seed: int = 0) -> float:
    """Mean absolute difference of log-probabilities, in nats, between the network and its exported files."""
    config = model.config
    drawn = np.random.default_rng(seed).integers(0, config.vocabulary, (2, 2 * PAGE + 17))
    with torch.no_grad():
        ids: Tensor = torch.from_numpy(drawn)
        odds = torch.log_softmax(model.logits(model(ids[:, :-1])), -1).gather(2, ids[:, 1:, None])[..., 0].numpy()
    return float(np.abs(network.told(drawn, lambda: None) - odds).mean())


def export(checkpoint: Path, pairs: BytePairs, folder: Path, *, generator: str, licence: str, default: bool) -> float:
    """Write the files of a checkpoint and their catalog entry.

    Args:
        checkpoint: made by :func:`procgen.dialogue.recipe.train.train`.
        pairs: its tokenizer.
        folder: where to.
        generator: what settings call the model.
        licence: SPDX expression of the weights.
        default: whether it is the default of its domain; then the files bear its name alone.

    Returns:
        What :func:`deviation` finds.

    Raises:
        ValueError: that is more than rounding explains.
    """
    folder.mkdir(parents=True, exist_ok=True)
    model = load_decoder(checkpoint)
    end = suffix(generator, default=default)
    file, tables_file = (name.replace(".", f"{end}.") for name in (FILE, TABLES_FILE))
    (folder / file).write_bytes(decoder_graph(model).SerializeToString())
    packed = io.BytesIO()
    np.savez_compressed(packed, **tables_of(model, pairs))  # type: ignore[arg-type]
    (folder / tables_file).write_bytes(packed.getvalue())
    config, name = model.config, file.removesuffix(".onnx")
    write_catalog_entry(
        folder,
        {
            "name": name,
            "domain": "dialogue",
            "generator": generator,
            "role": "decoder",
            "family": "transformer",
            "file": file,
            "licence": licence,
            "default": default,
            "card": "dialogue.md",
            "properties": {
                "tables": tables_file,
                "tables_sha256": file_sha256(folder / tables_file),
                "layers": config.layers,
                "heads": config.heads,
                "key_heads": config.key_heads,
                "head": config.head,
            },
        },
    )
    (entry,) = (entry for entry in read_catalog(folder) if entry.name == name)
    found = deviation(model, Network(open_model(entry, entry.path.read_bytes())))
    if not found < WORST:
        raise ValueError(f"the exported files differ from the network by {found:.2g} nats a token")
    return found
