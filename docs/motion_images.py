"""The pictures of movements, for :mod:`make_images`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from character_images import drawn, wear

from procgen.character.mesh.model import Character, Clip
from procgen.character.motion.manner import Manner
from procgen.character.people.draw import Drawn
from procgen.character.portrait.camera import Camera
from procgen.character.portrait.figure import posed
from procgen.character.portrait.render import render
from procgen.character.portrait.scene import Look
from procgen.character.wire.outputs import Sitting
from procgen.character.wire.request import read_person_alone
from procgen.character.wire.service import CharacterService
from procgen.character.wire.studio import Studio
from procgen.kit.command.pictures import RgbArray, labelled, side_by_side
from procgen.runtime.checkpoint import go_on
from procgen.runtime.store import ModelStore
from procgen.v1 import character_person_pb2

Body = tuple[Character, Mapping[str, Look]]

MOMENTS = 5
WIDE_PX, TALL_PX = 84, 118
_BUILDS: tuple[tuple[int, dict[str, Any], tuple[str, ...]], ...] = (
    (41, {"sex": 1.0, "age_years": 30.0, "role": "guard"}, ()),
    (42, {"sex": 0.0, "age_years": 74.0, "role": "innkeeper"}, ()),
    (43, {"sex": 1.0, "age_years": 45.0, "measures": {"mass": 118.0}}, ("shirt", "jeans", "sneaker", "belt")),
    (44, {"sex": 0.0, "age_years": 9.0, "setting": "modern"}, ()),
)
"""A lean man, an old woman, a heavy man, a child: seed, what is known, clothes."""
_CLIPS = (
    "walk_casual", "walk_old", "run_jog", "hop",
    "stairs_up", "sneak_low", "strafe_left", "crawl",
    "sit_down", "sit_talk", "lie_down", "sit_floor_idle",
    "talk_both_hands", "clap", "point", "wave_both_ways",
    "dig", "sweep", "carry_idle", "pick_up",
    "sword_slash", "pray_kneeling", "cower", "dance_charleston",
    "death_collapse", "drink", "bow", "cheer",
)  # fmt: skip
"""Shown on the builds in turn."""
_MANNERS: tuple[tuple[str, dict[str, float]], ...] = (
    ("plain", {}),
    ("happy", {"mood": 1.0}),
    ("sad", {"mood": -1.0}),
    ("80 years", {"age_years": 80.0}),
    ("80 years, sad", {"age_years": 80.0, "mood": -1.0}),
    ("a heavy pack", {"load": 1.0}),
    ("limping", {"limp": 1.0}),
    ("drunk", {"drunk": 1.0}),
    ("in a hurry", {"pace": 1.6}),
    ("strolling", {"pace": 0.6}),
)


def body(service: CharacterService, studio: Studio, build: tuple[int, dict[str, Any], tuple[str, ...]]) -> Body:
    """Somebody, ready to be posed."""
    seed, known, clothes = build
    person: character_person_pb2.Person = drawn(service, seed, **known)
    if clothes:
        wear(person, *clothes)
    someone = read_person_alone(person, studio, "person")
    sitting = Sitting(Drawn(someone, studio.measure(someone.shape)), studio, go_on)
    return sitting.character(), sitting.looks(TALL_PX)


def strip(who: Body, clip: Clip, azimuth_deg: float) -> RgbArray:
    """Moments of a clip side by side, from one camera that follows."""
    character, looks = who
    size = float(character.skeleton.place("Head")[1]) * 1.42
    views = []
    for moment in np.linspace(0, clip.times_s[-1], MOMENTS, endpoint=not clip.loops):
        pieces, places = posed(character, looks, clip, float(moment))
        x, _, z = places[character.skeleton.number("Hips")].tolist()
        camera = Camera((x, size * 0.42, z), size, azimuth_deg, 6.0, 18.0)
        views.append(render(pieces, camera, WIDE_PX, TALL_PX, samples=2))
    return np.concatenate(views, axis=1)


def movements(service: CharacterService) -> RgbArray:
    """Some of the library's movements on four builds."""
    studio = Studio(ModelStore())
    people = [body(service, studio, build) for build in _BUILDS]
    strips = []
    for number, name in enumerate(_CLIPS):
        who = people[number % len(people)]
        (clip,) = who[0].moved((name,), Manner())
        strips.append(labelled(strip(who, clip, -50.0), name))
    return side_by_side(strips, 2)


def manners(service: CharacterService) -> RgbArray:
    """One walk of one woman in many manners."""
    known = {"sex": 0.0, "age_years": 30.0, "setting": "modern"}
    who = body(service, Studio(ModelStore()), (47, known, ("tshirt", "jeans", "sneaker")))
    strips = []
    for label, said in _MANNERS:
        (clip,) = who[0].moved(("walk_casual",), Manner(**said))
        speed = clip.said["velocity_m_s"][2]
        strips.append(labelled(strip(who, clip, -80.0), f"{label}: {speed:.2f} m/s"))
    return side_by_side(strips, 2)


MOTION_PICTURES: dict[str, Callable[[CharacterService], RgbArray]] = {
    "character-movements": movements,
    "character-manners": manners,
}
