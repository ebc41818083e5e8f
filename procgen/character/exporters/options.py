"""What a file is to hold."""

from __future__ import annotations

from dataclasses import dataclass, field

from procgen.character.mesh.model import BASIC, LEVELS
from procgen.character.motion.manner import Manner

PROFILES = ("full", "slim", "vrm", "game")
ALL_LEVELS = -1
GAME_MORPH_LEVELS = 2
"""Levels of a game's file that have morph targets: nobody sees a face move from afar, and they take memory."""


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How a character is written.

    Attributes:
        profile: "full" with 52 face units and 15 visemes as morph targets; "slim" without morph targets; "vrm" as full,
            with VRM 1.0's description of the humanoid, its expressions and its gaze; "game" with all levels of detail
            by the extension MSFT_lod, and a ragdoll.
        lod: level of detail 0 to 3, or ``ALL_LEVELS``: nodes NAME_LOD0 to NAME_LOD3, which engines switch between.
        textures: whether pictures are embedded; without, surfaces have their slots' plain colours.
        clips: whether movements come along.
        movements: names of these.
        manner: how those of the library are moved.
        face_shapes: whether "game" has morph targets, in its two finest levels.
        mass_kg: of the body; "game" needs it.

    Raises:
        ValueError: a field has none of these values, VRM is asked for with all levels, or a game's file without a mass.
    """

    profile: str = "full"
    lod: int = 0
    textures: bool = True
    clips: bool = True
    movements: tuple[str, ...] = BASIC
    manner: Manner = field(default_factory=Manner)
    face_shapes: bool = True
    mass_kg: float = 0.0

    def __post_init__(self) -> None:
        if self.profile not in PROFILES:
            raise ValueError(f"profile is {self.profile!r}, not one of {', '.join(PROFILES)}")
        if self.lod != ALL_LEVELS and not 0 <= self.lod < LEVELS:
            raise ValueError(f"lod is {self.lod}, not 0 to {LEVELS - 1} or ALL_LEVELS")
        if self.profile == "vrm" and self.lod == ALL_LEVELS:
            raise ValueError("a VRM file has one level of detail")
        if self.profile == "game" and self.mass_kg <= 0:
            raise ValueError("a game's file needs the body's mass")

    @property
    def levels(self) -> tuple[int, ...]:
        """The levels of detail that are written."""
        return tuple(range(LEVELS)) if self.lod == ALL_LEVELS or self.profile == "game" else (self.lod,)

    def morphs(self, level: int) -> bool:
        """Whether morph targets are written of a level."""
        if self.profile == "game":
            return self.face_shapes and level < GAME_MORPH_LEVELS
        return self.profile != "slim"
