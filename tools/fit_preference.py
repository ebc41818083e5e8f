"""Fits what signs of a line's candidates are worth to lines that were rated, and puts it beside the code that chooses.

    python tools/fit_preference.py

Prints how well weights choose on lines that they were not fitted on, with the packaged model's verdicts and without;
the model is asked afterwards only where it helps.
"""

from __future__ import annotations

import json
import sys
from typing import Final

from procgen.dialogue.language.own import OwnModel
from procgen.dialogue.phrase.preference import FILE, PLAIN, TELLING
from procgen.dialogue.phrase.write import TEMPERATURE
from procgen.dialogue.recipe.chooser.rated import WITHOUT_MODEL, crossed, fit, read_ratings, signs_of
from procgen.runtime.checkpoint import go_on
from procgen.runtime.store import ModelStore

GAIN: Final = 0.01
"""By so much more of what is rated apart the model must choose better than signs without it, to be asked at all."""


def main() -> None:
    """Fit, print, write."""
    model = OwnModel.load(ModelStore(threads=1))
    found = [(rated, signs_of(rated, model, go_on)) for rated in read_ratings()]
    worth = {}
    for kind in (PLAIN, TELLING):
        alone, listening = (crossed(found, kind, TEMPERATURE, leave_out) for leave_out in (WITHOUT_MODEL, ()))
        for name, told in (("without the model", alone), ("with it", listening)):
            sys.stdout.write(
                f"{kind} {name}: rated {told.rating:.2f}, the books' {told.books:.2f}; better in {told.won:.1%} of "
                f"those rated apart; among {told.among[0]:.1f} candidates, the books {told.among[1]:.1f}\n"
            )
        helps = listening.won > alone.won + GAIN
        worth[kind] = fit(found, () if helps else WITHOUT_MODEL)[kind]
    FILE.write_text(json.dumps(worth, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
