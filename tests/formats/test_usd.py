"""Single things as USD, as its makers' reader and validator see them."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pxr import Usd, UsdGeom, UsdShade, UsdSkel, UsdValidation

from procgen.creature.exporters import EXPORTERS
from procgen.creature.generate import generate
from procgen.creature.parameters import CreatureParameters
from procgen.errors import Failed
from procgen.formats.gltf import block_of, write_glb
from procgen.formats.usd import asset_files, usdz
from procgen.runtime.recall import recall, recall_file
from procgen.runtime.recipe import Recipe

_AGAIN = """
import hashlib, sys
from procgen.formats.usd import usdz
print(hashlib.sha256(usdz(sys.stdin.buffer.read(), "hen")).hexdigest())
"""


@pytest.fixture(scope="module")
def glb() -> bytes:
    hen = generate(CreatureParameters("hen", seed=3), levels=(0,))
    return EXPORTERS["glb"].write(hen, lambda: None)


@pytest.fixture(scope="module")
def packed(glb: bytes) -> bytes:
    return usdz(glb, "hen")


def _opened(data: bytes, folder: Path) -> Any:
    path = folder / "thing.usdz"
    path.write_bytes(data)
    return Usd.Stage.Open(str(path))


def test_a_package_is_valid_and_aligned(packed: bytes, tmp_path: Path) -> None:
    stage = _opened(packed, tmp_path)
    validators = UsdValidation.ValidationRegistry().GetOrLoadAllValidators()
    assert not UsdValidation.ValidationContext(validators).Validate(stage)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.infolist()[0].filename == "hen.usdc"
        assert archive.testzip() is None
        for entry in archive.infolist():
            assert entry.compress_type == zipfile.ZIP_STORED
            name, extra = (int.from_bytes(packed[entry.header_offset + k :][:2], "little") for k in (26, 28))
            assert (entry.header_offset + 30 + name + extra) % 64 == 0


def test_its_recipe_is_read_without_a_reader_of_usd(packed: bytes, tmp_path: Path) -> None:
    stage = _opened(packed, tmp_path)
    told = stage.GetRootLayer().customLayerData["recipe"]
    assert recall(packed) == recall_file(tmp_path / "thing.usdz") == Recipe.from_json(told)


def test_an_animal_is_skinned_and_has_its_movements(packed: bytes, tmp_path: Path) -> None:
    stage = _opened(packed, tmp_path)
    root = stage.GetDefaultPrim()
    assert root.IsA(UsdSkel.Root)
    assert Usd.ModelAPI(root).GetKind() == "component"
    clips = root.GetVariantSets().GetVariantSet("clip").GetVariantNames()
    assert {"idle", "walk", "peck"} <= {*clips}
    meshes = [prim for prim in Usd.PrimRange(root) if prim.IsA(UsdGeom.Mesh)]
    assert len(meshes) == 1, "the finest level alone"
    weights = np.array(UsdSkel.BindingAPI(meshes[0]).GetJointWeightsAttr().Get()).reshape(-1, 4)
    assert len(weights) == len(UsdGeom.Mesh(meshes[0]).GetPointsAttr().Get())
    assert np.allclose(weights.sum(axis=1), 1.0, atol=1e-4)


def test_another_process_writes_the_same_bytes(glb: bytes, packed: bytes) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": "77"}
    command = [sys.executable, "-c", _AGAIN]
    done = subprocess.run(command, input=glb, capture_output=True, check=True, timeout=120, env=environment)
    assert done.stdout.decode().strip() == hashlib.sha256(packed).hexdigest()


def _quad() -> bytes:
    """A square with a picture that repeats, cut out by its opacity."""
    out = io.BytesIO()
    Image.new("RGBA", (4, 4), (200, 100, 50, 255)).save(out, "PNG")
    places = np.array([(0, 0, 0), (1, 0, 0), (1, 1, 0), (0, 1, 0)], "<f4")
    uv = np.array([(0, 1), (1, 1), (1, 0), (0, 0)], "<f4")
    corners = np.array([0, 1, 2, 0, 2, 3], "<u2")
    tree = {
        "asset": {"version": "2.0"},
        "scenes": [{"nodes": [0]}],
        "nodes": [{"name": "1 leaf", "mesh": 0, "translation": [1, 2, 3], "extras": {"kind": "leaf"}}],
        "meshes": [
            {"primitives": [{"attributes": {"POSITION": 0, "TEXCOORD_0": 1}, "indices": 2, "material": 0}]}
        ],
        "materials": [{
            "name": "leaf", "alphaMode": "MASK", "alphaCutoff": 0.25, "doubleSided": True,
            "pbrMetallicRoughness": {"baseColorTexture": {"index": 0}, "metallicFactor": 0.0, "roughnessFactor": 0.75},
        }],
        "textures": [{"source": 0}],
        "images": [{"bufferView": 3, "mimeType": "image/png"}],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": 4, "type": "VEC3", "min": [0, 0, 0], "max": [1, 1, 0]},
            {"bufferView": 1, "componentType": 5126, "count": 4, "type": "VEC2"},
            {"bufferView": 2, "componentType": 5123, "count": 6, "type": "SCALAR"},
        ],
    }  # fmt: skip
    return write_glb(
        tree, [block_of(each) for each in (places.tobytes(), uv.tobytes(), corners.tobytes(), out.getvalue())]
    )


def test_a_thing_keeps_its_place_its_picture_and_its_edges(tmp_path: Path) -> None:
    files = asset_files(_quad(), "leaf")
    assert set(files) == {"leaf.usdc", "textures/leaf_leaf_Albedo.png"}
    stage = _opened(usdz(_quad(), "leaf"), tmp_path)
    mesh = UsdGeom.Mesh(stage.GetPrimAtPath("/leaf/_1_leaf"))
    assert mesh.GetPrim().GetDisplayName() == "1 leaf"
    assert tuple(UsdGeom.Xformable(mesh).ComputeLocalToWorldTransform(0).ExtractTranslation()) == (1, 2, 3)
    assert mesh.GetDoubleSidedAttr().Get()
    st = np.array(UsdGeom.PrimvarsAPI(mesh).GetPrimvar("st").Get())
    assert st[0].tolist() == [0.0, 0.0], "its lower left corner"
    material, _ = UsdShade.MaterialBindingAPI(mesh).ComputeBoundMaterial()
    surface = material.ComputeSurfaceSource()[0]
    assert surface.GetInput("opacityThreshold").Get() == 0.25
    assert surface.GetInput("roughness").Get() == 0.75
    assert surface.GetInput("opacity").GetConnectedSources()[0][0].sourceName == "a"


def test_without_its_package_the_way_out_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pxr.UsdGeom", None)
    with pytest.raises(Failed, match="usd-core") as caught:
        usdz(_quad(), "leaf")
    assert "procgen-server[usd]" in caught.value.remedy
