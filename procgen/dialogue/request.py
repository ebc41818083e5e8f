"""What is asked for: a line, and what must and must not be in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from procgen.dialogue.persona import Fact, Persona, Situation


@dataclass(frozen=True, slots=True)
class Must:
    """What a text must and must not hold, whichever model writes it.

    Attributes:
        say: texts that must stand in it exactly, as whole words, case aside at the start of a sentence.
        never: texts that must not stand in it, in any case, spacing or punctuation.
        most_characters: upper bound.
        level: content filter: ``none``, ``mild`` (no slurs, no explicit words) or ``strict`` (no swearing at all).
    """

    say: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    most_characters: int = 400
    level: str = "mild"


@dataclass(frozen=True, slots=True)
class LineRequest:
    """A line to be written.

    Attributes:
        intent: one of `vocabulary.INTENTS`; or ``bark:`` with one of `EVENTS`, ``choice:`` with one of `CHOICES` (what
            the player may answer), ``describe:`` with one of `DESCRIPTIONS`.
        persona: who speaks.
        situation: where, to whom.
        facts: what must be said (their texts join `must.say`).
        must: bounds.
        slots: more words for the phrase books, such as topic, item, price, quest's giver: name to text.
        said: lines said before, the last one last; they are not repeated.
        seed: equal seeds, equal lines.
        asides: factor of how often a sentence of the speaker's manner, mood or trait stands beside the line.
    """

    intent: str
    persona: Persona = field(default_factory=Persona)
    situation: Situation = field(default_factory=Situation)
    facts: tuple[Fact, ...] = ()
    must: Must = field(default_factory=Must)
    slots: Mapping[str, str] = field(default_factory=dict)
    said: tuple[str, ...] = ()
    seed: int = 0
    asides: float = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line that was written.

    Attributes:
        text: what is said.
        intent: what it does.
        speaker: who says it.
        mood: how.
        candidates: how many it was chosen from.
        likelihood: mean log-likelihood a token under the model that chose it, in nats; 0 where none did.
        template: which templates of the phrase books it was made from, or the model's name.
    """

    text: str
    intent: str
    speaker: str = ""
    mood: str = "neutral"
    candidates: int = 1
    likelihood: float = 0.0
    template: str = ""
