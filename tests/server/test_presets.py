"""Presets on both ports of a real server: listed alike, and each taken by the method that GetInfo names."""

from __future__ import annotations

from typing import Any

import grpc
import pytest
from google.protobuf import descriptor_pool, json_format, message_factory
from google.protobuf.message import Message

from procgen.v1 import system_pb2
from tests.client import channel, detail_of, system_stub, web_call
from tests.conftest import RunningServer

LIST_PRESETS = "/procgen.v1.SystemService/ListPresets"


def listed(server: RunningServer, domain: str = "") -> system_pb2.ListPresetsResponse:
    with system_stub(server) as stub:
        return stub.ListPresets(system_pb2.ListPresetsRequest(domain=domain))


def test_both_ports_list_the_same(server: RunningServer) -> None:
    with system_stub(server) as stub:
        names = [domain.name for domain in stub.GetInfo(system_pb2.GetInfoRequest()).domains]
    for domain in ("", *names):
        over_grpc = listed(server, domain)
        web = web_call(server, LIST_PRESETS, system_pb2.ListPresetsRequest(domain=domain))
        assert web.code == 0
        assert system_pb2.ListPresetsResponse.FromString(web.messages[0]) == over_grpc
        assert {preset.domain for preset in over_grpc.presets} == ({domain} if domain else set(names))


def test_an_unknown_domain_is_refused_on_both_ports(server: RunningServer) -> None:
    with pytest.raises(grpc.RpcError) as caught:
        listed(server, "weather")
    assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    web = web_call(server, LIST_PRESETS, system_pb2.ListPresetsRequest(domain="weather"))
    assert web.code == grpc.StatusCode.INVALID_ARGUMENT.value[0]
    for detail in (detail_of(caught.value), web.detail):
        (violation,) = detail.violations
        assert (violation.field, violation.value) == ("domain", "'weather'")
        assert "terrain" in violation.allowed


def test_the_server_takes_every_preset(server: RunningServer) -> None:
    """With nothing known of a domain but what GetInfo says; each is stopped once it has been taken on."""

    def kind(full_name: str) -> type[Message]:
        return message_factory.GetMessageClass(descriptor_pool.Default().FindMessageTypeByName(full_name))

    with channel(server) as opened, system_stub(server) as stub:
        for domain in stub.GetInfo(system_pb2.GetInfoRequest()).domains:
            service, _, method = domain.method[1:].partition("/")
            answers = descriptor_pool.Default().FindServiceByName(service).methods_by_name[method].output_type
            call: Any = opened.unary_stream(
                domain.method,
                request_serializer=lambda message: message.SerializeToString(),
                response_deserializer=kind(answers.full_name).FromString,
            )
            for preset in listed(server, domain.name).presets:
                stream = call(json_format.Parse(preset.request_json, kind(domain.request_type)()))
                try:
                    assert next(iter(stream)).WhichOneof("event") == "progress"
                except grpc.RpcError as error:
                    pytest.fail(f"{domain.name}/{preset.name}: {error.details()}")
                stream.cancel()
