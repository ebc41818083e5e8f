"""From a world to its traffic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np

from procgen.errors import InvalidFields, Violation
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.world.chance import uniforms
from procgen.world.kinds import KINDS as SETTLEMENTS
from procgen.world.life.open_air import OpenAir
from procgen.world.parameters import WorldParameters
from procgen.world.place import Place
from procgen.world.traffic.amount import most_vehicles, most_walkers, shares
from procgen.world.traffic.boats import make_boats, out_at, with_boats
from procgen.world.traffic.drive import Behaviour
from procgen.world.traffic.network import Network, make_network
from procgen.world.traffic.parked import parked_vehicles
from procgen.world.traffic.pavement import make_pavement
from procgen.world.traffic.record import Scene
from procgen.world.traffic.signals import make_signals
from procgen.world.traffic.simulate import simulate
from procgen.world.traffic.vehicles import KINDS, SETTINGS, VehicleKind

SECONDS: Final = 600.0
"""That are simulated."""


def make_traffic(
    place: Place,
    parameters: WorldParameters,
    scenario: Mapping[str, Any],
    checkpoint: Checkpoint = go_on,
    share: float | None = None,
) -> Scene:
    """Simulate the traffic of a world for ten minutes; the same arguments give the same.

    Where there are piers and vehicles are asked for, boats are about, too: they are no part of that number.

    Args:
        place: with props.
        parameters: how much is asked for, and how people drive.
        scenario: the hour and the weather.
        checkpoint: called often; raises to stop.
        share: of all that are asked for that are under way; what hour and weather make of it if None.

    Raises:
        InvalidFields: more vehicles or walkers are asked for than its roads carry, and they may not be fewer.
    """
    if place.deserted:
        place = replace(place, settlement=None)
    settlement = place.settlement
    setting = "medieval" if settlement is None else SETTLEMENTS[settlement.kind].setting
    own_hour = parameters.traffic_hour is None
    hour = float(scenario["hour"] if parameters.traffic_hour is None else parameters.traffic_hour) % 24.0
    behaviour = Behaviour(parameters.traffic_hurry, parameters.traffic_attention, parameters.traffic_gap_s)
    seed = parameters.seed
    air = OpenAir(place)
    driven = [KINDS[name] for name in SETTINGS[setting]]
    network = make_network(() if settlement is None else settlement.roads, place.land, air.free, driven)
    parked = parked_vehicles(place, network, setting, air.free, seed) if parameters.vehicles else ()
    about = np.array([(each.x_m, each.z_m, KINDS[each.kind].length_m / 2.0) for each in parked]).reshape(-1, 3)
    pavement = None
    if settlement is not None and network.segments:
        pavement = make_pavement(network, settlement, air.free, about, seed)
    vehicles, walkers = _fitting(parameters, most_vehicles(network), most_walkers(pavement))
    part = shares(setting, hour, scenario, own_hour=own_hour) if share is None else (share, share)
    vehicles, walkers = round(vehicles * part[0]), round(walkers * part[1])
    kinds = _drawn(setting, network, vehicles, seed)
    signals = () if parameters.no_signals else make_signals(network, pavement, setting, seed)
    traffic = simulate(
        network, pavement, kinds, walkers, behaviour, seed, SECONDS, parameters.traffic_events, checkpoint, signals
    )
    if parameters.vehicles:
        out = out_at(hour, scenario) if share is None else share
        traffic = with_boats(traffic, make_boats(place, seed, SECONDS, out, checkpoint))
    return Scene(traffic, pavement, parked, setting, behaviour, hour, part, seed)


def _fitting(parameters: WorldParameters, most_driven: int, most_on_foot: int) -> tuple[int, int]:
    """How many vehicles and walkers there are at most."""
    wrong = []
    for name, wanted, most, where in (
        ("vehicles", parameters.vehicles, most_driven, "on the roads and streets"),
        ("walkers", parameters.walkers, most_on_foot, "beside the streets"),
    ):
        if wanted > most:
            why = f"there is no room for more {where} of this world"
            wrong.append(Violation.of(name, wanted, f"at most {most}: {why}; or fit_traffic, which takes as many"))
    if wrong and not parameters.fit_traffic:
        raise InvalidFields(wrong)
    return min(parameters.vehicles, most_driven), min(parameters.walkers, most_on_foot)


def _drawn(setting: str, network: Network, count: int, seed: int) -> tuple[VehicleKind, ...]:
    """A kind for each vehicle; none that is too wide for the streets where these are all there is."""
    kinds = [KINDS[name] for name in SETTINGS[setting]]
    if not _has_through_road(network):
        kinds = [kind for kind in kinds if not kind.wide]
    sums = np.cumsum([kind.share for kind in kinds])
    draws = uniforms(seed, "world/traffic/kind", max(count, 1))[:count] * sums[-1]
    return tuple(kinds[int(np.searchsorted(sums, draw, side="right"))] for draw in draws)


def _has_through_road(network: Network) -> bool:
    """Whether one gets on along roads from wherever one is on a road."""
    segments = network.segments
    roads = [lane for lane in network.lanes if segments[lane].road]
    return bool(roads) and all(
        not segments[lane].ways or any(segments[segments[turn].ways[0]].road for turn in segments[lane].ways)
        for lane in roads
    )
