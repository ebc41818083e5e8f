"""How well a reader reads: acts, kinds of question, and the facts that answer, against the labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from torch import Tensor

from procgen.dialogue.reading.acts import ACTS, ASKS

FIRST_ASK = len(ACTS) - len(ASKS)
SURE = 0.5


def figures(read: Sequence[tuple[Mapping[str, Tensor], Tensor, Tensor, float]]) -> dict[str, float]:
    """Figures over batches.

    Args:
        read: of each batch its arrays, logits of acts and answers, and its loss.

    Returns:
        "loss"; "act", turns whose likeliest act is one of theirs; "asks", questions whose kind is the likeliest;
        "fact", questions with an answer whose likeliest fact is one; "found", those where that is sure, too; "none",
        questions without an answer for which no fact is sure.
    """
    told: dict[str, list[float]] = {name: [] for name in ("loss", "act", "asks", "fact", "found", "none")}
    for x, acts, answers, loss in read:
        told["loss"].append(loss)
        likely = acts.numpy().argmax(-1)
        wanted, asked, right = (x[name].numpy() for name in ("acts", "asked", "answers"))
        told["act"] += [float(wanted[i, act]) for i, act in enumerate(likely)]
        kinds = acts.numpy()[:, FIRST_ASK:].argmax(-1)
        for i in np.flatnonzero(asked[:, 1:].any(-1)):
            told["asks"].append(float(asked[i, 1 + kinds[i]]))
            for kind in np.flatnonzero(asked[i, 1:]):
                sure = 1.0 / (1.0 + np.exp(-answers[i, :, 1 + kind].numpy()))
                true = right[i, :, 1 + kind]
                if true.any():
                    told["fact"].append(float(true[sure.argmax()]))
                    told["found"].append(float(true[sure.argmax()]) * float(sure.max() >= SURE))
                else:
                    told["none"].append(float(sure.max() < SURE))
    return {name: float(np.mean(values)) if values else 0.0 for name, values in told.items()}
