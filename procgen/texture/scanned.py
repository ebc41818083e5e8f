"""Materials of scans: pieces of a scan, laid as the seed says, or as the network composes.

The network draws a small picture of what should be where. Its forms guide the search for pieces, and its colours become
the scan's; what one sees close by is the scan. Without a composer pieces go where they fit, in the scan's own colours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.runtime.model_file import LoadedModel
from procgen.texture.classes import CLASSES
from procgen.texture.classical.torus import blur, resize
from procgen.texture.controls import Exemplar
from procgen.texture.exemplar import estimate_maps, prepare
from procgen.texture.exemplar.network import photo_maps
from procgen.texture.gan import COLOURS
from procgen.texture.laying import part_of
from procgen.texture.layout import LayoutParameters
from procgen.texture.maps.normals import slopes_of_height
from procgen.texture.material import FloatArray, Surface
from procgen.texture.mixing import blended, share_map, zoomed
from procgen.texture.origin import begun_at, typical_origin
from procgen.texture.parameters import ResolvedTexture
from procgen.texture.scan.appearance import SEARCH_PX
from procgen.texture.scan.bank import Bank, Entry
from procgen.texture.scan.laid import laid
from procgen.texture.scan.packed import Pixels
from procgen.texture.scan.pieces import COARSE, Composition, compose
from procgen.texture.scan.recolour import dyed
from procgen.texture.scan.render import rendered
from procgen.texture.scan.scan import FULL_PX, GUIDE_BLUR_PX, Origin, Scan, guide_of
from procgen.texture.sizes import NATURAL_PX, Scale, scale_of

if TYPE_CHECKING:
    from procgen.texture.sources import Composer, Source

_GUIDANCE: Final = 0.08
_STAINS_PX: Final = 2.0
"""Standard deviation of the blur that leaves broad tones, pixels of the base."""
_COURSES: Final = 3.0
"""How much courses count where stains hide them."""
_SEARCH: Final = SEARCH_PX // NATURAL_PX
"""Pixels of the search along one of the base."""


def chosen(entries: Sequence[Entry], style_seed: int) -> Entry:
    """The scan of some that a style is of: seeds that follow each other go through them in their order."""
    return entries[style_seed % len(entries)]


def scan_of_photo(
    photo: Exemplar, material: str, network: LoadedModel | None = None, checkpoint: Checkpoint = go_on
) -> Scan:
    """A photo as a scan. What it does not show is what the network finds, or without one what its tones say.

    Raises:
        ModelUnavailable: the network can't be run.
    """
    if network is not None:
        maps = photo_maps(photo.albedo, network, material, checkpoint)
        albedo, slopes, roughness, metallic = maps.albedo, maps.slopes, maps.roughness, maps.metallic
        tiles = (maps.tiles, maps.tiles)
    else:
        albedo = prepare(photo.albedo, checkpoint=checkpoint).full
        surface = estimate_maps(albedo, material or None, piece_px=float(albedo.shape[0]))
        roughness, metallic, tiles = surface.roughness, surface.metallic, (True, True)
        slopes = slopes_of_height(surface.height)
    colours, *grey = (np.rint(each * np.float32(255.0)).astype(np.uint8) for each in (albedo, roughness, metallic))
    guessed = ("relief", "roughness", "metallic")
    origin = Origin("photo", material, "the user", "as the user's photo", "", photo.sha256, guessed)
    return Scan(origin, Pixels(colours, slopes, *grey), tiles)


class ScanSource:
    """Pieces of a scan.

    Args:
        texture: what is asked for.
        bank: of scans.
        source_of: what makes another request's surface, for the second material of a mixture.
        composer: the network that says what should be where; None for pieces as they fit.
        photo_network: what finds the maps of a photo; None where there is none.
        own: whether scans of other classes that look like it are left out: as the surface of something else they don't.

    Raises:
        ModelUnavailable: the bank is damaged.
    """

    def __init__(
        self,
        texture: ResolvedTexture,
        bank: Bank,
        source_of: Callable[[ResolvedTexture], Source],
        composer: Composer | None = None,
        photo_network: LoadedModel | None = None,
        *,
        own: bool = False,
    ) -> None:
        self._texture, self._composer = texture, composer
        self._photo_network = photo_network if texture.exemplar is not None else None
        self.layout: LayoutParameters | None = None if composer is None else composer.layout
        self._bank = bank
        self._anew = bool(texture.layout) and self.layout is not None
        """Whether pieces are laid in a bond of their own."""
        self._entry: Entry | None = None
        if texture.exemplar is None:
            among = (bank.laid_classes if self._anew else bank.rounds)[texture.material]
            self._entry = chosen(bank.own(texture.material) if own else among, texture.style_seed)
        self._scan: Scan | None = None
        self._compositions: dict[tuple[int, int], Composition] = {}
        self._drawn: dict[tuple[int, int], FloatArray] = {}
        """Colours of the network's drawings, by the size of the base."""
        self._other: Source | None = None
        mix = texture.mix
        if mix is not None:
            assert mix.style_seed is not None
            partner = replace(texture, mix=None, material=mix.material, style_seed=mix.style_seed, exemplar=None)
            self._other = source_of(replace(partner, layout={}, variation=None))

    @property
    def model_sha256(self) -> Mapping[str, str]:
        """Of the scan and the networks."""
        found = {} if self._composer is None else dict(self._composer.model_sha256)
        if self._photo_network is not None:
            found[self._photo_network.entry.name] = self._photo_network.entry.sha256
        if self._entry is not None:
            found[self._entry.origin.recipe_name] = self._entry.origin.sha256
        if self._other is not None:
            found |= self._other.model_sha256
        return found

    def scan(self, checkpoint: Checkpoint) -> Scan:
        """The one that is laid."""
        if self._scan is None:
            photo = self._texture.exemplar
            if photo is not None:
                self._scan = scan_of_photo(photo, self._texture.material, self._photo_network, checkpoint)
            else:
                assert self._entry is not None
                self._scan = self._bank.scan(self._entry)
        return self._scan

    def small(self, checkpoint: Checkpoint) -> Scan:
        """It for a first preview."""
        return self.scan(checkpoint) if self._entry is None else self._bank.glimpse(self._entry)

    def composition(self, scale: Scale, checkpoint: Checkpoint) -> Composition:
        """Where pieces lie on a base."""
        key = scale.base_rows, scale.base_columns
        if key not in self._compositions:
            guide = None
            parameters = self._texture.synthesis.pieces
            if self._composer is not None:
                drawn = self._composer.surface(replace(scale, detail=1, zoom=1), checkpoint)
                guide = guide_of(drawn.albedo, drawn.height, GUIDE_BLUR_PX / COARSE)
                self._drawn[key] = drawn.albedo
                parameters = replace(parameters, guidance=_GUIDANCE)
            kind = CLASSES.get(self._texture.material)
            if kind is not None and kind.courses:
                parameters = replace(parameters, courses=_COURSES)
            appearance = self.scan(checkpoint).appearance
            rows, columns = (side * _SEARCH for side in key)
            self._compositions[key] = compose(
                appearance, rows, columns, self._texture.seed, parameters, guide, checkpoint
            )
        return self._compositions[key]

    def surface(self, scale: Scale, checkpoint: Checkpoint) -> Surface:
        """Pieces at the scale; beyond the scan's own pixels they are resampled."""
        scan = self.scan(checkpoint)
        total = scale.detail * scale.zoom
        finest = max(scan.side_px, FULL_PX) // NATURAL_PX
        made = max(min(total, 1 << (finest.bit_length() - 1)), _SEARCH)
        if self._anew:
            surface = self._laid_anew(scan, scale, made, checkpoint)
        else:
            surface = rendered(scan, self.composition(scale, checkpoint), made // _SEARCH, checkpoint)
        if made > total:
            surface = shrunk(surface, made // total)
        surface = zoomed(surface, max(total // made, 1), checkpoint)
        surface = self._stained(self._coloured(scan, surface), scale, checkpoint)
        mix = self._texture.mix
        if mix is None or mix.mask is None:
            surface = begun_at(surface, typical_origin(surface))
        if mix is not None and self._other is not None:
            other = self._other.surface(scale, checkpoint)
            surface = blended(surface, other, share_map(mix.mask, mix.share, *surface.shape))
        return surface

    def _laid_anew(self, scan: Scan, scale: Scale, made: int, checkpoint: Checkpoint) -> Surface:
        """The scan's pieces in the bond that is asked for, ``made`` pixels along one of the base."""
        assert self.layout is not None
        assert self._entry is not None
        assert self._entry.stones is not None
        width, height = self._texture.made_size_px
        layout = part_of(self.layout, scale_of(width, height, self._texture.scale), scale)
        shape = scale.base_rows * made, scale.base_columns * made
        return laid(scan, self._entry.stones, layout, self._texture.seed, shape, NATURAL_PX * made, checkpoint)

    def glimpse(self, scale: Scale, checkpoint: Checkpoint) -> Surface:
        """The scan itself, in the colours that are asked for."""
        rows, columns = scale.base_rows, scale.base_columns
        scan = self.small(checkpoint)
        whole = scan.surface(NATURAL_PX)
        at = np.arange(rows)[:, None] % NATURAL_PX, np.arange(columns) % NATURAL_PX
        shown = Surface(whole.albedo[at], whole.height[at], whole.roughness[at], whole.metallic[at])
        return self._coloured(scan, shown)

    def _stained(self, surface: Surface, scale: Scale, checkpoint: Checkpoint) -> Surface:
        """The surface with the broad tones that the network draws there instead of its own, if the class is such."""
        drawn = self._drawn.get((scale.base_rows, scale.base_columns))
        kind = CLASSES.get(self._texture.material)
        if drawn is None or self._anew or self._texture.exemplar is not None or kind is None or not kind.stained:
            return surface
        rows, columns = surface.shape
        albedo = surface.albedo.copy()
        for channel in range(3):  # one after the other: whole tiles take much memory
            checkpoint()
            own = resize(np.ascontiguousarray(albedo[..., channel]), *drawn.shape[:2])
            other = blur(drawn[..., channel] - own, _STAINS_PX)
            albedo[..., channel] += resize(other, rows, columns)
        return replace(surface, albedo=np.clip(albedo, 0.0, 1.0, out=albedo))

    def _coloured(self, scan: Scan, surface: Surface) -> Surface:
        if self._composer is None or self._texture.exemplar is not None:
            return surface
        # Styles have their mean colour from -1 to 1.
        wanted = self._composer.look.style[-COLOURS:][:3] * np.float32(0.5) + np.float32(0.5)
        kind = CLASSES[self._texture.material]
        own = scan.mean_colour
        return replace(surface, albedo=dyed(surface.albedo, own, wanted, kind.dye, bounded=not kind.any_colour))


def shrunk(surface: Surface, factor: int) -> Surface:
    """The same surface, of fewer pixels along each side."""
    rows, columns = (side // factor for side in surface.shape)

    def small(field: FloatArray) -> FloatArray:
        return resize(field, rows, columns)

    return Surface(
        albedo=small(surface.albedo),
        height=small(surface.height) / np.float32(factor),
        roughness=small(surface.roughness),
        metallic=small(surface.metallic),
    )
