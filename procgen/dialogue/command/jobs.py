"""What ``procgen generate dialogue`` does with its requests: lines, a scene, or what is wrong with one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from google.protobuf.message import Message

from procgen.dialogue.wire.models import Models
from procgen.dialogue.wire.scene import check_scene
from procgen.dialogue.wire.service import DialogueService
from procgen.errors import Failed
from procgen.kit.command.asking import Given, Place
from procgen.kit.command.output import bar, json_object, line, note
from procgen.kit.command.recipes import MessageT, request_of_recipe
from procgen.kit.wire.call import Stream
from procgen.kit.wire.received import Received, here, receive, write
from procgen.runtime.files import prepare_folder
from procgen.v1 import dialogue_pb2 as pb


def make(requests: list[Message], given: Given, place: Place, *, fill: Path | None, check: Path | None) -> None:
    """Write lines, barks and descriptions, or a whole branching scene.

    Examples: `procgen generate dialogue --persona "a grumpy old smith called Bram" --intent refuse --mood weary`,
    `procgen generate dialogue --persona "a sly merchant" --scene haggle --format ink`
    """
    if check is not None:
        check_file(check, json=place.json)
        return
    service = given.domains.service(DialogueService)
    match requests[0]:
        case pb.LinesRequest() as request:
            _lines(service.generate_lines, request, place, "")
        case pb.SceneRequest() as request:
            _scene(service, request, place)
        case request:
            if fill is not None and (place.out / fill.name).resolve() == fill.resolve():
                raise Failed(f"{fill} would be written over", "Name another folder with --out.")
            _lines(service.fill_scene, request, place, "" if fill is None else fill.name)


def _lines(handler: Stream[Any], request: Message, place: Place, file_name: str) -> None:
    """Write lines, print them, and put their files into the folder, by another name if there is one."""
    prepare_folder(place.out)
    with bar("lines", 1, quiet=place.json) as shown:
        received: Received[Any] = receive(here(handler, request, shown.stage))
        shown.step(f"{len(received.result.lines)} lines")
    for artifact in received.result.artifacts:
        artifact.file_name = file_name or artifact.file_name
    records = write(received, place.out)
    notes = list(getattr(received.result, "notes", ()))
    if place.json:
        more: dict[str, object] = {"lines": [_record(said) for said in received.result.lines]}
        _say(records, more | ({"notes": notes} if notes else {}), place)
        return
    for said in received.result.lines:
        line(f"{said.speaker}: {said.text}" if said.speaker else said.text)
    for text in notes:
        note(text)


def _scene(service: DialogueService, request: pb.SceneRequest, place: Place) -> None:
    """Write a scene into the folder and say where."""
    prepare_folder(place.out)
    with bar("scene", 1, quiet=place.json) as shown:
        received = receive(here(service.generate_scene, request, shown.stage))
        result = received.result
        shown.step(f"{result.title}: {result.nodes} nodes, {result.lines} lines, {result.choices} choices")
    records = write(received, place.out)
    if place.json:
        scene = {name: getattr(result, name) for name in ("title", "summary", "nodes", "lines", "choices")}
        _say(records, {"scene": scene}, place)
        return
    for record in records:
        line(str(record["path"]))


def fill_request(request: pb.FillSceneRequest, source: Path) -> pb.FillSceneRequest:
    """A request with the file whose missing lines are wanted. Raises Failed where it is no text."""
    request.format, request.source = source.suffix.removeprefix("."), _read(source)
    return request


def check_file(source: Path, *, json: bool) -> None:
    """Say what is wrong with a scene.

    Raises:
        InvalidFields: the file can't be read as its format; names the line.
        Failed: there is no such file, or the scene has problems.
    """
    request = pb.CheckSceneRequest(format=source.suffix.removeprefix("."), source=_read(source))
    answer = check_scene(request)
    problems = [{"kind": each.kind, "place": each.place, "message": each.message} for each in answer.problems]
    if json:
        json_object({"problems": problems, "nodes": answer.nodes, "lines": answer.lines, "choices": answer.choices})
    else:
        for problem in problems:
            line(problem["message"])
        line(f"{answer.nodes} nodes, {answer.lines} lines, {answer.choices} choices")
    if problems:
        many = f"{len(problems)} problems" if len(problems) > 1 else "a problem"
        raise Failed(f"{source} has {many}", "Mend what is named above.")


def of_recipe(recipe: Path, domain: str, kind: type[MessageT], models: Models) -> MessageT:
    """As `request_of_recipe`; a language model of the user's counts as one that is there."""
    choice = models.choice
    more = models.digests(choice.name) if choice.where else {}
    return request_of_recipe(recipe, domain, kind, models.store, more)


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise Failed(f"{path} can't be read: {error}", "Name a UTF-8 text file.") from error


def _record(said: Any) -> dict[str, object]:
    return {name: getattr(said, name) for name in ("id", "speaker", "text", "intent", "mood", "source")}


def _say(records: list[dict[str, object]], more: dict[str, object], place: Place) -> None:
    json_object({"artifacts": records, **more, "seconds": place.seconds})
