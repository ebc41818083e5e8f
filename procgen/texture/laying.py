"""The layout of a tile: from what is usual and what is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from procgen.texture.gan import layout_on
from procgen.texture.layout import LAYOUT_RANGES, LayoutParameters
from procgen.texture.layout.parameters import ROW_GROUP, USUAL_COUNTS
from procgen.texture.sizes import Scale


def laid_out(usual: LayoutParameters | None, said: Mapping[str, Any] | None, scale: Scale) -> LayoutParameters | None:
    """The layout of a tile.

    Args:
        usual: of the look, over a natural piece.
        said: what the request says, by the names of LayoutParameters, and ``piece_size``.
        scale: of the tile.

    Returns:
        The layout over the whole tile: as many pieces as keep their size, unless their number is said.
    """
    rest = dict(said or {})
    bond = rest.pop("bond", "") or (usual.bond if usual is not None else "")
    if not bond:
        return None
    size = float(rest.pop("piece_size", 1.0))
    counts: dict[str, Any] = {name: int(rest.pop(name)) for name in ("columns", "rows") if name in rest}
    known = usual is not None and usual.bond == bond
    natural = usual if usual is not None and known else LayoutParameters(bond, *USUAL_COUNTS.get(bond, ()))
    natural = replace(natural, **rest)
    # Smaller pieces are those of a larger base.
    layout = layout_on(natural, round(scale.base_rows / size), round(scale.base_columns / size))
    layout = replace(layout, **counts)
    # As the wire carries them: a recipe that is read back has to ask for the same.
    shares: dict[str, Any] = {name: float(np.float32(getattr(layout, name))) for name in _LAYOUT_SHARES}
    return replace(layout, **shares)


_LAYOUT_SHARES = tuple(name for name, allowed in LAYOUT_RANGES.items() if not allowed.whole)


def part_of(layout: LayoutParameters, whole: Scale, part: Scale) -> LayoutParameters:
    """A tile's layout on a smaller base: about as many pieces fewer."""
    down, across = part.base_rows / whole.base_rows, part.base_columns / whole.base_columns
    if down == across == 1.0:
        return layout
    if layout.rotated:
        down, across = across, down
    group = ROW_GROUP.get(layout.bond, 1)
    rows = max(round(layout.rows * down / group), 1) * group
    return replace(layout, rows=rows, columns=max(round(layout.columns * across), 1))
