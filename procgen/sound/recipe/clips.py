"""Recorded clips, to learn from and to compare with: read from a folder, each with what we would make in its place.

A folder holds ``sfx/manifest.json`` and the clips that it names, or both in ``sfx.tar.xz``: a list of objects with
``file``, ``class`` and ``split`` ("train" or "test").
"""

from __future__ import annotations

import io
import json
import re
import tarfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import soundfile

from procgen.errors import Failed
from procgen.formats.filters import resampled

RATE_HZ: Final = 22_050
"""At which clips and ours are compared."""
LONGEST_S: Final = 2.5
_ROOT: Final = "sfx/"

_SAME: Final[tuple[tuple[str, str, dict[str, Any]], ...]] = (
    # What a clip's name has, the group that it is judged in, and the request that is made in its place.
    (r"ambience/fire|object/fuse", "fire", {"effect": "fire"}),
    (r"ambience/rain_heavy", "rain", {"effect": "rain", "kind": "storm"}),
    (r"ambience/rain_light", "rain", {"effect": "rain", "intensity": 0.2}),
    (r"ambience/rain", "rain", {"effect": "rain"}),
    (r"ambience/thunder", "thunder", {"effect": "thunder", "kind": "near"}),
    (r"explosion/firework", "explosion", {"effect": "explosion", "kind": "firework"}),
    (r"explosion/", "explosion", {"effect": "explosion"}),
    (r"weapon/.*(pistol|shotgn)", "explosion", {"effect": "explosion", "kind": "shot"}),
    (r"creature/cicada", "insects", {"effect": "insects", "kind": "cicada"}),
    (r"creature/cricket", "insects", {"effect": "insects", "kind": "cricket"}),
    (r"creature/grasshopper", "insects", {"effect": "insects", "kind": "grasshopper"}),
    (r"creature/bees", "insects", {"effect": "insects", "kind": "swarm"}),
    (r"creature/bee", "insects", {"effect": "insects", "kind": "bee"}),
    (r"creature/rooster", "birds", {"effect": "birds", "kind": "rooster"}),
    (r"creature/owl", "birds", {"effect": "birds", "kind": "owl"}),
    (r"creature/pigeon", "birds", {"effect": "birds", "kind": "pigeon"}),
    (r"creature/seagulls", "birds", {"effect": "birds", "kind": "gull"}),
    (r"creature/duck", "birds", {"effect": "birds", "kind": "duck"}),
    (r"creature/turkey", "birds", {"effect": "birds", "kind": "turkey"}),
    (r"creature/(peacock|quail|vulture)", "birds", {"effect": "birds", "kind": "crow"}),
    (r"creature/(dog|puppy)", "beasts", {"effect": "creature", "kind": "dog"}),
    (r"creature/wolf", "beasts", {"effect": "creature", "kind": "wolf"}),
    (r"creature/cow|creature/yak", "beasts", {"effect": "creature", "kind": "cow"}),
    (r"creature/(sheep|lamb)", "beasts", {"effect": "creature", "kind": "sheep"}),
    (r"creature/goat", "beasts", {"effect": "creature", "kind": "goat"}),
    (r"creature/horse_neigh", "beasts", {"effect": "creature", "kind": "horse"}),
    (r"creature/horse_snort", "beasts", {"effect": "creature", "kind": "snort"}),
    (r"creature/pig_", "beasts", {"effect": "creature", "kind": "pig"}),
    (r"creature/(lion|tiger)", "beasts", {"effect": "creature", "kind": "lion"}),
    (r"creature/gorilla", "beasts", {"effect": "creature", "kind": "ape"}),
    (r"creature/sea_lion", "beasts", {"effect": "creature", "kind": "seal"}),
    (r"creature/elephant", "beasts", {"effect": "creature", "kind": "elephant"}),
    (r"creature/frog", "beasts", {"effect": "creature", "kind": "frog"}),
    (r"creature/mouse", "beasts", {"effect": "creature", "kind": "mouse"}),
    (r"monster/(zombie|undead)", "monsters", {"effect": "creature", "kind": "zombie"}),
    (r"monster/laugh", "monsters", {"effect": "creature", "kind": "laugh"}),
    (r"monster/skeleton", "monsters", {"effect": "creature", "kind": "bones"}),
    (r"monster/freedoom_(sgt|dm|cac|man)", "monsters", {"effect": "creature", "kind": "growl"}),
    (r"monster/freedoom", "monsters", {"effect": "creature", "kind": "monster"}),
    (r"voice_pain/", "monsters", {"effect": "creature", "kind": "hurt"}),
    (r"footstep/(straw)", "footsteps", {"effect": "footstep", "surface": "leaves"}),
    (r"footstep/(ash)", "footsteps", {"effect": "footstep", "surface": "dirt"}),
    (r"footstep/sand", "footsteps", {"effect": "footstep", "surface": "sand"}),
    (r"footstep/snow", "footsteps", {"effect": "footstep", "surface": "snow"}),
    (r"footstep/.*metal", "footsteps", {"effect": "footstep", "surface": "metal"}),
    (r"footstep/freedoom_hoof", "footsteps", {"effect": "footstep", "foot": "hoof"}),
    (r"footstep/", "footsteps", {"effect": "footstep", "surface": "dirt"}),
    (r"dig/(bush|grass|straw)", "digging", {"effect": "dig", "kind": "place", "surface": "grass"}),
    (r"dig/gravel", "digging", {"effect": "dig", "kind": "place", "surface": "gravel"}),
    (r"dig/dug_metal", "digging", {"effect": "dig", "kind": "pick", "surface": "metal"}),
    (r"dig/", "digging", {"effect": "dig", "kind": "place"}),
    (r"door/door_knock", "doors", {"effect": "door", "kind": "knock"}),
    (r"door/.*creak", "doors", {"effect": "door", "kind": "creak"}),
    (r"door/.*(open|opn)", "doors", {"effect": "door", "kind": "open"}),
    (r"door/", "doors", {"effect": "door", "kind": "close"}),
    (r"magic/fire|magic/freedoom_f", "spells", {"effect": "magic", "kind": "fire"}),
    (r"magic/freedoom_telept", "spells", {"effect": "magic", "kind": "teleport"}),
    (r"magic/laser|weapon/kenney_fps_blaster", "spells", {"effect": "magic", "kind": "beam"}),
    (r"whoosh/|weapon/freedoom_skeswg", "whooshes", {"effect": "whoosh"}),
    (r"vehicle/.*motorcycle", "engines", {"effect": "engine", "kind": "motorcycle"}),
    (r"vehicle/.*engine$|machine/freedoom_stnmov", "engines", {"effect": "engine"}),
    (r"ui_(click|tick)/|tick/|ui_switch/|ui_select/", "menu clicks", {"effect": "ui", "kind": "click"}),
    (r"ui_open/", "menu tones", {"effect": "ui", "kind": "open"}),
    (r"ui_close/", "menu tones", {"effect": "ui", "kind": "close"}),
    (r"ui_confirm/", "menu tones", {"effect": "ui", "kind": "confirm"}),
    (r"ui_question/", "menu tones", {"effect": "ui", "kind": "question"}),
    (r"ui_error/", "menu tones", {"effect": "ui", "kind": "error"}),
    (r"coin/", "coins", {"effect": "coin", "kind": "handful"}),
)  # fmt: skip
_ALIKE: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    # Further clips that can be learned from, too few of a kind or too far from ours to compare.
    (r"ui_back/", {"effect": "ui", "kind": "back"}),
    (r"ui_drop/", {"effect": "ui", "kind": "drop"}),
    (r"ui_glass/", {"effect": "ui", "kind": "glass"}),
    (r"ui_glitch/", {"effect": "ui", "kind": "glitch"}),
    (r"ui_pluck/", {"effect": "ui", "kind": "pluck"}),
    (r"ui_scratch/", {"effect": "ui", "kind": "scratch"}),
    (r"ui_scroll/", {"effect": "ui", "kind": "scroll"}),
    (r"pickup/", {"effect": "ui", "kind": "pickup"}),
    (r"book/", {"effect": "handle", "kind": "page"}),
    (r"cloth/", {"effect": "handle", "kind": "cloth"}),
    (r"weapon/kenney_rpg_(drawKnife|knifeSlice)", {"effect": "sword", "kind": "draw"}),
    (r"impact/", {"effect": "impact", "kind": "thud"}),
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """A recorded clip.

    Attributes:
        name: its file's.
        group: it is judged in; empty where it is not.
        request: what is made in its place; empty where nothing is.
        samples: (n,) at :data:`RATE_HZ`, the highest 1.
        split: "train" or "test".
    """

    name: str
    group: str
    request: Mapping[str, Any]
    samples: npt.NDArray[np.float64]
    split: str


def read_clips(folder: Path) -> list[Clip]:
    """The clips that are judged: those that we make something in place of.

    Raises:
        Failed: there are none, or what is there can't be read.
    """
    return [clip for clip in all_clips(folder) if clip.group]


def all_clips(folder: Path) -> list[Clip]:
    """All clips, those too that nothing of ours is like.

    Raises:
        Failed: there are none, or what is there can't be read.
    """
    archive = folder / "sfx.tar.xz"
    try:
        if archive.is_file():
            with tarfile.open(archive) as packed:
                return _read(lambda name: _member(packed, name))
        return _read(lambda name: (folder / name).read_bytes())
    except (OSError, KeyError, ValueError, tarfile.TarError, soundfile.LibsndfileError) as error:
        advice = "Name a folder that holds sfx/manifest.json and its clips, or sfx.tar.xz."
        raise Failed(f"clips in {folder} can't be read: {error}", advice) from error


def _member(packed: tarfile.TarFile, name: str) -> bytes:
    found = packed.extractfile(name)
    if found is None:
        raise KeyError(name)
    return found.read()


def _read(content: Callable[[str], bytes]) -> list[Clip]:
    clips = []
    for entry in json.loads(content(f"{_ROOT}manifest.json")):
        name = str(entry["file"]).removeprefix(_ROOT).removesuffix(".ogg")
        match = next(((group, request) for pattern, group, request in _SAME if re.match(pattern, name)), None)
        if match is None:
            match = "", next((request for pattern, request in _ALIKE if re.match(pattern, name)), {})
        samples, rate_hz = soundfile.read(io.BytesIO(content(str(entry["file"]))))
        clips.append(Clip(name, *match, comparable(samples, rate_hz), str(entry["split"])))
    return clips


def comparable(samples: npt.NDArray[np.floating], rate_hz: int) -> npt.NDArray[np.float64]:
    """As clips are: mono, of their rate, at most 2.5 s, the highest 1."""
    mono = np.asarray(samples, np.float64)
    mono = mono if mono.ndim == 1 else mono.mean(axis=1)
    if rate_hz != RATE_HZ:
        common = int(np.gcd(rate_hz, RATE_HZ))
        mono = np.asarray(resampled(mono, RATE_HZ // common, rate_hz // common), np.float64)
    mono = mono[: int(LONGEST_S * RATE_HZ)]
    return np.asarray(mono / max(float(np.abs(mono).max(initial=0.0)), 1e-9))
