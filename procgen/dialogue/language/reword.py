"""A draft in a speaker's own words, by a model that was taught to do that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from procgen.dialogue.language.best import Drafts, draft_seed
from procgen.dialogue.language.contract import LanguageModel, Prompt, Sampling
from procgen.dialogue.language.gain import gains
from procgen.errors import Failed

TRIES: Final = 3
"""For each text that is wanted."""
TEMPERATURE: Final = 0.7
_TOKENS_A_WORD, _SPARE_TOKENS = 2, 12


def reworded(
    model: LanguageModel,
    prompt: Prompt,
    fits: Callable[[str], bool],
    seed: int,
    stop: Callable[[], None],
    candidates: int = 1,
) -> str:
    """The text that gains most by who speaks, of some that fit; empty where none does.

    Args:
        model: that rephrases.
        prompt: with the draft.
        fits: whether a text may be said, and says what the draft does.
        seed: of all tries.
        stop: called often; raises to end the work.
        candidates: texts that are compared. Each costs as much as the first, and what they gain as much again.
    """
    most = prompt.words * _TOKENS_A_WORD + _SPARE_TOKENS
    found: dict[str, float] = {}
    for count in range(TRIES * candidates):
        sampling = Sampling(draft_seed(seed, count), temperature=TEMPERATURE, repetition_penalty=1.0, most_tokens=most)
        try:
            text, likelihood = _written(model, prompt, sampling, stop)
        except Failed:
            continue
        if text and text not in found and fits(text):
            found[text] = likelihood
        if len(found) == candidates:
            break
    if len(found) < 2:
        return next(iter(found), "")
    texts = list(found)
    gained = gains(model, prompt, texts, stop, list(found.values()) if isinstance(model, Drafts) else None)
    return texts[max(range(len(texts)), key=gained.__getitem__)]


def _written(model: LanguageModel, prompt: Prompt, sampling: Sampling, stop: Callable[[], None]) -> tuple[str, float]:
    """A text that ended by itself, and its mean log-likelihood."""
    if isinstance(model, Drafts):
        draft = model.draft(prompt, "", sampling, stop)
        text = draft.text.strip()
        mean = sum(draft.likelihoods) / max(len(draft.likelihoods), 1)
    else:
        text, mean = "".join(model.write(prompt, "", sampling, stop)).strip(), 0.0
    return (text, mean) if text.endswith((".", "!", "?", '"', "'")) else ("", mean)
