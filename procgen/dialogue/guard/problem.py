"""What can be wrong with a text."""

from __future__ import annotations

from dataclasses import dataclass

KINDS = (
    "empty", "missing", "leak", "name", "variable", "markup", "indecent", "repeat", "long", "control", "number",
    "invented",
)  # fmt: skip
"""Of `Problem.kind`."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a text.

    Attributes:
        kind: one of `KINDS`.
        what: the words concerned: the fact that is missing, the name nobody knows. Of leaks the secret, so it is not
            for players' eyes.
        message: a sentence for a person, or for a model that is asked to try again.
    """

    kind: str
    what: str
    message: str
