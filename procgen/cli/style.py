"""``procgen style``."""

from __future__ import annotations

import json as writer
from pathlib import Path
from typing import Annotated

import typer

from procgen.kit.command.output import json_object, line
from procgen.runtime.files import write_file
from procgen.style import FILE_NAME
from procgen.style.reading import read_project


def style(
    folder: Annotated[Path, typer.Argument(help="Folder of the project.")],
    out: Annotated[
        Path | None, typer.Option(help=f"Where the style goes. [default: {FILE_NAME} in the folder]", dir_okay=False)
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Say the style as one JSON object, and write nothing.")] = False,
) -> None:
    """Read a project's style, so that what is made fits it.

    Palette, texel density, sizes of textures and tiles, triangles of meshes, formats and names are read of its files.
    `procgen generate` takes what it is not told from the style of the project that it writes into.

    Example: `procgen style my-game`
    """
    found = read_project(folder)
    if json:
        json_object(writer.loads(found.to_json()))
        return
    place = out or folder / FILE_NAME
    write_file(place, found.to_json().encode())
    line(str(place))
