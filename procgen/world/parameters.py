"""What a world is asked for: parameters and their ranges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from procgen.character.people.brief import MAX_CHARACTERS
from procgen.errors import Violation
from procgen.runtime.ranges import number, range_violations, ranges_of
from procgen.world.kinds import KINDS

PARTS: Final = ("terrain", "settlement", "materials", "props", "people", "dialogue")
"""Parts that can be made anew alone, in the order in which they follow from one another. Water and biomes belong to the
terrain; roads, bridges and harbours to the settlement."""
LOCKABLE: Final = ("settlement", "dialogue")
"""Parts that can be kept while what they stand on is made anew: a settlement on other terrain, talk of other people."""
TRAFFIC_EVENTS: Final = ("breakdown", "fallen_tree", "jaywalking")
"""What can happen in traffic."""
_NEEDS: Final = {"breakdown": "vehicles", "jaywalking": "walkers"}
"""Who takes part in what happens."""
SETTLEMENTS: Final = (*KINDS, "none")
TILE_GRID_M: Final = 8.0
"""Tiles of regions are whole numbers of it wide."""
MOST_TILES: Final = 16
"""Along one side of a region."""
TILE_SPACINGS_M: Final = (1.0, 2.0, 4.0, 8.0)
"""Of the heights of a region's tiles: places on their common borders are the same numbers in both."""


@dataclass(frozen=True, slots=True, eq=False)
class WorldParameters:
    """A request for a world; ``None`` and empty take what the text says, or what is usual."""

    text: str = ""
    """Description, such as "a fishing village under a volcano"; the other fields win."""
    seed: int = number(0, 2.0**64 - 1, "Which world; any 64-bit number.", 0, whole=True)
    side_m: float = number(250.0, 2000.0, "Side of the square, metres.", 1000.0)
    metres_per_pixel: float = number(1.0, 8.0, "Spacing of the heights, metres.", 1.0)
    region_tiles: int = number(
        0, MOST_TILES, "Tiles along one side of the region of which it is one; 0 for a world alone.", 0, whole=True
    )
    column: int = number(0, MOST_TILES - 1, "Of the tile in its region, from the west.", 0, whole=True)
    row: int = number(0, MOST_TILES - 1, "Of the tile in its region, from the north.", 0, whole=True)
    landform: str = ""
    """One of the terrain domain's landforms."""
    climate: str = ""
    """One of :data:`procgen.world.text.CLIMATES`."""
    settlement: str = ""
    """One of :data:`SETTLEMENTS`."""
    props: int = number(0, 5000, "Plants, rocks and things, at most.", 200, whole=True)
    people: int = number(0, 64, "People who live there.", 12, whole=True)
    animals: int = number(
        0, 200, "Animals, at most: herds on meadows, beasts and birds by houses and waters.", 40, whole=True
    )
    lines: int = number(0, 500, "Lines of talk of all of them.", 30, whole=True)
    cover: float = number(
        0.0, 1.0, "Grass, flowers, shrubs and woods, over their density in nature; 0 leaves them away.", 1.0
    )
    vehicles: int = number(
        0, 200, "Vehicles on its roads at the busiest hour, fewer at others; 0 for none.", 0, whole=True
    )
    walkers: int = number(0, 400, "People on foot in its streets at the busiest hour, likewise.", 0, whole=True)
    traffic_hour: float | None = number(0.0, 24.0, "When the traffic begins; the scenario's hour if unset.", None)
    traffic_hurry: float = number(0.0, 1.0, "How fast and how close up people drive and walk.", 0.5)
    traffic_attention: float = number(
        0.0, 1.0, "How soon drivers see whoever steps out, and how readily they stop for those who wait.", 0.8
    )
    traffic_gap_s: float = number(
        1.5, 12.0, "What people want between those who have the right of way before they go, seconds.", 4.5
    )
    traffic_events: tuple[str, ...] = ()
    """Of :data:`TRAFFIC_EVENTS`: what happens in its ten minutes."""
    fit_traffic: bool = False
    """Where more vehicles or walkers are asked for than its roads carry, take as many as they do; refuse otherwise."""
    collection: str = ""
    """Clothes of all people that belong together, in a sentence; as their work has them if empty."""
    no_signals: bool = False
    """No traffic lights, where there would be some."""
    part_seeds: Mapping[str, int] = field(default_factory=dict)
    """Other seeds of single :data:`PARTS`; the rest stays as the world's seed makes it."""
    locked: tuple[str, ...] = ()
    """Of :data:`LOCKABLE`: kept as they are on what ``locked_part_seeds`` make, although what they stand on has another
    seed in ``part_seeds``."""
    locked_part_seeds: Mapping[str, int] = field(default_factory=dict)
    """``part_seeds`` of the world that locked parts are taken from; the world's own seed where a part is not named."""


RANGES: Final = ranges_of(WorldParameters)


def violations(parameters: WorldParameters) -> list[Violation]:
    """What is wrong with the numbers and names of a request, all of it; names of landforms and climates are
    :func:`procgen.world.plan.violations`' to check.
    """
    found = range_violations(RANGES, parameters)
    if len(parameters.collection) > MAX_CHARACTERS:
        said = f"{len(parameters.collection)} characters"
        found.append(Violation.of("collection", said, f"at most {MAX_CHARACTERS} characters"))
    seed = RANGES["seed"]
    for name in ("part_seeds", "locked_part_seeds"):
        for part, value in getattr(parameters, name).items():
            if part not in PARTS:
                found.append(Violation.of(f"{name}.{part}", value, "a seed of one of " + ", ".join(PARTS)))
            elif not seed.allows(value):
                found.append(Violation.of(f"{name}.{part}", value, str(seed)))
    for index, part in enumerate(parameters.locked):
        if part not in LOCKABLE:
            found.append(Violation.of(f"locked[{index}]", repr(part), "one of " + ", ".join(LOCKABLE)))
        elif part in parameters.locked[:index]:
            found.append(Violation.of(f"locked[{index}]", f"{part} again", "each part once"))
    for index, event in enumerate(parameters.traffic_events):
        if event not in TRAFFIC_EVENTS:
            found.append(Violation.of(f"traffic_events[{index}]", repr(event), "one of " + ", ".join(TRAFFIC_EVENTS)))
        elif event in parameters.traffic_events[:index]:
            found.append(Violation.of(f"traffic_events[{index}]", f"{event} again", "each event once"))
        elif event in _NEEDS and not getattr(parameters, _NEEDS[event]):
            found.append(Violation.of(f"traffic_events[{index}]", repr(event), f"this one only with {_NEEDS[event]}"))
    if parameters.traffic_events and not (parameters.vehicles or parameters.walkers):
        shown = ", ".join(parameters.traffic_events)
        found.append(Violation.of("traffic_events", shown, "nothing where there are no vehicles and no walkers"))
    found += _region_violations(parameters)
    if parameters.locked_part_seeds and not parameters.locked:
        shown = ", ".join(parameters.locked_part_seeds)
        found.append(Violation.of("locked_part_seeds", shown, "nothing where no part is locked"))
    return found


def _region_violations(parameters: WorldParameters) -> list[Violation]:
    """What is wrong with a tile of a region, numbers out of their ranges left aside."""
    tiles, found = parameters.region_tiles, []
    if not all(RANGES[name].allows(getattr(parameters, name)) for name in ("region_tiles", "column", "row")):
        return []
    if tiles == 1:
        found.append(Violation.of("region_tiles", tiles, f"0, or a whole number from 2 to {MOST_TILES}"))
    for name in ("column", "row"):
        value = getattr(parameters, name)
        if value and value >= tiles:
            found.append(Violation.of(name, value, f"a whole number from 0 to {max(tiles - 1, 0)}"))
    if not tiles:
        return found
    spacing, side = parameters.metres_per_pixel, parameters.side_m
    if RANGES["metres_per_pixel"].allows(spacing) and spacing not in TILE_SPACINGS_M:
        shown = ", ".join(f"{each:g}" for each in TILE_SPACINGS_M)
        found.append(Violation.of("metres_per_pixel", spacing, f"one of {shown} in a region"))
    elif RANGES["side_m"].allows(side) and side % TILE_GRID_M:
        found.append(Violation.of("side_m", side, f"a multiple of {TILE_GRID_M:g} in a region"))
    for name in ("vehicles", "walkers"):
        if getattr(parameters, name):
            found.append(Violation.of(name, getattr(parameters, name), "0 in a region: no traffic crosses its borders"))
    if parameters.locked:
        found.append(Violation.of("locked", ", ".join(parameters.locked), "nothing in a region"))
    return found
