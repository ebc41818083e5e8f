"""From a data pack to a critic: features, training, export. What each domain's critic is trained with stands here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from procgen.critic.recipe import sets as critic_sets
from procgen.critic.recipe.sets import Features, Report
from procgen.critic.recipe.train import CriticConfig, energies, export_critic, own_quantiles, train_critic
from procgen.runtime.catalog import packaged_assets
from procgen.runtime.store import ModelStore

FeaturesOf = Callable[..., Features]


@dataclass(frozen=True, slots=True)
class CriticRecipe:
    """What a domain's critic is made of."""

    features: FeaturesOf
    requests: Mapping[str, int]
    """Of our own, by split."""
    config: CriticConfig
    ranks: bool
    """Whether best of four helped on the validation split: only then requests may ask for it."""


RECIPES: Final[Mapping[str, CriticRecipe]] = {
    "terrain": CriticRecipe(
        critic_sets.terrain_features,
        {"train": 600, "validation": 160, "test": 200},
        CriticConfig(dropout=0.2, steps=4000),
        ranks=False,
    ),
    "texture": CriticRecipe(
        critic_sets.texture_features,
        {"train": 1000, "validation": 130, "test": 220},
        CriticConfig(),
        ranks=False,
    ),
    "character": CriticRecipe(
        critic_sets.character_features,
        {"train": 3000, "validation": 300, "test": 500},
        CriticConfig(),
        ranks=False,
    ),
    "dialogue": CriticRecipe(
        critic_sets.dialogue_features,
        {"train": 1000, "validation": 400, "test": 600},
        CriticConfig(own_weight=1.5),
        ranks=False,
    ),
    "layout": CriticRecipe(
        critic_sets.layout_features,
        {"train": 600, "validation": 600, "test": 600},
        CriticConfig(),
        ranks=True,
    ),
}


def features_of(domain: str, data: Path, split: str, store: ModelStore, report: Report) -> Features:
    """A split's features. Raises FileNotFoundError where the pack lacks a file, KeyError for an unknown domain."""
    recipe = RECIPES[domain]
    return recipe.features(data, split, store, report, requests=recipe.requests[split])


def make_critic(
    domain: str,
    data: Path,
    folder: Path,
    store: ModelStore,
    report: Report,
    *,
    run: Path | None = None,
    resume: bool = False,
    config: Mapping[str, Any] | None = None,
    sets: Mapping[str, Features] | None = None,
) -> None:
    """Train a domain's critic and write it with its catalog entry.

    Args:
        domain: one of :data:`RECIPES`.
        data: its data pack.
        folder: where to.
        store: the generators whose results it learns to tell from real things.
        report: gets a line now and then.
        run: folder for checkpoints; none is kept without.
        resume: go on from the last checkpoint, or where there is none from the critic that ships.
        config: changes to the recipe's configuration.
        sets: features by split, where they are at hand.

    Raises:
        FileNotFoundError: the pack lacks a file.
        KeyError: unknown domain.
    """
    recipe = RECIPES[domain]
    found = sets or {split: features_of(domain, data, split, store, report) for split in ("train", "validation")}
    model = train_critic(
        found["train"],
        found["validation"],
        replace(recipe.config, **(config or {})),
        run,
        resume=resume,
        shipped=packaged_assets() / f"critic_{domain}.onnx",
        report=report,
    )
    held = found["validation"].real
    report(
        f"{domain}: median energy of real held-out things {float(sorted(energies(model, held))[len(held) // 2]):.2f}"
    )
    properties: dict[str, Any] = {"ranks": recipe.ranks}
    if recipe.ranks:
        properties["own_quantiles"] = own_quantiles(energies(model, found["validation"].own), found["validation"].kinds)
    export_critic(model, domain, folder, held, properties)
