"""Photograph the Godot demo for the README, in the real Godot with both of its renderers, drawn in software:
``python docs/demo_images.py``. Needs what `bash tests/run` installs.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from procgen.kit.command.pictures import jpeg, read_picture  # noqa: E402
from tests.conftest import running_server  # noqa: E402
from tests.engines.demo import copy_demo, visit  # noqa: E402
from tests.tools import Screen  # noqa: E402

PICTURES: dict[Screen, str] = {"opengl3": "demo-opengl.jpg", "forward_plus": "demo-forward-plus.jpg"}


def main() -> None:
    """Write both pictures into ``docs/images``."""
    with running_server() as server, tempfile.TemporaryDirectory() as folder:
        project = copy_demo(Path(folder) / "project", server.web_port)
        for screen, name in PICTURES.items():
            visit(project, screen=screen, pictures=folder)
            picture = read_picture(Path(folder, "demo.png").read_bytes())[..., :3]
            (ROOT / "docs/images" / name).write_bytes(jpeg(picture))


if __name__ == "__main__":
    main()
