"""What the critic sees of a layout: which tiles, beside which, and the shapes that they make."""

from __future__ import annotations

from typing import Final

import numpy as np

from procgen.critic.pictures import FloatArray
from procgen.layout.kinds import IS_WALKABLE
from procgen.layout.parameters import KINDS
from procgen.layout.regions import labels, sizes
from procgen.layout.tiles import TILES, TileArray

_PAIRS: Final = 192
_SQUARES: Final = 256
_PRIME: Final = 2_654_435_761


def _hashed(codes: np.ndarray, buckets: int) -> np.ndarray:
    """Square roots of the shares of each bucket, (buckets,)."""
    places = (codes.astype(np.uint64) * np.uint64(_PRIME) % np.uint64(1 << 32)) * np.uint64(buckets) >> np.uint64(32)
    counts = np.bincount(places.astype(np.int64).ravel(), minlength=buckets)
    return np.sqrt(counts / max(codes.size, 1))


def layout_features(tiles: TileArray, kind: str) -> FloatArray:
    """Features of a layout (rows, columns): (D,) float32."""
    wide = tiles.astype(np.int64)
    across = np.minimum(wide[:, :-1], wide[:, 1:]) * TILES + np.maximum(wide[:, :-1], wide[:, 1:])
    down = np.minimum(wide[:-1], wide[1:]) * TILES + np.maximum(wide[:-1], wide[1:])
    squares = ((wide[:-1, :-1] * TILES + wide[:-1, 1:]) * TILES + wide[1:, :-1]) * TILES + wide[1:, 1:]
    same = [float((wide[:, lag:] == wide[:, :-lag]).mean()) for lag in (1, 2, 4, 8, 16) if lag < wide.shape[1]]
    same += [float((wide[lag:] == wide[:-lag]).mean()) for lag in (1, 2, 4, 8, 16) if lag < wide.shape[0]]
    same += [0.0] * (10 - len(same))
    label, count = labels(~IS_WALKABLE[tiles])
    area = np.sort(sizes(label, count))[::-1] / tiles.size
    pieces = [np.log1p(count), np.log1p(1.0 / area.mean() if count else 0.0), float(area[0]) if count else 0.0]
    return np.concatenate(
        [
            np.sqrt(np.bincount(wide.ravel(), minlength=TILES) / tiles.size),
            _hashed(np.concatenate([across.ravel(), down.ravel()]), _PAIRS),
            _hashed(squares, _SQUARES),
            np.array(same),
            np.array(pieces),
            np.log(np.array(tiles.shape) / 64.0),
            np.array([float(kind == name) for name in KINDS]),
        ]
    ).astype(np.float32)
