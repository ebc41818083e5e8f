"""Garments of every setting, by name.

``KINDS`` says what there is; ``build`` makes a template that fits every body. The base layer ``UNDERLAYER`` is worn by
everybody, below whatever else. Garments worn together go through :func:`procgen.character.wardrobe.layers.layered`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from procgen.character.body.basis import Basis
from procgen.character.mesh.part import Template
from procgen.character.wardrobe.garments import base, cultures, medieval, modern, scifi
from procgen.character.wardrobe.garments.base import UNDERLAYER
from procgen.character.wardrobe.kind import Colour, Kind, Shop, Value

KINDS: Mapping[str, Kind] = MappingProxyType(
    {**base.KINDS, **medieval.KINDS, **modern.KINDS, **scifi.KINDS, **cultures.KINDS}
)
_SHOP = Shop(KINDS)


def build(name: str, options: Mapping[str, Value], colours: Mapping[str, Colour], basis: Basis) -> Template:
    """A garment; see :meth:`procgen.character.wardrobe.kind.Shop.build`."""
    return _SHOP.build(name, options, colours, basis)


__all__ = ["KINDS", "UNDERLAYER", "build"]
