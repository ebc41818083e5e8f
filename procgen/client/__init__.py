"""A client of the server for Python programs: :func:`procgen.connect` and what it gives."""

from procgen.client.failure import CallFailed
from procgen.client.local import LocalServer
from procgen.client.made import Made
from procgen.client.running import Running
from procgen.client.server import Server, connect

__all__ = ["CallFailed", "LocalServer", "Made", "Running", "Server", "connect"]
