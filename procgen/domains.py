"""The one registry of what makes content: a new domain is one more entry here.

The server, the workers of batches and whoever else makes content gets the services from here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar

from google.protobuf import descriptor_pool, message_factory
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message

from procgen.character.wire import crowd as character_crowd
from procgen.character.wire import service as character_service
from procgen.character.wire.info import character_domain
from procgen.character.wire.service import CharacterService
from procgen.dialogue.wire import lines as dialogue_lines
from procgen.dialogue.wire import scene as dialogue_scene
from procgen.dialogue.wire import service as dialogue_service
from procgen.dialogue.wire.info import dialogue_domains
from procgen.dialogue.wire.models import NO_CHOICE, Choice, Models
from procgen.dialogue.wire.service import DialogueService
from procgen.errors import NotServed
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.call import Method
from procgen.layout.wire import service as layout_service
from procgen.layout.wire.service import LayoutService, layout_domain
from procgen.runtime.store import ModelStore
from procgen.table.wire import service as table_service
from procgen.table.wire.service import TableService, table_domain
from procgen.terrain.wire import service as terrain_service
from procgen.terrain.wire.service import TerrainService, terrain_domain
from procgen.texture.wire import service as texture_service
from procgen.texture.wire.info import texture_domains
from procgen.texture.wire.service import TextureService
from procgen.v1 import system_pb2
from procgen.world.wire import service as world_service
from procgen.world.wire.service import WorldService, world_domain


class Service(Protocol):
    """A set of methods."""

    def methods(self) -> list[Method]: ...


ServiceT = TypeVar("ServiceT", bound=Service)


@dataclass(frozen=True, slots=True)
class Parts:
    """What services are made of."""

    store: ModelStore
    blobs: BlobStore
    dialogue: Models


@dataclass(frozen=True, slots=True)
class Domain:
    """A service that makes content.

    Attributes:
        name: its full name on the wire.
        kind: its class.
        makes: by the domain that its recipes name, the method whose results have them: what batches can ask for.
        make: makes it; reads no model yet.
        describe: says for GetInfo what it can make.
    """

    name: str
    kind: type[Any]
    makes: Mapping[str, str]
    make: Callable[[Parts], Service]
    describe: Callable[[Parts], list[system_pb2.Domain]]


DOMAINS: Final = (
    Domain(
        terrain_service.SERVICE,
        TerrainService,
        {"terrain": "Generate"},
        lambda parts: TerrainService(parts.store),
        lambda parts: [terrain_domain(parts.store)],
    ),
    Domain(
        texture_service.SERVICE,
        TextureService,
        {"texture": "Generate", "texture_set": "GenerateSet"},
        lambda parts: TextureService(parts.store, parts.blobs),
        lambda parts: texture_domains(parts.store),
    ),
    Domain(
        character_service.SERVICE,
        CharacterService,
        {"character": "Generate", character_crowd.DOMAIN: "GenerateCrowd"},
        lambda parts: CharacterService(parts.store),
        lambda _: [character_domain()],
    ),
    Domain(
        dialogue_service.SERVICE,
        DialogueService,
        {
            dialogue_lines.DOMAIN: "GenerateLines",
            dialogue_scene.DOMAIN: "GenerateScene",
            dialogue_scene.FILL_DOMAIN: "FillScene",
        },
        lambda parts: DialogueService(parts.dialogue),
        lambda parts: dialogue_domains(parts.dialogue),
    ),
    Domain(
        layout_service.SERVICE,
        LayoutService,
        {"layout": "Generate"},
        lambda parts: LayoutService(parts.store),
        lambda parts: [layout_domain(parts.store)],
    ),
    Domain(
        table_service.SERVICE,
        TableService,
        {"table": "Generate"},
        lambda parts: TableService(parts.store),
        lambda parts: [table_domain(parts.store)],
    ),
    Domain(
        world_service.SERVICE,
        WorldService,
        {"world": "Generate"},
        lambda parts: WorldService(parts.store, parts.dialogue),
        lambda _: [world_domain()],
    ),
)


class Domains:
    """The services of all domains, each made when it is first asked for. Safe to use from any thread.

    Args:
        store: the models.
        blobs: inputs that were sent ahead.
        choice: a language model that the user chose.
    """

    def __init__(self, store: ModelStore, blobs: BlobStore, choice: Choice = NO_CHOICE) -> None:
        self.parts = Parts(store, blobs, Models(store, choice))
        self._services: dict[str, Service] = {}
        self._methods: dict[str, Method] = {}
        self._lock = threading.Lock()

    def services(self) -> list[Service]:
        """All of them."""
        return [self._service(domain) for domain in DOMAINS]

    def service(self, kind: type[ServiceT]) -> ServiceT:
        """The service of a class. Raises StopIteration where no domain has it."""
        found = self._service(next(domain for domain in DOMAINS if domain.kind is kind))
        assert isinstance(found, kind)
        return found

    def described(self) -> list[system_pb2.Domain]:
        """What GetInfo says of all domains."""
        return [said for domain in DOMAINS for said in domain.describe(self.parts)]

    def method(self, path: str) -> Method:
        """The method at a path, such as "/procgen.v1.TerrainService/Generate". Raises NotServed if there is none."""
        name = path[1:].partition("/")[0]
        for domain in DOMAINS:
            if domain.name == name:
                self._service(domain)
        try:
            return self._methods[path]
        except KeyError:
            known = ", ".join(domain.name for domain in DOMAINS)
            raise NotServed(f"there is no method {path[:200]}", f"Name a method of one of {known}.") from None

    def _service(self, domain: Domain) -> Service:
        with self._lock:
            if domain.name not in self._services:
                made = self._services[domain.name] = domain.make(self.parts)
                self._methods |= {method.path: method for method in made.methods()}
            return self._services[domain.name]


def _described(path: str) -> MethodDescriptor:
    return descriptor_pool.Default().FindMethodByName(path[1:].replace("/", "."))


def event_type(path: str) -> type[Message]:
    """Type of what the method at a path sends. Raises KeyError if there is none."""
    return message_factory.GetMessageClass(_described(path).output_type)


def request_type(path: str) -> type[Message]:
    """Type of what the method at a path takes. Raises KeyError if there is none."""
    return message_factory.GetMessageClass(_described(path).input_type)


REQUESTS: Final[Mapping[str, tuple[str, type[Message]]]] = {
    recipe: (path, request_type(path))
    for domain in DOMAINS
    for recipe, method in domain.makes.items()
    for path in [f"/{domain.name}/{method}"]
}
"""By the domain that recipes name: the method that makes its results, and what it takes."""
