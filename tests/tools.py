"""The outside tools that tests use: what ``tests/install_tools`` put into the cache folder, and free ports."""

from __future__ import annotations

import hashlib
import json
import os
import queue
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Literal

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


def envoy() -> Path:
    """The executable of Envoy, a proxy.

    Raises:
        ToolMissing: it is not installed.
    """
    command = cache_folder() / "tools/envoy/envoy"
    if not command.is_file():
        raise ToolMissing("Envoy")
    return command


class Running:
    """A process in the background whose lines are read as they come; stderr comes in stdout."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.log: list[str] = []
        """All lines so far, without their ends."""
        self._unread: queue.Queue[str | None] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.log.append(line.rstrip("\n"))
            self._unread.put(self.log[-1])
        self._unread.put(None)

    def line(self, text: str = "", timeout: float = 60) -> str:
        """The next line that has the text in it; those before it are passed over.

        Raises:
            AssertionError: none came within ``timeout`` seconds, or the process ended; with all that it said.
        """
        until = time.monotonic() + timeout
        while True:
            try:
                line = self._unread.get(timeout=max(0.0, until - time.monotonic()))
            except queue.Empty:
                said = "\n".join(self.log)
                raise AssertionError(f"no line with {text!r} within {timeout:g} s, only:\n{said}") from None
            if line is None:
                self._unread.put(None)
                said = "\n".join(self.log)
                raise AssertionError(f"the process ended without a line with {text!r}:\n{said}")
            if text in line:
                return line

    def say(self, line: str) -> None:
        """Write a line to its stdin."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def wait(self, timeout: float = 60) -> int:
        """Its exit code, once it has ended by itself and all is read.

        Raises:
            subprocess.TimeoutExpired: it, or one that it started and that writes to the same pipe, runs on.
        """
        until = time.monotonic() + timeout
        code = self.process.wait(timeout)
        self._reader.join(max(0.0, until - time.monotonic()))
        if self._reader.is_alive():
            raise subprocess.TimeoutExpired(self.process.args, timeout)
        return code

    def end(self) -> None:
        """End it and its group."""
        if self.process.poll() is None:
            # On a screen the group is a script, the screen and Godot. Asked first, they tidy up behind themselves.
            os.killpg(self.process.pid, signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(5)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._reader.join(60)
        assert not self._reader.is_alive(), "a process that it started outlived it and holds its output"
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            with suppress(BrokenPipeError):
                pipe.close()


@contextmanager
def running(
    command: Sequence[str], *, cwd: str | os.PathLike[str] | None = None, env: Mapping[str, str] | None = None
) -> Iterator[Running]:
    """Leave a command running in a group of its own; it is ended with the block, and its log printed if that failed."""
    process = Running(
        subprocess.Popen(
            command,
            cwd=cwd,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
    )
    try:
        yield process
    except BaseException:
        process.end()
        print("\n".join(process.log))
        raise
    process.end()


Screen = Literal["opengl3", "forward_plus"]


def godot(
    args: Sequence[str | os.PathLike[str]],
    *,
    cwd: str | os.PathLike[str] | None = None,
    timeout: float = 300,
    screen: bool | Screen = False,
) -> subprocess.CompletedProcess[str]:
    """Run the real Godot to its end, with a home folder of its own that is gone afterwards; stderr comes in stdout.

    Args:
        args: what stands behind ``godot`` on the command line; ``--headless`` is put before it.
        cwd: where it runs.
        timeout: seconds after which it is killed and ``subprocess.TimeoutExpired`` raised.
        screen: draw for real, in software on a virtual screen, instead of ``--headless``: True or "opengl3" with
            OpenGL, "forward_plus" with Vulkan and Godot's best renderer.

    Raises:
        ToolMissing: Godot or the virtual screen is not installed.
    """
    with godot_running(args, cwd=cwd, screen=screen) as running_godot:
        code = running_godot.wait(timeout)
    output = "".join(f"{line}\n" for line in running_godot.log)
    return subprocess.CompletedProcess(running_godot.process.args, code, output)


@contextmanager
def godot_running(
    args: Sequence[str | os.PathLike[str]],
    *,
    cwd: str | os.PathLike[str] | None = None,
    screen: bool | Screen = False,
) -> Iterator[Running]:
    """Leave the real Godot running in the background, to wait for its lines; it is ended with the block.

    Takes and raises what ``godot`` does.
    """
    command, environment = _godot_command()
    with tempfile.TemporaryDirectory(prefix="procgen-godot-") as home:
        if screen:
            xvfb_run = shutil.which("xvfb-run")
            if xvfb_run is None:
                raise ToolMissing("the virtual screen (xvfb)")
            renderer = ["--rendering-driver", "opengl3"]
            if screen == "forward_plus":
                renderer = ["--rendering-method", "forward_plus"]
                environment |= _vulkan_driver(Path(home))
            command = [xvfb_run, "-a", *command, *renderer, "--audio-driver", "Dummy"]
        else:
            command = [*command, "--headless"]
        xdg = {f"XDG_{kind}_HOME": f"{home}/{kind.lower()}" for kind in ("CONFIG", "DATA", "CACHE", "STATE")}
        runtime = Path(home, "runtime")
        runtime.mkdir(mode=0o700)
        # The virtual screen keeps its files in TMPDIR.
        own = {"HOME": home, "TMPDIR": home, "XDG_RUNTIME_DIR": str(runtime)}
        is_editor = any(os.fspath(arg) in ("--editor", "--import") for arg in args)
        if is_editor:
            _take_pages(Path(xdg["XDG_CACHE_HOME"], "godot"))
        with running(
            [*command, *(os.fspath(arg) for arg in args)], cwd=cwd, env={**os.environ, **environment, **xdg, **own}
        ) as process:
            yield process
        if is_editor:
            _keep_pages(Path(xdg["XDG_CACHE_HOME"], "godot"))


_PAGES = "editor_doc_cache-*.res"
"""What each editor writes into its cache folder: the manual of its classes, for which it takes two seconds."""


def _kept_pages() -> Path:
    return cache_folder() / "godot-pages" / hashlib.sha256(godot_name().encode()).hexdigest()[:16]


def _take_pages(folder: Path) -> None:
    """Give an editor what one before it wrote; it looks whether that is of its own version."""
    folder.mkdir(parents=True)
    for page in _kept_pages().glob(_PAGES):
        shutil.copy2(page, folder)


def _keep_pages(folder: Path) -> None:
    """Keep what an editor wrote, for the next one."""
    kept = _kept_pages()
    for page in folder.glob(_PAGES):
        if not (kept / page.name).exists():
            kept.mkdir(parents=True, exist_ok=True)
            # Another editor may end at the same time, and a third begin.
            with tempfile.NamedTemporaryFile(dir=kept, delete=False) as unfinished:
                unfinished.write(page.read_bytes())
            os.replace(unfinished.name, kept / page.name)


def godot_name() -> str:
    """What tells the Godot that is used from another: for names of what it made."""
    chosen = os.environ.get("PROCGEN_TEST_GODOT")
    if chosen:
        return f"{chosen} {os.stat(chosen).st_mtime_ns}"
    return (cache_folder() / "tools/godot").resolve().name


def godot_program(folder: Path) -> Path:
    """A program of one file that starts the real Godot, for who is told where Godot is.

    Raises:
        ToolMissing: Godot is not installed.
    """
    command, environment = _godot_command()
    program = folder / "godot"
    settings = [f"export {name}={shlex.quote(value)}" for name, value in environment.items()]
    program.write_text("\n".join(["#!/bin/sh", *settings, f'exec {shlex.join(command)} "$@"', ""]))
    program.chmod(0o755)
    return program


def _vulkan_driver(folder: Path) -> dict[str, str]:
    """The environment that has Vulkan drawn in software, by the driver that came with Godot."""
    drivers = list((cache_folder() / "tools/godot/root").glob("usr/lib/*-linux-gnu*/libvulkan_lvp.so"))
    if os.environ.get("PROCGEN_TEST_GODOT") or not drivers:
        return {}
    # Mesa's own file names the library without a folder, and Godot's loader knows none of ours for it.
    driver = {"file_format_version": "1.0.1", "ICD": {"library_path": str(drivers[0]), "api_version": "1.4.0"}}
    file = folder / "lvp_icd.json"
    file.write_text(json.dumps(driver))
    return {"VK_DRIVER_FILES": str(file)}


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
        # What a shader was compiled to for this processor, which takes a world's shaders seconds; by its source and
        # Mesa's version, so that nothing else is taken for it. Without a name each home folder would have its own.
        "MESA_SHADER_CACHE_DIR": str(_kept_shaders()),
    }
    return command, drivers


def _kept_shaders() -> Path:
    folder = cache_folder() / "mesa"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
