"""A writer's line in another's voice: what it says stays, how it is said changes.

By rules alone: the register's short or full forms, what a mood, a trait or a manner adds beside a line, and, where the
line is one plain statement, the sentences in which this speaker tells things. A large language model may write it
anew instead, held to the same names and secrets, and so may the writer, which was taught to do just that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from procgen.dialogue.guard.check import check
from procgen.dialogue.language.contract import LanguageModel
from procgen.dialogue.language.reword import reworded
from procgen.dialogue.meaning import packaged_table
from procgen.dialogue.persona import Fact, Persona
from procgen.dialogue.phrase.book import library
from procgen.dialogue.phrase.chance import Chance
from procgen.dialogue.phrase.compose import scope_of
from procgen.dialogue.phrase.dialect import spelt_out, spoken
from procgen.dialogue.phrase.expand import Expander
from procgen.dialogue.phrase.facts import kind_of
from procgen.dialogue.phrase.write import Heard, bounds_of, names_of, prompt_of
from procgen.dialogue.request import LineRequest
from procgen.dialogue.speak import speak
from procgen.dialogue.talk.keeping import astray, unkept
from procgen.errors import InvalidFields, Violation

CHARACTERS: Final = 400
_TRIES: Final = 12
_CANDIDATES: Final = 2
"""Of the writer; nobody waits for the first word here."""


def rewritten(
    text: str, request: LineRequest, model: LanguageModel | None, stop: Callable[[], None], count: int
) -> list[str]:
    """A line as somebody else would say it, in so many ways that differ; fewer where there are no more.

    Args:
        text: the line.
        request: who says it now, where, in what mood; its intent is that of lines that inform.
        model: as of `speak`.
        stop: called often; raises to end the work.
        count: ways.

    Raises:
        InvalidFields: the line is empty or too long, or holds what the speaker must not say.
    """
    text = " ".join(text.split())
    if not 0 < len(text) <= CHARACTERS:
        raise InvalidFields([Violation.of("line", text[:40], f"1 to {CHARACTERS} characters")])
    names = names_of(replace(request, facts=(Fact(text),)))
    problems = [each for each in check(text, replace(bounds_of(request), say=()), names=names) if each.kind != "name"]
    if problems:
        raise InvalidFields(
            [Violation.of("line", f"a text with what is not to be said ({problems[0].kind})", "another")]
        )
    heard = Heard([text])
    found: list[str] = []
    for number in range(count * _TRIES):
        if len(found) >= count:
            break
        asked = replace(request, seed=(request.seed + number) % 2**64)
        one = _in_own_words(text, asked, model, stop) if model is not None and model.rephrases else ""
        if not one:
            one = _told(text, asked, model, stop, heard) if number % 2 and _plain(text) else _voiced(text, asked)
        if one and one not in found and one != text:
            found.append(one)
            heard.add(one)
    return found


def _in_own_words(text: str, request: LineRequest, model: LanguageModel, stop: Callable[[], None]) -> str:
    """By a model that was taught to do that; empty where nothing that it writes says the same."""
    bounds, names = replace(bounds_of(request), say=()), names_of(replace(request, facts=(Fact(text),)))
    prompt = replace(prompt_of(request), intent="inform", draft=text, words=len(text.split()))

    def fits(own: str) -> bool:
        return not (
            check(own, bounds, names=names, lexicon=packaged_table())
            or unkept(own, text, (text,), "")
            or astray(own, text, "")
        )

    return reworded(model, prompt, fits, request.seed, stop, _CANDIDATES)


def _plain(text: str) -> bool:
    """Whether it is one statement that can be told in a sentence of others."""
    return kind_of(_clause(text)) == "clause"


def _clause(text: str) -> str:
    bare = text.rstrip(".")
    first = bare.split()[0] if bare.split() else ""
    small = first.lower() in (
        "the",
        "a",
        "an",
        "there",
        "they",
        "he",
        "she",
        "it",
        "we",
        "you",
        "nobody",
        "somebody",
        "my",
        "your",
    )
    return bare[:1].lower() + bare[1:] if small else bare


def _told(text: str, request: LineRequest, model: LanguageModel | None, stop: Callable[[], None], heard: Heard) -> str:
    try:
        return speak(replace(request, intent="inform", facts=(Fact(_clause(text)),)), model, stop, heard=heard).text
    except InvalidFields:
        return ""


def _voiced(text: str, request: LineRequest) -> str:
    """In the speaker's register, with a sentence of theirs before or behind it."""
    chance = Chance(f"rewrite/{hashlib.sha256(text.encode()).hexdigest()[:8]}", request.seed)
    scope = scope_of(request, library(), ())
    words = spelt_out(text) if scope.register in ("formal", "archaic", "technical") else text
    words = spoken(words, scope.register, scope.register == "rough")
    nature = _nature(request.persona, request.situation.mood)
    if not nature:
        return words
    templates, _ = scope.pool(f"manner_{chance.pick(nature)}")
    if not templates:
        return words
    own = Expander(scope, chance).write(chance.pick(templates)).text
    return f"{own} {words}" if chance.random() < 0.5 else f"{words} {own}"


def _nature(persona: Persona, mood: str) -> tuple[str, ...]:
    manners = tuple(name.partition(":")[0] for name in persona.manners)
    return (*manners, *persona.traits, *((mood,) if mood != "neutral" else ()))
