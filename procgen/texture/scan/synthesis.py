"""How pieces of scans are laid, as one asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from procgen.errors import Violation
from procgen.runtime.ranges import number, range_violations, ranges_of
from procgen.texture.scan.pieces import PieceParameters

_USUAL: Final = PieceParameters()
_HALF: Final = 0.5


@dataclass(frozen=True, slots=True)
class SynthesisParameters:
    """What can be said of the pieces, whichever scan they are of."""

    jitter: float = number(
        0.0,
        1.0,
        "How much worse than the best a piece of a scan may fit, as a share of its misfit: more gives more variety.",
        _USUAL.jitter,
    )
    coherence: float = number(
        0.0,
        1.0,
        "How much of a scan stays together: 0 is pieces of half the usual width, 1 of twice that.",
        _HALF,
    )
    anisotropy: float = number(
        -1.0,
        1.0,
        "Which way pieces of a scan are long: 1 is twice along u and half along v, -1 the reverse, 0 as its grain.",
        0.0,
    )

    @property
    def pieces(self) -> PieceParameters:
        """For the search."""
        wider = 4.0 ** (self.coherence - _HALF)
        return PieceParameters(
            piece_px=max(round(_USUAL.piece_px * wider), 1),
            overlap_px=max(round(_USUAL.overlap_px * wider), 2),
            jitter=self.jitter,
            stretch=2.0**self.anisotropy,
        )


SYNTHESIS_RANGES: Final = ranges_of(SynthesisParameters)


def synthesis_violations(parameters: SynthesisParameters) -> list[Violation]:
    """Everything that is wrong with the parameters, in the order of the fields."""
    return range_violations(SYNTHESIS_RANGES, parameters)
