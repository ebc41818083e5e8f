"""Record a walk through a world in the real Godot, and draw what was heard.

``python docs/world_sound_image.py FOLDER``, where FOLDER was written by ``procgen generate world``. Needs what
`bash tests/run` installs. Writes world-sound.wav into the folder for temporary files, too.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from procgen.formats.sound import write_wav  # noqa: E402
from procgen.formats.spectrogram import spectrogram_rgb  # noqa: E402
from procgen.kit.command.pictures import labelled  # noqa: E402
from tests.conftest import running_server  # noqa: E402
from tests.engines.godot_probe import copy_project  # noqa: E402
from tests.engines.world_sound import walk_through  # noqa: E402

WALK_S = 40.0
DANGER = ((0.0, 0.1), (14.0, 0.5), (24.0, 0.95))
TOP_HZ = 12_000.0


def main(folder: Path) -> None:
    """Write ``docs/images/world-sound.jpg``: from the river, or the settlement's edge, to its middle."""
    place = json.loads((folder / "settlement.json").read_text())["settlement"]
    rivers = json.loads((folder / "ground/ground.json").read_text())["rivers"]
    middle = np.array([place["x_m"], place["z_m"]])
    edge = (place["x_m"] + 0.8 * place["radius_m"], place["z_m"])
    points = np.array([(x, z) for river in rivers for x, _, z in river] or [edge])
    near = points[np.argmin(np.abs(np.linalg.norm(points - middle, axis=1) - 90.0))]
    with tempfile.TemporaryDirectory() as scratch, running_server() as server:
        project = copy_project(Path(scratch, "project"))
        route = [(float(x), float(z)) for x, z in (near, middle)]
        heard = walk_through(project, folder, server.web_port, route, walk_s=WALK_S, danger=DANGER, bars=8)
    if heard["problem"] or heard["status"]:
        raise SystemExit(heard["problem"] or heard["status"])
    rate = round(heard["mix_rate"])
    samples = heard["samples"]
    (Path(tempfile.gettempdir()) / "world-sound.wav").write_bytes(write_wav(samples, rate))
    trodden = dict.fromkeys(heard["trodden"])
    said = f"{heard['hour']:.0f} h, {heard['weather']}, {heard['settlement']}; steps on {', '.join(trodden)}"
    picture = labelled(spectrogram_rgb(samples.mean(axis=1), rate, (1200, 320), TOP_HZ), said)
    Image.fromarray(picture).save(ROOT / "docs/images/world-sound.jpg", quality=80, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
