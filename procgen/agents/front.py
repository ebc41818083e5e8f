"""The server of the Model Context Protocol: which tools and resources there are, and what they do.

Read-only unless it is given a folder; then it writes below that folder alone. Tools take no paths, and resources are
files of results there.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Awaitable, Callable
from typing import Any, Final

import mcp_types as types
from google.protobuf import json_format
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server as Protocol
from mcp.shared.exceptions import MCPError

from procgen import __version__
from procgen.agents.folder import ResultFolder
from procgen.agents.making import Answer, arguments_from, make, request_from
from procgen.agents.schema import Schema, schema_of
from procgen.client import CallFailed, Server
from procgen.errors import InvalidFields, ProcgenError, Violation
from procgen.kit.wire.enums import short_name
from procgen.kit.wire.registry import request_type
from procgen.runtime.recipe import Recipe
from procgen.v1.batch_pb2 import BatchState

Context = ServerRequestContext[Any]
_INSTRUCTIONS: Final = """procgen makes game content on this computer: terrain, materials, people, dialogue, layouts, \
tables, voices, whole worlds. Each generate_… tool says what it takes; leave out what does not matter. Equal arguments \
give equal results: change `seed` for another one. list_presets has good starting points. Answers hold a picture where \
there is one, and addresses of the files where results are kept."""


class Front:
    """What agents can ask of a server.

    Args:
        server: that makes everything.
        folder: where results go; without one nothing is written, and answers have no files.
    """

    def __init__(self, server: Server, folder: ResultFolder | None = None) -> None:
        self._server = server
        self._folder = folder
        self._domains = {f"generate_{each.name}": each for each in server.system.get_info().domains}
        self._others: dict[str, tuple[types.Tool, Callable[[dict[str, Any]], Answer]]] = {
            tool.name: (tool, work)
            for tool, work in (
                (_tool("list_presets", _PRESETS, {"domain": {"type": "string"}}), self._presets),
                (_tool("server_info", "Versions, models and limits of the server.", {}), self._info),
                (_tool("batch_submit", _SUBMIT, _BATCH_LINES, required=["lines"]), self._submit),
                (_tool("batch_status", "How a batch stands.", _BATCH_ID, required=["batch_id"]), self._status),
                (_tool("batch_cancel", "Stop a batch.", _BATCH_ID, required=["batch_id"]), self._cancel),
            )
        }

    def protocol(self) -> Protocol[Any]:
        """The server that speaks the protocol."""
        return Protocol(
            "procgen",
            version=__version__,
            title="procgen",
            instructions=_INSTRUCTIONS,
            on_list_tools=self._list_tools,
            on_call_tool=self._call_tool,
            on_list_resources=self._list_resources,
            on_read_resource=self._read_resource,
        )

    async def _list_tools(self, _context: Context, _params: Any) -> types.ListToolsResult:
        made = [
            types.Tool(
                name=name,
                title=domain.title,
                description=f"Make {domain.title.lower()}.",
                input_schema=schema_of(domain, request_type(domain.method).DESCRIPTOR),
                annotations=types.ToolAnnotations(
                    read_only_hint=self._folder is None, destructive_hint=False, idempotent_hint=True
                ),
            )
            for name, domain in self._domains.items()
        ]
        again = [_AGAIN] if self._folder is not None else []
        return types.ListToolsResult(tools=[*made, *again, *(tool for tool, _ in self._others.values())])

    async def _call_tool(self, context: Context, params: types.CallToolRequestParams) -> types.CallToolResult:
        async def progress(stage: str, share: float) -> None:
            await context.session.report_progress(share, 1.0, stage)

        arguments = dict(params.arguments or {})
        try:
            if params.name in self._domains:
                domain = self._domains[params.name]
                request = request_from(request_type(domain.method), arguments)
                answer = await make(self._server, domain.method, request, self._folder, progress)
            elif params.name == _AGAIN.name and self._folder is not None:
                answer = await self._again(arguments, progress)
            elif params.name in self._others:
                tool, work = self._others[params.name]
                _check(tool.input_schema, arguments)
                answer = await asyncio.to_thread(work, arguments)
            else:
                raise InvalidFields([Violation.of("name", params.name, "a tool of tools/list")])
        except (ProcgenError, CallFailed) as error:
            text = " ".join(part for part in (error.message, error.remedy) if part)
            return types.CallToolResult(content=[types.TextContent(text=text)], is_error=True)
        return types.CallToolResult(content=answer.content, structured_content=answer.structured)

    async def _again(self, arguments: dict[str, Any], progress: Callable[[str, float], Awaitable[None]]) -> Answer:
        assert self._folder is not None
        _check(_AGAIN.input_schema, arguments)
        text = self._folder.read(arguments["uri"])[0].decode("utf-8", "replace")
        try:
            recipe = Recipe.from_json(text)
        except ValueError as error:
            raise InvalidFields([Violation.of("uri", arguments["uri"], f"a recipe: {error}")]) from None
        domain = self._domains.get(f"generate_{recipe.domain}")
        if domain is None:
            raise InvalidFields([Violation.of("uri", recipe.domain, "a recipe of a domain that has a tool")])
        fields = dict(recipe.request) | ({"outputs": arguments["outputs"]} if "outputs" in arguments else {})
        request = request_from(request_type(domain.method), fields)
        return await make(self._server, domain.method, request, self._folder, progress)

    def _presets(self, arguments: dict[str, Any]) -> Answer:
        presets = self._server.system.list_presets(domain=arguments.get("domain", "")).presets
        found = [
            {
                "domain": preset.domain,
                "name": preset.name,
                "title": preset.title,
                "description": preset.description,
                "arguments": arguments_from(self._request(preset.domain), json.loads(preset.request_json)),
            }
            for preset in presets
        ]
        return _told({"presets": found})

    def _request(self, domain: str) -> Any:
        """Descriptor of what a domain's method takes."""
        return request_type(self._domains[f"generate_{domain}"].method).DESCRIPTOR

    def _info(self, _arguments: dict[str, Any]) -> Answer:
        info = self._server.system.get_info()
        return _told(
            {
                "version": info.version,
                "domains": {domain.name: list(domain.models) for domain in info.domains},
                "limits": json_format.MessageToDict(info.limits, preserving_proto_field_name=True),
                "results": "kept" if self._folder is not None else "not kept: no folder was given",
            }
        )

    def _submit(self, arguments: dict[str, Any]) -> Answer:
        lines = "\n".join(json.dumps(line) for line in arguments["lines"])
        submitted = self._server.batch.submit(batch_id=arguments.get("batch_id", ""), lines=lines)
        return _told(_standing(submitted.status))

    def _status(self, arguments: dict[str, Any]) -> Answer:
        for status in self._server.batch.list().batches:
            if status.batch_id == arguments["batch_id"]:
                return _told(_standing(status))
        raise InvalidFields([Violation.of("batch_id", arguments["batch_id"], "a batch that this server has")])

    def _cancel(self, arguments: dict[str, Any]) -> Answer:
        self._server.batch.cancel(batch_id=arguments["batch_id"])
        return self._status(arguments)

    async def _list_resources(self, _context: Context, _params: Any) -> types.ListResourcesResult:
        folder = self._folder
        if folder is None:
            return types.ListResourcesResult(resources=[])
        files = await asyncio.to_thread(lambda: list(folder.files()))
        found = [types.Resource(name=path.name, uri=folder.address(path)) for path in files]
        return types.ListResourcesResult(resources=found)

    async def _read_resource(
        self, _context: Context, params: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        if self._folder is None:
            raise MCPError(types.INVALID_PARAMS, "no results are kept: procgen mcp was given no --out")
        try:
            data, media_type = await asyncio.to_thread(self._folder.read, params.uri)
        except InvalidFields as error:
            raise MCPError(types.INVALID_PARAMS, error.message) from None
        contents: types.TextResourceContents | types.BlobResourceContents
        if media_type.startswith("text/") or media_type == "application/json":
            contents = types.TextResourceContents(uri=params.uri, mime_type=media_type, text=data.decode())
        else:
            contents = types.BlobResourceContents(
                uri=params.uri, mime_type=media_type, blob=base64.b64encode(data).decode()
            )
        return types.ReadResourceResult(contents=[contents])


def _tool(name: str, about: str, properties: Schema, required: list[str] | None = None) -> types.Tool:
    schema = {"type": "object", "properties": properties, "additionalProperties": False, "required": required or []}
    return types.Tool(name=name, description=about, input_schema=schema)


def _check(schema: Schema, arguments: dict[str, Any]) -> None:
    """Of tools that are no domain's; the server looks at the others' arguments."""
    kinds = {"string": str, "array": list}
    found = [Violation.of(name, "missing", "given") for name in schema["required"] if name not in arguments]
    for name, value in arguments.items():
        allowed = schema["properties"].get(name)
        if allowed is None or not isinstance(value, kinds[allowed["type"]]):
            said = "nothing: there is no such argument" if allowed is None else f"of type {allowed['type']}"
            found.append(Violation.of(name, value, said))
    if found:
        raise InvalidFields(found)


def _told(facts: dict[str, Any]) -> Answer:
    return Answer([types.TextContent(text=json.dumps(facts))], facts)


def _standing(status: Any) -> dict[str, Any]:
    state = short_name(BatchState.DESCRIPTOR, BatchState.Name(status.state))
    counts = {name: getattr(status, name) for name in ("total", "done", "kept", "failed")}
    return {"batch_id": status.batch_id, "state": state, **counts}


_PRESETS: Final = "Good starting points of a domain, or of all: arguments for its generate_… tool."
_SUBMIT: Final = (
    'Make many things in the background: lines such as {"domain": "terrain", "request": {"landform": "alpine", '
    '"width_px": 257, "depth_px": 257, "seed": "1..20"}}; values may be swept. The server keeps the results.'
)
_BATCH_LINES: Final[Schema] = {
    "lines": {"type": "array", "items": {"type": "object"}, "description": "A job, or a sweep of jobs, each."},
    "batch_id": {"type": "string", "description": "A name of your own; the server makes one if it is left out."},
}
_BATCH_ID: Final[Schema] = {"batch_id": {"type": "string"}}
_AGAIN: Final = _tool(
    "make_again",
    "Make what a recipe says again, byte for byte.",
    {
        "uri": {"type": "string", "description": "Address of a .recipe.json among the resources."},
        "outputs": {"type": "array", "description": "As of the domain's own tool; what is usual if left out."},
    },
    required=["uri"],
)
