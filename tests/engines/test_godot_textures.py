"""Materials in the real Godot: from the real server through the addon's client into what the engine draws with."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import grpc
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from procgen.runtime.recipe import Recipe
from procgen.v1 import terrain_pb2, texture_outputs_pb2, texture_pb2, texture_pb2_grpc
from tests.conftest import RunningServer
from tests.engines.godot_probe import run_probe

FORMAT_RGB8 = 4
"""Of Godot's Image.Format."""
PNG, RAW, SIZE = [1, 8, 51], [3, 11, 53], (96, 64)
"""Albedo, normal and ORM as TextureOutput."""
TILES, WALL_PX = 8, 640
"""Tiles across the wall that is photographed, and the side of the middle of its picture that is looked at."""


def native_artifacts(server: RunningServer, **fields: Any) -> list[bytes]:
    """What a grpcio client gets."""
    found: dict[int, bytes] = {}
    with grpc.insecure_channel(f"{server.host}:{server.port}") as channel:
        stub = texture_pb2_grpc.TextureServiceStub(channel)
        for event in stub.Generate(texture_pb2.TextureRequest(**fields), timeout=300):
            if event.HasField("chunk"):
                found[event.chunk.artifact_index] = found.get(event.chunk.artifact_index, b"") + event.chunk.data
    return list(found.values())


@pytest.fixture(scope="module")
def native(server: RunningServer) -> list[bytes]:
    return native_artifacts(
        server, seed=2**64 - 7, width_px=SIZE[0], height_px=SIZE[1], material="rock", metres_per_tile=3.0, outputs=PNG
    )


@pytest.fixture(scope="module")
def report(server: RunningServer, godot_project: Path) -> dict[str, Any]:
    """The same material in Godot, as PNG and raw."""
    request = {
        "message": "TextureRequest",
        "seed": "-7",
        "width_px": SIZE[0],
        "height_px": SIZE[1],
        "material": "rock",
        "metres_per_tile": 3.0,
    }
    requests = [{**request, "outputs": RAW}, {**request, "outputs": PNG}]
    return run_probe(godot_project, "texture", web_port=server.web_port, requests=requests)


def test_outputs_are_those_that_a_native_client_gets(report: dict[str, Any], native: list[bytes]) -> None:
    assert report["sha256"] == [hashlib.sha256(data).hexdigest() for data in native]
    assert [artifact["kind"] for artifact in report["result"]["artifacts"]] == ["albedo_png", "normal_png", "orm_png"]


def test_material_holds_the_server_s_pixels_and_the_recipe(report: dict[str, Any], native: list[bytes]) -> None:
    for material in report["materials"]:
        for name, png in zip(("albedo", "normal", "orm"), native, strict=True):
            found = material["images"][name]
            assert (found["size"], found["format"]) == (list(SIZE), FORMAT_RGB8)
            assert found["whole"] == Image.open(io.BytesIO(png)).convert("RGB").tobytes().hex()
        np.testing.assert_allclose(material["uv1_scale"], [1 / 3.0, 1 / 2.0, 1 / 3.0], rtol=1e-5)
        assert (material["name"], material["triplanar"]) == ("rock", True)
        assert (material["normal_enabled"], material["ao_enabled"]) == (True, True)
        assert Recipe.from_json(material["recipe"]).request["seed"] == str(2**64 - 7)


def test_mip_maps_are_there_and_their_normals_are_of_unit_length(report: dict[str, Any]) -> None:
    normal = report["materials"][0]["images"]["normal"]
    assert normal["mipmaps"] == 6
    third = np.frombuffer(bytes.fromhex(normal["third"]), np.uint8).reshape(SIZE[1] // 8, SIZE[0] // 8, 3)
    lengths = np.linalg.norm(third / 127.5 - 1.0, axis=-1)
    np.testing.assert_allclose(lengths, 1.0, atol=0.02)


def test_a_preview_comes_first(report: dict[str, Any]) -> None:
    assert report["previews"]
    assert max(report["previews"][0]) <= 128


def test_set_arrives_in_order(server: RunningServer, godot_project: Path) -> None:
    shared = {"width_px": 64, "height_px": 64, "outputs": [1]}
    members = [{"layer": layer} for layer in ("rock", "grass")]
    request = {"message": "TextureSetRequest", "shared": shared, "members": members, "array_outputs": [1]}
    report = run_probe(godot_project, "texture_set", web_port=server.web_port, request=request)
    assert report["status"]["code"] == "OK"
    result = report["result"]
    assert [material["layer"] for material in result["materials"]] == ["rock", "grass"]
    assert [artifact["sha256"] for artifact in result["artifacts"]] == report["sha256"]
    assert len(result["artifacts"]) == 3


def test_photos_travel_in_pieces(server: RunningServer, godot_project: Path, tmp_path: Path) -> None:
    blob = np.random.default_rng(6).bytes(2_500_001)
    (tmp_path / "blob").write_bytes(blob)
    report = run_probe(godot_project, "blobs", web_port=server.web_port, paths=[str(tmp_path / "blob")])
    assert [sent["code"] for sent in report["blobs"]] == ["OK", "OK"]
    assert report["blobs"][-1]["sha256"] == hashlib.sha256(blob).hexdigest()
    response = report["blobs"][-1]["response"]
    assert (response["received_bytes"], response["complete"]) == (str(len(blob)), True)


def test_cancel_ends_the_call(server: RunningServer, godot_project: Path) -> None:
    request = {"message": "TextureRequest", "width_px": 4096, "height_px": 4096, "material": "rock"}
    report = run_probe(godot_project, "texture_cancelled", web_port=server.web_port, request=request)
    assert report["status"]["code"] == "CANCELLED"
    assert not report["has_result"]


def test_enums_are_the_contract_s(godot_project: Path) -> None:
    report = run_probe(godot_project, "enums")
    for enum, prefix in (
        (terrain_pb2.TerrainOutput, "TERRAIN_OUTPUT_"),
        (texture_outputs_pb2.TextureOutput, "TEXTURE_OUTPUT_"),
        (texture_outputs_pb2.TextureArrayOutput, "TEXTURE_ARRAY_OUTPUT_"),
    ):
        expected = {name.removeprefix(prefix): number for name, number in enum.items()}
        assert report[enum.DESCRIPTOR.name] == expected


def stones(side: int) -> npt.NDArray[np.float64]:
    """A height map that tiles, 0 to 1: round stones of several sizes, whose pattern the eye would find again."""
    random = np.random.default_rng(11)
    y, x = np.mgrid[:side, :side]
    height = np.zeros((side, side))
    for _ in range(70):
        centre, radius = random.uniform(0, side, 2), random.uniform(0.03, 0.11) * side
        away_x, away_y = (
            (axis - middle + side / 2) % side - side / 2 for axis, middle in ((x, centre[0]), (y, centre[1]))
        )
        dome = np.sqrt(np.maximum(1.0 - (away_x**2 + away_y**2) / radius**2, 0.0)) * radius / (0.11 * side)
        height = np.maximum(height, dome)
    return height


def grain(side: int) -> npt.NDArray[np.float64]:
    """A field that tiles, 0 to 1: soft noise with large spots, as sand has where it is damp."""
    random = np.random.default_rng(5)
    cycles = np.hypot(np.fft.fftfreq(side)[:, None], np.fft.fftfreq(side)) * side
    shown = np.exp(-np.square(cycles / 24)) + 4.0 * np.exp(-np.square(cycles / 4))
    noise = np.fft.ifft2(np.fft.fft2(random.normal(size=(side, side))) * shown).real
    return np.clip(0.5 + 0.15 * noise / noise.std(), 0.0, 1.0)


def write_maps(folder: Path) -> dict[str, str]:
    """Stones that are the brighter the higher, with their normals, and grain, as pictures."""
    height = stones(256)
    grey = Image.fromarray((255 * (0.15 + 0.7 * height)).astype(np.uint8))
    slope_x, slope_y = (8.0 * (np.roll(height, -1, axis) - np.roll(height, 1, axis)) / 2 for axis in (1, 0))
    normal = np.stack([-slope_x, slope_y, np.ones_like(height)], axis=-1)
    normal /= np.linalg.norm(normal, axis=-1, keepdims=True)
    pictures = {
        "albedo": grey.convert("RGB"),
        "grain": Image.fromarray((255 * grain(256)).astype(np.uint8)).convert("RGB"),
        "normal": Image.fromarray(np.round(127.5 * (normal + 1)).astype(np.uint8)),
        "flat": Image.new("RGB", (256, 256), (128, 128, 255)),
        "white": Image.new("RGB", (256, 256), (150, 150, 150)),
        "orm": Image.new("RGB", (256, 256), (255, 255, 0)),
    }
    for name, picture in pictures.items():
        picture.save(folder / f"{name}.png")
    return {name: str(folder / f"{name}.png") for name in pictures}


AHEAD, FROM_ABOVE, FROM_THE_LEFT = [0.0, 0.0], [-70.0, 0.0], [0.0, -70.0]


@pytest.fixture(scope="module")
def walls(godot_project: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, npt.NDArray[np.float64]]:
    """Brightness of photographs of a wall of stones, (rows, columns)."""
    folder = tmp_path_factory.mktemp("walls")
    maps = write_maps(folder)
    coloured = {"albedo": maps["albedo"], "normal": maps["flat"], "orm": maps["orm"]}
    grained = {**coloured, "albedo": maps["grain"]}
    # Contrast asks the colours, so that both kinds of picture show the same patches only without it.
    carved = {"albedo": maps["white"], "normal": maps["normal"], "orm": maps["orm"]}
    stony = {"albedo": maps["white"], "normal": maps["flat"], "orm": maps["orm"], "height": maps["albedo"]}
    turned = {"rotation": 1.0, "contrast": 0.0}
    shots = {
        "plain": ("orm", coloured, AHEAD, {}),
        "hidden": ("hex", coloured, AHEAD, {}),
        "turned": ("hex", coloured, AHEAD, {"rotation": 1.0}),
        **{
            name: ("ground", stony, [-90.0, 0.0], {"soil": share, "height_blend": blend})
            for name, share, blend in (
                ("met by height", 0.5, 1.0),
                ("faded", 0.5, 0.0),
                ("soil alone", 1.0, 1.0),
                ("grass alone", 0.0, 1.0),
                ("little soil", 0.15, 1.0),
            )
        },
        "plain grain": ("orm", grained, AHEAD, {}),
        "blended grain": ("hex", grained, AHEAD, {"blended": True}),
        "averaged grain": ("hex", grained, AHEAD, {"sharpness": 2.0, "contrast": 0.0}),
        "heights": ("hex", coloured, AHEAD, turned),
        "from above": ("hex", carved, FROM_ABOVE, turned),
        "from the left": ("hex", carved, FROM_THE_LEFT, turned),
    }
    arguments = [
        {
            "picture": str(folder / f"{name}.png"),
            "mesh": "floor" if material == "ground" else "wall",
            "tiles": TILES / 2 if "from" in name or name == "heights" else TILES,
            "material": material,
            "maps": chosen,
            "light": light,
            "parameters": parameters,
        }
        for name, (material, chosen, light, parameters) in shots.items()
    ]
    run_probe(godot_project, "photographs", screen=True, shots=arguments)
    return {name: middle_of(folder / f"{name}.png") for name in shots}


def middle_of(picture: Path) -> npt.NDArray[np.float64]:
    """The wall in a photograph, resized to WALL_PX."""
    image = Image.open(picture).convert("L")
    width, height = image.size
    left = (width - height) // 2
    wall = image.crop((left, 0, left + height, height)).resize((WALL_PX, WALL_PX), Image.Resampling.BOX)
    return np.asarray(wall, float)


def repeats(picture: npt.NDArray[np.float64]) -> float:
    """How alike places one tile apart are: the mean correlation to the right and down."""
    step = WALL_PX // TILES
    across = np.corrcoef(picture[:, step:].ravel(), picture[:, :-step].ravel())[0, 1]
    down = np.corrcoef(picture[step:].ravel(), picture[:-step].ravel())[0, 1]
    return float((across + down) / 2)


def test_layers_meet_where_one_stands_above_the_other(walls: dict[str, npt.NDArray[np.float64]]) -> None:
    tile = np.tile(stones(256), (TILES, TILES))
    height = np.asarray(Image.fromarray(tile).resize((WALL_PX, WALL_PX), Image.Resampling.BOX))
    soil, grass = walls["soil alone"].mean(), walls["grass alone"].mean()
    assert soil > grass + 50
    # What nobody painted does not come up, and what was painted alone has no holes.
    assert walls["soil alone"].std() < 2
    assert walls["grass alone"].std() < 2
    met = (walls["met by height"] - grass) / (soil - grass)
    assert np.corrcoef(met.ravel(), height.ravel())[0, 1] > 0.7
    # Stones are soil and what lies between them grass, with little that is both.
    assert met[height > 0.8].mean() > 0.9
    assert met[height < 0.05].mean() < 0.05
    assert np.ptp(walls["faded"]) < 8
    # Less of it is less of it.
    little = (walls["little soil"] - grass) / (soil - grass)
    assert little.mean() < met.mean() - 0.1


@pytest.mark.parametrize("name", ["hidden", "turned"])
def test_hex_tiling_hides_repeats_and_keeps_contrast(walls: dict[str, npt.NDArray[np.float64]], name: str) -> None:
    assert repeats(walls["plain"]) > 0.9
    assert abs(repeats(walls[name])) < 0.1
    assert walls[name].std() > 0.8 * walls["plain"].std()
    assert walls[name].mean() == pytest.approx(walls["plain"].mean(), rel=0.1)


def test_grain_laid_over_itself_keeps_its_histogram(walls: dict[str, npt.NDArray[np.float64]]) -> None:
    plain, blended, averaged = (np.sort(walls[f"{name} grain"].ravel()) for name in ("plain", "blended", "averaged"))
    assert repeats(walls["plain grain"]) > 0.9
    assert abs(repeats(walls["blended grain"])) < 0.15
    # Nowhere of the distribution is it off by more than a twentieth of what there is between dark and bright.
    span = plain[-len(plain) // 100] - plain[len(plain) // 100]
    assert np.abs(blended - plain).mean() < 0.05 * span
    # The same weights without the operator lose a quarter of the contrast.
    assert averaged.std() < 0.85 * plain.std()
    assert blended.std() == pytest.approx(plain.std(), rel=0.1)


@pytest.mark.parametrize(("material", "expected"), [("sand", "blend"), ("rock", "patches"), ("brick", "variants")])
def test_what_hides_repeats_follows_the_class(
    server: RunningServer, godot_project: Path, material: str, expected: str
) -> None:
    request = {"message": "TextureRequest", "width_px": 32, "height_px": 32, "material": material, "outputs": RAW}
    report = run_probe(godot_project, "texture", web_port=server.web_port, requests=[request])
    assert report["materials"][0]["repeats"] == expected
    assert report["materials"][0]["blended"] == (expected == "blend")


def test_normals_turn_with_the_patches(walls: dict[str, npt.NDArray[np.float64]]) -> None:
    # What rises to the left is bright in light from the left, wherever and however its patch lies.
    down, right = np.gradient(walls["heights"])
    for name, rise, other in (("from above", down, right), ("from the left", right, down)):
        assert np.corrcoef(walls[name].ravel(), rise.ravel())[0, 1] > 0.6
        assert abs(np.corrcoef(walls[name].ravel(), other.ravel())[0, 1]) < 0.15
