"""What a description and the fields of a request ask of a place, and the outline that is made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from procgen.errors import InvalidFields, Violation
from procgen.runtime.ranges import range_violations
from procgen.terrain.landforms import COASTAL, LANDFORM_NAMES
from procgen.terrain.representation import FloatArray
from procgen.world.chance import Float64Array
from procgen.world.cultures import culture_of
from procgen.world.kinds import KINDS
from procgen.world.parameters import RANGES, SETTLEMENTS, WorldParameters
from procgen.world.text import CLIMATES, USUAL_CLIMATE, Understood, understand

ROUND_LANDS: Final = frozenset({"island", "volcanic_island"})
LAPSE_C_PER_KM: Final = 14.0
"""More than is natural: a small world shows several zones."""
HARBOURS: Final = frozenset({"fishing_village", "harbour_town"})


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A world's outline. Metres; x east, z south."""

    climate: str
    landform: str
    settlement: str
    harbour: bool
    sea: bool
    forest: float
    """How wooded it is, 0 to 4: above 1, trees stand more densely than the biome has them, too."""
    rocks: float
    fields: float
    uses: tuple[str, ...]
    """Buildings that are asked for."""
    culture: str
    """Whose names people have, one of :data:`procgen.world.cultures.CULTURES`."""
    style: str
    """How people are said to build, one of :data:`procgen.world.buildings.STYLES`; empty where nothing is said."""
    wall: str
    """Round the settlement: "", "palisade" or "wall"."""
    market: bool
    """Whether there is to be a market."""
    swamp: float
    """How much of the land about is a swamp: 0 to 1.6."""
    wealth: str
    """Of those who live there, as the table "settlement" has it; empty where nothing is said."""
    sketch_m: FloatArray
    """(SKETCH_SIDE, SKETCH_SIDE) heights."""
    weights: FloatArray
    """How much each counts, 0 to 1."""
    site_x_m: float
    site_z_m: float
    """Where a settlement would lie well."""
    site_radius_m: float
    river_m: Float64Array | None
    """(n, 2) x and z of the middle line, downstream."""
    river_width_m: float
    lake_m: tuple[float, float, float] | None
    """x, z and radius."""
    volcano_m: tuple[float, float, float, float] | None
    """x, z, radius of the foot, height of the crater's rim above the foot."""
    lapse_c_per_km: float = LAPSE_C_PER_KM
    """By how much it grows colder upwards."""


def violations(parameters: WorldParameters) -> list[Violation]:
    """Everything that is wrong with the parameters of land, settlement and props, in the order of the fields."""
    found = range_violations(RANGES, parameters)
    names = (("landform", LANDFORM_NAMES), ("climate", tuple(CLIMATES)), ("settlement", SETTLEMENTS))
    for name, known in names:
        value = getattr(parameters, name)
        if value and value not in known:
            found.append(Violation.of(name, repr(value), "empty or one of " + ", ".join(known)))
    return found


class Wishes:
    """What is wished for, field by field before what the description says."""

    def __init__(self, parameters: WorldParameters, said: Understood) -> None:
        self.said = said
        self.climate = parameters.climate or said.climate or USUAL_CLIMATE
        self.settlement = parameters.settlement or said.settlement or "village"
        features = said.features
        self.landform = parameters.landform or said.landform
        lake_side = features.get("lake", 0.0) > 0.0 and features.get("coast", 0.0) == 0.0
        wants_sea = features.get("coast", 0.0) > 0.0 or features.get("harbour", 0.0) > 0.0
        wants_sea |= self.settlement in HARBOURS
        if not self.landform:
            shore = wants_sea and not lake_side and features.get("coast") != 0.0
            self.landform = "coast" if shore else CLIMATES[self.climate].landform
            if shore and (features.get("mountain", 0.0) or features.get("rocks", 0.0)):
                self.landform = "steep_coast"
        self.sea = self.landform in COASTAL or (
            wants_sea and not (lake_side and parameters.landform not in COASTAL) and features.get("coast") != 0.0
        )
        self.harbour = features.get("harbour", 0.0) > 0.0 or self.settlement in HARBOURS
        # A harbour needs water: without a sea, a lake.
        self.lake = (
            features.get("lake", 0.0) > 0.0 or (self.harbour and not self.sea) or features.get("swamp", 0.0) > 0.0
        )
        self.volcano = features.get("volcano", 0.0) > 0.0 or self.landform == "volcanic_island"

    @classmethod
    def of(cls, parameters: WorldParameters) -> Wishes:
        """What a request wishes for.

        Raises:
            InvalidFields: names every parameter that can't be accepted.
        """
        found = violations(parameters)
        try:
            said = understand(parameters.text)
        except InvalidFields as wrong:
            found += wrong.violations
            said = Understood()
        if found:
            raise InvalidFields(found)
        return cls(parameters, said)

    @property
    def culture(self) -> str:
        """Whose names people have."""
        return self.said.culture or culture_of(self.climate)

    def wall(self, settlement: str) -> str:
        """What stands round a kind of settlement: what is said of it, or what such a place has."""
        features = self.said.features
        for kind, feature in (("wall", "walls"), ("palisade", "palisade")):
            if features.get(feature, 0.0) > 0.0:
                return kind
        usual = KINDS[settlement].wall if settlement in KINDS else ""
        denied = {"wall": "walls", "palisade": "palisade", "": ""}[usual]
        return "" if features.get(denied) == 0.0 else usual
