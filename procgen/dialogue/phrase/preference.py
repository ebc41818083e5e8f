"""What writers prefer among candidates of one line, as far as it can be told beforehand.

Lines were rated by a reader who was told who speaks and what the line does, and not what chose it; `recipe.chooser`
keeps them and fits what each sign of a candidate is worth: what its template names of the speaker, whether mood or
trait are heard in a sentence beside it, its length, and what our model makes of it.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from procgen.dialogue.language.contract import Judges, LanguageModel, Prompt, Verdict
from procgen.dialogue.phrase.book import Template
from procgen.dialogue.phrase.compose import Candidate

FILE: Final = Path(__file__).with_suffix(".json")
PLAIN, TELLING = "plain", "telling"
"""Lines, and lines that tell facts."""
SIGNS: Final = (
    "mood", "trait", "role", "relation", "anybody", "manner", "tail", "beside", "brief", "words", "sentences",
    "likelihood", "fits", "whole", "weight",
)  # fmt: skip
"""Of candidates: whether the template names mood, trait, role, relation or none of these; whether a sentence of manner
stands beside it, one of mood or trait behind a fact, or a fact beside a line that does not tell it; whether it has four
words at most; tens of words, up to three; sentences; what the model says; and how well its templates fit, in nats."""
OF_MODEL: Final = ("likelihood", "fits", "whole")
"""Those that need a model; where none of them is worth anything, it is not asked."""
_UNHEARD: Final = Verdict(0.0, 0.0, 0.0)
_NAMED: Final = SIGNS[:4]
_NOBODYS: Final = ("describe:", "choice:")
"""What nobody says, or the player: what is preferred there was not learned."""
FIT: Final = 0.45
"""What a nat of the weight is worth, where nothing was learned: nearly the temperature of the draw, so that among a
small section's templates, all of which are candidates, those that name the mood are as much likelier as their weight
says."""
_BRIEF: Final = 4
_LONG: Final = 30
_END: Final = re.compile(r"[.!?]+")


@dataclass(frozen=True, slots=True)
class Made:
    """How a candidate was made.

    Attributes:
        named: what its template asks for: keys of conditions such as "mood".
        beside: sections of what was put beside it.
        weight: how well its templates fit the request, in nats.
    """

    named: frozenset[str]
    beside: frozenset[str]
    weight: float


def made(rows: Sequence[Candidate], section: Sequence[Template]) -> list[Made]:
    """How candidates were made, which are of a section's templates, if of any."""
    names = {row.templates[0] for row in rows if row.templates}
    asks = {
        template.id: frozenset(test.key for test in template.conditions.tests if test.operator == "=")
        for template in section
        if template.id in names
    }
    return [
        Made(
            asks.get(next(iter(row.templates), ""), frozenset()),
            frozenset(name.partition("@")[0] for name in row.templates[1:]),
            _nats(row),
        )
        for row in rows
    ]


def _nats(row: Candidate) -> float:
    """How well a candidate's templates fit."""
    return math.log(max(row.weight, 1e-90))


def signs(text: str, how: Made, verdict: Verdict) -> tuple[float, ...]:
    """Of a candidate, by `SIGNS`."""
    words = len(text.split())
    return (
        *(float(key in how.named) for key in _NAMED),
        float(not how.named),
        float(any(name.startswith("manner_") for name in how.beside)),
        float(not {"tell_mood", "tell_trait"}.isdisjoint(how.beside)),
        float(any(name.startswith("tell_more") for name in how.beside)),
        float(words <= _BRIEF),
        min(words, _LONG) / 10.0,
        float(len(_END.findall(text))),
        verdict.likelihood if math.isfinite(verdict.likelihood) else 0.0,
        verdict.fits,
        verdict.whole,
        how.weight,
    )


@cache
def worths() -> Mapping[str, tuple[float, ...]]:
    """What each sign is worth, in nats of the draw, of `PLAIN` and `TELLING` lines."""
    told = json.loads(FILE.read_text("utf-8"))
    return {kind: tuple(float(told[kind][sign]) for sign in SIGNS) for kind in (PLAIN, TELLING)}


def judged(
    rows: Sequence[Candidate],
    section: Sequence[Template],
    prompt: Prompt,
    model: LanguageModel | None,
    stop: Callable[[], None],
) -> tuple[list[float] | None, list[float]]:
    """The likelihood of each candidate, or None where that was not looked at, and what each is worth in nats.

    Args:
        rows: candidates of one line.
        section: the templates that they were made from.
        prompt: who speaks, and what was said before.
        model: without one, weights alone tell; one that was not taught to choose adds its likelihoods.
        stop: called often; raises to end the work.
    """
    if model is None:
        return _weighed(rows, [0.0] * len(rows))
    texts = [row.text for row in rows]
    if not isinstance(model, Judges) or prompt.intent.startswith(_NOBODYS):
        return _weighed(rows, model.likelihoods(prompt, texts, stop))
    worth = worths()[TELLING if prompt.must_say else PLAIN]
    listens = any(value for sign, value in zip(SIGNS, worth, strict=True) if sign in OF_MODEL)
    verdicts = model.verdicts(prompt, texts, stop) if listens else [_UNHEARD] * len(rows)
    told = map(signs, texts, made(rows, section), verdicts)
    fits = [sum(a * b for a, b in zip(worth, row, strict=True)) for row in told]
    return [verdict.likelihood for verdict in verdicts] if listens else None, fits


def _weighed(rows: Sequence[Candidate], scores: list[float]) -> tuple[list[float], list[float]]:
    """Scores, and what they and the weights are worth together."""
    return scores, [score + FIT * _nats(row) for score, row in zip(scores, rows, strict=True)]
