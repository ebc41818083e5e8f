"""Sounds are played one after the other by whichever program is there."""

from __future__ import annotations

import stat
import time
from pathlib import Path

import pytest

from procgen.errors import Failed
from procgen.kit.command import player
from procgen.kit.command.player import Player, player_command

NOTES = """#!/bin/sh
for last; do :; done
cat "$last" >> "$0.heard"
"""
LONG = """#!/bin/sh
echo began >> "$0.heard"
exec sleep 60
"""
BROKEN = """#!/bin/sh
echo 'no sound card' >&2
exit 3
"""


def program(folder: Path, text: str) -> Path:
    path = folder / "aplay"
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def heard(path: Path) -> str:
    log = path.with_name(f"{path.name}.heard")
    return log.read_text() if log.exists() else ""


def test_the_first_program_that_is_there_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(player.sys, "platform", "linux")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert player_command() is None
    program(tmp_path, NOTES)
    assert player_command() == ("aplay", "-q")


def test_sounds_are_heard_in_their_order(tmp_path: Path) -> None:
    path = program(tmp_path, NOTES)
    playing = Player((str(path), "-q"))
    for sound in (b"one ", b"two ", b"three"):
        playing.play(sound)
    playing.wait()
    playing.close()
    assert heard(path) == "one two three"


def test_whoever_is_cut_off_is_silent_at_once(tmp_path: Path) -> None:
    path = program(tmp_path, LONG)
    playing = Player((str(path),))
    playing.play(b"a")
    playing.play(b"b")
    while not heard(path):
        time.sleep(0.01)
    playing.stop()
    playing.wait()
    playing.close()
    assert heard(path) == "began\n", "what waited is not heard either"


def test_a_program_that_cannot_play_is_told(tmp_path: Path) -> None:
    playing = Player((str(program(tmp_path, BROKEN)),))
    playing.play(b"a")
    with pytest.raises(Failed, match="no sound card"):
        playing.wait()
    playing.close()
