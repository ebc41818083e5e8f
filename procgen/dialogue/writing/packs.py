"""Bark packs: a table of role, event, mood and count; no line of a pack repeats another, whoever says it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from procgen.dialogue.language.contract import LanguageModel
from procgen.dialogue.persona import Persona, Situation
from procgen.dialogue.phrase.write import Heard
from procgen.dialogue.request import LineRequest
from procgen.dialogue.speak import speak
from procgen.dialogue.vocabulary import EVENTS, MOODS, ROLES
from procgen.errors import InvalidFields, Violation

COLUMNS: Final = ("role", "event", "mood", "count")
ROWS_MAX: Final = 2000
COUNT_MAX: Final = 1000


@dataclass(frozen=True, slots=True)
class PackRow:
    """So many barks of an event, by a role, in a mood."""

    role: str
    event: str
    mood: str
    count: int


@dataclass(frozen=True, slots=True)
class PackLine:
    """A bark of a pack, with its key: "guard_idle_weary_03"."""

    key: str
    role: str
    event: str
    mood: str
    text: str


def read_table(text: str) -> list[PackRow]:
    """Rows of a CSV table with the columns role, event, mood (neutral where empty) and count.

    Raises:
        InvalidFields: naming each row and column that can't be accepted.
    """
    reader = csv.DictReader(io.StringIO(text.lstrip("﻿")))
    header = [name.strip() for name in reader.fieldnames or ()]
    if sorted(header) != sorted(COLUMNS):
        raise InvalidFields([Violation.of("row 1", ", ".join(header) or "nothing", ", ".join(COLUMNS))])
    reader.fieldnames = header
    rows, found = [], []
    for number, cells in enumerate(reader, 2):
        role, event, mood, count = ((cells.get(name) or "").strip() for name in COLUMNS)
        for name, value, allowed in (
            ("role", role, tuple(ROLES)),
            ("event", event, EVENTS),
            ("mood", mood or "neutral", tuple(MOODS)),
        ):
            if value not in allowed:
                found.append(Violation.of(f"row {number}, {name}", value or "nothing", ", ".join(allowed)))
        if not count.isdecimal() or not 1 <= int(count) <= COUNT_MAX:
            found.append(Violation.of(f"row {number}, count", count or "nothing", f"1 to {COUNT_MAX}"))
        elif not found:
            rows.append(PackRow(role, event, mood or "neutral", int(count)))
    if len(rows) > ROWS_MAX:
        found.append(Violation.of("rows", len(rows), f"at most {ROWS_MAX}"))
    if found or not rows:
        raise InvalidFields(found or [Violation.of("rows", "none", "at least one")])
    return rows


def write_pack(
    rows: list[PackRow], situation: Situation, model: LanguageModel | None, seed: int, stop: Callable[[], None]
) -> tuple[list[PackLine], list[str]]:
    """Write a pack.

    Args:
        rows: what is wanted.
        situation: where; its mood is each row's.
        model: chooses; the phrase books alone where None.
        seed: equal seeds, equal packs.
        stop: called often; raises to end the work.

    Returns:
        The lines, and what is missing of rows for which there are no more words.
    """
    heard = Heard()
    found: list[PackLine] = []
    missing: list[str] = []
    for number, row in enumerate(rows):
        for place in range(row.count):
            stop()
            mood = replace(situation, mood=row.mood)
            own = (seed * 1_000_003 + number * (COUNT_MAX + 1) + place) % 2**64
            try:
                line = speak(
                    LineRequest(f"bark:{row.event}", Persona("", row.role), mood, seed=own), model, stop, heard=heard
                )
            except InvalidFields as error:
                if any(violation.field != "said" for violation in error.violations):
                    raise
                missing.append(f"{row.count - place} of {row.event} by a {row.role}, {row.mood}")
                break
            heard.add(line.text, line.template.split())
            key = f"{row.role}_{row.event}_{row.mood}_{place + 1:02d}"
            found.append(PackLine(key, row.role, row.event, row.mood, line.text))
    return found, missing


def pack_csv(lines: list[PackLine]) -> str:
    """A pack as a table: key, role, event, mood, text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("key", "role", "event", "mood", "text"))
    writer.writerows((line.key, line.role, line.event, line.mood, line.text) for line in lines)
    return out.getvalue()
