"""Garments that users bring: a mesh made on the neutral body is read, bound to the body, and fitted to everybody."""

from procgen.character.wardrobe.own.align import Placing
from procgen.character.wardrobe.own.binding import OwnGarment, bind
from procgen.character.wardrobe.own.mesh import OwnMesh, read_mesh
from procgen.character.wardrobe.own.report import Report, report

__all__ = ["OwnGarment", "OwnMesh", "Placing", "Report", "bind", "read_mesh", "report"]
