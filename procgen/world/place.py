"""What a world consists of. Metres; x east, y up, z south, the origin at the north-western corner of the ground."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.runtime.recipe import Recipe
from procgen.world.cover.grown import Cover

FloatArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]
Doubles = npt.NDArray[np.float64]


NOBODY: Final = "none"
"""Kind of a settlement that is none: a tile of a region with roads that lead through."""


@dataclass(frozen=True, slots=True)
class Stub:
    """Where a road crosses a border of a tile, and how it runs there: straight across it, in both tiles the same."""

    side: str
    """"north", "east", "south" or "west"."""
    x_m: float
    y_m: float
    z_m: float
    """On the border, in the tile's metres."""
    inner_x_m: float
    inner_y_m: float
    inner_z_m: float
    """Where the tile's own part of the road begins."""


@dataclass(frozen=True, slots=True)
class InRegion:
    """Which tile of a region a world is."""

    tiles: int
    """Along one side of the region."""
    column: int
    row: int
    x_m: float
    z_m: float
    """Of its north-western corner, from the region's."""
    biome: str
    """The commonest of the region."""
    noise_seed: int
    """Of what grows in patches that go on across borders."""
    border_m: float
    """Along its border the ground is the region's: nothing is built there but roads that cross it."""
    stubs: tuple[Stub, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Land:
    """The ground, its water and what grows there."""

    heights_m: FloatArray
    """(rows, columns) heights of grid points, row 0 north; the sea floor included."""
    metres_per_pixel: float
    water_m: FloatArray
    """(rows, columns) height of the water's surface (sea, lake or river), NaN where there is none."""
    slope_deg: FloatArray
    """(rows, columns)."""
    biome: npt.NDArray[np.uint8]
    """(rows, columns) indices into :data:`procgen.texture.terrain_layers.BIOMES`."""
    moisture: FloatArray
    """(rows, columns) 0 to 1."""
    sea_level_m: float
    recipe: Recipe
    """Of the heights."""
    rivers: tuple[FloatArray, ...] = ()
    """Each (n, 3): points of its middle line, downstream; water's height."""
    region: InRegion | None = None
    """Which tile it is, where it is one."""

    def in_noise(self, seed: int, x_m: Doubles, z_m: Doubles) -> tuple[int, Doubles, Doubles]:
        """A seed and places for noise, which goes on from tile to tile in a region."""
        if self.region is None:
            return seed, x_m, z_m
        return self.region.noise_seed, x_m + self.region.x_m, z_m + self.region.z_m

    @property
    def water(self) -> BoolArray:
        """(rows, columns) whether there is water."""
        return ~np.isnan(self.water_m)


@dataclass(frozen=True, slots=True)
class Building:
    """A house, or what else has walls. Its front is at its own +z before it is turned."""

    name: str
    """Unique in the world: "the Gilded Eel", "boathouse 2"."""
    use: str
    """One of :data:`procgen.world.settlement.USES`: house, inn, smithy, shop, chapel, barn, mill, boathouse, hall, …"""
    x_m: float
    z_m: float
    """Middle of the footprint."""
    floor_m: float
    """Height of its floor: the ground below is levelled to it."""
    width_m: float
    depth_m: float
    height_m: float
    """To the eaves."""
    turn_deg: float
    """About +y, counter-clockwise seen from above."""
    door_x_m: float
    door_z_m: float
    """In front of the door, on the ground; a road or path leads there."""


@dataclass(frozen=True, slots=True, eq=False)
class Road:
    """A road, street or path; bridges are parts of it that do not touch the ground."""

    kind: str
    """"road", "street" or "path"."""
    points_m: FloatArray
    """(n, 3) its middle line, close enough together to be drawn as straight pieces."""
    width_m: float
    bridge: BoolArray
    """(n,) whether the piece that begins at the point is a bridge."""


@dataclass(frozen=True, slots=True)
class Prop:
    """One plant, stone or thing."""

    kind: str
    """One of :data:`procgen.world.scatter.PROPS`: pine, oak, birch, palm, shrub, boulder, reeds, barrel, boat, …"""
    x_m: float
    y_m: float
    """Where it stands: its own origin lies on the ground (floating things: on the water)."""
    z_m: float
    turn_deg: float
    scale: float
    radius_m: float
    """Of the circle that is its own; no other's overlaps it."""


@dataclass(frozen=True, slots=True, eq=False)
class Barrier:
    """What keeps people and beasts out or in: a wall, a palisade, a fence or a hedge."""

    kind: str
    """"wall", "palisade", "fence", "picket", "hedge" or "drystone"."""
    points_m: FloatArray
    """(n, 3) its middle line on the ground, close enough together to follow it."""
    height_m: float
    thickness_m: float
    of: str = ""
    """Name of the building whose yard it bounds; empty round a settlement."""


@dataclass(frozen=True, slots=True)
class Gate:
    """Where a road passes the walls."""

    kind: str
    """"wall" or "palisade"."""
    x_m: float
    y_m: float
    z_m: float
    turn_deg: float
    """Of the way through it."""
    width_m: float


@dataclass(frozen=True, slots=True, eq=False)
class Underground:
    """Rooms below the ground, and the way down into them, in the frame of the building that leads there."""

    of: str
    """Name of that building."""
    kind: str
    """One of :data:`procgen.world.underground.kinds.KINDS`."""
    tiles: npt.NDArray[np.uint8]
    """(rows, columns) of :class:`procgen.layout.tiles.Tile`; the southern edge is the building's +z."""
    depth_m: float
    """How far their floor lies below the building's."""
    holes: npt.NDArray[np.int32]
    """(n, 2) rows and columns of heights around which the ground has a hole: one goes down there."""


@dataclass(frozen=True, slots=True, eq=False)
class Settlement:
    """Where people live; in a region's tile without buildings, the roads that lead through (:data:`NOBODY`)."""

    name: str
    kind: str
    x_m: float
    z_m: float
    radius_m: float
    buildings: tuple[Building, ...]
    roads: tuple[Road, ...]
    piers: tuple[Road, ...]
    """Kind "pier": from the shore out over the water."""
    barriers: tuple[Barrier, ...] = ()
    gates: tuple[Gate, ...] = ()
    fixtures: tuple[Prop, ...] = ()
    """What belongs to squares and yards: wells, sheds, beds of vegetables."""
    style: str = ""
    """How people build, one of :data:`procgen.world.buildings.STYLES`; empty: as the biome has it."""
    culture: str = ""
    """Whose names they have, one of :data:`procgen.world.cultures.CULTURES`."""
    missing: tuple[str, ...] = ()
    """What was asked for and has found no place, as words."""
    underground: tuple[Underground, ...] = ()
    """Caves, mines, dungeons and crypts."""

    def below(self) -> Iterator[tuple[Underground, Building]]:
        """What lies below, each with the building that leads there."""
        by_name = {each.name: each for each in self.buildings}
        for under in self.underground:
            yield under, by_name[under.of]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who lives there."""

    id: str
    """Unique in the world; also the file's name: "person-03"."""
    name: str
    role: str
    sex: str
    age: int
    traits: tuple[str, ...]
    home: str
    """Name of a building."""
    work: str
    """Name of a building, or of the place."""
    relations: tuple[tuple[str, str], ...]
    """(kind, id of the other): "married to", "child of", "friend of", "rival of", …"""
    x_m: float
    y_m: float
    z_m: float
    turn_deg: float
    """Where they stand, feet on the ground, and whither they look."""
    file_name: str = ""
    """Of the model, within the world's folder."""
    setting: str = "medieval"
    """"medieval", "modern" or "scifi": how they dress and talk."""


@dataclass(frozen=True, slots=True)
class Animal:
    """A beast or bird."""

    id: str
    """Unique in the world: "sheep-03"."""
    species: str
    """One of :data:`procgen.creature.species.SPECIES`."""
    herd: str
    """With whom it goes: others with the same belong to it."""
    x_m: float
    y_m: float
    z_m: float
    turn_deg: float
    """Where it stands, feet on the ground or afloat, and whither it looks."""
    clip: str
    """What it does: one of its file's movements."""
    file_name: str
    """Of the model, within the world's folder; several share one."""


@dataclass(frozen=True, slots=True)
class Talk:
    """A line that somebody says."""

    speaker: str
    """A person's id."""
    listener: str
    """A person's id, or empty."""
    intent: str
    text: str
    names: tuple[str, ...]
    """Names in it: each is a person, building or place of this world."""


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A world without its files."""

    name: str
    """Of the whole: what signposts say."""
    land: Land
    settlement: Settlement | None
    props: tuple[Prop, ...]
    people: tuple[Person, ...] = ()
    talk: tuple[Talk, ...] = ()
    recipes: dict[str, Recipe] = field(default_factory=dict)
    """By part."""
    animals: tuple[Animal, ...] = ()
    cover: Cover | None = None
    """What covers the ground beside the props; None where nothing is asked for."""
    deserted: bool = False
    """Whether nobody lives there, or no more, as the text has it: beasts are gone, and no light burns."""
