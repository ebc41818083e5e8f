"""The whole state of a talk, and the token that a game saves and loads it by.

A token is text: a mark with the version, a digest keyed by the persona, and compressed JSON. It holds words, never a
model's caches, so it stays small and works with every model. It can't be loaded into another NPC, and one that was
changed is refused. The digest keeps accidents and simple tampering out; it is no signature, since the code is open.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from functools import lru_cache
from typing import Any, Final

from procgen.dialogue.persona import Persona
from procgen.dialogue.vocabulary import MOODS
from procgen.errors import InvalidFields, Violation

VERSION: Final = 1
FIELD: Final = "state"
_MARK: Final = f"ptalk{VERSION}."
_DIGEST: Final = 16

MOST_TOKEN: Final = 65_536
MOST_JSON: Final = 262_144
HISTORY: Final = 24
"""Turns kept word for word."""
TURN_CHARACTERS: Final = 400
SUMMARY: Final = 16
SUMMARY_CHARACTERS: Final = 160
PLAYER_FACTS: Final = 16
PLAYER_CHARACTERS: Final = 60
TOLD: Final = 512
LINES: Final = 48
LINE_CHARACTERS: Final = 240
"""Lines of the NPC's own that are not to be repeated."""
FOCUS: Final = 4
COUNTS: Final = 64
FEELINGS: Final = 16
PROMISES: Final = 8
CLAIMS: Final = 8
CLAIM_CHARACTERS: Final = 80
KEPT: Final = ("open", "kept", "broken")


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that was said."""

    player: bool
    text: str


@dataclass(frozen=True, slots=True)
class Feeling:
    """Why the NPC's regard for the player has moved: in which turn, how far, and for what, a key of `mind.WHY`."""

    turn: int
    change: float
    why: str


@dataclass(frozen=True, slots=True)
class Promise:
    """A word that was given.

    Attributes:
        player: whether the player gave it, not the NPC.
        text: what was promised, as the NPC says it behind "you would" or "I would": "bring me the bell".
        turn: when.
        kept: "open", "kept" or "broken".
    """

    player: bool
    text: str
    turn: int
    kept: str = "open"


@dataclass(frozen=True, slots=True)
class State:
    """What an NPC remembers of a talk.

    Attributes:
        turns: how often the player has spoken.
        drift: how far the relation has moved from the game's, -4 to 4.
        mood: that the talk has put the NPC in; empty for the game's.
        mood_turns: how long it still lasts.
        history: the last turns.
        summary: what older turns were about.
        player: what the player told of themselves: "name", "origin", "trade" and others.
        told: keys of facts that were told.
        lines: what the NPC said, so that it doesn't say it again.
        focus: names last spoken of, the latest first; pronouns mean these.
        asked: what the NPC asked last, so that "yes" can be understood: "more", "name", "action:open_door".
        about: whom or what that question was about.
        arguments: of an action that was asked about.
        counts: how often something happened: actions done, secrets pressed for, insults.
        characters: that the NPC has said.
        over: whether the NPC has ended the talk.
        feelings: why the regard has moved, the last of them last.
        promises: words given by either.
        claims: what the player said to have done, as the NPC says it: "you killed the wolf".
    """

    turns: int = 0
    drift: float = 0.0
    mood: str = ""
    mood_turns: int = 0
    history: tuple[Turn, ...] = ()
    summary: tuple[str, ...] = ()
    player: tuple[tuple[str, str], ...] = ()
    told: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    focus: tuple[str, ...] = ()
    asked: str = ""
    about: str = ""
    arguments: tuple[tuple[str, bool | int | str], ...] = ()
    counts: tuple[tuple[str, int], ...] = field(default=())
    characters: int = 0
    over: bool = False
    feelings: tuple[Feeling, ...] = ()
    promises: tuple[Promise, ...] = ()
    claims: tuple[str, ...] = ()

    def known(self, what: str) -> str:
        """What the player told of themselves, or an empty string."""
        return dict(self.player).get(what, "")

    def count(self, what: str) -> int:
        """How often something happened."""
        return dict(self.counts).get(what, 0)


@lru_cache(maxsize=128)
def persona_key(persona: Persona) -> bytes:
    """A digest of all that a persona is."""
    # Who else is in the game, and what is made up, may change between two saves; old tokens were made without it.
    own = {name: value for name, value in asdict(persona).items() if name not in ("unlike", "facts_only")}
    text = json.dumps(own, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(f"procgen.talk/{VERSION}/{text}".encode()).digest()


def save(state: State, persona: Persona) -> str:
    """A token of the state, at most `MOST_TOKEN` characters of ASCII."""
    text = json.dumps(values_of(state), ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    data = zlib.compress(text.encode(), 9)
    digest = _digest(data, persona)
    return _MARK + base64.urlsafe_b64encode(digest + data).decode().rstrip("=")


def values_of(state: State) -> dict[str, Any]:
    """A state as JSON has it; `read` is its other end."""
    values = {f.name: getattr(state, f.name) for f in fields(State)}
    values["history"] = [[turn.player, turn.text] for turn in state.history]
    values["feelings"] = [[each.turn, each.change, each.why] for each in state.feelings]
    values["promises"] = [[each.player, each.text, each.turn, each.kept] for each in state.promises]
    return values


def _digest(data: bytes, persona: Persona) -> bytes:
    return hmac.new(persona_key(persona), data, hashlib.sha256).digest()[:_DIGEST]


def load(token: str, persona: Persona) -> State:
    """The state of a token; a fresh one where the token is empty.

    Raises:
        InvalidFields: the token is too long, damaged, of another version, or of another NPC.
    """
    if not token:
        return State()
    if len(token) > MOST_TOKEN:
        raise _refused(f"{len(token)} characters", f"a token of at most {MOST_TOKEN} characters")
    if not token.startswith(_MARK):
        raise _refused(token[:12], "a token that this version of Converse gave")
    body = token[len(_MARK) :]
    try:
        raw = base64.b64decode(body.encode("ascii") + b"=" * (-len(body) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise _refused(token[:12], "a whole token, as it was given") from None
    digest, data = raw[:_DIGEST], raw[_DIGEST:]
    # Two tokens must not mean the same, so the unused bits of the last letter have to be zero.
    canonical = base64.urlsafe_b64encode(raw).decode().rstrip("=") == body
    if not canonical or not hmac.compare_digest(digest, _digest(data, persona)):
        raise _refused(token[:12], "a token of this very NPC, unchanged; its persona must be the same too")
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(data, MOST_JSON)
        values = json.loads(text) if unpacker.eof and not unpacker.unused_data else None
    except (zlib.error, ValueError, RecursionError):
        values = None
    state = read(values)
    if state is None:
        raise _refused(token[:12], "a token with a state in it")
    return state


def _refused(value: str, allowed: str) -> InvalidFields:
    return InvalidFields([Violation.of(FIELD, value, allowed)])


def _whole(value: Any, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _texts(value: Any, most: int, characters: int) -> bool:
    if not isinstance(value, list) or len(value) > most:
        return False
    return all(isinstance(text, str) and len(text) <= characters for text in value)


def _pairs(value: Any, most: int, fits: Callable[[Any], bool]) -> bool:
    if not isinstance(value, list) or len(value) > most:
        return False
    return all(
        isinstance(row, list) and len(row) == 2 and isinstance(row[0], str) and len(row[0]) <= 80 and fits(row[1])
        for row in value
    )


def _text(most: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and len(value) <= most


def _argument(value: Any) -> bool:
    return isinstance(value, (bool, int)) or _text(120)(value)


def _turn(value: Any) -> bool:
    return (
        isinstance(value, list) and len(value) == 2 and isinstance(value[0], bool) and _text(TURN_CHARACTERS)(value[1])
    )


def _number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and -4.0 <= value <= 4.0


def _feeling(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 3
        and _whole(value[0], 0, 1 << 31)
        and _number(value[1])
        and _text(40)(value[2])
    )


def _promise(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 4
        and isinstance(value[0], bool)
        and _text(CLAIM_CHARACTERS)(value[1])
        and _whole(value[2], 0, 1 << 31)
        and value[3] in KEPT
    )


_CHECKS: Final[dict[str, Callable[[Any], bool]]] = {
    "turns": lambda v: _whole(v, 0, 1 << 31),
    "drift": _number,
    "mood": lambda v: v == "" or (isinstance(v, str) and v in MOODS),
    "mood_turns": lambda v: _whole(v, 0, 100),
    "history": lambda v: isinstance(v, list) and len(v) <= HISTORY and all(map(_turn, v)),
    "summary": lambda v: _texts(v, SUMMARY, SUMMARY_CHARACTERS),
    "player": lambda v: _pairs(v, PLAYER_FACTS, _text(PLAYER_CHARACTERS)),
    "told": lambda v: _texts(v, TOLD, 16),
    "lines": lambda v: _texts(v, LINES, LINE_CHARACTERS),
    "focus": lambda v: _texts(v, FOCUS, 120),
    "asked": _text(80),
    "about": _text(400),
    "arguments": lambda v: _pairs(v, 8, _argument),
    "counts": lambda v: _pairs(v, COUNTS, lambda n: _whole(n, 0, 1 << 31)),
    "characters": lambda v: _whole(v, 0, 1 << 53),
    "over": lambda v: isinstance(v, bool),
    "feelings": lambda v: isinstance(v, list) and len(v) <= FEELINGS and all(map(_feeling, v)),
    "promises": lambda v: isinstance(v, list) and len(v) <= PROMISES and all(map(_promise, v)),
    "claims": lambda v: _texts(v, CLAIMS, CLAIM_CHARACTERS),
}
LATER: Final = ("feelings", "promises", "claims")
"""What saves of before there was a mind don't have."""


def read(values: Any) -> State | None:
    """A state from JSON, or None where anything is not as it must be."""
    if not isinstance(values, dict):
        return None
    values = {**{name: [] for name in LATER}, **values}
    if set(values) != set(_CHECKS):
        return None
    if not all(check(values[name]) for name, check in _CHECKS.items()):
        return None
    values["history"] = tuple(Turn(player, text) for player, text in values["history"])
    values["feelings"] = tuple(Feeling(turn, float(change), why) for turn, change, why in values["feelings"])
    values["promises"] = tuple(Promise(*each) for each in values["promises"])
    for name in ("summary", "told", "lines", "focus", "claims"):
        values[name] = tuple(values[name])
    for name in ("player", "arguments", "counts"):
        values[name] = tuple((key, value) for key, value in values[name])
    values["drift"] = float(values["drift"])
    return State(**values)
