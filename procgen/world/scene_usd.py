"""A whole world as a stage of USD."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from procgen.formats.usd import Actor, Sun, scene_files
from procgen.world.materials import Materials
from procgen.world.parts import Callbacks
from procgen.world.place import Place
from procgen.world.scene_glb import scene_glb
from procgen.world.simulators.weather import weather_of

_CLIP: Final = "idle"
_MEDIA_TYPES: Final[Mapping[str, str]] = {
    ".usda": "model/vnd.usda",
    ".usdc": "application/octet-stream",
    ".png": "image/png",
    ".jpg": "image/jpeg",
}


def scene_usd(
    place: Place,
    materials: Materials,
    people: Mapping[str, bytes],
    scenario: Mapping[str, Any],
    callbacks: Callbacks | None = None,
) -> Iterator[tuple[str, str, bytes]]:
    """Write a world.

    Args:
        place: what there is.
        materials: what it is made of.
        people: by id, their .glb, and by file name those of animals; who has none is left away.
        scenario: the hour at which it is first seen.
        callbacks: how to watch and stop the work.

    Yields:
        Path, media type and bytes of each file, as :func:`procgen.formats.usd.scene_files` has them. A million plants
        are there, and all levels of detail; people and animals are skinned and do what they do in ``world.glb``.

    Raises:
        Failed: usd-core is not installed.
    """
    callbacks = callbacks or Callbacks()
    whole = scene_glb(place, materials, {}, callbacks, whole=True)
    assets: dict[str, bytes] = {}
    actors = []
    for person in place.people:
        if person.id in people:
            path = f"people/{person.id}"
            assets[path] = people[person.id]
            told = {"id": person.id, "role": person.role, "home": person.home, "work": person.work}
            where = person.x_m, person.y_m, person.z_m, person.turn_deg
            actors.append(Actor("People", person.name, path, *where, _CLIP, told))
    for animal in place.animals:
        if animal.file_name in people:
            path = animal.file_name.removesuffix(".glb")
            assets[path] = people[animal.file_name]
            told = {"id": animal.id, "species": animal.species, "herd": animal.herd}
            where = animal.x_m, animal.y_m, animal.z_m, animal.turn_deg
            actors.append(Actor("Creatures", animal.id, path, *where, animal.clip, told))
    weather = weather_of(scenario)
    sun = Sun(weather.sun_altitude_deg, weather.sun_azimuth_deg, weather.cloudiness / 100.0)
    files = scene_files(whole, place.name, assets, actors, sun, callbacks.checkpoint)
    for path, data in files.items():
        yield path, _MEDIA_TYPES[path[path.rindex(".") :]], data
