"""A material as MaterialX, for renderers and content tools that read it.

Source: "MaterialX Specification" 1.39 (Academy Software Foundation, 2024) and its standard nodes: ``gltf_pbr``,
``image``, ``normalmap``, ``extract``, ``displacement``.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Final

from procgen.texture.exporters.metadata import facts
from procgen.texture.exporters.names import png_name
from procgen.texture.exporters.planes import Planes
from procgen.texture.finish import PLAIN, finish_of, sheen_colour

_VERSION: Final = "1.39"
_MASK, _BLEND = "1", "2"
_CHANNELS: Final = {"occlusion": 0, "roughness": 1, "metallic": 2}
_ALPHA: Final = 3


def _node(graph: ET.Element, kind: str, name: str, type_of: str) -> ET.Element:
    return ET.SubElement(graph, kind, {"name": name, "type": type_of})


def _input(node: ET.Element, name: str, type_of: str, **more: str) -> None:
    ET.SubElement(node, "input", {"name": name, "type": type_of, **more})


def _image(graph: ET.Element, planes: Planes, picture: str, type_of: str, **more: str) -> ET.Element:
    node = _node(graph, "image", picture, type_of)
    _input(node, "file", "filename", value=png_name(planes, picture), **more)
    # A tile goes on at its edges.
    for axis in ("uaddressmode", "vaddressmode"):
        _input(node, axis, "string", value="periodic")
    return node


def _extracted(graph: ET.Element, of: str, type_of: str, name: str, index: int) -> None:
    node = _node(graph, "extract", name, "float")
    _input(node, "in", type_of, nodename=of)
    _input(node, "index", "integer", value=str(index))


def _graph(document: ET.Element, planes: Planes) -> None:
    graph = ET.SubElement(document, "nodegraph", {"name": "maps"})
    outputs = {"base_color": ("color3", "albedo")}
    if planes.material.surface.opacity is None:
        _image(graph, planes, "albedo", "color3", colorspace="srgb_texture")
    else:
        _image(graph, planes, "albedo", "color4", colorspace="srgb_texture")
        opaque = _node(graph, "convert", "opaque", "color3")
        _input(opaque, "in", "color4", nodename="albedo")
        _extracted(graph, "albedo", "color4", "alpha", _ALPHA)
        outputs = {"base_color": ("color3", "opaque"), "alpha": ("float", "alpha")}
    _image(graph, planes, "normal", "vector3")
    bent = _node(graph, "normalmap", "bent", "vector3")
    _input(bent, "in", "vector3", nodename="normal")
    outputs["normal"] = ("vector3", "bent")
    _image(graph, planes, "orm", "vector3")
    for name, index in _CHANNELS.items():
        _extracted(graph, "orm", "vector3", name, index)
        outputs[name] = ("float", name)
    _image(graph, planes, "height", "float")
    outputs["height"] = ("float", "height")
    for name, (type_of, of) in outputs.items():
        ET.SubElement(graph, "output", {"name": f"{name}_out", "type": type_of, "nodename": of})


def _shader(document: ET.Element, planes: Planes) -> None:
    material = planes.material
    shader = _node(document, "gltf_pbr", "surface", "surfaceshader")

    def mapped(name: str, type_of: str) -> None:
        _input(shader, name, type_of, nodegraph="maps", output=f"{name}_out")

    mapped("base_color", "color3")
    for name in _CHANNELS:
        mapped(name, "float")
    mapped("normal", "vector3")
    if material.surface.opacity is not None:
        mapped("alpha", "float")
        _input(shader, "alpha_mode", "integer", value=_BLEND if material.cutoff is None else _MASK)
    if material.cutoff is not None:
        _input(shader, "alpha_cutoff", "float", value=f"{material.cutoff:g}")
    finish = finish_of(material)
    said = {
        "clearcoat": finish.clearcoat,
        "clearcoat_roughness": finish.clearcoat_roughness if finish.clearcoat else 0.0,
        "sheen_roughness": finish.sheen_roughness if finish.sheen else 0.0,
        "anisotropy_strength": finish.anisotropy,
    }
    for name, value in said.items():
        if value:
            _input(shader, name, "float", value=f"{value:.4g}")
    if finish.sheen:
        colour = ", ".join(f"{each:.4g}" for each in sheen_colour(material, finish))
        _input(shader, "sheen_color", "color3", value=colour)
    if finish.specular != PLAIN.specular:
        _input(shader, "specular", "float", value=f"{finish.specular:.4g}")


def mtlx(planes: Planes) -> bytes:
    """Write the material as MaterialX.

    Returns:
        A .mtlx that refers to the files ``NAME-albedo.png``, ``-normal.png``, ``-orm.png`` and ``-height.png`` beside
        it: a ``gltf_pbr`` surface, and a displacement of the relief in metres, both in the ``surfacematerial``
        ``material``. Texture coordinates from 0 to 1 are a tile; its metres and the recipe stand in ``doc``.
    """
    material, said = planes.material, facts(planes)
    document = ET.Element("materialx", {"version": _VERSION, "colorspace": "lin_rec709"})
    _graph(document, planes)
    _shader(document, planes)
    low, high = planes.range_m
    relief = _node(document, "multiply", "relief", "float")
    _input(relief, "in1", "float", nodegraph="maps", output="height_out")
    _input(relief, "in2", "float", value=f"{high - low:.7g}")
    raised = _node(document, "add", "raised", "float")
    _input(raised, "in1", "float", nodename="relief")
    _input(raised, "in2", "float", value=f"{low:.7g}")
    moved = _node(document, "displacement", "moved", "displacementshader")
    _input(moved, "displacement", "float", nodename="raised")
    width_m, height_m = material.metres_per_tile
    whole = _node(document, "surfacematerial", "material", "material")
    whole.set("doc", f"{said['material'] or 'material'}, {width_m:g} x {height_m:g} m; {material.recipe.to_json()}")
    _input(whole, "surfaceshader", "surfaceshader", nodename="surface")
    _input(whole, "displacementshader", "displacementshader", nodename="moved")
    ET.indent(document)
    written: bytes = ET.tostring(document, encoding="utf-8", xml_declaration=True)
    return written + b"\n"
