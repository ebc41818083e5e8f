"""How each class of material is drawn from noise.

A recipe is a function from a canvas to a :class:`procgen.texture.classical.recipes.look.Look`. Families of materials
share one, with numbers of their own; :data:`RECIPES` is the whole table. Frequencies are a natural piece of the class;
heights are pixels where a natural piece has 128.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

from procgen.texture.classical.recipes.even import concrete, dunes, smooth
from procgen.texture.classical.recipes.fibres import bark, boards, rings, rods, stalks, weave, wood
from procgen.texture.classical.recipes.finishes import foil, leather, paper_like, rust, wallpaper
from procgen.texture.classical.recipes.growing import blades, ground, moss
from procgen.texture.classical.recipes.laid import ceiling, logs, masonry, road, roof, solar, tread_plate
from procgen.texture.classical.recipes.look import Recipe
from procgen.texture.classical.recipes.scattered import grains, leaves, terrazzo
from procgen.texture.classical.recipes.stone import banded, ice, rock, rubble, veined

RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {
        "asphalt": partial(grains, frequency=40.0, roughness=0.85, relief=0.8, gap=0.15, clouds=0.7, second=1.0),
        "bamboo": partial(rods, count=9.0, nodes=1.3, roughness=0.45, relief=4.0),
        "bark": bark,
        "brick": partial(
            masonry,
            along=4.0,
            across=10.0,
            offset=0.5,
            joint=0.012,
            roughness=0.82,
            relief=2.0,
            crooked=0.006,
            spread=0.9,
        ),
        "cardboard": partial(paper_like, roughness=0.92, fibre=0.8),
        "carpet": partial(
            blades, frequency=34.0, roughness=0.97, relief=0.9, clumps=4.0, stretch=1.4, clump_weight=0.35
        ),
        "chainmail": rings,
        "chipboard": partial(
            grains, frequency=26.0, roughness=0.75, relief=0.25, gap=0.0, stretch=(1.8, 1.0), clouds=0.2, second=1.0
        ),
        "clay": partial(smooth, roughness=0.85, relief=0.35, clouds=4.0),
        "concrete": concrete,
        "cork": partial(grains, frequency=30.0, roughness=0.9, relief=0.4, gap=0.10, spread=0.8, second=1.0),
        "corrugated": partial(
            rods, count=12.0, roughness=0.4, relief=3.0, fibres=0.2, metallic=1.0, spread=0.0, rust=0.1
        ),
        "fabric": partial(weave, threads=30.0, roughness=0.9, relief=1.0),
        "foil": foil,
        "granite": partial(
            grains, frequency=30.0, roughness=0.3, relief=0.0, gap=0.0, clouds=0.35, polished=True, second=1.0
        ),
        "grass": partial(blades, frequency=24.0, roughness=0.8, relief=2.2, stretch=3.5, clump_weight=0.5),
        "gravel": partial(grains, frequency=17.0, roughness=0.8, relief=4.0, gap=0.10, clouds=0.3, second=1.0),
        "ground": ground,
        "ice": ice,
        "leather": leather,
        "leaves": leaves,
        "logs": logs,
        "marble": veined,
        "metal": partial(
            smooth, roughness=0.32, relief=0.08, clouds=2.5, grain=0.5, brushed=8.0, scratches=0.8, metallic=1.0
        ),
        "metal_plate": tread_plate,
        "moss": moss,
        "net": partial(weave, threads=16.0, roughness=0.85, relief=2.5, open_share=0.5),
        "office_ceiling": ceiling,
        "onyx": partial(banded, bands=5.0, fold=0.5, roughness=0.06),
        "paint": partial(smooth, roughness=0.35, relief=0.15, clouds=2.0, grain=0.4, grain_px=4.0),
        "paper": paper_like,
        "paving": partial(
            masonry,
            along=4.0,
            across=8.0,
            offset=0.5,
            joint=0.014,
            roughness=0.85,
            relief=3.0,
            crooked=0.008,
            rounding=3.0,
        ),
        "planks": partial(boards, roughness=0.78, relief=1.2, along=0.5, across=8.0),
        "plaster": partial(smooth, roughness=0.9, relief=0.3, clouds=2.0, grain=0.7, grain_px=3.0, scratches=0.4),
        "plastic": partial(smooth, roughness=0.35, relief=0.08, clouds=2.0, grain=0.6, grain_px=3.0),
        "porcelain": partial(smooth, roughness=0.07, relief=0.02, clouds=1.5, grain=0.1),
        "road": road,
        "rock": rock,
        "rock_wall": rubble,
        "roof_tiles": roof,
        "rubber": partial(smooth, roughness=0.75, relief=0.25, clouds=3.0, grain=1.2, grain_px=3.0),
        "rust": rust,
        "sand": partial(dunes, roughness=0.93, ripples=0.5, relief=1.4, grain=0.7),
        "snow": partial(dunes, roughness=0.75, ripples=0.12, relief=1.6, grain=0.3, octaves=3),
        "solar_panel": solar,
        "tatami": partial(weave, threads=36.0, roughness=0.85, relief=0.8, ribs=(4.0, 0.8)),
        "terracotta": partial(smooth, roughness=0.85, relief=0.25, clouds=2.5, grain=0.8, grain_px=3.0),
        "terrazzo": terrazzo,
        "thatch": partial(stalks, layers=2.0),
        "tiles": partial(
            masonry,
            along=4.0,
            across=4.0,
            offset=0.0,
            joint=0.010,
            roughness=0.15,
            relief=1.2,
            glaze=True,
            chipped=0.0,
            spread=0.6,
            chequered=0.8,
        ),
        "travertine": partial(banded, bands=7.0, fold=0.06, roughness=0.35, relief=0.1, pits=0.8),
        "wallpaper": wallpaper,
        "wood": wood,
        "wood_chips": partial(leaves, frequency=10.0, chips=True),
        "wood_floor": partial(boards, roughness=0.38, relief=0.3, along=1.2, across=10.0, gap=0.006, worn=0.15),
        "cobble": rubble,
        "mud": ground,
        "forest_floor": leaves,
        "cliff": partial(rock, relief=5.0),
        "lava": partial(rock, roughness=0.85, relief=4.0),
        "diamond_plate": tread_plate,
        "scifi_panel": tread_plate,
        "hazard": partial(smooth, roughness=0.5, relief=0.2, clouds=2.0, grain=0.4, scratches=0.8),
        "hull": rust,
        "fur": partial(blades, frequency=40.0, roughness=0.8, relief=1.2, stretch=5.0, clump_weight=0.5),
    }
)
"""A recipe for each class in :data:`procgen.texture.classes.CLASSES`."""
