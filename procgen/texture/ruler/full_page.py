"""A page to judge by eye at 1024 pixels: real sets and made ones of the same classes, on a ball and as a floor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import numpy as np

from procgen.kit.ruler.blind_page import page_of
from procgen.kit.ruler.picture_uri import jpeg_uri
from procgen.texture.material import Surface
from procgen.texture.preview import RgbArray, ball_rgb, floor_rgb
from procgen.texture.recipe.pack import TexturePack
from procgen.texture.ruler.full_size import FULL_PX, SizedSample, banked, surface_of_set

SHOWN_PX: Final = 384
_QUALITY: Final = 88
_ABOUT: Final = (
    "Real scans of 1024 pixels that nothing was made of, and materials of the same classes, each on a ball and as a"
    " floor, under one light."
)


def shown(surface: Surface) -> RgbArray:
    """A ball and a floor of it, side by side."""
    return np.concatenate([ball_rgb(surface, SHOWN_PX), floor_rgb(surface, SHOWN_PX)], axis=1)


def full_blind_html(
    scans: Path,
    samples: Mapping[str, SizedSample],
    split: str,
    seed: int,
    progress: Callable[[str, float], None] = lambda _what, _share: None,
) -> str:
    """The page; nothing is picked by its looks: all held-out sets with normals are in it.

    Args:
        scans: a pack of sets of 1024 pixels.
        samples: makers of surfaces by what they are called.
        split: the held-out one.
        seed: of the first sample, and of the order.
        progress: called with what is done and the share of it.
    """
    pictures: list[tuple[str, str]] = []
    held = [item for item in TexturePack(scans).items if item.split == split and not banked(item)]
    for number, item in enumerate(held):
        real = surface_of_set(item)
        if real is None:
            continue
        pictures.append((f"real, {item.material}", jpeg_uri(shown(real), _QUALITY)))
        for name, sample in samples.items():
            made = sample(item.material, seed + 1000 + number, FULL_PX)
            pictures.append((f"{name}, {item.material}", jpeg_uri(shown(made), _QUALITY)))
        progress("page at 1024 pixels", (number + 1) / len(held))
    return page_of(pictures, _ABOUT, "material", seed)
