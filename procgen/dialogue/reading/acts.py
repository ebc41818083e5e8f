"""Acts and kinds of question, in the order in which the network knows them: new ones at the end."""

from __future__ import annotations

from typing import Final

ASKS: Final = (
    "who", "what", "when", "where", "why", "how", "how_many", "how_often", "which", "whose", "yesno", "opinion", "self",
    "advice", "back",
)  # fmt: skip
"""Kinds of questions; an act is ``ask.`` and one of these. The kind goes by what is asked for, not by its answer:
"how long", "how far" and "how heavy" are how_many, "what time" is when, "how come" is why; whatever yes or no would
answer is yesno, also with "or what?" behind it. A conclusion without a question mark ("So it's three days.") is a
claim. back asks again for what was just said, or repeats it in wonder ("By chance?"); self asks how the speaker
is, lives or feels, as far as no fact is asked for; opinion and advice ask what they think, what one should do.
"""
SOCIAL: Final = (
    "greet", "bye", "thanks", "sorry", "compliment", "insult", "threat", "comfort", "condolence", "flirt", "joke",
    "brag", "accuse", "claim", "news", "agree", "disagree", "offer", "bribe", "plea", "order", "trade", "inject",
    "offtopic", "smalltalk", "silence", "nonsense", "correct", "confess", "philosophy", "lie",
)  # fmt: skip
"""Acts that name nothing else. Where two are near:

- news tells the speaker something that has happened, confess what weighs on who tells it (fear, guilt, love), brag
  what they are proud of; claim is whatever else is held to be so, also a plain answer to the speaker's question. Said
  falsely to gain by it, it is a lie; of the speaker's wrongs, accuse; against what was just said, disagree or,
  with what is right, correct.
- trade is about goods and prices, haggling too; bribe pays for what isn't for sale, a secret or a forbidden deed; offer
  gives help, company or a gift, or promises it.
- order commands, plea begs out of need, request (below) asks for one of the speaker's actions, however it is put: each
  may stand beside the others.
- comfort is kind about trouble, condolence about a death, sorry about one's own fault.
- offtopic belongs to no world that the speaker knows, philosophy to all, smalltalk to this; inject speaks to a machine.
"""
ACTS: Final = (*SOCIAL, "request", "probe", *(f"ask.{kind}" for kind in ASKS))
"""Every act. A request is for an action; a probe is after a secret, also by its traces alone ("You keep touching your
hem.") or by words that would lead to it.
"""
PARTS: Final = ("who", "what", "when", "where", "why", "how", "how_many", "whose", "which")
"""What a fact may hold an answer to."""
