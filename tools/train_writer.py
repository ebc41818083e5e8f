"""Trains the writer on the dialogue corpus, and puts it among the assets.

    python tools/train_writer.py CORPUS --run FOLDER --budget 8h [--resume] [--begin BEST] [--seed N]

Needs the extras ``train`` and ``llm``, whose SmolLM2 is what the adapter is for.
"""

from __future__ import annotations

from pathlib import Path

from procgen.dialogue.language.gguf import model_file
from procgen.dialogue.language.writer import ADAPTER
from procgen.dialogue.recipe.corpus import load
from procgen.dialogue.recipe.corpus_run import read_flags
from procgen.dialogue.recipe.writer.base import load_base
from procgen.dialogue.recipe.writer.export import export_adapter
from procgen.dialogue.recipe.writer.train import load_adapter, train_writer
from procgen.kit.recipe.checkpoint import BEST

ASSETS = Path(__file__).parent.parent / "assets"


def main() -> None:
    """Train, export."""
    told = read_flags(__doc__, "8h")
    base = model_file("smollm2")
    if told.budget_s:
        train_writer(
            load(told.corpus),
            base,
            told.run,
            budget_s=told.budget_s,
            seed=told.seed,
            resume=told.resume,
            begin=told.begin,
        )
    export_adapter(load_adapter(load_base(base), told.run / BEST), ASSETS / ADAPTER)


if __name__ == "__main__":
    main()
