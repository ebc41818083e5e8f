"""How much an NPC may talk."""

from __future__ import annotations

from dataclasses import dataclass

from procgen.dialogue.talk.state import State
from procgen.errors import Violation


@dataclass(frozen=True, slots=True)
class Limits:
    """What one NPC may spend in one talk; at the end of it the NPC takes its leave in character.

    Attributes:
        turns: answers.
        characters: that it says, all together.
        words: of one answer, about; for models that write.
        seconds: of one answer, for models that write; then it ends at the last whole sentence.
    """

    turns: int = 2000
    characters: int = 400_000
    words: int = 40
    seconds: float = 20.0

    def faults(self, at: str = "limits") -> list[Violation]:
        """What is wrong with them."""
        found = []
        for name, value, low, high in (
            ("turns", self.turns, 1, 1_000_000),
            ("characters", self.characters, 100, 100_000_000),
            ("words", self.words, 5, 200),
            ("seconds", self.seconds, 0.1, 600.0),
        ):
            if not low <= value <= high:
                found.append(Violation.of(f"{at}.{name}", value, f"{low} to {high}"))
        return found

    def spent(self, state: State) -> bool:
        """Whether nothing is left."""
        return state.turns >= self.turns or state.characters >= self.characters
