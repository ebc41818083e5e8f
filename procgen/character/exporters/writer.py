"""Accessors and buffer views of a glTF file in the making."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from procgen.formats.gltf import Block, Bytes, Slice

UNSIGNED_BYTE, UNSIGNED_SHORT = 5121, 5123


class Writer:
    """Collects what :func:`procgen.formats.gltf.write_glb` writes."""

    def __init__(self) -> None:
        self.accessors: list[dict[str, Any]] = []
        self.blocks: list[Block | Slice] = []

    def view(self, data: npt.NDArray[Any], target: int | None = None, stride: int | None = None) -> int:
        """Add an array's bytes; returns the number of the view."""
        flat = np.ascontiguousarray(data)

        def fill(out: Bytes) -> None:
            # As memory, not as arrays of numbers: one copy without a look at the elements.
            out.data[:] = flat.data.cast("B")

        self.blocks.append(Block(flat.nbytes, fill, target, stride))
        return len(self.blocks) - 1

    def slice(self, view: int, offset: int, length: int) -> int:
        """Add a view of a part of another; returns its number."""
        self.blocks.append(Slice(view, offset, length))
        return len(self.blocks) - 1

    def accessor(self, entry: dict[str, Any]) -> int:
        """Add an accessor; returns its number."""
        self.accessors.append(entry)
        return len(self.accessors) - 1
