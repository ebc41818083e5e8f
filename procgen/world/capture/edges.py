"""Depths of faces that are seen from their edge.

Whoever draws triangles moves their corners to a grid of fractions of a pixel (OpenGL's ``GL_SUBPIXEL_BITS``: 8 for
most, 4 at least), and says for each pixel how deep the triangle's plane is in its middle. Where one looks along a face,
that plane's depth changes by metres from a pixel to the next, and so such a fraction is worth centimetres: a pixel that
the face does fill is told a depth beyond the face's end. What is known of the thing, its box, says where the face ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from procgen.world.capture.boxes import Thing
from procgen.world.capture.camera import Doubles, Lens, Pose
from procgen.world.capture.classes import FIRST_THING
from procgen.world.capture.frame import Pixels

_MOVED_PX: Final = 1.0 / 128.0
"""How far a face's edges and a pixel's middle may be moved against each other where there are 8 bits: a corner by half
of a 256th down and across, and what lies beyond the corners by a little more."""
_NORMAL_OFF: Final = 0.025
"""How far the cosine between a written normal and a ray may be from the truth: normals of 79 x 79 places are within
1.06 degrees for half of all directions."""
_ROUNDED_M, _ROUNDED_SHARE = 0.001, 2.0**-13
"""What is within the box but for the rounding of depths and boxes stays as it is."""


def keep_edges_in_boxes(pixels: Pixels, things: Mapping[int, Thing], pose: Pose, lens: Lens) -> None:
    """Give pixels of edge-on faces whose depths lie beyond their thing's box the nearest depth within it.

    Nothing else changes: not what is seen at any other angle, nor by more than the face's slope explains, nor where the
    ray through the pixel misses the box by more than the fraction.

    Args:
        pixels: whose depths are changed in place.
        things: by label.
        pose: of the camera.
        lens: of it.
    """
    label = pixels.label
    normal = pixels.normal.reshape(-1, 3)
    rays = lens.rays().reshape(-1, 3)
    # Few faces are seen so nearly from their edge; all others are exact.
    facing = np.abs(np.einsum("ij,ij->i", normal, rays.astype(np.float32))) / np.linalg.norm(rays, axis=-1)
    suspect = np.flatnonzero((label.ravel() >= FIRST_THING) & (facing < 3.0 * _NORMAL_OFF))
    for each in np.unique(label.ravel()[suspect]).tolist():
        of_it = suspect[label.ravel()[suspect] == each]
        depth_m = pixels.depth_m.ravel()[of_it].astype(np.float64)
        outside = things[each].outside_m(pose.out_of(rays[of_it] * depth_m[:, None]))
        off = outside > _ROUNDED_M + _ROUNDED_SHARE * depth_m
        if off.any():
            of_it, depth_m = of_it[off], depth_m[off]
            within = _within(things[each], pose, rays[of_it], depth_m, lens)
            steepest = depth_m / (lens.focal_px * np.maximum(facing[of_it] - _NORMAL_OFF, 1e-3))
            explained = np.abs(within - depth_m) <= _MOVED_PX * steepest
            pixels.depth_m.ravel()[of_it[explained]] = within[explained].astype(np.float32)


def _within(thing: Thing, pose: Pose, rays: Doubles, depth_m: Doubles, lens: Lens) -> Doubles:
    """(n,) depths along rays (n, 3) in a thing's box, nearest to (n,) others; NaN where a ray misses the box."""
    eye = (pose.at_m - thing.centre_m) @ thing.axes
    along = (rays @ pose.axes.T) @ thing.axes
    # A ray that passes the box by that fraction of a pixel meets it.
    half = thing.half_m + _MOVED_PX * depth_m[:, None] / lens.focal_px
    with np.errstate(divide="ignore", invalid="ignore"):
        ends = np.stack(((-half - eye) / along, (half - eye) / along))
    enters, leaves = ends.min(axis=0).max(axis=-1), ends.max(axis=0).min(axis=-1)
    return np.where(enters <= leaves, np.clip(depth_m, enters, leaves), np.nan)
