"""The best of many lines, with reasons, by what a writer liked and did not like before."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.dialogue.language.contract import LanguageModel
from procgen.dialogue.meaning import embed
from procgen.dialogue.phrase.book import library
from procgen.dialogue.phrase.conditions import Conditions
from procgen.dialogue.phrase.write import Heard
from procgen.dialogue.request import Line, LineRequest
from procgen.dialogue.speak import speak
from procgen.errors import InvalidFields, Violation

MOST: Final = 200
"""Lines of each list of a taste."""
CHARACTERS: Final = 1000
_SAYS: Final = {"mood": (1.0, "in the mood"), "trait": (0.7, "shows"), "role": (0.5, "of the trade")}
"""What it counts that a line's template asks for what the speaker is, by key, and how that is told."""
_MANNER: Final = 0.6
_LIKED: Final = 2.0
"""What it counts to be as near as can be to what was liked, and as much less to what was not."""
_NEAR: Final = 0.3
"""Cosine from which a nearness is told as a reason."""
_FORM: Final = 0.4
"""How much form, length and signs, counts beside meaning."""
_SHORT, _LONG = 8, 24
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Taste:
    """Lines that a writer liked, and that they did not."""

    liked: tuple[str, ...] = ()
    disliked: tuple[str, ...] = ()

    def with_more(self, liked: Sequence[str], disliked: Sequence[str]) -> Taste:
        """With more of both, the latest `MOST`; who changes their mind about a line is believed."""
        yes = [text for text in self.liked if text not in disliked] + list(liked)
        no = [text for text in self.disliked if text not in liked] + list(disliked)
        return Taste(tuple(dict.fromkeys(yes))[-MOST:], tuple(dict.fromkeys(no))[-MOST:])


@dataclass(frozen=True, slots=True)
class Picked:
    """A line, what it scored, and why."""

    line: Line
    score: float
    reasons: tuple[str, ...]


def read_taste(text: str) -> Taste:
    """A taste as `taste_json` writes it.

    Raises:
        InvalidFields: naming what can't be accepted.
    """
    try:
        record = json.loads(text)
    except ValueError as error:
        raise InvalidFields([Violation.of("taste", text[:40], "JSON")]) from error
    if not isinstance(record, dict) or not set(record) <= {"liked", "disliked"}:
        raise InvalidFields([Violation.of("taste", str(record)[:40], '{"liked": […], "disliked": […]}')])
    found = []
    for name in ("liked", "disliked"):
        lines = record.get(name, [])
        fine = isinstance(lines, list) and all(isinstance(row, str) and 0 < len(row) <= CHARACTERS for row in lines)
        if not fine or len(lines) > MOST:
            found.append(
                Violation.of(f"taste.{name}", str(lines)[:40], f"at most {MOST} lines of 1 to {CHARACTERS} characters")
            )
    if found:
        raise InvalidFields(found)
    return Taste(tuple(record.get("liked", ())), tuple(record.get("disliked", ())))


def taste_json(taste: Taste) -> str:
    """As a file."""
    return json.dumps({"liked": taste.liked, "disliked": taste.disliked}, ensure_ascii=False, indent=1) + "\n"


def pick(
    request: LineRequest,
    model: LanguageModel | None,
    stop: Callable[[], None],
    *,
    drawn: int,
    best: int,
    taste: Taste,
) -> list[Picked]:
    """Draw so many lines that differ, and give the best, the best first.

    Args:
        request: what is asked for; its seed is the first line's.
        model: as of `speak`.
        stop: called often; raises to end the work.
        drawn: lines to choose from; fewer where the books have no more.
        best: at most so many come back.
        taste: of the writer.

    Raises:
        InvalidFields: if no line at all can be written.
    """
    heard = Heard(request.said, embed)
    lines: list[Line] = []
    for number in range(drawn):
        try:
            line = speak(replace(request, seed=(request.seed + number) % 2**64), model, stop, heard=heard)
        except InvalidFields:
            if not lines:
                raise
            break
        heard.add(line.text, line.template.split())
        lines.append(line)
    likes = _Likes(taste)
    judged = [_judged(line, request, likes) for line in lines if line.text not in taste.disliked]
    return sorted(judged, key=lambda each: -each.score)[:best]


def _judged(line: Line, request: LineRequest, likes: _Likes) -> Picked:
    persona, situation = request.persona, request.situation
    score, reasons = 0.0, []
    conditions = _conditions(line)
    mood = () if situation.mood == "neutral" else (situation.mood,)
    for key, own in (("mood", mood), ("trait", persona.traits), ("role", (persona.role,))):
        named = {value for each in conditions for value in _asked(each, key)}.intersection(own)
        if named:
            worth, told = _SAYS[key]
            score += worth
            reasons.append(f"{told}: {', '.join(sorted(named))}")
    manners = [
        name.partition("@")[0].removeprefix("manner_") for name in line.template.split() if name.startswith("manner_")
    ]
    if manners:
        score += _MANNER
        reasons.append(f"heard: {manners[0]}")
    words = len(line.text.split())
    if words <= _SHORT or words >= _LONG:
        reasons.append(f"{'short' if words <= _SHORT else 'long'}, {words} words")
    yes, liked = likes.near(line.text, likes.liked)
    no, disliked = likes.near(line.text, likes.disliked)
    score += _LIKED * (yes - no)
    if yes >= _NEAR and yes > no:
        reasons.append(f"like what you liked: {liked!r}")
    elif no >= _NEAR:
        reasons.append(f"like what you did not like: {disliked!r}")
    return Picked(line, round(score, 4), tuple(reasons) or ("fits what was asked, says nothing more of the speaker",))


def _asked(conditions: Conditions, key: str) -> frozenset[str]:
    return frozenset().union(*(test.values for test in conditions.tests if test.key == key and test.operator == "="))


def _conditions(line: Line) -> list[Conditions]:
    """Of the templates that a line was made from."""
    found = []
    for name in line.template.split():
        rows = library().sections.get(name.partition("@")[0], ())
        found += [row.conditions for row in rows if row.id == name]
    return found


class _Likes:
    """How near a line is to those of a taste, in meaning and in form."""

    def __init__(self, taste: Taste) -> None:
        self.liked = taste.liked
        self.disliked = taste.disliked
        self._vectors = {text: _vector(text) for text in (*taste.liked, *taste.disliked)}

    def near(self, text: str, others: Sequence[str]) -> tuple[float, str]:
        """Cosine with the nearest of some lines, 0 to 1, and that line; 0 where there are none."""
        if not others:
            return 0.0, ""
        own = _vector(text)
        cosines = [float(own @ self._vectors[other]) for other in others]
        best = int(np.argmax(cosines))
        return max(cosines[best], 0.0), others[best]


def _vector(text: str) -> FloatArray:
    """Meaning and form, of unit length."""
    words = max(len(text.split()), 1)
    sentences = max(len(re.findall(r"[.!?]+", text)), 1)
    form = np.array(
        [np.log(words) - 2.3, np.log(words / sentences) - 1.9, text.count("!") > 0, text.count("?") > 0], np.float64
    )
    vector = np.concatenate([embed([text])[0].astype(np.float64), _FORM * form])
    return vector / max(float(np.linalg.norm(vector)), 1e-9)
