"""Is made land told from real land? A two-sample judge's figures.

Crops of 128 x 128 cells of held-out land, and of land that was made under the same conditions, with heights on the same
grid; as they are, smoothed by 1.5 cells, and by 3. Boosted trees see their features
(:mod:`procgen.terrain.morphometry.features`) and say which are real, each crop by trees that saw nothing of its region
(:func:`procgen.kit.recipe.two_sample.two_sample`). Figures are shares that are told rightly: 0.5 is what nobody can
tell, 1 what anybody can. ``real`` is the floor, one half of the real patches against the other by the same folds, the
mean of a few halvings. Intervals come from drawing patches, each with what was made by its conditions.

Names, for each smoothing: ``judge_128``; ``…_auc``, the area under the curve; ``…_by_patch``, where the trees saw other
patches of the same region; and ``…_FAMILY`` for each family of features alone, which says what betrays the land.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.kit.recipe.two_sample import TREES, Crops, Told, gathered, two_sample
from procgen.kit.ruler.intervals import Interval
from procgen.kit.ruler.rows import Rows
from procgen.terrain.morphometry.features import BLURS_PX, FAMILIES
from procgen.terrain.representation import FloatArray

IntArray = npt.NDArray[np.int64]

_HALVINGS = 3


@dataclass(frozen=True, slots=True)
class Effort:
    """How long judges learn."""

    trees: int = TREES
    """Of each judge of features."""
    steps: int = 200
    """Of each network."""
    families: bool = True
    """Whether each family of features is judged by, too."""


def _accuracy(told: Told) -> float:
    return told.accuracy


def _area(told: Told) -> float:
    return told.area


def judged_interval(
    told: Told, real: Crops, made: Crops, figure: Callable[[Told], float] = _accuracy, *, seed: int, draws: int = 200
) -> Interval:
    """A figure of what a judge said, by default its accuracy. Patches are drawn, each with what was made by its
    conditions; of sets that share none, such as halves of real patches, each by itself.
    """
    rng = np.random.default_rng(seed)
    own = np.unique(real.patch), np.unique(made.patch)
    shared = len(np.intersect1d(*own)) > 0

    def drawn(patches: IntArray, among: Crops) -> IntArray:
        """(n,) how often each crop is there."""
        return np.bincount(patches, minlength=1 + int(among.patch.max()))[among.patch]

    found = []
    for _ in range(draws):
        one, other = (rng.choice(patches, len(patches)) for patches in own)
        times = drawn(one, real), drawn(one if shared else other, made)
        if min(int(each.sum()) for each in times) > 0:
            found.append(figure(Told(np.repeat(told.real, times[0]), np.repeat(told.made, times[1]))))
    low, high = np.quantile(found, (0.025, 0.975))
    return Interval(figure(told), float(low), float(high))


def halves(crops: Crops, seed: int, times: int = _HALVINGS) -> list[tuple[Crops, Crops]]:
    """Patches cut into two random halves, a few times."""
    rng = np.random.default_rng([seed, 7])
    found = []
    for _ in range(times):
        order = rng.permutation(np.unique(crops.patch))
        found.append((crops.of(order[: len(order) // 2]), crops.of(order[len(order) // 2 :])))
    return found


def _judged(real: Crops, made: Crops, effort: Effort, seed: int, *, parts: bool) -> dict[str, Interval]:
    """All figures of one smoothing, by what they add to the name; those of parts only where they are wanted."""

    def told(columns: slice, *, by_patch: bool = False) -> Told:
        groups = (real.patch, made.patch) if by_patch else (real.region, made.region)
        return two_sample(real.values[:, columns], made.values[:, columns], groups, trees=effort.trees, seed=seed)

    def accuracy(of: Told) -> Interval:
        return judged_interval(of, real, made, seed=seed)

    whole = told(slice(None))
    found = {"": accuracy(whole), "_auc": judged_interval(whole, real, made, _area, seed=seed)}
    if parts:
        found["_by_patch"] = accuracy(told(slice(None), by_patch=True))
    if parts and effort.families:
        found |= {f"_{family}": accuracy(told(columns)) for family, columns in FAMILIES.items()}
    return found


def judge_rows(
    real: Sequence[FloatArray],
    made: Mapping[str, Sequence[FloatArray]],
    regions: Sequence[str],
    *,
    effort: Effort,
    seed: int,
    name: str = "judge_128",
) -> Rows:
    """The judge's figures; what betrays the land only of ``ours`` and of the floor's first halving.

    Args:
        real: (blurs, crops, features) of each held-out patch (:func:`map_features`).
        made: column to the same of what was made by each patch's conditions.
        regions: of each patch; at least two.
        effort: how long judges learn.
        seed: of halvings and draws.
        name: of the figures.
    """
    rows: Rows = {}
    for index, blur in enumerate(BLURS_PX):
        crops = gathered([each[index] for each in real], regions)
        for column, maps in made.items():
            other = gathered([each[index] for each in maps], regions)
            for what, interval in _judged(crops, other, effort, seed, parts=column == "ours").items():
                rows.setdefault(f"{name}{blur}{what}", {}).update(interval.cells(column))
        floors = [_judged(*half, effort, seed, parts=number == 0) for number, half in enumerate(halves(crops, seed))]
        for what, interval in floors[0].items():
            # Halvings share their patches, so that the mean of a few is no surer than one of them.
            value = float(np.mean([floor[what].value for floor in floors if what in floor]))
            rows[f"{name}{blur}{what}"] |= interval.about(value).cells("real")
    return rows
