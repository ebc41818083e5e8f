"""Hair of every kind, made by procedure: hairstyles, beards, eyebrows, eyelashes.

Everything is a template (``procgen.character.mesh.part``) that follows the body it is fitted to. Hair is a cap on the
scalp, cut by a smooth hairline, with locks grown from it: arched cards along guide curves that follow a comb, fall, and
collide with the body, or braids and dreadlocks as tubes. Slots name strand textures (``texture.maps``), grey, to be
tinted with any colour; ``palette.NATURAL`` names the natural ones.
"""

from procgen.character.hair import beards, brows, coils, cuts, lashes, long, short, textured, tied, worn_up
from procgen.character.hair.palette import NATURAL, greyed
from procgen.character.wardrobe.kind import GROWN_KEPT, Kind, Shop

_STYLES = (short, cuts, long, tied, worn_up, textured, coils)
HAIR = Shop({kind.name: kind for room in _STYLES for kind in room.KINDS}, GROWN_KEPT)
"""Hairstyles. Each has the option "under_hat" that presses it to the head above the hat line."""
BEARDS = Shop({kind.name: kind for kind in beards.KINDS}, GROWN_KEPT)
"""Beards and moustaches; stubble is part of the skin."""
BROWS = Shop({kind.name: kind for kind in brows.KINDS}, GROWN_KEPT)
LASHES = Shop({kind.name: kind for kind in lashes.KINDS})
KINDS: dict[str, Kind] = {**HAIR.kinds, **BEARDS.kinds, **BROWS.kinds, **LASHES.kinds}

__all__ = ["BEARDS", "BROWS", "HAIR", "KINDS", "LASHES", "NATURAL", "greyed"]
