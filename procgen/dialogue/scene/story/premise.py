"""The premise of a scene: which of the given facts it is about, who did it, to whom, what is at stake, where.

Whatever was given comes first; what no fact says is taken from the world, and only what the world lacks is made up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from procgen.dialogue.persona import Entity, Fact, Persona
from procgen.dialogue.phrase import english
from procgen.dialogue.phrase.verbs import is_plural_subject
from procgen.dialogue.scene.invent import the
from procgen.dialogue.scene.story.frames import GRAVITY, OFFENCES, STATE, Frame, read

if TYPE_CHECKING:
    from procgen.dialogue.scene.draft import Draft

_INVENTED: Final[dict[str, tuple[str, ...]]] = {
    "theft": (
        "{i} was stolen from {l} {t}",
        "somebody took {i} from {l} {t}",
        "{p} took {i} from {l} {t}",
    ),
    "debt": ("{p} owes {q} a year's wages", "{p} borrowed {i} from {q} and never gave it back"),
    "death": ("{p} was found dead at {l} {t}", "{p} was killed at {l} {t}"),
    "fire": ("somebody set a fire at {l} {t}", "{p} was seen running from the fire at {l} {t}"),
    "absence": ("{p} has not been seen since the last holiday", "{p} left {l} {t} and told nobody where"),
    "lie": ("{p} lied to everyone about {i}", "{p} blamed {q} for what happened at {l}"),
    "harm": ("{m} at {l} has been broken for a week", "{m} at {l} was damaged {t}"),
    "threat": ("{p} has threatened to close {l}", "{p} demands {i} by the end of the week"),
    "hiding": ("{p} has hidden {i} at {l}", "{p} keeps {i} hidden from {q}"),
}
"""Facts of each deed, for scenes that were given none."""
_TIMES: Final = ("on Sunday night", "three nights ago", "last Tuesday", "before dawn", "on the night of the storm")


@dataclass(frozen=True, slots=True)
class Premise:
    """What a scene is about.

    Attributes:
        frame: the central fact, read.
        frames: all that are known, the central one first.
        given: whether it was given rather than made up.
        stance: of the main speaker: "guilty" who did it, "wronged" to whom it was done, "witness" otherwise.
        event: the matter as a noun: "the theft of the chapel bell".
        item: what is at stake, with its article.
        target: whom it is about besides the main speaker: mostly who did it, or is thought to have.
        other: another person.
        where: the place.
    """

    frame: Frame
    frames: tuple[Frame, ...]
    given: bool
    stance: str
    event: str
    item: str
    target: str
    other: str
    where: str

    @property
    def deed(self) -> str:
        """Kind of the central fact, as of `frames.DEEDS`."""
        return self.frame.deed

    def slots(self) -> dict[str, str]:
        """Words for the phrase books; "of_theft" and "is_wronged" are there to be asked for by `has`."""
        words = {
            "event": self.event, "item": self.item, "target": self.target, "other": self.other, "where": self.where,
            "when": self.frame.when if self.frame.when.split(" ")[0] not in ("since", "for", "until", "every") else "",
            f"of_{self.deed}": "so", f"is_{self.stance}": "so",
        }  # fmt: skip
        return {name: word for name, word in words.items() if word}


def premise_of(draft: Draft, deeds: Sequence[str]) -> Premise:
    """The premise of a scene that is being planned; what is made up is added to the world.

    Args:
        draft: the scene; facts that must be told come first in it.
        deeds: kinds of deed that are made up where no fact is given.
    """
    request, inventor = draft.request, draft.inventor
    main = draft.main
    entities = inventor.world.entities
    names = [persona.name for persona in draft.cast if persona.name]

    def frames(facts: Iterable[Fact]) -> list[Frame]:
        return [read(fact, entities, names) for fact in facts]

    given = frames(request.facts)
    central = _gravest(given)
    if central is None:
        own = [fact for fact in (*main.knows, *inventor.world.facts) if _tellable(draft, fact)]
        central = _gravest([frame for frame in frames(own) if frame.deed not in (STATE, "clue", "want", "bond")])
    known = central is not None
    if central is None:
        central = frames([_made_up(draft, deeds)])[0]
    rest = [frame for frame in (*given, *frames(request.guarded)) if frame is not central]
    if central.fact not in draft.due:
        draft.due.insert(0, central.fact)
    draft.due.sort(key=lambda fact: fact is not central.fact)
    return _cast(draft, central, tuple(rest), known)


def _gravest(frames: Sequence[Frame]) -> Frame | None:
    return min(frames, key=lambda frame: GRAVITY.index(frame.deed), default=None)


def _tellable(draft: Draft, fact: Fact) -> bool:
    asked = {other.text for other in draft.request.guarded}
    return fact.is_known_to(draft.main.name) and draft.allowed(fact.text) and fact.text not in asked


def _made_up(draft: Draft, deeds: Sequence[str]) -> Fact:
    inventor = draft.inventor
    for _ in range(20):
        deed = draft.pick([deed for deed in deeds if deed in _INVENTED] or sorted(_INVENTED))
        pattern = draft.pick(_INVENTED[deed])
        names, about = {}, []
        for key, kind in (("p", "person"), ("q", "person"), ("i", "item"), ("m", "machine"), ("l", "place")):
            if "{" + key + "}" in pattern:
                entity = inventor.some(kind)
                names[key] = the(entity)
                about.append(entity.name)
        fact = Fact(pattern.format(t=draft.pick(_TIMES), **names), tuple(about), source="invented")
        if draft.allowed(fact.text):
            inventor.add(fact)
            return fact
    raise ValueError("every fact that could be made up holds a secret")


def _cast(draft: Draft, central: Frame, rest: tuple[Frame, ...], known: bool) -> Premise:
    """Who and what stands where in the story."""
    main, inventor = draft.main, draft.inventor
    frames = (central, *rest)
    own = {name.casefold() for name in (main.name, *main.name.split()[:1]) if name}
    people = [name for frame in frames for name in frame.persons if name.casefold() not in own]
    # Of groups little of what is said of one person holds: they stay in the facts, and a person is asked about.
    people = [name for name in dict.fromkeys(people) if draft.allowed(name) and not _is_group(draft, name)]
    actor = central.actor if central.actor in people else ""
    target = actor or (people[0] if people else "") or inventor.some("person").name
    others = [name for name in people if name != target]
    spare = [p.name for p in draft.cast[1:] if p.name and p.name != target]
    other = others[0] if others else spare[0] if spare else inventor.some("person").name
    things = [frame.thing for frame in frames if frame.thing and draft.allowed(frame.thing)]
    item = central.thing or next(iter(things), "") or the(inventor.some("item"))
    places = [frame.place for frame in frames if frame.place and draft.allowed(frame.place)]
    here = draft.request.situation.place
    where = central.place or next(iter(places), "") or here or inventor.some("place").name
    stance = "witness"
    if central.actor.casefold() in own and central.deed not in ("absence", "want", "bond"):
        stance = "guilty" if central.deed in OFFENCES else "wronged"
    elif central.whom.casefold() in own or (central.deed in OFFENCES and not known):
        stance = "wronged"
    event = _event(central, own)
    for name, kind, many in ((event, "event", False), (item, "item", central.many and item == central.thing)):
        if inventor.find(name) is None and inventor.find(name.removeprefix("the ")) is None:
            inventor.know(Entity(name, kind, plural=many))
        inventor.use(name)
    for name in (target, other):
        if inventor.find(name) is None:
            inventor.know(Entity(name, "person"))
    for name in (target, other, where):
        inventor.use(name)
    return Premise(central, frames, known, stance, event, item, target, other, where)


def _is_group(draft: Draft, name: str) -> bool:
    """Whether a name is of several, as the world says or as it looks."""
    entity = draft.inventor.find(name)
    return entity.plural if entity else name.startswith("the ") and is_plural_subject(name.rsplit(maxsplit=1)[-1])


def _event(frame: Frame, own: set[str]) -> str:
    """The matter as a noun phrase."""
    thing, place = frame.thing, frame.place
    actor = frame.actor if frame.actor.casefold() not in own else ""
    whom = frame.whom if frame.whom.casefold() not in own else ""
    at = f" at {place}" if place else ""
    if frame.deed == "theft":
        return f"the theft of {thing}" if thing else f"the theft{at}"
    if frame.deed == "loss":
        return f"the loss of {thing}"
    if frame.deed == "absence" and (actor or whom):
        return f"the disappearance of {actor or whom}"
    if frame.deed == "death" and (whom or thing or actor):
        return f"the death of {whom or thing or actor}"
    if frame.deed == "fire":
        return f"the burning of {thing}" if thing and "fire" not in thing else f"the fire{at}"
    if frame.deed == "debt":
        return f"{english.possessive(actor)} debt" if actor else "the debt"
    if frame.deed == "lie":
        return f"the lie about {thing}" if thing else "the lie"
    subject = thing or actor or whom or place
    word = "trouble" if frame.deed in ("harm", "threat", "loss", "absence", "death") else "business"
    return f"the {word} with {subject}" if subject else "this business"


def person(draft: Draft, name: str, role: str) -> Persona:
    """Somebody of the premise as a speaker: of the cast where they are in it, else somebody new of that name."""
    for persona in draft.cast:
        if persona.name == name:
            return persona
    entity = draft.inventor.find(name)
    sex = entity.sex if entity and entity.sex else "other"
    persona = Persona(name, role, sex=sex)
    draft.cast.append(persona)
    return persona
