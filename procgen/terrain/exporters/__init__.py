"""Height maps as files: one module a format, each a pure function from a height map to bytes.

Equal height maps give equal bytes: nothing here looks at the clock or at the machine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from procgen.terrain.exporters import exr, glb, npy, png16, r16, rasters, unity_raw
from procgen.terrain.exporters.sidecar import KINDS as _SIDECAR_KINDS
from procgen.terrain.exporters.sidecar import sidecar
from procgen.terrain.heightmap import Heightmap
from procgen.terrain.preview import hillshade_png

__all__ = ["EXPORTERS", "Exporter", "sidecar"]


@dataclass(frozen=True, slots=True)
class Exporter:
    """One kind of file."""

    kind: str
    suffix: str
    """What follows :attr:`Heightmap.name` in the file name; no other kind has it."""
    media_type: str
    encode: Callable[[Heightmap], bytes]
    has_sidecar: bool
    """Whether :func:`sidecar` must stand beside the file, which has no place for its recipe itself."""
    is_raster: bool
    """Whether it has one value, or group of values, for each pixel of the map."""

    @property
    def sidecar_suffix(self) -> str:
        """The suffix of the file's sidecar: ``.json`` beside a .npy, and all others' own, so that none collide."""
        return ".json" if self.kind == "npy" else f"{self.suffix}.json"


def _exporter(
    kind: str, suffix: str, media_type: str, encode: Callable[[Heightmap], bytes], *, is_raster: bool = True
) -> Exporter:
    return Exporter(kind, suffix, media_type, encode, kind in _SIDECAR_KINDS, is_raster)


_PLAIN = "application/octet-stream"

EXPORTERS: Mapping[str, Exporter] = MappingProxyType(
    {
        exporter.kind: exporter
        for exporter in (
            _exporter("heights_f32", "-heights.f32", _PLAIN, rasters.heights_f32),
            _exporter("normals_f32", "-normals.f32", _PLAIN, rasters.normals_f32),
            _exporter("slope_deg_f32", "-slope.f32", _PLAIN, rasters.slope_deg_f32),
            _exporter("hillshade_png", "-hillshade.png", "image/png", hillshade_png),
            _exporter("png16", ".png", "image/png", png16.encode),
            _exporter("r16", ".r16", _PLAIN, r16.encode),
            _exporter("unity_raw", ".raw", _PLAIN, unity_raw.encode),
            _exporter("exr", ".exr", "image/x-exr", exr.encode),
            _exporter("npy", ".npy", _PLAIN, npy.encode),
            _exporter("glb", ".glb", "model/gltf-binary", glb.encode, is_raster=False),
        )
    }
)
"""Every kind of file by its name, in the order of the proto's TerrainOutput."""
