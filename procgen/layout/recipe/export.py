"""From a checkpoint of the layout generator to what serving loads: two graphs, checked against the network."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from procgen.kit.recipe.export import write_catalog_entry
from procgen.layout.conditions import CONDITIONS, FREE_TILE, PLANES, coarse, planes
from procgen.layout.network import Network, told
from procgen.layout.recipe.graph import context_graph, step_graph
from procgen.layout.recipe.train import NAME, load_network
from procgen.layout.tiles import TILES
from procgen.models.pixelcnn import PixelCNN
from procgen.runtime.catalog import read_catalog
from procgen.runtime.model_file import open_model

WORST = 1e-3
"""Largest difference of logits that rounding may make."""


def deviation(model: PixelCNN, network: Network, seed: int = 0) -> float:
    """Largest difference of logits between the network and its files, on random maps, partly fixed, with plans."""
    rng = np.random.default_rng(seed)
    depth, width = 21, 18
    tiles = rng.integers(0, TILES, (2, depth, width))
    fixed = np.where(rng.random(tiles.shape) < 0.2, tiles, FREE_TILE)
    conditions = rng.standard_normal((2, CONDITIONS)).astype(np.float32)
    plans = [coarse(one.astype(np.uint8), 4) for one in tiles]
    with torch.no_grad():
        inputs = (tiles, fixed, np.stack([planes(depth, width, one) for one in plans]), conditions)
        expected = model(*map(torch.from_numpy, inputs)).permute(0, 2, 3, 1).numpy()
    return float(np.abs(told(network, tiles, network.contexts(fixed, conditions, plans)) - expected).max())


def export(checkpoint: Path, folder: Path, *, generator: str, licence: str, default: bool) -> float:
    """Write the graphs of a checkpoint and their catalog entries.

    Args:
        checkpoint: made by :func:`procgen.layout.recipe.train.train`.
        folder: where to.
        generator: what requests call the model.
        licence: SPDX expression of the weights.
        default: whether it is the default of its domain; then the files bear its name alone.

    Returns:
        What :func:`deviation` finds.

    Raises:
        ValueError: that is more than rounding explains.
    """
    folder.mkdir(parents=True, exist_ok=True)
    model = load_network(checkpoint)
    config = model.config
    assert (config.tiles, config.planes, config.conditions) == (TILES, PLANES, CONDITIONS)
    stem = NAME if default else f"layout_{generator.replace('-', '_')}"
    names = {"step": stem, "context": f"{stem}_context"}
    for role, graph in (("step", step_graph(model)), ("context", context_graph(model))):
        file = f"{names[role]}.onnx"
        (folder / file).write_bytes(graph.SerializeToString())
        write_catalog_entry(
            folder,
            {
                "name": names[role],
                "domain": "layout",
                "generator": generator,
                "role": role,
                "family": "pixelcnn",
                "file": file,
                "licence": licence,
                "default": default,
                "card": "layout.md",
                "properties": {
                    "tiles": config.tiles,
                    "planes": config.planes,
                    "conditions": config.conditions,
                    "hidden": config.hidden,
                    "dilations": list(config.dilations),
                    "window_rows": config.window_rows,
                    "window_reach": config.window_reach,
                }
                if role == "step"
                else {},
            },
        )
    entries = {entry.name: entry for entry in read_catalog(folder)}
    loaded = [open_model(entries[names[role]], entries[names[role]].path.read_bytes()) for role in ("context", "step")]
    found = deviation(model, Network(*loaded))
    if not found < WORST:
        raise ValueError(f"the exported graphs differ from the network by {found:.2g}")
    return found
