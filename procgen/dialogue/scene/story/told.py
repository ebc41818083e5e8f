"""A fact as its teller says it: in the first person where it is about them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from procgen.dialogue.persona import Fact, Persona
from procgen.dialogue.phrase.english import word_set
from procgen.dialogue.phrase.facts import is_clause
from procgen.dialogue.phrase.verbs import AUXILIARIES, BASES, PASTS, PRESENTS, third_person
from procgen.dialogue.talk.own_words import said_by

_BASE_OF: Final = {third_person(base): base for base in BASES} | {"is": "am", "has": "have", "does": "do"}
_BEFORE_SUBJECTS: Final = re.compile(
    r"(?:^|\b(?:because|that|when|where|while|since|after|before|until|if|but|so|what|who|whom|as|than)) $"
)


def told_by(fact: Fact, who: Persona) -> Fact:
    """A fact in a speaker's mouth: "Old Marrow owes Branora forty crowns" is "Old Marrow owes me forty crowns", told by
    Branora, and "I owe Branora forty crowns", told by Old Marrow. What is not about them stays as it is.
    """
    if not who.name:
        return fact
    text = said_by(fact, who).text
    names = dict.fromkeys((who.name, *(who.name.split()[:1] if who.name.split()[0].lower() not in _TITLES else ())))
    for name in names:
        text = _turned(text, name, whole=name == who.name)
    return replace(fact, text=text) if text != fact.text else fact


_TITLES: Final = word_set(
    "old young captain widow king queen lord lady doctor dr mr mrs miss brother sister father mother the big little"
    " saint sir uncle aunt"
)


def _turned(text: str, name: str, *, whole: bool) -> str:
    alone = "" if whole else r"(?! [A-Z\d])"  # of a name in two words the first, where no other begins with it
    pattern = re.compile(rf"(?<!\w){re.escape(name)}{alone}(?P<poss>'s|')?(?!\w|-\w)(?: (?P<verb>[a-z']+))?")
    out, at = "", 0
    for match in pattern.finditer(text):
        before = text[at : match.start()]
        if before.rstrip().endswith(("called", "named", "Old", "Young", "Captain", "Widow")):
            continue
        out += before
        verb = match["verb"] or ""
        if match["poss"]:
            out += "my" + (f" {verb}" if verb else "")
        elif verb and _finite(verb) and (not out or _BEFORE_SUBJECTS.search(out) or not is_clause(out)):
            out += f"I {_BASE_OF.get(verb, verb)}"
        elif verb == "and" and not out:
            # "Branora and the guild own": the speaker comes last, which only a rewriting could do
            return text
        else:
            out += "me" + (f" {verb}" if verb else "")
        at = match.end()
    return out + text[at:]


def _finite(verb: str) -> bool:
    return verb in AUXILIARIES or verb in PRESENTS or verb in PASTS or verb.endswith("ed")
