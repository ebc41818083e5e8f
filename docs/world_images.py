"""Draw and photograph the worlds of docs/world.md: a map, and pictures in the real Godot by its Compatibility renderer,
of a meadow and a wood too: ``python docs/world_images.py``. Needs what `bash tests/run` installs.
"""

from __future__ import annotations

import math
import sys
import tempfile
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from procgen.kit.command.pictures import jpeg, read_picture  # noqa: E402
from procgen.runtime.store import ModelStore  # noqa: E402
from procgen.world.generate import World, generate  # noqa: E402
from procgen.world.ground_height import ground_at  # noqa: E402
from procgen.world.land import side_m  # noqa: E402
from procgen.world.parameters import WorldParameters  # noqa: E402
from procgen.world.place import Person, Place  # noqa: E402
from tests.engines.demo import copy_visited  # noqa: E402
from tests.engines.world_demo import visit_world  # noqa: E402

Scenario = dict[str, float | str]

TEXT, SEED = "a fishing village under a volcano", 7
LAND_TEXT = "a village in meadows at a forest"
DAY: Scenario = {"hour": 10, "weather": "fair", "visibility_km": 16.1}
EYE_M = 1.75
APART_M = 5.0
TIME_LIMIT_S = 1800.0
"""Without a graphics card, a picture takes a minute."""

Shot = tuple[str, float, float, float, float, float, float] | tuple[
    str, float, float, float, float, float, float, Scenario
]  # fmt: skip


def main() -> None:
    """Write the pictures into ``docs/images``."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        project = copy_visited(folder / "project")
        world = _written(TEXT, folder / "world")
        _save(folder / "world/map.png", "world-map.jpg")
        shots = shots_of(world, folder)
        visit_world(project, folder / "world", screen="opengl3", shots=shots, timeout_s=TIME_LIMIT_S)
        for path, *_ in shots:
            _save(Path(path), f"world-{Path(path).stem}-opengl.jpg")
        land = _written(LAND_TEXT, folder / "land")
        shots = land_shots(land, folder)
        visit_world(project, folder / "land", screen="opengl3", shots=shots, timeout_s=TIME_LIMIT_S)
        for path, *_ in shots:
            _save(Path(path), f"world-{Path(path).stem}.jpg")


def _written(text: str, folder: Path) -> World:
    world = generate(WorldParameters(text, SEED), ModelStore())
    for file in world.files:
        path = folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.data)
    return world


def land_shots(world: World, folder: Path) -> list[Shot]:
    """A meadow and a wood by day."""
    place = world.place
    assert place.cover is not None
    assert place.settlement is not None
    woods, middle = place.cover.woods, place.settlement
    side, _ = side_m(place.land)
    counts = np.histogram2d(woods.x_m, woods.z_m, bins=20, range=[[0.1 * side, 0.9 * side]] * 2)[0]
    grass = next(layer for layer in place.cover.layers if layer.kind == "meadow_grass").density
    blocks = np.array_split(np.arange(len(grass)), 20)
    lush = np.array([[grass[np.ix_(rows, columns)].mean() for rows in blocks] for columns in blocks])
    lush[[0, -1]] = lush[:, [0, -1]] = 0.0
    shots: list[Shot] = []
    for name, best, scale in (("meadow", lush, side / 20), ("wood", counts, 0.8 * side / 20)):
        column, row = np.unravel_index(int(best.argmax()), best.shape)
        first = 0.0 if name == "meadow" else 0.1 * side
        x, z = first + (float(column) + 0.5) * scale, first + (float(row) + 0.5) * scale
        shots.append((*_seen(folder / f"{name}.png", place, x, z, middle.x_m, middle.z_m), DAY))
    return shots


def _seen(
    path: Path, place: Place, x: float, z: float, to_x: float, to_z: float
) -> tuple[str, float, float, float, float, float, float]:
    """A shot at eye height that looks level towards a place."""
    eye = float(ground_at(place.land, x, z)) + EYE_M
    return str(path), x, eye, z, to_x, eye, to_z


def shots_of(world: World, folder: Path) -> list[Shot]:
    """The settlement from above, and from before somebody who lives there."""
    place = world.place
    settlement = place.settlement
    assert settlement is not None
    # Where most houses are: boathouses and farms lie apart.
    x = float(np.median([building.x_m for building in settlement.buildings]))
    z = float(np.median([building.z_m for building in settlement.buildings]))
    floor = float(ground_at(place.land, x, z))
    heights = place.land.heights_m
    row, column = np.unravel_index(int(heights.argmax()), heights.shape)
    # From the side that lies away from the highest mountain, which is in the picture then.
    away = np.array((x - column * place.land.metres_per_pixel, z - row * place.land.metres_per_pixel))
    away = away / max(math.hypot(*away), 1.0)
    away_m = [math.hypot(building.x_m - x, building.z_m - z) for building in settlement.buildings]
    far = float(np.median(away_m)) * 1.6 + 40.0
    eye_x, eye_z = float(x + away[0] * far), float(z + away[1] * far)
    above = max(floor, float(ground_at(place.land, eye_x, eye_z)))
    shots: list[Shot] = [(str(folder / "village.png"), eye_x, above + 0.3 * far, eye_z, x, floor, z, DAY)]
    if place.people:
        # What people say stands over their heads: whoever is by themselves, near the middle.
        person = max(place.people, key=lambda one: (_alone(one, place), -math.hypot(one.x_m - x, one.z_m - z)))
        angle = math.radians(person.turn_deg)
        near_x, near_z = person.x_m + 4.6 * math.sin(angle + 0.5), person.z_m + 4.6 * math.cos(angle + 0.5)
        near_y = float(ground_at(place.land, near_x, near_z)) + EYE_M
        shots.append(
            (str(folder / "street.png"), near_x, near_y, near_z, person.x_m, person.y_m + EYE_M * 0.9, person.z_m, DAY)
        )
    return shots


def _alone(person: Person, place: Place) -> bool:
    """Whether nobody stands so near that what both say would overlap."""
    others = (one for one in place.people if one is not person)
    return all(math.hypot(one.x_m - person.x_m, one.z_m - person.z_m) >= APART_M for one in others)


def _save(path: Path, name: str) -> None:
    (ROOT / "docs/images" / name).write_bytes(jpeg(read_picture(path.read_bytes())[..., :3]))


if __name__ == "__main__":
    main()
