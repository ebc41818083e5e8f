"""Draw the picture that the leaves of all kinds of trees are cut from (``assets/world_leaves.png``).

python -m procgen.world.recipe.leaves assets
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from procgen.texture.foliage import atlas
from procgen.world.leaves import COLUMNS, LEAFY, LEAVES_FILE, ROWS, TILE_PX, place_of

_FAN_DEG: Final = (-34.0, 34.0, 0.0)


def drawn_spray(kind: str) -> npt.NDArray[np.uint8]:
    """(TILE_PX, TILE_PX, 4) three branches of a tree fanned out from the middle of the lower edge, sRGB and opacity."""
    painted = atlas(kind, 0, 2 * TILE_PX)
    opacity = painted.surface.opacity
    assert opacity is not None, "cards have opacity"
    pixels = np.dstack([painted.surface.albedo, opacity])
    whole = Image.fromarray(np.rint(np.clip(pixels, 0.0, 1.0) * 255.0).astype(np.uint8))
    tile = Image.new("RGBA", (TILE_PX, TILE_PX))
    for card, turn in zip(painted.cards, _FAN_DEG, strict=False):
        box = card.x_px, card.y_px, card.x_px + card.width_px, card.y_px + card.height_px
        branch = whole.crop(box).resize((TILE_PX, TILE_PX), Image.Resampling.LANCZOS)
        foot = TILE_PX / 2.0, float(TILE_PX)
        tile.alpha_composite(branch.rotate(turn, Image.Resampling.BICUBIC, center=foot))
    done = np.array(tile)
    # Below what is cut out lies the colour of leaves: no dark rims when the picture is made smaller.
    seen = done[..., 3] > 128
    done[~seen, :3] = done[seen, :3].mean(axis=0).astype(np.uint8)
    return done


def main() -> None:
    """Write the asset into a folder."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    whole = np.zeros((ROWS * TILE_PX, COLUMNS * TILE_PX, 4), np.uint8)
    for kind in LEAFY:
        whole[place_of(kind)] = drawn_spray(kind)
    Image.fromarray(whole).save(folder / LEAVES_FILE, optimize=True)


if __name__ == "__main__":
    main()
