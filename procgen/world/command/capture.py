"""``procgen capture``."""

from __future__ import annotations

import json as json_format
import math
import shutil
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Final

import numpy as np
import OpenEXR
import typer
from PIL import Image

from procgen import __version__
from procgen.errors import Failed, InvalidFields, Violation
from procgen.kit.command.flags import TrustModels, model_store, read_given
from procgen.kit.command.output import bar, json_object, line, note
from procgen.kit.command.stopping import stopping
from procgen.runtime.files import prepare_folder, write_file
from procgen.runtime.store import default_threads
from procgen.world.capture.boxes import Thing
from procgen.world.capture.camera import Lens
from procgen.world.capture.check import Checked, check_picture
from procgen.world.capture.forms import coco
from procgen.world.capture.frame import size_bytes
from procgen.world.capture.label import DEPTH_EXR, INSTANCE, RECORD, SEMANTIC, Photo, picture_files
from procgen.world.capture.raw import RAW, read_raw
from procgen.world.capture.roads import RoadMap
from procgen.world.capture.way import MOST_PICTURES, STRETCH, Site, View, along_streets, read_way
from procgen.world.command.godot import Project, Run, find_godot, screen_before
from procgen.world.manifest import FORMAT
from procgen.world.scenario import hour_given

RECIPE: Final = "capture.json"
COCO: Final = "annotations/instances.json"
_WORK: Final = ".work"
_SCRIPT: Final = "capture/capture_command.gd"
_SET_FORMAT: Final = "procgen-capture"
_AUTO: Final = "auto"
_AHEAD: Final = 6
_LABELLERS: Final = 2
_POLL_S: Final = 0.05
_PATIENCE_S: Final = 600.0
_LEAST_PATIENCE_S: Final = 1.0
_MOST_JOBS: Final = 4
_WORTH_A_START: Final = 40
"""Pictures from which on another Godot is worth the seconds that it takes to open the world."""
_MOST_PX: Final = 4096
_FOV_DEG: Final = (10.0, 120.0)
_SHOWN_WRONG: Final = 20
_APPLIED: Final = ("hour", "weather", "wind_m_s", "visibility_km")
_WORLD: Final = "Name a folder of `generate world`."
_SET: Final = "Name a folder of `procgen capture`."
_RAW: Final = "Name a folder that ProcgenCapture left, after its End()."


class Renderer(Enum):
    """Godot's ways of drawing."""

    COMPATIBILITY = "compatibility"
    FORWARD_PLUS = "forward_plus"


_RENDERERS: Final = {
    Renderer.COMPATIBILITY: ("--rendering-driver", "opengl3"),
    Renderer.FORWARD_PLUS: ("--rendering-method", "forward_plus"),
}


def capture(
    world: Annotated[Path | None, typer.Argument(help="Folder of a world.")] = None,
    count: Annotated[
        int, typer.Option(min=1, max=MOST_PICTURES, help="Pictures; of a file's path, the first ones.")
    ] = 100,
    out: Annotated[Path | None, typer.Option(help="Folder of the data set; capture in the world's if none.")] = None,
    size: Annotated[str, typer.Option(help="WIDTHxHEIGHT of a picture, pixels.")] = "640x360",
    fov: Annotated[float, typer.Option(help="Degrees from a picture's lower to its upper edge; 10 to 120.")] = 60.0,
    path: Annotated[
        str, typer.Option(help="auto walks along the streets; else a JSON file of cameras (docs/capture.md).")
    ] = _AUTO,
    given: Annotated[
        list[str] | None,
        typer.Option(help="COLUMN=VALUE of another hour, of the table scenario; the manifest's hour if none is given."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Which streets, and which hour of those.")] = 1,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, max=64, help="Godots that draw side by side; one a core, up to 4, if none is said."),
    ] = None,
    patience: Annotated[
        float, typer.Option(help="Seconds without a picture until a Godot that hangs is ended; at least 1.")
    ] = _PATIENCE_S,
    renderer: Annotated[Renderer, typer.Option(help="Godot's renderer.")] = Renderer.COMPATIBILITY,
    photo: Annotated[
        Photo, typer.Option(help="How colours are written; jpg is a fifth as large. All labels are exact in both.")
    ] = Photo.PNG,
    on_screen: Annotated[
        bool, typer.Option("--on-screen", help="Draw on this computer's screen, by its graphics card.")
    ] = False,
    godot: Annotated[Path | None, typer.Option(help="Godot's program; godot4 or godot if none is named.")] = None,
    raw: Annotated[
        Path | None,
        typer.Option(help="Folder that Unity's ProcgenCapture left: its files are made, none is drawn."),
    ] = None,
    check: Annotated[
        Path | None, typer.Option(help="Check the labels of a data set by reprojection, and make none.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    models: Annotated[list[Path] | None, typer.Option(help="Folder with models of yours; repeatable.")] = None,
    trust_models: TrustModels = False,
) -> None:
    """Take labelled pictures of a world in Godot: colour, depth, normals, masks, boxes, flow and poses, in COCO's and
    KITTI's forms. Run again, it goes on where it stopped.

    Example: `procgen capture harbour --count 1000 --given weather=rain --out harbour-rain`
    """
    if check is not None:
        _check(check, json)
        return
    if raw is not None:
        _label_raw(raw, world, out or raw.with_name(f"{raw.name}-set"), photo, json)
        return
    if world is None:
        raise Failed("no world is named.", _WORLD)
    lens = _lens(size, fov)
    if not patience >= _LEAST_PATIENCE_S:
        raise InvalidFields([Violation.of("--patience", patience, f"at least {_LEAST_PATIENCE_S:g} seconds")])
    manifest, settlement = _read(world / "manifest.json"), _read(world / "settlement.json")
    if manifest.get("format") != FORMAT:
        raise Failed(f"{world / 'manifest.json'} is no manifest of a world.", _WORLD)
    wrong: list[Violation] = []
    wanted = read_given(given or [], wrong)
    if wrong:
        raise InvalidFields(wrong)
    hour: Mapping[str, Any] = manifest["scenario"]
    if wanted:
        hour = hour_given(wanted, seed, model_store(models, trust_models=trust_models))
    scenario = {name: hour[name] for name in _APPLIED}
    site = _site(world, manifest, settlement)
    views, said_path = _views(path, site, count, seed, float(scenario["hour"]))
    program, before = find_godot(godot), screen_before(on_screen)
    folder = out or world / "capture"
    prepare_folder(folder)
    recipe = {
        "format": _SET_FORMAT,
        "version": 1,
        "code_version": __version__,
        "world": manifest["recipe"],
        "scenario": scenario,
        "seed": seed,
        "path": said_path,
        "size_px": [lens.width_px, lens.height_px],
        "fov_deg": lens.fov_deg,
        "renderer": renderer.value,
        "photo": photo.value,
    }
    _begin(folder, recipe)
    left = [number for number in range(len(views)) if not (folder / RECORD.format(number)).is_file()]
    began = time.monotonic()
    if left:
        label = partial(picture_files, lens=lens, roads=RoadMap(site.roads, *site.size_m), photo=photo)
        plan = {
            "world": str(world.resolve()),
            "size": recipe["size_px"],
            "fov_deg": lens.fov_deg,
            "scenario": scenario,
            "ahead": _AHEAD,
            "patience_s": patience,
        }
        work = folder / _WORK
        shutil.rmtree(work, ignore_errors=True)
        try:
            with stopping() as stop:
                project = Project(program, work / "project", patience, stop)
                side_by_side = jobs or _jobs_for(len(left))
                runs = _Runs(project, plan, left, views, side_by_side, [*before], _RENDERERS[renderer], patience)
                try:
                    runs.label(folder, lens, views, label, len(left), stop, quiet=json)
                finally:
                    runs.end()
        finally:
            shutil.rmtree(work, ignore_errors=True)
    seconds = time.monotonic() - began
    _finish(folder, lens, recipe, len(views), photo)
    rate = len(left) / seconds if left else 0.0
    if json:
        json_object({"folder": str(folder), "pictures": len(views), "new": len(left), "seconds": round(seconds, 3)})
        return
    note(f"{len(left)} new pictures in {seconds:.0f} s, {rate:.2f} a second with the start")
    line(str(folder))


def _label_raw(raw: Path, world: Path | None, folder: Path, photo: Photo, json: bool) -> None:
    """Make the files of pictures that another engine left.

    Args:
        raw: where they are.
        world: whose roads are told apart from other ground; all is ground without one.
        folder: of the data set.
        photo: how colours are written.
        json: whether one JSON object is printed.
    """
    told = _read(raw / RAW, _RAW)
    lens, views = read_raw(told)
    things = {each.label: each for each in map(Thing.read, _read_list(raw / "things.json"))}
    roads = RoadMap([], 1.0, 1.0)
    if world is not None:
        site = _site(world, _read(world / "manifest.json"), _read(world / "settlement.json"))
        roads = RoadMap(site.roads, *site.size_m)
    recipe = {
        "format": _SET_FORMAT,
        "version": 1,
        "code_version": __version__,
        "world": _read(world / "manifest.json")["recipe"] if world else None,
        "engine": told["engine"],
        "size_px": [lens.width_px, lens.height_px],
        "fov_deg": lens.fov_deg,
        "photo": photo.value,
    }
    prepare_folder(folder)
    _begin(folder, recipe)
    began = time.monotonic()
    with bar("picture", len(views), quiet=json) as shown:
        for number, view in enumerate(views):
            said, data = _read(raw / f"{number:06d}.json", _RAW), _bytes_of(raw / f"{number:06d}.bin", lens)
            # What is met on the way has its label from then on.
            for each in map(Thing.read, said["things"]):
                things.setdefault(each.label, each)
            _write(folder, partial(picture_files, number, view, lens, data, said, things, roads, photo))
            shown.step(f"{number:06d}")
    _finish(folder, lens, recipe, len(views), photo)
    if json:
        seconds = round(time.monotonic() - began, 3)
        json_object({"folder": str(folder), "pictures": len(views), "new": len(views), "seconds": seconds})
        return
    line(str(folder))


def _read_list(path: Path) -> list[dict[str, Any]]:
    try:
        found = json_format.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Failed(f"{path} can't be read: {error}", _RAW) from error
    if not isinstance(found, list):
        raise Failed(f"{path} is not what it should be: a list of things.", _RAW)
    return found


def _bytes_of(path: Path, lens: Lens) -> bytes:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Failed(f"{path} can't be read: {error}", _RAW) from error
    if len(data) != size_bytes(lens):
        raise Failed(f"{path} has {len(data)} bytes of a picture, not {size_bytes(lens)}.", _RAW)
    return data


class _Runs:
    """Godots side by side, and what they leave."""

    def __init__(
        self,
        project: Project,
        plan: Mapping[str, Any],
        left: list[int],
        views: list[View],
        jobs: int,
        before: list[str],
        renderer: tuple[str, ...],
        patience_s: float,
    ) -> None:
        self._runs: list[Run] = []
        self._spools: list[Path] = []
        self._patience_s = patience_s
        self._things: dict[int, Thing] = {}
        # Pictures of one street stay together: what stands there is fetched once.
        shares = [[number for number in left if number // STRETCH % jobs == job] for job in range(jobs)]
        self._shares = [len(each) for each in shares if each]
        for job, share in enumerate(each for each in shares if each):
            spool = project.folder.parent / f"spool-{job}"
            spool.mkdir()
            pictures = [_told(number, views[number]) for number in share]
            file = project.folder.parent / f"plan-{job}.json"
            file.write_text(json_format.dumps({**plan, "spool": str(spool), "pictures": pictures}), encoding="utf-8")
            self._spools.append(spool)
            self._runs.append(project.script(_SCRIPT, file, before=before, renderer=renderer))
        self._came_s = [time.monotonic()] * len(self._runs)

    def label(
        self,
        folder: Path,
        lens: Lens,
        views: list[View],
        files: Callable[..., Mapping[str, bytes]],
        count: int,
        stop: threading.Event,
        *,
        quiet: bool,
    ) -> None:
        """Turn what they leave into files, as it comes.

        Raises:
            Failed: a Godot ended too soon, or left nothing for longer than the patience. What all of them left until
                then has its files.
            KeyboardInterrupt: ``stop`` was set.
        """
        labelling: dict[Future[None], str] = {}
        with bar("picture", count, quiet=quiet) as shown, ThreadPoolExecutor(_LABELLERS) as pool:
            done = 0
            problem = ""
            while done < count:
                if stop.is_set():
                    raise KeyboardInterrupt
                # Asked for first: what a Godot left before it was over is found then.
                problem = problem or self._problem()
                new = self._new(lens)
                for number, data, said in new:
                    labelled = partial(files, number, views[number], data=data, said=said, things=self._things)
                    labelling[pool.submit(_write, folder, labelled)] = f"{number:06d}"
                for task in [each for each in labelling if each.done()]:
                    task.result()
                    shown.step(labelling.pop(task))
                    done += 1
                if problem and not new and not labelling:
                    raise Failed(f"{problem} {done} of {count} pictures came of it.", "Run it again to go on.")
                if len(labelling) > _AHEAD:
                    wait(labelling, return_when=FIRST_COMPLETED)
                elif not new:
                    time.sleep(_POLL_S)
        for run in self._runs:
            if run.complaints:
                note(f"Godot complained: {run.complaints[0]}")

    def _new(self, lens: Lens) -> list[tuple[int, bytes, dict[str, Any]]]:
        """Pictures that were left since the last look: number, bytes, and what is said of them."""
        found = []
        for job, spool in enumerate(self._spools):
            for file in sorted(spool.glob("[0-9]*.json")):
                said, data = self._taken(file, lens)
                found.append((int(file.stem), data, said))
                self._came_s[job] = time.monotonic()
                self._shares[job] -= 1
        return found

    def _problem(self) -> str:
        """Why there will be no more pictures from one of them; all are ended then. Nothing if there will be."""
        for job, run in enumerate(self._runs):
            code = run.code
            quiet_s = min(time.monotonic() - self._came_s[job], run.quiet_s)
            if not self._shares[job]:
                continue
            if code is not None and not any(self._spools[job].glob("[0-9]*.json")):
                said = f"Godot ended too soon: {run.last_words().rstrip('.')}."
            elif code is None and quiet_s > self._patience_s:
                stage = run.said.get("stage", "starts")
                said = f"Godot hangs: for {quiet_s:.0f} s nothing came of it while it {stage}. It was ended."
            else:
                continue
            self.end()
            return said
        return ""

    def end(self) -> None:
        """End all of them."""
        for run in self._runs:
            run.end()

    def _taken(self, file: Path, lens: Lens) -> tuple[dict[str, Any], bytes]:
        """What is said of a picture, and its bytes, which are gone afterwards."""
        if not self._things:
            told = json_format.loads((file.parent / "things.json").read_text(encoding="utf-8"))
            self._things = {each["label"]: Thing.read(each) for each in told}
        said: dict[str, Any] = json_format.loads(file.read_text(encoding="utf-8"))
        for each in said["things"]:
            if each["label"] not in self._things:
                self._things[each["label"]] = Thing.read(each)
        bytes_file = file.with_suffix(".bin")
        data = bytes_file.read_bytes()
        if len(data) != size_bytes(lens):
            raise Failed(
                f"Godot left {len(data)} bytes of a picture, not {size_bytes(lens)}.", "Run it again to go on."
            )
        file.unlink()
        bytes_file.unlink()
        return said, data


def _write(folder: Path, files: Callable[[], Mapping[str, bytes]]) -> None:
    for name, content in files().items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        write_file(path, content)


def _jobs_for(pictures: int) -> int:
    """How many Godots side by side are quickest for so many pictures."""
    return max(1, min(default_threads(), _MOST_JOBS, pictures // _WORTH_A_START))


def _told(number: int, view: View) -> dict[str, Any]:
    return {
        "number": number,
        "at_m": view.pose.at_m.tolist(),
        "axes": view.pose.axes.T.tolist(),
        "second": view.second,
    }


def _lens(size: str, fov: float) -> Lens:
    wrong: list[Violation] = []
    width, _, height = size.lower().partition("x")
    sides = [int(side) if side.isascii() and side.isdigit() else 0 for side in (width, height)]
    if not all(1 <= side <= _MOST_PX for side in sides):
        wrong.append(Violation.of("--size", size, f"WIDTHxHEIGHT, each 1 to {_MOST_PX}, such as 640x360"))
    if not math.isfinite(fov) or not _FOV_DEG[0] <= fov <= _FOV_DEG[1]:
        wrong.append(Violation.of("--fov", fov, f"{_FOV_DEG[0]:g} to {_FOV_DEG[1]:g} degrees"))
    if wrong:
        raise InvalidFields(wrong)
    return Lens(sides[0], sides[1], fov)


def _site(world: Path, manifest: Mapping[str, Any], settlement: Mapping[str, Any]) -> Site:
    try:
        heights = np.load(world / "ground/heights.npy", allow_pickle=False)
    except (OSError, ValueError) as error:
        raise Failed(f"{world / 'ground/heights.npy'} can't be read: {error}", _WORLD) from error
    middle = settlement.get("settlement") or {}
    ground = manifest["ground"]
    place = float(middle.get("x_m", ground["width_m"] / 2)), float(middle.get("z_m", ground["depth_m"] / 2))
    things = _read(world / "props.json").get("props", []) if (world / "props.json").exists() else []
    spacing, houses = float(ground["metres_per_pixel"]), settlement.get("buildings", [])
    return Site(heights, spacing, settlement.get("roads", []), place, houses, things)


def _views(path: str, site: Site, count: int, seed: int, hour: float) -> tuple[list[View], Any]:
    """What is taken, and how the recipe says so."""
    if path == _AUTO:
        return along_streets(site, count, seed, hour), _AUTO
    try:
        entries = json_format.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Failed(f"--path: {path} can't be read: {error}", "Name a file of cameras, or auto.") from error
    return read_way(entries, site, hour)[:count], entries


def _begin(folder: Path, recipe: Mapping[str, Any]) -> None:
    """Write the recipe, or see that a data set that is there has the same."""
    file = folder / RECIPE
    if file.is_file():
        before = _read(file, _SET)
        other = sorted(key for key in recipe if before.get(key) != recipe[key])
        if other:
            raise Failed(
                f"{folder} holds pictures with another {' and another '.join(other)}.",
                "Name another folder with --out, or ask for the same to go on.",
            )
        return
    if any(each.name != _WORK for each in folder.iterdir()):
        raise Failed(f"{folder} holds other files.", "Name a new folder with --out.")
    write_file(file, (json_format.dumps(recipe, indent=1) + "\n").encode())


def _finish(folder: Path, lens: Lens, recipe: Mapping[str, Any], count: int, photo: Photo) -> None:
    """Write what is made of all pictures."""
    frames = [_read(folder / RECORD.format(number), _SET) for number in range(count)]
    (folder / COCO).parent.mkdir(exist_ok=True)
    write_file(folder / COCO, (json_format.dumps(coco(frames, lens, recipe, photo.path)) + "\n").encode())
    poses = [(folder / f"pose/{number:06d}.txt").read_bytes() for number in range(count)]
    write_file(folder / "poses.txt", b"".join(poses))


def _check(folder: Path, json: bool) -> None:
    recipe = _read(folder / RECIPE, _SET)
    if recipe.get("format") != _SET_FORMAT:
        raise Failed(f"{folder / RECIPE} is no recipe of a data set.", _SET)
    width, height = recipe["size_px"]
    lens = Lens(width, height, recipe["fov_deg"])
    files = sorted((folder / "frames").glob("[0-9]*.json"))
    if not files:
        raise Failed(f"{folder} holds no pictures.", _SET)
    found = Checked()
    with bar("checked", len(files), quiet=True) as shown:
        for file in files:
            record = _read(file, _SET)
            number = record["number"]
            label, semantic = (_picture(folder / name.format(number)) for name in (INSTANCE, SEMANTIC))
            check_picture(record, lens, label, semantic, _depths(folder / DEPTH_EXR.format(number)), found)
            shown.step(file.stem)
    counted = {"pictures": found.pictures, "masks": found.masks, "pixels": found.pixels, "wrong": len(found.wrong)}
    if json:
        json_object({**counted, "furthest_m": round(found.furthest_m, 4), "problems": found.wrong[:_SHOWN_WRONG]})
    else:
        for each in found.wrong[:_SHOWN_WRONG]:
            note(each)
        line(
            f"{found.pictures} pictures, {found.masks} masks of {found.pixels} pixels: {len(found.wrong)} wrong; "
            f"at most {100.0 * found.furthest_m:.1f} cm outside of a box"
        )
    if found.wrong:
        raise Failed(f"{len(found.wrong)} masks of {folder} are wrong, such as: {found.wrong[0]}", "Make it anew.")


def _picture(path: Path) -> Any:
    try:
        with Image.open(path) as picture:
            return np.asarray(picture)
    except (OSError, ValueError) as error:
        raise Failed(f"{path} can't be read: {error}", "Make the data set anew.") from error


def _depths(path: Path) -> Any:
    try:
        return OpenEXR.File(str(path)).channels()["Z"].pixels
    except (OSError, RuntimeError, KeyError) as error:
        raise Failed(f"{path} can't be read: {error}", "Make the data set anew.") from error


def _read(path: Path, remedy: str = _WORLD) -> dict[str, Any]:
    try:
        found = json_format.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Failed(f"{path} can't be read: {error}", remedy) from error
    if not isinstance(found, dict):
        raise Failed(f"{path} is not what it should be: a JSON object.", remedy)
    return found
