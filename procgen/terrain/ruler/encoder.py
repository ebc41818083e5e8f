"""The trained encoder at work: nine crops of a map to features, for FID, precision and the rest.

Its card, ``assets/terrain_encoder.md``, says what it was trained on (the train split alone).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime as ort

from procgen.errors import Failed
from procgen.kit.ruler.encoder_metrics import squared_distances
from procgen.runtime.catalog import packaged_assets
from procgen.terrain.recipe.crops import CROP, FEATURES, crop_channels
from procgen.terrain.representation import FloatArray
from procgen.terrain.ruler.statistics import Surface

ENCODER_FILE = "terrain_encoder.onnx"
CROPS_PER_SIDE = 3

_LEVEL_SHARE = 0.9
_BATCH = 18


def crops_of(surface: Surface) -> FloatArray:
    """(9, 4, 128, 128): the channels of nine crops, evenly spaced from edge to edge of a map of at least 128 x 128."""
    depth, width = surface.heights.shape
    rows = np.linspace(0, depth - CROP, CROPS_PER_SIDE).astype(int)
    columns = np.linspace(0, width - CROP, CROPS_PER_SIDE).astype(int)
    return np.stack(
        [
            crop_channels(surface.heights[row : row + CROP, column : column + CROP], surface.metres_per_pixel)
            for row in rows
            for column in columns
        ]
    )


@dataclass(frozen=True, slots=True)
class Encoded:
    """What the encoder says of a set of maps."""

    crops: npt.NDArray[np.float32]
    """(maps, 9, 128) features."""
    logits: npt.NDArray[np.float32]
    """(maps, 21): logits of the landforms that it was trained on, the first in ``LANDFORM_NAMES``; crops' mean."""
    level: npt.NDArray[np.bool_]
    """(maps, 9): crops that are level nearly everywhere, as open water is; these are all alike."""

    @property
    def maps(self) -> npt.NDArray[np.float32]:
        """(maps, 128): mean features."""
        return np.asarray(self.crops.mean(axis=1), np.float32)

    @property
    def landforms(self) -> npt.NDArray[np.float64]:
        """(maps, 21): probabilities of the landforms."""
        likely = np.exp(self.logits.astype(np.float64) - self.logits.max(axis=1, keepdims=True))
        return np.asarray(likely / likely.sum(axis=1, keepdims=True))

    def __getitem__(self, index: npt.NDArray[np.intp] | slice) -> Encoded:
        return Encoded(self.crops[index], self.logits[index], self.level[index])


class Encoder:
    """Runs the network.

    Args:
        path: of the ONNX file; the packaged one if None.
        threads: of each call.

    Raises:
        Failed: the file is missing or ONNX Runtime refuses it.
    """

    def __init__(self, path: Path | None = None, *, threads: int = 1) -> None:
        path = path or packaged_assets() / ENCODER_FILE
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # ONNX Runtime's own exception classes share no narrower base
            raise Failed(f"the encoder {path} can't be loaded: {error}", "Restore the file.") from error

    def encode(self, surfaces: list[Surface]) -> Encoded:
        """Features and logits of maps of at least 128 x 128."""
        features, logits, level = [], [], []
        for start in range(0, len(surfaces), _BATCH // 9):
            crops = np.concatenate([crops_of(surface) for surface in surfaces[start : start + _BATCH // 9]])
            seen, landform = self._session.run(["features", "landform"], {"crops": crops})
            features.append(np.asarray(seen).reshape(-1, CROPS_PER_SIDE**2, FEATURES))
            still = ((crops[:, 0] == 0.0) & (crops[:, 1] == 0.0)).mean(axis=(1, 2)) > _LEVEL_SHARE
            level.append(still.reshape(-1, CROPS_PER_SIDE**2))
            logits.append(np.asarray(landform).reshape(len(features[-1]), CROPS_PER_SIDE**2, -1).mean(axis=1))
        return Encoded(np.concatenate(features), np.concatenate(logits), np.concatenate(level))


def nearest_distance(points: Encoded, train: Encoded) -> npt.NDArray[np.float64]:
    """Distance from each map to the nearest train map: the smallest between any of their crops.

    Level crops, all sea, say nothing of copying and do not count.

    Returns:
        (n,); NaN for a map that is level everywhere.
    """
    flat = train.crops[~train.level]
    smallest = np.full(len(points.crops), np.nan)
    for index, (crops, level) in enumerate(zip(points.crops, points.level, strict=True)):
        if not level.all() and len(flat):
            smallest[index] = np.sqrt(squared_distances(crops[~level], flat).min())
    return smallest
