"""Broken things for critics to learn from: real ones, spoilt in ways that generators and pipelines go wrong.

Each function takes a real thing and a generator of random numbers, and returns a spoilt copy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter

from procgen.terrain.recipe.encoder import DEFECTS
from procgen.terrain.recipe.encoder import spoil as spoil_crop

FloatArray = npt.NDArray[np.float32]
_LEAST_STEP_M: Final = 4.0
Spoil = Callable[[FloatArray, np.random.Generator], FloatArray]


def _terraced(heights: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Heights in steps, as of eight bits."""
    # Real heights often come in whole metres: finer steps are no defect.
    step = max(float(heights.max() - heights.min()) / rng.uniform(8, 40), _LEAST_STEP_M)
    return np.asarray(np.round(heights / step) * step, np.float32)


def _spiked(heights: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Single points far off."""
    spoilt = heights.copy()
    places = rng.random(heights.shape) < rng.uniform(0.001, 0.005)
    spoilt[places] += rng.normal(0.0, float(heights.std()) + 2.0 * _LEAST_STEP_M, int(places.sum())).astype(np.float32)
    return spoilt


def _faulted(heights: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Two pieces that don't meet, as of a tile made for elsewhere."""
    at = int(rng.integers(16, heights.shape[0] - 16))
    moved = np.roll(heights, int(rng.integers(24, heights.shape[1] - 24)), axis=1)
    spoilt = heights.copy()
    spoilt[at:] = moved[at:, ::-1] + rng.normal(0.0, 0.2) * float(heights.std())
    return spoilt if rng.random() < 0.5 else np.ascontiguousarray(spoilt.T)


def _crop_spoilt_by(defect: str) -> Spoil:
    """One of the terrain encoder's own defects."""
    return lambda heights, rng: spoil_crop(heights, defect, rng)


def _blurred_land(heights: FloatArray, rng: np.random.Generator) -> FloatArray:
    """As if magnified: less is not told from land that is smooth."""
    return np.asarray(gaussian_filter(heights, float(rng.uniform(1.5, 4.0)), mode="nearest"), np.float32)


TERRAIN: Final[Mapping[str, Spoil]] = {
    **{defect: _crop_spoilt_by(defect) for defect in DEFECTS if defect not in ("none", "blurred")},
    "blurred": _blurred_land,
    "terraced": _terraced,
    "spiked": _spiked,
    "faulted": _faulted,
}


def _blurred(picture: FloatArray, rng: np.random.Generator) -> FloatArray:
    sigma = float(rng.uniform(1.0, 3.0))
    return np.asarray(gaussian_filter(picture, (sigma, sigma, 0), mode="wrap"), np.float32)


def _grainy(picture: FloatArray, rng: np.random.Generator) -> FloatArray:
    grain = rng.normal(0.0, rng.uniform(0.06, 0.2), (*picture.shape[:2], 3 if rng.random() < 0.5 else 1))
    return np.asarray(np.clip(picture + grain, 0.0, 1.0), np.float32)


def _blocky(picture: FloatArray, rng: np.random.Generator) -> FloatArray:
    side = int(rng.choice((4, 8)))
    count = picture.shape[0] // side
    means = picture.reshape(count, side, count, side, 3).mean((1, 3), keepdims=True)
    kept = rng.uniform(0.0, 0.5)
    spoilt = means + kept * (picture.reshape(count, side, count, side, 3) - means)
    return np.asarray(spoilt.reshape(picture.shape), np.float32)


def _shuffled_phases(picture: FloatArray, rng: np.random.Generator) -> FloatArray:
    noise = np.angle(np.fft.rfft2(rng.standard_normal(picture.shape[:2])))[..., None]
    spectrum = np.fft.rfft2(picture - picture.mean((0, 1)), axes=(0, 1))
    spoilt = np.fft.irfft2(spectrum * np.exp(1j * noise), picture.shape[:2], axes=(0, 1)) + picture.mean((0, 1))
    return np.asarray(np.clip(spoilt, 0.0, 1.0), np.float32)


def _shuffled_pieces(picture: FloatArray, rng: np.random.Generator) -> FloatArray:
    side = int(rng.choice((16, 32)))
    count = picture.shape[0] // side
    pieces = picture.reshape(count, side, count, side, 3).swapaxes(1, 2).reshape(-1, side, side, 3)
    turned = np.stack([np.rot90(piece, int(rng.integers(4))) for piece in pieces[rng.permutation(len(pieces))]])
    return np.ascontiguousarray(turned.reshape(count, count, side, side, 3).swapaxes(1, 2).reshape(picture.shape))


def _bleeding(picture: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Channels that lie beside one another."""
    spoilt = picture.copy()
    for channel in rng.choice(3, 2, replace=False):
        shift = tuple(int(v) for v in rng.integers(2, 9, 2) * rng.choice((-1, 1), 2))
        spoilt[..., channel] = np.roll(picture[..., channel], shift, (0, 1))
    return spoilt


def _burnt(picture: FloatArray, rng: np.random.Generator) -> FloatArray:
    """Contrast beyond the range."""
    return np.asarray(np.clip((picture - picture.mean()) * rng.uniform(3.0, 6.0) + rng.uniform(0.3, 0.7), 0.0, 1.0))


TEXTURE: Final[Mapping[str, Spoil]] = {
    "blurred": _blurred,
    "grainy": _grainy,
    "blocky": _blocky,
    "shuffled phases": _shuffled_phases,
    "shuffled pieces": _shuffled_pieces,
    "bleeding": _bleeding,
    "burnt": _burnt,
}


def spoilt_measures(measures: npt.NDArray[np.float64], rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """People (n, D) of one sex who can't be: some measures of each are another's, or are off by what differs people.

    Args:
        measures: all of one sex.
        rng: draws.
    """
    spoilt = measures.copy()
    count, width = measures.shape
    spread = measures.std(0)
    for row in range(count):
        chosen = np.asarray(rng.random(width) < rng.uniform(0.1, 0.6))
        if rng.random() < 0.5:
            spoilt[row, chosen] = measures[rng.integers(count), chosen]
        else:
            spoilt[row, chosen] += rng.normal(0.0, 1.0, int(chosen.sum())) * spread[chosen]
    return spoilt


TextSpoil = Callable[[str, np.random.Generator], str]


def _words_shuffled(text: str, rng: np.random.Generator) -> str:
    words = text.split()
    return " ".join(words[i] for i in rng.permutation(len(words)))


def _words_lost(text: str, rng: np.random.Generator) -> str:
    words = text.split()
    kept = [word for word in words if rng.random() > 0.3]
    return " ".join(kept or words[:1])


def _words_repeated(text: str, rng: np.random.Generator) -> str:
    words = text.split()
    at = int(rng.integers(len(words)))
    length = int(rng.integers(1, 4))
    return " ".join([*words[: at + length], *words[at : at + length] * int(rng.integers(1, 4)), *words[at + length :]])


def _letters_swapped(text: str, rng: np.random.Generator) -> str:
    letters = list(text)
    for _ in range(max(len(letters) // 12, 2)):
        at = int(rng.integers(max(len(letters) - 1, 1)))
        letters[at : at + 2] = letters[at : at + 2][::-1]
    return "".join(letters)


def _words_foreign(text: str, rng: np.random.Generator) -> str:
    """Letters of words in another order, as of a broken vocabulary."""
    words = text.split()
    return " ".join(
        "".join(word[i] for i in rng.permutation(len(word))) if rng.random() < 0.4 else word for word in words
    )


LINES: Final[Mapping[str, TextSpoil]] = {
    "words shuffled": _words_shuffled,
    "words lost": _words_lost,
    "words repeated": _words_repeated,
    "letters swapped": _letters_swapped,
    "words of no language": _words_foreign,
}


def spoilt_line(text: str, defect: str, rng: np.random.Generator) -> str:
    """The line with one of :data:`LINES`; drawn until it differs, at most ten times."""
    for _ in range(10):
        spoilt = LINES[defect](text, rng)
        if spoilt != text:
            return spoilt
    return text + " " + text


def spoilt_layout(tiles: npt.NDArray[np.uint8], rng: np.random.Generator) -> npt.NDArray[np.uint8]:
    """A tile map (rows, columns) with tiles exchanged, pieces moved, smeared, or halves that don't fit."""
    kind = int(rng.integers(4))
    spoilt = tiles.copy()
    rows, columns = tiles.shape
    if kind == 0:
        chosen = rng.random(tiles.shape) < rng.uniform(0.02, 0.15)
        spoilt[chosen] = rng.permutation(tiles[chosen])
    elif kind == 1:
        side = 8
        pieces = tiles[: rows // side * side, : columns // side * side]
        blocks = pieces.reshape(rows // side, side, columns // side, side).swapaxes(1, 2).reshape(-1, side, side)
        mixed = blocks[rng.permutation(len(blocks))].reshape(rows // side, columns // side, side, side)
        spoilt[: pieces.shape[0], : pieces.shape[1]] = mixed.swapaxes(1, 2).reshape(pieces.shape)
    elif kind == 2:
        for _ in range(int(rng.integers(1, 3))):
            near = np.stack([np.roll(spoilt, shift, axis) for axis in (0, 1) for shift in (-1, 0, 1)])
            spoilt = near[rng.integers(len(near), size=tiles.shape), np.arange(rows)[:, None], np.arange(columns)[None]]
    else:
        at = int(rng.integers(rows // 4, 3 * rows // 4))
        spoilt[at:] = np.roll(tiles, columns // 3, 1)[at:][:, ::-1]
    return np.asarray(spoilt)
