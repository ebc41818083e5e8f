from __future__ import annotations

from collections import Counter
from itertools import islice

import numpy as np
import pytest

from procgen.character.body.shape import make_body
from procgen.character.face.axes import NAMES as FACE_AXES
from procgen.character.face.mesh import head_vertices
from procgen.character.people.conditions import Conditions
from procgen.character.people.crowd import Crowd, Meter
from procgen.character.people.draw import Drawn, People, Sketch
from procgen.character.people.looks import look_of
from procgen.character.people.person import Worn
from procgen.character.population import AXIS_NAMES
from procgen.errors import Cancelled, InvalidFields


class Sketches(People):
    """People whose bodies stay as they start, since fits take long and looks do not need them."""

    def __init__(self, people: People) -> None:
        self.__dict__ |= people.__dict__

    def finish(self, sketch: Sketch) -> Drawn:
        return Drawn(sketch.person, sketch.wanted)


@pytest.fixture(scope="module")
def sketches(people: People) -> Sketches:
    return Sketches(people)


def test_members_do_not_depend_on_how_many_are_asked_for(people: People) -> None:
    conditions = Conditions(setting="modern")
    three = list(Crowd(people, conditions, 11, 3))
    thousand = list(islice(iter(Crowd(people, conditions, 11, 1000)), 3))
    assert [one.person for one in three] == [other.person for other in thousand]
    assert [one.measures for one in three] == [other.measures for other in thousand]
    # Nobody looked like another, so they are the persons of the seed.
    assert next(iter(Crowd(people, conditions, 11, 1))).person == people.draw(conditions, 11, 0).person


def test_a_wide_spread_draws_again_and_keeps_members_apart(sketches: Sketches) -> None:
    # Little is left to differ in.
    conditions = Conditions(
        role="priest",
        sex=1.0,
        age_years=50.0,
        heritage={"asian": 1.0},
        body_axes=dict.fromkeys(AXIS_NAMES, 0.0),
        face_axes=dict.fromkeys(FACE_AXES, 0.0),
        hair=Worn("none"),
        beard=Worn("none"),
        eyes={"left": "brown"},
    )
    crowd = Crowd(sketches, conditions, 2, 60, spread=0.5)
    people = [drawn.person for drawn in crowd]
    statistics = crowd.statistics
    assert statistics.drawn_again > 0
    assert statistics.smallest >= 0.5
    again = [drawn.person for drawn in Crowd(sketches, conditions, 2, 40, spread=0.5)]
    assert again == people[:40]


def test_statistics_are_those_of_all_pairs(sketches: Sketches) -> None:
    crowd = Crowd(sketches, Conditions(), 3, 50, spread=0.0)
    members = list(crowd)
    assert len({member.person.seed for member in members}) == 50
    looks = [look_of(sketches.sketch(Conditions(), 3, number), sketches) for number in range(50)]
    pairs = [float(np.linalg.norm(a - b)) for i, a in enumerate(looks) for b in looks[i + 1 :]]
    assert crowd.statistics.drawn_again == 0
    assert crowd.statistics.median == pytest.approx(np.median(pairs), abs=1 / 32)
    assert crowd.statistics.smallest * crowd.statistics.median == pytest.approx(min(pairs), rel=1e-5)
    assert crowd.statistics.smallest >= 0.05


def test_faces_of_people_who_are_seen_together_differ(sketches: Sketches) -> None:
    head = head_vertices(sketches.basis)

    def nearest_m(spread: float) -> float:
        rows = []
        for drawn in Crowd(sketches, Conditions(), 1, 40, spread=spread):
            skin = make_body(drawn.person.shape, sketches.basis).vertices[head].astype(np.float64)
            rows.append((skin - skin.mean(axis=0)).ravel() / np.sqrt(len(head)))
        return min(float(np.linalg.norm(one - other)) for at, one in enumerate(rows) for other in rows[:at])

    by_chance, apart = nearest_m(0.0), nearest_m(0.05)
    assert apart > 0.0032
    assert apart > 1.2 * by_chance


def test_roles_come_in_their_shares(sketches: Sketches) -> None:
    shares = {"guard": 1.0, "peasant": 2.0, "merchant": 1.0, "knight": 0.0}
    members = list(Crowd(sketches, Conditions(), 1, 80, roles=shares))
    counts = Counter(member.person.role for member in members)
    assert counts["knight"] == 0
    assert all(abs(counts[name] - 80 * share / 4.0) <= 3 for name, share in shares.items())
    first = Counter(member.person.role for member in members[:20])
    assert all(abs(first[name] - 20 * share / 4.0) <= 2 for name, share in shares.items())


def test_the_meter_knows_the_nearest() -> None:
    meter = Meter()
    assert meter.nearest(np.zeros(2, np.float32)) == np.inf
    assert meter.statistics.smallest == 1.0
    random = np.random.default_rng(3)
    looks = random.normal(size=(150, 2)).astype(np.float32)
    for look in looks:
        meter.add(look)
    point = np.array([0.1, -0.2], np.float32)
    assert meter.nearest(point) == pytest.approx(np.linalg.norm(looks - point, axis=1).min(), rel=1e-5)


def test_every_bad_field_is_named(people: People) -> None:
    with pytest.raises(InvalidFields) as caught:
        Crowd(
            people,
            Conditions(age_years=-1.0, role="guard"),
            -1,
            0,
            spread=float("nan"),
            roles={"nobody": 1.0, "guard": float("nan")},
        )
    fields = {violation.field for violation in caught.value.violations}
    assert {"age_years", "seed", "count", "spread", "roles", "roles.guard", "role"} <= fields


def test_the_checkpoint_stops_it(sketches: Sketches) -> None:
    calls = 0

    def stop() -> None:
        nonlocal calls
        calls += 1
        if calls > 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        list(Crowd(sketches, Conditions(), 1, 500, checkpoint=stop))
    assert calls == 4
