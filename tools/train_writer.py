"""Trains the writer on the dialogue corpus, and puts it among the assets.

    python tools/train_writer.py CORPUS --run FOLDER --budget 8h [--resume] [--begin BEST] [--seed N]

Needs the extras ``train`` and ``llm``, whose SmolLM2 is what the adapter is for.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from procgen.dialogue.language.gguf import model_file
from procgen.dialogue.language.writer import ADAPTER
from procgen.dialogue.recipe.corpus import load
from procgen.dialogue.recipe.writer.base import load_base
from procgen.dialogue.recipe.writer.export import export_adapter
from procgen.dialogue.recipe.writer.train import load_adapter, train_writer
from procgen.kit.recipe.checkpoint import BEST
from procgen.kit.recipe.loop import parse_budget

ASSETS = Path(__file__).parent.parent / "assets"


def main() -> None:
    """Train, export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="folder of SETTING/ID.npc, or one packed")
    parser.add_argument("--run", type=Path, required=True, help="folder of the run")
    parser.add_argument("--budget", default="8h", help="over all resumed runs; 0 exports what the run kept")
    parser.add_argument("--resume", action="store_true", help="go on from the run's checkpoint")
    parser.add_argument("--begin", type=Path, help="best.pt of another run, to begin with")
    parser.add_argument("--seed", type=int, default=0)
    told = parser.parse_args()
    base = model_file("smollm2")
    if told.budget != "0":
        train_writer(
            load(told.corpus),
            base,
            told.run,
            budget_s=parse_budget(told.budget),
            seed=told.seed,
            resume=told.resume,
            begin=told.begin,
        )
    export_adapter(load_adapter(load_base(base), told.run / BEST), ASSETS / ADAPTER)


if __name__ == "__main__":
    main()
