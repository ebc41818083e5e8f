"""The decoder network: sliders to vertices, many bodies at once.

It computes what :meth:`procgen.character.body.basis.Basis.evaluate` does, with the targets in low-rank factors; the
exact basis stays the reference. One row of its input is one shape: the macro sliders, the heritage, and the modelling
sliders.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from procgen.character.body.basis import Basis
from procgen.character.body.shape import LEFT, RIGHT, Shape
from procgen.errors import Failed
from procgen.runtime.store import ModelStore

Floats = npt.NDArray[np.float32]

DOMAIN, GENERATOR, ROLE = "character", "decoder", "decoder"
MACRO_FIELDS = ("sex", "age_years", "muscle", "weight", "height", "proportions", "bust", "firmness")
HERITAGES = ("african", "asian", "caucasian")
INPUT, OUTPUT = "parameters", "vertices"


def slider_names(basis: Basis) -> tuple[str, ...]:
    """The modelling sliders of the input, in order: each sided one is followed by its left and its right side."""
    names: list[str] = []
    for name, targets in basis.modifiers.items():
        names.append(name)
        if targets[:, 1].max() >= 0:
            names += [name + LEFT, name + RIGHT]
    return tuple(names)


def parameter_names(basis: Basis) -> tuple[str, ...]:
    """What the numbers of an input row are, in order."""
    return (*MACRO_FIELDS, *HERITAGES, *slider_names(basis))


class Decoder:
    """The decoder that a model store holds.

    Raises:
        ModelUnavailable: the store has none, or its file is missing or damaged.
        Failed: it was made for another basis.
    """

    def __init__(self, store: ModelStore, basis: Basis) -> None:
        self._model = store.part(DOMAIN, GENERATOR, ROLE)
        self.names = parameter_names(basis)
        self._number = {name: place for place, name in enumerate(self.names)}
        expected = f"[count, {len(self.names)}]"
        if not self._model.entry.inputs[INPUT].endswith(expected):
            raise Failed(
                f"the decoder takes {self._model.entry.inputs[INPUT]}, the basis has sliders for {expected}",
                "Make the decoder again with `python -m procgen.character.recipe.decoder`.",
            )

    def parameters(self, shapes: Sequence[Shape]) -> Floats:
        """The input rows (N, parameters) of shapes. Raises KeyError for a slider or heritage that the basis lacks."""
        rows = np.zeros((len(shapes), len(self.names)), np.float32)
        for row, shape in zip(rows, shapes, strict=True):
            row[: len(MACRO_FIELDS)] = [getattr(shape.macro, field) for field in MACRO_FIELDS]
            for name, value in (*shape.macro.heritage.items(), *shape.modifiers.items()):
                row[self._number[name]] = value
        return rows

    def vertices(self, shapes: Sequence[Shape]) -> Floats:
        """The vertices (N, 19158, 3) of shapes in metres, not yet put on the floor."""
        return self._model.run({INPUT: self.parameters(shapes)})
