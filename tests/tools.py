"""The outside tools that tests use: what ``tests/install_tools`` put into the cache folder, and free ports."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_VALIDATE_STDIN = """
const validator = require(process.argv[1]);
const pieces = [];
process.stdin.on("data", (piece) => pieces.push(piece));
process.stdin.on("end", () =>
  validator
    .validateBytes(new Uint8Array(Buffer.concat(pieces)), { format: "glb", maxIssues: 0 })
    .then((report) => process.stdout.write(JSON.stringify(report)))
    .catch((error) => { console.error(String(error)); process.exit(1); })
);
"""


class ToolMissing(RuntimeError):
    """A tool that a test needs is not in the cache folder."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} is not installed: run `bash tests/run` once, which installs what the tests need")


def cache_folder() -> Path:
    """Where ``tests/run`` keeps its virtual environment, the tools and all caches."""
    default = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "procgen-tests"
    return Path(os.environ.get("PROCGEN_TEST_CACHE") or default)


def free_port() -> int:
    """A TCP port of 127.0.0.1 on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def python_tool(name: str) -> str:
    """The command that a Python package installed beside the running Python: ``buf``, ``ruff``, ``gdlint``.

    Raises:
        ToolMissing: it is not there.
    """
    command = Path(sys.executable).parent / name
    if not command.is_file():
        raise ToolMissing(name)
    return str(command)


def validate_glb(glb: bytes) -> dict[str, Any]:
    """The report of Khronos' glTF validator on a binary glTF: ``report["issues"]["numErrors"]`` and more.

    Raises:
        ToolMissing: the validator or Node.js is not installed.
    """
    package = cache_folder() / "tools/gltf-validator/node_modules/gltf-validator"
    node = shutil.which("node")
    if not package.is_dir() or node is None:
        raise ToolMissing("the glTF validator")
    command = [node, "-e", _VALIDATE_STDIN, str(package)]
    done = subprocess.run(command, input=glb, capture_output=True, check=True, timeout=120)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def node(script: str | os.PathLike[str], asked: Any, *, tool: str, timeout: float = 400) -> Any:
    """What a script of ours answers in Node.js, with an npm package among its modules.

    Args:
        script: a CommonJS file. It finds the question as JSON on stdin, its packages in the folder that its first
            argument names, and prints its answer as JSON.
        asked: the question.
        tool: name of the folder of tools in the cache: "dialogue".
        timeout: seconds after which it is killed and ``subprocess.TimeoutExpired`` raised.

    Raises:
        ToolMissing: the packages or Node.js are not installed.
    """
    packages = cache_folder() / "tools" / tool / "node_modules"
    command = shutil.which("node")
    if not packages.is_dir() or command is None:
        raise ToolMissing(f"Node.js with the packages of {tool}")
    done = subprocess.run(
        [command, os.fspath(script), str(packages)],
        input=json.dumps(asked).encode(),
        capture_output=True,
        timeout=timeout,
    )
    assert done.returncode == 0, done.stderr.decode(errors="replace")
    return json.loads(done.stdout)


def godot(
    args: Sequence[str | os.PathLike[str]],
    *,
    cwd: str | os.PathLike[str] | None = None,
    timeout: float = 120,
    screen: bool = False,
) -> subprocess.CompletedProcess[str]:
    """Run the real Godot, with a home folder of its own that is gone afterwards; stderr comes in stdout.

    Args:
        args: what stands behind ``godot`` on the command line; ``--headless`` is put before it.
        cwd: where it runs.
        timeout: seconds after which it is killed and ``subprocess.TimeoutExpired`` raised.
        screen: draw for real, with OpenGL in software on a virtual screen, instead of ``--headless``.

    Raises:
        ToolMissing: Godot or the virtual screen is not installed.
    """
    command, environment = _godot_command()
    if screen:
        xvfb_run = shutil.which("xvfb-run")
        if xvfb_run is None:
            raise ToolMissing("the virtual screen (xvfb)")
        command = [xvfb_run, "-a", *command, "--rendering-driver", "opengl3", "--audio-driver", "Dummy"]
    else:
        command = [*command, "--headless"]
    with tempfile.TemporaryDirectory(prefix="procgen-godot-") as home:
        xdg = {f"XDG_{kind}_HOME": f"{home}/{kind.lower()}" for kind in ("CONFIG", "DATA", "CACHE", "STATE")}
        runtime = Path(home, "runtime")
        runtime.mkdir(mode=0o700)
        process = subprocess.Popen(
            [*command, *(os.fspath(arg) for arg in args)],
            cwd=cwd,
            # The virtual screen keeps its files in TMPDIR.
            env={**os.environ, **environment, **xdg, "HOME": home, "TMPDIR": home, "XDG_RUNTIME_DIR": str(runtime)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
        try:
            output, _ = process.communicate(timeout=timeout)
        except BaseException:
            # On a screen the group is a script, the screen and Godot. Asked first, they tidy up behind themselves.
            os.killpg(process.pid, signal.SIGTERM)
            try:
                output, _ = process.communicate(timeout=5)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                output, _ = process.communicate()
            print(output)
            raise
        return subprocess.CompletedProcess(process.args, process.returncode, output)


def _godot_command() -> tuple[list[str], dict[str, str]]:
    """How Godot is started, and the environment that its libraries need."""
    chosen = os.environ.get("PROCGEN_TEST_GODOT")
    if chosen:
        return [chosen], {}
    root = cache_folder() / "tools/godot/root"
    # Godot comes from a newer Debian than this one may be, hence its own loader and libraries.
    loaders = sorted(root.glob("usr/lib/*-linux-gnu*/ld-linux*.so.*"))
    if not loaders:
        raise ToolMissing("Godot")
    libraries = loaders[0].parent
    paths = [libraries, libraries / "pulseaudio", root / "usr/lib"]
    command = [str(loaders[0]), "--library-path", ":".join(map(str, paths)), str(root / "usr/bin/godot")]
    drivers = {
        "LIBGL_DRIVERS_PATH": str(libraries / "dri"),
        "__EGL_VENDOR_LIBRARY_DIRS": str(root / "usr/share/glvnd/egl_vendor.d"),
    }
    return command, drivers
