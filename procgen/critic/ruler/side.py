"""How ``procgen evaluate all`` measures critics."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from procgen.kit.ruler.rows import Rows
from procgen.kit.ruler.side import Found, NoPack, Ruler, Sample, Surroundings, mean_rows
from procgen.kit.ruler.standard_figures import FIGURES, measured, missing

_REQUESTS: Final[Mapping[str, int]] = {"terrain": 24, "texture": 40, "character": 200, "dialogue": 40, "layout": 24}
"""That candidates are made for, by what a critic judges."""
_JUDGES: Final = "a critic makes nothing; what choosing by it brings is measured with its domain's distance"

_COMMON: Final = {
    "nll": missing("an energy without a known normaliser: likelihoods hold but for a constant"),
    **dict.fromkeys(FIGURES[1:8], missing(_JUDGES)),
    "validity": measured("critic_auroc", about="telling spoilt things, mean over domains; baseline: chance"),
    "memorisation": missing("it makes nothing that could be a copy"),
}


def _measure(around: Surroundings, _folder: Path) -> Found:
    from procgen.critic.ruler.figures import evaluate_critic  # noqa: PLC0415 torch

    found: Rows = {}
    each_critic: list[Rows] = []
    missed: list[Sample] = []
    for domain, requests in _REQUESTS.items():
        if around.quick and domain != "layout":
            continue
        try:
            folder = around.pack_of(domain)
        except NoPack as error:
            around.say(f"critic of {domain} is left out: {error}")
            missed.append(Sample(f"Critic of {domain}", lines=(f"No figures: {error}.",)))
            continue
        rows = evaluate_critic(
            domain, folder, around.split, around.seed, around.store, lambda _: None, requests=requests
        )  # fmt: skip
        each_critic.append(rows)
        found |= {f"{domain}_{name}": row for name, row in rows.items()}
        around.say(f"critic of {domain}")
    return {**mean_rows(each_critic), **found}, (), missed


RULER: Final = Ruler(_measure, _COMMON, weight=3)
