"""Tools and resources, called by the protocol's own client on a real server."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import jsonschema  # type: ignore[import-untyped]
import pytest
from google.protobuf import json_format
from mcp import Client, StdioServerParameters
from mcp.shared.exceptions import MCPError
from PIL import Image

import procgen
from procgen.agents.folder import ResultFolder
from procgen.agents.front import Front
from procgen.client import Server
from tests.conftest import RunningServer, running_server
from tests.server.domains import DOMAINS

T = TypeVar("T")
SMALL: dict[str, Any] = {"width_px": 64, "depth_px": 64, "seed": 3, "model": "noise-fbm"}


@pytest.fixture(scope="module")
def client(server: RunningServer) -> Iterator[Server]:
    with procgen.connect(f"{server.host}:{server.port}") as connected:
        yield connected


@pytest.fixture
def ask(client: Server, tmp_path: Path) -> Callable[[Callable[[Client], Awaitable[T]]], T]:
    """Runs what asks an agent's client, with results below ``out``."""

    def run(work: Callable[[Client], Awaitable[T]]) -> T:
        async def connected() -> T:
            async with Client(Front(client, ResultFolder.at(tmp_path / "out")).protocol()) as agent:
                return await work(agent)

        return asyncio.run(connected())

    return run


def call(name: str, arguments: dict[str, Any]) -> Callable[[Client], Awaitable[Any]]:
    return lambda agent: agent.call_tool(name, arguments)


def test_every_form_is_a_tool_whose_schema_takes_the_presets(ask: Any, client: Server) -> None:
    tools = {tool.name: tool for tool in ask(lambda agent: agent.list_tools()).tools}
    assert {f"generate_{each.name}" for each in client.system.get_info().domains} <= tools.keys()
    for tool in tools.values():
        jsonschema.Draft202012Validator.check_schema(tool.input_schema)
    unseen = []
    for preset in ask(call("list_presets", {})).structured_content["presets"]:
        schema = tools[f"generate_{preset['domain']}"].input_schema
        try:
            jsonschema.validate(preset["arguments"], schema)
        except jsonschema.ValidationError as error:
            # What a form has no room for a schema has none for either.
            if "Additional properties" not in error.message:
                unseen.append(f"{preset['domain']}/{preset['name']}: {error.message}")
    assert unseen == []


def test_every_tool_answers_the_protocols_own_client(ask: Any, tmp_path: Path) -> None:
    async def session(agent: Client) -> tuple[set[str], dict[str, Any]]:
        tools = {tool.name for tool in (await agent.list_tools()).tools}
        made = {}
        for domain in DOMAINS:
            arguments = json_format.MessageToDict(domain.small(), preserving_proto_field_name=True)
            made[domain.name] = await agent.call_tool(f"generate_{domain.name}", arguments)
        told = await agent.call_tool("server_info", {})
        assert told.structured_content["version"] == procgen.__version__
        unkept = await agent.call_tool("batch_cancel", {"batch_id": "nobody"})
        assert "--cache" in unkept.content[0].text, "what a server that keeps nothing wants for batches"
        return tools, made

    tools, made = ask(session)
    # The others are called below.
    others = {"list_presets", "make_again", "batch_submit", "batch_status", "batch_cancel", "server_info"}
    assert tools == {f"generate_{name}" for name in made} | others
    for name, answer in made.items():
        assert not answer.is_error, (name, answer.content)
        files = answer.structured_content["files"]
        assert files, name
        for file in files:
            path = tmp_path / "out" / file["uri"].removeprefix("procgen://results/")
            assert path.stat().st_size == file["size_bytes"], name


def test_what_is_made_is_seen_kept_and_made_again(ask: Any, tmp_path: Path) -> None:
    async def session(agent: Client) -> tuple[Any, list[tuple[float, str | None]], Any, Any]:
        steps: list[tuple[float, str | None]] = []

        async def progress(progress: float, total: float | None, message: str | None) -> None:
            assert total == 1.0
            steps.append((progress, message))

        asked = {
            **SMALL,
            "outputs": ["hillshade_png", "heights_f32"],
            "stamps": [{"landform": "mesa", "x_m": 960.0, "z_m": 960.0, "width_m": 900.0, "rule": "add"}],
        }
        made = await agent.call_tool("generate_terrain", asked, progress_callback=progress)
        listed = (await agent.list_resources()).resources
        recipe = next(each.uri for each in listed if each.uri.endswith(".recipe.json"))
        again = await agent.call_tool("make_again", {"uri": recipe, "outputs": asked["outputs"]})
        return made, steps, again, (await agent.read_resource(recipe)).contents[0]

    made, steps, again, recipe = ask(session)
    assert not made.is_error, made.content
    picture = next(each for each in made.content if each.type == "image")
    assert Image.open(io.BytesIO(base64.b64decode(picture.data))).size == (64, 64)
    assert steps[-1] == (1.0, "export")
    told = made.structured_content
    assert json.loads(made.content[0].text) == told
    assert again.structured_content == told, "byte for byte, in the same place"
    assert json.loads(recipe.text)["request"]["stamps"][0]["landform"] == "mesa"
    for file in told["files"]:
        path = tmp_path / "out" / file["uri"].removeprefix("procgen://results/")
        assert path.stat().st_size == file["size_bytes"]
    assert told["result"]["width_px"] == 64


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("generate_terrain", {**SMALL, "width_px": 3}, "width_px: got 3, allowed is a whole number from 64"),
        ("generate_terrain", {**SMALL, "colour": 1}, 'no field named "colour"'),
        ("generate_terrain", {**SMALL, "outputs": ["jpg"]}, "TERRAIN_OUTPUT_JPG"),
        ("generate_terrain", {**SMALL, "seed": "many"}, "seed"),
        ("generate_sculpture", {}, "generate_sculpture"),
        ("make_again", {"uri": "procgen://results/../../etc/passwd"}, "uri: got procgen://results/../../etc/passwd"),
        ("make_again", {}, "uri: got missing"),
        ("list_presets", {"domain": 3, "page": 1}, "domain: got 3, allowed is of type string; page: got 1"),
        ("batch_submit", {"lines": []}, "this server keeps no results"),
    ],
)
def test_what_cannot_be_is_told_as_a_tools_error(ask: Any, name: str, arguments: dict[str, Any], said: str) -> None:
    answer = ask(call(name, arguments))
    assert answer.is_error
    assert said in answer.content[0].text


def test_nothing_outside_of_the_folder_is_read(ask: Any, tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text("{}")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "link.json").symlink_to(tmp_path / "secret.json")
    escapes = ["../secret.json", "%2e%2e/secret.json", "link.json", "/etc/passwd", "", "out/../../secret.json"]

    async def refused(agent: Client) -> None:
        for uri in [*(f"procgen://results/{each}" for each in escapes), f"file://{tmp_path}/secret.json"]:
            with pytest.raises(MCPError, match="uri: got"):
                await agent.read_resource(uri)

    ask(refused)
    assert ask(lambda agent: agent.list_resources()).resources == []


def test_a_batch_is_begun_and_watched(tmp_path: Path) -> None:
    async def session(agent: Client) -> Any:
        unknown = await agent.call_tool("batch_status", {"batch_id": "nobody"})
        assert "batch_id: got nobody" in unknown.model_dump_json()
        lines = [{"domain": "terrain", "request": {**SMALL, "seed": "1..3"}}]
        begun = await agent.call_tool("batch_submit", {"lines": lines})
        while True:
            status = await agent.call_tool("batch_status", {"batch_id": begun.structured_content["batch_id"]})
            if status.structured_content["state"] in ("done", "cancelled"):
                return status.structured_content
            await asyncio.sleep(0.1)

    async def connected(address: str) -> Any:
        with procgen.connect(address) as server:
            async with Client(Front(server).protocol()) as agent:
                return await session(agent)

    with running_server("--cache", str(tmp_path / "cache")) as keeping:
        stood = asyncio.run(connected(f"{keeping.host}:{keeping.port}"))
    assert (stood["total"], stood["done"], stood["failed"]) == (3, 3, 0)


def test_a_call_that_is_given_up_stops(ask: Any, client: Server) -> None:
    async def session(agent: Client) -> None:
        began = asyncio.Event()

        async def progress(progress: float, total: float | None, message: str | None) -> None:
            assert progress <= (total or 0.0), message
            began.set()

        asked = {"width_px": 2049, "depth_px": 2049, "seed": 5}
        making = asyncio.ensure_future(agent.call_tool("generate_terrain", asked, progress_callback=progress))
        await began.wait()
        making.cancel()
        with pytest.raises(asyncio.CancelledError):
            await making

    ask(session)
    assert client.system.get_info().version == procgen.__version__


def test_without_a_folder_nothing_is_written(client: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    async def session() -> tuple[Any, Any]:
        async with Client(Front(client).protocol()) as agent:
            tools = [tool.name for tool in (await agent.list_tools()).tools]
            return tools, await agent.call_tool("generate_terrain", SMALL)

    tools, made = asyncio.run(session())
    assert "make_again" not in tools
    assert "uri" not in made.structured_content["files"][0]
    assert list(tmp_path.iterdir()) == []


def test_the_command_serves_over_stdin_and_stdout(server: RunningServer, tmp_path: Path) -> None:
    command = [
        *("-m", "procgen", "mcp", "--out", str(tmp_path / "out"), "--address", f"{server.host}:{server.port}"),
    ]

    async def session() -> Any:
        async with Client(StdioServerParameters(command=sys.executable, args=command)) as agent:
            return await agent.call_tool("generate_table", {"table": "loot", "seed": 4, "count": 2})

    made = asyncio.run(session())
    assert not made.is_error, made.content
    assert len(made.structured_content["result"]["rows"]) == 2
    assert len(list((tmp_path / "out").rglob("*.recipe.json"))) == 1
