"""Make the pictures of the README and the pages with the packaged weights: ``python docs/make_images.py``.

They are made of the same requests as the commands in ``terrain.md`` and ``texture.md``, and of the same files in
``examples``. ``python docs/make_images.py textures`` makes those of the materials alone, ``people`` those of people.
"""

from __future__ import annotations

import argparse
import json
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
from character_images import CHARACTER_PICTURES
from google.protobuf import json_format
from motion_images import MOTION_PICTURES

from procgen.character.wire.service import CharacterService
from procgen.kit.command.pictures import (
    RgbArray,
    coloured,
    jpeg,
    labelled,
    outlined,
    read_picture,
    side_by_side,
    with_lines,
)
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.received import Received, here, receive, show_nothing
from procgen.runtime.store import ModelStore
from procgen.terrain.command.drawing import SLOPE_STOPS, WETNESS_STOPS, biomes_drawn, materials_drawn, shading
from procgen.terrain.command.inputs import read_sketch
from procgen.terrain.command.sculpting import read_erosion
from procgen.terrain.landforms import LANDFORM_NAMES
from procgen.terrain.preview import with_water
from procgen.terrain.wire.outputs import output_number
from procgen.terrain.wire.service import TerrainService
from procgen.texture.classes import CLASS_NAMES
from procgen.texture.command.inputs import read_mask, send_photo
from procgen.texture.generate import generate, texture_models
from procgen.texture.preview import thumbnail_rgb
from procgen.texture.wire import outputs as texture_outputs
from procgen.texture.wire.request import read_request
from procgen.texture.wire.service import TextureService
from procgen.v1 import terrain_controls_pb2, terrain_pb2, texture_pb2

FOLDER = Path(__file__).parent / "images"
EXAMPLES = Path(__file__).parent / "examples"
SIDE = 384
TILE, LAYER_SIDE = 256, 192
RIDGE_RGB, RIVER_RGB, ROAD_RGB, FLAT_RGB = (178, 76, 40), (38, 104, 168), (70, 70, 74), (128, 62, 152)
PALETTE_RGB = ((150, 146, 150), (146, 184, 112), (104, 166, 204), (214, 168, 110))
WATER = ("river_png", "lake_png")


class Studio:
    """Makes terrain and materials, in this process."""

    def __init__(self, threads: int) -> None:
        store = ModelStore(threads=threads)
        self.blobs = BlobStore()
        self._service = TerrainService(store, self.blobs)
        self._store = store
        self._textures = TextureService(store, self.blobs)
        self.characters = CharacterService(store)

    def make(self, request: terrain_pb2.TerrainRequest, *outputs: str) -> Received[terrain_pb2.TerrainResult]:
        """A terrain with its heights and hillshade, and further outputs."""
        request.outputs.extend(map(output_number, ("heights_f32", "hillshade_png", *outputs)))
        return receive(here(self._service.generate, request, show_nothing))

    def view(self, request: terrain_pb2.TerrainRequest) -> RgbArray:
        """Its hillshade."""
        return read_picture(self.make(request).file("hillshade_png"))

    def tile(self, request: texture_pb2.TextureRequest, *, ball: bool = False) -> RgbArray:
        """A material under light: its tile, and a ball of it to the left where that is wanted; 256 pixels high."""
        kinds = ("ball_png", "thumbnail_png") if ball else ("thumbnail_png",)
        request.outputs.extend(map(texture_outputs.output_number, kinds))
        made = receive(here(self._textures.generate, request, show_nothing))
        return np.concatenate([read_picture(made.file(kind)) for kind in kinds], axis=1)

    def sheet(self, request: texture_pb2.TextureRequest) -> RgbArray:
        """What is divided into strips or cards, under light, at its own size."""
        parameters, _ = read_request(request, texture_models(self._store), self.blobs)
        return thumbnail_rgb(generate(parameters, self._store).surface, request.width_px)

    def tiles(self, request: texture_pb2.TextureSetRequest) -> list[tuple[str, RgbArray]]:
        """The materials of a set under light, each with its layer's name."""
        request.shared.outputs.append(texture_outputs.output_number("thumbnail_png"))
        made: Received[texture_pb2.TextureSetResult] = receive(here(self._textures.generate_set, request, show_nothing))
        return [(each.layer, read_picture(made.files[each.first_artifact])) for each in made.result.materials]


def asked(
    seed: int, landform: str = "", *, example: str = "", side: int = SIDE, **more: object
) -> terrain_pb2.TerrainRequest:
    """A request, with the controls of an example."""
    request = terrain_pb2.TerrainRequest(
        seed=seed,
        landform=landform,
        width_px=side,
        depth_px=side,
        **more,  # type: ignore[arg-type]
    )
    if example:
        json_format.ParseDict(json.loads((EXAMPLES / example).read_text()), request)
    return request


def circle(x: float, z: float, radius: float) -> list[tuple[float, float]]:
    """Points around a place."""
    turns = np.linspace(0.0, 2.0 * np.pi, 49)
    return [(x + radius * float(np.cos(turn)), z + radius * float(np.sin(turn))) for turn in turns]


def heights_of(received: Received[terrain_pb2.TerrainResult]) -> np.ndarray:
    """(depth, width) metres."""
    return np.frombuffer(received.file("heights_f32"), "<f4").reshape(received.result.depth_px, -1)


def landforms(studio: Studio) -> RgbArray:
    """One picture for each landform."""
    return side_by_side(
        [
            labelled(studio.view(asked(40 + index, name, side=224, metres_per_pixel=60.0)), name)
            for index, name in enumerate(LANDFORM_NAMES)
        ],
        7,
    )


def chosen(studio: Studio) -> RgbArray:
    """Eight of them, larger."""
    which = (
        ("alpine", 30.0, 23),
        ("fjord_coast", 50.0, 5),
        ("volcanic_island", 60.0, 12),
        ("hills", 50.0, 7),
        ("steep_coast", 60.0, 3),
        ("arid_mountains", 60.0, 9),
        ("mountain_front", 60.0, 8),
        ("alpine_glacial", 60.0, 6),
    )
    return side_by_side(
        [studio.view(asked(seed, name, side=256, metres_per_pixel=spacing)) for name, spacing, seed in which], 4
    )


def levels(studio: Studio) -> RgbArray:
    """The same place, and more and more around it."""
    views = []
    side = 256
    for level in (0, 2, 4):
        request = asked(22, "mountains", side=side, level=level)
        request.origin_x_px = request.origin_z_px = 2048 // 2**level - side // 2
        km = 30.0 * side * 2**level / 1000.0
        views.append(labelled(studio.view(request), f"level {level}: {km:.0f} km"))
    return side_by_side(views)


def metre(studio: Studio) -> RgbArray:
    """A mountain, its side, and the ground underfoot."""
    views = []
    side = 320
    for refinements, spacing in enumerate((64.0, 8.0, 1.0)):
        request = asked(11, "mountains", side=side, metres_per_pixel=spacing, refinements=refinements)
        request.origin_x_px = request.origin_z_px = 330 * 8**refinements - side // 2
        views.append(labelled(studio.view(request), f"{spacing:g} m a pixel, --refinements {refinements}"))
    return side_by_side(views)


def world(studio: Studio) -> RgbArray:
    """A wide map with its water."""
    request = asked(22, "mountains", example="rivers.json", relief_m=900.0)
    request.width_px, request.depth_px = 2048, 1024
    return studio.view(request)


def sketch(studio: Studio) -> RgbArray:
    """What was drawn, and what came of it for two seeds."""
    drawn = read_sketch(EXAMPLES / "sketch.png", 60.0, 1500.0)
    grey = (np.reshape(drawn.heights_m, (drawn.depth, drawn.width)) - 60.0) / 1440.0
    large = np.kron(grey, np.ones((SIDE // drawn.depth, SIDE // drawn.width)))
    shown = np.repeat((large * 255.0).astype(np.uint8)[..., None], 3, axis=-1)
    views = []
    for seed in (3, 4):
        request = asked(seed)
        request.sketch.CopyFrom(drawn)
        views.append(labelled(studio.view(request), f"seed {seed}"))
    return side_by_side([labelled(shown, "sketch.png"), *views])


def strokes(studio: Studio) -> RgbArray:
    """Before, the strokes, and after."""
    before = studio.view(asked(6, "mountains"))
    request = asked(6, "mountains", example="strokes.json")
    lines = [
        ([(p.x_px, p.z_px) for p in stroke.points], RIDGE_RGB if "RIDGE" in kind else RIVER_RGB)
        for stroke in request.strokes
        for kind in (terrain_controls_pb2.StrokeKind.Name(stroke.kind),)
    ]
    return side_by_side(
        [
            labelled(before, "without"),
            labelled(with_lines(before, lines), "a ridge and a river"),
            labelled(studio.view(request), "with them"),
        ]
    )


def lock(studio: Studio) -> RgbArray:
    """One world, another, and the other with a piece of the first kept."""
    left, top, width, depth = 100, 120, 190, 150
    old = studio.make(asked(3, "mountains"))
    kept = np.ascontiguousarray(heights_of(old)[top : top + depth, left : left + width])
    request = asked(31, "mountains")
    area = terrain_controls_pb2.WorldArea(origin_x_px=left, origin_z_px=top, width_px=width, depth_px=depth)
    request.lock.CopyFrom(
        terrain_controls_pb2.Lock(area=area, heights_f32=zlib.compress(kept.tobytes()), compressed=True)
    )
    made = studio.make(request)
    if heights_of(made)[top : top + depth, left : left + width].tobytes() != kept.tobytes():
        raise RuntimeError("the lock was not kept")
    views = [read_picture(old.file("hillshade_png")), studio.view(asked(31, "mountains"))]
    views.append(read_picture(made.file("hillshade_png")))
    frame = (left, top, width, depth)
    return side_by_side(
        [
            labelled(outlined(views[0], *frame), "seed 3, a piece to keep"),
            labelled(views[1], "seed 31"),
            labelled(outlined(views[2], *frame), "seed 31 around the piece"),
        ]
    )


def seeds(studio: Studio) -> RgbArray:
    """From one seed to another."""
    strip = []
    for share in (0.0, 0.15, 0.4, 0.7, 1.0):
        request = asked(7, "alpine", side=240)
        request.variation.CopyFrom(terrain_controls_pb2.SeedMix(other_seed=8, share=share))
        strip.append(labelled(studio.view(request), f"{share:g}"))
    return side_by_side(strip)


def landform_map(studio: Studio) -> RgbArray:
    """The map, and the land."""
    request = asked(9, example="landform_map.json", side=512, metres_per_pixel=60.0)
    drawn = request.landform_map
    cells = np.frombuffer(drawn.indices, np.uint8).reshape(drawn.depth, drawn.width)
    colours = np.empty((512, 512, 3), np.uint8)
    for (row, column), entry in np.ndenumerate(cells):
        down, across = (
            slice(512 * i // n, 512 * (i + 1) // n) for i, n in zip((row, column), cells.shape, strict=True)
        )
        colours[down, across] = PALETTE_RGB[entry]
        colours[down, across] = labelled(colours[down, across], drawn.palette[entry].landform)
    return side_by_side([colours, labelled(studio.view(request), "seed 9")])


def constraints(studio: Studio) -> RgbArray:
    """Level ground, a road and a point."""
    before = studio.view(asked(3, "mountains"))
    request = asked(3, "mountains", example="constraints.json")
    demands = request.constraints
    lines = [([(p.x_px, p.z_px) for p in road.points], ROAD_RGB) for road in demands.roads]
    for place in demands.flat_areas:
        corners = [(p.x_px, p.z_px) for p in place.corners]
        corners = circle(*corners[0], place.radius_px) if len(corners) == 1 else [*corners, corners[0]]
        lines.append((corners, FLAT_RGB))
    lines += [(circle(p.x_px, p.z_px, 3.0), RIDGE_RGB) for p in demands.points]
    return side_by_side(
        [
            labelled(before, "without"),
            labelled(with_lines(before, lines), "two flat areas, a road, a summit"),
            labelled(studio.view(request), "with them"),
        ]
    )


def stamps(studio: Studio) -> RgbArray:
    """Before, with stamps, and worn by water after that."""
    before = studio.view(asked(3, "hills"))
    request = asked(3, "hills", example="stamps.json")
    stamped = studio.view(request)
    request = asked(3, "hills", example="stamps.json")
    request.erosion.CopyFrom(read_erosion(EXAMPLES / "erosion.png"))
    return side_by_side(
        [
            labelled(before, "without"),
            labelled(stamped, "a volcano, a crater, a mesa"),
            labelled(studio.view(request), "and worn by water"),
        ]
    )


def erosion(studio: Studio) -> RgbArray:
    """What each kind of paint does, on the same ground."""
    painted = read_erosion(EXAMPLES / "erosion.png")
    ground = {"metres_per_pixel": 20.0, "relief_m": 1600.0}
    views = [labelled(studio.view(asked(12, "alpine", **ground)), "without")]
    for field, text in (("water", "red: water"), ("slopes", "green: slopes"), ("deposit", "blue: debris")):
        request = asked(12, "alpine", **ground)
        request.erosion.width, request.erosion.depth = painted.width, painted.depth
        setattr(request.erosion, field, painted.water)
        views.append(labelled(studio.view(request), text))
    return side_by_side(views, 2)


def layers(studio: Studio) -> RgbArray:
    """What is known of the ground."""
    kinds = (*WATER, "wetness_png", "biome_png", "splat0_png", "splat1_png", "slope_deg_f32", "trees_png")
    made = studio.make(asked(7, "alpine", example="climate.json", side=400), *kinds)
    shade = shading(heights_of(made), made.result.metres_per_pixel)
    pixels = {kind: read_picture(made.file(kind)) for kind in ("hillshade_png", *kinds) if kind.endswith("png")}
    slope = np.frombuffer(made.file("slope_deg_f32"), "<f4").reshape(shade.shape)
    painted = materials_drawn(pixels["splat0_png"], pixels["splat1_png"], shade)
    shares = (pixels[kind].astype(np.float32) / 255.0 for kind in WATER)
    trees = coloured(pixels["trees_png"], 0, 255, ((0.0, 242, 238, 226), (1.0, 34, 88, 44)))
    return side_by_side(
        [
            labelled(pixels["hillshade_png"], "rivers and lakes"),
            labelled(coloured(slope, 0.0, 60.0, SLOPE_STOPS), "slope, 0 to 60 degrees"),
            labelled(coloured(pixels["wetness_png"], 0, 255, WETNESS_STOPS), "wetness"),
            labelled(biomes_drawn(pixels["biome_png"], shade), "biomes"),
            labelled(with_water(painted, *shares), "eight materials, by splat weights"),
            labelled(trees, "density of trees"),
        ],
        3,
    )


def material(name: str, seed: int, side: int = TILE, **more: object) -> texture_pb2.TextureRequest:
    """A request for a material."""
    return texture_pb2.TextureRequest(
        material=name,
        seed=seed,
        width_px=side,
        height_px=side,
        **more,  # type: ignore[arg-type]
    )


def materials(studio: Studio) -> RgbArray:
    """Twelve materials, each on a ball and as a tile."""
    which = (
        ("brick", 6),
        ("paving", 2),
        ("gravel", 2),
        ("roof_tiles", 6),
        ("rock", 3),
        ("travertine", 1),
        ("grass", 5),
        ("sand", 1),
        ("tiles", 3),
        ("terrazzo", 1),
        ("fabric", 3),
        ("rock_wall", 2),
    )
    return side_by_side([studio.tile(material(name, seed, 512), ball=True) for name, seed in which], 3)


def classes(studio: Studio) -> RgbArray:
    """A tile of each class."""
    views = []
    for name in CLASS_NAMES:
        view = studio.tile(material(name, 4, TILE))
        views.append(labelled(view.reshape(TILE // 2, 2, TILE // 2, 2, 3).mean(axis=(1, 3)).astype(np.uint8), name))
    return side_by_side(views, 13)


def forms(studio: Studio) -> RgbArray:
    """Twelve materials whose form is worked out, of scans of others."""
    which = ("scifi_panel", "hull", "chainmail", "logs", "lava", "cobble", "net", "mud", "forest_floor", "hazard")
    views = [studio.tile(material(name, 11, 512)) for name in (*which, "wood_chips", "cliff")]
    return side_by_side(views, 6)


def styles(studio: Studio) -> RgbArray:
    """A piece, another piece, relatives, another style."""
    near, far = ({"other_seed": 5, "strength": strength} for strength in (0.3, 0.8))
    views = (
        ("seed 1, style seed 3", material("rock", 1, style_seed=3)),
        ("seed 2, style seed 3", material("rock", 2, style_seed=3)),
        ("vary 0.3", material("rock", 1, style_seed=3, variation=near)),
        ("vary 0.8", material("rock", 1, style_seed=3, variation=far)),
        ("style seed 4", material("rock", 1, style_seed=4)),
    )
    return side_by_side([labelled(studio.tile(request), label) for label, request in views])


def bonds(studio: Studio) -> RgbArray:
    """One brick, laid in six ways."""
    which = (
        ("running", 4, 8),
        ("herringbone", 2, 2),
        ("basket", 2, 2),
        ("ashlar", 3, 7),
        ("hexagon", 5, 6),
        ("scales", 5, 8),
    )
    views = []
    for bond, columns, rows in which:
        request = material("brick", 4, layout={"bond": bond, "columns": columns, "rows": rows, "joint": 0.14})
        views.append(labelled(studio.tile(request), f"{bond}, {columns} x {rows}"))
    return side_by_side(views)


def weather(studio: Studio) -> RgbArray:
    """One paving under six kinds of weather."""
    kinds: tuple[dict[str, float], ...] = (
        {},
        {"wear": 0.7},
        {"dirt": 0.7},
        {"moss": 0.55},
        {"wetness": 0.8, "puddles": 0.5},
        {"snow": 0.55},
    )
    views = []
    for amounts in kinds:
        label = ", ".join(f"{name} {amount:g}" for name, amount in amounts.items()) or "as made"
        views.append(labelled(studio.tile(material("paving", 2, weather=amounts)), label))
    return side_by_side(views)


def mix(studio: Studio) -> RgbArray:
    """A mask, and what is mixed by it."""
    path = EXAMPLES / "mask.png"
    mask = read_mask(path)
    grey = np.frombuffer(mask.shares, np.uint8).reshape(mask.height, mask.width)
    views = [labelled(np.repeat(grey[..., None], 3, axis=-1), path.name)]
    for first, seed, second, other in (("gravel", 2, "grass", 5), ("rock", 3, "sand", 1), ("brick", 4, "plaster", 2)):
        request = material(first, seed, mix={"material": second, "style_seed": other, "share": 1.0, "mask": mask})
        views.append(labelled(studio.tile(request), f"{first}, {second}"))
    return side_by_side(views)


def trims(studio: Studio) -> RgbArray:
    """Trim sheets of three materials: the usual strips, and others."""
    views = [studio.sheet(material(name, seed, 512, trim={})) for name, seed in (("planks", 3), ("concrete", 3))]
    kinds = ["louvres", "rivets", "panels", "grooves", "rivets", "plain", "rounded"]
    worn = {"kinds": kinds, "wear": 0.8}
    views.append(studio.sheet(material("metal", 3, 512, trim=worn, weather={"dirt": 0.25})))
    return side_by_side(views, 3)


def foliage(studio: Studio) -> RgbArray:
    """Atlases of eight plants."""
    which = ("oak", "birch", "spruce", "fern", "poppy", "fescue", "coconut_palm", "heather")
    return side_by_side([studio.sheet(material("", 3, 512, foliage={"species": name})) for name in which], 4)


def exemplar(studio: Studio) -> RgbArray:
    """A photo, and materials that follow it."""
    path = EXAMPLES / "photo.jpg"
    photo = send_photo(path, studio.blobs)
    views = [labelled(read_picture(path.read_bytes()), path.name)]
    for label, seed, model in (
        ("seed 1", 1, ""),
        ("seed 2", 2, ""),
        ("quilting", 1, "quilting"),
        ("random-phase", 1, "random-phase"),
    ):
        request = material("leaves", seed, exemplar=photo, model=model)
        views.append(labelled(studio.tile(request), label))
    return side_by_side(views)


def terrain_layers(studio: Studio) -> RgbArray:
    """What covers a terrain, in two biomes."""
    views = []
    for biome in ("temperate_forest", "desert"):
        request = texture_pb2.TextureSetRequest(shared=material("", 7), biome=biome)
        views += [labelled(view[:LAYER_SIDE, :LAYER_SIDE], layer) for layer, view in studio.tiles(request)]
    return side_by_side(views, 8)


TERRAIN_PICTURES: dict[str, Callable[[Studio], RgbArray]] = {
    "terrain": chosen,
    "landforms": landforms,
    "world": world,
    "levels": levels,
    "metre": metre,
    "sketch": sketch,
    "strokes": strokes,
    "lock": lock,
    "seeds": seeds,
    "landform-map": landform_map,
    "constraints": constraints,
    "stamps": stamps,
    "erosion": erosion,
    "layers": layers,
}
TEXTURE_PICTURES: dict[str, Callable[[Studio], RgbArray]] = {
    "materials": materials,
    "material-classes": classes,
    "material-forms": forms,
    "material-styles": styles,
    "material-bonds": bonds,
    "material-weather": weather,
    "material-mix": mix,
    "material-exemplar": exemplar,
    "material-layers": terrain_layers,
    "material-trims": trims,
    "material-foliage": foliage,
}
PEOPLE_PICTURES: dict[str, Callable[[Studio], RgbArray]] = {
    name: lambda studio, draw=draw: draw(studio.characters)  # type: ignore[misc]
    for name, draw in (CHARACTER_PICTURES | MOTION_PICTURES).items()
}
PICTURES = TERRAIN_PICTURES | TEXTURE_PICTURES | PEOPLE_PICTURES
GROUPS = {"terrains": TERRAIN_PICTURES, "textures": TEXTURE_PICTURES, "people": PEOPLE_PICTURES}


def main() -> None:
    """Write all pictures, or those that are named."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("names", nargs="*", choices=[*PICTURES, *GROUPS, []], help="which; all if none is named")
    parser.add_argument("--threads", type=int, default=0, help="0 takes all processors")
    arguments = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    studio = Studio(arguments.threads)
    names = [name for given in arguments.names or GROUPS for name in GROUPS.get(given, (given,))]
    for name in dict.fromkeys(names):
        began = time.perf_counter()
        path = FOLDER / f"{name}.jpg"
        path.write_bytes(jpeg(PICTURES[name](studio)))
        print(f"{path.name}: {path.stat().st_size // 1024} kB, {time.perf_counter() - began:.1f} s")  # noqa: T201


if __name__ == "__main__":
    main()
