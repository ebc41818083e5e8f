"""All files that an engine needs for a material, in one go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from procgen.errors import InvalidFields, Violation
from procgen.texture.exporters import godot
from procgen.texture.exporters.options import DEFAULTS, ExportOptions
from procgen.texture.exporters.pictures import PICTURES
from procgen.texture.exporters.planes import Planes
from procgen.texture.exporters.registry import EXPORTERS, complete
from procgen.texture.material import Material

PRESETS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "godot": ("albedo_png", "normal_png", "orm_png", "height_png16", "godot_orm_tres"),
        "unity_urp": ("albedo_png", "normal_png", "urp_metallic_png", "ao_png", "height_png16", "unity_urp_json"),
        "unity_hdrp": ("albedo_png", "normal_png", "hdrp_mask_png", "height_png16", "unity_hdrp_json"),
        "gltf": ("ball_glb",),
        "materialx": ("albedo_png", "normal_png", "orm_png", "height_png16", "materialx_mtlx"),
        "raw": ("albedo_rgb8", "normal_rgb8", "orm_rgb8", "height_f32"),
    }
)
"""Kinds of files by the name of the set."""

_GODOT = "godot"
_GODOT_IMPORT = "godot_import"


@dataclass(frozen=True, slots=True, eq=False)
class SetFile:
    """One of the files."""

    name: str
    """Without a folder; all of a set share what it starts with."""
    kind: str
    """One of :data:`EXPORTERS`, ``sidecar`` or ``godot_import``."""
    media_type: str
    data: bytes


def encode_set(material: Material, preset: str, options: ExportOptions = DEFAULTS) -> tuple[SetFile, ...]:
    """Write all files of a set. What several of them need is computed once.

    Args:
        material: of which.
        preset: one of :data:`PRESETS`. ``godot`` also has a ``.png.import`` for each picture, by which Godot imports
            it with mip maps and as what it is.
        options: for all of them.

    Returns:
        The files; a sidecar follows each that needs one.

    Raises:
        InvalidFields: no such preset, or what an exporter can't accept.
        Cancelled, DeadlinePassed: whatever ``options.checkpoint`` raised.
    """
    if preset not in PRESETS:
        raise InvalidFields([Violation.of("preset", preset, ", ".join(PRESETS))])
    planes = Planes(material, options)
    files = []
    kinds = complete(PRESETS[preset], material)
    for number, kind in enumerate(kinds, 1):
        exporter = EXPORTERS[kind]
        name = exporter.file_name(planes)
        files.append(SetFile(name, kind, exporter.media_type, exporter.encoder(planes)))
        planes.forget({plane for later in kinds[number:] for plane in EXPORTERS[later].planes})
        if exporter.has_sidecar:
            text = exporter.sidecar_of(planes).encode()
            files.append(SetFile(f"{name}.json", "sidecar", "application/json", text))
        if preset == _GODOT and exporter.picture:
            text = godot.png_import(PICTURES[exporter.picture])
            files.append(SetFile(f"{name}.import", _GODOT_IMPORT, "text/plain", text))
    return tuple(files)
