"""``procgen train music``."""

from __future__ import annotations

from procgen.kit.command.output import note
from procgen.kit.command.training import Training, needs_pack, trains


@trains(
    data="Folder with scores: scores_notes.npz and scores_meta.jsonl.xz; docs/music.md says their format.",
    out="runs/music",
    budget="10h",
    name="my-composer",
)
def music(told: Training) -> None:
    """Learn to compose with a transformer over notes, and export it for `--models`.

    Example: `procgen train music --data FOLDER --budget 10h --name ours`
    """
    # torch is not in the core install
    from procgen.music.recipe.corpus import load_works  # noqa: PLC0415
    from procgen.music.recipe.export import export_composer  # noqa: PLC0415
    from procgen.music.recipe.rows import Rows  # noqa: PLC0415
    from procgen.music.recipe.train import MusicRecipe, train_composer  # noqa: PLC0415

    with needs_pack(told.data, "has no scores to learn from", "docs/music.md says its format.", ValueError):
        works = load_works(told.data)
        best = train_composer(works, told.out, MusicRecipe(budget_s=told.budget_s), resume=told.resume, report=note)
    held = Rows([work.piece for work in works if work.split == "validation"][:1])
    export_composer(best, told.models, held, **told.labels)
