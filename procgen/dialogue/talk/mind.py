"""What an NPC makes of the player: why its regard has moved, what was promised by either, what the player claimed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from procgen.dialogue.persona import Fact
from procgen.dialogue.phrase.english import word_set
from procgen.dialogue.talk import memory
from procgen.dialogue.talk import state as bounds
from procgen.dialogue.talk.spelling import content, tokens
from procgen.dialogue.talk.state import Feeling, Promise, State

WHY: Final[Mapping[str, str]] = {
    "compliment": "you spoke well of me", "thank": "you thanked me", "apologise": "you said you were sorry",
    "insult": "you insulted me", "threaten": "you threatened me", "accuse": "you accused me",
    "condole": "you were sorry for my loss", "comfort": "you had a kind word for me",
    "confide": "you trusted me with something", "bribe": "you tried to buy me", "odd": "you keep talking nonsense",
    "secret": "you keep asking what I won't tell", "other_name": "you gave me two names",
    "kept": "you kept your word", "broken": "you didn't keep your word",
}  # fmt: skip
"""Why a regard moves, as the NPC says it."""
MOST_DRIFT: Final = 4.0

_GIVES_WORD: Final = re.compile(
    r"(?i:\bi(?:'ll| will| shall)|\bi (?:promise|swear|vow)(?: you)?,?(?: that)?(?: to| i'll| i will)|\byou have my"
    r" word"
    r"(?:,? that)?,? (?:i'll|i will))\s+"
    r"(?P<what>(?i:bring|return|come back|help|find(?! you\b)|fetch|deliver|send|carry|protect|guard|repay|pay you back"
    r"|pay (?:for|my)|visit|look (?:for|after|into)|keep (?:your|my|the|it|watch)|speak (?:to|with|for)|mend|fix|repair"
    r"|write|tell(?! you\b)|save|rescue|free|search|clear|rid|watch over)\b[^.,;!?\n]{2,60})"
)
_KEEPS_SECRET: Final = re.compile(
    r"(?i)\b(?:your|that|this|the) secret(?:'s| is| will be| stays)(?: \w+)? safe with me\b"
    r"|\bI(?:'ll| will| shall) take (?:your|that|this) secret to (?:the|my) grave\b"
)
_WANTS_WORD: Final = re.compile(
    r"(?i:\b(?:promise|swear)(?: me)?,?(?: that)?(?: to| you will| you'll))\s+"
    r"(?P<what>(?i:wait|remember|stay|rest|eat|sleep|write|be careful|take care|look after|keep|think of|come back"
    r"|tell nobody|tell no one|not tell)\b[^.,;!?\n]{0,60})"
)
_DID: Final = re.compile(
    r"(?<![a-z] )\bI (?:have |just |once |finally |already )*(?P<what>(?:killed|found|saw|lost|won|fought|met|left"
    r"|built"
    r"|stole|slew|robbed|escaped|served|sailed|crossed|travelled|traveled|walked|married|buried|learned|earned|broke"
    r"|swam|climbed|hunted|worked|lived|saved|rescued|brought)\b[^.,;!?\n]{2,60})"
)
_BROUGHT: Final = re.compile(
    r"\b(?:here (?:is|are)|i (?:have )?(?:brought|found|got|returned|delivered|fetched|did|done|kept|mended|fixed"
    r"|cleared|helped|paid|killed|sent|carried)|it is done|as i promised|as promised)\b"
)
_TURNED: Final = {
    "you": "me", "your": "my", "yours": "mine", "yourself": "myself", "me": "you", "my": "your", "mine": "yours",
    "i": "you", "myself": "yourself", "our": "our", "us": "us",
}  # fmt: skip
_CLOSE: Final = 0.5
"""Share of the words of a promise in which it is heard again."""


def felt(state: State, why: str, change: float) -> State:
    """The state as something has moved the NPC's regard for the player.

    Args:
        state: before.
        why: a key of `WHY`.
        change: of the relation; 0 changes nothing.
    """
    if not change:
        return state
    drift = round(max(-MOST_DRIFT, min(MOST_DRIFT, state.drift + change)), 3)
    feelings = (*state.feelings, Feeling(state.turns, round(change, 3), why))
    return replace(state, drift=drift, feelings=feelings[-bounds.FEELINGS :])


def reason(state: State, *, good: bool) -> Fact | None:
    """What has moved the regard most, for better or worse, as a clause; None where nothing has."""
    total: dict[str, float] = {}
    for each in state.feelings:
        total[each.why] = total.get(each.why, 0.0) + each.change
    sign = 1.0 if good else -1.0
    best = max(total, key=lambda why: sign * total[why], default="")
    return Fact(WHY[best]) if best in WHY and sign * total[best] > 0 else None


def turned(text: str) -> str:
    """A player's words as the NPC says them of both: "bring you my bell" is "bring me your bell"."""
    return re.sub(r"[A-Za-z']+", lambda match: _TURNED.get(match[0].lower(), match[0]), text.strip())


def word_given(text: str, secrets: Sequence[str], level: str) -> str:
    """What a player promises, as the NPC says it; empty where it is nothing that can be said back."""
    if _KEEPS_SECRET.search(text):
        return "keep my secret"
    return _said_back(_GIVES_WORD, text, secrets, level)


def word_wanted(text: str, secrets: Sequence[str], level: str) -> str:
    """What a player wants the NPC to promise, as the NPC says it; empty where it is nothing."""
    return _said_back(_WANTS_WORD, text, secrets, level)


def done_by_player(text: str, secrets: Sequence[str], level: str) -> str:
    """What a player says to have done, as the NPC says it, "you killed the wolf"; empty where nothing is."""
    if "?" in text:
        return ""
    told = _said_back(_DID, text, secrets, level)
    return f"you {told}" if told else ""


def _said_back(pattern: re.Pattern[str], text: str, secrets: Sequence[str], level: str) -> str:
    found = pattern.search(text)
    if found is None:
        return ""
    said = turned(" ".join(re.split(r"\s+(?:and|but|because|so|if|when|unless)\s+", found["what"])[0].split()))
    return said if memory.fit_to_repeat(said, secrets, level) else ""


def promised(state: State, text: str, *, player: bool) -> State:
    """The state with a word given; the same word again is the one that stands. What is too long to be kept in a state,
    help with a goal told at length, is not remembered.
    """
    if len(text) > bounds.CLAIM_CHARACTERS:
        return state
    others = [each for each in state.promises if (each.player, each.text) != (player, text)]
    return replace(state, promises=(*others, Promise(player, text, state.turns))[-bounds.PROMISES :])


def claimed(state: State, clause: str) -> State:
    """The state with what the player said to have done."""
    return replace(state, claims=tuple(dict.fromkeys((*state.claims, clause)))[-bounds.CLAIMS :])


def open_promise(state: State) -> Promise | None:
    """The oldest word that the player has not kept yet."""
    return next((each for each in state.promises if each.player and each.kept == "open"), None)


def settled(state: State, promise: Promise, kept: str) -> State:
    """The state in which a promise of the player's was kept or broken, and the NPC has felt it."""
    promises = tuple(replace(each, kept=kept) if each == promise else each for each in state.promises)
    return felt(replace(state, promises=promises), kept, 0.6 if kept == "kept" else -0.4)


def kept_now(state: State, words: Sequence[str]) -> Promise | None:
    """The promise of the player's that these words say to be kept: "here is the bell"; None where it is none."""
    if not _BROUGHT.search(" ".join(words)):
        return None
    said = set(content(list(words)))
    for each in state.promises:
        own = set(content(tokens(each.text))) - _GIVING
        if each.player and each.kept == "open" and (len(own & said) >= _CLOSE * len(own) if own else _is_done(words)):
            return each
    return None


_GIVING: Final = word_set("bring return fetch deliver find help keep send carry back repay pay mend fix")


def _is_done(words: Sequence[str]) -> bool:
    return "promised" in words or tuple(words[:3]) == ("it", "is", "done")


def told_of_player(state: State) -> list[Fact]:
    """All that the player told of themselves, as clauses that the NPC can say, the oldest first."""
    return [*memory.clauses(state), *(Fact(clause) for clause in state.claims)]
