"""Names of the files that belong together."""

from __future__ import annotations

from procgen.texture.exporters.planes import Planes


def base_name(planes: Planes) -> str:
    """What the names of a material's files start with."""
    return planes.options.base_name or planes.material.name


def picture_suffix(picture: str, ending: str) -> str:
    """What follows in the name of a picture's file: ``-hdrp-mask.png``."""
    return f"-{picture.replace('_', '-')}.{ending}"


def png_name(planes: Planes, picture: str) -> str:
    """The file that materials of engines refer to."""
    return base_name(planes) + picture_suffix(picture, "png")
