"""Materials as files: pictures, textures for graphics cards, models and engines' materials; each a pure function.

Equal input gives equal bytes: nothing here looks at the clock or at the machine.
"""

from procgen.texture.exporters.arrays import ARRAY_EXPORTERS, ArrayExporter, array_name
from procgen.texture.exporters.options import DEFAULTS, ExportOptions
from procgen.texture.exporters.registry import EXPORTERS, Exporter, complete
from procgen.texture.exporters.sets import PRESETS, SetFile, encode_set

__all__ = [
    "ARRAY_EXPORTERS",
    "DEFAULTS",
    "EXPORTERS",
    "PRESETS",
    "ArrayExporter",
    "ExportOptions",
    "Exporter",
    "SetFile",
    "array_name",
    "complete",
    "encode_set",
]
