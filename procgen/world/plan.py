"""What a world's ground is to be, before the terrain domain makes it: a rough sketch, and where its waters run."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from procgen.errors import InvalidFields, Violation
from procgen.runtime.ranges import range_violations
from procgen.terrain.landforms import COASTAL, LANDFORM_NAMES, landform
from procgen.terrain.representation import FloatArray
from procgen.world.chance import Float64Array, part_seed, smooth_noise, uniforms
from procgen.world.cultures import culture_of
from procgen.world.kinds import KINDS
from procgen.world.parameters import RANGES, SETTLEMENTS, WorldParameters
from procgen.world.place import BoolArray
from procgen.world.sketch import SHORE_SHARE, Sketch
from procgen.world.text import CLIMATES, USUAL_CLIMATE, Understood, understand

_ROUND_LANDS: Final = frozenset({"island", "volcanic_island"})
_HARBOURS: Final = frozenset({"fishing_village", "harbour_town"})
_RELIEF_FACTOR: Final = 2.2
"""Worlds are small: what rises over many kilometres of a landform rises here over one."""
_RELIEF_SHARE: Final = 0.2
"""Relief over side, at most."""


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


def violations(parameters: WorldParameters) -> list[Violation]:
    """Everything that is wrong with the parameters of land, settlement and props, in the order of the fields."""
    found = range_violations(RANGES, parameters)
    names = (("landform", LANDFORM_NAMES), ("climate", tuple(CLIMATES)), ("settlement", SETTLEMENTS))
    for name, known in names:
        value = getattr(parameters, name)
        if value and value not in known:
            found.append(Violation.of(name, repr(value), "empty or one of " + ", ".join(known)))
    return found


def make_plan(parameters: WorldParameters) -> Plan:
    """Decide on the outline.

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
    return _Planner(parameters, said).plan()


class _Planner:
    """Places one thing after the other on the square."""

    def __init__(self, parameters: WorldParameters, said: Understood) -> None:
        self.said = said
        self.seed = part_seed(parameters, "terrain")
        self.side = float(parameters.side_m)
        self.draw = uniforms(self.seed, "world/plan", 32)
        self.climate = parameters.climate or said.climate or USUAL_CLIMATE
        self.settlement = parameters.settlement or said.settlement or "village"
        features = said.features
        self.landform = parameters.landform or said.landform
        lake_side = features.get("lake", 0.0) > 0.0 and features.get("coast", 0.0) == 0.0
        wants_sea = features.get("coast", 0.0) > 0.0 or features.get("harbour", 0.0) > 0.0
        wants_sea |= self.settlement in _HARBOURS
        if not self.landform:
            shore = wants_sea and not lake_side and features.get("coast") != 0.0
            self.landform = "coast" if shore else CLIMATES[self.climate].landform
            if shore and (features.get("mountain", 0.0) or features.get("rocks", 0.0)):
                self.landform = "steep_coast"
        self.sea = self.landform in COASTAL or (
            wants_sea and not (lake_side and parameters.landform not in COASTAL) and features.get("coast") != 0.0
        )
        self.harbour = features.get("harbour", 0.0) > 0.0 or self.settlement in _HARBOURS
        # A harbour needs water: without a sea, a lake.
        self.lake = (
            features.get("lake", 0.0) > 0.0 or (self.harbour and not self.sea) or features.get("swamp", 0.0) > 0.0
        )
        kind = landform(self.landform)
        self.relief = min(_RELIEF_FACTOR * kind.relief_ratio, _RELIEF_SHARE) * self.side
        self.volcano = features.get("volcano", 0.0) > 0.0 or self.landform == "volcanic_island"
        self.sketch = Sketch(self.seed, self.side)

    def plan(self) -> Plan:
        side, draw = self.side, self.draw
        # "Inland" is a direction; the sea, if any, lies the other way. Never far from the square's sides: a shore that
        # crosses a corner leaves little room.
        turn = (math.floor(draw[0] * 4.0) + (draw[1] - 0.5) * 0.35) * (math.pi / 2.0)
        inland = np.array([math.sin(turn), math.cos(turn)])
        across = np.array([inland[1], -inland[0]])
        middle = np.array([0.5, 0.5]) * side
        shift = (draw[2] - 0.5) * 0.24 * side
        round_land = self.landform in _ROUND_LANDS
        noise = self.sketch.hills()
        if self.sea and round_land:
            site = middle - inland * 0.27 * side + across * shift
            shore = self.sketch.round_shore(middle)
        elif self.sea:
            site = middle - inland * (0.5 - SHORE_SHARE - 0.075) * side + across * shift
            rough = 0.075 if self.landform == "fjord_coast" else 0.04
            shore = self.sketch.straight_shore(middle, inland, across, site, rough)
        else:
            site = middle - inland * 0.06 * side + across * shift
            shore = np.full_like(self.sketch.x, 1e6)
        if self.sea:
            steep = 0.09 if self.landform in ("coast", "island") else 0.16
            self.sketch.rise_from_sea(shore, self.relief * noise, steep)
        else:
            self.sketch.rise(self.relief * noise, draw[3] - 0.5, draw[4] - 0.5)
        lake = self._lake(site, inland, across)
        site_radius = self._site(site, shore, lake)
        volcano = self._volcano(middle, site, inland, across, round_land, site_radius)
        if not volcano and self.said.features.get("mountain", 0.0) > 0.0:
            self._mountain(middle + inland * 0.33 * side - across * shift, noise)
        river = self._river(site, inland, across, lake, volcano, round_land)
        features = self.said.features
        return Plan(
            climate=self.climate,
            landform=self.landform,
            settlement=self.settlement,
            harbour=self.harbour,
            sea=self.sea,
            forest=features.get("forest", 0.8),
            rocks=features.get("rocks", 0.6),
            fields=features.get("fields", 0.5),
            uses=self.said.uses,
            culture=self.said.culture or culture_of(self.climate),
            style=self.said.style,
            wall=self._wall(),
            market=features.get("market", 0.0) > 0.0,
            swamp=features.get("swamp", 0.0),
            wealth=self.said.wealth,
            sketch_m=self.sketch.heights.astype(np.float32),
            weights=np.clip(self.sketch.weights, 0.0, 1.0).astype(np.float32),
            site_x_m=float(site[0]),
            site_z_m=float(site[1]),
            site_radius_m=site_radius,
            river_m=river,
            river_width_m=float(np.clip(0.008 * side * (0.8 + 0.6 * draw[9]), 3.0, 14.0)),
            lake_m=lake,
            volcano_m=volcano,
        )

    def _wall(self) -> str:
        """What stands round the settlement: what is said of it, or what such a place has."""
        features = self.said.features
        for kind, feature in (("wall", "walls"), ("palisade", "palisade")):
            if features.get(feature, 0.0) > 0.0:
                return kind
        usual = KINDS[self.settlement].wall if self.settlement in KINDS else ""
        denied = {"wall": "walls", "palisade": "palisade", "": ""}[usual]
        return "" if features.get(denied) == 0.0 else usual

    def _lake(
        self, site: Float64Array, inland: Float64Array, across: Float64Array
    ) -> tuple[float, float, float] | None:
        if not self.lake:
            return None
        wish = self.said.features.get("lake", 1.0)
        radius = self.side * 0.105 * (1.3 if wish > 1.0 else 0.75 if wish < 1.0 else 1.0)
        way = across if self.draw[5] < 0.5 else -across
        if not self.sea:
            way = way * 0.8 - inland * 0.6
        away = radius + 0.085 * self.side
        x, z = np.clip(site + way * away, radius + 0.05 * self.side, 0.95 * self.side - radius)
        self.sketch.dig_lake(x, z, radius)
        return float(x), float(z), float(radius)

    def _volcano(
        self,
        middle: Float64Array,
        site: Float64Array,
        inland: Float64Array,
        across: Float64Array,
        round_land: bool,
        site_radius: float,
    ) -> tuple[float, float, float, float] | None:
        if not self.volcano:
            return None
        side = self.side
        aside = (self.draw[6] - 0.5) * 0.24 * side
        if round_land:
            centre = middle + inland * 0.09 * side + across * 0.2 * aside
            radius = 0.3 * side
        else:
            centre = site + inland * 0.36 * side + across * aside
            radius = 0.31 * side
        centre = np.clip(centre, 0.25 * side, 0.75 * side)
        wish = self.said.features.get("volcano", 1.0)
        # Its foot leaves room for houses; nor is it steeper than volcanoes are.
        radius = max(min(radius, float(np.hypot(*(centre - site))) - 0.6 * site_radius), 0.15 * side)
        height = side * 0.17 * (1.25 if wish > 1.0 else 0.7 if wish < 1.0 else 1.0)
        height = min(height, 0.6 * radius)
        self.sketch.raise_cone(centre, radius, height, self.draw[7])
        return float(centre[0]), float(centre[1]), float(radius), float(height)

    def _mountain(self, centre: Float64Array, noise: Float64Array) -> None:
        side = self.side
        wish = self.said.features["mountain"]
        height = side * 0.19 * (1.25 if wish > 1.0 else 0.75 if wish < 1.0 else 1.0)
        centre = np.clip(centre, 0.16 * side, 0.84 * side)
        self.sketch.raise_mountain(centre, height, noise)

    def _site(self, site: Float64Array, shore: Float64Array, lake: tuple[float, float, float] | None) -> float:
        """Make the ground gentle where people will build."""
        radius = KINDS[self.settlement].radius_share if self.settlement in KINDS else 0.0
        radius = min(max(radius * self.side, 60.0), 200.0) if radius else 0.0
        if not radius:
            return 0.0
        self.sketch.ease_site(site, radius, shore, self.sea, lake)
        return radius

    def _river(
        self,
        site: Float64Array,
        inland: Float64Array,
        across: Float64Array,
        lake: tuple[float, float, float] | None,
        volcano: tuple[float, float, float, float] | None,
        round_land: bool,
    ) -> Float64Array | None:
        wish = self.said.features.get("river")
        usual = self.draw[8] < 0.55 and lake is None and not round_land and self.climate not in ("desert", "polar")
        if wish == 0.0 or (wish is None and not usual):
            return None
        side = self.side
        way = across if self.draw[10] < 0.5 else -across
        if lake is not None:  # keep to the other side
            towards = np.array(lake[:2]) - site
            way = across if float(across @ towards) < 0.0 else -across
        pass_by = site + way * (0.085 + 0.05 * self.draw[11]) * side
        if round_land and volcano is not None:
            start = np.array(volcano[:2]) + way * 0.75 * volcano[2] + inland * 0.1 * side
        elif volcano is not None:
            start = np.array(volcano[:2]) + way * 0.85 * volcano[2]
        else:
            start = site + inland * 1.2 * side + way * (0.1 + 0.25 * self.draw[12]) * side
        end = pass_by - inland * 1.2 * side + way * (self.draw[13] - 0.3) * 0.2 * side
        share = np.linspace(0.0, 1.0, 97)[:, None]
        # Two Bezier pieces that meet beside the site in one direction.
        pull = inland * 0.18 * side
        first = _bezier(start, start - inland * 0.15 * side, pass_by + pull, pass_by, share)
        second = _bezier(pass_by, pass_by - pull, end + pull, end, share)
        line = np.concatenate([first, second[1:]])
        along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
        bend = smooth_noise(self.seed, "world/plan/bend", along / (0.11 * side), np.zeros_like(along))
        step = np.gradient(line, axis=0)
        step /= np.maximum(np.hypot(step[:, 0], step[:, 1]), 1e-9)[:, None]
        line = line + np.stack([-step[:, 1], step[:, 0]], axis=1) * (bend * 0.028 * side)[:, None]
        margin = 0.02 * side
        inside: BoolArray = np.all((line > -margin) & (line < side + margin), axis=1)
        first_in, last_in = int(np.argmax(inside)), len(line) - int(np.argmax(inside[::-1]))
        line = line[first_in:last_in]
        self.sketch.cut_valley(line, self.sea)
        return np.asarray(line)


def _bezier(a: Float64Array, b: Float64Array, c: Float64Array, d: Float64Array, t: Float64Array) -> Float64Array:
    rest = 1.0 - t
    return np.asarray(rest**3 * a + 3.0 * rest**2 * t * b + 3.0 * rest * t**2 * c + t**3 * d)
