"""Decode a user's photo, trusting nothing in it.

The format is told by the first bytes and only that format's reader is opened; the size is read from the header and
judged before anything is decoded, so that neither a decompression bomb nor a picture of many frames costs memory.
"""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageCms
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from procgen.errors import InvalidFields, Violation
from procgen.texture.material import FloatArray

MAX_BYTES = 32 << 20
MAX_PIXELS = 24_000_000
"""What a good camera takes; decoded, 72 MB."""
MIN_SIDE_PX, MAX_SIDE_PX = 64, 8192
MAX_ASPECT = 8
KEPT_SIDE_PX = 768
"""The shorter side is reduced to at most this."""

FORMATS = "a PNG, JPEG or WebP picture"

_ORIENTATION = 0x0112
_TRANSPOSE = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_GREY16 = ("I;16", "I;16B", "I;16L", "I;16N", "I")


def _png_size(data: bytes) -> tuple[int, int] | None:
    if data[12:16] != b"IHDR" or len(data) < 24:
        return None
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """From the frame header (ITU-T T.81, B.2.2), past all other segments."""
    place = 2
    while place + 9 <= len(data):
        if data[place] != 0xFF:
            return None
        marker = data[place + 1]
        if marker == 0xFF:  # fill byte
            place += 1
        elif marker == 0x01 or 0xD0 <= marker <= 0xD8:  # alone, without a length
            place += 2
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(data[place + 7 : place + 9], "big"), int.from_bytes(
                data[place + 5 : place + 7], "big"
            )
        elif marker in (0xD9, 0xDA):  # the end, or coded data before any frame
            return None
        else:
            length = int.from_bytes(data[place + 2 : place + 4], "big")
            if length < 2:
                return None
            place += 2 + length
    return None


def _webp_size(data: bytes) -> tuple[int, int] | None:
    """Of the three kinds of first chunk (RFC 9649)."""
    if len(data) < 30:
        return None
    kind = data[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 ":
        return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF
    return None


_Header = tuple[str, Callable[[bytes], tuple[int, int] | None], Callable[[io.BytesIO], ImageFile]]


def _header(data: bytes) -> _Header | None:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG", _png_size, PngImageFile
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG", _jpeg_size, JpegImageFile
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WebP", _webp_size, WebPImageFile
    return None


def _refuse(field: str, value: object, allowed: str) -> InvalidFields:
    return InvalidFields([Violation.of(field, value, allowed)])


def _check_size(field: str, width: int, height: int) -> None:
    size = f"{width} x {height} px"
    if min(width, height) < MIN_SIDE_PX or max(width, height) > MAX_SIDE_PX:
        raise _refuse(field, size, f"sides of {MIN_SIDE_PX} to {MAX_SIDE_PX} px")
    if width * height > MAX_PIXELS:
        raise _refuse(field, size, f"at most {MAX_PIXELS:,} pixels")
    if max(width, height) > MAX_ASPECT * min(width, height):
        raise _refuse(field, size, f"a long side of at most {MAX_ASPECT} times the short one")


def _to_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """As sRGB, by the embedded profile where there is one that fits."""
    if profile and picture.mode in ("RGB", "L", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            converted = None  # a broken profile, or one of another colour model: most such pictures are sRGB
        if converted is not None:
            return converted
    return picture.convert("RGB")


def _decode(picture: ImageFile, field: str, kind: str) -> FloatArray:
    if getattr(picture, "n_frames", 1) != 1 or getattr(picture, "is_animated", False):
        raise _refuse(field, f"an animated {kind}", f"{FORMATS} of one frame")
    width, height = picture.size
    factor = max(min(width, height) // KEPT_SIDE_PX, 1)
    if factor > 1 and kind == "JPEG":  # decodes straight to a smaller size
        picture.draft(picture.mode, (-(-width // factor), -(-height // factor)))
    profile = picture.info.get("icc_profile")
    try:
        turned = picture.getexif().get(_ORIENTATION, 1)
    except Exception:  # the photo is fine without it, whatever is wrong with the tag
        turned = 1
    picture.load()
    image: Image.Image = picture
    has_alpha = image.mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in image.info
    if has_alpha:
        image = image.convert("RGBA")
        if image.getchannel("A").getextrema()[0] != 255:
            raise _refuse(field, f"a {kind} with transparent pixels", "a picture without transparency")
        image = image.convert("RGB")
    if image.mode in _GREY16:
        values = np.asarray(image, np.float32) / 65535.0
        image = Image.fromarray(np.clip(values * 255.0 + 0.5, 0.0, 255.0).astype(np.uint8))
    elif image.mode not in ("RGB", "L", "CMYK"):
        image = image.convert("RGB")
    scale = KEPT_SIDE_PX / min(image.size)
    if scale < 1.0:
        size = (max(round(image.width * scale), 1), max(round(image.height * scale), 1))
        image = image.resize(size, Image.Resampling.BOX)
    image = _to_srgb(image, profile if isinstance(profile, bytes) else None)
    if turned in _TRANSPOSE:
        image = image.transpose(_TRANSPOSE[turned])
    return np.asarray(image, np.float32) / np.float32(255.0)


def read_exemplar(data: bytes, field: str) -> FloatArray:
    """Decode a photo of a material.

    Grey, palette, 16-bit and CMYK pictures are converted; the camera's orientation and an embedded colour profile are
    applied.

    Args:
        data: a PNG, JPEG or WebP file.
        field: the request's field that holds it, named in errors.

    Returns:
        (rows, columns, 3) float32, sRGB-encoded, 0 to 1; the shorter side 64 to 768 px.

    Raises:
        InvalidFields: if it is not such a picture, empty, damaged, larger than 32 MiB or 24 megapixels, smaller than
            64 px, narrower than 1 to 8, animated, or partly transparent.
    """
    if not 0 < len(data) <= MAX_BYTES:
        raise _refuse(field, f"{len(data):,} bytes", f"1 to {MAX_BYTES:,} bytes of {FORMATS}")
    header = _header(data)
    if header is None:
        raise _refuse(field, f"{len(data):,} bytes that begin {data[:8].hex(' ')}", FORMATS)
    kind, size_of, reader = header
    size = size_of(data)
    if size is None:
        raise _refuse(field, f"a damaged {kind} file", FORMATS)
    _check_size(field, *size)
    try:
        with reader(io.BytesIO(data)) as picture:
            if picture.size != size:
                raise _refuse(field, f"a damaged {kind} file", FORMATS)
            albedo = _decode(picture, field, kind)
    except InvalidFields:
        raise
    except Exception as error:  # Pillow's readers raise many kinds on damaged files, from SyntaxError to struct.error
        raise _refuse(field, f"a damaged {kind} file ({type(error).__name__})", FORMATS) from error
    return albedo
