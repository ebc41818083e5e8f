"""The language models that a server has: our own network, none at all, and one that the user chose."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from procgen.dialogue.language.choose import chosen
from procgen.dialogue.language.contract import LanguageModel
from procgen.dialogue.language.gguf import PACKAGED, model_file
from procgen.dialogue.language.own import OwnModel
from procgen.runtime.store import ModelStore, file_sha256

OURS: Final = "ours"
PHRASES: Final = "phrases"


@dataclass(frozen=True, slots=True)
class Choice:
    """A language model that the user chose.

    Attributes:
        where: as `procgen.dialogue.language.choose.chosen` takes it: a GGUF file, the name of a packaged one
            ("smollm2"), or the address of a server; empty for none.
        anywhere: whether the address may be another computer's.
        key: for addresses that want one.
    """

    where: str = ""
    anywhere: bool = False
    key: str = ""

    @property
    def is_address(self) -> bool:
        return self.where.startswith(("http://", "https://"))

    @property
    def name(self) -> str:
        """As requests name it."""
        if self.is_address:
            return self.where.partition("#")[2] or "server"
        return self.where if self.where in PACKAGED else model_file(self.where).stem


NO_CHOICE: Final = Choice()


@dataclass(slots=True)
class Models:
    """Shared by all calls; safe to use from any thread. A model is loaded when it is first asked for.

    Attributes:
        store: holds our own network.
        choice: what the user chose.
        names: of all models, the default first.
    """

    store: ModelStore
    choice: Choice = NO_CHOICE
    names: tuple[str, ...] = field(init=False)
    _loaded: dict[str, LanguageModel] = field(init=False, default_factory=dict)
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)

    def __post_init__(self) -> None:
        first = (self.choice.name,) if self.choice.where else ()
        self.names = (*first, OURS, PHRASES)

    def get(self, name: str) -> LanguageModel | None:
        """The model of a name of `names`; None where phrase books choose by themselves.

        Raises:
            ModelUnavailable: its file or package is missing or damaged, or nothing answers at its address.
        """
        if name == PHRASES:
            return None
        with self._lock:
            if name not in self._loaded:
                self._loaded[name] = OwnModel.load(self.store) if name == OURS else self._chosen()
            return self._loaded[name]

    def _chosen(self) -> LanguageModel:
        return chosen(self.choice.where, allow_remote=self.choice.anywhere, key=self.choice.key)

    def digests(self, name: str) -> Mapping[str, str]:
        """SHA-256 of the files of a model, by name, for recipes; the phrase books belong to the code."""
        if name == OURS:
            return {entry.name: entry.sha256 for entry in self.store.entries.values() if entry.domain == "dialogue"}
        if name == PHRASES or self.choice.is_address:
            return {}
        return {name: file_sha256(model_file(self.choice.where))}

    def described(self) -> list[tuple[str, str, bool]]:
        """Of each model its name, a sentence for people, and whether it writes whole lines."""
        said = {
            OURS: ("Phrase books write, our own network chooses what fits best.", False),
            PHRASES: ("Phrase books alone: the fastest.", False),
        }
        return [
            (name, *said.get(name, ("A large language model writes, within the same bounds.", True)))
            for name in self.names
        ]
