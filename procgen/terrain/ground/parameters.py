"""What the ground's layers depend on besides the heights: climate, rivers, lakes and erosion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from procgen.errors import Violation
from procgen.runtime.ranges import number, range_violations, ranges_of
from procgen.terrain.ground.hydrology import Draining, Method
from procgen.terrain.ground.rivers import HydraulicGeometry

DRAINING_METHODS: tuple[Method, ...] = ("hybrid", "carve", "fill")


@dataclass(frozen=True, slots=True)
class GroundParameters:
    """How water, climate and cover are worked out; each number with its range."""

    sea_level_temperature_c: float = number(-30.0, 40.0, "Mean temperature of the year at the sea, °C.", 12.0)
    lapse_c_per_km: float = number(
        0.0, 100.0, "How much colder it is a kilometre higher, °C; more squeezes the zones.", 6.5
    )
    rainfall_mm: float = number(0.0, 10000.0, "Mean rain and snow of a year, mm.", 750.0)
    runoff_share: float = number(0.01, 1.0, "Share of the rain that runs off in rivers.", 0.5)
    river_threshold_px: float = number(16.0, 1e7, "Catchment in pixels from which a river runs.", 1500.0)
    river_width_factor: float = number(0.0, 1000.0, "Width of a river at 1 m³/s, metres.", 4.0)
    river_depth_factor: float = number(0.0, 50.0, "Depth of a river at 1 m³/s, metres.", 0.35)
    draining: Method = "hybrid"
    """``hybrid`` keeps lakes, ``carve`` cuts every hollow through, ``fill`` fills every one."""
    deepest_cut_m: float = number(0.0, 10000.0, "How far a lake's outlet is cut down at most, metres.", 30.0)
    lake_area_px: float = number(1.0, 1e7, "Least area of a lake, pixels.", 60.0)
    lake_depth_m: float = number(0.0, 1000.0, "Least depth of a lake, metres.", 3.0)
    keep_edges: bool = True
    """Leave the heights on the map's edges as they are."""
    carve_rivers: bool = True
    """Cut the rivers' channels into the ground."""
    hydraulic_erosion: float = number(0.0, 1.0, "Strength of running water; 0 leaves it out.", 0.0)
    thermal_erosion: float = number(0.0, 1.0, "Strength of sliding slopes; 0 leaves it out.", 0.0)
    talus_deg: float = number(5.0, 80.0, "Angle at which loose slopes rest, degrees.", 36.0)
    rock_slope_deg: float = number(1.0, 89.0, "Slope from which bare rock shows, degrees.", 32.0)

    def rules(self, metres_per_pixel: float) -> Draining:
        """How depressions are treated, for a spacing."""
        return Draining(
            method=self.draining,
            deepest_cut_m=self.deepest_cut_m,
            lake_area_m2=self.lake_area_px * metres_per_pixel**2,
            lake_depth_m=self.lake_depth_m,
            keep_edges=self.keep_edges,
        )

    def geometry(self) -> HydraulicGeometry:
        """Runoff, and the channels that it makes."""
        return HydraulicGeometry(
            runoff_mm_per_year=self.rainfall_mm * self.runoff_share,
            width_factor=self.river_width_factor,
            depth_factor=self.river_depth_factor,
        )


GROUND_RANGES: Final = ranges_of(GroundParameters)


def ground_violations(parameters: GroundParameters) -> list[Violation]:
    """Everything that is wrong with the parameters, in the order of the fields."""
    found = range_violations(GROUND_RANGES, parameters)
    if parameters.draining not in DRAINING_METHODS:
        found.append(Violation.of("draining", repr(parameters.draining), "one of " + ", ".join(DRAINING_METHODS)))
    return found
