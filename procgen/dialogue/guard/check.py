"""One call that tells all that is wrong with a text."""

from __future__ import annotations

import unicodedata
from collections.abc import Container
from itertools import chain

from procgen.dialogue.guard import decency, markup, secrets
from procgen.dialogue.guard.fresh import Said
from procgen.dialogue.guard.names import sentence_starts, stands, strangers
from procgen.dialogue.guard.problem import Problem
from procgen.dialogue.request import Must


def check(
    text: str,
    must: Must,
    *,
    names: frozenset[str] | None = None,
    variables: frozenset[str] | None = None,
    lexicon: Container[str] | None = None,
    said: Said | None = None,
) -> list[Problem]:
    """Find what is wrong with a text. None where it may be used.

    Args:
        text: what is said, on one line.
        must: what must and must not be in it.
        names: all names that the world has, and other words that may have capitals; words of `must.say` may always.
            Names outside are not looked for where this is None. Whole names are let pass by the decency filter.
        variables: the only ones that may stand in it besides those of `must.say`, as they are written ("{player}");
            None lets all pass.
        lexicon: small words of the language, to judge words at the beginning of sentences.
        said: lines that it must not repeat.
    """
    if not text.strip():
        return [Problem("empty", "", "There is no text.")]
    found = [
        *_shape(text, must),
        *_facts(text, must),
        *_markup(text, must, variables),
    ]
    if names is not None:
        found += [
            Problem("name", word, f"{word!r} is not a name of this world.")
            for word in strangers(text, names, lexicon, must.say)
        ]
    found += [
        Problem("indecent", word, f"The word {word!r} is not allowed here.")
        for word in decency.indecent(markup.without(text), must.level, chain(names or (), must.say))
    ]
    if said is not None and (earlier := said.like(text)) is not None:
        found.append(Problem("repeat", earlier, f"This was said before: {earlier!r}."))
    return found


def _shape(text: str, must: Must) -> list[Problem]:
    found = []
    if len(text) > must.most_characters:
        found.append(
            Problem(
                "long", str(len(text)), f"It has {len(text)} characters, at most {must.most_characters} are allowed."
            )
        )
    odd = sorted({letter for letter in text if unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Cn"}})
    if odd:
        shown = " ".join(f"U+{ord(letter):04X}" for letter in odd)
        found.append(Problem("control", shown, f"It holds characters that can't be seen: {shown}."))
    return found


def _facts(text: str, must: Must) -> list[Problem]:
    starts = sentence_starts(text)
    missing = [
        Problem("missing", say, f"The exact words {say!r} are missing.")
        for say in must.say
        if not stands(text, say, starts)
    ]
    return missing + [
        Problem("leak", secret, f"It gives away {secret!r}.") for secret in secrets.leaks(text, must.never)
    ]


def _markup(text: str, must: Must, variables: frozenset[str] | None) -> list[Problem]:
    found = [Problem("markup", fault, f"{fault!r} has no partner.") for fault in markup.faults(text)]
    if variables is not None:
        allowed = variables | {each for say in must.say for each in markup.variables(say)}
        found += [
            Problem("variable", each, f"There is no variable {each!r}.")
            for each in markup.variables(text)
            if each not in allowed
        ]
    return found
