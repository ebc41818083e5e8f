"""Photograph the creator's screen in the real Godot, drawn in software: ``python docs/creator_image.py``. Needs what
`bash tests/run` installs.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from procgen.kit.command.pictures import jpeg, read_picture  # noqa: E402
from tests.conftest import running_server  # noqa: E402
from tests.engines.godot_probe import copy_project  # noqa: E402
from tests.tools import godot  # noqa: E402

SCRIPT = "creator_view.gd"


def main() -> None:
    """Write ``docs/images/character-creator.jpg``."""
    with running_server() as server, tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        project = copy_project(folder / "project")
        shutil.copy(Path(__file__).with_name(SCRIPT), project)
        picture, view = folder / "creator.png", folder / "view.json"
        view.write_text(json.dumps({"web_port": server.web_port, "picture": str(picture)}))
        arguments = ["--path", str(project), "--resolution", "1152x648", "--script", f"res://{SCRIPT}"]
        done = godot([*arguments, "--", str(view)], screen="opengl3", timeout=600)
        assert done.returncode == 0, done.stdout
        (ROOT / "docs/images/character-creator.jpg").write_bytes(jpeg(read_picture(picture.read_bytes())[..., :3]))


if __name__ == "__main__":
    main()
