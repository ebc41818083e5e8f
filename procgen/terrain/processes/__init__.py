"""Landforms that a process makes."""

from procgen.terrain.processes import craters, dunes, fluvial, glacial, islands, karst, strata, volcanoes
from procgen.terrain.processes.process import Process

PROCESSES = {
    "lunar_craters": Process(craters.highlands, texture=0.15),
    "lunar_mare": Process(craters.mare, texture=0.2),
    "dunes": Process(dunes.dunes, texture=0.0),
    "volcanic": Process(volcanoes.volcanic, texture=0.5),
    "volcanic_island": Process(volcanoes.island, texture=0.5, at_sea=True),
    "ridge_valley": Process(strata.fold_belt, texture=0.4),
    "canyon": Process(strata.canyon, texture=0.25),
    "badlands": Process(strata.badlands, texture=0.3),
    "mesa": Process(strata.mesa, texture=0.2),
    "caldera": Process(volcanoes.caldera, texture=0.5),
    "fjord_coast": Process(glacial.fjords, texture=0.5, at_sea=True),
    "cirques": Process(glacial.cirques, texture=0.15),
    "drumlins": Process(glacial.drumlins, texture=0.3),
    "karst": Process(karst.tower_karst, texture=0.35),
    "alluvial_fan": Process(fluvial.alluvial_fans, texture=0.35),
    "delta": Process(fluvial.deltas, texture=0.1, at_sea=True),
    "meander_plain": Process(fluvial.meander_plain, texture=0.15),
    "terraces": Process(fluvial.terraces, texture=0.3),
    "atoll": Process(islands.atolls, texture=0.1, at_sea=True),
    "archipelago": Process(islands.archipelago, texture=0.4, at_sea=True),
    "oasis": Process(dunes.oasis, texture=0.0),
}
