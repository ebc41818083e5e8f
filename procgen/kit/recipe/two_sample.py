"""Can a judge tell what is made from what is real? A classifier two-sample test on features of crops.

Lopez-Paz and Oquab 2017, "Revisiting Classifier Two-Sample Tests": a classifier learns to tell the two sets apart on a
part of both and is tried on the rest. Half right is what nobody can tell apart. Gradient boosted trees see each
feature alone and together with others, at any scale, and need no tuning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import GroupKFold

FloatArray = npt.NDArray[np.float32]
DoubleArray = npt.NDArray[np.float64]
Groups = npt.NDArray[np.int64]

TREES = 150
_BINS = 64


@dataclass(frozen=True, slots=True)
class Crops:
    """Crops of maps or pictures, or of what was made by their conditions; as features or as they are."""

    values: FloatArray
    """(n, …)."""
    patch: Groups
    """(n,) of which map or picture."""
    region: Groups
    """(n,) what that belongs to: a region of land, a material."""

    def of(self, patches: npt.NDArray[np.intp]) -> Crops:
        """Those of some patches."""
        kept = np.isin(self.patch, patches)
        return Crops(self.values[kept], self.patch[kept], self.region[kept])


def gathered(maps: Sequence[FloatArray], regions: Sequence[str]) -> Crops:
    """Crops of maps, one map a patch.

    Args:
        maps: (crops, …) of each.
        regions: of each.
    """
    counts = [len(each) for each in maps]
    number = np.unique(np.asarray(regions), return_inverse=True)[1]
    patch = np.repeat(np.arange(len(maps)), counts)
    return Crops(np.concatenate(list(maps)), patch, number[patch].astype(np.int64))


@dataclass(frozen=True, slots=True)
class Told:
    """What a judge said of rows that it had not seen."""

    real: DoubleArray
    """(n,) how probable it found each real row to be real, 0 to 1."""
    made: DoubleArray
    """(m,) the same of each made row."""

    @property
    def accuracy(self) -> float:
        """Share of the rows that are told rightly, both sets counting alike; half where nobody can tell."""
        return 0.5 * float((self.real > 0.5).mean() + (self.made <= 0.5).mean())

    @property
    def area(self) -> float:
        """Area under the receiver operating characteristic: how often a real row seems more real than a made one, and
        half of how often as real. Intervals need thousands, each of few rows: scikit-learn would look at what it is
        given ten times as long as it counts.
        """
        made = np.sort(self.made)
        less, not_more = (np.searchsorted(made, self.real, side).sum() for side in ("left", "right"))
        return float(less + not_more) / (2.0 * len(self.real) * len(made))


def _binned(rows: FloatArray) -> FloatArray:
    """(n, f): which of :data:`_BINS` equally filled bins of its column each value is in.

    Trees know no more of a value. Scikit-learn would bin the rows itself, for each fold again, and where they have
    weights so slowly that it takes ten times as long as the trees. The bins are those of all rows, whichever set they
    are of, and so tell nothing.
    """
    edges = np.quantile(rows, np.arange(1, _BINS) / _BINS, axis=0)
    columns = [np.searchsorted(edge, column, side="right") for edge, column in zip(edges.T, rows.T, strict=True)]
    return np.stack(columns, axis=1).astype(np.float32)


def two_sample(
    real: FloatArray,
    made: FloatArray,
    groups: tuple[Groups, Groups],
    *,
    folds: int = 5,
    trees: int = TREES,
    seed: int = 0,
) -> Told:
    """Tell made rows from real ones by cross-validation: each row is judged by trees that saw none of its group.

    Args:
        real: (n, f) features.
        made: (m, f).
        groups: (n,) and (m,): the patch or region that a row is of, or whose conditions it was made by. Groups are
            kept whole, the real rows of one and the made ones together.
        folds: at most; as many as there are groups, if these are fewer.
        trees: how many, each of which mends what those before it got wrong.
        seed: of the trees.

    Raises:
        ValueError: there are fewer than two groups, a set has no rows, or all of its rows are in one fold.
    """
    if not len(real) or not len(made):
        raise ValueError("a two-sample test needs rows of both sets")
    rows, group = _binned(np.concatenate([real, made])), np.concatenate(groups)
    truth = np.repeat([1, 0], [len(real), len(made)])
    count = min(folds, len(np.unique(group)))
    if count < 2:
        raise ValueError("a two-sample test needs at least two groups")
    score = np.empty(len(rows))
    for learned, judged in GroupKFold(count).split(rows, truth, group):
        if len(np.unique(truth[learned])) < 2:
            raise ValueError("a two-sample test needs rows of both sets outside of every fold")
        judge = HistGradientBoostingClassifier(
            max_iter=trees,
            learning_rate=0.08,
            max_leaf_nodes=15,
            min_samples_leaf=10,
            l2_regularization=1.0,
            max_bins=_BINS,
            max_features=0.3,
            class_weight="balanced",
            early_stopping=False,
            random_state=seed,
        ).fit(rows[learned], truth[learned])
        score[judged] = judge.predict_proba(rows[judged])[:, 1]
    return Told(score[: len(real)], score[len(real) :])
