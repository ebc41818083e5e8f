"""Whether each axis stands for one thing: MIG, DCI and SAP against proportions that can be measured."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from procgen.character.population.measures import INDEX

FloatArray = npt.NDArray[np.float64]
_BINS = 12


def factors(measures: FloatArray) -> dict[str, FloatArray]:
    """Proportions that the named axes are meant to stand for, each (n,), by axis; usual indices of anthropometry."""

    def of(name: str) -> FloatArray:
        return measures[:, INDEX[name]]

    stature = of("stature")
    return {
        "size": stature,
        "adiposity": of("mass") / stature**2,
        "limb_length": of("crotch_height") / of("sitting_height"),
        "shoulders": of("biacromial_breadth") / of("hip_breadth"),
        "muscularity": of("biceps_circumference_flexed") / of("waist_circumference"),
        "lower_body": of("thigh_circumference") / of("waist_circumference"),
        "frame": of("wrist_circumference") / stature,
        "head": of("head_circumference"),
        "hands": of("hand_length") / stature,
        "feet": of("foot_length") / stature,
    }


@dataclass(frozen=True, slots=True)
class Disentanglement:
    """Each from 0 to 1; higher is better."""

    mig: float
    """Mutual information gap (Chen et al. 2018)."""
    dci_disentanglement: float
    dci_completeness: float
    """Eastwood and Williams 2018, with the sizes of the coefficients of linear regressions as importances."""
    sap: float
    """Separated attribute predictability (Kumar et al. 2018), with the squared correlation as the score."""


def _classes(values: FloatArray) -> npt.NDArray[np.intp]:
    """(n,) which of 12 equally full classes a value is in."""
    edges = np.quantile(values, np.linspace(0.0, 1.0, _BINS + 1)[1:-1])
    return np.searchsorted(edges, values)


def mutual_information(one: FloatArray, other: FloatArray) -> float:
    """Of two columns in equally full classes, nats, less the bias of counts (Miller and Madow)."""
    table = np.zeros((_BINS, _BINS))
    np.add.at(table, (_classes(one), _classes(other)), 1.0)
    share = table / table.sum()
    outer = share.sum(1, keepdims=True) * share.sum(0, keepdims=True)
    filled = share > 0.0
    raw = float((share[filled] * np.log(share[filled] / outer[filled])).sum())
    return max(raw - (_BINS - 1) ** 2 / (2.0 * len(one)), 0.0)


def _weighted_purity(importance: FloatArray) -> float:
    """Mean over rows, by their sums, of 1 less the entropy of a row's shares over its greatest possible value."""
    sums = importance.sum(1, keepdims=True)
    share = importance / np.maximum(sums, 1e-12)
    entropy = -(share * np.log(np.maximum(share, 1e-12))).sum(1) / np.log(importance.shape[1])
    return float(((1.0 - entropy) * sums[:, 0]).sum() / sums.sum())


def disentanglement(latents: FloatArray, named: FloatArray) -> Disentanglement:
    """The three figures.

    Args:
        latents: (n, k), at least two.
        named: (n, f) factors, at least two.
    """
    z = (latents - latents.mean(0)) / (latents.std(0) + 1e-12)
    v = (named - named.mean(0)) / named.std(0)
    information = np.array([[mutual_information(a, b) for b in v.T] for a in z.T])
    ordered = np.sort(information, axis=0)[::-1]
    squared = np.square(z.T @ v / len(z))
    predicted = np.sort(squared, axis=0)[::-1]
    importance = np.abs(np.linalg.lstsq(z, v, rcond=None)[0])
    return Disentanglement(
        mig=float(((ordered[0] - ordered[1]) / np.log(_BINS)).mean()),
        dci_disentanglement=_weighted_purity(importance),
        dci_completeness=_weighted_purity(importance.T),
        sap=float((predicted[0] - predicted[1]).mean()),
    )
