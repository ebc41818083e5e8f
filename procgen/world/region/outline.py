"""The outline of a region: its shore and what rises, and who lives in which of its tiles. No network takes part."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np

from procgen.terrain.controls.geometry import ease
from procgen.terrain.landforms import landform
from procgen.terrain.representation import FloatArray
from procgen.world.chance import Float64Array, region_seed, uniforms
from procgen.world.kinds import KINDS
from procgen.world.names import Namer
from procgen.world.parameters import WorldParameters
from procgen.world.place import BoolArray
from procgen.world.sketch import SHORE_SHARE, Sketch
from procgen.world.wishes import HARBOURS, LAPSE_C_PER_KM, ROUND_LANDS, Plan, Wishes

RELIEF_FACTOR: Final = 2.2
"""As in worlds alone; what is larger rises less steeply (:data:`_FLATTER`)."""
RELIEF_SHARE: Final = 0.2
_FLATTER: Final = 0.25
"""Power of the side, over a kilometre, by which slopes of large forms fall."""
_CELL_M: Final = 40.0
"""About how wide cells of the sketch are..."""
_MOST_CELLS: Final = 256
"""...of which there are so many a side at most."""
_SHORE_OFF: Final = 0.075
"""From the shore to a harbour's middle, in sides of a tile."""
_HELD: Final = 0.97
"""How far large forms follow the sketch where people live, and along the shore..."""
_COAST_HELD: Final = 0.15
"""...within so much of a tile's side."""
_BAY_REACH: Final = 1.1
"""How far the shore is bent to meet it, likewise."""
_SETTLED: Final = 0.4
"""Share of the tiles with land in their middle where people live."""
_CENTRAL: Final = 0.3
"""How far a settlement keeps from its tile's border, in sides of that, at least."""
_STEEP_SITE: Final = 0.16
"""Slope of the sketch beyond which nobody settles."""
_FEW: Final = (
    ("town", 2.0),
    ("monastery", 1.0),
    ("castle", 1.0),
    ("trading_post", 1.0),
)
"""Kinds of the fewer settlements, and how often each is..."""
_SPECIAL: Final = 0.25
"""...which are that share of all."""
_NATURAL_LAPSE: Final = 6.5
"""Degrees a kilometre upwards; smaller regions have more, as worlds alone do."""
_DRY_KINDS: Final = ("oasis", "nomad_camp", "hamlet")


@dataclass(frozen=True, slots=True)
class RegionGrid:
    """A region's tiles, and the cells on which it is planned. Metres from its north-western corner."""

    tiles: int
    tile_m: float

    @property
    def side_m(self) -> float:
        return self.tiles * self.tile_m

    @property
    def spacing_m(self) -> float:
        """Of the planned heights."""
        return 8.0 if self.side_m <= 2048.0 else 16.0 if self.side_m <= 16384.0 else 32.0

    @property
    def cells(self) -> int:
        """Planned heights a side; the last may reach beyond the region."""
        return math.ceil(self.side_m / self.spacing_m)

    @property
    def covered_m(self) -> float:
        """How far those reach."""
        return self.cells * self.spacing_m


@dataclass(frozen=True, slots=True)
class Site:
    """Where people live."""

    column: int
    row: int
    kind: str
    name: str
    x_m: float
    z_m: float
    radius_m: float
    main: bool = False
    """Whether it is what the description speaks of."""


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """What a region is to be. Metres from its north-western corner; x east, z south."""

    grid: RegionGrid
    wishes: Wishes
    seed: int
    """Of its land."""
    sketch_m: FloatArray
    """(cells, cells) heights."""
    weights: FloatArray
    """How much each counts, 0 to 1."""
    sites: tuple[Site, ...]
    """The main one first; at most one in a tile."""
    names: tuple[str, ...]
    """Of all tiles, row by row: of the settlement, or of the land where nobody lives."""
    lake_m: tuple[float, float, float] | None
    volcano_m: tuple[float, float, float, float] | None

    def site_in(self, column: int, row: int) -> Site | None:
        """The settlement of a tile."""
        return next((each for each in self.sites if (each.column, each.row) == (column, row)), None)

    def name_of(self, column: int, row: int) -> str:
        """What a tile is called."""
        return self.names[row * self.grid.tiles + column]


@lru_cache(maxsize=4)
def _outline(parameters: _Same) -> Outline:
    return _Outliner(parameters.parameters).outline()


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """Parameters that are equal where outlines are."""

    parameters: WorldParameters

    def _key(self) -> tuple[object, ...]:
        asked = self.parameters
        return (
            asked.text, asked.landform, asked.climate, asked.settlement, float(asked.side_m), asked.region_tiles,
            region_seed(asked, "terrain"), region_seed(asked, "settlement"),
        )  # fmt: skip

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())


def region_outline(parameters: WorldParameters) -> Outline:
    """The outline of a tile's region; the same for all of its tiles.

    Raises:
        InvalidFields: names every parameter that can't be accepted.
    """
    return _outline(_Same(parameters))


def tile_plan(parameters: WorldParameters) -> Plan:
    """What a tile is to be, in metres from its own north-western corner. Its ground and waters are the region's: no
    sketch is its own, and a river is only told of where the description speaks of one.

    Raises:
        InvalidFields: names every parameter that can't be accepted.
    """
    outline = region_outline(parameters)
    wishes, side = outline.wishes, outline.grid.tile_m
    column, row = int(parameters.column), int(parameters.row)
    west, north = column * side, row * side
    site = outline.site_in(column, row)
    kind = "none" if site is None else site.kind
    main = site is not None and site.main
    features = wishes.said.features
    lake = outline.lake_m
    near_lake = lake is not None and _reaches(lake, west, north, side)
    return Plan(
        climate=wishes.climate,
        landform=wishes.landform,
        settlement=kind,
        harbour=(wishes.harbour if main else kind in HARBOURS),
        sea=wishes.sea,
        forest=features.get("forest", 0.8),
        rocks=features.get("rocks", 0.6),
        fields=features.get("fields", 0.5),
        uses=wishes.said.uses if main else (),
        culture=wishes.culture,
        style=wishes.said.style,
        wall=wishes.wall(kind) if main else KINDS[kind].wall if kind in KINDS else "",
        market=main and features.get("market", 0.0) > 0.0,
        swamp=features.get("swamp", 0.0),
        wealth=wishes.said.wealth if main else "",
        sketch_m=np.zeros((0, 0), np.float32),
        weights=np.zeros((0, 0), np.float32),
        site_x_m=0.5 * side if site is None else site.x_m - west,
        site_z_m=0.5 * side if site is None else site.z_m - north,
        site_radius_m=0.0 if site is None else site.radius_m,
        river_m=None,
        river_width_m=0.0,
        lake_m=(lake[0] - west, lake[1] - north, lake[2]) if lake is not None and near_lake else None,
        volcano_m=None,
        lapse_c_per_km=max(_NATURAL_LAPSE, LAPSE_C_PER_KM * min(1.0, (1000.0 / outline.grid.covered_m) ** _FLATTER)),
    )


def _reaches(circle: tuple[float, float, float], west: float, north: float, side: float) -> bool:
    """Whether the land that a lake shapes lies in a square."""
    x, z, radius = circle
    off = np.hypot(max(west - x, 0.0, x - west - side), max(north - z, 0.0, z - north - side))
    return bool(off < 3.0 * radius)


# One region in the making: each step shapes the sketch that the next one looks at.
class _Outliner:
    """Places one thing after the other in the region."""

    def __init__(self, parameters: WorldParameters) -> None:
        self.wishes = Wishes.of(parameters)
        self.features = self.wishes.said.features
        self.grid = RegionGrid(int(parameters.region_tiles), float(parameters.side_m))
        self.seed = region_seed(parameters, "terrain")
        self.people_seed = region_seed(parameters, "settlement")
        self.draw = uniforms(self.seed, "world/region/outline", 16)
        self.tile = self.grid.tile_m
        side = self.grid.covered_m
        self.side = side
        cells = min(max(round(side / _CELL_M), 32), _MOST_CELLS, self.grid.cells)
        self.sketch = Sketch(self.seed, side, cells)
        self.flatter = min(1.0, (1000.0 / side) ** _FLATTER)
        turn = (math.floor(self.draw[0] * 4.0) + (self.draw[1] - 0.5) * 0.35) * (math.pi / 2.0)
        self.inland = np.array([math.sin(turn), math.cos(turn)])
        self.across = np.array([self.inland[1], -self.inland[0]])
        self.middle = np.array([0.5, 0.5]) * self.grid.side_m
        self.shore = np.full_like(self.sketch.x, 1e6)

    def outline(self) -> Outline:
        side, wishes = self.side, self.wishes
        kind = landform(wishes.landform)
        relief = min(RELIEF_FACTOR * kind.relief_ratio, RELIEF_SHARE) * side * self.flatter
        noise = self.sketch.hills()
        if wishes.sea:
            round_land = wishes.landform in ROUND_LANDS
            rough = 0.075 if wishes.landform == "fjord_coast" else 0.04
            self.shore = (
                self.sketch.round_shore(self.middle)
                if round_land
                else self.sketch.straight_shore(
                    self.middle,
                    self.inland,
                    self.across,
                    self.middle - self.inland * (0.5 - SHORE_SHARE) * side,
                    rough,
                )
            )
        radius = self._radius(wishes.settlement)
        site = self._main_site(radius)
        if wishes.sea:
            # A bay, or a cape, so that the shore is as near as it should be.
            off = self._near(self.shore, site) - _SHORE_OFF * self.tile
            away = np.hypot(self.sketch.x - site[0], self.sketch.z - site[1])
            self.shore = self.shore - off * np.exp(-((away / _BAY_REACH / self.tile) ** 2))
            steep = 0.09 if wishes.landform in ("coast", "island") else 0.16
            self.sketch.rise_from_sea(self.shore, relief * noise, steep)
            coast = np.exp(-((self.shore / (_COAST_HELD * self.tile)) ** 2))
            self.sketch.weights = np.maximum(self.sketch.weights, _HELD * coast)
        else:
            self.sketch.rise(relief * noise, self.draw[3] - 0.5, self.draw[4] - 0.5)
        volcano = self._rises(site, radius, noise)
        lake = self._lake(site)
        self._river(site, volcano)
        sites = self._sites(site, radius, volcano, lake)
        for each in sites:
            self.sketch.ease_site(np.array([each.x_m, each.z_m]), each.radius_m, self.shore, wishes.sea, lake)
            # The networks' forms are larger than in a world alone: what is left of them would bury or drown houses.
            away = np.hypot(self.sketch.x - each.x_m, self.sketch.z - each.z_m)
            held = 1.0 - ease((away / each.radius_m - 1.0) / 0.9)
            self.sketch.weights = np.maximum(self.sketch.weights, _HELD * held)
        named, names = self._named(sites)
        return Outline(
            grid=self.grid,
            wishes=wishes,
            seed=self.seed,
            sketch_m=self.sketch.heights.astype(np.float32),
            weights=np.clip(self.sketch.weights, 0.0, 1.0).astype(np.float32),
            sites=named,
            names=names,
            lake_m=lake,
            volcano_m=volcano,
        )

    def _radius(self, kind: str) -> float:
        """Of a settlement's site."""
        return min(max(KINDS[kind].radius_share * self.tile, 60.0), 200.0) if kind in KINDS else 60.0

    def _near(self, field: Float64Array, place: Float64Array) -> float:
        """A field's value in the cell of a place."""
        cell = self.side / len(field)
        column, row = (min(max(int(at / cell), 0), len(field) - 1) for at in place)
        return float(field[row, column])

    def _central(self) -> BoolArray:
        """Cells where a settlement has room in its tile."""
        found = np.ones(self.sketch.x.shape, np.bool_)
        for at in (self.sketch.x, self.sketch.z):
            share = at / self.tile
            share = share - np.floor(share)
            found &= (share >= _CENTRAL) & (share <= 1.0 - _CENTRAL)
            found &= at < self.grid.side_m
        return found

    def _main_site(self, radius: float) -> Float64Array:
        """Where the description's settlement lies: by the shore where there is a sea, else about in the middle."""
        x, z = self.sketch.x, self.sketch.z
        from_middle = np.hypot(x - self.middle[0], z - self.middle[1]) / self.side
        score = -from_middle
        if self.wishes.sea:
            seaward = ((x - self.middle[0]) * self.inland[0] + (z - self.middle[1]) * self.inland[1]) / self.side
            score = -np.abs(self.shore - _SHORE_OFF * self.tile) / self.tile - 0.5 * from_middle - 0.3 * seaward
        score = np.where(self._central(), score, -np.inf)
        best = int(np.argmax(score))
        return np.array([x.flat[best], z.flat[best]])

    def _rises(
        self, site: Float64Array, site_radius: float, noise: Float64Array
    ) -> tuple[float, float, float, float] | None:
        """A volcano, or a mountain, beyond the settlement."""
        scale = self.side * self.flatter
        if self.wishes.volcano:
            aside = (self.draw[6] - 0.5) * 0.2 * scale
            centre = site + self.inland * 0.36 * scale + self.across * aside
            centre = np.clip(centre, 0.15 * self.side, 0.85 * self.side)
            wish = self.features.get("volcano", 1.0)
            radius = max(min(0.31 * scale, float(np.hypot(*(centre - site))) - 0.6 * site_radius), 0.15 * scale)
            height = scale * 0.17 * (1.25 if wish > 1.0 else 0.7 if wish < 1.0 else 1.0)
            height = min(height, 0.6 * radius)
            self.sketch.raise_cone(centre, radius, height, self.draw[7])
            return float(centre[0]), float(centre[1]), float(radius), float(height)
        wish = self.features.get("mountain", 0.0)
        if wish > 0.0:
            height = scale * 0.19 * (1.25 if wish > 1.0 else 0.75 if wish < 1.0 else 1.0)
            centre = np.clip(site + self.inland * 0.45 * scale, 0.12 * self.side, 0.88 * self.side)
            self.sketch.raise_mountain(centre, height, noise)
        return None

    def _lake(self, site: Float64Array) -> tuple[float, float, float] | None:
        if not self.wishes.lake:
            return None
        wish = self.features.get("lake", 1.0)
        radius = self.tile * 0.105 * (1.3 if wish > 1.0 else 0.75 if wish < 1.0 else 1.0)
        way = self.across if self.draw[5] < 0.5 else -self.across
        if not self.wishes.sea:
            way = way * 0.8 - self.inland * 0.6
        # Whole metres, so that tiles have the same numbers of it.
        x, z = np.rint(site + way * (radius + 0.085 * self.tile))
        if min(x, z) < 2.0 * radius or max(x, z) > self.grid.side_m - 2.0 * radius:
            x, z = np.rint(site - way * (radius + 0.085 * self.tile))
        self.sketch.dig_lake(float(x), float(z), radius)
        return float(x), float(z), float(radius)

    def _river(self, site: Float64Array, volcano: tuple[float, float, float, float] | None) -> None:
        """A valley beside the settlement where the description speaks of a river: water will find it."""
        if self.features.get("river", 0.0) <= 0.0:
            return
        way = self.across if self.draw[10] < 0.5 else -self.across
        if volcano is not None and float(way @ (np.array(volcano[:2]) - site)) > 0.0:
            way = -way
        beside = site + way * (0.085 + 0.05 * self.draw[11]) * self.tile
        share = np.linspace(-1.2, 1.2, 65)[:, None]
        bend = 0.04 * self.side * np.sin(5.0 * share + 6.3 * self.draw[12]) * np.tanh(4.0 * np.abs(share))
        line = beside - self.inland * share * self.side + way * bend
        inside = np.all((line > 0.0) & (line < self.side), axis=1)
        if inside.sum() > 3:
            self.sketch.cut_valley(line[inside], self.wishes.sea)

    def _sites(
        self,
        site: Float64Array,
        radius: float,
        volcano: tuple[float, float, float, float] | None,
        lake: tuple[float, float, float] | None,
    ) -> list[Site]:
        """Who lives in which tile; nobody where the description says so."""
        main = self.wishes.settlement
        if main not in KINDS:
            return []
        column, row = (int(at / self.tile) for at in site)
        sites = [Site(column, row, main, "", float(site[0]), float(site[1]), radius, main=True)]
        free, slope = self._settled(volcano, lake)
        land = self._land_tiles()
        draws = uniforms(self.people_seed, "world/region/sites", 4 * self.grid.tiles**2).reshape(-1, 4)
        wanted = max(1, round(_SETTLED * float(land.sum() - 1)))
        for number in np.argsort(draws[:, 0], kind="stable").tolist():
            row, column = divmod(number, self.grid.tiles)
            if len(sites) > wanted:
                break
            if not land[row, column] or (column, row) == (sites[0].column, sites[0].row):
                continue
            found = self._site_in(column, row, free, slope, draws[number])
            if found is not None:
                sites.append(found)
        return sites

    def _land_tiles(self) -> BoolArray:
        """(tiles, tiles) whether there is land in the middle of a tile."""
        tiles = self.grid.tiles
        found = np.zeros((tiles, tiles), np.bool_)
        dry = (self.sketch.heights > 1.0) | (not self.wishes.sea)
        central = self._central()
        for row in range(tiles):
            for column in range(tiles):
                here = central & self._tile(column, row)
                found[row, column] = bool(here.any()) and float(dry[here].mean()) > 0.6
        return found

    def _tile(self, column: int, row: int) -> BoolArray:
        """Cells of a tile."""
        inside = (np.floor(self.sketch.x / self.tile) == column) & (np.floor(self.sketch.z / self.tile) == row)
        return np.asarray(inside, np.bool_)

    def _settled(
        self, volcano: tuple[float, float, float, float] | None, lake: tuple[float, float, float] | None
    ) -> tuple[BoolArray, Float64Array]:
        """Cells where people may settle, and the sketch's slopes."""
        heights, cell = self.sketch.heights, self.side / len(self.sketch.heights)
        down, across = np.gradient(heights, cell)
        slope = np.hypot(across, down)
        free = self._central() & (slope < _STEEP_SITE)
        if self.wishes.sea:
            free &= (heights > 1.5) & (self.shore > 0.05 * self.tile)
        for circle, reach in ((volcano, 0.8), (lake, 2.5)):
            if circle is not None:
                free &= np.hypot(self.sketch.x - circle[0], self.sketch.z - circle[1]) > reach * circle[2]
        return free, slope

    def _site_in(self, column: int, row: int, free: BoolArray, slope: Float64Array, draws: Float64Array) -> Site | None:
        """A settlement in a tile, where it has room for one."""
        here = free & self._tile(column, row)
        if not here.any():
            return None
        kind = self._kind(draws[1], draws[2])
        score = -slope * 20.0
        by_shore = here & (np.abs(self.shore - _SHORE_OFF * self.tile) < 0.06 * self.tile)
        if self.wishes.sea and by_shore.any() and KINDS[kind].setting == "medieval" and draws[3] < 0.7:
            kind, here = "fishing_village", by_shore
        best = int(np.argmax(np.where(here, score, -np.inf)))
        x, z = float(self.sketch.x.flat[best]), float(self.sketch.z.flat[best])
        return Site(column, row, kind, "", x, z, self._radius(kind))

    def _kind(self, draw: float, which: float) -> str:
        main = self.wishes.settlement
        if KINDS[main].setting != "medieval" or main == "nomad_camp":
            return main
        if self.wishes.climate == "desert":
            return _DRY_KINDS[min(int(which * len(_DRY_KINDS)), len(_DRY_KINDS) - 1)]
        if draw >= _SPECIAL:
            return "hamlet" if draw < _SPECIAL + 0.42 else "village"
        few = [(kind, share) for kind, share in _FEW if kind != main]
        if self.features.get("mountain", 0.0) > 0.0 or self.wishes.landform in ("mountains", "alpine"):
            few.append(("mining_camp", 2.0))
        ends = np.cumsum([share for _, share in few])
        return few[int(np.searchsorted(ends, which * ends[-1], side="right"))][0]

    def _named(self, sites: list[Site]) -> tuple[tuple[Site, ...], tuple[str, ...]]:
        """Sites with their names, and what all tiles are called: no name twice."""
        namers: dict[str, Namer] = {}
        taken: set[str] = set()

        def name(kind: str) -> str:
            like = kind if kind in KINDS else self.wishes.settlement
            setting = KINDS[like].setting if like in KINDS else "medieval"
            namer = namers.setdefault(setting, Namer(self.people_seed, "world/region/names", setting))
            while True:
                made = namer.place(self.wishes.culture) if setting == "medieval" else namer.invent("name_place")
                if made not in taken:
                    taken.add(made)
                    return made

        named = tuple(replace(each, name=name(each.kind)) for each in sites)
        of_tile = {(each.row, each.column): each.name for each in named}
        tiles = self.grid.tiles
        names = [of_tile.get((row, column)) or name("none") for row in range(tiles) for column in range(tiles)]
        return named, tuple(names)
