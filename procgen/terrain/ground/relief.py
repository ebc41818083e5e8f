"""The shape of a ground: slope, aspect, curvature, hollows."""

from __future__ import annotations

from procgen.terrain.ground import fields
from procgen.terrain.ground.fields import Curvature, doubled, gradient, halved, smoothed
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
