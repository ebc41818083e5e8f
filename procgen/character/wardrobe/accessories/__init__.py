"""Accessories: hats, jewellery, belts, bags, gloves and gear, made on the standard body and bound to it."""

from procgen.character.wardrobe.accessories.arms import ARMS
from procgen.character.wardrobe.accessories.bags import BAGS
from procgen.character.wardrobe.accessories.belts import BELTS
from procgen.character.wardrobe.accessories.face import FACE
from procgen.character.wardrobe.accessories.hats import HATS
from procgen.character.wardrobe.accessories.headwear import HEADWEAR
from procgen.character.wardrobe.accessories.hoods import HOODS
from procgen.character.wardrobe.accessories.jewellery import JEWELLERY
from procgen.character.wardrobe.accessories.shoulders import SHOULDERS
from procgen.character.wardrobe.accessories.travel import TRAVEL
from procgen.character.wardrobe.kind import Kind, Shop

KINDS: dict[str, Kind] = {
    kind.name: kind for kind in (*HATS, *HEADWEAR, *HOODS, *FACE, *JEWELLERY, *BELTS, *BAGS, *SHOULDERS, *ARMS, *TRAVEL)
}
"""All accessories, by name."""

SHOP = Shop(KINDS)
"""Makes and keeps the templates."""

build = SHOP.build
