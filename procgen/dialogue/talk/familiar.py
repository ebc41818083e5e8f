"""What everybody is asked sooner or later, told by what it means: "been a long day?" asks what "how was your day" does.

A softmax regression over what the reader's encoder makes of the words alone. It learned from `everyday.txt`, and from
the corpus what is none of these (`tools/train_everyday.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from procgen.dialogue.reading.reader import packaged_reader
from procgen.errors import ModelUnavailable
from procgen.runtime.arrays import read_arrays
from procgen.runtime.catalog import packaged_assets

FILE: Final = "dialogue_everyday.npz"
UTTERANCES: Final = Path(__file__).with_name("everyday.txt")
OTHER: Final = ""
"""The kind of all else."""
NONE: Final = "none"
"""What it is called where its utterances are written down."""
FloatArray = npt.NDArray[np.float32]


class Familiar:
    """The regression.

    Args:
        arrays: "kinds" (n,) with `OTHER` last, "mean" (width,), "weights" (width, n) and "bias" (n,).
    """

    def __init__(self, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        self.kinds = tuple(str(kind) for kind in arrays["kinds"])
        self._mean, self._bias = arrays["mean"].astype(np.float32), arrays["bias"].astype(np.float32)
        self._weights = arrays["weights"].astype(np.float32)

    def kind(self, text: str) -> tuple[str, float]:
        """The likeliest kind of what a player says, `OTHER` apart, and its probability."""
        logits = centred(packaged_reader().gist(text)[None], self._mean)[0] @ self._weights + self._bias
        shares = np.exp(logits - logits.max())
        best = int(shares[:-1].argmax())
        return self.kinds[best], float(shares[best] / shares.sum())


def centred(gists: FloatArray, mean: FloatArray) -> FloatArray:
    """(n, width) as the regression takes them: what all texts share taken away, and equally long."""
    apart = gists - mean
    lengths = np.maximum(np.linalg.norm(apart, axis=1, keepdims=True), 1e-9)
    found: FloatArray = (apart / lengths * np.sqrt(gists.shape[1])).astype(np.float32)
    return found


@cache
def familiar() -> Familiar:
    """The one that comes with the package.

    Raises:
        ModelUnavailable: its file is missing or damaged.
    """
    try:
        return Familiar(read_arrays(packaged_assets() / FILE))
    except (OSError, ValueError, KeyError) as error:
        raise ModelUnavailable(f"{FILE} can't be read: {error}", "Install procgen-server again.") from error
