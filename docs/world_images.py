"""Draw and photograph the world of docs/world.md: its map, and pictures in the real Godot with both of its renderers:
``python docs/world_images.py``. Needs what `bash tests/run` installs.
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
from procgen.world.parameters import WorldParameters  # noqa: E402
from tests.engines.world_demo import copy_world_demo, visit_world  # noqa: E402
from tests.tools import Screen  # noqa: E402

TEXT, SEED = "a fishing village under a volcano", 7
SCREENS: dict[Screen, str] = {"opengl3": "opengl", "forward_plus": "forward-plus"}
EYE_M = 1.75

Shot = tuple[str, float, float, float, float, float, float]


def main() -> None:
    """Write the pictures into ``docs/images``."""
    world = generate(WorldParameters(TEXT, SEED), ModelStore())
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for file in world.files:
            path = folder / "world" / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.data)
        _save(folder / "world/map.png", "world-map.jpg")
        project = copy_world_demo(folder / "project")
        for screen, name in SCREENS.items():
            shots = shots_of(world, folder)
            visit_world(project, folder / "world", screen=screen, shots=shots)
            for path, *_ in shots:
                _save(Path(path), f"world-{Path(path).stem}-{name}.jpg")


def shots_of(world: World, folder: Path) -> list[Shot]:
    """The settlement from above, and from before somebody who lives there."""
    place = world.place
    settlement = place.settlement
    assert settlement is not None
    x, z = settlement.x_m, settlement.z_m
    floor = float(ground_at(place.land, x, z))
    heights = place.land.heights_m
    row, column = np.unravel_index(int(heights.argmax()), heights.shape)
    # From the side that lies away from the highest mountain, which is in the picture then.
    away = np.array((x - column * place.land.metres_per_pixel, z - row * place.land.metres_per_pixel))
    away = away / max(math.hypot(*away), 1.0)
    far = settlement.radius_m * 1.3 + 40.0
    eye_x, eye_z = float(x + away[0] * far), float(z + away[1] * far)
    above = max(floor, float(ground_at(place.land, eye_x, eye_z)))
    shots = [(str(folder / "village.png"), eye_x, above + 0.3 * far, eye_z, x, floor, z)]
    if place.people:
        person = place.people[0]
        angle = math.radians(person.turn_deg)
        near_x, near_z = person.x_m + 3.4 * math.sin(angle + 0.35), person.z_m + 3.4 * math.cos(angle + 0.35)
        near_y = float(ground_at(place.land, near_x, near_z)) + EYE_M
        shots.append(
            (str(folder / "street.png"), near_x, near_y, near_z, person.x_m, person.y_m + EYE_M * 0.9, person.z_m)
        )
    return shots


def _save(path: Path, name: str) -> None:
    (ROOT / "docs/images" / name).write_bytes(jpeg(read_picture(path.read_bytes())[..., :3]))


if __name__ == "__main__":
    main()
