"""Kinds of files: what every exporter says of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file; domains add how it is written."""

    kind: str
    """Its name in requests."""
    suffix: str
    """What follows the base name in the file name; no other kind of the same thing has it."""
    media_type: str

    @property
    def sidecar_suffix(self) -> str:
        """Of the JSON beside the file: ``.json`` beside a .npy, and all others' own, so that none collide."""
        return ".json" if self.kind == "npy" else f"{self.suffix}.json"


KindT = TypeVar("KindT", bound=FileKind)


def by_kind(kinds: Iterable[KindT]) -> Mapping[str, KindT]:
    """Every kind by its name."""
    return MappingProxyType({each.kind: each for each in kinds})
