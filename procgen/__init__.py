"""procgen: a local gRPC server that makes game content with generative models.

Programs ask it through :func:`connect`::

    with procgen.connect(start=True) as server:
        land = server.terrain.generate(seed=7, width_px=512, depth_px=512, landform="alpine")
        heights = land.array("heights_f32")
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from procgen.client import connect

__version__ = "0.2.0"
__all__ = ["__version__", "connect"]


def __getattr__(name: str) -> Any:
    # With the first use alone: what imports a part of procgen needs no client.
    if name == "connect":
        return importlib.import_module("procgen.client").connect
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
