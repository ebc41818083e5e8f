"""What ``procgen generate dialogue`` does once its flags are read: lines, or a scene."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from procgen.cli.output import bar, json_object, line, prepare_folder
from procgen.cli.received import here, receive, write
from procgen.cli.recipes import MessageT, request_of_recipe
from procgen.errors import Failed
from procgen.runtime.store import ModelStore
from procgen.services.dialogue_lines import DOMAIN as LINES_DOMAIN
from procgen.services.dialogue_models import Choice, Models
from procgen.services.dialogue_scene import DOMAIN as SCENE_DOMAIN
from procgen.services.dialogue_scene import FILL_DOMAIN, check_scene
from procgen.services.dialogue_service import DialogueService
from procgen.v1 import dialogue_pb2 as pb


@dataclass(frozen=True, slots=True)
class LinesJob:
    """Lines that are wanted."""

    request: pb.LinesRequest

    def run(
        self, store: ModelStore, choice: Choice, recipe: Path | None, out: Path, began: float, *, json: bool
    ) -> None:
        """Write the lines, print them, and put them into ``out``.

        Raises:
            ProcgenError: a file can't be read or written, or the request can't be met.
        """
        request, models = self.request, Models(store, choice)
        if recipe is not None:
            request = _of_recipe(recipe, LINES_DOMAIN, pb.LinesRequest, models)
            request.outputs.extend(self.request.outputs)
        prepare_folder(out)
        service = DialogueService(models)
        with bar("lines", 1, quiet=json) as shown:
            received = receive(here(service.generate_lines, request, shown.stage))
            shown.step(f"{len(received.result.lines)} lines")
        records = write(received, out)
        if json:
            said = [_record(said) for said in received.result.lines]
            _say(records, {"lines": said}, began)
            return
        for said in received.result.lines:
            line(f"{said.speaker}: {said.text}" if said.speaker else said.text)


@dataclass(frozen=True, slots=True)
class SceneJob:
    """A scene that is wanted."""

    request: pb.SceneRequest

    def run(
        self, store: ModelStore, choice: Choice, recipe: Path | None, out: Path, began: float, *, json: bool
    ) -> None:
        """Write the scene into ``out`` and say where. Raises as :meth:`LinesJob.run`."""
        request, models = self.request, Models(store, choice)
        if recipe is not None:
            request = _of_recipe(recipe, SCENE_DOMAIN, pb.SceneRequest, models)
            request.outputs.extend(self.request.outputs)
        prepare_folder(out)
        service = DialogueService(models)
        with bar("scene", 1, quiet=json) as shown:
            received = receive(here(service.generate_scene, request, shown.stage))
            result = received.result
            shown.step(f"{result.title}: {result.nodes} nodes, {result.lines} lines, {result.choices} choices")
        records = write(received, out)
        if json:
            scene = {name: getattr(result, name) for name in ("title", "summary", "nodes", "lines", "choices")}
            _say(records, {"scene": scene}, began)
            return
        for record in records:
            line(str(record["path"]))


@dataclass(frozen=True, slots=True)
class FillJob:
    """A file of the user's whose missing lines are wanted; the file itself is in its recipe."""

    request: pb.FillSceneRequest

    def run(
        self,
        store: ModelStore,
        choice: Choice,
        source: Path | None,
        recipe: Path | None,
        out: Path,
        began: float,
        *,
        json: bool,
    ) -> None:
        """Write a filled copy into ``out`` and say what was written. Raises as :meth:`LinesJob.run`."""
        request, models = self.request, Models(store, choice)
        if source is not None:
            if (out / source.name).resolve() == source.resolve():
                raise Failed(f"{source} would be written over", "Name another folder with --out.")
            request.format, request.source = source.suffix.removeprefix("."), _read(source)
        elif recipe is not None:
            request = _of_recipe(recipe, FILL_DOMAIN, pb.FillSceneRequest, models)
        prepare_folder(out)
        service = DialogueService(models)
        with bar("lines", 1, quiet=json) as shown:
            received = receive(here(service.fill_scene, request, shown.stage))
            shown.step(f"{len(received.result.lines)} lines")
        for artifact in received.result.artifacts:
            artifact.file_name = source.name if source is not None else artifact.file_name
        records = write(received, out)
        if json:
            _say(records, {"lines": [_record(said) for said in received.result.lines]}, began)
            return
        for said in received.result.lines:
            line(f"{said.speaker}: {said.text}" if said.speaker else said.text)


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


def _of_recipe(recipe: Path, domain: str, kind: type[MessageT], models: Models) -> MessageT:
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


def _say(records: list[dict[str, object]], more: dict[str, object], began: float) -> None:
    json_object({"artifacts": records, **more, "seconds": round(time.perf_counter() - began, 3)})
