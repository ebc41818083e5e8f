"""The declaration of a domain: what it is called, and where each of its sides is.

A domain is a folder with one declaration, ``domain.py``, and its sides: ``wire`` speaks the contract, ``command`` is
what the command line needs beyond the declaration, ``ruler`` measures, ``recipe`` trains. Sides are named as texts,
such as "wire.side:WIRE", and loaded when they are first asked for: a command's help needs none of them, serving needs
no ruler, and nothing but a recipe needs torch. `tests/kit/test_domain.py` loads them all and looks at what they are.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # a declaration is read before anybody needs a side
    from procgen.kit.command.asking import Generate
    from procgen.kit.command.benches import Benches
    from procgen.kit.command.checks import Inspect
    from procgen.kit.command.exhibits import Room
    from procgen.kit.ruler.side import Ruler
    from procgen.kit.wire.side import Wire


@dataclass(frozen=True, slots=True)
class Verb:
    """A command of a domain: `procgen train table-rows`.

    Attributes:
        where: its function, such as "command.train:table_rows".
        about: a line for the list of commands.
    """

    where: str
    about: str


@dataclass(frozen=True, slots=True)
class Setting:
    """What is set once for all calls of a process: a flag of `procgen serve`, and of what makes content without one.

    Attributes:
        name: of the flag, with underscores.
        about: its help.
        kind: str or bool.
        environment: the variable that it is read from, where it is no flag; for what must not stand in a command line.
        of_servers: whether only a server has it.
    """

    name: str
    about: str = ""
    kind: type[Any] = str
    environment: str = ""
    of_servers: bool = False


@dataclass(frozen=True, slots=True)
class Domain:
    """A kind of content.

    Attributes:
        name: its folder's, its service's, and that of its command.
        title: for people.
        about: a line for the list of commands.
        plural: "terrains": what the demo counts.
        makes: by the domain that its recipes name, the method whose results have them: what batches can ask for.
        forms: names under which GetInfo describes it, each with presets in ``presets/NAME.json``.
        settings: what is set once for all calls.
        wire, generate, demo, bench, doctor, ruler: its sides; empty for what it does not have.
        evaluate, train, more: its commands below `procgen evaluate`, `procgen train`, and beside them.
    """

    name: str
    title: str
    about: str
    plural: str
    makes: Mapping[str, str] = field(default_factory=dict)
    forms: tuple[str, ...] = ()
    settings: tuple[Setting, ...] = ()
    wire: str = ""
    generate: str = ""
    demo: str = ""
    bench: str = ""
    doctor: str = ""
    ruler: str = ""
    evaluate: Mapping[str, Verb] = field(default_factory=dict)
    train: Mapping[str, Verb] = field(default_factory=dict)
    more: Mapping[str, Verb] = field(default_factory=dict)

    @property
    def package(self) -> str:
        """Its folder as a package."""
        return f"procgen.{self.name}"

    @property
    def service(self) -> str:
        """Full name of its service on the wire."""
        return f"procgen.v1.{self.name.title()}Service"

    @property
    def paths(self) -> Mapping[str, str]:
        """By the domain that recipes name, "/procgen.v1.TableService/Generate"."""
        return {recipe: f"/{self.service}/{method}" for recipe, method in self.makes.items()}

    def contract(self) -> ModuleType:
        """Its messages: ``procgen.v1.NAME_pb2``; loading them makes them known to protobuf's pool."""
        return importlib.import_module(f"procgen.v1.{self.name}_pb2")

    def load(self, where: str) -> Any:
        """A part of one of its sides.

        Args:
            where: "module:name", the module from the domain's folder.

        Raises:
            ImportError, AttributeError: the declaration names what is not there.
        """
        module, _, name = where.partition(":")
        return getattr(importlib.import_module(f"{self.package}.{module}"), name)

    def load_wire(self) -> Wire:
        """How it speaks the contract."""
        side: Wire = self.load(self.wire)
        return side

    def load_generate(self) -> Generate:
        """How flags become requests, and requests files."""
        side: Generate = self.load(self.generate)
        return side

    def load_demo(self) -> tuple[Room, ...]:
        """What the demo shows of it."""
        side: tuple[Room, ...] = self.load(self.demo)
        return side

    def load_bench(self) -> Benches:
        """What is timed of it."""
        side: Benches = self.load(self.bench)
        return side

    def load_doctor(self) -> tuple[Inspect, ...]:
        """What is tried of it."""
        side: tuple[Inspect, ...] = self.load(self.doctor)
        return side

    def load_ruler(self) -> Ruler:
        """How it is measured. Needs the training extra."""
        side: Ruler = self.load(self.ruler)
        return side
