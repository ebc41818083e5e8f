"""Pictures for people: read, put side by side, coloured by numbers, marked and labelled."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

RgbArray = npt.NDArray[np.uint8]
"""(depth, width, 3)."""

_MARK_RGB = (214, 40, 40)
_GAP = 6
_QUALITY = 84


def read_picture(data: bytes) -> npt.NDArray[np.uint8]:
    """Pixels of an 8-bit picture: (depth, width) or (depth, width, channels)."""
    with Image.open(io.BytesIO(data)) as picture:
        return np.asarray(picture)


def jpeg(rgb: RgbArray) -> bytes:
    """A picture as a small file."""
    out = io.BytesIO()
    Image.fromarray(rgb).save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()


def coloured(
    values: npt.NDArray[np.generic], low: float, high: float, stops: Sequence[tuple[float, int, int, int]]
) -> RgbArray:
    """Numbers as colours.

    Args:
        values: (depth, width).
        low: takes the first colour.
        high: takes the last.
        stops: place from 0 to 1, red, green, blue.
    """
    place = np.clip((values.astype(np.float32) - low) / (high - low), 0.0, 1.0)
    knots = np.array(stops, np.float64)
    channels = [np.interp(place, knots[:, 0], knots[:, channel]) for channel in (1, 2, 3)]
    return np.asarray(np.rint(np.stack(channels, axis=-1)), np.uint8)


def outlined(rgb: RgbArray, left: int, top: int, width: int, depth: int) -> RgbArray:
    """The same with a rectangle drawn just outside of some pixels."""
    image = Image.fromarray(rgb)
    box = (left - 2, top - 2, left + width + 1, top + depth + 1)
    ImageDraw.Draw(image).rectangle(box, outline=_MARK_RGB, width=2)
    return np.asarray(image)


def with_lines(rgb: RgbArray, lines: Iterable[tuple[Sequence[tuple[float, float]], tuple[int, int, int]]]) -> RgbArray:
    """The same with lines through some pixels, each in its colour."""
    image = Image.fromarray(rgb)
    draw = ImageDraw.Draw(image)
    for points, colour in lines:
        draw.line(list(points), fill=(255, 255, 255), width=7, joint="curve")
        draw.line(list(points), fill=colour, width=4, joint="curve")
    return np.asarray(image)


def labelled(rgb: RgbArray, text: str) -> RgbArray:
    """The same with a line of text in the lower left corner."""
    image = Image.fromarray(rgb)
    draw = ImageDraw.Draw(image, "RGBA")
    font = ImageFont.load_default(max(11, min(14, image.width // 16)))
    left, top, right, bottom = draw.textbbox((0, 0), text, font=font)
    foot = image.height - 5
    draw.rectangle((0, foot - (bottom - top) - 7, right - left + 12, image.height), fill=(0, 0, 0, 150))
    draw.text((6, foot - bottom), text, font=font, fill=(255, 255, 255, 255))
    return np.asarray(image.convert("RGB"))


def side_by_side(pictures: Sequence[RgbArray], columns: int | None = None) -> RgbArray:
    """Pictures of one size, row by row, with white gaps.

    Args:
        pictures: (depth, width, 3) each.
        columns: how many in a row; all if None.
    """
    depth, width, _ = pictures[0].shape
    across = columns or len(pictures)
    down = -(-len(pictures) // across)
    sheet = np.full((down * (depth + _GAP) - _GAP, across * (width + _GAP) - _GAP, 3), 255, np.uint8)
    for index, picture in enumerate(pictures):
        top, left = index // across * (depth + _GAP), index % across * (width + _GAP)
        sheet[top : top + depth, left : left + width] = picture
    return sheet
