from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from procgen.character.exporters import ExportOptions, encode, encode_all
from procgen.character.exporters.options import ALL_LEVELS
from procgen.character.mesh.build import BODY_SLOTS, build
from procgen.character.mesh.model import Material, Texture
from procgen.character.mesh.part import GLASS_ALPHA
from procgen.character.style import STYLES
from tests.character.exporters.reader import Glb
from tests.character.people_in_clothes import BASIS, MAN, PEOPLE, WOMAN, body, random_shape, suit
from tests.tools import validate_glb

ROOT = Path(__file__).parents[3]


def picture(format_name: str, colour: tuple[int, int, int]) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(out, format_name)
    return out.getvalue()


PNG, WEBP = picture("PNG", (200, 150, 130)), picture("WEBP", (90, 20, 20))
NORMAL = picture("PNG", (128, 128, 255))
TEXTURED = {
    "skin": Material(BODY_SLOTS["skin"], Texture(PNG), Texture(NORMAL), Texture(PNG), tint=False),
    "eyes": Material(BODY_SLOTS["eyes"], Texture(WEBP, "image/webp", PNG)),
    "lashes": Material(BODY_SLOTS["lashes"], Texture(PNG)),
    "suit": Material(suit().slots[0], Texture(PNG), emissive=Texture(PNG), emissive_factor=(0.5, 0.4, 0.1)),
}
DRESSED = build(body(MAN), [suit()], TEXTURED, name="Somebody", lods=True, extras={"recipe": {"seed": 7}})
SINGLE = [
    ExportOptions(),
    ExportOptions("slim"),
    ExportOptions("vrm"),
    *(ExportOptions("full", level) for level in (1, 2, 3)),
    ExportOptions("slim", clips=False, textures=False),
    ExportOptions("full", ALL_LEVELS),
    ExportOptions("slim", ALL_LEVELS),
]


def issues(glb: bytes) -> list[dict[str, object]]:
    """What the Khronos validator has to say, without remarks about empty nodes (sockets) and unused coordinates."""
    return [message for message in validate_glb(glb)["issues"]["messages"] if message["severity"] < 2]


@pytest.mark.parametrize("options", SINGLE, ids=str)
def test_the_khronos_validator_finds_no_error_and_no_warning(options: ExportOptions) -> None:
    assert issues(encode(DRESSED, options)) == []


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("style", STYLES)
def test_anybody_in_any_style_is_valid(seed: int, style: str) -> None:
    character = build(body(random_shape(100 + seed)), [suit()] if seed % 2 else [], style=STYLES[style])
    assert issues(encode(character, ExportOptions("full" if seed < 2 else "slim"))) == []


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["full", "slim", "vrm"]))
def test_the_same_person_gives_the_same_bytes(seed: int, profile: str) -> None:
    files = [encode(build(body(random_shape(seed)), [suit()]), ExportOptions(profile)) for _ in range(2)]
    assert files[0] == files[1]


def test_numbers_of_threads_do_not_change_bytes() -> None:
    code = (
        "import hashlib\n"
        "from procgen.character.exporters import encode\n"
        "from procgen.character.mesh.build import build\n"
        "from tests.character.people_in_clothes import body, random_shape, suit\n"
        "files = [encode(build(body(random_shape(seed)), [suit()])) for seed in range(6)]\n"
        "print(hashlib.sha256(b''.join(files)).hexdigest())"
    )
    found = set()
    for threads in ("1", "2", "5"):
        names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
        environment = {**os.environ, **dict.fromkeys(names, threads)}
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
        )
        found.add(done.stdout)
    assert len(found) == 1


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf])
def test_numbers_must_be_finite(number: float) -> None:
    surface = DRESSED.parts[0].surfaces[0]
    vertices = surface.vertices.copy()
    vertices[7, 1] = number
    part = replace(DRESSED.parts[0], surfaces=(replace(surface, vertices=vertices),))
    with pytest.raises(ValueError, match="finite"):
        encode(replace(DRESSED, parts=(part,)))


def test_a_batch_is_the_files_one_after_the_other() -> None:
    people = [build(body(shape)) for shape in PEOPLE.values()]
    assert list(encode_all(people, ExportOptions("slim"))) == [
        encode(person, ExportOptions("slim")) for person in people
    ]


def test_the_mesh_is_the_body_and_hangs_on_the_joints() -> None:
    file = Glb(encode(DRESSED))
    skin_file = file.tree["skins"][0]
    names = [file.tree["nodes"][node]["name"] for node in skin_file["joints"]]
    assert tuple(names) == BASIS.joint_names
    matrices = file.array(skin_file["inverseBindMatrices"]).reshape(-1, 4, 4)
    for name, matrix in zip(names, matrices, strict=True):
        np.testing.assert_allclose(matrix[3, :3], -file.place(name), atol=2e-5)
        assert "rotation" not in file.node(name), "rest rotations are none"
    primitive = file.mesh("Body")["primitives"][0]
    surface = DRESSED.parts[0].surfaces[0]
    arrays = {name: file.array(index) for name, index in primitive["attributes"].items()}
    np.testing.assert_array_equal(arrays["POSITION"], surface.vertices)
    np.testing.assert_array_equal(arrays["NORMAL"], surface.normals)
    np.testing.assert_array_equal(arrays["TANGENT"], surface.tangents)
    assert (arrays["WEIGHTS_0"].astype(int).sum(axis=1) == 65535).all()
    np.testing.assert_array_equal(file.array(primitive["indices"]).reshape(-1, 3), surface.topology.triangles[0])
    corners = arrays["POSITION"][surface.topology.triangles[0].astype(int)].astype(np.float64)
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    facing = (across * arrays["NORMAL"][surface.topology.triangles[0][:, 0]]).sum(axis=1)
    assert np.mean(facing > 0) > 0.97, "triangles and normals face outwards"


def test_morph_targets_are_the_units_of_the_basis() -> None:
    file = Glb(encode(DRESSED))
    mesh = file.mesh("Body")
    names = mesh["extras"]["targetNames"]
    assert len(names) == 67
    assert all(len(primitive["targets"]) == 67 for primitive in mesh["primitives"])
    topology = DRESSED.parts[0].surfaces[0].topology
    from procgen.character.mesh.topology import exported_vertices

    vertex = exported_vertices(BASIS)[topology.source]
    for name in ("jawOpen", "eyeBlinkLeft", "mouthSmileRight"):
        moved = file.array(mesh["primitives"][0]["targets"][names.index(name)]["POSITION"])
        whole = np.zeros((len(BASIS.vertices), 3), np.float32)
        index, shift = BASIS.target(f"arkit/{name}")
        whole[index] = shift
        np.testing.assert_allclose(moved, whole[vertex] * DRESSED.morph_gain[name], atol=1e-6)
    tongue = [
        file.array(primitive["targets"][names.index("tongueOut")]["POSITION"]).any() for primitive in mesh["primitives"]
    ]
    assert tongue == [False, False, True, False]
    assert "targets" not in Glb(encode(DRESSED, ExportOptions("slim"))).mesh("Body")["primitives"][0]


def test_levels_share_their_vertices() -> None:
    one = Glb(encode(DRESSED, ExportOptions("full", ALL_LEVELS)))
    for level in range(4):
        primitive = one.mesh(f"Body_LOD{level}")["primitives"][0]
        alone = Glb(encode(DRESSED, ExportOptions("full", level)))
        other = alone.mesh("Body")["primitives"][0]
        for name in ("POSITION", "NORMAL", "TEXCOORD_0", "WEIGHTS_0"):
            np.testing.assert_array_equal(
                one.array(primitive["attributes"][name]), alone.array(other["attributes"][name])
            )
        np.testing.assert_array_equal(one.array(primitive["indices"]), alone.array(other["indices"]))
        for target, same in zip(primitive["targets"], other["targets"], strict=True):
            np.testing.assert_array_equal(one.array(target["POSITION"]), alone.array(same["POSITION"]))
        assert one.mesh(f"suit_LOD{level}")["primitives"]
    full, every = len(encode(DRESSED)), len(encode(DRESSED, ExportOptions("full", ALL_LEVELS)))
    assert every < 1.3 * full


def test_levels_must_have_been_built() -> None:
    with pytest.raises(ValueError, match="without levels"):
        encode(build(body(), [suit()]), ExportOptions("slim", 2))


@pytest.mark.parametrize("bad", [{"profile": "fat"}, {"lod": 4}, {"lod": -2}, {"profile": "vrm", "lod": ALL_LEVELS}])
def test_options_say_what_is_wrong(bad: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        ExportOptions(**bad)  # type: ignore[arg-type]


def test_materials_and_pictures() -> None:
    file = Glb(encode(DRESSED))
    materials = {material["name"]: material for material in file.tree["materials"]}
    assert set(materials) == {"skin", "eyes", "mouth", "lashes", "suit", "suit_stripe"}
    assert materials["skin"]["pbrMetallicRoughness"]["baseColorFactor"] == [1.0, 1.0, 1.0, 1.0], "untinted"
    stripe = materials["suit_stripe"]["pbrMetallicRoughness"]["baseColorFactor"]
    np.testing.assert_allclose(stripe[:3], [0.603827, 0.447988, 0.073239], atol=1e-5)
    assert (materials["lashes"]["alphaMode"], materials["lashes"]["doubleSided"]) == ("MASK", True)
    assert materials["suit"]["emissiveFactor"] == [0.5, 0.4, 0.1]
    assert len(file.tree["images"]) == 3, "the same bytes are written once"
    assert file.tree["extensionsUsed"] == ["EXT_texture_webp"]
    assert "extensionsRequired" not in file.tree, "there is a fallback"
    for image in file.tree["images"]:
        view = file.tree["bufferViews"][image["bufferView"]]
        data = file.binary[view["byteOffset"] :][: view["byteLength"]]
        assert Image.open(io.BytesIO(data)).get_format_mimetype() == image["mimeType"]
    plain = Glb(encode(DRESSED, ExportOptions(textures=False)))
    assert "images" not in plain.tree


def test_glass_is_seen_through() -> None:
    """Without a picture that says how much it covers, the material does."""
    lens = replace(suit().slots[0], alpha="blend")
    plain, painted = (
        Glb(encode(build(body(MAN), [suit()], TEXTURED | {"suit": Material(lens, picture)})))
        for picture in (None, Texture(PNG))
    )
    shares = []
    for glb in (plain, painted):
        made = next(each for each in glb.tree["materials"] if each["name"] == "suit")
        assert made["alphaMode"] == "BLEND"
        shares.append(made["pbrMetallicRoughness"]["baseColorFactor"][3])
    assert shares == [GLASS_ALPHA, 1.0]


def test_pictures_without_a_fallback_are_required() -> None:
    webp = replace(TEXTURED["eyes"], base_colour=Texture(WEBP, "image/webp"))
    glb = encode(build(body(), materials={"eyes": webp}))
    assert Glb(glb).tree["extensionsRequired"] == ["EXT_texture_webp"]
    assert issues(glb) == []


def test_pictures_of_other_types_are_refused() -> None:
    with pytest.raises(ValueError, match="image/gif"):
        encode(build(body(), materials={"eyes": Material(BODY_SLOTS["eyes"], Texture(b"GIF89a", "image/gif"))}))


def test_sockets_and_capsules_stand_in_the_file() -> None:
    file = Glb(encode(DRESSED))
    for socket in DRESSED.sockets:
        wanted = DRESSED.skeleton.place(socket.joint) + socket.offset_m
        np.testing.assert_allclose(file.place(socket.name), wanted, atol=1e-4)
    colliders = [node["extras"]["collider"] for node in file.tree["nodes"] if "collider" in node.get("extras", {})]
    assert len(colliders) == len(DRESSED.colliders)
    assert all(
        collider["radius"] > 0.01 and collider["height"] >= 2 * collider["radius"] - 1e-4 for collider in colliders
    )
    assert file.tree["asset"]["extras"] == {"recipe": {"seed": 7}}


def test_clips_are_played_as_they_were_made() -> None:
    file = Glb(encode(DRESSED))
    assert [animation["name"] for animation in file.tree["animations"]] == ["idle", "walk", "wave"]
    for animation, clip in zip(file.tree["animations"], DRESSED.clips, strict=True):
        assert animation["extras"] == clip.extras
        assert animation["extras"]["loop"] == clip.loops
        tracks = {track.joint: track for track in clip.tracks}
        for channel in animation["channels"]:
            sampler = animation["samplers"][channel["sampler"]]
            times, values = file.array(sampler["input"])[:, 0], file.array(sampler["output"])
            joint = file.tree["nodes"][channel["target"]["node"]]["name"]
            if channel["target"]["path"] == "translation":
                assert joint == "Hips"
                np.testing.assert_allclose(values, clip.hips_m, atol=1e-6)
            else:
                np.testing.assert_array_equal(values, tracks.pop(joint).rotations)
            assert times[0] == 0
            assert times[-1] == clip.times_s[-1]
        assert not tracks


def test_a_woman_and_a_man_differ_only_where_bodies_do() -> None:
    files = [Glb(encode(build(body(shape)))) for shape in (MAN, WOMAN)]
    meshes = [file.mesh("Body")["primitives"][0] for file in files]
    for name in ("TEXCOORD_0", "JOINTS_0", "WEIGHTS_0"):
        np.testing.assert_array_equal(
            *(file.array(mesh["attributes"][name]) for file, mesh in zip(files, meshes, strict=True))
        )
    assert not np.array_equal(
        *(file.array(mesh["attributes"]["POSITION"]) for file, mesh in zip(files, meshes, strict=True))
    )
