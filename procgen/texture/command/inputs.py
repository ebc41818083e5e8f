"""What a texture command reads: colours, photos, masks, and steering as JSON."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from procgen.errors import Failed, InvalidFields, Violation
from procgen.kit.command.blob_files import find_followed, keep_beside, send_file
from procgen.kit.command.control_files import read_control_file
from procgen.kit.wire.blobs import BlobStore
from procgen.texture.exemplar.perspective import ALLOWED
from procgen.v1 import texture_controls_pb2, texture_pb2

CONTROL_FIELDS = ("mix", "variation", "look", "weather", "layout", "synthesis", "decal", "trim")
"""Fields of a request that a file of controls may hold."""
_MASK_SIDE = 256


def send_photo(path: Path, blobs: BlobStore) -> texture_controls_pb2.Exemplar:
    """Put a photo where the service finds it.

    Raises:
        Failed: it can't be read.
        InvalidFields: it is empty or too large.
    """
    return texture_controls_pb2.Exemplar(sha256=send_file(path, "--exemplar", blobs, "Name a photo.", "the exemplar"))


def read_corners(text: str) -> list[float]:
    """Numbers of four corners, such as "0.1,0.2 0.9,0.2 0.9,0.8 0.1,0.8". Raises InvalidFields."""
    try:
        return [float(number) for number in text.replace(",", " ").split()]
    except ValueError:
        raise InvalidFields([Violation.of("--corners", repr(text), ALLOWED)]) from None


def keep_photo(request: texture_pb2.TextureRequest, blobs: BlobStore, folder: Path) -> None:
    """Write a request's exemplar beside its recipe, which only names it. Raises Failed."""
    if request.HasField("exemplar"):
        keep_beside([request.exemplar.sha256], blobs, folder)


def find_photo(request: texture_pb2.TextureRequest, recipe: Path, given: Path | None, blobs: BlobStore) -> None:
    """Put the exemplar that a recipe names where the service finds it.

    Args:
        request: of the recipe.
        recipe: its file, beside which the photo was kept.
        given: where the photo is, if it is not there.
        blobs: of the service.

    Raises:
        Failed: the photo is not to be found, or is another one.
    """
    if not request.HasField("exemplar"):
        return
    find_followed(
        request.exemplar.sha256,
        recipe,
        given,
        lambda path: send_photo(path, blobs).sha256,
        what="photo",
        flag="--exemplar",
    )


def read_mask(path: Path) -> texture_controls_pb2.MixMask:
    """A picture as a mask: white is the second material. Larger ones are reduced.

    Raises:
        Failed: the file is no picture.
    """
    try:
        with Image.open(path) as picture:
            picture.thumbnail((_MASK_SIDE, _MASK_SIDE))
            grey = np.asarray(picture.convert("L"))
    except (UnidentifiedImageError, Image.DecompressionBombError, ValueError, EOFError) as error:
        raise Failed(f"the mask {path} is not a picture", "Name a PNG.") from error
    return texture_controls_pb2.MixMask(width=grey.shape[1], height=grey.shape[0], shares=grey.tobytes())


def read_controls(path: Path) -> texture_pb2.TextureRequest:
    """A request with nothing but controls, from protobuf's JSON of them: ``{"layout": {...}, "weather": ...}``.

    Raises:
        Failed: the file is no such JSON, or holds other fields.
    """
    return read_control_file(path, texture_pb2.TextureRequest, CONTROL_FIELDS, "texture.proto")
