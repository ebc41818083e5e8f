"""Recording scripts, as dialogue writes them for actors (`recording_csv`), and who speaks them when no actor does."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from procgen.errors import InvalidFields, Violation
from procgen.speech.casting import cast
from procgen.speech.feeling import MOODS
from procgen.speech.voice import SEXES, STYLES, Person

MOST_LINES: Final = 20_000
_NEEDED: Final = ("id", "speaker", "text")
_MORE: Final = "\0more"
"""Where a row's fields are put that have no column."""
_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """A line to speak: what names its file, who says it, how, what, what that does, and where it stands, for errors."""

    id: str
    speaker: str
    mood: str
    text: str
    intent: str
    place: str


@dataclass(frozen=True, slots=True)
class Role:
    """Who speaks the lines of a name."""

    person: Person
    style: str = "human"


def read_script(data: bytes) -> list[ScriptLine]:
    """The lines of a recording script: CSV in UTF-8 with the columns id, speaker and text, and mood and intent if
    they are there.

    Raises:
        InvalidFields: it is no such table; names the row, counted with the head.
    """
    try:
        reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), restkey=_MORE)
        rows, columns = list(reader), list(reader.fieldnames or ())
    except (UnicodeDecodeError, csv.Error) as error:
        raise InvalidFields([Violation.of("script", str(error), "a recording script: CSV in UTF-8")]) from error
    if any(name not in columns for name in _NEEDED):
        raise InvalidFields([Violation.of("script", ", ".join(columns) or "nothing", f"columns {', '.join(_NEEDED)}")])
    if not rows:
        raise InvalidFields([Violation.of("script", "no rows", "a row a line, below the head")])
    if len(rows) > MOST_LINES:
        raise InvalidFields([Violation.of("script", f"{len(rows)} rows", f"at most {MOST_LINES}")])
    found, wrong = [], list[Violation]()
    for number, row in enumerate(rows, 2):
        place = f"script row {number}"
        if _MORE in row:
            allowed = f"{len(columns)} fields, as the head has; a text with commas stands in quotes"
            wrong.append(Violation.of(place, f"{len(columns) + len(row[_MORE])} fields", allowed))
        id_, speaker, text, mood, intent = (row.get(name) or "" for name in ("id", "speaker", "text", "mood", "intent"))
        found.append(ScriptLine(id_, speaker, mood or "neutral", text, intent, place))
    wrong += line_violations(found)
    if wrong:
        raise InvalidFields(wrong)
    return found


def line_violations(lines: Iterable[ScriptLine]) -> list[Violation]:
    """What can't be accepted of the names of files, and of moods."""
    wrong, seen = [], set[str]()
    for line in lines:
        if not re.fullmatch(r"[\w.\-]{1,100}", line.id) or line.id in seen:
            wrong.append(Violation.of(f"{line.place}: id", line.id, "letters, digits and . _ -, each once"))
        if line.mood not in MOODS:
            wrong.append(Violation.of(f"{line.place}: mood", line.mood, f"one of {', '.join(MOODS)}"))
        seen.add(line.id)
    return wrong


def said(text: str, values: dict[str, str]) -> str:
    """A line with what stands for names filled in: "{player}" is what ``values`` has for it, else nothing."""
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], ""), text)


def usual_role(name: str) -> Role:
    """Who speaks for a name that nobody was named for: always the same of the same name."""
    return Role(cast(name))


def read_role(entry: str, wrong: list[Violation]) -> tuple[str, Role]:
    """Who speaks for a name: "Bram=male,60,dwarf"; what is left out is as :func:`usual_role` has it."""
    name, between, rest = entry.partition("=")
    role = usual_role(name.strip())
    sex, age, style = role.person.sex, role.person.age_years, role.style
    for part in filter(None, (each.strip() for each in rest.split(","))):
        if part in SEXES:
            sex = SEXES[part]
        elif part in STYLES:
            style = part
        elif re.fullmatch(r"\d{1,3}", part) and 4 <= int(part) <= 100:
            age = float(part)
        else:
            allowed = f"NAME=female or male, age 4 to 100, or one of {', '.join(STYLES)}"
            wrong.append(Violation.of("--voice", f"{part} in {entry}", allowed))
    if not (name.strip() and between):
        wrong.append(Violation.of("--voice", entry, "NAME=…, such as Bram=male,60"))
    return name.strip(), Role(Person(sex, age, None, role.person.seed), style)


def voices_of(lines: Iterable[ScriptLine], roles: Mapping[str, Role], known: Mapping[str, Role]) -> dict[str, Role]:
    """Everybody who speaks, by name.

    Args:
        lines: what is spoken.
        roles: who speaks for whom, as was said; nobody but speakers.
        known: who speaks for all others; of those who are in neither, the name decides.

    Raises:
        InvalidFields: a role is nobody's.
    """
    speakers = list(dict.fromkeys(line.speaker for line in lines))
    unknown = [name for name in roles if name not in speakers]
    if unknown:
        raise InvalidFields([Violation.of("--voice", name, f"one of {', '.join(speakers)}") for name in unknown])
    return {name: roles.get(name) or known.get(name) or usual_role(name) for name in speakers}
