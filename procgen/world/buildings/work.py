"""A building in the making: measures, colours and dice."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from procgen.world.buildings.style import Style
from procgen.world.meshes import WHITE, Dice, Model, Rgb, Sculptor, mixed, rgb
from procgen.world.place import Building
from procgen.world.underground.descent import WIDE_M, Descent

OVERHANG_M: Final = 0.5
"""How far a roof reaches over the walls, at most."""

SETBACK_M: Final = 0.08
"""How far the walls stand back from the footprint."""
STOREY_M: Final = 2.65
SLAB_M: Final = 0.16
"""Thickness of floors between storeys, and of ceilings."""
DARK_WOOD = rgb(0xC2B4A4)
IRON = rgb(0x2B2C2E)
BRASS = rgb(0xC9A24B)


@dataclass(frozen=True, slots=True)
class Site:
    """What a building has to know of where it stands."""

    drop_m: float
    """From the floor down to the lowest ground below it, 0 or more."""
    door_m: float
    """Where along the front the door is, from its middle to the right seen from outside (+x)."""
    by_water: bool


@dataclass(frozen=True, slots=True)
class Leaf:
    """A door that opens: its model turns about its own upright axis, closed at 0."""

    name: str
    model: Model
    x_m: float
    y_m: float
    z_m: float
    """Of the hinge, in the building's frame."""
    turn_deg: float
    """Of the closed leaf, about +y."""
    opens_deg: float
    """By which it turns to be open."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a building that counts for something."""

    kind: str
    """"lamp", "hearth", "bed", "counter", "table", "altar", "anvil", "chest", "stairs", "lookout", …"""
    x_m: float
    y_m: float
    z_m: float
    """In the building's frame; the floor, or the light itself."""
    turn_deg: float = 0.0
    """Whither somebody there looks who uses it, about +y; 0 looks along +z."""


@dataclass(frozen=True, slots=True)
class Built:
    """A building.

    Attributes:
        shell: what is seen from outside: walls with both their sides, roofs, what stands before them.
        inside: floors, inner walls, stairs and furniture; None where there are none.
        leaves: its doors.
        spots: what is where inside, lamps among them.
        pit: where its floor is open for a way down, if it is.
    """

    shell: Model
    inside: Model | None
    leaves: tuple[Leaf, ...]
    spots: tuple[Spot, ...]
    pit: Block | None = None

    @property
    def triangle_count(self) -> int:
        """Of all its models."""
        models = [self.shell, *([self.inside] if self.inside else []), *(leaf.model for leaf in self.leaves)]
        return sum(model.triangle_count for model in models)


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle of a building, in its own frame; of outer faces, metres."""

    x0: float
    x1: float
    z0: float
    z1: float

    @property
    def width(self) -> float:
        """Along x."""
        return self.x1 - self.x0

    @property
    def depth(self) -> float:
        """Along z."""
        return self.z1 - self.z0

    @property
    def middle(self) -> tuple[float, float]:
        """X and z."""
        return (self.x0 + self.x1) / 2, (self.z0 + self.z1) / 2

    def within(self, margin: float) -> Block:
        """The same, smaller on all sides."""
        return Block(self.x0 + margin, self.x1 - margin, self.z0 + margin, self.z1 - margin)


@dataclass
class Room:
    """Where furniture stands: a rectangle of floor.

    Attributes:
        floor: its inner faces.
        y: of the floor.
        clear: rectangles that stay free, and are got at: before doors and stairs.
        taken: rectangles where something stands, or where the floor is open.
        fronts: places that have to be got at: before furniture.
    """

    floor: Block
    y: float
    clear: list[Block] = field(default_factory=list)
    taken: list[Block] = field(default_factory=list)
    fronts: list[tuple[float, float]] = field(default_factory=list)


class Work:
    """A building in the making."""

    def __init__(
        self, building: Building, style: Style, site: Site, dice: Dice, descent: Descent | None = None
    ) -> None:
        self.name = building.name
        self.descent = descent
        """The way down below it, if there is one."""
        self.sculptor = Sculptor()
        self.inner = Sculptor()
        """What is seen from within alone."""
        self.style, self.site, self.dice = style, site, dice
        self.width, self.depth, self.height = building.width_m, building.depth_m, building.height_m
        self.wall: Rgb = dice.one_of(style.walls)
        self.shutter: Rgb = dice.one_of(style.shutters)
        self.roof: Rgb = mixed(WHITE, rgb(0xBFA890), dice.between(0.0, 0.85))
        self.timber: Rgb = mixed(WHITE, DARK_WOOD, dice.between(0.3, 1.0))
        self.lining: Rgb = dice.one_of(style.inside[1])
        """Tint of the walls' inner side."""
        self.pitch = style.pitch * dice.between(0.88, 1.14)
        self.thick = style.thick_m
        self.has_shutters = dice.between(0.0, 1.0) < style.shutters_share
        self.foot = -site.drop_m - 0.35
        """Height of the lowest part, below the ground everywhere."""
        self.base = style.floor_m
        """Height of the floor."""
        self.leaves: list[Leaf] = []
        self.spots: list[Spot] = []

    @property
    def door_at(self) -> float:
        """Where the door is along the front."""
        return self.door_within(max(self.width / 2 - 1.2, 0.0))

    def door_within(self, most: float) -> float:
        """Where the door is along the front, at most so far from its middle."""
        return max(-most, min(most, self.site.door_m))

    @property
    def pit(self) -> Block | None:
        """Where the floor is open for the way down, if there is one."""
        if self.descent is None:
            return None
        return Block(-WIDE_M / 2, WIDE_M / 2, self.descent.under_z, self.descent.head_z)

    @property
    def whole(self) -> Block:
        """All that walls may take."""
        w, d = self.width / 2 - SETBACK_M, self.depth / 2 - SETBACK_M
        return Block(-w, w, -d, d)

    def chance(self, share: float) -> bool:
        """Whether something is so, with a chance."""
        return self.dice.between(0.0, 1.0) < share

    def spot(self, kind: str, x: float, y: float, z: float, turn_deg: float = 0.0) -> None:
        """Note what is where."""
        self.spots.append(Spot(kind, x, y, z, turn_deg))

    def built(self) -> Built:
        """What was put together."""
        inside = self.inner.model(f"{self.name} inside")
        return Built(
            self.sculptor.model(self.name),
            inside if inside.meshes else None,
            tuple(self.leaves),
            tuple(self.spots),
            self.pit,
        )
