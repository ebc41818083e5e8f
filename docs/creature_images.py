"""The pictures of docs/creature.md: `python docs/creature_images.py`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from procgen.creature.exporters.picture import taken
from procgen.creature.generate import generate
from procgen.creature.parameters import CreatureParameters
from procgen.kit.command.pictures import labelled, side_by_side

IMAGES = Path(__file__).parent / "images"
SHOWN: tuple[tuple[str, dict[str, Any]], ...] = (
    ("riding horse", {"species": "horse", "breed": "riding", "coat": "bay", "seed": 1}),
    ("draught horse", {"species": "horse", "breed": "draught", "coat": "dun", "seed": 2}),
    ("dairy cow", {"species": "cow", "breed": "dairy", "coat": "holstein", "seed": 1}),
    ("highland cow", {"species": "cow", "breed": "highland", "coat": "red", "seed": 2}),
    ("sheep", {"species": "sheep", "breed": "lowland", "coat": "white", "seed": 1}),
    ("lamb", {"species": "sheep", "growth": 0.1, "coat": "white", "seed": 3}),
    ("hill ram", {"species": "sheep", "breed": "hill", "coat": "blackface", "horns": 1.0, "seed": 1}),
    ("goat", {"species": "goat", "breed": "mountain", "seed": 1}),
    ("pig", {"species": "pig", "breed": "farm", "coat": "pink", "seed": 1}),
    ("stag", {"species": "deer", "breed": "red", "horns": 1.1, "seed": 1}),
    ("fallow deer", {"species": "deer", "breed": "fallow", "horns": 0.0, "seed": 2}),
    ("wolf", {"species": "wolf", "breed": "timber", "coat": "grey wolf", "seed": 1}),
    ("collie", {"species": "dog", "breed": "collie", "seed": 1}),
    ("hound", {"species": "dog", "breed": "hound", "coat": "tricolour", "seed": 1}),
    ("shepherd", {"species": "dog", "breed": "shepherd", "coat": "black and tan", "seed": 2}),
    ("tabby cat", {"species": "cat", "breed": "house", "coat": "tabby", "seed": 1}),
    ("hen", {"species": "hen", "breed": "layer", "coat": "hen red", "seed": 1}),
    ("rooster", {"species": "hen", "breed": "rooster", "seed": 1}),
    ("crow", {"species": "crow", "breed": "carrion", "seed": 1}),
    ("gull", {"species": "gull", "breed": "herring", "coat": "gull", "seed": 1}),
    ("mallard", {"species": "duck", "breed": "mallard", "coat": "mallard drake", "seed": 1}),
)
MOVED: tuple[tuple[dict[str, Any], tuple[str, ...]], ...] = (
    ({"species": "horse", "breed": "riding", "coat": "bay", "seed": 1}, ("walk", "run", "graze", "lie")),
    ({"species": "dog", "breed": "hound", "coat": "tricolour", "seed": 1}, ("walk", "run", "sniff", "sit")),
    ({"species": "gull", "coat": "gull", "seed": 1}, ("walk", "peck", "fly", "swim")),
)
MOMENTS = 4


def individuals() -> np.ndarray:
    """A sheet of animals, each as it stands."""
    pictures = []
    for title, said in SHOWN:
        creature = generate(CreatureParameters(**said), (0,))
        pictures.append(labelled(taken(creature, "idle", 0, 230), title))
    return np.asarray(side_by_side(pictures, 7))


def movements() -> np.ndarray:
    """Moments of some clips, a row each, from the side."""
    pictures = []
    for said, clips in MOVED:
        creature = generate(CreatureParameters(**said), (1,))
        for name in clips:
            last = creature.clip(name).frames - 1
            for moment in range(MOMENTS):
                at = round((moment + 0.4) * last / MOMENTS)
                shot = taken(creature, name, at, 150, level=1, azimuth_deg=78.0, samples=1)
                pictures.append(labelled(shot, f"{name} {moment + 1}"))
    return np.asarray(side_by_side(pictures, 2 * MOMENTS))


def main() -> None:
    """Write both pictures."""
    for name, picture in (("creatures", individuals()), ("creature-clips", movements())):
        Image.fromarray(picture).save(IMAGES / f"{name}.jpg", quality=86)


if __name__ == "__main__":
    main()
