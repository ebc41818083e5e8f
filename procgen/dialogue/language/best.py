"""A line by a language model that holds whatever must hold: drafts under a grammar, each checked, the best one kept."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

from procgen.dialogue.guard.check import check
from procgen.dialogue.guard.fresh import Said
from procgen.dialogue.guard.problem import Problem
from procgen.dialogue.language.constrain import line_grammar
from procgen.dialogue.language.contract import LanguageModel, Prompt, Sampling
from procgen.dialogue.language.gguf import Draft
from procgen.dialogue.request import Line, Must
from procgen.errors import Failed
from procgen.runtime.philox import stream_id

CANDIDATES = 3
"""Drafts that are compared. Each costs a GGUF model about as long as its tokens take, since nothing is batched."""
_TRIES_EACH = 3
_JOIN_TOKENS = 3
_JOIN_WEIGHT = 0.5
_MASK64 = (1 << 64) - 1


@runtime_checkable
class Drafts(Protocol):
    """A model that tells how likely each of its tokens was."""

    def draft(self, prompt: Prompt, grammar: str, sampling: Sampling, stop: Callable[[], None]) -> Draft:
        """A whole text."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a line is checked for, besides `Must`; see `guard.check.check`.

    Attributes:
        names: of the world, in the order of their weight here: a grammar holds the first ones alone.
        variables: that may stand in the line.
        lexicon: small words of the language.
        said: lines before.
    """

    names: tuple[str, ...] = ()
    variables: frozenset[str] = frozenset()
    lexicon: Container[str] | None = None
    said: Said | None = None


def best_line(
    model: LanguageModel,
    prompt: Prompt,
    must: Must,
    bounds: Bounds,
    sampling: Sampling,
    stop: Callable[[], None],
    *,
    candidates: int = CANDIDATES,
    instead: Callable[[], Line] | None = None,
) -> Line:
    """The best of some drafts that pass all checks.

    Args:
        model: that writes.
        prompt: what it is told; `must_say` and `never_say` are taken from `must`.
        must: what must and must not be in the line.
        bounds: what else it is checked for.
        sampling: its seed seeds all drafts.
        stop: asked all the time.
        candidates: drafts that pass and are compared; models that don't tell likelihoods write one.
        instead: writes a line where none passes; its `template` then tells that, and why. Without it that is an error.

    Raises:
        Failed: no draft passed.
    """
    prompt = replace(prompt, must_say=must.say, never_say=must.never)
    grammar = line_grammar(must, (*bounds.names, *sorted(bounds.variables)), prompt.words)
    passed: list[tuple[float, float, str]] = []
    wrong: Sequence[Problem] | str = "nothing was written"
    remedy = "Draw another seed, or ask for less at once."
    tells = isinstance(model, Drafts)
    wanted = candidates if tells else 1
    for count in range(wanted * _TRIES_EACH):
        own = replace(sampling, seed=draft_seed(sampling.seed, count))
        try:
            draft = _written(model, prompt, grammar, own, stop)
        except Failed as error:
            wrong = error.message
            if not tells:
                remedy = error.remedy or remedy
                break  # it has tried several times by itself
            continue
        names = frozenset(bounds.names)
        problems = check(
            draft.text, must, names=names, variables=bounds.variables, lexicon=bounds.lexicon, said=bounds.said
        )
        if problems:
            wrong = problems
            continue
        passed.append((fluency(draft.likelihoods), _mean(draft.likelihoods), draft.text))
        if len(passed) == wanted:
            break
    if passed:
        _, likelihood, text = max(passed, key=lambda each: each[0])
        return Line(
            text, prompt.intent, prompt.persona.name, prompt.situation.mood, len(passed), likelihood, model.name
        )
    reason = wrong if isinstance(wrong, str) else " ".join(dict.fromkeys(problem.kind for problem in wrong))
    if instead is not None:
        line = instead()
        return replace(line, template=f"{line.template} (instead of {model.name}: {reason})")
    raise Failed(f"{model.name} wrote no line that may be used: {reason}", remedy)


def draft_seed(seed: int, count: int) -> int:
    """Seed of a draft."""
    return (seed ^ (stream_id(f"dialogue/draft/{count}") * 0x9E3779B97F4A7C15)) & _MASK64 if count else seed


def _written(model: LanguageModel, prompt: Prompt, grammar: str, sampling: Sampling, stop: Callable[[], None]) -> Draft:
    if isinstance(model, Drafts):
        return model.draft(prompt, grammar, sampling, stop)
    return Draft("".join(model.write(prompt, grammar, sampling, stop)), ())


def fluency(likelihoods: Sequence[float]) -> float:
    """Mean log-likelihood, lowered by the worst few tokens in a row: there a fact was joined badly."""
    if not likelihoods:
        return 0.0
    runs = [
        _mean(likelihoods[place : place + _JOIN_TOKENS]) for place in range(max(1, len(likelihoods) - _JOIN_TOKENS + 1))
    ]
    return _mean(likelihoods) + _JOIN_WEIGHT * min(runs)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
