"""Plays a WAV file on Windows, as a program of its own: ``python -m procgen.kit.command.play_windows FILE``."""

from __future__ import annotations

import sys

if sys.platform == "win32":
    import winsound

    if __name__ == "__main__":
        winsound.PlaySound(sys.argv[1], winsound.SND_FILENAME)
