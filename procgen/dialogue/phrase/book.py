"""Phrase books: sections of templates, each with conditions, alternatives, optional parts and slots.

::

    == greet
    {mood=angry; relation<0} What do you want (now|this time)[, <you>]?

Lines are sorted into sections when a book is loaded; a template's body is taken apart when it is first wanted, because
a request looks at one section or two out of hundreds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType

from procgen.dialogue.phrase.conditions import BookError, Conditions, read_conditions

BOOKS = Path(__file__).parent.parent / "books"
FILTERS = ("a", "s", "cap", "poss", "n", "they", "them", "their")

_HEADER = re.compile(r"==\s*([a-z][a-z_0-9]*)")
_CONDITIONS = re.compile(r"\{([^{}]*)\}\s*")
_TOKEN = re.compile(r"(\\.|[()|\[\]]|<[^<>]*>)")
_SLOT = re.compile(r"<([a-z][a-z_0-9]*)((?:\.[a-z]+)*)>")
_SPACES = re.compile(r" {2,}")
# Where a price has its own unit, the currency must not follow it: both are one slot.
_MONEY = re.compile(r"<price(\.n)?> <currency>")


@dataclass(frozen=True, slots=True)
class Text:
    """Words of the template."""

    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot or a section, and what is done with its words."""

    name: str
    filters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """Alternatives."""

    options: tuple[Nodes, ...]


@dataclass(frozen=True, slots=True)
class Maybe:
    """A part that is left out where a slot of it is missing."""

    nodes: Nodes


Node = Text | Slot | Either | Maybe
Nodes = tuple[Node, ...]


def _sequence(tokens: Iterator[str], closing: str) -> tuple[list[Nodes], str]:
    """Alternatives up to a closing mark, which comes back too; "" is the end."""
    options: list[Nodes] = []
    nodes: list[Node] = []
    text = ""

    def settle() -> None:
        nonlocal text
        if text:
            nodes.append(Text(text))
            text = ""

    for token in tokens:
        if token in ("(", "["):
            settle()
            inner, _ = _sequence(tokens, ")" if token == "(" else "]")
            nodes.append(Either(tuple(inner)) if token == "(" else Maybe(inner[0]))
        elif token == "|" and closing == ")":
            settle()
            options.append(tuple(nodes))
            nodes = []
        elif token in (")", "]", "|"):
            if token != closing:
                raise BookError(f"{token!r} closes or parts nothing; write \\{token} for the sign itself")
            settle()
            return [*options, tuple(nodes)], token
        elif token.startswith("<"):
            settle()
            slot = _SLOT.fullmatch(token)
            if slot is None:
                raise BookError(f"{token} is no slot: <name> or <name.filter>")
            filters = tuple(slot[2].split(".")[1:])
            for name in filters:
                if name not in FILTERS:
                    raise BookError(f"filter {name!r} is unknown; there are {', '.join(FILTERS)}")
            nodes.append(Slot(slot[1], filters))
        else:
            text += token[1:] if token.startswith("\\") else token
    if closing:
        raise BookError(f"{closing!r} is missing")
    settle()
    return [tuple(nodes)], ""


def read_body(text: str) -> Nodes:
    """A template without its conditions, taken apart.

    Raises:
        BookError: if brackets or slots are wrong.
    """
    text = _SPACES.sub(" ", text)
    text = _MONEY.sub(lambda match: f"<money{match[1] or ''}>", text)
    tokens = [token for token in _TOKEN.split(text) if token]
    for token in tokens:
        if len(token) > 1 and not token.startswith(("<", "\\")) and re.search(r"[<>{}]", token):
            raise BookError(f"{token.strip()!r} has a bracket without its other half, or braces inside")
        if token in ("<", ">", "{", "}"):
            raise BookError(f"{token!r} stands alone")
    return _sequence(iter(tokens), "")[0][0]


def slots_of(nodes: Nodes) -> Iterator[Slot]:
    """All slots, those of alternatives and optional parts too."""
    for node in nodes:
        if isinstance(node, Slot):
            yield node
        elif isinstance(node, Either):
            for option in node.options:
                yield from slots_of(option)
        elif isinstance(node, Maybe):
            yield from slots_of(node.nodes)


@dataclass(frozen=True, eq=False)
class Template:
    """One line of a book.

    Attributes:
        section: that it stands in.
        book: name of the file, without its ending.
        line: number in the file, from 1.
        conditions: when it applies.
        body: its text.
    """

    section: str
    book: str
    line: int
    conditions: Conditions
    body: str

    @property
    def id(self) -> str:
        return f"{self.section}@{self.book}:{self.line}"

    @cached_property
    def nodes(self) -> Nodes:
        try:
            return read_body(self.body)
        except BookError as error:
            raise BookError(f"{self.book}.book:{self.line}: {error}") from error

    @cached_property
    def names(self) -> frozenset[str]:
        """Of all slots and sections that it may use."""
        return frozenset(slot.name for slot in slots_of(self.nodes))


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at a line of a book."""

    book: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.book}:{self.line}: {self.text}"


@dataclass(frozen=True, slots=True)
class Book:
    """Sections of one file or of many, and what could not be read."""

    sections: Mapping[str, tuple[Template, ...]]
    problems: tuple[Problem, ...] = field(default=())


def read_book(text: str, name: str) -> Book:
    """Sort the lines of a book into sections. Bodies are not looked at yet."""
    sections: dict[str, list[Template]] = {}
    problems: list[Problem] = []
    current: list[Template] | None = None
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line or line[0] == "#":
            continue
        if line.startswith("=="):
            header = _HEADER.fullmatch(line)
            if header is None:
                problems.append(Problem(name, number, f"{line!r} is no section: == name"))
                continue
            section = header[1]
            current = sections.setdefault(section, [])
            continue
        if current is None:
            problems.append(Problem(name, number, "a template before the first section"))
            continue
        conditions = ""
        if line[0] == "{":
            block = _CONDITIONS.match(line)
            if block is None:
                problems.append(Problem(name, number, "a brace without its other half"))
                continue
            conditions, line = block[1], line[block.end() :]
        try:
            current.append(Template(section, name, number, read_conditions(conditions), line))
        except BookError as error:
            problems.append(Problem(name, number, str(error)))
    return Book({key: tuple(templates) for key, templates in sections.items()}, tuple(problems))


def merged(books: list[Book]) -> Book:
    """Books as one; a section that several have holds the templates of all."""
    sections: dict[str, list[Template]] = {}
    for book in books:
        for name, templates in book.sections.items():
            sections.setdefault(name, []).extend(templates)
    problems = tuple(problem for book in books for problem in book.problems)
    return Book(MappingProxyType({name: tuple(rows) for name, rows in sections.items()}), problems)


@lru_cache(maxsize=1)
def library() -> Book:
    """All books of the package.

    Raises:
        BookError: if any of them has a line that can't be read.
    """
    paths = sorted(BOOKS.glob("*.book"))
    whole = merged([read_book(path.read_text(encoding="utf-8"), path.stem) for path in paths])
    if whole.problems:
        raise BookError("; ".join(map(str, whole.problems[:10])))
    return whole
