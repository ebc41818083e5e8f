"""Belts, straps, bags, hoods over clothes: outside of them on every body, with the same form where they are rigid."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pytest

from procgen.character.body.basis import packaged_basis
from procgen.character.body.body import Body
from procgen.character.body.macro import Macro
from procgen.character.body.shape import Shape, make_body
from procgen.character.mesh.occlude import without_covered
from procgen.character.mesh.part import Template
from procgen.character.outfit import order_of
from procgen.character.people.catalogue import template_of
from procgen.character.people.person import Worn
from procgen.character.ruler.dressed import Seen, crossing
from procgen.character.wardrobe.carried import Cloth, carried, straps
from procgen.character.wardrobe.layers import layered

BASIS = packaged_basis()
CLOSE = {"clearance": 0.002}


@lru_cache(maxsize=1)
def bodies() -> list[Body]:
    return [
        make_body(Shape(macro), BASIS)
        for macro in (
            Macro(sex=0.0),
            Macro(sex=1.0),
            Macro(sex=1.0, weight=1.0, muscle=0.8),
            Macro(sex=0.0, weight=0.2),
        )
    ]


def made(kind: str, **options: float | str) -> Template:
    return template_of(Worn(kind, options), BASIS)


def seen(body: Body, templates: Sequence[Template]) -> Seen:
    return crossing(body, templates, [template.name for template in templates], {}, views=4)


@pytest.mark.parametrize(
    ("garments", "accessory", "options"),
    [
        (("padded_vest",), "belt", {}),
        (("polo",), "belt", {"hung": "pouch"}),
        (("tunic", "gambeson"), "satchel", {}),
        (("parka",), "backpack", {}),
    ],
)
def test_cloth_does_not_come_through_what_is_worn_over_it(
    garments: tuple[str, ...], accessory: str, options: dict[str, str]
) -> None:
    clothes = layered([made(garment) for garment in garments], BASIS)
    close = made(accessory, **options, **CLOSE)
    over = carried(close, [Cloth(clothes, BASIS)], BASIS)
    assert order_of(accessory) > max(order_of(garment) for garment in garments)
    met = [
        {pair: n for pair, n in seen(body, [*clothes, over]).pairs.items() if pair[1] == accessory} for body in bodies()
    ]
    faces = sum(seen(body, [*clothes, over]).faces for body in bodies())
    assert sum(sum(pairs.values()) for pairs in met) <= 0.001 * faces, met


def test_a_belt_is_lifted_by_as_much_as_cloth_is_thick() -> None:
    vest, belt = made("padded_vest"), made("belt", **CLOSE)
    inside = belt.fit(bodies()[1])
    outside = carried(belt, [Cloth([vest], BASIS)], BASIS).fit(bodies()[1])
    moved = np.linalg.norm(outside - inside, axis=1)
    assert np.median(moved) > 0.01
    assert moved.max() < 0.09


def test_rigid_things_keep_their_form() -> None:
    belt = made("belt", hung="pouch", **CLOSE)
    over = carried(belt, [Cloth([made("padded_vest")], BASIS)], BASIS)
    pouch = np.unique(belt.triangles[belt.triangle_slot == 2])
    for body in bodies():
        one, other = belt.fit(body)[pouch], over.fit(body)[pouch]
        np.testing.assert_allclose(other - other.mean(axis=0), one - one.mean(axis=0), atol=1e-4)


def test_straps_are_what_is_soft() -> None:
    belt = made("belt", hung="pouch", **CLOSE)
    soft = straps(belt)
    assert soft is not None
    assert set(np.unique(soft.triangle_slot)) == {0, 1}
    assert carried(belt, [], BASIS) is belt


@pytest.mark.parametrize("kind", ["hood", "coif", "keffiyeh"])
def test_hoods_lie_over_clothes_and_straps(kind: str) -> None:
    tunic, hood = layered([made("tunic")], BASIS)[0], made(kind)
    quiver = carried(made("quiver", **CLOSE), [Cloth([tunic], BASIS)], BASIS)
    strap = straps(quiver)
    assert strap is not None
    over = carried(hood, [Cloth([tunic], BASIS), Cloth([strap], BASIS)], BASIS)
    assert order_of(kind) > order_of("quiver") > order_of("tunic")
    counts = []
    for shown in (hood, over):
        met = [seen(body, [tunic, strap, shown]) for body in bodies()]
        counts.append(sum(n for each in met for pair, n in each.pairs.items() if pair[1] == kind))
    assert 3 * counts[1] <= counts[0], counts


def test_the_cord_of_a_head_cloth_stays_on_the_head() -> None:
    cloth = made("keffiyeh")
    over = carried(cloth, [Cloth([made("tunic")], BASIS)], BASIS)
    cord = np.unique(cloth.triangles[cloth.triangle_slot == 2])
    for body in bodies():
        np.testing.assert_allclose(over.fit(body)[cord], cloth.fit(body)[cord], atol=1e-5)


def test_a_belt_below_an_open_mantle_is_whole() -> None:
    worn = [made("thobe"), made("bisht"), made("belt", **CLOSE)]
    shown = {piece.name: piece for piece in without_covered(worn, BASIS, [order_of(piece.name) for piece in worn])}
    band = [int((piece.triangle_slot == 0).sum()) for piece in (worn[2], shown["belt"])]
    assert band[1] > 0.3 * band[0], "its buckle alone would be seen"
