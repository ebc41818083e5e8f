"""By what each domain judges whether the critic's choice is better: its own metric, which the critic never saw."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import onnxruntime as ort

from procgen.critic.ruler.evaluate import Metric, of_features
from procgen.dialogue.ruler.likeness import gram_counts
from procgen.kit.ruler.encoder_metrics import frechet_distance, kernel_distance
from procgen.kit.ruler.two_samples import energy_distance
from procgen.runtime.catalog import packaged_assets
from procgen.terrain.recipe.crops import crop_channels
from procgen.terrain.ruler.encoder import ENCODER_FILE
from procgen.texture.ruler.features import features as picture_features

Array = npt.NDArray[Any]
Judge = Callable[[Array, Array], tuple[str, Metric]]
"""(real things, made things) to the metric's name and the metric."""
_BUCKETS = 2048


def _fid(real: Array, made: Array) -> float:
    return frechet_distance(real[:, None], made[:, None])


def _kid_x1000(real: Array, made: Array) -> float:
    return 1e3 * kernel_distance(real[:, None], made[:, None])


def _each(made: Array, encode: Callable[[Array], Array]) -> Array:
    """(requests, candidates, D) of (requests, candidates, …)."""
    flat = encode(made.reshape(-1, *made.shape[2:]))
    return flat.reshape(*made.shape[:2], -1)


def terrain(real: Array, made: Array) -> tuple[str, Metric]:
    """FID by the terrain encoder; a thing is (129, 128): a window, and a row with its spacing."""
    session = ort.InferenceSession(str(packaged_assets() / ENCODER_FILE), providers=["CPUExecutionProvider"])
    (told,) = session.get_inputs()
    rows = told.shape[0] if isinstance(told.shape[0], int) else 1

    def encode(windows: Array) -> Array:
        crops = np.stack([crop_channels(window[:-1], float(window[-1, 0])) for window in windows])
        found = []
        for first in range(0, len(crops), rows):
            part = crops[first : first + rows]
            padded = np.zeros((rows, *crops.shape[1:]), np.float32)
            padded[: len(part)] = part
            found.append(session.run(None, {told.name: padded})[0][: len(part)])
        return np.concatenate(found)

    return "fid", of_features(encode(real), _each(made, encode), _fid)


def texture(real: Array, made: Array) -> tuple[str, Metric]:
    """KID by an ImageNet network; a thing is (128, 128, 3) uint8."""

    def encode(pixels: Array) -> Array:
        return picture_features(pixels.astype(np.float32) / np.float32(255.0))

    return "kid_x1000", of_features(encode(real), _each(made, encode), _kid_x1000)


def character(real: Array, made: Array) -> tuple[str, Metric]:
    """Energy distance of measures in standard deviations; a thing is (D,)."""
    scale = real.std(0)

    def distance(a: Array, b: Array) -> float:
        return energy_distance(a, b, np.arange(len(a)), len(a) + np.arange(len(b)))

    return "energy_distance", of_features(real / scale, made / scale, distance)


def dialogue(real: Array, made: Array) -> tuple[str, Metric]:
    """Kullback-Leibler divergence of character trigrams, real from made, with a count of one half added to each."""
    wanted = np.sum([gram_counts(str(text)) for text in real], axis=0) + 0.5
    wanted /= wanted.sum()
    counts = np.array([[gram_counts(str(text)) for text in candidates] for candidates in made])

    def metric(requests: npt.NDArray[np.intp], candidates: npt.NDArray[np.intp]) -> float:
        found = counts[requests, candidates].sum(0) + 0.5
        return float(np.sum(wanted * np.log(wanted / (found / found.sum()))))

    return "trigram_kl", metric


def _shapes(tiles: Array) -> Array:
    """(_BUCKETS,) counts of hashed windows of 3 x 3 tiles."""
    windows = np.lib.stride_tricks.sliding_window_view(tiles.astype(np.uint64), (3, 3)).reshape(-1, 9)
    code = np.zeros(len(windows), np.uint64)
    for column in range(9):
        code = (code * np.uint64(1_099_511_628_211)) ^ (windows[:, column] + np.uint64(1))
        code ^= code >> np.uint64(29)
    return np.bincount((code % np.uint64(_BUCKETS)).astype(np.int64), minlength=_BUCKETS).astype(np.float64)


def layout(real: Array, made: Array) -> tuple[str, Metric]:
    """Kullback-Leibler divergence of windows of 3 x 3 tiles, real from made; a thing is (rows, columns) of tiles."""
    wanted = np.sum([_shapes(tiles) for tiles in real], axis=0) + 0.5
    wanted /= wanted.sum()
    counts = np.array([[_shapes(tiles) for tiles in candidates] for candidates in made])

    def metric(requests: npt.NDArray[np.intp], candidates: npt.NDArray[np.intp]) -> float:
        found = counts[requests, candidates].sum(0) + 0.5
        return float(np.sum(wanted * np.log(wanted / (found / found.sum()))))

    return "pattern_kl", metric


JUDGES: Final[Mapping[str, Judge]] = {
    "terrain": terrain,
    "texture": texture,
    "character": character,
    "dialogue": dialogue,
    "layout": layout,
}
