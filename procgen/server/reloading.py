"""Reading the model catalogs again while the server serves."""

from __future__ import annotations

import structlog

from procgen.errors import ProcgenError
from procgen.runtime.store import Changes, ModelStore
from procgen.server.health import Health
from procgen.server.metrics import Metrics


class Reloading:
    """Reads catalogs again, and tells the log, the health watchers and the metrics. Safe to use from any thread.

    Args:
        store: the models.
        health: of the server.
        metrics: count it.
    """

    def __init__(self, store: ModelStore, health: Health, metrics: Metrics) -> None:
        self._store = store
        self._health = health
        self._metrics = metrics
        self._log = structlog.get_logger("procgen.server")

    def reload(self) -> Changes:
        """Go over to what the catalogs say now; blocks while new and changed models are opened.

        Raises:
            Failed, ModelUnavailable: as :meth:`procgen.runtime.store.ModelStore.reload`; nothing is changed then.
        """
        try:
            changes = self._store.reload()
        except ProcgenError as error:
            self._metrics.reload("failed")
            self._log.error("models stay as they are", problem=error.message, remedy=error.remedy)
            raise
        finally:
            self._health.look_again()
        self._metrics.reload("changed" if changes else "unchanged")
        self._log.info("models read again", added=changes.added, changed=changes.changed, removed=changes.removed)
        return changes
