"""Names and news where the world has none of its own: people, places, things, and what is said of them.

Everything that is made up becomes an entity or a fact of the world, so that what one scene invents the next one keeps.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from procgen.character.people.names import name_of
from procgen.dialogue.persona import Entity, Fact, Persona, World

_PLACES: Final[dict[str, tuple[str, str]]] = {
    "medieval": (
        "Harrow Salt Crow Ash Thorn Miller's Widow's Cold Lantern Otter Barley Gallows Hollow Fox Copper Rook Winter "
        "Candle Tanner's Heron",
        "Ford|Mill|Barrow|Quarry|Bridge|Well|Chapel|Gate|Wharf|Tower|Orchard|Weir",
    ),
    "modern": (
        "Fulton Mercer Bayview Kessler Aldine Prospect Quincy Harbor Linden Ninth Delmar Orchard Foundry Cutler Beacon "
        "Radley",
        "Street Garage|Yard|Motel|Terminal|Warehouse|Laundry|Arcade|Depot|Diner|Clinic|Underpass|Pier",
    ),
    "scifi": (
        "Kepler Vesta Anvil Tantalus Corona Meridian Halden Ishtar Perigee Cinder Lagrange Orrery Basalt Thule Quill "
        "Marrow",
        "Dock|Relay|Station|Foundry|Reach|Array|Vault|Terrace|Shaft|Annex|Hub|Drift",
    ),
}
_ITEMS: Final[dict[str, str]] = {
    "medieval": "silver horn|sealed letter|bone-handled knife|tax ledger|saint's finger|copper lantern|wedding ring|"
    "seed chest|carved flute|river chart|iron key|blue cloak|tithe box|brass scales",
    "modern": "red notebook|camera|spare key|cash box|old laptop|signed contract|wristwatch|medical file|tool case|"
    "guitar case|letter|ledger|hard drive|silver lighter",
    "scifi": "data core|pressure gauge|flight recorder|seed vault key|ration ledger|coolant valve|medical chip|"
    "star chart|cargo manifest|survey drone|oxygen filter|access band|signal lamp|fuel cell",
}
_MACHINES: Final[dict[str, str]] = {
    "medieval": "mill wheel|well pump|chapel bell|ferry winch|gate chain|signal lamp|weir gate|grain lift",
    "modern": "generator|elevator|water pump|radio mast|freight lift|boiler|street lights|alarm",
    "scifi": "air scrubber|docking clamp|heat exchanger|relay dish|water reclaimer|cargo crane|reactor feed|gate lock",
}
_ENEMIES: Final[dict[str, str]] = {
    "medieval": "wolves|river thieves|marsh bandits|deserters|grave robbers|toll-men|poachers|tunnel rats",
    "modern": "debt collectors|car thieves|smugglers|a street gang|hired guards|squatters|counterfeiters",
    "scifi": "salvage pirates|rogue drones|claim jumpers|vent crawlers|smugglers|company guards|hull leeches",
}
_FACTIONS: Final[dict[str, str]] = {
    "medieval": "Weavers' Guild|Night Watch|Order of the Lamp|Ferrymen|Salt Brothers|Tanners' Company",
    "modern": "Harbor Union|Mercer Council|Ninth Street Crew|Linden Trust|Tenants' League",
    "scifi": "Dockhands' Union|Survey Office|Meridian Combine|Relay Guild|Deep Crew",
}
_GOODS: Final[dict[str, str]] = {
    "medieval": "wool blanket|pound of salt|hunting knife|iron kettle|pair of boots|jar of honey|coil of rope|"
    "oil lamp|bag of nails|wheel of cheese|oak bucket|pot of salve",
    "modern": "winter coat|pocket radio|set of tools|pair of boots|first-aid kit|road map|phone charger|rain jacket|"
    "camp stove|padlock|flashlight|bus pass",
    "scifi": "air filter|pair of mag boots|ration pack|heat blanket|hand torch|spare battery|med patch|water cell|"
    "sealant tube|tool belt|signal flare|translator chip",
}

# Each set tells of one side of a thing, so that two facts from different sets never gainsay one another.
_PERSON: Final = (
    (
        "{p} has not been seen since the last holiday",
        "{p} left before sunrise and told nobody where",
        "{p} came back thinner, and says nothing about it",
        "{p} sleeps with a chair against the door",
    ),
    (
        "{p} owes money to {q}",
        "{p} has not spoken to {q} in years",
        "{p} pays {q} to keep quiet",
        "{q} would walk through fire for {p}",
        "{p} was pulled out of the water by {q}",
        "{q} taught {p} the trade",
    ),
    (
        "{p} was at {l} the night it burned",
        "{p} grew up near {l}",
        "{p} goes to {l} whenever it rains",
        "{p} has something buried at {l}",
        "{p} will not set foot in {l}",
    ),
    (
        "{p} buys three times the food that one person can eat",
        "{p} keeps a locked room and wears the key",
        "{p} has begun to pay for everything in advance",
        "{p} is burning letters, one every night",
    ),
)
_PLACE: Final = (
    (
        "the water at {l} has turned bitter",
        "somebody has been digging at {l} after dark",
        "the lights at {l} are never put out",
        "nobody goes near {l} any more",
        "half the roof of {l} came down last winter",
    ),
    (
        "{p} holds the only key to {l}",
        "{p} bought {l} for less than it was worth",
        "{p} was the last one out of {l}",
        "{p} wants {l} torn down",
    ),
    (
        "there is a second way into {l}, low down on the north side",
        "the floor at {l} is hollow underneath",
        "the path to {l} is not safe alone",
        "{l} was closed after the accident",
    ),
)
_THING: Final = (
    (
        "{i} went missing from {l}",
        "{i} was last seen at {l}",
        "{i} has changed hands twice at {l}",
    ),
    (
        "{p} had {i} last",
        "{p} would pay dearly for {i}",
        "{p} swears that {i} is cursed",
        "{p} says {i} was never lost",
    ),
)
_FACTION: Final = (
    (
        "{f} raised its dues again",
        "{f} meets behind shut doors this month",
        "{f} lost four members since spring",
    ),
    (
        "{p} is the real head of {f}",
        "{p} was thrown out of {f}",
        "{f} has bought {l}",
    ),
)
_EVENTS: Final[dict[str, str]] = {
    "medieval": "the fire at {l}|the theft at {l}|the killing at {l}|the poisoning at {l}",
    "modern": "the break-in at {l}|the fire at {l}|the robbery at {l}|the shooting at {l}",
    "scifi": "the breach at {l}|the sabotage at {l}|the theft at {l}|the fire at {l}",
}
CURRENCIES: Final = {"medieval": "crowns", "modern": "dollars", "scifi": "credits"}


class Inventor:
    """Makes up what is missing, once each.

    Attributes:
        world: with all that was made up.
        facts: that were made up, in order.
    """

    def __init__(
        self, world: World, generator: np.random.Generator, cast: Sequence[Persona], avoid: Iterable[str]
    ) -> None:
        """Begin.

        Args:
            world: what exists.
            generator: where chance comes from.
            cast: who speaks; they exist too.
            avoid: texts that no name and no fact may hold, such as secrets.
        """
        self.world = world if world.currency else replace(world, currency=CURRENCIES[world.setting])
        self.facts: list[Fact] = []
        self._generator = generator
        self._avoid = [text.casefold() for text in avoid if text]
        self._given = {entity.name for entity in world.entities}
        self._used: set[str] = set()
        self._patterns: set[str] = set()
        for persona in cast:
            if persona.name and not self.find(persona.name):
                self._add(Entity(persona.name, "person", sex=persona.sex if persona.sex != "other" else ""))
        self._cast = {persona.name for persona in cast}

    def find(self, name: str) -> Entity | None:
        """An entity of a name."""
        name = name.casefold()
        return next((e for e in self.world.entities if name in (e.name.casefold(), *map(str.casefold, e.also))), None)

    def some(self, kind: str, *, made_up: bool = False) -> Entity:
        """An entity of a kind that was not handed out yet, of the world where it has one.

        Args:
            kind: as of `Entity.kind`, or "machine".
            made_up: none that was given: what is made up about them might gainsay what somebody else knows of them.
        """
        barred = self._used | self._cast | (self._given if made_up else set())
        free = [e for e in self.world.entities if e.kind == kind and e.name not in barred and self._allowed(e.name)]
        entity = free[int(self._generator.integers(len(free)))] if free else self.new(kind)
        self._used.add(entity.name)
        return entity

    def new(self, kind: str, sex: str = "") -> Entity:
        """An entity that is made up; a "machine", something that can break, is of the kind "other"."""
        for _ in range(200):
            entity = self._make(kind, sex)
            if self.find(entity.name) is None and self._allowed(entity.name):
                return self._add(entity)
        # All plain names of the kind are taken; a number tells the next one apart.
        entity = self._make(kind, sex)
        return self._add(replace(entity, name=f"{entity.name} {len(self.world.entities)}"))

    def goods(self, count: int) -> list[str]:
        """Different things that a stall may sell, without an article."""
        names = _GOODS[self.world.setting].split("|")
        return [names[int(i)] for i in self._generator.permutation(len(names))[:count]]

    def event(self) -> str:
        """Something bad that happened somewhere, with its article; of the world where it has one."""
        free = [e for e in self.world.entities if e.kind == "event" and e.name not in self._used]
        if free:
            entity = free[int(self._generator.integers(len(free)))]
        else:
            name = self._pick(_EVENTS[self.world.setting].split("|")).format(l=self.some("place").name)
            entity = self.find(name) or self._add(Entity(name, "event"))
        self._used.add(entity.name)
        return the(entity)

    def fact(self, entity: Entity, knows: Iterable[str] = ()) -> Fact | None:
        """Something new about an entity that was made up; None where all has been said, or where it was given.

        Args:
            entity: whom or what it is about.
            knows: who knows it; everybody, where empty.
        """
        sets = {"person": _PERSON, "place": _PLACE, "item": _THING, "faction": _FACTION}.get(entity.kind)
        if sets is None or entity.name in self._given:
            return None
        self._used.add(entity.name)
        letter = {"person": "p", "place": "l", "item": "i", "faction": "f"}[entity.kind]
        for number in self._generator.permutation(len(sets)):
            mark = f"{entity.name}/{number}"
            # A pattern serves once in a scene, lest two people both sleep with a chair against the door.
            patterns = [p for p in sets[int(number)] if p not in self._patterns]
            if mark in self._patterns or not patterns:
                continue
            pattern = self._pick(patterns)
            names = {letter: the(entity)}
            others = []
            for key, kind in (("p", "person"), ("q", "person"), ("l", "place")):
                if "{" + key + "}" in pattern and key not in names:
                    other = self.some(kind, made_up=True)
                    names[key] = the(other)
                    others.append(other.name)
            self._patterns |= {mark, pattern}
            fact = Fact(pattern.format(**names), (entity.name, *others), tuple(knows), "invented")
            if self._allowed(fact.text):
                self.add(fact)
                return fact
        return None

    def know(self, entity: Entity) -> None:
        """Add somebody or something that facts speak of and the world has no entry for."""
        self._add(entity)

    def add(self, fact: Fact) -> None:
        """Add a fact that was made up elsewhere."""
        self.world = replace(self.world, facts=(*self.world.facts, fact))
        self.facts.append(fact)

    def use(self, name: str) -> None:
        """Keep an entity from being handed out again."""
        self._used.add(name)

    def _add(self, entity: Entity) -> Entity:
        self.world = replace(self.world, entities=(*self.world.entities, entity))
        return entity

    def _allowed(self, text: str) -> bool:
        return not any(secret in text.casefold() for secret in self._avoid)

    def _pick(self, options: Sequence[str]) -> str:
        return options[int(self._generator.integers(len(options)))]

    def _make(self, kind: str, sex: str) -> Entity:
        setting = self.world.setting
        if kind == "person":
            sex = sex or self._pick(("female", "male"))
            name = name_of(setting, 0.1 if sex == "female" else 0.9, self._generator)
            return Entity(name, "person", sex=sex)
        if kind == "place":
            first, last = _PLACES[setting]
            return Entity(f"{self._pick(first.split())} {self._pick(last.split('|'))}", "place")
        if kind == "item":
            return Entity(f"the {self._pick(_ITEMS[setting].split('|'))}", "item")
        if kind == "machine":
            return Entity(f"the {self._pick(_MACHINES[setting].split('|'))}", "other")
        if kind == "creature":
            return Entity(self._pick(_ENEMIES[setting].split("|")), "creature", plural=True)
        if kind == "faction":
            return Entity(f"the {self._pick(_FACTIONS[setting].split('|'))}", "faction")
        raise ValueError(f"nothing is made up of the kind {kind!r}")


def the(entity: Entity) -> str:
    """An entity as it stands in a sentence: names alone, common nouns with an article."""
    return with_article(entity.name)


def with_article(name: str) -> str:
    """A name, or a noun with its article."""
    first = name.split(" ", 1)[0].casefold()
    return name if name[:1].isupper() or name[:1] == "{" or first in _DETERMINERS else f"the {name}"


_DETERMINERS: Final = frozenset(
    ("a", "an", "the", "my", "your", "his", "her", "its", "our", "their", "this", "that", "these", "those", "some")
)
