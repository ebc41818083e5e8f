"""Crowds: their requests, and their members one after the other, sent as soon as each is made."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from procgen.character.people.brief import MAX_CHARACTERS
from procgen.character.people.collection import MAX_OUTFITS, Collection, design
from procgen.character.people.conditions import Conditions
from procgen.character.people.crowd import MAX_COUNT, Crowd, Statistics
from procgen.character.portrait.lookbook import FIGURE_PX, Swatch, lookbook, swatch_slots
from procgen.character.wire.conditions import Known, conditions_message, read_known
from procgen.character.wire.messages import rgb_number
from procgen.character.wire.outputs import (
    File,
    Picture,
    Sitting,
    contact_sheet,
    message_record,
    outfit_record,
    record_file,
    sheet_file,
    thumbnail,
)
from procgen.character.wire.request import Output, base_name, read_outputs, refuse
from procgen.character.wire.results import result_message
from procgen.character.wire.studio import Studio
from procgen.errors import InvalidFields, Violation
from procgen.kit.wire.artifacts import chunks, recipe_message
from procgen.kit.wire.call import Call
from procgen.kit.wire.request_id import request_id_violations
from procgen.runtime.recipe import Recipe
from procgen.v1 import character_pb2, common_pb2

DOMAIN: Final = "character_crowd"
OUTPUTS_MAX: Final = 4
SHEET_MEMBERS: Final = 100
DEFAULT_SPREAD: Final = 0.05

Event = character_pb2.CrowdEvent


@dataclass(frozen=True, slots=True, eq=False)
class WantedCrowd:
    """A crowd to make.

    Attributes:
        crowd: its members, by iteration.
        collection: what they wear; None for their roles' clothes.
        known: of all of them.
        outputs: what to send of each; nothing but the persons if empty.
        recipe: what makes the same crowd again.
    """

    crowd: Crowd
    collection: Collection | None
    known: Known
    outputs: tuple[Output, ...]
    recipe: Recipe


def read_crowd(message: character_pb2.CrowdRequest, studio: Studio, call: Call) -> WantedCrowd:
    """Check a request as a whole.

    Raises:
        InvalidFields: names every field that can't be accepted.
        ModelUnavailable: a network that persons are drawn by is missing or damaged.
    """
    found = request_id_violations(message.request_id)
    outputs = read_outputs(message.outputs, OUTPUTS_MAX, found)
    known = read_known(message.conditions, message.text, found)
    collection = _collection(message, known.conditions, found)
    spread = message.spread if message.HasField("spread") else DEFAULT_SPREAD
    roles = dict(message.roles)
    # What the domain can't say of a count that is none is said here; it is asked about the rest all the same.
    if not message.count:
        found.append(Violation.of("count", "missing", f"1 to {MAX_COUNT}"))
    try:
        crowd = Crowd(
            studio.people,
            known.conditions,
            message.seed,
            message.count or 1,
            spread=spread,
            roles=roles,
            collection=collection,
            checkpoint=call.checkpoint,
        )
    except InvalidFields as error:
        own = ("seed", "count", "spread", "roles")
        is_own = [each.field.split(".")[0] in own for each in error.violations]
        found += [each for each, mine in zip(error.violations, is_own, strict=True) if mine]
        found += known.wire_fields(each for each, mine in zip(error.violations, is_own, strict=True) if not mine)
    refuse(found)
    request = character_pb2.CrowdRequest(
        seed=message.seed,
        count=message.count,
        conditions=conditions_message(known.conditions),
        roles=roles,
        spread=spread,
        collection=message.collection,
    )
    models = {**studio.people_models, **studio.picture_models}
    return WantedCrowd(crowd, collection, known, outputs, Recipe(DOMAIN, message_record(request), models))


def _collection(
    message: character_pb2.CrowdRequest, conditions: Conditions, found: list[Violation]
) -> Collection | None:
    """What the members wear, where a sentence says."""
    if not message.collection:
        return None
    if len(message.collection) > MAX_CHARACTERS:
        said = f"{len(message.collection)} characters"
        found.append(Violation.of("collection", said, f"at most {MAX_CHARACTERS} characters"))
        return None
    if not message.collection.strip():
        found.append(Violation.of("collection", repr(message.collection), "a sentence"))
        return None
    return design(message.collection, message.seed, min(max(message.count, 1), MAX_OUTFITS), conditions.sex)


def make_crowd(
    message: character_pb2.CrowdRequest, studio: Studio, call: Call, emit: Callable[[Event], None]
) -> Iterator[Event]:
    """Make and send the members; returns the events that come last.

    Raises:
        InvalidFields: as :func:`read_crowd`; also where only some sexes or ages meet the conditions.
    """
    began = time.perf_counter()
    wanted = read_crowd(message, studio, call)
    emit(_progress("start", 0.0))
    first, portraits = 0, list[Picture]()
    shown_most = MAX_OUTFITS if wanted.collection else SHEET_MEMBERS
    members = iter(wanted.crowd)
    for index in range(message.count):
        started = time.perf_counter()
        try:
            drawn = next(members)
        except InvalidFields as error:
            raise InvalidFields(wanted.known.wire_fields(error.violations)) from error
        sitting = Sitting(drawn, studio, call.checkpoint)
        base = f"{index:05d}-{base_name(drawn.person, 'character')}"
        files = list(sitting.files(wanted.outputs, base))
        for offset, file in enumerate(files):
            for chunk in chunks(first + offset, file.data):
                emit(Event(chunk=chunk))
        result = result_message(sitting, files)
        result.elapsed_ms = (time.perf_counter() - started) * 1000.0
        emit(Event(member=character_pb2.CrowdMember(index=index, result=result, first_artifact=first)))
        first += len(files)
        if message.contact_sheet and index < shown_most:
            portraits.append(sitting.cut_out(FIGURE_PX) if wanted.collection else sitting.portrait())
        shown = next((file.picture for file in files if file.picture is not None), None)
        preview = thumbnail(shown, call.checkpoint) if shown is not None else b""
        emit(_progress("members", (index + 1) / (message.count + bool(message.contact_sheet)), preview))
    return _last(message, wanted, portraits, first, studio, call, began)


def _last(
    message: character_pb2.CrowdRequest,
    wanted: WantedCrowd,
    portraits: list[Picture],
    first: int,
    studio: Studio,
    call: Call,
    began: float,
) -> Iterator[Event]:
    statistics: Statistics = wanted.crowd.statistics
    result = character_pb2.CrowdResult(
        request_id=call.request_id,
        recipe=recipe_message(wanted.recipe),
        count=message.count,
        smallest_distance=statistics.smallest,
        drawn_again=statistics.drawn_again,
        unknown_words=wanted.known.unknown_words,
    )
    last = []
    for number, file in enumerate(_sheets(wanted, portraits, studio, call)):
        last += [Event(chunk=chunk) for chunk in chunks(first + number, file.data)]
        result.artifacts.append(file.artifact)
    if wanted.collection is not None:
        result.unknown_words.extend(wanted.collection.unknown)
    result.elapsed_ms = (time.perf_counter() - began) * 1000.0
    return iter([*last, Event(result=result)])


def _sheets(wanted: WantedCrowd, portraits: list[Picture], studio: Studio, call: Call) -> Iterator[File]:
    """The picture of all, and what is told of a collection."""
    collection, recipe = wanted.collection, wanted.recipe
    name = recipe.sha256[:12]
    if collection is None:
        if portraits:
            yield contact_sheet(portraits, recipe, call.checkpoint, f"crowd-{name}.png")
        return
    if portraits:
        swatches = []
        for label, slot in swatch_slots(collection):
            call.checkpoint()
            swatches.append(Swatch(label, studio.cloth.picture(slot)))
        page = lookbook(collection, list(zip(collection.outfits, portraits, strict=False)), swatches)
        yield sheet_file(page, recipe, call.checkpoint, f"lookbook-{name}.png", "lookbook")
    yield record_file(
        {**collection_record(collection), "recipe": json.loads(recipe.to_json())},
        "collection",
        f"collection-{name}.json",
    )


def collection_record(collection: Collection) -> dict[str, Any]:
    """A collection as JSON: palette, cloth, and each outfit as conditions that dress anybody so."""
    return {
        "text": collection.text,
        "seed": str(collection.seed),
        "cultures": list(collection.cultures),
        "setting": collection.setting,
        "palette": {
            role: {"name": name, "rgb": f"#{rgb_number(colour):06x}"}
            for role, (name, colour) in collection.palette.items()
        },
        "weaves": list(collection.weaves),
        "patterns": list(collection.patterns),
        "charge": collection.charge,
        "device": collection.device,
        "unknown_words": list(collection.unknown),
        "outfits": [
            {
                "title": outfit.title,
                "trade": outfit.trade,
                "role": outfit.role,
                "rank": outfit.rank,
                "sex": outfit.sex,
                "conditions": outfit_record(outfit.worn),
            }
            for outfit in collection.outfits
        ],
    }


def _progress(stage: str, fraction: float, preview: bytes = b"") -> Event:
    return Event(progress=common_pb2.Progress(stage=stage, fraction=fraction, preview_png=preview))
