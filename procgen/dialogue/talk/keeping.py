"""Whether a line that was said in other words still tells what its draft tells, and nothing surer than that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from procgen.dialogue.guard.problem import Problem
from procgen.dialogue.phrase.english import COUNTING, number_in_words, word_set
from procgen.dialogue.talk.spelling import content, sentences, singular, tokens

_KEPT: Final = 0.4
"""Share of what a fact adds to the player's words that must still stand there: "a crossing costs two coppers" is kept
in "Two coppers.\""""
_NEW: Final = 1
"""Words of its own that a line may have."""
_RUN: Final = 3
"""Words in a row that stand there once."""
_PERSONS: Final = (word_set("i me my mine myself we us our ours"), word_set("you your yours yourself"))
_STEM: Final = 5
"""Letters by which words are one: "asked" and "asking"."""
_DENIALS: Final = word_set("not no never nobody nothing nowhere none neither nor without hardly cannot")
_YES: Final = word_set("yes aye yeah yep sure certainly gladly")
_NO: Final = word_set("no nay nope never not")
_SMALL_WORD = re.compile(r"\b[a-z]+\b")
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]{2,}")


def unkept(line: str, draft: str, facts: Sequence[str], heard: str) -> list[Problem]:
    """What is wrong with a line as another way to say its draft.

    Args:
        line: what was written.
        draft: what the phrase books say.
        facts: that the draft tells, as clauses.
        heard: what the player said last, and whatever else was said or is known, so that it need not be said again.
    """
    said = _counts(line)
    found = [
        Problem("missing", fact, f"It does not tell that {fact}.") for fact in facts if not _told(fact, line, heard)
    ]
    if {_answer(draft), _answer(line)} == {"yes", "no"}:
        found.append(Problem("missing", draft, "It says yes for no, or no for yes."))
    found += [
        Problem("number", word, f"Nothing says {word!r}.") for word in sorted(said - _counts(draft) - _counts(heard))
    ]
    return found


def astray(line: str, draft: str, heard: str) -> list[Problem]:
    """What a small model gets wrong where it keeps all that a draft tells: it adds what nobody told, denies, says of
    itself or of the player what is another's, says things twice, and adds sentences that tell nothing.

    Args:
        line, draft, heard: as of `unkept`.
    """
    found = []
    new = _stems(line) - _stems(draft) - _stems(heard)
    if len(new) > _NEW:
        found.append(Problem("invented", " ".join(sorted(new)), "Nobody told that."))
    said, words = set(tokens(draft)), tokens(line)
    for person in _PERSONS:
        if person & set(words) and not person & said:
            found.append(Problem("invented", " ".join(sorted(person & set(words))), "It is not theirs."))
    if _denials(line) and not _denials(draft):
        found.append(Problem("invented", line, "It denies what is not denied."))
    small = set(_SMALL_WORD.findall(line))
    found += [Problem("name", name, "It is a name.") for name in _NAME.findall(draft) if name.lower() in small]
    untold = _stems(draft)
    for part in sentences(line):
        if not untold & _stems(part):
            found.append(Problem("repeat", part, "It tells nothing that was not told."))
        untold -= _stems(part)
    runs = [tuple(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1)]
    if len(set(runs)) < len(runs):
        found.append(Problem("repeat", line, "It says something twice."))
    return found


def _told(fact: str, line: str, heard: str) -> bool:
    own, said = _stems(fact), _stems(line)
    new = (own - _stems(heard)) or own
    if len(new & said) < _KEPT * len(new):
        return False
    if not (_counts(fact) - _counts(heard) <= _counts(line)):
        return False
    if not {name.lower()[:_STEM] for name in _NAME.findall(fact)} - _stems(heard) <= said:
        return False
    return bool(_denials(line)) or not _denials(fact)


def _stems(text: str) -> set[str]:
    return {singular(word)[:_STEM] for word in content(_words(text))}


def _words(text: str) -> list[str]:
    spelt = " ".join(number_in_words(word) for word in tokens(text.replace("-", " ")))
    return spelt.replace("-", " ").split()


def _counts(text: str) -> set[str]:
    words = _words(text)
    return {word.removesuffix("s") if word.removesuffix("s") in COUNTING else word for word in words if _counting(word)}


def _counting(word: str) -> bool:
    return word.isdigit() or word in COUNTING or word.removesuffix("s") in COUNTING


def _answer(text: str) -> str:
    first = (_words(text) or [""])[0]
    return "yes" if first in _YES else "no" if first in _NO else ""


def _denials(text: str) -> list[str]:
    return [word for word in tokens(text) if word in _DENIALS or word.endswith("n't")]
