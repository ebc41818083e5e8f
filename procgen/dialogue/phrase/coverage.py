"""How many templates of a section apply for every role, mood and setting, without asking for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

import numpy as np
import numpy.typing as npt

from procgen.dialogue.persona import Persona, Situation, World
from procgen.dialogue.phrase.book import Book, Either, Nodes, Slot, Template
from procgen.dialogue.phrase.conditions import SLOTS, Test
from procgen.dialogue.phrase.setting import marks_of, register_of
from procgen.dialogue.request import LineRequest
from procgen.dialogue.vocabulary import MOODS, ROLES, SETTINGS

Mask = npt.NDArray[np.bool_]
"""(roles, moods, settings), in the order of the vocabulary."""

ALL_SLOTS = frozenset((*SLOTS, "money"))
NO_SLOTS = frozenset(("currency",))
"""What is known of a request that names nothing."""


class Coverage:
    """Looks a book over, for a speaker without traits and a listener who is neither friend nor enemy.

    Args:
        book: where templates are.
        slots: names of those that requests fill.
    """

    def __init__(self, book: Book, slots: frozenset[str] = ALL_SLOTS) -> None:
        self._book = book
        self._slots = slots
        self._masks: dict[str, Mask] = {}
        self._open: set[str] = set()

    def counts(self, section: str) -> npt.NDArray[np.int64]:
        """Templates that apply, (roles, moods, settings); one that is but a section stands for that section's."""
        total = np.zeros(self._shape, np.int64)
        for template in self._book.sections.get(section, ()):
            applies = self._applies(template)
            only = template.nodes[0] if len(template.nodes) == 1 else None
            if isinstance(only, Slot) and only.name not in self._slots and applies.any():
                total += applies * self.counts(only.name)
            else:
                total += applies
        return total

    def gaps(self, sections: Iterable[str], least: int) -> dict[str, tuple[int, str]]:
        """Sections with fewer templates somewhere: the least number and where it is."""
        found = {}
        for section in sections:
            counts = self.counts(section)
            if counts.min() < least:
                role, mood, setting = np.unravel_index(int(counts.argmin()), counts.shape)
                where = f"{tuple(ROLES)[role]}, {tuple(MOODS)[mood]}, {SETTINGS[setting]}"
                found[section] = (int(counts.min()), where)
        return found

    @property
    def _shape(self) -> tuple[int, int, int]:
        return len(ROLES), len(MOODS), len(SETTINGS)

    @cached_property
    def _none(self) -> Mask:
        return np.zeros(self._shape, bool)

    @cached_property
    def _every(self) -> Mask:
        return np.ones(self._shape, bool)

    @cached_property
    def _marks(self) -> Mapping[str, frozenset[str]]:
        request = LineRequest("greet", Persona(), Situation(World()))
        return marks_of(request, self._slots)

    def _applies(self, template: Template) -> Mask:
        mask = self._every
        for test in template.conditions.tests:
            mask = mask & self._holds(test)
        return mask & self._possible(template.nodes)

    def _holds(self, test: Test) -> Mask:
        fits: Mask
        if test.key == "role":
            fits = np.array([role in test.values for role in ROLES])[:, None, None]
        elif test.key == "mood":
            fits = np.array([mood in test.values for mood in MOODS])[None, :, None]
        elif test.key == "setting":
            fits = np.array([setting in test.values for setting in SETTINGS])[None, None, :]
        elif test.key == "register":
            rows = [[register_of(Persona(role=role), setting) in test.values for setting in SETTINGS] for role in ROLES]
            fits = np.array(rows)[:, None, :]
        else:
            return self._every if test.holds(self._marks) else self._none
        return ~fits if test.operator == "!=" else fits

    def _possible(self, nodes: Nodes) -> Mask:
        mask = self._every
        for node in nodes:
            if isinstance(node, Slot):
                mask = mask & self._has(node.name)
            elif isinstance(node, Either):
                options = [self._possible(option) for option in node.options]
                mask = mask & np.logical_or.reduce(options)
        return mask

    def _has(self, name: str) -> Mask:
        if name in self._slots or (name == "you" and "name" in self._slots):
            return self._every
        section = "address" if name == "you" else name
        if section in self._open:
            return self._none
        if section not in self._masks:
            self._open.add(section)
            masks = [self._applies(template) for template in self._book.sections.get(section, ())]
            self._open.discard(section)
            self._masks[section] = np.logical_or.reduce(masks) if masks else self._none
        return self._masks[section]
