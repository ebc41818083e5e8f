"""Materials of glTF as UsdPreviewSurface."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from procgen.formats.gltf import CLAMP_TO_EDGE, Tree
from procgen.formats.usd.library import Library
from procgen.formats.usd.names import Names
from procgen.formats.usd.source import Source

TEXTURES: Final = "textures"
"""Folder of pictures, beside the layers that name them."""


class Materials:
    """Writes materials into a layer, each when it is first asked for.

    Args:
        usd: the library.
        stage: of the layer.
        scope: path of the prim below which materials stand.
        source: whose materials.
        folder: of the layer; its pictures go into :data:`TEXTURES` there.
        prefix: put before the names of pictures.
    """

    def __init__(self, usd: Library, stage: Any, scope: str, source: Source, folder: Path, prefix: str = "") -> None:
        self._usd, self._stage, self._scope = usd, stage, scope
        self._source, self._folder, self._prefix = source, folder, prefix
        self._coloured = source.coloured()
        self._names, self._pictures = Names(), Names()
        self._made: dict[int, Any] = {}
        self._files: dict[int, str] = {}

    def of(self, number: int) -> Any:
        """A material of the glTF, by its number."""
        if number not in self._made:
            if not self._made:
                self._usd.UsdGeom.Scope.Define(self._stage, self._scope)
            self._made[number] = self._written(number)
        return self._made[number]

    def _written(self, number: int) -> Any:
        usd, entry = self._usd, self._source.tree["materials"][number]
        name = str(entry.get("name", "material"))
        path = f"{self._scope}/{self._names.new(name)}"
        material = usd.UsdShade.Material.Define(self._stage, path)
        surface = usd.UsdShade.Shader.Define(self._stage, f"{path}/Surface")
        surface.CreateIdAttr("UsdPreviewSurface")
        material.CreateSurfaceOutput().ConnectToSource(surface.ConnectableAPI(), "surface")
        _Surface(self, path, surface, entry).write(coloured=number in self._coloured)
        return material

    def picture(self, texture: int, usual: str) -> str:
        """Where the picture of a texture lies, from the layer; ``usual`` names one that has no name."""
        if texture not in self._files:
            name, data = self._source.image(texture, usual)
            stem, _, ending = name.rpartition(".")
            file = f"{self._prefix}{self._pictures.new(stem)}.{ending}"
            (self._folder / TEXTURES).mkdir(exist_ok=True)
            (self._folder / TEXTURES / file).write_bytes(data)
            self._files[texture] = f"./{TEXTURES}/{file}"
        return self._files[texture]

    @property
    def usd(self) -> Library:
        """The library."""
        return self._usd

    @property
    def stage(self) -> Any:
        """Of the layer."""
        return self._stage

    def wrap(self, texture: int) -> tuple[str, str]:
        """How a texture goes on beyond its edges, across and down."""
        sampler = self._source.sampler(texture)
        across, down = (sampler.get(key) == CLAMP_TO_EDGE for key in ("wrapS", "wrapT"))
        return "clamp" if across else "repeat", "clamp" if down else "repeat"


class _Surface:
    """One UsdPreviewSurface, and the shaders that lead to it."""

    def __init__(self, home: Materials, path: str, surface: Any, entry: Tree) -> None:
        self._home, self._path, self._surface, self._entry = home, path, surface, entry
        self._sdf = home.usd.Sdf.ValueTypeNames

    def write(self, *, coloured: bool) -> None:
        entry, types = self._entry, self._sdf
        body = entry.get("pbrMetallicRoughness", {})
        factor = [float(value) for value in body.get("baseColorFactor", (1.0, 1.0, 1.0, 1.0))]
        colour = None
        if "baseColorTexture" in body:
            colour = self._texture("Albedo", body["baseColorTexture"], "sRGB", scale=factor)
            self._connect("diffuseColor", types.Color3f, colour, "rgb", types.Float3)
        elif coloured:
            self._connect("diffuseColor", types.Color3f, self._colours(factor), "result", types.Float3)
        else:
            self._set("diffuseColor", types.Color3f, factor[:3])
        self._opacity(colour, factor[3])
        metallic, roughness = (float(body.get(f"{name}Factor", 1.0)) for name in ("metallic", "roughness"))
        if "metallicRoughnessTexture" in body:
            packed = self._texture("Packed", body["metallicRoughnessTexture"], "raw", [1.0, roughness, metallic, 1.0])
            self._connect("roughness", types.Float, packed, "g", types.Float)
            self._connect("metallic", types.Float, packed, "b", types.Float)
            shaded = entry.get("occlusionTexture", {}).get("index")
            if shaded == body["metallicRoughnessTexture"]["index"]:
                self._connect("occlusion", types.Float, packed, "r", types.Float)
        else:
            self._set("roughness", types.Float, roughness)
            self._set("metallic", types.Float, metallic)
        if "normalTexture" in entry:
            # The bytes 0 to 255 stand for -1 to 1.
            by = [2.0, 2.0, 2.0, 1.0], [-1.0, -1.0, -1.0, 0.0]
            bumps = self._texture("Bumps", entry["normalTexture"], "raw", *by)
            self._connect("normal", types.Normal3f, bumps, "rgb", types.Float3)
        if any(entry.get("emissiveFactor", ())):
            self._set("emissiveColor", types.Color3f, [float(value) for value in entry["emissiveFactor"]])

    def _opacity(self, colour: Any, share: float) -> None:
        mode, types = self._entry.get("alphaMode", "OPAQUE"), self._sdf
        if mode == "OPAQUE":
            return
        if colour is None:
            self._set("opacity", types.Float, share)
        else:
            self._connect("opacity", types.Float, colour, "a", types.Float)
        if mode == "MASK":
            self._set("opacityThreshold", types.Float, float(self._entry.get("alphaCutoff", 0.5)))

    def _set(self, name: str, kind: Any, value: Any) -> None:
        self._surface.CreateInput(name, kind).Set(self._value(value))

    def _value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        gf = self._home.usd.Gf
        return gf.Vec3f(*value) if len(value) == 3 else gf.Vec4f(*value)

    def _connect(self, name: str, kind: Any, shader: Any, output: str, output_kind: Any) -> None:
        told = shader.CreateOutput(output, output_kind)
        self._surface.CreateInput(name, kind).ConnectToSource(told)

    def _shader(self, name: str, kind: str) -> Any:
        shader = self._home.usd.UsdShade.Shader.Define(self._home.stage, f"{self._path}/{name}")
        shader.CreateIdAttr(kind)
        return shader

    def _colours(self, factor: list[float]) -> Any:
        """Reads the colours of corners."""
        reader = self._shader("Colours", "UsdPrimvarReader_float3")
        reader.CreateInput("varname", self._sdf.String).Set("displayColor")
        reader.CreateInput("fallback", self._sdf.Float3).Set(self._value(factor[:3]))
        return reader

    def _texture(
        self, name: str, entry: Tree, space: str, scale: list[float] | None = None, bias: list[float] | None = None
    ) -> Any:
        types, index = self._sdf, entry["index"]
        place = self._home.stage.GetPrimAtPath(f"{self._path}/Place")
        if not place:
            reader = self._shader("Place", "UsdPrimvarReader_float2")
            reader.CreateInput("varname", types.String).Set("st")
            reader.CreateOutput("result", types.Float2)
            place = reader.GetPrim()
        texture = self._shader(name, "UsdUVTexture")
        texture.CreateInput("file", types.Asset).Set(
            self._home.usd.Sdf.AssetPath(self._home.picture(index, f"{self._entry.get('name', 'material')} {name}"))
        )
        reader = self._home.usd.UsdShade.Shader(place)
        texture.CreateInput("st", types.Float2).ConnectToSource(reader.GetOutput("result"))
        for key, value in zip(("wrapS", "wrapT"), self._home.wrap(index), strict=True):
            texture.CreateInput(key, types.Token).Set(value)
        texture.CreateInput("sourceColorSpace", types.Token).Set(space)
        if scale is not None and scale != [1.0] * 4:
            texture.CreateInput("scale", types.Float4).Set(self._value(scale))
        if bias is not None:
            texture.CreateInput("bias", types.Float4).Set(self._value(bias))
        return texture
