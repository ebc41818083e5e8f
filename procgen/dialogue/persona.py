"""Who speaks, to whom, where: personas, worlds and situations."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is true in the world.

    Attributes:
        text: a clause without its full stop ("the bridge is out"), or a thing, name or number ("three moonpetals").
        about: names of the entities and topics that it answers questions on ("bridge", "Old Marrow").
        known_to: names of those who know it; everybody, where empty.
        source: where it comes from, for whoever checks.
    """

    text: str
    about: tuple[str, ...] = ()
    known_to: tuple[str, ...] = ()
    source: str = ""

    def is_known_to(self, name: str) -> bool:
        """Whether somebody of a name knows it; who has none knows what everybody does."""
        return not self.known_to or name in self.known_to


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something with a name.

    Attributes:
        name: as it is written in lines.
        kind: ``person``, ``place``, ``item``, ``faction``, ``creature``, ``event`` or ``other``.
        description: a clause or a short sentence.
        also: other names of it.
        sex: of persons: ``female``, ``male`` or empty.
        plural: whether it takes a plural verb ("the Ashen Hills").
    """

    name: str
    kind: str = "other"
    description: str = ""
    also: tuple[str, ...] = ()
    sex: str = ""
    plural: bool = False


@dataclass(frozen=True, slots=True)
class World:
    """What is true and who exists; names outside it are not spoken.

    Attributes:
        setting: one of `vocabulary.SETTINGS`.
        entities: all that has a name.
        facts: what everybody, or those named, may know.
        currency: what is paid with, in the plural.
    """

    setting: str = "medieval"
    entities: tuple[Entity, ...] = ()
    facts: tuple[Fact, ...] = ()
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Persona:
    """A speaker.

    Attributes:
        name: as others call them; "" for nobody in particular.
        role: one of `vocabulary.ROLES`.
        traits: of `vocabulary.TRAITS`.
        age, sex: of `vocabulary.AGES` and `vocabulary.SEXES`.
        register: one of `vocabulary.REGISTERS`, or empty for what suits the role and the setting.
        background: a sentence or two in the third person.
        goals: what they want, each to follow "I want" ("to see the mill rebuilt").
        knows: facts of their own besides the world's.
        secrets: what they must never say, in whatever words stand here; also names and single words.
        catchphrases: said now and then, word for word.
        examples: lines of theirs, which others should resemble.
        manners: of `vocabulary.MANNERS`, each alone or with how often it is heard: "drunk:0.8" in eight lines of ten.
        unlike: names of others with whom they share no template, as far as the books go: a cast, each with the rest.
        facts_only: whether they tell nothing of their life but what stands here and in the world; else age, family,
            likings and the like are made up where nothing is said of them, and stay the same (`talk/life`).
    """

    name: str = ""
    role: str = "villager"
    traits: tuple[str, ...] = ()
    age: str = "adult"
    sex: str = "other"
    register: str = ""
    background: str = ""
    goals: tuple[str, ...] = ()
    knows: tuple[Fact, ...] = ()
    secrets: tuple[str, ...] = ()
    catchphrases: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    manners: tuple[str, ...] = ()
    unlike: tuple[str, ...] = ()
    facts_only: bool = False

    def hides(self, fact: Fact) -> bool:
        """Whether a fact holds a secret of theirs, word for word."""
        text = fact.text.casefold()
        return any(secret.casefold() in text for secret in self.secrets)


@dataclass(frozen=True, slots=True)
class Situation:
    """Where and with whom somebody speaks.

    Attributes:
        world: what is true.
        place: name of where they are; may be empty.
        listener: name of who is spoken to; a variable such as "{player}" is kept as it is.
        relation: -2 (enemies) to 2 (friends).
        mood: one of `vocabulary.MOODS`.
        time, weather: "morning", "noon", "evening", "night"; "clear", "rain", "snow", "storm", "fog"; or empty.
    """

    world: World = field(default_factory=World)
    place: str = ""
    listener: str = ""
    relation: int = 0
    mood: str = "neutral"
    time: str = ""
    weather: str = ""
