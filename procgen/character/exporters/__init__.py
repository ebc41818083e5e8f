"""Files that characters are delivered as."""

from procgen.character.exporters.glb import encode, encode_all
from procgen.character.exporters.options import ExportOptions

__all__ = ["ExportOptions", "encode", "encode_all"]
