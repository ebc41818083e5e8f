"""From a checkpoint of the composer to what serving loads: a graph of the trunk and a file of tables and heads."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from procgen.kit.recipe.export import suffix, write_catalog_entry
from procgen.kit.recipe.shipped import checked, graph_tensors
from procgen.kit.recipe.trunk_graph import TrunkGraph, state_of, tensor_info, trunk_state
from procgen.models.music import Composer
from procgen.music.compose.events import START, STEPS_OF_QUARTER
from procgen.music.compose.network import DOMAIN, GENERATOR, ComposerNetwork
from procgen.music.recipe.rows import Rows
from procgen.music.recipe.train import load_composer
from procgen.runtime.arrays import arrays_in
from procgen.runtime.catalog import read_catalog
from procgen.runtime.model_file import file_sha256, open_model

FILE, TABLES_FILE = "music_composer.onnx", "music_composer.npz"
WORST = 0.1
"""Mean difference of log-probabilities of starts, in nats, that rounding to integers may cause."""


def export_composer(
    checkpoint: Path, folder: Path, rows: Rows, *, generator: str = GENERATOR, licence: str, default: bool
) -> float:
    """Write the files of a checkpoint and their catalog entry.

    Args:
        checkpoint: made by :func:`procgen.music.recipe.train.train_composer`.
        folder: where to.
        rows: of some pieces, to compare with the network.
        generator: what settings call the model.
        licence: SPDX expression of the weights.
        default: whether it is the default of its domain; then the files bear its name alone.

    Returns:
        What :func:`deviation` finds.

    Raises:
        ValueError: that is more than rounding explains.
    """
    folder.mkdir(parents=True, exist_ok=True)
    model = load_composer(checkpoint)
    end = suffix(generator, default=default)
    file, tables_file = (name.replace(".", f"{end}.") for name in (FILE, TABLES_FILE))
    trunk, state = model.config.trunk, state_of(model)
    graph = TrunkGraph()
    known = graph.trunk(trunk, state)
    graph.norm(known, graph.constant("last_gain", state["last_gain"]), "known")
    (folder / file).write_bytes(graph.whole(trunk, tensor_info("known", ["wanted", trunk.width])).SerializeToString())
    packed = io.BytesIO()
    arrays: dict[str, npt.NDArray[Any]] = {
        name: values.astype(np.float16) for name, values in state.items() if not name.startswith("blocks.")
    }
    np.savez_compressed(packed, **arrays)  # type: ignore[arg-type]
    (folder / tables_file).write_bytes(packed.getvalue())
    name = file.removesuffix(".onnx")
    write_catalog_entry(
        folder,
        {
            "name": name,
            "domain": DOMAIN,
            "generator": generator,
            "role": "trunk",
            "family": "transformer",
            "file": file,
            "licence": licence,
            "default": default,
            "card": "music.md",
            "properties": {
                "tables": tables_file,
                "tables_sha256": file_sha256(folder / tables_file),
                "layers": trunk.layers,
                "heads": trunk.heads,
                "key_heads": trunk.key_heads,
                "head": trunk.head,
            },
        },
    )
    (entry,) = (entry for entry in read_catalog(folder) if entry.name == name)
    network = ComposerNetwork(open_model(entry, entry.path.read_bytes()), dict(arrays_in(packed.getvalue())))
    found = deviation(model, network, rows)
    if not found < WORST:
        raise ValueError(f"the exported files differ from the network by {found:.2g} nats a start")
    return found


def load_exported(folder: Path, model: Composer) -> None:
    """Give a network the weights that were exported, which are rounded: a little worse than they were.

    Args:
        folder: holds `FILE` and `TABLES_FILE`.
        model: of the exported sizes.

    Raises:
        ValueError: they are of other sizes, or some are missing.
    """
    found: dict[str, npt.NDArray[Any]] = {
        name: values.astype(np.float32) for name, values in arrays_in((folder / TABLES_FILE).read_bytes()).items()
    }
    try:
        found |= trunk_state(graph_tensors(folder / FILE), model.config.trunk)
    except KeyError as error:
        raise ValueError(f"{folder / FILE} lacks {error}") from error
    model.load_state_dict(checked(FILE, model, found))


@torch.no_grad()
def deviation(model: Composer, network: ComposerNetwork, rows: Rows, tokens: int = 200) -> float:
    """Mean absolute difference of log-probabilities of starts, in nats, between the network and its exported files."""
    row = rows.cut(0, 0, tokens)
    notes, bars, is_bar, quarters = (
        torch.from_numpy(row[name])[None] for name in ("notes", "bars", "is_bar", "quarters")
    )
    x = model.trunk(model.embed(notes, bars, is_bar), quarters)
    told = torch.log_softmax(model.heads.told[START](x[0, :-1]), -1)
    expected = told.gather(1, notes[0, 1:, :1])[:, 0].numpy()
    state, found = network.empty(), []
    for index in range(tokens):
        token = row["bars"][index] if row["is_bar"][index] else row["notes"][index]
        network.read(state, [token], [round(float(row["quarters"][index] * STEPS_OF_QUARTER))])
        logits = network.logits(START, state.known).astype(np.float64)
        found.append(logits[int(row["notes"][index + 1][START])] - np.logaddexp.reduce(logits))
    return float(np.abs(np.array(found) - expected).mean())
