"""The declaration of the domain critic: energies that judge what other domains make."""

from __future__ import annotations

from typing import Final

from procgen.kit.domain import Domain, Verb

DOMAIN: Final = Domain(
    name="critic",
    title="Critic",
    about="Energies of each domain: how plausible a result is.",
    plural="critics",
    ruler="ruler.side:RULER",
    evaluate={
        "critic": Verb(
            "command.evaluate:critic", "How well critics tell broken results, and whether choosing by them helps."
        )
    },
    train={"critic": Verb("command.train:critic", "Train critics of domains, and export them for `--models`.")},
)
