"""What a caller may say about an export beside the material itself."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from procgen.errors import InvalidFields, Violation
from procgen.formats.names import file_name_violations
from procgen.runtime.checkpoint import Checkpoint, go_on

_MOST_THREADS = 64
_MOST_GUTTER_PX = 256


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """Each exporter heeds what concerns it.

    Raises:
        InvalidFields: names each value that can't be accepted.
    """

    base_name: str = ""
    """What the names of the files of a set start with; by default :attr:`Material.name`."""
    height_range_m: tuple[float, float] | None = None
    """The heights that black and white of a height map stand for; by default the material's own. Materials that are
    blended by height, in one array, need one range."""
    half_floats: bool = True
    """OpenEXR in 16-bit floats; height stays in 32."""
    mipmaps: bool = True
    """Textures for graphics cards bring all their smaller levels."""
    roughen_mips: bool = True
    """Smaller levels are rougher where their normals differ, which keeps distant highlights as broad as near ones."""
    triplanar: bool = False
    """Godot projects the material from three sides in world space, so that meshes need no texture coordinates."""
    parallax: bool = False
    """Godot shifts the texture by its height; it costs time on every pixel, and excludes ``triplanar``."""
    gutter_px: int = 16
    """How far each tile of an atlas is continued beyond its edges: 0 to 256. Mip levels 0 to n need 2^n."""
    threads: int = 1
    """That may work at once; no byte depends on it."""
    checkpoint: Checkpoint = field(default=go_on, repr=False, compare=False)

    def __post_init__(self) -> None:
        found = file_name_violations(self.base_name, "base_name")
        scale = self.height_range_m
        if scale is not None and not (math.isfinite(scale[0]) and math.isfinite(scale[1]) and scale[0] <= scale[1]):
            found.append(Violation.of("height_range_m", f"{scale[0]} to {scale[1]}", "two heights, the lower first"))
        if not 0 <= self.gutter_px <= _MOST_GUTTER_PX:
            found.append(Violation.of("gutter_px", self.gutter_px, f"a whole number from 0 to {_MOST_GUTTER_PX}"))
        if not 1 <= self.threads <= _MOST_THREADS:
            found.append(Violation.of("threads", self.threads, f"a whole number from 1 to {_MOST_THREADS}"))
        if self.parallax and self.triplanar:
            found.append(Violation.of("parallax", True, "false where triplanar is true: Godot can't do both"))
        if found:
            raise InvalidFields(found)


DEFAULTS = ExportOptions()
"""What an exporter does when nothing is said."""
