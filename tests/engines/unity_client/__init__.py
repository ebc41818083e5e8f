"""The Unity package's client without Unity: compiled by itself, which shows that it needs none, and driven by tests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.engines.csharp import Runtime, compile_assembly, compile_program, program_running
from tests.tools import Running

_FOLDER = Path(__file__).parent
_RUNTIME = _FOLDER.parents[2] / "engine_bridges/unity/com.procgen.bridge/Runtime"


def compile_client_programs(out_dir: Path) -> dict[str, Path]:
    """The programs in this folder by name, and beside them the client, which must have documentation throughout.

    Raises:
        CompileError: errors or warnings.
    """
    sources = [path for part in ("Client", "Generated") for path in sorted((_RUNTIME / part).glob("*.cs"))]
    client = compile_assembly("Client", sources, [], [], out_dir, options=["-doc:Client.xml"])
    return {path.stem: compile_program(path.stem, [path], [client], out_dir) for path in sorted(_FOLDER.glob("*.cs"))}


class Caller:
    """Has ``ClientProgram`` make calls.

    Args:
        process: the program.
    """

    def __init__(self, process: Running) -> None:
        self.process = process
        self._calls = 0
        self._done: dict[int, dict[str, Any]] = {}

    def start(self, do: str, **asked: Any) -> int:
        """Start something: "stream", "unary", "typed", "put_blob", "cancel", "dispose", "connect"; its number."""
        self._calls += 1
        self.process.say(json.dumps({"id": self._calls, "do": do, **asked}))
        return self._calls

    def done(self, call: int, timeout: float = 60) -> dict[str, Any]:
        """How a call went, once it has ended."""
        while call not in self._done:
            report = json.loads(self.process.line('"code"', timeout))
            self._done[report["id"]] = report
        return self._done.pop(call)

    def event(self, timeout: float = 60) -> dict[str, Any]:
        """The next event of the call that was started with ``tell=True``; no call may end meanwhile."""
        told: dict[str, Any] = json.loads(self.process.line('{"id":', timeout))
        assert "event" in told, told
        return told

    def call(self, do: str, timeout: float = 60, **asked: Any) -> dict[str, Any]:
        """What a call reports: ``code`` and ``message``, ``response`` or ``result``, the SHA-256 of its ``artifacts``,
        its ``events``, and how many ``late_events`` came after its end.
        """
        return self.done(self.start(do, **asked), timeout)


@contextmanager
def calling(program: Path, web_port: int, runtime: Runtime) -> Iterator[Caller]:
    """Run a compiled ``ClientProgram``, whose client calls the server at a port."""
    with program_running(program, [str(web_port)], runtime=runtime) as process:
        yield Caller(process)
