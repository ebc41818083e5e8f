"""``procgen train dialogue``."""

from __future__ import annotations

from procgen.kit.command.output import note
from procgen.kit.command.training import Training, needs_pack, trains
from procgen.runtime.catalog import packaged_assets


@trains(
    data="Folder of the dialogue pack; docs/dialogue.md says its format.",
    out="runs/dialogue",
    budget="90m",
    name="my-dialogue",
    called="What settings will call the model.",
)
def dialogue(told: Training) -> None:
    """Learn byte pairs and a small decoder from conversations, prose and lore, and export them for `--models`.

    Example: `procgen train dialogue --data data/dialogue --budget 90m --name villagers`
    """
    # torch and tokenizers are not in the core install
    from procgen.dialogue.recipe.export import export  # noqa: PLC0415
    from procgen.dialogue.recipe.train import PAIRS_FILE, DialogueRecipe, load_pairs, train  # noqa: PLC0415
    from procgen.models.autoregressive import DecoderConfig  # noqa: PLC0415

    recipe = DialogueRecipe(budget_s=told.budget_s)
    remedy = "Name a folder with dialogue.jsonl.xz and its fellows; docs/dialogue.md says their format."
    with needs_pack(told.data, "is no dialogue pack to learn from", remedy, ValueError):
        best = train(
            told.data, told.out, recipe, DecoderConfig(), resume=told.resume, report=note, shipped=packaged_assets()
        )
    export(best, load_pairs(told.out / PAIRS_FILE), told.models, **told.labels)
