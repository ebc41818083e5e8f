"""Film a newcomer's first minute in Godot's editor: ``python tools/film_dock.py --out FOLDER``.

The real editor runs on a virtual screen, with a project as Godot makes it and the addon copied into it. The plugin is
switched on, the install dialog is opened, a server of this checkout is started from the dock, and each tab makes
something on its defaults; each step is a picture of the window, to be looked at. Needs the packages of the tests.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.engines.godot_probe import ADDON, PROJECT_TEMPLATE, report_of  # noqa: E402
from tests.tools import free_port  # noqa: E402

TABS: Final = ("terrain", "texture", "character", "dialogue_scene", "layout", "table", "sound", "music", "world")
"""With the four pictures before them, thirteen."""
_START_S: Final = 515
"""That the editor and a server may take until there are tabs, on a computer that has much else to do."""
_PROJECT: Final = """config_version=5

[application]

config/name="First minute"

[editor_plugins]

enabled=PackedStringArray("res://addons/film_probe/plugin.cfg")
"""


def film(out: Path, tabs: tuple[str, ...] = TABS, *, seconds: int = 45) -> dict[str, Any]:
    """Take the pictures; returns what was in front, how each tab ended, and where the pictures are.

    Args:
        out: an existing folder.
        tabs: names of domains, in order.
        seconds: that each tab may take.
    """
    with tempfile.TemporaryDirectory(prefix="procgen-film-") as folder:
        project, program = Path(folder) / "project", Path(folder) / "procgen"
        shutil.copytree(PROJECT_TEMPLATE / "addons/film_probe", project / "addons/film_probe")
        shutil.copytree(ADDON, project / "addons/procgen")
        (project / "project.godot").write_text(_PROJECT)
        program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m procgen "$@"\n')
        program.chmod(0o755)
        told = {"folder": str(out.resolve()), "web_port": free_port(), "command": str(program), "seconds": seconds}
        limit = _START_S + seconds * len(tabs)
        window = ["--editor", "--resolution", "1280x900", "--position", "0,0"]
        return report_of(project, window, {**told, "tabs": tabs, "limit": limit}, screen=True, timeout=limit + 20)


def main() -> None:
    """Take them."""
    parser = argparse.ArgumentParser(description="Film a newcomer's first minute in Godot's editor.")
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    parser.add_argument("--tabs", nargs="*", default=list(TABS), help="names of domains, in order")
    parser.add_argument("--seconds", type=int, default=45, help="that a tab may take")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    # What is on the PATH is none of a newcomer's.
    os.environ["PATH"] = "/usr/bin:/bin"
    report = film(given.out, tuple(given.tabs), seconds=given.seconds)
    sys.stdout.write(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
