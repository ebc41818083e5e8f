"""Methods of services as Python calls: fields are named arguments, with the types that the contract gives them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, ParamSpec, TypeVar

import grpc
from google.protobuf.descriptor import Descriptor, FieldDescriptor
from google.protobuf.message import Message

from procgen.client.failure import CallFailed
from procgen.client.made import Made
from procgen.client.running import Running, Watched
from procgen.kit.wire.enums import full_name, short_name

P = ParamSpec("P")
T = TypeVar("T")
Metadata = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Ask(Generic[P, T]):
    """A method with one answer."""

    message: Callable[P, Message]
    method: Callable[..., T]
    metadata: Metadata

    def __call__(self, *args: P.args, **fields: P.kwargs) -> T:
        """Ask, and wait for the answer.

        Raises:
            CallFailed: the server refused, or there is none.
            TypeError, ValueError: the message has no such field, or it can't hold the value.
        """
        request = request_of(self.message, args, fields)
        try:
            return self.method(request, metadata=self.metadata)
        except grpc.RpcError as error:
            raise CallFailed.of(error) from None


@dataclass(frozen=True, slots=True)
class Make(Generic[P, T]):
    """A method that makes something with files."""

    message: Callable[P, Message]
    method: Callable[..., Any]
    metadata: Metadata
    result: type[T]

    def __call__(self, *args: P.args, **fields: P.kwargs) -> Made[T]:  # type: ignore[type-var]
        """Make it, and wait until all of it is here.

        Raises:
            CallFailed: the server refused, or there is none.
            TypeError, ValueError: the message has no such field, or it can't hold the value.
        """
        return self.start(*args, **fields).result()

    def start(self, *args: P.args, **fields: P.kwargs) -> Running[Made[T]]:  # type: ignore[type-var]
        """Begin to make it: what comes back can be watched, awaited and cancelled."""
        return Running(self._call(args, fields))

    def events(self, *args: P.args, **fields: P.kwargs) -> Watched[Any]:
        """Begin to make it, and use the contract's own events as they come, such as sound that is heard live."""
        return Watched(self._call(args, fields), iter)

    def _call(self, args: tuple[Any, ...], fields: Mapping[str, Any]) -> Any:
        return self.method(request_of(self.message, args, fields), metadata=self.metadata)


@dataclass(frozen=True, slots=True)
class Follow(Generic[P, T]):
    """A method whose events are used as they come."""

    message: Callable[P, Message]
    method: Callable[..., Any]
    metadata: Metadata
    event: type[T]

    def __call__(self, *args: P.args, **fields: P.kwargs) -> Watched[T]:
        """Begin; iterate what comes back, with ``for`` or ``async for``."""
        return Watched(self.method(request_of(self.message, args, fields), metadata=self.metadata), iter)


def request_of(message: Callable[..., Message], args: tuple[Any, ...], fields: Mapping[str, Any]) -> Message:
    """A request, whose enums may be named as people say them: ``outputs=["png16"]``.

    Args:
        message: its class.
        args: none; messages take named fields alone.
        fields: of the message.
    """
    if args:
        raise TypeError("fields of a request are named")
    descriptor: Descriptor = message.DESCRIPTOR  # type: ignore[attr-defined]
    return message(**{name: _said(descriptor.fields_by_name.get(name), value) for name, value in fields.items()})


def _said(field: FieldDescriptor | None, value: Any) -> Any:
    if field is None or field.enum_type is None:
        return value
    if isinstance(value, (list, tuple)):
        return [_said(field, each) for each in value]
    if not isinstance(value, str):
        return value
    known = field.enum_type.values_by_name.get(full_name(field.enum_type, value))
    if known is None:
        allowed = ", ".join(short_name(field.enum_type, each.name) for each in field.enum_type.values[1:])
        raise ValueError(f"{field.name}: got {value!r}, allowed is {allowed}")
    return known.number
