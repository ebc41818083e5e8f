"""Walkers who make room for one another: each step of a simulation.

Each looks at some velocities about the one that leads on along its way and takes the best: near to what it wants and
to what it does, and with no collision soon, were everybody to go on as they do (van den Berg, Lin and Manocha,
"Reciprocal velocity obstacles for real-time multi-agent navigation", ICRA 2008). What would touch somebody is never
taken: of two who want the same place the one of the smaller number goes on, and whoever stands still is always in the
right, so that nobody ever walks through anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy

from procgen.world.chance import Float64Array, uniforms
from procgen.world.place import BoolArray
from procgen.world.traffic.drive import Bar, Driving
from procgen.world.traffic.following import STEP_S
from procgen.world.traffic.pavement import CROSSING_HALF_M, OPEN, Pavement
from procgen.world.traffic.signals import RED, Signal, crossing_s

RADIUS_M: Final = 0.22
_APART_M: Final = 2.0 * RADIUS_M + 0.02
_SEES_M: Final = 4.5
_NEIGHBOURS: Final = 7
_SOON_S: Final = 3.5
_ANGLES: Final = np.radians([0.0, 14.0, -14.0, 30.0, -30.0, 52.0, -52.0, 80.0, -80.0, 115.0, -115.0])
_SPEEDS: Final = np.array([1.0, 0.6, 0.25])
_CHOICES: Final = 8
_KEEPS_RIGHT_M: Final = 0.85
"""Of the middle of a crossing."""
_ALONG: Final = 0.4
"""Cosine between the way over a crossing and one along the street, at most."""
_PACE_M_S: Final = (1.05, 1.55)
_THERE_M: Final = 2.0
_ROAMS_M: Final = 140.0
"""Along the way, weighed as ways are: so far people go next."""
_BLOCKED_S: Final = 4.0
"""After so long without getting on, one turns round."""
_HOVERS_M: Final = 0.5
_HOVERS_S: Final = 6.0
"""Likewise whoever has not come farther than that after so long."""
_STUCK_S: Final = 2.5
"""Whoever stands on a crossing for so long can't get off for those who wait: these go, if they are so near."""
_BLOCKS_M: Final = 1.1
_LOOKS_DOWN_S: Final = 0.6
_WALKERS_S: Final = 8.0
"""After so long in use, nobody else steps on a crossing at which vehicles wait."""
_VEHICLES_S: Final = 12.0
"""So long it is then the vehicles' turn, as far as they can use it."""
_GETS_THERE_S: Final = 2.0
_STEPS_OUT_S: Final = 6.0
"""Whoever may cross does so within that, or asks again."""
_ASKS_S: Final = 4.0
"""So long one waits at the kerb before drivers stop."""
_PRESSES_S: Final = 10.0
"""After so long, drivers take care not to stand there though those ahead are under way."""
_TURN_M: Final = 9.0
"""So near a crossing, a vehicle waits for it."""
_COMES_M: Final = 25.0
"""So near, one uses the vehicles' turn."""
_BEFORE_M: Final = 0.6
"""Between a crossing and vehicles that stop for it."""


# One state: walkers, kerbs and the turns of crossings, which every step reads and writes together.
class Walking:
    """Walkers on a pavement.

    Args:
        pavement: where they go.
        count: how many.
        hurry: 0 to 1: how fast they go.
        gap_s: what they need between vehicles, seconds.
        seed: of them.
        signals: traffic lights; some crossings have lights for them.
    """

    def __init__(
        self,
        pavement: Pavement,
        count: int,
        hurry: float,
        gap_s: float,
        seed: int,
        signals: Sequence[Signal] = (),
    ) -> None:
        self.pavement = pavement
        self._lights = {crossing: (signal, lane) for signal in signals for crossing, lane in signal.crossings}
        draws = (
            np.stack([uniforms(seed, "world/traffic/walker", 64, number) for number in range(count)])
            if count
            else (np.zeros((0, 64)))
        )
        self._draws, self._drawn = draws, np.full(count, 4)
        self.pace = _PACE_M_S[0] + (_PACE_M_S[1] - _PACE_M_S[0]) * np.clip(0.6 * draws[:, 0] + 0.4 * hurry, 0.0, 1.0)
        self._gap_s = gap_s
        cells = np.flatnonzero(np.isin(np.arange(len(pavement.places)), pavement.cell))
        state = pavement.state[pavement.at(*pavement.places[cells].T)]
        self.place = self._spread(pavement.places[cells[state == OPEN]], count, seed)
        self.speed = np.zeros((len(self.place), 2))
        count = len(self.place)
        self.pace = self.pace[:count]
        self.goal = self._first_goals(draws[:count, 1])
        self.permit = np.full(count, -1, np.int64)
        """Crossing that one may use now."""
        self.wants = np.full(count, -1, np.int64)
        self.waits_s = np.zeros(count)
        self.permitted_s = np.zeros(count)
        self.blocked_s = np.zeros(count)
        self.stands_s = np.zeros(count)
        self._from = self.place.copy()
        self.longest_s = 0.0
        """That anybody got nowhere without waiting at a kerb."""
        self.longest_wait_s = 0.0
        """That anybody waited at a kerb."""
        self._soon = np.full(count, -1, np.int16)
        self._in_mouth = np.zeros(count, np.bool_)
        self._on = np.zeros(count, np.bool_)
        self._waiting = np.zeros(count, np.bool_)
        self._middle = np.array([(each.x_m, each.z_m) for each in pavement.crossings]).reshape(-1, 2)
        self._across = np.array([(each.across_x, each.across_z) for each in pavement.crossings]).reshape(-1, 2)
        self._since_s = np.full(len(pavement.crossings), np.inf)
        """Since when a crossing is in use without a break."""
        self._until_s = np.zeros(len(pavement.crossings))
        """Until when it is the vehicles' turn at a crossing."""
        self._stood_on: set[int] = set()
        """Crossings on which a vehicle stands."""
        self.strays: dict[int, Float64Array] = {}
        """By walker who crosses where and when they like: where to, (2,)."""

    def _first_goals(self, draws: Float64Array) -> npt.NDArray[np.int64]:
        """(n,) a goal near each."""
        pavement = self.pavement
        cell = pavement.cell[pavement.at(*self.place.T)]
        found = np.zeros(len(self.place), np.int64)
        for who, draw in enumerate(draws):
            left = pavement.left_m[:, cell[who]]
            some = np.flatnonzero(left < _ROAMS_M)
            some = some if len(some) else np.flatnonzero(np.isfinite(left))
            found[who] = some[int(draw * len(some))]
        return found

    @staticmethod
    def _spread(places: Float64Array, count: int, seed: int) -> Float64Array:
        """(n, 2) places, none too near another: count, or as many as there is room for."""
        order = np.argsort(uniforms(seed, "world/traffic/stand", len(places)), kind="stable")
        taken: list[Float64Array] = []
        cells: set[tuple[int, int]] = set()
        for number in order:
            if len(taken) == count:
                break
            x, z = places[number]
            # One in each square metre, and in none beside.
            at = int(x), int(z)
            if any((at[0] + i, at[1] + j) in cells for i in (-1, 0, 1) for j in (-1, 0, 1)):
                continue
            cells.add(at)
            taken.append(places[number])
        return np.array(taken, np.float64).reshape(-1, 2)

    def _draw(self, number: int) -> float:
        self._drawn[number] = self._drawn[number] % 63 + 1
        return float(self._draws[number, self._drawn[number]])

    # Crossings.

    def kept_clear(self) -> dict[int, list[tuple[float, float]]]:
        """By lane, from where to where vehicles do not stand."""
        reach = CROSSING_HALF_M + _BEFORE_M
        found: dict[int, list[tuple[float, float]]] = {}
        for crossing in self.pavement.crossings:
            for lane, along in crossing.lanes:
                found.setdefault(lane, []).append((along - reach, along + reach))
        return found

    def pressed(self) -> set[tuple[int, float]]:
        """Crossings at which somebody has waited for long: lanes, and where :meth:`kept_clear` says they begin."""
        reach = CROSSING_HALF_M + _BEFORE_M
        numbers = {int(each) for each in self.wants[(self.wants >= 0) & (self.waits_s > _PRESSES_S)]}
        return {(lane, along - reach) for number in numbers for lane, along in self.pavement.crossings[number].lanes}

    def bars(self, driving: Driving) -> dict[int, list[Bar]]:
        """What vehicles see: crossings in use and asked for, and whoever walks before them."""
        found: dict[int, list[Bar]] = {}
        for number, crossing in enumerate(self.pavement.crossings):
            busy = bool((self.permit == number).any())
            turn = driving.now_s < self._until_s[number]
            # Where somebody stands on it none could cross yet, and those before it may be whom that one waits for.
            lit = self._lights_let(number, driving.now_s)
            asks = (self.wants == number) & ((self.waits_s > _ASKS_S) & (not turn) if lit is None else lit)
            asked = not (busy or number in self._stood_on) and bool(asks.any())
            if busy or asked:
                for lane, along in crossing.lanes:
                    at = along - CROSSING_HALF_M - _BEFORE_M
                    found.setdefault(lane, []).append(Bar(at, "crossing" if busy else "asked"))
        for who in sorted(self.strays):
            for lane, along, off in _lanes_near(driving, self.place[who]):
                if off < 2.2:
                    found.setdefault(lane, []).append(Bar(along - 1.2, "walker", who))
        return found

    def _lights_let(self, number: int, now: float) -> bool | None:
        """Whether the lights of a crossing let people begin to go over it; None where it has none."""
        if number not in self._lights:
            return None
        signal, lane = self._lights[number]
        shown, left_s = signal.shows(lane, now)
        return shown == RED and left_s > crossing_s(self.pavement.crossings[number])

    def _ask(self, driving: Driving) -> None:
        """Let those cross who can."""
        now = driving.now_s
        for number in self._lights:
            if not self._lights_let(number, now):
                self.permit[(self.permit == number) & ~self._on] = -1
        used = {int(each) for each in self.permit[self.permit >= 0]}
        wanted = sorted({int(each) for each in self.wants[self.wants >= 0]} | used)
        near: dict[int, list[tuple[float, float, float]]] = {number: [] for number in wanted}
        taken: set[int] = set()
        self._stood_on.clear()
        waited: set[int] = set()
        comes: set[int] = set()
        lanes: dict[int, list[tuple[int, float]]] = {}
        for number in wanted:
            for lane, along in self.pavement.crossings[number].lanes:
                lanes.setdefault(lane, []).append((number, along))
        reach = CROSSING_HALF_M + _BEFORE_M
        for vehicle in driving.vehicles if wanted else ():
            if vehicle.segment < 0:
                continue
            for segment, rear, front in driving.parts(vehicle):
                for number, along in lanes.get(driving.as_lane(segment), ()):
                    if rear < along + reach and front > along - reach:
                        taken.add(number)
                        if vehicle.speed_m_s < 0.5:
                            self._stood_on.add(number)
            held = vehicle.speed_m_s < 0.5 and vehicle.cause == "crossing"
            starts = not vehicle.cause
            for segment, begins in driving.ahead(vehicle):
                for number, along in lanes.get(driving.as_lane(segment), ()):
                    left = begins + along - reach
                    if left < 0.0:
                        continue
                    near[number].append((left, vehicle.speed_m_s, vehicle.driver.brakes_m_s2))
                    if held and left < _TURN_M:
                        waited.add(number)
                    # Whoever starts is slow at first: their turn would be over before they are under way.
                    if left < _COMES_M and (held or starts or vehicle.speed_m_s > 0.5):
                        comes.add(number)
        for number in np.flatnonzero(np.isfinite(self._since_s)).tolist():
            if number not in used:
                self._since_s[number] = np.inf
                self._until_s[number] = now + _VEHICLES_S
        for number in wanted:
            crossing = self.pavement.crossings[number]
            asking = (self.wants == number) & (self.permit < 0)
            stuck = np.flatnonzero((self.permit == number) & self._on & (self.blocked_s > _STUCK_S))
            closed = number in waited and now - self._since_s[number] > _WALKERS_S
            theirs = number in comes and now < self._until_s[number]
            lit = self._lights_let(number, now)
            if lit is not None:
                closed, theirs, stuck = not lit, False, stuck[:0]
            if closed or theirs:
                # Only those go who are in the way of whoever can't get off: all others would keep it busy for ever.
                gap = self.place[:, None] - self.place[None, stuck]
                asking &= (np.hypot(gap[..., 0], gap[..., 1]) < _BLOCKS_M).any(axis=1)
            if not asking.any() or number in taken:
                continue
            needs = 2.0 * crossing.half_m / 1.1 + 0.25 * self._gap_s + _GETS_THERE_S
            asked = bool((self.waits_s[asking] > _ASKS_S).any() or (self.permit == number).any() or lit)
            if all(_lets(each, needs, asked) for each in near[number]):
                self.permit[asking] = number
                self.permitted_s[asking] = 0.0
                self._since_s[number] = min(float(self._since_s[number]), now)

    # Each step.

    def advance(self, driving: Driving) -> None:
        """One step; vehicles are where they are."""
        if not len(self.place):
            return
        pavement = self.pavement
        row, column = pavement.at(*self.place.T)
        state, cell = pavement.state[row, column], pavement.cell[row, column]
        cell = np.maximum(cell, 0)
        self._arrive(cell)
        # Whoever does not get on looks no farther than the next step.
        near = (self.blocked_s > _LOOKS_DOWN_S)[:, None]
        toward = np.where(near, pavement.beside[self.goal, cell], pavement.toward[self.goal, cell]).astype(np.float64)
        ahead = pavement.ahead[self.goal, cell]
        self._soon = pavement.soon[self.goal, cell]
        self._in_mouth = pavement.mouth[row, column] == self._soon
        on = state >= 0
        self._on = on
        # Off a crossing again, its permit is gone; who does not use it has to ask again.
        self.permitted_s += STEP_S
        used = (self.permit >= 0) & ~on & (self._soon != self.permit)
        self.permit[used | ((self.permit >= 0) & ~on & (self.permitted_s > _STEPS_OUT_S))] = -1
        self.wants = np.where((self._soon >= 0) & ~on & (self.permit < 0), self._soon, -1)
        self._ask(driving)
        waiting = (self.wants >= 0) & (self.permit < 0)
        self._waiting = waiting
        self.waits_s = np.where(waiting, self.waits_s + STEP_S, 0.0)
        wanted = toward - self.place
        for who, goal in self.strays.items():
            wanted[who] = goal - self.place[who]
        self._keep_right(wanted, np.where(on, state, ahead))
        length = np.maximum(np.hypot(*wanted.T), 1e-6)
        wanted *= (self.pace * np.where(on, 1.1, 1.0) / length)[:, None]
        chosen = self._choose(wanted, driving.step)
        before = self.place.copy()
        self.place, self.speed = self._settle(chosen)
        self._note(before, waiting)
        for who in [who for who, goal in self.strays.items() if np.hypot(*(goal - self.place[who])) < 0.3]:
            del self.strays[who]

    def _keep_right(self, wanted: Float64Array, crossing: npt.NDArray[np.int32]) -> None:
        """Lead those on a crossing, and those before it, to its right half: the others come towards them."""
        some = np.flatnonzero(crossing >= 0)
        if not len(some):
            return
        which = crossing[some]
        across = self._across[which]
        off = self.place[some] - self._middle[which]
        over = (wanted[some] * across).sum(axis=1) / np.maximum(np.hypot(*wanted[some].T), 1e-6)
        onward = np.where(over >= 0.0, 1.0, -1.0)[:, None] * across
        # Whoever goes along the street rather than over it has no right half: it would change in each step.
        firmly = np.clip((np.abs(over) - _ALONG) / (1.0 - _ALONG), 0.0, 1.0)
        right = np.column_stack([-onward[:, 1], onward[:, 0]])
        aside = _KEEPS_RIGHT_M - (off * right).sum(axis=1)
        wanted[some] += 0.8 * (firmly * np.clip(aside, -1.2, 1.2))[:, None] * right

    def _arrive(self, cell: npt.NDArray[np.int32]) -> None:
        """Give those who are there somewhere else to go, and have those turn round who do not get on."""
        pavement = self.pavement
        there = pavement.left_m[self.goal, cell] < _THERE_M
        turns = self.blocked_s > _BLOCKED_S
        for who in np.flatnonzero(there | turns):
            left = pavement.left_m[:, cell[who]]
            good = (left > 12.0) & (left < _ROAMS_M)
            if turns[who]:
                step = pavement.beside[:, cell[who]] - self.place[who]
                onward = pavement.beside[self.goal[who], cell[who]] - self.place[who]
                good = (step @ onward < 0.0) & (left > 6.0) & np.isfinite(left)
            some = np.flatnonzero(good)
            if not len(some):
                some = np.flatnonzero(np.isfinite(left))
            self.goal[who] = some[int(self._draw(int(who)) * len(some)) % len(some)]
            self.blocked_s[who] = 0.0

    def _choose(self, wanted: Float64Array, step: int) -> Float64Array:
        """(n, k, 2) velocities, the best first; the last is to stand.

        Half of the walkers look about in each step, by turns; the others go on as they do.
        """
        whole = np.concatenate([self.speed[:, None], np.zeros((len(wanted), _CHOICES, 2))], axis=1)
        goes_on = self._is_open(whole[:, :1])[:, 0]
        whole[~goes_on, 0] = 0.0
        # Whoever stands does so for a reason that may have gone.
        some = np.flatnonzero((np.arange(len(wanted)) % 2 == step % 2) | ~goes_on)
        whole[some] = self._looked(wanted, some)
        return whole

    def _looked(self, wanted: Float64Array, some: npt.NDArray[np.int64]) -> Float64Array:
        """(m, k, 2) velocities that some walkers choose, the best first."""
        wanted = wanted[some]
        count = len(wanted)
        cos, sin = np.cos(_ANGLES), np.sin(_ANGLES)
        turned = np.stack(
            [wanted[:, :1] * cos - wanted[:, 1:] * sin, wanted[:, :1] * sin + wanted[:, 1:] * cos], axis=-1
        )
        tried = (turned[:, None] * _SPEEDS[None, :, None, None]).reshape(count, -1, 2)
        tried = np.concatenate([tried, np.zeros((count, 1, 2))], axis=1)
        pace, speed = self.pace[some, None], self.speed[some]
        cost = np.hypot(*(tried - wanted[:, None]).transpose(2, 0, 1)) / pace
        cost += 0.35 * np.hypot(*(tried - speed[:, None]).transpose(2, 0, 1)) / pace
        # Nobody likes to stand, the less the longer they have.
        slow = np.clip(1.0 - np.hypot(*tried.transpose(2, 0, 1)) / (0.5 * pace), 0.0, 1.0)
        cost += slow * (0.3 + 0.25 * np.minimum(self.blocked_s[some, None], 4.0)) * ~self._waiting[some, None]
        # To the right is the side on which people pass.
        side = (wanted[:, None, 0] * tried[..., 1] - wanted[:, None, 1] * tried[..., 0]) / pace**2
        cost -= 0.05 * side
        if len(self.place) > 1:
            soonest = self._soonest(tried, some)
            cost += 1.1 * np.clip(1.0 - soonest / _SOON_S, 0.0, 1.0)
            cost[soonest < 0.0] = np.inf
        cost[~self._is_open(tried, some)] = np.inf
        cost[:, -1] = np.minimum(cost[:, -1], 1e6)
        order = np.argsort(cost, axis=1, kind="stable")[:, :_CHOICES]
        best = np.take_along_axis(tried, order[..., None], axis=1)
        good = np.isfinite(np.take_along_axis(cost, order, axis=1))
        best[~good] = 0.0
        return np.concatenate([best, np.zeros((count, 1, 2))], axis=1)

    def _soonest(self, tried: Float64Array, some: npt.NDArray[np.int64]) -> Float64Array:
        """(m, k) seconds until one would touch somebody; -1 where one would at once."""
        most = min(_NEIGHBOURS + 1, len(self.place))
        far, near = scipy.spatial.cKDTree(self.place).query(self.place[some], k=most, distance_upper_bound=_SEES_M)
        far, near = far[:, 1:], near[:, 1:]
        there = np.isfinite(far)
        near = np.where(there, near, 0)
        # By coordinates, (m, k, neighbours): sums over a last axis of two take most of the time otherwise.
        gap = self.place[near] - self.place[some, None]
        gap_x, gap_z = gap[:, None, :, 0], gap[:, None, :, 1]
        # Each gives way by half: the mean of what one does and tries counts.
        own = 0.5 * (tried + self.speed[some, None])
        theirs = self.speed[near]
        closing_x, closing_z = (own[:, :, None, axis] - theirs[:, None, :, axis] for axis in range(2))
        a = np.maximum(closing_x * closing_x + closing_z * closing_z, 1e-9)
        b = closing_x * gap_x + closing_z * gap_z
        c = gap_x * gap_x + gap_z * gap_z - (_APART_M + 0.1) ** 2
        root = b * b - a * c
        hits = (root > 0.0) & (b > 0.0) & there[:, None]
        seconds = np.where(hits, np.maximum((b - np.sqrt(np.maximum(root, 0.0))) / a, 0.0), np.inf)
        after_x, after_z = (gap[:, None, :, axis] - tried[:, :, None, axis] * STEP_S for axis in range(2))
        touches = (after_x * after_x + after_z * after_z < _APART_M**2) & there[:, None]
        return np.where(touches.any(axis=-1), -1.0, seconds.min(axis=-1))

    def _is_open(self, tried: Float64Array, some: npt.NDArray[np.int64] | None = None) -> BoolArray:
        """(n, k) whether a velocity leads to where one may be; of all walkers, or some."""
        who = np.arange(len(self.place)) if some is None else some
        to = self.place[who, None] + tried * STEP_S
        row, column = self.pavement.at(to[..., 0], to[..., 1])
        state = self.pavement.state[row, column]
        # Whoever would cross waits beside where others come out.
        out = self.pavement.mouth[row, column]
        waits = (self.permit[who] < 0) & (self._soon[who] >= 0) & ~self._in_mouth[who]
        heads = np.where(waits, self._soon[who], -2)
        ok = ((state == OPEN) & (out != heads[:, None])) | ((state >= 0) & (state == self.permit[who, None]))
        ok[np.isin(who, list(self.strays))] = True
        return np.asarray(ok)

    def _settle(self, chosen: Float64Array) -> tuple[Float64Array, Float64Array]:
        """Places and velocities after the step: for each the first of its choices in which it touches nobody."""
        count, choices = chosen.shape[:2]
        now = self.place
        pairs = scipy.spatial.cKDTree(now).query_pairs(_APART_M + 2.0 * 1.9 * STEP_S, output_type="ndarray")
        level = np.zeros(count, np.int64)
        for _ in range(4 * choices):
            to = now + chosen[np.arange(count), level] * STEP_S
            if not len(pairs):
                break
            one, other = pairs[:, 0], pairs[:, 1]
            # Against where the other is as well: there it stays if it has to.
            bad_one = _nearest(now[one], to[one], now[other]) < _APART_M
            bad_other = _nearest(now[other], to[other], now[one]) < _APART_M
            both = np.hypot(*(to[one] - to[other]).T) < _APART_M
            moves_one, moves_other = level[one] < choices - 1, level[other] < choices - 1
            lose = np.zeros(count, np.bool_)
            np.logical_or.at(lose, one, bad_one & moves_one)
            np.logical_or.at(lose, other, bad_other & moves_other)
            # The one of the larger number gives way, unless it stands.
            np.logical_or.at(lose, other, both & ~bad_one & moves_other)
            np.logical_or.at(lose, one, both & ~bad_other & ~moves_other & moves_one)
            if not lose.any():
                break
            level[lose] += 1
        else:
            level[:] = choices - 1
        moved = chosen[np.arange(count), level]
        return now + moved * STEP_S, moved

    def _note(self, before: Float64Array, waiting: BoolArray) -> None:
        gone = np.hypot(*(self.place - before).T)
        slow = gone < 0.25 * self.pace * STEP_S
        self.blocked_s = np.where(slow & ~waiting, self.blocked_s + STEP_S, np.maximum(self.blocked_s - STEP_S, 0.0))
        # Whoever steps to and fro gets nowhere either.
        away = np.hypot(*(self.place - self._from).T) > _HOVERS_M
        self._from[away | waiting] = self.place[away | waiting]
        self.stands_s = np.where(away | waiting, 0.0, self.stands_s + STEP_S)
        hovers = (self.stands_s > 0.0) & (np.rint(self.stands_s / STEP_S) % round(_HOVERS_S / STEP_S) == 0)
        self.blocked_s[hovers] = _BLOCKED_S + STEP_S
        self.longest_s = max(self.longest_s, float(self.stands_s.max()))
        self.longest_wait_s = max(self.longest_wait_s, float(self.waits_s.max()))


def _lets(vehicle: tuple[float, float, float], needs_s: float, asked: bool) -> bool:
    """Whether one can cross before a vehicle: metres from its front to the crossing, its speed and its brakes."""
    left, speed, brakes = vehicle
    if left / (speed + 0.6) > needs_s:
        return True
    return asked and (speed < 0.2 or left > speed * speed / (2.0 * brakes) + 0.8)


def _nearest(start: Float64Array, end: Float64Array, point: Float64Array) -> Float64Array:
    """(n,) least distance of points from straight ways."""
    step = end - start
    square = np.maximum((step**2).sum(axis=1), 1e-12)
    share = np.clip(((point - start) * step).sum(axis=1) / square, 0.0, 1.0)
    return np.asarray(np.hypot(*(start + share[:, None] * step - point).T))


def _lanes_near(driving: Driving, place: Float64Array) -> list[tuple[int, float, float]]:
    """Lanes near a place: number, metres along, and how far it lies off."""
    found = []
    for lane in driving.network.lanes:
        segment = driving.network.segments[lane]
        gap = np.hypot(*(segment.points_m[:, ::2] - place).T)
        nearest = int(np.argmin(gap))
        if gap[nearest] < 4.0:
            found.append((lane, float(segment.along_m[nearest]), float(gap[nearest])))
    return found
