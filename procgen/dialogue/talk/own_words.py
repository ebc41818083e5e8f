"""Descriptions and backgrounds as facts that an NPC can say itself."""

from __future__ import annotations

import re
from dataclasses import replace

from procgen.dialogue.persona import Entity, Fact, Persona
from procgen.dialogue.phrase import english
from procgen.dialogue.phrase.english import word_set
from procgen.dialogue.phrase.verbs import PRESENTS

_CLAUSE_START = re.compile(r"^(?:he|she|it|they|there|this)\b", re.IGNORECASE)
_VERB_START = re.compile(
    r"^(?:is|was|are|were|has|had|keeps|runs|lives|sells|guards|owns|rules|works|stands|lies|makes|once|used)\b",
    re.IGNORECASE,
)


def described_as(entity: Entity) -> Fact | None:
    """What an entity's description says, as a fact with the entity's name in it; None where there is none."""
    text = " ".join(entity.description.split()).rstrip(".!")
    if not text or re.search(r"[.!?]\s", text) or len(text) > 200:
        text = re.split(r"(?<=[.!?])\s", text)[0].rstrip(".!")
        if not text or len(text) > 200:
            return None
    be = "are" if entity.plural else "is"
    small = text if text[:2].isupper() or text.startswith(("I ", "I'")) else text[:1].lower() + text[1:]
    if entity.name.casefold() in text.casefold():
        clause = text
    elif _CLAUSE_START.match(text):
        rest = text.split(maxsplit=1)
        clause = f"{entity.name} {rest[1]}" if len(rest) > 1 and rest[0].lower() not in ("there", "this") else text
    elif _VERB_START.match(text):
        clause = f"{entity.name} {small}"
    else:
        clause = f"{entity.name} {be} {small}"
    return Fact(clause, about=(entity.name,))


_PERSONS = {"he": "I", "she": "I", "him": "me", "himself": "myself", "herself": "myself", "his": "my", "hers": "mine"}
_SINGULAR_VERBS = {"is": "am", "was": "was", "has": "have", "does": "do", "isn't": "am not", "hasn't": "haven't"}
_KEPT_VERBS = word_set("was had did would could can will should must may might")
_S_VERBS = re.compile(r"^[a-z]{2,}s$")


def first_person(persona: Persona) -> list[Fact]:
    """The sentences of a background that can be said by the persona itself: "He lost his brother" as "I lost my
    brother". Sentences that can't be turned for sure are left out.
    """
    found = []
    for sentence in re.split(r"(?<=[.!?])\s+", " ".join(persona.background.split())):
        turned = _turned(sentence.rstrip(".!?"), persona)
        if turned and len(turned) <= 160:
            found.append(Fact(turned, about=(persona.name,) if persona.name else ()))
    return found


_KIN = (
    r"(?:brother|sister|son|daughter|mother|father|wife|husband|uncle|aunt|cousin|nephew|niece|grandson|granddaughter"
    r"|grandmother|grandfather|master|mistress|partner|friend|apprentice|boss|captain|neighbou?r|dog|cat|horse|mule)"
)


def said_by(fact: Fact, persona: Persona) -> Fact:
    """A fact of a speaker's own, as they say it: "Hobb lost his ear" and "he lost his ear" are "I lost my ear",
    "Dickon, his grandson, works" is "Dickon, my grandson, works". What is of somebody else stays.
    """
    text = fact.text
    names = [re.escape(name) for name in dict.fromkeys((persona.name, *persona.name.split()[:1])) if name]
    his, he = english.pronoun("their", persona.sex), english.pronoun("they", persona.sex)
    if re.match(rf"(?:{'|'.join([*names, he, his])})(?:'s)?\b(?! and\b)", text):
        subject = re.match(rf"(?:{he}|{his})\b", text)
        plain = english.capital(text) if subject else text
        turned = _turned(plain, persona)
        text = turned or text
    else:
        # "Dickon, his grandson," and "with her brother Tom": kin beside a name are the speaker's
        text = re.sub(rf"(?<=, ){his} (?=(?:\w+ )?{_KIN}\b)", "my ", text)
        for name in names:
            text = re.sub(rf"\b{name}'s(?= {_KIN}\b)", "my", text)
    return replace(fact, text=text) if text != fact.text else fact


def _base(verb: str) -> str:
    """A verb as it follows "I"."""
    if verb in _SINGULAR_VERBS:
        return _SINGULAR_VERBS[verb]
    if verb in _KEPT_VERBS or not _S_VERBS.match(verb) or verb.endswith("ss"):
        return verb
    if verb.endswith(("ches", "shes", "sses", "xes", "oes")):
        return verb[:-2]
    return verb[:-3] + "y" if verb.endswith("ies") else verb[:-1]


def _turned(sentence: str, persona: Persona) -> str:
    names = persona.name.split()
    called = "".join(re.escape(name) + "|" for name in (persona.name, names[0])) if names else ""
    subject = re.match(rf"^(?:{called}He|She|It|They)(?='s |\s)|^(?:His|Her|Its|Their)(?=\s)", sentence)
    if subject is None:
        return ""
    rest = sentence[subject.end() :]
    if rest.startswith("'s ") or subject[0] in ("His", "Her", "Its", "Their"):
        return "my " + _others(rest.removeprefix("'s").strip())
    verb, _, after = rest.strip().partition(" ")
    verb = {"are": "am", "were": "was"}.get(verb, verb) if subject[0] == "They" else _base(verb)
    return f"I {verb} {_others(after)}".strip()


_AFTER_AND = sorted((*_SINGULAR_VERBS, *PRESENTS), key=len, reverse=True)


def _agreed(match: re.Match[str]) -> str:
    """A second verb of the same subject: "and has" is "and have"."""
    return f"{match[1]} {match[2]}{_base(match[3])}"


def _others(text: str) -> str:
    """The rest of a sentence, its pronouns of the subject turned."""

    def turn(match: re.Match[str]) -> str:
        word = match[0]
        if word == "her":
            return "my" if re.match(r" [a-z]", text[match.end() :]) else "me"
        return {"its": "my", "their": "my"}.get(word, _PERSONS.get(word, word))

    text = re.sub(rf"\b(and|but|or) ((?:never |also |still |always )?)({'|'.join(_AFTER_AND)})\b", _agreed, text)
    turned = re.sub(r"\b(?:himself|herself|his|hers|her|its|their|him)\b", turn, text)
    return re.sub(r"\b(and|but|when|after|before|since|until|because|that) (?:he|she)\b", r"\1 I", turned)
