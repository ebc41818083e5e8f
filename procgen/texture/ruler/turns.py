"""In which order seeds show the scans of a class, so that the next seed looks different.

``python -m procgen.texture.ruler.turns [OFTEN]`` prints what :mod:`procgen.texture.scan.turns` holds: ``TURNS``, and if
``OFTEN`` is named, what ``python -m procgen.texture.recipe.often`` printed, ``ROUNDS``. Scans are compared as
``seeds_apart`` compares tiles (:mod:`procgen.texture.ruler.full_size`): by the judge's features, at 256 pixels. Of all
rounds through a class's scans the one is looked for in which neighbours differ most. Where each has one turn and that
is little more than the order has in which the bank's files hold them, that order stays.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from procgen.texture.ruler.features import features
from procgen.texture.scan.bank import Bank, Entry, packaged_bank

_SIDE_PX: Final = 256
_STARTS: Final = 20
_WORTH: Final = 0.05
"""Of what neighbours differ by on average, that an order must gain."""

Doubles = npt.NDArray[np.float64]


def neighbours_differ(apart: Doubles, order: Sequence[int]) -> float:
    """Mean distance of those that follow each other in a closed round.

    Args:
        apart: (n, n) distances.
        order: of 0 to n - 1.
    """
    return float(np.mean([apart[one, two] for one, two in zip(order, [*order[1:], order[0]], strict=True)]))


def farthest_round(apart: Doubles) -> list[int]:
    """The closed round through all of some in which neighbours differ most, as far as exchanging two ways finds it
    (2-opt: Croes, "A method for solving traveling-salesman problems", 1958). It begins with the first of them.

    Args:
        apart: (n, n) distances, n at least 1.
    """
    count = len(apart)
    rng = np.random.default_rng(count)
    found = list(range(count))
    for start in range(_STARTS):
        order = [int(each) for each in rng.permutation(count)] if start else list(range(count))
        better = True
        while better:
            better = False
            for first in range(count):
                for last in range(first + 1, count):
                    before, after = order[first - 1], order[(last + 1) % count]
                    one, other = order[first], order[last]
                    if before == other:  # all of them, turned round
                        continue
                    if apart[before, other] + apart[one, after] > apart[before, one] + apart[other, after] + 1e-9:
                        order[first : last + 1] = order[first : last + 1][::-1]
                        better = True
        if neighbours_differ(apart, order) > neighbours_differ(apart, found) + 1e-9:
            found = order
    begin = found.index(0)
    onward = found[begin:] + found[:begin]
    backward = onward[:1] + onward[1:][::-1]
    return min(onward, backward)


def _apart(bank: Bank, entries: Sequence[Entry]) -> Doubles:
    seen = features(np.stack([bank.scan(entry).surface(_SIDE_PX).albedo for entry in entries])).astype(np.float64)
    return np.asarray(np.linalg.norm(seen[:, None] - seen[None], axis=-1))


def turns(bank: Bank) -> dict[str, list[str]]:
    """By class, the names of its scans in the order in which seeds show them, where that is not the files' order."""
    found = {}
    held = {entry.origin.name: place for place, entry in enumerate(bank.entries)}
    for material, unsorted in sorted(bank.classes.items()):
        entries = sorted(unsorted, key=lambda entry: held[entry.origin.name])
        if len(entries) < 4:  # all of three follow each other in any round
            continue
        apart = _apart(bank, entries)
        order = farthest_round(apart)
        usual = neighbours_differ(apart, range(len(entries)))
        if neighbours_differ(apart, order) >= (1.0 + _WORTH) * usual:
            found[material] = [entries[index].origin.name for index in order]
    return found


def rounds(bank: Bank, often: Mapping[str, Mapping[str, int]]) -> dict[str, list[str]]:
    """By class, the names of its scans in the order in which seeds show them, as often as they are to be shown.

    Args:
        bank: of scans.
        often: by class and name, how often a scan has its turn.
    """
    found = {}
    for material, times in sorted(often.items()):
        entries = bank.classes[material]
        named = [index for index, entry in enumerate(entries) for _ in range(times[entry.origin.name])]
        order = farthest_round(_apart(bank, entries)[np.ix_(named, named)])
        found[material] = [entries[named[place]].origin.name for place in order]
    return found


if __name__ == "__main__":
    tables = {"TURNS": turns(packaged_bank())}
    if len(sys.argv) > 1:
        tables["ROUNDS"] = rounds(packaged_bank(), json.loads(Path(sys.argv[1]).read_text("utf-8")))
    json.dump(tables, sys.stdout, indent=4)
