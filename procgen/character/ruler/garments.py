"""How garments that others made fit our bodies: each is bound as a user's own, and fitted to many bodies.

The garments are those of a pack of MakeHuman's: for each vertex three vertices of the basis with their shares, and an
offset in metres, so that they can be laid on the neutral body as MakeHuman lays them. From there on they are files of
a user: nothing of that is told to what binds them.
"""

from __future__ import annotations

import io
import lzma
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from procgen.character.body.basis import Basis, packaged_basis
from procgen.character.body.plausible import random_shape
from procgen.character.body.shape import make_body
from procgen.character.wardrobe.own import OwnMesh, bind, report
from procgen.character.wardrobe.own.binding import influences, neutral

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

PIECES = "proxies.npz.xz"
_CLOTHES = "clothes"
_SHARE, _METRES = 1e-5, 1e-6
"""Units of the pack's shares and offsets."""
_NEAR, _KERNEL_M = 4, 0.02
_LEAST_YEARS = 18.0
_FIRST_SEED = 10_000


def garment_figures(data: Path, bodies: int, seed: int) -> dict[str, float]:
    """What of the garments of a pack crosses skin that is seen.

    Args:
        data: folder with ``proxies.npz.xz``.
        bodies: adults that each garment is fitted to, drawn from all sliders.
        seed: of the bodies.

    Returns:
        ``garments``: pieces; ``garments_crossing``: of them those with a vertex in, or a triangle through, the skin of
        any body; ``garment_NAME``: bodies that a piece crosses.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is not such a file.
    """
    basis = packaged_basis()
    wearers = [
        make_body(random_shape(_FIRST_SEED + seed + number, basis, min_years=_LEAST_YEARS), basis)
        for number in range(bodies)
    ]
    crossed: dict[str, float] = {}
    for name, mesh in pieces(data / PIECES, basis):
        garment = bind(mesh, basis, f"own_{name}", 2, "mesh")
        found = [report(garment, body) for body in wearers]
        crossed[f"garment_{name}"] = float(sum(each.crossings + each.crossing_triangles > 0 for each in found))
    return {
        "garments": float(len(crossed)),
        "garments_crossing": float(sum(count > 0 for count in crossed.values())),
        **crossed,
    }


def pieces(path: Path, basis: Basis) -> Iterator[tuple[str, OwnMesh]]:
    """The clothes of a pack, as they lie on the neutral body in T-pose; of those with one mesh the first.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: it is not such a file.
    """
    try:
        with lzma.open(path) as opened, np.load(io.BytesIO(opened.read()), allow_pickle=False) as read:
            arrays = {name: read[name] for name in read.files}
        yield from _pieces(arrays, basis)
    except (lzma.LZMAError, KeyError, IndexError) as error:
        raise ValueError(f"{path} holds no garments: {error}") from error


def _pieces(arrays: dict[str, npt.NDArray[np.generic]], basis: Basis) -> Iterator[tuple[str, OwnMesh]]:
    wearer = neutral(basis)
    vertices = wearer.lowered.body.vertices
    seen: set[bytes] = set()
    for number, name in enumerate(arrays["names"].tolist()):
        rows = slice(*arrays["v_ptr"][number : number + 2].tolist())
        faces = arrays["faces"][slice(*arrays["f_ptr"][number : number + 2].tolist())].astype(np.int64)
        form = faces.tobytes() + arrays["fit_off"][rows].tobytes()
        if arrays["category"][number] != _CLOTHES or form in seen:
            continue
        seen.add(form)
        ends = arrays["scale_verts"][number].astype(np.int64)
        apart = np.array([abs(vertices[one, axis] - vertices[two, axis]) for axis, (one, two) in enumerate(ends)])
        scale = apart / arrays["scale_den"][number]
        share = arrays["fit_w"][rows].astype(np.float64) * _SHARE
        rest = np.einsum("vk,vka->va", share, vertices[arrays["fit_idx"][rows].astype(np.int64)])
        rest += arrays["fit_off"][rows].astype(np.float64) * _METRES * scale
        triangles = np.concatenate([faces[:, [0, 1, 2]], faces[:, [0, 2, 3]]])
        whole = (triangles != np.roll(triangles, 1, axis=1)).all(axis=1)
        lifted = _raised(rest.astype(np.float32), basis)
        yield name, OwnMesh(lifted, np.zeros((len(lifted), 2), np.float32), triangles[whole])


def _raised(rest: Floats, basis: Basis) -> Floats:
    """Places (V, 3) of the rest pose where the skin near them takes them on the way to the T-pose."""
    wearer = neutral(basis)
    distance, near = cKDTree(wearer.places(lowered=True)).query(rest, _NEAR)
    share = np.exp(-(((distance - distance[:, :1]) / _KERNEL_M) ** 2))
    share /= share.sum(axis=1, keepdims=True)
    joint, hold = influences(basis, wearer.skin[near], share.astype(np.float32))
    back = np.einsum("vk,vkab->vab", hold, wearer.stance.pose.back[joint])
    raised = np.linalg.solve(back[:, :, :3], (rest - back[:, :, 3])[..., None])
    return np.asarray(raised[..., 0], np.float32)
