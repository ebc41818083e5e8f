"""Fits how sure the packaged reader is that what is said is after a secret, and prints `reading.reader.PROBED`.

    python tools/fit_probes.py CORPUS

Needs the extra ``train``. Learns from the validation split: of persons whom the network knows it is too sure.
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
    weights = fit_probes(of_split(load(parser.parse_args().corpus), "validation"), packaged_reader())
    sys.stdout.write(f"PROBED = {tuple(round(float(weight), 2) for weight in weights)}\n")


if __name__ == "__main__":
    main()
