"""What a file of the corpus holds: a person, what they know and hide, talks with labels, and lines of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from procgen.dialogue.phrase.english import word_set

HEAD: Final = (
    "npc", "setting", "place", "role", "age", "sex", "traits", "voice", "background", "goals", "listener", "species",
    "culture", "dialect", "lexicon",
)  # fmt: skip
"""Keys of a file's head."""
OPTIONAL_HEAD: Final = frozenset(("listener", "species", "culture", "dialect", "lexicon"))
BARKS: Final = word_set(
    "spot_enemy lose_enemy attack hurt low_health ally_down victory flee call_help taunt idle hear_noise all_clear"
    " patrol halt catch_thief greet_passer bump_into work market_cry rest hungry see_rain see_night see_snow see_hero"
    " see_corpse see_monster see_fire mourn celebrate follow wait_here find_item door_locked lost"
)
BEATS: Final = word_set(
    "accuse confess threaten plead refuse reveal farewell bargain warn forgive plan lie teach toast mourn boast"
    " blackmail comfort campfire"
)


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A fact that a person knows.

    Attributes:
        key: "f1".
        text: a clause in the third person.
        about: names and topics that it answers on.
        parts: by kind of `reading.acts.PARTS`, words of the clause that answer that kind of question.
    """

    key: str
    text: str
    about: tuple[str, ...]
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Secret:
    """What a person hides: "s1", the clause, what it is about, and who may hear it ("never")."""

    key: str
    text: str
    about: tuple[str, ...]
    tell: str


@dataclass(frozen=True, slots=True)
class Deed:
    """What a person can do: "a1", a name, parameters with their kinds, what it does, and when ("never", or nothing)."""

    key: str
    name: str
    parameters: tuple[tuple[str, str], ...] = ()
    about: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """What a player does by speaking.

    Attributes:
        kind: one of `reading.acts.ACTS`.
        target: of requests the action's key, of probes the secret's.
        facts: keys of the facts that answer, or that are offered where none does.
        extent: "" if they answer, "part" if they answer half, "none" if no fact answers.
        secrets: keys of the secrets that are told here, since they may be.
    """

    kind: str
    target: str = ""
    facts: tuple[str, ...] = ()
    extent: str = ""
    secrets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """What a player says, what the person answers, and the labels.

    Attributes:
        line: of the file, for whoever looks for it.
        player, reply: the words.
        acts: in the order of the words.
        means: what "she", "there" and the like mean here.
        traits, moods: heard in the reply.
        refused: actions and secrets that were asked for in vain, with why.
        false: what the player takes for granted or claims, and is wrong; empty where nothing is.
        meant: the player's words in plain ones, where they were not.
        did: calls of actions, "give_key()" as name and values by parameter.
        attitude: -1, 0 or 1, and why.
        promises: what somebody now owes.
    """

    line: int
    player: str
    reply: str
    acts: tuple[Act, ...]
    means: Mapping[str, str] = field(default_factory=dict)
    traits: tuple[str, ...] = ()
    moods: tuple[str, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    false: str = ""
    meant: str = ""
    did: tuple[tuple[str, tuple[str, ...]], ...] = ()
    attitude: int = 0
    attitude_why: str = ""
    promises: tuple[str, ...] = ()

    @property
    def facts(self) -> tuple[str, ...]:
        """Keys of all facts of the acts, none twice."""
        return tuple(dict.fromkeys(key for act in self.acts for key in act.facts))


@dataclass(frozen=True, slots=True)
class Talk:
    """Turns that build on one another, with how the person stands to the player (-2 to 2) and feels."""

    relation: int
    mood: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line of a person's own.

    Attributes:
        kind: "bark", "mono" or "beat".
        what: event, facts by their keys, or kind of beat.
        mood: of the line.
        to: whom a beat is said to.
        text: the words.
    """

    kind: str
    what: tuple[str, ...]
    mood: str
    text: str
    to: str = ""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A fact told plainly, and as this person tells it."""

    fact: str
    plain: str
    own: str


@dataclass(frozen=True, slots=True)
class Npc:
    """One person; `key` is "SETTING/ID", by which it is put into a split."""

    key: str
    head: Mapping[str, str]
    facts: tuple[KnownFact, ...]
    secrets: tuple[Secret, ...]
    deeds: tuple[Deed, ...]
    talks: tuple[Talk, ...]
    lines: tuple[Spoken, ...] = ()
    rewrites: tuple[Rewrite, ...] = ()

    @property
    def name(self) -> str:
        """As others say it."""
        return self.head["npc"]

    @property
    def traits(self) -> tuple[str, ...]:
        """Also those that are no words of `vocabulary.TRAITS`."""
        return tuple(part.strip() for part in self.head["traits"].split(",") if part.strip())

    def fact(self, key: str) -> KnownFact:
        """The fact of a key. Raises StopIteration where there is none; the reader has checked that there is."""
        return next(fact for fact in self.facts if fact.key == key)
