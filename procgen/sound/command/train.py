"""``procgen train sound``."""

from __future__ import annotations

from procgen.kit.command.output import note
from procgen.kit.command.training import Training, needs_pack, trains


@trains(
    data="Folder with recorded clips: sfx.tar.xz, or sfx/manifest.json; docs/sound.md says their format.",
    out="runs/sound",
    budget="1h",
    name="my-sounds",
)
def sound(told: Training) -> None:
    """Learn classes of sounds from clips, and export the model for `--models`.

    Example: `procgen train sound --data FOLDER --budget 1h --name ours`
    """
    # torch is not in the core install
    from procgen.sound.recipe.clips import all_clips  # noqa: PLC0415
    from procgen.sound.recipe.export import export_effects  # noqa: PLC0415
    from procgen.sound.recipe.rows import read_corpus  # noqa: PLC0415
    from procgen.sound.recipe.train import EffectsRecipe, train_effects  # noqa: PLC0415

    corpus = read_corpus(all_clips(told.data), cache=told.out / "rows.npz", report=note)
    with needs_pack(told.data, "has too little to learn from", "docs/sound.md says its format.", ValueError):
        best = train_effects(
            corpus, told.out / "effects", EffectsRecipe(budget_s=told.budget_s), resume=told.resume, report=note
        )
    export_effects(best, told.models, corpus.learned.some(corpus.learned.plain), **told.labels)
