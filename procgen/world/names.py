"""Names of places and houses, from the dialogue domain's name books."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from procgen.dialogue.phrase.book import Book, Either, Maybe, Nodes, Slot, Text, library
from procgen.dialogue.phrase.conditions import Marks
from procgen.world.chance import uniforms
from procgen.world.cultures import name_model

_DRAWS: Final = 64
_MOST_TRIES: Final = 200


class Namer:
    """Makes names, none of them twice."""

    def __init__(self, seed: int, purpose: str, setting: str = "medieval") -> None:
        self._seed, self._purpose, self._setting = seed, purpose, setting
        self._row = 0
        self._taken: set[str] = set()

    def take(self, name: str) -> bool:
        """Whether a name was still free; it is no longer."""
        if name in self._taken:
            return False
        self._taken.add(name)
        return True

    def invent(self, section: str) -> str:
        """A name that was not there yet.

        Args:
            section: of the name books: "name_place", "name_tavern", "name_ship", …

        Raises:
            KeyError: there is no such section.
            RuntimeError: the book has too few names.
        """
        book = library()
        for _ in range(_MOST_TRIES):
            draws = _Draws(self._seed, self._purpose, self._row)
            self._row += 1
            name = _expanded(book, section, draws, self._setting)
            if self.take(name):
                return name
        raise RuntimeError(f"section {section!r} of the name books has too few names")

    def place(self, culture: str) -> str:
        """A name of a place that was not there yet, and that no place of the lists has.

        Args:
            culture: of :data:`procgen.world.cultures.CULTURES`.
        """
        model = name_model(culture, "place")
        while True:
            draws = _Draws(self._seed, self._purpose, self._row)
            self._row += 1
            name = model.name(draws.value, new=True)
            if self.take(name):
                return name

    def numbered(self, name: str) -> str:
        """The name where it is free, or else "name 2", and so on."""
        number = 1
        while not self.take(name if number == 1 else f"{name} {number}"):
            number += 1
        return name if number == 1 else f"{name} {number}"


class _Draws:
    """Numbers in 0 to 1, one after the other."""

    def __init__(self, seed: int, purpose: str, row: int) -> None:
        self._seed, self._purpose, self._row = seed, purpose, row << 12
        self._numbers: list[float] = uniforms(seed, purpose, _DRAWS, row).tolist()
        self._place = 0

    def value(self) -> float:
        if self._place == len(self._numbers):
            self._row += 1
            self._numbers += uniforms(self._seed, f"{self._purpose}/more", _DRAWS, self._row).tolist()
        self._place += 1
        return self._numbers[self._place - 1]

    def index(self, count: int) -> int:
        return min(int(self.value() * count), count - 1)


def _expanded(book: Book, section: str, draws: _Draws, setting: str) -> str:
    marks: Marks = {"setting": frozenset({setting})}
    fitting = [template for template in book.sections[section] if template.conditions.hold(marks)]
    return _words(book, fitting[draws.index(len(fitting))].nodes, draws, setting)


def _words(book: Book, nodes: Sequence[object] | Nodes, draws: _Draws, setting: str) -> str:
    text = ""
    for node in nodes:
        if isinstance(node, Text):
            text += node.text
        elif isinstance(node, Either):
            text += _words(book, node.options[draws.index(len(node.options))], draws, setting)
        elif isinstance(node, Maybe):
            text += _words(book, node.nodes, draws, setting)
        elif isinstance(node, Slot):
            text += _expanded(book, node.name, draws, setting)
    return text
