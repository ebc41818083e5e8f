"""Figures for the studio's page of evaluations: those of the cards that come with the models, and those that
``procgen evaluate`` measured.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeGuard

from procgen.errors import InvalidFields, Violation

RECORD: Final = "metrics.json"
"""What `procgen evaluate` calls its record."""
RECORD_BYTES: Final = 1 << 20
"""Greatest size of a record that is read."""
_CARD_TITLES: Final = ("# Model card", "# Card")
"""How cards begin; other papers beside the models are about where they come from."""
_RECORDS: Final = 200
_FOUND_AT: Final = (RECORD, f"*/{RECORD}", f"*/*/{RECORD}")
"""Where records lie in a folder of evaluations."""

Block = dict[str, Any]


def cards(folder: Path, domains: Iterable[str]) -> list[dict[str, Any]]:
    """The cards of a folder of models, as parts that a page can show.

    Args:
        folder: of the models.
        domains: names of the domains, which files of cards begin with.

    Returns:
        Of each its file, title, domain (empty for none) and sections; of each section its heading, how deep it is, and
        blocks of words (``text``), points (``points``), code (``code``) or tables (``head``, ``rows``).
    """
    names, found = set(domains), []
    for path in sorted(folder.glob("*.md")):
        text = path.read_text("utf-8")
        if not text.startswith(_CARD_TITLES):
            continue
        title, sections = _sections(text)
        domain = path.stem.split("_")[0]
        found.append(
            {"file": path.name, "title": title, "domain": domain if domain in names else "", "sections": sections}
        )
    return found


def records(folders: Sequence[Path]) -> tuple[list[dict[str, Any]], list[str]]:
    """The records below folders, the latest first, and a sentence for each that can't be read."""
    paths = {path.resolve() for folder in folders for pattern in _FOUND_AT for path in folder.glob(pattern)}
    latest = sorted(paths, key=lambda path: (-path.stat().st_mtime_ns, str(path)))[:_RECORDS]
    found: list[dict[str, Any]] = []
    wrong: list[str] = []
    for path in latest:
        try:
            with path.open("rb") as file:
                data = file.read(RECORD_BYTES + 1)
            found += read_record(data, str(path), path.stat().st_mtime_ns // 1_000_000)
        except OSError as error:
            wrong.append(f"{path}: {error.strerror}")
        except InvalidFields as error:
            wrong.append(f"{path}: {error.message}")
    return found, wrong


def read_record(data: bytes, name: str, made_unix_ms: int = 0) -> list[dict[str, Any]]:
    """What a record of `procgen evaluate` says: of each domain in it where it is from, its figures and its bars.

    Args:
        data: of the file.
        name: of the file, for people.
        made_unix_ms: when it was written, in milliseconds since 1970 (UTC); 0 if nobody knows.

    Raises:
        InvalidFields: it is none.
    """
    if len(data) > RECORD_BYTES:
        raise _no_record(f"{len(data)} bytes and more", f"at most {RECORD_BYTES}")
    try:
        said = json.loads(data)
    except (ValueError, RecursionError):
        raise _no_record(f"{len(data)} bytes that are no JSON") from None
    parts = said.get("domains") if isinstance(said, dict) and said.get("domain") == "all" else None
    each = dict(parts) if isinstance(parts, dict) else {_word(said, "domain"): said}
    about = {
        "file": name,
        "made_unix_ms": made_unix_ms,
        "seed": _number(said, "seed"),
        "split": _word(said, "split"),
        "quick": isinstance(said, dict) and said.get("quick") is True,
    }
    return [
        {
            "domain": domain,
            **about,
            "seconds": _number(part, "seconds"),
            "metrics": _metrics(part),
            "bars": _bars(part),
        }
        for domain, part in each.items()
    ]


def _no_record(
    value: object, allowed: str = "metrics.json, as `procgen evaluate DOMAIN --page FOLDER` writes it"
) -> InvalidFields:
    return InvalidFields([Violation.of("file", value, allowed)])


def _word(said: Any, name: str) -> str:
    value = said.get(name, "") if isinstance(said, dict) else ""
    return value if isinstance(value, str) else ""


def _number(said: Any, name: str) -> float | None:
    value = said.get(name) if isinstance(said, dict) else None
    return value if _is_number(value) else None


def _is_number(value: Any) -> TypeGuard[float]:
    """Whether it is a number that pages can show; of whole ones JSON has longer ones."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _metrics(part: Any) -> dict[str, dict[str, float]]:
    metrics = part.get("metrics") if isinstance(part, dict) else None
    if not isinstance(metrics, dict) or not all(isinstance(row, dict) for row in metrics.values()):
        raise _no_record("JSON without metrics")
    return {
        name: {column: value for column, value in row.items() if _is_number(value)} for name, row in metrics.items()
    }


def _bars(part: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    bars = part.get("bars")
    if not isinstance(bars, dict):
        return {}
    return {
        name: {"bar": str(bar.get("bar", "")), "met": bar.get("met") is True}
        for name, bar in bars.items()
        if isinstance(bar, dict)
    }


def _sections(text: str) -> tuple[str, list[dict[str, Any]]]:
    """The title of a card and its sections; what its tables and words are made of stays as it is written."""
    lines = text.splitlines()
    title = lines[0].removeprefix("#").strip()
    sections: list[dict[str, Any]] = [{"heading": "", "depth": 1, "blocks": []}]
    at = 1
    while at < len(lines):
        blocks: list[Block] = sections[-1]["blocks"]
        line = lines[at]
        if line.startswith("#"):
            marks = line.split(" ", 1)[0]
            sections.append({"heading": line[len(marks) :].strip(), "depth": len(marks), "blocks": []})
            at += 1
        elif line.startswith("```"):
            end = next((row for row in range(at + 1, len(lines)) if lines[row].startswith("```")), len(lines))
            blocks.append({"code": "\n".join(lines[at + 1 : end])})
            at = end + 1
        elif line.startswith("|"):
            end = _while(lines, at, lambda row: row.startswith("|"))
            head, _, *rows = [_cells(row) for row in lines[at:end]] if end - at > 1 else [_cells(line), []]
            blocks.append({"head": head, "rows": rows})
            at = end
        elif line.startswith("- "):
            end = _while(lines, at, lambda row: bool(row.strip()) and not row.startswith(("#", "|", "```")))
            points: list[str] = []
            for row in lines[at:end]:
                if row.startswith("- "):
                    points.append(row[2:].strip())
                else:
                    points[-1] += " " + row.strip()
            blocks.append({"points": points})
            at = end
        elif line.strip() and not line.startswith("!["):
            end = _while(lines, at, lambda row: bool(row.strip()) and not row.startswith(("#", "|", "- ", "```")))
            blocks.append({"text": " ".join(row.strip() for row in lines[at:end])})
            at = end
        else:
            at += 1
    return title, [section for section in sections if section["blocks"]]


def _while(lines: Sequence[str], at: int, goes_on: Any) -> int:
    end = at + 1
    while end < len(lines) and goes_on(lines[end]):
        end += 1
    return end


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().strip("|").split("|")]
