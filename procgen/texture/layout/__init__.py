"""Layouts: how bricks, tiles, planks and stones are laid on a tile, exactly periodic, at any resolution."""

from procgen.texture.layout.maps import CHANNELS, Layout, draw, stack
from procgen.texture.layout.parameters import BONDS, LAYOUT_RANGES, LayoutParameters, check, violations

__all__ = ["BONDS", "CHANNELS", "LAYOUT_RANGES", "Layout", "LayoutParameters", "check", "draw", "stack", "violations"]
