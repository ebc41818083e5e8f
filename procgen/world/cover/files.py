"""The files of a world's cover, below its folder "cover"."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from procgen.formats.png import picture_png
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.recipe import Recipe
from procgen.world.cover.grown import FULL, Cover, Woods
from procgen.world.cover.impostors import CELL_PX, COLUMNS, atlas, impostor
from procgen.world.cover.kinds import KINDS, LEVELS, SEASONS
from procgen.world.cover.models import model_name, models_glb, shapes_of, tree_shape
from procgen.world.cover.pattern import CELL_M, points_in_cell
from procgen.world.leaves import leaf_picture
from procgen.world.place import Prop

FOLDER: Final = "cover"
TREE: Final = np.dtype([
    ("x_m", "<f4"), ("y_m", "<f4"), ("z_m", "<f4"), ("shape", "u1"), ("turn", "u1"), ("scale", "u1"), ("spare", "u1"),
])  # fmt: skip
"""A tree in ``woods.bin``: ``shape`` is a place in the list of cover.json, ``turn`` of 256 in a circle, ``scale`` in
hundredths."""
_COMPRESS_LEVEL: Final = 6

Named = tuple[str, str, str, bytes]
"""Kind, name, media type and bytes of a file."""


def cover_files(
    cover: Cover, props: Sequence[Prop], recipe: Recipe, area_m2: float, checkpoint: Checkpoint = go_on
) -> Iterator[Named]:
    """``cover.json``, a picture for each layer, the trees, their pictures, and ``models.glb``.

    Args:
        cover: what grows.
        props: whose models are wanted in levels of detail, too.
        recipe: of the part.
        area_m2: of the ground.
        checkpoint: called every few ten milliseconds.
    """
    yield "cover_json", "cover.json", "application/json", _described(cover, recipe, area_m2)
    for layer in cover.layers:
        checkpoint()
        yield "cover_png", f"{layer.kind}.png", "image/png", picture_png(layer.density, _COMPRESS_LEVEL)
    if len(cover.woods):
        yield "woods_bin", "woods.bin", "application/octet-stream", woods_bytes(cover)
        checkpoint()
        yield "impostors_png", "impostors.png", "image/png", picture_png(atlas(cover), _COMPRESS_LEVEL)
    checkpoint()
    yield (
        "leaves_png",
        "leaves.png",
        "image/png",
        picture_png(leaf_picture({*cover.woods.kinds, *(prop.kind for prop in props)}), _COMPRESS_LEVEL),
    )
    yield "models_glb", "models.glb", "model/gltf-binary", models_glb(cover, props, recipe)


def woods_bytes(cover: Cover) -> bytes:
    """The trees, a record of :data:`TREE` each."""
    woods = cover.woods
    trees = np.zeros(len(woods), TREE)
    trees["x_m"], trees["y_m"], trees["z_m"] = woods.x_m, woods.y_m, woods.z_m
    trees["shape"] = _shape_numbers(woods, shapes_of(cover))
    trees["turn"] = np.mod(np.rint(woods.turn_deg / 360.0 * 256.0), 256.0)
    trees["scale"] = np.clip(np.rint(100.0 * woods.scale), 1.0, 255.0)
    return trees.tobytes()


def _shape_numbers(woods: Woods, shapes: list[tuple[str, int]]) -> npt.NDArray[np.uint8]:
    numbers = np.zeros((len(woods.kinds), 256), np.uint8)
    for number, (kind, shape) in enumerate(shapes):
        numbers[woods.kinds.index(kind), shape] = number
    return np.asarray(numbers[woods.kind, woods.shape])


def _described(cover: Cover, recipe: Recipe, area_m2: float) -> bytes:
    record: dict[str, Any] = {
        "recipe": json.loads(recipe.to_json()),
        "units": "metres; row 0 of pictures is north; colours of seasons multiply those of vertices, linear",
        "seed": cover.seed,
        "cell_m": CELL_M,
        "full": FULL,
        "levels": LEVELS,
        "models": "cover/models.glb",
        "leaves": "cover/leaves.png",
        "seasons": list(SEASONS),
        "layers": [],
        "woods": None,
    }
    for number, layer in enumerate(cover.layers):
        kind = KINDS[layer.kind]
        record["layers"].append(
            {
                "kind": layer.kind,
                "species": kind.species,
                "file": f"cover/{layer.kind}.png",
                "seed": (cover.seed + number) & 0x7FFFFFFF,
                "per_m2": layer.per_m2,
                "points_in_cell": points_in_cell(layer.per_m2),
                "count": layer.count(area_m2),
                "models": [model_name(layer.kind, level) for level in range(LEVELS)],
                "whole_m": kind.whole_m,
                "reach_m": kind.reach_m,
                "scale": list(kind.scale),
                "sway": kind.sway,
                "season_colours": [list(colour) for colour in kind.seasons],
                "winter": kind.winter,
            }
        )
    if len(cover.woods):
        record["woods"] = _woods_record(cover)
    return (json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _woods_record(cover: Cover) -> dict[str, Any]:
    shapes = shapes_of(cover)
    counts = np.bincount(_shape_numbers(cover.woods, shapes))
    records = []
    for number, (kind, shape) in enumerate(shapes):
        card = impostor(kind, shape)
        records.append(
            {
                "kind": kind,
                "name": tree_shape(kind, shape),
                "count": int(counts[number]),
                "models": [model_name(tree_shape(kind, shape), level) for level in range(LEVELS)],
                "card_m": [round(card.width_m, 3), round(card.height_m, 3)],
            }
        )
    return {
        "file": "cover/woods.bin",
        "count": len(cover.woods),
        "record": {
            "bytes": TREE.itemsize,
            "fields": {name: [str(TREE[name].str), TREE.fields[name][1]] for name in TREE.names or ()}
            if TREE.fields is not None
            else {},
        },
        "shapes": records,
        "cards": {"file": "cover/impostors.png", "columns": COLUMNS, "cell_px": list(CELL_PX)},
    }
