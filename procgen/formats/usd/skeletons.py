"""Skins and animations of glTF as UsdSkel."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from procgen.formats.gltf import Tree, node_matrix
from procgen.formats.usd.library import Library
from procgen.formats.usd.names import Names, identifier
from procgen.formats.usd.source import Source

FRAMES_PER_S: Final = 30
"""Time codes in a second: movements are sampled at each."""
_INFLUENCES: Final = 4

Floats = npt.NDArray[np.float32]


class Skeletons:
    """Writes the skeleton of a layer.

    Args:
        usd: the library.
        stage: of the layer.
        source: whose skin, the first, and whose animations.
        root: path of the SkelRoot.
    """

    def __init__(self, usd: Library, stage: Any, source: Source, root: str) -> None:
        self._usd, self._stage, self._source, self._root = usd, stage, source, root
        skin = source.tree["skins"][0]
        self._listed: list[int] = skin["joints"]
        within = set(self._listed)
        # Whoever is above another comes before it.
        self._joints = sorted(self._listed, key=lambda joint: (len(self._above(joint, within)), joint))
        self._paths = [
            "/".join(identifier(str(source.nodes[each]["name"])) for each in [*self._above(joint, within), joint])
            for joint in self._joints
        ]
        binds = source.array(skin["inverseBindMatrices"]).reshape(-1, 4, 4).astype(np.float64)
        place = {joint: number for number, joint in enumerate(self._listed)}
        self._binds = np.linalg.inv(binds[[place[joint] for joint in self._joints]])
        self.last_frame = 0
        """Of the longest movement that was written."""
        # Rows of coordinates here, columns there.
        self._rest = np.array([node_matrix(source.nodes[joint]).T for joint in self._joints])

    def _above(self, joint: int, within: set[int]) -> list[int]:
        found: list[int] = []
        up = self._source.parent.get(joint)
        while up is not None and up in within:
            found.insert(0, up)
            up = self._source.parent.get(up)
        return found

    def write(self) -> None:
        """The skeleton and its movements, one of which the variant set "clip" chooses."""
        usd = self._usd
        skeleton = usd.UsdSkel.Skeleton.Define(self._stage, f"{self._root}/Skeleton")
        skeleton.CreateJointsAttr(self._paths)
        skeleton.CreateBindTransformsAttr(usd.Vt.Matrix4dArray.FromNumpy(self._binds))
        skeleton.CreateRestTransformsAttr(usd.Vt.Matrix4dArray.FromNumpy(self._rest))
        binding = usd.UsdSkel.BindingAPI.Apply(skeleton.GetPrim())
        clips: dict[str, str] = {}
        names = Names()
        if self._source.tree.get("animations"):
            usd.UsdGeom.Scope.Define(self._stage, f"{self._root}/Clips")
        for animation in self._source.tree.get("animations", ()):
            name = names.new(str(animation["name"]))
            clips[name] = f"{self._root}/Clips/{name}"
            self._clip(clips[name], animation)
        if clips:
            choice = self._stage.GetPrimAtPath(self._root).GetVariantSets().AddVariantSet("clip")
            for name, path in clips.items():
                choice.AddVariant(name)
                choice.SetVariantSelection(name)
                with choice.GetVariantEditContext():
                    binding.CreateAnimationSourceRel().SetTargets([path])
            choice.SetVariantSelection(next(iter(clips)))

    def bind(self, mesh: Any, joints: npt.NDArray[Any], weights: Floats) -> None:
        """Bind a mesh.

        Args:
            mesh: the UsdGeomMesh.
            joints: (vertices, 4) places in the glTF's list of joints.
            weights: (vertices, 4).
        """
        usd = self._usd
        order = np.zeros(len(self._listed), np.int32)
        order[[self._listed.index(joint) for joint in self._joints]] = np.arange(len(self._joints), dtype=np.int32)
        binding = usd.UsdSkel.BindingAPI.Apply(mesh.GetPrim())
        binding.CreateSkeletonRel().SetTargets([f"{self._root}/Skeleton"])
        binding.CreateGeomBindTransformAttr(usd.Gf.Matrix4d(1.0))
        numbers = np.ascontiguousarray(order[joints.astype(np.int64)].reshape(-1))
        told = binding.CreateJointIndicesPrimvar(False, _INFLUENCES)
        told.Set(usd.Vt.IntArray.FromNumpy(numbers))
        shares = weights / np.maximum(weights.sum(axis=1, keepdims=True), np.float32(1e-6))
        told = binding.CreateJointWeightsPrimvar(False, _INFLUENCES)
        told.Set(usd.Vt.FloatArray.FromNumpy(np.ascontiguousarray(shares.reshape(-1), np.float32)))

    def _clip(self, path: str, animation: Tree) -> None:
        """A movement of all joints, sampled at each time code."""
        usd = self._usd
        clip = usd.UsdSkel.Animation.Define(self._stage, path)
        clip.CreateJointsAttr(self._paths)
        place = {joint: number for number, joint in enumerate(self._joints)}
        inputs = [self._source.array(each["input"])[:, 0] for each in animation["samplers"]]
        frames = int(np.ceil(max(float(times[-1]) for times in inputs) * FRAMES_PER_S - 1e-3)) + 1
        at = np.arange(frames) / FRAMES_PER_S
        moved = np.tile(self._rest[:, 3, :3], (frames, 1, 1))
        turned = np.tile([self._turn(joint) for joint in self._joints], (frames, 1, 1))
        grown = np.tile([self._source.nodes[joint].get("scale", (1.0,) * 3) for joint in self._joints], (frames, 1, 1))
        for channel in animation["channels"]:
            joint, kind = channel["target"].get("node"), channel["target"]["path"]
            if joint not in place or kind == "weights":
                continue
            sampler = animation["samplers"][channel["sampler"]]
            values = self._source.array(sampler["output"]).astype(np.float64)
            into = {"translation": moved, "rotation": turned, "scale": grown}[kind]
            into[:, place[joint]] = _sampled(inputs[channel["sampler"]], values, at, sampler.get("interpolation", ""))
        turned /= np.sqrt(np.sum(turned**2, axis=2, keepdims=True))
        translations, rotations, scales = (
            clip.CreateTranslationsAttr(), clip.CreateRotationsAttr(), clip.CreateScalesAttr()
        )  # fmt: skip
        steady = bool(np.all(grown == grown[:1]))
        for frame in range(frames):
            # Where no time is asked for, it is the beginning.
            for time in (usd.Usd.TimeCode.Default(), 0) if frame == 0 else (frame,):
                translations.Set(usd.Vt.Vec3fArray.FromNumpy(moved[frame].astype(np.float32)), time)
                rotations.Set(usd.Vt.QuatfArray.FromNumpy(turned[frame].astype(np.float32)), time)
                if not steady or frame == 0:
                    scales.Set(usd.Vt.Vec3hArray.FromNumpy(grown[frame].astype(np.float16)), time)
        self.last_frame = max(self.last_frame, frames - 1)

    def _turn(self, joint: int) -> tuple[float, ...]:
        return tuple(self._source.nodes[joint].get("rotation", (0.0, 0.0, 0.0, 1.0)))


def _sampled(
    times: npt.NDArray[Any], values: npt.NDArray[np.float64], at: npt.NDArray[np.float64], interpolation: str
) -> npt.NDArray[np.float64]:
    """(frames, parts) of a sampler at some times; turns are mixed along the shorter way and made whole by the caller.

    Raises:
        ValueError: the sampler is a cubic spline.
    """
    if interpolation == "CUBICSPLINE":
        raise ValueError("cubic splines are not read")
    after = np.clip(np.searchsorted(times, at, side="right"), 1, max(len(times) - 1, 1))
    if len(times) == 1:
        return np.repeat(values, len(at), axis=0)
    low, high = values[after - 1], values[after]
    span = times[after] - times[after - 1]
    share = np.clip((at - times[after - 1]) / np.maximum(span, 1e-9), 0.0, 1.0)
    if interpolation == "STEP":
        share = np.floor(share)
    if values.shape[1] == 4:
        high = np.where(np.sum(low * high, axis=1, keepdims=True) < 0.0, -high, high)
    mixed: npt.NDArray[np.float64] = low + (high - low) * share[:, None]
    return mixed
