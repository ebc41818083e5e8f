"""How importers refuse what they can't read: with the line and the construct."""

from __future__ import annotations

from procgen.errors import InvalidFields, Violation


def refusal(form: str, line: int, text: str, allowed: str) -> InvalidFields:
    """The error for one line.

    Args:
        form: the file's format: "ink", "yarn".
        line: its number, from 1.
        text: what stands there.
        allowed: what can be read.
    """
    return InvalidFields([Violation.of(f"{form} line {line}", text.strip() or "nothing", allowed)])


def decoded(form: str, data: bytes) -> str:
    """The text of a file.

    Raises:
        InvalidFields: it is not UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = data[error.start : error.start + 8].hex(" ")
        raise refusal(form, line, f"the bytes {found}", "text in UTF-8") from None
