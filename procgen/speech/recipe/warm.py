"""The packaged teacher's weights, which a decoder of ours begins with: it then sounds so, whoever speaks."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import torch

from procgen.kit.recipe.shipped import graph_tensors
from procgen.models.voice import VoiceDecoder

_PREFIX: Final = "m."


def load_teacher(path: Path, model: VoiceDecoder) -> None:
    """Give a network the weights of the packaged graph of the role spectrum; what says whose voice it is stays.

    Args:
        path: ``speech_hibari_spectrum.onnx``, whose matrices have eight bits.
        model: of its sizes.

    Raises:
        ValueError: they are of other sizes, or some are missing.
    """
    tensors = graph_tensors(path)
    wanted = model.state_dict()
    own = {name for name in wanted if name.startswith("who.") or ".voice." in name}
    try:
        found = {name: torch.from_numpy(_weight(tensors, name)) for name in wanted if name not in own}
    except KeyError as error:
        raise ValueError(f"{path.name} lacks {error}") from error
    wrong = [name for name, value in found.items() if value.shape != wanted[name].shape]
    if wrong:
        raise ValueError(f"{path.name}: of other shapes: {', '.join(wrong)}")
    model.load_state_dict({**wanted, **found})


def _weight(tensors: dict[str, npt.NDArray[Any]], name: str) -> npt.NDArray[np.float32]:
    """A parameter by our name; the graph has matrices turned and rounded, by the names that rounding gave them."""
    plain = tensors.get(_PREFIX + name)
    if plain is not None:
        return np.array(plain, np.float32)
    rounded = f"/{name.removesuffix('.weight').replace('.pw', '/pw')}/Transpose_output_0"
    steps = tensors[f"{rounded}_quantized"].astype(np.float32) - np.float32(tensors[f"{rounded}_zero_point"])
    return np.ascontiguousarray((steps * np.float32(tensors[f"{rounded}_scale"])).T)
