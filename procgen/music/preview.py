"""A picture of a piece for people: its notes as a piano roll, a colour a layer, bars and sections as lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.formats.png import write_png
from procgen.music.generate import Piece
from procgen.music.score import Notes, Score
from procgen.runtime.checkpoint import go_on

PREVIEW_PX: Final = (256, 96)
PICTURE_PX: Final = (1024, 320)
"""Width and height."""
_BACKGROUND: Final = (22, 24, 30)
_BAR: Final = (38, 42, 52)
_SECTION: Final = (110, 116, 132)
_LAYERS: Final = ((92, 140, 214), (246, 200, 92), (116, 200, 148), (226, 104, 92))
"""Of the bed, the melody, what drives, and force."""
_DRUM_SHARE: Final = 0.14
_MARGIN: Final = 2
_BAR_LINES_FROM_PX: Final = 6
RgbArray = npt.NDArray[np.uint8]


def piano_roll(piece: Piece, size_px: tuple[int, int] = PICTURE_PX) -> RgbArray:
    """(height, width, 3): time from left to right, pitch upwards, drums below; louder notes are brighter."""
    return score_roll(piece.arrangement.score, piece.arrangement.layers, size_px)


def score_roll(score: Score, layers: Sequence[int], size_px: tuple[int, int]) -> RgbArray:
    """The same of a score, whose parts are in such layers."""
    width, height = size_px
    picture = np.empty((height, width, 3), np.uint8)
    picture[:] = _BACKGROUND
    starts = score.bar_starts()
    across = (width - 1) / max(int(starts[-1]), 1)
    if across * starts[1] >= _BAR_LINES_FROM_PX:
        picture[:, (starts * across).astype(int)] = _BAR
    for section in score.sections:
        picture[:, int(starts[section.bar] * across)] = _SECTION
    drums = np.array([part.drums for part in score.parts], bool)
    for low, high, those in (
        (round(height * (1.0 - _DRUM_SHARE)), height - _MARGIN, drums),
        (_MARGIN, round(height * (1.0 - _DRUM_SHARE)) - _MARGIN if drums.any() else height - _MARGIN, ~drums),
    ):
        _draw(picture, score.notes[those[score.notes["part"]]], layers, (low, high), across)
    return picture


def _draw(picture: RgbArray, notes: Notes, layers: Sequence[int], rows: tuple[int, int], across: float) -> None:
    """Notes between two rows, the highest pitch on top."""
    if not len(notes):
        return
    lowest, highest = int(notes["pitch"].min()), int(notes["pitch"].max())
    step = (rows[1] - rows[0]) / (highest - lowest + 1)
    # The bed lies behind the melody.
    order = np.argsort([layers[part] == 1 for part in notes["part"]], kind="stable")
    for note in notes[order]:
        top = rows[0] + int((highest - int(note["pitch"])) * step)
        left = int(note["start"] * across)
        right = max(int((note["start"] + note["length"]) * across), left + 1)
        shade = 0.45 + 0.55 * float(note["velocity"])
        colour = np.array(_LAYERS[layers[int(note["part"])]]) * shade
        picture[top : top + max(int(step), 1), left:right] = colour.astype(np.uint8)


def picture_png(piece: Piece, recipe_json: str) -> bytes:
    """The picture as a PNG, for files."""
    return write_png(piano_roll(piece), go_on, texts={"procgen:recipe": recipe_json})


def preview_png(piece: Piece) -> bytes:
    """The picture as a small PNG."""
    return write_png(piano_roll(piece, PREVIEW_PX), go_on, texts={})
