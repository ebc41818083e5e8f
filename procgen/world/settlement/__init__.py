"""Where people live: the site, its streets, houses that stand level beside them, and a harbour where there is water."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from procgen.layout.tiles import TileArray
from procgen.runtime.store import ModelStore
from procgen.texture.terrain_layers import BIOMES
from procgen.world.buildings.style import STYLE_OF_BIOME
from procgen.world.chance import part_seed
from procgen.world.earthworks import Earthworks
from procgen.world.harbour import make_piers
from procgen.world.kinds import KINDS
from procgen.world.land import cover, nearest_value
from procgen.world.names import Namer
from procgen.world.parameters import WorldParameters
from procgen.world.parts import Callbacks
from procgen.world.place import NOBODY, Barrier, Gate, Land, Road, Settlement, Underground
from procgen.world.plan import Plan, make_plan
from procgen.world.region.outline import region_outline
from procgen.world.region.tile import with_border
from procgen.world.settlement.beds import on_the_ground
from procgen.world.settlement.houses import Town, build_houses
from procgen.world.settlement.makeup import USES, makeup, sampled_makeup
from procgen.world.settlement.ramparts import ring
from procgen.world.settlement.site import Grounds, choose_site
from procgen.world.settlement.streets import Berths, lay_streets, lay_through
from procgen.world.settlement.yards import Outdoors, lay_market, lay_yards
from procgen.world.underground.descent import COARSEST_M, dig
from procgen.world.underground.draw import draw_rooms
from procgen.world.underground.kinds import KINDS as UNDERGROUND
from procgen.world.underground.kinds import STANDS_ALONE

__all__ = ["USES", "make_settlement", "makeup", "sampled_makeup"]


def make_settlement(
    land: Land,
    parameters: WorldParameters,
    store: ModelStore,
    callbacks: Callbacks | None = None,
    plan: Plan | None = None,
) -> tuple[Land, Settlement | None]:
    """Settle the land.

    Args:
        land: before earthworks; not changed.
        parameters: of the world; the part "settlement" has its seed.
        store: where models come from.
        callbacks: how to watch and stop the work.
        plan: of the parameters, where it has been made before.

    Returns:
        The land with level ground below houses and even ground below roads, its water as it was; and the settlement,
        None where nobody is to live.

    Raises:
        InvalidFields: names every parameter that can't be accepted.
        Cancelled, DeadlinePassed: whatever ``callbacks.checkpoint`` raised.
    """
    callbacks = callbacks or Callbacks()
    plan = plan or make_plan(parameters)
    seed = part_seed(parameters, "settlement")
    if plan.settlement == "none":
        return _passed(land, parameters, plan, seed, callbacks)
    numbers = sampled_makeup(plan, seed, store, callbacks)
    uses = makeup(numbers, plan.uses, plan.harbour)
    ground = Grounds.of(land, plan, seed, callbacks.checkpoint)
    callbacks.report("settlement", 0.0)
    x, z = choose_site(ground)
    kind = KINDS[plan.settlement]
    namer = Namer(seed, "world/settlement/name", kind.setting)
    if parameters.region_tiles:
        name = namer.numbered(region_outline(parameters).name_of(int(parameters.column), int(parameters.row)))
    else:
        name = namer.place(plan.culture) if kind.setting == "medieval" else namer.invent("name_place")
    callbacks.checkpoint()
    callbacks.report("roads", 0.2)
    roads, berths = lay_streets(ground, x, z)
    callbacks.report("houses", 0.6)
    town = Town(ground, namer, roads, rooms=_rooms_below(uses, land, seed, store, callbacks))
    build_houses(town, uses, x, z)
    callbacks.report("earthworks", 0.8)
    works = Earthworks(land, ground.untouched)
    works.lay_roads(town.roads)
    works.level(town.buildings)
    settled = with_border(land, cover(works.shaped(), land, plan, callbacks))
    town.roads[:] = [on_the_ground(road, settled) for road in town.roads]
    far = [math.hypot(each.x_m - x, each.z_m - z) + 12.0 for each in town.buildings]
    settlement = Settlement(
        name=name,
        kind=plan.settlement,
        x_m=x,
        z_m=z,
        radius_m=max(far, default=plan.site_radius_m),
        buildings=tuple(town.buildings),
        roads=tuple(town.roads),
        # Piers begin on ground as it is now, and between houses.
        piers=_piers(settled, town, berths),
        style=plan.style or kind.style,
        culture=plan.culture if kind.setting == "medieval" else "",
        underground=_underground(settled, town),
    )
    callbacks.report("yards", 0.9)
    return settled, _surrounded(settled, settlement, ground, plan)


def _passed(
    land: Land, parameters: WorldParameters, plan: Plan, seed: int, callbacks: Callbacks
) -> tuple[Land, Settlement | None]:
    """Land where nobody lives; in a region with the roads that lead through."""
    ground = Grounds.of(land, plan, seed, callbacks.checkpoint)
    callbacks.report("roads", 0.2)
    roads = lay_through(ground)
    if not roads:
        return land, None
    works = Earthworks(land, ground.untouched)
    works.lay_roads(roads)
    passed = with_border(land, cover(works.shaped(), land, plan, callbacks))
    middle = 0.5 * ground.side_m
    name = region_outline(parameters).name_of(int(parameters.column), int(parameters.row))
    return passed, Settlement(
        name, NOBODY, middle, middle, 0.0, (), tuple(roads), (), style=plan.style, culture=plan.culture
    )


def _rooms_below(
    uses: Sequence[str], land: Land, seed: int, store: ModelStore, callbacks: Callbacks
) -> dict[str, TileArray]:
    """By use, the rooms below those buildings that lead down."""
    if land.metres_per_pixel > COARSEST_M:
        return {}
    return {use: draw_rooms(use, seed, store, callbacks) for use in dict.fromkeys(uses) if use in UNDERGROUND}


def _underground(land: Land, town: Town) -> tuple[Underground, ...]:
    """What lies below, on the ground as it is now."""
    found = []
    for use, tiles in town.rooms.items():
        building = next((each for each in town.buildings if each.use == use), None)
        under = None if building is None else dig(land, building, tiles)
        if under is not None:
            found.append(under)
    return tuple(found)


def _surrounded(land: Land, settlement: Settlement, ground: Grounds, plan: Plan) -> Settlement:
    """With what is round its houses, and what is missing of what was asked for."""
    kind, made = KINDS[plan.settlement], Outdoors()
    style = settlement.style or STYLE_OF_BIOME.get(_biome_at(land, settlement), "timber")
    if kind.yards:
        made = lay_yards(ground, land, settlement, style, ground.seed)
    stalls = lay_market(land, settlement, made, max(kind.stalls, 4), ground) if plan.market else 0
    walls: tuple[Barrier, ...] = ()
    gates: tuple[Gate, ...] = ()
    if plan.wall and settlement.buildings:
        roads = (*settlement.roads, *settlement.piers)
        walls, gates = ring(ground, land, settlement.buildings, roads, plan.wall)
    there = {building.use for building in settlement.buildings}
    below = {*STANDS_ALONE, *(under.kind for under in settlement.underground)}
    there -= {use for use in UNDERGROUND if use not in below}
    missing = [use for use in plan.uses if use not in there]
    missing += ["market"] if plan.market and not stalls else []
    missing += [plan.wall] if plan.wall and not walls else []
    missing += ["pier"] if plan.harbour and not settlement.piers else []
    return replace(
        settlement,
        barriers=(*walls, *made.barriers),
        gates=gates,
        fixtures=tuple(made.fixtures),
        missing=tuple(dict.fromkeys(missing)),
    )


def _biome_at(land: Land, settlement: Settlement) -> str:
    return BIOMES[int(nearest_value(land.biome, land, settlement.x_m, settlement.z_m))]


def _piers(land: Land, town: Town, berths: Berths | None) -> tuple[Road, ...]:
    if berths is None:
        return ()
    return tuple(make_piers(land, town.roads, berths.out, berths.count, berths.first, town.buildings))
