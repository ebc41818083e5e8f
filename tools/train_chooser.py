"""Teaches the packaged decoder of dialogue to choose, on the dialogue corpus, and puts it among the assets.

    python tools/train_chooser.py CORPUS --data PACK --run FOLDER --budget 90m [--resume] [--begin BEST] [--seed N]

Needs the extra ``train``, and the dialogue pack that the decoder first learned from (docs/dialogue.md says its format).
"""

from __future__ import annotations

from pathlib import Path

from procgen.dialogue.recipe.chooser.train import ChooserRecipe, train_chooser
from procgen.dialogue.recipe.corpus import load
from procgen.dialogue.recipe.corpus_run import read_flags
from procgen.dialogue.recipe.export import export
from procgen.dialogue.recipe.train import PAIRS_FILE, load_pairs
from procgen.kit.recipe.checkpoint import BEST

ASSETS = Path(__file__).parent.parent / "assets"


def main() -> None:
    """Train, export."""
    told = read_flags(__doc__, "90m", more={"--data!": "folder of the dialogue pack"})
    if told.budget_s:
        train_chooser(
            load(told.corpus),
            told.data,
            told.run,
            ChooserRecipe(budget_s=told.budget_s, seed=told.seed),
            shipped=ASSETS,
            resume=told.resume,
            begin=told.begin,
        )
    pairs = load_pairs(told.run / PAIRS_FILE)
    export(told.run / BEST, pairs, ASSETS, generator="own", licence="MIT", default=True)


if __name__ == "__main__":
    main()
