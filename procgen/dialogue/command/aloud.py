"""Answers of ``procgen talk`` that are heard: played as they come, or written as files."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any, Final

import numpy as np

from procgen.errors import Failed
from procgen.formats.sound import write_wav
from procgen.kit.command.output import note
from procgen.kit.command.player import Player, player_command
from procgen.runtime.files import prepare_folder, write_file

_SCALE: Final = 1 << 15


class Aloud:
    """Takes the events of answers.

    Args:
        out: folder for a file an answer; None to play them.

    Raises:
        Failed: nothing here plays sounds.
    """

    def __init__(self, out: Path | None) -> None:
        self._out = out
        self._player: Player | None = None
        self._pieces: list[np.ndarray[Any, Any]] = []
        self._rate_hz = 0
        self._answers = 0
        if out is not None:
            prepare_folder(out)
            return
        command = player_command()
        if command is None:
            raise Failed("no program here plays sounds", "Have them written: --speak --out FOLDER.")
        self._player = Player(command)

    def __enter__(self) -> Aloud:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._player is not None:
            self._player.close()

    def take(self, event: Any) -> None:
        """What is of sound in an event of Converse."""
        match event.WhichOneof("event"):
            case "sentence" if event.sentence.unspoken:
                note(f"not spoken: {event.sentence.unspoken}")
            case "sound":
                self._rate_hz = event.sound.sample_rate_hz
                samples = np.frombuffer(event.sound.pcm_s16le, "<i2") / _SCALE
                if self._player is None:
                    self._pieces.append(samples)
                else:
                    self._player.play(write_wav(samples, self._rate_hz))

    def end_of_answer(self) -> str:
        """The path of the answer's file; empty where there is none."""
        self._answers += 1
        if self._out is None or not self._pieces:
            return ""
        path = self._out / f"answer-{self._answers:03d}.wav"
        write_file(path, write_wav(np.concatenate(self._pieces), self._rate_hz))
        self._pieces = []
        return str(path)

    def wait(self) -> None:
        """Until what was said is heard."""
        if self._player is not None:
            self._player.wait()

    def hush(self) -> None:
        """Somebody speaks: what is still heard stops."""
        if self._player is not None:
            self._player.stop()
