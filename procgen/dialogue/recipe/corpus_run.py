"""What the tools that learn from the dialogue corpus are told: the same flags for each."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from procgen.kit.recipe.loop import parse_budget


def read_flags(
    about: str | None, budget: str, *, more: Mapping[str, str] | None = None, arguments: list[str] | None = None
) -> argparse.Namespace:
    """The corpus, the folder of the run, the budget in seconds (nought exports what the run kept), whether to go on
    from its checkpoint, with what to begin, and the seed.

    Args:
        about: what the tool does.
        budget: if none is told.
        more: paths that the tool needs or takes besides: flag to help; those that end with "!" must be told.
        arguments: of the command line, which they come from where None.
    """
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, help="folder of SETTING/ID.npc and utterances/NAME.tsv, or one packed")
    parser.add_argument("--run", type=Path, required=True, help="folder of the run")
    parser.add_argument("--budget", default=budget, help="over all resumed runs; 0 exports what the run kept")
    parser.add_argument("--resume", action="store_true", help="go on from the run's checkpoint")
    parser.add_argument("--begin", type=Path, help="best.pt of another run, to begin with")
    parser.add_argument("--seed", type=int, default=0, help="another than that of the run that --begin is of")
    for flag, told in (more or {}).items():
        parser.add_argument(flag.removesuffix("!"), type=Path, required=flag.endswith("!"), help=told)
    found = parser.parse_args(arguments)
    found.budget_s = parse_budget(found.budget) if found.budget != "0" else 0.0
    return found
