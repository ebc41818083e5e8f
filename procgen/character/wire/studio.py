"""What characters are made with: populations, fitter, cloth; read when first needed, by one thread for all."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Final

from procgen.character.body.basis import Basis, packaged_basis
from procgen.character.body.fit import Fitter, packaged_fitter
from procgen.character.body.shape import Shape
from procgen.character.cloth import WEAVES, Cloth, weaving_models
from procgen.character.hair.texture import TEXTURES, maps
from procgen.character.people.draw import People, people_models
from procgen.character.skin import warm_up
from procgen.character.skin.layout import texel_map
from procgen.character.skin.regions import regions
from procgen.character.skin.relief import relief
from procgen.character.wardrobe.own import OwnGarment
from procgen.character.wire.messages import shape_message
from procgen.kit.wire.blobs import BlobStore
from procgen.kit.wire.recent import Recent
from procgen.runtime.checkpoint import Checkpoint
from procgen.runtime.store import ModelStore

WARM_SKIN_PX: Final = 1024
_KEPT_MEASURES: Final = 256
_KEPT_GARMENTS: Final = 8
_KEPT_GENERATIONS: Final = 2
"""Of what is made from models: those of now, and those that calls from before a change still use."""


class Studio:
    """Shared by all calls; safe to use from any thread.

    Args:
        store: the models.
        blobs: what was sent ahead; nothing if None.
    """

    def __init__(self, store: ModelStore, blobs: BlobStore | None = None) -> None:
        self._store = store
        self.blobs = blobs or BlobStore()
        self.own_garments: Recent[tuple[object, ...], OwnGarment] = Recent(_KEPT_GARMENTS)
        """Of users, bound to the body, by their files and by what is said of them."""
        self._lock = Lock()
        self._people: Recent[int, People] = Recent(_KEPT_GENERATIONS)
        self._cloths: Recent[int, Cloth] = Recent(_KEPT_GENERATIONS)
        self._measures: Recent[bytes, Mapping[str, float]] = Recent(_KEPT_MEASURES)

    def view(self) -> Studio:
        """The studio as it is now, for one call; see :meth:`procgen.runtime.store.ModelStore.view`."""
        fixed = copy.copy(self)
        fixed._store = self._store.view()
        return fixed

    @property
    def basis(self) -> Basis:
        """The mesh and its targets."""
        with self._lock:
            return packaged_basis()

    @property
    def fitter(self) -> Fitter:
        """Measures bodies and fits them to measures."""
        with self._lock:
            return packaged_fitter()

    @property
    def people(self) -> People:
        """Draws persons.

        Raises:
            ModelUnavailable: a network is missing or damaged; it is looked for again at the next call.
        """
        store = self._store.view()
        with self._lock:
            return self._people.get(store.generation, lambda: People(store))

    @property
    def cloth(self) -> Cloth:
        """Weaves what is worn; its tiles are made when they are first needed."""
        store = self._store.view()
        with self._lock:
            return self._cloths.get(store.generation, lambda: Cloth(store))

    def measure(self, shape: Shape) -> Mapping[str, float]:
        """Every measure of a shape's body, metres and kilograms."""
        key = shape_message(shape).SerializeToString(deterministic=True)
        return self._measures.get(key, lambda: self.fitter.measure(shape))

    @property
    def picture_models(self) -> dict[str, str]:
        """SHA-256 by name of the models that have a part in a person's pictures: cloth is woven by them."""
        return weaving_models(self._store)

    @property
    def people_models(self) -> dict[str, str]:
        """SHA-256 by name of the models that have a part in who is drawn."""
        return people_models(self._store)

    def warm_up_pictures(self, checkpoint: Checkpoint, pause_s: float = 0.0) -> None:
        """Make what pictures of every person need: some ten seconds of work, in steps, and half a gigabyte.

        Args:
            checkpoint: called between the steps; raises to stop.
            pause_s: between the steps, so that calls that come meanwhile find the processors free now and then.
        """
        steps: list[Callable[[], object]] = [
            lambda: texel_map(WARM_SKIN_PX),
            lambda: regions(WARM_SKIN_PX),
            lambda: relief(WARM_SKIN_PX),
            lambda: warm_up(WARM_SKIN_PX),
            *(lambda name=name: maps(name) for name in TEXTURES),
            *(lambda name=name: self.cloth.tile(name) for name in WEAVES),
        ]
        for step in steps:
            checkpoint()
            step()
            time.sleep(pause_s)
