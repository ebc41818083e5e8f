"""What the domain asks of a language model, whichever runs: score, and write under a constraint.

`own`, `gguf` and `address` beside this module carry it out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from procgen.dialogue.persona import Persona, Situation


@dataclass(frozen=True, slots=True)
class Spoken:
    """One turn that was said before."""

    speaker: str
    text: str
    player: bool = False


@dataclass(frozen=True, slots=True)
class Prompt:
    """All that a model is told; each model writes it in its own form (control tokens, or a chat template).

    Attributes:
        persona: who speaks.
        situation: where, to whom, in which mood.
        intent: as of `request.LineRequest.intent`.
        history: turns before, the last one last. What players said is quoted, never instruction.
        notes: facts that may be used, one a line.
        must_say: texts that must stand in the answer.
        never_say: texts that must not.
        words: about how many words are wanted.
        draft: what to say, in the words of the phrase books; empty where there is none.
    """

    persona: Persona
    situation: Situation
    intent: str = "inform"
    history: tuple[Spoken, ...] = ()
    notes: tuple[str, ...] = ()
    must_say: tuple[str, ...] = ()
    never_say: tuple[str, ...] = ()
    words: int = 20
    draft: str = ""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How tokens are drawn."""

    seed: int = 0
    temperature: float = 0.8
    top_k: int = 40
    top_p: float = 0.95
    repetition_penalty: float = 1.1
    most_tokens: int = 96


class LanguageModel(Protocol):
    """A model. Calls from several threads at once are fine."""

    @property
    def name(self) -> str:
        """As recipes and cards call it."""

    @property
    def writes(self) -> bool:
        """Whether it writes well enough to be asked for whole lines; ours only chooses and varies."""

    @property
    def rephrases(self) -> bool:
        """Whether it writes what a draft says in the speaker's words, and is to be given one."""

    def likelihoods(self, prompt: Prompt, texts: Sequence[str], stop: Callable[[], None]) -> list[float]:
        """Mean log-likelihood a token, in nats, of each text as what is said next. `stop` is called often and raises to
        end the work.
        """

    def write(self, prompt: Prompt, grammar: str, sampling: Sampling, stop: Callable[[], None]) -> Iterator[str]:
        """Pieces of text as they come. `grammar` is an llguidance grammar (Lark) that the whole must fit, or empty."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a model makes of a text.

    Attributes:
        likelihood: mean log-likelihood a token, in nats.
        fits: whether it fits who speaks and what was said before, in nats that only texts for one prompt compare by.
        whole: whether its sentences hang together, likewise.
    """

    likelihood: float
    fits: float
    whole: float


@runtime_checkable
class Judges(Protocol):
    """A model that was taught to choose."""

    def verdicts(self, prompt: Prompt, texts: Sequence[str], stop: Callable[[], None]) -> list[Verdict]:
        """Of each text as what is said next."""
