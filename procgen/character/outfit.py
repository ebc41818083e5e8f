"""What a person wears, as templates that fit one another: layered, cut where it is covered, and in its colours."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from threading import Lock

import numpy as np

from procgen.character.body.basis import Basis, packaged_basis
from procgen.character.mesh.occlude import without_covered
from procgen.character.mesh.part import Slot, Template, hidden_vertices
from procgen.character.people.catalogue import UNDERLAYER, kind_of, template_of
from procgen.character.people.dress import kind_worn
from procgen.character.people.person import Person, Worn
from procgen.character.skin import eyes_template, mouth_template
from procgen.character.wardrobe.accessories import KINDS as ACCESSORIES
from procgen.character.wardrobe.carried import Cloth, carried, straps
from procgen.character.wardrobe.fabric import woven
from procgen.character.wardrobe.footwear import KINDS as FOOTWEAR
from procgen.character.wardrobe.garments import KINDS as GARMENTS
from procgen.character.wardrobe.kind import coloured_slots
from procgen.character.wardrobe.layers import layered

_CLEARANCE_M = 0.002
"""Room that a belt or a strap is made with where nobody says how much: the clothes below make their own."""
_CARRIED_ORDER = ("sash", "belt", "sword")
"""What lies nearest among the things that clothes carry; straps and what hangs on them come after, hoods last."""
_STRAPS, _HOODS = len(_CARRIED_ORDER), len(_CARRIED_ORDER) + 1
_TIGHT = ("hose", "bodysuit")
"""What is worn inside boots."""
_TALL = ("riding_boot",)
_ABOVE_BOOTS = 0.5
"""Length of breeches that end above the knee."""
_MOUTH = ("helper-upper-teeth", "helper-lower-teeth", "helper-tongue")
_EYES = ("helper-l-eye", "helper-r-eye")
_OUTFITS_KEPT = 12
_MOST_COVERED = 0.6
"""Of the skin that a garment hides, what a garment of somebody's own may hide as well while both are worn."""


@dataclass(frozen=True, eq=False)
class Outfit:
    """Templates, eyes and mouth first, and every slot of theirs in its colour.

    The same pieces with other colours have the same templates, so what exporters prepare for them is prepared once.
    """

    templates: tuple[Template, ...]
    slots: Mapping[str, Slot]


def outfit_of(person: Person, basis: Basis) -> Outfit:
    """Dress a person who has been checked."""
    worn, grown = pieces_of(person)
    clothes, hair = ([template_of(replace(piece, colours={}), basis) for piece in pieces] for pieces in (worn, grown))
    templates = (_eyes(), _mouth(), *_fitted(clothes, [_covering(piece.kind) for piece in worn], basis), *hair)
    slots = {slot.name: slot for template in templates for slot in template.slots}
    for piece in (*worn, *grown):
        kind = kind_of(piece.kind)
        if kind is not None:
            first, *others = coloured_slots(kind, piece.colours)
            main = woven(first, piece.options, piece.colours) if kind.of_cloth else first
            slots |= {slot.name: slot for slot in (main, *others)}
    return Outfit(templates, slots)


def beside(person: Person, own: Sequence[Template], basis: Basis) -> Person:
    """The person without garments that garments of somebody's own cover for the most part."""
    if not own:
        return person
    covered = hidden_vertices(own)

    def stays(piece: Worn) -> bool:
        hides = template_of(replace(piece, colours={}), basis).hides
        below = len(np.intersect1d(hides, covered, assume_unique=True))
        return kind_worn(piece.kind).name not in GARMENTS or below <= _MOST_COVERED * max(len(hides), 1)

    return replace(person, outfit=tuple(filter(stays, person.outfit)))


def pieces_of(person: Person) -> tuple[list[Worn], list[Worn]]:
    """The clothes as they are worn with one another, and brows, beard, hair and lashes."""
    worn = dressed(person)
    grown = [piece for piece in (person.brows, person.beard, person.hair, Worn("lashes")) if piece is not None]
    return [_adapted(piece, worn) for piece in worn], grown


def dressed(person: Person) -> tuple[Worn, ...]:
    """The outfit, with the underlayer where the rest leaves chest or pelvis bare."""
    covered: set[str] = set().union(*(kind_worn(piece.kind).covers for piece in person.outfit))
    if {"chest", "pelvis"} <= covered or any(piece.kind == UNDERLAYER for piece in person.outfit):
        return person.outfit
    return (Worn(UNDERLAYER), *person.outfit)


_KEPT: OrderedDict[tuple[int, ...], tuple[list[Template], list[Template]]] = OrderedDict()
_LOCK = Lock()


def _fitted(pieces: list[Template], ranks: Sequence[float], basis: Basis) -> list[Template]:
    """Pieces fitted to one another; the same ones give the same objects again while they are kept."""
    key = tuple(map(id, pieces))
    with _LOCK:
        found = _KEPT.get(key)
    if found is None:
        # Fitted outside of the lock: others need not wait. The pieces are kept beside the result, so no others can have
        # their identity.
        made = (pieces, without_covered(_over_clothes(layered(pieces, basis), basis), basis, ranks))
        with _LOCK:
            found = _KEPT.setdefault(key, made)
            while len(_KEPT) > _OUTFITS_KEPT:
                _KEPT.popitem(last=False)
    with _LOCK:
        if key in _KEPT:
            _KEPT.move_to_end(key)
    return found[1]


def _over_clothes(pieces: list[Template], basis: Basis) -> list[Template]:
    """Pieces with belts, straps, hoods and the like lifted over the clothes, and over the straps, that they lie on."""
    garments = [piece for piece in pieces if piece.name in GARMENTS]
    clothes: dict[int, list[Cloth]] = {}
    crossed: list[Cloth] = []
    worn = [number for number, piece in enumerate(pieces) if _is_carried(piece.name)]
    worn.sort(key=lambda number: _place_of(pieces[number].name))
    fitted = list(pieces)
    for number in worn:
        layer = pieces[number].layer
        if layer not in clothes:
            under = [piece for piece in garments if piece.layer <= layer]
            clothes[layer] = [Cloth(under, basis)] if under else []
        free = all(piece.layer <= layer for piece in garments)
        fitted[number] = carried(pieces[number], clothes[layer] + crossed, basis, free=free)
        soft = straps(fitted[number])
        if soft is not None:
            crossed.append(Cloth([soft], basis))
    return fitted


def _is_carried(name: str) -> bool:
    """Whether it is something that leaves room for clothes below: a belt, a strap, a bag, a bracer, a hood."""
    return name in ACCESSORIES and ("clearance" in ACCESSORIES[name].options or _is_hood(name))


def _is_hood(name: str) -> bool:
    """Whether it is a head-dress that falls on the shoulders."""
    return name in ACCESSORIES and ACCESSORIES[name].covers >= {"head_top", "neck"}


def _place_of(name: str) -> int:
    """Which place a thing that clothes carry has among the others, from the innermost."""
    if _is_hood(name):
        return _HOODS
    return _CARRIED_ORDER.index(name) if name in _CARRIED_ORDER else _STRAPS


def order_of(name: str) -> float:
    """What lies above what to the eye: as :func:`rank_of`, with what clothes carry over clothes of its layer, and
    hoods over that.
    """
    return rank_of(name) + (0.6 if _is_hood(name) else 0.5 if _is_carried(name) else 0.0)


def _covering(name: str) -> float:
    """What leaves out what is below: as :func:`rank_of`, with hoods over all of their layer."""
    return order_of(name) if _is_hood(name) else rank_of(name)


def rank_of(name: str) -> float:
    """What lies above what: layers; in the first, shoes over tight hose, trousers over shoes, shirts over trousers."""
    kind = kind_worn(name)
    if name in FOOTWEAR:
        return 1.4
    if kind.layer == 1 and "calves" in kind.covers and name not in _TIGHT:
        return 1.6
    if kind.layer == 1 and "chest" in kind.covers and name not in _TIGHT:
        return 1.8
    return float(kind.layer)


def _adapted(piece: Worn, worn: Sequence[Worn]) -> Worn:
    """A piece as it is worn with the others, where nobody says how.

    Breeches end above tall boots. Belts, bags and the like lie close: the clothes below lift them.
    """
    if piece.kind == "breeches" and "length" not in piece.options and any(other.kind in _TALL for other in worn):
        return replace(piece, options={**piece.options, "length": _ABOVE_BOOTS})
    option = kind_worn(piece.kind).options.get("clearance")
    if option is None or "clearance" in piece.options:
        return piece
    room = min(max(_CLEARANCE_M, option.minimum), option.maximum)
    return replace(piece, options={**piece.options, "clearance": room})


@lru_cache(maxsize=1)
def _eyes() -> Template:
    return _in_place_of(eyes_template(), _EYES)


@lru_cache(maxsize=1)
def _mouth() -> Template:
    return _in_place_of(mouth_template(), _MOUTH)


def _in_place_of(template: Template, groups: tuple[str, ...]) -> Template:
    """A template that hides the basis's own mesh of the same thing."""
    basis = packaged_basis()
    vertices = np.unique(basis.faces[basis.group_faces(*groups)]).astype(np.int32)
    return replace(template, hides=np.union1d(template.hides, vertices).astype(np.int32))
