"""The water on a ground: the sea, lakes and rivers, what runs where, and how wet it is beside them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.terrain.ground.erosion import Eroded, erode
from procgen.terrain.ground.fields import doubled, gathered_area_px, gradient, halved, smoothed, smoothstep
from procgen.terrain.ground.flow import BoolArray, FloatArray
from procgen.terrain.ground.hydrology import catchment_m2, connected_regions, drain, sea_mask, settle
from procgen.terrain.ground.rivers import (
    Reach,
    Rivers,
    bank_width_px,
    carve_channels,
    find_rivers,
    half_width_px,
    reach_of,
)
from procgen.terrain.ground.survey import Survey, kept
from procgen.terrain.rivers import Carved

_GATHERING_STEPS = 20
_HALF_STEPS = 2.0
_DAMP_PX = 4.0
"""How far beside a river the ground is wet."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Pixels near rivers."""

    pixels: npt.NDArray[np.int32]
    """Flat numbers, rising."""
    beyond_px: FloatArray
    """Distance beyond the bank as it is drawn: at least half a pixel from the middle."""
    width_m: FloatArray
    """Of the river."""
    heading_deg: FloatArray
    """Where it flows to, degrees clockwise from north."""


@dataclass(frozen=True, slots=True)
class Waters:
    """The ground with its water."""

    ground_m: FloatArray
    surface_m: FloatArray
    """The ground, or the lake or sea above it."""
    lakes: npt.NDArray[np.int32]
    sea: BoolArray
    beside: Beside
    log_discharge: FloatArray | None
    """None where it is not wanted."""
    running_m: FloatArray | None
    """Depth of running water, at least; 0 elsewhere. None where it is not wanted."""
    bars: BoolArray | None = None
    """Dry bars within a braided river's bed, where there may be some."""


def _running_m(ground_m: FloatArray, rivers: Rivers, near: Reach) -> FloatArray:
    """Depth of water in channels, 0 elsewhere: up to the banks; one that is narrower than a pixel is as deep as it was
    cut.
    """
    running = np.zeros(ground_m.shape, np.float32)
    flat, ground = running.reshape(-1), ground_m.reshape(-1)
    brim = rivers.surface_m[near.places] - ground[near.pixels]
    brim[near.beyond_px > 0.0] = 0.0
    brim[rivers.in_lake[near.places]] = 0.0
    flat[near.pixels] = np.maximum(brim, 0.0)
    course = rivers.pixels[~rivers.in_lake]
    flat[course] = np.maximum(flat[course], rivers.surface_m[~rivers.in_lake] - ground[course])
    return running


@kept
def eroded(survey: Survey) -> Eroded:
    """The ground after erosion, and what was laid down."""
    wished = survey.parameters
    return erode(
        survey.heights,
        survey.spacing,
        survey.sea_level_m,
        wished.hydraulic_erosion,
        wished.thermal_erosion,
        wished.talus_deg,
        survey.checkpoint,
    )


def _worn(survey: Survey) -> FloatArray:
    """The ground after erosion, where there is any."""
    wished = survey.parameters
    if wished.hydraulic_erosion > 0.0 or wished.thermal_erosion > 0.0:
        return eroded(survey).heights_m
    return survey.heights


@kept
def waters(survey: Survey) -> Waters:
    """All water, and the ground with it."""
    return _own_water(survey) if survey.rivers is None else _known_water(survey, survey.rivers)


def _depths_wanted(survey: Survey) -> bool:
    return bool(survey.wanted & {"water_depth", "water_surface"})


def _known_water(survey: Survey, rivers: Carved) -> Waters:
    """The world's rivers and lakes."""
    ground, spacing = _worn(survey), np.float32(survey.spacing)
    level = rivers.water_level_m
    lake = rivers.lake & (ground < level)
    drawn_px = np.maximum(rivers.river_width_m / (spacing + spacing), np.float32(0.5))
    beyond = rivers.river_distance_m / spacing - drawn_px
    # Beds of lakes and of deep rivers may lie below the sea without being a part of it.
    inland = lake | ((beyond <= 0.0) & (level > np.float32(survey.sea_level_m)))
    sea = sea_mask(np.where(inland, np.float32(survey.sea_level_m + 1.0), ground), survey.sea_level_m)
    surface = ground.copy()
    surface[lake] = level[lake]
    surface[sea] = survey.sea_level_m
    pixels = np.flatnonzero(beyond.reshape(-1) < _DAMP_PX).astype(np.int32)
    beside = Beside(
        pixels,
        beyond.reshape(-1)[pixels],
        rivers.river_width_m.reshape(-1)[pixels],
        rivers.heading_deg.reshape(-1)[pixels],
    )
    running = None
    if _depths_wanted(survey):
        deep = np.where((beyond <= 0.0) & ~lake & ~sea, level - ground, np.float32(0.0))
        running = np.maximum(deep, np.float32(0.0))
    flow = None
    if "flow" in survey.wanted:
        area_m2 = doubled(_hillside_px(survey, surface), surface.shape) * (_HALF_STEPS * spacing) ** 2
        discharge = survey.parameters.geometry().discharge_m3s(area_m2.astype(np.float64))
        np.maximum(discharge, rivers.discharge_m3_per_s, out=discharge, where=beyond <= 0.5)
        flow = np.log10(np.maximum(discharge, 1e-9)).astype(np.float32)
    bars = rivers.bars(ground, survey.spacing)
    return Waters(ground, surface, connected_regions(lake), sea, beside, flow, running, bars)


def _own_water(survey: Survey) -> Waters:
    """Water as it would run on this map alone: drained ground, with channels."""
    wished, spacing = survey.parameters, survey.spacing
    rules = wished.rules(spacing)
    drained = drain(_worn(survey), spacing, survey.sea_level_m, rules, survey.checkpoint)
    area = catchment_m2(drained, spacing, survey.checkpoint)
    geometry = wished.geometry()
    rivers = find_rivers(drained, area, wished.river_threshold_px * spacing**2, geometry)
    flow = None
    if "flow" in survey.wanted:
        flow = np.log10(np.maximum(geometry.discharge_m3s(area), 1e-9)).astype(np.float32)
    shape = area.shape
    del area
    half, banks = half_width_px(rivers, spacing), bank_width_px(rivers, spacing)
    near = reach_of(rivers, half, banks, shape, survey.checkpoint)
    running = None
    if wished.carve_rivers:
        ground, sea = carve_channels(drained, rivers, near, spacing, keep_edges=wished.keep_edges), drained.sea
        del drained
        drained = settle(ground, sea, spacing, survey.sea_level_m, rules, survey.checkpoint)
        if _depths_wanted(survey):
            running = _running_m(drained.ground_m, rivers, near)
    drawn = np.maximum(half, np.float32(0.5))[near.places]
    beside = Beside(near.pixels, near.distance_px - drawn, rivers.width_m[near.places], _headings(rivers)[near.places])
    return Waters(drained.ground_m, drained.surface_m, drained.lakes, drained.sea, beside, flow, running)


def _headings(rivers: Rivers) -> FloatArray:
    """Where each pixel of the courses flows to, degrees clockwise from north, 0 to 360."""
    east = rivers.x_px[rivers.onwards] - rivers.x_px
    south = rivers.z_px[rivers.onwards] - rivers.z_px
    return np.asarray(np.degrees(np.arctan2(east, -south)) % np.float32(360.0), np.float32)


def _hillside_px(survey: Survey, surface: FloatArray) -> FloatArray:
    """Area of the hillside above each pixel of the half grid, in its pixels."""
    return survey.once("hillside", lambda: gathered_area_px(halved(surface), _GATHERING_STEPS, survey.checkpoint))


@kept
def wetness(survey: Survey) -> FloatArray:
    """Topographic wetness index, 0 to 1; 1 in water."""
    # ln(a / tan b) of Beven and Kirkby (1979), with a in pixels so that the scale does not hang on the spacing.
    water = waters(survey)
    area = _hillside_px(survey, water.surface_m)
    surface = halved(water.surface_m)
    steep = gradient(surface, survey.spacing * _HALF_STEPS)
    index = np.log(area / np.maximum(np.hypot(steep.east, steep.south), np.float32(0.01)))
    damp = doubled(smoothstep(0.5, 8.0, smoothed(index, 1)), survey.heights.shape)
    survey.forget("hillside")
    flat = damp.reshape(-1)
    pixels = water.beside.pixels
    beyond = np.clip(water.beside.beyond_px, 0.0, _DAMP_PX)
    flat[pixels] = np.maximum(flat[pixels], 1.0 - beyond / np.float32(_DAMP_PX))
    damp[water.sea] = 1.0
    damp[water.lakes > 0] = 1.0
    return damp


@kept
def height(survey: Survey) -> FloatArray:
    """The ground, metres."""
    # A view: what was given is handed out where nothing changed it, and stays the caller's to write to.
    return waters(survey).ground_m.view()


@kept
def water_surface(survey: Survey) -> FloatArray:
    """The ground, or the water above it, metres."""
    return water_depth(survey) + waters(survey).ground_m


@kept
def water_depth(survey: Survey) -> FloatArray:
    """Metres of water above the ground."""
    water = waters(survey)
    depth = water.surface_m - water.ground_m
    if water.running_m is not None:
        np.maximum(depth, water.running_m, out=depth)
    return depth


@kept
def flow(survey: Survey) -> FloatArray | None:
    """Log10 of discharge in m³/s; None where it is not wanted."""
    return waters(survey).log_discharge


@kept
def flow_direction(survey: Survey) -> FloatArray:
    """Degrees clockwise from north that water runs to: with the river in rivers, down the slope elsewhere; 0 in lakes
    and in the sea.
    """
    water = waters(survey)
    # Single pixels' roughness turns no water round.
    direction = gradient(smoothed(water.surface_m, 2), survey.spacing).aspect_deg()
    running = water.beside.beyond_px <= 0.5
    direction.reshape(-1)[water.beside.pixels[running]] = water.beside.heading_deg[running]
    direction[water.sea | (water.lakes > 0)] = 0.0
    return direction


@kept
def river(survey: Survey) -> FloatArray:
    """Share of each pixel that is river."""
    water = waters(survey)
    share = np.zeros(survey.heights.shape, np.float32)
    share.reshape(-1)[water.beside.pixels] = np.clip(np.float32(0.5) - water.beside.beyond_px, 0.0, 1.0)
    if water.bars is not None:
        share[water.bars] = 0.0
    share[water.sea] = 0.0
    share[water.lakes > 0] = 0.0
    return share


@kept
def river_width(survey: Survey) -> FloatArray:
    """Metres at and beside the river."""
    beside = waters(survey).beside
    width = np.zeros(survey.heights.shape, np.float32)
    wet = beside.beyond_px < 0.5
    width.reshape(-1)[beside.pixels[wet]] = beside.width_m[wet]
    width[river(survey) == 0.0] = 0.0
    return width


@kept
def lake(survey: Survey) -> npt.NDArray[np.uint8]:
    """255 in lakes."""
    return (waters(survey).lakes > 0).astype(np.uint8) * np.uint8(255)


@kept
def lake_number(survey: Survey) -> npt.NDArray[np.int32]:
    """Numbers of lakes from 1."""
    return waters(survey).lakes


@kept
def sea(survey: Survey) -> npt.NDArray[np.uint8]:
    """255 in the sea."""
    return waters(survey).sea.astype(np.uint8) * np.uint8(255)
