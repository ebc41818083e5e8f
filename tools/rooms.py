"""The contract that says which room of the house may import which: one list, in pyproject.toml.

A room is a folder or a module below ``procgen``; a domain's core is a room, and so is each of its sides. In a line such
as "*.wire: * kit.wire v1" the star stands for each domain, the same on both sides; a line without a star adds to what
those with one allow. Rooms that no line names may import nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

from procgen.domains import NAMES

_PACKAGE = "procgen"


def allowed_by(lines: Iterable[str], domains: Iterable[str]) -> dict[str, set[str]]:
    """By room, the rooms that it may import.

    Args:
        lines: "ROOM: ROOM ROOM …".
        domains: what a star stands for.
    """
    found: dict[str, set[str]] = {}
    for line in lines:
        room, _, others = line.partition(":")
        for domain in domains if "*" in room else ("",):
            put = [each.replace("*", domain) if domain else each for each in (room, *others.split())]
            found.setdefault(put[0], set()).update(put[1:])
    return found


def room_of(module: str, rooms: Mapping[str, Any]) -> str:
    """The innermost room that a module lies in; the module itself where it lies in none."""
    parts = module.split(".")[1:]
    for length in range(len(parts), 0, -1):
        name = ".".join(parts[:length])
        if name in rooms:
            return name
    return ".".join(parts)


class RoomsContract(Contract):
    """Each room imports only what its line lists; libraries are imported only where their line says."""

    rooms = fields.ListField(subfield=fields.StringField())
    libraries = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Find every import that no line allows."""
        allowed = allowed_by(self.rooms, NAMES)  # type: ignore[arg-type]
        homes = allowed_by(self.libraries, NAMES)  # type: ignore[arg-type]
        wrong = sorted(self._wrong(graph, allowed, homes))
        return ContractCheck(kept=not wrong, metadata={"wrong": wrong})

    def _wrong(
        self, graph: ImportGraph, allowed: Mapping[str, set[str]], homes: Mapping[str, set[str]]
    ) -> Iterator[str]:
        for module in graph.modules:
            if not module.startswith(f"{_PACKAGE}."):
                continue
            room = room_of(module, allowed)
            for other in graph.find_modules_directly_imported_by(module):
                if other == _PACKAGE:  # its version
                    continue
                if not other.startswith(f"{_PACKAGE}."):
                    library = other.split(".")[0]
                    if library in homes and room not in self._spread(homes[library]):
                        yield f"{module} imports {library}: only {', '.join(sorted(homes[library]))} may"
                    continue
                target = room_of(other, allowed)
                if target != room and target not in allowed.get(room, ()):
                    yield f"{module} imports {other}: {room} may not import {target}"

    def _spread(self, rooms: Iterable[str]) -> set[str]:
        return {room.replace("*", domain) for room in rooms for domain in NAMES}

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Say each of them."""
        for text in check.metadata["wrong"]:
            output.print_error(text)
