"""Godot as a program that draws worlds: where it is, a project for it, and its run."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import resources
from pathlib import Path
from typing import Any, Final

from procgen.errors import Failed

_NAMES: Final = ("godot4", "godot")
_POLL_S: Final = 0.05
_KEPT_LINES: Final = 40
_PATIENCE_S: Final = 10.0
_PROJECT: Final = """config_version=5

[application]

config/name="procgen capture"
config/features=PackedStringArray("4.4")

[display]

window/size/viewport_width=64
window/size/viewport_height=64

[rendering]

textures/default_filters/anisotropic_filtering_level=3
"""


def find_godot(path: Path | None) -> str:
    """The program.

    Args:
        path: where it is said to be; None looks for it where programs are.

    Raises:
        Failed: it is not there.
    """
    remedy = "Install Godot 4.4 or newer, or name its program with --godot PATH."
    if path is not None:
        found = shutil.which(str(path))
        if found is None:
            raise Failed(f"--godot: {path} is no program that can be run.", remedy)
        return found
    for name in _NAMES:
        found = shutil.which(name)
        if found is not None:
            return found
    raise Failed(f"Godot was not found: there is no {' and no '.join(_NAMES)}.", remedy)


def addon_folder() -> Path:
    """The addon for Godot, as it came with procgen."""
    inside = Path(str(resources.files("procgen")))
    packaged = inside / "godot_addon"
    return packaged if packaged.is_dir() else inside.parent / "engine_bridges/godot/addons/procgen"


def screen_before(on_screen: bool) -> list[str]:
    """What is put before Godot so that it can draw: a virtual screen, or nothing where it draws on the computer's.

    Raises:
        Failed: there is neither.
    """
    if on_screen or not sys.platform.startswith("linux"):
        return []
    found = shutil.which("xvfb-run")
    if found is None:
        raise Failed(
            "there is no virtual screen to draw on: xvfb-run is missing.",
            "Install Xvfb, or draw on the computer's own screen with --on-screen.",
        )
    return [found, "-a"]


class Project:
    """A project of Godot's with the addon, in a folder that is ours alone.

    Args:
        program: Godot.
        folder: of the project; it is made.
        patience_s: seconds until an import that does not end is ended.
        stop: set when the import is no longer wanted.

    Raises:
        Failed: Godot can't open it.
        KeyboardInterrupt: it was stopped.
    """

    def __init__(self, program: str, folder: Path, patience_s: float, stop: threading.Event) -> None:
        self._program = program
        # Godot goes there before it reads any other path.
        self.folder = folder = folder.resolve()
        (folder / "addons").mkdir(parents=True)
        (folder / "project.godot").write_text(_PROJECT, encoding="utf-8")
        shutil.copytree(addon_folder(), folder / "addons/procgen")
        run = Run([program, "--headless", "--path", str(folder), "--import"], self._environment())
        code = run.wait(patience_s, stop)
        if code is None:
            raise Failed(
                f"{program} has opened no project in {patience_s:g} s, and was ended.",
                "Is it Godot 4.4 or newer? On a busy computer, wait longer with --patience SECONDS.",
            )
        if code != 0:
            raise Failed(f"{program} can't open a project: {run.last_words()}", "Is it Godot 4.4 or newer?")

    def script(self, script: str, argument: Path, *, before: Sequence[str], renderer: Sequence[str]) -> Run:
        """Start a script of the addon's."""
        command = [
            *before,
            self._program,
            *("--path", str(self.folder), *renderer, "--audio-driver", "Dummy"),
            *("--script", f"res://addons/procgen/{script}", "--", str(argument.resolve())),
        ]
        return Run(command, self._environment())

    def _environment(self) -> dict[str, str]:
        # Godot's settings and caches are left behind nowhere else.
        home = self.folder.parent / "home"
        home.mkdir(exist_ok=True)
        xdg = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "DATA", "CACHE", "STATE")}
        return {**os.environ, **xdg}


class Run:
    """A Godot that runs."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            command,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
        self._lines: deque[str] = deque(maxlen=_KEPT_LINES)
        self._spoke_s = time.monotonic()
        self.said: dict[str, Any] = {}
        """What its lines of JSON hold, put together."""
        self.complaints: list[str] = []
        """Its errors."""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._spoke_s = time.monotonic()
            self._lines.append(line.rstrip())
            if line.startswith("{"):
                with suppress(ValueError):
                    self.said |= json.loads(line)
            elif "ERROR:" in line and len(self.complaints) < _KEPT_LINES:
                self.complaints.append(line.strip())

    @property
    def code(self) -> int | None:
        """Its exit code; None while it runs."""
        return self._process.poll()

    @property
    def quiet_s(self) -> float:
        """Seconds since it said anything."""
        return time.monotonic() - self._spoke_s

    def wait(self, seconds: float, stop: threading.Event) -> int | None:
        """Its exit code; None if it had to be ended after that time. Raises KeyboardInterrupt once ``stop`` is set."""
        give_up_s = time.monotonic() + seconds
        try:
            while self.code is None and time.monotonic() < give_up_s:
                if stop.wait(_POLL_S):
                    raise KeyboardInterrupt
            return self.code
        finally:
            self.end()

    def last_words(self) -> str:
        """What it said of what went wrong."""
        self._reader.join(_PATIENCE_S)
        if "problem" in self.said:
            return str(self.said["problem"])
        telling = [line for line in self._lines if "ERROR" in line] or list(self._lines)[-3:]
        return " ".join(telling[:3]) or "it said nothing"

    def end(self) -> None:
        """End it, with the screen that it draws on."""
        if sys.platform == "win32":
            self._process.kill()
        else:
            # The group is a script, the screen and Godot. Asked first, they tidy up behind themselves.
            if self._process.poll() is None:
                os.killpg(self._process.pid, signal.SIGTERM)
                with suppress(subprocess.TimeoutExpired):
                    self._process.wait(_PATIENCE_S)
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._reader.join(_PATIENCE_S)
        if self._process.stdout is not None:
            self._process.stdout.close()
