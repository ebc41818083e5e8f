"""Bodies that movements are fitted to in tests, and the library's clips on them."""

from __future__ import annotations

from functools import cache

from procgen.character.mesh.build import build
from procgen.character.mesh.model import Character
from procgen.character.motion.clips import build_of
from procgen.character.motion.course import Course, course_of
from procgen.character.motion.fit import Build, Fitted, fit
from procgen.character.motion.library import packaged_library
from tests.character.people_in_clothes import BASIS, PEOPLE, body

LIBRARY = packaged_library()
EVERY = tuple(LIBRARY.motions)


@cache
def character(name: str) -> Character:
    """One of the people, undressed."""
    return build(body(PEOPLE[name]))


@cache
def build_for(name: str) -> Build:
    """What movements are fitted to."""
    whole = character(name)
    skin = whole.move.keywords["vertices"]  # type: ignore[attr-defined]
    return build_of(whole.skeleton, skin, BASIS, whole.colliders)


def on(name: str, *clips: str) -> tuple[Course, Fitted]:
    """Clips on one of the people."""
    course = course_of(clips)
    return course, fit(course, LIBRARY.joints, build_for(name))


@cache
def all_on(name: str) -> tuple[Course, Fitted]:
    """The whole library on one of the people."""
    return on(name, *EVERY)
