"""Footwear: pairs of shoes, built over a last round the standard body's foot."""

from procgen.character.wardrobe.footwear.medieval import MEDIEVAL
from procgen.character.wardrobe.footwear.modern import MODERN
from procgen.character.wardrobe.footwear.scifi import SCIFI
from procgen.character.wardrobe.kind import Kind, Shop

KINDS: dict[str, Kind] = {kind.name: kind for kind in (*MEDIEVAL, *MODERN, *SCIFI)}
"""All pairs of shoes, by name."""

SHOP = Shop(KINDS)
"""Makes and keeps the templates."""

build = SHOP.build
