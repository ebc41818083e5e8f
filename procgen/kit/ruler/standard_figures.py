"""The figures that are asked of every domain alike: which metric of a domain each is, or why there is none.

NLL, KL, inception score, FID, KID, precision and recall, diversity, validity and memorisation: so that one table holds
all domains side by side, and nothing is left out in silence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

FIGURES: Final = (
    "nll", "kl", "inception_score", "fid", "kid", "precision", "recall", "diversity", "validity", "memorisation",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """Where a domain's figure stands, or why it has none.

    Attributes:
        metrics: names of its metrics; one that a run's parts leave out is not there.
        about: what it is of, or why there is none.
    """

    metrics: tuple[str, ...] = ()
    about: str = ""


Common: TypeAlias = Mapping[str, Figure]
"""By each of :data:`FIGURES`."""
NEAREST: Final = "mean distance to the nearest train thing over that of held-out real ones; below 1 is nearer"
"""What most domains' memorisation is of."""


def measured(*metrics: str, about: str = "") -> Figure:
    """A figure that a domain has."""
    return Figure(metrics, about)


def missing(why: str) -> Figure:
    """One that it has not."""
    return Figure((), why)


def common_record(common: Common) -> dict[str, dict[str, object]]:
    """By figure the names of a domain's metrics and what they are of, or why it has none."""
    return {
        figure: {"metrics": list(each.metrics), "about": each.about} if each.metrics else {"none": each.about}
        for figure, each in common.items()
    }
