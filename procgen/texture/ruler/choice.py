"""Sheets to choose each class's generator by, blind: what each makes of the class, in an order that nobody is told.

``python -m procgen.texture.ruler.choice FOLDER`` writes a picture for each class. A row is a generator: the tile from
straight ahead, on a ball, and a part of it pixel for pixel. All rows are of one seed. ``key.json`` says afterwards
which row was whose.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from procgen.runtime.store import ModelStore
from procgen.texture.classes import CLASS_NAMES, FIRST_LABELS
from procgen.texture.generate import DOMAIN, generate
from procgen.texture.material import FloatArray, Surface
from procgen.texture.parameters import COMPOSED, SCAN, STRUCTURED, TextureParameters, built
from procgen.texture.preview import ball_rgb, thumbnail_rgb
from procgen.texture.scan.bank import Bank, packaged_bank

Bytes = npt.NDArray[np.uint8]

SEED: Final = 11
SIDE_PX: Final = 1024
SHOWN_PX: Final = 384
_GAP_PX: Final = 8


def candidates(material: str, store: ModelStore, bank: Bank) -> list[str]:
    """Generators that make a class, in alphabetical order."""
    learned = list(store.generators(DOMAIN))
    found = learned if material in FIRST_LABELS else []
    if material in bank.classes:
        found = [*found, SCAN, *([COMPOSED] if learned else [])]
    if built(material, bank):
        found = [*found, STRUCTURED]
    return sorted(found)


def shuffled(names: Sequence[str], material: str, seed: int) -> list[str]:
    """In an order that goes by the class and the seed."""
    return sorted(names, key=lambda name: hashlib.sha256(f"{seed}/{material}/{name}".encode()).digest())


def _part(surface: Surface, side: int) -> Surface:
    def cut(field: FloatArray) -> FloatArray:
        return np.ascontiguousarray(field[:side, :side])

    return Surface(cut(surface.albedo), cut(surface.height), cut(surface.roughness), cut(surface.metallic))


def shown(surface: Surface) -> Bytes:
    """A row of a sheet."""
    views = (
        thumbnail_rgb(surface, SHOWN_PX),
        ball_rgb(surface, SHOWN_PX),
        thumbnail_rgb(_part(surface, SHOWN_PX), SHOWN_PX),
    )
    gap = np.zeros((SHOWN_PX, _GAP_PX, 3), np.uint8)
    return np.concatenate([part for view in views for part in (view, gap)][:-1], axis=1)


def sheet(surfaces: Sequence[Surface]) -> Bytes:
    """Rows below each other."""
    rows = [shown(surface) for surface in surfaces]
    gap = np.full((_GAP_PX, rows[0].shape[1], 3), 255, np.uint8)
    return np.concatenate([part for row in rows for part in (row, gap)][:-1])


def choice_sheets(
    folder: Path,
    store: ModelStore,
    materials: Sequence[str] = CLASS_NAMES,
    models: Sequence[str] = (),
    seed: int = SEED,
    report: Callable[[str], object] = lambda _line: None,
) -> Mapping[str, Sequence[str]]:
    """Write the sheets and their key.

    Args:
        folder: where to; it is made.
        store: of the networks.
        materials: classes.
        models: generators that are looked at; all if empty.
        seed: of the materials, and of the order.
        report: told what was written.

    Returns:
        By class, whose the rows are.
    """
    folder.mkdir(parents=True, exist_ok=True)
    bank = packaged_bank()
    key: dict[str, list[str]] = {}
    for material in materials:
        names = [name for name in candidates(material, store, bank) if not models or name in models]
        order = shuffled(names, material, seed)
        made = [
            generate(TextureParameters(SIDE_PX, SIDE_PX, seed=seed, material=material, model=model), store).surface
            for model in order
        ]
        path = folder / f"{material}.png"
        Image.fromarray(sheet(made)).save(path)
        key[material] = order
        (folder / "key.json").write_text(json.dumps(key, indent=1) + "\n", "utf-8")
        report(str(path))
    return key


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--material", action="append", choices=CLASS_NAMES)
    parser.add_argument("--model", action="append")
    parser.add_argument("--seed", type=int, default=SEED)
    asked = parser.parse_args()
    choice_sheets(
        asked.folder,
        ModelStore(),
        asked.material or CLASS_NAMES,
        asked.model or (),
        asked.seed,
        lambda line: sys.stdout.write(f"{line}\n"),
    )
