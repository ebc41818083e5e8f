"""Cards of foliage as a material, with its recipe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.recipe import Recipe
from procgen.texture.colour import ColourParameters, adjust
from procgen.texture.foliage.atlas import CUTOFF, atlas
from procgen.texture.material import Material
from procgen.texture.parameters import rounded
from procgen.texture.record import look_record


def foliage_material(
    species: str, seed: int, size_px: int, look: Mapping[str, Any], checkpoint: Checkpoint = go_on
) -> Material:
    """Paint a plant's cards.

    Args:
        species, seed, size_px: as :func:`~procgen.texture.foliage.atlas.atlas`.
        look: what is said of its colours, by the names of :class:`ColourParameters`; that has been found to be right.
        checkpoint: called every few milliseconds.

    Returns:
        A material whose regions are the cards, to be cut out at its cutoff.

    Raises:
        InvalidFields: names what can't be accepted.
    """
    colours = rounded(ColourParameters(**look))
    painted = atlas(species, seed, size_px, checkpoint)
    record: dict[str, object] = {
        "seed": str(seed),
        "width_px": size_px,
        "height_px": size_px,
        "foliage": {"species": species},
    }
    changed = look_record(colours)
    if changed:
        record["look"] = changed
    return Material(
        adjust(painted.surface, colours, checkpoint=checkpoint),
        painted.metres_per_pixel,
        Recipe("texture", record, {}),
        "",
        regions=painted.cards,
        cutoff=CUTOFF,
    )
