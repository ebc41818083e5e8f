"""The maps of a photo, as the photo network finds them: its light taken away, relief, roughness and metal."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.model_file import LoadedModel
from procgen.runtime.store import ModelStore
from procgen.texture.classical.torus import resize
from procgen.texture.exemplar.estimate import PRIORS, Prior
from procgen.texture.exemplar.prepare import choose_square, tiles_already
from procgen.texture.material import FloatArray

DOMAIN: Final = "photo"
"""Of the network in catalogs."""
MOST_PX: Final = 768
"""Of a photo's side that is looked at."""
_FACTOR: Final = 32
"""Sides are multiples of it."""
_EDGE_PX: Final = 32
"""Of what lies around a photo, so that its edges are no edges to the network."""
_STEEPEST: Final = 4.0
_TRUST: Final = 0.8
"""In what is usual for a class..."""
_STEEPER: Final = (0.4, 2.5)
"""...within factors on steepness."""


@dataclass(frozen=True, slots=True, eq=False)
class PhotoMaps:
    """A square of a photo, and its maps; all of one size."""

    albedo: FloatArray = field(repr=False)
    """(n, n, 3) sRGB-encoded, 0 to 1, without the photo's light."""
    slopes: FloatArray = field(repr=False)
    """(2, n, n) to the right and down, rise over run, of zero mean."""
    roughness: FloatArray = field(repr=False)
    """(n, n) linear, 0 to 1."""
    metallic: FloatArray = field(repr=False)
    """(n, n) linear, 0 to 1."""
    tiles: bool
    """Whether it continues at its edges."""


def photo_network(store: ModelStore) -> LoadedModel | None:
    """The network of a store, the user's before the packaged one; None where it has none. Raises ModelUnavailable for a
    damaged one.
    """
    names = store.generators(DOMAIN)
    return store.part(DOMAIN, names[-1], "maps") if names else None


def usual_for(maps: FloatArray, prior: Prior) -> FloatArray:
    """Maps (7, rows, columns) of the network, moved towards what is usual for the class: how steep, how rough.

    One photo says little of both: a rough surface under a high sun and a smooth one under a low one may look alike.
    """
    maps = maps.copy()
    steepness = float(np.sqrt(np.square(maps[3:5], dtype=np.float64).sum(axis=0).mean()))
    maps[3:5] *= np.float32(np.clip((prior.slope / max(steepness, 1e-3)) ** _TRUST, *_STEEPER))
    maps[5] += np.float32(_TRUST * (prior.roughness - float(maps[5].mean(dtype=np.float64))))
    return maps


def photo_maps(
    photo: FloatArray, network: LoadedModel, material: str = "", checkpoint: Checkpoint = go_on
) -> PhotoMaps:
    """Find the maps of a photo.

    Args:
        photo: (rows, columns, 3) sRGB-encoded, 0 to 1, both sides at least 64 px.
        network: see :func:`photo_network`.
        material: its class; empty where nobody says.
        checkpoint: called before and after the network.

    Raises:
        ModelUnavailable: the network can't be run, or finds values that are not finite.
    """
    square = choose_square(photo)
    tiles = tiles_already(photo)
    side = min(square.shape[0] // _FACTOR * _FACTOR, MOST_PX)
    picture = resize(square, side, side)
    checkpoint()
    around = ((_EDGE_PX, _EDGE_PX), (_EDGE_PX, _EDGE_PX), (0, 0))
    padded = np.pad(picture, around, mode="wrap" if tiles else "reflect").transpose(2, 0, 1)
    found = network.run({"photo": np.ascontiguousarray(padded[None], np.float32)})[0]
    checkpoint()
    maps = found[:, _EDGE_PX : _EDGE_PX + side, _EDGE_PX : _EDGE_PX + side]
    if material:
        maps = usual_for(maps, PRIORS[material])
    slopes = np.clip(maps[3:5], -_STEEPEST, _STEEPEST)
    slopes = slopes - slopes.mean(axis=(1, 2), keepdims=True, dtype=np.float64).astype(np.float32)
    roughness, metallic = np.clip(maps[5:7], 0.0, 1.0)
    return PhotoMaps(np.clip(maps[:3], 0.0, 1.0).transpose(1, 2, 0), slopes, roughness, metallic, tiles)
