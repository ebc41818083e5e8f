"""Scenes as files: engines' scripts, JSON, tables for translators and actors; each a pure function.

Equal scenes give equal bytes: nothing here looks at the clock or at the machine.
"""

from procgen.dialogue.exporters.registry import EXPORTERS, Exporter

__all__ = ["EXPORTERS", "Exporter"]
