"""What a line gains by who speaks: its likelihood with person and mood, less that without.

The likeliest line is the blandest one, which anybody could say. What is likelier from this person than from nobody in
particular is theirs (Li et al. 2016 choose replies so, by what was said before).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from procgen.dialogue.language.contract import LanguageModel, Prompt
from procgen.dialogue.persona import Persona


def plain(prompt: Prompt) -> Prompt:
    """The same said by nobody in particular, in no mood, to anybody."""
    situation = replace(prompt.situation, mood="neutral", relation=0, place="")
    return replace(prompt, persona=Persona(), situation=situation)


def gains(
    model: LanguageModel,
    prompt: Prompt,
    texts: Sequence[str],
    stop: Callable[[], None],
    likelihoods: Sequence[float] | None = None,
) -> list[float]:
    """Of each text, nats a token.

    Args:
        model: that tells likelihoods.
        prompt: with the person.
        texts: what may be said next.
        stop: called often; raises to end the work.
        likelihoods: with the person, where they are known already.
    """
    own = model.likelihoods(prompt, texts, stop) if likelihoods is None else likelihoods
    return [
        with_it - without for with_it, without in zip(own, model.likelihoods(plain(prompt), texts, stop), strict=True)
    ]
