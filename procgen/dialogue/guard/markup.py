"""Variables and markup in a text: ``{player}``, ``$gold``, ``%s``, ``[b]``, ``<i>``."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SPAN = re.compile(
    r"(?P<variable>\{[^{}\n]{1,80}\}|\$[A-Za-z_]\w*|%\([A-Za-z_]\w*\)[sd]|%[sd](?!\w))"
    r"|(?P<tag>\[/?[A-Za-z_][^\[\]\n]{0,80}\]|\[/\]|</?[A-Za-z_][^<>\n]{0,80}>)"
)
_TAG = re.compile(r"[\[<](?P<close>/?)(?P<name>\w*)[^\]>]*?(?P<alone>/?)[\]>]")
_ALONE = frozenset({"br", "hr", "img", "pause", "wait", "speed", "lb", "rb", "signal", "portrait", "nw", "n", "clear"})
"""Tags that are not closed."""


@dataclass(frozen=True, slots=True)
class Span:
    """A variable or a tag, and where it stands."""

    start: int
    end: int
    text: str
    variable: bool


def spans(text: str) -> tuple[Span, ...]:
    """All variables and tags, in order."""
    return tuple(Span(m.start(), m.end(), m[0], m["variable"] is not None) for m in _SPAN.finditer(text))


def variables(text: str) -> tuple[str, ...]:
    """The variables as they are written."""
    return tuple(span.text for span in spans(text) if span.variable)


def without(text: str) -> str:
    """The text with spaces for all variables and tags, so that places stay the same."""
    return _SPAN.sub(lambda match: " " * len(match[0]), text)


def faults(text: str) -> list[str]:
    """What is unbalanced: tags without their partners, stray braces and brackets; as they are written."""
    found = []
    open_tags: list[tuple[str, str]] = []
    for span in spans(text):
        match = None if span.variable else _TAG.fullmatch(span.text)
        if match is None:
            continue
        kind = span.text[0]
        if match["close"]:
            if not match["name"] and kind == "[":
                open_tags.clear()  # Yarn's [/] closes all
            elif open_tags and open_tags[-1] == (kind, match["name"]):
                open_tags.pop()
            else:
                found.append(span.text)
        elif not match["alone"] and match["name"].lower() not in _ALONE:
            open_tags.append((kind, match["name"]))
    found += [f"{kind}{name}{']' if kind == '[' else '>'}" for kind, name in open_tags]
    return found + re.findall(r"[{}\[\]]", without(text))
