"""A line by whichever model there is: phrase books write and our network chooses, or a large model writes within a
grammar; the same checks hold for both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from procgen.dialogue.guard.check import check
from procgen.dialogue.guard.markup import variables
from procgen.dialogue.language.best import Bounds, best_line
from procgen.dialogue.language.constrain import line_grammar
from procgen.dialogue.language.contract import LanguageModel, Sampling, Spoken
from procgen.dialogue.language.reword import reworded
from procgen.dialogue.meaning import packaged_table
from procgen.dialogue.phrase.write import Heard, bounds_of, line, names_of, prompt_of
from procgen.dialogue.request import Line, LineRequest
from procgen.dialogue.talk.keeping import unkept

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
        model: writes it where it writes, else chooses among candidates of the phrase books; they alone where None.
        stop: called often; raises to end the work.
        heard: lines that must not be repeated; those of `request.said` where None. The new one is not added.
        history: turns before.
        notes: facts that a large model may use.

    Raises:
        InvalidFields: if no line of the phrase books keeps the bounds; tells why.
        Failed: if no draft of a large model does, or its server can't be reached.
    """
    if model is None or not model.writes:
        return line(request, model, stop, heard=heard, history=history)
    heard = heard or Heard(request.said)
    if model.rephrases:
        return _reworded(request, model, stop, heard, history)
    bounds, names = bounds_of(request), sorted(names_of(request))
    words = _WORDS.get(request.intent.partition(":")[0], _LINE_WORDS) + sum(len(say.split()) for say in bounds.say)
    prompt = replace(prompt_of(request, history), notes=tuple(notes), words=words)
    allowed = Bounds(tuple(names), frozenset(each for name in names for each in variables(name)), said=heard.said)
    written = best_line(model, prompt, bounds, allowed, Sampling(seed=request.seed), stop, candidates=DRAFTS)
    return replace(written, intent=request.intent)


def _reworded(
    request: LineRequest, model: LanguageModel, stop: Callable[[], None], heard: Heard, history: Sequence[Spoken]
) -> Line:
    """The books' line in the speaker's words; as it is where no other way to say it keeps the bounds."""
    draft = line(request, None, stop, heard=heard, history=history)
    bounds, names = bounds_of(request), names_of(request) | {draft.text, request.persona.background}
    shown = [value for value in request.slots.values() if value in draft.text]

    def fits(text: str) -> bool:
        allowed = frozenset(each for name in names for each in variables(name))
        return not (
            check(text, bounds, names=names, variables=allowed, lexicon=packaged_table(), said=heard.said)
            or unkept(text, draft.text, (), "", shown)
        )

    prompt = replace(prompt_of(request, history), draft=draft.text, words=len(draft.text.split()))
    grammar = line_grammar(bounds, sorted(names_of(request)), prompt.words) if bounds.say else ""
    text = reworded(model, prompt, fits, request.seed, stop, grammar=grammar)
    return replace(draft, text=text, template=f"{draft.template} (in the words of {model.name})") if text else draft
