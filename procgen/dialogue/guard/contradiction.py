"""Requests that no text can fulfil, told before anything is written."""

from __future__ import annotations

from procgen.dialogue.guard import decency, folding, markup, sanitise
from procgen.dialogue.guard.secrets import leaks
from procgen.dialogue.request import Must
from procgen.errors import Violation

LEAST_CHARACTERS = 8
MOST_CHARACTERS = 2000
MOST_SAY = 8
MOST_NEVER = 256
_JOIN = 2
"""Characters that stand at least between two must-say texts: a comma and a space."""


def must_faults(must: Must, at: str = "must", names: frozenset[str] = frozenset()) -> list[Violation]:
    """What is wrong with bounds, each field and all together.

    Args:
        must: the bounds.
        at: what to call them.
        names: entities, which the decency filter lets pass.
    """
    found = []
    if not LEAST_CHARACTERS <= must.most_characters <= MOST_CHARACTERS:
        allowed = f"{LEAST_CHARACTERS} to {MOST_CHARACTERS}"
        found.append(Violation.of(f"{at}.most_characters", must.most_characters, allowed))
    if must.level not in decency.LEVELS:
        found.append(Violation.of(f"{at}.level", must.level or "nothing", ", ".join(decency.LEVELS)))
    if len(must.say) > MOST_SAY:
        found.append(Violation.of(f"{at}.say", f"{len(must.say)} texts", f"at most {MOST_SAY}"))
    if len(must.never) > MOST_NEVER:
        found.append(Violation.of(f"{at}.never", f"{len(must.never)} texts", f"at most {MOST_NEVER}"))
    never = must.never[:MOST_NEVER]
    for place, secret in enumerate(never):
        where = f"{at}.never[{place}]"
        found += sanitise.text_faults(where, secret, sanitise.CLAUSE_CHARACTERS, least=1)
        letters = "".join(folding.words(folding.fold(secret[: sanitise.CLAUSE_CHARACTERS])))
        if len(letters) == 1 and letters.isascii():
            found.append(
                Violation.of(where, secret, "two letters or digits at least: one would forbid nearly everything")
            )
    for place, say in enumerate(must.say[:MOST_SAY]):
        found += _say_faults(f"{at}.say[{place}]", say, must, never, names)
    together = sum(map(len, must.say)) + _JOIN * (len(must.say) - 1)
    if len(must.say) > 1 and together > must.most_characters:
        allowed = f"texts that fit {at}.most_characters, {must.most_characters}, together"
        found.append(Violation.of(f"{at}.say", f"{together} characters", allowed))
    return found


def _say_faults(where: str, say: str, must: Must, never: tuple[str, ...], names: frozenset[str]) -> list[Violation]:
    found = sanitise.text_faults(where, say, sanitise.CLAUSE_CHARACTERS, least=1)
    if found:
        return found
    if say != " ".join(say.split()):
        found.append(Violation.of(where, repr(say), "single spaces between words and none around"))
    if len(say) > must.most_characters:
        found.append(Violation.of(where, f"{len(say)} characters", f"at most most_characters, {must.most_characters}"))
    hidden = leaks(say, never)
    if hidden:
        allowed = f"a text that holds nothing of must.never; it holds {hidden[0]!r}"
        found.append(Violation.of(where, say, allowed))
    broken = markup.faults(say)
    if broken:
        found.append(Violation.of(where, say, f"markup with its partners; {broken[0]!r} has none"))
    if must.level in decency.LEVELS:
        bad = decency.indecent(markup.without(say), must.level, names)
        if bad:
            allowed = f"words that the level {must.level} allows, or a lower level; not {bad[0]!r}"
            found.append(Violation.of(where, say, allowed))
    return found
