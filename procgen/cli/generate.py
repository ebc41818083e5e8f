"""``procgen generate DOMAIN``: content without a running server."""

from __future__ import annotations

import json as json_module
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from google.protobuf import json_format
from google.protobuf.message import Message
from PIL import Image, UnidentifiedImageError

from procgen import __version__
from procgen.cli.output import bar, json_object, line, prepare_folder
from procgen.cli.terrain_files import Received, receive, write
from procgen.errors import Failed, InvalidFields, RecipeMismatch, Violation
from procgen.runtime.recipe import Recipe
from procgen.runtime.store import ModelStore
from procgen.services.call import Call
from procgen.services.terrain_service import TerrainService, output_number
from procgen.terrain.exporters import EXPORTERS
from procgen.terrain.landforms import LANDFORM_NAMES
from procgen.v1 import terrain_pb2

app = typer.Typer(help="Make content and write it to files.", no_args_is_help=True)

_DEFAULT_FORMATS = ["png16", "hillshade_png"]


def generate_terrain(
    service: TerrainService, request: terrain_pb2.TerrainRequest, progress: Callable[[str, float], None]
) -> Received:
    """One terrain, made in this process by the same service that the server runs."""

    def emit(event: Message) -> None:
        assert isinstance(event, terrain_pb2.TerrainEvent)
        progress(event.progress.stage, event.progress.fraction)

    return receive(service.generate(request, Call(request.request_id or "cli"), emit))


def read_sketch(path: Path, low_m: float, high_m: float) -> terrain_pb2.Sketch:
    """A sketch from a .npy of metres, or from a greyscale picture whose black is ``low_m`` and white ``high_m``.

    A picture's alpha channel, if it has one, is the weight.

    Raises:
        Failed: the file is neither.
    """
    wrong = Failed(f"the sketch {path} is not a picture or a two-dimensional .npy", "Name a PNG or a .npy of metres.")
    weights: list[float] = []
    try:
        if path.suffix == ".npy":
            heights = np.load(path, allow_pickle=False).astype(np.float32)
            if heights.ndim != 2:
                raise wrong
        else:
            with Image.open(path) as picture:
                picture.thumbnail((256, 256))
                if "A" in picture.getbands():
                    weights = [float(v) for v in np.asarray(picture.getchannel("A"), np.float32).ravel() / 255.0]
                grey = np.asarray(picture.convert("F"), np.float32)
                white = 65535.0 if picture.mode.startswith("I") else 255.0
            heights = np.float32(low_m) + grey / np.float32(white) * np.float32(high_m - low_m)
    except (UnidentifiedImageError, ValueError) as error:
        raise wrong from error
    depth, width = heights.shape
    return terrain_pb2.Sketch(width=width, depth=depth, heights_m=heights.ravel().tolist(), weights=weights)


def request_of_recipe(path: Path, store: ModelStore) -> terrain_pb2.TerrainRequest:
    """The request of a recipe file.

    Raises:
        Failed: the file is not a recipe.
        RecipeMismatch: other weights or another version made it, so that the bytes would not be the same.
    """
    try:
        text = path.read_text("utf-8")
        data = json_module.loads(text)
        if isinstance(data, dict) and isinstance(data.get("recipe"), dict):  # a sidecar holds one too
            text = json_module.dumps(data["recipe"])
        recipe = Recipe.from_json(text)
        request = json_format.ParseDict(dict(recipe.request), terrain_pb2.TerrainRequest())
    except (UnicodeDecodeError, ValueError, json_format.ParseError) as error:
        raise Failed(f"{path} is not a terrain recipe: {error}", "Name a .recipe.json or a file's .json.") from error
    if recipe.domain != "terrain":
        raise Failed(f"{path} is a recipe of {recipe.domain!r}", f"Use `procgen generate {recipe.domain}`.")
    if recipe.code_version != __version__:
        raise RecipeMismatch(
            f"the recipe was made by procgen {recipe.code_version}, this is {__version__}",
            f"Install procgen-server {recipe.code_version} to get the same bytes.",
        )
    for name, digest in recipe.model_sha256.items():
        entry = store.entries.get(name)
        if entry is None or entry.sha256 != digest:
            raise RecipeMismatch(
                f"the recipe was made with model {name} of sha256 {digest[:12]}…, which is not here",
                "Name the folder that holds it with --models.",
            )
    return request


@app.command("terrain")
def terrain(
    seed: Annotated[int, typer.Option(help="The world; --count takes the seeds that follow.")] = 1,
    size: Annotated[int, typer.Option(help="Pixels along one side, 64 to 2049.")] = 512,
    depth: Annotated[int | None, typer.Option(help="Rows, where the map is not square.")] = None,
    count: Annotated[int, typer.Option(min=1, max=100000, help="How many worlds.")] = 1,
    landform: Annotated[str, typer.Option(help="Kind of landscape: " + ", ".join(LANDFORM_NAMES) + ".")] = "",
    metres_per_pixel: Annotated[float | None, typer.Option(help="Spacing of the grid, metres. [default: 30]")] = None,
    relief: Annotated[float | None, typer.Option(help="Height difference within 256 x 256 pixels, metres.")] = None,
    mean_height: Annotated[float | None, typer.Option(help="Mean height, metres.")] = None,
    wander: Annotated[float | None, typer.Option(help="How far mean and relief may wander, 0 to 1.")] = None,
    sea_level: Annotated[float | None, typer.Option(help="Height of the sea, metres. [default: 0]")] = None,
    keep_sea_floor: Annotated[bool, typer.Option(help="Keep the ground below the sea.")] = False,
    x: Annotated[int, typer.Option(help="Western edge on the world's grid, pixels.")] = 0,
    z: Annotated[int, typer.Option(help="Northern edge on the world's grid, pixels.")] = 0,
    model: Annotated[str, typer.Option(help="diffusion, noise-fbm, noise-ridged, noise-warped or your own.")] = "",
    sketch: Annotated[Path | None, typer.Option(help="Picture or .npy with rough heights to follow.")] = None,
    sketch_low: Annotated[float, typer.Option(help="Height of black in the sketch, metres.")] = 0.0,
    sketch_high: Annotated[float, typer.Option(help="Height of white in the sketch, metres.")] = 1000.0,
    format: Annotated[  # noqa: A002
        list[str], typer.Option(help="What to write; repeatable: " + ", ".join(EXPORTERS) + ".")
    ] = _DEFAULT_FORMATS,
    recipe: Annotated[
        Path | None, typer.Option(help="Make what this recipe says; other parameters are ignored.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for the files.")] = Path("procgen-out"),
    models: Annotated[list[Path] | None, typer.Option(help="Folder with more models; repeatable.")] = None,
    threads: Annotated[int, typer.Option(min=0, max=256, help="Threads; 0 takes all processors.")] = 0,
    json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Make height maps.

    Example: `procgen generate terrain --landform alpine --seed 7 --size 513 --format unity_raw --format glb`
    """
    began = time.perf_counter()
    unknown = [
        Violation.of("--format", name, "one of " + ", ".join(EXPORTERS)) for name in format if name not in EXPORTERS
    ]
    if not 0 <= seed <= 2**64 - count:
        unknown.append(Violation.of("--seed", seed, "a whole number from 0 to 18446744073709551615"))
    for name, value in (("--x", x), ("--z", z), ("--size", size), ("--depth", depth or 0)):
        if not -(2**30) <= value <= 2**30:
            unknown.append(Violation.of(name, value, "a whole number from -1073741824 to 1073741824"))
    if size < 0 or (depth or 0) < 0:
        unknown.append(Violation.of("--size", min(size, depth or 0), "a whole number from 64 to 2049"))
    if unknown:
        raise InvalidFields(unknown)
    store = ModelStore(tuple(models or ()), threads=threads)
    service = TerrainService(store)
    outputs = [output_number(name) for name in dict.fromkeys(format)]
    if recipe is not None:
        requests = [request_of_recipe(recipe, store)]
    else:
        requests = [
            terrain_pb2.TerrainRequest(
                seed=seed + i,
                origin_x_px=x,
                origin_z_px=z,
                width_px=size,
                depth_px=size if depth is None else depth,
                metres_per_pixel=metres_per_pixel,
                model=model,
                landform=landform,
                mean_height_m=mean_height,
                relief_m=relief,
                wander=wander,
                sea_level_m=sea_level,
                keep_sea_floor=keep_sea_floor,
                sketch=read_sketch(sketch, sketch_low, sketch_high) if sketch is not None else None,
            )
            for i in range(count)
        ]
    prepare_folder(out)
    records: list[dict[str, object]] = []
    with bar("terrain", len(requests), quiet=json) as shown:
        for request in requests:
            request.outputs.extend(outputs)
            received = generate_terrain(service, request, shown.stage)
            written = write(received, out)
            records += written
            if not json:
                for record in written:
                    line(str(record["path"]))
            shown.step(f"seed {request.seed}")
    if json:
        json_object({"artifacts": records, "seconds": round(time.perf_counter() - began, 3)})
