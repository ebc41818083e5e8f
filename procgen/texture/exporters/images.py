"""Pictures that any program opens, and raw pixels."""

from __future__ import annotations

import io
from xml.sax.saxutils import quoteattr

import numpy as np
from PIL import Image

from procgen.errors import InvalidFields, Violation
from procgen.formats.png import Filter, write_png
from procgen.texture.exporters.metadata import plain_texts
from procgen.texture.exporters.pictures import Picture, Pixels
from procgen.texture.exporters.planes import Planes

_WEBP_MOST_PX = 16383
_XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:procgen="urn:procgen:1.0/" {attributes}/></rdf:RDF></x:xmpmeta>'
)


def pixels(planes: Planes, picture: Picture, bits: int = 8) -> Pixels:
    """A picture at full size: (rows, columns) or (rows, columns, channels) uint8 or uint16."""
    return picture.pack(planes.level(*picture.planes), bits)


def png(planes: Planes, picture: Picture, bits: int) -> bytes:
    """Write a picture as PNG.

    Returns:
        A PNG of 8 or 16 bits a channel: greyscale, RGB or RGBA; colours say that they are sRGB, data say nothing. Text
        chunks ``procgen:recipe`` (iTXt, JSON), ``procgen:map``, ``procgen:metres_per_pixel``, ``procgen:material`` and,
        where height is in it, ``procgen:height_min_m`` and ``procgen:height_max_m``.
    """
    return write_png(
        pixels(planes, picture, bits),
        planes.options.checkpoint,
        texts={"procgen:recipe": planes.material.recipe.to_json()},
        plain_texts=plain_texts(planes, picture),
        method=Filter.AVERAGE,
        srgb=picture.srgb,
    )


def webp(planes: Planes, picture: Picture) -> bytes:
    """Write a picture as lossless WebP.

    Returns:
        A WebP whose pixels are those of the 8-bit PNG, grey ones as RGB, colours under zero alpha kept. Its XMP holds
        the same texts as the PNG as attributes ``procgen:recipe`` and so on.

    Raises:
        InvalidFields: it is wider or higher than the format allows.
    """
    rows, columns = planes.material.surface.shape
    sides = {"width_px": columns, "height_px": rows}
    allowed = f"for WebP: at most {_WEBP_MOST_PX}"
    wrong = [Violation.of(name, side, allowed) for name, side in sides.items() if side > _WEBP_MOST_PX]
    if wrong:
        raise InvalidFields(wrong)
    found = pixels(planes, picture)
    planes.options.checkpoint()
    said = {"procgen:recipe": planes.material.recipe.to_json(), **plain_texts(planes, picture)}
    attributes = " ".join(f"{key}={quoteattr(value)}" for key, value in said.items())
    image = Image.fromarray(np.dstack([found] * 3) if found.ndim == 2 else found)
    out = io.BytesIO()
    xmp = _XMP.format(attributes=attributes).encode()
    image.save(out, "WEBP", lossless=True, quality=0, method=0, exact=True, xmp=xmp)
    return out.getvalue()


def raw(planes: Planes, picture: Picture) -> bytes:
    """8-bit pixels row by row from the upper edge, channels side by side, no header."""
    return pixels(planes, picture).tobytes()


def height_f32(planes: Planes) -> bytes:
    """Heights in metres: rows * columns float32, little-endian, row by row from the upper edge, no header."""
    planes.options.checkpoint()
    return planes.material.height_m.astype("<f4", copy=False).tobytes()
