"""What GetInfo says of domains: a form can be built of it, and filled in, with no knowledge of a domain."""

from __future__ import annotations

import re

import pytest
from google.protobuf import descriptor_pool
from google.protobuf.descriptor import FieldDescriptor

from procgen.domains import DOMAINS as DECLARED
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.forms import BASIC
from procgen.runtime.store import ModelStore
from procgen.served import all_services
from procgen.v1 import system_pb2

WHOLE = {FieldDescriptor.CPPTYPE_INT32, FieldDescriptor.CPPTYPE_INT64}
NATURAL = {FieldDescriptor.CPPTYPE_UINT32, FieldDescriptor.CPPTYPE_UINT64}
NUMBERS = {*WHOLE, *NATURAL, FieldDescriptor.CPPTYPE_FLOAT, FieldDescriptor.CPPTYPE_DOUBLE}


def every_domain() -> list[system_pb2.Domain]:
    parts = all_services(ModelStore(), BlobStore()).parts
    return [form for domain in DECLARED if domain.wire for form in domain.load_wire().describe(parts)]


DOMAINS = {domain.name: domain for domain in every_domain()}
each = pytest.mark.parametrize("domain", DOMAINS.values(), ids=DOMAINS)


def field_at(domain: system_pb2.Domain, path: str) -> FieldDescriptor:
    """The field at the end of a path; a step through what is repeated means an element of it, maps have no paths."""
    message = descriptor_pool.Default().FindMessageTypeByName(domain.request_type)
    *parents, last = path.split(".")
    for name in parents:
        message = message.fields_by_name[name].message_type
        assert message is not None, f"{path}: {name} is no message"
        assert not message.GetOptions().map_entry, f"{path}: {name} is a map"
    return message.fields_by_name[last]


@each
def test_the_method_takes_the_request(domain: system_pb2.Domain) -> None:
    service, _, method = domain.method.removeprefix("/").partition("/")
    found = descriptor_pool.Default().FindServiceByName(service).methods_by_name[method]
    assert domain.method == f"/{service}/{method}"
    assert found.input_type.full_name == domain.request_type
    assert found.server_streaming
    assert domain.title[:1].isupper()


@each
def test_numbers_are_fields_that_hold_their_range(domain: system_pb2.Domain) -> None:
    for parameter in domain.parameters:
        field = field_at(domain, parameter.name)
        assert field.cpp_type in NUMBERS, parameter.name
        assert parameter.minimum < parameter.maximum, parameter.name
        assert parameter.minimum >= 0 or field.cpp_type not in NATURAL, parameter.name
        if parameter.HasField("default_value"):
            assert parameter.minimum <= parameter.default_value <= parameter.maximum, parameter.name
            whole = field.cpp_type in WHOLE | NATURAL
            assert not whole or parameter.default_value == int(parameter.default_value), parameter.name


@each
def test_each_name_of_a_choice_is_a_value_of_its_field(domain: system_pb2.Domain) -> None:
    for choice in domain.choices:
        field = field_at(domain, choice.name)
        assert choice.values, choice.name
        assert len(set(choice.values)) == len(choice.values), choice.name
        if field.enum_type is not None:
            # "ridge" is STROKE_KIND_RIDGE: the name of the enum comes before each of its values.
            prefix = re.sub(r"(?<!^)(?=[A-Z])", "_", field.enum_type.name).upper() + "_"
            assert all(prefix + value.upper() in field.enum_type.values_by_name for value in choice.values), choice.name
        elif field.cpp_type in NATURAL:
            assert all(value.isdigit() for value in choice.values), choice.name
        else:
            assert field.cpp_type == FieldDescriptor.CPPTYPE_STRING, choice.name
            assert all(choice.values), choice.name


@each
def test_texts_are_words(domain: system_pb2.Domain) -> None:
    for text in domain.texts:
        assert field_at(domain, text.name).cpp_type == FieldDescriptor.CPPTYPE_STRING, text.name


@each
def test_what_is_repeated_has_a_line_for_each_element(domain: system_pb2.Domain) -> None:
    """But for names: one of the first element is enough."""
    for text in domain.texts:
        steps = text.name.split(".")
        ends = [".".join(steps[: count + 1]) for count in range(len(steps))]
        if any(field_at(domain, end).is_repeated for end in ends[-2:]) and not text.many_lines:
            assert domain.name in ("texture_set", "dialogue_scene"), text.name
            assert ends[0] in ("members", "cast"), text.name


@each
def test_switches_are_off_where_nothing_is_said(domain: system_pb2.Domain) -> None:
    for switch in domain.switches:
        field = field_at(domain, switch.name)
        if field.cpp_type == FieldDescriptor.CPPTYPE_MESSAGE:
            assert not field.is_repeated, switch.name
        else:
            assert field.cpp_type == FieldDescriptor.CPPTYPE_BOOL, switch.name
            assert not field.has_presence, f"{switch.name} may mean something else than off where it is not set"


@each
def test_a_form_has_each_field_once_and_says_what_it_is(domain: system_pb2.Domain) -> None:
    entries = [*domain.parameters, *domain.choices, *domain.texts, *domain.switches]
    names = [entry.name for entry in entries]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"\S.*[.:…\"]", entry.description) for entry in entries)
    assert any(name.endswith("seed") for name in names)


def test_what_a_designer_would_look_for_is_there() -> None:
    texts = {name: {text.name: text for text in domain.texts} for name, domain in DOMAINS.items()}
    assert texts["character"]["text"].many_lines
    assert texts["world"]["text"].many_lines
    assert not texts["texture"]["file_name"].many_lines
    assert {"persona.name", "persona.background", "persona.secrets"} <= set(texts["dialogue"])
    assert {"cast.name", "facts.text", "guarded.text"} <= set(texts["dialogue_scene"])
    switches = {switch.name for switch in DOMAINS["terrain"].switches}
    assert {"keep_sea_floor", "rivers", "ground.reshape"} <= switches
    choices = {choice.name: set(choice.values) for choice in DOMAINS["dialogue"].choices}
    assert {"greet", "bark:spot_enemy", "choice:accept", "describe:item"} <= choices["wishes.intent"]


@each
def test_what_is_shown_first_is_little_and_known(domain: system_pb2.Domain) -> None:
    entries = (*domain.parameters, *domain.choices, *domain.texts, *domain.switches)
    assert 1 <= len(domain.basic) <= BASIC
    assert len(set(domain.basic)) == len(domain.basic)
    assert set(domain.basic) <= {entry.name for entry in entries}
