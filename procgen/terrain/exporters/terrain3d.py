"""Files for Terrain3D, the Godot addon: whole regions, the importer's maps, and its control map.

Source: the addon's documentation ("Control Map Format", "Importing & Exporting Data") and its importer's behaviour in
version 1.0: a region is a square of 64 to 2048 pixels, a power of two, that shares no pixel with its neighbours; region
files are found in the terrain's data directory by the location in their name; images are cut into regions from the
north-western corner on. The addon itself cannot be had where this was written: Godot reads the files (a test), the
addon was not run on them.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import numpy.typing as npt

from procgen.errors import InvalidFields, Violation
from procgen.formats.godot_resource import FloatImage, Resource, Vector2, write_resource
from procgen.terrain.exporters._metadata import facts
from procgen.terrain.exporters.options import DEFAULTS, ExportOptions
from procgen.terrain.heightmap import Heightmap
from procgen.terrain.representation import FloatArray

ControlMap = npt.NDArray[np.uint32]

REGION_SIDES_PX = tuple(1 << n for n in range(6, 12))
"""Sides that a region can have."""
LOCATIONS = range(-16, 16)
"""Places of regions, west to east and north to south."""

_REGION_VERSION = 0.93
_MOST_TEXTURES = 32
_BLEND_FULL = 255


def size_violations(width_px: int, depth_px: int) -> list[Violation]:
    """What stands against a map of that size as one region; empty if nothing does."""
    allowed = (
        "for a Terrain3D region: one of " + ", ".join(map(str, REGION_SIDES_PX)) + ", and width_px equal to depth_px"
    )
    sides = {"width_px": width_px, "depth_px": depth_px}
    wrong = [Violation.of(name, side, allowed) for name, side in sides.items() if side not in REGION_SIDES_PX]
    if not wrong and width_px != depth_px:
        wrong = [Violation.of(name, side, allowed) for name, side in sides.items()]
    return wrong


def fitting_side_px(width_px: int, depth_px: int) -> int:
    """The side of the smallest region that holds a map of that size, or else of the greatest."""
    wanted = max(width_px, depth_px)
    return next((side for side in REGION_SIDES_PX if side >= wanted), REGION_SIDES_PX[-1])


def region_file_name(x: int, z: int) -> str:
    """The name by which the addon knows a region: ``terrain3d_00-01.res`` is the one at x 0, z -1.

    Args:
        x: place from west to east, one of :data:`LOCATIONS`.
        z: place from north to south, likewise.

    Raises:
        InvalidFields: outside the addon's world.
    """
    allowed = f"a whole number from {LOCATIONS[0]} to {LOCATIONS[-1]}"
    wrong = [Violation.of(name, at, allowed) for name, at in (("x", x), ("z", z)) if at not in LOCATIONS]
    if wrong:
        raise InvalidFields(wrong)
    return "terrain3d" + "".join(f"{at:03d}" if at < 0 else f"_{at:02d}" for at in (x, z)) + ".res"


def control_map(
    base: npt.ArrayLike,
    overlay: npt.ArrayLike = 0,
    blend: npt.ArrayLike = 0,
    *,
    hole: npt.ArrayLike = False,
    navigation: npt.ArrayLike = False,
    autoshader: npt.ArrayLike = False,
) -> ControlMap:
    """Pack a control map.

    Args:
        base: number of the texture below, 0 to 31.
        overlay: number of the texture above, 0 to 31.
        blend: how much of the upper one is seen, 0 to 255.
        hole: no ground here.
        navigation: may be walked on.
        autoshader: textures are chosen by the addon's shader from slope and height; the others say nothing then.

    Returns:
        The broadcast shape of all of them: base in bits 31 to 27, overlay in 26 to 22, blend in 21 to 14, hole in 2,
        navigation in 1, autoshader in 0, counted from the least significant; UV angle and scale, bits 13 to 7, are 0.

    Raises:
        InvalidFields: names each argument with a value outside its range.
    """
    parts = {
        "base": (np.asarray(base), 27, _MOST_TEXTURES - 1),
        "overlay": (np.asarray(overlay), 22, _MOST_TEXTURES - 1),
        "blend": (np.asarray(blend), 14, _BLEND_FULL),
        "hole": (np.asarray(hole, np.bool_), 2, 1),
        "navigation": (np.asarray(navigation, np.bool_), 1, 1),
        "autoshader": (np.asarray(autoshader, np.bool_), 0, 1),
    }
    wrong = [
        Violation.of(name, f"{values.min()} to {values.max()}", f"whole numbers from 0 to {most}")
        for name, (values, _, most) in parts.items()
        if values.size and not (values.min() >= 0 and values.max() <= most)
    ]
    if wrong:
        raise InvalidFields(wrong)
    packed = np.zeros(np.broadcast_shapes(*(values.shape for values, _, _ in parts.values())), np.uint32)
    for values, shift, _ in parts.values():
        packed |= values.astype(np.uint32) << np.uint32(shift)
    return packed


def control_of_splat(weights: FloatArray) -> ControlMap:
    """The control map that comes nearest to splat weights: of all textures the two strongest at each pixel.

    Args:
        weights: (depth, width, n) 0 to 1, n from 2 to 32; texture k of the terrain's list belongs to channel k.

    Returns:
        (depth, width); base is the channel of the greatest weight (the first of equals), overlay that of the second
        greatest, and blend their share: blend / 255 = second / (first + second), rounded to the nearest.
    """
    rest = weights.astype(np.float32)
    base = rest.argmax(axis=-1)[..., None]
    first = np.take_along_axis(rest, base, axis=-1)
    np.put_along_axis(rest, base, -1.0, axis=-1)
    overlay = rest.argmax(axis=-1)[..., None]
    second = np.take_along_axis(rest, overlay, axis=-1)
    total = np.maximum(first + second, np.float32(1e-12))
    blend = np.rint(second / total * np.float32(_BLEND_FULL)).astype(np.uint32)
    return control_map(base[..., 0], overlay[..., 0], blend[..., 0])


def _checked(control: ControlMap | None, heightmap: Heightmap) -> None:
    if control is not None and control.shape != heightmap.heights.shape:
        depth_px, width_px = heightmap.heights.shape
        raise InvalidFields([Violation.of("control", control.shape, f"({depth_px}, {width_px}), as the heights")])


def region_res(heightmap: Heightmap, options: ExportOptions = DEFAULTS, *, control: ControlMap | None = None) -> bytes:
    """Write a region as the addon saves it; to be named by :func:`region_file_name`.

    Args:
        heightmap: (side, side) metres, side one of :data:`REGION_SIDES_PX`.
        options: ``checkpoint``.
        control: (side, side); without one the addon makes its own, which leaves the choice to its shader.

    Returns:
        A Godot resource of class Terrain3DRegion: heights as float32 metres and the control map, bit for bit; the
        recipe is its metadata ``procgen_recipe``. The terrain node's ``vertex_spacing`` must be set to
        ``metres_per_pixel`` by whoever loads it.

    Raises:
        InvalidFields: the size is not a region's (``width_px``, ``depth_px``), or the control map has another one.
    """
    depth_px, width_px = heightmap.heights.shape
    violations = size_violations(width_px, depth_px)
    if violations:
        raise InvalidFields(violations)
    _checked(control, heightmap)
    options.checkpoint()
    heights = np.ascontiguousarray(heightmap.heights, np.float32)
    properties: dict[str, Any] = {
        "version": _REGION_VERSION,
        "region_size": width_px,
        "vertex_spacing": float(heightmap.metres_per_pixel),
        "height_range": Vector2(heightmap.height_min_m, heightmap.height_max_m),
        "height_map": FloatImage(heights),
    }
    if control is not None:
        properties["control_map"] = FloatImage(control)
    return write_resource(Resource("Terrain3DRegion", properties), heightmap.recipe.to_json())


def height_res(heightmap: Heightmap, options: ExportOptions = DEFAULTS) -> bytes:
    """Write the heights as an image for the addon's importer, which takes .res beside .exr and .r16.

    Args:
        heightmap: (depth, width) metres.
        options: ``checkpoint``.

    Returns:
        A Godot resource of class Image, FORMAT_RF, in metres: import scale 1, offset 0. The recipe is its metadata.
    """
    options.checkpoint()
    return write_resource(FloatImage(np.ascontiguousarray(heightmap.heights, np.float32)), heightmap.recipe.to_json())


def control_res(control: ControlMap, recipe_json: str) -> bytes:
    """Write a control map as an image for the addon's importer.

    A picture format would not do: the 32 bits of a pixel travel as those of a float, and must not be touched.

    Args:
        control: (depth, width).
        recipe_json: the recipe.

    Returns:
        A Godot resource of class Image, FORMAT_RF. The recipe is its metadata.
    """
    return write_resource(FloatImage(np.ascontiguousarray(control, np.uint32)), recipe_json)


def import_manifest(
    heightmap: Heightmap,
    height_file: str,
    control_file: str | None = None,
    *,
    region_px: int = 1024,
    x_px: int = 0,
    z_px: int = 0,
) -> str:
    """What to tell the addon's importer (or ``Terrain3DData.import_images``) about a map that is no single region.

    Args:
        heightmap: the map.
        height_file: name of its .res, .exr or .r16.
        control_file: name of its control map.
        region_px: side of the terrain's regions, one of :data:`REGION_SIDES_PX`.
        x_px: where its north-western pixel shall lie, from west to east; a multiple of ``region_px``.
        z_px: likewise, from north to south.

    Returns:
        A JSON object: ``height_file``, ``control_file``, ``region_size``, ``vertex_spacing``, ``import_position`` (x
        and z, metres), ``import_scale``, ``height_offset``, ``r16_range`` and ``r16_size`` as the importer's fields are
        called, ``regions`` (number from west to east and from north to south), and the recipe and facts of the map.

    Raises:
        InvalidFields: names each argument that can't be accepted.
    """
    wrong = []
    if region_px not in REGION_SIDES_PX:
        wrong.append(Violation.of("region_px", region_px, "one of " + ", ".join(map(str, REGION_SIDES_PX))))
    else:
        wrong += [
            Violation.of(name, at, f"a multiple of region_px, {region_px}")
            for name, at in (("x_px", x_px), ("z_px", z_px))
            if at % region_px
        ]
    if wrong:
        raise InvalidFields(wrong)
    depth_px, width_px = heightmap.heights.shape
    spacing = float(heightmap.metres_per_pixel)
    described = {
        "height_file": height_file,
        "control_file": control_file,
        "region_size": region_px,
        "vertex_spacing": spacing,
        "import_position": [x_px * spacing, z_px * spacing],
        "import_scale": 1.0,
        "height_offset": 0.0,
        "r16_range": [heightmap.height_min_m, heightmap.height_max_m],
        "r16_size": [width_px, depth_px],
        "regions": [-(-width_px // region_px), -(-depth_px // region_px)],
        **facts(heightmap),
    }
    return json.dumps(described, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
