"""Film a newcomer's first minute in Godot's editor: ``python tools/film_dock.py --out FOLDER``.

The real editor runs on a virtual screen, with a project as Godot makes it and the addon copied into it. The plugin is
switched on, the install dialog is opened, a server of this checkout is started from the dock, and each tab makes
something on its defaults, some of which is put into the scene; each step is a picture of the window, to be looked at.
It ends with an error where the editor complains of anything. Needs the packages of the tests.
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

from PIL import Image, ImageDraw, ImageFont  # noqa: E402

from procgen.domains import DOMAINS  # noqa: E402
from tests.engines.godot_probe import ADDON, PROJECT_TEMPLATE, report_of  # noqa: E402
from tests.tools import free_port  # noqa: E402

TABS: Final = tuple(form for domain in DOMAINS for form in domain.forms)
PLACED: Final = {"terrain": 700.0, "character": 3.4, "creature": 6.0, "layout": 4.0}
"""Tabs whose results are put into the scene, and the metres from which they are seen there."""
SHEET: Final = {
    "switched-on": "The plugin is switched on",
    "install": "Install server…",
    "start": "Start server",
    "terrain": "Terrain, placed",
    "texture": "Material",
    "character": "Character, placed",
    "creature": "Creature, placed",
    "dialogue_scene": "Dialogue scene",
    "layout": "Layout, placed",
    "table": "Table",
    "music": "Music",
    "world": "World",
}
"""The twelve pictures of the sheet, and what stands below each."""
_COLUMNS: Final = 4
_WIDTH_PX: Final = 600
_CAPTION_PX: Final = 34
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
        told["placed"] = PLACED
        # What is placed is drawn in software.
        limit = _START_S + (seconds + 30) * len(tabs)
        window = ["--editor", "--resolution", "1280x900", "--position", "0,0"]
        return report_of(project, window, {**told, "tabs": tabs, "limit": limit}, screen=True, timeout=limit + 20)


def sheet(pictures: list[str]) -> Image.Image:
    """The twelve pictures with what they show, four in a row; smaller windows stand in the middle of their place.

    Args:
        pictures: all that were taken, whose names end in what they are of.
    """
    named = {Path(path).stem.partition("-")[2]: path for path in pictures}
    with Image.open(named["switched-on"]) as first:
        share = _WIDTH_PX / first.width
        height = round(first.height * share)
    rows = -(-len(SHEET) // _COLUMNS)
    whole = Image.new("RGB", (_COLUMNS * _WIDTH_PX, rows * (height + _CAPTION_PX)), "#1b1d21")
    draw, font = ImageDraw.Draw(whole), ImageFont.load_default(_CAPTION_PX * 0.62)
    for number, (name, caption) in enumerate(SHEET.items()):
        x, y = number % _COLUMNS * _WIDTH_PX, number // _COLUMNS * (height + _CAPTION_PX)
        with Image.open(named[name]) as picture:
            size = (round(picture.width * share), round(picture.height * share))
            # A dialog has room to be read.
            size = size if size[0] > _WIDTH_PX // 2 else (_WIDTH_PX - 20, round(size[1] * (_WIDTH_PX - 20) / size[0]))
            small = picture.convert("RGB").resize(size, Image.Resampling.LANCZOS)
        whole.paste(small, (x + (_WIDTH_PX - small.width) // 2, y + (height - small.height) // 2))
        draw.text((x + 10, y + height + 4), f"{number + 1}  {caption}", "#d8d8d8", font)
    return whole


def main() -> None:
    """Take them."""
    parser = argparse.ArgumentParser(description="Film a newcomer's first minute in Godot's editor.")
    parser.add_argument("--out", type=Path, required=True, help="folder for the pictures")
    parser.add_argument("--tabs", nargs="*", default=list(TABS), help="names of domains, in order")
    parser.add_argument("--seconds", type=int, default=120, help="that a tab may take")
    parser.add_argument("--sheet", type=Path, help="JPEG of twelve of them, for which all tabs are filmed")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    # What is on the PATH is none of a newcomer's.
    os.environ["PATH"] = "/usr/bin:/bin"
    report = film(given.out, tuple(given.tabs), seconds=given.seconds)
    if given.sheet:
        sheet(report["pictures"]).save(given.sheet, quality=82, optimize=True)
    sys.stdout.write(json.dumps(report, indent=1) + "\n")


if __name__ == "__main__":
    main()
