"""What the critic sees of a spoken line: how well our own decoder foretells it, and its outward form."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np

from procgen.critic.pictures import FloatArray
from procgen.dialogue.language.own import OwnModel
from procgen.dialogue.model.script import plain

_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")
_ENDS = tuple(".!?\"'")
_QUANTILES = np.linspace(0.0, 1.0, 6)


def _share(count: float, of: float) -> float:
    return count / of if of else 0.0


def form(text: str) -> list[float]:
    """Lengths, punctuation, capitals and repeats of a line, each bounded."""
    words = _WORD.findall(text)
    lower = [word.lower() for word in words]
    pairs = Counter(itertools.pairwise(lower))
    inner = words[1:]
    marks = [text.count(mark) for mark in ".,;:!?-'\""]
    return [
        float(np.log1p(len(text))),
        float(np.log1p(len(words))),
        _share(sum(map(len, words)), len(words)) / 10.0,
        _share(len(set(lower)), len(lower)),
        _share(sum(n - 1 for n in pairs.values()), len(pairs)),
        _share(sum(a == b for a, b in itertools.pairwise(lower)), len(lower)),
        float(text.endswith(_ENDS)),
        float(text[:1].isupper()),
        _share(sum(word[0].isupper() for word in inner), len(inner)),
        _share(sum(len(word) > 1 and not any(v in word.lower() for v in "aeiouy") for word in words), len(words)),
        _share(sum(char.isdigit() for char in text), len(text)),
        float("  " in text or " ," in text or " ." in text),
        *(_share(mark, len(words) + 1) for mark in marks),
    ]


def line_features(texts: Sequence[str], model: OwnModel, stop: Callable[[], None]) -> FloatArray:
    """Features of lines (n, D) float32.

    Args:
        texts: lines, none empty.
        model: the packaged decoder; lines are read without a speaker or a situation.
        stop: is called often and raises to end the work.
    """
    shown = [plain(text) for text in texts]
    scores = model.token_scores(shown, stop)
    found = []
    for text, told in zip(shown, scores, strict=True):
        words = told[:-1] if len(told) > 1 else told
        per_character = float(told.sum()) / max(len(text), 1)
        steps = np.diff(words) if len(words) > 1 else np.zeros(1)
        found.append(
            [
                float(told.mean()),
                float(told.std()),
                float(told[-1]),
                per_character,
                float(np.sort(words)[: max(len(words) // 4, 1)].mean()),
                float(np.abs(steps).mean()),
                *(float(q) for q in np.quantile(words, _QUANTILES)),
                *form(text),
            ]
        )
    return np.array(found, np.float32)
