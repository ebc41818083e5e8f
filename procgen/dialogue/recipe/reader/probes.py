"""Fits `reading.reader.PROBED`: how sure it is that a turn is after a secret, told by what it is about."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from procgen.dialogue.reading.acts import ACTS
from procgen.dialogue.reading.reader import Reader, probe_told
from procgen.dialogue.recipe.corpus import Npc
from procgen.dialogue.recipe.reader.examples import people

_STRENGTH = 10.0
"""Inverse of the penalty: hardly any, for three weights of thousands of turns."""
_PROBE = ACTS.index("probe")


def fit_probes(npcs: Iterable[Npc], reader: Reader) -> npt.NDArray[np.float64]:
    """Weights, (4,), a bias first. Of a turn with several acts a probe counts by its share.

    Args:
        npcs: whom the reader has not learned from: of whom it has, it is too sure.
        reader: tells what the regression is told.
    """
    told, shares = [], []
    for npc in npcs:
        (person,) = people([npc])
        facts = reader.facts([(text, about) for _, text, about in person.facts])
        secrets = reader.facts([(secret.text, ()) for secret in npc.secrets])
        for turn in person.turns if npc.secrets else ():
            said = (turn.player, turn.answered, turn.before)
            alone, beside = reader.read(*said, facts), reader.read(*said, facts, secrets)
            assert beside.secret is not None
            told.append(probe_told(alone.sure("probe"), beside.secret, float(alone.about.max(initial=0.0))))
            shares.append((_PROBE in turn.acts) / max(len(turn.acts), 1))
    rows, weights = np.array(told)[:, 1:], np.array(shares)
    model = LogisticRegression(C=_STRENGTH)
    model.fit(
        np.vstack([rows, rows]),
        np.repeat([True, False], len(rows)),
        sample_weight=np.concatenate([weights, 1.0 - weights]),
    )
    return np.concatenate([model.intercept_, model.coef_[0]])
