"""Brings translations back into a scene, by the ids of its lines and choices."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from procgen.dialogue.exporters.sound import is_one_line
from procgen.dialogue.exporters.tables import texts
from procgen.dialogue.guard import markup
from procgen.dialogue.importers.refusal import decoded, refusal
from procgen.dialogue.scene.graph import Scene
from procgen.errors import InvalidFields, Violation

_PO_LINE: Final = re.compile(r'(?:(msgctxt|msgid|msgstr)\s+)?"((?:[^"\\]|\\.)*)"\s*\Z')
_PO_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}


def from_csv(scene: Scene, data: bytes, *, complete: bool = True) -> Scene:
    """The scene with texts of a filled translation table (`exporters.tables.translation_csv`).

    Args:
        scene: which the table was made from.
        data: CSV with the columns id, text and translation at least; other columns and their order are free.
        complete: whether a text without its translation is an error; otherwise it stays as it is.

    Raises:
        InvalidFields: names each id at which something is wrong: unknown, said twice, without translation, made from
            another text than the scene's, or with variables and markup that differ.
    """
    reader = csv.DictReader(io.StringIO(decoded("csv", data), newline=""), strict=True)
    wanted = {"id", "text", "translation"}
    try:
        missing = wanted - set(reader.fieldnames or ())
        if missing:
            raise refusal(
                "csv", 1, ", ".join(reader.fieldnames or ()), f"also the columns {', '.join(sorted(missing))}"
            )
        rows = [(row["id"] or "", row["text"] or "", row["translation"] or "") for row in reader]
    except csv.Error as error:
        raise refusal("csv", reader.line_num, str(error), "CSV with quotation marks doubled within them") from None
    return _applied(scene, rows, complete)


def from_po(scene: Scene, data: bytes, *, complete: bool = True) -> Scene:
    """The scene with texts of a filled gettext catalogue (`exporters.tables.po`); others as :func:`from_csv`.

    Entries that are marked as fuzzy count as not translated.
    """
    return _applied(scene, list(_entries(decoded("po", data))), complete)


def _applied(scene: Scene, rows: list[tuple[str, str, str]], complete: bool) -> Scene:
    source = {text.id: text.text for text in texts(scene)}
    violations = [*_violations(source, rows, complete)]
    if violations:
        raise InvalidFields(violations)
    translated = source | {name: text.strip() for name, _, text in rows if text.strip()}
    nodes = tuple(
        replace(
            node,
            lines=tuple(replace(line, text=translated[line.id]) for line in node.lines),
            choices=tuple(replace(choice, text=translated[choice.id]) for choice in node.choices),
        )
        for node in scene.nodes
    )
    return replace(scene, nodes=nodes)


def _violations(source: Mapping[str, str], rows: list[tuple[str, str, str]], complete: bool) -> Iterator[Violation]:
    counts = Counter(name for name, _, _ in rows)
    yield from (Violation.of("id", name, "each id once") for name, count in counts.items() if count > 1)
    yield from (Violation.of("id", name, "an id of the scene") for name in counts if name not in source)
    for name in source if complete else ():
        if name not in counts:
            yield Violation(f"translation of {name}", "nothing", "a row for each text of the scene")
    for name, text, translation in rows:
        if name not in source:
            continue
        where = f"translation of {name}"
        if text != source[name]:
            yield Violation.of(where, text, "made from the text that the scene has now; export it anew")
        elif translation.strip():
            yield from _differences(where, text, translation.strip())
        elif complete:
            yield Violation(where, "nothing", "a text")


def _differences(where: str, text: str, translation: str) -> Iterator[Violation]:
    if not is_one_line(translation):
        yield Violation.of(where, repr(translation), "a text without line breaks and control characters")
    before, after = (Counter(span.text for span in markup.spans(t)) for t in (text, translation))
    for odd in sorted((before - after).keys()):
        yield Violation.of(where, translation, f"a text with {odd}, as in the original")
    for odd in sorted((after - before).keys()):
        yield Violation.of(where, translation, f"a text without {odd}, which the original lacks")
    if before == after and not markup.faults(text) and (faults := markup.faults(translation)):
        yield Violation.of(where, translation, f"markup that is closed where it was opened: {', '.join(faults)}")


def _entries(text: str) -> Iterator[tuple[str, str, str]]:
    entry: dict[str, str] = {}
    key = ""
    fuzzy = False
    for number, line in enumerate([*text.splitlines(), ""], 1):
        line = line.strip()
        if line.startswith("#"):
            fuzzy = fuzzy or (line.startswith("#,") and "fuzzy" in line)
            continue
        found = _PO_LINE.match(line)
        if line and found is None:
            raise refusal("po", number, line, 'msgctxt, msgid and msgstr with texts in "", without plurals')
        if (not line or (found and found[1] == "msgctxt")) and entry:
            if entry.get("msgid"):
                if "msgctxt" not in entry:
                    raise refusal("po", number, entry["msgid"], "a msgctxt above it: the id of a line or choice")
                yield entry["msgctxt"], entry["msgid"], "" if fuzzy else entry.get("msgstr", "")
            entry, key, fuzzy = {}, "", fuzzy and not entry
        if found:
            key = found[1] or key
            entry[key] = entry.get(key, "") + re.sub(r"\\(.)", lambda e: _PO_ESCAPES.get(e[1], e[1]), found[2])
