"""Forms of land, ridges, and networks of valleys, made against real: whole sets, and landform by landform.

``geomorphons_REACHpx`` is the distance of two sets' mean shares of the ten geomorphons at that reach
(:mod:`procgen.terrain.morphometry.geomorphons`), half the sum of absolute differences: 0 for equal shares, 1 for sets
that share no form. ``ridge_length`` and ``valley_length`` say how far one can go on a ridge, or in a valley: the mean
natural logarithm of the extent, in pixels, of the connected ridges (peaks among them) or valleys (and pits) at a reach
of :data:`LINE_REACH_PX`, over the cells that are ridge or valley, so that specks count for little. ``horton_…`` are
Horton's ratios (:mod:`procgen.terrain.ruler.valley_networks`). ``…_gap`` is how far these lie from the real ones. Of
gaps and distances ``real`` is the mean of what halves of the real maps come to; of the others it is their own value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.kit.ruler.rows import Rows
from procgen.terrain.morphometry.geomorphons import form_shares, geomorphons, lines
from procgen.terrain.ruler.statistics import Surface
from procgen.terrain.ruler.valley_networks import Streams, horton_ratios, pooled, valley_streams

REACHES_PX: Final = (4, 12, 36)
LINE_REACH_PX: Final = 12
_LINES: Final = {"ridge_length": ("ridge", "peak"), "valley_length": ("valley", "pit")}
_HALVINGS = 20
FEWEST_OF_A_LANDFORM: Final = 8
"""Real maps that a landform needs for figures of its own."""


@dataclass(frozen=True, slots=True)
class Morphology:
    """Forms and valleys of one map."""

    forms: npt.NDArray[np.float64]
    """(3, 10): shares of geomorphons at :data:`REACHES_PX`."""
    lines: npt.NDArray[np.float64]
    """(2, 2): of ridges and of valleys, the sum of log extents over their cells, and the number of these."""
    valleys: Streams


def _line_sums(forms: npt.NDArray[np.uint8], names: tuple[str, ...]) -> tuple[float, float]:
    found = lines(forms, *names)
    return float((np.log(found.extent_px) * found.cells).sum()), float(found.cells.sum())


def morphology(surface: Surface) -> Morphology:
    """Of one map, its sea at zero; sides of at least 73."""
    heights, spacing = surface.heights, surface.metres_per_pixel
    forms = {reach: geomorphons(heights, spacing, reach) for reach in REACHES_PX}
    return Morphology(
        np.stack([form_shares(each) for each in forms.values()]),
        np.array([_line_sums(forms[LINE_REACH_PX], names) for names in _LINES.values()]),
        valley_streams(heights),
    )


def form_distances(one: Sequence[Morphology], other: Sequence[Morphology]) -> dict[str, float]:
    """Distances of two sets' forms, by reach."""
    means = [np.mean([each.forms for each in side], axis=0) for side in (one, other)]
    found = 0.5 * np.abs(means[0] - means[1]).sum(axis=1)
    return {f"geomorphons_{reach}px": float(value) for reach, value in zip(REACHES_PX, found, strict=True)}


def line_figures(maps: Sequence[Morphology]) -> dict[str, float]:
    """Lengths of a set's ridges and valleys, and ratios of its streams; NaN where it has too few."""
    total, cells = np.sum([each.lines for each in maps], axis=0).T
    means = total / np.where(cells > 0.0, cells, np.nan)
    ratios = horton_ratios(pooled([each.valleys for each in maps]))
    return {
        **{name: float(mean) for name, mean in zip(_LINES, means, strict=True)},
        **{f"horton_{name}": value for name, value in ratios.items()},
    }


def _gaps(real: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    return {f"{name}_gap": abs(other[name] - real[name]) for name in real}


def _compared(real: Sequence[Morphology], made: Sequence[Morphology]) -> dict[str, float]:
    own = line_figures(made)
    return {**form_distances(real, made), **own, **_gaps(line_figures(real), own)}


def morphology_columns(
    real: Sequence[Morphology], made: Mapping[str, Sequence[Morphology]], *, seed: int
) -> dict[str, dict[str, float]]:
    """All figures by column; see the module."""
    columns = {column: _compared(real, maps) for column, maps in made.items()}
    rng = np.random.default_rng([seed, 11])
    halves = []
    for _ in range(_HALVINGS):
        order = rng.permutation(len(real))
        one, other = ([real[i] for i in part] for part in np.array_split(order, 2))
        halves.append(_compared(one, other))
    columns["real"] = {name: float(np.mean([half[name] for half in halves])) for name in halves[0]}
    columns["real"] |= line_figures(real)
    return columns


def landform_rows(
    real: Sequence[Morphology],
    real_landforms: Sequence[str],
    made: Mapping[str, tuple[Sequence[Morphology], Sequence[str]]],
    *,
    seed: int,
) -> Rows:
    """``FIGURE_LANDFORM`` of distances and gaps, for each landform with enough real and made maps.

    Args:
        real: maps.
        real_landforms: of each.
        made: column to maps and their landforms.
        seed: of the halvings.
    """

    def of(maps: Sequence[Morphology], landforms: Sequence[str], name: str) -> list[Morphology]:
        return [each for each, landform in zip(maps, landforms, strict=True) if landform == name]

    rows: Rows = {}
    for landform in sorted(set(real_landforms)):
        own = of(real, real_landforms, landform)
        theirs = {column: of(maps, landforms, landform) for column, (maps, landforms) in made.items()}
        if min(len(own), *(len(each) for each in theirs.values())) < FEWEST_OF_A_LANDFORM:
            continue
        for column, figures in morphology_columns(own, theirs, seed=seed).items():
            for name, value in figures.items():
                if name.startswith("geomorphons") or name.endswith("_gap"):
                    rows.setdefault(f"{name}_{landform}", {})[column] = value
    return rows
