"""The studio: pages in a browser that ask the server which shows them, and what they keep."""

from __future__ import annotations

from procgen.studio.history import History
from procgen.studio.inputs import Inputs
from procgen.studio.site import StudioSite
from procgen.studio.userfiles import Place, UserFiles

__all__ = ["History", "Inputs", "Place", "StudioSite", "UserFiles"]
