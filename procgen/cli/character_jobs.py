"""What ``procgen generate character`` does once its flags are read: one person, many, relatives, or a crowd."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from procgen.character.generate import DOMAIN
from procgen.cli.character_inputs import Edits, read_person
from procgen.cli.output import Bar, bar, json_object, line, note, prepare_folder
from procgen.cli.received import Received, Shown, here, receive, write
from procgen.cli.received_crowd import CrowdAssembly, Member
from procgen.cli.recipes import recipe_domain, request_of_recipe
from procgen.runtime.store import ModelStore
from procgen.services.call import Call
from procgen.services.character_crowd import DOMAIN as CROWD_DOMAIN
from procgen.services.character_service import CharacterService
from procgen.v1 import character_pb2, character_person_pb2

Person = character_person_pb2.Person
_CALL_ID = "cli"
_SHOWN = ("stature", "mass")


def generate_character(
    service: CharacterService, request: character_pb2.CharacterRequest, progress: Shown
) -> Received[character_pb2.CharacterResult]:
    """One character, made in this process by the same service that the server runs."""
    return receive(here(service.generate, request, progress))


@dataclass(slots=True)
class Job:
    """What is wanted."""

    conditions: character_person_pb2.Conditions
    text: str
    seed: int
    count: int
    edits: Edits
    vary: float | None
    locks: tuple[str, ...]
    outputs: list[character_pb2.CharacterOutput]
    file_name: str
    crowd: bool
    spread: float | None
    roles: Mapping[str, float]
    sheet: bool
    records: list[dict[str, object]] = field(default_factory=list)
    """Of the files that were written."""
    people: list[dict[str, object]] = field(default_factory=list)
    """Who they are."""

    def run(
        self,
        store: ModelStore,
        person: Path | None,
        recipe: Path | None,
        out: Path,
        began: float,
        *,
        json: bool,
    ) -> None:
        """Make everything, write it to ``out`` and say so.

        Raises:
            ProcgenError: a file can't be read or written, or a request can't be met.
        """
        service = CharacterService(store)
        more: dict[str, object] = {}
        if recipe is not None and recipe_domain(recipe, DOMAIN) == CROWD_DOMAIN:
            asked = request_of_recipe(recipe, CROWD_DOMAIN, character_pb2.CrowdRequest, store)
            asked.outputs.extend(self.outputs)
            asked.contact_sheet = self.sheet
            more = self._crowd(service, asked, out, json=json)
        elif recipe is not None:
            one = request_of_recipe(recipe, DOMAIN, character_pb2.CharacterRequest, store)
            self._characters(service, [one], out, json=json)
        elif self.crowd:
            more = self._crowd(service, self._crowd_request(), out, json=json)
        else:
            self._characters(service, list(self._requests(service, person)), out, json=json)
        if json:
            seconds = round(time.perf_counter() - began, 3)
            json_object({"artifacts": self.records, "people": self.people, **more, "seconds": seconds})

    def _requests(self, service: CharacterService, path: Path | None) -> Iterator[character_pb2.CharacterRequest]:
        """A request for each character. Whoever is changed or has relatives is drawn first."""
        if path is None and not self.edits and self.vary is None:
            for number in range(self.count):
                request = character_pb2.CharacterRequest(seed=self.seed + number, text=self.text)
                request.conditions.CopyFrom(self.conditions)
                yield request
            return
        call = Call(_CALL_ID)
        relatives = self.vary is not None
        if path is not None:
            people = [read_person(path)]
        else:
            people = [
                self._drawn(service, self.seed + number, call) for number in range(1 if relatives else self.count)
            ]
        if self.edits:
            people = [service.edit(self.edits.request(person, self.locks), call).person for person in people]
        if relatives:
            wanted = character_pb2.VaryRequest(
                person=people[0], seed=self.seed, count=self.count, amount=self.vary, locks=self.locks
            )
            people = [relative.person for relative in service.vary(wanted, call).persons]
        for person in people:
            yield character_pb2.CharacterRequest(person=person)

    def _drawn(self, service: CharacterService, seed: int, call: Call) -> Person:
        request = character_pb2.SampleRequest(seed=seed, count=1, conditions=self.conditions, text=self.text)
        answer = service.sample(request, call)
        _say_unknown(answer.unknown_words)
        return answer.persons[0].person

    def _characters(
        self, service: CharacterService, requests: list[character_pb2.CharacterRequest], out: Path, *, json: bool
    ) -> None:
        prepare_folder(out)
        with bar("character", len(requests), quiet=json) as shown:
            for number, request in enumerate(requests):
                request.outputs.extend(self.outputs)
                # Namesakes must not lie in one file.
                several = f"{self.file_name or DOMAIN}-{self.seed + number}"
                request.file_name = several if len(requests) > 1 else self.file_name
                self._written(generate_character(service, request, shown.stage), out, shown, json=json)

    def _crowd_request(self) -> character_pb2.CrowdRequest:
        return character_pb2.CrowdRequest(
            seed=self.seed,
            count=self.count,
            conditions=self.conditions,
            text=self.text,
            roles=self.roles,
            spread=self.spread,
            outputs=self.outputs,
            contact_sheet=self.sheet,
        )

    def _crowd(
        self, service: CharacterService, request: character_pb2.CrowdRequest, out: Path, *, json: bool
    ) -> dict[str, object]:
        """Make a crowd; says how different its members look."""
        prepare_folder(out)
        said: dict[str, object] = {}
        with bar("crowd", request.count, quiet=json) as shown:
            # Members are only told of when they are made: the bar has steps enough.
            assembly = CrowdAssembly()

            def take(event: Any) -> None:
                received = assembly.take(event)
                if received is None:
                    return
                result = received.result
                if isinstance(result, character_pb2.CharacterResult):
                    self._written(Received(result, received.files), out, shown, json=json)
                    return
                self._files(received, out, json=json)
                _say_unknown(result.unknown_words)
                said["smallest_distance"] = round(result.smallest_distance, 4)
                said["drawn_again"] = result.drawn_again

            for event in service.generate_crowd(request, Call(_CALL_ID), take):
                take(event)
        return said

    def _written(self, received: Member, out: Path, shown: Bar, *, json: bool) -> None:
        self._files(received, out, json=json)
        result = received.result
        person, measures = result.person, result.measures
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
            }
        )
        _say_unknown(result.unknown_words)
        size = ", ".join(
            f"{measures[name]:.2f} {unit}" for name, unit in zip(_SHOWN, ("m", "kg"), strict=True) if name in measures
        )
        shown.step(f"{person.name}, {person.role or 'no role'}, {person.shape.age_years:.0f} years, {size}")

    def _files(
        self,
        received: Member | Received[character_pb2.CrowdResult],
        out: Path,
        *,
        json: bool,
    ) -> None:
        records = write(received, out)
        self.records += records
        if not json:
            for record in records:
                line(str(record["path"]))


def _say_unknown(words: Sequence[str]) -> None:
    if words:
        note("not understood: " + ", ".join(words))
