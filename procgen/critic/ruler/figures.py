"""The critics' figures: telling spoilt things, and what choosing the best of four brings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from procgen.critic.energy import Critic
from procgen.critic.pictures import FloatArray
from procgen.critic.recipe.recipe import RECIPES
from procgen.critic.recipe.sets import Features
from procgen.critic.ruler.evaluate import auroc, auroc_interval, best_of_gain
from procgen.critic.ruler.judges import JUDGES
from procgen.kit.ruler.intervals import Interval
from procgen.kit.ruler.rows import Rows
from procgen.runtime.store import ModelStore


def _energies(critic: Critic, features: FloatArray) -> FloatArray:
    flat = critic.energies(features.reshape(-1, features.shape[-1]))
    return flat.reshape(features.shape[:-1])


def _auroc(low: FloatArray, high: FloatArray, seed: int) -> Interval:
    return Interval(auroc(low, high), *auroc_interval(low, high, seed))


def critic_figures(domain: str, critic: Critic, held: Features, seed: int, resamples: int = 400) -> Rows:
    """Figures of a critic on a held-out split.

    Returns:
        Rows by name: ``critic_auroc`` (and by defect), ``critic_auroc_own`` (real against our own: 0.5 where nobody
        could tell them), ``best_of_4_<metric>`` (random: any of the four, which is the baseline; ours: the critic's)
        and ``best_of_4_<metric>_gain``, the difference, above zero where it helps.
    """
    real, spoilt, own = (_energies(critic, part) for part in (held.real, held.spoilt, held.own))
    rows: Rows = {"critic_auroc": {**_auroc(real, spoilt, seed).cells("ours"), "baseline": 0.5}}
    defects = np.array(held.defects)
    for defect in sorted(set(held.defects)):
        rows[f"critic_auroc_{defect.replace(' ', '_')}"] = {"ours": auroc(real, spoilt[defects == defect])}
    rows["critic_auroc_own"] = {**_auroc(real, own.ravel(), seed).cells("ours"), "real": 0.5}
    name, metric = JUDGES[domain](held.real_things, held.things)
    gain = best_of_gain(own, metric, seed, resamples)
    rows[f"best_of_4_{name}"] = {"ours": gain.chosen, "random": gain.random, "baseline": gain.random}
    better = Interval(gain.random - gain.chosen, gain.low, gain.high)
    rows[f"best_of_4_{name}_gain"] = better.cells("ours")
    return rows


def evaluate_critic(
    domain: str,
    data: Path,
    split: str,
    seed: int,
    store: ModelStore,
    report: Callable[[str], None],
    *,
    requests: int | None = None,
) -> Rows:
    """Make the candidates, and measure.

    Args:
        domain: one of :data:`procgen.critic.recipe.recipe.RECIPES`.
        data: its data pack.
        split: of held-out things.
        seed: of random choices.
        store: the generators and the critic.
        report: gets a line now and then.
        requests: that candidates are made for; as many as the recipe says if not given.

    Raises:
        FileNotFoundError: the pack lacks a file.
    """
    recipe = RECIPES[domain]
    held = recipe.features(data, split, store, report, requests=requests or recipe.requests[split])
    return critic_figures(domain, Critic.load(store, domain), held, seed)
