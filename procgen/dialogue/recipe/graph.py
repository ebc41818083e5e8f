"""The decoder of `models.autoregressive` as an ONNX graph for serving: the trunk of
:mod:`procgen.kit.recipe.trunk_graph`, and as its first output ``logits`` (n, vocabulary) of the wanted positions.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from procgen.dialogue.language.tables import unpack_nibbles
from procgen.kit.recipe.shipped import checked, graph_tensors
from procgen.kit.recipe.trunk_graph import TrunkGraph, state_of, tensor_info, trunk_state
from procgen.models.autoregressive import Decoder

FloatArray = npt.NDArray[np.float32]


def decoder_graph(model: Decoder) -> Any:
    """The graph of a decoder."""
    config, state = model.config, state_of(model)
    g = TrunkGraph()
    rows = g.trunk(config, state)
    last = g.norm(rows, g.constant("last_gain", state["last_gain"] * state["scale"]), "last")
    g.product(g.rounded(last), state["tables.token.weight"], "logits")
    return g.whole(config, tensor_info("logits", ["wanted", config.vocabulary]))


def load_graph(path: Path, tables: Mapping[str, npt.NDArray[Any]], model: Decoder) -> None:
    """Give a decoder the weights of its graph and of the arrays of the tables' file.

    These were rounded to 4, 7 and 8 bits: it is a beginning, a little worse than what was exported.

    Raises:
        ValueError: they are of another shape.
    """
    config, stored = model.config, graph_tensors(path)

    def rows(levels: npt.NDArray[Any], scale: npt.NDArray[Any]) -> FloatArray:
        return np.asarray(levels.astype(np.float32) * scale.astype(np.float32)[:, None])

    found: dict[str, FloatArray] = {
        "tables.token.weight": rows(tables["token"], tables["token_scale"]),
        "last_gain": stored["last_gain"],
        "scale": np.array(1.0, np.float32),  # it stands with the gain
    }
    grams = rows(unpack_nibbles(tables["ngram"]), tables["ngram_scale"])
    for number, part in enumerate(np.split(grams, len(model.tables.ngrams))):
        found[f"tables.ngrams.{number}.weight"] = part
    for number, part in enumerate(np.split(tables["value"], len(config.value_layers), axis=1)):
        found[f"tables.values.{number}.weight"] = rows(part, tables["value_scale"][:, number])
    found |= trunk_state(stored, config)
    model.load_state_dict(checked(path.name, model, found))
