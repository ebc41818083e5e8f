"""Personas from a few words of English: "a grumpy old smith called Bram who talks roughly"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from procgen.dialogue.persona import Persona
from procgen.dialogue.vocabulary import AGES, REGISTERS, ROLES, SEXES, TRAITS

MAX_CHARACTERS: Final = 500

_ROLE_WORDS: Final[dict[str, str]] = {
    "villager": "peasant townsman townswoman neighbour neighbor citizen commoner",
    "merchant": "trader shopkeeper vendor seller salesman saleswoman peddler pedlar dealer grocer jeweller jeweler",
    "innkeeper": "barkeep bartender barmaid landlord landlady tavernkeeper publican hostess host barista",
    "smith": "blacksmith armourer armorer weaponsmith forger",
    "farmer": "shepherd shepherdess miller rancher gardener",
    "hunter": "huntress ranger trapper woodsman tracker scout",
    "sailor": "pirate seaman fisherman boatswain mariner ferryman bosun",
    "guard": "watchman sentry gatekeeper sentinel jailer warden bouncer",
    "soldier": "warrior knight mercenary archer fighter trooper marine veteran",
    "captain": "commander general officer sergeant lieutenant admiral colonel",
    "noble": "lord lady baron baroness duke duchess count countess aristocrat knightess earl",
    "ruler": "king queen emperor empress prince princess president mayor governor",
    "servant": "maid butler steward cook valet waiter waitress",
    "messenger": "courier herald postman runner",
    "priest": "priestess monk nun cleric bishop friar abbot vicar chaplain",
    "healer": "doctor physician nurse medic herbalist apothecary surgeon",
    "scholar": "librarian professor teacher scientist historian sage scribe student researcher",
    "wizard": "witch mage sorcerer sorceress alchemist warlock enchantress",
    "bard": "minstrel singer musician poet jester entertainer",
    "thief": "rogue burglar smuggler pickpocket bandit outlaw assassin hacker",
    "beggar": "vagrant tramp drifter hobo",
    "child": "boy girl kid urchin orphan",
    "elder": "grandmother grandfather granny crone greybeard",
    "spirit": "ghost phantom wraith apparition",
    "detective": "investigator inspector sleuth",
    "mechanic": "engineer technician repairman",
    "pilot": "driver spacer navigator aviator",
    "officer": "policeman policewoman cop constable sheriff",
    "robot": "android droid ai machine cyborg",
}  # fmt: skip

_TRAIT_WORDS: Final[dict[str, str]] = {
    "brave": "bold courageous fearless heroic", "cowardly": "timid craven", "kind": "gentle warm friendly caring",
    "cruel": "mean vicious heartless", "greedy": "grasping avaricious stingy", "generous": "openhanded giving",
    "honest": "truthful frank", "sly": "cunning crafty scheming shifty", "cheerful": "merry happy jolly bubbly",
    "gloomy": "melancholy mournful brooding bleak", "proud": "arrogant haughty vain boastful",
    "humble": "modest meek", "curious": "inquisitive nosy", "grumpy": "gruff surly cranky bitter sour",
    "pious": "devout religious", "superstitious": "", "learned": "wise clever educated bookish",
    "simple": "naive dull", "gossipy": "talkative chatty garrulous", "taciturn": "quiet silent laconic terse",
    "nervous": "anxious jumpy shy fearful", "patient": "calm steady", "hot_tempered": "hotheaded fiery irritable angry",
    "loyal": "faithful devoted",
}  # fmt: skip

_REGISTER_WORDS: Final[dict[str, str]] = {
    "archaic": "archaic old-fashioned", "formal": "formal formally polite politely courtly", "plain": "plain plainly",
    "rough": "rough roughly coarse crude", "casual": "casual casually relaxed", "technical": "technical precise",
}  # fmt: skip

_SEX_WORDS: Final[dict[str, str]] = {
    "female": "woman female lady girl she her witch queen priestess landlady barmaid grandmother granny huntress "
    "duchess countess baroness princess empress nun maid waitress shepherdess sorceress crone policewoman townswoman",
    "male": "man male boy he his him king landlord grandfather lord duke count baron prince emperor monk friar "
    "fisherman watchman policeman townsman salesman postman seaman greybeard",
}  # fmt: skip

_AGE_WORDS: Final[dict[str, str]] = {
    "child": "child boy girl kid urchin orphan little", "young": "young youthful teenage",
    "old": "old elderly aged ancient elder grandmother grandfather granny crone greybeard",
    "adult": "adult middle-aged",
}  # fmt: skip

_NAMED = re.compile(
    r"\b(?:called|named|name is|by the name of)\s+"
    r"((?:[A-Z][\w'-]*|of|the|von|van|de|al)(?:\s+(?:[A-Z][\w'-]*|of|the|von|van|de))*)"
)
_LEADING_NAME = re.compile(r"^((?:[A-Z][\w'-]+\s+)*[A-Z][\w'-]+)\s*,")
_SKIPPED: Final = frozenset(
    {"a", "an", "the", "and", "or", "but", "who", "that", "which", "is", "was", "in", "of", "with", "on", "at", "to"}
    | {"very", "rather", "quite", "somewhat", "from", "has", "had", "speaks", "talks", "speaking", "talking", "by"}
    | {"called", "named", "name"}
)


@dataclass(frozen=True, slots=True)
class Described:
    """What a text says of a persona.

    Attributes:
        persona: with the defaults where it says nothing; the whole text is the background.
        unknown: words that mean nothing here.
    """

    persona: Persona
    unknown: tuple[str, ...]


def _meanings(names: tuple[str, ...], more: dict[str, str]) -> dict[str, str]:
    words = {name.replace("_", "-"): name for name in names}
    for name, text in more.items():
        words |= {word: name for word in text.split() if word not in words}
    return words


_ROLES_OF: Final = _meanings(tuple(ROLES), _ROLE_WORDS)
_TRAITS_OF: Final = _meanings(TRAITS, _TRAIT_WORDS)
_REGISTERS_OF: Final = _meanings(REGISTERS, _REGISTER_WORDS)
_SEXES_OF: Final = _meanings(SEXES, _SEX_WORDS)
_AGES_OF: Final = _meanings(AGES, _AGE_WORDS)


def describe(text: str) -> Described:
    """Read a persona from a description; the first word of each kind counts, but for traits, of which all do."""
    found = _NAMED.search(text) or _LEADING_NAME.search(text)
    name = found.group(1) if found else ""
    rest = text.replace(name, " ", 1) if name else text
    words = re.findall(r"[a-z][a-z-]*", rest.lower())
    role = register = sex = age = ""
    traits: list[str] = []
    unknown = []
    for word in words:
        known = word in _SKIPPED
        if word in _ROLES_OF and (not role or role in {"child", "elder"}):
            role, known = _ROLES_OF[word], True
        if word in _TRAITS_OF and _TRAITS_OF[word] not in traits:
            traits.append(_TRAITS_OF[word])
            known = True
        if word in _REGISTERS_OF and not register:
            register, known = _REGISTERS_OF[word], True
        if word in _SEXES_OF and not sex:
            sex, known = _SEXES_OF[word], True
        if word in _AGES_OF and not age:
            age, known = _AGES_OF[word], True
        if not known:
            unknown.append(word)
    persona = Persona(
        name=name,
        role=role or "villager",
        traits=tuple(traits[:8]),
        age=age or "adult",
        sex=sex or "other",
        register=register,
        background=text.strip(),
    )
    return Described(persona, tuple(dict.fromkeys(unknown)))
