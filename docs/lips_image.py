"""Photograph lips that speak, in the real Godot, drawn in software: ``python docs/lips_image.py``. Needs what
`bash tests/run` installs.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from procgen.kit.command.pictures import jpeg, labelled, read_picture, side_by_side  # noqa: E402
from procgen.runtime.store import ModelStore  # noqa: E402
from procgen.speech.face import morph_curves  # noqa: E402
from procgen.speech.generate import generate  # noqa: E402
from procgen.speech.parameters import SpeechParameters  # noqa: E402
from procgen.speech.timing import FRAMES_PER_S  # noqa: E402
from procgen.speech.voice import Person  # noqa: E402
from tests.conftest import running_server  # noqa: E402
from tests.engines.demo import copy_demo  # noqa: E402
from tests.tools import godot  # noqa: E402

PERSON, SEED = "a slim young woman with tan skin and short black hair", 5
TEXT = "Both of you, leave the fire to me."
SOUNDS = "bOvuifIm"
"""Which are shown, in this order: the first of each that is heard after the one before."""
SHOWN = {"O": "oh", "I": "ai", "u": "oo", "i": "ee"}
"""Vowels for readers."""
SIDE_PX = 320


def shots(folder: Path) -> list[dict[str, Any]]:
    """What the face does in the middle of each sound."""
    made = generate(SpeechParameters(TEXT, mood="joyful", strength=0.5, person=Person(0.0, 24.0)), ModelStore())
    curves = morph_curves(made.timing, made.mood, made.strength, 0)
    phones = iter(made.timing.phones)
    found = []
    for sound in SOUNDS:
        phone = next(each for each in phones if each.letter == sound)
        frame = round(0.5 * (phone.begin_s + phone.end_s) * FRAMES_PER_S)
        face = {name: float(curve[frame]) for name, curve in curves.items() if "Blink" not in name}
        word = made.timing.words[phone.word].text.lower()
        label = f"{word}: {SHOWN.get(sound, sound)}"
        found.append({"face": face, "picture": str(folder / f"{len(found)}.png"), "label": label})
    return found


def main() -> None:
    """Write ``docs/images/lips.jpg``."""
    with running_server() as server, tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        project = copy_demo(folder / "project", server.web_port)
        shutil.copy(Path(__file__).with_name("lips_view.gd"), project)
        told = shots(folder)
        wanted = {"web_port": server.web_port, "person": PERSON, "seed": SEED, "shots": told}
        (folder / "view.json").write_text(json.dumps(wanted))
        arguments = ["--path", str(project), "--resolution", f"{SIDE_PX}x{SIDE_PX}", "--script", "res://lips_view.gd"]
        done = godot([*arguments, "--", str(folder / "view.json")], screen="opengl3", timeout=600)
        assert done.returncode == 0, done.stdout
        pictures = [labelled(read_picture(Path(shot["picture"]).read_bytes())[..., :3], shot["label"]) for shot in told]
    (ROOT / "docs/images/lips.jpg").write_bytes(jpeg(side_by_side(pictures, 4)))


if __name__ == "__main__":
    main()
