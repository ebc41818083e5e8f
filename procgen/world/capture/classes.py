"""The classes of what is seen; Godot's ``label_things.gd`` has the same list."""

from __future__ import annotations

from typing import Final

CLASSES: Final = (
    "sky", "ground", "water", "road", "building", "tree", "plant", "prop", "person", "animal", "vehicle",
)  # fmt: skip
"""By their numbers in semantic masks."""
FIRST_THING: Final = 256
"""Labels of instance masks from here on are things; below, they are classes' numbers."""
GROUND: Final = CLASSES.index("ground")
ROAD: Final = CLASSES.index("road")
KITTI_TYPES: Final = {"person": "Pedestrian", "vehicle": "Car", "animal": "Misc"}
"""Which things stand in KITTI's label files, and as what."""
