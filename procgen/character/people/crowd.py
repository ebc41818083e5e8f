"""Crowds: many people who belong together and of whom no two look alike."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from procgen.character.people.collection import Collection, dressed_from
from procgen.character.people.conditions import Conditions
from procgen.character.people.draw import Drawn, People, Sketch
from procgen.character.people.looks import face_of, look_of
from procgen.character.people.roles import ROLES
from procgen.character.people.screening import field_violations
from procgen.errors import InvalidFields, Violation
from procgen.runtime.checkpoint import Checkpoint, go_on

MAX_COUNT = 10_000
SPREADS = (0.0, 0.5)
_PILOTS = 32
"""Persons of the same conditions whose median distance stands for the crowd's, so that nobody depends on who comes
later."""
_MARGIN = 1.1
"""On the least distance, since the median of the pilots is not quite that of the crowd."""
_ATTEMPTS = 24
_FACES_M = 0.0035
"""Root mean square distance of faces that are told apart at a glance; independent draws have 2.2 mm among a hundred."""
_FACES_SHARE = 0.42
"""Of the median distance of the pilots' faces, what is asked for at most: brothers in arms differ less."""
_NEIGHBOURS = 99
"""Members before somebody from whom the face differs so: of people who are seen together no two are alike."""
_GOLDEN = (math.sqrt(5.0) - 1.0) / 2.0
_BINS, _BIN = 4096, 1 / 64
"""Of distances, to keep their median while members come."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """How different the people of a crowd look.

    Attributes:
        median: distance of looks of two members, see :mod:`procgen.character.people.looks`; to 1/64.
        smallest: distance of the two who look most alike, as a share of the median; 1 for fewer than two members.
        drawn_again: how often somebody looked too much like a member before and was drawn again.
    """

    median: float
    smallest: float
    drawn_again: int


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """Somebody who may become a member, with look and face."""

    sketch: Sketch
    look: npt.NDArray[np.float32]
    face: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Least:
    """Least distances: of looks from all members before, of faces, metres, from the last of them."""

    look: float
    face: float


class Crowd:
    """Iterate for the members, in order. Member i does not depend on ``count``.

    Args:
        people: who draws.
        conditions: what is known of all.
        seed: of the crowd, 0 to 2^64 - 1.
        count: members, 1 to 10,000.
        spread: least distance of two members, as a share of the median distance of looks, 0 to 0.5. Where the
            conditions leave too little to differ in, the most different of some persons is taken; the statistics tell.
            Above 0, faces of any hundred in a row differ by 3.5 mm at least, or by a good share of what is usual among
            such people.
        roles: how many have each role, as shares; the conditions' role or any if empty.
        collection: what they wear, outfit after outfit; None for the roles' clothes.
        checkpoint: called before each person is drawn; raises to stop the work.

    Raises:
        InvalidFields: names every bad field: of the conditions ("measures.mass"), "seed", "count", "spread",
            "roles.NAME". The constructor raises; the iterator does only where the conditions can be met by some sexes
            or ages alone.
    """

    def __init__(
        self,
        people: People,
        conditions: Conditions,
        seed: int,
        count: int,
        *,
        spread: float = 0.05,
        roles: Mapping[str, float] | None = None,
        collection: Collection | None = None,
        checkpoint: Checkpoint = go_on,
    ) -> None:
        found = field_violations(conditions, people.population, people.basis)
        found += _violations(conditions, seed, count, spread, roles or {})
        if collection is not None and roles:
            found.append(Violation.of("roles", dict(roles), "nothing where there is a collection"))
        if found:
            raise InvalidFields(found)
        self._people, self._conditions, self._seed, self._count = people, conditions, seed, count
        self._spread, self._checkpoint = spread, checkpoint
        self._collection = collection
        self._roles = {name: share for name, share in sorted((roles or {}).items()) if share > 0}
        self._meter = Meter()

    def __iter__(self) -> Iterator[Drawn]:
        self._meter = meter = Meter()
        pilots = [self._drawn(number) for number in range(_PILOTS if self._count > 1 and self._spread > 0 else 0)]
        usual = (_median_distance([seen.look for seen in pilots]), _median_distance([seen.face for seen in pilots]))
        least = _Least(self._spread * _MARGIN * usual[0], min(_FACES_M, _FACES_SHARE * usual[1]))
        faces: deque[npt.NDArray[np.float32]] = deque(maxlen=_NEIGHBOURS if self._spread > 0 else 0)
        for number in range(self._count):
            seen = pilots[number] if number < len(pilots) else self._drawn(number)
            if self._apart(seen, least, faces) < 1.0:
                seen = self._again(number, seen, least, faces)
            meter.add(seen.look)
            faces.append(seen.face)
            self._checkpoint()
            yield self._people.finish(seen.sketch)

    @property
    def statistics(self) -> Statistics:
        """Of the members that were made so far."""
        return self._meter.statistics

    def _apart(self, seen: _Seen, least: _Least, faces: Sequence[npt.NDArray[np.float32]]) -> float:
        """How far somebody is from those before, 1 or more where that is enough."""
        looks = self._meter.nearest(seen.look) / least.look if least.look > 0 else math.inf
        if not faces or least.face <= 0:
            return looks
        return min(looks, float(np.linalg.norm(np.stack(list(faces)) - seen.face, axis=1).min()) / least.face)

    def _drawn(self, number: int, attempt: int = 0) -> _Seen:
        self._checkpoint()
        conditions = self._conditions
        if self._roles:
            conditions = replace(conditions, role=self._role(number))
        if self._collection is not None:
            conditions = dressed_from(self._collection, number, conditions)
        sketch = self._people.sketch(conditions, self._seed, number, attempt)
        return _Seen(sketch, look_of(sketch, self._people), face_of(sketch, self._people))

    def _again(self, number: int, seen: _Seen, least: _Least, faces: Sequence[npt.NDArray[np.float32]]) -> _Seen:
        """Somebody else in the place of a member who looks too much like another."""
        best, distance = seen, self._apart(seen, least, faces)
        for attempt in range(1, _ATTEMPTS + 1):
            self._meter.drawn_again += 1
            other = self._drawn(number, attempt)
            apart = self._apart(other, least, faces)
            if apart > distance:
                best, distance = other, apart
            if distance >= 1.0:
                break
        return best

    def _role(self, number: int) -> str:
        """The role of a member: multiples of the golden ratio fill the shares evenly, however many come."""
        ends = np.cumsum(list(self._roles.values()))
        place = math.fmod((number + 1) * _GOLDEN, 1.0) * ends[-1]
        return list(self._roles)[min(int(np.searchsorted(ends, place, side="right")), len(ends) - 1)]


class Meter:
    """Distances of looks while they come, in blocks that double."""

    def __init__(self) -> None:
        self.drawn_again = 0
        self._looks = np.empty((0, 0), np.float32)
        self._count = 0
        self._smallest = math.inf
        self._histogram = np.zeros(_BINS, np.int64)

    def distances(self, look: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """(members,) from a look (D,)."""
        if not self._count:
            return np.empty(0)
        away = self._looks[: self._count] - look
        squares: npt.NDArray[np.float64] = np.einsum("nd,nd->n", away, away).astype(np.float64)
        return np.sqrt(squares)

    def nearest(self, look: npt.NDArray[np.float32]) -> float:
        """The distance of the nearest member, infinite without any."""
        return float(self.distances(look).min(initial=math.inf))

    def add(self, look: npt.NDArray[np.float32]) -> None:
        """Another member's look (D,)."""
        distances = self.distances(look)
        self._smallest = min(self._smallest, float(distances.min(initial=math.inf)))
        bins = np.minimum((distances / _BIN).astype(np.int64), _BINS - 1)
        self._histogram += np.bincount(bins, minlength=_BINS)
        if self._count == len(self._looks):
            grown = np.empty((max(64, 2 * self._count), len(look)), np.float32)
            grown[: self._count] = self._looks[: self._count].reshape(self._count, len(look))
            self._looks = grown
        self._looks[self._count] = look
        self._count += 1

    @property
    def statistics(self) -> Statistics:
        """Of the looks that were added."""
        if self._count < 2:
            return Statistics(0.0, 1.0, self.drawn_again)
        pairs = np.cumsum(self._histogram)
        median = (float(np.searchsorted(pairs, 0.5 * pairs[-1])) + 0.5) * _BIN
        return Statistics(median, self._smallest / median, self.drawn_again)


def _median_distance(looks: list[npt.NDArray[np.float32]]) -> float:
    if len(looks) < 2:
        return 0.0
    return float(
        np.median(
            [float(np.linalg.norm(one - other)) for at, one in enumerate(looks) for other in looks[at + 1 :]],
        )
    )


def _violations(
    conditions: Conditions, seed: int, count: int, spread: float, roles: Mapping[str, float]
) -> list[Violation]:
    found = []
    if not 0 <= seed < 1 << 64:
        found.append(Violation.of("seed", seed, "0 to 2^64 - 1"))
    if not 1 <= count <= MAX_COUNT:
        found.append(Violation.of("count", count, f"1 to {MAX_COUNT}"))
    if not SPREADS[0] <= spread <= SPREADS[1]:
        found.append(Violation.of("spread", spread, f"{SPREADS[0]:g} to {SPREADS[1]:g}"))
    for name, share in roles.items():
        role = ROLES.get(name)
        if role is None:
            found.append(Violation.of("roles", name, ", ".join(ROLES)))
        elif conditions.setting and role.setting != conditions.setting:
            found.append(Violation.of("roles", name, f"roles of the setting {conditions.setting}"))
        if not (math.isfinite(share) and share >= 0):
            found.append(Violation.of(f"roles.{name}", share, "a number of at least 0"))
    if roles and not found and not sum(roles.values()) > 0:
        found.append(Violation.of("roles", dict(roles), "at least one share above 0"))
    if roles and conditions.role:
        found.append(Violation.of("role", conditions.role, "nothing where roles are given"))
    return found
