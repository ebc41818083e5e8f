"""Scenes out of files: JSON exactly, Ink and Yarn as far as their modules say; translations; gaps to be written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from procgen.dialogue.importers import ink, json_scene, yarn
from procgen.dialogue.importers.gaps import Gap, fill, gaps
from procgen.dialogue.importers.translations import from_csv, from_po
from procgen.dialogue.scene.graph import Scene


def _json(data: bytes, _name: str) -> Scene:
    return json_scene.decode(data)


IMPORTERS: Final[Mapping[str, Callable[[bytes, str], Scene]]] = MappingProxyType(
    {"json": _json, "ink": ink.decode, "yarn": yarn.decode}
)
"""By the names of `exporters.EXPORTERS`: takes the file and a name for scenes that have none. Raises `InvalidFields`,
which names the place.
"""

__all__ = ["IMPORTERS", "Gap", "fill", "from_csv", "from_po", "gaps"]
