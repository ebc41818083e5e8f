"""Requests for one person, many, relatives, or a crowd, and what ``procgen generate character`` does with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from google.protobuf import json_format
from google.protobuf.message import Message

from procgen.character.command.inputs import Edits, read_person
from procgen.character.generate import DOMAIN
from procgen.character.people.catalogue import vocabulary
from procgen.character.people.describe import lexicon
from procgen.character.wire.crowd import DOMAIN as CROWD_DOMAIN
from procgen.character.wire.info import FORM
from procgen.character.wire.received_crowd import CrowdAssembly, Member
from procgen.character.wire.service import CharacterService
from procgen.kit.command.asking import Given, Place
from procgen.kit.command.form_flags import Said
from procgen.kit.command.output import Bar, bar, json_object, line, note
from procgen.kit.command.recipes import recipe_domain, request_of_recipe
from procgen.kit.wire.call import Call
from procgen.kit.wire.received import Received, here, receive, write
from procgen.runtime.files import prepare_folder
from procgen.v1 import character_pb2, character_person_pb2

Person = character_person_pb2.Person
_CALL_ID = "cli"
_SHOWN = ("stature", "mass")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted; the conditions are those of flags and files together."""

    own: tuple[character_pb2.OwnGarment, ...]
    said: Said
    conditions: character_person_pb2.Conditions
    count: int
    edits: Edits
    vary: float | None
    locks: tuple[str, ...]
    clips: bool
    face_shapes: bool
    crowd: bool
    collection: str
    spread: float | None
    roles: Mapping[str, float]
    sheet: bool

    @property
    def _usual_formats(self) -> list[str]:
        if self.collection:
            return ["person", "outfit"]
        return ["person"] if self.crowd else ["glb"]

    @property
    def outputs(self) -> Iterator[character_pb2.CharacterOutput]:
        """One of each format."""
        for kind in dict.fromkeys(self.said["format"] or self._usual_formats):
            output = character_pb2.CharacterOutput(kind=kind, clips=self.clips)
            if not self.face_shapes:
                output.face_shapes = False
            self.said.fill(output, FORM, under="outputs")
            output.clip_names[:] = [name for names in output.clip_names for name in names.split(",")]
            yield output

    def requests(self, given: Given, person: Path | None, recipe: Path | None) -> list[Message]:
        """What to ask for.

        Raises:
            ProcgenError: a file can't be read, or nobody can be drawn or changed as is wanted.
        """
        if recipe is not None and recipe_domain(recipe, DOMAIN) == CROWD_DOMAIN:
            crowd = request_of_recipe(recipe, CROWD_DOMAIN, character_pb2.CrowdRequest, given.store)
            crowd.outputs.extend(self.outputs)
            crowd.contact_sheet = self.sheet
            return [crowd]
        if self.crowd and recipe is None:
            return [self._crowd()]
        if recipe is not None:
            requests = [request_of_recipe(recipe, DOMAIN, character_pb2.CharacterRequest, given.store)]
        else:
            requests = list(self._characters(given, person))
        name = self.said["name"]
        for number, request in enumerate(requests):
            if recipe is None:
                request.own_garments.extend(self.own)
            request.outputs.extend(self.outputs)
            # Namesakes must not lie in one file.
            several = f"{name or DOMAIN}-{self._seed + number}"
            request.file_name = several if len(requests) > 1 else name
        return list(requests)

    def _characters(self, given: Given, path: Path | None) -> Iterator[character_pb2.CharacterRequest]:
        """A request for each character. Whoever is changed or has relatives is drawn first."""
        if path is None and not self.edits and self.vary is None:
            for number in range(self.count):
                request = character_pb2.CharacterRequest(seed=self._seed + number, text=self.said["text"])
                request.conditions.CopyFrom(self.conditions)
                yield request
            return
        service = given.domains.service(CharacterService)
        call = Call(_CALL_ID)
        relatives = self.vary is not None
        if path is not None:
            people = [read_person(path)]
        else:
            people = [
                self._drawn(service, self._seed + number, call, given.say)
                for number in range(1 if relatives else self.count)
            ]
        if self.edits:
            people = [service.edit(self.edits.request(person, self.locks), call).person for person in people]
        if relatives:
            wanted = character_pb2.VaryRequest(
                person=people[0], seed=self._seed, count=self.count, amount=self.vary, locks=self.locks
            )
            people = [relative.person for relative in service.vary(wanted, call).persons]
        for person in people:
            yield character_pb2.CharacterRequest(person=person)

    def _drawn(self, service: CharacterService, seed: int, call: Call, say: Callable[[str], None]) -> Person:
        request = character_pb2.SampleRequest(seed=seed, count=1, conditions=self.conditions, text=self.said["text"])
        answer = service.sample(request, call)
        _say_unknown(answer.unknown_words, say)
        return answer.persons[0].person

    @property
    def _seed(self) -> int:
        seed: int = self.said["seed"]
        return seed

    def _crowd(self) -> character_pb2.CrowdRequest:
        return character_pb2.CrowdRequest(
            seed=self._seed,
            count=self.count,
            conditions=self.conditions,
            text=self.said["text"],
            roles=self.roles,
            spread=self.spread,
            outputs=self.outputs,
            contact_sheet=self.sheet,
            collection=self.collection,
        )


def make(requests: list[Message], given: Given, place: Place) -> None:
    """Make rigged and dressed people.

    Example: `procgen generate character --text "a tall old wizard with a long white beard" --seed 7`
    """
    prepare_folder(place.out)
    maker = _Maker(given.domains.service(CharacterService), place)
    first = requests[0]
    more = maker.crowd(first) if isinstance(first, character_pb2.CrowdRequest) else maker.characters(requests)
    if place.json:
        json_object({"artifacts": maker.records, "people": maker.people, **more, "seconds": place.seconds})


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes people and says who they are."""

    service: CharacterService
    place: Place
    records: list[dict[str, object]] = field(default_factory=list)
    """Of the files that were written."""
    people: list[dict[str, object]] = field(default_factory=list)
    """Who they are."""

    def characters(self, requests: list[Message]) -> dict[str, object]:
        """Make one after the other; nothing more is said of them."""
        with bar("character", len(requests), quiet=self.place.json) as shown:
            for request in requests:
                assert isinstance(request, character_pb2.CharacterRequest)
                self._written(receive(here(self.service.generate, request, shown.stage)), shown)
        return {}

    def crowd(self, request: character_pb2.CrowdRequest) -> dict[str, object]:
        """Make a crowd; says how different its members look."""
        said: dict[str, object] = {}
        with bar("crowd", request.count, quiet=self.place.json) as shown:
            # Members are only told of when they are made: the bar has steps enough.
            assembly = CrowdAssembly()

            def take(event: Any) -> None:
                received = assembly.take(event)
                if received is None:
                    return
                result = received.result
                if isinstance(result, character_pb2.CharacterResult):
                    self._written(Received(result, received.files), shown)
                    return
                self._files(received)
                _say_unknown(result.unknown_words, note)
                said["smallest_distance"] = round(result.smallest_distance, 4)
                said["drawn_again"] = result.drawn_again

            for event in self.service.generate_crowd(request, Call(_CALL_ID), take):
                take(event)
        return said

    def _written(self, received: Member, shown: Bar) -> None:
        self._files(received)
        result = received.result
        person, measures = result.person, result.measures
        garments = [json_format.MessageToDict(each, preserving_proto_field_name=True) for each in result.garments]
        self.people.append(
            {
                "name": person.name,
                "role": person.role,
                "setting": person.setting,
                "seed": str(person.seed),
                "sex": round(person.shape.sex, 3),
                "age_years": round(person.shape.age_years, 2),
                "measures": {name: round(value, 4) for name, value in sorted(measures.items())},
                "recipe": result.recipe.sha256,
                **({"garments": garments} if garments else {}),
            }
        )
        _say_unknown(result.unknown_words, note)
        for garment in result.garments:
            note(_of_garment(garment))
        size = ", ".join(
            f"{measures[name]:.2f} {unit}" for name, unit in zip(_SHOWN, ("m", "kg"), strict=True) if name in measures
        )
        shown.step(f"{person.name}, {person.role or 'no role'}, {person.shape.age_years:.0f} years, {size}")

    def _files(self, received: Member | Received[character_pb2.CrowdResult]) -> None:
        records = write(received, self.place.out)
        self.records.extend(records)
        if not self.place.json:
            for record in records:
                line(str(record["path"]))


def _of_garment(garment: character_pb2.GarmentReport) -> str:
    """How a garment of somebody's own fits, in a line."""
    said = [
        f"{garment.vertices} vertices, {garment.crossings} of them inside the skin",
        f"{garment.crossing_triangles} of {garment.triangles} triangles through it",
        f"{garment.hidden_vertices} vertices of skin hidden",
    ]
    if garment.settled_vertices:
        said.append(f"{garment.settled_vertices} moved by up to {1000 * garment.settled_m:.1f} mm to lie on the body")
    if garment.lowered_arms:
        said.append("taken as made with lowered arms")
    if garment.moved_m:
        said.append(f"scaled by {garment.scale:.3f} from another body")
    return f"{garment.name}: {', '.join(said)}"


def _say_unknown(words: Sequence[str], say: Callable[[str], None]) -> None:
    if words:
        say("not understood: " + lexicon(vocabulary()).told(words))
