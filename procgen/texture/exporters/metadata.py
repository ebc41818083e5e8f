"""What every file says about its origin."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from procgen.texture.exporters.pictures import Picture
from procgen.texture.exporters.planes import Planes
from procgen.texture.repeats import repeats_of


def facts(planes: Planes) -> dict[str, Any]:
    """What a reader needs to use the maps and to make them again, ready for JSON."""
    material = planes.material
    rows, columns = material.surface.shape
    low, high = planes.range_m
    found = {
        "recipe": json.loads(material.recipe.to_json()),
        "material": material.material,
        "repeats": repeats_of(material),
        "width_px": columns,
        "height_px": rows,
        "metres_per_pixel": float(material.metres_per_pixel),
        "metres_per_tile": list(material.metres_per_tile),
        "height_min_m": low,
        "height_max_m": high,
    }
    if material.regions:
        found["regions"] = [
            {
                **asdict(region),
                "u": [region.x_px / columns, (region.x_px + region.width_px) / columns],
                "v": [region.y_px / rows, (region.y_px + region.height_px) / rows],
            }
            for region in material.regions
        ]
    if material.cutoff is not None:
        found["cutoff"] = material.cutoff
    return found


def regions_json(planes: Planes) -> bytes:
    """Write what the picture is divided into.

    Returns:
        A JSON object with the facts of the material. Each of its ``regions`` has ``name``, ``x_px``, ``y_px``,
        ``width_px``, ``height_px``, ``width_m``, ``height_m``, and its edges ``u`` and ``v`` as shares of the picture,
        v down. A tile has none.
    """
    said = {"regions": [], **facts(planes)}
    return (json.dumps(said, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def plain_texts(planes: Planes, picture: Picture) -> dict[str, str]:
    """ASCII by keyword: what stands in a picture beside its recipe."""
    said = {
        "procgen:map": picture.name,
        "procgen:metres_per_pixel": repr(float(planes.material.metres_per_pixel)),
        "procgen:material": planes.material.material,
    }
    if "height" in picture.planes:
        low, high = planes.range_m
        said |= {"procgen:height_min_m": repr(low), "procgen:height_max_m": repr(high)}
    return said


def texts(planes: Planes, picture: Picture) -> dict[str, str]:
    """All texts of a picture, the recipe among them."""
    return {"procgen:recipe": planes.material.recipe.to_json(), **plain_texts(planes, picture)}
