"""Sets of rows that cover a table: chosen for all that can occur together, rare things too, not for what is usual.

Each column's states become at most :data:`CLASSES` classes. A *pair* is two classes of two columns that occur together;
a set covers it if one of its rows has both (pairwise or all-pairs testing; Kuhn, Kacker and Lei, "Practical
combinatorial testing", NIST SP 800-142, 2010). Rows also fall into *strata* of as many rows each by their exact
likelihood: the last is what hardly ever happens. Rows are chosen greedily from many that the table draws, so that each
is one that can be, and then exchanged for better ones (Fisher, Nemhauser and Wolsey, "An analysis of approximations for
maximizing submodular set functions II", Mathematical Programming Study 8, 1978).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.errors import InvalidFields, Violation
from procgen.runtime.checkpoint import Checkpoint, go_on
from procgen.table.given import Wanted, read_given
from procgen.table.schema import CodeArray, FloatArray, Row, Value
from procgen.table.table import Table

CLASSES: Final = 24
STRATA: Final = 10
POOL: Final = 16000
"""Rows that show what there is, and as many that are drawn to choose from."""
_SELDOM: Final = 0.05
_SELDOM_ROWS: Final = 120
"""Rows more to choose from, for each class that so small a share of rows has; at most twice as many as are chosen."""
_EXCHANGES: Final = 6
"""Times that each row is looked at again."""
_RANDOM_SETS: Final = 20
_IMPOSSIBLE_NATS: Final = -7.5
"""Below this, what is given is taken to contradict itself: once in 1,800 rows."""
_LESS_OFTEN_NATS: Final = -2.5
"""And only where two columns have it so much less often together than if they did not know of each other."""
_STRATUM_WORTH: Final = 0.5
"""Of a row in a stratum that has fewer than its share, in pairs."""
_RARE: Final = 0.01
IntArray = npt.NDArray[np.int64]

DANGERS: Final[Mapping[str, Mapping[str, Mapping[str, Wanted]]]] = {
    "scenario": {
        "ice: rain or snow at freezing": {"weather": "rain|heavy_rain|snow|mist", "temperature_c": "..0.5"},
        "fog in heavy traffic": {"weather": "fog|mist", "traffic": "20.."},
        "a storm": {"wind_m_s": "12.."},
        "heavy rain at night": {"weather": "heavy_rain", "light": "night"},
        "one hardly sees": {"visibility_km": "..1"},
        "crowds in the dark": {"light": "night|twilight", "crowd": "busy|packed"},
    }
}
"""By table, conditions that are dangerous there, in words: drawn by condition, for by luck they hardly come."""


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """All that can occur together, as many rows of a table show it.

    Attributes:
        class_of: by column, (states,) the class of each state.
        names: by column, its classes in words.
        pairs: by number, (column, class, other column, other class).
        often: (pairs,) the share of rows that have it.
        limits: (strata - 1,) log-likelihoods in nats between strata, falling.
    """

    columns: tuple[str, ...]
    class_of: tuple[IntArray, ...]
    names: tuple[tuple[str, ...], ...]
    pairs: IntArray
    often: FloatArray
    limits: FloatArray

    def pairs_of(self, codes: CodeArray) -> IntArray:
        """(rows, column pairs) numbers of the pairs that rows have; -1 for one that no row of the pool had."""
        classes = np.column_stack([each[codes[:, k]] for k, each in enumerate(self.class_of)])
        found = []
        for one, other in itertools.combinations(range(classes.shape[1]), 2):
            both = np.full((len(self.names[one]), len(self.names[other])), -1, np.int64)
            own = np.flatnonzero((self.pairs[:, 0] == one) & (self.pairs[:, 2] == other))
            both[self.pairs[own, 1], self.pairs[own, 3]] = own
            found.append(both[classes[:, one], classes[:, other]])
        return np.stack(found, axis=1)

    def stratum_of(self, log_likelihood: FloatArray) -> IntArray:
        """(rows,) 0 for the likeliest to ``STRATA`` - 1 for the rarest."""
        return np.searchsorted(-self.limits, -log_likelihood, side="right")

    def words(self, pair: int) -> str:
        """A pair in words: "weather snow, traffic 20..35"."""
        one, a, other, b = (int(value) for value in self.pairs[pair])
        return f"{self.columns[one]} {self.names[one][a]}, {self.columns[other]} {self.names[other][b]}"


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a set of rows covers.

    Attributes:
        pairs: how many of all.
        all_pairs: how many there are.
        rare: how many of those that fewer than one row in a hundred has.
        all_rare: how many of these there are.
        strata: (strata,) rows in each, the likeliest first.
        missed: numbers of pairs that it misses, the commonest first.
    """

    pairs: int
    all_pairs: int
    rare: int
    all_rare: int
    strata: tuple[int, ...]
    missed: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """Rows that cover a table, what they cover, and what as many rows at random do on average."""

    rows: list[Row]
    dangers: tuple[str, ...]
    """By row, the dangerous condition that it was drawn for; empty for the others."""
    coverage: Coverage
    at_random: float
    """Pairs covered, mean of :data:`_RANDOM_SETS` sets."""
    rare_at_random: float
    space: Space


def explore(table: Table, seed: int, given: Mapping[str, Wanted], checkpoint: Checkpoint = go_on) -> Space:
    """What can occur in a table, given what is known of its columns.

    Args:
        table: learned.
        seed: of the rows that show it.
        given: as :meth:`Table.sample` takes it.
        checkpoint: called now and then.

    Raises:
        InvalidFields: ``given`` is not the table's, or contradicts itself; the columns at fault are named.
    """
    check_given(table, given, checkpoint)
    codes = table.draw(seed=seed, count=POOL, given=given, checkpoint=checkpoint).codes
    class_of, names = [], []
    for k, column in enumerate(table.schema.columns):
        texts = [column.text_of(state) for state in range(column.states)]
        of, words = _classes(codes[:, k], column.states, column.ranks if column.numeric else (), texts)
        class_of.append(of)
        names.append(words)
    classes = np.column_stack([each[codes[:, k]] for k, each in enumerate(class_of)])
    pairs, often = [], []
    for one, other in itertools.combinations(range(classes.shape[1]), 2):
        found, counts = np.unique(classes[:, [one, other]], axis=0, return_counts=True)
        pairs += [(one, int(a), other, int(b)) for a, b in found]
        often += (counts / len(codes)).tolist()
    likely = table.nade.log_likelihood(codes, orders=1, checkpoint=checkpoint)
    limits = np.quantile(likely, 1.0 - np.arange(1, STRATA) / STRATA)
    return Space(table.schema.names, tuple(class_of), tuple(names), np.array(pairs), np.array(often), limits)


def _classes(
    codes: IntArray, states: int, ranks: Sequence[float], texts: Sequence[str]
) -> tuple[IntArray, tuple[str, ...]]:
    """The class of each state, and the classes' names: values of their own, or runs of numbers of as many rows each."""
    if states <= CLASSES or not ranks:
        return np.arange(states), tuple(text or "missing" for text in texts)
    order = np.argsort(np.array(ranks), kind="stable")
    counts = np.bincount(codes, minlength=states)[order].astype(np.float64)
    middle = (np.cumsum(counts) - 0.5 * counts) / max(float(counts.sum()), 1.0)
    of = np.full(states, CLASSES, np.int64)  # what is missing has no rank
    of[order] = np.minimum((middle * CLASSES).astype(int), CLASSES - 1)
    used, renamed = np.unique(of, return_inverse=True)
    names = []
    for k in range(len(used)):
        own = [texts[state] for state in order if renamed[state] == k] or ["missing"]
        first, last = own[0].split("..")[0], own[-1].split("..")[-1]
        names.append(first if first == last else f"{first}..{last}")
    return np.asarray(renamed, np.int64), tuple(names)


def check_given(table: Table, given: Mapping[str, Wanted], checkpoint: Checkpoint = go_on) -> None:
    """Refuse what can hardly be, such as snow at 30 °C.

    Raises:
        InvalidFields: names the two columns that contradict one another most.
    """
    known = read_given(given, table.schema)
    if len(known) < 2 or table.nade.log_given(known, checkpoint) > _IMPOSSIBLE_NATS:
        return
    alone = [table.nade.log_given([each], checkpoint) for each in known]
    pairs = {
        pair: table.nade.log_given([known[k] for k in pair], checkpoint) - sum(alone[k] for k in pair)
        for pair in itertools.combinations(range(len(known)), 2)
    }
    worst = min(pairs, key=pairs.__getitem__)
    if pairs[worst] > _LESS_OFTEN_NATS:
        return
    one, other = (table.schema.names[known[k].column] for k in worst)
    raise InvalidFields([Violation.of(f"given.{one}", given[one], f"what occurs with {other} {given[other]}")])


def covered_by(space: Space, codes: CodeArray, log_likelihood: FloatArray) -> Coverage:
    """What rows cover of a space.

    Args:
        space: of their table.
        codes: (rows, columns) their states.
        log_likelihood: (rows,) in nats.
    """
    has = np.unique(space.pairs_of(codes))
    found = np.zeros(len(space.pairs), np.bool_)
    found[has[has >= 0]] = True
    rare = space.often < _RARE
    missed = np.flatnonzero(~found)
    strata = np.bincount(space.stratum_of(log_likelihood), minlength=STRATA)
    return Coverage(
        int(found.sum()),
        len(found),
        int((found & rare).sum()),
        int(rare.sum()),
        tuple(int(count) for count in strata),
        tuple(int(k) for k in missed[np.argsort(-space.often[missed], kind="stable")]),
    )


def choose(
    table: Table,
    *,
    count: int,
    seed: int,
    given: Mapping[str, Wanted] | None = None,
    dangers: int = 0,
    checkpoint: Checkpoint = go_on,
) -> Chosen:
    """Rows that cover a table as well as so few can.

    Args:
        table: learned.
        count: of rows, 1 to :data:`POOL`.
        seed: 0 to 2^64 - 1.
        given: what is known of its columns, as :meth:`Table.sample` takes it.
        dangers: how many of the rows are drawn for each of :data:`DANGERS` of the table.
        checkpoint: called now and then.

    Raises:
        InvalidFields: as :func:`explore`; ``count`` out of its range; dangers of a table that has none, more of them
            than rows, or with what is given that rules one of them out.
    """
    given = given or {}
    known = DANGERS.get(table.name, {})
    wrong = []
    if not 1 <= count <= POOL:
        wrong.append(Violation.of("count", count, f"1 to {POOL}"))
    if dangers and not known:
        wrong.append(Violation.of("dangers", dangers, f"0 for the table {table.name}, which knows no dangers"))
    elif not 0 <= dangers * len(known) <= count:
        wrong.append(Violation.of("dangers", dangers, f"0 to {count // max(len(known), 1)} of {count} rows"))
    if wrong:
        raise InvalidFields(wrong)
    dangerous = _dangerous(table, known, given, checkpoint) if dangers else {}
    space = explore(table, seed, given, checkpoint)
    # Another draw than the one that shows the space: what is covered is not what was looked at.
    pool = table.draw(seed=seed ^ 1, count=POOL, given=given, checkpoint=checkpoint)
    drawn, told = [pool], [""] * POOL
    some = min(_SELDOM_ROWS, 2 * count)
    for number, seldom in enumerate(_seldom(space, pool.codes, given)):
        drawn.append(table.draw(seed=seed ^ (1000 + number), count=some, given=seldom, checkpoint=checkpoint))
        told += [""] * some
    begun = len(told)
    for number, (name, both) in enumerate(dangerous.items()):
        drawn.append(table.draw(seed=seed ^ (2 + number), count=dangers, given=both, checkpoint=checkpoint))
        told += [name] * dangers
    first = range(begun, len(told))
    rows, codes = [row for each in drawn for row in each.rows], np.concatenate([each.codes for each in drawn])
    likely = table.nade.log_likelihood(codes, checkpoint=checkpoint)
    chosen = _chosen(space.pairs_of(codes), space.stratum_of(likely), len(space.pairs), count, first)
    random = [
        covered_by(space, pool.codes[k * count : (k + 1) * count], likely[k * count : (k + 1) * count])
        for k in range(min(_RANDOM_SETS, POOL // count))
    ]
    return Chosen(
        [rows[k] for k in chosen],
        tuple(told[k] for k in chosen),
        covered_by(space, codes[chosen], likely[chosen]),
        float(np.mean([each.pairs for each in random])),
        float(np.mean([each.rare for each in random])),
        space,
    )


def _dangerous(
    table: Table, known: Mapping[str, Mapping[str, Wanted]], given: Mapping[str, Wanted], checkpoint: Checkpoint
) -> Mapping[str, Mapping[str, Wanted]]:
    """By danger, its condition and what is given: both hold in its rows.

    Raises:
        InvalidFields: names what is given that goes beyond a condition, or contradicts it.
    """
    told = {each.column: each for each in read_given(given, table.schema)}
    wrong = []
    for danger, condition in known.items():
        for needed in read_given(condition, table.schema):
            column = table.schema.names[needed.column]
            if column in given and (told[needed.column].shares[needed.shares == 0.0] > 0.0).any():
                allowed = f"within {condition[column]} for {danger!r}; or no dangers"
                wrong.append(Violation.of(f"given.{column}", given[column], allowed))
    if wrong:
        raise InvalidFields(wrong)
    found = {danger: {**condition, **given} for danger, condition in known.items()}
    for both in found.values():
        check_given(table, both, checkpoint)
    return found


def _seldom(space: Space, codes: CodeArray, given: Mapping[str, Wanted]) -> Iterator[Mapping[str, Wanted]]:
    """What to ask for to have rows of each class that hardly any row has."""
    for k, (column, names) in enumerate(zip(space.columns, space.names, strict=True)):
        if column in given:
            continue
        shares = np.bincount(space.class_of[k][codes[:, k]], minlength=len(names)) / len(codes)
        for name, share in zip(names, shares, strict=True):
            if 0.0 < share < _SELDOM and name != "missing":
                yield {**given, column: name}


def _chosen(pairs: IntArray, strata: IntArray, all_pairs: int, count: int, first: Sequence[int]) -> list[int]:
    """Numbers of rows, each the one that covers most of what is left; beside that, strata fill up evenly.

    Then each but the first is left out once and the best put in its place, until no exchange covers more.
    """
    pairs = np.where(pairs < 0, all_pairs, pairs)
    covers = np.zeros(all_pairs + 1, np.int64)
    covers[-1] = count + 1  # pairs that nobody counts
    # Which rows have each pair, and how many pairs of each row are left: few change from one choice to the next.
    owners = np.argsort(pairs, axis=None, kind="stable") // pairs.shape[1]
    begins = np.concatenate([[0], np.cumsum(np.bincount(pairs.ravel(), minlength=all_pairs + 1))])
    left = np.count_nonzero(pairs < all_pairs, axis=1)
    filled = np.zeros(STRATA, np.int64)
    open_ = np.ones(len(pairs), np.bool_)

    def take(row: int, times: int) -> None:
        own = pairs[row]
        np.add.at(covers, own, times)
        for pair in own[covers[own] == max(times, 0)]:
            left[owners[begins[pair] : begins[pair + 1]]] -= times
        filled[strata[row]] += times
        open_[row] = times < 0

    def best() -> tuple[int, FloatArray]:
        gain = left + _STRATUM_WORTH * (filled[strata] < count / STRATA)
        return int(np.argmax(np.where(open_, gain, -1.0))), gain

    chosen = list(first)
    for row in chosen:
        take(row, 1)
    while len(chosen) < count:
        chosen.append(best()[0])
        take(chosen[-1], 1)
    for _ in range(_EXCHANGES):
        before = list(chosen)
        for place in range(len(first), count):
            row = chosen[place]
            take(row, -1)
            other, gain = best()
            chosen[place] = other if gain[other] > gain[row] else row
            take(chosen[place], 1)
        if chosen == before:
            break
    return chosen


def coverage_of(
    table: Table, rows: Sequence[Mapping[str, Value]], seed: int, checkpoint: Checkpoint = go_on
) -> tuple[Coverage, Space]:
    """What a set of rows of one's own covers of a table, and what it misses.

    Raises:
        InvalidFields: names every cell that can't be.
    """
    codes = table.encode(rows)
    space = explore(table, seed, {}, checkpoint)
    return covered_by(space, codes, table.nade.log_likelihood(codes, checkpoint=checkpoint)), space
