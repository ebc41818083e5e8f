"""Every kind of file that one scene can become."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from procgen.dialogue.exporters import dialogic, godot, ink, json_scene, tables, twee, yarn
from procgen.dialogue.scene.graph import Scene
from procgen.formats.kinds import FileKind, by_kind


@dataclass(frozen=True, slots=True)
class Exporter(FileKind):
    """One kind of file; its name is the scene's id and the suffix.

    Attributes:
        encode: writes it; raises `InvalidFields` where the scene's form is not sound.
    """

    encode: Callable[[Scene], bytes]

    def file_name(self, scene: Scene) -> str:
        """Its name, without a folder."""
        return scene.id + self.suffix


_TEXT: Final = "text/plain; charset=utf-8"
_CSV: Final = "text/csv; charset=utf-8"

EXPORTERS: Final[Mapping[str, Exporter]] = by_kind(
    (
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
)
"""Every kind by its name."""
