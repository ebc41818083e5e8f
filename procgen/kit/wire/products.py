"""From the events of a call to what is kept and sent of it, and back: the same bytes whoever made them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Final, TypeVar

from google.protobuf.descriptor import Descriptor
from google.protobuf.message import Message

from procgen.jobs.job import Product

_EVENT: Final = "event"
"""The choice that every event of a long call is; single answers have none."""
_OF_A_CALL: Final = ("request_id", "elapsed_ms")
"""Fields that tell of one call, and not of what it made."""
MessageT = TypeVar("MessageT", bound=Message)


def kind_of(event: Message) -> str:
    """Which event it is: "progress", "chunk", "result"; "result" for a single answer."""
    if _EVENT not in event.DESCRIPTOR.oneofs_by_name:
        return "result"
    return event.WhichOneof(_EVENT) or ""


def canonical(event: Message) -> bytes:
    """An event's bytes without what tells of one call alone: its id and how long it took, members' included."""
    if kind_of(event) != "chunk":
        own = type(event)()
        own.CopyFrom(event)
        _forget(own)
        event = own
    return event.SerializeToString(deterministic=True)


def product(events: Iterable[Message]) -> Product:
    """What a call made, from all of its events; progress is left out."""
    return Product(tuple(canonical(event) for event in events if kind_of(event) != "progress"))


def restored(
    made: Product, event_type: type[MessageT], request_id: str = "", elapsed_ms: float = 0.0
) -> Iterator[MessageT]:
    """The events of a product, as another call that makes it would send them.

    Args:
        made: as :func:`product` gave it.
        event_type: of the method's answers.
        request_id: that the call's result carries.
        elapsed_ms: what the call's result says that it took.

    Raises:
        google.protobuf.message.DecodeError: the product is another method's.
    """
    for data in made.events:
        event = event_type.FromString(data)
        if kind_of(event) == "result":
            whole: Any = event
            answer = whole.result if _EVENT in event.DESCRIPTOR.oneofs_by_name else whole
            for name, value in zip(_OF_A_CALL, (request_id, elapsed_ms), strict=True):
                if name in answer.DESCRIPTOR.fields_by_name:
                    setattr(answer, name, value)
        yield event


def _forget(message: Message) -> None:
    names, ways = _places(message.DESCRIPTOR)
    for name in names:
        message.ClearField(name)
    for name, several in ways:
        if several:
            for each in getattr(message, name):
                _forget(each)
        elif message.HasField(name):
            _forget(getattr(message, name))


@cache
def _places(descriptor: Descriptor) -> tuple[tuple[str, ...], tuple[tuple[str, bool], ...]]:
    """Of a type the fields to forget, and the fields that lead to more of them: name, and whether they repeat."""
    names = tuple(name for name in _OF_A_CALL if name in descriptor.fields_by_name)
    ways = tuple(
        (field.name, field.is_repeated)
        for field in descriptor.fields
        if field.message_type is not None and not _is_map(field.message_type) and _leads(field.message_type, ())
    )
    return names, ways


def _is_map(descriptor: Descriptor) -> bool:
    return bool(descriptor.GetOptions().map_entry)


def _leads(descriptor: Descriptor, above: tuple[Descriptor, ...]) -> bool:
    """Whether a type has such a field anywhere below; types may hold one another."""
    if descriptor in above:
        return False
    return any(
        field.name in _OF_A_CALL
        or (
            field.message_type is not None
            and not _is_map(field.message_type)
            and _leads(field.message_type, (*above, descriptor))
        )
        for field in descriptor.fields
    )
