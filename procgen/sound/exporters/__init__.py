"""Sounds as files; each a pure function of the sounds. Equal sounds, equal bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from procgen.formats.kinds import FileKind, by_kind
from procgen.sound.exporters import engines, files
from procgen.sound.generate import Sound
from procgen.sound.preview import picture_png


@dataclass(frozen=True, slots=True)
class Exporter(FileKind):
    """One kind of file.

    Attributes:
        one: its bytes for each of the variants; or else
        all: its bytes for all of them together.
    """

    one: Callable[[Sound], bytes] | None = None
    all: Callable[[Sequence[Sound]], bytes] | None = None

    def files(self, sounds: Sequence[Sound], base_name: str = "") -> list[tuple[str, bytes]]:
        """Names, without a folder, and bytes: one file, or one a variant, counted from 1 where there are several."""
        base = base_name or sounds[0].name
        if self.all is not None:
            return [(base + self.suffix, self.all(sounds))]
        assert self.one is not None
        counted = len(sounds) > 1
        return [(f"{base}-{each.variant + 1}{self.suffix}" if counted else base + self.suffix, self.one(each))
                for each in sounds]  # fmt: skip


EXPORTERS: Mapping[str, Exporter] = by_kind(
    (
        Exporter("wav", ".wav", "audio/wav", files.wav),
        Exporter("wav24", ".24.wav", "audio/wav", files.wav24),
        Exporter("flac", ".flac", "audio/flac", files.flac),
        Exporter("ogg", ".ogg", "audio/ogg", files.ogg),
        Exporter("opus", ".opus", "audio/ogg; codecs=opus", files.opus),
        Exporter("png", ".png", "image/png", picture_png),
        Exporter("json", ".json", "application/json", all=engines.facts),
        Exporter("godot", ".tres", "application/x-godot-resource", all=engines.godot),
    )
)
"""By kind."""
