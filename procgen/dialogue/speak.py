"""A line by whichever model there is: phrase books write and what readers prefer is chosen, or a large model writes
within a grammar; the same checks hold for both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from procgen.dialogue.guard.markup import variables
from procgen.dialogue.language.best import Bounds, best_line
from procgen.dialogue.language.contract import LanguageModel, Sampling, Spoken
from procgen.dialogue.phrase.write import Heard, bounds_of, line, names_of, prompt_of
from procgen.dialogue.request import Line, LineRequest

DRAFTS: Final = 2
"""Drafts of a large model, of which the most fluent is kept."""
_WORDS: Final = {"bark": 6, "choice": 6, "describe": 28}
_LINE_WORDS: Final = 16


def speak(
    request: LineRequest,
    model: LanguageModel | None,
    stop: Callable[[], None],
    *,
    heard: Heard | None = None,
    history: Sequence[Spoken] = (),
    notes: Sequence[str] = (),
) -> Line:
    """Write a line.

    Args:
        request: what is asked for.
        model: writes it where it writes, else chooses among candidates of the phrase books; they alone where None, and
            where it rephrases: facts stand in lines word for word.
        stop: called often; raises to end the work.
        heard: lines that must not be repeated; those of `request.said` where None. The new one is not added.
        history: turns before.
        notes: facts that a large model may use.

    Raises:
        InvalidFields: if no line of the phrase books keeps the bounds; tells why.
        Failed: if no draft of a large model does, or its server can't be reached.
    """
    if model is not None and model.rephrases:
        model = None  # it keeps to what facts mean, and lines of requests to their words
    if model is None or not model.writes:
        return line(request, model, stop, heard=heard, history=history)
    heard = heard or Heard(request.said)
    bounds, names = bounds_of(request), sorted(names_of(request))
    words = _WORDS.get(request.intent.partition(":")[0], _LINE_WORDS) + sum(len(say.split()) for say in bounds.say)
    prompt = replace(prompt_of(request, history), notes=tuple(notes), words=words)
    allowed = Bounds(tuple(names), frozenset(each for name in names for each in variables(name)), said=heard.said)
    written = best_line(model, prompt, bounds, allowed, Sampling(seed=request.seed), stop, candidates=DRAFTS)
    return replace(written, intent=request.intent)
