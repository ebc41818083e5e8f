"""How often seeds show each scan of a class: `python -m procgen.texture.recipe.often PACK --more ANOTHER`.

By class and name, for ``python -m procgen.texture.ruler.turns``. Scans that surely are taken for their class have three
turns where others have one, as styles that are have more (:mod:`procgen.texture.recipe.typical`). The judge of it is
the same: a linear discriminant on moments of the frozen features that the network's adversary looks through, learned
from the pictures of the train split. It is no part of any evaluation. Scans are judged as they are and mirrored either
way, at 128 pixels, by discriminants that saw no picture of their group.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.texture.recipe.features import FrozenFeatures
from procgen.texture.recipe.pack import TexturePack, images_of
from procgen.texture.recipe.typical import LEAST, class_chances, moments
from procgen.texture.scan.bank import Bank, packaged_bank
from procgen.texture.sizes import NATURAL_PX

_MOST: Final = 3
_FOLDS: Final = 6
_MIRRORED: Final = ((1, 1), (1, -1), (-1, 1))


def times(chances: Sequence[float]) -> list[int]:
    """How often each scan of a class has its turn: those that surely are taken for it three times, but none so often
    that it would follow itself.

    Args:
        chances: how likely each is taken for its class.
    """
    found = [max(round(_MOST * (LEAST + chance) / (LEAST + 1.0)), 1) for chance in chances]
    while len(found) > 1 and max(found) > sum(found) - max(found):
        found[found.index(max(found))] -= 1
    divisor = int(np.gcd.reduce(found))
    return [each // divisor for each in found]


def _moments(network: FrozenFeatures, pictures: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """Of (n, h, w, 3) pictures, 0 to 1."""
    return moments(network, np.ascontiguousarray(np.moveaxis(pictures, -1, 1) * np.float32(2.0) - np.float32(1.0)))


def chances_of(bank: Bank, pack: TexturePack, groups: Mapping[str, int]) -> dict[str, dict[str, float]]:
    """By class and name, how likely each scan is taken for its class; 0 where the pack has no pictures of that.

    Args:
        bank: of scans.
        pack: pictures to learn from.
        groups: of scans by name, as the pack counts them; others are judged with the first fold's pictures left out.
    """
    with contextlib.redirect_stdout(sys.stderr):  # it says that it was loaded
        network = FrozenFeatures()
    items = pack.of("train", "validation")
    names = sorted({item.material for item in items})
    real = _moments(network, images_of(items))
    labels = np.array([names.index(item.material) for item in items], np.intp)
    folds = np.array([item.group % _FOLDS for item in items])
    entries = {entry.origin.name: entry for entry in bank.entries}
    pictures = np.stack([bank.scan(entry).surface(NATURAL_PX).albedo for entry in entries.values()])
    seen = [_moments(network, pictures[:, ::down, ::across]) for down, across in _MIRRORED]
    likely: dict[str, dict[str, float]] = {}
    for fold in range(_FOLDS):
        kept = folds != fold
        known = np.unique(labels[kept])
        chances = np.mean([class_chances(real[kept], labels[kept], view) for view in seen], axis=0)
        for name, row in zip(entries, chances, strict=True):
            if groups.get(name, 0) % _FOLDS == fold:
                likely[name] = {names[label]: float(chance) for label, chance in zip(known, row, strict=True)}
    return {
        material: {each.origin.name: likely[each.origin.name].get(material, 0.0) for each in of_class}
        for material, of_class in bank.classes.items()
    }


def often(bank: Bank, pack: TexturePack, groups: Mapping[str, int]) -> dict[str, dict[str, int]]:
    """By class and name, how often a scan has its turn in a round; without classes whose scans all have one."""
    found = {}
    for material, chances in sorted(chances_of(bank, pack, groups).items()):
        turns = dict(zip(chances, times(list(chances.values())), strict=True))
        if max(turns.values()) > 1:
            found[material] = turns
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the table as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pack", type=Path, help="Folder of the texture pack.")
    parser.add_argument("--more", type=Path, action="append", default=[], help="Another pack that scans are of.")
    said = parser.parse_args(arguments)
    pack = TexturePack(said.pack)
    packs = [pack, *(TexturePack(folder) for folder in said.more)]
    groups = {item.uid.split(":")[-1]: item.group for each in packs for item in each.items}
    json.dump(often(packaged_bank(), pack, groups), sys.stdout, indent=4)


if __name__ == "__main__":
    main()
