from __future__ import annotations

import pytest

from procgen.character.wire.service import CharacterService
from procgen.domains import DOMAINS
from procgen.errors import NotServed
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.registry import Services, event_type
from procgen.runtime.store import ModelStore
from procgen.served import REQUESTS, all_services
from procgen.terrain.wire.service import TerrainService
from procgen.v1 import character_pb2, dialogue_pb2, terrain_pb2, texture_pb2
from tests.client import CHARACTER, CROWD, LINES, TERRAIN, TEXTURE_SET


@pytest.fixture(scope="module")
def domains() -> Services:
    return all_services(ModelStore(threads=1), BlobStore())


def test_every_method_of_every_domain_is_found_by_its_path(domains: Services) -> None:
    found = {method.path: method for service in domains.services() for method in service.methods()}
    assert {TERRAIN, TEXTURE_SET, CHARACTER, CROWD, LINES} <= set(found)
    for path, method in found.items():
        assert domains.method(path).request_type is method.request_type
        assert event_type(path).DESCRIPTOR.file.package == "procgen.v1"


def test_a_service_is_made_once_and_only_if_it_is_asked_for() -> None:
    made = all_services(ModelStore(threads=1), BlobStore())
    assert made.method(TERRAIN).request_type is terrain_pb2.TerrainRequest
    assert isinstance(made.service(TerrainService), TerrainService)
    assert made.service(TerrainService) is made.service(TerrainService)
    assert list(made._services) == ["terrain"]
    assert made.service(CharacterService) in made.services()


@pytest.mark.parametrize(
    "path",
    ["", "/", "/procgen.v1.TerrainService/Make", "/procgen.v1.SystemService/GetInfo", "procgen.v1.TerrainService"],
)
def test_other_paths_are_not_served(domains: Services, path: str) -> None:
    with pytest.raises(NotServed):
        domains.method(path)


def test_what_methods_send_is_known() -> None:
    assert event_type(TERRAIN) is terrain_pb2.TerrainEvent
    assert event_type(TEXTURE_SET) is texture_pb2.TextureSetEvent
    assert event_type(CROWD) is character_pb2.CrowdEvent
    assert event_type(LINES) is dialogue_pb2.LinesEvent
    with pytest.raises(KeyError):
        event_type("/procgen.v1.TerrainService/Make")


def test_what_batches_can_ask_for_are_methods_that_stream_results(domains: Services) -> None:
    assert {"terrain", "texture", "texture_set", "character", "dialogue"} <= set(REQUESTS)
    for path, kind in REQUESTS.values():
        method = domains.method(path)
        assert method.request_type is kind
        assert method.streaming
        assert method.models is not None, "its results have keys"


def test_every_domain_says_what_it_makes(domains: Services) -> None:
    said = [domain.method.split(".")[-1].split("/")[0] for domain in domains.described()]
    assert {domain.service.split(".")[-1] for domain in DOMAINS if domain.wire} == set(said)
