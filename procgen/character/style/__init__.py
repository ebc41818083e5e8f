"""Styles: other proportions and facets from the same parameters."""

from procgen.character.style.proportions import STYLES, Deformation, Style, deformation

__all__ = ["STYLES", "Deformation", "Style", "deformation"]
