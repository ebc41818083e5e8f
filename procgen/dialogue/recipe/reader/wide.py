"""Fits the regression of `reading.wide` on the corpus's train split and single utterances."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from procgen.dialogue.reading.acts import ACTS
from procgen.dialogue.reading.wide import ROWS, names_of, rows_of, runs_of
from procgen.dialogue.recipe.corpus import Npc, Said
from procgen.dialogue.recipe.reader.examples import Person, people
from procgen.dialogue.recipe.reader.utterances import utterances

_STRENGTH: Final = 15.0
"""Inverse of the penalty; chosen on the validation split of 5, 15."""
_STEPS: Final = 80
_LEVELS: Final = 127
Row = tuple[dict[int, float], tuple[int, ...]]


def wide_rows(persons: Iterable[Person]) -> list[Row]:
    """Rows of turns with their acts."""
    found = []
    for person in persons:
        names = names_of([about for _, _, about in person.facts])
        found += [(rows_of(runs_of(h.player, h.answered, names)), h.acts) for h in person.turns if h.acts]
    return found


def fit_wide(npcs: Sequence[Npc], said: Iterable[Said]) -> dict[str, npt.NDArray[Any]]:
    """Arrays of `reading.wide.Wide`.

    Args:
        npcs: those to learn from. Of a turn with several acts each counts by its share.
        said: single utterances, learned as well.
    """
    rows = wide_rows([*people(npcs), utterances(said)])
    counts = _matrix([row for row, _ in rows])
    rarity = (np.log((1.0 + len(rows)) / (1.0 + np.asarray((counts > 0).sum(0)).ravel())) + 1.0).astype(np.float32)
    weighed = counts.multiply(rarity).tocsr()
    lengths = np.sqrt(np.asarray(weighed.multiply(weighed).sum(1)).ravel())
    weighed = weighed.multiply(1.0 / np.maximum(lengths, 1e-9)[:, None]).tocsr()
    pairs = [(i, act) for i, (_, acts) in enumerate(rows) for act in acts]
    shares = [1.0 / len(rows[i][1]) for i, _ in pairs]
    model = LogisticRegression(C=_STRENGTH, max_iter=_STEPS)
    model.fit(weighed[[i for i, _ in pairs]], [act for _, act in pairs], sample_weight=shares)
    weights = np.zeros((ROWS, len(ACTS)), np.float32)
    bias = np.full(len(ACTS), -20.0, np.float32)
    weights[:, model.classes_], bias[model.classes_] = model.coef_.T, model.intercept_
    scale = np.maximum(np.abs(weights).max(0), 1e-7) / _LEVELS
    return {
        "wide_rarity": rarity,
        "wide_weights": np.rint(weights / scale).astype(np.int8),
        "wide_scale": scale.astype(np.float32),
        "wide_bias": bias,
    }


def _matrix(rows: Sequence[dict[int, float]]) -> Any:
    ends = np.cumsum([0, *(len(row) for row in rows)])
    return csr_matrix(
        ([value for row in rows for value in row.values()], [i for row in rows for i in row], ends),
        shape=(len(rows), ROWS),
    )
