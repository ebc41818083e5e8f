"""Fits what signs of a line's candidates are worth to lines that were rated, and puts it beside the code that chooses.

    python tools/fit_preference.py

Prints how well weights choose on lines that they were not fitted on, with the packaged model's verdicts and without.
"""

from __future__ import annotations

import json
import sys

from procgen.dialogue.language.own import OwnModel
from procgen.dialogue.phrase.preference import FILE, PLAIN, TELLING
from procgen.dialogue.phrase.write import TEMPERATURE
from procgen.dialogue.recipe.chooser.rated import WITHOUT_MODEL, crossed, fit, read_ratings, signs_of
from procgen.runtime.checkpoint import go_on
from procgen.runtime.store import ModelStore


def main() -> None:
    """Fit, print, write."""
    model = OwnModel.load(ModelStore(threads=1))
    found = [(rated, signs_of(rated, model, go_on)) for rated in read_ratings()]
    for kind in (PLAIN, TELLING):
        for name, leave_out in (("with the model", ()), ("without", WITHOUT_MODEL)):
            told = crossed(found, kind, TEMPERATURE, leave_out)
            sys.stdout.write(
                f"{kind} {name}: rated {told.rating:.2f}, the books' {told.books:.2f}, better in {told.won:.1%} of "
                f"those rated apart, among {told.among[0]:.1f} candidates, the books {told.among[1]:.1f}\n"
            )
    FILE.write_text(json.dumps(fit(found), indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
