"""Networks that know several speakers: how much of each somebody's voice has.

A voice is that of the speaker whose throat is nearest to its own, among those nearly as near the one that its kin
numbers say, with a share of the second nearest. So no more than the rest of the way to a throat is left to playing
faster or slower, which moves all resonances by one factor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from procgen.errors import ModelUnavailable
from procgen.runtime.catalog import ModelEntry
from procgen.speech.voice import KIN, Voice

Floats = npt.NDArray[np.float32]
_NEAR: Final = 0.06
"""Logarithm of how far a throat may be from a speaker's before another would be as good."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody whom a network knows.

    Attributes:
        name: as the catalog has it.
        tract_cm: how long the vocal tract seems.
        blends: whether the network was taught blends of it with others.
        favour: above 0 who is heard more often than others with such a throat, below 0 who is heard less.
    """

    name: str
    tract_cm: float
    blends: bool = True
    favour: float = 0.0


def read_speakers(entry: ModelEntry) -> tuple[Speaker, ...]:
    """The speakers of a spectrum graph, by its property ``speakers``; none if it knows one voice alone.

    Raises:
        ModelUnavailable: they are no speakers.
    """
    told: Any = entry.properties.get("speakers", [])
    try:
        found = tuple(
            Speaker(str(each["name"]), float(each["tract_cm"]), bool(each["blends"]), float(each.get("favour", 0.0)))
            for each in told
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ModelUnavailable(
            f"model {entry.name}: its speakers lack or misstate {error}", "Export it again."
        ) from error
    if len(found) > KIN or not all(8.0 <= each.tract_cm <= 25.0 for each in found):
        raise ModelUnavailable(f"model {entry.name}: {told} are no speakers", "Export it again.")
    return found


def blend(speakers: Sequence[Speaker], voice: Voice) -> Floats:
    """(speakers,) how much of each a voice has; one or two are not 0, and they sum to 1."""
    throats = [each.tract_cm for each in speakers]
    # Beyond the longest and the shortest nobody is near: what is left is the same for all, nearly.
    nearest = min(max(voice.tract_cm, min(throats)), max(throats))
    far = np.log(np.array(throats) / nearest) / _NEAR
    scores = np.array(voice.kin[: len(speakers)]) + [each.favour for each in speakers] - 0.5 * far**2
    first, *others = (int(each) for each in np.argsort(-scores, kind="stable"))
    weights = np.zeros(len(speakers), np.float32)
    weights[first] = 1.0
    if speakers[first].blends:
        for second in others:
            if speakers[second].blends:
                weights[second] = 1.0 / (1.0 + np.exp(scores[first] - scores[second]))
                weights[first] -= weights[second]
                break
    return weights


def blended_cm(speakers: Sequence[Speaker], weights: Floats) -> float:
    """The vocal tract of a blend."""
    return float(np.exp(weights @ np.log([each.tract_cm for each in speakers])))
