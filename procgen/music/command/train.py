"""``procgen train music``."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from procgen.kit.command.output import note
from procgen.kit.command.training import Training, needs_pack, trains
from procgen.runtime.catalog import packaged_assets

STAGES: Final = ("composer", "codes", "prior")
_LONG: Final[dict[str, Any]] = {"dropout": 0.2, "unseen": 0.12}
"""Of the composer: with less it is out of data within two hours."""


@trains(
    data="Folder with scores: scores_notes.npz and scores_meta.jsonl.xz; docs/music.md says their format.",
    out="runs/music",
    budget="10h",
    budget_help="Time for each stage: 10h, 90m.",
    stages=STAGES,
    name="my-composer",
)
def music(told: Training) -> None:
    """Learn to compose with a transformer over notes, and export it for `--models`.

    The stages codes and prior learn the levels above notes: a code for a bar, and which codes follow each other. They
    are measured; what serves is the composer.

    Example: `procgen train music --data FOLDER --stage composer --budget 10h --name ours`
    """
    # torch is not in the core install
    from procgen.kit.recipe.checkpoint import BEST  # noqa: PLC0415
    from procgen.music.recipe.codes import load_coder, train_coder, train_prior  # noqa: PLC0415
    from procgen.music.recipe.corpus import load_works  # noqa: PLC0415
    from procgen.music.recipe.export import export_composer, load_exported  # noqa: PLC0415
    from procgen.music.recipe.rows import Rows  # noqa: PLC0415
    from procgen.music.recipe.train import MusicRecipe, train_composer  # noqa: PLC0415

    with needs_pack(told.data, "has no scores to learn from", "docs/music.md says its format.", ValueError):
        works = load_works(told.data)
    recipe = MusicRecipe(budget_s=told.budget_s)
    how: dict[str, Any] = {"resume": told.resume, "report": note}
    if "composer" in told.stages:
        best = train_composer(
            works, told.out / "composer", recipe, shipped=partial(load_exported, packaged_assets()), **_LONG, **how
        )
        held = Rows([work.piece for work in works if work.split == "validation"][:1])
        export_composer(best, told.models, held, **told.labels)
    if "codes" in told.stages:
        train_coder(works, told.out / "codes", recipe, **how)
    if "prior" in told.stages:
        with needs_pack(told.out, "has no codes of bars", "Train the stage codes first."):
            coder = load_coder(told.out / "codes" / BEST)
        train_prior(works, coder, told.out / "prior", recipe, **how)
