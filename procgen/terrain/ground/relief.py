"""The shape of a ground: slope, aspect, curvature, hollows."""

from __future__ import annotations

import numpy as np

from procgen.terrain.ground import fields
from procgen.terrain.ground.fields import Curvature, doubled, gradient, halved, smoothed, smoothstep
from procgen.terrain.ground.flow import FloatArray
from procgen.terrain.ground.survey import Survey, kept
from procgen.terrain.ground.water import waters


@kept
def _slope_and_aspect(survey: Survey) -> tuple[FloatArray, FloatArray | None]:
    rise = gradient(waters(survey).ground_m, survey.spacing)
    return rise.slope_deg(), rise.aspect_deg() if "aspect" in survey.wanted else None


@kept
def slope(survey: Survey) -> FloatArray:
    """Degrees, 0 to 90."""
    return _slope_and_aspect(survey)[0]


@kept
def aspect(survey: Survey) -> FloatArray | None:
    """Degrees clockwise from north, downhill; None where it is not wanted."""
    return _slope_and_aspect(survey)[1]


@kept
def _curvature_of(survey: Survey) -> Curvature:
    return fields.curvature(waters(survey).ground_m, survey.spacing)


@kept
def curvature(survey: Survey) -> FloatArray:
    """Mean, 1/m."""
    return _curvature_of(survey).mean


@kept
def profile_curvature(survey: Survey) -> FloatArray:
    """Down the slope, 1/m."""
    return _curvature_of(survey).profile


@kept
def plan_curvature(survey: Survey) -> FloatArray:
    """Across the slope, 1/m."""
    return _curvature_of(survey).plan


@kept
def smooth_slope(survey: Survey) -> FloatArray:
    """Slope without the roughness of single pixels, degrees."""
    smooth = smoothed(slope(survey), 2)
    survey.forget(_slope_and_aspect, "slope", "aspect")
    survey.forget(slope, "slope")
    return smooth


@kept
def hollows(survey: Survey) -> FloatArray:
    """Height of the surroundings above each pixel, metres: hollows positive, bulges negative."""
    surface = waters(survey).surface_m
    wide = doubled(smoothed(halved(surface), 6), surface.shape)
    wide -= surface
    return wide


@kept
def wind(survey: Survey) -> FloatArray:
    """0 in the lee of all that is around to 1 on ridges and peaks: how far the ground stands out of it, over some ten
    and some forty pixels.
    """
    surface = waters(survey).surface_m
    half = halved(surface)
    quarter = halved(half)
    wide = doubled(doubled(smoothed(halved(quarter), 10), quarter.shape), half.shape)
    near = smoothstep(-0.15, 0.25, -hollows(survey) * np.float32(1.0 / (4.0 * survey.spacing)))
    far = smoothstep(-0.2, 0.35, (surface - doubled(wide, surface.shape)) * np.float32(1.0 / (16.0 * survey.spacing)))
    exposed: FloatArray = np.float32(0.4) * near + np.float32(0.6) * far
    return exposed
