"""What grows where: real ground of the terrain pack, and species by rule.

Data: heights of 250 real places (the terrain pack's training and validation patches that are not the Moon). The terrain
domain works out slope, wetness, water and biome of each. Temperature at the sea follows latitude where it is known, and
is drawn where it is not; rain is drawn by the belts of latitude (both below): the pack has no measured climate.
Species: no survey was to be had. At each of forty points a place one species of :data:`SPECIES` is drawn, by a niche
that is normal in temperature and in moisture (after the habitat notes of field guides, from memory, rounded), ends at a
greatest slope, and for some needs a shore or shuns the sea's salt; a quarter of the suitability is noise. Size and
density follow the species, and how well the place suits it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.ndimage import distance_transform_edt

from procgen.table.nade import uniform
from procgen.table.recipe.sources.source import Rows, Source
from procgen.terrain.ground.biomes import Biome
from procgen.terrain.ground.layers import layers
from procgen.terrain.ground.parameters import GroundParameters
from procgen.terrain.ground.soil import soil_moisture
from procgen.terrain.recipe.data import TerrainPack

_PLACES, _POINTS = 250, 40
_LAYERS = ("height", "slope", "wetness", "water_depth", "biome")
_NOISE = 0.25
_WETTEST_MM = 3500.0


@dataclass(frozen=True, slots=True)
class Species:
    """A plant and its niche.

    Attributes:
        form: what it looks like, as worlds name it.
        warmth_c, warmth_spread_c: mean temperature of the year that suits it best, and how far it bears others.
        moisture, moisture_spread: the same of moisture, 0 to 1.
        steepest_deg: slope that it no longer grows on.
        size_m: usual height.
        common: how often it is met where it is suited.
        shore: 1 grows at water alone, 0.5 rather there, 0 anywhere, -1 away from the sea.
    """

    form: str
    warmth_c: float
    warmth_spread_c: float
    moisture: float
    moisture_spread: float
    steepest_deg: float
    size_m: float
    common: float = 1.0
    shore: float = 0.0


SPECIES = {
    "spruce": Species("spruce", 3.0, 4.0, 0.60, 0.20, 45, 24, 1.5),
    "larch": Species("spruce", 0.5, 3.5, 0.45, 0.20, 50, 18),
    "scots_pine": Species("pine", 5.0, 5.0, 0.35, 0.18, 50, 20, 1.2),
    "stone_pine": Species("pine", 15.5, 3.0, 0.30, 0.12, 35, 14),
    "birch": Species("birch", 4.0, 4.5, 0.55, 0.25, 40, 15, 1.2),
    "beech": Species("oak", 9.5, 2.5, 0.62, 0.15, 40, 28, 1.2),
    "oak": Species("oak", 11.0, 3.5, 0.52, 0.18, 35, 22, 1.3),
    "holm_oak": Species("oak", 15.5, 2.5, 0.30, 0.12, 40, 12),
    "ash": Species("oak", 10.0, 3.0, 0.72, 0.14, 35, 24, 0.7, 0.3),
    "alder": Species("birch", 8.0, 4.5, 0.88, 0.10, 20, 16, 1.2, 0.6),
    "willow": Species("birch", 8.0, 5.5, 0.92, 0.10, 15, 12, 1.1, 0.7),
    "cypress": Species("cypress", 16.0, 2.5, 0.28, 0.12, 35, 16, 0.6),
    "olive": Species("oak", 16.5, 2.5, 0.25, 0.10, 30, 7, 0.8),
    "date_palm": Species("palm", 23.0, 3.5, 0.30, 0.20, 12, 14, 0.8, 0.5),
    "coconut_palm": Species("palm", 26.0, 2.5, 0.70, 0.20, 15, 18, 0.9, 0.9),
    "mangrove": Species("shrub", 26.0, 2.5, 0.95, 0.10, 5, 6, 1.5, 1.0),
    "teak": Species("oak", 25.5, 2.5, 0.70, 0.15, 35, 30, 1.1, -0.5),
    "fig": Species("oak", 25.0, 3.0, 0.85, 0.12, 35, 25, 1.0),
    "acacia": Species("oak", 24.0, 3.5, 0.28, 0.14, 30, 8, 1.4, -0.5),
    "cactus": Species("cactus", 21.0, 4.0, 0.07, 0.07, 40, 2.5, 1.3),
    "juniper": Species("shrub", 6.0, 6.0, 0.20, 0.14, 55, 3, 0.9),
    "heather": Species("shrub", 6.5, 3.5, 0.55, 0.25, 45, 0.5, 1.3),
    "dwarf_willow": Species("shrub", -4.0, 3.0, 0.55, 0.25, 40, 0.3, 1.4),
    "gorse": Species("shrub", 10.5, 2.5, 0.45, 0.18, 45, 1.6, 0.9),
    "lavender": Species("flowers", 14.5, 2.5, 0.22, 0.10, 35, 0.6, 0.8),
    "edelweiss": Species("flowers", -1.0, 2.5, 0.40, 0.15, 65, 0.15, 0.8),
    "poppy": Species("flowers", 12.0, 3.5, 0.35, 0.15, 20, 0.5, 0.8),
    "fern": Species("fern", 11.0, 5.5, 0.80, 0.13, 50, 0.8, 1.0),
    "tree_fern": Species("fern", 20.0, 3.0, 0.88, 0.10, 45, 5, 0.9),
    "reed": Species("reeds", 11.0, 7.0, 0.97, 0.07, 4, 2.2, 2.0, 1.0),
    "marram": Species("grass_tuft", 11.0, 6.0, 0.25, 0.20, 30, 0.8, 1.2, 0.9),
    "fescue": Species("grass_tuft", 6.0, 6.0, 0.38, 0.20, 60, 0.4, 1.3),
    "feather_grass": Species("grass_tuft", 9.5, 5.0, 0.18, 0.10, 30, 0.7, 1.2, -0.5),
    "moss": Species("fern", -1.0, 5.0, 0.80, 0.20, 70, 0.05, 1.0),
}


def climate_c_mm(latitude_deg: float, noise: np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[float, float]:
    """Mean temperature at the sea, °C, and rain of a year, mm.

    Temperature falls from 27 °C at the equator to -14 °C at the poles with the square of the latitude's sine; rain has
    a wet equator, dry belts about 25° and wet ones about 50°, times a log-normal factor.
    """
    sine = np.sin(np.radians(latitude_deg)) ** 2
    away = abs(latitude_deg)
    mean = 500.0 + 1700.0 * np.exp(-((away / 11.0) ** 2)) + 500.0 * np.exp(-(((away - 50.0) / 14.0) ** 2))
    mean *= 1.0 - 0.65 * np.exp(-(((away - 25.0) / 8.0) ** 2))
    temperature = 27.0 - 41.0 * sine + 1.5 * noise[0]
    return float(temperature), float(np.clip(mean * np.exp(0.45 * noise[1]), 40.0, _WETTEST_MM))


def _suitability(
    species: Species, warmth_c: float, moisture: float, slope_deg: float, water_m: float, sea_m: float
) -> float:
    value = np.log(species.common)
    value -= 0.5 * ((warmth_c - species.warmth_c) / species.warmth_spread_c) ** 2
    value -= 0.5 * ((moisture - species.moisture) / species.moisture_spread) ** 2
    value -= 6.0 / (1.0 + np.exp(-(slope_deg - species.steepest_deg) / 3.0))
    near = np.exp(-min(water_m, sea_m) / 120.0)
    if species.shore > 0.0:
        value += 6.0 * species.shore * (near - 1.0) + 1.5 * species.shore * near
    elif species.shore < 0.0:
        value += 4.0 * species.shore * np.exp(-sea_m / 400.0)
    return float(value)


def _place(pack: TerrainPack, patch_id: str, latitude: float | None, number: int, seed: int) -> Rows:
    rng = np.random.default_rng((seed, number))
    patch = pack.patch(patch_id)
    latitude = float(rng.uniform(0.0, 68.0)) if latitude is None else latitude
    temperature, rain = climate_c_mm(latitude, rng.standard_normal(2))
    ground = GroundParameters(sea_level_temperature_c=temperature, rainfall_mm=rain)
    made = layers(patch.heights, patch.metres_per_pixel, 0.0, _LAYERS, ground)
    height, slope, wetness, biome = (made[name] for name in ("height", "slope", "wetness", "biome"))
    wet = made["water_depth"] > 0.0
    sea = biome == Biome.SEA
    far = np.full(height.shape, 1e4)
    water_m = distance_transform_edt(~wet) * patch.metres_per_pixel if wet.any() else far
    sea_m = distance_transform_edt(~sea) * patch.metres_per_pixel if sea.any() else far
    rows: Rows = []
    land = np.flatnonzero(~wet & ~np.isin(biome, (Biome.ICE, Biome.SEA, Biome.LAKE, Biome.RIVER)))
    shore = land[water_m.ravel()[land] < 2.5 * patch.metres_per_pixel] if len(land) else land
    for point in range(_POINTS):
        # A fifth of the points lie at water, where much changes within few metres.
        pool = shore if point % 5 == 0 and len(shore) else land
        if not len(pool):
            break
        at = int(rng.choice(pool))
        warmth = temperature - 6.5 * max(float(height.flat[at]), 0.0) / 1000.0
        moisture = float(soil_moisture(rain, warmth, wetness.flat[at]))
        at_water, at_sea = float(water_m.flat[at]), float(sea_m.flat[at])
        fit = {
            name: _suitability(each, warmth, moisture, float(slope.flat[at]), at_water, at_sea)
            for name, each in SPECIES.items()
        }
        scores = np.array(list(fit.values())) / (1.0 + _NOISE) + _NOISE * rng.standard_normal(len(fit))
        shares = np.exp(scores - scores.max())
        name = list(SPECIES)[int(rng.choice(len(shares), p=shares / shares.sum()))]
        species = SPECIES[name]
        health = float(np.exp(0.35 * min(fit[name] - np.log(species.common), 0.0)))
        size = species.size_m * (0.35 + 0.65 * health) * np.exp(0.22 * rng.standard_normal())
        density = 12.0 * health * min(float(wetness.flat[at]) + 0.35, 1.0) / (1.0 + 0.15 * species.size_m)
        density *= np.exp(0.25 * rng.standard_normal()) * (0.4 if warmth < -2.0 else 1.0)
        rows.append(
            (
                patch_id,
                Biome(int(biome.flat[at])).name.lower(),
                round(float(height.flat[at]), 1),
                round(float(slope.flat[at]), 1),
                round(moisture, 3),
                round(warmth, 1),
                round(min(at_water, at_sea, 9999.0), 0),
                name,
                species.form,
                round(float(size), 2),
                round(float(density), 2),
            )
        )
    return rows


def _make(data: Path, seed: int) -> Rows:
    pack = TerrainPack(data)
    records = {each["id"]: each for each in json.loads((data / "manifest.json").read_text("utf-8"))["patches"]}
    ids = [each for split in ("train", "validation") for each in pack.ids(split)]
    ids = [each for each in ids if records[each]["label"] != "lunar_craters"]
    order = np.argsort(uniform(seed, "table/ecology", len(ids), 1)[:, 0])[:_PLACES]
    rows: Rows = []
    for number, index in enumerate(map(int, order)):
        rows += _place(pack, ids[index], records[ids[index]].get("lat"), number, seed)
    return rows


ECOLOGY = Source(
    "Ecology",
    "What grows where: species, form, size and density with biome, height, slope, moisture, temperature and water.",
    ("place", "biome", "height_m", "slope_deg", "moisture", "temperature_c", "water_m", "species", "form", "size_m",
     "per_100_m2"),
    _make,
    needs="the terrain pack",
    file="terrain_00.npz",
    licence="MIT",
    wishes=("height_m=real", "water_m=real"),
    group="place",
)  # fmt: skip
