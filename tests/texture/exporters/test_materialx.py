"""MaterialX files, as the reader of its makers sees them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import MaterialX
import pytest

from procgen.texture.exporters import EXPORTERS, ExportOptions
from procgen.texture.exporters.sets import encode_set
from procgen.texture.finish import FINISHES
from procgen.texture.material import Material
from tests.texture.exporters import samples


@pytest.fixture(scope="module")
def library() -> Any:
    library = MaterialX.createDocument()
    MaterialX.loadLibraries(MaterialX.getDefaultDataLibraryFolders(), MaterialX.getDefaultDataSearchPath(), library)
    return library


def read(library: Any, material: Material) -> Any:
    document = MaterialX.createDocument()
    MaterialX.readFromXmlString(document, EXPORTERS["materialx_mtlx"].encode(material).decode())
    document.setDataLibrary(library)
    return document


@pytest.mark.parametrize("opacity", [False, True])
@pytest.mark.parametrize("material", ["brick", "fabric", "porcelain", "metal"])
def test_its_own_reader_finds_every_node_and_nothing_wrong(library: Any, material: str, opacity: bool) -> None:
    document = read(library, replace(samples.material(opacity=opacity), material=material))
    valid, told = document.validate()
    assert valid, told
    for node in [*document.getNodes(), *document.getNodeGraph("maps").getNodes()]:
        definition = node.getNodeDef()
        assert definition is not None, node.getName()
        # Inputs that a node does not have are no error to the reader, but nothing would come of them.
        known = {one.getName(): one.getType() for one in definition.getActiveInputs()}
        for given in node.getInputs():
            assert known.get(given.getName()) == given.getType(), (node.getName(), given.getName())


def test_material_has_a_surface_and_a_displacement_in_metres(library: Any) -> None:
    material = samples.material()
    document = read(library, material)
    [whole] = document.getMaterialNodes()
    assert material.recipe.to_json() in whole.getAttribute("doc")
    assert whole.getConnectedNode("surfaceshader").getCategory() == "gltf_pbr"
    moved = whole.getConnectedNode("displacementshader")
    raised = moved.getConnectedNode("displacement")
    span = raised.getConnectedNode("in1").getInput("in2").getValue()
    low = raised.getInput("in2").getValue()
    heights = material.height_m
    assert low == pytest.approx(float(heights.min()), abs=1e-6)
    assert low + span == pytest.approx(float(heights.max()), abs=1e-6)


def test_files_are_those_of_its_set_and_colour_alone_is_srgb(library: Any) -> None:
    material = samples.material()
    names = {file.name for file in encode_set(material, "materialx", ExportOptions())}
    maps = read(library, material).getNodeGraph("maps")
    files = {node.getName(): node.getInput("file") for node in maps.getNodes("image")}
    assert {given.getValueString() for given in files.values()} == {name for name in names if name.endswith(".png")}
    assert {name for name, given in files.items() if given.getColorSpace() == "srgb_texture"} == {"albedo"}


@pytest.mark.parametrize(
    ("material", "given"),
    [("fabric", "sheen_color"), ("porcelain", "clearcoat"), ("metal", "anisotropy_strength"), ("sand", "specular")],
)
def test_finishes_arrive(library: Any, material: str, given: str) -> None:
    document = read(library, replace(samples.material(), material=material, masks={}))
    shader = document.getNode("surface")
    assert shader.getInput(given) is not None
    if given == "clearcoat":
        assert shader.getInput(given).getValue() == pytest.approx(FINISHES[material].clearcoat)
    plain = read(library, replace(samples.material(), material="brick"))
    assert plain.getNode("surface").getInput(given) is None
