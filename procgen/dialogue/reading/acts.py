"""Acts and kinds of question, in the order in which the network knows them: new ones at the end."""

from __future__ import annotations

from typing import Final

ASKS: Final = (
    "who", "what", "when", "where", "why", "how", "how_many", "how_often", "which", "whose", "yesno", "opinion", "self",
    "advice", "back",
)  # fmt: skip
"""Kinds of questions; an act is ``ask.`` and one of these."""
SOCIAL: Final = (
    "greet", "bye", "thanks", "sorry", "compliment", "insult", "threat", "comfort", "condolence", "flirt", "joke",
    "brag", "accuse", "claim", "news", "agree", "disagree", "offer", "bribe", "plea", "order", "trade", "inject",
    "offtopic", "smalltalk", "silence", "nonsense", "correct", "confess", "philosophy", "lie",
)  # fmt: skip
"""Acts that name nothing else."""
ACTS: Final = (*SOCIAL, "request", "probe", *(f"ask.{kind}" for kind in ASKS))
"""Every act. A request is for an action, a probe for a secret."""
PARTS: Final = ("who", "what", "when", "where", "why", "how", "how_many", "whose", "which")
"""What a fact may hold an answer to."""
