"""Every kind of file that one scene can become."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from procgen.dialogue.exporters import dialogic, godot, ink, json_scene, tables, twee, yarn
from procgen.dialogue.scene.graph import Scene


@dataclass(frozen=True, slots=True)
class Exporter:
    """One kind of file.

    Attributes:
        kind: its name in requests.
        suffix: what follows the scene's id in the file name; no other kind has it.
        media_type: of the bytes.
        encode: writes it; raises `InvalidFields` where the scene's form is not sound.
    """

    kind: str
    suffix: str
    media_type: str
    encode: Callable[[Scene], bytes]

    def file_name(self, scene: Scene) -> str:
        """Its name, without a folder."""
        return scene.id + self.suffix


_TEXT: Final = "text/plain; charset=utf-8"
_CSV: Final = "text/csv; charset=utf-8"

EXPORTERS: Final[Mapping[str, Exporter]] = MappingProxyType(
    {
        exporter.kind: exporter
        for exporter in (
            Exporter("json", ".json", "application/json", json_scene.encode),
            Exporter("ink", ".ink", _TEXT, ink.encode),
            Exporter("yarn", ".yarn", _TEXT, yarn.encode),
            Exporter("dialogic", ".dtl", _TEXT, dialogic.encode),
            Exporter("dialogic_variables", "-variables.godot", _TEXT, dialogic.encode_variables),
            Exporter("godot", ".tres", _TEXT, godot.encode),
            Exporter("twee", ".twee", _TEXT, twee.encode),
            Exporter("translation_csv", "-translation.csv", _CSV, tables.translation_csv),
            Exporter("translation_po", ".pot", "text/x-gettext-translation", tables.po),
            Exporter("recording_csv", "-recording.csv", _CSV, tables.recording_csv),
            Exporter("recording_markdown", "-recording.md", "text/markdown; charset=utf-8", tables.recording_markdown),
        )
    }
)
"""Every kind by its name."""
