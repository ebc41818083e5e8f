"""What a file is to hold."""

from __future__ import annotations

from dataclasses import dataclass, field

from procgen.character.mesh.model import BASIC, LEVELS
from procgen.character.motion.manner import Manner

PROFILES = ("full", "slim", "vrm")
ALL_LEVELS = -1


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How a character is written.

    Attributes:
        profile: "full" with 52 face units and 15 visemes as morph targets; "slim" without morph targets; "vrm" as full,
            with VRM 1.0's description of the humanoid, its expressions and its gaze.
        lod: level of detail 0 to 3, or ``ALL_LEVELS``: nodes NAME_LOD0 to NAME_LOD3, which engines switch between.
        textures: whether pictures are embedded; without, surfaces have their slots' plain colours.
        clips: whether movements come along.
        movements: names of these.
        manner: how those of the library are moved.

    Raises:
        ValueError: a field has none of these values, or VRM is asked for with all levels.
    """

    profile: str = "full"
    lod: int = 0
    textures: bool = True
    clips: bool = True
    movements: tuple[str, ...] = BASIC
    manner: Manner = field(default_factory=Manner)

    def __post_init__(self) -> None:
        if self.profile not in PROFILES:
            raise ValueError(f"profile is {self.profile!r}, not one of {', '.join(PROFILES)}")
        if self.lod != ALL_LEVELS and not 0 <= self.lod < LEVELS:
            raise ValueError(f"lod is {self.lod}, not 0 to {LEVELS - 1} or ALL_LEVELS")
        if self.profile == "vrm" and self.lod == ALL_LEVELS:
            raise ValueError("a VRM file has one level of detail")

    @property
    def levels(self) -> tuple[int, ...]:
        """The levels of detail that are written."""
        return tuple(range(LEVELS)) if self.lod == ALL_LEVELS else (self.lod,)

    @property
    def morphs(self) -> bool:
        """Whether morph targets are written."""
        return self.profile != "slim"
