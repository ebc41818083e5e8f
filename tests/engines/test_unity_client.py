"""The Unity package's client against real servers and against some that misbehave, on .NET 8 and on mono."""

from __future__ import annotations

import hashlib
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from google.protobuf.message import Message

from procgen.v1 import (
    blobs_pb2,
    character_pb2,
    common_pb2,
    dialogue_pb2,
    system_pb2,
    terrain_pb2,
    texture_pb2,
    world_pb2,
)
from procgen.v1.dialogue_world_pb2 import Persona
from tests.client import (
    CHARACTER,
    CONVERSE,
    CROWD,
    GET_INFO,
    LINES,
    PUT_BLOB,
    TERRAIN,
    TEXTURE,
    TEXTURE_SET,
    WORLD,
    channel,
    small_character,
    small_lines,
    small_request,
    small_set,
    small_texture,
    system_stub,
)
from tests.conftest import RunningServer, running_server
from tests.engines.bad_answers import ANSWERS, WELL, answering, framed, http
from tests.engines.csharp import RUNTIMES, Runtime
from tests.engines.unity_client import Caller, calling
from tests.engines.wire_messages import as_json, read_json
from tests.tools import free_port

LONG = {"width_px": 2049, "depth_px": 2049}
ONE_SENTENCE = re.compile(r"[A-Z][^\n]*[^.\n]\.")


@pytest.fixture(scope="module", params=RUNTIMES)
def start(request: pytest.FixtureRequest, unity_programs: dict[str, Path]) -> Callable[[int], Any]:
    """Starts a program whose client calls the server at a port."""
    runtime: Runtime = request.param
    return lambda web_port: calling(unity_programs["ClientProgram"], web_port, runtime)


@pytest.fixture(scope="module")
def caller(start: Callable[[int], Any], server: RunningServer) -> Iterator[Caller]:
    """A client of the server for all tests."""
    with start(server.web_port) as started:
        yield started


def native_unary(server: RunningServer, path: str, request: Message, response: type[Message]) -> Message:
    with channel(server) as opened:
        answer: Message = opened.unary_unary(path, type(request).SerializeToString, response.FromString)(request)
    return answer


def native_stream(
    server: RunningServer, path: str, request: Message, event: type[Message]
) -> tuple[list[Any], list[str]]:
    """The events of a call over grpcio but progress and chunks, and the SHA-256 of all its artifacts in order."""
    artifacts: dict[int, bytes] = {}
    events = []
    with channel(server) as opened:
        read: Any
        for read in opened.unary_stream(path, type(request).SerializeToString, event.FromString)(request):
            kind = read.WhichOneof("event")
            if kind == "chunk":
                artifacts[read.chunk.artifact_index] = artifacts.get(read.chunk.artifact_index, b"") + read.chunk.data
            elif kind != "progress":
                events.append(read)
    return events, [hashlib.sha256(artifacts[index]).hexdigest() for index in sorted(artifacts)]


def lasting(message: Message) -> str:
    """A message as text, but for times, ids and what models are loaded just now."""
    return re.sub(r"((elapsed_ms|uptime_ms|request_id): |state: MODEL_STATE_)[^\n]*\n", "", str(message))


UNARY: list[tuple[str, Message, type[Message]]] = [
    (GET_INFO, system_pb2.GetInfoRequest(), system_pb2.GetInfoResponse),
    ("/procgen.v1.SystemService/ListModels", system_pb2.ListModelsRequest(), system_pb2.ListModelsResponse),
    ("/procgen.v1.SystemService/ListPresets", system_pb2.ListPresetsRequest(), system_pb2.ListPresetsResponse),
    ("/procgen.v1.SystemService/Cancel", system_pb2.CancelRequest(request_id="nobody"), system_pb2.CancelResponse),
    (
        "/procgen.v1.CharacterService/GetCharacterInfo",
        character_pb2.GetCharacterInfoRequest(),
        character_pb2.GetCharacterInfoResponse,
    ),
    (
        "/procgen.v1.CharacterService/Describe",
        character_pb2.DescribeRequest(text="an old fisherman with a red beard"),
        character_pb2.DescribeResponse,
    ),
    (
        "/procgen.v1.CharacterService/Sample",
        character_pb2.SampleRequest(seed=2**64 - 7, count=2),
        character_pb2.SampleResponse,
    ),
    (
        "/procgen.v1.DialogueService/GetDialogueInfo",
        dialogue_pb2.GetDialogueInfoRequest(),
        dialogue_pb2.GetDialogueInfoResponse,
    ),
]


@pytest.mark.parametrize(("path", "request_", "response"), UNARY, ids=[path for path, _, _ in UNARY])
def test_answers_are_what_grpcio_gets(
    caller: Caller, server: RunningServer, path: str, request_: Message, response: type[Message]
) -> None:
    report = caller.call("unary", path=path, request=as_json(request_))
    assert report["code"] == "Ok"
    assert report["is_on_main"]
    native = native_unary(server, path, request_, response)
    assert lasting(read_json(response, report["response"])) == lasting(native)


STREAMS: list[tuple[str, Message, type[Message]]] = [
    (TERRAIN, small_request(outputs=[1, 4, 5]), terrain_pb2.TerrainEvent),
    (TEXTURE, small_texture(outputs=[1, 2]), texture_pb2.TextureEvent),
    (TEXTURE_SET, small_set(), texture_pb2.TextureSetEvent),
    (CHARACTER, small_character(), character_pb2.CharacterEvent),
    (CROWD, character_pb2.CrowdRequest(seed=3, count=2, outputs=small_character().outputs), character_pb2.CrowdEvent),
    (LINES, small_lines(), dialogue_pb2.LinesEvent),
    (
        CONVERSE,
        dialogue_pb2.ConverseRequest(
            seed=7, persona=Persona(name="Bram", role="smith"), player_text="Good morning, smith.", model="phrases"
        ),
        dialogue_pb2.ConverseEvent,
    ),
]


@pytest.mark.parametrize(("path", "request_", "event"), STREAMS, ids=[path for path, _, _ in STREAMS])
def test_streams_bring_what_grpcio_gets(
    caller: Caller, server: RunningServer, path: str, request_: Message, event: type[Message]
) -> None:
    report = caller.call("stream", path=path, request=as_json(request_))
    assert report["code"] == "Ok", report
    assert report["is_on_main"]
    natives, sha256 = native_stream(server, path, request_, event)
    told = [entry["event"] for entry in report["events"]]
    fractions = [entry["progress"].get("fraction", 0.0) for entry in told if "progress" in entry]
    assert fractions == sorted(fractions)
    assert len(told) - len(fractions) == len(natives)
    assert not any("chunk" in entry for entry in told)
    assert report["events"][-1]["files"] == report["artifacts"]
    # The files of members come with the members, all others with the result.
    assert [file for entry in report["events"] for file in entry["files"]] == sha256
    for said, native in zip([entry for entry in told if "progress" not in entry], natives, strict=True):
        assert lasting(read_json(event, said)) == lasting(native)


def test_all_events_come_before_the_end_on_a_busy_main_thread(start: Callable[[int], Any]) -> None:
    answer, _, _ = ANSWERS["complete"]
    with answering([answer]) as port, start(port) as caller:
        report = caller.call("stream", path=TERRAIN, request={}, busy_ms=300)
    assert [list(entry["event"]) for entry in report["events"]] == [["result"]]
    assert report["late_events"] == 0


TYPED_OUTPUTS = [terrain_pb2.TERRAIN_OUTPUT_HEIGHTS_F32, terrain_pb2.TERRAIN_OUTPUT_HILLSHADE_PNG]


def test_typed_calls_are_as_the_documentation_has_them(caller: Caller, server: RunningServer) -> None:
    report = caller.call("typed")
    assert report["code"] == "Ok", report
    request = terrain_pb2.TerrainRequest(
        seed=2**64 - 1, width_px=65, depth_px=65, metres_per_pixel=10, outputs=TYPED_OUTPUTS
    )
    _, sha256 = native_stream(server, TERRAIN, request, terrain_pb2.TerrainEvent)
    assert [report["heights"], report["hillshade"]] == sha256
    assert not report["has_exr"]
    crowd = character_pb2.CrowdRequest(seed=3, count=2, outputs=small_character().outputs)
    _, sha256 = native_stream(server, CROWD, crowd, character_pb2.CrowdEvent)
    assert [file for member in report["members"] for file in member] == sha256
    assert report["crowd"]["count"] == 2


def test_blob_is_sent_in_pieces_and_known_afterwards(caller: Caller, server: RunningServer) -> None:
    blob = bytes(2_500_000)
    report = caller.call("put_blob", bytes=len(blob))
    assert (report["code"], report["sha256"]) == ("Ok", hashlib.sha256(blob).hexdigest())
    ask = blobs_pb2.PutBlobRequest(sha256=report["sha256"], total_bytes=len(blob))
    there = native_unary(server, PUT_BLOB, ask, blobs_pb2.PutBlobResponse)
    assert there.complete  # type: ignore[attr-defined]
    assert caller.call("put_blob", bytes=len(blob))["code"] == "Ok"


def test_bad_fields_are_all_named(caller: Caller) -> None:
    # The landform comes back in the message, whose special characters travel encoded.
    request = {"width_px": 3, "depth_px": 129, "wander": 2.0, "landform": "50 % süß + 日"}
    report = caller.call("stream", path=TERRAIN, request=request)
    assert report["code"] == "InvalidArgument"
    violations = {violation["field"]: violation for violation in report["detail"]["violations"]}
    assert set(violations) == {"width_px", "wander", "landform"}
    assert "50 % süß + 日" in violations["landform"]["value"]
    assert "50 % süß + 日" in report["message"]
    assert report["detail"]["reason"] == "INVALID_FIELDS"
    assert report["message"].endswith(". " + report["detail"]["remedy"])


def test_no_server_is_told_in_one_sentence(start: Callable[[int], Any]) -> None:
    port = free_port()
    with start(port) as caller:
        report = caller.call("unary", path=GET_INFO, request={})
    assert report["code"] == "Unavailable"
    assert ONE_SENTENCE.fullmatch(report["message"])
    assert f"127.0.0.1:{port}" in report["message"]
    assert "procgen serve" in report["message"]


def test_deadline_ends_a_call(caller: Caller) -> None:
    report = caller.call("stream", path=TERRAIN, request=LONG, timeout_ms=200)
    assert report["code"] == "DeadlineExceeded"
    assert report["detail"]["reason"] == "DEADLINE_PASSED", "the server knows it and says it better"


def test_deadline_of_a_silent_server_is_told_in_one_sentence(start: Callable[[int], Any]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, start(listener.getsockname()[1]) as caller:
        report = caller.call("unary", path=GET_INFO, request={}, timeout_ms=200)
    assert report["code"] == "DeadlineExceeded"
    assert ONE_SENTENCE.fullmatch(report["message"])
    assert report["message"].endswith(" gave no answer within 0.2 s.")


def test_cancel_ends_the_call_and_the_work(caller: Caller, server: RunningServer) -> None:
    call = caller.start("stream", path=TERRAIN, request={**LONG, "request_id": "unity"}, tell=True, linger_ms=300)
    assert "progress" in caller.event()["event"]
    caller.start("cancel", call=call)
    report = caller.done(call)
    assert report["code"] == "Cancelled"
    assert report["late_events"] == 0
    assert report["events"][-1]["event"]["progress"].get("fraction", 0.0) < 0.9, "the call was far from its end"
    with system_stub(server) as stub:
        answer = stub.Cancel(system_pb2.CancelRequest(request_id="unity"), timeout=60)
    assert not answer.cancelled, "the server should have noticed that the call was closed"


def test_call_that_is_cancelled_before_anything_came_ends(start: Callable[[int], Any]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener, start(listener.getsockname()[1]) as caller:
        call = caller.start("unary", path=GET_INFO, request={})
        connection, _ = listener.accept()
        with connection:
            assert connection.recv(1 << 16)
            caller.start("cancel", call=call)
            assert caller.done(call)["code"] == "Cancelled"
            # The connection's end is what tells the server.
            connection.settimeout(10)
            assert connection.recv(1 << 16) == b""


def test_disposed_client_stops_all_its_calls(start: Callable[[int], Any], server: RunningServer) -> None:
    with start(server.web_port) as caller:
        assert caller.call("unary", path=GET_INFO, request={})["code"] == "Ok"
        calls = [caller.start("stream", path=TERRAIN, request={**LONG, "seed": str(seed)}) for seed in range(2)]
        caller.start("dispose")
        assert [caller.done(call)["code"] for call in calls] == ["Cancelled", "Cancelled"]
        assert caller.call("unary", path=GET_INFO, request={})["code"] == "Cancelled"


@pytest.mark.parametrize("connected", [0, 1, 8, 23])
def test_disposed_client_stops_calls_wherever_they_are(start: Callable[[int], Any], connected: int) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener, start(listener.getsockname()[1]) as caller:
        # The first one alone: see SetUpSockets of the stubs.
        calls = [caller.start("unary", path=GET_INFO, request={})]
        accepted = [listener.accept()[0]]
        calls += [caller.start("unary", path=GET_INFO, request={}) for _ in range(23)]
        # So that some still connect, some send, and some wait for their answers.
        accepted += [listener.accept()[0] for _ in range(connected)]
        caller.start("dispose")
        assert [caller.done(call)["code"] for call in calls] == ["Cancelled"] * len(calls)
        for connection in accepted:
            connection.close()


def test_server_that_dies_in_a_stream_is_told_and_its_successor_called(start: Callable[[int], Any]) -> None:
    with running_server() as server, start(server.web_port) as caller:
        assert caller.call("unary", path=GET_INFO, request={})["code"] == "Ok"
        call = caller.start("stream", path=TERRAIN, request=LONG, tell=True)
        caller.event()
        server.process.kill()
        report = caller.done(call)
        assert report["code"] == "Unavailable"
        assert ONE_SENTENCE.fullmatch(report["message"])
        assert "went away" in report["message"]
        server.process.wait(60)
        assert "procgen serve" in caller.call("unary", path=GET_INFO, request={})["message"]
        with running_server("--web-port", str(server.web_port)):
            assert caller.call("unary", path=GET_INFO, request={})["code"] == "Ok"


def test_sixteen_calls_at_once_get_their_own_answers(caller: Caller) -> None:
    requests = [as_json(small_request(seed=seed)) for seed in range(16)]
    calls = [caller.start("stream", path=TERRAIN, request=request) for request in requests]
    reports = [caller.done(call, timeout=300) for call in calls]
    assert [report["code"] for report in reports] == ["Ok"] * 16
    recipes = [report["result"]["recipe"]["request_json"] for report in reports]
    assert all(f'"seed":"{seed}"' in recipe for seed, recipe in enumerate(recipes))


def test_calls_one_after_the_other_share_a_connection(start: Callable[[int], Any], server: RunningServer) -> None:
    with start(server.web_port) as caller:
        for _ in range(3):
            assert caller.call("unary", path=GET_INFO, request={})["code"] == "Ok"
            assert caller.call("stream", path=TERRAIN, request=as_json(small_request()))["code"] == "Ok"
            assert caller.call("stream", path=TERRAIN, request={"width_px": 3})["code"] == "InvalidArgument"
        connections = psutil.Process(caller.process.process.pid).net_connections()
    assert [connection.raddr[1] for connection in connections if connection.raddr] == [server.web_port]


def test_token_is_carried(start: Callable[[int], Any], tmp_path: Path) -> None:
    token = "fifteen-and-more-characters"
    file = tmp_path / "token"
    file.write_text(token)
    file.chmod(0o600)
    with running_server("--token-file", str(file)) as server, start(server.web_port) as caller:
        report = caller.call("unary", path=GET_INFO, request={})
        assert report["code"] == "Unauthenticated"
        assert "token" in report["message"]
        caller.start("connect", web_port=server.web_port, token=token)
        assert caller.call("unary", path=GET_INFO, request={})["code"] == "Ok"
        caller.start("connect", web_port=server.web_port, token="two\r\nlines")
        assert caller.call("unary", path=GET_INFO, request={})["code"] == "ArgumentException"


@pytest.fixture(scope="module")
def endings(start: Callable[[int], Any]) -> dict[str, dict[str, Any]]:
    """How calls end that get the prepared answers."""
    with answering([answer for answer, _, _ in ANSWERS.values()]) as port, start(port) as caller:
        return {name: caller.call("stream", path=TERRAIN, request={}) for name in ANSWERS}


@pytest.mark.parametrize("name", ANSWERS)
def test_answer_is_understood(endings: dict[str, dict[str, Any]], name: str) -> None:
    _, code, words = ANSWERS[name]
    assert endings[name]["code"] == "".join(word.capitalize() for word in code.split("_"))
    assert words in endings[name].get("message", "")


def test_our_own_detail_is_found_among_others(endings: dict[str, dict[str, Any]]) -> None:
    detail = endings["error in the headers"]["detail"]
    assert (detail["reason"], detail["retry_after_ms"]) == ("BUSY", 250)


def _world_answer(first: bytes, second: bytes, sent: bytes, folder: str = "") -> bytes:
    """A world of two files, of which the first makes it walkable and comes as ``sent``; it goes into a folder."""

    def listed(name: str, folder: str, data: bytes) -> common_pb2.Artifact:
        sha256 = hashlib.sha256(data).hexdigest()
        return common_pb2.Artifact(kind=name, file_name=name, folder=folder, size_bytes=len(data), sha256=sha256)

    def piece(index: int, data: bytes) -> world_pb2.WorldEvent:
        return world_pb2.WorldEvent(chunk=common_pb2.Chunk(artifact_index=index, total_bytes=len(data), data=data))

    files = [listed("built.glb", folder, first), listed("ada.glb", "people", second)]
    walkable = world_pb2.WorldWalkable(files=files[:1], manifest_json=b'{"name": "Ford"}')
    events = (
        piece(0, sent),
        world_pb2.WorldEvent(walkable=walkable),
        piece(1, second),
        world_pb2.WorldEvent(result=world_pb2.WorldResult(name="Ford", artifacts=files)),
    )
    return http(b"".join(map(framed, events)) + WELL)


def test_what_one_can_walk_in_is_there_before_the_world_is_whole(start: Callable[[int], Any], tmp_path: Path) -> None:
    house, ada = b"house", b"somebody"
    answers = [_world_answer(house, ada, house), _world_answer(house, ada, b"mouse")]
    answers += [_world_answer(house, ada, house, "../elsewhere")]
    with answering(answers) as port, start(port) as caller:
        report, damaged, astray = (
            caller.call("world", path=WORLD, request={}, folder=str(tmp_path / folder))
            for folder in ("ford", "other", "third")
        )
    assert report["code"] == "Ok", report
    assert report["is_on_main"]
    sha256 = [hashlib.sha256(data).hexdigest() for data in (house, ada)]
    assert [list(entry["event"]) for entry in report["events"]] == [["walkable"], ["result"]]
    assert [entry["files"] for entry in report["events"]] == [sha256[:1], sha256]
    assert (report["first"], report["artifacts"]) == (sha256[:1], sha256)
    assert report["name"] == report["result"]["name"] == "Ford"
    written = {path.name: path.read_bytes() for path in (tmp_path / "ford").iterdir()}
    assert written == {"built.glb": house, "manifest.json": b'{"name": "Ford"}'}
    # What is damaged is not handed over, and who waits for it does not wait for ever.
    assert (damaged["code"], "first" in damaged) == ("Internal", False)
    assert "SHA-256 of artifact 0" in damaged["message"]
    assert not (tmp_path / "other").exists()
    # Nothing is written outside of the world's folder.
    assert astray["code"] == "Internal"
    assert 'outside of the world\'s folder: "../elsewhere/built.glb"' in astray["message"]
    assert [path.name for path in tmp_path.iterdir()] == ["ford"]
