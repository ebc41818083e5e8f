"""The learned models of sounds that there are, and which of them a sound takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from procgen.errors import ModelUnavailable
from procgen.runtime.store import ModelStore
from procgen.sound.learned.network import DOMAIN, LearnedSounds, load_learned


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """Learned models.

    Attributes:
        classes: by the name of a model, what it knows: the first is what has no name.
        usual: by the name of a model, the classes that it makes where a request names no model.
        load: one of them.
        digests: by the name of a model, SHA-256 of its networks by their names.
    """

    classes: Mapping[str, tuple[str, ...]]
    usual: Mapping[str, tuple[str, ...]]
    load: Callable[[str], LearnedSounds]
    digests: Mapping[str, Mapping[str, str]]

    def used(self, *models: str) -> dict[str, str]:
        """SHA-256 by name of the networks of some models; of those that learned nothing there are none."""
        return {name: sha256 for model in models for name, sha256 in self.digests.get(model, {}).items()}


def _none(name: str) -> LearnedSounds:
    raise ModelUnavailable(f"there is no learned model of sounds named {name!r}", "Name one that GetSoundInfo lists.")


NO_LIBRARY: Final = Library({}, {}, _none, {})
"""For what parametric models make."""


def library_of(store: ModelStore) -> Library:
    """The models of a store, the default first; they are loaded when they are needed."""
    names = store.generators(DOMAIN)
    entries = [entry for entry in store.entries.values() if entry.domain == DOMAIN]
    decoders = {
        name: next(each for each in entries if each.generator == name and each.role == "decoder") for name in names
    }
    return Library(
        classes={name: entry.labels(()) for name, entry in decoders.items()},
        usual={name: tuple(map(str, entry.properties.get("usual", ()))) for name, entry in decoders.items()},
        load=lambda name: load_learned(store, name),
        digests={name: {entry.name: entry.sha256 for entry in entries if entry.generator == name} for name in names},
    )
