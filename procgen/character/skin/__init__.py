"""Skin, eyes and mouth: their textures by parameters, and the eyeballs and teeth that wear them."""

from __future__ import annotations

from procgen.character.skin.bake import SkinTextures, bake_skin, base_colour, warm_up
from procgen.character.skin.eye_textures import IRISES, EyeParameters, EyeTextures, bake_eyes
from procgen.character.skin.eyes import eyes_template
from procgen.character.skin.layout import SIZES_PX
from procgen.character.skin.mouth import MouthParameters, MouthTextures, bake_mouth, mouth_template
from procgen.character.skin.parameters import RANGES, Scar, SkinParameters, Tattoo, check, violations
from procgen.character.skin.sampling import sample_eyes, sample_mouth, sample_skin

__all__ = [
    "IRISES",
    "RANGES",
    "SIZES_PX",
    "EyeParameters",
    "EyeTextures",
    "MouthParameters",
    "MouthTextures",
    "Scar",
    "SkinParameters",
    "SkinTextures",
    "Tattoo",
    "bake_eyes",
    "bake_mouth",
    "bake_skin",
    "base_colour",
    "check",
    "eyes_template",
    "mouth_template",
    "sample_eyes",
    "sample_mouth",
    "sample_skin",
    "violations",
    "warm_up",
]
