"""The language models that a server has: our own network, none at all, and one that the user chose."""

from __future__ import annotations

import copy
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from google.protobuf.message import Message

from procgen.dialogue.language.choose import chosen
from procgen.dialogue.language.contract import LanguageModel
from procgen.dialogue.language.gguf import PACKAGED, adapter_file, model_file
from procgen.dialogue.language.own import DOMAIN, OwnModel, own_digests
from procgen.errors import ModelUnavailable
from procgen.kit.wire.model_digests import model_digests
from procgen.kit.wire.side import Parts
from procgen.runtime.model_file import kept_sha256
from procgen.runtime.store import ModelStore

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


def choice_of(settings: Mapping[str, Any]) -> Choice:
    """What the settings of a process say of the language model; see the domain's declaration."""
    return Choice(
        str(settings.get("dialogue_model", "")),
        bool(settings.get("dialogue_remote", False)),
        str(settings.get("dialogue_key", "")),
    )


_Standing = tuple[Path, int, int, int]
"""Path, size, time of change and number of a file: what tells that it was changed."""


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
    _loaded: dict[tuple[str, int], LanguageModel] = field(init=False, default_factory=dict)
    """By name, and by the store's generation where it comes from there."""
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)
    _read_from: dict[str, _Standing] = field(init=False, default_factory=dict)
    """How the chosen file was when the model was read."""

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
        store = self.store.view()
        key = (name, store.generation if name == OURS else 0)
        with self._lock:
            if key not in self._loaded:
                if name != OURS and not self.choice.is_address:
                    self._read_from[name] = _standing(model_file(self.choice.where))
                made = OwnModel.load(store) if name == OURS else self._chosen()
                for old in [old for old in self._loaded if old[0] == name]:
                    del self._loaded[old]
                self._loaded[key] = made
            return self._loaded[key]

    def view(self) -> Models:
        """The models as they are now, for one call; see :meth:`procgen.runtime.store.ModelStore.view`."""
        fixed = copy.copy(self)
        fixed.store = self.store.view()
        return fixed

    def _chosen(self) -> LanguageModel:
        return chosen(self.choice.where, allow_remote=self.choice.anywhere, key=self.choice.key)

    def digests(self, name: str) -> Mapping[str, str]:
        """SHA-256 of the files of a model, by name, for recipes; the phrase books belong to the code."""
        if name == OURS:
            return own_digests(self.store)
        if name == PHRASES or self.choice.is_address:
            return {}
        return {file: kept_sha256(path) for file, path in self._files(name).items()}

    def of_request(self, request: Message) -> Mapping[str, str] | None:
        """What models decide the result of a request with a field ``model``; see
        :attr:`procgen.kit.wire.call.Method.models`. None where nobody knows the weights: of a model at an address, and
        of one whose file was changed after it was read.
        """
        name = str(getattr(request, "model", "")) or self.names[0]
        ours = model_digests(self.store, DOMAIN)
        if name in (OURS, PHRASES) or name not in self.names:
            return ours
        if self.choice.is_address:
            return None
        try:
            files = self._files(name)
            standing = _standing(files[name])
            if self._read_from.get(name, standing) != standing:
                return None
            return {**ours, **{f"file {file}": kept_sha256(path) for file, path in files.items()}}
        except (ModelUnavailable, OSError):
            return None  # the call says what is wrong with it

    def _files(self, name: str) -> dict[str, Path]:
        """The chosen file, and the adapter that belongs to it where one does, by what recipes call them."""
        adapter = adapter_file(self.choice.where)
        return {name: model_file(self.choice.where), **({adapter.stem: adapter} if adapter else {})}

    def described(self) -> list[tuple[str, str, bool]]:
        """Of each model its name, a sentence for people, and whether it writes whole lines."""
        said = {
            OURS: ("Phrase books write; what readers prefer is chosen.", False),
            PHRASES: ("Phrase books alone: the fastest.", False),
        }
        chosen = (
            "A small language model says what the phrase books say in the speaker's words."
            if self.choice.where.lower() in PACKAGED
            else "A large language model writes, within the same bounds."
        )
        return [(name, *said.get(name, (chosen, True))) for name in self.names]


def _standing(path: Path) -> _Standing:
    said = path.stat()
    return path, said.st_size, said.st_mtime_ns, said.st_ino


def dialogue_models(parts: Parts) -> Models:
    """Of the services of a process; see :meth:`procgen.kit.wire.side.Parts.shared`."""
    return Models(parts.store, choice_of(parts.settings))
