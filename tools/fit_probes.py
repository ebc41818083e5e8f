"""Fits how sure the packaged reader is that what is said is after a secret, and prints `reading.reader.PROBED`.

    python tools/fit_probes.py CORPUS [--also ID ...]

Needs the extra ``train``. Learns from the validation split, and from persons of the train split that are named because
the packaged network has not learned from them.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from procgen.dialogue.reading.reader import packaged_reader
from procgen.dialogue.recipe.corpus import load, of_split
from procgen.dialogue.recipe.reader.probes import fit_probes


def main() -> None:
    """Fit and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="folder of SETTING/ID.npc, or one packed")
    parser.add_argument("--also", nargs="*", default=[], help="persons of the train split, by their ids")
    told = parser.parse_args()
    npcs = load(told.corpus)
    train = of_split(npcs, "train")
    unknown = set(told.also) - {npc.key for npc in train}
    if unknown:
        raise SystemExit(f"error: --also: {', '.join(sorted(unknown))}: not in the train split")
    also = [npc for npc in train if npc.key in told.also]
    weights = fit_probes([*of_split(npcs, "validation"), *also], packaged_reader())
    sys.stdout.write(f"PROBED = {tuple(round(float(weight), 2) for weight in weights)}\n")


if __name__ == "__main__":
    main()
