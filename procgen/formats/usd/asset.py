"""One thing as an asset of USD: a character, an animal, a piece of land."""

from __future__ import annotations

import io
import json
import re
import tempfile
import zipfile
from pathlib import Path
from typing import Any, Final

import numpy as np

from procgen.formats.usd.library import Library, library
from procgen.formats.usd.materials import Materials
from procgen.formats.usd.meshes import Meshes
from procgen.formats.usd.names import Names, identifier
from procgen.formats.usd.nodes import Nodes
from procgen.formats.usd.skeletons import FRAMES_PER_S, Skeletons
from procgen.formats.usd.source import Source

_COARSER: Final = re.compile(r"_LOD[1-9]\d*$")
_REACH: Final = 0.35
"""How much farther than in its rest a body may reach, of its size."""
_ALIGNED: Final = 64


def asset_files(glb: bytes, name: str) -> dict[str, bytes]:
    """An asset as a folder.

    Args:
        glb: one thing, as this package writes them: of levels of detail only the finest is taken over, and no face
            shapes.
        name: of the files and, made an identifier, of the root.

    Returns:
        By path: ``NAME.usdc``, and its pictures below ``textures``. Metres, y up. What has a skin is a SkelRoot with a
        skeleton and a variant set "clip", which chooses what it does; 30 time codes a second. The layer's own data hold
        the recipe as JSON, where the GLB has one. Equal GLBs give equal bytes.

    Raises:
        Failed: usd-core is not installed.
    """
    return _asset_files(Source(glb), name)


def _asset_files(source: Source, name: str) -> dict[str, bytes]:
    usd = library()
    with tempfile.TemporaryDirectory() as folder:
        write_asset(usd, Path(folder), source, name)
        return files_in(Path(folder))


def usdz(glb: bytes, name: str) -> bytes:
    """The same as one file, a .usdz.

    Source: the USDZ specification: a zip archive without compression, whose files begin at multiples of 64 bytes and
    whose first one is the layer. The archive's comment is the recipe, as a layer's own data are compressed.
    """
    source = Source(glb)
    files, recipe = _asset_files(source, name), _recipe_of(source)
    order = [f"{name}.usdc", *sorted(path for path in files if path != f"{name}.usdc")]
    return _zipped([(path, files[path]) for path in order], b"" if recipe is None else recipe.encode())


def _zipped(files: list[tuple[str, bytes]], comment: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path, data in files:
            # The same time for all, so that equal files give equal bytes; a field of nothing moves the data.
            entry = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
            header = 30 + len(path.encode()) + 4
            padding = -(out.tell() + header) % _ALIGNED
            entry.extra = b"\x86\x19" + padding.to_bytes(2, "little") + b"\0" * padding
            archive.writestr(entry, data)
        # One that is longer than comments can be stands in the layer alone.
        if len(comment) <= zipfile.ZIP_MAX_COMMENT:
            archive.comment = comment
    return out.getvalue()


def _recipe_of(source: Source) -> str | None:
    recipe = source.tree["asset"].get("extras", {}).get("recipe")
    return None if recipe is None else json.dumps(recipe, sort_keys=True)


def files_in(folder: Path) -> dict[str, bytes]:
    """All files below a folder, by path."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def new_stage(usd: Library, path: Path) -> Any:
    """A layer in metres, y up, 30 time codes a second."""
    stage = usd.Usd.Stage.CreateNew(str(path))
    usd.UsdGeom.SetStageUpAxis(stage, usd.UsdGeom.Tokens.y)
    usd.UsdGeom.SetStageMetersPerUnit(stage, 1.0)
    stage.SetTimeCodesPerSecond(FRAMES_PER_S)
    stage.SetFramesPerSecond(FRAMES_PER_S)
    return stage


def write_asset(usd: Library, folder: Path, source: Source, name: str) -> int:
    """Write an asset's layer and pictures into a folder; the last frame of its movements."""
    stage = new_stage(usd, folder / f"{name}.usdc")
    root = f"/{identifier(name)}"
    skinned = bool(source.tree.get("skins"))
    kind = usd.UsdSkel.Root if skinned else usd.UsdGeom.Xform
    prim = kind.Define(stage, root).GetPrim()
    stage.SetDefaultPrim(prim)
    usd.Usd.ModelAPI(prim).SetKind(usd.Kind.Tokens.component)
    recipe = _recipe_of(source)
    if recipe is not None:
        stage.GetRootLayer().customLayerData = {"recipe": recipe}
    materials = Materials(usd, stage, f"{root}/Looks", source, folder, f"{identifier(name)}_")
    meshes = Meshes(usd, stage, source, materials)
    nodes = Nodes(usd, stage, source, meshes)
    names = Names()
    for taken in ("Looks", "Skeleton", "Clips"):
        names.new(taken)
    skeletons = Skeletons(usd, stage, source, root) if skinned else None
    if skeletons is not None:
        skeletons.write()
        stage.SetStartTimeCode(0)
        stage.SetEndTimeCode(skeletons.last_frame)
    boxes = []
    for number in source.tree["scenes"][source.tree.get("scene", 0)]["nodes"]:
        node = source.nodes[number]
        own = str(node.get("name", "node"))
        if skeletons is None:
            nodes.write(f"{root}/{names.new(own)}", number)
        elif "skin" in node and not _COARSER.search(own):
            mesh = meshes.write(f"{root}/{names.new(own)}", node["mesh"])
            primitives = source.tree["meshes"][node["mesh"]]["primitives"]
            joints = meshes.joined(primitives, "JOINTS_0", 4)
            skeletons.bind(mesh, joints, meshes.joined(primitives, "WEIGHTS_0", 4))
            boxes.append(meshes.extent(node["mesh"]))
        else:
            prim.SetDisplayName(own)
    if boxes:
        low, high = np.min([box[0] for box in boxes], axis=0), np.max([box[1] for box in boxes], axis=0)
        more = _REACH * float(np.max(high - low))
        reach = np.stack([low - more, high + more]).astype(np.float32)
        usd.UsdGeom.Boundable(prim).CreateExtentAttr(usd.Vt.Vec3fArray.FromNumpy(reach))
    stage.GetRootLayer().Save()
    return 0 if skeletons is None else skeletons.last_frame
