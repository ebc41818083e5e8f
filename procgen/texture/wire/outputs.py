"""What can be sent of a material: each value of TextureOutput with its exporter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from procgen.errors import Violation
from procgen.formats.kinds import by_kind
from procgen.formats.png import write_png
from procgen.kit.wire.artifacts import sha256
from procgen.kit.wire.outputs import kind_of, read_kinds
from procgen.texture.exporters import (
    ARRAY_EXPORTERS,
    EXPORTERS,
    PRESETS,
    ArrayExporter,
    Exporter,
    ExportOptions,
    array_name,
    complete,
)
from procgen.texture.exporters.godot import png_import
from procgen.texture.exporters.pictures import PICTURES as MAPS
from procgen.texture.exporters.planes import Planes
from procgen.texture.material import Material
from procgen.texture.preview import RgbArray, ball_rgb, floor_rgb, thumbnail_rgb
from procgen.v1 import common_pb2, texture_outputs_pb2

_PREFIX, _ARRAY_PREFIX = "TEXTURE_OUTPUT_", "TEXTURE_ARRAY_OUTPUT_"
_PICTURE_PX = 256
_MAXIMUM_OUTPUTS, _MAXIMUM_ARRAYS = 48, 16
DEFAULT_OUTPUTS = ("albedo_png", "normal_png", "orm_png", "height_png16")


def _picture(planes: Planes, rgb: RgbArray) -> bytes:
    return write_png(rgb, planes.options.checkpoint, texts={"procgen:recipe": planes.material.recipe.to_json()})


def _thumbnail(planes: Planes) -> bytes:
    return _picture(planes, thumbnail_rgb(planes.material.surface, _PICTURE_PX, planes.options.checkpoint))


def _ball(planes: Planes) -> bytes:
    return _picture(planes, ball_rgb(planes.material.surface, _PICTURE_PX, checkpoint=planes.options.checkpoint))


def _floor(planes: Planes) -> bytes:
    return _picture(planes, floor_rgb(planes.material.surface, _PICTURE_PX, checkpoint=planes.options.checkpoint))


PICTURES: Mapping[str, Exporter] = by_kind(
    (
        Exporter("thumbnail_png", "-thumbnail.png", "image/png", _thumbnail),
        Exporter("ball_png", "-ball.png", "image/png", _ball),
        Exporter("floor_png", "-floor.png", "image/png", _floor),
    )
)
"""Pictures for people."""

OUTPUTS: Mapping[str, Exporter] = MappingProxyType({**EXPORTERS, **PICTURES})
"""Every kind that can be asked for, by its name: TEXTURE_OUTPUT_ALBEDO_PNG is "albedo_png"."""


def output_kind(number: int) -> str | None:
    """Kind of an enum number, None if it is not one."""
    return kind_of(texture_outputs_pb2.TextureOutput, _PREFIX, number, OUTPUTS)


def output_number(kind: str) -> texture_outputs_pb2.TextureOutput.ValueType:
    """Enum number of a kind. Raises ValueError for an unknown one."""
    return texture_outputs_pb2.TextureOutput.Value(_PREFIX + kind.upper())


def array_number(kind: str) -> texture_outputs_pb2.TextureArrayOutput.ValueType:
    """Enum number of a kind of array. Raises ValueError for an unknown one."""
    return texture_outputs_pb2.TextureArrayOutput.Value(_ARRAY_PREFIX + kind.upper())


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to send of a material."""

    kinds: tuple[str, ...]
    """Of :data:`OUTPUTS`."""
    godot_imports: bool
    """Whether each picture is followed by the file by which Godot imports it."""


def read_outputs(numbers: Iterable[int], presets: Iterable[str], found: list[Violation]) -> Wanted:
    """The outputs of a request.

    Args:
        numbers: of TextureOutput.
        presets: names of sets.
        found: what is wrong is added here.
    """
    kinds = read_kinds(numbers, output_kind, OUTPUTS, found, most=_MAXIMUM_OUTPUTS)
    presets = list(presets)
    if len(presets) > len(PRESETS):
        found.append(Violation.of("presets", f"{len(presets)} presets", f"at most {len(PRESETS)}"))
        presets = []
    for index, preset in enumerate(presets):
        if preset in PRESETS:
            kinds += PRESETS[preset]
        else:
            found.append(Violation.of(f"presets[{index}]", repr(preset), "one of " + ", ".join(PRESETS)))
    return Wanted(tuple(dict.fromkeys(kinds)) or DEFAULT_OUTPUTS, "godot" in presets)


def read_array_outputs(numbers: Iterable[int], found: list[Violation]) -> tuple[ArrayExporter, ...]:
    """The outputs of a set that hold all its materials; what is wrong is added to ``found``."""

    def kind(number: int) -> str | None:
        return kind_of(texture_outputs_pb2.TextureArrayOutput, _ARRAY_PREFIX, number, ARRAY_EXPORTERS)

    kinds = read_kinds(numbers, kind, ARRAY_EXPORTERS, found, most=_MAXIMUM_ARRAYS, field="array_outputs")
    return tuple(ARRAY_EXPORTERS[name] for name in kinds)


@dataclass(frozen=True, slots=True, eq=False)
class File:
    """A file and what is said of it."""

    artifact: common_pb2.Artifact
    data: bytes


def encode(material: Material, wanted: Wanted, options: ExportOptions) -> Iterator[File]:
    """The files of a material, one after the other; what several of them need is computed once, and kept until the
    last of them is made.

    Raises:
        InvalidFields: the size does not fit.
        Failed: a package that only the extra ``gpu`` brings is not installed.
        Cancelled, DeadlinePassed: the call is over.
    """
    planes = Planes(material, options)
    rows, columns = material.surface.shape
    low, high = planes.range_m
    kinds = complete(wanted.kinds, material)
    for number, kind in enumerate(kinds, 1):
        options.checkpoint()
        exporter = OUTPUTS[kind]
        name = exporter.file_name(planes)
        data = exporter.encoder(planes)
        planes.forget({plane for later in kinds[number:] for plane in OUTPUTS[later].planes})
        artifact = common_pb2.Artifact(
            kind=kind,
            file_name=name,
            media_type=exporter.media_type,
            size_bytes=len(data),
            sha256=sha256(data),
            width_px=columns if exporter.picture or kind == "height_f32" else 0,
            height_px=rows if exporter.picture or kind == "height_f32" else 0,
            height_min_m=low,
            height_max_m=high,
        )
        if exporter.has_sidecar:
            artifact.sidecar_json = exporter.sidecar_of(planes)
            artifact.sidecar_name = f"{name}.json"
        yield File(artifact, data)
        if wanted.godot_imports and exporter.picture and name.endswith(".png"):
            yield _godot_import(exporter, name)


def _godot_import(exporter: Exporter, name: str) -> File:
    data = png_import(MAPS[exporter.picture])
    return File(
        common_pb2.Artifact(
            kind="godot_import",
            file_name=f"{name}.import",
            media_type="text/plain",
            size_bytes=len(data),
            sha256=sha256(data),
        ),
        data,
    )


def encode_array(exporter: ArrayExporter, materials: list[Material], options: ExportOptions) -> File:
    """A file of several materials. Raises as :func:`encode`."""
    name = (options.base_name or array_name(materials)) + exporter.suffix
    data = exporter.encode(materials, options)
    return File(
        common_pb2.Artifact(
            kind=exporter.kind,
            file_name=name,
            media_type=exporter.media_type,
            size_bytes=len(data),
            sha256=sha256(data),
            sidecar_json=exporter.manifest(materials, name, options),
            sidecar_name=f"{name}.json",
        ),
        data,
    )
