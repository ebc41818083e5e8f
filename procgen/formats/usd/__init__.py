"""USD: binary glTF files as layers of Universal Scene Description, by the package ``usd-core``, which is an extra.

Source: OpenUSD 26 (openusd.org): the schemas UsdGeom, UsdShade with UsdPreviewSurface, UsdSkel, UsdLux and UsdPhysics.
"""

from procgen.formats.usd.asset import asset_files, usdz
from procgen.formats.usd.library import Library, library
from procgen.formats.usd.scene import ROOT, Actor, Sun, scene_files, with_recipe

__all__ = ["ROOT", "Actor", "Library", "Sun", "asset_files", "library", "scene_files", "usdz", "with_recipe"]
