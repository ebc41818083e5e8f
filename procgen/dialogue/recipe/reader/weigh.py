"""How well a reader reads: acts, kinds of question, and the facts that answer, against the labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from torch import Tensor

from procgen.dialogue.reading.acts import ACTS, ASKS

FIRST_ASK = len(ACTS) - len(ASKS)


def figures(read: Sequence[tuple[Mapping[str, Tensor], Tensor, Tensor, float]]) -> dict[str, float]:
    """Figures over batches.

    Args:
        read: of each batch its arrays, logits of acts (with that of what is false) and of answers, and its loss.

    Returns:
        "loss"; "act", turns whose likeliest act is one of theirs; "asks", questions whose kind is the likeliest;
        "fact", questions with an answer whose likeliest fact is one; "found", those where it is likelier than that
        nothing answers; "none", questions without an answer where that is the likeliest; "false", the share of pairs of
        a turn that takes something wrong for granted and one that does not which are told apart.
    """
    told: dict[str, list[float]] = {name: [] for name in ("loss", "act", "asks", "fact", "found", "none")}
    false: list[float] = []
    falsely: list[float] = []
    for x, acts, answers, loss in read:
        told["loss"].append(loss)
        wanted, asked, right = (x[name].numpy() for name in ("acts", "asked", "answers"))
        likely = acts.numpy()[:, : len(ACTS)]
        told["act"] += [float(wanted[i, act] > 0.0) for i, act in enumerate(likely.argmax(-1))]
        kinds = likely[:, FIRST_ASK:].argmax(-1)
        falsely += acts[:, -1].tolist()
        false += x["false"].tolist()
        for i in np.flatnonzero(asked.any(-1)):
            told["asks"].append(float(asked[i, kinds[i]]))
            for kind in np.flatnonzero(asked[i]):
                sure, true = answers[i, kind].numpy(), right[i, kind] > 0.0
                if true[0]:
                    told["none"].append(float(sure.argmax() == 0))
                else:
                    told["fact"].append(float(true[1 + sure[1:].argmax()]))
                    told["found"].append(float(true[sure.argmax()]))
    of_false = {"false": _told_apart(np.array(falsely), np.array(false) > 0.0)}
    return {name: float(np.mean(values)) if values else 0.0 for name, values in told.items()} | of_false


def _told_apart(scores: np.ndarray, true: np.ndarray) -> float:
    """Share of pairs, one of each, whose true one scores higher."""
    places = scores.argsort().argsort()
    count, others = int(true.sum()), int((~true).sum())
    if not count or not others:
        return 0.0
    return float((places[true].sum() - count * (count - 1) / 2) / (count * others))
