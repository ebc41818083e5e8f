"""Does a sample do what it was asked for: its landform, its sketch?"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import gaussian_filter

from procgen.terrain.landforms import LANDFORM_NAMES
from procgen.terrain.parameters import Sketch
from procgen.terrain.representation import FloatArray
from procgen.terrain.ruler.encoder import Encoded

SKETCH_CELLS = 32
_SKETCH_BLUR_CELLS = 1.5


def class_accuracy(encoded: Encoded, landforms: list[str], top: int = 1) -> float:
    """Share of maps whose landform is among the encoder's ``top`` first guesses."""
    wanted = np.array([LANDFORM_NAMES.index(name) for name in landforms])
    guesses = np.argsort(-encoded.logits, axis=1)[:, :top]
    return float((guesses == wanted[:, None]).any(axis=1).mean())


def low_pass(heights: FloatArray) -> FloatArray:
    """(32, 32) metres: a square map averaged to cells and blurred by one and a half cells."""
    side = heights.shape[0] // SKETCH_CELLS
    shape = (SKETCH_CELLS, side, SKETCH_CELLS, side)
    cells = heights[: side * SKETCH_CELLS, : side * SKETCH_CELLS].reshape(shape).mean((1, 3))
    return np.asarray(gaussian_filter(cells, _SKETCH_BLUR_CELLS, mode="nearest"), np.float32)


def sketch_of(heights: FloatArray) -> Sketch:
    """The low-passed map as a sketch that counts fully everywhere; a sea is drawn below zero, as a designer would."""
    low = low_pass(heights)
    return Sketch(low, np.ones_like(low))


def adherence(heights: FloatArray, sketch: Sketch) -> float:
    """Pearson correlation of the low-passed result with its sketch, over the 32 x 32 cells; 0 for a level result.

    Results have a flat sea at zero, so what the sketch has below zero counts as zero.
    """
    a, b = low_pass(heights).ravel().astype(np.float64), np.maximum(sketch.heights_m, 0.0).ravel().astype(np.float64)
    a, b = a - a.mean(), b - b.mean()
    length = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / length if length > 0.0 else 0.0
