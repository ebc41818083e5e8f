"""Height maps and layers as files: one module a format, each a pure function to bytes.

Equal input gives equal bytes: nothing here looks at the clock or at the machine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from procgen.errors import InvalidFields, Violation
from procgen.formats.kinds import FileKind, by_kind
from procgen.terrain.exporters import (
    collision,
    exr,
    geotiff,
    glb,
    layers,
    lod_glb,
    npy,
    png16,
    r16,
    rasters,
    terrain3d,
    unity_raw,
    water_glb,
)
from procgen.terrain.exporters.layers import LayerArray
from procgen.terrain.exporters.options import DEFAULTS, ExportOptions, HeightRange
from procgen.terrain.exporters.sidecar import KINDS as _SIDECAR_KINDS
from procgen.terrain.exporters.sidecar import sidecar
from procgen.terrain.heightmap import Heightmap
from procgen.terrain.preview import hillshade_png

__all__ = [
    "ENGINE_EXPORTERS",
    "EXPORTERS",
    "GEO_EXPORTERS",
    "LAYER_EXPORTERS",
    "ExportOptions",
    "Exporter",
    "HeightRange",
    "LayerExporter",
    "mask_exporter",
    "mask_exr_exporter",
    "sidecar",
]

SPLAT = "splat"
"""Name of the layer of splat weights, (depth, width, 8)."""
_MASK_BITS = 8

Encode = Callable[[Heightmap, ExportOptions], bytes]
SizeViolations = Callable[[int, int], list[Violation]]


def _any_size(_width_px: int, _depth_px: int) -> list[Violation]:
    return []


@dataclass(frozen=True, slots=True)
class Exporter(FileKind):
    """One kind of file of a map; its base name is :attr:`Heightmap.name`."""

    encoder: Encode
    has_sidecar: bool
    """Whether :func:`sidecar` must stand beside the file, which has no place for its recipe itself."""
    is_raster: bool
    """Whether it has one value, or group of values, for each pixel of the map."""
    size_violations: SizeViolations = _any_size
    """What stands against a map of so many columns and rows; empty if nothing does. To be asked before it is made."""

    def encode(self, heightmap: Heightmap, options: ExportOptions = DEFAULTS) -> bytes:
        """The file.

        Raises:
            InvalidFields: the size, or a range in the options, does not fit.
            Cancelled, DeadlinePassed: whatever ``options.checkpoint`` raised.
        """
        return self.encoder(heightmap, options)


@dataclass(frozen=True, slots=True)
class LayerExporter(FileKind):
    """One kind of file that is made of layers: arrays by name, over the pixels of a height map."""

    layers: tuple[str, ...]
    """Names of the layers that it needs; empty: all that there are."""
    encoder: Callable[[Heightmap, Mapping[str, LayerArray], ExportOptions], bytes]
    size_violations: SizeViolations = _any_size
    """As :attr:`Exporter.size_violations`."""
    is_raster: bool = True
    """As :attr:`Exporter.is_raster`."""

    def encode(
        self, heightmap: Heightmap, arrays: Mapping[str, LayerArray], options: ExportOptions = DEFAULTS
    ) -> bytes:
        """The file.

        Args:
            heightmap: whose layers they are.
            arrays: (depth, width) or (depth, width, channels) by name; others than those needed may be among them.
            options: ``checkpoint``.

        Raises:
            InvalidFields: a layer is missing, has another size than the map or can't be written.
            Cancelled, DeadlinePassed: whatever ``options.checkpoint`` raised.
        """
        size = heightmap.heights.shape
        allowed = f"an array over the map's {size[0]} rows and {size[1]} columns"
        wrong = []
        for name in self.layers or arrays:
            if name not in arrays:
                wrong.append(Violation.of(f"layers[{name!r}]", "missing", allowed))
            elif arrays[name].shape[:2] != size:
                wrong.append(Violation.of(f"layers[{name!r}]", arrays[name].shape, allowed))
        if wrong:
            raise InvalidFields(wrong)
        return self.encoder(heightmap, arrays, options)


def _alone(encode: Callable[[Heightmap], bytes]) -> Encode:
    """An encoder that has no options, and takes a tenth of a second or so."""

    def encoder(heightmap: Heightmap, options: ExportOptions) -> bytes:
        options.checkpoint()
        return encode(heightmap)

    return encoder


def _exporter(
    kind: str,
    suffix: str,
    media_type: str,
    encoder: Encode,
    *,
    is_raster: bool = True,
    size_violations: SizeViolations = _any_size,
) -> Exporter:
    return Exporter(kind, suffix, media_type, encoder, kind in _SIDECAR_KINDS, is_raster, size_violations)


def _hillshade(heightmap: Heightmap, options: ExportOptions) -> bytes:
    return hillshade_png(heightmap, options.checkpoint)


_PLAIN = "application/octet-stream"
_GLB = "model/gltf-binary"
_PNG = "image/png"
_EXR = "image/x-exr"
_TIFF = "image/tiff"

EXPORTERS: Mapping[str, Exporter] = by_kind(
    (
        _exporter("heights_f32", "-heights.f32", _PLAIN, _alone(rasters.heights_f32)),
        _exporter("normals_f32", "-normals.f32", _PLAIN, _alone(rasters.normals_f32)),
        _exporter("slope_deg_f32", "-slope.f32", _PLAIN, _alone(rasters.slope_deg_f32)),
        _exporter("hillshade_png", "-hillshade.png", _PNG, _hillshade),
        _exporter("png16", ".png", _PNG, png16.encode),
        _exporter("r16", ".r16", _PLAIN, r16.encode),
        _exporter("unity_raw", ".raw", _PLAIN, unity_raw.encode, size_violations=unity_raw.size_violations),
        _exporter("exr", ".exr", _EXR, _alone(exr.encode)),
        _exporter("npy", ".npy", _PLAIN, _alone(npy.encode)),
        _exporter("glb", ".glb", _GLB, glb.encode, is_raster=False),
    )
)
"""Every kind of file by its name, in the order of the proto's TerrainOutput."""

ENGINE_EXPORTERS: Mapping[str, Exporter] = by_kind(
    (
        _exporter("lod_glb", "-lod.glb", _GLB, lod_glb.encode, is_raster=False),
        _exporter("collision_f32", "-collision.f32", _PLAIN, collision.grid_f32, is_raster=False),
        _exporter(
            "collision_glb",
            "-collision.glb",
            _GLB,
            collision.mesh_glb,
            is_raster=False,
            size_violations=collision.mesh_violations,
        ),
        _exporter("terrain3d_height_res", "-height.res", _PLAIN, terrain3d.height_res),
        _exporter(
            "terrain3d_region_res",
            "-region.res",
            _PLAIN,
            terrain3d.region_res,
            size_violations=terrain3d.size_violations,
        ),
    )
)
"""More kinds, for tiles and for single engines."""


GEO_EXPORTERS: Mapping[str, Exporter] = by_kind(
    (
        _exporter("geotiff", ".tif", _TIFF, geotiff.encode),
        _exporter("geotiff_int16", "-int16.tif", _TIFF, geotiff.encode_int16),
    )
)
"""Kinds that say where on a map they lie."""


def mask_exporter(name: str, bits: int = _MASK_BITS, value_range: tuple[float, float] = (0.0, 1.0)) -> LayerExporter:
    """The exporter of one mask as a greyscale PNG of kind ``NAME_png``.

    Args:
        name: of the layer.
        bits: 8 or 16.
        value_range: the floats that black and white stand for.
    """

    def encoder(heightmap: Heightmap, arrays: Mapping[str, LayerArray], options: ExportOptions) -> bytes:
        return layers.encode_mask_png(
            arrays[name], bits, heightmap.recipe, name=name, value_range=value_range, checkpoint=options.checkpoint
        )

    return LayerExporter(f"{name}_png", f"-{name}.png", _PNG, (name,), encoder)


def mask_exr_exporter(name: str) -> LayerExporter:
    """The exporter of one mask as OpenEXR, in 16-bit floats, of kind ``NAME_exr``."""

    def encoder(heightmap: Heightmap, arrays: Mapping[str, LayerArray], options: ExportOptions) -> bytes:
        options.checkpoint()
        return layers.encode_mask_exr(arrays[name], heightmap.recipe)

    return LayerExporter(f"{name}_exr", f"-{name}.exr", _EXR, (name,), encoder)


def _splat_png(number: int) -> LayerExporter:
    first = number * layers.SPLAT_CHANNELS_PER_PICTURE

    def encoder(heightmap: Heightmap, arrays: Mapping[str, LayerArray], options: ExportOptions) -> bytes:
        weights = layers.splat_weights(arrays[SPLAT])
        return layers.encode_splat_png(weights, first, heightmap.recipe, checkpoint=options.checkpoint)

    return LayerExporter(f"splat{number}_png", f"-splat{number}.png", _PNG, (SPLAT,), encoder)


def _splat_exr(number: int) -> LayerExporter:
    first = number * layers.SPLAT_CHANNELS_PER_PICTURE

    def encoder(heightmap: Heightmap, arrays: Mapping[str, LayerArray], options: ExportOptions) -> bytes:
        options.checkpoint()
        return layers.encode_splat_exr(layers.splat_weights(arrays[SPLAT]), first, heightmap.recipe)

    return LayerExporter(f"splat{number}_exr", f"-splat{number}.exr", _EXR, (SPLAT,), encoder)


def _all_layers(heightmap: Heightmap, arrays: Mapping[str, LayerArray], options: ExportOptions) -> bytes:
    options.checkpoint()
    return layers.encode_layers_exr(arrays, heightmap.recipe)


def _control(heightmap: Heightmap, arrays: Mapping[str, LayerArray], options: ExportOptions) -> bytes:
    options.checkpoint()
    control = terrain3d.control_of_splat(layers.splat_weights(arrays[SPLAT]))
    return terrain3d.control_res(control, heightmap.recipe.to_json())


def _painted_region(heightmap: Heightmap, arrays: Mapping[str, LayerArray], options: ExportOptions) -> bytes:
    control = terrain3d.control_of_splat(layers.splat_weights(arrays[SPLAT]))
    return terrain3d.region_res(heightmap, options, control=control)


LAYER_EXPORTERS: Mapping[str, LayerExporter] = by_kind(
    (
        _splat_png(0),
        _splat_png(1),
        _splat_exr(0),
        _splat_exr(1),
        LayerExporter("layers_exr", "-layers.exr", _EXR, (), _all_layers),
        LayerExporter("terrain3d_control_res", "-control.res", _PLAIN, (SPLAT,), _control),
        LayerExporter(
            "terrain3d_painted_region_res",
            "-painted-region.res",
            _PLAIN,
            (SPLAT,),
            _painted_region,
            terrain3d.size_violations,
        ),
        LayerExporter("water_glb", "-water.glb", _GLB, water_glb.LAYERS, water_glb.encode, is_raster=False),
    )
)
"""Kinds of files that are made of layers; masks have theirs from :func:`mask_exporter` and
:func:`mask_exr_exporter`."""
