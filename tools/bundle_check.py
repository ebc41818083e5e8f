"""Try the standalone bundle where there is no Python: ``python tools/bundle_check.py dist/procgen-….tar.gz``.

It is unpacked in a bare Debian (debootstrap, which takes root), and started there. From outside, every domain is asked
for something over gRPC and over gRPC-Web; inside, every command that serves or makes is run, and the dock of Godot's
editor installs it from its .zip, starts it and makes something. How long each took is printed. Needs the packages and
the Godot of the tests.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import grpc  # noqa: E402

from procgen.domains import DOMAINS  # noqa: E402
from procgen.v1 import system_pb2, system_pb2_grpc  # noqa: E402
from tests.conftest import RunningServer  # noqa: E402
from tests.engines.godot_probe import complaints, copy_for_editor, copy_project  # noqa: E402
from tests.server.domains import DOMAINS as CALLS  # noqa: E402
from tests.tools import cache_folder, free_port, godot_program  # noqa: E402
from tools.bundle import processes_seen, sha256_of  # noqa: E402

FLAGS: Final = {
    "terrain": ("--size", "65"),
    "texture": ("--size", "64"),
    "dialogue": ("--persona", "a grumpy old smith called Bram", "--intent", "greet"),
    "table": ("loot", "--count", "3"),
    "speech": ("--text", "Who goes there?"),
    "sound": ("--effect", "footstep"),
    "character": ("--format", "person"),
    "creature": ("--species", "sheep", "--format", "portrait"),
    "world": ("a fishing village", "--side", "400", "--people", "3", "--props", "40"),
}
"""By domain, where it needs some, or is slow without them."""
JOBS: Final = (
    {"domain": "terrain", "size": 64, "seed": "1..4"},
    {"domain": "texture", "size": 64, "seed": "1..2"},
    {"domain": "dialogue", "persona": "a smith", "intent": ["greet"]},
    {"domain": "layout", "kind": "dungeon"},
)
DOCK_TABS: Final = ("terrain", "table", "dialogue")
"""What the dock is asked for in the end."""
_DOCK_S: Final = 1200
"""That the dock may take, on a computer that has much else to do."""
_END_S: Final = 180
"""That a program may take to end, on a computer that has much else to do."""
_HANDSHAKE: Final = (
    {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-06-18",
            "capabilities": {},
            "clientInfo": {"name": "check", "version": "1"},
        },
    },
    {"jsonrpc": "2.0", "method": "notifications/initialized"},
    {"jsonrpc": "2.0", "id": 2, "method": "tools/list"},
)


class Bare:
    """A Debian without Python, in a folder.

    Args:
        root: the folder; filled where it is empty.
        suite: of Debian.
    """

    def __init__(self, root: Path, suite: str) -> None:
        self.root = root
        if not (root / "usr/bin").is_dir():
            subprocess.run(
                ["debootstrap", "--variant=minbase", suite, str(root)], check=True, stdout=subprocess.DEVNULL
            )
        found = [
            *root.glob("usr/bin/python*"),
            *root.glob("usr/lib/**/libpython*"),
            *root.glob("usr/local/bin/python*"),
        ]
        if found:
            raise SystemExit(f"error: there is a Python in {root}: {found[0]}")

    def empty(self) -> None:
        """Remove what a check leaves there."""
        for place in ("opt", "tmp"):
            shutil.rmtree(self.root / place)
            (self.root / place).mkdir()

    def command(self, *command: str) -> list[str]:
        """For starting it there, with an environment as bare as the system; what is kept goes with the check."""
        return ["chroot", str(self.root), "env", "-i", "PATH=/usr/bin:/bin", "HOME=/tmp", *command]

    def run(self, *command: str) -> str:
        """What a command there says on stdout; ends the check where it fails."""
        done = subprocess.run(self.command(*command), check=False, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"error: {' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout


@contextmanager
def serving(bare: Bare, program: str) -> Iterator[RunningServer]:
    """A server there, on free ports; says how long its start took."""
    began = time.monotonic()
    command = bare.command(program, "serve", "--port", "0", "--web-port", "0", "--json", "--log-level", "warning")
    # Its log is shown: it says why a call failed.
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            first = process.stdout.readline()
            if not first:
                raise SystemExit(f"error: the server ended with {process.wait()}")
            said = json.loads(first)
            server = RunningServer(said["host"], said["port"], said["web_port"], process, [])
            with grpc.insecure_channel(f"{server.host}:{server.port}") as channel:
                info = system_pb2_grpc.SystemServiceStub(channel).GetInfo(system_pb2.GetInfoRequest())
            say("server answers after", f"{time.monotonic() - began:.1f} s, with {len(info.domains)} forms")
            yield server
        finally:
            process.send_signal(signal.SIGTERM)
            if code := process.wait(_END_S):
                raise SystemExit(f"error: the server ended with {code}")


def ask_all(server: RunningServer) -> None:
    """Everything that can be asked for, over both ports, which must give the same bytes."""
    for call in CALLS:
        request = call.small()
        over_grpc, over_web = call.over_grpc(server, request), call.over_web(server, request)
        sizes = [_artifact_bytes(events) for events in (over_grpc, over_web)]
        if not sizes[0] or sizes[0] != sizes[1]:
            raise SystemExit(f"error: {call.name} gives {len(sizes[0])} bytes over gRPC, {len(sizes[1])} over gRPC-Web")
        say(f"{call.name} over both ports", f"{len(sizes[0])} bytes")


def _artifact_bytes(events: Sequence[Any]) -> bytes:
    """All that was made, without times and progress."""
    return b"".join(event.chunk.SerializeToString() for event in events if event.WhichOneof("event") == "chunk")


def say(what: str, found: str) -> None:
    """A line on stdout."""
    sys.stdout.write(f"{what}: {found}\n")
    sys.stdout.flush()


def timed(what: str, work: Callable[[], Any]) -> Any:
    """The result of some work, and a line of how long it took."""
    began = time.monotonic()
    result = work()
    say(what, f"{time.monotonic() - began:.1f} s")
    return result


def check_commands(bare: Bare, program: str) -> None:
    """Each command that serves or makes, as somebody would type it there; what takes longest comes last."""
    say("mcp offers", f"{tools_of(bare, program)} tools")
    timed("models verify", lambda: bare.run(program, "models", "verify"))
    said = subprocess.run(
        bare.command(program, "train", "terrain", "/tmp"), check=False, capture_output=True, text=True
    ).stderr
    if "standalone bundle" not in said:
        raise SystemExit(f"error: training is refused in other words: {said}")
    (bare.root / "tmp/jobs.jsonl").write_text("".join(json.dumps(job) + "\n" for job in JOBS))
    batch = ("batch", "/tmp/jobs.jsonl", "--out", "/tmp/batch", "--workers", "2", "--json")
    told = json.loads(timed("batch of 8 with two workers", lambda: bare.run(program, *batch)))
    say("batch", json.dumps(told)[:200])
    # The world is the last of the domains.
    for domain in DOMAINS:
        if domain.generate:
            flags = [*FLAGS.get(domain.name, ()), "--out", f"/tmp/made/{domain.name}"]
            timed(f"generate {domain.name}", partial(bare.run, program, "generate", domain.name, *flags))
            if not any((bare.root / "tmp/made" / domain.name).iterdir()):
                raise SystemExit(f"error: generate {domain.name} wrote nothing")
    timed("demo", lambda: bare.run(program, "demo", "--out", "/tmp/demo"))
    if "<img" not in (bare.root / "tmp/demo/index.html").read_text():
        raise SystemExit("error: the demo shows no pictures")


def tools_of(bare: Bare, program: str) -> int:
    """How many tools its MCP server offers; it goes on as long as its stdin is open."""
    with subprocess.Popen(
        bare.command(program, "mcp"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.writelines(json.dumps(message) + "\n" for message in _HANDSHAKE)
        process.stdin.flush()
        try:
            for line in process.stdout:
                answer = json.loads(line)
                if answer.get("id") == _HANDSHAKE[-1]["id"]:
                    return len(answer["result"]["tools"])
        finally:
            process.stdin.close()
            process.wait(_END_S)
    raise SystemExit("error: mcp ended without an answer")


@contextmanager
def godot_in(bare: Bare) -> Iterator[str]:
    """The tests' Godot as a program there; it brings its own libraries."""
    there = cache_folder() / "tools/godot/root"
    program = godot_program(bare.root / "tmp")
    if not there.is_dir() or str(there) not in program.read_text():
        raise SystemExit("error: the tests' own Godot is not installed: run `bash tests/run` once")
    seen = bare.root / there.relative_to("/")
    seen.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "--bind", str(there.resolve()), str(seen)], check=True)
    try:
        yield f"/{program.relative_to(bare.root)}"
    finally:
        subprocess.run(["umount", str(seen)], check=True)


def check_dock(bare: Bare, archive: Path) -> None:
    """The dock installs the .zip from a file, starts the server and makes something, as who has no Python would."""
    within = bare.root / "tmp"
    project = copy_for_editor(copy_project(within / "imported"), within / "project", "server_probe", free_port())
    with (project / "project.godot").open("a") as settings:
        settings.write('server/install_folder="/tmp/servers"\n')
    (within / "servers").mkdir()
    shutil.copyfile(archive, within / archive.name)
    shutil.copyfile(archive.with_name(f"{archive.name}.sha256"), within / f"{archive.name}.sha256")
    told = {"steps": ["nothing_there", "from_a_file", "made"], "zip": f"/tmp/{archive.name}", "tabs": DOCK_TABS}
    (within / "told.json").write_text(json.dumps({**told, "limit": _DOCK_S}))
    with godot_in(bare) as program:
        arguments = ("--headless", "--editor", "--path", "/tmp/project", "--", "/tmp/told.json")
        said = timed("Godot's dock installs, starts and makes", lambda: bare.run(program, *arguments))
    if wrong := complaints(said):
        raise SystemExit(f"error: Godot complains: {wrong}")
    report = json.loads(next(line for line in said.splitlines() if line.startswith("{")))
    say("the dock's server", report["from_a_file"]["state"])
    for tab, words in report["made"].items():
        say(f"the dock's {tab}", words.replace("\n", " "))


def check_studio(bare: Bare, program: str) -> None:
    """Its page and what that loads are there."""
    command = bare.command(program, "studio", "--port", "0", "--web-port", "0", "--no-open")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            found = re.search(r"http://127\.0\.0\.1:\d+\S*(?=;)", process.stdout.readline())
            assert found
            with urllib.request.urlopen(found[0]) as answer:
                say("studio's page", f"{len(answer.read())} bytes")
        finally:
            process.terminate()
            process.wait(_END_S)


def main() -> None:
    """Try it."""
    parser = argparse.ArgumentParser(description="Try the standalone bundle where there is no Python.")
    parser.add_argument("archive", type=Path, help="the .tar.gz that tools/bundle.py made")
    parser.add_argument("--root", type=Path, help="a bare Debian's folder, made where it is empty; else a new one")
    parser.add_argument("--suite", default="bookworm", help="of Debian")
    given = parser.parse_args()
    named = given.archive.with_name(f"{given.archive.name}.sha256").read_text().split()
    if named != [sha256_of(given.archive), given.archive.name]:
        raise SystemExit(f"error: {given.archive} is not what {given.archive.name}.sha256 says")
    with tempfile.TemporaryDirectory(prefix="procgen-bare-") as folder:
        bare = Bare(given.root or Path(folder) / "debian", given.suite)
        # Another check may have been stopped in the middle.
        bare.empty()
        try:
            with processes_seen(bare.root):
                shutil.copyfile(given.archive, bare.root / "tmp/bundle.tar.gz")
                timed("unpacked", lambda: bare.run("tar", "-xzf", "/tmp/bundle.tar.gz", "-C", "/opt"))
                name = given.archive.name.removesuffix(".tar.gz")
                program = f"/opt/{name}/procgen"
                size = sum(path.stat().st_size for path in (bare.root / "opt" / name).rglob("*") if path.is_file())
                say("size", f"{size / 1e6:.0f} MB, packed {given.archive.stat().st_size / 1e6:.0f} MB")
                timed("first start", lambda: bare.run(program, "--version"))
                timed("second start", lambda: bare.run(program, "--version"))
                with serving(bare, program) as server:
                    ask_all(server)
                check_studio(bare, program)
                check_dock(bare, given.archive.with_name(f"{name}.zip"))
                check_commands(bare, program)
        finally:
            bare.empty()
    say("all", "well")


if __name__ == "__main__":
    main()
