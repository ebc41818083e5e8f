"""Every kind of file that one material can become."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from procgen.formats.kinds import FileKind, by_kind
from procgen.formats.ktx2 import Texels
from procgen.texture.exporters import ball, exr, godot, gpu, images, materialx, metadata, sidecar, unity
from procgen.texture.exporters.names import base_name, picture_suffix
from procgen.texture.exporters.options import DEFAULTS, ExportOptions
from procgen.texture.exporters.pictures import PICTURES, Picture
from procgen.texture.exporters.planes import NAMES, Planes
from procgen.texture.material import Material

Encoder = Callable[[Planes], bytes]


@dataclass(frozen=True, slots=True)
class Exporter(FileKind):
    """One kind of file of a material; its base name is :attr:`Material.name`."""

    encoder: Encoder
    has_sidecar: bool = False
    """Whether :meth:`sidecar` must stand beside the file, which has no place for its recipe itself."""
    picture: str = ""
    """What it shows, one of :data:`procgen.texture.exporters.pictures.PICTURES`; empty where it is more."""
    planes: tuple[str, ...] = ()
    """What it is made of, of :data:`procgen.texture.exporters.planes.NAMES`."""

    def encode(self, material: Material, options: ExportOptions = DEFAULTS) -> bytes:
        """The file.

        Raises:
            InvalidFields: the size, or the height range in the options, does not fit.
            Failed: a package that only ``procgen-server[gpu]`` brings is not installed.
            Cancelled, DeadlinePassed: whatever ``options.checkpoint`` raised.
        """
        return self.encoder(Planes(material, options))

    def file_name(self, planes: Planes) -> str:
        """Its name, without a folder."""
        return base_name(planes) + self.suffix

    def sidecar(self, material: Material, options: ExportOptions = DEFAULTS) -> str:
        """The text of the JSON that stands beside the file.

        Raises:
            ValueError: files of this kind carry all that themselves.
        """
        return self.sidecar_of(Planes(material, options))

    def sidecar_of(self, planes: Planes) -> str:
        """As :meth:`sidecar`."""
        if not self.has_sidecar:
            raise ValueError(f"no sidecar for {self.kind!r}")
        return sidecar.describe(planes, self.file_name(planes), self.kind, self.picture)


_PLAIN = "application/octet-stream"
_PNG = "image/png"
_KTX2 = "image/ktx2"
_DDS = "image/vnd-ms.dds"
_JSON = "application/json"

_GREY = ("height", "roughness", "ao", "metallic", "opacity", "translucency")
_SIXTEEN_BITS = ("normal", "normal_dx", *_GREY)
_RAW = {
    "albedo": "rgb8",
    "normal": "rgb8",
    "orm": "rgb8",
    "roughness": "r8",
    "ao": "r8",
    "metallic": "r8",
    "opacity": "r8",
    "translucency": "r8",
    "hdrp_mask": "rgba8",
    "unity_layer_mask": "rgba8",
    "urp_metallic": "rgba8",
}


def _raw(picture: Picture) -> Encoder:
    if picture.name != "albedo":
        return lambda planes: images.raw(planes, picture)

    def without_alpha(planes: Planes) -> bytes:
        return picture.pack(planes.level("albedo"), 8).tobytes()

    return without_alpha


def _of_picture(picture: Picture) -> Iterator[Exporter]:
    name = picture.name

    def exporter(form: str, ending: str, media_type: str, encoder: Encoder, *, sidecar: bool = False) -> Exporter:
        # Mip levels of roughness count how normals spread.
        spread = ("normal",) if ending.endswith((".ktx2", ".dds")) and "roughness" in picture.planes else ()
        made_of = (*picture.planes, *spread)
        return Exporter(f"{name}_{form}", picture_suffix(name, ending), media_type, encoder, sidecar, name, made_of)

    if name != "height":
        yield exporter("png", "png", _PNG, lambda planes: images.png(planes, picture, 8))
        yield exporter("webp", "webp", "image/webp", lambda planes: images.webp(planes, picture))
    if name in _SIXTEEN_BITS:
        # Engines' materials know height by the plain name.
        ending = "png" if name == "height" else "16.png"
        yield exporter("png16", ending, _PNG, lambda planes: images.png(planes, picture, 16))
    if name in _RAW:
        yield exporter(_RAW[name], _RAW[name], _PLAIN, _raw(picture), sidecar=True)
    if name == "height":
        yield exporter("r16_ktx2", "ktx2", _KTX2, lambda planes: gpu.ktx2(planes, picture, Texels.R16))
        return
    if name in _GREY:
        blocks = [Texels.BC4]
    elif picture.is_normal_map:
        blocks = [Texels.BC7, Texels.BC5]
    else:
        blocks = [Texels.BC7]
    for texels in blocks:
        form = texels.name.lower()

        def ktx2(planes: Planes, texels: Texels = texels) -> bytes:
            return gpu.ktx2(planes, picture, texels)

        def dds(planes: Planes, texels: Texels = texels) -> bytes:
            return gpu.dds(planes, picture, texels)

        yield exporter(f"{form}_ktx2", f"{form}.ktx2", _KTX2, ktx2)
        yield exporter(f"{form}_dds", f"{form}.dds", _DDS, dds, sidecar=True)


def _all() -> Iterator[Exporter]:
    for picture in PICTURES.values():
        yield from _of_picture(picture)
    yield Exporter("height_f32", "-height.f32", _PLAIN, images.height_f32, has_sidecar=True)
    yield Exporter("maps_exr", "-maps.exr", "image/x-exr", exr.maps_exr, planes=NAMES)
    seen = ("albedo", "normal", "roughness", "metallic", "occlusion", "opacity")
    yield Exporter("ball_glb", "-ball.glb", "model/gltf-binary", ball.ball_glb, planes=seen)
    yield Exporter("godot_orm_tres", ".tres", "text/plain", godot.orm_tres)
    yield Exporter("godot_standard_tres", "-standard.tres", "text/plain", godot.standard_tres)
    yield Exporter("materialx_mtlx", ".mtlx", "application/mtlx+xml", materialx.mtlx)
    yield Exporter("regions_json", "-regions.json", _JSON, metadata.regions_json)
    yield Exporter("unity_urp_json", "-urp.json", _JSON, unity.urp_json)
    yield Exporter("unity_hdrp_json", "-hdrp.json", _JSON, unity.hdrp_json)


EXPORTERS: Mapping[str, Exporter] = by_kind(_all())
"""Every kind by its name: ``albedo_png``, ``normal_png16``, ``orm_bc7_ktx2`` …"""


def complete(kinds: tuple[str, ...], material: Material) -> tuple[str, ...]:
    """Kinds of files, with those that a material can't do without: regions where it has some, and what lets light
    through of foliage.
    """
    needed = (("regions_json",) if material.regions else ()) + (
        ("translucency_png",) if material.surface.translucency is not None else ()
    )
    return tuple(dict.fromkeys((*kinds, *needed)))
