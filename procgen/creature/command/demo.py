"""The demo's animals: beasts and birds, each as it stands."""

from __future__ import annotations

from functools import partial
from typing import Final

from procgen.kit.command.exhibits import Maker, Room, file_names
from procgen.kit.command.gallery import Exhibit
from procgen.kit.command.pictures import labelled, read_picture, side_by_side
from procgen.v1 import creature_pb2, creature_pb2_grpc

_FORMATS: Final = ("glb", "portrait")


def _sheet(title: str, species: tuple[str, ...], maker: Maker) -> tuple[Exhibit, ...]:
    stub = creature_pb2_grpc.CreatureServiceStub(maker.channel)
    made = []
    for name in species:
        request = creature_pb2.CreatureRequest(seed=1, species=name, picture_px=360, file_name=f"creature-{name}")
        made.append(maker.make(stub.GenerateCreature, request, _FORMATS))
    pictures = [
        labelled(read_picture(each.file("portrait"))[..., :3], f"{each.result.breed} {name}")
        for name, each in zip(species, made, strict=True)
    ]
    exhibit = Exhibit(
        title=title,
        caption="individuals of their species, with skeletons, levels of detail and movements",
        picture=maker.picture(f"creature-{title.lower()}", side_by_side(pictures, 2)),
        facts=f"{len(made)} animals made in {sum(each.result.elapsed_ms for each in made) / 1000.0:.2f} s",
        files=file_names(*made),
        recipe=made[0].recipe.to_json(),
        command="\n".join(
            f"procgen generate creature --species {name} --seed 1 --size 360 --format glb --format portrait"
            for name in species
        ),
    )
    return (exhibit,)


EXHIBITS: Final = (
    Room(
        "Animals",
        "Four-legged ones and birds from bones, flesh and coats; no two of a species are alike.",
        (
            partial(_sheet, "Beasts", ("horse", "cow", "sheep", "dog")),
            partial(_sheet, "Birds", ("hen", "gull")),
        ),
    ),
)
"""As rooms of the demo's page."""
