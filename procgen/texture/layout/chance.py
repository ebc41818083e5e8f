"""Random numbers of pieces: by seed, purpose and index."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from procgen.runtime.philox import philox4x32, stream_id


def uniform(seed: int, purpose: str, *shape: int) -> npt.NDArray[np.float64]:
    """Independent numbers from -1 to 1.

    Args:
        seed: 0 to 2^64 - 1.
        purpose: different purposes are independent.
        shape: of the result, at most two numbers; the number at an index depends on neither.

    Returns:
        float64 of the shape.
    """
    first, second = (shape[0], 1) if len(shape) == 1 else shape
    words = philox4x32(
        np.arange(second, dtype=np.uint32)[None, :],
        np.arange(first, dtype=np.uint32)[:, None],
        np.full((1, 1), stream_id(f"texture/layout/{purpose}"), np.uint32),
        np.zeros((1, 1), np.uint32),
        (seed & 0xFFFFFFFF, seed >> 32),
    )
    return (words[0].astype(np.float64) * 2.0**-31 - 1.0).reshape(shape)
