"""procgen.v1.MusicService."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any, Final

from google.protobuf.message import Message

from procgen.kit.wire.artifacts import artifact, file_events, recipe_message
from procgen.kit.wire.call import AnyMethod, Call, Emit, Method
from procgen.kit.wire.model_digests import models_of
from procgen.kit.wire.reporter import Reporter
from procgen.kit.wire.side import default_networks
from procgen.music.arrange.ensembles import LAYERS, ensembles
from procgen.music.compose.compose import compose
from procgen.music.compose.wish import Wish
from procgen.music.exporters.registry import Files, music_files, set_files
from procgen.music.games.stingers import STINGERS
from procgen.music.generate import (
    MUSIC_DOMAIN,
    RATE_HZ,
    Piece,
    Studio,
    generate,
    generate_set,
)
from procgen.music.moods import ERAS, MOODS, USES
from procgen.music.motif import motif_text
from procgen.music.parameters import KEYS, METRES, MODES
from procgen.music.play.bank import packaged_bank
from procgen.music.preview import preview_png
from procgen.music.score import Notes, Score
from procgen.music.wire.memory import music_bytes, set_bytes, shorter
from procgen.music.wire.read import read_music, read_set
from procgen.music.wire.words import SPEECH, Voices
from procgen.runtime.checkpoint import Checkpoint
from procgen.runtime.store import ModelStore
from procgen.v1 import music_pb2

SERVICE: Final = "procgen.v1.MusicService"
BANK: Final = "music_bank"
"""What recipes call the bank of instruments."""
_EXPORT_SHARE: Final = 0.15


def bank() -> dict[str, str]:
    """SHA-256 of the bank of instruments, by its name in recipes."""
    return {BANK: packaged_bank().sha256}


class MusicService:
    """Makes music.

    Args:
        store: has the composer.
    """

    def __init__(self, store: ModelStore) -> None:
        self._store = store

    def methods(self) -> list[AnyMethod]:
        check: Callable[[Any], None] = self.check
        check_set: Callable[[Any], None] = self.check_set
        return [
            Method(f"/{SERVICE}/GetMusicInfo", music_pb2.GetMusicInfoRequest, self.get_info),
            Method(
                f"/{SERVICE}/GenerateMusic",
                music_pb2.MusicRequest,
                self.generate,
                streaming=True,
                heavy=True,
                lane=MUSIC_DOMAIN,
                memory_bytes=music_bytes,
                models=models_of(self._store, MUSIC_DOMAIN, SPEECH),
                less=shorter,
                check=check,
            ),
            Method(
                f"/{SERVICE}/GenerateMusicSet",
                music_pb2.MusicSetRequest,
                self.generate_set,
                streaming=True,
                heavy=True,
                lane=MUSIC_DOMAIN,
                memory_bytes=set_bytes,
                models=models_of(self._store, MUSIC_DOMAIN),
                less=shorter,
                check=check_set,
            ),
        ]

    def check(self, request: music_pb2.MusicRequest) -> None:
        read_music(request, self._composers())

    def check_set(self, request: music_pb2.MusicSetRequest) -> None:
        read_set(request, self._composers())

    def get_info(self, _request: Message, _call: Call) -> music_pb2.GetMusicInfoResponse:
        choice = music_pb2.MusicChoice
        return music_pb2.GetMusicInfoResponse(
            uses=[choice(name=name, about=use.about) for name, use in USES.items()],
            moods=MOODS,
            eras=ERAS,
            ensembles=[choice(name=name, about=each.about) for name, each in ensembles().items()],
            modes=MODES,
            metres=METRES,
            keys=KEYS,
            layers=LAYERS,
            stingers=[choice(name=name, about=each.about) for name, each in STINGERS.items()],
            sample_rate_hz=RATE_HZ,
            models=self._composers(),
        )

    def generate(self, request: music_pb2.MusicRequest, call: Call, emit: Emit) -> Iterator[music_pb2.MusicEvent]:
        began = time.perf_counter()
        parameters, kinds = read_music(request, self._composers())
        reporter = Reporter(lambda progress: emit(music_pb2.MusicEvent(progress=progress)), call.shown, _EXPORT_SHARE)
        reporter.made("start", 0.0)
        music = generate(parameters, self._studio(parameters.model), reporter.made, call.checkpoint)
        reporter.made("export", 1.0, lambda: preview_png(music.piece), last=True)
        result = music_pb2.MusicResult(
            request_id=call.request_id,
            recipe=recipe_message(music.recipe),
            piece=_told(music.piece, music.piece.settled.use, "piece"),
            unknown_words=music.piece.settled.text.unknown,
        )
        files = _sent(kinds, lambda kind: music_files(kind, music, request.file_name), call.checkpoint, result)
        result.elapsed_ms = (time.perf_counter() - began) * 1000.0
        event = music_pb2.MusicEvent(result=result)
        return file_events(files, event, lambda chunk: music_pb2.MusicEvent(chunk=chunk))

    def generate_set(
        self, request: music_pb2.MusicSetRequest, call: Call, emit: Emit
    ) -> Iterator[music_pb2.MusicSetEvent]:
        began = time.perf_counter()
        parameters, kinds = read_set(request, self._composers())
        event = music_pb2.MusicSetEvent
        reporter = Reporter(lambda progress: emit(event(progress=progress)), call.shown, _EXPORT_SHARE)
        reporter.made("start", 0.0)
        made = generate_set(parameters, self._studio(parameters.model), reporter.made, call.checkpoint)
        first = next(iter(made.pieces.values()))
        reporter.made("export", 1.0, lambda: preview_png(first), last=True)
        groups = (("piece", made.pieces), ("bridge", made.bridges), ("stinger", made.stingers))
        result = music_pb2.MusicSetResult(
            request_id=call.request_id,
            recipe=recipe_message(made.recipe),
            pieces=[_told(piece, name, kind) for kind, pieces in groups for name, piece in pieces.items()],
            motif=motif_text(made.motif),
            unknown_words=first.settled.text.unknown,
        )
        files = _sent(kinds, lambda kind: set_files(kind, made, request.file_name), call.checkpoint, result)
        result.elapsed_ms = (time.perf_counter() - began) * 1000.0
        return file_events(files, event(result=result), lambda chunk: event(chunk=chunk))

    def _composers(self) -> tuple[str, ...]:
        """Names of the composers, the default first."""
        return self._store.generators(MUSIC_DOMAIN)

    def _used(self, model: str) -> dict[str, str]:
        """SHA-256 by name of what music is made of."""
        names = default_networks(self._store, MUSIC_DOMAIN, *([model] if model else []))
        return {**{name: self._store.entries[name].sha256 for name in names}, **bank()}

    def _studio(self, model: str) -> Studio:
        def composed(
            wish: Wish, checkpoint: Checkpoint, *, loop: bool, motif: Notes | None, before: Score | None
        ) -> Score:
            return compose(wish, self._store, checkpoint, loop=loop, motif=motif, before=before, model=model)

        return Studio(composed, packaged_bank(), self._used(model), Voices(self._store))


def _sent(
    kinds: list[str],
    files_of: Callable[[str], Files],
    checkpoint: Checkpoint,
    result: music_pb2.MusicResult | music_pb2.MusicSetResult,
) -> list[bytes]:
    """The bytes of all files, of which the result is told."""
    sent = []
    for kind in kinds:
        checkpoint()
        for name, media_type, data in files_of(kind):
            sent.append(data)
            result.artifacts.append(artifact(kind, name, media_type, data))
    return sent


def _told(piece: Piece, name: str, kind: str) -> music_pb2.MusicPiece:
    settled, score = piece.settled, piece.arrangement.score
    counts = [int((score.notes["part"] == number).sum()) for number in range(len(score.parts))]
    return music_pb2.MusicPiece(
        name=name,
        kind=kind,
        mood=settled.mood,
        era=settled.era,
        ensemble=settled.ensemble.name,
        key=KEYS[settled.key.tonic],
        mode=settled.key.mode.value,
        beats_per_bar=score.metres[0].beats,
        beat_unit=score.metres[0].unit,
        tempo_bpm=score.tempos[0].bpm,
        loop=piece.loop,
        duration_s=piece.duration_s,
        motif=motif_text(piece.motif),
        layers=piece.layers,
        lyrics=piece.lyrics,
        sections=[
            music_pb2.MusicSection(name=each.name, bar=each.bar, bars=each.bars, energy=each.energy)
            for each in score.sections
        ],
        parts=[
            music_pb2.MusicPart(
                name=part.name, instrument=part.instrument, role=part.role.value, layer=LAYERS[layer], notes=count
            )
            for part, layer, count in zip(score.parts, piece.arrangement.layers, counts, strict=True)
        ],
        bar_samples=piece.beats.bars.tolist(),
        beat_samples=piece.beats.beats.tolist(),
    )
