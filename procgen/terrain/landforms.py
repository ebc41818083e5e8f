"""Landform classes that the terrain model knows, and what is typical of each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Landform:
    """One class. The typical figures are medians of the training and validation patches, rounded; the relief ratio
    of the lunar classes is real, their height above "the sea" is set so that nothing is flooded.
    """

    name: str
    relief_ratio: float
    """Relief (1st to 99th percentile) in an area of 256 x 256 pixels, divided by the side of that area."""
    mean_over_relief: float
    """Mean height above the sea divided by the relief."""
    description: str
    drains: bool = True
    """Whether water has shaped it and finds its way out of most hollows."""
    stand_in: str = ""
    """The landform that networks take it for that do not know it; none of them can be asked for it if empty."""

    def typical_mean_m(self, relief_m: float, wander: float) -> float:
        """Mean height above the sea, metres, where nothing is said.

        Inland it is one standard deviation of the drift higher than the training data's, so that land whose mean
        wanders is flooded no more than theirs is.

        Args:
            relief_m: in an area of 256 x 256 pixels.
            wander: how far means drift, 0 to 1.
        """
        drift = 0.0 if self.name in COASTAL else MEAN_DRIFT * wander
        return (self.mean_over_relief + drift) * relief_m


LANDFORMS: tuple[Landform, ...] = (
    Landform("hills", 0.020, 0.6, "hill country, rounded by rivers"),
    Landform("mountains", 0.045, 0.55, "mountains of middle height with branching valleys"),
    Landform("coast", 0.018, 0.09, "a low coast: sea, beaches, river mouths"),
    Landform("volcanic", 0.053, 0.78, "volcanoes and their radial gullies"),
    Landform("alpine", 0.080, 1.0, "high mountains with sharp ridges"),
    Landform("lunar_craters", 0.070, 2.0, "the cratered highlands of the Moon", drains=False),
    Landform("steep_coast", 0.042, 0.2, "mountains that fall into the sea"),
    Landform("rolling_lowland", 0.006, 0.67, "gently rolling lowland"),
    Landform("island", 0.028, 0.03, "islands in a sea"),
    Landform("arid_hills", 0.025, 1.2, "dry hills with many gullies"),
    Landform("alpine_glacial", 0.13, 1.0, "glaciated high mountains: troughs, cirques, aretes"),
    Landform("arid_mountains", 0.046, 0.85, "dry mountains above wide basins"),
    Landform("plains", 0.002, 2.0, "plains with faint river forms"),
    Landform("lunar_mare", 0.015, 2.0, "a lunar mare: smooth, with a few craters", drains=False),
    Landform("fjord_coast", 0.068, 0.3, "drowned glacial valleys"),
    Landform("dunes", 0.006, 4.0, "fields of sand dunes", drains=False),
    Landform("mountain_front", 0.065, 1.8, "a range that rises from a plain"),
    Landform("basin_range", 0.13, 2.2, "fault-block ranges between flat basins"),
    Landform("ridge_valley", 0.035, 1.0, "long parallel ridges"),
    Landform("volcanic_island", 0.041, 0.0, "a volcano in the sea"),
    Landform("karst", 0.040, 0.46, "tower karst", drains=False),
    Landform("canyon", 0.062, 3.0, "a plateau of level beds cut by canyons", stand_in="arid_mountains"),
    Landform("badlands", 0.032, 2.0, "soft rock cut up by a dense tree of gullies", stand_in="arid_hills"),
    Landform("mesa", 0.040, 3.0, "table mountains and buttes above a plain", stand_in="arid_mountains"),
    Landform("caldera", 0.060, 1.5, "a broad volcano whose top has fallen in", stand_in="volcanic", drains=False),
    Landform("cirques", 0.110, 1.5, "bowls and troughs of glaciers between sharp ridges", stand_in="alpine_glacial"),
    Landform("drumlins", 0.010, 3.0, "swarms of hills that ice has streamlined", stand_in="rolling_lowland"),
    Landform(
        "alluvial_fan",
        0.060,
        2.0,
        "cones of debris where valleys leave a range",
        stand_in="mountain_front",
        drains=False,
    ),
    Landform("delta", 0.004, 0.05, "a river that splits up in the land that it builds", stand_in="plains"),
    Landform("meander_plain", 0.003, 4.0, "a winding river with oxbows and scrolls", stand_in="plains"),
    Landform("terraces", 0.014, 2.0, "steps that a river left as it cut down", stand_in="rolling_lowland"),
    Landform("atoll", 0.012, -0.55, "a ring of reef around a lagoon", stand_in="island", drains=False),
    Landform("archipelago", 0.030, -0.1, "many islands in a sea", stand_in="island"),
    Landform("oasis", 0.006, 4.0, "a spring's hollow among dunes", stand_in="dunes", drains=False),
)
LANDFORM_NAMES: tuple[str, ...] = tuple(landform.name for landform in LANDFORMS)
COASTAL = frozenset(
    {"coast", "steep_coast", "island", "volcanic_island", "fjord_coast", "delta", "atoll", "archipelago"}
)
"""Landforms that the sea belongs to."""
MEAN_DRIFT = 0.42
"""Standard deviation of a training patch's mean height about its region's, in units of the relief: 0.6 between two
distant patches. Means wander by it times ``wander``."""
FIRST_LABELS: tuple[str, ...] = (*LANDFORM_NAMES[:21], "")
"""What the numbers of labels stand for in plan and coarse network; the empty name is any landform. The list stays as it
is, so that networks that were trained before can go on: landforms that a process makes have stand-ins here."""
LABELS: tuple[str, ...] = (*FIRST_LABELS, *LANDFORM_NAMES[21:])
"""All that can be asked for, any included. New landforms come last."""
ANY_LANDFORM = LABELS.index("")
"""Label of no particular landform."""
_ANY = Landform("", 0.035, 0.6, "any landform")


def landform_label(name: str) -> int:
    """The number in :data:`FIRST_LABELS` of a landform, or of what stands in for it; the empty name means any.

    Raises:
        ValueError: there is no such landform.
    """
    return FIRST_LABELS.index(name if name in FIRST_LABELS else landform(name).stand_in)


def landform(name: str) -> Landform:
    """The landform of that name; the empty name means any. Raises ValueError for an unknown name."""
    return LANDFORMS[LANDFORM_NAMES.index(name)] if name else _ANY
