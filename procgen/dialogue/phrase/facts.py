"""Facts that must be said: whether they are clauses ("the bridge is out"), things ("three moonpetals") or sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from procgen.dialogue.persona import Entity
from procgen.dialogue.phrase.english import MONTHS, NUMBERS, word_set
from procgen.dialogue.phrase.tidings import tells_of_death, tidings_of
from procgen.dialogue.phrase.verbs import (
    AUXILIARIES,
    BASES,
    IMPERATIVES,
    INTRANSITIVE_PASTS,
    NOUNS_TOO,
    PARTICIPLES_TOO,
    PAST_NOUNS,
    PASTS,
    PRESENTS,
    is_plural_subject,
)

_SUBJECTS = word_set(
    "i you he she it we they there this that who everyone everybody nobody someone somebody anyone nothing everything"
    " something one none both all"
)
_PLURAL_PRONOUNS = word_set("i you we they")
_SINGULARS = word_set("he she it nobody everyone everybody somebody someone nothing everything something one")
_DETERMINERS = word_set("the a an my your his her its our their this these those some no every each any another")
_QUANTITIES = word_set(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand dozen half many few"
    " several much more less most both all enough nothing everything something nobody everyone someone anyone"
)
_PRONOUN_OBJECTS = word_set("me him us them it you that himself herself itself themselves")
_OBJECTS = _DETERMINERS | _QUANTITIES | _PRONOUN_OBJECTS
_PARTICLES = word_set("away back down up over off out through around apart together again")
_ADVERBS = word_set(
    "tonight today tomorrow yesterday now never always often alone early late soon once twice daily here there only"
    " nightly again well badly still too anymore fast slowly quietly home inside outside north south east west"
)
_PREPOSITIONS = word_set(
    "at in into on onto to for from under beneath below above behind beside between with without by of near past"
    " against along across among inside outside until till before after since during about like as within toward"
    " towards beyond because when if while whenever than"
)
_HOURS = word_set("dawn dusk night noon midnight sunrise sunset half quarter past")
_MATERIALS = word_set(
    "silver gold golden iron brass copper stone wooden old new red black white blue green lost broken"
)
_ONLY_CLAUSES = re.compile(r"\bbecause\b|\bso (?:that|as)\b")
"""What no thing that is told has in it."""
_RELATIVES = word_set("who that which whose where whom what whatever whoever how why when while if because")
_ONLY_VERBS = word_set("live sleep sit belong grow lie meet")
"""Bases that are hardly ever nouns."""
_NOUN_AUXILIARIES = word_set("can will might must may")
_PRONOUN_SHORT = re.compile(r"^(?:i|you|he|she|it|we|they|there|that|who)'(?:s|re|ll|ve|d|m)$")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_ENDS = (".", "!", "?", "…")
_STOP_INSIDE = re.compile(
    r"(?<!\b(?:Mr|Ms|Dr|St|Jr|Sr|Lt|No))(?<!\b(?:Mrs|Sgt|Rev|Col|Gen|Maj))(?<!\bCapt|\bProf)(?<!\b[A-Z])[.!?] "
)
"""Where a sentence ends; the stops of titles and initials end none: "Mrs. Dade", "J. B. Orr"."""
_MOST_WORDS = 30


class _Words:
    """The words of a text, and what may be asked of each place."""

    def __init__(self, text: str) -> None:
        self.written = [word.replace("’", "'") for word in _WORD.findall(text)]
        self.words = [word.lower() for word in self.written]

    def after(self, place: int) -> str:
        return self.words[place + 1] if place + 1 < len(self.words) else ""

    def named(self, place: int) -> bool:
        """Whether a name stands before the place, with no article in front of it: "Old Marrow keeps"."""
        start = place
        while start and self.written[start - 1][0].isupper() and not self.written[start - 1].endswith("'s"):
            start -= 1
        if start == place or (start == 0 and self.words[0] in _DETERMINERS):
            return False
        return start == 0 or self.words[start - 1] not in _DETERMINERS

    def finite(self, place: int) -> bool:
        """Whether the word there is a verb that makes a sentence of what stands before it."""
        word = self.words[place]
        if _PRONOUN_SHORT.match(word):
            return True
        if place == 0:
            return False
        before, following = self.words[place - 1], self.after(place)
        if word in AUXILIARIES:
            # "the can", "a rusty can of oil" and "his last will" are things
            thing = before in _DETERMINERS or following in ("", "of", "for", "with")
            return not (thing and word in _NOUN_AUXILIARIES)
        if before in _DETERMINERS or before in _PREPOSITIONS:
            return False
        if before.endswith("'s"):  # "the run to Saint Anselm's takes me an hour"
            return word in PRESENTS and following in _PRONOUN_OBJECTS
        subject = before in _SUBJECTS or self.named(place)
        name_follows = bool(following) and self.written[place + 1][0].isupper()
        if word in ("called", "named") and name_follows and self.words[0] in _DETERMINERS:
            return False  # "a man called Ash"
        object_follows = following in _OBJECTS or following.isdigit() or name_follows
        if word in PRESENTS:
            return self._present(place, subject, object_follows)
        if word in PASTS:
            return self._past(place, subject, object_follows)
        if word.endswith("ed") and len(word) > 3:
            # "the gate collapsed", "the rats chewed the rope"; but "a rusted key", "a scroll sealed with wax"
            if subject or object_follows or word in INTRANSITIVE_PASTS:
                return True
            if is_plural_subject(before) and following and following not in _PREPOSITIONS:
                return True
            return following in _PARTICLES or not following
        if word in BASES:
            counted = place == 1 and before in _QUANTITIES and following in _PREPOSITIONS  # "six live in the house"
            if before in _PLURAL_PRONOUNS or counted:
                return True
            # "seven frogs and one blind trout live in the pond"
            two = word in _ONLY_VERBS and "and" in self.words[:place] and following in _PREPOSITIONS
            plural = two or (is_plural_subject(before) and not self.written[place - 1].endswith("'"))
            return plural and (bool(following) or f"{word}s" not in NOUNS_TOO)
        if word.endswith("s") and not word.endswith(("ss", "'s", "us")):
            return before in _SINGULARS or (object_follows and following not in _QUANTITIES)
        return False

    def _present(self, place: int, subject: bool, object_follows: bool) -> bool:
        word, following = self.words[place], self.after(place)
        if subject or object_follows:
            return True
        if word in NOUNS_TOO:
            # "the ship sails tonight"; but "the sails of the ship"
            # "the fair ends when the glove is down" and "the tide turns in an hour"; but "the silver rings in the box"
            one = place == 2 and self.words[0] in _DETERMINERS and self.words[1] not in _MATERIALS
            follows = following in _PREPOSITIONS and following not in ("of", "for")
            price = (
                following in _QUANTITIES
                or following.endswith("pence")
                or (following == "for" and self.after(place + 1) in _QUANTITIES)
            )
            bought = word in ("costs", "trades", "sells", "goes") and price
            # "the judge plays cards": whoever does that is a person
            person = one and (self.words[1] in _WHO or self.words[1].endswith(("er", "or", "ist", "man")))
            does = person and bool(following) and following not in _PREPOSITIONS
            return following in _ADVERBS or self._hour_follows(place) or (one and follows) or bought or does
        return following != "of"

    def _hour_follows(self, place: int) -> bool:
        """Whether a time stands behind the place: "at dawn", "at a quarter to five", "on Mondays"."""
        words = self.words[place + 1 : place + 4]
        if words[:1] == ["at"]:
            return any(word in _HOURS or word in _QUANTITIES or word.isdigit() for word in words[1:])
        return words[:1] == ["on"] and any(word.rstrip("s").endswith("day") for word in words[1:])

    def _past(self, place: int, subject: bool, object_follows: bool) -> bool:
        word, following = self.words[place], self.after(place)
        if word in PAST_NOUNS and not (subject or object_follows):
            # "the rider fell in the ditch" and "the goblins left at dawn"; but "the left door"
            ends = following in _PREPOSITIONS or following in _PARTICLES or following in _ADVERBS or not following
            if not ends or (not following and word not in ("fell", "rose", "left")):
                return False
        if word in PARTICIPLES_TOO and not (subject or object_follows):
            if following in ("", *_PARTICLES, *_ADVERBS):
                return True
            # "a letter found in the well"; but "the goblins left at dawn"
            return following in _PREPOSITIONS and word == "left" and is_plural_subject(self.words[place - 1])
        return True

    def orders(self) -> bool:
        """Whether it tells somebody to do something: "follow the river", "ask for Marrow"."""
        if len(self.words) < 2 or self.words[0] not in IMPERATIVES:
            return False
        following = self.words[1]
        known = following in _OBJECTS or following in _PREPOSITIONS or following in _PARTICLES or following in _ADVERBS
        return known or following in BASES or following in ("left", "right") or self.written[1][0].isupper()


def is_clause(text: str) -> bool:
    """Whether it has a subject and a finite verb of its own; a verb after "who" or "that" is not its own."""
    words = _Words(text)
    if (
        words.words[:1]
        and words.words[0] in ("i", "he", "she", "we", "they")
        and words.after(0) not in ("", "who", "that")
    ):
        return True
    if _ONLY_CLAUSES.search(text):
        return True
    verbs = [place for place in range(len(words.words)) if words.finite(place)]
    if not verbs:
        return False
    relatives = [place for place in range(len(words.words)) if words.words[place] in _RELATIVES]
    if relatives and relatives[0] < verbs[0] and words.words[:1] != ["that"]:
        return len(verbs) > len(relatives)
    return True


def subject_of(text: str) -> str:
    """What stands before a clause's first finite verb, its adverbs and commas aside; empty where there is no verb."""
    words = _Words(text)
    verb = next((place for place in range(1, len(words.words)) if words.finite(place)), 0)
    if not verb:
        return ""
    ends = [match.end() for match in _WORD.finditer(text)]
    last = verb - 1
    while last > 0 and words.words[last] in ("never", "always", "often", "still", "now", "once", "also", "only", "not"):
        last -= 1
    return text[: ends[last]].rstrip(" ,")


def kind_of(text: str) -> str:
    """``clause``, ``thing`` or ``sentence``; the last stands for itself, because it is ended, long, an order, or begins
    large.
    """
    if text.endswith(_ENDS) or _STOP_INSIDE.search(text) or len(text.split()) > _MOST_WORDS or _Words(text).orders():
        return "sentence"
    if not is_clause(text):
        return "thing"
    return "sentence" if begins_like_a_sentence(text) else "clause"


_OWN = re.compile(r"\b(?:I|I'm|I've|me|my|(?:is|are|was|were|be|of) mine|myself)\b", re.IGNORECASE)
"""Of the speaker's own. "The mine is flooded" is not."""
_PRICED = re.compile(r"\b(?:costs?|is free|are free|charges?)\b")
_TIME = re.compile(
    r"(?:(?:a )?(?:half|quarter)(?: an hour)? (?:past|to)\b.*"
    rf"|at (?:{'|'.join(word for word, number in NUMBERS.items() if 1 <= number <= 12)})"
    r"(?: (?:in|at|on) .*)?|\d{1,2}[:.]\d\d\b.*|.*\b(?:o'clock|a\.?m\.?|p\.?m\.?)"
    r"|(?:at |the |this |next |last |first |second |third |low |high |early |late )*"
    r"(?:dawn|dusk|noon|midday|midnight|sunrise|sunset"
    r"|moonrise|night|nightfall|morning|evening|tide|spring|summer|autumn|winter|today|tonight|tomorrow|yesterday|\w+day"
    rf"|{'|'.join(MONTHS)})"
    r"(?: (?:night|morning|evening|noon|at|of|the"
    r"|next|after|before)\b.*)?)",
    re.IGNORECASE,
)
_UNITS = word_set(
    "crown crowns coin coins copper coppers penny pennies pence shilling shillings pound pounds dollar dollars"
    " cent cents credit credits gold silver mark marks florins florin ducats ducat bits"
    " minutes hours days nights weeks months years"
)
_WHERE = word_set(
    "road street lane alley bridge door gate tower room floor deck cellar attic hill hills mountain pass river lake"
    " shore coast harbour harbor island village town city castle church chapel inn tavern shop market mill farm house"
    " hut camp cave mine tunnel forest wood woods grave tomb crypt well square corner stair stairs hotel station"
    " dock docks quay north south east west yard barn hall kitchen roof wall passage path field valley crossroads"
)
_NUMBERED = word_set("deck room floor ward pier gate dock locker bay cell berth platform hangar cabin")
"""Places that are told by their number: "locker nine"."""
_WHO = word_set(
    "man woman boy girl child king queen lord lady brother sister father mother son daughter wife husband widow thief"
    " stranger prince princess miller baker captain doctor judge mayor sheriff priest bishop army guild company family"
    " crew guards guard soldiers people men women children"
)
_BEHIND_THE_HEAD = re.compile(
    r" (?:of|in|on|at|with|from|to|by|for|that|who|which|called|named|through|under|near|behind|beneath|beside|above"
    r"|below|between)\b"
)


def traits_of(fact: str, entities: Iterable[Entity] = ()) -> frozenset[str]:
    """What templates may ask about a fact besides its kind: "own" where it is told in the first person, "ill" or "good"
    where it is bad or good news, "death" where somebody died, "price" where it says what something costs, and of
    things one of thing_time, thing_sum, thing_person, thing_place, thing_name (a
    name that nobody knows), thing_item.
    """
    kind = kind_of(fact)
    if kind != "thing":
        own = ("own",) if _OWN.search(fact) else ()
        priced = ("price",) if _PRICED.search(fact) else ()
        death = ("death",) if tells_of_death(fact) else ()
        return frozenset(filter(None, (*own, *priced, *death, tidings_of(fact))))
    return frozenset((f"thing_{_kind_of_thing(fact, entities)}",))


def _kind_of_thing(thing: str, entities: Iterable[Entity]) -> str:
    named = next((entity.kind for entity in entities if thing in (entity.name, *entity.also)), "")
    if named:
        return {"person": "person", "faction": "person", "place": "place"}.get(named, "item")
    if _TIME.fullmatch(thing):
        return "time"
    words = _Words(thing).words
    if all(word in _QUANTITIES or word.isdigit() or word == "and" for word in words):
        return "sum"
    head = [word.lower() for word in _WORD.findall(_BEHIND_THE_HEAD.split(thing, maxsplit=1)[0])]
    last, first = head[-1] if head else "", head[0] if head else ""
    if last in _UNITS and (first in _QUANTITIES or first.isdigit()):
        return "sum"
    if last in _WHO or (first in _WHO and thing[0].isupper()):
        return "person"
    if last in _WHERE or (len(head) > 1 and head[-2] in _NUMBERED):
        return "place"
    return "name" if thing[0].isupper() and first not in _DETERMINERS else "item"


@lru_cache(maxsize=256)
def _whole(fact: str) -> re.Pattern[str]:
    before = r"(?<!\w)(?<!\w['’-])(?<!\d[.,])" if fact[0].isalnum() else ""
    after = r"(?!\w|-\w|['’](?!s\b)\w)" if fact[-1].isalnum() else ""
    if fact[-1].isdigit():
        after += r"(?![.,:]\d)"
    large = fact[0].upper()
    first = f"[{fact[0]}{large}]" if fact[0].isalpha() and len(large) == 1 else re.escape(fact[0])
    return re.compile(before + first + re.escape(fact[1:]) + after)


def count_of(fact: str, text: str) -> int:
    """How often it stands in a text as whole words; its first letter may be large. The guard, which is slower, also
    looks where a large letter may be.
    """
    return len(_whole(fact).findall(text))


def without(facts: Iterable[str], text: str) -> str:
    """The text, its facts taken out."""
    for fact in facts:
        text = _whole(fact).sub("", text)
    return text


def begins_like_a_sentence(text: str) -> bool:
    """Whether a clause has the capital of a sentence rather than of a name: "The bridge is out"."""
    first = text.split(maxsplit=1)[0].lower() if text.split() else ""
    opens = first in _DETERMINERS or first in _SUBJECTS or bool(_PRONOUN_SHORT.match(first))
    return text[:1].isupper() and first not in ("i", "i'm", "i've", "i'll", "i'd") and opens
