"""``procgen demo``: what procgen makes, as files and as a page, through the real server."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import grpc
import typer

from procgen.cli.gallery import Exhibit, gallery_html
from procgen.cli.local_server import failed_call, local_server
from procgen.cli.output import bar, json_object, line, prepare_folder, write_file
from procgen.cli.terrain_files import Received, receive, write
from procgen.services.terrain_service import output_number
from procgen.terrain.exporters import EXPORTERS
from procgen.v1 import terrain_pb2, terrain_pb2_grpc

_ALL_FORMATS = tuple(EXPORTERS)
_PICTURES = ("png16", "hillshade_png", "exr", "r16")


@dataclass(frozen=True, slots=True)
class _Scene:
    title: str
    caption: str
    request: terrain_pb2.TerrainRequest
    formats: tuple[str, ...] = _ALL_FORMATS
    wide: bool = False


def _request(seed: int, side: int, landform: str, spacing: float, **more: object) -> terrain_pb2.TerrainRequest:
    return terrain_pb2.TerrainRequest(
        seed=seed,
        width_px=side,
        depth_px=side,
        landform=landform,
        metres_per_pixel=spacing,
        **more,  # type: ignore[arg-type]
    )


def _sketch() -> terrain_pb2.Sketch:
    """A ridge from the south-west to the north-east and a low plain beside it, as a few strokes would draw them."""
    side = 16
    heights = [
        1400.0 * max(0.0, 1.0 - abs(row + column - side + 1) / 5.0) + 60.0
        for row in range(side)
        for column in range(side)
    ]
    return terrain_pb2.Sketch(width=side, depth=side, heights_m=heights)


def _scenes() -> list[_Scene]:
    large = _request(22, 1025, "mountains", 30.0, relief_m=900.0)
    wide = _Scene("Thirty kilometres of mountains", "1025 x 1025 pixels, 30 m each", large, _PICTURES, wide=True)
    small = [
        ("Alpine", "alpine", 30.0, 23),
        ("Fjord coast", "fjord_coast", 50.0, 5),
        ("Volcanic island", "volcanic_island", 60.0, 12),
        ("Hills", "hills", 50.0, 7),
        ("Steep coast", "steep_coast", 60.0, 3),
        ("Dry mountains", "arid_mountains", 60.0, 9),
        ("Dunes", "dunes", 60.0, 2),
        ("Lunar highlands", "lunar_craters", 116.0, 4),
    ]
    scenes = [wide]
    for title, landform, spacing, seed in small:
        caption = f"257 x 257 pixels, {spacing:.0f} m each"
        scenes.append(_Scene(title, caption, _request(seed, 257, landform, spacing)))
    sketched = _request(6, 257, "mountains", 30.0)
    sketched.sketch.CopyFrom(_sketch())
    scenes.append(_Scene("From a sketch", "a ridge in 16 x 16 strokes, followed", sketched))
    plain = _request(7, 257, "hills", 50.0, model="noise-fbm")
    scenes.append(_Scene("For comparison: noise", "fractal noise with the relief of the hills above", plain))
    return scenes


def demo(
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = Path("procgen-demo"),
    threads: Annotated[int, typer.Option(min=0, max=256, help="Threads; 0 takes all processors.")] = 0,
    json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Start the server, ask it for some terrains as any client would, and write them with a page to look at.

    Example: `procgen demo --out demo`, then open demo/index.html
    """
    began = time.perf_counter()
    prepare_folder(out)
    scenes = _scenes()
    exhibits = []
    records: list[dict[str, object]] = []
    with local_server("--threads", str(threads)) as server, server.channel() as channel:
        stub = terrain_pb2_grpc.TerrainServiceStub(channel)
        with bar("terrain", len(scenes), quiet=json) as shown:
            for scene in scenes:
                scene.request.outputs.extend(map(output_number, scene.formats))
                try:
                    received = receive(stub.Generate(scene.request), shown.stage)
                except grpc.RpcError as error:
                    raise failed_call(error) from error
                written = write(received, out)
                records += written
                exhibits.append(_exhibit(scene, received))
                shown.step(scene.title)
    page = out / "index.html"
    seconds = time.perf_counter() - began
    write_file(page, gallery_html(exhibits, seconds).encode())
    if json:
        json_object({"artifacts": records, "page": str(page), "seconds": round(seconds, 3)})
    else:
        line(str(page))


def _exhibit(scene: _Scene, received: Received) -> Exhibit:
    result = received.result
    names = {artifact.kind: artifact.file_name for artifact in result.artifacts}
    return Exhibit(
        title=scene.title,
        caption=scene.caption,
        picture=names["hillshade_png"],
        heights=names["png16"],
        facts=(
            f"{result.height_min_m:.0f} to {result.height_max_m:.0f} m · made in {result.elapsed_ms / 1000.0:.2f} s "
            f"with its {len(names)} files"
        ),
        files=tuple(names.values()),
        recipe=received.recipe.to_json(),
        wide=scene.wide,
    )
