"""Speech as files: sounds, times, subtitles and lips; each a pure function of the speech. Equal speech, equal bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from procgen.formats.kinds import FileKind, by_kind
from procgen.speech.exporters import lips, sounds, subtitles
from procgen.speech.generate import Speech
from procgen.speech.preview import picture_png


@dataclass(frozen=True, slots=True)
class Exporter(FileKind):
    """One kind of file.

    Attributes:
        encode: its bytes.
    """

    encode: Callable[[Speech], bytes]

    def file_name(self, speech: Speech, base_name: str = "") -> str:
        """Its name, without a folder."""
        return (base_name or speech.name) + self.suffix


EXPORTERS: Mapping[str, Exporter] = by_kind(
    (
        Exporter("wav", ".wav", "audio/wav", sounds.wav),
        Exporter("wav24", ".24.wav", "audio/wav", sounds.wav24),
        Exporter("flac", ".flac", "audio/flac", sounds.flac),
        Exporter("ogg", ".ogg", "audio/ogg", sounds.ogg),
        Exporter("opus", ".opus", "audio/ogg; codecs=opus", sounds.opus),
        Exporter("png", ".png", "image/png", picture_png),
        Exporter("timing", ".timing.json", "application/json", subtitles.timing),
        Exporter("srt", ".srt", "application/x-subrip", subtitles.srt),
        Exporter("vtt", ".vtt", "text/vtt", subtitles.vtt),
        Exporter("rhubarb", ".rhubarb.tsv", "text/tab-separated-values", lips.rhubarb),
        Exporter("lips", ".lips.json", "application/json", lips.curves),
        Exporter("godot", ".lips.tres", "application/x-godot-resource", lips.godot),
        Exporter("unity", ".lips.unity.json", "application/json", lips.unity),
    )
)
"""By kind."""
