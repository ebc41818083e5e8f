"""Draw the pictures of docs/layout.md into ``docs/images``: ``python docs/layout_images.py [NAME …]``.

All but ``layout-3d`` need nothing but the package; that one is photographed in the real Godot, which `bash tests/run`
installs.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from PIL import Image  # noqa: E402

from procgen.kit.command.pictures import RgbArray, jpeg, labelled, read_picture, side_by_side  # noqa: E402
from procgen.kit.wire.received import here, receive, show_nothing  # noqa: E402
from procgen.layout.art import TILE_PX, tile_pictures  # noqa: E402
from procgen.layout.parameters import FREE, KINDS  # noqa: E402
from procgen.layout.preview import picture_rgb, preview_rgb  # noqa: E402
from procgen.layout.reading import read_fixed  # noqa: E402
from procgen.layout.tiles import Tile  # noqa: E402
from procgen.layout.wire.outputs import output_number  # noqa: E402
from procgen.layout.wire.service import FREE_BYTE, LayoutService  # noqa: E402
from procgen.runtime.store import ModelStore  # noqa: E402
from procgen.v1 import layout_pb2  # noqa: E402
from tests.tools import godot  # noqa: E402

IMAGES = ROOT / "docs/images"
SEEDS = {"village": 3, "dungeon": 5, "cave": 4, "interior": 2, "city": 6, "biomes": 8}
SERVICE = LayoutService(ModelStore())
PHOTOGRAPH = """extends SceneTree


func _initialize() -> void:
	var scene: Node3D = (load("res://layout.tscn") as PackedScene).instantiate()
	root.add_child(scene)
	var sun := DirectionalLight3D.new()
	sun.rotation_degrees = Vector3(-52.0, -38.0, 0.0)
	sun.light_energy = 0.55
	sun.shadow_enabled = true
	root.add_child(sun)
	var around := Environment.new()
	around.background_mode = Environment.BG_COLOR
	around.background_color = Color(0.62, 0.74, 0.86)
	around.ambient_light_source = Environment.AMBIENT_SOURCE_COLOR
	around.ambient_light_color = Color.WHITE
	around.ambient_light_energy = 0.28
	var world := WorldEnvironment.new()
	world.environment = around
	root.add_child(world)
	var camera := Camera3D.new()
	camera.fov = 32.0
	root.add_child(camera)
	var middle := Vector3(%s, 0.0, %s)
	camera.look_at_from_position(middle + Vector3(14.0, 62.0, 72.0), middle)
	for frame in 6:
		await process_frame
	await RenderingServer.frame_post_draw
	root.get_texture().get_image().save_png("res://picture.png")
	quit()
"""


def made(kind: str, outputs: tuple[str, ...] = ("png",), side: int = 64, **fields: object) -> dict[str, bytes]:
    """Files of a layout by their kinds."""
    request = layout_pb2.LayoutRequest(kind=kind, width=side, depth=side)
    request.MergeFrom(layout_pb2.LayoutRequest(**fields))  # type: ignore[arg-type]
    request.outputs.extend(map(output_number, outputs))
    received = receive(here(SERVICE.generate, request, show_nothing))
    return {kind: received.file(kind) for kind in outputs}


def drawn(kind: str, px: int = 8, **fields: object) -> RgbArray:
    """A picture with so many pixels a tile."""
    picture = Image.fromarray(read_picture(made(kind, **fields)["png"]))  # type: ignore[arg-type]
    size = (picture.width * px // TILE_PX, picture.height * px // TILE_PX)
    return np.asarray(picture.resize(size, Image.Resampling.BOX))


def kinds() -> RgbArray:
    """One of each."""
    pictures = [labelled(drawn(kind, seed=SEEDS[kind], locks=2 if kind == "dungeon" else 0), kind) for kind in KINDS]
    return np.concatenate([side_by_side(pictures[:3]), side_by_side(pictures[3:])])


def tiles() -> RgbArray:
    """Each with its name."""
    cells = []
    for tile in Tile:
        picture = tile_pictures()[tile].repeat(6, axis=0).repeat(6, axis=1)
        cells.append(labelled(picture, tile.name.lower()))
    return np.concatenate([side_by_side(cells[row : row + 8]) for row in range(0, len(cells), 8)])


def density() -> RgbArray:
    """Three villages."""
    return side_by_side(
        [labelled(drawn("village", 10, side=40, seed=7, density=share), f"{share:g}") for share in (0.1, 0.5, 0.9)]
    )


def symmetry() -> RgbArray:
    """Three dungeons."""
    names = ("none", "west_east", "both")
    return side_by_side([labelled(drawn("dungeon", 10, side=40, seed=9, symmetry=name), name) for name in names])


def fixed() -> RgbArray:
    """A hall, and what was made around it."""
    kept = read_fixed((ROOT / "docs/examples/hall.csv").read_bytes(), ".csv")
    packed = np.where(kept == FREE, FREE_BYTE, kept).astype(np.uint8)
    depth, width = packed.shape
    shown = picture_rgb(np.where(kept == FREE, Tile.ROCK, kept).astype(np.uint8))
    free = (kept == FREE).repeat(TILE_PX, axis=0).repeat(TILE_PX, axis=1)
    shown = np.where(free[..., None], preview_rgb(np.full((1, 1), FREE_BYTE, np.uint8))[0, 0], shown)
    first = np.asarray(Image.fromarray(shown.astype(np.uint8)).resize((width * 12, depth * 12), Image.Resampling.BOX))
    others = [
        drawn("dungeon", 12, width=width, depth=depth, seed=seed, fixed_tiles=packed.tobytes()) for seed in (4, 5, 6)
    ]
    pictures = [labelled(first, "drawn")]
    pictures += [labelled(picture, f"seed {seed}") for seed, picture in zip((4, 5, 6), others, strict=True)]
    return np.concatenate([side_by_side(pictures[:2]), side_by_side(pictures[2:])])


def block_out() -> RgbArray:
    """A village in Godot."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        (project / "project.godot").write_text("config_version=5\n")
        scene = made("village", ("godot_gridmap_tscn",), 32, seed=SEEDS["village"])["godot_gridmap_tscn"]
        (project / "layout.tscn").write_bytes(scene)
        (project / "photograph.gd").write_text(PHOTOGRAPH % (32.0, 32.0))
        done = godot(["--path", project, "--script", "res://photograph.gd"], screen=True, timeout=600)
        assert done.returncode == 0, done.stdout
        return read_picture((project / "picture.png").read_bytes())[..., :3]


PICTURES: dict[str, Callable[[], RgbArray]] = {
    "layouts.jpg": kinds,
    "layout-tiles.png": tiles,
    "layout-density.jpg": density,
    "layout-symmetry.jpg": symmetry,
    "layout-fixed.jpg": fixed,
    "layout-3d.jpg": block_out,
}


def main() -> None:
    """Write those that are named, all if none is."""
    for name in sys.argv[1:] or PICTURES:
        picture = PICTURES[name]()
        if name.endswith(".jpg"):
            data = jpeg(picture)
        else:
            out = io.BytesIO()
            Image.fromarray(picture).save(out, "PNG", optimize=True)
            data = out.getvalue()
        (IMAGES / name).write_bytes(data)


if __name__ == "__main__":
    main()
