"""Textures of hair: strands for locks, caps, shells, brows and lashes, grey, to be tinted by a slot.

Every hair texture has the same layout, so that any piece of geometry can use any of them: the upper half holds strips
of strands that run from the root (top) to the tip (bottom); below lie bands that tile along u, for surfaces that follow
the skin. :mod:`procgen.character.recipe.hair` draws them; they are the same for everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.runtime.catalog import packaged_assets
from procgen.runtime.interrupt import checkpoint_here
from procgen.runtime.pictures import read_picture

Image = npt.NDArray[np.uint8]

WIDTH_PX, HEIGHT_PX = 512, 1024
STRIPS = 8
SOLID_STRIP = 6
"""Strands without gaps, for tubes: both edges meet."""
WISP_STRIP = 7
"""A few loose strands."""
LOCK_END = 0.5
"""Strips reach from v = 0 (root) to here (tip)."""
CAP_BAND = (0.5, 0.625)
"""Rows of the cap: from the hairline (top) inwards, thinned out at the top."""
SHELL_BANDS = ((0.625, 0.75), (0.75, 0.875), (0.875, 1.0))
"""Rows of shells of short hair, from the innermost outwards: ever fewer, ever smaller dashes."""
STRIP_MARGIN = 0.04
"""Share of a strip's width that stays empty at each side."""
CURLS = ("hair_straight", "hair_wavy", "hair_curly", "hair_coily")
"""Textures for ``Slot.texture``, from straight to tightly coiled."""
BEARD, LASH, BROW = "beard_strands", "lash_strands", "brow_strands"
"""Of beards, laid out as the textures of hair are; of brows and lashes, one strip each."""
TEXTURES = (*CURLS, BEARD, BROW, LASH)
TUFT_STRIPS, LOCK_STRIPS = (0, 1, 2, 3), (4, 5)
"""Strips of :data:`BEARD`: a few short hairs that begin and end one by one, and locks of long ones."""
STRANDS_FILE: Final = "character_{}.png"
"""A texture's file in assets: grey, the normal's x and z in 0..255, and coverage."""
_LEVEL: Final = 128
"""y of all normals, as bytes have 0."""


@dataclass(frozen=True, eq=False, slots=True)
class StrandMaps:
    """Images of one texture.

    Attributes:
        albedo: (H, W, 4) uint8, grey sRGB times coverage in alpha (cut at 0.5).
        normal: (H, W, 3) uint8, tangent space, +Y up (OpenGL).
    """

    albedo: Image
    normal: Image


@lru_cache(maxsize=len(TEXTURES))
def maps(name: str) -> StrandMaps:
    """The images of a texture, read once.

    Raises:
        KeyError: ``name`` is none of :data:`TEXTURES`.
        Failed: its file is missing or damaged.
    """
    if name not in TEXTURES:
        raise KeyError(name)
    checkpoint_here()
    packed = read_picture(packaged_assets() / STRANDS_FILE.format(name))
    normal = np.full((*packed.shape[:2], 3), _LEVEL, np.uint8)
    normal[..., ::2] = packed[..., 1:3]
    return StrandMaps(packed.take([0, 0, 0, 3], axis=2), normal)
