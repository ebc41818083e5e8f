"""Photograph land of a metre a pixel at eye height, in the real Godot: ``python docs/underfoot_image.py``. Needs what
`bash tests/run` installs.

One world of the terrain domain at three spacings, 1, 8 and 64 m, under each other; near the camera with the texture
domain's materials and the plants of the world domain, as that domain lays and strews them on any land.
"""

from __future__ import annotations

import json
import math
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from procgen.kit.command.pictures import jpeg, read_picture  # noqa: E402
from procgen.runtime.store import ModelStore  # noqa: E402
from procgen.terrain.generate import generate  # noqa: E402
from procgen.terrain.parameters import TerrainParameters  # noqa: E402
from procgen.world.ground_height import ground_at  # noqa: E402
from procgen.world.land import NO_SEA_M, cover  # noqa: E402
from procgen.world.manifest import File, manifest_file, materials_files, settlement_files  # noqa: E402
from procgen.world.materials import make_materials, material_files  # noqa: E402
from procgen.world.parameters import WorldParameters  # noqa: E402
from procgen.world.parts import Callbacks  # noqa: E402
from procgen.world.place import Land, Place, Prop  # noqa: E402
from procgen.world.plan import make_plan  # noqa: E402
from procgen.world.prop_models import RADIUS_M  # noqa: E402
from procgen.world.scatter import scatter  # noqa: E402
from procgen.world.scene_glb import scene_glb  # noqa: E402
from tests.engines.demo import copy_visited  # noqa: E402
from tests.tools import Screen, godot  # noqa: E402

FloatArray = npt.NDArray[np.float32]

SEED, LANDFORM = 14, "alpine"
PLACE_PX = (8224, 5152)
"""Column and row of the camera on the grid of 1 m: 64 times those of the widest."""
SIDES_PX = {1: 513, 8: 641, 64: 321}
CAMERA_SHARE = (0.45, 0.8)
"""Where the camera stands in the nearest square: from the west, from the north."""
EYE_M = 1.7
YAW_DEG, PITCH_DEG = 30.0, -1.0
MEADOW_M = 150.0
"""Height that the land around the camera gets, for the climate: its own is far above all trees."""
NEAR_M, TUFTS = 40.0, 1500


def main() -> None:
    """Write ``docs/images/underfoot.jpg``."""
    screen: Screen = "forward_plus"
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        shot = write_scene(folder / "scene")
        project = copy_visited(folder / "project")
        shutil.copy(Path(__file__).with_name("underfoot_view.gd"), project)
        picture = folder / "picture.png"
        (folder / "scene/view.json").write_text(json.dumps(shot | {"picture": str(picture)}))
        arguments = ["--path", str(project), "--resolution", "1280x720", "--script", "res://underfoot_view.gd", "--"]
        done = godot([*arguments, str(folder / "scene")], screen=screen, timeout=900)
        assert done.returncode == 0, done.stdout
        (ROOT / "docs/images/underfoot.jpg").write_bytes(jpeg(read_picture(picture.read_bytes())[..., :3]))


def write_scene(folder: Path) -> dict[str, Any]:
    """Write the land as a world's folder, and what lies around it; what the camera needs to know."""
    store = ModelStore()
    corner = [round(PLACE_PX[k] - CAMERA_SHARE[k] * (SIDES_PX[1] - 1)) for k in range(2)]
    near = _heights(store, 1, *corner)
    eye_x, eye_z = (CAMERA_SHARE[k] * (SIDES_PX[1] - 1) for k in range(2))
    lower = float(near[round(eye_z), round(eye_x)]) - MEADOW_M
    near -= np.float32(lower)
    place = _place(near, eye_x, eye_z, store)
    _write_world(folder, place, store)
    around = []
    for spacing in (8, 64):
        side = SIDES_PX[spacing]
        first = [PLACE_PX[k] // spacing - side // 2 for k in range(2)]
        heights = _heights(store, spacing, *first) - np.float32(lower)
        # What is finer lies above it; middles of pixels are what counts.
        at = [(first[k] + 0.5) * spacing - corner[k] - 0.5 for k in range(2)]
        finer = spacing // 8
        inner = corner if finer == 1 else [(PLACE_PX[k] // 8 - SIDES_PX[8] // 2) * 8 for k in range(2)]
        inside = [(np.arange(side) + first[k]) * spacing - inner[k] for k in range(2)]
        hidden = [(each > spacing) & (each < (SIDES_PX[finer] - 1) * finer - 2 * spacing) for each in inside]
        heights[np.ix_(hidden[1], hidden[0])] -= np.float32(2.5 * spacing)
        name = f"around_{spacing}.f32"
        (folder / name).write_bytes(heights.astype("<f4").tobytes())
        around.append({"file": name, "side": side, "spacing": spacing, "x": at[0], "z": at[1]})
    eye_y = float(ground_at(place.land, eye_x, eye_z)) + EYE_M
    yaw, far = math.radians(YAW_DEG), 1000.0
    to = [eye_x + far * math.sin(yaw), eye_y + far * math.tan(math.radians(PITCH_DEG)), eye_z - far * math.cos(yaw)]
    return {"around": around, "eye": [eye_x, eye_y, eye_z], "to": to, "snow_line_m": MEADOW_M + 330.0}


def _heights(store: ModelStore, spacing: int, column: int, row: int) -> FloatArray:
    """A square of the world, (side, side) metres."""
    request = TerrainParameters(
        width_px=SIDES_PX[spacing],
        depth_px=SIDES_PX[spacing],
        seed=SEED,
        landform=LANDFORM,
        origin_x_px=column,
        origin_z_px=row,
        metres_per_pixel=float(spacing),
        refinements={1: 2, 8: 1, 64: 0}[spacing],
        relief_m=3200.0,
        mean_height_m=1800.0,
        wander=0.3,
        keep_sea_floor=True,
    )
    return generate(request, store).heights.copy()


def _place(heights: FloatArray, eye_x: float, eye_z: float, store: ModelStore) -> Place:
    """Land with what grows on it: sparse everywhere, dense before the camera."""
    parameters = WorldParameters(
        "a mountain meadow with rocks",
        SEED,
        climate="temperate",
        side_m=float(len(heights) - 1),
        settlement="none",
        props=900,
    )
    plan = make_plan(parameters)
    dry = np.full(heights.shape, np.nan, np.float32)
    recipe = generate(TerrainParameters(width_px=64, depth_px=64, seed=SEED, landform=LANDFORM), store).recipe
    bare = Land(heights, 1.0, dry, heights, np.zeros(heights.shape, np.uint8), heights, NO_SEA_M, recipe)
    land = cover(heights, bare, plan)
    props = [
        each
        for each in scatter(land, None, parameters, store, plan=plan)
        if not _before_the_camera(each.x_m - eye_x, each.z_m - eye_z)
    ]
    rng = np.random.default_rng(SEED)
    kinds = {"fescue": 0.78, "fern": 0.1, "boulder": 0.05, "edelweiss": 0.04, "heather": 0.03}
    for kind in rng.choice(list(kinds), TUFTS, p=list(kinds.values())):
        # Denser near by, and before the camera alone.
        far, turn = NEAR_M * rng.random() ** 0.8 + 1.6, math.radians(YAW_DEG + rng.uniform(-42.0, 42.0))
        x, z = eye_x + far * math.sin(turn), eye_z - far * math.cos(turn)
        scale = rng.uniform(0.25, 0.55) if kind != "boulder" else rng.uniform(0.06, 0.35)
        y = float(ground_at(land, x, z))
        props.append(Prop(str(kind), x, y, z, rng.uniform(0.0, 360.0), scale, RADIUS_M[str(kind)] * scale))
    return Place("Underfoot", land, None, tuple(props))


def _before_the_camera(east_m: float, south_m: float) -> bool:
    """Where a tree would hide what is behind."""
    far, turn = math.hypot(east_m, south_m), math.degrees(math.atan2(east_m, -south_m)) - YAW_DEG
    return far < 6.0 or (far < 160.0 and abs((turn + 180.0) % 360.0 - 180.0) < 19.0)


def _write_world(folder: Path, place: Place, store: ModelStore) -> None:
    """A folder as :class:`ProcgenWorld` opens it."""
    callbacks, recipe = Callbacks(), place.land.recipe
    materials, pictures = make_materials(place, SEED, store)
    files = [
        *settlement_files(place.land, None, recipe, recipe, callbacks),
        *materials_files(material_files(materials, pictures)),
        File("scene", "scene_glb", "", "world.glb", "model/gltf-binary", scene_glb(place, materials, {}, callbacks)),
    ]
    files.append(manifest_file(replace(place, recipes={}), {}, {}, recipe, {}, files))
    for file in files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)


if __name__ == "__main__":
    main()
