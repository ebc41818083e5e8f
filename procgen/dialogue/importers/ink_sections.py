"""The lines of an Ink file, cut into its knots and stitches."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from procgen.dialogue.exporters import header
from procgen.dialogue.exporters.ink import RESERVED
from procgen.dialogue.importers import facts as known
from procgen.dialogue.importers.conditions import value_of
from procgen.dialogue.importers.facts import Facts, identifier
from procgen.dialogue.importers.refusal import refusal
from procgen.dialogue.importers.veil import unveil, veil

ALLOWED: Final = (
    "VAR, knots, stitches, lines with tags, diverts to them, choices (* and +, nested, with conditions, [ ] and "
    "gathers), changes of variables (~) and {condition: -> divert | -> divert}"
)
"""What can be read. Not: INCLUDE, LIST, CONST, EXTERNAL, functions, tunnels, threads, glue, sequences and texts that
vary, visit counts, labels, temporary variables.
"""
_KNOT: Final = re.compile(r"={2,}\s*(function\b)?\s*(\w+)\s*(\(.*\))?\s*=*\Z")
_STITCH: Final = re.compile(r"=\s*(\w+)\s*(\(.*\))?\Z")
_VAR: Final = re.compile(r"VAR\s+(\w+)\s*=\s*(.*)\Z")
_NO: Final = re.compile(r"(INCLUDE|LIST|CONST|EXTERNAL)\b")
_BULLET: Final = re.compile(r"((?:[*+]\s*)+)(.*)\Z")
_GATHER: Final = re.compile(r"((?:-(?!>)\s*)+)(.*)\Z")


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a weave: what it does, how deep it stands, and what follows on it."""

    number: int
    kind: str
    level: int
    text: str
    note: str = ""


@dataclass(slots=True)
class Head:
    """A section: its first line, its name, as "knot.stitch", and what stands in it."""

    number: int
    name: str
    beat: str = ""
    items: list[Item] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Source:
    """A file in pieces."""

    facts: Facts
    sections: Sequence[Head]
    ids: Mapping[str, str]
    """Of nodes, by the names of sections. A knot's name leads to its first stitch."""


def read_sections(text: str) -> Source:
    """Cut a file into its sections.

    Raises:
        InvalidFields: names the line and what stands there that can't be read.
    """
    facts = Facts()
    found: list[Head] = []
    knot, note = "", ""
    for number, line, comment in _without_comments(text):
        if comment.startswith(header.KEY) and not line:
            read = known.read("ink", number, comment.removeprefix(header.KEY).strip())
            facts = replace(read, starts=facts.starts)
        note = comment.removeprefix("note:").strip() if comment.startswith("note:") else note
        if comment.startswith("beat:") and found:
            found[-1].beat = comment.removeprefix("beat:").strip()
        if not line:
            continue
        if refused := _NO.match(line):
            raise refusal("ink", number, refused[1], ALLOWED)
        if line.startswith("TODO"):
            continue
        if variable := _VAR.match(line):
            _declare(facts, number, variable[1], variable[2])
        elif line.startswith("=="):
            knot = _heading(number, line, _KNOT, 2)
            found.append(Head(number, knot))
        elif line.startswith("="):
            stitch = _heading(number, line, _STITCH, 1)
            found.append(Head(number, f"{knot}.{stitch}"))
        else:
            if not found:
                if line.startswith("#"):
                    _global_tag(facts, line)
                    continue
                found.append(Head(number, ""))
            found[-1].items.append(_item(number, line, note))
            note = ""
    return _joined(facts, found)


def _without_comments(text: str) -> list[tuple[int, str, str]]:
    """Lines with their numbers and their comments."""
    found = []
    inside = False
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        plain, comment = "", ""
        while line:
            if inside:
                _, end, line = line.partition("*/")
                inside = not end
                continue
            start = re.search(r"//|/\*", line)
            if start is None:
                plain += line
                break
            plain += line[: start.start()]
            line = line[start.end() :]
            if start[0] == "//":
                comment = line.strip()
                break
            inside = True
        found.append((number, plain.strip(), comment))
    return found


def _heading(number: int, text: str, form: re.Pattern[str], name: int) -> str:
    found = form.match(text)
    if found is None or (form is _KNOT and found[1]) or found[found.re.groups]:
        raise refusal("ink", number, text, "a knot or stitch without parameters; no function")
    return found[name]


def _declare(facts: Facts, number: int, name: str, text: str) -> None:
    value = value_of(text.strip())
    if value is None:
        raise refusal("ink", number, f"VAR {name} = {text}", "a whole number, true, false or a plain text")
    facts.starts[variable_name(name)] = value


def _global_tag(facts: Facts, text: str) -> None:
    key, _, value = text.lstrip("# ").partition(":")
    if key.strip() == "title":
        facts.title = unveil(veil(value.strip()))


def _item(number: int, text: str, note: str) -> Item:
    if bullet := _BULLET.match(text):
        return Item(number, "*" if "*" in bullet[1] else "+", sum(c in "*+" for c in bullet[1]), bullet[2], note)
    if gather := _GATHER.match(text):
        return Item(number, "-", gather[1].count("-"), gather[2], note)
    return Item(number, "", 0, text, note)


def _joined(facts: Facts, found: list[Head]) -> Source:
    """Without what only leads on: a knot's empty head, and the first line's divert to the first knot."""
    names = [head.name for head in found]
    if len(set(names)) < len(names):
        twice = next(name for at, name in enumerate(names) if name in names[:at])
        number = found[len(names) - 1 - names[::-1].index(twice)].number
        raise refusal("ink", number, twice, "names of knots and stitches that differ")
    kept = []
    leads = {}
    for at, head in enumerate(found):
        following = names[at + 1] if at + 1 < len(names) else ""
        if head.name and not head.items and following.startswith(f"{head.name}."):
            leads[head.name] = following
            continue
        if not head.name and len(head.items) == 1 and following and head.items[0].text == f"-> {following}":
            continue
        kept.append(head)
    alike: dict[str, list[str]] = {}
    for head in kept:
        alike.setdefault(identifier(head.name.replace(".", "_") or "start"), []).append(head.name)
    ids = {name: _node_id(facts, stitch, alike) for name, stitch in leads.items()}
    for head in kept:
        ids.setdefault(head.name, _node_id(facts, head.name, alike))
    return Source(facts, kept, ids)


def variable_name(name: str) -> str:
    """Our name of a variable: without what `exporters.ink` puts before words of Ink's own."""
    ours = name.removeprefix("Var_")
    return ours if ours in RESERVED else identifier(name)


def _node_id(facts: Facts, name: str, alike: Mapping[str, Sequence[str]]) -> str:
    """Of a section. ``alike`` holds the names of all sections, by the id that each would have alone."""
    knot, _, stitch = name.partition(".")
    if facts.scene and stitch:
        return stitch.removeprefix("Node_")
    found = identifier("_".join(filter(None, (knot, stitch))) or "start")
    same = alike[found]
    return found if same.index(name) == 0 else f"{found}_{same.index(name) + 1}"
