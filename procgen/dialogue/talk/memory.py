"""What an NPC keeps of a talk: what the player told, what was told, and a summary of what is long ago."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from procgen.dialogue.guard import decency
from procgen.dialogue.guard.secrets import leaks
from procgen.dialogue.persona import Fact
from procgen.dialogue.phrase.english import word_set
from procgen.dialogue.talk import state as bounds
from procgen.dialogue.talk.state import State, Turn

_NAME_WORD = r"[^\W\d_]+(?:['-][^\W\d_]+)*"
_LINKS = "of|the|von|van|de|der|la|le|al|bin|ap"
_CAPITAL = r"(?-i:[A-Z])[^\W\d_]*(?:['-][^\W\d_]+)*"
_MORE = rf"(?:\s+(?:(?:{_LINKS})\s+)?{_CAPITAL}){{0,3}}"
_NAMES = re.compile(
    rf"(?i:\b(?:my name is|my name's|the name is|the name's|they call me|people call me|call me|i go by|i am called|"
    rf"i'm called|name:)\s+({_NAME_WORD}{_MORE}))"
)
_I_AM = re.compile(rf"(?i:\b(?:i am|i'm|im|it is|it's)\s+({_CAPITAL}{_MORE}))")
_ORIGIN = re.compile(
    r"(?i:\b(?:i come from|i came from|i am from|i'm from|im from|i was born in|i live in|i hail from|"
    r"my home is|(?:i am|i'm|im) an? [a-z]+ (?:[a-z]+ )?from|"
    rf"(?:i am|i'm|im|my name is|my name's|call me) {_CAPITAL}{_MORE},? from))\s+([^.,;!?\n]+)"
)
_TRADE = re.compile(
    r"(?i:\b(?:i am|i'm|im|i work as))\s+(an?\s+[a-z][a-z -]{2,40}?)"
    r"(?=\s*(?:[.,;!?\n]|$|\b(?:and|but|from|who|by|of|in)\b))"
)
_SEEKS = re.compile(r"(?i:\b(?:i am|i'm|im) (?:looking|searching) for)\s+(my [^.,;!?\n]+)")
_LIKES = re.compile(
    r"(?i:\bi (?:really |do )?(?:like|love|enjoy))\s+((?!you\b|your\b|it\b|this\b|that\b|to\b)[^.,;!?\n]+)"
)
_HAS = re.compile(
    r"(?i:\bi have)\s+((?:an?|two|three|four|five) (?!question|feeling|moment|problem|job|idea)[^.,;!?\n]+)"
)

_NO_TRADE = word_set(
    "bit little lot friend stranger man woman person human fool wreck fan long while good bad nice better idiot mess "
    "few hundred thousand great"
)
_NO_NAMES = word_set(
    "i you he she it we they the a an not no yes from here back sorry fine well good ok okay tired hungry looking "
    "going just your my his her lost new ready sure now whatever what who god king later maybe so very "
    "if when once before after anytime as to tomorrow tonight again about"
)
"""Words that stand where a name could but are none."""
_NO_PART_OF_NAMES = word_set(
    "my your our his her their an some any this that to for at on with is are was be been not no"
)
"""Words that no name given by itself has in it: "visiting my aunt" names nobody."""


def key_of(text: str) -> str:
    """A short key of a fact or a line."""
    return hashlib.sha256(" ".join(text.lower().split()).encode()).hexdigest()[:12]


def fit_to_repeat(text: str, secrets: Sequence[str], level: str) -> bool:
    """Whether the NPC may take a player's words into its own mouth: short, decent, plain letters, nothing secret."""
    if not 1 <= len(text) <= bounds.PLAYER_CHARACTERS or not re.fullmatch(r"[^\W_]+(?:[ '-][^\W_]+)*", text):
        return False
    # Names are judged as strictly as the rest: a player may choose any.
    return not leaks(text, secrets) and not decency.indecent(text, level if level != "none" else "mild")


def told_by(text: str, *, name_wanted: bool = False) -> dict[str, str]:
    """What a player tells of themselves.

    Args:
        text: as it came, with its capitals.
        name_wanted: the NPC has just asked for a name, so that a word or two alone are one.
    """
    found: dict[str, str] = {}
    name = _NAMES.search(text) or _I_AM.search(text)
    if name and _is_name(name[1]):
        found["name"] = _titled(name[1])
    elif name_wanted and re.fullmatch(rf"\s*{_NAME_WORD}(?:\s+{_NAME_WORD}){{0,2}}\s*[.!]?\s*", text):
        alone = text.strip(" .!\n")
        if _is_name(alone) and _NO_PART_OF_NAMES.isdisjoint(alone.lower().split()):
            found["name"] = _titled(alone)
    for what, pattern in (("origin", _ORIGIN), ("trade", _TRADE), ("seeks", _SEEKS), ("likes", _LIKES), ("has", _HAS)):
        match = pattern.search(text)
        if not match:
            continue
        value = re.split(r"\s+(?:and|but|because|so|where|which|who)\s+", " ".join(match[1].split()))[0]
        if what == "trade" and set(value.lower().split()) & _NO_TRADE:
            continue
        if 0 < len(value.split()) <= 6:
            found[what] = value
    if "origin" in found and found["origin"].lower().split()[0] in {"here", "there", "a", "nowhere", "far"}:
        del found["origin"]
    return found


def _is_name(text: str) -> bool:
    words = text.lower().split()
    return 1 <= len(words) <= 4 and words[0] not in _NO_NAMES and len(text) <= 40


def _titled(text: str) -> str:
    if text != text.lower():
        return text
    return " ".join(word if word in _LINKS.split("|") else word[:1].upper() + word[1:] for word in text.split())


_CLAUSES = {
    "name": "your name is {}",
    "origin": "you come from {}",
    "trade": "you are {}",
    "seeks": "you are looking for {}",
    "likes": "you like {}",
    "has": "you have {}",
}


def clauses(state: State) -> list[Fact]:
    """What the player told, as facts that the NPC can say."""
    facts = []
    for what, value in state.player:
        if what in _CLAUSES:
            # "my sister" is the player's: said back, it is "your sister".
            turned = re.sub(r"(?i)\bmy\b", "your", value)
            facts.append(Fact(_CLAUSES[what].format(turned)))
    return facts


def learn(state: State, told: dict[str, str], secrets: Sequence[str], level: str) -> State:
    """The state with what the player told, as far as it is fit to be said back."""
    player = dict(state.player)
    for what, value in told.items():
        if fit_to_repeat(value, secrets, level):
            player.pop(what, None)
            player[what] = value
    return replace(state, player=tuple(player.items())[-bounds.PLAYER_FACTS :])


def mark_told(state: State, facts: Iterable[Fact]) -> State:
    """The state in which facts were told."""
    keys = dict.fromkeys((*state.told, *(key_of(fact.text) for fact in facts)))
    return replace(state, told=tuple(keys)[-bounds.TOLD :])


def was_told(state: State, fact: Fact) -> bool:
    """Whether a fact was told in this talk."""
    return key_of(fact.text) in state.told


def counted(state: State, what: str, by: int = 1) -> State:
    """The state with one more of something."""
    return noted(state, what, dict(state.counts).get(what, 0) + by)


def noted(state: State, what: str, number: int) -> State:
    """The state with the number of something; the oldest of too many is forgotten."""
    counts = dict(state.counts)
    counts.pop(what, None)
    counts[what] = number
    return replace(state, counts=tuple(counts.items())[-bounds.COUNTS :])


def focused(state: State, names: Iterable[str]) -> State:
    """The state in which names were spoken of."""
    order = dict.fromkeys((*names, *state.focus))
    return replace(state, focus=tuple(order)[: bounds.FOCUS])


def remember(state: State, player_text: str, lines: Sequence[str], topics: Sequence[str]) -> State:
    """The state after a turn: what was said joins the history, and what drops out of it the summary.

    Args:
        state: before.
        player_text: what the player said.
        lines: what the NPC said.
        topics: what it was about, for the summary.
    """
    turns = [*state.history, Turn(True, player_text[: bounds.TURN_CHARACTERS])]
    turns += [Turn(False, line[: bounds.TURN_CHARACTERS]) for line in lines]
    gone, kept = turns[: -bounds.HISTORY], turns[-bounds.HISTORY :]
    summary = list(state.summary)
    if topics:
        summary.append(f"They spoke of {', '.join(dict.fromkeys(topics))}."[: bounds.SUMMARY_CHARACTERS])
    elif gone and gone[0].player and not summary:
        summary.append(f"It began with: {gone[0].text}"[: bounds.SUMMARY_CHARACTERS])
    # The same matter again only moves to the end.
    summary = list(dict.fromkeys(reversed(summary)))[::-1]
    return replace(
        state,
        turns=state.turns + 1,
        history=tuple(kept),
        lines=(*state.lines, *(line[: bounds.LINE_CHARACTERS] for line in lines))[-bounds.LINES :],
        summary=tuple(summary)[-bounds.SUMMARY :],
        characters=state.characters + sum(map(len, lines)),
    )
