"""What a call made: its result, its files, and how to use or keep them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np
import numpy.typing as npt

from procgen.kit.wire.received import Received, Result, write
from procgen.runtime.files import prepare_folder

ResultT = TypeVar("ResultT", bound=Result)

_TYPES: Final = {"f32": "<f4", "u16": "<u2", "u8": "u1", "rgb8": "u1", "rgba8": "u1"}
"""Of plain rasters, by the end of their kind."""


@dataclass(frozen=True, slots=True)
class Made(Received[ResultT]):
    """A whole answer.

    Attributes:
        result: the domain's message: what was made, and the artifacts in the order of ``files``.
        files: the bytes of each.
    """

    @property
    def kinds(self) -> tuple[str, ...]:
        """What there is, such as "heights_f32" or "glb"."""
        return tuple(artifact.kind for artifact in self.result.artifacts)

    def array(self, kind: str) -> npt.NDArray[Any]:
        """A plain raster, such as "heights_f32", as (rows, columns) or (rows, columns, channels).

        Args:
            kind: one whose name ends with what its numbers are.

        Raises:
            KeyError: it was not asked for.
            ValueError: it is a file of some format; ``file`` has its bytes.
        """
        artifact = next((each for each in self.result.artifacts if each.kind == kind), None)
        if artifact is None:
            raise KeyError(f"{kind} was not asked for; there is {', '.join(self.kinds)}")
        number = _TYPES.get(kind.rpartition("_")[2])
        if number is None or not artifact.width_px:
            raise ValueError(f"{kind} is no plain raster; take its bytes from file({kind!r})")
        numbers = np.frombuffer(self.file(kind), number)
        shape = (artifact.height_px, artifact.width_px)
        channels = numbers.size // (shape[0] * shape[1])
        return numbers.reshape(shape if channels == 1 else (*shape, channels))

    def save(self, folder: str | Path) -> list[Path]:
        """Write all files, what lies beside them, and the recipe, into a folder that is made if need be.

        Returns:
            The paths of the files, in their order.

        Raises:
            procgen.errors.Failed: a file can't be written.
        """
        place = Path(folder)
        prepare_folder(place)
        return [Path(str(record["path"])) for record in write(self, place)]
