"""Godot 4's materials as text resources (.tres), and how their pictures are to be imported.

Properties are those of the classes ORMMaterial3D, StandardMaterial3D (BaseMaterial3D) and ResourceImporterTexture in
Godot's class reference; tests/engines/test_godot_materials.py lets the engine read them.
"""

from __future__ import annotations

from procgen.texture.exporters.metadata import facts
from procgen.texture.exporters.names import png_name
from procgen.texture.exporters.pictures import Picture
from procgen.texture.exporters.planes import Planes
from procgen.texture.finish import PLAIN, finish_of

_LINEAR_MIPMAP_ANISOTROPIC = 5
_ALPHA_BLEND, _ALPHA_SCISSOR = 1, 2
_CULL_DISABLED = 2
_SPECULAR = 0.5
"""What Godot calls the usual reflection of what is no metal."""
_GREEN, _BLUE = 1, 2
_PARALLAX_UNIT = 0.01
"""Of a texture's width that one of ``heightmap_scale`` is deep."""
_VRAM_COMPRESSED = 2
_NORMAL_MAP, _NO_NORMAL_MAP = 1, 2
_LOSSLESS = 0


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _resource(planes: Planes, kind: str, surface: dict[str, str], pictures: tuple[str, ...]) -> bytes:
    material, options = planes.material, planes.options
    if material.surface.translucency is not None:
        pictures = (*pictures, "translucency")
    width_m, height_m = material.metres_per_tile
    numbers = {picture: f'ExtResource("{number}_{picture}")' for number, picture in enumerate(pictures, 1)}
    properties = {
        "resource_name": _text(material.material or material.name),
        "albedo_texture": numbers["albedo"],
        "normal_enabled": "true",
        "normal_scale": "1.0",
        "normal_texture": numbers["normal"],
        **{name: numbers.get(value, value) for name, value in surface.items()},
        "heightmap_enabled": _flag(options.parallax),
        "heightmap_scale": repr(_depth(planes) / _PARALLAX_UNIT),
        "heightmap_deep_parallax": _flag(options.parallax),
        "heightmap_texture": numbers["height"],
        # Texture coordinates, or the world's when projected, are in metres.
        "uv1_scale": f"Vector3({1 / width_m!r}, {1 / height_m!r}, {1 / width_m!r})",
        "uv1_triplanar": _flag(options.triplanar),
        "uv1_world_triplanar": _flag(options.triplanar),
        "texture_filter": str(_LINEAR_MIPMAP_ANISOTROPIC),
        "texture_repeat": "true",
    }
    if material.regions:  # coordinates are the sheet's own
        properties["uv1_scale"] = "Vector3(1, 1, 1)"
    if material.cutoff is not None:
        properties |= {
            "transparency": str(_ALPHA_SCISSOR),
            "alpha_scissor_threshold": repr(material.cutoff),
            "cull_mode": str(_CULL_DISABLED),
            "texture_repeat": "false",
        }
    elif material.surface.opacity is not None:
        properties["transparency"] = str(_ALPHA_BLEND)
    if "translucency" in pictures:
        properties |= {"backlight_enabled": "true", "backlight_texture": numbers["translucency"]}
    properties |= _finish(planes)
    said = facts(planes)
    properties |= {
        "metadata/procgen_recipe": _text(material.recipe.to_json()),
        "metadata/procgen_metres_per_tile": f"Vector2({width_m!r}, {height_m!r})",
        "metadata/procgen_repeats": _text(said["repeats"]),
        "metadata/procgen_height_range_m": f"Vector2({said['height_min_m']!r}, {said['height_max_m']!r})",
    }
    lines = [f'[gd_resource type="{kind}" load_steps={len(pictures) + 1} format=3]', ""]
    lines += [
        f'[ext_resource type="Texture2D" path={_text(png_name(planes, picture))} id="{number}_{picture}"]'
        for number, picture in enumerate(pictures, 1)
    ]
    lines += ["", "[resource]", *(f"{name} = {value}" for name, value in properties.items())]
    return ("\n".join(lines) + "\n").encode()


def _finish(planes: Planes) -> dict[str, str]:
    """Clear coat, sheen (Godot's rim), anisotropy and specular reflection, where the class has them."""
    finish = finish_of(planes.material)
    found: dict[str, str] = {}
    if finish.clearcoat:
        found |= {
            "clearcoat_enabled": "true",
            "clearcoat": repr(finish.clearcoat),
            "clearcoat_roughness": repr(finish.clearcoat_roughness),
        }
    if finish.sheen:
        found |= {"rim_enabled": "true", "rim": repr(finish.sheen), "rim_tint": "0.5"}
    if finish.anisotropy:
        found |= {"anisotropy_enabled": "true", "anisotropy": repr(finish.anisotropy)}
    if finish.specular != PLAIN.specular:
        found["metallic_specular"] = repr(finish.specular * _SPECULAR)
    return found


def _depth(planes: Planes) -> float:
    """How deep the relief is, in widths of the tile."""
    low, high = planes.range_m
    return (high - low) / planes.material.metres_per_tile[0]


def orm_tres(planes: Planes) -> bytes:
    """Write the material as an ORMMaterial3D.

    Returns:
        A .tres that refers to the files ``NAME-albedo.png``, ``-normal.png``, ``-orm.png`` and ``-height.png`` beside
        it. A unit of its texture coordinates is a metre (``uv1_scale``). The recipe is the metadata
        ``procgen_recipe``; beside it stand ``procgen_metres_per_tile``, ``procgen_height_range_m`` and
        ``procgen_repeats``, how repeats can be hidden.
    """
    return _resource(
        planes, "ORMMaterial3D", {"orm_texture": "orm", "ao_enabled": "true"}, ("albedo", "normal", "orm", "height")
    )


def standard_tres(planes: Planes) -> bytes:
    """Write the material as a StandardMaterial3D, all else as :func:`orm_tres`: one that scripts find more often."""
    surface = {
        "metallic": "1.0",
        "metallic_texture": "orm",
        "metallic_texture_channel": str(_BLUE),
        "roughness": "1.0",
        "roughness_texture": "orm",
        "roughness_texture_channel": str(_GREEN),
        "ao_enabled": "true",
        "ao_texture": "orm",
        "ao_texture_channel": "0",
    }
    return _resource(planes, "StandardMaterial3D", surface, ("albedo", "normal", "orm", "height"))


def png_import(picture: Picture) -> bytes:
    """What Godot is to do with a picture: the text of ``FILE.png.import``, which the editor completes when it imports.

    Without it, a picture is taken for one of the user interface: without mip maps, and not as a normal map, until
    somebody uses it in a 3D scene.

    Returns:
        Settings for mip maps and compression on the graphics card (BC7 and the like, RGTC for normals); height stays
        uncompressed, for it has too many steps.
    """
    mode = _LOSSLESS if picture.planes == ("height",) else _VRAM_COMPRESSED
    normal = _NORMAL_MAP if picture.is_normal_map else _NO_NORMAL_MAP
    settings = {
        "compress/mode": str(mode),
        # With it, normals would become BC7 too.
        "compress/high_quality": _flag(not picture.is_normal_map),
        "compress/normal_map": str(normal),
        "mipmaps/generate": "true",
        "detect_3d/compress_to": "0",
    }
    lines = ["[remap]", "", 'importer="texture"', 'type="CompressedTexture2D"', "", "[params]", ""]
    lines += [f"{name}={value}" for name, value in settings.items()]
    return ("\n".join(lines) + "\n").encode()
