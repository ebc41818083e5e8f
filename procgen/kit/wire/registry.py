"""The services of declared domains, and the methods that make what recipes name."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from google.protobuf import descriptor_pool, message_factory
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message

from procgen.errors import NotServed
from procgen.kit.domain import Domain
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.call import AnyMethod
from procgen.kit.wire.side import NO_SETTINGS, Parts, Service
from procgen.runtime.store import ModelStore
from procgen.v1 import system_pb2

ServiceT = TypeVar("ServiceT", bound=Service)


class Services:
    """The services of all domains, each made when it is first asked for. Safe to use from any thread.

    Args:
        declared: the domains.
        store: the models.
        blobs: inputs that were sent ahead.
        settings: what was set for all calls.
    """

    def __init__(
        self,
        declared: Iterable[Domain],
        store: ModelStore,
        blobs: BlobStore,
        settings: Mapping[str, Any] = NO_SETTINGS,
    ) -> None:
        self.declared = tuple(domain for domain in declared if domain.wire)
        self.parts = Parts(store, blobs, settings)
        self._services: dict[str, Service] = {}
        self._methods: dict[str, AnyMethod] = {}
        self._lock = threading.Lock()

    def services(self) -> list[Service]:
        """All of them."""
        return [self.service_of(domain) for domain in self.declared]

    def service(self, kind: type[ServiceT]) -> ServiceT:
        """The service of a class. Raises StopIteration where no domain has it."""
        package = kind.__module__
        found = self.service_of(next(each for each in self.declared if package.startswith(f"{each.package}.")))
        assert isinstance(found, kind)
        return found

    def service_of(self, domain: Domain) -> Service:
        """The service of a domain."""
        with self._lock:
            if domain.name not in self._services:
                made = self._services[domain.name] = domain.load_wire().make(self.parts)
                self._methods |= {method.path: method for method in made.methods()}
            return self._services[domain.name]

    def described(self) -> list[system_pb2.Domain]:
        """What GetInfo says of all domains."""
        return [said for domain in self.declared for said in domain.load_wire().describe(self.parts)]

    @property
    def packages(self) -> Mapping[str, str]:
        """By the names of forms that GetInfo describes, the package of their domain, which has their presets."""
        return {form: domain.package for domain in self.declared for form in domain.forms}

    def needed_models(self) -> Mapping[str, tuple[str, ...]]:
        """Names of the models that services can't do without, by full name of a service."""
        return {domain.service: domain.load_wire().needs(self.parts) for domain in self.declared}

    def method(self, path: str) -> AnyMethod:
        """The method at a path, such as "/procgen.v1.TerrainService/Generate". Raises NotServed if there is none."""
        name = path[1:].partition("/")[0]
        for domain in self.declared:
            if domain.service == name:
                self.service_of(domain)
        try:
            return self._methods[path]
        except KeyError:
            known = ", ".join(domain.service for domain in self.declared)
            raise NotServed(f"there is no method {path[:200]}", f"Name a method of one of {known}.") from None


def _described(path: str) -> MethodDescriptor:
    return descriptor_pool.Default().FindMethodByName(path[1:].replace("/", "."))


def event_type(path: str) -> type[Message]:
    """Type of what the method at a path sends. Raises KeyError if there is none, or its contract is not loaded."""
    return message_factory.GetMessageClass(_described(path).output_type)


def request_type(path: str) -> type[Message]:
    """Type of what the method at a path takes. Raises KeyError if there is none, or its contract is not loaded."""
    return message_factory.GetMessageClass(_described(path).input_type)
