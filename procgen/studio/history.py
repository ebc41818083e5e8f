"""What was made in the studio: recipes with small pictures, in one file of the user's."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from procgen.errors import Failed, InvalidFields, Violation
from procgen.runtime.files import prepare_folder
from procgen.runtime.recipe import Recipe, canonical_json

PICTURE_BYTES: Final = 96 * 1024
"""Greatest size of a picture."""
MOST_FOUND: Final = 200
"""Results that are told at once."""
_KEPT: Final = 50_000
"""Results without a star; those that were made first go first."""
_PICTURES: Final = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}
"""Media types by what files begin with."""
_REMEDY: Final = "Move the file away, or name another one with --history."
_TITLE_CHARACTERS: Final = 300
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS results (
  id INTEGER PRIMARY KEY,
  sha256 TEXT NOT NULL UNIQUE,
  domain TEXT NOT NULL,
  made_unix_ms INTEGER NOT NULL,
  starred INTEGER NOT NULL DEFAULT 0,
  title TEXT NOT NULL,
  words TEXT NOT NULL,
  recipe TEXT NOT NULL,
  asked TEXT NOT NULL,
  picture BLOB NOT NULL
);
DROP INDEX IF EXISTS newest;
CREATE INDEX IF NOT EXISTS sought ON results (made_unix_ms DESC, id DESC, domain, starred, words);
"""
"""The index has all that is looked through, newest first: a search reads none of the rows with their pictures."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A result.

    Attributes:
        id: its number here.
        sha256: of its recipe.
        domain: as its recipe says.
        made_unix_ms: when it was made last, in milliseconds since 1970 (UTC); no two at the same time.
        starred: whether somebody likes it.
        title: a line for people.
        pictured: whether there is a picture of it.
    """

    id: int
    sha256: str
    domain: str
    made_unix_ms: int
    starred: bool
    title: str
    pictured: bool


def picture_type(picture: bytes) -> str:
    """Media type of a picture; empty where there is none."""
    return next((kind for start, kind in _PICTURES.items() if picture.startswith(start)), "")


class History:
    """Results in a file of SQLite. Safe to use from any thread.

    Args:
        file: where they are kept; its folder is made. Two processes may use it at once.

    Raises:
        Failed: the file can't be used.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        prepare_folder(file.parent)
        self._lock = threading.Lock()
        try:
            self._rows = sqlite3.connect(file, check_same_thread=False, isolation_level=None, timeout=10.0)
            self._rows.execute("PRAGMA journal_mode=WAL")
            self._rows.execute("PRAGMA synchronous=NORMAL")
            self._rows.executescript(_SCHEMA)
        except sqlite3.Error as error:
            raise Failed(
                f"the history {file} can't be used: {error}", "Move it away, or name another folder."
            ) from error

    def add(self, recipe: Recipe, asked: Mapping[str, Any], title: str, picture: bytes) -> int:
        """Keep a result, or that it was made again; returns its number.

        Args:
            recipe: that makes it.
            asked: the request that somebody had in mind, which the recipe may be a smaller picture of.
            title: a line for people; shortened where it is long.
            picture: PNG, JPEG or WebP; may be empty.

        Raises:
            InvalidFields: the picture is none, or too large.
        """
        if len(picture) > PICTURE_BYTES or (picture and not picture_type(picture)):
            raise InvalidFields(
                [
                    Violation.of(
                        "picture", f"{len(picture)} bytes", f"PNG, JPEG or WebP of at most {PICTURE_BYTES} bytes"
                    )
                ]
            )
        title = " ".join(title.split())[:_TITLE_CHARACTERS]
        text = recipe.to_json()
        # What is looked for: the title, and all that was asked; in lower case, for LIKE folds ASCII alone. Not the
        # hashes, among whose digits any number is found.
        words = f"{recipe.domain} {title} {canonical_json(_rounded(dict(recipe.request)))}".lower()
        row = (
            recipe.sha256,
            recipe.domain,
            time.time_ns() // 1_000_000,
            title,
            words,
            text,
            json.dumps(asked),
            picture,
        )
        with self._at_work():
            (number,) = self._rows.execute(
                "INSERT INTO results (sha256, domain, made_unix_ms, title, words, recipe, asked, picture)"
                " VALUES (?, ?, max(?, 1 + coalesce((SELECT max(made_unix_ms) FROM results), 0)), ?, ?, ?, ?, ?)"
                " ON CONFLICT (sha256) DO UPDATE SET made_unix_ms = excluded.made_unix_ms,"
                " title = excluded.title, words = excluded.words, asked = excluded.asked,"
                " picture = CASE WHEN length(excluded.picture) THEN excluded.picture ELSE picture END"
                " RETURNING id",
                row,
            ).fetchone()
            if number % 500 == 0:
                self._rows.execute(
                    "DELETE FROM results WHERE NOT starred AND id NOT IN"
                    " (SELECT id FROM results ORDER BY made_unix_ms DESC, id DESC LIMIT ?)",
                    (_KEPT,),
                )
            return int(number)

    def search(
        self, text: str = "", domain: str = "", *, starred: bool = False, skip: int = 0, most: int = MOST_FOUND
    ) -> tuple[int, list[Kept]]:
        """Results that hold every word, the latest first.

        Args:
            text: words, or pieces of them; all results if empty.
            domain: of the recipes; any if empty.
            starred: only those with a star.
            skip: how many of the first to leave out.
            most: how many to tell.

        Returns:
            How many there are in all, and those.
        """
        where, values = ["1"], list[object]()
        for word in text.lower().split():
            where.append("words LIKE ? ESCAPE '\\'")
            escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
            values.append(f"%{escaped}%")
        if domain:
            where.append("domain = ?")
            values.append(domain)
        if starred:
            where.append("starred")
        condition = " AND ".join(where)
        with self._at_work():
            found = self._rows.execute(
                f"SELECT id FROM results INDEXED BY sought WHERE {condition} ORDER BY made_unix_ms DESC, id DESC",
                values,
            ).fetchall()
            numbers = [number for (number,) in found[skip : skip + min(most, MOST_FOUND)]]
            rows = self._rows.execute(
                "SELECT id, sha256, domain, made_unix_ms, starred, title, length(picture) FROM results"
                f" WHERE id IN ({', '.join('?' * len(numbers))}) ORDER BY made_unix_ms DESC, id DESC",
                numbers,
            ).fetchall()
        return len(found), [Kept(row[0], row[1], row[2], row[3], bool(row[4]), row[5], bool(row[6])) for row in rows]

    def pictures(self, numbers: Sequence[int]) -> dict[int, bytes]:
        """Pictures of results, at most :data:`MOST_FOUND`, by number; of those that have one."""
        numbers = numbers[:MOST_FOUND]
        with self._at_work():
            rows = self._rows.execute(
                f"SELECT id, picture FROM results WHERE id IN ({', '.join('?' * len(numbers))})", numbers
            ).fetchall()
        return {number: picture for number, picture in rows if picture}

    def read(self, number: int) -> tuple[Recipe, dict[str, Any]]:
        """The recipe of a result, and what was asked. Raises InvalidFields where there is none of that number."""
        with self._at_work():
            row = self._rows.execute("SELECT recipe, asked FROM results WHERE id = ?", (number,)).fetchone()
        if row is None:
            raise _unknown(number)
        return Recipe.from_json(row[0]), json.loads(row[1])

    def star(self, number: int, starred: bool) -> None:
        """Give a result a star, or take it away. Raises InvalidFields where there is none of that number."""
        with self._at_work():
            changed = self._rows.execute("UPDATE results SET starred = ? WHERE id = ?", (starred, number)).rowcount
        if not changed:
            raise _unknown(number)

    def forget(self, number: int) -> None:
        """Forget a result. Raises InvalidFields where there is none of that number."""
        with self._at_work():
            changed = self._rows.execute("DELETE FROM results WHERE id = ?", (number,)).rowcount
        if not changed:
            raise _unknown(number)

    @contextlib.contextmanager
    def _at_work(self) -> Iterator[None]:
        """A block that has the file for itself. Raises Failed where SQLite does."""
        with self._lock:
            try:
                yield
            except sqlite3.Error as error:
                raise Failed(f"the history {self._file} can't be used: {error}", _REMEDY) from error

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._rows.close()


def _rounded(value: Any) -> Any:
    """A request with numbers as people write them: 0.6 and not 0.6000000238418579, in which any number is found."""
    if isinstance(value, dict):
        return {name: _rounded(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_rounded(each) for each in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value


def _unknown(number: int) -> InvalidFields:
    return InvalidFields([Violation.of("id", number, "the number of a result that is kept")])
