"""Facts read into frames: what kind of deed, by whom, to whom, with what, where, when and why.

By rules: the deed by its verb, the persons, things and places by the world's names, and where the world has none by the
noun phrases around the verb.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from procgen.dialogue.persona import Entity, Fact
from procgen.dialogue.phrase.english import MONTHS, word_set
from procgen.dialogue.phrase.facts import is_clause, subject_of
from procgen.dialogue.phrase.verbs import BASES, NOUNS_TOO, PASTS, PRESENTS, is_plural_subject
from procgen.dialogue.talk.parts import parts_of

DEEDS: Final[dict[str, str]] = {
    "theft": r"st[eo]le|stole|stolen|steals?|robbed|robs?|took|taken|swiped|pinched|looted|embezzled|pocketed|poached"
    r"|kidnapped|abducted|smuggled|forged|broke into|breaks into|burgled|hacked",
    "debt": r"owes?|owed|debts?|borrowed|lent|in arrears|unpaid|has not paid|hasn't paid|never paid|pawned|mortgaged",
    "death": r"died|dies|dead|killed|kills|murdered|murders|drowned|hanged|buried|shot|stabbed|slain|perished"
    r"|was found floating|fell to (?:his|her|their) death",
    "fire": r"burne?d|burnt|burns|fire|torched|set alight|set fire|arson|went up in flames|exploded|blew up",
    "absence": r"vanished|disappeared|gone|missing|left|has not been seen|hasn't been seen|ran away|ran off|fled"
    r"|deserted|never came (?:back|home)|did not come (?:back|home)|has not returned|walked out|escaped|abandoned|lost",
    "lie": r"lied|lies to|lying|cheated|cheats|betrayed|betrays|sold out|deceived|deceives|swindled|tricked|fooled"
    r"|broke (?:his|her|their|the) (?:word|promise|oath)|waters down|waters|spies|spied|informs?|informed on|blames?d?"
    r"|perjured|pretends|accused",
    "hiding": r"hides?|hid|hidden|buries|conceals?|concealed|keeps? (?:a |an |the )?(?:\w+ )?(?:secret|locked|hidden)"
    r"|secretly|nobody knows|behind (?:the|a) (?:false|loose)|disguised|under another name|false name",
    "threat": r"threatens?|threatened|will come|attacks?|attacked|raids?|raided|besieged?|march(?:es|ed|ing)?|demands?"
    r"|demanded|haunts?|prowls?|hunts?|hunted|stalks?|war|feud|evict(?:s|ed)?|invad(?:e|es|ed|ing)|blackmails?",
    "harm": r"broke|broken|breaks|burst|collapsed|cracked|flooded|flood|dark|dried|dry|bitter|rotten|sank|sunk|fell"
    r"|failed|fails|failing|ruined|wrecked|destroyed|damaged|spoiled|sick|ill|fever|wounded|injured|hurt|torn|jammed"
    r"|poisoned|poisons|is out|are out|is down|are down|leaks?|leaking|closed|blocked|beat|beaten|starving"
    r"|ailing|plague|blight",
    "want": r"wants?|wanted|hopes?|hoped|plans?|planned|intends?|means to|dreams? of|saves? (?:for|to|up)|longs?"
    r"|needs?",
    "bond": r"loves?|loved|married|marries|marry|wed|engaged|courts|kissed|sister of|brother of|daughter of|son of"
    r"|father of|mother of|friends?|raised by|raised|swore|saved|taught",
    "clue": r"saw|seen|sees|heard|hears|noticed|found|finds|was at|were at|was near|footprints?|was the last|signed"
    r"|wrote|written|witnessed|smelled|carried|carries|wears?|wore|recogni[sz]ed",
}
"""Kinds of deed, in the order in which they are looked for, with the words that tell them; others are a "state", or the
"loss" of a thing."""

STATE: Final = "state"
OFFENCES: Final = frozenset({"theft", "death", "fire", "lie", "hiding", "debt", "harm", "threat", "absence", "loss"})
"""Deeds that somebody can be asked to answer for."""
GRAVITY: Final = (
    "death", "theft", "fire", "threat", "lie", "absence", "debt", "loss", "harm", "hiding", "want", "bond", STATE,
    "clue",
)  # fmt: skip
"""Deeds by how much of a story they make, the most first."""

_DEEDS: Final = {deed: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for deed, words in DEEDS.items()}
_NOUN: Final = re.compile(
    r"\b(?:the|a|an|his|her|their|its|my|our|this|that|these|those|some|every|two|three|four|five|six|seven) "
    r"(?:[a-z][a-z'-]*(?<!ly) )?[a-z][a-z-]*\b"
)
_BY: Final = re.compile(r"\bby ([A-Z][\w'-]*(?: [A-Z][\w'-]*)*|the [a-z]+)")
_NAME: Final = re.compile(r"(?<![.!?] )\b[A-Z][\w'-]+(?: (?:of |the )*[A-Z][\w'-]+)*")
_ENDS: Final = re.compile(
    r" (?:is|was|are|were|has|had|have|will|would|that|which|who|at|in|on|by|from|with|since|for|to|near|behind|under"
    r"|and|but|because|when|where|while|after|before|went|stands|lies|ran|fell|out|down|up|as|or|of|ago|every|last)$"
)
_PASSIVE: Final = re.compile(r"\b(?:was|were|been|is|are|being|got|gets)\b(?: \w+ly)? \w+(?:ed|en|t|n|ung|id|ost)\b")
_ACTIVE: Final = frozenset({"theft", "hiding", "lie", "want", "threat", "death", "debt", "clue"})
_TIMES: Final = word_set(
    "night nights day days week weeks month months year years morning evening winter spring hour hours noon autumn"
    " summer time times moon dawn dusk midnight"
)


@dataclass(frozen=True, slots=True)
class Frame:
    """A fact as something that happened or is so.

    Attributes:
        fact: that it was read from.
        deed: one of `DEEDS`, or "state".
        actor: who did it; a name, or empty.
        whom: another person in it, or empty.
        thing: what it is about, with its article: "the chapel bell"; empty where it is about persons alone.
        place: where, a name of the world's or a noun with its article; or empty.
        when, why: as in the fact, or empty.
        many: whether the thing is in the plural.
    """

    fact: Fact
    deed: str
    actor: str = ""
    whom: str = ""
    thing: str = ""
    place: str = ""
    when: str = ""
    why: str = ""
    many: bool = False

    @property
    def persons(self) -> tuple[str, ...]:
        """Those in it, who did it first."""
        return tuple(name for name in (self.actor, self.whom) if name)


def read(fact: Fact, entities: Sequence[Entity], persons: Sequence[str] = ()) -> Frame:
    """Read a fact.

    Args:
        fact: any; of things, names and whole sentences what can be read is.
        entities: who and what has a name.
        persons: names of people besides those.
    """
    text = fact.text.rstrip(".!?")
    found = _named(text, entities, persons)
    people = [name for _, name, kind in found if kind in ("person", "faction", "creature")]
    places = [name for _, name, kind in found if kind == "place"]
    things = [name for _, name, kind in found if kind in ("item", "other", "event")]
    deed = _deed(text)
    subject = subject_of(text) if is_clause(text) else ""
    actor, whom = _who(text, subject, people)
    nouns = _nouns(text, [name for _, name, _ in found])
    if (
        not actor
        and nouns
        and deed in _ACTIVE
        and not _PASSIVE.search(text)
        and nouns[0].casefold() in subject.casefold()
    ):
        # "the wolves took two lambs": somebody without a name did it
        actor = _article(nouns.pop(0))
    elif not people and nouns and deed == "absence" and "who" in parts_of(text):
        actor = _article(nouns.pop(0))
    thing = things[0] if things else _thing(subject, nouns)
    place = places[0] if places else ""
    if not place and not thing and not people:
        thing = subject if subject and subject[0].islower() else ""
    if actor and _article(thing) == actor:
        thing = ""
    if deed == "absence" and thing and not actor and not whom:
        deed = "loss"
    parts = parts_of(text)
    when = next(iter(parts.get("when", ())), "")
    why = next(iter(parts.get("why", ())), "")
    return Frame(fact, deed, actor, whom, _article(thing), place, when, why, _plural(thing, entities))


def _named(text: str, entities: Sequence[Entity], persons: Sequence[str]) -> list[tuple[int, str, str]]:
    """Names in a text with their kinds, in order; the longest of those that lie in each other."""
    rows: list[tuple[int, int, str, str]] = []
    known = [(name, entity.name, entity.kind) for entity in entities for name in (entity.name, *entity.also)]
    known += [(name, name, "person") for name in persons]
    for written, name, kind in known:
        for bare in dict.fromkeys((written, written.removeprefix("the ").removeprefix("The "))):
            match = re.search(rf"(?<!\w){re.escape(bare)}(?!\w)", text, re.IGNORECASE) if bare else None
            if match:
                rows.append((match.start(), match.end(), name, kind))
                break
    rows.sort(key=lambda row: (row[0] - row[1], row[0]))
    kept: list[tuple[int, int, str, str]] = []
    for row in rows:
        if not any(row[0] < other[1] and other[0] < row[1] for other in kept):
            kept.append(row)
    # Names that the world does not know are people, unless they stand behind a preposition of place.
    for match in _NAME.finditer(text):
        start, end = match.span()
        overlaps = any(start < other[1] and other[0] < end for other in kept)
        if (
            overlaps
            or match[0].split()[0] in _OPENERS
            or (start == 0 and " " not in match[0] and text[end : end + 1] != " ")
        ):
            continue
        before = text[:start].rstrip().rsplit(" ", 1)[-1].lower()
        kind = (
            "place" if before in ("at", "in", "near", "from", "to", "into", "beyond", "outside", "under") else "person"
        )
        if not re.search(rf"(?:day|{'|'.join(month.capitalize() for month in MONTHS)})$", match[0]):
            article = "the " if text[:start].lower().endswith("the ") else ""
            kept.append((start - len(article), end, article + match[0], kind))
    return [(start, name, kind) for start, _, name, kind in sorted(kept)]


_OPENERS: Final = word_set("The A An His Her Their Its My Our This That These Those Some Every Nobody Somebody There I")


def _deed(text: str) -> str:
    found = {deed: match.start() for deed, pattern in _DEEDS.items() if (match := pattern.search(text))}
    if "clue" in found and all(found["clue"] < place for deed, place in found.items() if deed != "clue"):
        return "clue"
    for deed in DEEDS:
        if deed in found:
            return deed
    return STATE


def _who(text: str, subject: str, people: list[str]) -> tuple[str, str]:
    """Who did it and who else is in it."""
    if not people:
        return "", ""
    passive = _PASSIVE.search(text) is not None
    by = _BY.search(text)
    if by:
        actor = next((name for name in people if by[1] in name or name in by[1]), "")
        rest = [name for name in people if name != actor]
        return actor, rest[0] if rest else ""
    first = people[0]
    leads = bool(subject) and first.removeprefix("the ").casefold() in subject.casefold()
    if passive and leads:
        return "", first
    if leads or not subject:
        return first, people[1] if len(people) > 1 else ""
    return "", first


def _nouns(text: str, names: list[str]) -> list[str]:
    """Noun phrases with their articles, without names and times."""
    found = []
    for match in _NOUN.finditer(text):
        phrase = match[0]
        while _ENDS.search(phrase):
            phrase = _ENDS.sub("", phrase)
        words = phrase.split()
        if len(words) < 2 or words[-1] in _TIMES or any(phrase.casefold() in name.casefold() for name in names):
            continue
        if len(words) == 3 and _verb(words[2]):
            phrase = " ".join(words[:2])
        elif len(words) == 3 and words[1] in PASTS:
            continue
        found.append(phrase)
    return found


def _verb(word: str) -> bool:
    return word in PASTS or (word in PRESENTS and word not in NOUNS_TOO) or word in BASES or word.endswith("ed")


def _thing(subject: str, nouns: list[str]) -> str:
    """What a fact is about: its subject where that is a thing, else what stands behind the verb."""
    for noun in nouns:
        if noun.casefold() in subject.casefold():
            return noun
    return nouns[0] if nouns else ""


_TURNED: Final = word_set("a an his her their its my our this that some these those")
_KEPT: Final = word_set("the every two three four five six seven")


def _article(thing: str) -> str:
    """A thing as it stands in other sentences: "her ring" and "a ring" are "the ring" there."""
    first, _, rest = thing.partition(" ")
    if rest and first.lower() in _TURNED:
        return f"the {rest}"
    if not thing or thing[:1].isupper() or first.lower() in _KEPT:
        return thing
    return f"the {thing}"


def _plural(thing: str, entities: Sequence[Entity]) -> bool:
    bare = thing.casefold().removeprefix("the ")
    entity = next((e for e in entities if e.name.casefold().removeprefix("the ") == bare), None)
    if entity is not None:
        return entity.plural
    return bool(thing) and is_plural_subject(thing.rsplit(maxsplit=1)[-1])
