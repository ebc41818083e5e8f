"""Sounds that are heard at once, by whichever program of the system plays WAV files."""

from __future__ import annotations

import queue
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Final

from procgen.errors import Failed

_PROGRAMS: Final = (
    ("pw-play",),
    ("paplay",),
    ("aplay", "-q"),
    ("afplay",),
    ("play", "-q"),
    ("ffplay", "-nodisp", "-autoexit", "-loglevel", "error"),
)
"""Of Linux, macOS, and what people install; each takes the file last and ends with the sound."""
_WINDOWS: Final = "procgen.kit.command.play_windows"


def player_command() -> tuple[str, ...] | None:
    """What plays a WAV file that is named behind it; None where nothing here does."""
    if sys.platform == "win32":
        return sys.executable, "-m", _WINDOWS
    return next((program for program in _PROGRAMS if shutil.which(program[0])), None)


class Player:
    """Plays sounds one after the other while its owner goes on; used from one thread.

    Args:
        command: of :func:`player_command`.
    """

    def __init__(self, command: tuple[str, ...]) -> None:
        self._command = command
        self._waiting: queue.Queue[bytes | None] = queue.Queue()
        self._lock = threading.Lock()
        self._running: subprocess.Popen[bytes] | None = None
        self._problem = ""
        self._thread = threading.Thread(target=self._play_all, name="player", daemon=True)
        self._thread.start()

    def play(self, wav: bytes) -> None:
        """Put a sound behind those that wait. Raises Failed where an earlier one could not be played."""
        self._look()
        self._waiting.put(wav)

    def wait(self) -> None:
        """Until all is heard. Raises Failed where that can't be."""
        self._waiting.join()
        self._look()

    def stop(self) -> None:
        """At once, what is heard and what waits."""
        while True:
            try:
                self._waiting.get_nowait()
            except queue.Empty:
                break
            self._waiting.task_done()
        with self._lock:
            if self._running is not None:
                self._running.kill()

    def close(self) -> None:
        """Stop, for good."""
        self.stop()
        self._waiting.put(None)
        self._thread.join()

    def _look(self) -> None:
        if self._problem:
            raise Failed(f"{self._command[0]} can't play: {self._problem}", "Have the sound written with --out FOLDER.")

    def _play_all(self) -> None:
        with tempfile.TemporaryDirectory(prefix="procgen-") as folder:
            path = Path(folder) / "sound.wav"
            while (wav := self._waiting.get()) is not None:
                try:
                    path.write_bytes(wav)
                    self._play_one(path)
                except OSError as error:
                    self._problem = str(error)
                self._waiting.task_done()

    def _play_one(self, path: Path) -> None:
        with self._lock:
            running = self._running = subprocess.Popen(
                [*self._command, str(path)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
            )
        _, said = running.communicate()
        with self._lock:
            self._running = None
        if running.returncode > 0:  # below zero it was stopped
            lines = said.decode(errors="replace").strip().splitlines()
            self._problem = lines[-1] if lines else f"it ends with {running.returncode}"
