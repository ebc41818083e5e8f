"""Frames as the network's numbers."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.sound.dsp.chance import Floats
from procgen.sound.learned.frames import BANDS, FLOOR_DB, Frames

FRAMES: Final = 128
"""Of a sound, however long."""
CHANNELS: Final = 3 * BANDS + 2
_MIDDLE_DB, _UNIT_DB = -40.0, 20.0
_PITCH: Final = 1.3
"""Octaves that are 0 for the network."""
LONGEST_S, SHORTEST_S = 6.0, 0.03

Numbers = npt.NDArray[np.float32]


def values_of(frames: Frames) -> tuple[Numbers, float]:
    """(CHANNELS, FRAMES) of a sound, and the logarithm of its length in seconds, base 2."""
    some = frames.spread(FRAMES)
    parts = [
        (some.level_db - _MIDDLE_DB) / _UNIT_DB,
        some.tonal,
        some.offset,
        some.pitch[:, None] - _PITCH,
        some.voiced[:, None],
    ]
    return np.concatenate(parts, axis=1).T.astype(np.float32), float(np.log2(frames.seconds))


def frames_of(values: Floats, length: float, grain: Floats | None = None) -> Frames:
    """The sound that the network tells.

    Args:
        values: (CHANNELS, FRAMES) with logits for shares.
        length: logarithm of seconds, base 2.
        grain: (BANDS, FRAMES) by how much levels are off, in the network's units.
    """
    rows = np.asarray(values, np.float64).T
    level, tonal, offset, pitch, voiced = np.split(rows, [BANDS, 2 * BANDS, 3 * BANDS, 3 * BANDS + 1], axis=1)
    if grain is not None:
        level = level + grain.T
    level_db = level * _UNIT_DB + _MIDDLE_DB
    shares = _share(tonal)
    said = _share(voiced[:, 0])
    return Frames(
        seconds=float(np.clip(2.0**length, SHORTEST_S, LONGEST_S)),
        level_db=np.maximum(level_db - level_db.max(), FLOOR_DB),
        tonal=shares,
        offset=np.clip(offset, -1.0, 1.0),
        pitch=np.maximum(pitch[:, 0] + _PITCH, 0.0),
        voiced=said,
    )


def _share(logits: Floats) -> Floats:
    """Of logits; shares that the network only hints at are none."""
    share = 1.0 / (1.0 + np.exp(-np.clip(logits, -30.0, 30.0)))
    return np.asarray(np.clip((share - 0.04) / 0.94, 0.0, 1.0))
