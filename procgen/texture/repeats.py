"""How repeats of a material can be hidden."""

from __future__ import annotations

from procgen.texture.classes import CLASSES, PATCHES, REPEATS, VARIANTS
from procgen.texture.material import Material


def repeats_of(material: Material) -> str:
    """One of :data:`procgen.texture.classes.REPEATS`: that of its class; of a mixture what spoils neither, and of what
    was laid in a bond variants. Photos that nobody names are shown in patches.
    """
    request = material.recipe.request
    layout, mix = request.get("layout"), request.get("mix")
    if isinstance(layout, dict) and layout.get("bond"):
        return VARIANTS
    names = [material.material]
    if isinstance(mix, dict):
        names.append(str(mix.get("material", "")))
    found = [CLASSES[name].repeats if name in CLASSES else PATCHES for name in names]
    return max(found, key=REPEATS.index)
