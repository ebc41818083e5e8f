"""A door for agents: the server's domains as tools of the Model Context Protocol."""

from procgen.agents.front import Front

__all__ = ["Front"]
